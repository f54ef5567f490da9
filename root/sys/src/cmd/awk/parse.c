/*
 * parse.c: from tokens to a tree, by recursive descent, an operator's function below that of
 * the next weaker one.  Names of variables are resolved here: global ones to their Cells,
 * parameters to numbers.
 */
#include "awk.h"

Rule *begins, *rules, *ends;
static Func *funcs;
static Func *curfunc;
static int noin; /* in is not an operator: within for( */
static int nogt; /* > is not: within print */
static int inloop;

typedef struct Var Var;
struct Var
{
	char *name;
	Cell cell;
	Var *next;
};
static Var *vars[256];

Cell *
variable(char *name)
{
	uint h;
	Var *v;

	h = 0;
	for(char *s = name; *s; s++)
		h = h * 31 + *(uchar *)s;
	h %= nelem(vars);
	for(v = vars[h]; v != nil; v = v->next)
		if(strcmp(v->name, name) == 0)
			return &v->cell;
	v = check(mallocz(sizeof *v, 1));
	v->name = check(strdup(name));
	v->next = vars[h];
	vars[h] = v;
	return &v->cell;
}

static Func *
function(char *name)
{
	Func *f;

	for(f = funcs; f != nil; f = f->next)
		if(strcmp(f->name, name) == 0)
			return f;
	f = check(mallocz(sizeof *f, 1));
	f->name = check(strdup(name));
	f->next = funcs;
	funcs = f;
	return f;
}

static Node *
node(int op, Node *a, Node *b)
{
	Node *n;

	n = check(mallocz(sizeof *n, 1));
	n->op = op;
	n->a = a;
	n->b = b;
	n->line = line;
	return n;
}

static void
expect(int t, char *what)
{
	if(tok != t)
		syntax(what);
	advance();
}

static void
newlines(void)
{
	while(tok == Tnl)
		advance();
}

static Node *expr(void);
static Node *ternary(void);
static Node *unary(void);
static Node *statement(void);

static Node *
name(char *s)
{
	Node *n;

	if(curfunc != nil)
		for(int i = 0; i < curfunc->nparam; i++)
			if(strcmp(curfunc->param[i], s) == 0) {
				n = node(Olocal, nil, nil);
				n->n = i;
				return n;
			}
	n = node(Ovar, nil, nil);
	n->cell = variable(s);
	return n;
}

/* expressions with commas between, up to a closing parenthesis or so */
static Node *
exprlist(int end)
{
	Node *list, **tail;

	list = nil;
	tail = &list;
	newlines();
	while(tok != end) {
		*tail = expr();
		tail = &(*tail)->next;
		newlines();
		if(tok != ',')
			break;
		advance();
		newlines();
	}
	return list;
}

static int
islvalue(Node *n)
{
	return n->op == Ovar || n->op == Olocal || n->op == Ofield || n->op == Oindex;
}

/* getline and its optional variable */
static Node *
getlinevar(void)
{
	if(tok == '$' || tok == Tname)
		return unary();
	return nil;
}

static Node *
builtin(void)
{
	Node *n;
	int save, in;

	n = node(Obuiltin, nil, nil);
	n->n = tokbuiltin;
	advance();
	if(tok == '(') {
		save = nogt;
		in = noin;
		nogt = noin = 0;
		advance();
		n->a = exprlist(')');
		nogt = save;
		noin = in;
		expect(')', "expected )");
	} else if(n->n != Blength)
		syntax("expected (");
	return n;
}

static Node *
call(void)
{
	Node *n;
	int save, in;

	n = node(Ocall, nil, nil);
	n->fn = function(tokname);
	advance();
	save = nogt;
	in = noin;
	nogt = noin = 0;
	advance();
	n->a = exprlist(')');
	nogt = save;
	noin = in;
	expect(')', "expected )");
	return n;
}

/* ( expr ), or ( list ) in array */
static Node *
group(void)
{
	Node *n, *list;
	int save, in;

	save = nogt;
	in = noin;
	nogt = noin = 0;
	advance();
	list = exprlist(')');
	nogt = save;
	noin = in;
	expect(')', "expected )");
	if(list == nil)
		syntax("empty parentheses");
	if(list->next != nil && tok == Tin) {
		advance();
		if(tok != Tname)
			syntax("expected a name");
		n = node(Oin, list, name(tokname));
		advance();
		return n;
	}
	return node(Ogroup, list, nil);
}

