/* letters without their marks */
#include <u.h>
#include <libc.h>
#include "runebase.h"

Rune
tobaserune(Rune c)
{
	int lo = 0, n = nelem(bases), m;

	while(n > 0) {
		m = n / 2;
		if(c > bases[lo + m][0]) {
			lo += m + 1;
			n -= m + 1;
		} else if(c < bases[lo + m][0])
			n = m;
		else
			return bases[lo + m][1];
	}
	return c;
}

int
isbaserune(Rune c)
{
	return tobaserune(c) == c;
}
