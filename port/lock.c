/*
 * Lock, QLock and RWlock over futex words in the arena.
 *
 * Every process lists the locks that it has or wants in up->held.  The entry is
 * made before the lock is asked for, and its got word is set under the lock's
 * own use word when the lock is given, by whoever gives it.  So when the host kills a
 * process at any instruction, it is known exactly what to release.  What it half changed
 * under a Lock is put back first: see keepold.h.
 *
 * The order of stores matters in all that follows.  A QLock's owner without locked, or
 * locked without got, does not happen; one store then takes the lock, another gives it up.
 * Lines are changed with keepold, and a lock is handed on in two steps: the lock's own fields say
 * so and are committed, then got does.  Who dies between the two has up->giveto set, and whoever
 * mends does the second step.
 */
#include "u.h"
#include "lib.h"
#include "host.h"
#include "keepold.h"
#include "lock.h"
#include "log.h"
#include "proc.h"

enum
{
	Spins = 200,         /* tries before sleeping */
	Waiters = 1u << 31,  /* in Lock.word */
	Nobody = 0x3fffffff, /* owner before there are processes */
	Patience = 20000000, /* ns that the first process waits before it looks after the owner */
};

/* the compiler keeps the order of stores; so does the processor */
static inline void
order(void)
{
	atomic_signal_fence(memory_order_seq_cst);
}

/* an entry that was dropped below others */
static int
hole(int n)
{
	for(int i = 0; i < n; i++)
		if(up->held[i].lk == nil)
			return i;
	return n;
}

static Held *
want(void *lk, int kind)
{
	Held *h;
	int n = atomic_load_explicit(&up->nheld, memory_order_relaxed), i = n;

	if(unlikely(n > Nheld / 2) && (i = hole(n)) >= Nheld)
		panic("too many locks held: %s", up->text);
	h = &up->held[i];
	atomic_store_explicit(&h->kind, kind, memory_order_relaxed);
	atomic_store_explicit(&h->got, kind == Hlock ? up->nold : 0, memory_order_relaxed);
	order();
	atomic_store_explicit(&h->lk, lk, memory_order_relaxed);
	order();
	if(likely(i == n))
		atomic_store_explicit(&up->nheld, n + 1, memory_order_relaxed);
	return h;
}

/* the newest entry for lk; nil: there is none */
static inline Held *
heldof(void *lk, int kind)
{
	for(int i = atomic_load_explicit(&up->nheld, memory_order_relaxed) - 1; i >= 0; i--)
		if(up->held[i].lk == lk && up->held[i].kind == kind)
			return &up->held[i];
	return nil;
}

/* Entries stay where they are: one that is copied while its process is killed would be there
 * twice.  So one that is not the last leaves a hole. */
static inline void
drop(Held *h)
{
	int n;

	if(h == nil)
		return;
	n = atomic_load_explicit(&up->nheld, memory_order_relaxed);
	atomic_store_explicit(&h->lk, nil, memory_order_relaxed);
	order();
	while(n > 0 && atomic_load_explicit(&up->held[n - 1].lk, memory_order_relaxed) == nil)
		n--;
	atomic_store_explicit(&up->nheld, n, memory_order_relaxed);
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
		if(h->lk == nil)
			continue;
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
		if(up->held[i].lk != nil && up->held[i].kind == Hlock)
			panic("%s with a Lock held by %s", what, up->text);
}

static void
checkcircle(void)
{
	char buf[512];

	if(deadlock(up, buf, sizeof buf))
		print("emu: deadlock: %s\n", buf);
}

void
keepcheck(void)
{
	if(up->keeping > 0)
		return;
	for(int i = 0; i < up->nheld; i++)
		if(up->held[i].lk != nil && up->held[i].kind == Hlock)
			return;
	panic("keepold without a Lock: %s", up->text);
}
#else
#define checkrank(lk, kind, rank)
#define checknolock(what)
#define checkcircle()
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

/* In the first process, which must not wait for what it has to clean up itself: if the one that
 * has the lock with word w was killed, the host may not have said so yet */
static void
lookafter(u32int w)
{
	Proc *p = procslot((int)(w & ~Waiters) - 1);
	int hostpid = p != nil ? atomic_load(&p->hostpid) : 0;

	if(hostpid != 0 && !p->kp && hostgone(hostpid) && atomic_load(&p->hostpid) == hostpid)
		lockmend(p);
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
		if(hostwait(&l->word, w | Waiters, up == nil || up->kp ? Patience : -1) < 0)
			lookafter(w);
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
		drop(heldof(l, Hlock));
	return false;
}

void
unlock(Lock *l)
{
	Held *h = up != nil ? heldof(l, Hlock) : nil;
	u32int w;

	assert((atomic_load(&l->word) & ~Waiters) == self());
	if(h != nil)
		atomic_store_explicit(&up->nold, h->got, memory_order_relaxed);
	order();
	w = atomic_exchange(&l->word, 0);
	drop(h);
	if(w & Waiters)
		hostwake(&l->word, 1);
}

