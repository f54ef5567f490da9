/*
 * expr.c: bc's expressions and definitions as trees.  An assignment binds as an operand of a
 * comparison does.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "num.h"
#include "bc.h"

/* the token is a name: a variable, or an array */
static Node *
variable(Node *(*index)(void))
{
	Node *n;

	n = node(Nvar, nil, nil);
	n->sym = lookup(text, sizeof *n->sym);
	advance();
	if(tok == '[') {
		advance();
		n->op = Nelem;
		if(tok != ']' && index != nil)
			n->a = index();
		expect(']');
	}
	return n;
}

/* a[] passes an array */
static Node *
name(void)
{
	Node *n;

	n = variable(expr);
	if(n->op == Nvar && tok == '(') {
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
		return parenthesized('(');
	case Tscale:
	case Tibase:
	case Tobase:
		advance();
		if(t == Tscale && tok == '(')
			return parenthesized(Nscaleof);
		return node(t, nil, nil);
	case Tlength:
	case Tsqrt:
		advance();
		return parenthesized(t);
	}
	fail("syntax error");
	return nil;
}

int
islvalue(Node *n)
{
	return n->op == Nvar || n->op == Nelem || n->op == Tscale || n->op == Tibase ||
	       n->op == Tobase;
}

static Node *
increment(int op, int t, Node *n)
{
	n = node(op, n, nil);
	n->n = t == Tinc ? 1 : -1;
	return n;
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
		return increment(Npre, t, n);
	}
	n = primary();
	if((tok == Tinc || tok == Tdec) && islvalue(n)) {
		n = increment(Npost, tok, n);
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
assignment(void)
{
	return assign(binary(Ssum, power), assignment);
}

static Node *
negation(void)
{
	if(tok == '!') {
		advance();
		return node(Nnot, negation(), nil);
	}
	return binary(Srelation, assignment);
}

Node *
expr(void)
{
	return binary(Sor, negation);
}

static Node *
param(void)
{
	if(tok != Tname)
		fail("syntax error: expected a name");
	return variable(nil);
}

static Node *
names(void)
{
	return tok == Tname ? list(param) : nil;
}

Sym *
define(void)
{
	Func *f;
	Sym *s;

	advance();
	if(tok != Tname)
		fail("syntax error: expected a name");
	s = lookup(text, sizeof *s);
	f = check(mallocz(sizeof *f, 1));
	advance();
	expect('(');
	f->params = names();
	expect(')');
	newlines();
	expect('{');
	while(separator())
		advance();
	if(tok == Tauto) {
		advance();
		f->autos = names();
	}
	infunc = 1;
	f->body = block(0);
	infunc = 0;
	s->fn = f;
	return s;
}
