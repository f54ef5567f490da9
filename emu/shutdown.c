/*
 * The end.  Process 1 is gone, or was told to; the others are made to go, which they do by
 * themselves: they close what they have.  Those that have not gone when the time is up go with the
 * first process.  In debug builds devices shut down then, and what is still allocated that was not there
 * before process 1 is reported as a leak.
 */
#include "u.h"
#include "dev.h"
#include "host.h"
#include "log.h"
#include "mem.h"
#include "proc.h"
#include "queue.h"
#include "seg.h"
#include "serve.h"
#include "emu.h"

enum
{
	Pausems = 2, /* between two looks whether all are gone */
#ifdef DEBUG
	Debug = 1,
	Tries = 1500,
#else
	Debug = 0,
	Tries = 100,
#endif
};

static _Atomic bool ready;

/* user processes that have more to do than to leave the host; in debug builds, that are still there */
static int
living(void)
{
	Proc *p;
	int n = 0;

	for(int i = 0; i < nprocslots(); i++) {
		p = procslot(i);
		if(p != nil && !p->kp && (Debug || !atomic_load(&p->ended)))
			n++;
	}
	return n;
}

static void
tellall(void)
{
	Proc *p;

	for(int i = 0; i < nprocslots(); i++) {
		p = procslot(i);
		if(p == nil || p->kp || atomic_load(&p->state) == Moribund)
			continue;
		atomic_store(&p->procctl, Procexit);
		procinterrupt(p);
		startproc(p);
	}
}

static void
report(void)
{
	devshutdown();
	imageflush();
	chanflush();
	blockflush();
	memkept(up->text);
	if(!memcheck() || memleaks() > 0)
		print("emu: the arena is not as it was\n");
}

static void
shutdown(void *arg)
{
	USED(arg);
	fusestop();
	for(int i = 0; i < Tries && (living() > 0 || !closeidle()); i++) {
		tellall();
		tsleep(&up->sleepr, never, nil, Pausems);
	}
	if(Debug) {
		fusewait();
		servestop();
		if(living() > 0 || !closeidle())
			print("emu: processes that do not end\n");
		report();
	}
	atomic_store(&ready, true);
	hostloopwake();
}

/* in the event loop, also after each death; result: the emu may end now */
bool
shutdowndone(void)
{
	static bool started;

	serveunlisten();
	if(living() == 0 && fuseidle() && !Debug)
		return true;
	if(!started) {
		started = true;
		kproc("shutdown", shutdown, nil);
	}
	return atomic_load(&ready);
}
