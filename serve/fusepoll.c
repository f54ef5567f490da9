/*
 * Programs of the host that wait in poll until they can read.  The one who was asked answers at once; if a read would have
 * to wait, it stays and rings when that is over, or is told to go when the file is closed.  There is
 * one for each open file, at most.  Writing is always said to go on.
 */
#include "fuse.h"
#include "lib.h"

/* one who waits to ring, on its stack.  [k] the Fmount's lk  [I] immutable */
struct Ringer
{
	Ringer *next; /* [k] */
	Proc *p;      /* [I] */
	File *f;      /* [k] nil: it was closed */
};

/* false: there is one for f */
static bool
ringer(Fmount *m, Ringer *r)
{
	Ringer *other;

	lock(&m->lk);
	for(other = m->ringers; other != nil && other->f != r->f; other = other->next)
		;
	if(other == nil) {
		r->next = m->ringers;
		m->ringers = r;
	}
	unlock(&m->lk);
	return other == nil;
}

static void
leave(Fmount *m, Ringer *r)
{
	Ringer **l;

	lock(&m->lk);
	for(l = &m->ringers; *l != r; l = &(*l)->next)
		;
	*l = r->next;
	unlock(&m->lk);
}

void
pollend(Fmount *m, File *f)
{
	lock(&m->lk);
	for(Ringer *r = m->ringers; r != nil; r = r->next)
		if(r->f == f) {
			r->f = nil;
			exinterrupt(r->p);
		}
	unlock(&m->lk);
}

/* wait until io, whose reference this takes, can be read */
static void
await(Fmount *m, Ringer *r, Chan *io, void *bell)
{
	bool ring = exready(io, true);

	leave(m, r);
	exclose(io);
	hostfusebell(bell, ring);
}

void
fusepoll(Fmount *m, Hostask *a)
{
	File *f = (File *)(uintptr)a->handle;
	Ringer r = {.p = up, .f = f};
	void *bell = a->bell;
	Chan *io = f->io;
	bool ready = exready(io, false), stay;

	stay = !ready && bell != nil && ringer(m, &r);
	if(stay)
		incref(&io->ref);
	a->ready = ready;
	hostfuseanswer(a, 0); /* from here on f may be closed */
	if(stay)
		await(m, &r, io, bell);
	else if(bell != nil)
		hostfusebell(bell, false);
}
