/*
 * The mount driver's book of requests: which tags and fids are in use, who waits for
 * which reply, who reads.  All of it is under Mnt.lk, for a moment each time; nothing here
 * talks to the transport but the kproc at the end.
 *
 * A tag is free again when its reply came and no flush of it is out, or when the
 * reply to the flush came: before that the server may still answer it.  A fid that an
 * abandoned request makes or ends goes by the reply: see settle.
 */
#include "u.h"
#include "keepold.h"
#include "lib.h"
#include "log.h"
#include "mem.h"
#include "proc.h"
#include "mnt.h"

/* ---- fids ---- */

/* with lk held; there is always room, see newfid */
static void
pushfid(Mnt *m, u32int fid)
{
	assert(m->nfid < m->mfid);
	keepold(m->nfid);
	keepold(m->fids[m->nfid]);
	m->fids[m->nfid++] = fid;
}

/* room for more free fids, before more are given out, so that none is ever lost for want of it */
static void
growfids(Mnt *m)
{
	u32int n = m->mfid == 0 ? 64 : 2 * m->mfid;
	u32int *new = kmalloc(n * sizeof *new), *old;

	if(new == nil)
		error(Enomem);
	onerror(kfree, new);
	lock(&m->lk);
	keepold(up->err.n);
	poperror();
	old = new;
	if(m->mfid < n) {
		old = m->fids;
		memmove(new, old, m->nfid * sizeof *new);
		keepold(m->fids);
		keepold(m->mfid);
		m->fids = new;
		m->mfid = n;
	}
	unlock(&m->lk);
	kfree(old);
}

u32int
newfid(Mnt *m)
{
	u32int fid;

	for(;;) {
		lock(&m->lk);
		if(m->nfid > 0 || m->nextfid < m->mfid)
			break;
		unlock(&m->lk);
		growfids(m);
	}
	fid = m->nfid > 0 ? m->fids[--m->nfid] : m->nextfid++; /* one store */
	unlock(&m->lk);
	return fid;
}

/* ---- tags; with lk held unless it says otherwise ---- */

/* nil: never given out */
static Mnttag *
tagof(Mnt *m, u16int tag)
{
	if(tag == 0 || tag / Mnttagchunk >= m->nchunk)
		return nil;
	return &m->chunk[tag / Mnttagchunk][tag % Mnttagchunk];
}

/* where the tags end that such a request may have */
static int
tagend(int state)
{
	return state == Tagflush ? Notag : Notag - Mntspare;
}

/* the lowest free tag, taken; 0: none in the table as it is */
static u16int
newtag(Mnt *m, int state, int type)
{
	Mnttag *e;
	int t, end = m->nchunk * Mnttagchunk;

	for(t = m->lowtag; t < end && tagof(m, (u16int)t)->state != Tagfree; t++)
		;
	keepold(m->lowtag);
	m->lowtag = t;
	if(t >= end || t >= tagend(state))
		return 0;
	m->lowtag++;
	e = tagof(m, (u16int)t);
	keepmany(e, sizeof *e);
	memset(e, 0, sizeof *e);
	e->state = (u8int)state;
	e->type = (u8int)type;
	e->fid = Nofid;
	return (u16int)t;
}

/* nothing more is expected of it */
static void
tagput(Mnt *m, u16int tag)
{
	Mnttag *e = tagof(m, tag);

	keepold(e->rpc);
	keepold(e->state);
	e->rpc = nil;
	e->state = Taggone;
	if(e->flushing || e->todo)
		return;
	e->state = Tagfree;
	keepold(m->lowtag);
	if(tag < m->lowtag)
		m->lowtag = tag;
}

/* without lk; there were n pieces of the table, and can be more */
static void
growtags(Mnt *m, int n)
{
	Mnttag *t = kmalloc(Mnttagchunk * sizeof *t);

	if(t == nil)
		error(Enomem);
	lock(&m->lk);
	if(m->nchunk == n) {
		m->chunk[n] = t;
		keepold(m->nchunk);
		m->nchunk = n + 1;
		t = nil;
	}
	unlock(&m->lk);
	kfree(t);
}

