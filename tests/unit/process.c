/*
 * Processes: making, ending, waiting, notes, alarms, and being killed by the host.  These tests
 * are also the fake host's own.
 */
#include "unit.h"
#include "log.h"
#include "mem.h"
#include "proc.h"
#include "sys.h"

#define U(p) ((uintptr)(p))

/* what the programs saw; each test has a fresh one */
static struct
{
	s64int a, b, c;
	char text[256];
	_Atomic int n;
} saw;

static void
exits(void *arg)
{
	saw.n = 1;
	fakecall(EXITS, U(arg));
}

UNIT(exit)
{
	kernelup();
	userproc(exits, nil);
	usersgone();
	checkint(saw.n, 1);
	checkleaks();
}

static void
forks(void *arg)
{
	USED(arg);
	saw.a = fakefork(RFproc | RFfdg, exits, (void *)(uintptr) "bad luck");
	saw.b = fakecall(AWAIT, U(saw.text), sizeof saw.text);
	saw.c = fakecall(AWAIT, U(saw.text + 200), 50);
}

UNIT(await)
{
	char want[64], *w[8];

	kernelup();
	userproc(forks, nil);
	usersgone();
	check(saw.a > 0);
	checkint(saw.b, strlen(saw.text));
	checkint(tokenize(saw.text, w, nelem(w)), 5);
	snprint(want, sizeof want, "%lld", saw.a);
	checkstr(w[0], want);
	snprint(want, sizeof want, "test %lld: bad luck", saw.a);
	checkstr(w[4], want);
	checkint(saw.c, -1);
	checkleaks();
}

static void
sleeps(void *arg)
{
	s64int t = hostmono();

	USED(arg);
	saw.a = fakecall(SLEEP, 3600 * 1000);
	saw.b = hostmono() - t;
}

UNIT(sleep)
{
	kernelup();
	userproc(sleeps, nil);
	tsleep(&up->sleepr, never, nil, 3601 * 1000);
	checkint(fakeprocs(), 0);
	checkint(saw.a, 0);
	checkint(saw.b / 1000000000, 3600);
}

static void
onalarm(Ureg *u, char *msg)
{
	USED(u);
	strecpy(saw.text, saw.text + sizeof saw.text, msg);
	saw.c++;
	fakefp()[0] = 99; /* the interrupted program's is another */
	fakecall(NOTED, 0);
}

static void
alarmed(void *arg)
{
	USED(arg);
	fakecall(NOTIFY, U(onalarm));
	fakefp()[0] = 7;
	fakecall(ALARM, 1000);
	saw.a = fakecall(SLEEP, 100000);
	saw.b = (s64int)fakefp()[0];
}

UNIT(alarm)
{
	kernelup();
	alarminit();
	memmark();
	userproc(alarmed, nil);
	usersgone();
	checkstr(saw.text, "alarm");
	checkint(saw.a, -1);
	checkint(saw.b, 7);
	checkint(saw.c, 1);
	checkleaks();
}

static void
nohandler(void *arg)
{
	USED(arg);
	saw.a = 1;
	fakepause();
	saw.a = 2;
}

UNIT(note)
{
	Proc *p;

	kernelup();
	p = procof(userproc(nohandler, nil));
	fakesettle();
	checkint(saw.a, 1);
	check(postnote(p, "hello", Nuser));
	usersgone();
	checkint(saw.a, 1);
	checkleaks();
}

static void
faults(void *arg)
{
	USED(arg);
	fakefault(Tpage, 0, 0x1234);
	saw.a = 1;
}

static void
faultsparent(void *arg)
{
	fakefork(RFproc | RFfdg, arg, nil);
	fakecall(AWAIT, U(saw.text), sizeof saw.text);
}

/* it dies of a note from the kernel, and stays for a debugger to look at */
static void
breaks(Fakeprog *fn, const char *why)
{
	Proc *p;

	kernelup();
	userproc(faultsparent, (void *)fn);
	fakesettle();
	checkint(saw.a, 0);
	check(strstr(saw.text, why) != nil);
	p = procof((u32int)atoi(saw.text));
	checkint(atomic_load(&p->state), Broken);
	check(unbreak(p));
	usersgone();
	check(!unbreak(p));
	checkleaks();
}

UNIT(fault)
{
	breaks(faults, "sys: trap: fault read addr=0x1234");
}

static void
badcall(void *arg)
{
	USED(arg);
	fakecall(9999);
	saw.a = 1;
}

UNIT(badcall)
{
	breaks(badcall, "sys: bad sys call");
}

