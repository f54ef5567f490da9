/*
 * Queues: flow-controlled lists of Blocks between processes that write and processes that read.  Every
 * write is one Block (a long one several), so its boundary travels with it.  What a queue is used
 * for, and who closes it, its owner knows.
 *
 * The list, the counts and the flags change under lk, a plain Lock, so nothing that may sleep, touch user
 * memory or raise an error is done while holding it.  A reader takes its Block off the list (Taken),
 * copies without lk, and puts back what is left.  A writer waits for room before it queues: an
 * interrupted write has written nothing of its last Block.  Who finds nothing, or no room, waits in
 * line for rlock or wlock, then sleeps; only who said so (starve, flow) is woken.
 *
 * A reader that finds nothing watches for a moment before it sleeps, as long as that keeps paying: an
 * answer that another processor is just about to give then costs no sleep and no wake-up.
 */
#include "u.h"
#include "buf.h"
#include "err.h"
#include "host.h"
#include "keepold.h"
#include "lib.h"
#include "lock.h"
#include "mem.h"
#include "queue.h"
#include "watch.h"

enum
{
	/* bytes that a Block counts beside its data: many short writes fill a queue too */
	Blockcost = 64,
	/* bytes of a write that Qcoalesce still copies behind the one before */
	Mergemax = 512,
	/* reads of 0 bytes given after the hang-up, before the error */
	Maxeof = 3,
	Cacheline = 64,
	/* bytes at most of the Block that a queue keeps for its next writer */
	Sparesize = 1024,
	/* state, for those who look without lk: the conditions of sleep */
	Sdata = 1,
	Sroom = 2,
	Sclosed = 4,
};

/*
 * [I] immutable  [q] lk  [a] atomic  [s] written under lk, read by anyone.  What
 * reader and writer both touch each time comes first, and is one line of the cache.
 */
struct Queue
{
	Lock lk;
	Block *first, *last;  /* [q] */
	int len;              /* [q] bytes in the list */
	int held;             /* [q] the same with Blockcost for each Block: counts against limit */
	int limit;            /* [q] */
	u8int flags;          /* [I] Qmsg Qcoalesce */
	bool closed;          /* [q] no more writes */
	bool dropping;        /* [q] nor reads: a reader's rest is not put back */
	bool noblock;         /* [q] */
	bool starve;          /* [q] the reader sleeps, or soon will, until there is something */
	bool flow;            /* [q] a writer does, until there is room */
	_Atomic u32int state; /* [s] */
	Block *_Atomic spare; /* [a] a small Block that was read, for the next writer */

	void *mem;        /* [I] the allocation in which the Queue lies */
	Watch watch;      /* [a] for readers */
	int eof;          /* [q] reads of 0 bytes given since the hang-up */
	char err[Errmax]; /* [q] why it is closed */

	QLock rlock; /* one reader at a time waits for data */
	Rendez rr;   /* who holds rlock sleeps here */
	QLock wlock; /* one writer at a time waits for room */
	Rendez wr;
};
_Static_assert(offsetof(struct Queue, mem) <= Cacheline, "Queue");

/* A Block in a reader's hands: on the reader's stack */
typedef struct Taken
{
	Queue *q;
	Block *b; /* nil: none, or none any more */
} Taken;

/* ---- the list; all with lk held ---- */

static u32int
stateof(Queue *q)
{
	return (q->first != nil ? Sdata : 0) | (q->held < q->limit || q->noblock ? Sroom : 0) |
	       (q->closed ? Sclosed : 0);
}

/* after any change: what sleepers wait for */
static void
publish(Queue *q)
{
	keepold(q->state);
	atomic_store_explicit(&q->state, stateof(q), memory_order_relaxed);
}

/* before first, last, len or held change */
#define keeplist(q) keepmany(&(q)->first, 24)
_Static_assert(offsetof(struct Queue, limit) - offsetof(struct Queue, first) == 24, "Queue");

static void
count(Queue *q, Block *b, int sign)
{
	q->len += sign * blen(b);
	q->held += sign * (blen(b) + Blockcost);
}

/* can the bytes of b go behind those that are there?  A stream has no empty writes. */
static bool
mergeable(Queue *q, Block *b)
{
	Block *l = q->last;

	if(!(q->flags & Qcoalesce))
		return false;
	if(blen(b) == 0)
		return true;
	return l != nil && blen(b) <= Mergemax && l->lim - l->wp >= blen(b);
}

