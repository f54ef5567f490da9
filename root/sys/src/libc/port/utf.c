/* strings of UTF-8 */
#include <u.h>
#include <libc.h>

int
utflen(const char *s)
{
	Rune r;
	int n;

	for(n = 0; *s; n++)
		if(*(uchar *)s < Runeself)
			s++;
		else
			s += chartorune(&r, s);
	return n;
}

/* runes that lie wholly in the first m bytes */
int
utfnlen(const char *s, long m)
{
	const char *e = s + m;
	Rune r;
	int n;

	for(n = 0; s < e && *s && fullrune(s, e - s); n++)
		s += chartorune(&r, s);
	return n;
}

char *
utfrune(const char *s, long c)
{
	Rune r;
	int n;

	if(c < Runesync)
		return strchr(s, c);
	for(; *s; s += n) {
		n = chartorune(&r, s);
		if(r == (Rune)c)
			return (char *)s;
	}
	return nil;
}

char *
utfrrune(const char *s, long c)
{
	const char *last = nil;
	Rune r;
	int n;

	if(c < Runesync)
		return strrchr(s, c);
	for(; *s; s += n) {
		n = chartorune(&r, s);
		if(r == (Rune)c)
			last = s;
	}
	return (char *)last;
}

char *
utfutf(const char *s, const char *sub)
{
	return strstr(s, sub);
}

/* copy, but neither beyond e nor half a rune */
char *
utfecpy(char *to, char *e, const char *from)
{
	Rune r;
	int n;

	if(to >= e)
		return to;
	for(; *from; from += n, to += n) {
		n = chartorune(&r, from);
		if(n >= e - to)
			break;
		memmove(to, from, n);
	}
	*to = '\0';
	return to;
}
