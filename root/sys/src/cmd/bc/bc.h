/*
 * bc.h: bc's own part of the language: expr.c has its operands, eval.c what they give.
 */
#pragma once
#include "calc.h"

/* tokens */
enum
{
	Tauto = Town,
	Tdefine,
	Thalt,
	Tibase,
	Tlength,
	Tobase,
	Tquit,
	Tscale,
	Tsqrt,
	Nscaleof,
};

typedef struct Elem Elem;
typedef struct Func Func;
struct Elem
{
	vlong i;
	Num *v;
	Elem *next;
};
struct Func
{
	Node *params, *autos, *body;
};
struct Sym /* a name is a variable, an array and a function at once */
{
	Name;
	Num *v;
	Elem *array;
	Func *fn;
	int rvar, rarray, rfn; /* dc's registers for them, or 0 */
};

/* expr.c */
extern Sym *define(void);

/* eval.c */
extern int silent; /* expressions are not shown */
extern void leave(void);
extern char *unescape(char *); /* gives memory */

/* compile.c */
extern void compile(Node *);
extern void compilefunction(Sym *);

/* lib.c */
extern char mathlib[];
