/*
 * semacquire(2): counting semaphores in 32-bit words of user memory.
 *
 * The word itself is the truth: it is taken and given by compare-and-swap,
 * and a call that need not wait touches nothing else.  One that must wait
 * enters the list of the word's Segment, says that it waits, and looks once more;
 * a release changes the word and then looks at the list.  So either the one sees the new
 * value or the other sees the waiter.  A waiter is known by segment and
 * address, which are the same for all processes that share the memory.
 *
 * A wake-up is no more than the advice to look again.  A waiter that got one and leaves
 * without having looked (a note, a timeout) passes it on.  When a process is killed, which may
 * have been about to give or to pass on one, all that wait in its segments look again.  The
 * list is linked by single stores, and its entries leave it by a search that may be
 * repeated: so it is right wherever a kill strikes.
 */
#include "proc.h"
#include "host.h"

enum
{
	Semsize = 4, /* bytes of a semaphore */
};

/* hostcas, on memory that may not be mapped yet */
static bool
semcas(Uaddr a, u32int *old, u32int new)
{
	int r = hostcas(a, old, new);

	if(r < 0 && segfix(a.a, Faultwrite))
		r = hostcas(a, old, new);
	if(r < 0)
		badaddr(a, Semsize);
	return r > 0;
}

static bool
sempositive(void *v)
{
	s32int n;

	return hostcopyin(&n, *(Uaddr *)v, sizeof n) >= 0 && n > 0;
}

/* Take one.  Result: 1, or the value that did not allow it. */
static s32int
semtry(Uaddr a)
{
	u32int v = 1;

	while(!semcas(a, &v, v - 1))
		if((s32int)v <= 0)
			return (s32int)v;
	return 1;
}

/* The same for one that may wait: a release may be just about to come. */
static s32int
semtrywatch(Uaddr a, bool wait)
{
	s32int v = semtry(a);

	if(v == 0 && wait && watch(&up->watch, sempositive, &a))
		v = semtry(a);
	return v;
}

/* Wake the first that waits at a.  Result: there was one. */
static bool
semwake(Segment *s, Uaddr a)
{
	Proc *p = nil;

	lock(&s->semlk);
	for(Sema *w = s->sema; w != nil; w = w->next)
		if(w->addr.a == a.a && w->waiting) {
			p = w->p;
			w->waiting = false;
			break;
		}
	unlock(&s->semlk);
	if(p != nil) /* Procs stay, so it may be woken when it has gone on */
		wakeup(&p->sleepr);
	return p != nil;
}

void
semwakeall(Segment *s)
{
	lock(&s->semlk);
	for(Sema *w = s->sema; w != nil; w = w->next) {
		w->waiting = false;
		wakeup(&w->p->sleepr);
	}
	unlock(&s->semlk);
}

static void
semjoin(Sema *w)
{
	Segment *s = w->seg;
	Sema *_Atomic *l;

	lock(&s->semlk);
	for(l = &s->sema; *l != nil; l = &(*l)->next)
		;
	*l = w;
	unlock(&s->semlk);
}

/* Leave the list, if in it; pass on a wake-up that was not used.  May be done twice. */
static void
semleave(Sema *w)
{
	Segment *s = w->seg;
	bool unused = false;

	lock(&s->semlk);
	for(Sema *_Atomic *l = &s->sema; *l != nil; l = &(*l)->next)
		if(*l == w) {
			*l = w->next;
			unused = !w->waiting;
			break;
		}
	unlock(&s->semlk);
	if(unused)
		semwake(s, w->addr);
}
DEFREDO(semleave, Sema)

static bool
semwoken(void *w)
{
	return !((Sema *)w)->waiting;
}

/* In the list: until deadline (0: for ever).  Result: got it */
static bool
semwait(Sema *w, s64int deadline)
{
	s64int left = -1;

	for(;;) {
		w->waiting = true;
		if(semtry(w->addr) == 1)
			return true;
		if(deadline != 0 && (left = deadline - hostmono()) <= 0)
			return false;
		tsleep(&up->sleepr, semwoken, w, left < 0 ? -1 : (left + Nsms - 1) / Nsms);
	}
}

/*
 * Wait until deadline (0: for ever).  Result: got it; a note raises Eintr.  The record stands
 * until the list is left: it is on this stack, and a kill may come in the middle of leaving.
 */
static bool
semsleep(Uaddr a, s64int deadline)
{
	Sema w = {.seg = segof(up, a.a), .p = up, .addr = a, .waiting = true};
	bool got;

	if(w.seg == nil)
		badaddr(a, Semsize);
	onerror(semleave, &w);
	semjoin(&w);
	if(waserror()) {
		semleave(&w);
		poperror();
		nexterror();
	}
	got = semwait(&w, deadline);
	poperror();
	semleave(&w);
	poperror();
	return got;
}

int
semacquire(Uaddr a, bool block)
{
	s32int v = semtrywatch(a, block);

	if(v < 0)
		error(Ebadarg);
	if(v == 0 && block)
		semsleep(a, 0);
	return v == 1 || block;
}

int
tsemacquire(Uaddr a, u32int ms)
{
	s32int v = semtrywatch(a, ms > 0);

	if(v < 0)
		error(Ebadarg);
	if(v == 0 && ms > 0)
		return semsleep(a, hostmono() + (s64int)ms * Nsms);
	return v == 1;
}

s64int
semrelease(Uaddr a, s32int n)
{
	u32int v = 0;
	Segment *s;

	if(n < 0)
		error(Ebadarg);
	for(;;) {
		if((s32int)v < 0 || (s64int)(s32int)v + n > INT32_MAX)
			error(Ebadarg);
		if(semcas(a, &v, v + (u32int)n))
			break;
	}
	s = segof(up, a.a);
	if(s != nil && s->sema != nil)
		for(s32int i = 0; i < n && semwake(s, a); i++)
			;
	return (s64int)v + n;
}
