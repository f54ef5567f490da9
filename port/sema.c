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
 * without having looked (a note, a timeout, a kill) passes it on.
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

static void
semkick(Proc *p)
{
	wakeup(&p->sleepr);
}
DEFUNDO(semkick, Proc)

/* Wake the first that waits at a.  Result: there was one. */
static bool
semwake(Segment *s, Uaddr a)
{
	Proc *p = nil;

	lock(&s->semlk);
	if(s->sema.next != nil)
		for(Sema *w = s->sema.next; w != &s->sema; w = w->next)
			if(w->addr.a == a.a && w->waiting) {
				w->waiting = false;
				p = w->p;
				onerror(semkick, p); /* even if we are killed now */
				break;
			}
	unlock(&s->semlk);
	if(p == nil)
		return false;
	undo(); /* semkick: Procs stay, so p may be woken when it has gone on */
	return true;
}

static void
semjoin(Sema *w)
{
	Segment *s = w->seg;

	lock(&s->semlk);
	if(s->sema.next == nil)
		s->sema.next = s->sema.prev = &s->sema;
	w->next = &s->sema;
	w->prev = s->sema.prev;
	w->prev->next = w;
	s->sema.prev = w;
	atomic_fetch_add(&s->nsema, 1);
	unlock(&s->semlk);
}

/* Leave the list, if in it; pass on a wake-up that nobody used. */
static void
semleave(Sema *w)
{
	Segment *s = w->seg;
	bool unused = false;

	lock(&s->semlk);
	if(w->next != nil) {
		w->next->prev = w->prev;
		w->prev->next = w->next;
		w->next = w->prev = nil;
		atomic_fetch_sub(&s->nsema, 1);
		unused = !w->waiting;
	}
	unlock(&s->semlk);
	if(unused)
		semwake(s, w->addr);
}
DEFUNDO(semleave, Sema)

static bool
semwoken(void *w)
{
	return !((Sema *)w)->waiting;
}

/* Wait until deadline (0: for ever) for a chance; result: got it.  A note raises Eintr. */
static bool
semsleep(Uaddr a, s64int deadline)
{
	Sema w = {.seg = segof(up, a.a), .p = up, .addr = a, .waiting = true};
	bool got;

	if(w.seg == nil)
		badaddr(a, Semsize);
	onerror(semleave, &w);
	semjoin(&w);
	for(;;) {
		s64int left = -1;

		w.waiting = true;
		got = semtry(a) == 1;
		if(got)
			break;
		if(deadline != 0 && (left = deadline - hostmono()) <= 0)
			break;
		tsleep(&up->sleepr, semwoken, &w, left < 0 ? -1 : (left + Nsms - 1) / Nsms);
	}
	undo(); /* semleave */
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
	if(s != nil && atomic_load(&s->nsema) != 0)
		for(s32int i = 0; i < n && semwake(s, a); i++)
			;
	return (s64int)v + n;
}
