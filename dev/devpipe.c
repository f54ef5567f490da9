/*
 * #|, pipes.  Each attach makes a new one: a directory with two files, its ends.  What
 * is written to one is read from the other, by writes: a read gets bytes of one write only.
 * Two queues do the work; here is who has which end open, and what happens when
 * nobody has.
 */
#include "dev.h"
#include "err.h"
#include "lib.h"
#include "mem.h"
#include "proc.h"

enum
{
	Qdir,
	Qdata0,
	Qdata1,
	Pipesize = 256 * KiB, /* bytes that one direction holds */
	Pipeiounit = 64 * KiB,
};
#define pipetype(c)   ((int)((c)->qid.path & 3))
#define pipeqid(n, t) ((u64int)(n) << 2 | (t))

/* [I] immutable  [k] lk  */
typedef struct Pipe
{
	Ref ref; /* a Chan each */
	QLock lk;
	u64int id;   /* [I] */
	Queue *q[2]; /* [I] q[i] is read at end i, and written at the other */
	int open[2]; /* [k] Chans that have end i open */
} Pipe;

extern const Dev pipedev;
static _Atomic u64int lastid;

static void
pipefree(Pipe *p)
{
	letgo(qfree, p->q[0]);
	letgo(qfree, p->q[1]);
	kfree(p);
}
DEFREDO(pipefree, Pipe)

static void
pipeput(Pipe *p)
{
	takeundo(p);
	if(decref(&p->ref) > 0)
		return;
	onerror(pipefree, p);
	undo();
}
DEFREDO(pipeput, Pipe)

static Chan *
pipeattach(const char *spec)
{
	Pipe *p;
	Chan *c;

	p = smalloc(sizeof *p);
	onerror(pipefree, p);
	p->ref.n = 1;
	qlockinit(&p->lk, Rdev);
	p->id = atomic_fetch_add(&lastid, 1) + 1;
	p->q[0] = qopen(Pipesize, 0);
	p->q[1] = qopen(Pipesize, 0);
	c = devattach(&pipedev, spec);
	poperror();
	c->qid.path = pipeqid(p->id, Qdir);
	c->aux = p;
	return c;
}

static int
pipegen(Chan *c, const char *name, const Dirtab *tab, int ntab, int i, Dir *d)
{
	Pipe *p = c->aux;

	USED(name);
	USED(tab);
	USED(ntab);
	if(i == Devdotdot) {
		devdir(c, (Qid){pipeqid(p->id, Qdir), 0, QTdir}, "#|", 0, eve, 0500, d);
		return 1;
	}
	if(i >= 2)
		return -1;
	devdir(c, (Qid){pipeqid(p->id, Qdata0 + i), 0, QTfile}, i == 0 ? "data" : "data1",
	       qlen(p->q[i]), eve, 0666, d);
	return 1;
}

static Walkqid *
pipewalk(Chan *c, Chan *nc, char **name, int n)
{
	Pipe *p = c->aux;
	Walkqid *w = devwalk(c, nc, name, n, nil, 0, pipegen);

	if(w->clone != nil && w->clone != c)
		incref(&p->ref);
	return w;
}

static int
pipestat(Chan *c, u8int *buf, int n)
{
	Pipe *p = c->aux;
	Dir d;

	if(pipetype(c) != Qdir)
		return devstat(c, buf, n, nil, 0, pipegen);
	devdir(c, (Qid){pipeqid(p->id, Qdir), 0, QTdir}, ".", 0, eve, 0500, &d);
	n = devdirput(&d, kbuf(buf), n);
	if(n == 0)
		error(Eshortstat);
	return n;
}

static Chan *
pipeopen(Chan *c, int omode)
{
	Pipe *p = c->aux;
	int t = pipetype(c);

	if(t == Qdir && (omode & ~Ocexec) != Oread)
		error(Eperm);
	c->mode = (u16int)openmode(omode);
	qlock(&p->lk);
	if(t != Qdir)
		p->open[t - Qdata0]++;
	c->flag |= Copen;
	qunlock(&p->lk);
	c->offset = 0;
	c->iounit = Pipeiounit;
	return c;
}