/* ---- what a killed process changed: see keepold.h ---- */

void
commit(Lock *l)
{
	Held *h = up != nil ? heldof(l, Hlock) : nil;

	order();
	if(h != nil)
		atomic_store_explicit(&up->nold, h->got, memory_order_relaxed);
	order();
}

void
keepmany(const void *p, usize n)
{
	const u8int *s = p;

	for(; n >= 8; n -= 8, s += 8) {
		u64int v;
		__builtin_memcpy(&v, s, 8);
		keepword(s, 8, v);
	}
	for(; n > 0; n--, s++)
		keepword(s, 1, *s);
}

noreturn void
keepfull(void)
{
	panic("too many changes under a Lock: %s", up->text);
}

static void
putold(const Old *o)
{
	void *p = (void *)(uintptr)(o->at & (((u64int)1 << 56) - 1));

	switch(o->at >> 56) {
	case 1:
		__atomic_store_n((u8int *)p, (u8int)o->val, __ATOMIC_RELAXED);
		break;
	case 2:
		__atomic_store_n((u16int *)p, (u16int)o->val, __ATOMIC_RELAXED);
		break;
	case 4:
		__atomic_store_n((u32int *)p, (u32int)o->val, __ATOMIC_RELAXED);
		break;
	default:
		__atomic_store_n((u64int *)p, o->val, __ATOMIC_RELAXED);
	}
}

/* ---- the queue that QLock and RWlock have in common ---- */

static void
enqueue(Proc **head, Proc **tail, Held *h)
{
	Proc **l = *tail != nil ? &(*tail)->qnext : head;

	up->qheld = h;
	up->qnext = nil;
	keepold(*l);
	keepold(*tail);
	*l = up;
	*tail = up;
}

static Proc *
dequeue(Proc **head, Proc **tail)
{
	Proc *p = *head;

	if(p != nil) {
		keepold(*head);
		keepold(*tail);
		*head = p->qnext;
		if(*head == nil)
			*tail = nil;
	}
	return p;
}

static bool
unqueue(Proc **head, Proc **tail, Proc *p)
{
	Proc *prev = nil, *x, **l;

	for(x = *head; x != nil && x != p; x = x->qnext)
		prev = x;
	if(x == nil)
		return false;
	l = prev != nil ? &prev->qnext : head;
	keepold(*l);
	keepold(*tail);
	*l = p->qnext;
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
	checkcircle();
	while(atomic_load(&h->got) == 0)
		hostwait(&h->got, 0, -1);
	atomic_store(&up->state, old);
}

/* The first step is done: p, which was in the line of lk, is to hear of it.  Commits what was done
 * under use, which is lk's and held. */
