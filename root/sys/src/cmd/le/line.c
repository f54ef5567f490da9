/*
 * The line: runes put in and cut out, and where words are.
 */
#include <u.h>
#include <libc.h>
#include "le.h"

/* put n runes at the cursor, and the cursor behind them */
void
lineput(Line *l, Rune *r, int n)
{
	if(n > Maxline - l->n)
		n = Maxline - l->n;
	if(l->n + n > l->size) {
		l->size = (l->n + n) * 2;
		l->r = erealloc(l->r, l->size * sizeof(Rune));
	}
	if(n <= 0)
		return;
	memmove(l->r + l->cur + n, l->r + l->cur, (l->n - l->cur) * sizeof(Rune));
	memmove(l->r + l->cur, r, n * sizeof(Rune));
	l->n += n;
	l->cur += n;
}

/* take out the runes from a up to b; the cursor goes there */
void
linecut(Line *l, int a, int b)
{
	memmove(l->r + a, l->r + b, (l->n - b) * sizeof(Rune));
	l->n -= b - a;
	l->cur = a;
}

void
lineset(Line *l, char *s)
{
	Rune r;

	l->n = l->cur = 0;
	while(*s != '\0') {
		s += chartorune(&r, s);
		lineput(l, &r, 1);
	}
}

static int
inword(Rune r)
{
	return isalpharune(r) || isdigitrune(r) || r == '_';
}

int
prevword(Line *l)
{
	int i = l->cur;

	while(i > 0 && !inword(l->r[i - 1]))
		i--;
	while(i > 0 && inword(l->r[i - 1]))
		i--;
	return i;
}

int
nextword(Line *l)
{
	int i = l->cur;

	while(i < l->n && !inword(l->r[i]))
		i++;
	while(i < l->n && inword(l->r[i]))
		i++;
	return i;
}