/* take lk and a tag; 0: all are in use.  Raises without lk */
static u16int
locktag(Mnt *m, int state, int type)
{
	u16int tag;
	int n;

	for(;;) {
		lock(&m->lk);
		tag = newtag(m, state, type);
		n = m->nchunk;
		if(tag != 0 || n == Mntnchunk)
			return tag;
		unlock(&m->lk);
		growtags(m, n);
	}
}

/* ---- what the kproc shall do ---- */

/* [l] lk, [al] read without it */
static struct
{
	Lock lk;
	Rendez r;
	Mnt *_Atomic list; /* [al] by qnext; each with a reference to its transport */
} work = {.lk = {.rank = Rq}, .r = {.lk = {.rank = Rrendez}}};

/* with lk held */
static void
addtodo(Mnt *m, u16int tag)
{
	Mnttag *e = tagof(m, tag);

	keepold(e->todo);
	keepold(e->next);
	keepold(m->todo);
	e->todo = true;
	e->next = m->todo;
	m->todo = tag;
}

/* hand m to the kproc; the caller's file keeps m meanwhile.  Twice does no harm */
static void
addwork(Mnt *m)
{
	lock(&work.lk);
	if(!m->listed) {
		keepold(m->listed);
		keepold(m->qnext);
		keepold(work.list);
		m->listed = true;
		m->qnext = atomic_load(&work.list);
		atomic_store(&work.list, m);
		incref(&m->c->ref); /* last: it is not put back */
	}
	unlock(&work.lk);
	wakeup(&work.r);
}

DEFREDO(addwork, Mnt)

static void
rouse(Rendez *r)
{
	wakeup(r);
}

DEFREDO(rouse, Rendez)

/* ---- who waits; with lk held ---- */

static void
enlist(Mnt *m, Mntrpc *r)
{
	if(r->listed)
		return;
	keepold(r->listed);
	keepold(r->prev);
	keepold(r->next);
	keepold(m->wait);
	r->listed = true;
	r->prev = nil;
	r->next = m->wait;
	if(r->next != nil) {
		keepold(r->next->prev);
		r->next->prev = r;
	}
	m->wait = r;
}

static void
delist(Mnt *m, Mntrpc *r)
{
	if(!r->listed)
		return;
	Mntrpc **l = r->prev != nil ? &r->prev->next : &m->wait;
	keepold(r->listed);
	keepold(*l);
	r->listed = false;
	*l = r->next;
	if(r->next != nil) {
		keepold(r->next->prev);
		r->next->prev = r->prev;
	}
}

/* There may be a tag for who waits for one; result: whom to wake.  If he reads, he looks when a message has come */
static Rendez *
feed(Mnt *m)
{
	Mntrpc *r = m->starved;

	if(r == nil || m->lowtag >= tagend(Tagrpc))
		return nil;
	keepold(m->starved);
	keepold(r->state);
	m->starved = nil;
	atomic_store(&r->state, Rpcidle);
	delist(m, r);
	return r->p == up ? nil : &r->p->sleepr;
}

/*
 * Release lk and do what was decided under it: wake somebody, call the kproc.  The records stand
 * before lk is free, and fall after the deed: if the process dies between, the reaper does it.
 */
static void
leave(Mnt *m, Rendez *wake)
{
	bool call = m->todo != 0 && !m->queued && !atomic_load(&m->hungup);
	Rendez *fed = feed(m);

	keepold(up->err.n);
	if(fed != nil)
		onerror(rouse, fed);
	if(wake != nil)
		onerror(rouse, wake);
	if(call) {
		keepold(m->queued);
		m->queued = true;
		onerror(addwork, m);
	}
	unlock(&m->lk);
	if(call) {
		addwork(m);
		poperror();
	}
	if(wake != nil) {
		rouse(wake);
		poperror();
	}
	if(fed != nil) {
		rouse(fed);
		poperror();
	}
}

