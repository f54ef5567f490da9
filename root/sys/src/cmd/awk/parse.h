/*
 * parse.h: what parse.c (statements, rules and functions) and expr.c (expressions) want of
 * each other.
 */
#pragma once

/* parse.c */
extern Func *curfunc; /* whose body is read, or nil */
extern Func *function(char *);
extern Node *node(int, Node *, Node *);
extern void expect(int);
extern void newlines(void);

/* expr.c */
extern int noin; /* in is not an operator: within for( */
extern int nogt; /* > is not: within print */
extern Node *expr(void);
extern Node *concat(void);
extern Node *exprlist(int);
extern Node *brackets(int);
extern Node *variablename(void);
extern int islvalue(Node *);
