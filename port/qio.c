/*
 * Queues: flow-controlled lists of Blocks between processes that write and
 * processes that read.  Every write is one Block (a long one several), so its
 * boundary travels with it.  What a queue is used for, and who closes it, its
 * owner knows.
 *
 * The list, the counts and the flags change under lk, a plain Lock, so nothing that
 * may sleep, touch user memory or raise an error is done while holding it.  A reader
 * takes its Block off the list (taken), copies without lk, and puts back what is left;
 * rlock keeps other readers out meanwhile.  A writer waits for room before it queues:
 * an interrupted write has written nothing of its last Block.
 *
 * A reader that finds nothing watches for a moment before it sleeps, as long as that keeps paying: an
 * answer that another processor is just about to give then costs no sleep and no wake-up.
 *
 * Sleepers are only woken when they said that they sleep (starve, flow).  The flag is cleared under
 * lk, the wake-up follows without it; a process killed in between leaves the wake-up to
 * the reaper, by its error stack.
 */
#include "u.h"
#include "buf.h"
#include "err.h"
#include "host.h"
#include "lib.h"
#include "lock.h"
#include "mem.h"
#include "queue.h"

enum
{
	/* bytes that a Block counts beside its data: many short writes fill a queue too */
	Blockcost = 64,
	/* bytes of a write that Qcoalesce still copies behind the one before */
	Mergemax = 512,
	/* reads of 0 bytes given after the hang-up, before the error */
	Maxeof = 3,
	/* of the processor's clock that a reader watches: somewhat more than waking another one takes */
	Spincycles = 100000,
	Spintries = 5000, /* should that clock be slow or stand still */
	/* so often in vain, and it leaves it out for 2^misses waits, up to the second number */
	Spinmisses = 4,
	Spinmaxskip = 10,
	/* state, for those who look without lk: the conditions of sleep */
	Sdata = 1,
	Sroom = 2,
	Sclosed = 4,
};

/* [I] immutable  [q] lk  [r] rlock, and lk for changes  [s] written under lk, read by anyone */
struct Queue
{
	Lock lk;
	Block *first, *last;  /* [q] */
	int len;              /* [q] bytes in the list */
	int held;             /* [q] the same with Blockcost for each Block: counts against limit */
	int limit;            /* [q] */
	int flags;            /* [I] Qmsg Qcoalesce Qkick */
	bool closed;          /* [q] no more writes */
	bool dropping;        /* [q] nor reads: a reader's rest is not put back */
	bool noblock;         /* [q] */
	bool starve;          /* [q] the reader sleeps, or soon will, until there is something */
	bool flow;            /* [q] a writer does, until there is room */
	int eof;              /* [q] reads of 0 bytes given since the hang-up */
	char err[Errmax];     /* [q] why it is closed */
	_Atomic u32int state; /* [s] */
	void (*kick)(void *); /* [I] */
	void *arg;            /* [I] */

	QLock rlock;  /* one reader at a time */
	Rendez rr;    /* who holds rlock sleeps here */
	Block *taken; /* [r] being copied to the reader */
	int misses;   /* [r] times that watching was in vain since it last paid */
	int skip;     /* [r] waits to come without watching */

	QLock wlock; /* one writer at a time waits for room */
	Rendez wr;
};

/* ---- the list; all with lk held ---- */

/* after any change: what sleepers wait for */
static void
publish(Queue *q)
{
	u32int s = (q->first != nil ? Sdata : 0) | (q->held < q->limit || q->noblock ? Sroom : 0) |
		   (q->closed ? Sclosed : 0);

	atomic_store_explicit(&q->state, s, memory_order_relaxed);
}

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
		q->last->wp += n;
		q->len += n;
		q->held += n;
		return b;
	}
	b->next = nil;
	if(q->last != nil)
		q->last->next = b;
	else
		q->first = b;
	q->last = b;
	count(q, b, 1);
	publish(q);
	return nil;
}