/* with lk held: nobody knows fid any more, but the server does */
static void
clunklater(Mnt *m, u32int fid)
{
	u16int tag;

	if(atomic_load(&m->hungup) || (tag = newtag(m, Tagclunk, Tclunk)) == 0)
		return; /* the number is lost for this session, no more */
	tagof(m, tag)->fid = fid;
	addtodo(m, tag);
}

/* ---- settling ---- */

static bool
makesfid(int type)
{
	return type == Twalk || type == Tattach || type == Tauth;
}

/* does reply b say that the request was done? */
static bool
worked(int type, int nwname, const Block *b)
{
	if(b->rp[4] == Rerror)
		return false;
	return type != Twalk || (blen(b) >= Msghdr + 2 && get16(b->rp + Msghdr) >= nwname);
}

/*
 * With lk held: the fate of the fid that a request makes or ends.  b is the reply, or nil
 * when the request was flushed before one came: then it counts as never sent.
 */
static void
settle(Mnt *m, int type, int nwname, u32int fid, const Block *b)
{
	if(fid == Nofid)
		return;
	if(makesfid(type)) {
		if(b != nil && worked(type, nwname, b))
			clunklater(m, fid);
		else
			pushfid(m, fid);
	} else if(b !=
		  nil) /* Tclunk, Tremove: whatever the server says; flushed, it is abandoned */
		pushfid(m, fid);
}

static void
settletag(Mnt *m, u16int tag, const Block *b)
{
	Mnttag *e = tagof(m, tag);

	keepold(m->norphan);
	atomic_fetch_sub(&m->norphan, 1);
	settle(m, e->type, e->nwname, e->fid, b);
	tagput(m, tag);
}

/* ---- who reads; with lk held ---- */

/* r gives up the role, if it has it; result: whom to wake.  Each process waits at its own
 * Proc's Rendez, which outlives its request. */
static Rendez *
handover(Mnt *m, Mntrpc *r)
{
	Mntrpc *w;

	if(atomic_load(&m->reader) != r)
		return nil;
	w = m->wait;
	if(w != nil)
		delist(m, w);
	keepold(m->reader);
	atomic_store(&m->reader, w);
	return w == nil ? nil : &w->p->sleepr;
}

bool
rpcwaits(Mntrpc *r)
{
	int state = atomic_load(&r->state);

	return state == Rpcwait || state == Rpcstarved;
}

bool
rpcturn(Mntrpc *r)
{
	Mnt *m = r->m;
	Rendez *wake = nil;
	bool waits;

	lock(&m->lk);
	waits = rpcwaits(r);
	if(!waits)
		wake = handover(m, r);
	else if(atomic_load(&m->reader) == nil) {
		delist(m, r);
		keepold(m->reader);
		atomic_store(&m->reader, r);
	} else if(atomic_load(&m->reader) != r)
		enlist(m, r);
	leave(m, wake);
	return waits;
}

void
rpcyield(Mntrpc *r)
{
	Mnt *m = r->m;
	Rendez *wake;

	lock(&m->lk);
	delist(m, r);
	wake = handover(m, r);
	leave(m, wake);
}

/* ---- a request's life ---- */

bool
rpctag(Mntrpc *r, bool wait)
{
	Mnt *m = r->m;
	Mnttag *e;

	r->tag = locktag(m, Tagrpc, r->type);
	keepold(r->state);
	if(r->tag == 0 && wait) {
		keepold(m->starved);
		m->starved = r;
		atomic_store(&r->state, Rpcstarved);
	} else if(r->tag != 0) {
		e = tagof(m, r->tag);
		e->rpc = r;
		e->fid = r->fid;
		e->nwname = r->nwname;
		atomic_store(&r->state, Rpcwait);
	}
	unlock(&m->lk);
	return r->tag != 0;
}

u16int
rpcflushtag(Mntrpc *r)
{
	Mnt *m = r->m;
	u16int tag = locktag(m, Tagflush, Tflush);

	if(tag == 0) {
		unlock(&m->lk);
		error(Eintr); /* the kproc flushes it when it can */
	}
	if(atomic_load(&r->state) == Rpcwait) {
		tagof(m, tag)->other = r->tag;
		keepold(tagof(m, r->tag)->flushing);
		keepold(r->flushtag);
		tagof(m, r->tag)->flushing = true;
		r->flushtag = tag;
	} else {
		tagput(m, tag);
		tag = 0;
	}
	unlock(&m->lk);
	return tag;
}

