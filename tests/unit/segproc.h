/*
 * User processes whose program may name any C object as its memory: they have one
 * shared segment that covers all addresses.
 */
#pragma once
#include "unit.h"
#include "dev.h"
#include "mem.h"
#include "proc.h"
#include "sys.h"

extern const Dev procdev;
static Segment *everything;

static inline Proc *
segproc(Fakeprog *fn, void *arg)
{
	Proc *p = newproc();

	kstrset(&p->text, "test");
	setuser(p, eve);
	p->fgrp = newfgrp();
	p->egrp = newegrp();
	p->rgrp = up->rgrp != nil ? up->rgrp : (up->rgrp = newrgrp());
	incref(&p->rgrp->ref);
	p->pgrp = newpgrp();
	p->slash = dattach(&procdev, "");
	p->dot = dattach(&procdev, "");
	p->seg[SEG1] = everything;
	incref(&everything->ref);
	p->noteid = p->pid;
	p->nowait = true;
	fakeureg(&p->ureg, fn, arg);
	procstart(p);
	return p;
}

static inline void
donothing(void *arg)
{
	USED(arg);
	fakecall(SLEEP, 1);
}

/* kernelup, with the segment also in the test's own process; what processes leave for
 * those that come after them is there already */
static inline void
segkernelup(void)
{
	kernelup();
	everything = newseg(SGshared, 64 * KiB, Pagesize);
	everything->top = (uintptr)1 << 47;
	up->seg[SEG1] = everything;
	for(int i = 0; i < 16; i++)
		segproc(donothing, nil);
	usersgone();
	memmark();
}

typedef struct Victim
{
	Fakeprog *fn;
	void *arg;
} Victim;

static inline void
victim(void *arg)
{
	Victim v = *(Victim *)arg;

	fakecall(SLEEP, 10);
	v.fn(v.arg);
}

/* fn(arg) in a process that is killed at its nth host call from the start of fn */
static inline void
killedproc(Fakeprog *fn, void *arg, int nth)
{
	Victim v = {fn, arg};
	Proc *p = segproc(victim, &v);

	fakesettle();
	fakekillat(p->hostpid, nth);
	tsleep(&up->sleepr, never, nil, 10);
	fakesettle();
}
