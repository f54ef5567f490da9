/*
 * eval.c: what bc's expressions give, and printing it.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "num.h"
#include "bc.h"

enum
{
	Maxdepth = 1000, /* of calls */
};

/* parameters and autos are the global variables of the names, whose values are put aside */
typedef struct Saved Saved;
struct Saved
{
	Sym *sym;
	int isarray;
	int active; /* what is here was the variable's; otherwise it will be */
	Num *v;
	Elem *array;
};
static Saved *saved;
static int nsaved, maxsaved;

static int ibase = 10, obase = 10, scale;
static Num *retval;
static int depth;
int silent;

static Num *eval(Node *);

static Elem *
element(Sym *s, Node *index)
{
	Num *n;
	Elem *e;
	vlong i;

	if(index == nil)
		fail("array without an index");
	n = eval(index);
	i = numtoint(n);
	numfree(n);
	if(i < 0)
		fail("negative index");
	for(e = s->array; e != nil; e = e->next)
		if(e->i == i)
			return e;
	e = check(mallocz(sizeof *e, 1));
	e->i = i;
	e->v = numint(0);
	e->next = s->array;
	s->array = e;
	return e;
}

/* what an element's index says, evaluated once; nil for what is no element */
static Elem *
place(Node *n)
{
	return n->op == Nelem ? element(n->sym, n->a) : nil;
}

static Num *
load(Node *n, Elem *e)
{
	switch(n->op) {
	case Nvar:
		return n->sym->v ? numkeep(n->sym->v) : numint(0);
	case Nelem:
		return numkeep(e->v);
	case Tscale:
		return numint(scale);
	case Tibase:
		return numint(ibase);
	}
	return numint(obase);
}

/* takes v */
static void
store(Node *n, Elem *e, Num *v)
{
	vlong i;

	if(n->op == Nvar) {
		numfree(n->sym->v);
		n->sym->v = v;
		return;
	}
	if(n->op == Nelem) {
		numfree(e->v);
		e->v = v;
		return;
	}
	i = numtoint(v);
	numfree(v);
	if(n->op == Tscale && i >= 0 && i < 1000000)
		scale = i;
	else if(n->op == Tibase && i >= 2 && i <= 16)
		ibase = i;
	else if(n->op == Tobase && i >= 2 && i <= 10000)
		obase = i;
	else
		fail("value out of range");
}

static Num *
arith(int op, Num *a, Num *b)
{
	Num *r;

	r = numarith(op, a, b, scale);
	if(r == nil)
		fail(op == '^' ? "exponent too large, or 0 to a negative one" : "division by zero");
	return r;
}

static Elem *
copyarray(Elem *e)
{
	Elem *c;

	if(e == nil)
		return nil;
	c = check(malloc(sizeof *c));
	c->i = e->i;
	c->v = numkeep(e->v);
	c->next = copyarray(e->next);
	return c;
}

static void
freearray(Elem *e)
{
	Elem *next;

	for(; e != nil; e = next) {
		next = e->next;
		numfree(e->v);
		free(e);
	}
}

/* what the variable of a parameter will be; takes v and array */
static void
push(Node *param, Num *v, Elem *array)
{
	Saved *s;

	if(nsaved == maxsaved) {
		maxsaved = 2 * maxsaved + 64;
		saved = check(realloc(saved, maxsaved * sizeof *saved));
	}
	s = &saved[nsaved++];
	s->sym = param->sym;
	s->isarray = param->op == Nelem;
	s->active = 0;
	s->v = v;
	s->array = array;
}

static void
exchange(Saved *s)
{
	Num *v;
	Elem *array;

	if(s->isarray) {
		array = s->sym->array;
		s->sym->array = s->array;
		s->array = array;
	} else {
		v = s->sym->v;
		s->sym->v = s->v;
		s->v = v;
	}
	s->active = !s->active;
}

/* let variables be again what they were when n of them were put aside */
static void
unwind(int n)
{
	Saved *s;

	while(nsaved > n) {
		s = &saved[--nsaved];
		if(s->active)
			exchange(s);
		numfree(s->v);
		freearray(s->array);
	}
}

/* no function runs any more */
void
leave(void)
{
	unwind(0);
	depth = 0;
}

static Num *
call(Node *n)
{
	Func *f;
	Node *p, *a;
	Num *v;
	int base;

	f = n->sym->fn;
	if(f == nil)
		fail("function %s is not defined", n->sym->name);
	if(++depth > Maxdepth)
		fail("functions call each other too deeply");
	base = nsaved;
	for(p = f->params, a = n->a; p != nil && a != nil; p = p->next, a = a->next)
		if(p->op == Nelem)
			push(p, nil, copyarray(a->sym ? a->sym->array : nil));
		else {
			v = eval(a);
			push(p, v, nil);
		}
	if(p != nil || a != nil)
		fail("wrong number of arguments of %s", n->sym->name);
	for(p = f->autos; p != nil; p = p->next)
		push(p, nil, nil);
	for(int i = base; i < nsaved; i++)
		exchange(&saved[i]);
	run(f->body);
	v = retval ? retval : numint(0);
	retval = nil;
	depth--;
	unwind(base);
	return v;
}

