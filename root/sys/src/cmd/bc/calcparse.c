/*
 * calcparse.c: statements, lists and binary operators as trees.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "calc.h"

int infunc;

Node *
node(int op, Node *a, Node *b)
{
	Node *n;

	n = check(mallocz(sizeof *n, 1));
	n->op = op;
	n->a = a;
	n->b = b;
	return n;
}

void
newlines(void)
{
	while(tok == '\n')
		advance();
}

/* things with commas between them */
Node *
list(Node *(*item)(void))
{
	Node *first, **tail;

	tail = &first;
	for(;;) {
		*tail = item();
		tail = &(*tail)->next;
		if(tok != ',')
			return first;
		advance();
	}
}

/* behind ( */
Node *
arguments(void)
{
	Node *n;

	n = tok == ')' ? nil : list(expr);
	expect(')');
	return n;
}

/* ( expression ) below a node of this kind */
Node *
parenthesized(int op)
{
	Node *n;

	expect('(');
	n = node(op, expr(), nil);
	expect(')');
	return n;
}

/* 0: it is no binary operator */
static int
strength(int t)
{
	switch(t) {
	case Tor:
		return Sor;
	case Tand:
		return Sand;
	case '<':
	case '>':
	case Tle:
	case Tge:
	case Teq:
	case Tne:
		return Srelation;
	case '+':
	case '-':
		return Ssum;
	case '*':
	case '/':
	case '%':
		return Sproduct;
	}
	return 0;
}

/* operands with operators between them that bind at least as strongly as min */
Node *
binary(int min, Node *(*operand)(void))
{
	Node *n, *left;
	int t;

	n = operand();
	while(strength(tok) >= min) {
		t = tok;
		advance();
		left = n;
		n = node(t, left, binary(strength(t) + 1, operand));
		left->up = n;
	}
	return n;
}

/* Of sums and products as a*b+c... the first operand, from which up leads back to n.  There may be many more than the
 * stack has room for. */
Node *
firstof(Node *n)
{
	while(strength(n->op) >= Ssum)
		n = n->a;
	return n;
}

/* n, or an assignment to it of what right gives */
Node *
assign(Node *n, Node *(*right)(void))
{
	static char ops[] = "+-*/%^"; /* Tadda and so on */
	Node *m;
	int op;

	op = tok >= Tadda && tok <= Tpowa ? ops[tok - Tadda] : 0;
	if(tok != '=' && op == 0)
		return n;
	if(!islvalue(n))
		fail("assignment to what is no variable");
	advance();
	m = node(Nassign, n, right());
	m->n = op;
	return m;
}

static int
endstatement(void)
{
	return separator() || tok == '}';
}

/* statements up to }, behind the { */
Node *
block(int strict)
{
	Node *first, **tail;

	first = nil;
	tail = &first;
	for(;;) {
		while(separator())
			advance();
		if(tok == '}')
			break;
		if(tok < 0)
			fail("} missing");
		*tail = statement();
		tail = &(*tail)->next;
		if(strict && !endstatement())
			fail("syntax error");
	}
	advance();
	return node(Nblock, first, nil);
}

/* an expression of for, behind which end stands */
static Node *
part(int end)
{
	Node *n;

	n = tok == end ? nil : expr();
	expect(end);
	return n;
}

static Node *
forstatement(void)
{
	Node *n;

	expect('(');
	n = node(Tfor, nil, nil);
	n->a = part(';');
	n->b = part(';');
	n->c = part(')');
	newlines();
	n->d = statement();
	return n;
}

/* if or while; an else stands in the line where the statement ends */
static Node *
condition(int t)
{
	Node *n;

	n = parenthesized(t);
	newlines();
	n->b = statement();
	if(t == Tif && tok == Telse) {
		advance();
		newlines();
		n->c = statement();
	}
	return n;
}

static Node *
printitem(void)
{
	Node *n;

	if(tok != Tstr)
		return expr();
	n = node(Tstr, nil, nil);
	n->s = check(strdup(text));
	advance();
	return n;
}

static Node *
returnstatement(void)
{
	if(!infunc)
		fail("return outside a function");
	return node(Treturn, endstatement() ? nil : expr(), nil);
}

Node *
statement(void)
{
	Node *n;
	int t;

	t = tok;
	switch(t) {
	case '{':
		advance();
		return block(strict);
	case Tfor:
		advance();
		return forstatement();
	case Tif:
	case Twhile:
		advance();
		return condition(t);
	case Tprint:
		advance();
		return node(Tprint, list(printitem), nil);
	case Tbreak:
	case Tcontinue:
		advance();
		return node(t, nil, nil);
	case Treturn:
		advance();
		return returnstatement();
	}
	n = ownstatement(t);
	return n ? n : node(Nexpr, expr(), nil);
}
