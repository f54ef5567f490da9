/*
 * rendezvous(2): two processes of a rendezvous group that name the same tag
 * exchange a value.  The first to come waits in the group's table; the second
 * takes it out, leaves its own value in its place and wakes it.  Both find
 * what the other gave in their own hands, so neither waits for the other again.
 *
 * Whoever takes a waiting process out of the table decides how its call ends:
 * the partner (its value), or the process itself after a note (all ones).
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

/*
 * Leave the table if still in it.  Put on the error stack before the process enters
 * the table, so that it is right wherever a kill strikes.
 */
static void
rendleave(Proc *p)
{
	Rgrp *g = p->rgrp;

	lock(&g->lk);
	for(Proc **l = rendchain(g, p->rendtag); *l != nil; l = &(*l)->rendhash)
		if(*l == p) {
			*l = p->rendhash;
			p->rendval = (uintptr)Norendval;
			break;
		}
	unlock(&g->lk);
}
DEFUNDO(rendleave, Proc)

/* A stray wake-up does no harm: sleepers look at their condition again. */
static void
rendwake(Proc *p)
{
	wakeup(&p->sleepr);
}
DEFUNDO(rendwake, Proc)

static bool
rendready(void *p)
{
	return ((Proc *)p)->rendready != 0;
}

/* Out of the table with the one that waits for tag; result: nil, there is none.  g is locked */
static Proc *
rendpartner(Rgrp *g, uintptr tag)
{
	for(Proc **l = rendchain(g, tag); *l != nil; l = &(*l)->rendhash) {
		Proc *p = *l;
		if(p->rendtag == tag) {
			*l = p->rendhash;
			return p;
		}
	}
	return nil;
}

/* Wait in the table for a partner. */
static uintptr
rendwait(void)
{
	if(!waserror()) {
		watch(&up->watch, rendready, up);
		while(!rendready(up))
			sleep(&up->sleepr, rendready, up);
		poperror();
	}
	/* after a note too: a partner that came first has exchanged the values already */
	undo(); /* rendleave */
	return up->rendval;
}

uintptr
rendezvous(uintptr tag, uintptr val)
{
	Rgrp *g = up->rgrp;
	Proc *p;

	up->rendtag = tag;
	up->rendval = val;
	up->rendready = 0;
	onerror(rendleave, up);
	lock(&g->lk);
	p = rendpartner(g, tag);
	if(p == nil) {
		Proc **l = rendchain(g, tag);
		up->rendhash = *l;
		*l = up;
		unlock(&g->lk);
		return rendwait();
	}
	up->rendval = p->rendval;
	p->rendval = val;
	p->rendready = 1;
	onerror(rendwake, p);
	unlock(&g->lk);
	undo(); /* rendwake */
	poperror();
	return up->rendval;
}
