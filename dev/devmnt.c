/*
 * #M, the device of files that 9P servers serve: each operation is one request, or
 * as many as the session's message size asks for.  What may be done to a file is the server's
 * affair; what it says is checked.
 */
#include "u.h"
#include "lib.h"
#include "log.h"
#include "proc.h"
#include "mnt.h"

static const char Ebaddirent[] = "invalid directory entry received from server";

static void
mntinit(void)
{
	kproc("mnt", mntkproc, nil);
}

static Chan *
mntnoattach(const char *spec)
{
	USED(spec);
	error(Enoattach);
}

/* ---- walk ---- */

/*
 * nc becomes a file in c's session, with the fid that r made.  A process may die in here: the
 * fid is then r's to settle, or nobody's, or nc's, but never two's.
 */
static void
become(Chan *nc, Chan *c, Mntrpc *r)
{
	nc->devno = c->devno;
	nc->mode = c->mode;
	nc->qid = c->qid;
	nc->mqid = c->mqid;
	nc->flag |= c->flag & Ccache;
	nc->fid = r->fid;
	incref(&c->mchan->ref);
	nc->mchan = c->mchan;
	atomic_signal_fence(memory_order_seq_cst);
	r->fid = Nofid;
	atomic_signal_fence(memory_order_seq_cst);
	nc->dev = c->dev;
}

/* how many of n names one message can carry */
static int
namesfit(Mnt *m, char **name, int n)
{
	u32int size = Msghdr + 4 + 4 + 2;
	int i;

	for(i = 0; i < n && i < Maxwelem; i++) {
		size += 2 + (u32int)strlen(name[i]);
		if(size > m->msize)
			break;
	}
	if(i == 0 && n > 0)
		error(Etoolong);
	return i;
}

/* One message: walk n names from c to nc, which is not a file yet or the same as c.
 * Result: elements walked; nc is there if these are all. */
static int
walkpiece(Chan *c, Chan *nc, char **name, int n, Qid *qid)
{
	Mnt *m = mntof(c);
	Mntrpc r;
	int k;

	rpcinit(&r, m, Twalk);
	onerror(rpcrelease, &r);
	r.f.fid = r.f.newfid = c->fid;
	if(nc != c)
		r.f.newfid = r.fid = newfid(m);
	r.f.nwname = r.nwname = (u8int)n;
	for(int i = 0; i < n; i++)
		r.f.wname[i] = name[i];
	mntrpc(&r);
	k = r.f.nwqid;
	if(k > n)
		error("too many QIDs returned by walk");
	memmove(qid, r.f.wqid, (usize)k * sizeof *qid);
	if(k == n) {
		if(nc != c)
			become(nc, c, &r);
		if(n > 0)
			nc->qid = qid[n - 1];
	}
	undo();
	return k;
}

static Walkqid *
mntwalk(Chan *c, Chan *nc, char **name, int n)
{
	Chan *made = nil, *from = c;
	Walkqid *wq = newwalkqid(n);
	int k, got;

	onerror(freewalkqid, wq);
	onerror(cclosep, &made);
	if(nc == nil)
		nc = made = newchan();
	do {
		k = namesfit(mntof(c), name + wq->nqid, n - wq->nqid);
		got = walkpiece(from, nc, name + wq->nqid, k, wq->qid + wq->nqid);
		wq->nqid += got;
		from = nc;
	} while(got == k && wq->nqid < n);
	if(wq->nqid == n)
		wq->clone = nc;
	else
		cclosep(&made);
	poperror();
	poperror();
	return wq;
}

/* ---- open, create, close, remove ---- */

static u32int
iounitof(Mnt *m, u32int iounit)
{
	u32int max = m->msize - Iohdrsz;

	return iounit == 0 || iounit > max ? max : iounit;
}

/* r holds the reply to Topen or Tcreate */
static Chan *
opened(Chan *c, Mntrpc *r, int mode)
{
	c->qid = r->f.qid;
	c->offset = 0;
	c->mode = (u16int)mode;
	c->iounit = iounitof(r->m, r->f.iounit);
	c->flag |= Copen;
	if((c->flag & Ccache) && mode == Oread && c->qid.type == QTfile)
		c->aux = newahead();
	return c;
}

/* Called before and after a request that may change a file: what others read ahead meanwhile is
 * not to be trusted. */
