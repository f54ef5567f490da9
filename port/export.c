/*
 * The name space for those who serve it to others: see export.h.  A kernel process has no name space of
 * its own, so it borrows the Export's for the time of a request.
 */
#include "u.h"
#include "export.h"
#include "buf.h"
#include "dev.h"
#include "err.h"
#include "grp.h"
#include "host.h"
#include "lib.h"
#include "mem.h"
#include "mount.h"
#include "proc.h"

enum
{
	/* in an entry */
	Etype = 2,
	Edev = 4,
	Eqidpath = 13,
};

/* [I] all: references */
struct Export
{
	Pgrp *pgrp;
	Egrp *egrp;
	Fgrp *fgrp; /* an empty one, for devices that look there */
	Rgrp *rgrp;
	Chan *slash;
};

void
exportfree(Export *e)
{
	letgo(cclose, e->slash);
	letgo(closergrp, e->rgrp);
	letgo(closefgrp, e->fgrp);
	letgo(closeegrp, e->egrp);
	letgo(closepgrp, e->pgrp);
	kfree(e);
}
DEFREDO(exportfree, Export)

Export *
newexport(void)
{
	Export *e = smalloc(sizeof *e);

	onerror(exportfree, e);
	incref(&up->slash->ref);
	e->slash = up->slash;
	incref(&up->pgrp->ref);
	e->pgrp = up->pgrp;
	incref(&up->egrp->ref);
	e->egrp = up->egrp;
	e->fgrp = newfgrp();
	e->rgrp = newrgrp();
	poperror();
	return e;
}

void
exportenter(Export *e)
{
	up->pgrp = e->pgrp;
	up->egrp = e->egrp;
	up->fgrp = e->fgrp;
	up->rgrp = e->rgrp;
	up->slash = up->dot = e->slash;
	up->bellerr = false;
	up->serves = true;
}

void
exportleave(void)
{
	namecacheflush(up);
	up->serves = false;
	up->pgrp = nil;
	up->egrp = nil;
	up->fgrp = nil;
	up->rgrp = nil;
	up->slash = up->dot = nil;
}

void
exinterrupt(Proc *p)
{
	procinterrupt(p);
}

void
exinterrupted(void)
{
	up->nsyscall++;
	atomic_store(&up->intr, 0);
	atomic_store(&up->notepending, 0);
}

/* ---- qids ---- */

/*
 * Devices number their files each for itself.  A number that is as good as random and belongs to the
 * device and its instance is added without carry, so that files of one stay different, and
 * two of different devices meet only by the worst of luck.
 */
static u64int
devmark(u16int dc, u32int devno)
{
	u64int h = (u64int)dc << 32 | devno;

	h = (h ^ h >> 31) * 0x9e3779b97f4a7c15;
	h = (h ^ h >> 29) * 0xbf58476d1ce4e5b9;
	return h ^ h >> 32;
}

static void
markentry(u8int *e)
{
	u64int mark = devmark(get16(e + Etype), get32(e + Edev));

	put64(e + Eqidpath, get64(e + Eqidpath) ^ mark);
}

static u64int
chanmark(Chan *c)
{
	return devmark(c->dev->flags & Dserver ? 'M' : (u16int)c->dev->dc, c->devno);
}

static Qid
markedqid(Chan *c)
{
	Qid q = c->qid;

	q.path ^= chanmark(c);
	return q;
}

/* ---- places ---- */

/* What is at the place: a reference to the Chan itself, or to what is mounted on it */
typedef struct There
{
	Chan *c;
	Mhead *mh;
} There;

static void
dropthere(There *t)
{
	letgo(cclose, t->c);
	letgo(putmhead, t->mh);
}
DEFREDO(dropthere, There)

/* dropthere stands on the error stack */
static void
getthere(There *t, Chan *c)
{
	incref(&c->ref);
	t->c = c;
	if(!(c->flag & Copen))
		domount(&t->c, &t->mh, nil);
}

Chan *
exroot(Export *e)
{
	incref(&e->slash->ref);
	return e->slash;
}

