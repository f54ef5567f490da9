/*
 * brk and sbrk: the end of the bss.  The break is kept here, so that sbrk needs no question;
 * processes that share memory share it.
 */
#include <u.h>
#include <libc.h>
#include "../port/_libc.h"

enum
{
	Round = 7,
};
static Lock brklock;
static char *bloc = end;

int
brk(void *p)
{
	uintptr b = ((uintptr)p + Round) & ~(uintptr)Round;
	int r;

	lock(&brklock);
	r = brk_((void *)b);
	if(r >= 0)
		bloc = (char *)b;
	unlock(&brklock);
	return r < 0 ? -1 : 0;
}

void *
sbrk(usize n)
{
	char *old;

	lock(&brklock);
	old = (char *)(((uintptr)bloc + Round) & ~(uintptr)Round);
	if(brk_(old + n) < 0)
		old = (char *)-1;
	else
		bloc = old + n;
	unlock(&brklock);
	return old;
}
