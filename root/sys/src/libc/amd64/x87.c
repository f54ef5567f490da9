/*
 * The transcendental functions, by the processor's own unit for them at its full precision.  It is
 * brought to extended precision with all exceptions masked for the time of a function.
 */
#include <u.h>
#include <libc.h>

enum
{
	Extended = 0x033f,
};

static ushort
enter(void)
{
	ushort old, cw = Extended;

	__asm__ volatile("fnstcw %0; fldcw %1" : "=m"(old) : "m"(cw));
	return old;
}

static double
leave(ushort old, long double x)
{
	volatile double d = x;

	__asm__ volatile("fnclex; fldcw %0" : : "m"(old));
	return d;
}

/* log2(x) * y */
static long double
ylog2x(long double x, long double y)
{
	__asm__("fyl2x" : "=t"(x) : "0"(x), "u"(y) : "st(1)");
	return x;
}

/* 2^x */
static long double
exp2l(long double x)
{
	long double i, f;

	__asm__("frndint" : "=t"(i) : "0"(x));
	f = x - i;
	__asm__("f2xm1" : "=t"(f) : "0"(f));
	f += 1;
	__asm__("fscale" : "=t"(f) : "0"(f), "u"(i));
	return f;
}

#define LOG2E 1.442695040888963407359924681001892137L
#define LN2   0.693147180559945309417232121458176568L
#define LOG2  0.301029995663981195213738894724493027L

/* factor is the logarithm of 2 */
static double
logarithm(double x, long double factor)
{
	ushort cw;

	if(isNaN(x))
		return x;
	if(x <= 0)
		return x == 0 ? Inf(-1) : NaN();
	cw = enter();
	return leave(cw, ylog2x(x, factor));
}

double
log(double x)
{
	return logarithm(x, LN2);
}

double
log10(double x)
{
	return logarithm(x, LOG2);
}

double
exp(double x)
{
	ushort cw;

	if(isNaN(x))
		return x;
	if(x > 710 || x < -750)
		return x > 0 ? Inf(1) : 0;
	cw = enter();
	return leave(cw, exp2l(x * LOG2E));
}

/* x^n by squaring, exact while it can be */
static long double
ipow(long double x, int n)
{
	long double r = 1;
	int neg = n < 0;

	for(n = neg ? -n : n; n > 0; n >>= 1, x *= x)
		if(n & 1)
			r *= x;
	return neg ? 1 / r : r;
}

double
pow(double x, double y)
{
	long double e, m;
	int neg = 0;
	ushort cw;

	if(y == 0 || x == 1)
		return 1;
	if(isNaN(x) || isNaN(y))
		return NaN();
	if(x == 0)
		return y > 0 ? 0 : Inf(1);
	if(x < 0) {
		if(floor(y) != y)
			return NaN();
		neg = fmod(y, 2) != 0;
		x = -x;
	}
	cw = enter();
	if(floor(y) == y && y > -64 && y < 64)
		m = ipow(x, y);
	else {
		e = ylog2x(x, y);
		m = e > 1100 ? 1e4000L : e < -1100 ? 0 : exp2l(e);
	}
	return leave(cw, neg ? -m : m);
}

/* the unit leaves angles alone that are too large for it */
static double
angle(double x)
{
	return isNaN(x) || fabs(x) < 0x1p63 ? x : fmod(x, 2 * PI);
}

double
sin(double x)
{
	long double r;
	ushort cw;

	x = angle(x);
	cw = enter();
	__asm__("fsin" : "=t"(r) : "0"((long double)x));
	return leave(cw, r);
}

double
cos(double x)
{
	long double r;
	ushort cw;

	x = angle(x);
	cw = enter();
	__asm__("fcos" : "=t"(r) : "0"((long double)x));
	return leave(cw, r);
}

double
tan(double x)
{
	long double r, one;
	ushort cw;

	x = angle(x);
	cw = enter();
	__asm__("fptan" : "=t"(one), "=u"(r) : "0"((long double)x));
	return leave(cw, r / one);
}

double
atan2(double y, double x)
{
	ushort cw = enter();
	long double r;

	__asm__("fpatan" : "=t"(r) : "0"((long double)x), "u"((long double)y) : "st(1)");
	return leave(cw, r);
}

double
atan(double x)
{
	return atan2(x, 1);
}

/* is x the sine of an angle? */
static int
issine(double x)
{
	return !isNaN(x) && x >= -1 && x <= 1;
}

double
asin(double x)
{
	return issine(x) ? atan2(x, sqrt((1 - x) * (1 + x))) : NaN();
}

double
acos(double x)
{
	return issine(x) ? atan2(sqrt((1 - x) * (1 + x)), x) : NaN();
}

/* the half of e^x, without an exception where that is too large */
static double
halfexp(double x)
{
	double e;

	if(x > 710.4758600739439)
		return Inf(1);
	e = exp(x / 2);
	return e / 2 * e;
}

double
sinh(double x)
{
	double e, a;

	if(isNaN(x))
		return x;
	a = fabs(x);
	if(a < 0.3) /* the difference would cancel */
		return x * (1 + x * x / 6 * (1 + x * x / 20 * (1 + x * x / 42 * (1 + x * x / 72))));
	if(a > 40)
		return x < 0 ? -halfexp(a) : halfexp(a);
	e = exp(x);
	return (e - 1 / e) / 2;
}

double
cosh(double x)
{
	double e;

	if(isNaN(x))
		return x;
	if(fabs(x) > 40)
		return halfexp(fabs(x));
	e = exp(x);
	return (e + 1 / e) / 2;
}

double
tanh(double x)
{
	if(isNaN(x))
		return x;
	if(x > 20 || x < -20)
		return x < 0 ? -1 : 1;
	return sinh(x) / cosh(x);
}
