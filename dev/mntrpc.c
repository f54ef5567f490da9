/*
 * The mount driver's requests: one is sent, its reply waited for, perhaps by reading
 * for everybody.  A note that comes meanwhile sends a flush, after which the reply still counts if it
 * comes before the flush's own; a second note leaves the request behind.
 */
#include "u.h"
#include "lib.h"
#include "log.h"
#include "proc.h"
#include "mnt.h"

void
rpcinit(Mntrpc *r, Mnt *m, int type)
{
	r->m = m;
	r->p = up;
	atomic_store(&r->state, Rpcidle);
	r->listed = false;
	r->sent = r->flushsent = Sendno;
	r->type = (u8int)type;
	r->nwname = 0;
	r->tag = r->flushtag = 0;
	r->fid = Nofid;
	r->in = r->out = nil;
	r->f.type = (u8int)type;
	r->f.tag = 0;
}

static void
rpcpack(Mntrpc *r)
{
	int n = sizeS2M(&r->f);

	if(n == 0 || (u32int)n > r->m->msize)
		error(Etoolong);
	r->out = allocb(n);
	r->out->wp += convS2M(&r->f, r->out->wp, n);
}

/* ---- sending ---- */

/* the peer has part of a message and will never have the rest */
static void
cutoff(Mnt *m)
{
	m->cut = true;
}
DEFUNDO(cutoff, Mnt)

/* Send what is left of b; a note may not stop it now.  false: one came. */
static bool
sendrest(Mnt *m, Block *b)
{
	int n;

	if(waserror()) {
		if(strcmp(up->errstr, Eintr) != 0)
			nexterror();
		return false;
	}
	while(blen(b) > 0) {
		n = dwrite(m->c, kbuf(b->rp), blen(b), 0);
		if(n <= 0 || n > blen(b))
			error(Emountrpc);
		b->rp += n;
	}
	poperror();
	return true;
}

/*
 * The transport takes bytes and may take fewer than it is given.  Others must not write
 * between; and once the first part is written so must be the rest.
 */
static void
sendbytes(Mnt *m, Block *b, u8int *sent)
{
	int n;
	bool intr = false;

	eqlock(&m->wlk);
	onerror(qunlock, &m->wlk);
	if(m->cut)
		error(Emountrpc);
	n = dwrite(m->c, kbuf(b->rp), blen(b), 0);
	if(n <= 0 || n > blen(b))
		error(Emountrpc);
	*sent = Sendyes;
	b->rp += n;
	if(blen(b) > 0) {
		onerror(cutoff, m);
		while(!sendrest(m, b))
			intr = true;
		poperror();
	}
	undo();
	if(intr)
		error(Eintr);
}

void
mntsend(Mnt *m, Block *b, u8int *sent)
{
	int n = blen(b);

	if(m->c->dev->bwrite != nil) {
		*sent = Sendmaybe;
		if(dbwrite(m->c, b, 0) != n)
			error(Emountrpc);
		*sent = Sendyes;
		return;
	}
	onerror(freeb, b);
	sendbytes(m, b, sent);
	undo();
}

static void
sendout(Mntrpc *r, u16int tag, u8int *sent)
{
	Block *b = r->out;

	put16(b->rp + 5, tag);
	r->out = nil;
	mntsend(r->m, b, sent);
}

/* ---- waiting ---- */

static bool
rpcattn(void *arg)
{
	Mntrpc *r = arg, *reader = atomic_load(&r->m->reader);

	return !rpcwaits(r) || reader == nil || reader == r;
}

/* as the reader: one message, for whomever it is */
static void
readone(Mnt *m)
{
	Block *b;
	int n = mntinput(m, &b);

	if(n == 0)
		atomic_store(&m->hungup, true);
	if(n <= 0)
		error(Emountrpc);
	if(atomic_load(&m->hungup))
		atomic_store(&m->hungup, false);
	mntdeliver(m, b);
}

static void
rpcwait(Mntrpc *r)
{
	while(rpcturn(r))
		if(atomic_load(&r->m->reader) == r)
			readone(r->m);
		else
			sleep(&up->sleepr, rpcattn, r);
}

/* The server owes replies to all tags: read until it has paid one.  Others stand in line meanwhile */
static void
starve(Mntrpc *r)
{
	Mnt *m = r->m;

	eqlock(&m->hunger);
	onerror(qunlock, &m->hunger);
	while(!rpctag(r, true)) {
		klog("mnt: %s: %s waits, for the server owes replies to all tags\n", chanpath(m->c),
		     up->text);
		rpcwait(r);
	}
	undo();
}

static void
taketag(Mntrpc *r)
{
	if(!rpctag(r, false))
		starve(r);
}

/* A note came.  When this returns, the reply is there, or the flush's and r is Rpcflushed */
static void
rpcflush(Mntrpc *r)
{
	u16int tag;

	rpcyield(r); /* the flush may have to wait until the server reads */
	r->out = allocb(Msghdr + 2);
	tag = rpcflushtag(r);
	if(tag == 0) {
		letgo(freeb, r->out);
		return;
	}
	put32(r->out->wp, Msghdr + 2);
	r->out->wp[4] = Tflush;
	put16(r->out->wp + Msghdr, r->tag);
	r->out->wp += Msghdr + 2;
	sendout(r, tag, &r->flushsent);
	rpcwait(r);
}

/* ---- replies ---- */

static void
mismatch(Mntrpc *r, int type)
{
	print("mnt: proc %s %u: mismatch from %s tag %u fid %u T%u R%d\n", up->text, up->pid,
	      chanpath(r->m->c), r->tag, r->f.fid, r->type, type);
	error(Emountrpc);
}

/* r->in to r->f; the data of an Rread stays in r->in, which then begins with it */
static void
unpack(Mntrpc *r)
{
	int len = listlen(r->in), type = r->in->rp[4];

	if(type == Rread && r->type == Tread) {
		if(len < Msgrdata || get32(r->in->rp + Msghdr) != (u32int)(len - Msgrdata))
			error(Emountrpc);
		r->f.count = (u32int)(len - Msgrdata);
		r->in->rp += Msgrdata;
		return;
	}
	r->in = pullup(r->in, len);
	if(convM2S(r->in->rp, len, &r->f) == 0)
		error(Emountrpc);
	if(type == Rerror)
		error(r->f.ename);
	if(type != r->type + 1)
		mismatch(r, type);
}

void
mntio(Mntrpc *r)
{
	if(waserror()) {
		if(strcmp(up->errstr, Eintr) != 0) {
			if(r->sent != Sendno && strcmp(up->errstr, Emountrpc) != 0)
				atomic_store(&r->m->hungup, true);
			nexterror();
		}
		if(r->sent != Sendyes)
			nexterror();
		rpcflush(r);
	} else {
		taketag(r);
		sendout(r, r->tag, &r->sent);
		rpcwait(r);
		poperror();
	}
	if(atomic_load(&r->state) == Rpcflushed)
		error(Eintr);
	unpack(r);
}

void
mntrpc(Mntrpc *r)
{
	rpcpack(r);
	mntio(r);
}

void
mntpost(Mntrpc *r)
{
	rpcpack(r);
	taketag(r);
	sendout(r, r->tag, &r->sent);
}