/* many processes that come and go at once */
static void
tree(void *arg)
{
	uintptr depth = U(arg);
	char text[128];

	if(depth == 0) {
		atomic_fetch_add(&saw.n, 1);
		fakecall(SLEEP, 0);
		return;
	}
	for(int i = 0; i < 4; i++)
		if(fakefork(RFproc | RFfdg | RFenvg | RFnameg, tree, (void *)(depth - 1)) < 0)
			unitfail(__FILE__, __LINE__, "fork");
	while(fakecall(AWAIT, U(text), sizeof text) > 0)
		;
}

UNIT(tree)
{
	kernelup();
	userproc(tree, (void *)3);
	usersgone();
	checkint(atomic_load(&saw.n), 64);
	checkleaks();
}

/* the host kills a process while it sleeps: nothing of it stays, and its parent hears of it */
static void
victim(void *arg)
{
	USED(arg);
	fakecall(SLEEP, 1000 * 1000);
	saw.a = 99;
}

static void
parent(void *arg)
{
	USED(arg);
	saw.b = fakefork(RFproc | RFfdg, victim, nil);
	saw.c = fakecall(AWAIT, U(saw.text), sizeof saw.text);
}

UNIT(killed)
{
	char *w[8];
	Proc *p;

	kernelup();
	userproc(parent, nil);
	fakesettle();
	p = procof((u32int)saw.b);
	check(p != nil);
	fakekill(atomic_load(&p->hostpid));
	usersgone();
	checkint(saw.a, 0);
	checkint(tokenize(saw.text, w, nelem(w)), 5);
	check(strstr(w[4], "killed by the host") != nil);
	checkleaks();
}

/* the same at every host call that a short life makes */
static void
shortlife(void *arg)
{
	char text[128];

	fakekillat(fakepid(), (int)U(arg));
	if(fakefork(RFproc | RFfdg | RFenvg | RFnameg, exits, nil) > 0)
		fakecall(AWAIT, U(text), sizeof text);
	fakecall(RFORK, RFnameg | RFenvg | RFfdg);
	saw.c = 1;
}

UNIT(killedanywhere)
{
	int nth;

	kernelup();
	for(nth = 1; saw.c == 0 && nth < 1000; nth++) {
		userproc(shortlife, (void *)(uintptr)nth);

		usersgone();
		checkleaks();
	}
	check(nth > 10 && nth < 1000);
}

/* a rendezvous of two */
static void
meets(void *arg)
{
	s64int v = fakecall(RENDEZVOUS, 0x1000, U(arg));

	if(U(arg) == 1)
		saw.a = v;
	else
		saw.b = v;
}

static void
couple(void *arg)
{
	USED(arg);
	fakefork(RFproc | RFfdg | RFmem, meets, (void *)1);
	meets((void *)2);
	fakecall(AWAIT, U(saw.text), sizeof saw.text);
}

/* what exec does with notes that are not delivered yet */
UNIT(resetnotes)
{
	kernelup();
	up->kp = false;
	postnote(up, "hangup", Nuser);
	notereset();
	checkint(up->nnote, 0);
	postnote(up, "hangup", Nuser);
	postnote(up, "kill", Nuser);
	postnote(up, "interrupt", Nuser);
	notereset();
	checkint(up->nnote, 1);
	checkstr(up->note[0].msg, "kill");
	up->nnote = 0;
	up->kp = true;
}

static void
started(void *arg)
{
	atomic_store((_Atomic bool *)arg, true);
	pexit("", true);
}

/* the host has no thread to give: to the one who asks, then to the reaper */
UNIT(nothread)
{
	static _Atomic bool ran, ranlate;

	kernelup();
	fakefail("hostthread", 1, -11);
	kproc("early", started, (void *)(uintptr)&ran);
	check(fakefailed());
	fakesettle();
	check(ran);
	fakefail("hostthread", 1, -11);
	up->kp = false; /* as a user process asks */
	kproc("late", started, (void *)(uintptr)&ranlate);
	up->kp = true;
	fakesettle();
	check(fakefailed());
	check(!ranlate);
	tsleep(&up->sleepr, never, nil, 200);
	check(ranlate);
}

UNIT(rendezvous)
{
	kernelup();
	userproc(couple, nil);
	usersgone();
	checkint(saw.a, 2);
	checkint(saw.b, 1);
	checkleaks();
}

static _Atomic int ncounted;
static _Atomic u32int countpid;

static void
count(void *arg)
{
	check(up->pid > countpid); /* each is another one, */
	countpid = up->pid;
	ncounted += (int)(uintptr)arg;
}

/* Kernel processes may come and go as often as they like: */
UNIT(manykprocs)
{
	kernelup();
	for(int i = 0; i < Nprocmax + 100; i++) {
		kproc("short", count, (void *)(uintptr)1);
		while(ncounted <= i)
			tsleep(&up->sleepr, never, nil, 1);
	}
	fakesettle();
	check(procof(countpid) == nil); /* and none when it has ended */
	check(nprocslots() < Nprocmax / 2);
	checkleaks();
}
