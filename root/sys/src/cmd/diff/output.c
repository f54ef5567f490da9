/*
 * output.c: telling the changes.  Lines count from 1, and an empty range is named by the line
 * before it.
 */
#include "diff.h"

enum
{
	Context = 3, /* lines around a change */
};

int mode;
static File *fa, *fb;

static void
range(long from, long to, char *sep)
{
	if(to - from > 1)
		Bprint(&bout, "%ld%s%ld", from + 1, sep, to);
	else
		Bprint(&bout, "%ld", to);
}

static void
put(File *f, long from, long to, char *prefix)
{
	for(; from < to; from++)
		Bprint(&bout, "%s%s\n", prefix, f->l[from].s);
}

static void
namerange(char *name, long from, long to)
{
	if(to - from > 1)
		Bprint(&bout, "%s:%ld,%ld", name, from + 1, to);
	else
		Bprint(&bout, "%s:%ld", name, to);
}

static void
normal(Change *c)
{
	int how;

	how = c->a == c->b ? 'a' : c->c == c->d ? 'd' : 'c';
	if(mode == 'n') {
		namerange(fa->name, c->a, c->b);
		Bprint(&bout, " %c ", how);
		namerange(fb->name, c->c, c->d);
	} else {
		range(c->a, c->b, ",");
		Bputc(&bout, how);
		range(c->c, c->d, ",");
	}
	Bputc(&bout, '\n');
	put(fa, c->a, c->b, "< ");
	if(how == 'c')
		Bprint(&bout, "---\n");
	put(fb, c->c, c->d, "> ");
}

/* text for ed: a line that is only a dot would end it, so it is made of two and then cut */
static void
edtext(long from, long to)
{
	int open;

	open = 1;
	for(; from < to; from++) {
		if(!open)
			Bprint(&bout, "a\n");
		open = 1;
		if(strcmp(fb->l[from].s, ".") == 0) {
			Bprint(&bout, "..\n.\ns/.//\n");
			open = 0;
		} else
			Bprint(&bout, "%s\n", fb->l[from].s);
	}
	if(open)
		Bprint(&bout, ".\n");
}

static void
edscript(void)
{
	Change *c;
	int how;

	for(long i = nchanges - 1; i >= 0; i--) {
		c = &changes[i];
		how = c->a == c->b ? 'a' : c->c == c->d ? 'd' : 'c';
		range(c->a, c->b, ",");
		Bprint(&bout, "%c\n", how);
		if(how != 'd')
			edtext(c->c, c->d);
	}
}

/* -f: the same forwards, which ed cannot use */
static void
forward(Change *c)
{
	int how;

	how = c->a == c->b ? 'a' : c->c == c->d ? 'd' : 'c';
	Bputc(&bout, how);
	range(c->a, c->b, " ");
	Bputc(&bout, '\n');
	if(how != 'd') {
		put(fb, c->c, c->d, "");
		Bprint(&bout, ".\n");
	}
}

static void
contextsides(Change *c, Change *e, long a, long b, long cc, long d)
{
	long x, y;

	Bprint(&bout, "%s:", fa->name);
	range(a, b, ",");
	Bprint(&bout, " - %s:", fb->name);
	range(cc, d, ",");
	Bputc(&bout, '\n');
	x = a;
	y = cc;
	for(; c < e; c++) {
		put(fa, x, c->a, "  ");
		put(fa, c->a, c->b, "- ");
		put(fb, c->c, c->d, "+ ");
		x = c->b;
		y = c->d;
	}
	USED(y);
	put(fa, x, b, "  ");
}

static void
unified(Change *c, Change *e, long a, long b, long cc, long d)
{
	long x;

	Bprint(&bout, "@@ -%ld,%ld +%ld,%ld @@\n", a == b ? a : a + 1, b - a, cc == d ? cc : cc + 1,
	       d - cc);
	x = a;
	for(; c < e; c++) {
		put(fa, x, c->a, " ");
		put(fa, c->a, c->b, "-");
		put(fb, c->c, c->d, "+");
		x = c->b;
	}
	put(fa, x, b, " ");
}

/* changes with fewer lines between them than their contexts need are shown together */
static void
context(void)
{
	long i, k, around, a, b, c, d;

	around = mode == 'a' ? fa->n + fb->n : Context;
	if(mode == 'u')
		Bprint(&bout, "--- %s\n+++ %s\n", fa->name, fb->name);
	for(i = 0; i < nchanges; i = k) {
		for(k = i + 1; k < nchanges && changes[k].a - changes[k - 1].b <= 2 * around; k++)
			;
		a = changes[i].a > around ? changes[i].a - around : 0;
		c = changes[i].c - (changes[i].a - a);
		b = changes[k - 1].b + around < fa->n ? changes[k - 1].b + around : fa->n;
		d = changes[k - 1].d + (b - changes[k - 1].b);
		if(mode == 'u')
			unified(changes + i, changes + k, a, b, c, d);
		else
			contextsides(changes + i, changes + k, a, b, c, d);
	}
}

void
output(File *a, File *b)
{
	fa = a;
	fb = b;
	switch(mode) {
	case 'e':
		edscript();
		break;
	case 'c':
	case 'a':
	case 'u':
		context();
		break;
	default:
		for(long i = 0; i < nchanges; i++)
			if(mode == 'f')
				forward(&changes[i]);
			else
				normal(&changes[i]);
	}
}
