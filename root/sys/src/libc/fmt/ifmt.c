/*
 * Integers: %d %x %X %o %b %p with their sizes, widths and precisions.
 */
#include <u.h>
#include <libc.h>
#include "../port/_libc.h"

enum
{
	Max = 64 + 64 / 3 + 8, /* digits of base 2, commas, sign, prefix */
};

extern int _ifmt(Fmt *);

static uvlong
argument(Fmt *f, int *neg)
{
	ulong fl = f->flags;
	int uns = (fl & FmtUnsigned) != 0;
	vlong v;

	if(f->r == 'p')
		return (uintptr)va_arg(f->args, void *);
	if(fl & FmtVLong)
		v = va_arg(f->args, vlong);
	else {
		v = va_arg(f->args, int);
		if(fl & FmtByte)
			v = uns ? (vlong)(uchar)v : (schar)v;
		else if(fl & FmtShort)
			v = uns ? (vlong)(ushort)v : (short)v;
		else if(uns)
			v = (uint)v;
	}
	*neg = !uns && v < 0;
	return *neg ? -(uvlong)v : (uvlong)v;
}

static int
base(Fmt *f)
{
	switch(f->r) {
	case 'x':
	case 'X':
	case 'p':
		return 16;
	case 'o':
		return 8;
	case 'b':
	case 'B':
		return 2;
	}
	return 10;
}

/* digits of u from the right end e leftwards, at least prec; where they start */
static char *
digits(char *e, uvlong u, int b, int upper, int prec, int comma)
{
	const char *set = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	int n = 0;

	for(; u != 0 || n < prec; u /= b) {
		if(comma && n > 0 && n % 3 == 0)
			*--e = ',';
		*--e = set[u % b];
		n++;
	}
	return e;
}

int
_ifmt(Fmt *f)
{
	char buf[Max + 128], *e = buf + sizeof buf, *p;
	int neg = 0, b = base(f), prec, n;
	const char *prefix = "";
	uvlong u = argument(f, &neg);

	prec = f->flags & FmtPrec ? f->prec : 1;
	if(prec > 100)
		prec = 100;
	if((f->flags & FmtSharp) && u != 0)
		prefix = b == 16 ? (f->r == 'X' ? "0X" : "0x") : b == 8 ? "0" : "";
	p = digits(e, u, b, f->r == 'X', prec, (f->flags & FmtComma) && b == 10);
	n = strlen(prefix) + (neg || (f->flags & (FmtSign | FmtSpace)));
	if((f->flags & (FmtZero | FmtWidth | FmtLeft | FmtPrec)) == (FmtZero | FmtWidth))
		while(e - p + n < f->width && p > buf + 4)
			*--p = '0';
	n = strlen(prefix);
	p -= n;
	memmove(p, prefix, n);
	if(neg)
		*--p = '-';
	else if(f->flags & FmtSign)
		*--p = '+';
	else if(f->flags & FmtSpace)
		*--p = ' ';
	f->flags &= ~FmtPrec;
	return _fmtchars(f, p, e - p, e - p);
}
