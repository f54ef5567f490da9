/*
 * run.c: walking the tree.
 */
#include "awk.h"

/* how a statement ended */
enum
{
	Normal,
	Break,
	Continue,
	Next,
	Nextfile,
	Exit,
	Return,
};

static Cell **frame; /* parameters of the function that runs */
static Val retval;
static char *exitstatus;
static int depth;

static Cell *lvalue(Node *, int *);
static int execute(Node *);

/* programs of expressions made at run time are kept, some of them */
Reprog *
dynre(char *s)
{
	static struct
	{
		char *s;
		Reprog *re;
	} cache[64];
	static int next;
	int i;

	for(i = 0; i < nelem(cache) && cache[i].s != nil; i++)
		if(strcmp(cache[i].s, s) == 0)
			return cache[i].re;
	if(i == nelem(cache)) {
		i = next++ % nelem(cache);
		free(cache[i].s);
		/* a tree may hold the program: it is not freed */
	}
	cache[i].s = check(strdup(s));
	cache[i].re = regcompnl(s);
	if(cache[i].re == nil)
		fatal("bad regular expression /%s/", s);
	return cache[i].re;
}

void
regerror(char *msg)
{
	fprint(2, "awk: %s\n", msg);
}

static Val
takestr(Str *s)
{
	return strval(s);
}

static Str *
evalstr(Node *n)
{
	Val v;
	Str *s;

	v = eval(n);
	s = tostr(v);
	freeval(v);
	return s;
}

static double
evalnum(Node *n)
{
	Val v;
	double d;

	v = eval(n);
	d = tonum(v);
	freeval(v);
	return d;
}

static int
evaltruth(Node *n)
{
	Val v;
	int t;

	v = eval(n);
	t = truth(v);
	freeval(v);
	return t;
}

/* a list of subscripts as one string */
static Str *
subscript(Node *n)
{
	Str *s, *t, *u;
	int sl;

	s = evalstr(n);
	sl = strlen(subsep);
	for(n = n->next; n != nil; n = n->next) {
		t = evalstr(n);
		u = newstr(nil, s->len + sl + t->len);
		memmove(u->s, s->s, s->len);
		memmove(u->s + s->len, subsep, sl);
		memmove(u->s + s->len + sl, t->s, t->len);
		dropstr(s);
		dropstr(t);
		s = u;
	}
	return s;
}

static Cell *
cellof(Node *n)
{
	return n->op == Olocal ? frame[n->n] : n->cell;
}

/* the cell of a variable or element; of a field its number, and nil */
static Cell *
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

static Val
load(Cell *c)
{
	c = deref(c);
	if(c->a != nil)
		fatal("an array is used as a variable");
	return copyval(c->v);
}

static void
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
	v = c ? load(c) : getfield(fld);
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
	v = c ? load(c) : getfield(fld);
	x = tonum(v);
	freeval(v);
	store(c, fld, num(x + d));
	return num(n->op == Opreinc || n->op == Opredec ? x + d : x);
}

static int
matches(Node *re, char *s)
{
	Str *t;
	int r;

	if(re->op == Ore)
		return regexec(re->re, s, nil, 0) > 0;
	t = evalstr(re);
	r = regexec(dynre(t->s), s, nil, 0) > 0;
	dropstr(t);
	return r;
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
	Str *s, *t, *u;

	s = evalstr(n->a);
	t = evalstr(n->b);
	u = newstr(nil, s->len + t->len);
	memmove(u->s, s->s, s->len);
	memmove(u->s + s->len, t->s, t->len);
	dropstr(s);
	dropstr(t);
	return takestr(u);
}

