/*
 * Strings that grow.  When there is no memory the program ends: nobody would look.
 */
#include <u.h>
#include <libc.h>
#include <String.h>

enum
{
	Minsize = 128,
};

static void *
must(void *p)
{
	if(p == nil)
		sysfatal("String: out of memory");
	return p;
}

String *
s_newalloc(int n)
{
	String *s = must(mallocz(sizeof *s, 1));

	if(n < Minsize)
		n = Minsize;
	s->base = s->ptr = must(malloc(n));
	s->end = s->base + n;
	s->ref = 1;
	*s->base = '\0';
	setmalloctag(s, getcallerpc(&n));
	return s;
}

String *
s_new(void)
{
	return s_newalloc(Minsize);
}

/* the text is used where it lies, and not changed or freed */
String *
s_array(char *p, int n)
{
	String *s = must(mallocz(sizeof *s, 1));

	s->base = s->ptr = p;
	s->end = p + n;
	s->ref = 1;
	s->fixed = 1;
	return s;
}

void
s_free(String *s)
{
	if(s == nil)
		return;
	lock(s);
	if(--s->ref > 0) {
		unlock(s);
		return;
	}
	unlock(s);
	if(!s->fixed)
		free(s->base);
	free(s);
}

String *
s_incref(String *s)
{
	lock(s);
	s->ref++;
	unlock(s);
	return s;
}

/* room for more bytes */
String *
s_grow(String *s, int more)
{
	vlong n = s->end - s->base, at = s->ptr - s->base;

	if(s->fixed)
		sysfatal("s_grow: string cannot grow");
	if(more < n)
		more = n; /* double */
	s->base = must(realloc(s->base, n + more));
	s->ptr = s->base + at;
	s->end = s->base + n + more;
	return s;
}

void
s_putc(String *s, int c)
{
	if(s->ptr >= s->end)
		s_grow(s, 1);
	*s->ptr++ = c;
}

void
s_terminate(String *s)
{
	if(s->ref > 1)
		sysfatal("s_terminate: string is shared");
	if(s->ptr >= s->end)
		s_grow(s, 1);
	*s->ptr = '\0';
}

String *
s_memappend(String *s, const char *p, int n)
{
	if(s == nil)
		s = s_newalloc(n + 1);
	if(s->end - s->ptr < n + 1)
		s_grow(s, n + 1);
	memmove(s->ptr, p, n);
	s->ptr += n;
	*s->ptr = '\0';
	return s;
}

String *
s_nappend(String *s, const char *p, int n)
{
	const char *e = memchr(p, '\0', n);

	return s_memappend(s, p, e == nil ? n : e - p);
}

String *
s_append(String *s, const char *p)
{
	return s_memappend(s, p, strlen(p));
}

String *
s_copy(const char *p)
{
	return s_append(s_newalloc(strlen(p) + 1), p);
}

String *
s_reset(String *s)
{
	if(s == nil)
		return s_new();
	s = s_unique(s);
	s->ptr = s->base;
	*s->ptr = '\0';
	return s;
}

/* to parse from the beginning */
String *
s_restart(String *s)
{
	s->ptr = s->base;
	return s;
}

/* a string that nobody else has: this one, or a copy in its place */
String *
s_unique(String *s)
{
	String *t;

	if(s->ref <= 1 && !s->fixed)
		return s;
	if(s->fixed) /* ptr may be anywhere in it */
		t = s_nappend(nil, s->base, s->end - s->base);
	else
		t = s_memappend(nil, s->base, s->ptr - s->base);
	s_free(s);
	return t;
}

void
s_tolower(String *s)
{
	char *p;

	for(p = s->base; *p != '\0'; p++)
		if(*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
}

/* the next word of from, which blanks end or quotes enclose, is added to to; nil: there is none */
String *
s_parse(String *from, String *to)
{
	char *p;
	int q;

	for(p = from->ptr; *p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'; p++) {
	}
	from->ptr = p;
	if(*p == '\0')
		return nil;
	if(to == nil)
		to = s_new();
	q = *p;
	if(q == '\'' || q == '"') {
		for(p++; *p != '\0' && *p != q; p++)
			s_putc(to, *p);
		if(*p == q)
			p++;
	} else
		while(*p != '\0' && *p != ' ' && *p != '\t' && *p != '\n' && *p != '\r')
			s_putc(to, *p++);
	from->ptr = p;
	s_terminate(to);
	return to;
}
