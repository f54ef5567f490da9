/* numbers as C writes them: decimal, 0 octal, 0x hexadecimal */
#include <u.h>
#include <libc.h>

vlong
atoll(const char *s)
{
	return strtoll(s, nil, 0);
}

long
atol(const char *s)
{
	return atoll(s);
}

int
atoi(const char *s)
{
	return atoll(s);
}

int
abs(int a)
{
	return a < 0 ? -a : a;
}

long
labs(long a)
{
	return a < 0 ? -a : a;
}
