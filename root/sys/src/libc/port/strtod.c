/*
 * Doubles from text, exactly rounded.
 */
#include <u.h>
#include <libc.h>
#include "_dec.h"

enum
{
	Bias = 1023,
	Mantbits = 52,
};

/* the double that a is nearest to */
static double
value(Dec *a, int neg)
{
	FPdbleword x;
	uvlong m = 0, bits;
	int e = 0, i, n;

	if(a->nd == 0 || a->dp < -330)
		goto done; /* bits 0: zero */
	if(a->dp > 310)
		e = 2 * Bias;
	else {
		/* bring it to [0.5, 1) */
		while(a->dp > 0) {
			n = a->dp >= 9 ? 27 : 3 * a->dp;
			_decshift(a, -n);
			e += n;
		}
		while(a->dp < 0 || (a->dp == 0 && a->d[0] < 5)) {
			n = -a->dp >= 9 ? 27 : a->dp == 0 ? 1 : -3 * a->dp;
			_decshift(a, n);
			e -= n;
		}
		e--; /* [1, 2) now */
		if(e < 1 - Bias) {
			n = 1 - Bias - e;
			_decshift(a, -n);
			e += n;
		}
		_decshift(a, 1 + Mantbits);
		for(i = 0; i < a->dp; i++)
			m = m * 10 + (i < a->nd ? a->d[i] : 0);
		m += _decroundup(a, a->dp);
		if(m == (uvlong)2 << Mantbits) {
			m >>= 1;
			e++;
		}
		if((m & (uvlong)1 << Mantbits) == 0)
			e = -Bias; /* denormal */
	}
	if(e > Bias) {
		m = 0;
		e = Bias + 1;
	}
	m = (m & (((uvlong)1 << Mantbits) - 1)) | (uvlong)(e + Bias) << Mantbits;
done:
	bits = m | (uvlong)neg << 63;
	x.lo = bits;
	x.hi = bits >> 32;
	return x.x;
}

/*
 * A source of characters: get gives the next, and one character too many has been read at
 * the end, as charstod's callers expect.
 */
typedef struct In In;
struct In
{
	int (*get)(void *);
	void *arg;
	int c;
	int n; /* characters got */
};

static void
next(In *in)
{
	in->c = in->get(in->arg);
	in->n++;
}

static void
adddigit(Dec *a, int c)
{
	if(a->nd == 0 && c == 0)
		a->dp--; /* leading zero: undone before the point */
	else if(a->nd < Decmax)
		a->d[a->nd++] = c;
	else if(c != 0)
		a->trunc = 1;
}

/* digits with a point; result: were there digits? *point: digits before it */
static int
mantissa(In *in, Dec *a)
{
	int any = 0, point = 0;

	a->nd = a->dp = a->trunc = 0;
	for(;; next(in)) {
		if(in->c == '.' && !point)
			point = 1;
		else if(in->c >= '0' && in->c <= '9') {
			any = 1;
			adddigit(a, in->c - '0');
			if(!point)
				a->dp++;
		} else
			break;
	}
	return any;
}

/* an exponent after e; *len gets the characters up to its last digit */
static int
exponent(In *in, int *len)
{
	int neg = 0, n = 0;

	next(in);
	if(in->c == '+' || in->c == '-') {
		neg = in->c == '-';
		next(in);
	}
	for(; in->c >= '0' && in->c <= '9'; next(in)) {
		if(n < 100000)
			n = n * 10 + in->c - '0';
		*len = in->n;
	}
	return neg ? -n : n;
}

static int
isword(In *in, const char *w)
{
	for(; *w; w++, next(in))
		if((in->c | 0x20) != *w)
			return 0;
	return 1;
}

/* reads a number; *len: how many characters belong to it, 0: none does */
static double
number(In *in, int *len)
{
	int neg = 0;
	Dec a;

	*len = 0;
	next(in);
	while(in->c == ' ' || (in->c >= '\t' && in->c <= '\r'))
		next(in);
	if(in->c == '+' || in->c == '-') {
		neg = in->c == '-';
		next(in);
	}
	if((in->c | 0x20) == 'n' || (in->c | 0x20) == 'i') {
		int nan = (in->c | 0x20) == 'n';

		if(!isword(in, nan ? "nan" : "inf"))
			return 0;
		*len = in->n - 1;
		return nan ? NaN() : Inf(neg ? -1 : 1);
	}
	if(!mantissa(in, &a))
		return 0;
	*len = in->n - 1;
	if((in->c | 0x20) == 'e')
		a.dp += exponent(in, len);
	return value(&a, neg);
}

static int
getstr(void *v)
{
	const char **p = v;

	return *(*p)++;
}

double
strtod(const char *s, char **end)
{
	const char *p = s;
	In in = {getstr, &p, 0, 0};
	int len;
	double d = number(&in, &len);

	if(end != nil)
		*end = (char *)s + len;
	return d;
}

double
atof(const char *s)
{
	return strtod(s, nil);
}

double
charstod(int (*get)(void *), void *arg)
{
	In in = {get, arg, 0, 0};
	int len;

	return number(&in, &len);
}
