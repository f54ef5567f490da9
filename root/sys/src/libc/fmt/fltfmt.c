/*
 * Floating point: %e %f %g.  The digits are exact, rounded where the precision says.
 */
#include <u.h>
#include <libc.h>
#include "../port/_libc.h"
#include "../port/_dec.h"

enum
{
	Bias = 1075, /* of the mantissa taken as an integer */
	Maxprec = 340,
};

static void
todec(Dec *a, double x)
{
	FPdbleword w = {.x = x};
	uvlong m = (uvlong)(w.hi & 0xfffff) << 32 | w.lo;
	int e = w.hi >> 20 & 0x7ff;

	if(e != 0)
		m |= (uvlong)1 << 52;
	else
		e = 1;
	_decint(a, m);
	_decshift(a, e - Bias);
}

static int
digit(const Dec *a, int i)
{
	return i >= 0 && i < a->nd ? '0' + a->d[i] : '0';
}

/* d.ddde+dd with prec digits after the point */
static char *
efmt(char *p, Dec *a, int prec, int point, int letter)
{
	int i, e = a->nd == 0 ? 0 : a->dp - 1;

	*p++ = digit(a, 0);
	if(prec > 0 || point)
		*p++ = '.';
	for(i = 1; i <= prec; i++)
		*p++ = digit(a, i);
	*p++ = letter;
	*p++ = e < 0 ? '-' : '+';
	if(e < 0)
		e = -e;
	if(e >= 100)
		*p++ = '0' + e / 100;
	*p++ = '0' + e / 10 % 10;
	*p++ = '0' + e % 10;
	return p;
}

static char *
ffmt(char *p, Dec *a, int prec, int point)
{
	int i;

	if(a->dp <= 0)
		*p++ = '0';
	for(i = 0; i < a->dp; i++)
		*p++ = digit(a, i);
	if(prec > 0 || point)
		*p++ = '.';
	for(i = 0; i < prec; i++)
		*p++ = digit(a, a->dp + i);
	return p;
}

static char *
gfmt(char *p, Dec *a, int prec, int sharp, int letter)
{
	int e;

	if(prec == 0)
		prec = 1;
	_decround(a, prec);
	e = a->nd == 0 ? 0 : a->dp - 1;
	if(e < -4 || e >= prec)
		return efmt(p, a, sharp ? prec - 1 : (a->nd > 0 ? a->nd - 1 : 0), sharp, letter);
	if(sharp)
		return ffmt(p, a, prec - 1 - e, 1);
	return ffmt(p, a, a->nd > a->dp ? a->nd - a->dp : 0, 0);
}

static char *
number(char *p, double x, Fmt *f)
{
	int prec = f->flags & FmtPrec ? f->prec : 6, sharp = (f->flags & FmtSharp) != 0;
	Dec a;

	if(prec > Maxprec)
		prec = Maxprec;
	todec(&a, x);
	switch(f->r) {
	case 'e':
	case 'E':
		_decround(&a, prec + 1);
		return efmt(p, &a, prec, sharp, f->r);
	case 'g':
	case 'G':
		return gfmt(p, &a, prec, sharp, f->r == 'g' ? 'e' : 'E');
	}
	_decround(&a, a.dp + prec);
	return ffmt(p, &a, prec, sharp);
}

int
_flfmt(Fmt *f)
{
	double x = va_arg(f->args, double);
	char buf[Maxprec + 330], *p = buf, *s;
	int n, zeros;
	FPdbleword w = {.x = x};

	if(isNaN(x))
		p = strecpy(p, buf + sizeof buf, "NaN");
	else {
		if(w.hi >> 31)
			*p++ = '-';
		else if(f->flags & FmtSign)
			*p++ = '+';
		else if(f->flags & FmtSpace)
			*p++ = ' ';
		if(isInf(x, 0)) {
			if(p == buf)
				*p++ = '+';
			p = strecpy(p, buf + sizeof buf, "Inf");
		} else {
			s = p;
			p = number(p, x, f);
			zeros = f->flags & FmtWidth ? f->width - (p - buf) : 0;
			if((f->flags & (FmtZero | FmtLeft)) == FmtZero && zeros > 0 &&
			   f->width < (int)sizeof buf) {
				memmove(s + zeros, s, p - s);
				memset(s, '0', zeros);
				p += zeros;
			}
		}
	}
	f->flags &= ~FmtPrec;
	n = p - buf;
	return _fmtchars(f, buf, n, n);
}
