/* comparisons that take ASCII capitals for small letters */
#include <u.h>
#include <libc.h>

static int
small(int c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

int
cistrncmp(const char *a, const char *b, usize n)
{
	int c, d;

	for(; n > 0; n--) {
		c = small((uchar)*a++);
		d = small((uchar)*b++);
		if(c != d)
			return c < d ? -1 : 1;
		if(c == '\0')
			break;
	}
	return 0;
}

int
cistrcmp(const char *a, const char *b)
{
	return cistrncmp(a, b, ~(usize)0);
}

char *
cistrstr(const char *s, const char *sub)
{
	long n = strlen(sub);

	for(; *s; s++)
		if(cistrncmp(s, sub, n) == 0)
			return (char *)s;
	return n == 0 ? (char *)s : nil;
}
