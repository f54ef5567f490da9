/*
 * Text to numbers.  Values out of range become the nearest limit; a text without digits gives 0
 * and *end == s, which is how a caller tells that there was no number.
 */
#include "lib.h"

static int
digit(char c)
{
	if(c >= '0' && c <= '9')
		return c - '0';
	if(c >= 'a' && c <= 'z')
		return c - 'a' + 10;
	if(c >= 'A' && c <= 'Z')
		return c - 'A' + 10;
	return 99;
}

/* the base that s is written in; *s is left at its digits */
static int
numbase(const char **s, int base)
{
	const char *p = *s;

	if((base == 0 || base == 16) && p[0] == '0' && (p[1] == 'x' || p[1] == 'X') &&
	   digit(p[2]) < 16) {
		*s = p + 2;
		return 16;
	}
	if(base == 0)
		return p[0] == '0' ? 8 : 10;
	return base;
}

/* sign and value apart; values over 2^64-1 stay there */
static u64int
number(const char *s, char **end, int base, bool *neg)
{
	const char *p = s, *start;
	u64int v = 0;
	bool over = false;

	while(*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
		p++;
	*neg = *p == '-';
	if(*p == '-' || *p == '+')
		p++;
	base = numbase(&p, base);
	for(start = p; digit(*p) < base; p++)
		if(__builtin_mul_overflow(v, (u64int)base, &v) ||
		   __builtin_add_overflow(v, (u64int)digit(*p), &v))
			over = true;
	if(end != nil)
		*end = (char *)(uintptr)(p == start ? s : p);
	return over ? UINT64_MAX : v;
}

/* a minus sign takes the value modulo 2^64, as in C */
u64int
strtou(const char *s, char **end, int base)
{
	bool neg;
	u64int v = number(s, end, base, &neg);

	return neg && v != UINT64_MAX ? -v : v;
}

s64int
strtoi(const char *s, char **end, int base)
{
	bool neg;
	u64int v = number(s, end, base, &neg);

	if(neg)
		return v > (u64int)INT64_MAX ? INT64_MIN : -(s64int)v;
	return v > (u64int)INT64_MAX ? INT64_MAX : (s64int)v;
}

int
atoi(const char *s)
{
	s64int v = strtoi(s, nil, 0);

	if(v > INT32_MAX)
		return INT32_MAX;
	return v < INT32_MIN ? INT32_MIN : (int)v;
}
