/*
 * Chans: making, copying, comparing and closing them.  It owns the numbers that
 * identify mounts and instances, and the kprocs that close files of slow servers
 * behind their users' backs.  What a Chan's file is and does is the device's business;
 * how it was reached is path.c's.
 *
 * Closing.  A Chan refers to others: the mount points on its way (Path.mtpt), the
 * open member of a union, the transport of its server; and those to others again.
 * A program can make that chain as long as it likes, so the last close of one never
 * recurses: a Chan without references goes on the list of the process, and the
 * outermost cclose works the list off.
 */
#include "keepold.h"
#include "u.h"
#include "chan.h"
#include "dev.h"
#include "err.h"
#include "lib.h"
#include "lock.h"
#include "log.h"
#include "mem.h"
#include "mount.h"
#include "proc.h"

enum
{
	Nclosers = 2,   /* kprocs */
	Closeqmax = 64, /* Chans that wait for them; more are closed by their users */
};

/* [l] lk */
static struct
{
	Lock lk;
	Chan *head, *tail;    /* [l] linked by next */
	_Atomic int n;        /* [l] to change; closers look whether there are any */
	_Atomic int busy;     /* closers that close one */
	_Atomic bool running; /* there are closers */
	QLock turn;           /* the one closer that may sleep at r */
	Rendez r;
} closeq;

static _Atomic u64int lastid; /* of newdevno and newmountid */

u64int
newmountid(void)
{
	return atomic_fetch_add(&lastid, 1) + 1;
}

u32int
newdevno(void)
{
	return (u32int)newmountid();
}

Chan *
newchan(void)
{
	Chan *c = changet();

	qlockinit(&c->umqlock, Rumq);
	c->ref.n = 1;
	return c;
}

/* next is also read by one that takes a Chan from the pool and was too slow for this one. */
static void
setnext(Chan *c, Chan *next)
{
	__atomic_store_n(&c->next, next, __ATOMIC_RELAXED);
}

/* The device has closed c: drop what c refers to, and c itself. */
static void
chanfree(Chan *c)
{
	c->flag = Cfree;
	letgo(cclose, c->umc);
	letgo(putmhead, c->umh);
	letgo(muxclose, c->mux);
	letgo(cclose, c->mchan);
	letgo(pathclose, c->path);
	letgo(kfree, c->dirrock);
	letgo(kfree, c->srvname);
	takeundo(c);
	chanput(c);
}

DEFREDO(chanfree, Chan)

/*
 * Close a Chan without references.  The text of an error on whose way out this
 * happens must survive a device that fails to close.
 */
static void
chanclose(Chan *c)
{
	char err[Errmax];

	onerror(chanfree, c);
	if(c->dev != nil) {
		memcpy(err, up->errstr, Errmax);
		if(waserror())
			memcpy(up->errstr, err, Errmax);
		else {
			dclose(c);
			poperror();
		}
	}
	undo();
}

static void
worklist(void)
{
	Chan *c;

	while((c = up->closelist) != nil) {
		up->closelist = c->next;
		chanclose(c);
	}
}

/* p was killed in the middle of closing; the one that cleans up after it does the rest. */
static void
closerest(Proc *p)
{
	Chan *c;

	p->closing = false;
	while((c = p->closelist) != nil) {
		p->closelist = c->next;
		chanclose(c);
	}
}

DEFREDO(closerest, Proc)

/* Close c, which has no references, now. */
static void
closenow(Chan *c)
{
	setnext(c, up->closelist);
	up->closelist = c;
	if(up->closing)
		return;
	onerror(closerest, up); /* before the flag, which makes others leave all to us */
	up->closing = true;
	worklist();
	undo();
}