/* with lk held: r has its reply (b) or was flushed (nil); result: whom to wake */
static Rendez *
finish(Mnt *m, u16int tag, Block *b)
{
	Mntrpc *r = tagof(m, tag)->rpc;

	tagput(m, tag);
	delist(m, r);
	keepold(r->in);
	keepold(r->state);
	r->in = b;
	atomic_store(&r->state, b != nil ? Rpcdone : Rpcflushed);
	return r->p == up ? nil : &r->p->sleepr;
}

/* with lk held: the reply to a flush */
static Rendez *
flushed(Mnt *m, u16int tag)
{
	u16int old = tagof(m, tag)->other;
	Mnttag *e = tagof(m, old);
	Rendez *wake = nil;

	tagput(m, tag);
	keepold(e->flushing);
	e->flushing = false;
	switch(e->state) {
	case Tagrpc:
		wake = finish(m, old, nil);
		break;
	case Tagorphan:
		settletag(m, old, nil);
		break;
	case Taggone:
		tagput(m, old);
		break;
	}
	return wake;
}

void
mntdeliver(Mnt *m, Block *b)
{
	u16int tag = get16(b->rp + 5);
	Rendez *wake = nil;
	Mnttag *e;
	bool known = true;

	lock(&m->lk);
	e = tagof(m, tag);
	switch(e == nil ? Tagfree : e->state) {
	case Tagrpc:
		wake = finish(m, tag, b);
		b = nil;
		break;
	case Tagorphan:
		settletag(m, tag, b);
		break;
	case Tagflush:
		wake = flushed(m, tag);
		break;
	default:
		known = false;
	}
	leave(m, wake);
	if(!known)
		klog("mnt: %s: unexpected reply, tag %u type %u\n", chanpath(m->c), tag, b->rp[4]);
	freeblist(b);
}

/* A raise in the middle of sending means that nothing went; a death there, that it may have */
static bool
wassent(u8int sent)
{
	return sent == Sendyes || (sent == Sendmaybe && up->dying);
}

/* with lk held: r leaves, and was never sent */
static void
unsent(Mnt *m, Mntrpc *r)
{
	if(makesfid(r->type))
		settle(m, r->type, 0, r->fid, nil);
	else if(r->fid != Nofid)
		clunklater(m, r->fid);
	if(atomic_load(&r->state) == Rpcwait)
		tagput(m, r->tag);
}

/* with lk held: r leaves before its reply */
static void
orphan(Mnt *m, Mntrpc *r)
{
	Mnttag *e = tagof(m, r->tag);

	keepold(e->rpc);
	keepold(e->state);
	keepold(m->norphan);
	e->rpc = nil;
	e->state = Tagorphan;
	atomic_fetch_add(&m->norphan, 1);
	if(r->flushtag != 0 && !wassent(r->flushsent)) {
		keepold(e->flushing);
		e->flushing = false;
		tagput(m, r->flushtag);
	}
	if(!e->flushing && r->type != Tclunk && r->type != Tremove && !atomic_load(&m->hungup))
		addtodo(m, r->tag);
}

/* with lk held: the session forgets r */
static Rendez *
forget(Mnt *m, Mntrpc *r)
{
	Rendez *wake;

	if(atomic_load(&m->reader) == r && m->inbusy) { /* not freed: it may be linked wrongly */
		keepold(m->in);
		keepold(m->inlast);
		keepold(m->inlen);
		keepold(m->inbusy);
		m->in = m->inlast = nil;
		m->inlen = 0;
		m->inbusy = false;
	}
	if(m->starved == r) {
		keepold(m->starved);
		m->starved = nil;
	}
	delist(m, r);
	wake = handover(m, r);
	if(!wassent(r->sent))
		unsent(m, r);
	else if(atomic_load(&r->state) == Rpcwait)
		orphan(m, r);
	else
		settle(m, r->type, r->nwname, r->fid, r->in);
	keepold(r->state);
	atomic_store(&r->state, Rpcover);
	return wake;
}

