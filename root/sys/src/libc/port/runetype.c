/* classes and cases of Unicode characters */
#include <u.h>
#include <libc.h>

typedef struct Case Case;
struct Case
{
	Rune first, last; /* those that change */
	int delta, step;  /* by what, and every which */
};

#include "runetype.h"

static int
inranges(const Rune (*t)[2], int n, Rune c)
{
	int lo = 0, m;

	while(n > 0) {
		m = n / 2;
		if(c > t[lo + m][1]) {
			lo += m + 1;
			n -= m + 1;
		} else if(c < t[lo + m][0])
			n = m;
		else
			return 1;
	}
	return 0;
}

static Rune
change(const Case *t, int n, Rune c)
{
	int lo = 0, m;

	while(n > 0) {
		m = n / 2;
		if(c > t[lo + m].last) {
			lo += m + 1;
			n -= m + 1;
		} else if(c < t[lo + m].first)
			n = m;
		else
			return (c - t[lo + m].first) % t[lo + m].step == 0 ? c + t[lo + m].delta
									   : c;
	}
	return c;
}

int
isalpharune(Rune c)
{
	return inranges(alphas, nelem(alphas), c);
}

int
isdigitrune(Rune c)
{
	return inranges(digits, nelem(digits), c);
}

int
isspacerune(Rune c)
{
	return inranges(spaces, nelem(spaces), c);
}

Rune
toupperrune(Rune c)
{
	return change(uppers, nelem(uppers), c);
}

Rune
tolowerrune(Rune c)
{
	return change(lowers, nelem(lowers), c);
}

/* the two-letter characters of Latin have a form of their own for titles */
static const Rune titles[][3] = {
	{0x1c4, 0x1c5, 0x1c6},
	{0x1c7, 0x1c8, 0x1c9},
	{0x1ca, 0x1cb, 0x1cc},
	{0x1f1, 0x1f2, 0x1f3},
};

Rune
totitlerune(Rune c)
{
	int i;

	for(i = 0; i < nelem(titles); i++)
		if(c >= titles[i][0] && c <= titles[i][2])
			return titles[i][1];
	return toupperrune(c);
}

int
istitlerune(Rune c)
{
	int i;

	for(i = 0; i < nelem(titles); i++)
		if(c == titles[i][1])
			return 1;
	return isupperrune(c);
}

int
isupperrune(Rune c)
{
	return tolowerrune(c) != c;
}

int
islowerrune(Rune c)
{
	return toupperrune(c) != c;
}
