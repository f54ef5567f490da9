/*
 * The process that waits: who makes a process go on until something happens sleeps in a write to its ctl file.  The program
 * is its child, so it also hears how that ends.  A note makes it give up; since that
 * may come just before the write it is posted until it was heard.
 */
#include "gdbserver.h"

Tracer tracer;

static int pid;

/* memory that gdb watches: with steps, since there are no registers for it */
typedef struct Watched Watched;
struct Watched
{
	Watched *next;
	uvlong addr;
	int n;
	uchar was[];
};
static Watched *watches;

int
watch(uvlong addr, int n, int on)
{
	Watched **l, *w;

	for(l = &watches; (w = *l) != nil; l = &w->next)
		if(w->addr == addr && w->n == n)
			break;
	if(w != nil && !on) {
		*l = w->next;
		free(w);
	}
	if(w != nil || !on)
		return 1;
	if(n <= 0 || n > Maxwatch)
		return 0;
	w = check(mallocz(sizeof *w + n, 1));
	w->addr = addr;
	w->n = n;
	if(readmem(addr, w->was, n) != n) {
		free(w);
		return 0;
	}
	w->next = watches;
	watches = w;
	return 1;
}

/* what there is now is what it was */
static void
rewatch(void)
{
	for(Watched *w = watches; w != nil; w = w->next)
		readmem(w->addr, w->was, w->n);
}

static int
watchhit(void)
{
	uchar now[Maxwatch];

	for(Watched *w = watches; w != nil; w = w->next)
		if(readmem(w->addr, now, w->n) == w->n && memcmp(now, w->was, w->n) != 0) {
			memmove(w->was, now, w->n);
			tracer.watched = w->addr;
			return 1;
		}
	return 0;
}

/* ---- in the tracer ---- */

/* the process is gone: how */
static void
reap(void)
{
	Waitmsg *w;
	char *s;

	tracer.msg[0] = '\0';
	if(!target.child)
		return;
	for(;;) {
		w = wait();
		if(w == nil) {
			rerrstr(tracer.msg, sizeof tracer.msg);
			if(strstr(tracer.msg, "interrupted") == nil)
				return;
			continue;
		}
		if(w->pid == target.pid) {
			s = strstr(w->msg, ": ");
			strecpy(tracer.msg, tracer.msg + sizeof tracer.msg,
				s != nil ? s + 2 : w->msg);
			free(w);
			return;
		}
		free(w);
	}
}

static int
enough(void)
{
	int e;

	qlock(&lk);
	e = tracer.enough;
	qunlock(&lk);
	return e;
}

/* a ctl message that waits until the process stops; an interrupt at the terminal is not for us */
static int
await1(char *msg)
{
	while(procctl(msg) < 0) {
		rerrstr(tracer.msg, sizeof tracer.msg);
		if(strstr(tracer.msg, "process exited") != nil) {
			reap();
			return Rdied;
		}
		if(strstr(tracer.msg, "interrupted") == nil)
			return Rerror;
		if(enough())
			return Rintr;
		msg = "waitstop";
	}
	return Rstopped;
}

/* from low to high, or without end if that is above; as long as no note is there and nothing watched has changed */
static int
steps(uvlong low, uvlong high)
{
	uvlong pc;
	int r;

	do {
		r = await1("step");
		if(r != Rstopped)
			return r;
		regsfresh();
		if(watchhit())
			return Rwatch;
		if(enough())
			return Rintr;
		pc = getpc();
	} while(pc >= low && pc < high && !takenote());
	return Rstopped;
}

static noreturn void
program(void)
{
	char name[32];
	int fd;

	snprint(name, sizeof name, "/proc/%d/ctl", getpid());
	fd = open(name, OWRITE);
	if(fd < 0 || write(fd, "hang", 4) != 4)
		sysfatal("%s: %r", name);
	close(fd);
	if(tracer.quiet) {
		close(0);
		open("/dev/null", OREAD);
		dup(2, 1);
	}
	execbin(tracer.argv);
	fprint(2, "gdbserver: %s: %r\n", tracer.argv[0]);
	_exits("exec error");
}

static int
run(void)
{
	int child = rfork(RFPROC | RFFDG | RFREND), r;

	if(child == 0)
		program();
	if(child < 0 || !opentarget(child)) {
		rerrstr(tracer.msg, sizeof tracer.msg);
		return Rerror;
	}
	target.child = 1;
	r = await1("waitstop");
	if(r == Rstopped)
		procctl("nohang"); /* what it executes, and its children, are not to stop */
	return r;
}

static int
doorder(int order)
{
	switch(order) {
	case Orun:
		return run();
	case Ostop:
		return await1("stop");
	case Oreap:
		reap();
		return Rdied;
	case Ostep:
		rewatch();
		return steps(tracer.low, tracer.high);
	}
	if(watches == nil)
		return await1("startstop");
	rewatch();
	return steps(0, ~0ULL);
}

static int
onnote(void *, char *note)
{
	return strcmp(note, "interrupt") == 0;
}

static void
trace(void)
{
	int o, r;

	atnotify(onnote, 1);
	qlock(&lk);
	for(;;) {
		while(tracer.order == Onone)
			rsleep(&change);
		o = tracer.order;
		tracer.order = Onone;
		qunlock(&lk);
		r = doorder(o);
		qlock(&lk);
		tracer.result = r;
		tracer.busy = 0;
		rwakeupall(&change);
	}
}

/* ---- for the first process ---- */

void
tracerstart(void)
{
	int child = rfork(RFPROC | RFMEM | RFNOWAIT); /* not pid: the child has that, too */

	if(child < 0)
		sysfatal("rfork: %r");
	if(child == 0)
		trace();
	pid = child;
}

void
tracerend(void)
{
	postnote(PNPROC, pid, "kill");
}

void
order(int o)
{
	qlock(&lk);
	tracer.order = tracer.last = o;
	tracer.enough = 0;
	tracer.busy = 1;
	rwakeupall(&change);
	qunlock(&lk);
}

int
finish(void)
{
	int r;

	qlock(&lk);
	while(tracer.busy)
		rsleep(&change);
	r = tracer.result;
	qunlock(&lk);
	return r;
}

int
giveup(void)
{
	int busy, ms = 1;

	for(;;) {
		qlock(&lk);
		busy = tracer.busy;
		tracer.enough = 1;
		qunlock(&lk);
		if(!busy)
			return tracer.result;
		postnote(PNPROC, pid, "interrupt");
		sleep(ms);
		if(ms < 50)
			ms *= 2;
	}
}
