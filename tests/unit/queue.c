/*
 * Queues: what a read gets, who waits for whom, and the end.
 */
#include "unit.h"
#include "mem.h"
#include "proc.h"
#include "queue.h"

enum
{
	Limit = 1000,
	Cost = 64, /* that a Block counts beside its data */
};

static Queue *
textq(int flags)
{
	kernelup();
	return qopen(Limit, flags);
}

static void
put(Queue *q, const char *s)
{
	checkint(qwrite(q, kbuf((void *)(uintptr)s), (int)strlen(s)), strlen(s));
}

/* what a read of at most n bytes gives */
static const char *
get(Queue *q, int n)
{
	static char text[256];

	n = qread(q, kbuf(text), n);
	text[n] = 0;
	return text;
}

static void
over(Queue *q)
{
	qfree(q);
	checkleaks();
}

UNIT(boundaries)
{
	Queue *q = textq(0);

	put(q, "one");
	put(q, "");
	put(q, "three");
	checkint(qlen(q), 8);
	checkstr(get(q, 100), "one");
	checkstr(get(q, 100), "");
	checkstr(get(q, 2), "th");
	checkint(qlen(q), 3);
	checkstr(get(q, 100), "ree");
	checkint(qlen(q), 0);
	over(q);
}

UNIT(messages)
{
	Queue *q = textq(Qmsg);
	static char big[Qatomic + 1];

	put(q, "one");
	put(q, "two");
	checkstr(get(q, 2), "on");
	checkstr(get(q, 100), "two");
	checkerror(qwrite(q, kbuf(big), sizeof big), Etoobig);
	checkint(qlen(q), 0);
	over(q);
}

UNIT(stream)
{
	Queue *q = textq(Qcoalesce);
	char c;

	put(q, "ab");
	put(q, "");
	put(q, "cd");
	checkstr(get(q, 3), "abc");
	checkstr(get(q, 100), "d");
	/* short writes take little more than their bytes, in two Blocks */
	for(int i = 0; i < Limit - 2 * Cost; i++) {
		c = (char)('a' + i % 26);
		checkint(qproduce(q, &c, 1), 1);
	}
	checkint(qproduce(q, &c, 1), 0);
	checkstr(get(q, 27), "abcdefghijklmnopqrstuvwxyza");
	over(q);
}

/* a full stream makes its writer wait too, and loses nothing of the short writes */
static void
writeshort(void *arg)
{
	for(u32int i = 0; i < 1000; i++)
		checkint(qwrite(arg, kbuf(&i), sizeof i), sizeof i);
	qhangup(arg, nil);
}

UNIT(streamflow)
{
	Queue *q = textq(Qcoalesce);
	u32int got[50], n = 0;
	int m;

	kproc("writer", writeshort, q);
	fakesettle();
	check(qlen(q) <= Limit);
	/* by words, so that none is split: a stream gives what there is */
	while((m = qread(q, kbuf(got), sizeof got)) > 0)
		for(int i = 0; i < m / 4; i++)
			checkint(got[i], n++);
	checkint(n, 1000);
	fakesettle();
	over(q);
}

/* a write of more than Qatomic is several Blocks, each read by itself */
static void
writebig(void *arg)
{
	static u8int big[Qatomic + 10];

	for(int i = 0; i < nelem(big); i++)
		big[i] = (u8int)(i * 7);
	checkint(qwrite(arg, kbuf(big), sizeof big), sizeof big);
}

UNIT(big)
{
	Queue *q = textq(0);
	u8int *got = smalloc(2 * Qatomic);

	kproc("writer", writebig, q);
	checkint(qread(q, kbuf(got), 2 * Qatomic), Qatomic);
	checkint(qread(q, kbuf(got + Qatomic), 2 * Qatomic), 10);
	for(int i = 0; i < Qatomic + 10; i++)
		check(got[i] == (u8int)(i * 7));
	kfree(got);
	fakesettle();
	over(q);
}

/* ---- flow control ---- */

static _Atomic int written;

