/* strings of Runes, as the functions of the same names on char strings */
#include <u.h>
#include <libc.h>

long
runestrlen(const Rune *s)
{
	const Rune *p = s;

	while(*p)
		p++;
	return p - s;
}

Rune *
runestrcpy(Rune *to, const Rune *from)
{
	memmove(to, from, (runestrlen(from) + 1) * sizeof *to);
	return to;
}

Rune *
runestrecpy(Rune *to, Rune *e, const Rune *from)
{
	if(to >= e)
		return to;
	while(to < e - 1 && *from)
		*to++ = *from++;
	*to = 0;
	return to;
}

Rune *
runestrncpy(Rune *to, const Rune *from, long n)
{
	long i;

	for(i = 0; i < n && from[i]; i++)
		to[i] = from[i];
	for(; i < n; i++)
		to[i] = 0;
	return to;
}

Rune *
runestrcat(Rune *to, const Rune *from)
{
	runestrcpy(to + runestrlen(to), from);
	return to;
}

Rune *
runestrncat(Rune *to, const Rune *from, long n)
{
	Rune *p = to + runestrlen(to);

	while(n-- > 0 && *from)
		*p++ = *from++;
	*p = 0;
	return to;
}

int
runestrcmp(const Rune *a, const Rune *b)
{
	while(*a && *a == *b) {
		a++;
		b++;
	}
	return (*a > *b) - (*a < *b);
}

int
runestrncmp(const Rune *a, const Rune *b, long n)
{
	for(; n > 0; n--, a++, b++) {
		if(*a != *b)
			return *a < *b ? -1 : 1;
		if(*a == 0)
			break;
	}
	return 0;
}

Rune *
runestrchr(const Rune *s, Rune c)
{
	for(;; s++) {
		if(*s == c)
			return (Rune *)s;
		if(*s == 0)
			return nil;
	}
}

Rune *
runestrrchr(const Rune *s, Rune c)
{
	const Rune *r = nil;

	do {
		if(*s == c)
			r = s;
	} while(*s++);
	return (Rune *)r;
}

Rune *
runestrstr(const Rune *s, const Rune *sub)
{
	long n = runestrlen(sub);

	if(n == 0)
		return (Rune *)s;
	for(; (s = runestrchr(s, *sub)) != nil; s++)
		if(runestrncmp(s, sub, n) == 0)
			return (Rune *)s;
	return nil;
}

Rune *
runestrdup(const Rune *s)
{
	usize n = (runestrlen(s) + 1) * sizeof *s;
	Rune *t = malloc(n);

	if(t != nil) {
		setmalloctag(t, getcallerpc(&s));
		memmove(t, s, n);
	}
	return t;
}
