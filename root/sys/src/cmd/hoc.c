/*
 * hoc: a calculator with floating point numbers, variables, and functions and procedures that
 * are programmed in it.  Each statement becomes a tree, which is then walked.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

enum
{
	Tnum = 256,
	Tname,
	Tstr,
	Teq,
	Tne,
	Tle,
	Tge,
	Tand,
	Tor,
	Tinc,
	Tdec,
	Tadda,
	Tsuba,
	Tmula,
	Tdiva,
	Tmoda,
	Tpowa,
	Tif,
	Telse,
	Twhile,
	Tfor,
	Tprint,
	Tread,
	Tfunc,
	Tproc,
	Treturn,
	Nvar,
	Ncall,
	Nneg,
	Nnot,
	Nassign,
	Npre,
	Npost,
	Nblock,
	Nexpr,
	Nparam,
};
enum
{
	Normal,
	Return,
};

typedef struct Node Node;
typedef struct Sym Sym;
struct Node
{
	int op;
	Node *a, *b, *c, *d, *next;
	double v;
	int n;
	char *s;
	Sym *sym;
};
struct Sym
{
	char *name;
	double v;
	int set, constant;
	double (*builtin)(double);
	double (*builtin2)(double, double);
	Node *body; /* of a function or procedure */
	char **params;
	int nparam, isproc;
	Sym *next;
};

static Biobuf *in, bout;
static char *text;
static char *expression; /* of -e */
static int peekc = -2, tok, lineno = 1;
static double toknum;
static Sym *syms, *current;
static double *frame;
static double retval;
static int depth;
static jmp_buf toplevel;
static char *status;

static void
fail(char *fmt, ...)
{
	va_list ap;
	char buf[256];

	va_start(ap, fmt);
	vsnprint(buf, sizeof buf, fmt, ap);
	va_end(ap);
	Bflush(&bout);
	fprint(2, "hoc: line %d: %s\n", lineno, buf);
	status = "error";
	longjmp(toplevel, 1);
}

/* --- tokens --- */

static long
getch(void)
{
	long c;
	Rune r;

	if(peekc != -2) {
		c = peekc;
		peekc = -2;
		return c;
	}
	if(expression != nil) {
		if(*expression == 0)
			return -1;
		expression += chartorune(&r, expression);
		return r;
	}
	if(Bbuffered(in) == 0)
		Bflush(&bout);
	return Bgetrune(in);
}

static int
follow(int c, int yes, int no)
{
	long d;

	d = getch();
	if(d == c)
		return yes;
	peekc = d;
	return no;
}

static void
addtext(int *n, long c)
{
	Rune r;

	r = c;
	text = check(realloc(text, *n + UTFmax + 1));
	*n += runetochar(text + *n, &r);
	text[*n] = 0;
}

