/*
 * value.c: numbers, strings and arrays.
 */
#include "awk.h"

char *convfmt = "%.6g", *ofmt = "%.6g", *subsep = "\034";

Str *
newstr(char *s, int n)
{
	Str *p;

	p = check(malloc(sizeof *p + n + 1));
	p->ref = 1;
	p->len = n;
	if(s != nil)
		memmove(p->s, s, n);
	p->s[n] = 0;
	return p;
}

void
dropstr(Str *s)
{
	if(--s->ref == 0)
		free(s);
}

Val
num(double d)
{
	Val v = {Isnum, d, nil};

	return v;
}

Val
strval(Str *s)
{
	Val v = {Isstr, 0, s};

	return v;
}

Val
str(char *s)
{
	return strval(newstr(s, strlen(s)));
}

/* text from a file or so: if it looks like a number it is one too */
Val
outside(char *s)
{
	Val v;
	char *p, *e;
	double d;

	v = str(s);
	p = s + strspn(s, " \t\n");
	if(*p == 0 || strchr("0123456789.+-", *p) == nil)
		return v;
	d = strtod(p, &e);
	if(e > p && e[strspn(e, " \t\n")] == 0) {
		v.kind = Isnum | Isstr;
		v.n = d;
	}
	return v;
}

Val
copyval(Val v)
{
	if(v.kind & Isstr)
		v.s->ref++;
	return v;
}

void
freeval(Val v)
{
	if(v.kind & Isstr)
		dropstr(v.s);
}

double
tonum(Val v)
{
	if(v.kind & Isnum)
		return v.n;
	if(v.kind & Isstr)
		return atof(v.s->s);
	return 0;
}

static Str *
numstr(double d, char *fmt)
{
	char buf[128];

	double whole;

	if(modf(d, &whole) == 0)
		snprint(buf, sizeof buf, "%.30g", whole + 0.0); /* no minus before 0 */
	else {
		Val v = num(d);

		return format(fmt, &v, 1);
	}
	return newstr(buf, strlen(buf));
}

Str *
tostr(Val v)
{
	if(v.kind & Isstr) {
		v.s->ref++;
		return v.s;
	}
	if(v.kind == Isnum)
		return numstr(v.n, convfmt);
	return newstr(nil, 0);
}

Str *
toout(Val v)
{
	if(v.kind == Isnum)
		return numstr(v.n, ofmt);
	return tostr(v);
}

int
truth(Val v)
{
	if(v.kind & Isnum)
		return v.n != 0;
	return (v.kind & Isstr) && v.s->len > 0;
}

/* as numbers, unless one of them is only a string */
int
compare(Val a, Val b)
{
	Str *s, *t;
	double x, y;
	int c;

	if(a.kind != Isstr && b.kind != Isstr) {
		x = tonum(a);
		y = tonum(b);
		return x < y ? -1 : x > y;
	}
	s = tostr(a);
	t = tostr(b);
	c = strcmp(s->s, t->s);
	dropstr(s);
	dropstr(t);
	return c;
}

Cell *
deref(Cell *c)
{
	while(c->ref != nil)
		c = c->ref;
	return c;
}

void
setcell(Cell *c, Val v)
{
	/* a parameter that might have become an array is none */
	if(c->ref != nil && deref(c)->a == nil)
		c->ref = nil;
	c = deref(c);
	if(c->a != nil)
		fatal("an array is used as a variable");
	freeval(c->v);
	c->v = v;
	if(c->changed)
		c->changed(c);
}

static uint
hash(char *s)
{
	uint h;

	for(h = 0; *s; s++)
		h = h * 31 + *(uchar *)s;
	return h;
}

Array *
newarray(void)
{
	Array *a;

	a = check(mallocz(sizeof *a, 1));
	a->nhash = 32;
	a->hash = check(mallocz(a->nhash * sizeof *a->hash, 1));
	return a;
}

Array *
arrayof(Cell *c)
{
	c = deref(c);
	if(c->a == nil) {
		if(c->v.kind)
			fatal("a variable is used as an array");
		c->a = newarray();
	}
	return c->a;
}

static void
grow(Array *a)
{
	Cell **old, *c, *next;
	int n;

	old = a->hash;
	n = a->nhash;
	a->nhash *= 4;
	a->hash = check(mallocz(a->nhash * sizeof *a->hash, 1));
	for(int i = 0; i < n; i++)
		for(c = old[i]; c != nil; c = next) {
			next = c->next;
			c->next = a->hash[hash(c->key) % a->nhash];
			a->hash[hash(c->key) % a->nhash] = c;
		}
	free(old);
}

Cell *
element(Array *a, char *key, int make)
{
	Cell *c;
	uint h;

	h = hash(key) % a->nhash;
	for(c = a->hash[h]; c != nil; c = c->next)
		if(strcmp(c->key, key) == 0)
			return c;
	if(!make)
		return nil;
	if(++a->n > 2 * a->nhash) {
		grow(a);
		h = hash(key) % a->nhash;
	}
	c = check(mallocz(sizeof *c, 1));
	c->key = check(strdup(key));
	c->next = a->hash[h];
	a->hash[h] = c;
	return c;
}

static void
freeelem(Cell *c)
{
	freeval(c->v);
	free(c->key);
	free(c);
}

void
deleteelem(Array *a, char *key)
{
	Cell **p, *c;

	for(p = &a->hash[hash(key) % a->nhash]; (c = *p) != nil; p = &c->next)
		if(strcmp(c->key, key) == 0) {
			*p = c->next;
			a->n--;
			freeelem(c);
			return;
		}
}

void
cleararray(Array *a)
{
	Cell *c, *next;

	for(int i = 0; i < a->nhash; i++) {
		for(c = a->hash[i]; c != nil; c = next) {
			next = c->next;
			freeelem(c);
		}
		a->hash[i] = nil;
	}
	a->n = 0;
}
