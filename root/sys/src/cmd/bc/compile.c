/*
 * compile.c: bc's statements as commands of dc.  What a statement leaves on dc's stack is gone
 * when it ends; strings within it are executed one level above it unless they are executed by
 * the last command of a string, which gives its level up.  Constants are of single digits,
 * which have their value in every ibase.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "num.h"
#include "bc.h"

enum
{
	Rvar = 0x100, /* registers of what has no letter of its own, and of strings */
	Rmax = 0xD800,
	Digit = 15,
};

static char setup[] = "[1+]s@\n"; /* register @: what has held */
static Fmt out;
static int nextreg = Rvar;
static int keep;  /* registers stay in use behind the statement */
static int level; /* of strings, since the input or the body of a function */
static int loop;  /* that of the innermost loop's body; 0: there is none */

static void gen(Node *);
static void gencode(Node *);

static void
emit(char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if(fmtvprint(&out, fmt, ap) < 0)
		sysfatal("no memory");
	va_end(ap);
}

static int
newreg(void)
{
	if(nextreg == Rmax)
		fail("too long for dc");
	return nextreg++;
}

/* the register of something named; of one letter it has one that can be read */
static int
reg(Sym *s, int *r, int base)
{
	if(*r != 0)
		return *r;
	keep = 1;
	if(base != 0 && s->name[1] == 0)
		*r = base + s->name[0] - 'a';
	else
		*r = newreg();
	return *r;
}

static int
var(Sym *s)
{
	return reg(s, &s->rvar, 'a');
}

static int
array(Sym *s)
{
	return reg(s, &s->rarray, 'A');
}

static void
constant(int n)
{
	if(n > Digit) {
		constant(n / Digit);
		emit(" F*");
		n %= Digit;
		emit(" %X+", n);
	} else
		emit(" %X", n);
}

/* leave so many strings */
static void
leavestrings(int n)
{
	constant(n);
	emit("Q");
}

/* the index is below what it gives, in a register: an element's is evaluated only once */
static int
genload(Node *n)
{
	int r;

	r = 0;
	switch(n->op) {
	case Nvar:
		emit("l%C", var(n->sym));
		break;
	case Nelem:
		if(n->a == nil)
			fail("array without an index");
		r = newreg();
		gen(n->a);
		emit("dS%C;%C", r, array(n->sym));
		break;
	case Tscale:
		emit("K");
		break;
	case Tibase:
		emit("I");
		break;
	default:
		emit("O");
	}
	return r;
}

static void
genstore(Node *n, int index)
{
	switch(n->op) {
	case Nvar:
		emit("s%C", var(n->sym));
		break;
	case Nelem:
		if(index != 0)
			emit("L%C", index);
		else if(n->a == nil)
			fail("array without an index");
		else
			gen(n->a);
		emit(":%C", array(n->sym));
		break;
	default:
		emit("%c", n->op == Tscale ? 'k' : n->op == Tibase ? 'i' : 'o');
	}
}

static void
genassign(Node *n)
{
	int index;

	index = 0;
	gen(n->b);
	if(n->n) {
		index = genload(n->a);
		emit("r%c", n->n);
	}
	emit("d");
	genstore(n->a, index);
}

static void
genincrement(Node *n)
{
	int index, sign;

	sign = n->n > 0 ? '+' : '-';
	index = genload(n->a);
	if(n->op == Npre)
		emit("1%cd", sign);
	else
		emit("d1%c", sign);
	genstore(n->a, index);
}

static void
gencall(Node *n)
{
	Func *f;
	Node *p, *a;

	f = n->sym->fn;
	if(f == nil && !infunc)
		fail("function %s is not defined", n->sym->name);
	p = f ? f->params : nil;
	for(a = n->a; a != nil; a = a->next) {
		if(f != nil && p == nil)
			break;
		if(!(p ? p->op == Nelem : a->op == Nelem && a->a == nil))
			gen(a);
		else if(a->sym != nil)
			emit("l%C", array(a->sym));
		else
			emit(" 0");
		if(p != nil)
			p = p->next;
	}
	if(f != nil && (p != nil || a != nil))
		fail("wrong number of arguments of %s", n->sym->name);
	emit("l%Cx ", reg(n->sym, &n->sym->rfn, 0));
}

