/*
 * Process groups that share a name space (Pgrp), and the groups of rendezvous tags
 * (Rgrp): making, copying, and closing when the last process leaves.  Also which
 * devices a name space lets its processes name: RFNOMNT and 9front's chdev both
 * take devices away, for good and for all copies.
 */
#include "u.h"
#include "dev.h"
#include "err.h"
#include "grp.h"
#include "lib.h"
#include "lock.h"
#include "mem.h"
#include "mount.h"

static _Atomic u32int lastpgrpid;
static _Atomic u64int lastnsgen;

void
nschanged(Pgrp *p)
{
	atomic_store(&p->nsgen, atomic_fetch_add(&lastnsgen, 1) + 1);
}

Pgrp *
newpgrp(void)
{
	Pgrp *p = smalloc(sizeof *p);

	p->ref.n = 1;
	rwlockinit(&p->ns, Rpgrp);
	p->pgrpid = atomic_fetch_add(&lastpgrpid, 1) + 1;
	nschanged(p);
	return p;
}

/* Take the mounts out of m.  An open directory may keep it, and must find it empty. */
static void
emptymhead(Mhead *m)
{
	Mount *list = nil;

	onerror(mountfree, &list);
	wlock(&m->lock);
	onerror(wunlock, &m->lock);
	exchange(&list, &m->mount);
	undo();
	undo();
}

static void
emptypgrp(Pgrp *p)
{
	Mhead *m;

	for(int i = 0; i < Mnthash; i++)
		while((m = p->mnthash[i]) != nil) {
			emptymhead(m);
			p->mnthash[i] = m->hash;
			putmhead(m);
		}
}

static void
freepgrp(Pgrp *p)
{
	emptypgrp(p);
	letgo(kfree, p->devmask);
	kfree(p);
}

DEFREDO(freepgrp, Pgrp)

void
closepgrp(Pgrp *p)
{
	takeundo(p);
	if(decref(&p->ref) > 0)
		return;
	/* servers may be slow to hear of it; one that is killed meanwhile leaves the rest to freepgrp */
	onerror(freepgrp, p);
	emptypgrp(p);
	undo();
}

/* Copy the mounts of m, with their ids and so their order, to nm, which is new. */
static void
copymounts(Mhead *nm, Mhead *m)
{
	Mount **tail = &nm->mount;

	rlock(&m->lock);
	onerror(runlock, &m->lock);
	for(Mount *f = m->mount; f != nil; f = f->next) {
		Mount *nf = newmount(f->to, f->mflag, f->spec);
		nf->mountid = f->mountid;
		nf->head = nm;
		*tail = nf;
		tail = &nf->next;
	}
	undo();
}

static int
ndevs(void)
{
	int n = 0;

	while(devtab[n] != nil)
		n++;
	return n;
}

static usize
masksize(void)
{
	return (usize)(ndevs() + 7) / 8;
}

/* The mounts of from, in to, which is new and nobody else's yet. */
void
pgrpcpy(Pgrp *to, Pgrp *from)
{
	rlock(&from->ns);
	onerror(runlock, &from->ns);
	for(int i = 0; i < Mnthash; i++) {
		Mhead **tail = &to->mnthash[i];
		for(Mhead *m = from->mnthash[i]; m != nil; m = m->hash) {
			if(m->mount == nil)
				continue;
			*tail = newmhead(m->from);
			copymounts(*tail, m);
			tail = &(*tail)->hash;
		}
	}
	to->noattach = from->noattach;
	if(from->devmask != nil) {
		to->devmask = smalloc(masksize());
		memcpy(to->devmask, from->devmask, masksize());
	}
	undo();
}

static bool
masked(Pgrp *p, const Dev *d)
{
	bool on = false;

	rlock(&p->ns);
	onerror(runlock, &p->ns);
	if(p->devmask != nil)
		for(int i = 0; devtab[i] != nil; i++)
			if(devtab[i] == d)
				on = p->devmask[i / 8] >> i % 8 & 1;
	undo();
	return on;
}

bool
devallowed(Pgrp *p, const Dev *d)
{
	if(d->flags & Dnoattach)
		return false;
	if(p->noattach && !(d->flags & Dnomnt))
		return false;
	return !masked(p, d);
}

bool
mountallowed(Pgrp *p)
{
	const Dev *mnt = devof('M');

	return !p->noattach && mnt != nil && !masked(p, mnt);
}

void
devmaskset(Pgrp *p, const char *chars, bool keep)
{
	wlock(&p->ns);
	onerror(wunlock, &p->ns);
	if(p->devmask == nil)
		p->devmask = smalloc(masksize());
	for(int i = 0; devtab[i] != nil; i++)
		if((utfrune(chars, devtab[i]->dc) != nil) != keep)
			p->devmask[i / 8] |= (u8int)(1 << i % 8);
	undo();
}

Rgrp *
newrgrp(void)
{
	Rgrp *r = smalloc(sizeof *r);

	r->ref.n = 1;
	lockinit(&r->lk, Rrendez);
	return r;
}

void
closergrp(Rgrp *r)
{
	if(decref(&r->ref) == 0)
		kfree(r);
}
