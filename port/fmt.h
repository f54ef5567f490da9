/*
 * Inside formatted text: what fmt.c and fmtnum.c share.  Others use lib.h.
 */
#pragma once
#include "u.h"

enum
{
	/* Fmt.flags */
	Fleft = 1 << 0,  /* - */
	Fzero = 1 << 1,  /* 0 */
	Fsharp = 1 << 2, /* # */
	Fplus = 1 << 3,  /* + */
	Fblank = 1 << 4, /* blank */
	Fgroup = 1 << 5, /* ' or , */
	Fprec = 1 << 6,  /* a precision was given */
	Flong = 1 << 7,  /* 64 bits */
	Fshort = 1 << 8, /* 16 bits */
	Fmtwidth = 1024, /* greatest width and precision taken seriously */
};

/* One call's output and the present verb. */
typedef struct Fmt
{
	char *to, *end; /* where the next byte goes; end leaves room for the NUL */
	bool full;      /* something did not fit: nothing more is written */
	int flags;
	int width; /* runes */
	int prec;  /* digits of a number, bytes of a string */
} Fmt;

void fmtbytes(Fmt *f, const char *s, usize n);
void fmtpad(Fmt *f, int c, int n);
void fmtnum(Fmt *f, u64int v, int verb); /* v of d is sign-extended */