static Block *
removefirst(Queue *q)
{
	Block *b = q->first;

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

/* ---- waking: flag and record under lk, the wake-up without ---- */

static void
wakereader(Queue *q)
{
	wakeup(&q->rr);
}
DEFUNDO(wakereader, Queue)

static void
wakewriter(Queue *q)
{
	wakeup(&q->wr);
}
DEFUNDO(wakewriter, Queue)

/* Something was queued, or the end came, and lk is held: release it and say so */
static void
tellreader(Queue *q, bool wasempty)
{
	bool wake = q->starve;

	q->starve = false;
	if(wake)
		onerror(wakereader, q);
	unlock(&q->lk);
	if(wake) {
		wakereader(q);
		poperror(); /* not before: waking twice does no harm, not at all does */
	}
	if(wasempty && q->kick != nil)
		q->kick(q->arg);
}

/* Something was taken away, or the end came, and lk is held: release it and say so.  Writers wait
 * until half is free, so that they write more than a little when they run. */
static void
tellwriter(Queue *q)
{
	bool wake = q->flow && (q->held <= q->limit / 2 || q->closed || q->noblock);

	if(wake) {
		q->flow = false;
		onerror(wakewriter, q);
	}
	unlock(&q->lk);
	if(!wake)
		return;
	wakewriter(q);
	poperror();
	if(q->kick != nil)
		q->kick(q->arg);
}

/* ---- making and ending ---- */

Queue *
qopen(int limit, int flags, void (*kick)(void *), void *arg)
{
	Queue *q = smalloc(sizeof *q);

	lockinit(&q->lk, Rq);
	lockinit(&q->rr.lk, Rrendez);
	lockinit(&q->wr.lk, Rrendez);
	qlockinit(&q->rlock, Rqueue);
	qlockinit(&q->wlock, Rqueue);
	q->limit = limit;
	q->flags = flags;
	q->kick = kick;
	q->arg = arg;
	publish(q);
	return q;
}

void
qfree(Queue *q)
{
	if(q == nil)
		return;
	freeblist(q->taken);
	freeblist(q->first);
	kfree(q);
}

/* wake all who wait; lk is held and gets released */
static void
tellall(Queue *q)
{
	tellreader(q, false);
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
	q->closed = q->dropping = true;
	strecpy(q->err, q->err + sizeof q->err, Ehungup);
	list = removeall(q);
	tellall(q);
	freeblist(list);
}

void
qhangup(Queue *q, const char *msg)
{
	if(msg == nil || msg[0] == 0)
		msg = Ehungup;
	lock(&q->lk);
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
endread(Queue *q)
{
	Block *b = q->taken;

	lock(&q->lk);
	q->taken = nil;
	if(b != nil && !q->dropping) {
		putback(q, b);
		b = nil;
	}
	tellwriter(q);
	qunlock(&q->rlock);
	freeb(b);
}
DEFUNDO(endread, Queue)

/* the queue is empty and closed, lk is held */
static void
atend(Queue *q)
{
	if(++q->eof > Maxeof || strcmp(q->err, Ehungup) != 0)
		closederror(q);
	unlock(&q->lk);
}

/* watching was in vain */
static void
missed(Queue *q)
{
	if(q->misses < Spinmaxskip)
		q->misses++;
	if(q->misses > Spinmisses)
		q->skip = 1 << q->misses;
}

/*
 * rlock is held, and there was nothing: watch for data.  When reader and writer run at once, this
 * makes an exchange cost a tenth of what two sleeps do; with one processor for both it is
 * lost time, hence missed.
 */
static void
spin(Queue *q)
{
	u64int start;

	if(q->skip > 0) {
		q->skip--;
		return;
	}
	start = hostcycles();
	for(int i = 0; i < Spintries && hostcycles() - start < Spincycles; i++) {
		if(hasdata(q)) {
			q->misses = 0;
			return;
		}
		__builtin_ia32_pause();
	}
	missed(q);
}

/* rlock is held: wait, and take the first Block off.  nil: the end */
static Block *
take(Queue *q)
{
	Block *b;

	if(!hasdata(q))
		spin(q);
	lock(&q->lk);
	while(q->first == nil) {
		if(q->closed) {
			atend(q);
			return nil;
		}
		q->starve = true;
		unlock(&q->lk);
		if((q->flags & Qkick) && q->kick != nil)
			q->kick(q->arg);
		sleep(&q->rr, hasdata, q);
		lock(&q->lk);
	}
	b = q->taken = removefirst(q);
	unlock(&q->lk);
	return b;
}

/* n more bytes of taken are used */
static void
used(Queue *q, int n)
{
	Block *b = q->taken;

	b->rp += n;
	if(b->rp == b->wp || (q->flags & Qmsg)) {
		q->taken = nil;
		freeb(b);
	}
}

/* the next Block of a stream, if there is one by now */
static bool
takemore(Queue *q)
{
	lock(&q->lk);
	if(q->first != nil)
		q->taken = removefirst(q);
	unlock(&q->lk);
	return q->taken != nil;
}

int
qread(Queue *q, Buf to, int n)
{
	Block *b;
	int m, done = 0;

	eqlock(&q->rlock);
	onerror(endread, q);
	b = take(q);
	while(b != nil) {
		m = blen(b) < n - done ? blen(b) : n - done;
		bufput(bufadd(to, (usize)done), b->rp, (usize)m);
		used(q, m);
		done += m;
		if(!(q->flags & Qcoalesce) || done == n || !takemore(q))
			break;
		b = q->taken;
	}
	undo();
	return done;
}

Block *
qbread(Queue *q, int n)
{
	Block *b;

	eqlock(&q->rlock);
	onerror(endread, q);
	b = take(q);
	if(b != nil && blen(b) > n && !(q->flags & Qmsg)) {
		b = allocb(n);
		memcpy(b->wp, q->taken->rp, (usize)n);
		b->wp += n;
		used(q, n);
	} else {
		q->taken = nil;
		if(b != nil && blen(b) > n)
			b->wp = b->rp + n;
	}
	undo();
	return b;
}

int
qconsume(Queue *q, void *p, int n)
{
	Block *b;
	bool closed;

	lock(&q->lk);
	if(q->first == nil) {
		closed = q->closed;
		unlock(&q->lk);
		return closed ? 0 : -1;
	}
	b = removefirst(q);
	if(n > blen(b))
		n = blen(b);
	memcpy(p, b->rp, (usize)n);
	b->rp += n;
	if(b->rp < b->wp && !(q->flags & Qmsg)) {
		putback(q, b);
		b = nil;
	}
	tellwriter(q);
	freeb(b);
	return n;
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
	if(full)
		sleep(&q->wr, hasroom, q);
	undo();
}

int
qbwrite(Queue *q, Block *b)
{
	int n = blen(b);
	bool wasempty;

	onerror(freeb, b);
	lock(&q->lk);
	while(!hasroom(q)) {
		unlock(&q->lk);
		waitroom(q);
		lock(&q->lk);
	}
	if(q->closed)
		closederror(q);
	if(q->held >= q->limit) { /* noblock */
		unlock(&q->lk);
		undo();
		return n;
	}
	poperror(); /* before b changes hands: killed in between, it would be freed twice */
	wasempty = q->first == nil;
	b = append(q, b);
	tellreader(q, wasempty);
	freeb(b);
	return n;
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
		b = allocb(m);
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
	bool wasempty, closed;

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
	wasempty = q->first == nil;
	b = append(q, b);
	tellreader(q, wasempty);
	freeb(b);
	return n;
}

/* ---- the rest ---- */

void
qflush(Queue *q)
{
	Block *list;

	lock(&q->lk);
	list = removeall(q);
	tellwriter(q);
	freeblist(list);
}

bool
qisclosed(Queue *q)
{
	return atomic_load(&q->state) & Sclosed;
}

bool
qcanread(Queue *q)
{
	return atomic_load(&q->state) & Sdata;
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

int
qwindow(Queue *q)
{
	int n;

	lock(&q->lk);
	n = q->limit - q->held;
	unlock(&q->lk);
	return n > 0 ? n : 0;
}

void
qsetlimit(Queue *q, int limit)
{
	lock(&q->lk);
	q->limit = limit;
	publish(q);
	tellwriter(q);
}

void
qnoblock(Queue *q, bool on)
{
	lock(&q->lk);
	q->noblock = on;
	publish(q);
	tellwriter(q);
}
