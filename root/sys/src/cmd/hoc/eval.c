/*
 * eval.c: what hoc's expressions give.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include "hoc.h"

enum
{
	Maxdepth = 2000, /* of calls */
	Maxargs = 32,
};

static double *frame; /* parameters of the function that runs */
static double retval;
static int depth;

static double
arith(int op, double x, double y)
{
	switch(op) {
	case '+':
		return x + y;
	case '-':
		return x - y;
	case '*':
		return x * y;
	case '/':
		if(y == 0)
			fail("division by zero");
		return x / y;
	case '%':
		if(y == 0)
			fail("division by zero");
		return fmod(x, y);
	case '^':
		return pow(x, y);
	case '<':
		return x < y;
	case '>':
		return x > y;
	case Tle:
		return x <= y;
	case Tge:
		return x >= y;
	case Teq:
		return x == y;
	}
	return x != y;
}

static double
load(Node *n)
{
	if(n->op == Nparam)
		return frame[n->n];
	if(!n->sym->set)
		fail("undefined variable %s", n->sym->name);
	return n->sym->v;
}

static double
store(Node *n, double v)
{
	if(n->op == Nparam)
		return frame[n->n] = v;
	if(n->sym->constant)
		fail("%s is a constant", n->sym->name);
	n->sym->set = 1;
	return n->sym->v = v;
}

/* run the body with these parameters */
static double
callbody(Sym *s, double *args)
{
	double *save, v;

	if(++depth > Maxdepth)
		fail("functions call each other too deeply");
	save = frame;
	frame = args;
	retval = 0;
	run(s->body);
	v = retval;
	retval = 0;
	frame = save;
	depth--;
	return v;
}

/* what a function of the library gives, if that is a number */
static double
usable(Sym *s, double v)
{
	if(isNaN(v))
		fail("%s argument out of domain", s->name);
	if(isInf(v, 0))
		fail("%s result out of range", s->name);
	return v;
}

static double
call(Node *n)
{
	double args[Maxargs];
	Sym *s;
	int i, nparam;

	s = n->sym;
	i = 0;
	for(Node *a = n->a; a != nil; a = a->next) {
		if(i == nelem(args))
			fail("too many arguments");
		args[i++] = eval(a);
	}
	if(s->builtin && i == 1)
		return usable(s, s->builtin(args[0]));
	if(s->builtin2 && i == 2)
		return usable(s, s->builtin2(args[0], args[1]));
	if(s->body == nil && !s->builtin && !s->builtin2)
		fail("undefined function %s", s->name);
	nparam = 0;
	for(Node *p = s->params; p != nil; p = p->next)
		nparam++;
	if(s->body == nil || i != nparam)
		fail("wrong number of arguments of %s", s->name);
	return callbody(s, args);
}

/* after an error */
void
leave(void)
{
	frame = nil;
	depth = 0;
}

static double
readnumber(Node *n)
{
	double v;

	if(Bgetd(in, &v) < 0)
		return 0;
	store(n->a, v);
	return 1;
}

double
eval(Node *n)
{
	Node *m;
	double x;

	switch(n->op) {
	case Tnum:
		return n->v;
	case '(':
		return eval(n->a);
	case Nvar:
	case Nparam:
		return load(n);
	case Ncall:
		return call(n);
	case Nneg:
		return -eval(n->a);
	case Nnot:
		return eval(n->a) == 0;
	case Tand:
		return eval(n->a) != 0 && eval(n->b) != 0;
	case Tor:
		return eval(n->a) != 0 || eval(n->b) != 0;
	case Nassign:
		x = eval(n->b);
		return store(n->a, n->n ? arith(n->n, load(n->a), x) : x);
	case Npre:
		return store(n->a, load(n->a) + n->n);
	case Npost:
		x = load(n->a);
		store(n->a, x + n->n);
		return x;
	case Tread:
		return readnumber(n);
	}
	m = firstof(n);
	if(m == n) {
		x = eval(n->a);
		return arith(n->op, x, eval(n->b));
	}
	for(x = eval(m); m != n;) {
		m = m->up;
		x = arith(m->op, x, eval(m->b));
	}
	return x;
}

int
truth(Node *n)
{
	return eval(n) != 0;
}

void
effect(Node *n)
{
	eval(n);
}

void
result(Node *n)
{
	retval = n ? eval(n) : 0;
}

void
show(double v)
{
	Bprint(&bout, "%.12g", v);
}

void
printlist(Node *n)
{
	for(; n != nil; n = n->next)
		if(n->op == Tstr)
			Bprint(&bout, "%s", n->s);
		else
			Bprint(&bout, "%.12g ", eval(n)); /* numbers in a list stay apart */
}
