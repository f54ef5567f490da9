/*
 * The end in debug builds: every process is made to go, devices shut down, and what is still
 * allocated that was not there before process 1 is reported as a leak.  Release builds
 * just end, which frees everything.
 */
#include "u.h"
#include "dev.h"
#include "host.h"
#include "log.h"
#include "mem.h"
#include "proc.h"
#include "queue.h"
#include "seg.h"
#include "emu.h"

enum
{
	Tries = 300,  /* looks whether all are gone */
	Pausems = 10, /* between two looks */
};

static _Atomic bool ready;

/* user processes that are still there */
static int
living(void)
{
	Proc *p;
	int n = 0;

	for(int i = 0; i < nprocslots(); i++) {
		p = procslot(i);
		if(p == nil || p->kp)
			continue;
		n++;
		if(atomic_load(&p->state) == Moribund)
			continue;
		atomic_store(&p->procctl, Procexit);
		procinterrupt(p);
		startproc(p);
	}
	return n;
}

static void
shutdown(void *arg)
{
	USED(arg);
	for(int i = 0; living() > 0 || !closeidle(); i++) {
		if(i == Tries) {
			print("emu: processes that do not end\n");
			break;
		}
		tsleep(&up->sleepr, never, nil, Pausems);
	}
	devshutdown();
	imageflush();
	chanflush();
	blockflush();
	memkept(up->text);
	if(!memcheck() || memleaks() > 0)
		print("emu: the arena is not as it was\n");
	atomic_store(&ready, true);
	hostloopwake();
}

/* in the event loop; result: the emu may end now */
bool
shutdowndone(void)
{
#ifdef DEBUG
	static bool started;

	if(!started) {
		started = true;
		kproc("shutdown", shutdown, nil);
	}
	return atomic_load(&ready);
#else
	USED(shutdown);
	return true;
#endif
}
