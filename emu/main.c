/*
 * The first process: it lays out memory, starts process 1, and then serves the
 * event loop.  It never attaches to a name space itself.
 */
#include "u.h"
#include "lib.h"
#include "cmd.h"
#include "cons.h"
#include "dev.h"
#include "host.h"
#include "log.h"
#include "mem.h"
#include "net.h"
#include "proc.h"
#include "serve.h"
#include "emu.h"

extern char kdatastart[], kdataend[];

int main(int argc, char **argv);

static bool terminated; /* once: whoever is asked again to go, goes */

static void
terminal(int what)
{
	switch(what) {
	case Hintrkey:
		consinterrupt(1);
		break;
	case Hterm:
		if(terminated)
			bootexit("terminated");
		terminated = true;
		postnotepg(1, "kill", Nuser, nil);
		break;
	case Hhangup:
		postnotepg(1, "hangup", Nuser, nil);
		break;
	}
}

static void
mayquit(void)
{
	int status = exitstatus();

	if(status >= 0 && shutdowndone())
		hostquit(status);
}

/* process 1 comes to its end, or something else for the loop to look at */
static void
wake(void)
{
	conswake();
	mayquit();
}

static void
died(int hostpid, bool killed, int code)
{
	procdied(hostpid, killed, code);
	mayquit();
}

int
main(int argc, char **argv)
{
	static const Upcalls upcalls = {
		.died = died,
		.cmddied = cmddied,
		.interrupt = terminal,
		.input = consinput,
		.wake = wake,
		.resolved = ipresolved,
		.panicked = panicreport,
	};
	static Options opt;
	static Hostparam hp;
	int r;

	USED(argc);
	/* first of all: a host that has not what hostinit needs can still be asked --doctor */
	r = parseoptions(&opt, argv);
	if(r >= 0)
		return r;
	hostinit();
	hostshare(kdatastart, kdataend);
	if(opt.nocmd) {
		cmdoff();
		fuseoff();
	}
	hostparam(&hp);
	meminit(hostarena(Arenasize), Arenasize);
	memdump(false);
	strecpy(eve, eve + sizeof eve, opt.user != nil ? opt.user : hp.user);
	procinit();
	if(waserror())
		panic("boot: %s", up->errstr);
	alarminit();
	closeinit();
	devinit();
	consparam(&hp);
	memmark();
	boot(&opt, &hp);
	poperror();
	hostloop(&upcalls);
}