/* arguments are copied, but arrays, and what may become one, are shared */
static Val
call(Node *n)
{
	Cell **save, **f, *c;
	Val v;
	Node *a;
	int i;

	if(++depth > 2000)
		fatal("functions call each other too deeply");
	f = check(malloc((n->fn->nparam + 1) * sizeof *f));
	for(i = 0, a = n->a; i < n->fn->nparam; i++) {
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
	save = frame;
	frame = f;
	memset(&retval, 0, sizeof retval);
	if(execute(n->fn->body) == Exit) {
		closeall();
		exits(exitstatus);
	}
	frame = save;
	depth--;
	v = retval;
	memset(&retval, 0, sizeof retval);
	for(i = 0; i < n->fn->nparam; i++) {
		if(f[i]->a != nil) {
			cleararray(f[i]->a);
			free(f[i]->a->hash);
			free(f[i]->a);
		}
		freeval(f[i]->v);
		free(f[i]);
	}
	free(f);
	return v;
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
	v = takestr(newstr(p, e - p));
	dropstr(s);
	return v;
}

static void
addn(Str **s, int *max, char *p, int n)
{
	if((*s)->len + n > *max) {
		*max = 2 * ((*s)->len + n);
		*s = check(realloc(*s, sizeof **s + *max + 1));
	}
	memmove((*s)->s + (*s)->len, p, n);
	(*s)->len += n;
	(*s)->s[(*s)->len] = 0;
}

/* & is what was matched, unless there is a backslash */
static void
replacement(Str **out, int *max, char *r, Resub *m)
{
	for(; *r; r++)
		if(*r == '\\' && (r[1] == '&' || r[1] == '\\'))
			addn(out, max, ++r, 1);
		else if(*r == '&')
			addn(out, max, m->sp, m->ep - m->sp);
		else
			addn(out, max, r, 1);
}

static Val
substitute(Node *a, int global)
{
	Str *s, *r, *re, *out;
	Reprog *prog;
	Resub m[1];
	Node *target;
	Cell *c;
	Rune rune;
	char *p, *last;
	int n, max, fld, w;
	Val v;

	if(a == nil || a->next == nil)
		fatal("sub wants two arguments");
	target = a->next->next;
	if(a->op == Ore)
		prog = a->re;
	else {
		re = evalstr(a);
		prog = dynre(re->s);
		dropstr(re);
	}
	r = evalstr(a->next);
	fld = 0;
	c = target ? lvalue(target, &fld) : nil;
	v = c ? load(c) : getfield(fld);
	s = tostr(v);
	freeval(v);
	out = newstr(nil, max = s->len + 64);
	out->len = 0;
	last = nil;
	n = 0;
	for(p = s->s;;) {
		memset(m, 0, sizeof m);
		m[0].sp = p;
		if(regexec(prog, s->s, m, 1) <= 0)
			break;
		addn(&out, &max, p, m[0].sp - p);
		p = m[0].ep;
		if(m[0].sp != m[0].ep || m[0].sp != last) {
			n++;
			replacement(&out, &max, r->s, m);
			if(!global)
				break;
		}
		last = m[0].ep;
		if(m[0].sp == m[0].ep) {
			if(*p == 0)
				break;
			w = chartorune(&rune, p);
			addn(&out, &max, p, w);
			p += w;
		}
	}
	addn(&out, &max, p, strlen(p));
	if(n > 0)
		store(c, fld, takestr(out));
	else
		dropstr(out);
	dropstr(s);
	dropstr(r);
	return num(n);
}

static Val
match(Node *a)
{
	Resub m[1];
	Str *s, *re;
	int at, len;

	if(a == nil || a->next == nil)
		fatal("match wants two arguments");
	s = evalstr(a);
	memset(m, 0, sizeof m);
	at = 0;
	len = -1;
	re = a->next->op == Ore ? nil : evalstr(a->next);
	if(regexec(re ? dynre(re->s) : a->next->re, s->s, m, 1) > 0) {
		at = utfnlen(s->s, m[0].sp - s->s) + 1;
		len = utfnlen(m[0].sp, m[0].ep - m[0].sp);
	}
	if(re)
		dropstr(re);
	dropstr(s);
	setcell(cRSTART, num(at));
	setcell(cRLENGTH, num(len));
	return num(at);
}

static Val
split(Node *a)
{
	Str *s;
	Array *arr, *tmp;
	Val sep;
	int n;

	if(a == nil || a->next == nil || (a->next->op != Ovar && a->next->op != Olocal))
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

static Str *
formatlist(Node *a)
{
	Val *args, v;
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
	for(int i = 0; i < n; i++) {
		v = args[i];
		freeval(v);
	}
	free(args);
	dropstr(f);
	return s;
}

static Val
runsystem(Node *a)
{
	Waitmsg *w;
	Str *s;
	int pid, r;

	s = evalstr(a);
	flushall();
	pid = rfork(RFPROC | RFFDG | RFREND);
	if(pid < 0)
		fatal("fork: %r");
	if(pid == 0) {
		execl("/bin/rc", "rc", "-c", s->s, nil);
		sysfatal("/bin/rc: %r");
	}
	while((w = wait()) != nil && w->pid != pid)
		free(w);
	r = w == nil || w->msg[0] ? 1 : 0;
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
	if(a == nil) {
		Val v = getfield(0);

		s = tostr(v);
		freeval(v);
	} else
		s = evalstr(a);
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

static Val
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
		return takestr(formatlist(a));
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

Val
eval(Node *n)
{
	Val v;
	Str *s;
	Cell *c;
	int fld;
	double x;

	switch(n->op) {
	case Onum:
	case Ostr:
		return copyval(n->v);
	case Ore:
		v = getfield(0);
		s = tostr(v);
		freeval(v);
		fld = regexec(n->re, s->s, nil, 0) > 0;
		dropstr(s);
		return num(fld);
	case Ovar:
	case Olocal:
		return load(cellof(n));
	case Ofield:
		return getfield(evalnum(n->a));
	case Oindex:
		c = lvalue(n, &fld);
		return load(c);
	case Ogroup:
		/* a string from outside stays one */
		return eval(n->a);
	case Oassign:
	case Oopassign:
		return assign(n);
	case Ocond:
		return eval(evaltruth(n->a) ? n->b : n->c);
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
	case Oadd:
	case Osub:
	case Omul:
	case Odiv:
	case Omod:
	case Opow:
		x = evalnum(n->a);
		return num(arith(n->op, x, evalnum(n->b)));
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

/* --- statements --- */

static void
printout(Node *n)
{
	Biobuf *b;
	Str *s, *name, *ofs, *ors;
	Val v;

	b = &bout;
	if(n->b != nil) {
		name = evalstr(n->b);
		b = output(n->n, name->s);
		dropstr(name);
	}
	if(n->op == Oprintf) {
		s = formatlist(n->a);
		Bwrite(b, s->s, s->len);
		dropstr(s);
		return;
	}
	ofs = tostr(cOFS->v);
	ors = tostr(cORS->v);
	if(n->a == nil) {
		v = getfield(0);
		s = tostr(v);
		freeval(v);
		Bwrite(b, s->s, s->len);
		dropstr(s);
	}
	for(Node *a = n->a; a != nil; a = a->next) {
		v = eval(a);
		s = toout(v);
		freeval(v);
		Bwrite(b, s->s, s->len);
		dropstr(s);
		if(a->next)
			Bwrite(b, ofs->s, ofs->len);
	}
	Bwrite(b, ors->s, ors->len);
	dropstr(ofs);
	dropstr(ors);
}

/* the keys as they are at the start */
static int
forin(Node *n)
{
	Array *a;
	Cell *c;
	char **keys;
	int nkeys, how, fld;

	a = arrayof(cellof(n->b));
	keys = check(malloc((a->n + 1) * sizeof *keys));
	nkeys = 0;
	for(int i = 0; i < a->nhash; i++)
		for(c = a->hash[i]; c != nil; c = c->next)
			keys[nkeys++] = check(strdup(c->key));
	how = Normal;
	for(int i = 0; i < nkeys; i++) {
		if(how == Normal && element(a, keys[i], 0) != nil) {
			fld = 0;
			c = lvalue(n->a, &fld);
			store(c, fld, outside(keys[i]));
			how = execute(n->c);
			if(how == Continue)
				how = Normal;
		}
		free(keys[i]);
	}
	free(keys);
	return how == Break ? Normal : how;
}

static int
loop(Node *cond, Node *incr, Node *body, int first)
{
	int how;

	while(first || cond == nil || evaltruth(cond)) {
		first = 0;
		how = execute(body);
		if(how == Break)
			break;
		if(how != Normal && how != Continue)
			return how;
		if(incr != nil)
			execute(incr);
	}
	return Normal;
}

static void delete(Node *n)
{
	Str *s;

	if(n->b == nil)
		cleararray(arrayof(cellof(n->a)));
	else {
		s = subscript(n->b);
		deleteelem(arrayof(cellof(n->a)), s->s);
		dropstr(s);
	}
}

static void
setexit(Node *n)
{
	Val v;
	Str *s;

	v = eval(n);
	s = tostr(v);
	/* 0 is success as on other systems */
	exitstatus = truth(v) ? check(strdup(s->s)) : nil;
	dropstr(s);
	freeval(v);
}

static int
execute(Node *n)
{
	int how;

	switch(n->op) {
	case Oblock:
		for(Node *p = n->a; p != nil; p = p->next)
			if((how = execute(p)) != Normal)
				return how;
		return Normal;
	case Oexpr:
		freeval(eval(n->a));
		return Normal;
	case Oprint:
	case Oprintf:
		printout(n);
		return Normal;
	case Oif:
		if(evaltruth(n->a))
			return execute(n->b);
		return n->c ? execute(n->c) : Normal;
	case Owhile:
		return loop(n->a, nil, n->b, 0);
	case Odo:
		return loop(n->a, nil, n->b, 1);
	case Ofor:
		if(n->a)
			execute(n->a);
		return loop(n->b, n->c, n->d, 0);
	case Oforin:
		return forin(n);
	case Odelete:
		delete(n);
		return Normal;
	case Onext:
		return Next;
	case Onextfile:
		return Nextfile;
	case Obreak:
		return Break;
	case Ocontinue:
		return Continue;
	case Oexit:
		if(n->a)
			setexit(n->a);
		return Exit;
	case Oreturn:
		freeval(retval);
		memset(&retval, 0, sizeof retval);
		if(n->a) {
			Val v = eval(n->a);

			retval = v;
		}
		return Return;
	}
	fatal("statement of kind %d", n->op);
}

static int
selected(Rule *r)
{
	if(r->pat == nil)
		return 1;
	if(r->pat2 == nil)
		return evaltruth(r->pat);
	if(!r->inrange && !evaltruth(r->pat))
		return 0;
	r->inrange = !evaltruth(r->pat2);
	return 1;
}

static int
runrules(Rule *r)
{
	static Node printit = {.op = Oprint};
	int how;

	for(; r != nil; r = r->next)
		if(selected(r)) {
			how = execute(r->act ? r->act : &printit);
			if(how == Next || how == Exit || how == Nextfile)
				return how;
		}
	return Normal;
}

void
runprogram(void)
{
	int how;

	how = runrules(begins);
	if(how != Exit && (rules != nil || ends != nil))
		while(nextrecord()) {
			how = runrules(rules);
			if(how == Exit)
				break;
			if(how == Nextfile)
				skipfile();
		}
	/* an exit before END still does END */
	runrules(ends);
	closeall();
	exits(exitstatus);
}
