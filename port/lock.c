/*
 * Lock, QLock and RWlock over futex words in the arena.
 *
 * Every process lists the locks that it has or wants in up->held.  The entry is
 * made before the lock is asked for, and its got word is set under the lock's
 * own use word when the lock is given, by whoever gives it.  So when the host kills a
 * process at any instruction, the reaper knows exactly what to release; only a
 * plain Lock cannot be released, since what it guards may be half changed.
 */
#include "u.h"
#include "lib.h"
#include "host.h"
#include "lock.h"
#include "log.h"
#include "proc.h"

enum
{
	Spins = 200,         /* tries before sleeping */
	Waiters = 1u << 31,  /* in Lock.word */
	Nobody = 0x3fffffff, /* owner before there are processes */
};

static Held *
want(void *lk, int kind)
{
	Held *h;
	int n = atomic_load_explicit(&up->nheld, memory_order_relaxed);

	if(n >= Nheld)
		panic("too many locks held: %s", up->text);
	h = &up->held[n];
	atomic_store_explicit(&h->lk, lk, memory_order_relaxed);
	atomic_store_explicit(&h->kind, kind, memory_order_relaxed);
	atomic_store_explicit(&h->got, 0, memory_order_relaxed);
	atomic_signal_fence(memory_order_seq_cst);
	atomic_store_explicit(&up->nheld, n + 1, memory_order_relaxed);
	return h;
}

/* forget the newest entry for lk; false: there was none */
static bool
drop(void *lk)
{
	int n = atomic_load_explicit(&up->nheld, memory_order_relaxed), i;

	for(i = n - 1; i >= 0; i--)
		if(up->held[i].lk == lk)
			break;
	if(i < 0)
		return false;
	for(; i < n - 1; i++) {
		atomic_store_explicit(&up->held[i].lk, up->held[i + 1].lk, memory_order_relaxed);
		atomic_store_explicit(&up->held[i].kind, up->held[i + 1].kind,
				      memory_order_relaxed);
		atomic_store_explicit(&up->held[i].got, up->held[i + 1].got, memory_order_relaxed);
	}
	atomic_signal_fence(memory_order_seq_cst);
	atomic_store_explicit(&up->nheld, n - 1, memory_order_relaxed);
	return true;
}

#ifdef DEBUG
static const char *const kindname[] = {"Lock", "QLock", "RWlock (read)", "RWlock (write)"};

static void
checkrank(void *lk, int kind, int rank)
{
	Held *h;
	int hrank;

	if(up == nil || rank == Rnone)
		return;
	for(int i = 0; i < up->nheld; i++) {
		h = &up->held[i];
		/* a QLock's own Lock is its first member: the same address */
		if(h->lk == lk && (h->kind == Hlock) == (kind == Hlock))
			panic("%s %p taken twice by %s", kindname[kind], lk, up->text);
		hrank = h->kind == Hlock    ? ((Lock *)h->lk)->rank
			: h->kind == Hqlock ? ((QLock *)h->lk)->rank
					    : ((RWlock *)h->lk)->rank;
		if(hrank > rank)
			panic("lock order: rank %d wanted while holding rank %d (%s)", rank, hrank,
			      up->text);
	}
}

static void
checknolock(const char *what)
{
	for(int i = 0; up != nil && i < up->nheld; i++)
		if(up->held[i].kind == Hlock)
			panic("%s with a Lock held by %s", what, up->text);
}
#else
#define checkrank(lk, kind, rank)
#define checknolock(what)
#endif

/* ---- Lock ---- */

void
lockinit(Lock *l, int rank)
{
	atomic_store(&l->word, 0);
	l->rank = (u16int)rank;
}

static u32int
self(void)
{
	return up != nil ? (u32int)up->slot + 1 : Nobody;
}

/* somebody has it: sleep, saying so in the word.  Who sleeps once keeps the bit, since
 * there may be others behind. */
static void
lockslow(Lock *l, u32int me)
{
	u32int w, bit = 0;
	int i;

	for(i = 0; i < Spins; i++) {
		w = 0;
		if(atomic_compare_exchange_weak(&l->word, &w, me))
			return;
		__builtin_ia32_pause();
	}
	for(;;) {
		w = 0;
		if(atomic_compare_exchange_strong(&l->word, &w, me | bit))
			return;
		if(!(w & Waiters) && !atomic_compare_exchange_strong(&l->word, &w, w | Waiters))
			continue;
		hostwait(&l->word, w | Waiters, -1);
		bit = Waiters;
	}
}

void
lock(Lock *l)
{
	u32int w = 0, me = self();

	checkrank(l, Hlock, l->rank);
	if(up != nil)
		want(l, Hlock);
	if(unlikely(!atomic_compare_exchange_strong(&l->word, &w, me)))
		lockslow(l, me);
}