static void
writemany(void *arg)
{
	char text[100];

	memset(text, 'x', sizeof text);
	for(; written < 50; written++)
		checkint(qwrite(arg, kbuf(text), sizeof text), sizeof text);
}

UNIT(flow)
{
	Queue *q = textq(0);
	int full = (Limit + 99 + Cost) / (100 + Cost), left = 50;

	kproc("writer", writemany, q);
	fakesettle();
	checkint(written, full);
	/* goes on when half is free, not before */
	checkint(strlen(get(q, 100)), 100);
	fakesettle();
	checkint(written, full);
	while(--left > 0)
		checkint(strlen(get(q, 100)), 100);
	fakesettle();
	checkint(written, 50);
	over(q);
}

UNIT(noblock)
{
	Queue *q = textq(0);
	char text[Limit] = {0};

	put(q, "first");
	qnoblock(q, true);
	checkint(qwrite(q, kbuf(text), Limit), Limit);
	checkint(qwrite(q, kbuf(text), 10), 10); /* lost */
	checkint(qlen(q), Limit + 5);
	checkint((int)strlen(get(q, 5)), 5);
	checkint(qlen(q), Limit);
	qread(q, kbuf(text), Limit);
	put(q, "again");
	checkstr(get(q, 100), "again");
	over(q);
}

UNIT(limits)
{
	Queue *q = textq(0);
	char text[Limit] = {0};

	qsetlimit(q, 100);
	checkint(qproduce(q, text, 90), 90);
	checkint(qproduce(q, text, 1), 0);
	qsetlimit(q, 1000);
	checkint(qproduce(q, text, 1), 1);
	checkint(qread(q, kbuf(text), 50), 50);
	checkint(qread(q, kbuf(text), 50), 40);
	checkint(qread(q, kbuf(text), 50), 1);
	qhangup(q, nil);
	checkint(qread(q, kbuf(text), 50), 0);
	checkint(qproduce(q, text, 1), -1);
	over(q);
}

/* ---- readers ---- */

static _Atomic int nread;

static void
readone(void *arg)
{
	char text[10];

	checkint(qread(arg, kbuf(text), sizeof text), 4);
	checkmem(text, "data", 4);
	nread++;
}

UNIT(readers)
{
	Queue *q = textq(0);

	for(int i = 0; i < 5; i++)
		kproc("reader", readone, q);
	fakesettle();
	checkint(nread, 0);
	for(int i = 1; i <= 5; i++) {
		put(q, "data");
		fakesettle();
		checkint(nread, i);
	}
	over(q);
}

/* a Block goes back whole when its reader's memory is bad */
UNIT(badmemory)
{
	Queue *q = textq(0);

	put(q, "data");
	up->seg[0] = nil;
	checkerror(qread(q, ubuf(uaddr(64)), 4), Ebadarg);
	checkstr(get(q, 100), "data");
	checkerror(qwrite(q, ubuf(uaddr(64)), 4), Ebadarg);
	checkint(qlen(q), 0);
	over(q);
}

UNIT(blocks)
{
	Queue *q = textq(0);
	Block *b;

	put(q, "abcdef");
	b = qbread(q, 4);
	checkint(blen(b), 4);
	checkmem(b->rp, "abcd", 4);
	checkint(qbwrite(q, b), 4);
	checkstr(get(q, 100), "ef");
	b = qbread(q, 100);
	checkmem(b->rp, "abcd", 4);
	freeb(b);
	qhangup(q, nil);
	check(qbread(q, 100) == nil);
	b = allocb(10);
	checkerror(qbwrite(q, b), Ehungup);
	over(q);
}

/* ---- the end ---- */

UNIT(hangup)
{
	Queue *q = textq(0);

	put(q, "rest");
	qhangup(q, nil);
	check(qisclosed(q));
	checkerror(put(q, "more"), Ehungup);
	checkstr(get(q, 100), "rest");
	for(int i = 0; i < 3; i++)
		checkstr(get(q, 100), "");
	checkerror(get(q, 100), Ehungup);
	qreopen(q);
	check(!qisclosed(q));
	put(q, "new");
	qhangup(q, "connection reset");
	checkstr(get(q, 100), "new");
	checkerror(get(q, 100), "connection reset");
	over(q);
}