static int
lexnumber(long c)
{
	int n, last;

	n = last = 0;
	for(; (c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E' ||
	      ((c == '+' || c == '-') && (last == 'e' || last == 'E'));
	    c = getch()) {
		addtext(&n, c);
		last = c;
	}
	peekc = c;
	toknum = atof(text);
	return Tnum;
}

static int
lexword(long c)
{
	static struct
	{
		char *s;
		int tok;
	} words[] = {{"if", Tif},     {"else", Telse},   {"while", Twhile},
		     {"for", Tfor},   {"print", Tprint}, {"read", Tread},
		     {"func", Tfunc}, {"proc", Tproc},   {"return", Treturn}};
	int n;

	n = 0;
	for(; isalpharune(c) || c == '_' || (c >= '0' && c <= '9'); c = getch())
		addtext(&n, c);
	peekc = c;
	for(int i = 0; i < nelem(words); i++)
		if(strcmp(words[i].s, text) == 0)
			return words[i].tok;
	return Tname;
}

static int
lexstring(void)
{
	long c;
	int n;

	n = 0;
	addtext(&n, ' ');
	n = 0;
	text[0] = 0;
	while((c = getch()) != '"') {
		if(c < 0 || c == '\n')
			fail("string has no end");
		if(c == '\\') {
			c = getch();
			c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
		}
		addtext(&n, c);
	}
	return Tstr;
}

static int
lex(void)
{
	long c;
	int t;

	do
		c = getch();
	while(c == ' ' || c == '\t' || c == '\r');
	if(c == '#')
		while((c = getch()) >= 0 && c != '\n')
			;
	if((c >= '0' && c <= '9') || c == '.')
		return lexnumber(c);
	if(c > 0 && (isalpharune(c) || c == '_'))
		return lexword(c);
	switch(c) {
	case '"':
		return lexstring();
	case '\n':
		lineno++;
		return c;
	case '=':
		return follow('=', Teq, c);
	case '!':
		return follow('=', Tne, c);
	case '<':
		return follow('=', Tle, c);
	case '>':
		return follow('=', Tge, c);
	case '&':
		return follow('&', Tand, c);
	case '|':
		return follow('|', Tor, c);
	case '+':
		t = follow('+', Tinc, c);
		return t == Tinc ? t : follow('=', Tadda, c);
	case '-':
		t = follow('-', Tdec, c);
		return t == Tdec ? t : follow('=', Tsuba, c);
	case '*':
		return follow('=', Tmula, c);
	case '/':
		return follow('=', Tdiva, c);
	case '%':
		return follow('=', Tmoda, c);
	case '^':
		return follow('=', Tpowa, c);
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

static Sym *
lookup(char *name)
{
	Sym *s;

	for(s = syms; s != nil; s = s->next)
		if(strcmp(s->name, name) == 0)
			return s;
	s = check(mallocz(sizeof *s, 1));
	s->name = check(strdup(name));
	s->next = syms;
	syms = s;
	return s;
}

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

static Node *expr(void);
static Node *statement(void);

static Node *
name(void)
{
	Node *n, **tail;

	for(int i = 0; current != nil && i < current->nparam; i++)
		if(strcmp(current->params[i], text) == 0) {
			n = node(Nparam, nil, nil);
			n->n = i;
			advance();
			return n;
		}
	n = node(Nvar, nil, nil);
	n->sym = lookup(text);
	advance();
	if(tok != '(')
		return n;
	n->op = Ncall;
	advance();
	tail = &n->a;
	while(tok != ')') {
		*tail = expr();
		tail = &(*tail)->next;
		if(tok != ',')
			break;
		advance();
	}
	expect(')', ")");
	return n;
}

static int
islvalue(Node *n)
{
	return n->op == Nvar || n->op == Nparam;
}

static Node *
primary(void)
{
	Node *n;

	switch(tok) {
	case Tnum:
		n = node(Tnum, nil, nil);
		n->v = toknum;
		advance();
		return n;
	case Tname:
		return name();
	case Tread:
		advance();
		expect('(', "(");
		if(tok != Tname)
			fail("syntax error: expected a variable");
		n = node(Tread, name(), nil);
		expect(')', ")");
		return n;
	case '(':
		advance();
		n = expr();
		expect(')', ")");
		return node('(', n, nil);
	}
	fail("syntax error");
	return nil;
}

static Node *
unary(void)
{
	Node *n;
	int t;

	t = tok;
	switch(t) {
	case '-':
	case '!':
		advance();
		return node(t == '-' ? Nneg : Nnot, unary(), nil);
	case '+':
		advance();
		return unary();
	case Tinc:
	case Tdec:
		advance();
		n = node(Npre, unary(), nil);
		n->n = t == Tinc ? 1 : -1;
		break;
	default:
		n = primary();
		if(tok == Tinc || tok == Tdec) {
			n = node(Npost, n, nil);
			n->n = tok == Tinc ? 1 : -1;
			advance();
		}
		if(tok == '^') {
			advance();
			return node('^', n, unary());
		}
	}
	if((n->op == Npre || n->op == Npost) && !islvalue(n->a))
		fail("++ or -- of what is no variable");
	return n;
}

/* binary operators by strength, the weakest first */
static int
strength(int t)
{
	switch(t) {
	case Tor:
		return 1;
	case Tand:
		return 2;
	case '<':
	case '>':
	case Tle:
	case Tge:
	case Teq:
	case Tne:
		return 3;
	case '+':
	case '-':
		return 4;
	case '*':
	case '/':
	case '%':
		return 5;
	}
	return 0;
}

static Node *
binary(int min)
{
	Node *n;
	int t;

	n = unary();
	while(strength(tok) >= min) {
		t = tok;
		advance();
		n = node(t, n, binary(strength(t) + 1));
	}
	return n;
}

static Node *
expr(void)
{
	static int ops[] = {Tadda, '+', Tsuba, '-', Tmula, '*', Tdiva, '/', Tmoda, '%', Tpowa, '^'};
	Node *n, *m;
	int op;

	n = binary(1);
	op = 0;
	for(int i = 0; i < nelem(ops); i += 2)
		if(tok == ops[i])
			op = ops[i + 1];
	if(tok != '=' && op == 0)
		return n;
	if(!islvalue(n))
		fail("assignment to what is no variable");
	advance();
	m = node(Nassign, n, expr());
	m->n = op;
	return m;
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
	}
	advance();
	return node(Nblock, list, nil);
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
	/* an else stands in the same line, or the statement is a block */
	if(t == Tif && tok == Telse) {
		advance();
		newlines();
		n->c = statement();
	}
	return n;
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
printstatement(void)
{
	Node *n, **tail;

	n = node(Tprint, nil, nil);
	tail = &n->a;
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
	return n;
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
	case Tif:
	case Twhile:
		return condition(t);
	case Tfor:
		return forstatement();
	case Tprint:
		return printstatement();
	case Treturn:
		if(current == nil)
			fail("return outside a function");
		advance();
		n = node(Treturn, nil, nil);
		if(tok != ';' && tok != '\n' && tok != '}')
			n->a = expr();
		return n;
	}
	return node(Nexpr, expr(), nil);
}

static void
define(void)
{
	Sym *s;

	int isproc = tok == Tproc;

	advance();
	if(tok != Tname)
		fail("syntax error: expected a name");
	s = lookup(text);
	if(s->builtin || s->builtin2 || s->constant)
		fail("%s is taken", s->name);
	s->isproc = isproc;
	s->nparam = 0;
	advance();
	expect('(', "(");
	while(tok == Tname) {
		s->params = check(realloc(s->params, (s->nparam + 1) * sizeof *s->params));
		s->params[s->nparam++] = check(strdup(text));
		advance();
		if(tok != ',')
			break;
		advance();
	}
	expect(')', ")");
	newlines();
	current = s;
	s->body = statement();
	current = nil;
}

/* --- running --- */

static double eval(Node *);

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

static int run(Node *);

static double
call(Node *n)
{
	double args[32], *save;
	Sym *s;
	int i;

	s = n->sym;
	i = 0;
	for(Node *a = n->a; a != nil; a = a->next) {
		if(i == nelem(args))
			fail("too many arguments");
		args[i++] = eval(a);
	}
	if(s->builtin && i == 1)
		return s->builtin(args[0]);
	if(s->builtin2 && i == 2)
		return s->builtin2(args[0], args[1]);
	if(s->body == nil)
		fail(s->builtin || s->builtin2 ? "wrong number of arguments of %s"
					       : "undefined function %s",
		     s->name);
	if(i != s->nparam)
		fail("wrong number of arguments of %s", s->name);
	if(++depth > 2000)
		fail("functions call each other too deeply");
	save = frame;
	frame = args;
	retval = 0;
	run(s->body);
	frame = save;
	depth--;
	return retval;
}

static double
readnumber(Node *n)
{
	double v;
	int r;

	r = Bgetd(in, &v);
	if(r < 0)
		return 0;
	store(n->a, v);
	return 1;
}

static double
eval(Node *n)
{
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
	x = eval(n->a);
	return arith(n->op, x, eval(n->b));
}

static void
show(double v)
{
	Bprint(&bout, "%.12g", v);
}

static int
run(Node *n)
{
	switch(n->op) {
	case Nblock:
		for(Node *p = n->a; p != nil; p = p->next)
			if(run(p) == Return)
				return Return;
		return Normal;
	case Tif:
		if(eval(n->a) != 0)
			return run(n->b);
		return n->c ? run(n->c) : Normal;
	case Twhile:
		while(eval(n->a) != 0)
			if(run(n->b) == Return)
				return Return;
		return Normal;
	case Tfor:
		if(n->a)
			eval(n->a);
		for(; n->b == nil || eval(n->b) != 0; n->c ? eval(n->c) : 0)
			if(run(n->d) == Return)
				return Return;
		return Normal;
	case Tprint:
		for(Node *p = n->a; p != nil; p = p->next)
			if(p->op == Tstr)
				Bprint(&bout, "%s", p->s);
			else
				show(eval(p));
		return Normal;
	case Treturn:
		retval = n->a ? eval(n->a) : 0;
		return Return;
	}
	eval(n->a);
	return Normal;
}

/* at the top the value of an expression is shown, but for assignments and procedures */
static void
top(void)
{
	Node *n;
	double v;

	n = statement();
	if(n->op != Nexpr) {
		run(n);
		return;
	}
	v = eval(n->a);
	if(n->a->op == Nassign || (n->a->op == Ncall && n->a->sym->isproc))
		return;
	lookup("_")->v = v;
	lookup("_")->set = 1;
	show(v);
	Bputc(&bout, '\n');
}

static void
session(void)
{
	if(setjmp(toplevel)) {
		current = nil;
		depth = 0;
		while(tok != '\n' && tok >= 0)
			tok = getch();
	}
	for(;;) {
		advance();
		while(tok == ';' || tok == '\n')
			advance();
		if(tok < 0)
			return;
		if(tok == Tfunc || tok == Tproc)
			define();
		else
			top();
		if(tok != ';' && tok != '\n' && tok >= 0)
			fail("syntax error");
	}
}

static double
integer(double x)
{
	return x < 0 ? ceil(x) : floor(x);
}

static void
init(void)
{
	static struct
	{
		char *name;
		double v;
	} consts[] = {{"PI", 3.14159265358979323846},
		      {"E", 2.71828182845904523536},
		      {"GAMMA", 0.57721566490153286060},
		      {"DEG", 57.29577951308232087680},
		      {"PHI", 1.61803398874989484820}};
	static struct
	{
		char *name;
		double (*f)(double);
	} funcs[] = {{"abs", fabs},  {"acos", acos},   {"asin", asin}, {"atan", atan},
		     {"cos", cos},   {"cosh", cosh},   {"exp", exp},   {"int", integer},
		     {"log", log},   {"log10", log10}, {"sin", sin},   {"sinh", sinh},
		     {"sqrt", sqrt}, {"tan", tan},     {"tanh", tanh}};
	Sym *s;

	for(int i = 0; i < nelem(consts); i++) {
		s = lookup(consts[i].name);
		s->v = consts[i].v;
		s->set = s->constant = 1;
	}
	for(int i = 0; i < nelem(funcs); i++)
		lookup(funcs[i].name)->builtin = funcs[i].f;
	lookup("atan2")->builtin2 = atan2;
}

static void
usage(void)
{
	fprint(2, "usage: hoc [-e expression] [file ...]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	ARGBEGIN
	{
	case 'e':
		expression = EARGF(usage());
		break;
	default:
		usage();
	}
	ARGEND
	Binit(&bout, 1, OWRITE);
	setfcr(getfcr() & ~(FPINVAL | FPZDIV | FPOVFL | FPUNFL | FPINEX));
	init();
	in = Bfdopen(0, OREAD);
	if(expression != nil || argc == 0)
		session();
	for(int i = 0; i < argc; i++) {
		in = strcmp(argv[i], "-") == 0 ? Bfdopen(0, OREAD) : Bopen(argv[i], OREAD);
		if(in == nil)
			sysfatal("can't open %s: %r", argv[i]);
		lineno = 1;
		session();
		Bterm(in);
	}
	Bterm(&bout);
	exits(status);
}
