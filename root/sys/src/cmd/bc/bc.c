/*
 * bc: arithmetic with numbers of any length, in a language like C's.  Each statement is made
 * a tree as it is read, and then done.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include "num.h"

enum
{
	Tnum = 256,
	Tname,
	Tstr,
	Teq,
	Tne,
	Tle,
	Tge,
	Tinc,
	Tdec,
	Tand,
	Tor,
	Tadda,
	Tsuba,
	Tmula,
	Tdiva,
	Tmoda,
	Tpowa,
	Tauto,
	Tbreak,
	Tcontinue,
	Tdefine,
	Telse,
	Tfor,
	Tibase,
	Tif,
	Tlength,
	Tobase,
	Tprint,
	Tquit,
	Treturn,
	Tscale,
	Tsqrt,
	Twhile,
	Thalt,
	/* kinds of nodes that are no tokens */
	Nvar,
	Nelem,
	Ncall,
	Nneg,
	Npreinc,
	Npredec,
	Npostinc,
	Npostdec,
	Nassign,
	Nblock,
	Nexpr,
	Nnot,
	Nscaleof,
};
enum /* how a statement ended */
{
	Normal,
	Break,
	Continue,
	Return,
};

typedef struct Node Node;
typedef struct Var Var;
typedef struct Elem Elem;
typedef struct Func Func;
struct Node
{
	int op;
	Node *a, *b, *c, *d;
	Node *next;
	int n; /* operator of an assignment */
	Num *num;
	char *s;
	Var *var;
};
struct Elem
{
	vlong i;
	Num *v;
	Elem *next;
};
struct Func
{
	Node *params, *autos, *body;
};
struct Var /* a name is a variable, an array and a function at once */
{
	char *name;
	Num *v;
	Elem *array;
	Func *fn;
	Var *next;
};

static Biobuf *in, bout;
static char **files;
static int peekc = -2;
static int tok;
static char *text; /* of a token */
static int lineno = 1;
static char *library; /* text to read before all */
static Var *vars;
static int ibase = 10, obase = 10, scale;
static Num *retval;
static jmp_buf toplevel;
static int infunc, depth;

static void
fail(char *fmt, ...)
{
	va_list ap;
	char buf[256];

	va_start(ap, fmt);
	vsnprint(buf, sizeof buf, fmt, ap);
	va_end(ap);
	Bflush(&bout);
	fprint(2, "bc: line %d: %s\n", lineno, buf);
	longjmp(toplevel, 1);
}

/* --- tokens --- */

static int
getch(void)
{
	int c;

	if(peekc != -2) {
		c = peekc;
		peekc = -2;
		return c;
	}
	if(library != nil) {
		if(*library)
			return *library++;
		library = nil;
		lineno = 1;
	}
	for(;;) {
		if(in == nil) {
			if(files == nil)
				return -1;
			if(*files != nil) {
				in = Bopen(*files, OREAD);
				if(in == nil)
					sysfatal("can't open %s: %r", *files);
				files++;
			} else {
				files = nil;
				in = Bfdopen(0, OREAD);
			}
		}
		if(Bbuffered(in) == 0)
			Bflush(&bout);
		c = Bgetc(in);
		if(c >= 0)
			return c;
		Bterm(in);
		in = nil;
	}
}

static int
follow(int c, int yes, int no)
{
	int d;

	d = getch();
	if(d == c)
		return yes;
	peekc = d;
	return no;
}

static void
addtext(int *n, int c)
{
	text = check(realloc(text, *n + 2));
	text[(*n)++] = c;
	text[*n] = 0;
}

