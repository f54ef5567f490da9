/*
 * dc.h: what the parts of dc share: input.c gives characters, stack.c keeps items, and dc.c
 * does the commands.
 */
#pragma once
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "num.h"

typedef struct Item Item;
typedef struct Elem Elem;
struct Item
{
	Num *n;  /* or */
	char *s; /* a string */
	Item *next;
	Elem *array; /* of a register's top, or of what came from one */
};
struct Elem
{
	int i;
	Item *v;
	Elem *next;
};

extern Biobuf *in, bout;
extern void complain(char *);

/* input.c */
extern int getch(void);
extern void ungetch(int);
extern void execute(char *); /* takes the text */
extern void leave(int);
extern int executing(void);

/* stack.c */
extern Item *stack;
extern Item *newitem(Num *, char *); /* takes both */
extern void freeitem(Item *);
extern void freearray(Elem *);
extern Item *copy(Item *);
extern void push(Item *);
extern void pushnum(Num *);
extern void pushint(vlong);
extern Item *pop(void); /* nil: there is none, and that was said */
extern Num *popnum(void);
extern int popint(int *);
extern void clear(int);
