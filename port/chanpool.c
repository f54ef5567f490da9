/*
 * The memory of Chans.  It never becomes anything else while processes run: fgrp.c makes a
 * reference first and looks afterwards whether it was still the right Chan, so a Chan that
 * was closed long ago must still be one, without references.
 *
 * Unused ones are on a list without a lock, so a process that is killed loses at most
 * one.  The head is an address with a count above it that changes with each exchange: a
 * process that was slow cannot put back a head that has been there before.
 */
#include "lib.h"
#include "chan.h"
#include "mem.h"

enum
{
	Align = 16,    /* of what smalloc gives */
	Addrbits = 43, /* 47 bits, less those of Align */
};
static _Atomic u64int pool; /* [a] head, linked by next */

static Chan *
headof(u64int h)
{
	return (Chan *)(uintptr)((h & (((u64int)1 << Addrbits) - 1)) * Align);
}

static u64int
newhead(Chan *c, u64int old)
{
	return (u64int)(uintptr)c / Align | ((old >> Addrbits) + 1) << Addrbits;
}

/* zero but for ref, which nobody may write plainly: it is 0, and stays so until the caller sets it.
 * Nor next: one that was slower may still read it. */
Chan *
changet(void)
{
	u64int h = atomic_load(&pool);
	Chan *c, *next;

	do {
		c = headof(h);
		if(c == nil)
			return smalloc(sizeof *c);
		next = __atomic_load_n(&c->next, __ATOMIC_RELAXED);
	} while(!atomic_compare_exchange_weak(&pool, &h, newhead(next, h)));
	__atomic_store_n(&c->next, nil, __ATOMIC_RELAXED);
	memset(&c->next + 1, 0, sizeof *c - offsetof(Chan, next) - sizeof c->next);
	return c;
}

void
chanput(Chan *c)
{
	u64int h = atomic_load(&pool);

	do
		__atomic_store_n(&c->next, headof(h), __ATOMIC_RELAXED);
	while(!atomic_compare_exchange_weak(&pool, &h, newhead(c, h)));
}

void
chanflush(void)
{
	Chan *c, *next;

	for(c = headof(atomic_exchange(&pool, 0)); c != nil; c = next) {
		next = c->next;
		kfree(c);
	}
}
