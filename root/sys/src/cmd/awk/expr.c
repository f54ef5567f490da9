/*
 * expr.c: expressions as trees, by recursive descent, an operator's function below that of the
 * next weaker one.  Names of variables are resolved here: global ones to their Cells, parameters
 * to numbers.
 */
#include "awk.h"
#include "parse.h"

int noin, nogt;

static Node *primary(void);
static Node *unary(void);

/* the name that is the token: a variable */
Node *
variablename(void)
{
	Node *n;

	if(tok != Tname)
		syntax("expected a name");
	n = nil;
	if(curfunc != nil)
		for(int i = 0; i < curfunc->nparam; i++)
			if(strcmp(curfunc->param[i], tokname) == 0) {
				n = node(Olocal, nil, nil);
				n->n = i;
				break;
			}
	if(n == nil) {
		n = node(Ovar, nil, nil);
		n->cell = variable(tokname);
	}
	advance();
	return n;
}

/* expressions with commas between, up to a closing bracket; end is 0 where a newline ends them too */
Node *
exprlist(int end)
{
	Node *list, **tail;

	list = nil;
	tail = &list;
	if(end)
		newlines();
	while(tok != end) {
		*tail = expr();
		tail = &(*tail)->next;
		if(end)
			newlines();
		if(tok != ',')
			break;
		advance();
		newlines();
	}
	return list;
}

/* the same within brackets, of which the opening one is the token: > and in are operators there */
Node *
brackets(int end)
{
	Node *n;
	int gt, in;

	gt = nogt;
	in = noin;
	nogt = noin = 0;
	advance();
	n = exprlist(end);
	nogt = gt;
	noin = in;
	expect(end);
	return n;
}

int
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

	n = node(Obuiltin, nil, nil);
	n->n = tokbuiltin;
	advance();
	if(tok == '(')
		n->a = brackets(')');
	else if(n->n != Blength)
		syntax("expected (");
	return n;
}

static Node *
call(void)
{
	Node *n;

	n = node(Ocall, nil, nil);
	n->fn = function(tokname);
	advance();
	n->a = brackets(')');
	return n;
}

/* ( expr ), or ( list ) in array */
static Node *
group(void)
{
	Node *list;

	list = brackets(')');
	if(list == nil)
		syntax("empty parentheses");
	if(list->next != nil && tok == Tin) {
		advance();
		return node(Oin, list, variablename());
	}
	return node(Ogroup, list, nil);
}

/* what stands behind $ */
static Node *
field(void)
{
	Node *n;

	if(tok == Tinc || tok == Tdec) {
		n = node(tok == Tinc ? Opreinc : Opredec, nil, nil);
		advance();
		n->a = primary();
		return n;
	}
	if(tok == '-') {
		advance();
		return node(Oneg, primary(), nil);
	}
	return primary();
}

/* getline var < file, of which both may be missing */
static Node *
getline(void)
{
	Node *n;

	n = node(Ogetline, nil, nil);
	n->b = getlinevar();
	if(tok == '<') {
		advance();
		n->n = '<';
		n->a = primary();
	}
	return n;
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
		return node(Ofield, field(), nil);
	case '(':
		return group();
	case Tbuiltin:
		return builtin();
	case Tfuncname:
		return call();
	case Tgetline:
		advance();
		return getline();
	case Tname:
		n = variablename();
		return tok == '[' ? node(Oindex, n, brackets(']')) : n;
	}
	syntax("unexpected symbol in an expression");
	return nil;
}

/* operators by their tokens */
typedef struct Op Op;
struct Op
{
	int tok, op;
};

/* which of these the token is, or 0 */
static int
operator(Op *ops)
{
	for(; ops->tok != 0; ops++)
		if(tok == ops->tok && !(tok == '>' && nogt))
			return ops->op;
	return 0;
}

/* Only a variable can stand before =, so wherever one does all that follows is its value: 1 && x = 2. */
static Node *
assignment(Node *n)
{
	static Op ops[] = {{'=', Oassign}, {Tadda, Oadd}, {Tsuba, Osub}, {Tmula, Omul},
			   {Tdiva, Odiv},  {Tmoda, Omod}, {Tpowa, Opow}, {0, 0}};
	int op;

	op = operator(ops);
	if(op == 0)
		return n;
	if(!islvalue(n))
		syntax("assignment to what is no variable");
	advance();
	newlines();
	n = node(op == Oassign ? Oassign : Oopassign, n, expr());
	n->n = op;
	return n;
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
	return assignment(n);
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

/* what next gives, with operators between that bind to the left */
static Node *
leftward(Op *ops, Node *(*next)(void))
{
	Node *n;
	int op;

	n = next();
	while((op = operator(ops)) != 0) {
		advance();
		if(op == Oand || op == Oor)
			newlines();
		n = node(op, n, next());
	}
	return n;
}

static Node *
product(void)
{
	static Op ops[] = {{'*', Omul}, {'/', Odiv}, {'%', Omod}, {0, 0}};

	return leftward(ops, unary);
}

static Node *
sum(void)
{
	static Op ops[] = {{'+', Oadd}, {'-', Osub}, {0, 0}};

	return leftward(ops, product);
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

Node *
concat(void)
{
	Node *n;

	n = sum();
	while(starts() && tok != '!')
		n = node(Ocat, n, sum());
	return n;
}

/* command | getline: what it gives can be compared */
static Node *
pipeline(void)
{
	Node *n;

	n = concat();
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
comparison(void)
{
	static Op ops[] = {{'<', Olt}, {Tle, Ole}, {Teq, Oeq}, {Tne, One},
			   {'>', Ogt}, {Tge, Oge}, {0, 0}};
	Node *n;
	int op;

	n = pipeline();
	op = operator(ops);
	if(op == 0)
		return n;
	advance();
	return node(op, n, pipeline());
}

static Node *
matching(void)
{
	static Op ops[] = {{'~', Omatch}, {Tnomatch, Onomatch}, {0, 0}};

	return leftward(ops, comparison);
}

static Node *
membership(void)
{
	Node *n;

	n = matching();
	while(tok == Tin && !noin) {
		advance();
		n = node(Oin, n, variablename());
	}
	return n;
}

static Node *
conjunction(void)
{
	static Op ops[] = {{Tand, Oand}, {0, 0}};

	return leftward(ops, membership);
}

static Node *
disjunction(void)
{
	static Op ops[] = {{Tor, Oor}, {0, 0}};

	return leftward(ops, conjunction);
}

static Node *
ternary(void)
{
	Node *n;

	n = disjunction();
	if(tok == '?') {
		advance();
		newlines();
		n = node(Ocond, n, ternary());
		newlines();
		expect(':');
		newlines();
		n->c = ternary();
	}
	return n;
}

Node *
expr(void)
{
	return ternary();
}
