/*
 * rfork(2): new groups for this process, or a new process that shares what the flags say.
 */
#include "u.h"
#include "lib.h"
#include "host.h"
#include "keepold.h"
#include "lock.h"
#include "mem.h"
#include "proc.h"

static void
checkflags(u32int f)
{
	if((f & (RFfdg | RFcfdg)) == (RFfdg | RFcfdg) ||
	   (f & (RFnameg | RFcnameg)) == (RFnameg | RFcnameg) ||
	   (f & (RFenvg | RFcenvg)) == (RFenvg | RFcenvg))
		error(Ebadarg);
	if((f & RFproc) == 0 && (f & (RFmem | RFnowait)) != 0)
		error(Ebadarg);
}

/* each gives the group for p, new or shared; from is the caller's */

static Pgrp *
forkpgrp(Pgrp *from, u32int f)
{
	Pgrp *g;

	if(f & (RFnameg | RFcnameg)) {
		g = newpgrp();
		onerror(closepgrp, g);
		if(f & RFnameg)
			pgrpcpy(g, from);
		else {
			/* the mask cannot be shed */
			g->noattach = from->noattach;
			if(from->devmask != nil) {
				g->devmask = smalloc(kmsize(from->devmask));
				memcpy(g->devmask, from->devmask, kmsize(from->devmask));
			}
		}
		poperror();
	} else {
		g = from;
		incref(&g->ref);
	}
	if(f & RFnomnt)
		g->noattach = true;
	return g;
}

static Fgrp *
forkfgrp(Fgrp *from, u32int f)
{
	if(f & RFfdg)
		return dupfgrp(from);
	if(f & RFcfdg)
		return newfgrp();
	incref(&from->ref);
	return from;
}

static Egrp *
forkegrp(Egrp *from, u32int f)
{
	Egrp *e;

	if((f & (RFenvg | RFcenvg)) == 0) {
		incref(&from->ref);
		return from;
	}
	e = newegrp();
	onerror(closeegrp, e);
	if(f & RFenvg)
		envcpy(e, from);
	poperror();
	return e;
}

static Rgrp *
forkrgrp(Rgrp *from, u32int f)
{
	if(f & RFrend)
		return newrgrp();
	incref(&from->ref);
	return from;
}

/*
 * A group's place in up gets another, which is in other; then other has the old one.  /proc looks
 * at the place with debug held.
 */
#define swapgroup(place, other)                                                                    \
	do {                                                                                       \
		qlock(&up->debug);                                                                 \
		u32int _k = keepbegin();                                                           \
		void *_old = (place);                                                              \
		keepold(place);                                                                    \
		keepold(other);                                                                    \
		(place) = (other);                                                                 \
		(other) = _old;                                                                    \
		keepend(_k);                                                                       \
		qunlock(&up->debug);                                                               \
	} while(0)

/* of a Groups or a Proc */
#define letgroupsgo(x)                                                                             \
	do {                                                                                       \
		letgo(closefgrp, (x)->fgrp);                                                       \
		letgo(closeegrp, (x)->egrp);                                                       \
		letgo(closergrp, (x)->rgrp);                                                       \
		letgo(cclose, (x)->dot);                                                           \
		letgo(cclose, (x)->slash);                                                         \
		letgo(closepgrp, (x)->pgrp);                                                       \
	} while(0)

void
closegroups(Groups *g)
{
	letgroupsgo(g);
}

/* without RFPROC: this process changes its own groups */
static void
regroup(u32int f)
{
	Groups g = {0}; /* new ones, then old ones */

	onerror(closegroups, &g);
	if(f & (RFfdg | RFcfdg)) {
		g.fgrp = forkfgrp(up->fgrp, f);
		swapgroup(up->fgrp, g.fgrp);
	}
	if(f & (RFnameg | RFcnameg)) {
		g.pgrp = forkpgrp(up->pgrp, f);
		swapgroup(up->pgrp, g.pgrp);
	} else if(f & RFnomnt)
		up->pgrp->noattach = true;
	if(f & RFrend) {
		g.rgrp = forkrgrp(up->rgrp, f);
		swapgroup(up->rgrp, g.rgrp);
	}
	if(f & (RFenvg | RFcenvg)) {
		g.egrp = forkegrp(up->egrp, f);
		swapgroup(up->egrp, g.egrp);
	}
	undo();
	if(f & RFnoteg)
		up->noteid = up->pid;
}

