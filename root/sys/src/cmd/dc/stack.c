/*
 * stack.c: numbers and strings, on the stack or not.
 */
#include "dc.h"

Item *stack;

Item *
newitem(Num *n, char *s)
{
	Item *i;

	i = check(mallocz(sizeof *i, 1));
	i->n = n;
	i->s = s;
	return i;
}

void
freearray(Elem *e)
{
	Elem *next;

	for(; e != nil; e = next) {
		next = e->next;
		freeitem(e->v);
		free(e);
	}
}

void
freeitem(Item *i)
{
	numfree(i->n);
	free(i->s);
	freearray(i->array);
	free(i);
}

static Elem *
copyarray(Elem *e)
{
	Elem *first, **tail;

	first = nil;
	for(tail = &first; e != nil; e = e->next) {
		*tail = check(mallocz(sizeof **tail, 1));
		(*tail)->i = e->i;
		(*tail)->v = copy(e->v);
		tail = &(*tail)->next;
	}
	return first;
}

Item *
copy(Item *i)
{
	Item *c;

	c = newitem(i->n ? numkeep(i->n) : nil, i->s ? check(strdup(i->s)) : nil);
	c->array = copyarray(i->array);
	return c;
}

void
push(Item *i)
{
	i->next = stack;
	stack = i;
}

void
pushnum(Num *n)
{
	push(newitem(n, nil));
}

void
pushint(vlong v)
{
	pushnum(numint(v));
}

Item *
pop(void)
{
	Item *i;

	i = stack;
	if(i == nil)
		complain("stack empty");
	else
		stack = i->next;
	return i;
}

/* the top if it is a number */
Num *
popnum(void)
{
	Item *i;
	Num *n;

	i = pop();
	if(i == nil)
		return nil;
	if(i->n == nil) {
		complain("not a number");
		push(i);
		return nil;
	}
	n = i->n;
	i->n = nil;
	freeitem(i);
	return n;
}

int
popint(int *v)
{
	Num *n;

	n = popnum();
	if(n == nil)
		return 0;
	*v = numtoint(n);
	numfree(n);
	return 1;
}

void
clear(int)
{
	Item *i;

	while((i = stack) != nil) {
		stack = i->next;
		freeitem(i);
	}
}
