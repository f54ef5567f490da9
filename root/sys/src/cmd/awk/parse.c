/*
 * parse.c: a program as rules, functions, and trees of statements.
 */
#include "awk.h"
#include "parse.h"

Rule *begins, *rules, *ends;
Func *curfunc;
static Func *funcs;
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

Func *
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

Node *
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

/* a character */
void
expect(int t)
{
	static char what[] = "expected x";

	if(tok != t) {
		what[sizeof what - 2] = t;
		syntax(what);
	}
	advance();
}

void
newlines(void)
{
	while(tok == Tnl)
		advance();
}

/* --- statements --- */

static Node *statement(void);

/* is the token where a statement may end */
static int
atend(void)
{
	return tok == ';' || tok == Tnl || tok == '}' || tok == Teof;
}

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

	expect('{');
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
	if(!atend() && tok != '>' && tok != Tappend && tok != '|')
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
		n = node(Odelete, variablename(), nil);
		if(tok == '[')
			n->b = brackets(']');
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

/* ( expression ) behind if or while, below a node of this kind */
static Node *
condition(int op)
{
	Node *n;

	advance();
	expect('(');
	n = node(op, expr(), nil);
	expect(')');
	return n;
}

static Node *
ifstatement(void)
{
	Node *n;
	char *s;
	int l;

	n = condition(Oif);
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
	expect('(');
	init = nil;
	noin = 1;
	if(tok != ';')
		init = simple();
	noin = 0;
	if(tok == Tin) {
		if(init == nil || init->op != Oexpr || !islvalue(init->a))
			syntax("expected a variable before in");
		advance();
		n = node(Oforin, init->a, variablename());
		expect(')');
		n->c = loopbody();
		return n;
	}
	n = node(Ofor, init, nil);
	expect(';');
	newlines();
	if(tok != ';')
		n->b = expr();
	expect(';');
	newlines();
	if(tok != ')')
		n->c = simple();
	expect(')');
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
	if(tok != Twhile)
		syntax("expected while");
	advance();
	expect('(');
	n->a = expr();
	expect(')');
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
		n = condition(Owhile);
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
		if(!atend())
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
	expect('(');
	for(newlines(); tok == Tname; newlines()) {
		f->param = check(realloc(f->param, (f->nparam + 1) * sizeof *f->param));
		f->param[f->nparam++] = tokname;
		advance();
		newlines();
		if(tok != ',')
			break;
		advance();
	}
	expect(')');
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