static void
forkmemory(Proc *p, bool share)
{
	Segment *s;

	qlock(&up->seglock);
	onerror(qunlock, &up->seglock);
	if(share)
		segshare();
	for(int i = 0; i < Nseg; i++) {
		s = up->seg[i];
		if(s != nil)
			p->seg[i] = segdup(s, i == SSEG ? false : share);
	}
	undo();
}

static void
forkself(Proc *p, u32int f)
{
	kstrset(&p->text, up->text);
	setuser(p, up->user);
	qlock(&up->debug);
	p->textpoked = up->textpoked;
	if(up->args != nil)
		kstrset(&p->args, up->args);
	p->setargs = up->setargs;
	if(up->textc != nil)
		incref(&up->textc->ref);
	p->textc = up->textc;
	qunlock(&up->debug);
	p->noteid = f & RFnoteg ? p->pid : up->noteid;
	p->notify = up->notify;
	p->procmode = up->procmode;
	p->privatemem = up->privatemem;
	p->noswap = up->noswap;
	p->hang = up->hang;
	p->trace = up->trace;
	if(atomic_load(&up->procctl) == Proctracesys)
		atomic_store(&p->procctl,
			     Proctracesys); /* who traces us may want to trace it, too */
	p->basepri = up->basepri;
	p->priority = up->priority;
	p->fixedpri = up->fixedpri;
	p->wired = up->wired;
	p->bellerr = up->bellerr;
	p->nowait = (f & RFnowait) != 0;
	p->parentpid = up->pid;
	p->parent = p->nowait ? nil : up;
	p->tos = up->tos;
	p->ureg = up->ureg;
	p->ureg.ax = 0;
	p->ureg.type = Tsyscall;
}

/*
 * Undo for parent's child that did not come to be; may be done again.  What was its child may be a
 * process by now, even one that ended, and its Proc another's.
 */
void
abandon(Proc *parent)
{
	Proc *p = parent->child;

	if(p == nil)
		return;
	if(parent->childpid != 0 && (p->pid != parent->childpid || atomic_load(&p->hostpid) != 0 ||
				     atomic_load(&p->mended) || atomic_load(&p->state) > Ready)) {
		parent->child = nil;
		return;
	}
	for(int i = 0; i < Nseg; i++) {
		Segment *s = p->seg[i];
		p->seg[i] = nil;
		if(s != nil)
			putseg(s);
	}
	letgroupsgo(p);
	letgo(cclose, p->textc);
	kstrset(&p->text, nil);
	kstrset(&p->args, nil);
	setuser(p, nil);
	parent->child = nil;
	procfree(p);
}

int
rfork(u32int f)
{
	Proc *p;
	int pid;

	checkflags(f);
	if((f & RFproc) == 0) {
		regroup(f);
		return 0;
	}
	onerror(abandon, up);
	p = newproc();
	forkself(p, f);
	incref(&up->slash->ref);
	p->slash = up->slash;
	incref(&up->dot->ref);
	p->dot = up->dot;
	p->fgrp = forkfgrp(up->fgrp, f);
	p->pgrp = forkpgrp(up->pgrp, f);
	p->egrp = forkegrp(up->egrp, f);
	p->rgrp = forkrgrp(up->rgrp, f);
	forkmemory(p, (f & RFmem) != 0);
	pid = (int)p->pid;
	if(!p->nowait) {
		lock(&up->exl);
		up->nchild++;
		unlock(&up->exl);
	}
	if(waserror()) {
		if(!p->nowait) {
			lock(&up->exl);
			up->nchild--;
			unlock(&up->exl);
		}
		nexterror();
	}
	procstart(p);
	up->child = nil; /* it is its own now */
	poperror();
	poperror();
	return pid;
}
