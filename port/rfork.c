/*
 * rfork(2): new groups for this process, or a new process that shares what the flags say.
 */
#include "u.h"
#include "lib.h"
#include "host.h"
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

/* without RFPROC: this process changes its own groups */
static void
regroup(u32int f)
{
	Pgrp *pg = up->pgrp;
	Fgrp *fg = up->fgrp;
	Egrp *eg = up->egrp;
	Rgrp *rg = up->rgrp;

	up->fgrp = forkfgrp(fg, f);
	closefgrp(fg);
	up->pgrp = forkpgrp(pg, f);
	closepgrp(pg);
	up->rgrp = forkrgrp(rg, f);
	closergrp(rg);
	up->egrp = forkegrp(eg, f);
	closeegrp(eg);
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
	kstrset(&p->user, up->user);
	qlock(&up->debug);
	if(up->args != nil)
		kstrset(&p->args, up->args);
	p->setargs = up->setargs;
	p->textc = up->textc;
	if(p->textc != nil)
		incref(&p->textc->ref);
	qunlock(&up->debug);
	p->noteid = f & RFnoteg ? p->pid : up->noteid;
	p->notify = up->notify;
	p->procmode = up->procmode;
	p->privatemem = up->privatemem;
	p->noswap = up->noswap;
	p->hang = up->hang;
	p->trace = up->trace;
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

/* undo for a child that did not come to be */
void
abandon(Proc *p)
{
	/* the host has it already: it is a process, whatever became of its parent */
	if(atomic_load(&p->hostpid) != 0)
		return;
	for(int i = 0; i < Nseg; i++) {
		if(p->seg[i] != nil)
			putseg(p->seg[i]);
		p->seg[i] = nil;
	}
	if(p->fgrp != nil)
		closefgrp(p->fgrp);
	if(p->pgrp != nil)
		closepgrp(p->pgrp);
	if(p->egrp != nil)
		closeegrp(p->egrp);
	if(p->rgrp != nil)
		closergrp(p->rgrp);
	if(p->slash != nil)
		cclose(p->slash);
	if(p->dot != nil)
		cclose(p->dot);
	if(p->textc != nil)
		cclose(p->textc);
	p->fgrp = nil;
	p->pgrp = nil;
	p->egrp = nil;
	p->rgrp = nil;
	p->slash = p->dot = p->textc = nil;
	kstrset(&p->text, nil);
	kstrset(&p->user, nil);
	kstrset(&p->args, nil);
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
	p = newproc();
	onerror(abandon, p);
	forkself(p, f);
	p->slash = up->slash;
	incref(&p->slash->ref);
	p->dot = up->dot;
	incref(&p->dot->ref);
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
	poperror();
	poperror(); /* the child is its own now */
	return pid;
}
