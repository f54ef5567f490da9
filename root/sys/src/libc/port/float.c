/* taking doubles apart and putting them together; roots */
#include <u.h>
#include <libc.h>

enum
{
	Bias = 1022, /* for fractions from 0.5 to 1 */
};

double
fabs(double d)
{
	FPdbleword a = {.x = d};

	a.hi &= 0x7fffffff;
	return a.x;
}

double
sqrt(double d)
{
	if(isNaN(d) || d < 0)
		return NaN();
	__asm__("sqrtsd %1, %0" : "=x"(d) : "x"(d));
	return d;
}

double
frexp(double d, int *e)
{
	FPdbleword a = {.x = d};
	int n;

	*e = 0;
	if(d == 0 || isNaN(d) || isInf(d, 0))
		return d;
	if((a.hi >> 20 & 0x7ff) == 0) {        /* denormal */
		a.x = d * 18014398509481984.0; /* 2^54 */
		*e = -54;
	}
	n = a.hi >> 20 & 0x7ff;
	*e += n - Bias;
	a.hi = (a.hi & ~0x7ff00000) | Bias << 20;
	return a.x;
}

/* what is too large is infinite, without an exception */
double
ldexp(double d, int e)
{
	FPdbleword a;
	int n;

	a.x = frexp(d, &n);
	if(d == 0 || isNaN(d) || isInf(d, 0))
		return d;
	if(e > 3000 || n + e > Bias + 2)
		return Inf(d < 0 ? -1 : 1);
	if(e < -3000 || n + e < -1100)
		return d < 0 ? -0.0 : 0;
	n += e;
	if(n > -Bias) {
		a.hi += (uint)n << 20;
		return a.x;
	}
	/* denormal: rounded once, by the last product */
	a.hi += (uint)(n + 1000) << 20;
	return a.x * 9.3326361850321888e-302; /* 2^-1000 */
}

double
modf(double d, double *ip)
{
	double i;

	i = isNaN(d) ? d : d < 0 ? ceil(d) : floor(d);
	*ip = i;
	return isInf(d, 0) ? 0 : d - i; /* NaN - NaN is one, in silence */
}

double
floor(double d)
{
	double i;

	if(d != d || d >= 4503599627370496.0 || d <= -4503599627370496.0)
		return d;
	i = (double)(vlong)d;
	return i > d ? i - 1 : i;
}

double
ceil(double d)
{
	return -floor(-d);
}

double
fmod(double x, double y)
{
	double r = fabs(x), a = fabs(y), t;
	int er, ea;

	if(y == 0 || x != x || y != y || isInf(x, 0))
		return NaN();
	frexp(a, &ea);
	while(r >= a) {
		frexp(r, &er);
		t = ldexp(a, er - ea);
		if(t > r)
			t = ldexp(a, er - ea - 1);
		r -= t; /* exact */
	}
	return x < 0 ? -r : r;
}

double
hypot(double x, double y)
{
	double t;

	x = fabs(x);
	y = fabs(y);
	if(isInf(x, 0) || isInf(y, 0))
		return Inf(1);
	if(isNaN(x) || isNaN(y))
		return NaN();
	if(x < y) {
		t = x;
		x = y;
		y = t;
	}
	if(y == 0)
		return x;
	t = y / x;
	return x * sqrt(1 + t * t);
}

/* by text, which becomes the nearest number and overflows quietly */
double
pow10(int n)
{
	char s[16];

	snprint(s, sizeof s, "1e%d", n);
	return strtod(s, nil);
}
