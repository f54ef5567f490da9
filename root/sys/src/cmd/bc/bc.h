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
};

/* expr.c */
extern void define(void);

/* eval.c */
extern void leave(void);

/* lib.c */
extern char mathlib[];
