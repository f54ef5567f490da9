/* a*b/c with a long product */
#include <u.h>
#include <libc.h>

ulong
umuldiv(ulong a, ulong b, ulong c)
{
	return (uvlong)a * b / c;
}

long
muldiv(long a, long b, long c)
{
	return (vlong)a * b / c;
}
