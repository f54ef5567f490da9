/*
 * Patterns, and the files that they match.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

/* Is r in the class that begins at p, behind the [?  *end is set behind the ], to nil without one.
 * A ] that comes first belongs to the class no more than elsewhere. */
static int
inclass(char *p, Rune r, char **end)
{
	Rune lo, hi, t;
	int hit = 0, not = 0;

	if(*p == '~') {
		not = 1;
		p++;
	}
	while(*p != ']') {
		if(*p == Glob)
			p++;
		if(*p == '\0') {
			*end = nil;
			return 0;
		}
		p += chartorune(&lo, p);
		hi = lo;
		if(p[0] == '-' && p[1] != ']' && p[1] != '\0') {
			p++;
			if(*p == Glob)
				p++;
			p += chartorune(&hi, p);
		}
		if(hi < lo) {
			t = lo;
			lo = hi;
			hi = t;
		}
		if(lo <= r && r <= hi)
			hit = 1;
	}
	*end = p + 1;
	return hit != not ;
}

/* match one element of the pattern at p, not a star, against s; gives how much of s it takes, 0: none, and
 * moves *p behind it */
static int
one(char **p, char *s)
{
	char *q = *p;
	Rune r;
	int n;

	if(*s == '\0')
		return 0;
	if(*q != Glob) {
		*p = q + 1;
		return *q == *s;
	}
	q++;
	*p = q + 1;
	if(*q == Glob)
		return *s == Glob;
	n = chartorune(&r, s);
	if(*q == '?')
		return n;
	n = inclass(q + 1, r, p) ? n : 0;
	if(*p == nil) {
		*p = q + strlen(q);
		return 0;
	}
	return n;
}

/* does the pattern p match all of s?  After a failure only the last star is tried further. */
int
match(char *p, char *s)
{
	char *starp = nil, *stars = nil;
	Rune r;
	int n;

	for(;;) {
		if(p[0] == Glob && p[1] == '*') {
			starp = p += 2;
			stars = s;
			continue;
		}
		if(*p == '\0' && *s == '\0')
			return 1;
		n = *p == '\0' ? 0 : one(&p, s);
		if(n > 0) {
			s += n;
			continue;
		}
		if(starp == nil || *stars == '\0')
			return 0;
		stars += chartorune(&r, stars);
		p = starp;
		s = stars;
	}
}

/* is there an active character in the n bytes at p? */
static int
active(char *p, int n)
{
	for(; n > 1; p++, n--)
		if(*p == Glob) {
			if(p[1] != Glob)
				return 1;
			p++;
			n--;
		}
	return 0;
}

typedef struct Walk Walk;
struct Walk
{
	Buf path;
	Word **tail;
	int n; /* found */
};

static void walk(Walk *, char *);

static void
found(Walk *g)
{
	char *s = bufstr(&g->path);

	*g->tail = newword(tstrdup(s, g->path.n), 0);
	g->tail = &(*g->tail)->next;
	g->n++;
}

/* the path so far has the names that part, a pattern, matches; rest follows, "" if nothing does */
static void
walkdir(Walk *g, char *part, char *rest)
{
	int n = g->path.n, fd;
	long i, m;
	Dir *d;

	fd = open(n == 0 ? "." : bufstr(&g->path), OREAD | OCEXEC);
	if(fd < 0)
		return;
	while((m = dirread(fd, &d)) > 0) {
		for(i = 0; i < m; i++) {
			if(rest[0] != '\0' && (d[i].mode & DMDIR) == 0)
				continue;
			if((strcmp(d[i].name, ".") == 0 || strcmp(d[i].name, "..") == 0) &&
			   part[0] != '.')
				continue;
			if(!match(part, d[i].name))
				continue;
			g->path.n = n;
			putstr(&g->path, d[i].name);
			walk(g, rest);
		}
		free(d);
	}
	close(fd);
	g->path.n = n;
}

/* continue the path by the pattern p */
static void
walk(Walk *g, char *p)
{
	int n;
	char *e;
	Word w = {nil, nil, 1};

	for(;;) {
		while(*p == '/')
			putbyte(&g->path, *p++);
		if(*p == '\0') {
			found(g);
			return;
		}
		e = strchr(p, '/');
		n = e == nil ? strlen(p) : e - p;
		if(active(p, n))
			break;
		w.s = tstrdup(p, n);
		putstr(&g->path, plain(&w));
		p += n;
		if(*p == '\0') {
			if(access(bufstr(&g->path), AEXIST) >= 0)
				found(g);
			return;
		}
	}
	walkdir(g, tstrdup(p, n), p + n);
}

static int
compare(const void *a, const void *b)
{
	return strcmp((*(Word **)a)->s, (*(Word **)b)->s);
}

/* sort the n words of list; result: the last of them */
static Word *
sort(Word **list, int n)
{
	Word **v = talloc(n * sizeof *v), *w;
	int i;

	for(i = 0, w = *list; i < n; i++, w = w->next)
		v[i] = w;
	qsort(v, n, sizeof *v, compare);
	for(i = 0; i < n; i++)
		v[i]->next = i + 1 < n ? v[i + 1] : nil;
	*list = v[0];
	return v[n - 1];
}

/* replace each pattern in list by the files it matches, or by itself */
Word *
globlist(Word *list)
{
	Word **p, *w;
	Walk g;

	for(p = &list; (w = *p) != nil; p = &(*p)->next) {
		if(!w->pat)
			continue;
		if(active(w->s, strlen(w->s))) {
			memset(&g, 0, sizeof g);
			g.tail = p;
			*p = nil;
			walk(&g, w->s);
			free(g.path.s);
			if(g.n > 0) {
				Word *last = sort(p, g.n);

				last->next = w->next;
				while(*p != last)
					p = &(*p)->next;
				continue;
			}
			*p = w;
		}
		w->s = plain(w);
		w->pat = 0;
	}
	return list;
}
