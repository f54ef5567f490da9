/*
 * diff.h: what the parts of diff share: text.c reads the lines of files, change.c finds what has
 * changed, output.c tells it.
 */
#pragma once
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

typedef struct File File;
typedef struct Sline Sline;
typedef struct Change Change;
struct Sline
{
	char *s;
	ulong hash;
	int class; /* equal lines have the same */
};
struct File
{
	char *name;
	Sline *l;
	long n;
	char *changed; /* one for each line */
	int nonl;      /* the last line has no newline */
};
struct Change
{
	long a, b, c, d; /* lines a to b-1 of the first become c to d-1 of the second */
};

/* diff.c */
extern int bflag, wflag; /* blanks */
extern Biobuf bout;

/* text.c */
extern int readlines(Biobuf *, File *);
extern void freefile(File *);
extern long classify(File *, File *);

/* change.c */
extern Change *changes; /* what the last findchanges found */
extern long nchanges;
extern void findchanges(File *, File *);

/* output.c */
extern int mode; /* e f n c a u or 0 */
extern void output(File *, File *);