/* Leave c, which has no references, to the closers.  Result: they took it. */
static bool
closelater(Chan *c)
{
	if(c->dev == nil || !(c->dev->flags & Dclosebg) || !closeq.running)
		return false;
	/* others wait for these to be closed, or see that they are */
	if((c->flag & Crclose) || (c->qid.type & (QTexcl | QTauth)))
		return false;
	if((c->flag & (Copen | Ccache)) == Copen)
		return false;

	bool taken = false;
	lock(&closeq.lk);
	if(closeq.n < Closeqmax) {
		setnext(c, nil);
		keepold(closeq.head);
		keepold(closeq.tail);
		keepold(closeq.n);
		if(closeq.head == nil)
			closeq.head = c;
		else {
			keepold(closeq.tail->next);
			setnext(closeq.tail, c);
		}
		closeq.tail = c;
		closeq.n++;
		taken = true;
	}
	unlock(&closeq.lk);
	if(taken)
		wakeup(&closeq.r);
	return taken;
}

void
cclose(Chan *c)
{
	if(c->flag & Cfree)
		panic("cclose: Chan %p is free", (void *)c);
	takeundo(c);
	if(decref(&c->ref) > 0)
		return;
	if((c->flag & Ccache) && closelater(c))
		return;
	closenow(c);
}

void
ccloseq(Chan *c)
{
	if(c->flag & Cfree)
		panic("ccloseq: Chan %p is free", (void *)c);
	takeundo(c);
	if(decref(&c->ref) > 0)
		return;
	if(!closelater(c))
		closenow(c);
}

void
cclosep(Chan **cp)
{
	Chan *c = *cp;

	*cp = nil;
	if(c != nil)
		cclose(c);
}

static bool
havework(void *arg)
{
	USED(arg);
	return atomic_load(&closeq.n) > 0;
}

static Chan *
takework(void)
{
	lock(&closeq.lk);
	Chan *c = closeq.head;
	if(c != nil) {
		closeq.head = c->next;
		closeq.n--;
		closeq.busy++;
	}
	unlock(&closeq.lk);
	return c;
}

/* Wait until there is something to close. */
static void
awaitwork(void)
{
	qlock(&closeq.turn);
	onerror(qunlock, &closeq.turn);
	sleep(&closeq.r, havework, nil);
	undo();
}

static void
closer(void *arg)
{
	Chan *c;

	USED(arg);
	for(;;) {
		if(waserror()) /* ok: a note, nothing that concerns a closer; it never ends */
			continue;
		for(;;) {
			while((c = takework()) != nil) {
				closenow(c);
				closeq.busy--;
			}
			awaitwork();
		}
	}
}

bool
closeidle(void)
{
	bool idle;

	lock(&closeq.lk);
	idle = closeq.head == nil && closeq.busy == 0;
	unlock(&closeq.lk);
	return idle;
}

void
closeinit(void)
{
	lockinit(&closeq.lk, Rchan);
	for(int i = 0; i < Nclosers; i++)
		kproc("closer", closer, nil);
	closeq.running = true;
}

Chan *
cclone(Chan *c)
{
	Walkqid *w = dwalk(c, nil, nil, 0);

	if(w == nil)
		error("clone failed");
	Chan *nc = w->clone;
	onerror(cclose, nc);
	freewalkqid(w);
	if(c->path != nil && nc->path != c->path) {
		letgo(pathclose, nc->path);
		incref(&c->path->ref);
		nc->path = c->path;
	}
	poperror();
	return nc;
}

void
cunique(Chan **cp)
{
	if((*cp)->ref.n == 1) /* and it is ours: no one can come by another */
		return;
	Chan *nc = nil;
	onerror(cclosep, &nc);
	nc = cclone(*cp);
	exchange(cp, &nc);
	undo();
}

bool
eqqid(Qid a, Qid b)
{
	return a.path == b.path && a.vers == b.vers;
}

bool
eqchantdqid(Chan *c, const Dev *dev, u32int devno, Qid qid)
{
	return c->qid.path == qid.path && c->dev == dev && c->devno == devno;
}

bool
eqchan(Chan *a, Chan *b, bool vers)
{
	return eqchantdqid(a, b->dev, b->devno, b->qid) && (!vers || a->qid.vers == b->qid.vers);
}

void
isdir(Chan *c)
{
	if(!(c->qid.type & QTdir))
		error(Enotdir);
}
