/*
 * num.h: decimal numbers of any length, for dc and bc.
 */
#pragma once
typedef struct Num Num;
struct Num
{
	int ref;
	int neg;
	int scale; /* digits behind the point */
	int n;     /* digits, the lowest first */
	schar *d;
};

extern Num *numint(vlong);
extern Num *numkeep(Num *); /* another reference */
extern void numfree(Num *);
/* these give new numbers and leave their arguments alone; nil: it cannot be done */
extern Num *numadd(Num *, Num *);
extern Num *numarith(int, Num *, Num *, int); /* + - * / % or ^ */
extern Num *numsqrt(Num *, int);
extern Num *numneg(Num *);
extern int numcmp(Num *, Num *);
extern int numzero(Num *);
extern vlong numtoint(Num *);
extern Num *numparse(char *, char **, int);
extern void numprint(Biobuf *, Num *, int);
extern int numlength(Num *);