static int
word(int c)
{
	static struct
	{
		char *s;
		int tok;
	} words[] = {
		{"auto", Tauto},     {"break", Tbreak},   {"continue", Tcontinue},
		{"define", Tdefine}, {"else", Telse},     {"for", Tfor},
		{"halt", Thalt},     {"ibase", Tibase},   {"if", Tif},
		{"length", Tlength}, {"obase", Tobase},   {"print", Tprint},
		{"quit", Tquit},     {"return", Treturn}, {"scale", Tscale},
		{"sqrt", Tsqrt},     {"while", Twhile},
	};
	int n;

	n = 0;
	for(; (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; c = getch())
		addtext(&n, c);
	peekc = c;
	for(int i = 0; i < nelem(words); i++)
		if(strcmp(words[i].s, text) == 0)
			return words[i].tok;
	return Tname;
}

static int
isdigit(int c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
}

static int
lexnumber(int c)
{
	int n, dots;

	n = dots = 0;
	for(;; c = getch()) {
		if(c == '\\') { /* a number may be broken */
			if((c = getch()) == '\n')
				continue;
			fail("bad \\ in a number");
		}
		if(c == '.' && dots++)
			break;
		if(!isdigit(c) && c != '.')
			break;
		addtext(&n, c);
	}
	peekc = c;
	return Tnum;
}

static void
comment(void)
{
	int c, last;

	for(last = 0; (c = getch()) >= 0; last = c) {
		if(c == '\n')
			lineno++;
		if(last == '*' && c == '/')
			return;
	}
}

static int
lexstring(void)
{
	int c, n;

	n = 0;
	addtext(&n, ' ');
	n = 0;
	text[0] = 0;
	while((c = getch()) != '"') {
		if(c < 0)
			fail("string has no end");
		if(c == '\n')
			lineno++;
		addtext(&n, c);
	}
	return Tstr;
}

static int
lex(void)
{
	int c;

	for(;;) {
		c = getch();
		if(c == ' ' || c == '\t' || c == '\r')
			continue;
		if(c == '\\' && (peekc = getch()) == '\n') {
			peekc = -2;
			lineno++;
			continue;
		}
		if(c == '#') {
			while((c = getch()) >= 0 && c != '\n')
				;
			peekc = c;
			continue;
		}
		break;
	}
	if(isdigit(c) || c == '.')
		return lexnumber(c);
	if(c >= 'a' && c <= 'z')
		return word(c);
	switch(c) {
	case '"':
		return lexstring();
	case '\n':
		lineno++;
		return c;
	case '=':
		return follow('=', Teq, '=');
	case '!':
		return follow('=', Tne, '!');
	case '<':
		return follow('=', Tle, '<');
	case '>':
		return follow('=', Tge, '>');
	case '+':
		c = follow('+', Tinc, '+');
		return c == Tinc ? c : follow('=', Tadda, '+');
	case '-':
		c = follow('-', Tdec, '-');
		return c == Tdec ? c : follow('=', Tsuba, '-');
	case '*':
		return follow('=', Tmula, '*');
	case '/':
		c = follow('*', 0, '/');
		if(c == 0) {
			comment();
			return lex();
		}
		return follow('=', Tdiva, '/');
	case '%':
		return follow('=', Tmoda, '%');
	case '^':
		return follow('=', Tpowa, '^');
	case '&':
		return follow('&', Tand, '&');
	case '|':
		return follow('|', Tor, '|');
	}
	return c;
}

static void
advance(void)
{
	tok = lex();
}

static void
expect(int t, char *what)
{
	if(tok != t)
		fail("syntax error: expected %s", what);
	advance();
}

static void
newlines(void)
{
	while(tok == '\n')
		advance();
}

/* --- the tree --- */

static Node *
node(int op, Node *a, Node *b)
{
	Node *n;

	n = check(mallocz(sizeof *n, 1));
	n->op = op;
	n->a = a;
	n->b = b;
	return n;
}

static Var *
variable(char *name)
{
	Var *v;

	for(v = vars; v != nil; v = v->next)
		if(strcmp(v->name, name) == 0)
			return v;
	v = check(mallocz(sizeof *v, 1));
	v->name = check(strdup(name));
	v->next = vars;
	vars = v;
	return v;
}

static Node *expr(void);
static Node *statement(void);

/* a[] passes an array */
static Node *
arguments(void)
{
	Node *list, **tail;

	list = nil;
	tail = &list;
	while(tok != ')') {
		*tail = expr();
		tail = &(*tail)->next;
		if(tok != ',')
			break;
		advance();
	}
	expect(')', ")");
	return list;
}

static Node *
name(void)
{
	Node *n;

	n = node(Nvar, nil, nil);
	n->var = variable(text);
	advance();
	if(tok == '[') {
		advance();
		n->op = Nelem;
		if(tok != ']')
			n->a = expr();
		expect(']', "]");
	} else if(tok == '(') {
		advance();
		n->op = Ncall;
		n->a = arguments();
	}
	return n;
}

static Node *
primary(void)
{
	Node *n;
	int t;

	t = tok;
	switch(t) {
	case Tnum:
		n = node(Tnum, nil, nil);
		n->s = check(strdup(text));
		advance();
		return n;
	case Tname:
		return name();
	case '(':
		advance();
		n = node('(', expr(), nil);
		expect(')', ")");
		return n;
	case Tscale:
	case Tibase:
	case Tobase:
		advance();
		if(t == Tscale && tok == '(') {
			advance();
			n = node(Nscaleof, expr(), nil);
			expect(')', ")");
			return n;
		}
		return node(t, nil, nil);
	case Tlength:
	case Tsqrt:
		advance();
		expect('(', "(");
		n = node(t, expr(), nil);
		expect(')', ")");
		return n;
	}
	fail("syntax error");
	return nil;
}

static int
islvalue(Node *n)
{
	return n->op == Nvar || n->op == Nelem || n->op == Tscale || n->op == Tibase ||
	       n->op == Tobase;
}

static Node *
postfix(void)
{
	Node *n;
	int t;

	t = tok;
	if(t == Tinc || t == Tdec) {
		advance();
		n = primary();
		if(!islvalue(n))
			fail("++ or -- of what is no variable");
		return node(t == Tinc ? Npreinc : Npredec, n, nil);
	}
	n = primary();
	if((tok == Tinc || tok == Tdec) && islvalue(n)) {
		n = node(tok == Tinc ? Npostinc : Npostdec, n, nil);
		advance();
	}
	return n;
}

static Node *
unary(void)
{
	if(tok == '-') {
		advance();
		return node(Nneg, unary(), nil);
	}
	return postfix();
}

static Node *
power(void)
{
	Node *n;

	n = unary();
	if(tok == '^') {
		advance();
		return node('^', n, power());
	}
	return n;
}

static Node *
product(void)
{
	Node *n;
	int t;

	n = power();
	while(tok == '*' || tok == '/' || tok == '%') {
		t = tok;
		advance();
		n = node(t, n, power());
	}
	return n;
}

static Node *
sum(void)
{
	Node *n;
	int t;

	n = product();
	while(tok == '+' || tok == '-') {
		t = tok;
		advance();
		n = node(t, n, product());
	}
	return n;
}

static Node *
assignment(void)
{
	static int ops[] = {Tadda, '+', Tsuba, '-', Tmula, '*', Tdiva, '/', Tmoda, '%', Tpowa, '^'};
	Node *n, *m;

	n = sum();
	if(tok == '=') {
		if(!islvalue(n))
			fail("assignment to what is no variable");
		advance();
		return node(Nassign, n, assignment());
	}
	for(int i = 0; i < nelem(ops); i += 2)
		if(tok == ops[i]) {
			if(!islvalue(n))
				fail("assignment to what is no variable");
			advance();
			m = node(Nassign, n, assignment());
			m->n = ops[i + 1];
			return m;
		}
	return n;
}

static Node *
relation(void)
{
	Node *n;
	int t;

	n = assignment();
	while(tok == '<' || tok == '>' || tok == Tle || tok == Tge || tok == Teq || tok == Tne) {
		t = tok;
		advance();
		n = node(t, n, assignment());
	}
	return n;
}

static Node *
negation(void)
{
	if(tok == '!') {
		advance();
		return node(Nnot, negation(), nil);
	}
	return relation();
}

static Node *
expr(void)
{
	Node *n, *m;

	n = negation();
	while(tok == Tand) {
		advance();
		n = node(Tand, n, negation());
	}
	while(tok == Tor) {
		advance();
		m = negation();
		while(tok == Tand) {
			advance();
			m = node(Tand, m, negation());
		}
		n = node(Tor, n, m);
	}
	return n;
}

static Node *
block(void)
{
	Node *list, **tail;

	advance();
	list = nil;
	tail = &list;
	for(;;) {
		while(tok == '\n' || tok == ';')
			advance();
		if(tok == '}')
			break;
		if(tok < 0)
			fail("} missing");
		*tail = statement();
		tail = &(*tail)->next;
		if(tok != ';' && tok != '\n' && tok != '}')
			fail("syntax error");
	}
	advance();
	return node(Nblock, list, nil);
}

static Node *
forstatement(void)
{
	Node *n;

	advance();
	expect('(', "(");
	n = node(Tfor, nil, nil);
	if(tok != ';')
		n->a = expr();
	expect(';', ";");
	if(tok != ';')
		n->b = expr();
	expect(';', ";");
	if(tok != ')')
		n->c = expr();
	expect(')', ")");
	newlines();
	n->d = statement();
	return n;
}

static Node *
condition(int t)
{
	Node *n;

	advance();
	expect('(', "(");
	n = node(t, expr(), nil);
	expect(')', ")");
	newlines();
	n->b = statement();
	if(t == Tif && tok == Telse) {
		advance();
		newlines();
		n->c = statement();
	}
	return n;
}

/* print takes strings and expressions with commas between */
static Node *
printlist(void)
{
	Node *list, **tail;

	list = nil;
	tail = &list;
	do {
		advance();
		if(tok == Tstr) {
			*tail = node(Tstr, nil, nil);
			(*tail)->s = check(strdup(text));
			advance();
		} else
			*tail = expr();
		tail = &(*tail)->next;
	} while(tok == ',');
	return node(Tprint, list, nil);
}

static Node *
statement(void)
{
	Node *n;
	int t;

	t = tok;
	switch(t) {
	case '{':
		return block();
	case Tfor:
		return forstatement();
	case Tif:
	case Twhile:
		return condition(t);
	case Tprint:
		return printlist();
	case Tstr:
		n = node(Tstr, nil, nil);
		n->s = check(strdup(text));
		advance();
		return n;
	case Tbreak:
	case Tcontinue:
	case Thalt:
		advance();
		return node(t, nil, nil);
	case Tquit: /* at once, even within a definition */
		Bterm(&bout);
		exits(nil);
	case Treturn:
		if(!infunc)
			fail("return outside a function");
		advance();
		n = node(Treturn, nil, nil);
		if(tok != ';' && tok != '\n' && tok != '}')
			n->a = expr();
		return n;
	}
	return node(Nexpr, expr(), nil);
}

static Node *
names(void)
{
	Node *list, **tail, *n;

	list = nil;
	tail = &list;
	while(tok == Tname) {
		n = node(Nvar, nil, nil);
		n->var = variable(text);
		advance();
		if(tok == '[') {
			advance();
			expect(']', "]");
			n->op = Nelem;
		}
		*tail = n;
		tail = &n->next;
		if(tok != ',')
			break;
		advance();
	}
	return list;
}

static void
define(void)
{
	Func *f;
	Var *v;
	Node **tail, *list;

	advance();
	if(tok != Tname)
		fail("syntax error: expected a name");
	v = variable(text);
	f = check(mallocz(sizeof *f, 1));
	advance();
	expect('(', "(");
	f->params = names();
	expect(')', ")");
	newlines();
	expect('{', "{");
	while(tok == '\n' || tok == ';')
		advance();
	if(tok == Tauto) {
		advance();
		f->autos = names();
	}
	infunc = 1;
	list = nil;
	tail = &list;
	for(;;) {
		while(tok == '\n' || tok == ';')
			advance();
		if(tok == '}')
			break;
		if(tok < 0)
			fail("} missing");
		*tail = statement();
		tail = &(*tail)->next;
	}
	infunc = 0;
	advance();
	f->body = node(Nblock, list, nil);
	v->fn = f;
}

/* --- running --- */

static Num *eval(Node *);
static int run(Node *);

static Elem *
element(Var *v, Node *index)
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
	for(e = v->array; e != nil; e = e->next)
		if(e->i == i)
			return e;
	e = check(mallocz(sizeof *e, 1));
	e->i = i;
	e->v = numint(0);
	e->next = v->array;
	v->array = e;
	return e;
}