Chan *
exwalk(Chan *c, const char *elem)
{
	Chan *nc;

	if(waserror())
		return nil;
	if(elem[0] == '\0' || strcmp(elem, ".") == 0)
		error(Efilename);
	validkname(elem, false);
	nc = namecat(c, elem, Amount, 0, 0);
	poperror();
	return nc;
}

/* only directories know what is above them: of others the name tells */
static Chan *
parent(Chan *c)
{
	char *name, *slash;
	Chan *dir;

	if(c->qid.type & QTdir)
		return namecat(c, "..", Amount, 0, 0);
	name = kstrdup(chanpath(c));
	onerror(kfree, name);
	slash = strrchr(name, '/');
	if(slash == nil)
		error(Enonexist);
	slash[slash == name] = '\0';
	dir = namec(name, Amount, 0, 0);
	undo();
	return dir;
}

Chan *
exparent(Chan *c)
{
	Chan *dir;

	if(waserror())
		return nil;
	dir = parent(c);
	poperror();
	return dir;
}

Chan *
exopen(Chan *c, int omode)
{
	Chan *nc;

	if(waserror())
		return nil;
	openmode(omode);
	nc = namecat(c, "", Aopen, omode & ~Ocexec, 0);
	poperror();
	return nc;
}

Chan *
excreate(Chan *dir, const char *elem, int omode, u32int perm)
{
	Chan *nc;

	if(waserror())
		return nil;
	openmode(omode);
	if(elem[0] == '\0' || strcmp(elem, ".") == 0 || strcmp(elem, "..") == 0)
		error(Efilename);
	validkname(elem, false);
	nc = namecat(dir, elem, Acreate, (omode & ~Ocexec) | Oexcl, perm);
	poperror();
	return nc;
}

int
exqid(Chan *c, Qid *q)
{
	There t = {nil, nil};

	if(waserror())
		return -1;
	onerror(dropthere, &t);
	getthere(&t, c);
	*q = markedqid(t.c);
	undo();
	poperror();
	return 0;
}

bool
exsame(Chan *a, Chan *b)
{
	Qid qa, qb;

	return exqid(a, &qa) == 0 && exqid(b, &qb) == 0 && qa.path == qb.path;
}

int
exspace(Chan *c, Hostspace *s)
{
	There t = {nil, nil};

	*s = (Hostspace){0};
	if(waserror())
		return -1;
	onerror(dropthere, &t);
	getthere(&t, c);
	if(t.c->dev->space != nil)
		t.c->dev->space(t.c, s);
	undo();
	poperror();
	return 0;
}

static bool
hasflag(Chan *c, int flags)
{
	There t = {nil, nil};
	bool is;

	if(waserror())
		return false;
	onerror(dropthere, &t);
	getthere(&t, c);
	is = (t.c->flag & flags) != 0;
	undo();
	poperror();
	return is;
}

bool
exordinary(Chan *c)
{
	return hasflag(c, Ckeep);
}

bool
exkeeps(Chan *c)
{
	return hasflag(c, Ckeep | Ccache);
}

void
exclose(Chan *c)
{
	if(c != nil)
		cclose(c);
}

/* ---- what is open ---- */

/* may the open c be used for this */
static void
mayuse(Chan *c, int notmode, s64int off)
{
	if((c->flag & Cmsg) || c->mode == notmode)
		error(Ebadusefd);
	if(off < 0)
		error(Enegoff);
}

static int
readdir(Chan *c, u8int *buf, int n, s64int off)
{
	int got = dirread(c, kbuf(buf), n, off), i = 0;

	while(got - i >= Statfixlen) {
		markentry(buf + i);
		i += 2 + get16(buf + i);
	}
	return got;
}

int
exread(Chan *c, void *buf, int n, s64int off)
{
	if(waserror())
		return -1;
	mayuse(c, Owrite, off);
	n = c->qid.type & QTdir ? readdir(c, buf, n, off) : dread(c, kbuf(buf), n, off);
	poperror();
	return n;
}