void
result(Node *n)
{
	retval = n ? eval(n) : nil;
}

static Num *
increment(Node *n)
{
	Num *old, *by, *new;
	Elem *e;

	e = place(n->a);
	old = load(n->a, e);
	by = numint(n->n);
	new = numadd(old, by);
	numfree(by);
	if(n->op == Npre) {
		numfree(old);
		old = numkeep(new);
	}
	store(n->a, e, new);
	return old;
}

static Num *
assigned(Node *n)
{
	Num *v, *old, *r;
	Elem *e;

	v = eval(n->b);
	e = place(n->a);
	if(n->n) {
		old = load(n->a, e);
		r = arith(n->n, old, v);
		numfree(old);
		numfree(v);
		v = r;
	}
	store(n->a, e, numkeep(v));
	return v;
}

int
truth(Node *n)
{
	Num *v;
	int r;

	v = eval(n);
	r = !numzero(v);
	numfree(v);
	return r;
}

/* with c less than, equal to or greater than 0 as the left side is than the right */
static int
holds(int op, int c)
{
	switch(op) {
	case '<':
		return c < 0;
	case '>':
		return c > 0;
	case Tle:
		return c <= 0;
	case Tge:
		return c >= 0;
	case Teq:
		return c == 0;
	}
	return c != 0;
}

static Num *
unaryop(Node *n)
{
	Num *a, *r;

	a = eval(n->a);
	switch(n->op) {
	case Nneg:
		r = numneg(a);
		break;
	case Tlength:
		r = numint(a->n > 0 ? a->n : 1);
		break;
	case Nscaleof:
		r = numint(a->scale);
		break;
	default:
		r = numsqrt(a, scale);
		if(r == nil)
			fail("square root of a negative number");
	}
	numfree(a);
	return r;
}

static Num *
binaryop(Node *n)
{
	Node *m = firstof(n);
	Num *a, *b, *r;

	a = eval(m != n ? m : n->a);
	do {
		m = m != n ? m->up : n;
		b = eval(m->b);
		if(m->op < Tnum && strchr("+-*/%^", m->op))
			r = arith(m->op, a, b);
		else
			r = numint(holds(m->op, numcmp(a, b)));
		numfree(a);
		numfree(b);
		a = r;
	} while(m != n);
	return r;
}

static Num *
eval(Node *n)
{
	char *e;

	switch(n->op) {
	case Tnum:
		return numparse(n->s, &e, ibase);
	case Nvar:
	case Nelem:
	case Tscale:
	case Tibase:
	case Tobase:
		return load(n, place(n));
	case '(':
		return eval(n->a);
	case Ncall:
		return call(n);
	case Nassign:
		return assigned(n);
	case Npre:
	case Npost:
		return increment(n);
	case Nneg:
	case Tlength:
	case Nscaleof:
	case Tsqrt:
		return unaryop(n);
	case Nnot:
		return numint(!truth(n->a));
	case Tand:
		return numint(truth(n->a) && truth(n->b));
	case Tor:
		return numint(truth(n->a) || truth(n->b));
	}
	return binaryop(n);
}

char *
unescape(char *s)
{
	static char from[] = "ntq", to[] = "\n\t\"";
	char *t, *w, *p;

	t = w = check(malloc(strlen(s) + 1));
	for(; *s; s++) {
		if(*s == '\\' && s[1]) {
			s++;
			p = strchr(from, *s);
			*w++ = p ? to[p - from] : *s;
		} else
			*w++ = *s;
	}
	*w = 0;
	return t;
}

static void
printout(Node *n)
{
	Num *v;
	char *s;

	if(n->op == Tstr) {
		s = unescape(n->s);
		Bprint(&bout, "%s", s);
		free(s);
		return;
	}
	v = eval(n);
	numprint(&bout, v, obase);
	numfree(v);
}

/* a number alone has a line of its own */
void
printlist(Node *n)
{
	int alone;

	alone = n->next == nil && n->op != Tstr;
	for(; n != nil; n = n->next)
		printout(n);
	if(alone)
		Bputc(&bout, '\n');
}

void
effect(Node *n)
{
	numfree(eval(n));
}

void
value(Node *n)
{
	Num *v;

	switch(n->op) {
	case Tstr:
		Bprint(&bout, "%s", n->s);
		return;
	case Thalt:
		Bterm(&bout);
		exits(nil);
	}
	v = eval(n->a);
	/* that of an assignment is not shown */
	if(n->a->op != Nassign && !silent) {
		numprint(&bout, v, obase);
		Bputc(&bout, '\n');
	}
	numfree(v);
}
