/*
 * hoc.h: hoc's own part of the language: expr.c has its operands, eval.c what they give.
 */
#pragma once
#include "calc.h"

/* tokens */
enum
{
	Tfunc = Town,
	Tproc,
	Tread,
};

struct Sym
{
	Name;
	double v;
	int set, constant;
	double (*builtin)(double);
	double (*builtin2)(double, double);
	Node *body; /* of a function or procedure */
	Node *params;
	int isproc;
};

/* expr.c */
extern double toknum;
extern Sym *symbol(char *);
extern void define(void);
extern void undefine(void);

/* eval.c */
extern double eval(Node *);
extern void show(double);
extern void leave(void);