/* may run again when the first run was cut off */
static void
endrpc(Mntrpc *r)
{
	Mnt *m = r->m;
	Rendez *wake = nil;
	Block *b;

	lock(&m->lk);
	if(atomic_load(&r->state) != Rpcover)
		wake = forget(m, r);
	leave(m, wake);
	b = r->out;
	r->out = nil;
	freeb(b);
	b = r->in;
	r->in = nil;
	freeblist(b);
}

DEFREDO(endrpc, Mntrpc)

/*
 * Also run by the reaper, for a process that died at any point: even in here, since the record
 * of this call is gone from the error stack when it begins.
 */
void
rpcrelease(Mntrpc *r)
{
	onerror(endrpc, r);
	endrpc(r);
	poperror();
}

void
mntfree(Mnt *m)
{
	for(int i = 0; i < m->nchunk; i++)
		kfree(m->chunk[i]);
	kfree(m->fids);
	freeblist(m->in);
	kfree(m);
}

/* ---- the kproc that sends what a release could not ---- */

/* with lk held: the next tag to send something for; 0: none */
static u16int
nexttodo(Mnt *m)
{
	Mnttag *e;
	u16int tag;

	while((tag = m->todo) != 0) {
		e = tagof(m, tag);
		m->todo = e->next;
		e->todo = false;
		if(e->state == Tagorphan || e->state == Tagclunk)
			return tag;
		tagput(m, tag);
	}
	return 0;
}

/* The next message to send; nil: there is none, and m is no longer the kproc's */
static Block *
todomsg(Mnt *m)
{
	Block *b = allocb(Msghdr + 4);
	u16int spare, tag;
	Mnttag *e;
	int n = 0;

	onerror(freeb, b);
	spare = locktag(m, Tagflush, Tflush);
	tag = spare != 0 ? nexttodo(m) : 0; /* without one when a reply has come */
	e = tagof(m, tag);
	if(e == nil) {
		if(spare != 0)
			tagput(m, spare);
		m->queued = false;
	} else if(e->state == Tagorphan) {
		e->flushing = true;
		tagof(m, spare)->other = tag;
		b->wp[4] = Tflush;
		put16(b->wp + 5, spare);
		put16(b->wp + 7, tag);
		n = Msghdr + 2;
	} else {
		tagput(m, spare);
		e->state = Tagorphan;
		atomic_fetch_add(&m->norphan, 1);
		b->wp[4] = Tclunk;
		put16(b->wp + 5, tag);
		put32(b->wp + 7, e->fid);
		n = Msghdr + 4;
	}
	unlock(&m->lk);
	put32(b->wp, (u32int)n);
	b->wp += n;
	if(n > 0) {
		poperror();
		return b;
	}
	undo();
	return nil;
}

/*
 * All that is to do for m.  A transport whose peer does not read delays the others here; no
 * more than that, since each orphan is only kept longer.
 */
static void
dotodo(Mnt *m)
{
	Block *b;
	u8int sent;

	if(waserror()) {
		lock(&m->lk);
		m->queued = false;
		atomic_store(&m->hungup, true);
		unlock(&m->lk);
		return;
	}
	while((b = todomsg(m)) != nil)
		mntsend(m, b, &sent);
	poperror();
}

static bool
havework(void *arg)
{
	USED(arg);
	return atomic_load(&work.list) != nil;
}

void
mntkproc(void *arg)
{
	Mnt *m;

	USED(arg);
	for(;;) {
		sleep(&work.r, havework, nil);
		lock(&work.lk);
		m = atomic_load(&work.list);
		if(m != nil) {
			atomic_store(&work.list, m->qnext);
			m->listed = false;
		}
		unlock(&work.lk);
		if(m != nil) {
			dotodo(m);
			ccloseq(m->c);
		}
	}
}