bool
canlock(Lock *l)
{
	u32int w = 0;

	if(up != nil)
		want(l, Hlock);
	if(atomic_compare_exchange_strong(&l->word, &w, self()))
		return true;
	if(up != nil)
		drop(l);
	return false;
}

void
unlock(Lock *l)
{
	u32int w;

	assert((atomic_load(&l->word) & ~Waiters) == self());
	w = atomic_exchange(&l->word, 0);
	if(up != nil)
		drop(l);
	if(w & Waiters)
		hostwake(&l->word, 1);
}

/* ---- the queue that QLock and RWlock have in common ---- */

static void
enqueue(Proc **head, Proc **tail, Held *h)
{
	up->qheld = h;
	up->qnext = nil;
	if(*tail != nil)
		(*tail)->qnext = up;
	else
		*head = up;
	*tail = up;
}

static Proc *
dequeue(Proc **head, Proc **tail)
{
	Proc *p = *head;

	if(p != nil) {
		*head = p->qnext;
		if(*head == nil)
			*tail = nil;
	}
	return p;
}

static bool
unqueue(Proc **head, Proc **tail, Proc *p)
{
	Proc *prev = nil, *x;

	for(x = *head; x != nil && x != p; x = x->qnext)
		prev = x;
	if(x == nil)
		return false;
	if(prev != nil)
		prev->qnext = p->qnext;
	else
		*head = p->qnext;
	if(*tail == p)
		*tail = prev;
	return true;
}

static void
waitgot(Held *h, int state)
{
	int old = atomic_load(&up->state);

	if(old != Moribund) /* who waits for an exit must see it */
		atomic_store(&up->state, state);
	while(atomic_load(&h->got) == 0)
		hostwait(&h->got, 0, -1);
	atomic_store(&up->state, old);
}

static void
give(Proc *p, u32int got)
{
	Held *h = p->qheld;

	atomic_store(&h->got, got);
	hostwake(&h->got, 1);
}

/* ---- QLock ---- */

void
qlockinit(QLock *q, int rank)
{
	memset(q, 0, sizeof *q);
	q->rank = (u16int)rank;
	q->use.rank = Rwait;
}

/* result: false when the caller must wait in line, which it then is */
static bool
qtake(QLock *q, Held *h)
{
	bool got;

	lock(&q->use);
	got = !q->locked;
	if(got) {
		q->locked = true;
		q->owner = up;
		atomic_store_explicit(&h->got, 1, memory_order_relaxed);
	} else
		enqueue(&q->head, &q->tail, h);
	unlock(&q->use);
	return got;
}

void
qlock(QLock *q)
{
	Held *h;

	checknolock("qlock");
	checkrank(q, Hqlock, q->rank);
	h = want(q, Hqlock);
	if(!qtake(q, h))
		waitgot(h, Queueing);
}

void
eqlock(QLock *q)
{
	Held *h;

	checknolock("eqlock");
	checkrank(q, Hqlock, q->rank);
	h = want(q, Hqlock);
	atomic_store(&up->eq, q);
	if(!qtake(q, h)) {
		if(atomic_load(&up->intr))
			eqbreak(up);
		waitgot(h, Queueing);
	}
	atomic_store(&up->eq, nil);
	if(atomic_load(&h->got) == 2) {
		drop(q);
		atomic_store(&up->intr, 0);
		error(Eintr);
	}
}

/* a note for p: take it out of the line of an eqlock, if that is where it is */
void
eqbreak(Proc *p)
{
	QLock *q = atomic_load(&p->eq);

	if(q == nil)
		return;
	lock(&q->use);
	if(atomic_load(&p->eq) == q && unqueue(&q->head, &q->tail, p))
		give(p, 2);
	unlock(&q->use);
}

bool
canqlock(QLock *q)
{
	Held *h = want(q, Hqlock);
	bool got = false;

	if(canlock(&q->use)) {
		if(!q->locked) {
			got = true;
			q->locked = true;
			q->owner = up;
			atomic_store_explicit(&h->got, 1, memory_order_relaxed);
		}
		unlock(&q->use);
	}
	if(!got)
		drop(q);
	return got;
}

void
qunlock(QLock *q)
{
	Proc *p;

	lock(&q->use);
	if(q->owner != up) {
		unlock(&q->use);
		if(!up->dying)
			panic("qunlock by %s, who does not hold it", up->text);
		return;
	}
	p = dequeue(&q->head, &q->tail);
	q->owner = p;
	if(p != nil)
		give(p, 1);
	else
		q->locked = false;
	unlock(&q->use);
	drop(q);
}

bool
holdqlock(QLock *q)
{
	return q->locked && q->owner == up;
}

/* ---- RWlock ---- */

void
rwlockinit(RWlock *l, int rank)
{
	memset(l, 0, sizeof *l);
	l->rank = (u16int)rank;
	l->use.rank = Rwait;
}

