/*
 * rendezvous(2): two processes of a rendezvous group that name the same tag
 * exchange a value.  The first to come waits in the group's table; the second
 * leaves its own value with it, takes it out of the table and wakes it.
 *
 * How a waiting process's call ends is decided by one store to rendready, with the group
 * locked: by its partner, or by itself after a note (the result is all ones).  An entry
 * that is ready is no longer there for others, even if it still is in the table.  One store links an entry
 * and one unlinks it.  So a process of either side may be killed at any instruction.
 */
#include "proc.h"

enum
{
	Norendval = -1, /* result of a rendezvous broken by a note */
};

static Proc **
rendchain(Rgrp *g, uintptr tag)
{
	return &g->hash[(tag ^ tag >> 5 ^ tag >> 12) % Nrendhash];
}

/* g is locked */
static void
rendunlink(Rgrp *g, Proc *p)
{
	for(Proc **l = rendchain(g, p->rendtag); *l != nil; l = &(*l)->rendhash)
		if(*l == p) {
			*l = p->rendhash;
			break;
		}
}

/*
 * Give up, unless a partner came first.  On the error stack from before the process
 * enters the table until it has left it; may be done twice.
 */
static void
rendleave(Proc *p)
{
	Rgrp *g = p->rgrp;

	lock(&g->lk);
	if(!p->rendready) {
		p->rendgot = (uintptr)Norendval;
		p->rendready = 1;
	}
	rendunlink(g, p);
	unlock(&g->lk);
}
DEFREDO(rendleave, Proc)

/* A stray wake-up does no harm: sleepers look at their condition again. */
static void
rendwake(Proc *p)
{
	wakeup(&p->sleepr);
}
DEFREDO(rendwake, Proc)

static bool
rendready(void *p)
{
	return ((Proc *)p)->rendready != 0;
}

/* Who waits for tag; result: nil, nobody.  g is locked */
static Proc *
rendpartner(Rgrp *g, uintptr tag)
{
	Proc *p;

	for(p = *rendchain(g, tag); p != nil; p = p->rendhash)
		if(p->rendtag == tag && !p->rendready)
			break;
	return p;
}

/* Wait in the table for a partner.  g is locked, and free after */
static uintptr
rendwait(Rgrp *g)
{
	Proc **l = rendchain(g, up->rendtag);

	up->rendhash = *l;
	atomic_signal_fence(memory_order_seq_cst);
	*l = up;
	unlock(&g->lk);
	if(!waserror()) {
		watch(&up->watch, rendready, up);
		while(!rendready(up))
			sleep(&up->sleepr, rendready, up);
		poperror();
	}
	/* after a note too: a partner that came first has given its value already */
	rendleave(up);
	return up->rendgot;
}

/* Give p, which waits, our value for its own.  The same of g */
static uintptr
rendanswer(Rgrp *g, Proc *p)
{
	uintptr got = p->rendval;

	onerror(rendwake, p);
	p->rendgot = up->rendval;
	p->rendready = 1;
	rendunlink(g, p);
	unlock(&g->lk);
	rendwake(p);
	poperror();
	return got;
}

uintptr
rendezvous(uintptr tag, uintptr val)
{
	Rgrp *g = up->rgrp;
	uintptr got;
	Proc *p;

	up->rendtag = tag;
	up->rendval = val;
	up->rendready = 0;
	onerror(rendleave, up);
	lock(&g->lk);
	p = rendpartner(g, tag);
	got = p == nil ? rendwait(g) : rendanswer(g, p);
	poperror(); /* rendleave */
	return got;
}