/* how dc compares its top with what is below it, when bc compares that with the top */
static char *
comparison(int op)
{
	switch(op) {
	case '<':
		return ">";
	case '>':
		return "<";
	case Tle:
		return "!<";
	case Tge:
		return "!>";
	case Teq:
		return "=";
	case Tne:
		return "!=";
	}
	return nil;
}

/* execute register r if n holds */
static void
genif(Node *n, int r)
{
	char *cmp;

	while(n->op == '(')
		n = n->a;
	cmp = comparison(n->op);
	gen(n->op == Nnot || cmp != nil ? n->a : n);
	if(cmp != nil)
		gen(n->b);
	else {
		emit(" 0");
		cmp = n->op == Nnot ? "=" : "!=";
	}
	emit("%s%C", cmp, r);
}

/* && and ||: the right side stands in a string that makes a 0 a 1 */
static void
genlogical(Node *n)
{
	int r;

	r = newreg();
	emit("[");
	genif(n->b, '@');
	emit("]s%C 0", r);
	if(n->op == Tand)
		genif(n->a, r);
	else {
		genif(n->a, '@');
		emit("d0=%C", r);
	}
	emit(" ");
}

static void
genunary(Node *n)
{
	gen(n->a);
	emit("%c", n->op == Tlength ? 'Z' : n->op == Nscaleof ? 'X' : 'v');
}

static void
genchain(Node *n)
{
	Node *m = firstof(n);

	gen(m);
	while(m != n) {
		m = m->up;
		gen(m->b);
		emit("%c", m->op);
	}
}

/* leaves the value on the stack */
static void
gen(Node *n)
{
	switch(n->op) {
	case Tnum:
		emit(" %s", n->s);
		return;
	case Nelem:
		if(n->a == nil)
			fail("array without an index");
		gen(n->a);
		emit(";%C", array(n->sym));
		return;
	case Nvar:
	case Tscale:
	case Tibase:
	case Tobase:
		genload(n);
		return;
	case '(':
		gen(n->a);
		return;
	case Ncall:
		gencall(n);
		return;
	case Nassign:
		genassign(n);
		return;
	case Npre:
	case Npost:
		genincrement(n);
		return;
	case Nneg:
		emit(" 0");
		gen(n->a);
		emit("-");
		return;
	case Tlength:
	case Nscaleof:
	case Tsqrt:
		genunary(n);
		return;
	case Tand:
	case Tor:
		genlogical(n);
		return;
	}
	if(n->op == Nnot || comparison(n->op) != nil) {
		emit(" 0");
		genif(n, '@');
		return;
	}
	if(n->op == '^') {
		gen(n->a);
		gen(n->b);
		emit("^");
	} else
		genchain(n);
}

/* --- statements --- */

/* brackets, which end dc's strings, are printed by their codes */
static void
genstring(char *s, int escaped)
{
	char *from, *to, *text;
	int n;

	text = escaped ? unescape(s) : s;
	for(from = text; *from; from = to) {
		n = strcspn(from, "[]");
		to = from + n;
		if(n > 0)
			emit("[%.*s]P", utfnlen(from, n), from);
		if(*to != 0) {
			constant(*to++);
			emit("P");
		}
	}
	if(text != s)
		free(text);
}

/* a string that executes itself while n->a of while and n->b of for holds */
static void
genloop(Node *cond, Node *incr, Node *body)
{
	int r, outer;

	r = newreg();
	outer = loop;
	level += 2;
	loop = level;
	emit("[[");
	gencode(body);
	emit("]x ");
	level -= 2;
	loop = outer;
	if(incr != nil) {
		gen(incr);
		emit("s.");
	}
	for(int i = 0; i < 2; i++) {
		if(cond != nil)
			genif(cond, r);
		else
			emit("l%Cx", r);
		emit(i == 0 ? "]s%C" : " ", r);
	}
}

