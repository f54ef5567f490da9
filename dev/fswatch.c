/*
 * When walks need not look.  A walk through known directories costs no host call as long as their
 * names are known not to have changed.  The host tells: each directory that is walked in often has a
 * watch, and the host queues an event for each name in it that is removed, moved or replaced, before
 * the call that did so returns.  So one call for a whole system call, which asks whether anything
 * is queued, makes all names of watched directories good that were good before: whatever another
 * program did before this system call began is seen by it.
 *
 * A node is trusted when its name was looked up while its directory was watched already and no
 * change came in between (Fstrust).  What the host does not tell is something else being
 * mounted there, and a change of permissions; so nothing is trusted for longer than a second (an
 * epoch).  File systems that can change without Linux knowing have no watches.
 */
#include "fs.h"
#include "proc.h"

enum
{
	Epochtime = 1000000000, /* nanoseconds */
	Early = 2000,           /* walks that look, without a watch, before there are watches */
	Eventbuf = 4 * KiB,     /* bytes of events taken at a time */
	Nstamp = 1024,
};

static int wfd = -1;             /* set at boot */
static _Atomic u32int looked;    /* such walks so far */
static _Atomic u32int epoch = 1; /* never 0 */
static _Atomic s64int epochend;  /* hostmono */
static QLock drainlk = {.rank = Rdev};
static _Atomic bool draining; /* events were taken and not yet worked off */
static bool drained;          /* [drainlk] all that were taken are */
/* the system calls that have asked, by process slot; one that is overwritten asks again */
static _Atomic u64int stamps[Nstamp];

void
fswatchinit(void)
{
	wfd = hostwatchnew();
}

/*
 * Linux takes ten milliseconds and more for the end of a process that has watches, as it waits until no
 * processor can be looking at them.  Who ends soon, having looked at few names, should not have any.
 */
bool
fswatching(void)
{
	return looked >= Early || ++looked >= Early;
}

int
fswatch(int dirfd)
{
	int w = wfd >= 0 ? hostwatch(wfd, dirfd) : -1;

	return w >= 0 ? w : -2;
}

void
fsunwatch(int watch)
{
	hostunwatch(wfd, watch);
}

u32int
fsepoch(void)
{
	return epoch;
}

void
fsnewepoch(void)
{
	if(++epoch == 0)
		epoch++;
}

/* a process that was killed on the way has taken events that nobody will see */
static void
drainend(QLock *q)
{
	if(!drained)
		fsnewepoch();
	draining = false;
	qunlock(q);
}
DEFUNDO(drainend, QLock)

static void
drain(void)
{
	void *buf;

	qlock(&drainlk);
	drained = false;
	onerror(drainend, &drainlk);
	buf = smalloc(Eventbuf);
	onerror(kfree, buf);
	draining = true;
	hostwatched(wfd, buf, Eventbuf, fsstale);
	drained = true;
	undo();
	undo();
}

static void
endepoch(void)
{
	s64int now = hostmono(), end = epochend;

	if(now >= end && atomic_compare_exchange_strong(&epochend, &end, now + Epochtime)) {
		fsnewepoch();
		fsnodeage();
	}
}

/* this process's stamp and its place */
static u64int
stamp(_Atomic u64int **place)
{
	*place = &stamps[(u32int)up->slot % Nstamp];
	return (u64int)up->pid << 40 ^ up->nsyscall;
}

bool
fssynced(void)
{
	_Atomic u64int *place;
	u64int mine = stamp(&place);

	return *place == mine && fscounts();
}

void
fswatchsync(void)
{
	_Atomic u64int *place;
	u64int mine = stamp(&place);

	endepoch();
	/* Nothing queued and nobody draining, looked at in this order: all that was queued has been
	 * worked off. */
	if(hostwatchpending(wfd) || draining)
		drain();
	*place = mine;
}
