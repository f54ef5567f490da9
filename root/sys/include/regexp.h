/*
 * regexp.h: regular expressions, as regexp(6) describes them and regexp(2) uses them.
 */
#pragma once
#pragma lib "libregexp.a"

typedef struct Reprog Reprog; /* one block of memory, for free */
typedef struct Resub Resub;

struct Resub
{
	union
	{
		char *sp;
		Rune *rsp;
	};
	union
	{
		char *ep;
		Rune *rep;
	};
};

extern Reprog *regcomp(const char *);
extern Reprog *regcomplit(const char *);
extern Reprog *regcompnl(const char *);
extern Reprog *regcompback(const char *); /* for rregexecin only */
extern void regerror(char *);             /* a program may have its own */
extern int regexec(Reprog *, const char *, Resub *, int);
extern void regsub(const char *, char *, int, Resub *, int);
extern int rregexec(Reprog *, const Rune *, Resub *, int);
extern int rregexecin(Reprog *, const Rune *, const Rune *, Resub *, int);
extern void rregsub(const Rune *, Rune *, int, Resub *, int);
