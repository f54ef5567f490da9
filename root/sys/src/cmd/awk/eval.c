/*
 * eval.c: what expressions give, and calling functions.
 */
#include "awk.h"
#include "run.h"

enum
{
	Maxstack = 12 * 1024 * 1024, /* bytes for calls in calls, of the 16M there are */
};

static Cell **frame; /* parameters of the function that runs */

Str *
evalstr(Node *n)
{
	Val v;
	Str *s;

	v = eval(n);
	s = tostr(v);
	freeval(v);
	return s;
}

Str *
recordstr(void)
{
	Val v;
	Str *s;

	v = getfield(0);
	s = tostr(v);
	freeval(v);
	return s;
}

double
evalnum(Node *n)
{
	Val v;
	double d;

	v = eval(n);
	d = tonum(v);
	freeval(v);
	return d;
}

int
evaltruth(Node *n)
{
	Val v;
	int t;

	v = eval(n);
	t = truth(v);
	freeval(v);
	return t;
}

/* s, sep and t as one; takes s and t */
static Str *
joined(Str *s, char *sep, Str *t)
{
	Str *u;
	int n;

	n = strlen(sep);
	u = newstr(nil, s->len + n + t->len);
	memmove(u->s, s->s, s->len);
	memmove(u->s + s->len, sep, n);
	memmove(u->s + s->len + n, t->s, t->len);
	dropstr(s);
	dropstr(t);
	return u;
}

/* a list of subscripts as one string */
Str *
subscript(Node *n)
{
	Str *s;

	s = evalstr(n);
	for(n = n->next; n != nil; n = n->next)
		s = joined(s, subsep, evalstr(n));
	return s;
}

Cell *
cellof(Node *n)
{
	return n->op == Olocal ? frame[n->n] : n->cell;
}

/* the cell of a variable or element; of a field its number, and nil */
Cell *
lvalue(Node *n, int *fld)
{
	Str *s;
	Cell *c;

	switch(n->op) {
	case Ovar:
	case Olocal:
		return cellof(n);
	case Oindex:
		s = subscript(n->b);
		c = element(arrayof(cellof(n->a)), s->s, 1);
		dropstr(s);
		return c;
	case Ofield:
		*fld = evalnum(n->a);
		return nil;
	}
	fatal("assignment to what is no variable");
}

/* of a variable, or of a field, whose cell is nil */
Val
load(Cell *c, int fld)
{
	if(c == nil)
		return getfield(fld);
	c = deref(c);
	if(c->a != nil)
		fatal("an array is used as a variable");
	return copyval(c->v);
}

void
store(Cell *c, int fld, Val v)
{
	if(c != nil)
		setcell(c, v);
	else
		setfield(fld, v);
}

static double
power(double x, double y)
{
	double r;
	vlong n;

	if(y == (vlong)y && y >= 0 && y < 1024) {
		r = 1;
		for(n = y; n > 0; n >>= 1) {
			if(n & 1)
				r *= x;
			x *= x;
		}
		return r;
	}
	return pow(x, y);
}

static double
arith(int op, double x, double y)
{
	switch(op) {
	case Oadd:
		return x + y;
	case Osub:
		return x - y;
	case Omul:
		return x * y;
	case Odiv:
		if(y == 0)
			fatal("division by zero");
		return x / y;
	case Omod:
		if(y == 0)
			fatal("division by zero");
		return fmod(x, y);
	}
	return power(x, y);
}

static Val
assign(Node *n)
{
	Val v;
	Cell *c;
	double x, y;
	int fld;

	fld = 0;
	if(n->op == Oassign) {
		v = eval(n->b);
		c = lvalue(n->a, &fld);
		store(c, fld, copyval(v));
		return v;
	}
	y = evalnum(n->b);
	c = lvalue(n->a, &fld);
	v = load(c, fld);
	x = tonum(v);
	freeval(v);
	v = num(arith(n->n, x, y));
	store(c, fld, v);
	return v;
}

static Val
increment(Node *n)
{
	Val v;
	Cell *c;
	double x, d;
	int fld;

	fld = 0;
	d = n->op == Opreinc || n->op == Opostinc ? 1 : -1;
	c = lvalue(n->a, &fld);
	v = load(c, fld);
	x = tonum(v);
	freeval(v);
	store(c, fld, num(x + d));
	return num(n->op == Opreinc || n->op == Opredec ? x + d : x);
}

static Val
relation(Node *n)
{
	Val a, b;
	int c;

	a = eval(n->a);
	b = eval(n->b);
	c = compare(a, b);
	freeval(a);
	freeval(b);
	switch(n->op) {
	case Olt:
		return num(c < 0);
	case Ole:
		return num(c <= 0);
	case Oeq:
		return num(c == 0);
	case One:
		return num(c != 0);
	case Ogt:
		return num(c > 0);
	}
	return num(c >= 0);
}