/* result: b itself when its bytes were merged and it is left over, else nil */
static Block *
append(Queue *q, Block *b)
{
	int n = blen(b);

	if(mergeable(q, b)) {
		if(n == 0)
			return b;
		memcpy(q->last->wp, b->rp, (usize)n);
		keeplist(q);
		keepold(q->last->wp);
		q->last->wp += n;
		q->len += n;
		q->held += n;
		publish(q);
		return b;
	}
	Block **l = q->last != nil ? &q->last->next : &q->first;
	b->next = nil;
	keeplist(q);
	keepold(*l);
	*l = b;
	q->last = b;
	count(q, b, 1);
	publish(q);
	return nil;
}

static Block *
removefirst(Queue *q)
{
	Block *b = q->first;

	keeplist(q);
	keepold(b->next);
	q->first = b->next;
	if(q->first == nil)
		q->last = nil;
	b->next = nil;
	count(q, b, -1);
	publish(q);
	return b;
}

static void
putback(Queue *q, Block *b)
{
	keeplist(q);
	b->next = q->first;
	q->first = b;
	if(q->last == nil)
		q->last = b;
	count(q, b, 1);
	publish(q);
}

/* Empty the list.  Result: what was in it */
static Block *
removeall(Queue *q)
{
	Block *b = q->first;

	keeplist(q);
	q->first = q->last = nil;
	q->len = q->held = 0;
	publish(q);
	return b;
}

/* raises; releases lk first */
static noreturn void
closederror(Queue *q)
{
	char err[Errmax];

	strecpy(err, err + sizeof err, q->err);
	unlock(&q->lk);
	error(err);
}

/* ---- waking: flag and record under lk, the wake-up without.  The sleeper takes its flag back, not the
 * waker: another may empty the queue before it sleeps, and then it must get the next wake-up. ---- */
static void
awake(Queue *q, bool *flag)
{
	lock(&q->lk);
	*flag = false;
	unlock(&q->lk);
}

static void
wakereader(Queue *q)
{
	wakeup(&q->rr);
}
DEFREDO(wakereader, Queue)

static void
wakewriter(Queue *q)
{
	wakeup(&q->wr);
}
DEFREDO(wakewriter, Queue)

/* Something was queued, or the end came, and lk is held: release it and say so */
static void
tellreader(Queue *q)
{
	bool wake = q->starve;

	if(wake) {
		keepold(up->err.n);
		onerror(wakereader, q);
	}
	unlock(&q->lk);
	if(wake) {
		wakereader(q);
		poperror(); /* not before: waking twice does no harm, not at all does */
	}
}

/* Something was taken away, or the end came, and lk is held: release it and say so.  Writers wait
 * until half is free, so that they write more than a little when they run. */
static void
tellwriter(Queue *q)
{
	bool wake = q->flow && (q->held <= q->limit / 2 || q->closed || q->noblock);

	if(wake) {
		keepold(up->err.n);
		onerror(wakewriter, q);
	}
	unlock(&q->lk);
	if(wake) {
		wakewriter(q);
		poperror();
	}
}

/* ---- making and ending ---- */

Queue *
qopen(int limit, int flags)
{
	u8int *mem = smalloc(sizeof(Queue) + Cacheline - 1);
	Queue *q = (Queue *)roundup((uintptr)mem, Cacheline);

	q->mem = mem;
	lockinit(&q->lk, Rq);
	lockinit(&q->rr.lk, Rrendez);
	lockinit(&q->wr.lk, Rrendez);
	qlockinit(&q->rlock, Rqueue);
	qlockinit(&q->wlock, Rqueue);
	q->limit = limit;
	q->flags = (u8int)flags;
	q->state = stateof(q);
	return q;
}

static void
queuefree(Queue *q)
{
	freeb(atomic_exchange(&q->spare, nil));
	freeblistp(&q->first);
	takeundo(q);
	kfree(q->mem);
}
DEFREDO(queuefree, Queue)

void
qfree(Queue *q)
{
	if(q == nil)
		return;
	takeundo(q);
	onerror(queuefree, q);
	undo();
}