bool
exready(Chan *c, bool wait)
{
	bool is;

	if(c->dev->ready == nil || c->mode == Owrite)
		return true;
	if(waserror())
		return strcmp(up->errstr, Eintr) != 0;
	is = c->dev->ready(c, wait);
	poperror();
	return is;
}

void
exbrief(Chan *c)
{
	c->flag |= Cbrief;
}

bool
exunion(Chan *c)
{
	return c->umh != nil;
}

s64int
exoffset(Chan *c)
{
	return __atomic_load_n(&c->offset, __ATOMIC_RELAXED);
}

int
exwrite(Chan *c, void *buf, int n, s64int off)
{
	if(waserror())
		return -1;
	mayuse(c, Oread, off);
	if(c->qid.type & QTdir)
		error(Eisdir);
	n = dwrite(c, kbuf(buf), n, off);
	poperror();
	return n;
}

/* ---- entries ---- */

/* the name of a place, when what is mounted there has another; nil: its own will do.  The root's is / */
static const char *
nameof(There *t, Chan *c)
{
	const char *slash;

	if(t->mh == nil || c->path == nil || c->path->len == 0)
		return nil;
	slash = strrchr(c->path->s, '/');
	if(slash == nil)
		return c->path->s;
	return slash[1] == '\0' ? "/" : slash + 1;
}

u8int *
exstat(Chan *c, int *n)
{
	There t = {nil, nil};
	const char *name;
	u8int *buf;
	int room;

	if(waserror())
		return nil;
	onerror(dropthere, &t);
	getthere(&t, c);
	name = nameof(&t, c);
	room = name != nil ? (int)strlen(name) : 0;
	buf = dstatmem(t.c, room, n);
	onerror(kfree, buf);
	if(name != nil)
		*n = dirsetname(buf, *n, *n + room, name, room);
	if(*n < Statfixlen)
		error(Ebadstat);
	markentry(buf);
	poperror();
	undo();
	poperror();
	return buf;
}

/* may this entry be given to a file */
static void
validentry(There *t, const u8int *entry, int n)
{
	int len;

	if(statcheck(entry, n) < 0)
		error(Ebadstat);
	len = get16(entry + Statname);
	if(len == 1 && entry[Statname + 2] == '/') /* what a root is called */
		return;
	for(int i = 0; i < len; i++)
		if(!isnamechar(entry[Statname + 2 + i]))
			error(Ebadchar);
	if(len > 0 && t->mh != nil)
		error(Eismtpt);
}

/* a client gives the qid back as it was told it */
static void
unmark(u8int *entry, Chan *c)
{
	put64(entry + Eqidpath, get64(entry + Eqidpath) ^ chanmark(c));
}

int
exwstat(Chan *c, u8int *entry, int n)
{
	There t = {nil, nil};

	if(waserror())
		return -1;
	onerror(dropthere, &t);
	getthere(&t, c);
	validentry(&t, entry, n);
	if(get64(entry + Eqidpath) != ~(u64int)0)
		unmark(entry, t.c);
	dwstat(t.c, entry, n);
	undo();
	poperror();
	return 0;
}

int
exreplace(Chan *c, Chan *over)
{
	There t = {nil, nil}, u = {nil, nil};
	bool done;

	if(waserror())
		return -1;
	onerror(dropthere, &t);
	onerror(dropthere, &u);
	getthere(&t, c);
	getthere(&u, over);
	if(t.mh != nil || u.mh != nil)
		error(Eismtpt);
	done = t.c->dev == u.c->dev && t.c->devno == u.c->devno && t.c->dev->replace != nil &&
	       t.c->dev->replace(t.c, u.c);
	undo();
	undo();
	poperror();
	return done;
}

/* servers forget a file that they removed, so it is another Chan's that is */
static void
removeplace(Chan *c)
{
	c = namecat(c, "", Aremove, 0, 0);
	onerror(cclose, c);
	if(c->ismtpt)
		error(Eismtpt);
	dremove(c);
	undo();
}

int
exremove(Chan *c)
{
	if(waserror())
		return -1;
	if(c->flag & Copen)
		dremove(c);
	else
		removeplace(c);
	poperror();
	return 0;
}
