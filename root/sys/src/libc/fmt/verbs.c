/*
 * The table of verbs and flags, and the standard ones that print text.
 */
#include <u.h>
#include <libc.h>
#include "../port/_libc.h"

typedef int Verb(Fmt *);

extern Verb _ifmt;

static int
flagfmt(Fmt *f)
{
	switch(f->r) {
	case '-':
		f->flags |= FmtLeft;
		break;
	case '+':
		f->flags |= FmtSign;
		break;
	case ' ':
		f->flags |= FmtSpace;
		break;
	case '#':
		f->flags |= FmtSharp;
		break;
	case '0':
		f->flags |= FmtZero;
		break;
	case ',':
		f->flags |= FmtComma;
		break;
	case 'u':
		f->flags |= FmtUnsigned;
		break;
	case 'h':
		f->flags |= f->flags & FmtShort ? FmtByte : FmtShort;
		break;
	case 'l':
		f->flags |= f->flags & FmtLong ? FmtVLong : FmtLong;
		break;
	case 'z':
		f->flags |= FmtLong | FmtVLong;
		break;
	}
	return 1;
}

static int
charfmt(Fmt *f)
{
	char s[2] = {va_arg(f->args, int), 0};

	f->prec = 1;
	return _fmtchars(f, s, 1, 1);
}

static int
runefmt(Fmt *f)
{
	Rune r[1] = {va_arg(f->args, Rune)};

	f->prec = 1;
	return _fmtrunes(f, r, 1, 1);
}

static int
strfmt(Fmt *f)
{
	return fmtstrcpy(f, va_arg(f->args, char *));
}

static int
runestrfmt(Fmt *f)
{
	return fmtrunestrcpy(f, va_arg(f->args, Rune *));
}

static int
percentfmt(Fmt *f)
{
	f->flags = 0;
	return fmtrune(f, '%');
}

static int
countfmt(Fmt *f)
{
	*va_arg(f->args, int *) = f->nfmt;
	return 0;
}

int
errfmt(Fmt *f)
{
	char buf[ERRMAX];

	rerrstr(buf, sizeof buf);
	return _fmtchars(f, buf, strlen(buf), utflen(buf));
}

static int
badfmt(Fmt *f)
{
	Rune x[3] = {'%', f->r, '%'};

	f->flags = 0;
	return _fmtrunes(f, x, 3, 3);
}

static struct
{
	Lock lock;
	int n;
	struct
	{
		Rune c;
		Verb *fn;
	} v[128];
} fmts = {.n = 29,
	  .v = {
		  {'-', flagfmt}, {'+', flagfmt},    {' ', flagfmt},  {'#', flagfmt},
		  {'0', flagfmt}, {',', flagfmt},    {'u', flagfmt},  {'h', flagfmt},
		  {'l', flagfmt}, {'z', flagfmt},    {'d', _ifmt},    {'x', _ifmt},
		  {'X', _ifmt},   {'o', _ifmt},      {'b', _ifmt},    {'p', _ifmt},
		  {'c', charfmt}, {'C', runefmt},    {'s', strfmt},   {'S', runestrfmt},
		  {'r', errfmt},  {'%', percentfmt}, {'n', countfmt}, {'e', _flfmt},
		  {'E', _flfmt},  {'f', _flfmt},     {'F', _flfmt},   {'g', _flfmt},
		  {'G', _flfmt},
	  }};

/* later entries win; a reader that does not lock sees whole ones */
int
fmtinstall(int c, Verb *fn)
{
	int i, r = 0;

	if(c <= 0 || c > Runemax)
		return -1;
	if(fn == nil)
		fn = badfmt;
	lock(&fmts.lock);
	for(i = 0; i < fmts.n && fmts.v[i].c != (Rune)c; i++) {
	}
	if(i == nelem(fmts.v))
		r = -1;
	else {
		fmts.v[i].fn = fn;
		fmts.v[i].c = c;
		if(i == fmts.n)
			fmts.n++;
	}
	unlock(&fmts.lock);
	return r;
}

/* 1: it was a flag, go on; 0: done; -1: the output failed */
int
_fmtverb(Fmt *f, int c)
{
	Verb *fn = badfmt;
	int i, n;

	for(i = 0; i < fmts.n; i++)
		if(fmts.v[i].c == (Rune)c) {
			fn = fmts.v[i].fn;
			break;
		}
	f->r = c;
	n = fn(f);
	if(n < 0)
		return -1;
	return n > 0; /* a verb that gives 1 is a flag */
}