/* the first string takes the condition's value and leaves one that the second does not like */
static void
gencondition(Node *n)
{
	int r, s;

	r = newreg();
	level++;
	emit("[");
	if(n->c != nil)
		emit("s.");
	gencode(n->b);
	if(n->c == nil) {
		emit("]s%C", r);
		genif(n->a, r);
	} else {
		s = newreg();
		emit(" 1]s%C[", r);
		gencode(n->c);
		emit("]s%C 0", s);
		genif(n->a, '@');
		emit("d0!=%C 0=%C", r, s);
	}
	level--;
	emit(" ");
}

static void
genvalue(Node *n)
{
	gen(n->a);
	/* that of an assignment is not shown */
	emit(n->a->op == Nassign || silent ? "s." : "ps.");
}

static void
genprint(Node *n)
{
	if(n->next == nil && n->op != Tstr) {
		gen(n);
		emit("ps.");
		return;
	}
	for(; n != nil; n = n->next)
		if(n->op == Tstr)
			genstring(n->s, 1);
		else {
			gen(n);
			emit("n");
		}
}

static void
genjump(Node *n)
{
	switch(n->op) {
	case Treturn:
		if(n->a != nil)
			gen(n->a);
		else
			emit(" 0");
		leavestrings(level);
		return;
	case Thalt:
		emit(" 9 9^Q");
		return;
	}
	if(loop == 0)
		fail("break or continue outside a loop");
	leavestrings(level - loop + (n->op == Tbreak ? 2 : 1));
}

/* leaves nothing on the stack */
static void
gencode(Node *n)
{
	switch(n->op) {
	case Nblock:
		for(Node *p = n->a; p != nil; p = p->next)
			gencode(p);
		return;
	case Tfor:
		if(n->a != nil) {
			gen(n->a);
			emit("s.");
		}
		genloop(n->b, n->c, n->d);
		return;
	case Twhile:
		genloop(n->a, nil, n->b);
		return;
	case Tif:
		gencondition(n);
		return;
	case Tprint:
		genprint(n->a);
		return;
	case Tstr:
		genstring(n->s, 0);
		return;
	case Tbreak:
	case Tcontinue:
	case Treturn:
	case Thalt:
		genjump(n);
		return;
	}
	genvalue(n);
}

static void
begin(void)
{
	static int began;

	if(!began)
		Bprint(&bout, "%s", setup);
	began = 1;
	keep = 0;
	loop = level = 0;
	fmtstrinit(&out);
}

static void
finish(void)
{
	char *s;

	s = check(fmtstrflush(&out));
	Bprint(&bout, "%s\n", s);
	free(s);
}

void
compile(Node *n)
{
	int first;

	begin();
	first = nextreg;
	gencode(n);
	finish();
	if(!keep)
		nextreg = first;
}

static int
paramreg(Node *p)
{
	return p->op == Nelem ? array(p->sym) : var(p->sym);
}

/* each takes its value off the stack, so the last is the first */
static void
genparams(Node *p)
{
	if(p == nil)
		return;
	genparams(p->next);
	emit("S%C", paramreg(p));
}

/* the body is a string of its own, which return leaves with the value on the stack */
void
compilefunction(Sym *s)
{
	Func *f;

	f = s->fn;
	begin();
	infunc = 1;
	emit("[");
	genparams(f->params);
	for(Node *p = f->autos; p != nil; p = p->next)
		emit(" 0S%C", paramreg(p));
	emit("[");
	level = 1;
	gencode(f->body);
	emit(" 0]x ");
	for(Node *p = f->params; p != nil; p = p->next)
		emit("L%Cs.", paramreg(p));
	for(Node *p = f->autos; p != nil; p = p->next)
		emit("L%Cs.", paramreg(p));
	emit("]s%C", reg(s, &s->rfn, 0));
	infunc = 0;
	finish();
}
