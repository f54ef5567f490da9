/*
 * text.c: the lines of files, and which of them are equal.
 */
#include "diff.h"

/* the next character as -b and -w want it: a run of blanks is one, or none */
static int
getch(uchar **p)
{
	uchar *s;
	int c;

	s = *p;
	c = *s;
	if((bflag || wflag) && (c == ' ' || c == '\t' || c == '\r')) {
		while(*s == ' ' || *s == '\t' || *s == '\r')
			s++;
		*p = s;
		if(*s == 0)
			return 0;
		if(bflag && !wflag)
			return ' ';
		c = *s;
	}
	if(c != 0)
		*p = s + 1;
	return c;
}

static int
sameline(char *a, char *b)
{
	uchar *p, *q;
	int c;

	if(!bflag && !wflag)
		return strcmp(a, b) == 0;
	p = (uchar *)a;
	q = (uchar *)b;
	while((c = getch(&p)) == getch(&q))
		if(c == 0)
			return 1;
	return 0;
}

static ulong
hashline(char *s)
{
	uchar *p;
	ulong h;
	int c;

	h = 5381;
	for(p = (uchar *)s; (c = getch(&p)) != 0;)
		h = h * 33 + c;
	return h;
}

int
readlines(Biobuf *b, File *f)
{
	char *s;
	long max;
	int len;

	max = 0;
	f->n = 0;
	f->l = nil;
	f->nonl = 0;
	while((s = Brdstr(b, '\n', 0)) != nil) {
		len = Blinelen(b);
		if(strlen(s) != len) {
			free(s);
			return 0; /* there is a NUL in it */
		}
		if(len > 0 && s[len - 1] == '\n')
			s[--len] = 0;
		else
			f->nonl = 1;
		if(f->n == max) {
			max = max ? 2 * max : 1024;
			f->l = check(realloc(f->l, max * sizeof *f->l));
		}
		f->l[f->n].s = s;
		f->l[f->n++].hash = hashline(s);
	}
	f->changed = check(mallocz(f->n + 1, 1));
	return 1;
}

void
freefile(File *f)
{
	for(long i = 0; i < f->n; i++)
		free(f->l[i].s);
	free(f->l);
	free(f->changed);
	memset(f, 0, sizeof *f);
}

/* number the different lines; says how many there are */
long
classify(File *a, File *b)
{
	Sline **table, *l;
	long size, nclass, i, h;

	for(size = 64; size < 2 * (a->n + b->n); size *= 2)
		;
	table = check(mallocz(size * sizeof *table, 1));
	nclass = 0;
	for(i = 0; i < a->n + b->n; i++) {
		l = i < a->n ? &a->l[i] : &b->l[i - a->n];
		for(h = l->hash & (size - 1); table[h] != nil; h = (h + 1) & (size - 1))
			if(table[h]->hash == l->hash && sameline(table[h]->s, l->s))
				break;
		if(table[h] == nil) {
			table[h] = l;
			l->class = nclass++;
		} else
			l->class = table[h]->class;
	}
	free(table);
	return nclass;
}
