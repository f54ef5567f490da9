/*
 * Memory, which never runs out without the program's end.
 */
#include <u.h>
#include <libc.h>
#include "le.h"

void *
erealloc(void *p, usize n)
{
	p = realloc(p, n);
	if(p == nil)
		sysfatal("no memory");
	return p;
}

void *
emalloc(usize n)
{
	return memset(erealloc(nil, n), 0, n);
}

char *
estrdup(char *s)
{
	int n = strlen(s) + 1;

	return memmove(emalloc(n), s, n);
}

/* n runes as a string, for the caller to free */
char *
utf(Rune *r, int n)
{
	char *s = emalloc(n * UTFmax + 1), *p = s;
	int i;

	for(i = 0; i < n; i++)
		p += runetochar(p, &r[i]);
	*p = '\0';
	return s;
}
