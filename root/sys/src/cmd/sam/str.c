/*
 * Strings of runes, which grow.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "sam.h"

void *
zalloc(usize n)
{
	return check(mallocz(n, 1));
}

static void
room(Str *s, Posn n)
{
	if(s->n + n <= s->size)
		return;
	s->size = s->n + n + s->size / 2 + 16;
	s->r = check(realloc(s->r, (usize)s->size * sizeof *s->r));
}

void
addrune(Str *s, Rune r)
{
	room(s, 1);
	s->r[s->n++] = r;
}

void
addrunes(Str *s, Rune *r, Posn n)
{
	room(s, n);
	memmove(s->r + s->n, r, (usize)n * sizeof *r);
	s->n += n;
}

void
addstr(Str *s, char *p)
{
	Rune r;

	while(*p != '\0') {
		p += chartorune(&r, p);
		addrune(s, r);
	}
}

/* n runes as a string, which the caller frees */
char *
utf(Rune *r, Posn n)
{
	char *s = check(malloc((usize)n * UTFmax + 1)), *p = s;

	for(Posn i = 0; i < n; i++)
		p += runetochar(p, &r[i]);
	*p = '\0';
	return s;
}
