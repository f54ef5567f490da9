/*
 * Semaphores: counting, waiting, timeouts; and no wake-up is lost when a waiter gives up,
 * is interrupted or is killed.
 */
#include "segproc.h"
#include "sys.h"

enum
{
	Nwaiter = 6,
	Wait = 1000, /* ms */
};

static u32int word;
static _Atomic int got, timedout, failures;

static Uaddr
wordaddr(void)
{
	return uaddr((uintptr)&word);
}

static int
nsema(void)
{
	int n = 0;

	for(Sema *w = everything->sema; w != nil; w = w->next)
		n++;
	return n;
}

static void
acquirer(void *arg)
{
	USED(arg);
	if(fakecall(SEMACQUIRE, (uintptr)&word, 1) == 1)
		got++;
	else
		failures++;
}

static void
timed(void *arg)
{
	switch(fakecall(TSEMACQUIRE, (uintptr)&word, (uintptr)arg)) {
	case 1:
		got++;
		break;
	case 0:
		timedout++;
		break;
	default:
		failures++;
	}
}

static void
releaser(void *arg)
{
	fakecall(SLEEP, Wait);
	for(int i = 0; i < (int)(uintptr)arg; i++)
		fakecall(SEMRELEASE, (uintptr)&word, 1);
}

UNIT(count)
{
	segkernelup();
	word = 0;
	checkint(semacquire(wordaddr(), false), 0);
	checkint(semrelease(wordaddr(), 2), 2);
	checkint(semacquire(wordaddr(), true), 1);
	checkint(semacquire(wordaddr(), false), 1);
	checkint(word, 0);
	checkint(semrelease(wordaddr(), 0), 0);
	checkint(tsemacquire(wordaddr(), 0), 0);
	checkint(semrelease(wordaddr(), 1), 1);
	checkint(tsemacquire(wordaddr(), 10), 1);
}

UNIT(badargs)
{
	segkernelup();
	word = (u32int)-1;
	checkerror(semacquire(wordaddr(), false), Ebadarg);
	checkerror(tsemacquire(wordaddr(), 5), Ebadarg);
	word = 3;
	checkerror(semrelease(wordaddr(), -1), Ebadarg);
	checkint(word, 3);
	checkerror(semacquire(uaddr(16), false), Ebadarg);
	checkerror(semrelease(uaddr(16), 1), Ebadarg);
	checkint(up->err.n, 0);
	checkleaks();
}

/* the upper halves of the slots are no part of the arguments */
static void
garbage(void *arg)
{
	USED(arg);
	checkint(fakecall(SEMACQUIRE, (uintptr)&word, 0xdead00000000), 0);
	checkint(fakecall(SEMRELEASE, (uintptr)&word, 0x700000001), 1);
	checkint(fakecall(TSEMACQUIRE, (uintptr)&word, 0xff00000000), 1);
	checkint(fakecall(SEMRELEASE, (uintptr)&word, 0xffffffff), -1);
}

UNIT(widths)
{
	segkernelup();
	word = 0;
	segproc(garbage, nil);
	usersgone();
	checkleaks();
}

UNIT(blocks)
{
	segkernelup();
	word = 0;
	for(int i = 0; i < Nwaiter; i++)
		segproc(acquirer, nil);
	fakesettle();
	checkint(nsema(), Nwaiter);
	checkint(got, 0);
	checkint(semrelease(wordaddr(), 1), 1);
	fakesettle();
	checkint(got, 1);
	semrelease(wordaddr(), Nwaiter - 1);
	usersgone();
	checkint(got, Nwaiter);
	checkint(word, 0);
	checkint(failures, 0);
	checkint(nsema(), 0);
	checkleaks();
}

UNIT(timeouts)
{
	s64int start;

	segkernelup();
	word = 0;
	start = fakenow();
	segproc(timed, (void *)Wait);
	usersgone();
	checkint(timedout, 1);
	check(fakenow() - start >= (s64int)Wait * Nsms);
	checkint(nsema(), 0);
	checkleaks();
}

/*
 * Releases at the very time at which waiters give up.  Each is taken by somebody or is left in the
 * word, and nobody sleeps while one is left.
 */
UNIT(release_races_timeout)
{
	enum
	{
		Nrelease = Nwaiter / 2 + 1,
	};

	segkernelup();
	for(int round = 0; round < 50; round++) {
		word = 0;
		got = timedout = failures = 0;
		for(int i = 0; i < Nwaiter; i++)
			segproc(timed, (void *)Wait);
		segproc(acquirer, nil);
		segproc(releaser, (void *)Nrelease);
		tsleep(&up->sleepr, never, nil, 2 * Wait);
		check(word == 0 || nsema() == 0);
		checkint(got + (int)word, Nrelease);
		if(nsema() > 0)
			semrelease(wordaddr(), 1);
		usersgone();
		checkint(failures, 0);
		checkint(got + timedout, Nwaiter + 1);
		checkint(nsema(), 0);
	}
	checkleaks();
}

/* a note to the waiter that a release has just chosen: the next one gets it */
UNIT(interrupted)
{
	segkernelup();
	for(int round = 0; round < 50; round++) {
		Proc *p;
		word = 0;
		got = failures = 0;
		p = segproc(acquirer, nil);
		fakesettle();
		segproc(acquirer, nil);
		fakesettle();
		semrelease(wordaddr(), 1);
		postnote(p, "die", Nuser);
		tsleep(&up->sleepr, never, nil, 10); /* time passes when all wait */
		/* the second has it, or the first, which may have died of the note right after */
		checkint(word, 0);
		if(nsema() > 0) {
			got = 0;
			semrelease(wordaddr(), 1);
		}
		usersgone();
		checkint(got, 1);
		checkint(word, 0);
	}
	checkint(nsema(), 0);
	checkleaks();
}

/* a waiter killed at each of its host calls: others get what is released */
UNIT(killed)
{
	segkernelup();
	fakequiet(true);
	for(int nth = 1; nth < 40; nth++) {
		u32int before;
		word = 0;
		got = failures = 0;
		killedproc(acquirer, nil, nth);
		segproc(acquirer, nil);
		fakesettle();
		before = (u32int)got;
		semrelease(wordaddr(), 1);
		fakesettle();
		/* it took one with it if it was killed after its cas: that is its right */
		if(got == (int)before)
			semrelease(wordaddr(), 1);
		fakesettle();
		semrelease(wordaddr(), 1); /* for the first, if it still waits */
		usersgone();
		check(got >= 1);
		checkint(nsema(), 0);
	}
	checkleaks();
}
