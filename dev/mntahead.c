/*
 * The mount driver's reading ahead: for a file that is read from one end to the other in
 * small pieces, a message asks for more than the reader wants now, and its next reads get that.
 *
 * A server may do anything when a file is read, so this is done only where the one who mounted it said that
 * contents may be cached (MCACHE), for plain files that are open for reading only, from the third read
 * in a row on, and within the length that the server gives: files of devices have none.  What was read
 * ahead is forgotten when the next read is elsewhere, when anything is written or changed in this session,
 * and after a second.  The end of a file is never remembered.
 *
 * It belongs to an open file.  Who finds another reading the same Chan asks the server himself.
 */
#include "u.h"
#include "host.h"
#include "keepold.h"
#include "lib.h"
#include "mem.h"
#include "proc.h"
#include "mnt.h"

enum
{
	Aheadreads = 3,        /* reads in a row before it begins */
	Aheadfirst = 32 * KiB, /* bytes of the first message, then twice as many each time */
	Aheadmax = 256 * KiB,
	Aheadall = 32 * MiB,           /* bytes that all files together may hold */
	Aheadage = 1000 * 1000 * 1000, /* nanoseconds */
};

/* [l] lk  [h] the count's lock */
struct Ahead
{
	QLock lk;
	int nread;      /* [l] reads in a row, up to Aheadreads */
	int window;     /* [l] bytes of the last message */
	bool asked;     /* [l] for the length */
	s64int length;  /* [l] 0: unknown, or none */
	s64int next;    /* [l] where the next read begins, if it is in the row */
	Block *b;       /* [l] bytes from next on */
	bool all;       /* [l] the last message brought all that it asked for */
	s64int when;    /* [l] they were asked for */
	u32int changes; /* [l] Mnt.changes then */
	int held;       /* [h] bytes counted */
};

static struct
{
	Lock lk;
	int n; /* bytes held by all */
} count = {.lk = {.rank = Rq}};

/* a holds n bytes now; false: there would be too many */
static bool
hold(Ahead *a, int n)
{
	bool ok;

	lock(&count.lk);
	ok = n == 0 || count.n - a->held + n <= Aheadall;
	if(ok) {
		keepold(count.n);
		keepold(a->held);
		count.n += n - a->held;
		a->held = n;
	}
	unlock(&count.lk);
	return ok;
}

static void
drop(Ahead *a)
{
	letgo(freeblist, a->b);
	if(a->held != 0)
		hold(a, 0);
}
DEFUNDO(drop, Ahead)

Ahead *
newahead(void)
{
	Ahead *a = smalloc(sizeof *a);

	qlockinit(&a->lk, Rnone);
	return a;
}

void
aheadfree(Ahead *a)
{
	drop(a);
	kfree(a);
}

/* the length of c's file; 0 if the server does not say */
static s64int
lengthof(Chan *c)
{
	u8int *buf;
	s64int n;
	int k;

	if(waserror()) {
		if(strcmp(up->errstr, Eintr) == 0)
			nexterror();
		return 0;
	}
	buf = dstatmem(c, 0, &k);
	n = (s64int)get64(buf + Statlength);
	kfree(buf);
	poperror();
	return n;
}

/* how many bytes to ask for, where n are wanted from off on */
static int
bytesahead(Ahead *a, Chan *c, int n, s64int off)
{
	int max = mntiounit(c), want;

	if(max > Aheadmax)
		max = Aheadmax;
	if(a->nread < Aheadreads || n >= max)
		return n;
	if(!a->asked) {
		a->length = lengthof(c);
		a->asked = true;
	}
	want = a->window == 0 ? Aheadfirst : 2 * a->window;
	if(want < 2 * n)
		want = 2 * n;
	if(want > max)
		want = max;
	if(want > a->length - off)
		want = (int)(a->length - off);
	return want > n ? want : n;
}

/* give up to n bytes from the front of a's */
static int
give(Ahead *a, Buf to, int n)
{
	Block *b;
	int got = 0, k;

	while(got < n && (b = a->b) != nil) {
		k = blen(b) < n - got ? blen(b) : n - got;
		bufput(bufadd(to, (usize)got), b->rp, (usize)k);
		got += k;
		b->rp += k;
		if(blen(b) == 0) {
			a->b = b->next;
			b->next = nil;
			freeb(b);
		}
	}
	return got;
}

/* ask the server for n bytes, or for more, of which a keeps the rest */
static int
fetch(Ahead *a, Chan *c, Buf to, int n, s64int off)
{
	int want = bytesahead(a, c, n, off);

	if(want <= n || !hold(a, want))
		return mntreadmsgs(c, to, n, off);
	a->window = want;
	a->changes = atomic_load(&mntof(c)->changes);
	a->when = hostmono();
	a->all = mntreadblocks(c, want, off, &a->b) == want;
	return give(a, to, n);
}

static bool
fresh(Ahead *a, Chan *c)
{
	return atomic_load(&mntof(c)->changes) == a->changes && hostmono() - a->when < Aheadage;
}

/* with a->lk held */
static int
lockedread(Ahead *a, Chan *c, Buf to, int n, s64int off)
{
	int got = 0;
	bool inrow = off == a->next;

	onerror(drop, a);
	if(!inrow) {
		a->nread = 0;
		a->window = 0;
	} else if(a->nread < Aheadreads)
		a->nread++;
	if(!inrow || (a->b != nil && !fresh(a, c)))
		drop(a);
	if(a->b != nil)
		got = give(a, to, n);
	if(got == 0 || (got < n && a->all))
		got += fetch(a, c, bufadd(to, (usize)got), n - got, off + got);
	a->next = off + got;
	poperror();
	if(a->b == nil)
		drop(a);
	return got;
}

int
aheadread(Ahead *a, Chan *c, Buf to, int n, s64int off)
{
	if(!canqlock(&a->lk))
		return mntreadmsgs(c, to, n, off);
	onerror(qunlock, &a->lk);
	n = lockedread(a, c, to, n, off);
	undo();
	return n;
}
