/*
 * What a process that the host kills has half changed under a Lock is put back.
 *
 *	lock(&q->lk);
 *	keepold(q->first);
 *	keepold(q->len);
 *	q->first = b->next;
 *	q->len -= n;
 *	unlock(&q->lk);
 *
 * keepold(x) writes down where x is and what it is now, before it is changed.  unlock forgets
 * what was written down since its lock; so does commit, in the middle.  When the process
 * dies, lockmend puts all of it back, the newest first, and then frees the Locks.  What is
 * never seen half done, one store or several of which each alone is right, needs none of it.
 * A variable on the kernel stack, an error record (keepold(up->err.n)) may be kept as well.
 */
#pragma once
#include "proc.h"

/* The same for what only this process can see, or what a QLock guards, without a Lock:
 *	k = keepbegin(); keepold(...); ... keepend(k);
 * nothing that takes a Lock may stand between the first keepold and keepend. */
void keepmany(const void *p, usize n); /* lock.c: the same for any number of bytes */
void commit(Lock *l); /* lock.c: l stays locked, what was changed so far is right */
noreturn void keepfull(void);
#ifdef DEBUG
void keepcheck(void); /* some Lock is held */
#else
#define keepcheck()
#endif

static inline void
keepword(const void *p, usize size, u64int val)
{
	u32int n;
	Old *o;

	if(up == nil)
		return;
	keepcheck();
	n = atomic_load_explicit(&up->nold, memory_order_relaxed);
	if(unlikely(n >= Nold))
		keepfull();
	o = &up->old[n];
	o->at = (u64int)(uintptr)p | (u64int)size << 56;
	o->val = val;
	atomic_signal_fence(memory_order_seq_cst);
	atomic_store_explicit(&up->nold, n + 1, memory_order_relaxed);
	atomic_signal_fence(memory_order_seq_cst);
}

static inline u32int
keepbegin(void)
{
#ifdef DEBUG
	up->keeping++;
#endif
	return atomic_load_explicit(&up->nold, memory_order_relaxed);
}

static inline void
keepend(u32int k)
{
	atomic_signal_fence(memory_order_seq_cst);
	atomic_store_explicit(&up->nold, k, memory_order_relaxed);
#ifdef DEBUG
	up->keeping--;
#endif
}

/* x: of 1, 2, 4 or 8 bytes */
#define keepold(x)                                                                                 \
	do {                                                                                       \
		_Static_assert(sizeof(x) <= 8 && (sizeof(x) & (sizeof(x) - 1)) == 0, "keepold");   \
		keepword((const void *)&(x), sizeof(x), (u64int)(x));                              \
	} while(0)