/* wake all who wait; lk is held and gets released */
static void
tellall(Queue *q)
{
	tellreader(q);
	lock(&q->lk);
	tellwriter(q);
}

void
qclose(Queue *q)
{
	Block *list;

	if(q == nil)
		return;
	lock(&q->lk);
	keepmany(&q->closed, 2);
	keepmany(q->err, sizeof q->err);
	keepold(up->err.n);
	q->closed = q->dropping = true;
	strecpy(q->err, q->err + sizeof q->err, Ehungup);
	list = removeall(q);
	onerror(freeblistp, &list);
	tellall(q);
	undo();
}

void
qhangup(Queue *q, const char *msg)
{
	if(msg == nil || msg[0] == 0)
		msg = Ehungup;
	lock(&q->lk);
	keepold(q->closed);
	keepmany(q->err, sizeof q->err);
	q->closed = true;
	strecpy(q->err, q->err + sizeof q->err, msg);
	publish(q);
	tellall(q);
}

void
qreopen(Queue *q)
{
	Block *list;

	lock(&q->lk);
	keepmany(&q->closed, 5);
	q->closed = q->dropping = q->starve = q->flow = false;
	q->eof = 0;
	q->err[0] = 0;
	list = removeall(q);
	unlock(&q->lk);
	freeblist(list);
}

/* ---- reading ---- */

static bool
hasdata(void *a)
{
	Queue *q = a;

	return atomic_load_explicit(&q->state, memory_order_relaxed) & (Sdata | Sclosed);
}

/* the reader is done, or failed: what it did not use is first again */
static void
endtake(Taken *t)
{
	Queue *q = t->q;
	Block *b = t->b;

	if(b == nil)
		return;
	lock(&q->lk);
	keepold(t->b);
	t->b = nil;
	if(!q->dropping) {
		putback(q, b);
		b = nil;
	}
	tellreader(q); /* another one may have found nothing meanwhile, and sleep */
	freeb(b);
}
DEFREDO(endtake, Taken)

/* the queue is empty and closed, lk is held */
static void
atend(Queue *q)
{
	if(++q->eof > Maxeof || strcmp(q->err, Ehungup) != 0)
		closederror(q);
	unlock(&q->lk);
}

/* sleep while q is empty; another reader may have emptied it again when this returns */
static void
waitdata(Queue *q)
{
	bool empty;

	if(watch(&q->watch, hasdata, q))
		return;
	eqlock(&q->rlock);
	onerror(qunlock, &q->rlock);
	lock(&q->lk);
	empty = !hasdata(q);
	if(empty)
		q->starve = true;
	unlock(&q->lk);
	if(empty) {
		sleep(&q->rr, hasdata, q);
		awake(q, &q->starve);
	}
	undo();
}

bool
qready(Queue *q, bool wait)
{
	while(!hasdata(q)) {
		if(!wait)
			return false;
		waitdata(q);
	}
	return true;
}

/* wait for a Block and take it; endtake stands on the error stack.  False: the end */
static bool
take(Taken *t)
{
	Queue *q = t->q;

	lock(&q->lk);
	while(q->first == nil) {
		if(q->closed) {
			atend(q);
			return false;
		}
		unlock(&q->lk);
		waitdata(q);
		lock(&q->lk);
	}
	keepold(t->b);
	t->b = removefirst(q);
	tellwriter(q);
	return true;
}

/* the next Block of a stream, if there is one by now */
static bool
takemore(Taken *t)
{
	Queue *q = t->q;

	lock(&q->lk);
	if(q->first != nil) {
		keepold(t->b);
		t->b = removefirst(q);
	}
	tellwriter(q);
	return t->b != nil;
}

static void
recycle(Queue *q, Block *b)
{
	if(balloc(b) <= Sparesize)
		b = atomic_exchange(&q->spare, b);
	freeb(b);
}

/* n more bytes of what was taken are used */
static void
used(Taken *t, int n)
{
	Block *b = t->b;

	b->rp += n;
	if(b->rp == b->wp || (t->q->flags & Qmsg)) {
		t->b = nil;
		recycle(t->q, b);
	}
}

