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
freeitem(Item *i)
{
	numfree(i->n);
	free(i->s);
	free(i);
}

Item *
copy(Item *i)
{
	return newitem(i->n ? numkeep(i->n) : nil, i->s ? check(strdup(i->s)) : nil);
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
	free(i);
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
