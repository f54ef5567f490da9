/*
 * run.h: what the parts that walk the tree want of each other: run.c does statements, eval.c
 * expressions, builtin.c functions, match.c those with regular expressions.
 */
#pragma once

/* how a statement ended */
enum
{
	Normal,
	Break,
	Continue,
	Next,
	Nextfile,
	Exit,
	Return,
};

/* run.c */
extern int execute(Node *);
extern Val takeresult(void);
extern noreturn void leave(void);

/* eval.c */
extern Val eval(Node *);
extern Str *evalstr(Node *); /* gives a reference */
extern double evalnum(Node *);
extern int evaltruth(Node *);
extern Str *recordstr(void); /* gives a reference */
extern Str *subscript(Node *);
extern Cell *cellof(Node *);
extern Cell *lvalue(Node *, int *);
extern Val load(Cell *, int);
extern void store(Cell *, int, Val); /* takes the value */

/* builtin.c */
extern Val builtin(Node *);
extern Str *formatlist(Node *);
extern int exitnumber(Waitmsg *);

/* match.c */
extern int matches(Node *, char *);
extern Val match(Node *);
extern Val substitute(Node *, int);
