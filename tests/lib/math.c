/* functions of numbers, and numbers from text */
#include "test.h"

/* two numbers that are the same but for the last bits */
static int
near(double a, double b)
{
	double d = fabs(a - b);

	return d <= 4e-16 * (fabs(a) + fabs(b)) || d < 1e-300;
}

static void
functions(void)
{
	int e;
	double i;

	setfcr(getfcr() & ~(FPINVAL | FPOVFL | FPUNFL | FPZDIV)); /* or they are notes */
	ok(near(sin(PI / 6), 0.5) && near(cos(PI / 3), 0.5) && near(tan(PI / 4), 1));
	ok(near(asin(0.5), PI / 6) && near(acos(0.5), PI / 3) && near(atan(1), PI / 4));
	ok(near(atan2(1, -1), 3 * PI / 4) && near(atan2(-1, -1), -3 * PI / 4) && atan2(0, 1) == 0);
	ok(near(sinh(1), 1.1752011936438014) && near(cosh(1), 1.5430806348152437));
	ok(near(tanh(1), 0.7615941559557649) && near(tanh(100), 1) &&
	   near(sinh(1e-5), 1.0000000000166667e-5));
	ok(near(exp(1), 2.718281828459045) && near(log(10), 2.302585092994046) && log10(1000) == 3);
	ok(pow(2, 10) == 1024 && pow(-2, 3) == -8 && near(pow(2, 0.5), sqrt(2)) && pow(5, 0) == 1);
	ok(floor(-1.5) == -2 && ceil(-1.5) == -1 && floor(2) == 2 && ceil(1e300) == 1e300);
	ok(fmod(7.5, 2) == 1.5 && fmod(-7.5, 2) == -1.5 && fabs(-3) == 3 && hypot(3, 4) == 5);
	ok(near(hypot(3e200, 4e200), 5e200));
	ok(frexp(12, &e) == 0.75 && e == 4 && frexp(0, &e) == 0 && frexp(-0.25, &e) == -0.5 &&
	   e == -1);
	ok(ldexp(0.75, 4) == 12 && ldexp(1, -1074) > 0 && isInf(ldexp(1, 2000), 1));
	ok(modf(-3.75, &i) == -0.75 && i == -3 && modf(5, &i) == 0 && i == 5);
	ok(pow10(0) == 1 && pow10(22) == 1e22 && near(pow10(-3), 1e-3) && near(pow10(300), 1e300));
	ok(isNaN(NaN()) && !isNaN(1) && isNaN(sqrt(-1)) && isInf(Inf(-1), -1) &&
	   !isInf(Inf(-1), 1));
	ok(isInf(Inf(-1), 0) && !isInf(1e308, 0) && !isInf(NaN(), 0));
	eqint(abs(-5), 5);
	eqint(labs(-50), 50);
}

/* with the exceptions that a program has at first: none of these is one */
static void
edges(void)
{
	volatile double minus = -1;
	double whole;
	int e;

	ok(isInf(ldexp(1, 1024), 1) && isInf(ldexp(-1, 0x7fffffff), -1) &&
	   isInf(ldexp(Inf(1), -5), 1));
	ok(ldexp(1, -1074) == 5e-324 && ldexp(1, -1075) == 0 && ldexp(1, -0x7fffffff) == 0);
	ok(ldexp(5e-324, 1074) == 1 && ldexp(5e-324, 1074 + 1023) == ldexp(1, 1023));
	ok(ldexp(3, -1074) == 1.5e-323 && ldexp(-0.75, -1022) == -0.75 * 2.2250738585072014e-308);
	/* rounded once: twice would go up to an even number */
	ok(ldexp(1.0000000000000002 * 0.5, -1074) == 5e-324 && ldexp(0.5, -1074) == 0);
	for(e = -1000; e <= 1000; e += 125)
		ok(ldexp(ldexp(-0.7, e), -e) == -0.7, "%d", e);
	ok(isNaN(ldexp(NaN(), 1)) && isNaN(exp(NaN())) && isNaN(log(NaN())) && isNaN(log10(NaN())));
	ok(isNaN(asin(1.5)) && isNaN(acos(-1.5)) && isNaN(asin(NaN())) && isInf(log(0), -1));
	ok(isNaN(hypot(NaN(), 1)) && isInf(hypot(NaN(), Inf(1)), 1) && isNaN(sqrt(minus)) &&
	   isNaN(sqrt(NaN())));
	ok(isNaN(sinh(NaN())) && isNaN(cosh(NaN())) && isNaN(tanh(NaN())) &&
	   isNaN(modf(NaN(), &whole)));
	ok(isInf(sinh(-800), -1) && isInf(cosh(-800), 1) && isInf(sinh(Inf(-1)), -1) &&
	   tanh(-800) == -1);
	ok(near(sinh(-710) / 1.1169973830808557e308, -1) && near(cosh(45) / sinh(45), 1));
	ok(isInf(hypot(Inf(1), Inf(-1)), 1) && isInf(hypot(0, Inf(-1)), 1));
	ok(pow10(23) == 1e23 && pow10(-5) == 1e-5 && pow10(300) == 1e300 && pow10(-300) == 1e-300);
	ok(pow10(-320) == 1e-320 && pow10(-400) == 0 && isInf(pow10(309), 1) &&
	   isInf(pow10(0x7fffffff), 1));
	ok(isInf(exp(1000), 1) && isInf(pow(10, 400), 1) && isInf(atof("1e400"), 1));
}

static void
division(void)
{
	eqint(muldiv(1000000, 3000, 1500), 2000000);
	eqint(muldiv(-1000000, 3000, 1500), -2000000);
	eqint(muldiv(0x7fffffff, 0x7fffffff, 0x7fffffff), 0x7fffffff);
	eqint(muldiv(7, 3, 2), 10);
	eqint(umuldiv(0xffffffff, 0xfffffffe, 0xffffffff), 0xfffffffe);
	eqint(umuldiv(4000000000U, 10, 40), 1000000000);
}

static int
nextchar(void *v)
{
	char **s = v;

	return *(uchar *)(*s)++;
}

static void
fromtext(void)
{
	char *s = "-12.5e1x";

	ok(atof(" -1.5e3x") == -1500 && atof("junk") == 0 && isInf(atof("Inf"), 1) &&
	   isNaN(atof("NaN")));
	ok(charstod(nextchar, &s) == -125 && *s == '\0'); /* it reads one more */
	eqint(atoll("-123456789012345"), -123456789012345LL);
	eqint(atoll("0x10"), 16);
	eqint(atoll("010"), 8);
	eqint(atol("2147483647"), 2147483647);
	eqint(atoi("-7 more"), -7);
}

static void
random(void)
{
	long first[10];
	double f;
	int n, seen = 0;

	srand(7);
	for(int i = 0; i < 10; i++)
		first[i] = lrand();
	srand(7);
	for(int i = 0; i < 10; i++)
		eqint(lrand(), first[i]);
	for(int i = 0; i < 1000; i++) {
		n = rand();
		ok(n >= 0 && n < 1 << 15, "%d", n);
		f = frand();
		ok(f >= 0 && f < 1, "%g", f);
		n = lnrand(10);
		ok(n >= 0 && n < 10 && nrand(3) < 3 && ntruerand(5) < 5);
		seen |= 1 << n;
	}
	eqint(seen, 0x3ff); /* all come at some time */
	ok(truerand() != truerand() || truerand() != truerand());
}

Case cases[] = {
	{"functions", functions}, {"edges", edges},   {"division", division},
	{"fromtext", fromtext},   {"random", random}, {nil},
};
