/*
 * expr.c: hoc's expressions and definitions as trees.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "hoc.h"

double toknum;
static Sym *current; /* what is being defined */

Sym *
symbol(char *s)
{
	return lookup(s, sizeof(Sym));
}

/* a parameter's node has its number */
static Node *
name(void)
{
	Node *n;
	int i;

	i = 0;
	for(Node *p = current ? current->params : nil; p != nil; p = p->next, i++)
		if(strcmp(p->s, text) == 0) {
			n = node(Nparam, nil, nil);
			n->n = i;
			advance();
			return n;
		}
	n = node(Nvar, nil, nil);
	n->sym = symbol(text);
	advance();
	if(tok == '(') {
		n->op = Ncall;
		advance();
		n->a = arguments();
	}
	return n;
}

int
islvalue(Node *n)
{
	return n->op == Nvar || n->op == Nparam;
}

static Node *
readcall(void)
{
	Node *n;

	advance();
	expect('(');
	if(tok != Tname)
		fail("syntax error: expected a variable");
	n = node(Tread, name(), nil);
	expect(')');
	return n;
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
		return readcall();
	case '(':
		return parenthesized('(');
	}
	fail("syntax error");
	return nil;
}

/* ++ or -- is t */
static Node *
increment(int op, int t, Node *n)
{
	if(!islvalue(n))
		fail("++ or -- of what is no variable");
	n = node(op, n, nil);
	n->n = t == Tinc ? 1 : -1;
	return n;
}

static Node *unary(void);

static Node *
power(void)
{
	Node *n;

	n = primary();
	if(tok == Tinc || tok == Tdec) {
		n = increment(Npost, tok, n);
		advance();
	}
	if(tok == '^') {
		advance();
		return node('^', n, unary());
	}
	return n;
}

static Node *
unary(void)
{
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
		return increment(Npre, t, unary());
	}
	return power();
}

Node *
expr(void)
{
	return assign(binary(Sor, unary), expr);
}

static Node *
param(void)
{
	Node *n;

	if(tok != Tname)
		fail("syntax error: expected a name");
	n = node(Nparam, nil, nil);
	n->s = check(strdup(text));
	advance();
	return n;
}

void
define(void)
{
	Sym *s;
	int isproc;

	isproc = tok == Tproc;
	advance();
	if(tok != Tname)
		fail("syntax error: expected a name");
	s = symbol(text);
	if(s->builtin || s->builtin2 || s->constant)
		fail("%s is taken", s->name);
	s->isproc = isproc;
	advance();
	expect('(');
	s->params = tok == Tname ? list(param) : nil;
	expect(')');
	newlines();
	current = s;
	infunc = 1;
	s->body = statement();
	undefine();
}

/* what is read now is no function's */
void
undefine(void)
{
	current = nil;
	infunc = 0;
}