static Node *
primary(void)
{
	Node *n;

	switch(tok) {
	case Tnum:
	case Tstr:
		n = node(tok == Tnum ? Onum : Ostr, nil, nil);
		n->v = tokval;
		advance();
		return n;
	case '/':
	case Tdiva:
		lexre();
		n = node(Ore, nil, nil);
		n->v = tokval;
		n->re = dynre(tokval.s->s);
		advance();
		return n;
	case '$':
		advance();
		if(tok == Tinc || tok == Tdec) {
			n = node(tok == Tinc ? Opreinc : Opredec, nil, nil);
			advance();
			n->a = primary();
			return node(Ofield, n, nil);
		}
		if(tok == '-') {
			advance();
			return node(Ofield, node(Oneg, primary(), nil), nil);
		}
		return node(Ofield, primary(), nil);
	case '(':
		return group();
	case Tbuiltin:
		return builtin();
	case Tfuncname:
		return call();
	case Tgetline:
		n = node(Ogetline, nil, nil);
		advance();
		n->b = getlinevar();
		if(tok == '<') {
			advance();
			n->n = '<';
			n->a = primary();
		}
		return n;
	case Tname:
		n = name(tokname);
		advance();
		if(tok == '[') {
			int save, in;

			save = nogt;
			in = noin;
			nogt = noin = 0;
			advance();
			n = node(Oindex, n, exprlist(']'));
			nogt = save;
			noin = in;
			expect(']', "expected ]");
		}
		return n;
	}
	syntax("unexpected symbol in an expression");
	return nil;
}

static Node *
postfix(void)
{
	Node *n;

	n = primary();
	if((tok == Tinc || tok == Tdec) && islvalue(n)) {
		n = node(tok == Tinc ? Opostinc : Opostdec, n, nil);
		advance();
	}
	return n;
}

static Node *
power(void)
{
	Node *n;

	n = postfix();
	if(tok == '^') {
		advance();
		/* it binds to the right, and tighter than a sign on its left only */
		n = node(Opow, n, tok == '-' || tok == '+' || tok == '!' ? unary() : power());
	}
	return n;
}

static Node *
unary(void)
{
	Node *n;
	int t;

	t = tok;
	switch(t) {
	case '!':
		advance();
		return node(Onot, unary(), nil);
	case '-':
		advance();
		return node(Oneg, unary(), nil);
	case '+':
		advance();
		return node(Oplus, unary(), nil);
	case Tinc:
	case Tdec:
		advance();
		n = unary();
		if(!islvalue(n))
			syntax("++ or -- of what is no variable");
		return node(t == Tinc ? Opreinc : Opredec, n, nil);
	}
	return power();
}

static Node *
product(void)
{
	Node *n;
	int op;

	n = unary();
	while(tok == '*' || tok == '/' || tok == '%') {
		op = tok == '*' ? Omul : tok == '/' ? Odiv : Omod;
		advance();
		n = node(op, n, unary());
	}
	return n;
}

static Node *
sum(void)
{
	Node *n;
	int op;

	n = product();
	while(tok == '+' || tok == '-') {
		op = tok == '+' ? Oadd : Osub;
		advance();
		n = node(op, n, product());
	}
	return n;
}

/* can this token begin an operand that is joined to the one before */
static int
starts(void)
{
	switch(tok) {
	case Tnum:
	case Tstr:
	case '$':
	case '!':
	case '(':
	case '-':
	case '+':
	case Tname:
	case Tfuncname:
	case Tbuiltin:
	case Tinc:
	case Tdec:
		return 1;
	}
	return 0;
}

static Node *
concat(void)
{
	Node *n;

	n = sum();
	while(starts() && tok != '!')
		n = node(Ocat, n, sum());
	return n;
}

static Node *
comparison(void)
{
	static struct
	{
		int tok, op;
	} ops[] = {{'<', Olt}, {Tle, Ole}, {Teq, Oeq}, {Tne, One}, {'>', Ogt}, {Tge, Oge}};
	Node *n;

	n = concat();
	for(int i = 0; i < nelem(ops); i++)
		if(tok == ops[i].tok && !(tok == '>' && nogt)) {
			advance();
			return node(ops[i].op, n, concat());
		}
	return n;
}

/* command | getline binds as the comparisons do */
static Node *
pipeline(void)
{
	Node *n;

	n = comparison();
	while(tok == '|') {
		char *s;
		int l;

		s = source;
		l = line;
		advance();
		if(tok != Tgetline) {
			/* print's */
			source = s;
			line = l;
			tok = '|';
			return n;
		}
		advance();
		n = node(Ogetline, n, getlinevar());
		n->n = '|';
	}
	return n;
}