static void
changing(Chan *c)
{
	atomic_fetch_add(&mntof(c)->changes, 1);
}

static Chan *
mntopen(Chan *c, int omode)
{
	int mode = openmode(omode);
	Mntrpc r;

	rpcinit(&r, mntof(c), Topen);
	onerror(rpcrelease, &r);
	r.f.fid = c->fid;
	r.f.mode = (u8int)omode;
	mntrpc(&r);
	if(omode & Otrunc)
		changing(c);
	opened(c, &r, mode);
	undo();
	return c;
}

static Chan *
mntcreate(Chan *c, char *name, int omode, u32int perm)
{
	int mode = openmode(omode);
	Mntrpc r;

	rpcinit(&r, mntof(c), Tcreate);
	onerror(rpcrelease, &r);
	r.f.fid = c->fid;
	r.f.name = name;
	r.f.mode = (u8int)omode;
	r.f.perm = perm;
	mntrpc(&r);
	if(omode & Otrunc)
		changing(c);
	opened(c, &r, mode);
	undo();
	return c;
}

/*
 * Nobody needs to know when the fid of a file that was only walked to is gone, so its
 * reply is left to whoever reads next; the close of an open file may mean something
 * (exclusive use, remove on close), so it waits.  Neither raises, and up's error stays.  For
 * a process that was killed the reaper closes: it must not wait, and what is
 * released unsent the kproc sends.  The last file of a session waits too: with it goes the
 * transport, and a server that still had to reply would write to nobody and die of it.
 */
static void
clunk(Chan *c, Mnt *m)
{
	bool async = !up->dying && (c->flag & Copen) == 0 && atomic_load(&m->norphan) < Mntasync &&
		     atomic_load(&c->mchan->ref.n) > 1;
	char err[Errmax];
	Mntrpc r;

	strecpy(err, err + sizeof err, up->errstr);
	if(!waserror()) {
		rpcinit(&r, m, Tclunk);
		onerror(rpcrelease, &r);
		r.f.fid = r.fid = c->fid;
		if(async)
			mntpost(&r);
		else if(!up->dying)
			mntrpc(&r);
		undo();
		poperror();
	}
	strecpy(up->errstr, up->errstr + Errmax, err);
}

/* whoever frees the Chan gives up its reference to the transport */
static void
mntclose(Chan *c)
{
	Ahead *a = c->aux;

	c->aux = nil;
	if(a != nil)
		aheadfree(a);
	if(c->mchan != nil && c->mchan->mux != nil && c->fid != Nofid)
		clunk(c, c->mchan->mux);
}

static void
mntremove(Chan *c)
{
	Mntrpc r;

	rpcinit(&r, mntof(c), Tremove);
	onerror(rpcrelease, &r);
	r.f.fid = r.fid = c->fid;
	c->fid = Nofid; /* gone, whatever the server says */
	mntrpc(&r);
	changing(c);
	undo();
}

/* ---- stat ---- */

/* what the kernel knows better than the server */
static void
dirfix(u8int *entry, Chan *c)
{
	put16(entry + 2, (u16int)mntdev.dc);
	put32(entry + 4, c->devno);
}

static int
mntstat(Chan *c, u8int *buf, int n)
{
	Mntrpc r;
	int k;

	if(n < 2)
		error(Eshortstat);
	rpcinit(&r, mntof(c), Tstat);
	onerror(rpcrelease, &r);
	r.f.fid = c->fid;
	mntrpc(&r);
	k = r.f.nstat;
	if(statcheck(r.f.stat, k) < 0)
		error(Ebadstat);
	dirfix(r.f.stat, c);
	if(k > n)
		k = 2; /* its size */
	memmove(buf, r.f.stat, (usize)k);
	undo();
	return k;
}

static int
mntwstat(Chan *c, u8int *buf, int n)
{
	Mntrpc r;

	if(n > Statmax)
		error(Ebadstat);
	rpcinit(&r, mntof(c), Twstat);
	onerror(rpcrelease, &r);
	r.f.fid = c->fid;
	r.f.stat = buf;
	r.f.nstat = (u16int)n;
	changing(c);
	mntrpc(&r);
	changing(c);
	undo();
	return n;
}

/* ---- read and write ---- */