/* the last Chan on end i is gone: what it would have read is lost, the other end drains */
static void
pipehangup(Pipe *p, int i)
{
	qclose(p->q[i]);
	qhangup(p->q[1 - i], nil);
	if(p->open[1 - i] == 0) {
		qreopen(p->q[0]);
		qreopen(p->q[1]);
	}
}

static void
pipeclose(Chan *c)
{
	Pipe *p = c->aux;
	int t = pipetype(c);

	onerror(pipeput, p);
	if((c->flag & Copen) && t != Qdir) {
		qlock(&p->lk);
		if(--p->open[t - Qdata0] == 0)
			pipehangup(p, t - Qdata0);
		qunlock(&p->lk);
	}
	undo();
}

static Queue *
readq(Chan *c)
{
	Pipe *p = c->aux;

	return p->q[pipetype(c) - Qdata0];
}

static Queue *
writeq(Chan *c)
{
	Pipe *p = c->aux;

	return p->q[1 - (pipetype(c) - Qdata0)];
}

static int
piperead(Chan *c, Buf b, int n, s64int off)
{
	USED(off);
	if(pipetype(c) == Qdir)
		return devdirread(c, b, n, nil, 0, pipegen);
	return qread(readq(c), b, n);
}

static bool
pipeready(Chan *c, bool wait)
{
	return pipetype(c) == Qdir || qready(readq(c), wait);
}

static Block *
pipebread(Chan *c, int n, s64int off)
{
	Block *b;

	if(pipetype(c) == Qdir)
		return devbread(c, n, off);
	b = qbread(readq(c), n);
	return b != nil ? b : allocb(0);
}

/* A writer whose reader is gone gets a note too, since programs forget to look.  The mount
 * driver does not. */
static void
checkclosed(Chan *c)
{
	if(qisclosed(writeq(c)) && !(c->flag & Cmsg) && !up->kp)
		postnote(up, "sys: write on closed pipe", Nuser);
}
DEFUNDO(checkclosed, Chan)

static int
pipewrite(Chan *c, Buf b, int n, s64int off)
{
	USED(off);
	if(pipetype(c) == Qdir)
		error(Eisdir);
	onerror(checkclosed, c);
	n = qwrite(writeq(c), b, n);
	poperror();
	return n;
}

static int
pipebwrite(Chan *c, Block *b, s64int off)
{
	int n;

	USED(off);
	if(pipetype(c) == Qdir) {
		freeb(b);
		error(Eisdir);
	}
	onerror(checkclosed, c);
	n = qbwrite(writeq(c), b);
	poperror();
	return n;
}

/* only the length: the most that an end will hold for its reader */
static void
pipesetlimit(Chan *c, const Dir *d)
{
	Dir keep;

	nulldir(&keep);
	if(d->length == keep.length)
		return;
	if(pipetype(c) == Qdir || d->length == 0 || d->length > Pipesize)
		error(Ebadarg);
	qsetlimit(readq(c), (int)d->length);
}

static int
pipewstat(Chan *c, u8int *buf, int n)
{
	Dir *d = smalloc(sizeof *d + (usize)n);
	Dir keep;

	onerror(kfree, d);
	n = convM2D(buf, n, d, (char *)(d + 1));
	if(n == 0)
		error(Eshortstat);
	nulldir(&keep);
	if(d->mode != keep.mode || d->name[0] != 0 || d->uid[0] != 0 || d->gid[0] != 0)
		error(Eperm);
	pipesetlimit(c, d);
	undo();
	return n;
}

const Dev pipedev = {
	.dc = '|',
	.name = "pipe",
	.flags = Dnomnt | Dstream,
	.attach = pipeattach,
	.walk = pipewalk,
	.stat = pipestat,
	.open = pipeopen,
	.close = pipeclose,
	.read = piperead,
	.bread = pipebread,
	.ready = pipeready,
	.write = pipewrite,
	.bwrite = pipebwrite,
	.wstat = pipewstat,
};
