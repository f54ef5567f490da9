/*
 * Splitting text into words, in place, and the lexical cleaning of names.
 */
#include "lib.h"

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Unquote the word at s and end it with a NUL; result: where the next one may start. */
static char *
word(char *s)
{
	char *to = s;
	bool quoted = false, more;

	for(; *s != '\0' && (quoted || !blank(*s)); s++) {
		if(*s != '\'')
			*to++ = *s;
		else if(quoted && s[1] == '\'')
			*to++ = *s++;
		else
			quoted = !quoted;
	}
	more = *s != '\0';
	*to = '\0';
	return more ? s + 1 : s;
}

/* a quote that is not closed ends with the text; words beyond max are dropped */
int
tokenize(char *s, char **words, int max)
{
	int n = 0;

	for(;;) {
		while(blank(*s))
			s++;
		if(n >= max || *s == '\0')
			return n;
		words[n++] = s;
		s = word(s);
	}
}

/* the first delimiter in s, or its end; *len gets the delimiter's bytes */
static char *
nextdelim(char *s, const char *delims, int *len)
{
	Rune r;

	for(*len = 0; *s != '\0'; s += *len, *len = 0) {
		*len = chartorune(&r, s);
		if(utfrune(delims, r) != nil)
			break;
	}
	return s;
}

static char *
skipdelims(char *s, const char *delims)
{
	int len;

	while(nextdelim(s, delims, &len) == s && len > 0)
		s += len;
	return s;
}

/* With multi, runs of delimiters are one and none counts at the start or the end; else every
 * one ends a word, which may be empty.  The last of max words is all that is left. */
int
getfields(char *s, char **words, int max, bool multi, const char *delims)
{
	int n = 0, len;

	for(;;) {
		if(multi) {
			s = skipdelims(s, delims);
			if(*s == '\0')
				return n;
		}
		if(n >= max)
			return n;
		words[n++] = s;
		if(n == max)
			return n;
		s = nextdelim(s, delims, &len);
		if(*s == '\0')
			return n;
		*s = '\0';
		s += len;
	}
}

/* Take the last element off the name that ends at p; result: its new end.  base is the first
 * byte that may go. */
static char *
dropelem(char *base, char *p)
{
	while(p > base && *--p != '/')
		;
	return p;
}

/*
 * The name only gets shorter, except that "" becomes ".", which needs two bytes.  A name that
 * did not start with # must not do so after the cleaning (it would name a device): it gets ./
 * in front, for which the removed elements left room.
 */
char *
cleanname(char *name)
{
	bool rooted = name[0] == '/', sharp = name[0] == '#';
	char *start = name + rooted; /* the root's slash stays */
	char *base = start;          /* after the leading .. elements, which stay */
	char *to = start, *from = start, *next;
	usize len;

	for(; *from != '\0'; from = next) {
		next = strchr(from, '/');
		len = next != nil ? (usize)(next - from) : strlen(from);
		next = from + len;
		while(*next == '/')
			next++;
		if(len == 0 || (len == 1 && from[0] == '.'))
			continue;
		if(len == 2 && from[0] == '.' && from[1] == '.') {
			if(to > base) {
				to = dropelem(base, to);
				continue;
			}
			if(rooted)
				continue;
		}
		if(to > start)
			*to++ = '/';
		memmove(to, from, len);
		to += len;
		if(len == 2 && to[-1] == '.' && to[-2] == '.')
			base = to;
	}
	if(to == name)
		*to++ = '.';
	*to = '\0';
	if(name[0] == '#' && !sharp) {
		memmove(name + 2, name, (usize)(to - name) + 1);
		memmove(name, "./", 2);
	}
	return name;
}
