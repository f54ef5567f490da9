/*
 * ed.h: what the parts of ed share: buf.c has the lines, addr.c reads addresses and patterns,
 * file.c files, subst.c substitutes, cmd.c does the other commands.
 */
#pragma once
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>
#include <cmd.h>

typedef struct Line Line;
typedef struct Range Range;
struct Line
{
	char *s;    /* shared by copies, never freed before a w */
	int mark;   /* letter of k, or 0 */
	int global; /* selected by g */
};
struct Range
{
	long a, b;
	int n; /* addresses that were given */
};

/* ed.c */
extern Biobuf in, bout;
extern char *cmd;         /* what is left of the line being obeyed */
extern char *globallines; /* rest of the command list of g */
extern int inglobal;
extern int listing; /* how commands print: 'p' 'l' 'n' */
extern noreturn void error(char *);
extern char *getline(void);
extern void obey(char *);
extern int interrupted;
extern void poll(void); /* an interrupt is an error */

/* buf.c */
extern Line *buf; /* line 1 is buf[1] */
extern long last, dot;
extern int modified;
extern void insert(long, char *); /* takes the text */
extern void deletelines(long, long);
extern void show(long, int);

/* addr.c */
extern Reprog *pattern;
extern int closed;
extern void blanks(void);
extern char *delimited(Rune, int);
extern void getpattern(void);
extern long address(void);
extern Range range(void);
extern void defaults(Range *, long, long);
extern void nonzero(Range *);
extern void endcommand(void);

/* file.c */
extern char *filename;
extern int warned; /* that what has changed is not written */
extern int oflag;
extern int fd1; /* where chatter goes */
extern char *getname(void);
extern void nocharacter(void);
extern void readfile(char *, long);
extern void writefile(char *, Range *, int);
extern void unlesschanged(int);
extern void edit(int);

/* subst.c */
extern void substitute(Range *);
extern void undo(Range *);

/* cmd.c */
extern void command(int, Range *);
extern void quit(int);