static void
dirsfix(Chan *c, u8int *p, int n)
{
	int k;

	for(; n > 0; p += k, n -= k) {
		k = n < 2 ? 0 : 2 + get16(p);
		if(k == 0 || k > n || statcheck(p, k) < 0)
			error(Ebaddirent);
		dirfix(p, c);
	}
}

static void
askread(Mntrpc *r, Chan *c, int n, s64int off)
{
	r->f.fid = c->fid;
	r->f.offset = (u64int)off;
	r->f.count = (u32int)n;
	mntrpc(r);
}

static int
readpiece(Chan *c, Buf to, int n, s64int off)
{
	Mntrpc r;
	int k, left;

	rpcinit(&r, mntof(c), Tread);
	onerror(rpcrelease, &r);
	askread(&r, c, n, off);
	if(r.f.count < (u32int)n)
		n = (int)r.f.count;
	if(c->qid.type & QTdir) {
		r.in = pullup(r.in, n);
		dirsfix(c, r.in->rp, n);
	}
	left = n;
	for(Block *b = r.in; left > 0; b = b->next) {
		k = blen(b) < left ? blen(b) : left;
		bufput(to, b->rp, (usize)k);
		to = bufadd(to, (usize)k);
		left -= k;
	}
	undo();
	return n;
}

/* no more than n bytes of list b; result: how many there are */
static int
cutlist(Block *b, int n)
{
	int got = 0;

	for(; b != nil; b = b->next) {
		if(blen(b) > n - got)
			b->wp = b->rp + (n - got);
		got += blen(b);
	}
	return got;
}

int
mntreadblocks(Chan *c, int n, s64int off, Block **b)
{
	Mntrpc r;

	rpcinit(&r, mntof(c), Tread);
	onerror(rpcrelease, &r);
	askread(&r, c, n, off);
	n = cutlist(r.in, n);
	exchange(&r.in, b);
	undo();
	return n;
}

/* the message is made by hand: the data comes straight from where it is */
static int
writepiece(Chan *c, Buf from, int n, s64int off)
{
	Mntrpc r;
	Block *b;

	rpcinit(&r, mntof(c), Twrite);
	onerror(rpcrelease, &r);
	b = r.out = allocb(Msgwdata + n);
	put32(b->wp, (u32int)(Msgwdata + n));
	b->wp[4] = Twrite;
	put32(b->wp + 7, c->fid);
	put64(b->wp + 11, (u64int)off);
	put32(b->wp + 19, (u32int)n);
	bufget(b->wp + Msgwdata, from, (usize)n);
	b->wp += Msgwdata + n;
	r.f.fid = c->fid;
	changing(c);
	mntio(&r);
	changing(c);
	if(r.f.count < (u32int)n)
		n = (int)r.f.count;
	undo();
	return n;
}

int
mntiounit(Chan *c)
{
	return (int)iounitof(mntof(c), c->iounit);
}

/* n bytes in pieces that the server takes, until a short one or a note; even none is a request */
static int
inpieces(Chan *c, Buf b, int n, s64int off, int (*piece)(Chan *, Buf, int, s64int))
{
	int max = mntiounit(c), got = 0, want, k;

	do {
		want = n - got < max ? n - got : max;
		k = piece(c, bufadd(b, (usize)got), want, off + got);
		got += k;
	} while(k == want && got < n && atomic_load(&up->notepending) == 0);
	return got;
}

int
mntreadmsgs(Chan *c, Buf to, int n, s64int off)
{
	return inpieces(c, to, n, off, readpiece);
}

static int
mntread(Chan *c, Buf b, int n, s64int off)
{
	if(c->aux != nil && n > 0)
		return aheadread(c->aux, c, b, n, off);
	return mntreadmsgs(c, b, n, off);
}

static int
mntwrite(Chan *c, Buf b, int n, s64int off)
{
	return inpieces(c, b, n, off, writepiece);
}

const Dev mntdev = {
	.dc = 'M',
	.name = "mnt",
	.flags = Dclosebg | Dnoattach,
	.init = mntinit,
	.attach = mntnoattach,
	.walk = mntwalk,
	.stat = mntstat,
	.open = mntopen,
	.create = mntcreate,
	.close = mntclose,
	.read = mntread,
	.write = mntwrite,
	.remove = mntremove,
	.wstat = mntwstat,
};