static Val
concat(Node *n)
{
	Str *s;

	s = evalstr(n->a);
	return strval(joined(s, "", evalstr(n->b)));
}

/*
 * Parameters for a call: arguments are copied, but arrays, and what may become one, are shared.
 */
static Cell **
newframe(Node *n)
{
	Cell **f, *c;
	Node *a;

	f = check(malloc((n->fn->nparam + 1) * sizeof *f));
	a = n->a;
	for(int i = 0; i < n->fn->nparam; i++) {
		f[i] = check(mallocz(sizeof *f[i], 1));
		if(a == nil)
			continue;
		if(a->op == Ovar || a->op == Olocal) {
			c = deref(cellof(a));
			if(c->a != nil || c->v.kind == 0)
				f[i]->ref = c;
			else
				f[i]->v = copyval(c->v);
		} else
			f[i]->v = eval(a);
		a = a->next;
	}
	if(a != nil)
		fatal("too many arguments for function %s", n->fn->name);
	return f;
}

static void
freeframe(Cell **f, int n)
{
	for(int i = 0; i < n; i++) {
		if(f[i]->a != nil) {
			cleararray(f[i]->a);
			free(f[i]->a->hash);
			free(f[i]->a);
		}
		freeval(f[i]->v);
		free(f[i]);
	}
	free(f);
}

static Val
call(Node *n)
{
	static char *outermost; /* where the first call's variables are */
	Cell **save, **f;

	if(outermost == nil)
		outermost = (char *)&f;
	if(outermost - (char *)&f > Maxstack)
		fatal("functions call each other too deeply");
	f = newframe(n);
	save = frame;
	frame = f;
	if(execute(n->fn->body) == Exit)
		leave();
	frame = save;
	freeframe(f, n->fn->nparam);
	return takeresult();
}

static Val
getline(Node *n)
{
	Str *name;
	Cell *c;
	char *s;
	int r, fld;

	name = n->a ? evalstr(n->a) : nil;
	s = nil;
	r = getlinefrom(n->n, name ? name->s : nil, &s);
	if(name)
		dropstr(name);
	if(r > 0) {
		if(n->n == '|')
			setcell(cNR, num(tonum(cNR->v) + 1));
		fld = 0;
		c = n->b ? lvalue(n->b, &fld) : nil;
		store(c, fld, outside(s));
		free(s);
	}
	return num(r);
}

static Val
matchop(Node *n)
{
	Str *s;
	int r;

	s = evalstr(n->a);
	r = matches(n->b, s->s);
	dropstr(s);
	return num(n->op == Omatch ? r : !r);
}

static Val
inarray(Node *n)
{
	Str *s;
	int r;

	s = subscript(n->a);
	r = element(arrayof(cellof(n->b)), s->s, 0) != nil;
	dropstr(s);
	return num(r);
}

/* a regular expression alone is matched against the record */
static Val
matchrecord(Node *n)
{
	Str *s;
	int r;

	s = recordstr();
	r = matches(n, s->s);
	dropstr(s);
	return num(r);
}

/* operators on truth and numbers */
static Val
operate(Node *n)
{
	double x;

	switch(n->op) {
	case Oand:
		return num(evaltruth(n->a) && evaltruth(n->b));
	case Oor:
		return num(evaltruth(n->a) || evaltruth(n->b));
	case Onot:
		return num(!evaltruth(n->a));
	case Oneg:
		return num(-evalnum(n->a));
	case Oplus:
		return num(evalnum(n->a));
	}
	x = evalnum(n->a);
	return num(arith(n->op, x, evalnum(n->b)));
}

Val
eval(Node *n)
{
	switch(n->op) {
	case Onum:
	case Ostr:
		return copyval(n->v);
	case Ore:
		return matchrecord(n);
	case Ovar:
	case Olocal:
	case Oindex:
		return load(lvalue(n, nil), 0);
	case Ofield:
		return getfield(evalnum(n->a));
	case Ogroup: /* a string from outside stays one */
		return eval(n->a);
	case Oassign:
	case Oopassign:
		return assign(n);
	case Ocond:
		return eval(evaltruth(n->a) ? n->b : n->c);
	case Oand:
	case Oor:
	case Onot:
	case Oneg:
	case Oplus:
	case Oadd:
	case Osub:
	case Omul:
	case Odiv:
	case Omod:
	case Opow:
		return operate(n);
	case Ocat:
		return concat(n);
	case Omatch:
	case Onomatch:
		return matchop(n);
	case Oin:
		return inarray(n);
	case Opreinc:
	case Opredec:
	case Opostinc:
	case Opostdec:
		return increment(n);
	case Ocall:
		return call(n);
	case Obuiltin:
		return builtin(n);
	case Ogetline:
		return getline(n);
	case Olt:
	case Ole:
	case Oeq:
	case One:
	case Ogt:
	case Oge:
		return relation(n);
	}
	fatal("expression of kind %d", n->op);
}