static Node *
matching(void)
{
	Node *n;
	int op;

	n = pipeline();
	while(tok == '~' || tok == Tnomatch) {
		op = tok == '~' ? Omatch : Onomatch;
		advance();
		n = node(op, n, pipeline());
	}
	return n;
}

static Node *
membership(void)
{
	Node *n;

	n = matching();
	while(tok == Tin && !noin) {
		advance();
		if(tok != Tname)
			syntax("expected a name");
		n = node(Oin, n, name(tokname));
		advance();
	}
	return n;
}

static Node *
logical(int t, int op, Node *(*next)(void))
{
	Node *n;

	n = next();
	while(tok == t) {
		advance();
		newlines();
		n = node(op, n, next());
	}
	return n;
}

static Node *
conj(void)
{
	return logical(Tand, Oand, membership);
}

static Node *
ternary(void)
{
	Node *n;

	n = logical(Tor, Oor, conj);
	if(tok == '?') {
		advance();
		newlines();
		n = node(Ocond, n, ternary());
		newlines();
		expect(':', "expected :");
		newlines();
		n->c = ternary();
	}
	return n;
}

static Node *
expr(void)
{
	static struct
	{
		int tok, op;
	} ops[] = {{Tadda, Oadd}, {Tsuba, Osub}, {Tmula, Omul},
		   {Tdiva, Odiv}, {Tmoda, Omod}, {Tpowa, Opow}};
	Node *n, *m;

	n = ternary();
	if(tok == '=') {
		/* a comparison took the left side along: !x = y */
		if(!islvalue(n))
			syntax("assignment to what is no variable");
		advance();
		newlines();
		return node(Oassign, n, expr());
	}
	for(int i = 0; i < nelem(ops); i++)
		if(tok == ops[i].tok) {
			if(!islvalue(n))
				syntax("assignment to what is no variable");
			advance();
			newlines();
			m = node(Oopassign, n, expr());
			m->n = ops[i].op;
			return m;
		}
	return n;
}

/* --- statements --- */

static void
terminator(void)
{
	if(tok == ';' || tok == Tnl) {
		advance();
		newlines();
	} else if(tok != '}' && tok != Teof)
		syntax("expected the end of a statement");
}

static Node *
block(void)
{
	Node *list, **tail;

	expect('{', "expected {");
	list = nil;
	tail = &list;
	for(;;) {
		while(tok == Tnl || tok == ';')
			advance();
		if(tok == '}')
			break;
		if(tok == Teof)
			syntax("} missing");
		*tail = statement();
		tail = &(*tail)->next;
	}
	advance();
	return node(Oblock, list, nil);
}

/* print list > file; a list in parentheses is one */
static Node *
printstatement(int op)
{
	Node *n;

	n = node(op, nil, nil);
	advance();
	nogt = 1;
	if(tok != ';' && tok != Tnl && tok != '}' && tok != '>' && tok != Tappend && tok != '|' &&
	   tok != Teof)
		n->a = exprlist(0);
	if(n->a != nil && n->a->next == nil && n->a->op == Ogroup && n->a->a->next != nil)
		n->a = n->a->a;
	nogt = 0;
	if(tok == '>' || tok == Tappend || tok == '|') {
		n->n = tok;
		advance();
		nogt = 1;
		n->b = concat();
		nogt = 0;
	}
	return n;
}

static Node *
simple(void)
{
	Node *n;

	switch(tok) {
	case Tprint:
		return printstatement(Oprint);
	case Tprintf:
		n = printstatement(Oprintf);
		if(n->a == nil)
			syntax("printf without a format");
		return n;
	case Tdelete:
		advance();
		if(tok != Tname)
			syntax("expected a name");
		n = node(Odelete, name(tokname), nil);
		advance();
		if(tok == '[') {
			advance();
			n->b = exprlist(']');
			expect(']', "expected ]");
		}
		return n;
	}
	return node(Oexpr, expr(), nil);
}

/* the body of a loop or a condition, which may stand on the next line */
static Node *
body(void)
{
	newlines();
	if(tok == ';') {
		advance();
		return node(Oblock, nil, nil);
	}
	return statement();
}

