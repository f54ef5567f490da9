/*
 * Tuples: making, finding, putting lists together.  A list hangs together by entry; those of one line are a
 * ring by line.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <ndb.h>
#include "ndbimpl.h"

static int
iswhite(int c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

Ndbtuple *
ndbnew(const char *attr, const char *val)
{
	Ndbtuple *t = mallocz(sizeof *t, 1);

	if(t == nil)
		sysfatal("ndbnew: %r");
	t->val = t->valbuf;
	t->line = t;
	if(attr != nil)
		strecpy(t->attr, t->attr + sizeof t->attr, attr);
	if(val != nil)
		ndbsetval(t, val, strlen(val));
	setmalloctag(t, getcallerpc(&attr));
	return t;
}

void
ndbsetval(Ndbtuple *t, const char *val, int n)
{
	if(t->val != t->valbuf)
		free(t->val);
	t->val = t->valbuf;
	if(n >= Ndbvlen) {
		t->val = malloc(n + 1);
		if(t->val == nil)
			sysfatal("ndbsetval: %r");
	}
	memmove(t->val, val, n);
	t->val[n] = '\0';
}

void
ndbfree(Ndbtuple *t)
{
	Ndbtuple *next;

	for(; t != nil; t = next) {
		next = t->entry;
		if(t->val != t->valbuf)
			free(t->val);
		free(t);
	}
}

void
ndbsetmalloctag(Ndbtuple *t, uintptr tag)
{
	for(; t != nil; t = t->entry)
		setmalloctag(t, tag);
}

/* attr=val or attr="a value"; what stays is at the end or at white space */
static const char *
parsetuple(const char *p, Ndbtuple **tp)
{
	const char *from = p;
	Ndbtuple *t = ndbnew(nil, nil);
	int n;

	while(*p != '\0' && *p != '\n' && *p != '=' && !iswhite(*p))
		p++;
	n = p - from;
	if(n >= Ndbalen)
		n = Ndbalen - 1;
	memmove(t->attr, from, n);
	*tp = t;
	if(*p != '=')
		return p;
	from = ++p;
	if(*p == '"') {
		from = ++p;
		while(*p != '\0' && *p != '\n' && *p != '"')
			p++;
		ndbsetval(t, from, p - from);
		return *p == '"' ? p + 1 : p;
	}
	while(*p != '\0' && *p != '\n' && !iswhite(*p))
		p++;
	ndbsetval(t, from, p - from);
	return p;
}

Ndbtuple *
_ndbparseline(const char *p)
{
	Ndbtuple *first = nil, *last = nil, *t;

	for(;;) {
		while(iswhite(*p))
			p++;
		if(*p == '\0' || *p == '\n' || *p == '#')
			break;
		p = parsetuple(p, &t);
		if(first == nil)
			first = t;
		else {
			last->entry = t;
			last->line = t;
		}
		last = t;
		t->line = first;
	}
	return first;
}

Ndbtuple *
ndbconcatenate(Ndbtuple *a, Ndbtuple *b)
{
	Ndbtuple *t;

	if(a == nil)
		return b;
	for(t = a; t->entry != nil; t = t->entry) {
	}
	t->entry = b;
	return a;
}

/* the one before t in its line */
static Ndbtuple *
linebefore(Ndbtuple *t)
{
	Ndbtuple *p;

	for(p = t; p->line != t; p = p->line) {
	}
	return p;
}

/* the list without a, which is freed */
Ndbtuple *
ndbdiscard(Ndbtuple *t, Ndbtuple *a)
{
	Ndbtuple **l;

	for(l = &t; *l != nil && *l != a; l = &(*l)->entry) {
	}
	if(*l == nil)
		return t;
	*l = a->entry;
	linebefore(a)->line = a->line;
	a->entry = nil;
	ndbfree(a);
	return t;
}

/* the list turned so that it begins with the line of a, and that with a */
Ndbtuple *
ndbreorder(Ndbtuple *t, Ndbtuple *a)
{
	Ndbtuple *p, *start, *last;

	/* the first tuple of a's line in the list: the ring may begin anywhere */
	for(start = t; start != nil; start = start->entry) {
		for(p = start->line; p != start && p != a; p = p->line) {
		}
		if(start == a || p == a)
			break;
	}
	if(start == nil)
		return t;
	if(start != t) { /* what is before the line goes to the end */
		for(last = start; last->entry != nil; last = last->entry) {
		}
		last->entry = t;
		for(p = t; p->entry != start; p = p->entry) {
		}
		p->entry = nil;
		t = start;
	}
	if(a == t)
		return t;
	for(p = t; p->entry != a; p = p->entry) {
	}
	p->entry = a->entry;
	a->entry = t;
	p = linebefore(a);
	p->line = a->line;
	linebefore(t)->line = a;
	a->line = t;
	return a;
}

/* the list with b in the place of a, which is freed unless it is part of b */
Ndbtuple *
ndbsubstitute(Ndbtuple *t, Ndbtuple *a, Ndbtuple *b)
{
	Ndbtuple **l, *last, *p;

	if(a == b)
		return t;
	if(b == nil)
		return ndbdiscard(t, a);
	for(p = b; p != nil; p = p->entry) /* all in one line, that of a */
		p->line = p->entry;
	for(last = b; last->entry != nil; last = last->entry) {
	}
	for(l = &t; *l != nil && *l != a; l = &(*l)->entry) {
	}
	if(*l == nil)
		return t;
	*l = b;
	last->entry = a->entry;
	p = linebefore(a);
	last->line = p == a ? b : a->line;
	if(p != a)
		p->line = b;
	a->entry = nil;
	ndbfree(a);
	return t;
}

/* a tuple of that attribute: in line if it is there, else anywhere in entry */
Ndbtuple *
ndbfindattr(Ndbtuple *entry, Ndbtuple *line, const char *attr)
{
	Ndbtuple *t = line;

	if(line != nil)
		do {
			if(strcmp(t->attr, attr) == 0)
				return t;
			t = t->line;
		} while(t != line);
	for(t = entry; t != nil; t = t->entry)
		if(strcmp(t->attr, attr) == 0)
			return t;
	return nil;
}

/* the same; its value is copied to a buffer of 256 bytes */
Ndbtuple *
ndblookval(Ndbtuple *entry, Ndbtuple *line, const char *attr, char *to)
{
	Ndbtuple *t = ndbfindattr(entry, line, attr);

	if(t != nil && to != nil)
		strecpy(to, to + 256, t->val);
	return t;
}
