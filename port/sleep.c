/*
 * Sleep and wakeup.  The order of locks is Rendez.lk, then Proc.rlock.  A process
 * sleeps on its own futex word, wakeword, which every wake-up changes; whoever clears
 * Proc.r under both locks has woken it, so a stale wake-up of the word is harmless.
 */
#include "u.h"
#include "lib.h"
#include "host.h"
#include "keepold.h"
#include "lock.h"
#include "log.h"
#include "proc.h"

bool
never(void *arg)
{
	USED(arg);
	return false;
}

static void
wakeproc(Proc *p)
{
	atomic_fetch_add(&p->wakeword, 1);
	hostwake(&p->wakeword, 1);
}

/* take p from r, both locked */
static void
detach(Rendez *r, Proc *p)
{
	keepold(r->p);
	keepold(p->r);
	r->p = nil;
	p->r = nil;
}

/* false: the condition holds already, or a note is waiting (*intr) */
static bool
attach(Rendez *r, bool (*cond)(void *), void *arg, bool *intr)
{
	bool asleep = false;

	*intr = false;
	lock(&r->lk);
	if(!cond(arg)) {
		if(r->p != nil)
			panic("%s sleeps where %s does", up->text, r->p->text);
		lock(&up->rlock);
		if(atomic_load(&up->intr) != 0)
			*intr = true;
		else {
			keepold(r->p);
			keepold(up->r);
			r->p = up;
			up->r = r;
			asleep = true;
		}
		unlock(&up->rlock);
	}
	unlock(&r->lk);
	return asleep;
}

/* Whoever detached up gives r->lk up before up's own: with that, r is no longer touched, and may vanish */
static void
letgoof(void)
{
	lock(&up->rlock);
	unlock(&up->rlock);
}

/* until somebody detaches up, or the time end (hostmono; < 0 none) comes */
static void
doze(Rendez *r, s64int end)
{
	u32int w;
	s64int left;

	for(;;) {
		w = atomic_load(&up->wakeword);
		if(atomic_load(&up->r) != r) { /* another process clears it */
			letgoof();
			return;
		}
		left = end < 0 ? -1 : end - hostmono();
		if(end >= 0 && left <= 0)
			break;
		hostwait(&up->wakeword, w, left);
	}
	lock(&r->lk);
	lock(&up->rlock);
	if(up->r == r)
		detach(r, up);
	unlock(&up->rlock);
	unlock(&r->lk);
}

static void
sleepuntil(Rendez *r, bool (*cond)(void *), void *arg, s64int end)
{
	bool intr;
	int state;

	if(attach(r, cond, arg, &intr)) {
		state = atomic_exchange(&up->state, Wakeme);
		doze(r, end);
		atomic_store(&up->state, state);
		intr = atomic_load(&up->intr) != 0;
	}
	if(intr) {
		atomic_store(&up->intr, 0);
		error(Eintr);
	}
}

/* As on Plan 9 the caller looks again: a wake-up means only that the condition may hold */
void
sleep(Rendez *r, bool (*cond)(void *), void *arg)
{
	sleepuntil(r, cond, arg, -1);
}

void
tsleep(Rendez *r, bool (*cond)(void *), void *arg, s64int ms)
{
	if(ms < 0)
		sleepuntil(r, cond, arg, -1);
	else
		sleepuntil(r, cond, arg, hostmono() + ms * 1000000);
}

bool
wakeup(Rendez *r)
{
	Proc *p;

	lock(&r->lk);
	p = r->p;
	if(p == nil) {
		unlock(&r->lk);
		return false;
	}
	lock(&p->rlock);
	detach(r, p);
	unlock(&r->lk);
	unlock(&p->rlock); /* last: see letgoof */
	wakeproc(p);
	return true;
}

/* The Rendez that p sleeps at can vanish with its owner unless p->rlock is held, but
 * its lock comes first: so only try it, and look again. */
void
breaksleep(Proc *p)
{
	Rendez *r;

	for(;;) {
		lock(&p->rlock);
		r = p->r;
		if(r == nil) {
			unlock(&p->rlock);
			return;
		}
		if(canlock(&r->lk)) {
			detach(r, p);
			unlock(&r->lk);
			unlock(&p->rlock);
			wakeproc(p);
			return;
		}
		unlock(&p->rlock);
		hostyield();
	}
}

/*
 * A note or a procctl for p.  Wherever p is, it comes to look: in user code by the
 * kick, asleep or in line by being taken from there, in a host call by its wake-up descriptor.
 * If it is none of these yet, intr makes it not go to sleep in the first place.
 */
void
procinterrupt(Proc *p)
{
	atomic_store(&p->notepending, 1);
	atomic_store(&p->intr, 1);
	breaksleep(p);
	eqbreak(p);
	if(atomic_load(&p->polling) && p->wakefd >= 0)
		hostpollwake(p->wakefd);
	if(p != up && !p->kp && atomic_load(&p->hostpid) != 0)
		hostkick(atomic_load(&p->hostpid));
}

int
pollfd(int fd, int events, s64int ns)
{
	int r;

	if(up->wakefd < 0 && (up->wakefd = hostwakefd()) < 0)
		error(Enofd);
	atomic_store(&up->polling, 1);
	if(atomic_load(&up->intr) != 0)
		r = Hpollwoken;
	else
		do
			r = hostpoll(fd, events, up->wakefd, ns);
		while(r == Hpollwoken && ns < 0 && atomic_load(&up->intr) == 0);
	atomic_store(&up->polling, 0);
	if(atomic_exchange(&up->intr, 0) != 0)
		error(Eintr);
	return r & ~Hpollwoken;
}