static Node *
ifstatement(void)
{
	Node *n;
	char *s;
	int l;

	advance();
	expect('(', "expected (");
	n = node(Oif, expr(), nil);
	expect(')', "expected )");
	n->b = body();
	/* an else may come after newlines and a semicolon */
	s = source;
	l = line;
	int t = tok;
	while(tok == Tnl || tok == ';')
		advance();
	if(tok == Telse) {
		advance();
		n->c = body();
	} else {
		source = s;
		line = l;
		tok = t;
	}
	return n;
}

static Node *
loopbody(void)
{
	Node *n;

	inloop++;
	n = body();
	inloop--;
	return n;
}

static Node *
forstatement(void)
{
	Node *n, *init;

	advance();
	expect('(', "expected (");
	init = nil;
	noin = 1;
	if(tok != ';')
		init = simple();
	noin = 0;
	if(tok == Tin) {
		if(init == nil || init->op != Oexpr || !islvalue(init->a))
			syntax("expected a variable before in");
		advance();
		if(tok != Tname)
			syntax("expected a name");
		n = node(Oforin, init->a, name(tokname));
		advance();
		expect(')', "expected )");
		n->c = loopbody();
		return n;
	}
	n = node(Ofor, init, nil);
	expect(';', "expected ;");
	newlines();
	if(tok != ';')
		n->b = expr();
	expect(';', "expected ;");
	newlines();
	if(tok != ')')
		n->c = simple();
	expect(')', "expected )");
	n->d = loopbody();
	return n;
}

static Node *
dostatement(void)
{
	Node *n;

	advance();
	n = node(Odo, nil, loopbody());
	while(tok == Tnl || tok == ';')
		advance();
	expect(Twhile, "expected while");
	expect('(', "expected (");
	n->a = expr();
	expect(')', "expected )");
	terminator();
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
		return ifstatement();
	case Tfor:
		return forstatement();
	case Tdo:
		return dostatement();
	case Twhile:
		advance();
		expect('(', "expected (");
		n = node(Owhile, expr(), nil);
		expect(')', "expected )");
		n->b = loopbody();
		return n;
	case Tnext:
	case Tnextfile:
	case Tbreak:
	case Tcontinue:
		if((t == Tbreak || t == Tcontinue) && !inloop)
			syntax("break or continue outside a loop");
		n = node(t == Tnext       ? Onext
			 : t == Tnextfile ? Onextfile
			 : t == Tbreak    ? Obreak
					  : Ocontinue,
			 nil, nil);
		advance();
		break;
	case Texit:
	case Treturn:
		if(t == Treturn && curfunc == nil)
			syntax("return outside a function");
		n = node(t == Texit ? Oexit : Oreturn, nil, nil);
		advance();
		if(tok != ';' && tok != Tnl && tok != '}' && tok != Teof)
			n->a = expr();
		break;
	default:
		n = simple();
	}
	terminator();
	return n;
}

static void
funcdef(void)
{
	Func *f;

	advance();
	if(tok != Tname && tok != Tfuncname)
		syntax("expected a function's name");
	f = function(tokname);
	if(f->defined)
		syntax("function defined twice");
	f->defined = 1;
	advance();
	expect('(', "expected (");
	for(newlines(); tok == Tname; newlines()) {
		f->param = check(realloc(f->param, (f->nparam + 1) * sizeof *f->param));
		f->param[f->nparam++] = tokname;
		advance();
		newlines();
		if(tok != ',')
			break;
		advance();
	}
	expect(')', "expected )");
	newlines();
	curfunc = f;
	f->body = block();
	curfunc = nil;
}

static void
addrule(Rule **list, Rule *r)
{
	while(*list != nil)
		list = &(*list)->next;
	*list = r;
}

static void
rule(void)
{
	Rule *r, **list;

	r = check(mallocz(sizeof *r, 1));
	list = &rules;
	if(tok == Tbegin || tok == Tend) {
		list = tok == Tbegin ? &begins : &ends;
		advance();
		newlines();
		if(tok != '{')
			syntax("BEGIN and END need actions");
	} else if(tok != '{') {
		r->pat = expr();
		if(tok == ',') {
			advance();
			newlines();
			r->pat2 = expr();
		}
	}
	if(tok == '{')
		r->act = block();
	addrule(list, r);
}

void
parse(void)
{
	advance();
	for(;;) {
		while(tok == Tnl || tok == ';')
			advance();
		if(tok == Teof)
			break;
		if(tok == Tfunc)
			funcdef();
		else
			rule();
	}
	for(Func *f = funcs; f != nil; f = f->next)
		if(!f->defined)
			fatal("function %s is not defined", f->name);
}
