/*
 * num.c: decimal numbers of any length, a byte a digit.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "num.h"

enum
{
	Width = 70, /* of lines with numbers */
};

static Num *
newnum(int n, int scale)
{
	Num *a;

	a = check(malloc(sizeof *a));
	a->ref = 1;
	a->neg = 0;
	a->scale = scale;
	a->n = n;
	a->d = check(mallocz(n + 1, 1));
	return a;
}

Num *
numkeep(Num *a)
{
	a->ref++;
	return a;
}

void
numfree(Num *a)
{
	if(a == nil || --a->ref > 0)
		return;
	free(a->d);
	free(a);
}

static Num *
norm(Num *a)
{
	while(a->n > a->scale && a->n > 0 && a->d[a->n - 1] == 0)
		a->n--;
	if(numzero(a))
		a->neg = 0;
	return a;
}

int
numzero(Num *a)
{
	for(int i = 0; i < a->n; i++)
		if(a->d[i])
			return 0;
	return 1;
}

Num *
numint(vlong v)
{
	Num *a;
	uvlong u;

	a = newnum(20, 0);
	a->neg = v < 0;
	u = v < 0 ? -(uvlong)v : v;
	for(int i = 0; u > 0; i++, u /= 10)
		a->d[i] = u % 10;
	return norm(a);
}

vlong
numtoint(Num *a)
{
	uvlong v;

	v = 0;
	for(int i = a->n - 1; i >= a->scale; i--) {
		if(v > 900000000000000000ULL / 10)
			return a->neg ? -(1LL << 62) : 1LL << 62;
		v = v * 10 + a->d[i];
	}
	return a->neg ? -(vlong)v : v;
}

/* cut, or with more zeros */
static Num *
numscale(Num *a, int scale)
{
	Num *b;
	int shift;

	shift = scale - a->scale;
	b = newnum(a->n + shift > 0 ? a->n + shift : 0, scale);
	for(int i = 0; i < b->n; i++)
		b->d[i] = i - shift >= 0 ? a->d[i - shift] : 0;
	if(b->n < scale) {
		Num *c;

		c = newnum(scale, scale);
		memmove(c->d, b->d, b->n);
		numfree(b);
		b = c;
	}
	b->neg = a->neg;
	return norm(b);
}

static int
digit(Num *a, int i)
{
	return i >= 0 && i < a->n ? a->d[i] : 0;
}

