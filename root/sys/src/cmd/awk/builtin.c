/*
 * builtin.c: the functions that awk has.
 */
#include "awk.h"
#include "io.h"
#include "run.h"

static char *
runeat(char *s, vlong n)
{
	Rune r;

	for(; n > 0 && *s; n--)
		s += chartorune(&r, s);
	return s;
}

static double
rnd(double x)
{
	return x < 0 ? ceil(x - 0.5) : floor(x + 0.5);
}

static Val
substr(Node *a)
{
	Str *s;
	Val v;
	double from, to;
	char *p, *e;

	s = evalstr(a);
	if(a->next == nil)
		fatal("substr wants two arguments");
	from = rnd(evalnum(a->next));
	to = a->next->next ? from + rnd(evalnum(a->next->next)) : 1e18;
	if(from < 1)
		from = 1;
	p = runeat(s->s, from > 1e9 ? 1000000000 : from - 1);
	e = to <= from ? p : runeat(p, to - from > 1e9 ? 1000000000 : to - from);
	v = strval(newstr(p, e - p));
	dropstr(s);
	return v;
}

static Val
split(Node *a)
{
	Str *s;
	Array *arr, *tmp;
	Val sep;
	int n;

	if(a->next == nil || (a->next->op != Ovar && a->next->op != Olocal))
		fatal("split wants a string and an array");
	s = evalstr(a);
	arr = arrayof(cellof(a->next));
	tmp = newarray();
	if(a->next->next) {
		sep = a->next->next->op == Ore ? copyval(a->next->next->v) : eval(a->next->next);
		/* one blank as an expression is one blank */
		if(a->next->next->op == Ore && strcmp(sep.s->s, " ") == 0) {
			freeval(sep);
			sep = str("[ ]");
		}
		n = splitinto(s->s, tmp, &sep);
		freeval(sep);
	} else
		n = splitinto(s->s, tmp, nil);
	cleararray(arr);
	free(arr->hash);
	*arr = *tmp;
	free(tmp);
	dropstr(s);
	return num(n);
}

static Val
changecase(Node *a, Rune (*f)(Rune))
{
	Str *s;
	Val v;
	char *p, *q, *t;
	Rune r;

	s = evalstr(a);
	q = t = check(malloc(s->len * 2 + UTFmax));
	for(p = s->s; *p;) {
		p += chartorune(&r, p);
		r = f(r);
		q += runetochar(q, &r);
	}
	*q = 0;
	v = str(t);
	free(t);
	dropstr(s);
	return v;
}

Str *
formatlist(Node *a)
{
	Val *args;
	Node *p;
	Str *f, *s;
	int n;

	n = 0;
	for(p = a->next; p != nil; p = p->next)
		n++;
	f = evalstr(a);
	args = check(malloc((n + 1) * sizeof *args));
	n = 0;
	for(p = a->next; p != nil; p = p->next)
		args[n++] = eval(p);
	s = format(f->s, args, n);
	for(int i = 0; i < n; i++)
		freeval(args[i]);
	free(args);
	dropstr(f);
	return s;
}

/* an exit string as a number: 0 for none, that of exit 3, or 1 */
int
exitnumber(Waitmsg *w)
{
	char *s, *e;
	long n;

	if(w == nil || w->msg[0] == '\0')
		return w == nil;
	s = strrchr(w->msg, ' '); /* behind the name and the process id */
	s = s != nil ? s + 1 : w->msg;
	n = strtol(s, &e, 10);
	return e > s && *e == '\0' && n > 0 && n < Maxint ? n : 1;
}

static Val
runsystem(Node *a)
{
	Waitmsg *w;
	Str *s;
	int pid, r;

	checksafe();
	s = evalstr(a);
	flushall();
	pid = startrc(s->s, 0);
	if(pid < 0)
		fatal("fork: %r");
	while((w = wait()) != nil && w->pid != pid)
		free(w);
	r = exitnumber(w);
	free(w);
	dropstr(s);
	return num(r);
}

static double
integer(double x)
{
	return x < 0 ? ceil(x) : floor(x);
}

static Val
length(Node *a)
{
	Str *s;
	Cell *c;
	int n;

	if(a != nil && (a->op == Ovar || a->op == Olocal)) {
		c = deref(cellof(a));
		if(c->a != nil)
			return num(c->a->n);
	}
	s = a ? evalstr(a) : recordstr();
	n = utflen(s->s);
	dropstr(s);
	return num(n);
}

static Val
indexof(Node *a)
{
	Str *s, *t;
	char *p;
	int n;

	if(a->next == nil)
		fatal("index wants two arguments");
	s = evalstr(a);
	t = evalstr(a->next);
	p = strstr(s->s, t->s);
	n = p ? utfnlen(s->s, p - s->s) + 1 : 0;
	dropstr(s);
	dropstr(t);
	return num(n);
}

static Val
seed(Node *a)
{
	static double last = 1;
	double old;

	old = last;
	last = a ? evalnum(a) : time(nil);
	srand((long)last);
	return num(old);
}

static Val
files(Node *n)
{
	Str *s;
	int r;

	if(n->n == Bfflush || n->a == nil) {
		flushall();
		return num(0);
	}
	s = evalstr(n->a);
	r = closefile(s->s);
	dropstr(s);
	return num(r);
}

Val
builtin(Node *n)
{
	Node *a;
	Rune r;
	char buf[UTFmax + 1];

	a = n->a;
	if(a == nil && n->n != Blength && n->n != Brand && n->n != Bsrand && n->n != Bfflush)
		fatal("line %d: arguments missing", n->line);
	switch(n->n) {
	case Blength:
		return length(a);
	case Bsubstr:
		return substr(a);
	case Bindex:
		return indexof(a);
	case Bsplit:
		return split(a);
	case Bsub:
	case Bgsub:
		return substitute(a, n->n == Bgsub);
	case Bmatch:
		return match(a);
	case Bsprintf:
		return strval(formatlist(a));
	case Btolower:
		return changecase(a, tolowerrune);
	case Btoupper:
		return changecase(a, toupperrune);
	case Bsin:
		return num(sin(evalnum(a)));
	case Bcos:
		return num(cos(evalnum(a)));
	case Batan2:
		return num(atan2(evalnum(a), a->next ? evalnum(a->next) : 1));
	case Bexp:
		return num(exp(evalnum(a)));
	case Blog:
		return num(log(evalnum(a)));
	case Bsqrt:
		return num(sqrt(evalnum(a)));
	case Bint:
		return num(integer(evalnum(a)));
	case Brand:
		return num(frand());
	case Bsrand:
		return seed(a);
	case Bsystem:
		return runsystem(a);
	case Butf:
		r = evalnum(a);
		buf[runetochar(buf, &r)] = 0;
		return str(buf);
	}
	return files(n);
}
