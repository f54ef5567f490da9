/*
 * calcrun.c: what statements do.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include "calc.h"

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
			effect(incr);
	}
	return Normal;
}

/* says how it ended */
int
run(Node *n)
{
	int how;

	switch(n->op) {
	case Nblock:
		for(Node *p = n->a; p != nil; p = p->next)
			if((how = run(p)) != Normal)
				return how;
		return Normal;
	case Tfor:
		if(n->a)
			effect(n->a);
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
	case Treturn:
		result(n->a);
		return Return;
	case Tprint:
		printlist(n->a);
		return Normal;
	}
	value(n);
	return Normal;
}