static Num *
load(Node *n)
{
	switch(n->op) {
	case Nvar:
		return n->var->v ? numkeep(n->var->v) : numint(0);
	case Nelem:
		return numkeep(element(n->var, n->a)->v);
	case Tscale:
		return numint(scale);
	case Tibase:
		return numint(ibase);
	}
	return numint(obase);
}

/* takes v */
static void
store(Node *n, Num *v)
{
	Elem *e;
	vlong i;

	if(n->op == Nvar) {
		numfree(n->var->v);
		n->var->v = v;
		return;
	}
	if(n->op == Nelem) {
		e = element(n->var, n->a);
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

	switch(op) {
	case '+':
		return numadd(a, b);
	case '-':
		return numsub(a, b);
	case '*':
		return nummul(a, b, scale);
	case '/':
		r = numdiv(a, b, scale);
		break;
	case '%':
		r = nummod(a, b, scale);
		break;
	default:
		r = numpow(a, b, scale);
		if(r == nil)
			fail("exponent too large, or 0 to a negative one");
	}
	if(r == nil)
		fail("division by zero");
	return r;
}

typedef struct Saved Saved;
struct Saved
{
	Var *var;
	Num *v;
	Elem *array;
};

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

/* parameters and autos are the global variables of the names, whose values are put aside */
static void
save(Saved *s, Node *n, Num *v, Elem *array)
{
	s->var = n->var;
	s->v = n->var->v;
	s->array = n->var->array;
	if(n->op == Nelem)
		n->var->array = array;
	else
		n->var->v = v;
}

static void
restore(Saved *s, Node *n)
{
	if(n->op == Nelem) {
		freearray(s->var->array);
		s->var->array = s->array;
	} else {
		numfree(s->var->v);
		s->var->v = s->v;
	}
}

static Num *
call(Node *n)
{
	Func *f;
	Node *p, *a;
	Saved s[64];
	Num *v[64];
	int i, np;

	f = n->var->fn;
	if(f == nil)
		fail("function %s is not defined", n->var->name);
	if(++depth > 1000)
		fail("functions call each other too deeply");
	np = 0;
	for(p = f->params, a = n->a; p != nil && a != nil; p = p->next, a = a->next) {
		if(np == nelem(v) / 2)
			fail("too many parameters");
		v[np++] = p->op == Nelem ? nil : eval(a);
	}
	if(p != nil || a != nil)
		fail("wrong number of arguments of %s", n->var->name);
	i = 0;
	for(p = f->params, a = n->a; p != nil; p = p->next, a = a->next, i++)
		save(&s[i], p, v[i],
		     p->op == Nelem ? copyarray(a->var ? a->var->array : nil) : nil);
	for(p = f->autos; p != nil; p = p->next) {
		if(i == nelem(s))
			fail("too many variables");
		save(&s[i++], p, nil, nil);
	}
	retval = nil;
	run(f->body);
	for(i = 0, p = f->params; p != nil; p = p->next)
		restore(&s[i++], p);
	for(p = f->autos; p != nil; p = p->next)
		restore(&s[i++], p);
	depth--;
	return retval ? retval : numint(0);
}

static Num *
increment(Node *n)
{
	Num *old, *one, *new;

	old = load(n->a);
	one = numint(1);
	new = n->op == Npreinc || n->op == Npostinc ? numadd(old, one) : numsub(old, one);
	numfree(one);
	if(n->op == Npreinc || n->op == Npredec) {
		numfree(old);
		old = numkeep(new);
	}
	store(n->a, new);
	return old;
}

static Num *
assign(Node *n)
{
	Num *v, *old, *r;

	v = eval(n->b);
	if(n->n) {
		old = load(n->a);
		r = arith(n->n, old, v);
		numfree(old);
		numfree(v);
		v = r;
	}
	store(n->a, numkeep(v));
	return v;
}

static int
truth(Node *n)
{
	Num *v;
	int r;

	v = eval(n);
	r = !numzero(v);
	numfree(v);
	return r;
}

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
		r = numint(a->scale > numlength(a) && numzero(a) ? a->scale : a->n);
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
eval(Node *n)
{
	Num *a, *b, *r;
	char *e;

	switch(n->op) {
	case Tnum:
		return numparse(n->s, &e, ibase);
	case Nvar:
	case Nelem:
	case Tscale:
	case Tibase:
	case Tobase:
		return load(n);
	case '(':
		return eval(n->a);
	case Ncall:
		return call(n);
	case Nassign:
		return assign(n);
	case Npreinc:
	case Npredec:
	case Npostinc:
	case Npostdec:
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
	a = eval(n->a);
	b = eval(n->b);
	if(strchr("+-*/%^", n->op) && n->op < 128)
		r = arith(n->op, a, b);
	else
		r = numint(holds(n->op, numcmp(a, b)));
	numfree(a);
	numfree(b);
	return r;
}

static void
show(Num *v, char *end)
{
	char *s, *p;

	s = numtext(v, obase);
	for(p = s; strlen(p) > 70; p += 69)
		Bprint(&bout, "%.69s\\\n", p);
	Bprint(&bout, "%s%s", p, end);
	free(s);
}

static void
printitem(Node *n)
{
	Num *v;

	if(n->op == Tstr) {
		for(char *s = n->s; *s; s++)
			if(*s == '\\' && s[1]) {
				s++;
				Bputc(&bout, *s == 'n'   ? '\n'
					     : *s == 't' ? '\t'
					     : *s == 'q' ? '"'
							 : *s);
			} else
				Bputc(&bout, *s);
		return;
	}
	v = eval(n);
	show(v, "");
	numfree(v);
}

static int
loop(Node *cond, Node *incr, Node *body)
{
	int how;

	while(cond == nil || truth(cond)) {
		how = run(body);
		if(how == Break)
			break;
		if(how == Return)
			return how;
		if(incr)
			numfree(eval(incr));
	}
	return Normal;
}

static int
run(Node *n)
{
	Num *v;
	int how;

	switch(n->op) {
	case Nblock:
		for(Node *p = n->a; p != nil; p = p->next)
			if((how = run(p)) != Normal)
				return how;
		return Normal;
	case Tfor:
		if(n->a)
			numfree(eval(n->a));
		return loop(n->b, n->c, n->d);
	case Twhile:
		return loop(n->a, nil, n->b);
	case Tif:
		if(truth(n->a))
			return run(n->b);
		return n->c ? run(n->c) : Normal;
	case Tbreak:
		return Break;
	case Tcontinue:
		return Continue;
	case Thalt:
		Bterm(&bout);
		exits(nil);
	case Treturn:
		v = n->a ? eval(n->a) : numint(0);
		retval = v;
		return Return;
	case Tstr:
		Bprint(&bout, "%s", n->s);
		return Normal;
	case Tprint:
		for(Node *p = n->a; p != nil; p = p->next)
			printitem(p);
		return Normal;
	}
	v = eval(n->a);
	/* the value of an assignment is not printed */
	if(n->a->op != Nassign)
		show(v, "\n");
	numfree(v);
	return Normal;
}

/* -l: series, with some digits more than are wanted */
static char mathlib[] = "scale=20\n"
			"define e(x){\n"
			"auto a,d,e,f,i,m,v,z\n"
			"if(x<0){ m=1; x=-x }\n"
			"z=scale; scale=6+z+.44*x\n"
			"while(x>1){ f+=1; x/=2; scale+=1 }\n"
			"v=1+x; a=x; d=1\n"
			"for(i=2;1;i++){ a*=x; d*=i; e=a/d\n"
			"if(e==0){ while(f--) v=v*v; scale=z; if(m) return(1/v); return(v/1) }\n"
			"v+=e } }\n"
			"define l(x){\n"
			"auto e,f,i,m,n,v,z\n"
			"if(x<=0) return((1-10^scale)/1)\n"
			"z=scale; scale=6+scale; f=2\n"
			"while(x>=2){ f*=2; x=sqrt(x) }\n"
			"while(x<=.5){ f*=2; x=sqrt(x) }\n"
			"v=n=(x-1)/(x+1); m=n*n\n"
			"for(i=3;1;i+=2){ n*=m; e=n/i\n"
			"if(e==0){ v=f*v; scale=z; return(v/1) }\n"
			"v+=e } }\n"
			"define s(x){\n"
			"auto e,i,m,n,s,v,z\n"
			"z=scale; scale=1.1*z+2; v=a(1)\n"
			"if(x<0){ m=1; x=-x }\n"
			"scale=0; n=(x/v+2)/4; x=x-4*n*v\n"
			"if(n%2) x=-x\n"
			"scale=z+2; v=e=x; s=-x*x\n"
			"for(i=3;1;i+=2){ e*=s/(i*(i-1))\n"
			"if(e==0){ scale=z; if(m) return(-v/1); return(v/1) }\n"
			"v+=e } }\n"
			"define c(x){\n"
			"auto v,z\n"
			"z=scale; scale=scale*1.2+1; v=s(x+a(1)*2); scale=z; return(v/1) }\n"
			"define a(x){\n"
			"auto a,e,f,i,m,n,s,v,z\n"
			"m=1; if(x<0){ m=-1; x=-x }\n"
			"z=scale; scale=z+5; f=0\n"
			/* atan x = 2 atan(x/(1+sqrt(1+x^2))): until the series goes fast */
			"while(x>.2){ f+=1; x=x/(1+sqrt(1+x*x)) }\n"
			"v=n=x; s=-x*x\n"
			"for(i=3;1;i+=2){ n*=s; e=n/i\n"
			"if(e==0){ scale=z; return(2^f*v*m/1) }\n"
			"v+=e } }\n"
			"define j(n,x){\n"
			"auto a,b,d,e,f,i,m,s,v,z\n"
			"z=scale; scale=0; n=n/1; if(n<0){ n=-n; if(n%2==1) m=1 }\n"
			"scale=z+10+length(x); a=1; for(i=2;i<=n;i++) a*=i\n"
			"v=e=x^n/2^n/a; s=-x*x/4\n"
			"for(i=1;1;i++){ e=e*s/i/(n+i)\n"
			"if(e==0){ scale=z; if(m) return(-v/1); return(v/1) }\n"
			"v+=e } }\n";

static void
session(void)
{
	/* after an error the rest of the line means nothing */
	if(setjmp(toplevel)) {
		infunc = depth = 0;
		while(tok != '\n' && tok >= 0) {
			int c = getch();

			tok = c < 0 ? -1 : c;
		}
	}
	for(;;) {
		advance();
		while(tok == ';' || tok == '\n')
			advance();
		if(tok < 0)
			return;
		if(tok == Tdefine)
			define();
		else
			run(statement());
		if(tok != ';' && tok != '\n' && tok >= 0)
			fail("syntax error");
	}
}

void
main(int argc, char **argv)
{
	ARGBEGIN
	{
	case 'l':
		library = mathlib;
		break;
	default:
		fprint(2, "usage: bc [-l] [file ...]\n");
		exits("usage");
	}
	ARGEND
	USED(argc);
	Binit(&bout, 1, OWRITE);
	files = argv;
	session();
	Bterm(&bout);
	exits(nil);
}