int
qread(Queue *q, Buf to, int n)
{
	Taken t = {q, nil};
	int m, done = 0;

	onerror(endtake, &t);
	if(take(&t))
		do {
			m = blen(t.b) < n - done ? blen(t.b) : n - done;
			bufput(bufadd(to, (usize)done), t.b->rp, (usize)m);
			used(&t, m);
			done += m;
		} while((q->flags & Qcoalesce) && done < n && takemore(&t));
	undo();
	return done;
}

/* the first n bytes of what was taken, or all of a message's that are wanted */
static Block *
firstpart(Taken *t, int n)
{
	Block *b = t->b;

	if(blen(b) > n && !(t->q->flags & Qmsg)) {
		b = allocb(n);
		memcpy(b->wp, t->b->rp, (usize)n);
		b->wp += n;
		used(t, n);
		return b;
	}
	t->b = nil;
	if(blen(b) > n)
		b->wp = b->rp + n;
	return b;
}

Block *
qbread(Queue *q, int n)
{
	Taken t = {q, nil};
	Block *b = nil;

	onerror(endtake, &t);
	if(take(&t))
		b = firstpart(&t, n);
	undo();
	return b;
}

/* ---- writing ---- */

static bool
hasroom(void *a)
{
	Queue *q = a;

	return atomic_load_explicit(&q->state, memory_order_relaxed) & (Sroom | Sclosed);
}

/* sleep while q is full; others may have filled it again when this returns */
static void
waitroom(Queue *q)
{
	bool full;

	eqlock(&q->wlock);
	onerror(qunlock, &q->wlock);
	lock(&q->lk);
	full = !hasroom(q);
	if(full)
		q->flow = true;
	unlock(&q->lk);
	if(full) {
		sleep(&q->wr, hasroom, q);
		awake(q, &q->flow);
	}
	undo();
}

int
qbwrite(Queue *q, Block *b)
{
	int n = blen(b);

	onerror(freeb, b);
	lock(&q->lk);
	while(!hasroom(q)) {
		unlock(&q->lk);
		waitroom(q);
		lock(&q->lk);
	}
	if(q->closed)
		closederror(q);
	if(q->noblock && q->held >= q->limit) {
		unlock(&q->lk);
		undo();
		return n;
	}
	keepold(up->err.n);
	poperror(); /* with the queue's lock b changes hands */
	b = append(q, b);
	tellreader(q);
	freeb(b);
	return n;
}

static Block *
newb(Queue *q, int n)
{
	Block *b = nil;

	if(atomic_load_explicit(&q->spare, memory_order_relaxed) != nil)
		b = atomic_exchange(&q->spare, nil);
	if(b == nil)
		return allocb(n);
	if(balloc(b) < n) {
		freeb(b);
		return allocb(n);
	}
	b->next = nil;
	b->rp = b->wp = b->base;
	return b;
}

int
qwrite(Queue *q, Buf from, int n)
{
	Block *b;
	int m, done = 0;

	if((q->flags & Qmsg) && n > Qatomic)
		error(Etoobig);
	do {
		m = n - done < Qatomic ? n - done : Qatomic;
		b = newb(q, m);
		onerror(freeb, b);
		bufget(b->wp, bufadd(from, (usize)done), (usize)m);
		b->wp += m;
		poperror();
		qbwrite(q, b);
		done += m;
	} while(done < n);
	return done;
}

int
qproduce(Queue *q, const void *p, int n)
{
	Block *b = tryallocb(n);
	bool closed;

	if(b == nil)
		return 0;
	memcpy(b->wp, p, (usize)n);
	b->wp += n;
	lock(&q->lk);
	closed = q->closed;
	if(closed || q->held >= q->limit) {
		unlock(&q->lk);
		freeb(b);
		return closed ? -1 : 0;
	}
	b = append(q, b);
	tellreader(q);
	freeb(b);
	return n;
}

/* ---- the rest ---- */

bool
qisclosed(Queue *q)
{
	return atomic_load(&q->state) & Sclosed;
}

int
qlen(Queue *q)
{
	int n;

	lock(&q->lk);
	n = q->len;
	unlock(&q->lk);
	return n;
}

void
qsetlimit(Queue *q, int limit)
{
	lock(&q->lk);
	keepold(q->limit);
	q->limit = limit;
	publish(q);
	tellwriter(q);
}

void
qnoblock(Queue *q, bool on)
{
	lock(&q->lk);
	keepold(q->noblock);
	q->noblock = on;
	publish(q);
	tellwriter(q);
}