static void
give(void *lk, Lock *use, Proc *p, u32int got)
{
	Held *h = p->qheld;

	keepold(up->giveto);
	up->givelk = lk;
	up->giveval = got;
	order();
	up->giveto = h;
	commit(use);
	atomic_store(&h->got, got);
	up->giveto = nil;
	order();
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

static void
qtaken(QLock *q, Held *h)
{
	atomic_store_explicit(&h->got, 1, memory_order_relaxed);
	order();
	q->owner = up;
	order();
	q->locked = true;
}

/* result: false when the caller must wait in line, which it then is */
static bool
qtake(QLock *q, Held *h)
{
	bool got;

	lock(&q->use);
	got = !q->locked;
	if(got)
		qtaken(q, h);
	else
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

/* Who breaks up's wait for q holds rlock meanwhile: with eq nil, q is no longer touched */
static void
seteq(QLock *q)
{
	lock(&up->rlock);
	up->eq = q;
	unlock(&up->rlock);
}

void
eqlock(QLock *q)
{
	Held *h;

	checknolock("eqlock");
	checkrank(q, Hqlock, q->rank);
	h = want(q, Hqlock);
	if(!qtake(q, h)) {
		seteq(q);
		if(atomic_load(&up->intr))
			eqbreak(up);
		waitgot(h, Queueing);
		seteq(nil);
	}
	if(atomic_load(&h->got) == 2) {
		drop(h);
		atomic_store(&up->intr, 0);
		error(Eintr);
	}
}

/* p->rlock is held, and keeps q there; q's own Lock comes first, so only try it.  False: try again */
static bool
leaveeq(QLock *q, Proc *p)
{
	if(q == nil)
		return true;
	if(!canlock(&q->use))
		return false;
	if(unqueue(&q->head, &q->tail, p))
		give(q, &q->use, p, 2);
	unlock(&q->use);
	return true;
}

/* a note for p: take it out of the line of an eqlock, if that is where it is */
void
eqbreak(Proc *p)
{
	bool done;

	for(;;) {
		lock(&p->rlock);
		done = leaveeq(p->eq, p);
		unlock(&p->rlock);
		if(done)
			return;
		hostyield();
	}
}

bool
canqlock(QLock *q)
{
	Held *h = want(q, Hqlock);
	bool got = false;

	if(canlock(&q->use)) {
		got = !q->locked;
		if(got)
			qtaken(q, h);
		unlock(&q->use);
	}
	if(!got)
		drop(h);
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
	if(p != nil) {
		keepold(q->owner);
		q->owner = p;
		give(q, &q->use, p, 1);
	} else {
		q->locked = false;
		order();
		q->owner = nil;
	}
	unlock(&q->use);
	drop(heldof(q, Hqlock));
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
rtake(RWlock *l, Held *h)
{
	bool got;

	lock(&l->use);
	got = !l->writer && l->head == nil;
	if(got) {
		keepold(l->readers);
		keepold(h->got);
		l->readers++;
		atomic_store_explicit(&h->got, 1, memory_order_relaxed);
	} else
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
	if(!rtake(l, h))
		waitgot(h, QueueingR);
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
		atomic_store_explicit(&h->got, 1, memory_order_relaxed);
		order();
		l->wproc = up;
		order();
		l->writer = true;
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
			keepold(l->writer);
			keepold(l->wproc);
			l->writer = true;
			l->wproc = p;
			give(l, &l->use, p, 1);
			return;
		}
		p = dequeue(&l->head, &l->tail);
		keepold(l->readers);
		l->readers++;
		give(l, &l->use, p, 1);
	}
}

void
runlock(RWlock *l)
{
	Held *h = heldof(l, Hrlock);

	if(h == nil) {
		if(!up->dying)
			panic("runlock by %s, who does not hold it", up->text);
		return;
	}
	lock(&l->use);
	keepold(l->readers);
	keepold(h->got);
	l->readers--;
	atomic_store_explicit(&h->got, 0, memory_order_relaxed);
	rwnext(l);
	unlock(&l->use);
	drop(h);
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
	keepold(l->writer);
	keepold(l->wproc);
	l->writer = false;
	l->wproc = nil;
	rwnext(l);
	unlock(&l->use);
	drop(heldof(l, Hwlock));
}

/* ---- after a process that the host killed ---- */

/* a Lock that p had when it died; nothing that it guards is half changed any more */
static void
freelock(Proc *p, Lock *l)
{
	u32int w = atomic_load(&l->word);

	if((w & ~Waiters) != (u32int)p->slot + 1)
		return; /* wanted, or given up already */
	if(atomic_exchange(&l->word, 0) & Waiters)
		hostwake(&l->word, 1);
}

/* The second step of handing a lock on.  The use word is still p's, so whoever was given the lock
 * has not given it up; its entry either waits, or has the lock, or is another lock's by now. */
static void
endgive(Proc *p)
{
	Held *h = p->giveto;

	if(h == nil)
		return;
	p->giveto = nil;
	if(h->lk == p->givelk && atomic_load(&h->got) == 0 && h->lk == p->givelk) {
		atomic_store(&h->got, p->giveval);
		hostwake(&h->got, 1);
	}
}

/*
 * By any thread of the first process, before anything that might wait for p.  Takes no lock.
 */
void
lockmend(Proc *p)
{
	void *lk;

	if(atomic_exchange(&p->mended, true))
		return;
	while(p->nold > 0) {
		putold(&p->old[p->nold - 1]);
		p->nold--;
	}
	endgive(p);
	for(int i = p->nheld - 1; i >= 0; i--)
		if((lk = p->held[i].lk) != nil && p->held[i].kind == Hlock)
			freelock(p, lk);
}

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

/* is it p that holds the lock whose insides use guards; other processes change *holder meanwhile */
static bool
heldby(Lock *use, Proc **holder, Proc *p)
{
	bool is;

	lock(use);
	is = *holder == p;
	unlock(use);
	return is;
}

static void
release(Held *h)
{
	QLock *q = h->lk;
	RWlock *l = h->lk;

	switch((int)h->kind) {
	case Hqlock:
		if(leaveline(&q->use, &q->head, &q->tail, h) && heldby(&q->use, &q->owner, up))
			qunlock(q);
		break;
	case Hrlock:
		if(leaveline(&l->use, &l->head, &l->tail, h))
			runlock(l);
		break;
	case Hwlock:
		if(leaveline(&l->use, &l->head, &l->tail, h) && heldby(&l->use, &l->wproc, up))
			wunlock(l);
		break;
	}
}

void
releaseheld(void)
{
	Held *h;

	for(int i = up->nheld - 1; i >= 0; i--) {
		h = &up->held[i];
		if(h->lk == nil)
			continue;
		if(h->kind != Hlock)
			release(h);
		drop(h);
	}
	seteq(nil);
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
