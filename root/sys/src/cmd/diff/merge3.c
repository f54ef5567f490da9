/*
 * merge3: put the changes together that two files have in regard to a third.  Where both have changed the
 * same lines, and not alike, all versions are printed between marks.
 */
#include "diff.h"

/* one of the two that were changed */
typedef struct Side Side;
struct Side
{
	File f;
	Change *ch; /* from common to f */
	long n;
	long i; /* changes before this one are done */
};

int bflag, wflag;
Biobuf bout;
static File common;
static int begun;   /* something was printed, so far without its newline */
static int partial; /* and that is how it was in its file */

static void
usage(void)
{
	fprint(2, "usage: merge3 left common right\n");
	exits("usage");
}

/* a last line without newline is another line than one with it: it gets one within */
static void
readfile(File *f, char *name)
{
	Biobuf *b = openin(name);
	Sline *l;

	f->name = name;
	if(!readlines(b, f))
		sysfatal("%s: not text", name);
	Bterm(b);
	if(f->nonl) {
		l = &f->l[f->n - 1];
		l->s = check(smprint("%s\n", l->s));
		l->hash++;
	}
}

static void
readside(Side *s, char *name)
{
	readfile(&s->f, name);
	memset(common.changed, 0, common.n);
	findchanges(&common, &s->f);
	s->ch = changes;
	s->n = nchanges;
	changes = nil;
}

static void
putline(char *s)
{
	int n = strlen(s);

	if(begun)
		Bputc(&bout, '\n');
	begun = 1;
	partial = n > 0 && s[n - 1] == '\n';
	Bwrite(&bout, s, n - partial);
}

static void
putlines(File *f, long from, long to)
{
	while(from < to)
		putline(f->l[from++].s);
}

static void
mark(char *sign, char *name)
{
	char *s = check(smprint("%s%s%s", sign, name[0] != '\0' ? " " : "", name));

	putline(s);
	free(s);
}

/* do a and b, lines of common, concern the same lines, or lines put between the same? */
static int
meet(long a, long b, Change *c)
{
	if(a == b || c->a == c->b)
		return a <= c->b && c->a <= b;
	return a < c->b && c->a < b;
}

/* Take the changes of s that meet lines *lo to *hi of common, which become more by that; were there any? */
static int
take(Side *s, long *lo, long *hi)
{
	long i = s->i;

	while(s->i < s->n && meet(*lo, *hi, &s->ch[s->i])) {
		if(s->ch[s->i].a < *lo)
			*lo = s->ch[s->i].a;
		if(s->ch[s->i].b > *hi)
			*hi = s->ch[s->i].b;
		s->i++;
	}
	return s->i > i;
}

/* where line at of common, behind the changes that are taken, is in s */
static long
placein(Side *s, long at)
{
	Change *c;

	if(s->i == 0)
		return at;
	c = &s->ch[s->i - 1];
	return at + c->d - c->b;
}

static int
samelines(Side *l, long la, long lb, Side *r, long ra, long rb)
{
	if(lb - la != rb - ra)
		return 0;
	for(; la < lb; la++, ra++)
		if(strcmp(l->f.l[la].s, r->f.l[ra].s) != 0)
			return 0;
	return 1;
}

/* the next lines of common that something was done to, from *at on; result: was that a conflict */
static int
hunk(Side *l, Side *r, long *at)
{
	Side *first = r->i == r->n || (l->i < l->n && l->ch[l->i].a <= r->ch[r->i].a) ? l : r;
	long lo = first->ch[first->i].a, hi = first->ch[first->i].b, left, right;
	long lbase = placein(l, 0), rbase = placein(r, 0);
	int inl = 0, inr = 0, more;

	do {
		more = take(l, &lo, &hi);
		inl |= more;
		if(take(r, &lo, &hi))
			inr = more = 1;
	} while(more);
	putlines(&common, *at, lo);
	*at = hi;
	left = placein(l, hi);
	right = placein(r, hi);
	if(!inr || samelines(l, lo + lbase, left, r, lo + rbase, right)) {
		putlines(&l->f, lo + lbase, left);
		return 0;
	}
	if(!inl) {
		putlines(&r->f, lo + rbase, right);
		return 0;
	}
	mark("<<<<<<<<<<", l->f.name);
	putlines(&l->f, lo + lbase, left);
	mark("==========", "original");
	putlines(&common, lo, hi);
	mark("==========", r->f.name);
	putlines(&r->f, lo + rbase, right);
	mark(">>>>>>>>>>", "");
	return 1;
}

void
main(int argc, char **argv)
{
	static Side l, r;
	long at = 0;
	int conflict = 0;

	ARGBEGIN
	{
	default:
		usage();
	}
	ARGEND
	if(argc != 3)
		usage();
	readfile(&common, argv[1]);
	readside(&l, argv[0]);
	readside(&r, argv[2]);
	openstdout(&bout);
	while(l.i < l.n || r.i < r.n)
		conflict |= hunk(&l, &r, &at);
	putlines(&common, at, common.n);
	if(begun && !partial)
		Bputc(&bout, '\n');
	Bterm(&bout);
	exits(conflict ? "conflicted" : nil);
}
