/*
 * Processes that wait for each other's locks, and the report of a panic.
 */
#include "inproc.h"
#include "log.h"

static QLock first, second;
static RWlock third;
static _Atomic int taken;

/* begin to wait for q, until a note comes */
static void
waitfor(QLock *q)
{
	if(waserror())
		return;
	eqlock(q);
	qunlock(q);
	poperror();
}

/* whoever is last closes the circle; a note breaks it */
static void
qthenq(void *arg)
{
	QLock *a = arg, *b = arg == &first ? &second : &first;

	qlock(a);
	atomic_fetch_add(&taken, 1);
	while(atomic_load(&taken) < 2)
		tsleep(&up->sleepr, never, nil, 10);
	waitfor(b);
	qunlock(a);
}

static int
times(const char *text)
{
	int n = 0, len = (int)strlen(text);

	for(const char *s = fakelog(); *s != 0; s++)
		n += strncmp(s, text, (usize)len) == 0;
	return n;
}

UNIT(qlocks)
{
	char buf[500];
	Proc *a, *b;

	kernelup();
	fakequiet(true);
	a = start(qthenq, &first);
	b = start(qthenq, &second);
	fakesettle();
	check(!deadlock(up, buf, sizeof buf));
	while(!deadlock(a, buf, sizeof buf))
		fakeadvance(1000000);
	char want[500];
	snprint(want, sizeof want, "%d %s waits for QLock %#p of %d %s waits for QLock %#p of %d",
		a->pid, a->text, (void *)&second, b->pid, b->text, (void *)&first, a->pid);
	checkstr(buf, want);
	check(deadlock(b, buf, sizeof buf));
	fakesettle(); /* who closed the circle has told */
#ifdef DEBUG
	checkint(times("emu: deadlock: "), 1);
#else
	checkint(times("emu: deadlock: "), 0);
#endif
	check(postnote(a, "interrupt", Nuser));
	usersgone();
	checkleaks();
}

static void
rthenq(void *arg)
{
	USED(arg);
	rlock(&third);
	waitfor(&first);
	runlock(&third);
}

static void
wonly(void *arg)
{
	USED(arg);
	wlock(&third);
	wunlock(&third);
}

static void
qthenr(void *arg)
{
	USED(arg);
	qlock(&first);
	tsleep(&up->sleepr, never, nil, 100);
	rlock(&third);
	runlock(&third);
	qunlock(&first);
}

/* a reader behind a writer waits for the readers before it */
UNIT(readers)
{
	char buf[500];
	Proc *a, *r;

	kernelup();
	fakequiet(true);
	r = start(qthenr, nil);
	fakesettle();
	a = start(rthenq, nil);
	fakesettle();
	start(wonly, nil);
	fakesettle();
	check(!deadlock(a, buf, sizeof buf));
	fakeadvance((s64int)200 * 1000000);
	fakesettle();
	check(deadlock(a, buf, sizeof buf));
	check(deadlock(r, buf, sizeof buf));
	check(postnote(a, "interrupt", Nuser));
	usersgone();
	checkleaks();
}

/* a line is no circle */
UNIT(line)
{
	char buf[500];
	Proc *a;

	kernelup();
	qlock(&first);
	a = start(qthenr, nil);
	start(qthenr, nil);
	fakesettle();
	check(!deadlock(a, buf, sizeof buf));
	check(!deadlock(up, buf, sizeof buf));
	qunlock(&first);
	usersgone();
	checkleaks();
}

UNIT(report)
{
	char buf[200];
	Proc *p;

	kernelup();
	fakequiet(true);
	klog("a message\n");
	qlock(&first);
	p = start(qthenr, nil);
	fakesettle();
	panicreport();
	snprint(buf, sizeof buf,
		"%d %s: Queueing, parent %d, host process %d\n\twaits for QLock %#p of %d ", p->pid,
		p->text, p->parentpid, p->hostpid, (void *)&first, up->pid);
	checkint(times(buf), 1);
	snprint(buf, sizeof buf, "\thas QLock %#p\n", (void *)&first);
	checkint(times(buf), 1);
	checkint(times("\tcalls of a process\n"), 1);
	check(times("\tcalls of a thread\n") > 1);
	checkint(times("emu: the last messages:\n"), 1);
	checkint(times("\na message\n"), 1);
	qunlock(&first);
	usersgone();
	checkleaks();
}
