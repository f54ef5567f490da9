/*
 * run.c: statements, rules and the whole program.
 */
#include "awk.h"
#include "run.h"

static Val retval;
static char *exitstatus;

/* close all files, and end */
void
leave(void)
{
	if(!closeall() && exitstatus == nil)
		exitstatus = "write error";
	exits(exitstatus);
}

/* what the function that has just run returned */
Val
takeresult(void)
{
	Val v;

	v = retval;
	memset(&retval, 0, sizeof retval);
	return v;
}

static void
setresult(Node *n)
{
	Val v;

	freeval(takeresult());
	if(n == nil)
		return;
	v = eval(n);
	retval = v;
}

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
		s = recordstr();
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

static void
deletefrom(Node *n)
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

int
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
		deletefrom(n);
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
		setresult(n->a);
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
	leave();
}
