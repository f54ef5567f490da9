/*
 * sed.h: what the parts of sed share: compile.c makes commands of a script, input.c gives the
 * lines, run.c does the commands.
 */
#pragma once
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>
#include <cmd.h>

typedef struct Addr Addr;
typedef struct Cmd Cmd;
typedef struct Out Out;
struct Addr
{
	int kind; /* 0 none, 'n' line, '$', '/' */
	vlong line;
	Reprog *re; /* nil: the last one used */
};
struct Cmd
{
	Addr a, b;
	int negated; /* ! */
	int inrange;
	vlong rangeend;
	int name;
	char *text; /* of a c i, label of b t :, replacement of s */
	int target; /* of b t {: a command's number */
	Reprog *re; /* of s */
	int global; /* s///g */
	int nth;    /* s///3 */
	int print;  /* s///p */
	Out *out;   /* of w and s///w */
	Rune *from; /* y */
	Rune *to;
};
struct Out
{
	char *name;
	Biobuf *b;
	Out *next;
};

extern Biobuf bout;
extern int nflag;

/* compile.c */
extern Cmd *prog;
extern int nprog;
extern void compile(char *);
extern void labels(void);

/* input.c */
extern char **files; /* input that is still to come */
extern char *ahead;  /* the line after this one */
extern int curnl;    /* this one ended in newline */
extern int nonl;     /* what was printed last does not */
extern Biobuf *out(void);
extern vlong lineno;
extern Textbuf pattern;
extern char *status;
extern void firstline(void);
extern int nextline(int);
extern void later(char *, int);
extern void flushappends(void);

/* run.c */
extern int uflag;
extern void edit(void);