UNIT(closed)
{
	Queue *q = textq(0);

	put(q, "lost");
	qclose(q);
	checkstr(get(q, 100), "");
	checkerror(put(q, "more"), Ehungup);
	over(q);
}

static _Atomic int failed;

static void
readend(void *arg)
{
	char text[10];

	checkint(qread(arg, kbuf(text), sizeof text), 0);
	failed++;
}

static void
writeend(void *arg)
{
	char text[Limit] = {0};

	checkint(qwrite(arg, kbuf(text), Limit), Limit);
	checkerror(qwrite(arg, kbuf(text), 1), Ehungup);
	failed++;
}

UNIT(closedwaiting)
{
	Queue *q = textq(0), *r = qopen(Limit, 0);

	kproc("reader", readend, q);
	kproc("writer", writeend, r);
	fakesettle();
	checkint(failed, 0);
	qclose(q);
	qclose(r);
	fakesettle();
	checkint(failed, 2);
	qfree(r);
	over(q);
}

static _Atomic int nready;

static void
awaitready(void *q)
{
	check(qready(q, true));
	nready++;
}

/* who only waits until a read would not takes nothing, and hears of the end too */
UNIT(ready)
{
	Queue *q = textq(0);

	check(!qready(q, false));
	kproc("one", awaitready, q);
	kproc("another", awaitready, q);
	fakesettle();
	checkint(nready, 0);
	put(q, "text");
	fakesettle();
	checkint(nready, 2);
	check(qready(q, false));
	checkstr(get(q, 100), "text");
	check(!qready(q, false));
	kproc("one", awaitready, q);
	fakesettle();
	checkint(nready, 2);
	qhangup(q, nil);
	fakesettle();
	checkint(nready, 3);
	check(qready(q, false));
	over(q);
}

/* many writers and readers at once: nothing is lost, doubled or torn */
enum
{
	Nwriter = 4,
	Nwrite = 300,
};
static u8int seen[Nwriter][Nwrite];
static _Atomic int nseen;

static void
crowdwriter(void *arg)
{
	static _Atomic int last;
	int me = last++;
	u32int m[40];

	for(int i = 0; i < Nwrite; i++) {
		for(int k = 0; k < nelem(m); k++)
			m[k] = (u32int)(me << 16 | i);
		checkint(qwrite(arg, kbuf(m), sizeof m), sizeof m);
	}
}

static void
crowdreader(void *arg)
{
	u32int m[40];

	while(nseen < Nwriter * Nwrite) {
		if(qread(arg, kbuf(m), sizeof m) == 0)
			return;
		for(int k = 1; k < nelem(m); k++)
			check(m[k] == m[0]);
		checkint(seen[m[0] >> 16][m[0] & 0xffff]++, 0);
		if(++nseen == Nwriter * Nwrite)
			qhangup(arg, nil);
	}
}

UNIT(crowd)
{
	Queue *q = textq(0);

	for(int i = 0; i < Nwriter; i++)
		kproc("writer", crowdwriter, q);
	for(int i = 0; i < 3; i++)
		kproc("reader", crowdreader, q);
	fakesettle();
	checkint(nseen, Nwriter * Nwrite);
	over(q);
}

/* readers that leave a rest of each write for the others: one that sleeps hears of it */
static void
sipper(void *arg)
{
	char c[7];
	int n;

	while(nseen < Nwriter * Nwrite * 160) {
		n = qread(arg, kbuf(c), sizeof c);
		if(n == 0)
			return;
		if(atomic_fetch_add(&nseen, n) + n == Nwriter * Nwrite * 160)
			qhangup(arg, nil);
	}
}

UNIT(sips)
{
	Queue *q = textq(0);

	for(int i = 0; i < 3; i++)
		kproc("reader", sipper, q);
	for(int i = 0; i < Nwriter; i++)
		kproc("writer", crowdwriter, q);
	fakesettle();
	checkint(nseen, Nwriter * Nwrite * 160);
	over(q);
}
