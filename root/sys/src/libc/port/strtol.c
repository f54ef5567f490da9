/*
 * Numbers from text.  One scanner finds sign, base and digits; the five functions differ in what they do
 * with a number that is too large.
 */
#include <u.h>
#include <libc.h>

typedef struct Scan
{
	uvlong n;
	int neg, over; /* too large for a uvlong */
	char *end;     /* after the last digit; the start if there was none */
} Scan;

static int
digit(int c)
{
	if(c >= '0' && c <= '9')
		return c - '0';
	if(c >= 'a' && c <= 'z')
		return c - 'a' + 10;
	if(c >= 'A' && c <= 'Z')
		return c - 'A' + 10;
	return 99;
}

static Scan
scan(const char *start, int base)
{
	const char *p = start;
	Scan s = {0, 0, 0, (char *)start};
	int d;

	while(*p == ' ' || (*p >= '\t' && *p <= '\r'))
		p++;
	if(*p == '-' || *p == '+')
		s.neg = *p++ == '-';
	if((base == 0 || base == 16) && p[0] == '0' && (p[1] | 0x20) == 'x' && digit(p[2]) < 16) {
		p += 2;
		base = 16;
	} else if(base == 0)
		base = *p == '0' ? 8 : 10;
	if(base < 2 || base > 36)
		return s;
	for(; (d = digit(*p)) < base; p++) {
		if(s.n > (~0ULL - d) / base)
			s.over = 1;
		s.n = s.n * base + d;
		s.end = (char *)p + 1;
	}
	return s;
}

static vlong
clamp(Scan *s, uvlong max)
{
	if(s->neg)
		return s->over || s->n > max + 1 ? -(vlong)max - 1 : (vlong)-s->n;
	return s->over || s->n > max ? max : s->n;
}

vlong
strtoll(const char *p, char **end, int base)
{
	Scan s = scan(p, base);

	if(end != nil)
		*end = s.end;
	return clamp(&s, ~0ULL >> 1);
}

long
strtol(const char *p, char **end, int base)
{
	Scan s = scan(p, base);

	if(end != nil)
		*end = s.end;
	return clamp(&s, 0x7fffffff);
}

uvlong
strtoull(const char *p, char **end, int base)
{
	Scan s = scan(p, base);

	if(end != nil)
		*end = s.end;
	if(s.over)
		return ~0ULL;
	return s.neg ? -s.n : s.n;
}

ulong
strtoul(const char *p, char **end, int base)
{
	Scan s = scan(p, base);

	if(end != nil)
		*end = s.end;
	if(s.over || s.n > 0xffffffff)
		return 0xffffffff;
	return s.neg ? -s.n : s.n;
}