/* without signs */
static int
cmpabs(Num *a, Num *b)
{
	int s, top, x, y;

	s = a->scale > b->scale ? a->scale : b->scale;
	top = a->n - a->scale > b->n - b->scale ? a->n - a->scale : b->n - b->scale;
	for(int i = top - 1; i >= -s; i--) {
		x = digit(a, i + a->scale);
		y = digit(b, i + b->scale);
		if(x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

int
numcmp(Num *a, Num *b)
{
	int c;

	if(a->neg != b->neg)
		return a->neg ? -1 : 1;
	c = cmpabs(a, b);
	return a->neg ? -c : c;
}

/* |a| + sign*|b|, where |a| >= |b| if sign is negative */
static Num *
combine(Num *a, Num *b, int sign)
{
	Num *c;
	int s, top, v, carry;

	s = a->scale > b->scale ? a->scale : b->scale;
	top = a->n - a->scale > b->n - b->scale ? a->n - a->scale : b->n - b->scale;
	if(top < 0)
		top = 0;
	c = newnum(s + top + 1, s);
	carry = 0;
	for(int i = 0; i < c->n; i++) {
		v = digit(a, i - s + a->scale) + sign * digit(b, i - s + b->scale) + carry;
		carry = v < 0 ? -1 : v / 10;
		c->d[i] = v < 0 ? v + 10 : v % 10;
	}
	return c;
}

static Num *
addsigned(Num *a, Num *b, int bneg)
{
	Num *c;

	if(a->neg == bneg) {
		c = combine(a, b, 1);
		c->neg = a->neg;
	} else if(cmpabs(a, b) >= 0) {
		c = combine(a, b, -1);
		c->neg = a->neg;
	} else {
		c = combine(b, a, -1);
		c->neg = bneg;
	}
	return norm(c);
}

Num *
numadd(Num *a, Num *b)
{
	return addsigned(a, b, b->neg);
}

static Num *
numsub(Num *a, Num *b)
{
	return addsigned(a, b, !b->neg);
}

Num *
numneg(Num *a)
{
	Num *c;

	c = numscale(a, a->scale);
	c->neg = !a->neg;
	return norm(c);
}

static Num *
product(Num *a, Num *b)
{
	Num *c;
	int *sum, carry;

	c = newnum(a->n + b->n, a->scale + b->scale);
	sum = check(mallocz((c->n + 1) * sizeof *sum, 1));
	for(int i = 0; i < a->n; i++) {
		if(a->d[i] == 0)
			continue;
		for(int k = 0; k < b->n; k++)
			sum[i + k] += a->d[i] * b->d[k];
		/* before an int could overflow */
		if(i % 1000000 == 999999)
			for(int k = 0; k < c->n; k++) {
				sum[k + 1] += sum[k] / 10;
				sum[k] %= 10;
			}
	}
	carry = 0;
	for(int i = 0; i < c->n; i++) {
		carry += sum[i];
		c->d[i] = carry % 10;
		carry /= 10;
	}
	free(sum);
	c->neg = a->neg != b->neg;
	return norm(c);
}

static int
max3(int a, int b, int c)
{
	a = a > b ? a : b;
	return a > c ? a : c;
}

static Num *
nummul(Num *a, Num *b, int scale)
{
	Num *c, *r;
	int s;

	c = product(a, b);
	s = max3(scale, a->scale, b->scale);
	if(c->scale <= s)
		return c;
	r = numscale(c, s);
	numfree(c);
	return r;
}

/* long division, a digit of the quotient at a time */
static Num *
numdiv(Num *a, Num *b, int scale)
{
	Num *q, *x;
	schar *r;
	int m, v, borrow, n, i, k;

	if(numzero(b))
		return nil;
	/* integers: the dividend with so many zeros that the quotient has scale digits */
	x = numscale(a, scale + b->scale);
	for(m = b->n; m > 0 && b->d[m - 1] == 0; m--)
		;
	q = newnum(x->n, scale);
	r = check(mallocz(m + 2, 1)); /* remainder, the lowest first */
	for(i = x->n - 1; i >= 0; i--) {
		memmove(r + 1, r, m + 1);
		r[0] = x->d[i];
		for(n = 0;; n++) {
			/* r >= b ? */
			for(k = m; k >= 0; k--) {
				v = r[k] - (k < m ? b->d[k] : 0);
				if(v != 0)
					break;
			}
			if(k >= 0 && v < 0)
				break;
			borrow = 0;
			for(k = 0; k <= m; k++) {
				v = r[k] - (k < m ? b->d[k] : 0) - borrow;
				borrow = v < 0;
				r[k] = v < 0 ? v + 10 : v;
			}
		}
		q->d[i] = n;
	}
	free(r);
	numfree(x);
	q->neg = a->neg != b->neg;
	return norm(q);
}

static Num *
nummod(Num *a, Num *b, int scale)
{
	Num *q, *p, *r;

	q = numdiv(a, b, scale);
	if(q == nil)
		return nil;
	p = product(q, b);
	r = numsub(a, p);
	numfree(q);
	numfree(p);
	return r;
}

/* the exponent's whole part counts */
static Num *
numpow(Num *a, Num *b, int scale)
{
	Num *r, *x, *t, *one;
	vlong n;
	int s;

	n = numtoint(b);
	if(n > 1000000 || n < -1000000)
		return nil;
	r = numint(1);
	x = numkeep(a);
	for(vlong i = n < 0 ? -n : n; i > 0; i >>= 1) {
		if(i & 1) {
			t = product(r, x);
			numfree(r);
			r = t;
		}
		if(i > 1) {
			t = product(x, x);
			numfree(x);
			x = t;
		}
	}
	numfree(x);
	if(n < 0) {
		one = numint(1);
		t = numdiv(one, r, scale);
		numfree(one);
		numfree(r);
		return t;
	}
	s = max3(scale, a->scale, 0);
	if(r->scale > s) {
		t = numscale(r, s);
		numfree(r);
		r = t;
	}
	return r;
}

/* Newton's method in whole numbers, from above */
Num *
numarith(int op, Num *a, Num *b, int scale)
{
	switch(op) {
	case '+':
		return numadd(a, b);
	case '-':
		return numsub(a, b);
	case '*':
		return nummul(a, b, scale);
	case '/':
		return numdiv(a, b, scale);
	case '%':
		return nummod(a, b, scale);
	}
	return numpow(a, b, scale);
}

Num *
numsqrt(Num *a, int scale)
{
	Num *x, *y, *t, *n, *two;

	if(a->neg)
		return nil;
	if(scale < a->scale)
		scale = a->scale;
	n = numscale(a, 2 * scale);
	n->scale = 0;
	norm(n);
	if(numzero(n)) {
		numfree(n);
		return numint(0);
	}
	two = numint(2);
	x = newnum(n->n / 2 + 2, 0);
	x->d[x->n - 1] = 1;
	for(;;) {
		t = numdiv(n, x, 0);
		y = numadd(x, t);
		numfree(t);
		t = numdiv(y, two, 0);
		numfree(y);
		if(numcmp(t, x) >= 0)
			break;
		numfree(x);
		x = t;
	}
	numfree(t);
	numfree(two);
	numfree(n);
	if(x->n < scale) {
		t = newnum(scale, 0);
		memmove(t->d, x->d, x->n);
		numfree(x);
		x = t;
	}
	x->scale = scale;
	return norm(x);
}

static int
hexdigit(int c)
{
	if(c >= '0' && c <= '9')
		return c - '0';
	if(c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* digits of a base up to 16; a single one has its value in every base */
Num *
numparse(char *s, char **end, int base)
{
	Num *r, *b, *d, *t, *p;
	char *q;
	int n, frac, v;

	for(q = s; hexdigit(*q) >= 0; q++)
		;
	n = q - s;
	frac = 0;
	if(*q == '.')
		for(q++; hexdigit(*q) >= 0; q++)
			frac++;
	*end = q;
	if(base == 10) {
		r = newnum(n + frac, frac);
		for(int i = 0, k = n + frac - 1; s + i < q; i++)
			if(s[i] != '.') {
				v = hexdigit(s[i]);
				r->d[k--] = v > 9 && n + frac > 1 ? 9 : v;
			}
		if(n + frac == 1 && r->d[0] > 9) {
			v = r->d[0];
			numfree(r);
			r = numint(v);
		}
		return norm(r);
	}
	b = numint(base);
	r = numint(0);
	p = numint(1);
	for(; s < q; s++) {
		if(*s == '.')
			continue;
		v = hexdigit(*s);
		if(v >= base && n + frac > 1)
			v = base - 1;
		t = product(r, b);
		d = numint(v);
		numfree(r);
		r = numadd(t, d);
		numfree(t);
		numfree(d);
	}
	for(int i = 0; i < frac; i++) {
		t = product(p, b);
		numfree(p);
		p = t;
	}
	if(frac) {
		t = numdiv(r, p, frac);
		numfree(r);
		r = t;
	}
	numfree(p);
	numfree(b);
	return r;
}

/* digits of bases above 16 are groups of decimal ones with something before them */
static void
putdigit(Fmt *f, int v, int base, char *sep)
{
	if(base <= 16)
		fmtprint(f, "%c", "0123456789ABCDEF"[v]);
	else
		fmtprint(f, "%s%.*d", sep, base > 1000 ? 4 : base > 100 ? 3 : 2, v);
}

static void
fractext(Fmt *f, Num *a, int base)
{
	Num *fr, *b, *t, *unit, *i;
	char *sep;

	fr = numscale(a, a->scale);
	fr->neg = 0;
	fr->n = fr->scale;
	b = numint(base);
	unit = numint(1);
	sep = ".";
	if(base <= 16)
		fmtprint(f, ".");
	/* as many digits as the decimal ones need */
	while(unit->n <= a->scale) {
		t = product(fr, b);
		numfree(fr);
		i = numscale(t, 0);
		putdigit(f, numtoint(i), base, sep);
		sep = " ";
		fr = numsub(t, i);
		numfree(i);
		numfree(t);
		t = product(unit, b);
		numfree(unit);
		unit = t;
	}
	numfree(fr);
	numfree(b);
	numfree(unit);
}

static char *
numtext(Num *a, int base)
{
	Fmt f;
	Num *w, *b, *q, *r;
	short *digits;
	int n, scale;

	fmtstrinit(&f);
	if(a->neg)
		fmtprint(&f, "-");
	if(base == 10) {
		for(int i = a->n - 1; i >= 0; i--) {
			if(i == a->scale - 1)
				fmtprint(&f, ".");
			fmtprint(&f, "%d", a->d[i]);
		}
		if(a->n == 0 || numzero(a)) {
			free(fmtstrflush(&f));
			return check(strdup("0"));
		}
		return check(fmtstrflush(&f));
	}
	scale = numzero(a) ? 0 : a->scale;
	w = numscale(a, 0);
	w->neg = 0;
	b = numint(base);
	digits = check(malloc((w->n * 4 + 2) * sizeof *digits));
	for(n = 0; !numzero(w); n++) {
		q = numdiv(w, b, 0);
		r = nummod(w, b, 0);
		digits[n] = numtoint(r);
		numfree(r);
		numfree(w);
		w = q;
	}
	if(n == 0 && scale == 0)
		fmtprint(&f, base <= 16 ? "0" : " 00");
	while(--n >= 0)
		putdigit(&f, digits[n], base, " ");
	if(scale > 0)
		fractext(&f, a, base);
	free(digits);
	numfree(w);
	numfree(b);
	return check(fmtstrflush(&f));
}

/* long ones are broken into lines */
void
numprint(Biobuf *b, Num *a, int base)
{
	char *s, *p;

	s = numtext(a, base);
	for(p = s; strlen(p) > Width; p += Width - 1)
		Bprint(b, "%.*s\\\n", Width - 1, p);
	Bprint(b, "%s", p);
	free(s);
}

int
numlength(Num *a)
{
	int n;

	for(n = a->n; n > a->scale && a->d[n - 1] == 0; n--)
		;
	return n > 0 ? n : 1;
}