static bool
rtake(RWlock *l, Held *h, bool queue)
{
	bool got;

	lock(&l->use);
	got = !l->writer && l->head == nil;
	if(got) {
		l->readers++;
		atomic_store_explicit(&h->got, 1, memory_order_relaxed);
	} else if(queue)
		enqueue(&l->head, &l->tail, h);
	unlock(&l->use);
	return got;
}

void
rlock(RWlock *l)
{
	Held *h;

	checknolock("rlock");
	checkrank(l, Hrlock, l->rank);
	h = want(l, Hrlock);
	if(!rtake(l, h, true))
		waitgot(h, QueueingR);
}

bool
canrlock(RWlock *l)
{
	Held *h = want(l, Hrlock);

	if(rtake(l, h, false))
		return true;
	drop(l);
	return false;
}

void
wlock(RWlock *l)
{
	Held *h;
	bool got;

	checknolock("wlock");
	checkrank(l, Hwlock, l->rank);
	h = want(l, Hwlock);
	lock(&l->use);
	got = l->readers == 0 && !l->writer;
	if(got) {
		l->writer = true;
		l->wproc = up;
		atomic_store_explicit(&h->got, 1, memory_order_relaxed);
	} else
		enqueue(&l->head, &l->tail, h);
	unlock(&l->use);
	if(!got)
		waitgot(h, QueueingW);
}

/* hand l on: one writer, or all readers up to the next writer.  l->use is held */
static void
rwnext(RWlock *l)
{
	Proc *p;

	while(l->head != nil && !l->writer) {
		if(l->head->qheld->kind == Hwlock) {
			if(l->readers > 0)
				return;
			p = dequeue(&l->head, &l->tail);
			l->writer = true;
			l->wproc = p;
			give(p, 1);
			return;
		}
		p = dequeue(&l->head, &l->tail);
		l->readers++;
		give(p, 1);
	}
}

void
runlock(RWlock *l)
{
	bool mine = false;

	for(int i = 0; i < up->nheld; i++)
		if(up->held[i].lk == l)
			mine = true;
	if(!mine) {
		if(!up->dying)
			panic("runlock by %s, who does not hold it", up->text);
		return;
	}
	lock(&l->use);
	l->readers--;
	rwnext(l);
	unlock(&l->use);
	drop(l);
}

void
wunlock(RWlock *l)
{
	lock(&l->use);
	if(l->wproc != up) {
		unlock(&l->use);
		if(!up->dying)
			panic("wunlock by %s, who does not hold it", up->text);
		return;
	}
	l->writer = false;
	l->wproc = nil;
	rwnext(l);
	unlock(&l->use);
	drop(l);
}

/* ---- after a process that the host killed ---- */

/* it queued for a lock: leave the line; if it was given the lock meanwhile, true */
static bool
leaveline(Lock *use, Proc **head, Proc **tail, Held *h)
{
	bool got;

	lock(use);
	got = atomic_load(&h->got) == 1;
	if(!got)
		unqueue(head, tail, up);
	unlock(use);
	return got;
}

static void
release(Held h)
{
	Lock *lk = h.lk;
	QLock *q = h.lk;
	RWlock *l = h.lk;

	switch((int)h.kind) {
	case Hlock:
		if((atomic_load(&lk->word) & ~Waiters) != self())
			drop(lk);
		else if(lk->safe)
			unlock(lk);
		else
			panic("%s (pid %u) was killed while it held Lock %p of rank %d", up->text,
			      up->pid, lk, lk->rank);
		break;
	case Hqlock:
		if(q->owner == up)
			qunlock(q);
		else
			drop(q);
		break;
	case Hrlock:
		runlock(l);
		break;
	case Hwlock:
		wunlock(l);
		break;
	}
}

void
releaseheld(void)
{
	Held *h;
	QLock *q;
	RWlock *l;
	bool got;

	/* first complain of Locks, before more is changed */
	for(int i = up->nheld - 1; i >= 0; i--)
		if(up->held[i].kind == Hlock)
			release(up->held[i]);
	while(up->nheld > 0) {
		h = &up->held[up->nheld - 1];
		q = h->lk;
		l = h->lk;
		got = h->kind == Hqlock ? leaveline(&q->use, &q->head, &q->tail, h)
					: leaveline(&l->use, &l->head, &l->tail, h);
		if(got)
			release(*h);
		else
			drop(h->lk);
	}
}

void
incref(Ref *r)
{
	if(atomic_fetch_add(&r->n, 1) < 0)
		panic("incref of %p", (void *)r);
}

int
decref(Ref *r)
{
	int n = atomic_fetch_sub(&r->n, 1) - 1;

	if(n < 0)
		panic("decref of %p: %d", (void *)r, n);
	return n;
}
