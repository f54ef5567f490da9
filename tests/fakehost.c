/*
 * The fake host: processes, threads, waiting, time.  Every host process is a thread here, so the
 * kernel's logic can run under valgrind and the sanitizers; one mutex guards all of the fake host.
 *
 * Time is virtual.  It stands still while any thread runs; when all of them wait it jumps to the
 * nearest deadline, so a test of an hour's timeout takes no time, and when there is none the
 * threads are in a deadlock, which is reported.
 */
#include <valgrind/valgrind.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sched.h>
#include <time.h>
#include "fakeimpl.h"

enum
{
	Firstpid = 1001,
	Stacksize = 512 * KiB,
	Usec = 1000,    /* ns */
	Msec = 1000000, /* ns */
};
#define Hangtime ((s64int)30 * 24 * 3600 * 1000000000) /* of virtual time */

pthread_mutex_t big = PTHREAD_MUTEX_INITIALIZER;

static Fthread mainthread = {
	.pid = Firstpid - 1,
	.name = "test",
	.cond = PTHREAD_COND_INITIALIZER,
};
static _Thread_local Fthread *self;
static Fthread *threads = &mainthread;
static int nrunning = 1; /* threads that do not wait */
static int nreal;        /* threads that wait for the real host */
static s64int followed;  /* real time up to which virtual time has followed, while nreal > 0 */
static int lastpid = Firstpid - 1;
static int nprocess;
static Fthread *settling; /* wait until all others do, in this order */
static bool eager;
static s64int now = (s64int)1000000000 * 1000000000;
static s64int started = (s64int)1000000000 * 1000000000;

static struct
{
	const char *fn;
	int nth;
	int err;
	int calls;
	bool happened;
} failure;

noreturn void
fdie(const char *fmt, ...)
{
	va_list arg;

	va_start(arg, fmt);
	fprintf(stderr, "fakehost: ");
	vfprintf(stderr, fmt, arg);
	fprintf(stderr, "\n");
	va_end(arg);
	abort();
}

Fthread *
fself(void)
{
	if(self == nil)
		self = &mainthread;
	return self;
}

Fthread *
fthread(int pid)
{
	for(Fthread *f = threads; f != nil; f = f->next)
		if(f->pid == pid)
			return f;
	return nil;
}

/* ---- waiting ---- */

void
fakedump(void)
{
	for(Fthread *f = threads; f != nil; f = f->next)
		if(!f->dead)
			fprintf(stderr, "\t%d %s: %s word %p fd %d wakefd %d\n", f->pid, f->name,
				f->blocked || f->paused ? "waits" : "runs", (void *)f->word,
				f->pollfd, f->pollwake);
}

static noreturn void
deadlock(const char *why)
{
	fprintf(stderr, "fakehost: %s\n", why);
	fakedump();
	abort();
}

void
funblock(Fthread *f)
{
	if(!f->blocked)
		return;
	f->blocked = false;
	nrunning++;
	pthread_cond_signal(&f->cond);
}

static void
wakeexpired(void)
{
	for(Fthread *f = threads; f != nil; f = f->next)
		if(f->blocked && f->deadline >= 0 && f->deadline <= now)
			funblock(f);
}

/* a thread has begun to wait: has anything to happen now? */
static void
idle(void)
{
	s64int next = -1;

	while(settling != nil && nrunning == 0) {
		Fthread *f = settling;

		settling = f->settle;
		funblock(f);
	}
	if(nrunning > 0 || nreal > 0)
		return;
	for(Fthread *f = threads; f != nil; f = f->next)
		if(f->blocked && f->deadline >= 0 && (next < 0 || f->deadline < next))
			next = f->deadline;
	if(next < 0)
		deadlock("deadlock: everything waits and nothing will happen");
	if(next > now)
		now = next;
	if(now - started > Hangtime)
		deadlock("hang: a month of virtual time has passed");
	wakeexpired();
}

/* A program that sits in user mode waits too, in a thread that is not its process's. */
void
fblockuser(Fthread *f)
{
	f->paused = true;
	nrunning--;
	idle();
	while(f->paused && !f->user.ended)
		pthread_cond_wait(&f->user.cond, &big);
}

void
funblockuser(Fthread *f)
{
	if(!f->paused)
		return;
	f->paused = false;
	nrunning++;
	pthread_cond_broadcast(&f->user.cond);
}

/* the end of a host process, or a thread; its stack stays, as in the arena, when it was killed */
static noreturn void
gone(Fthread *f)
{
	f->dead = true;
	nrunning--;
	if(f->process)
		nprocess--;
	f->user.ended = true;
	pthread_cond_broadcast(&f->user.cond);
	idle();
	if(!f->killed) {
		pthread_mutex_unlock(&big);
		pthread_exit(nil);
	}
	for(;;)
		pthread_cond_wait(&f->cond, &big);
}

static void
checkkilled(Fthread *f)
{
	if(!f->killed || f->dead)
		return;
	fpostdied(f->pid, true);
	gone(f);
}

void
fblock(Fthread *f, s64int deadline)
{
	checkkilled(f);
	f->deadline = deadline;
	f->blocked = true;
	nrunning--;
	idle();
	while(f->blocked)
		pthread_cond_wait(&f->cond, &big);
	f->deadline = -1;
	checkkilled(f);
}

void
fenter(void)
{
	Fthread *f = fself();

	pthread_mutex_lock(&big);
	if(f->killat > 0 && --f->killat == 0)
		f->killed = true;
	checkkilled(f);
	pthread_mutex_unlock(&big);
}

int
hostwait(_Atomic u32int *word, u32int val, s64int ns)
{
	Fthread *f = fself();
	int r = 0;

	fenter();
	pthread_mutex_lock(&big);
	if(atomic_load(word) == val && ns != 0) {
		f->word = word;
		fblock(f, ns < 0 ? -1 : now + ns);
		if(f->word != nil && ns > 0)
			r = -1;
		f->word = nil;
	} else if(ns == 0)
		r = -1;
	pthread_mutex_unlock(&big);
	return r;
}

/* with big held: until all others wait; those that woke somebody go on before the test does */
static void
settle(Fthread **l)
{
	Fthread *f = fself();

	if(nrunning <= 1 && settling == nil)
		return;
	f->settle = *l;
	*l = f;
	fblock(f, -1);
}

void
hostwake(_Atomic u32int *word, int n)
{
	bool woke = false;

	fenter();
	pthread_mutex_lock(&big);
	for(Fthread *f = threads; f != nil && n > 0; f = f->next)
		if(f->blocked && f->word == word) {
			f->word = nil;
			funblock(f);
			woke = true;
			n--;
		}
	if(woke && eager)
		settle(&settling);
	pthread_mutex_unlock(&big);
}

void
fakeeager(bool on)
{
	eager = on;
}

void
fpollchanged(void)
{
	for(Fthread *f = threads; f != nil; f = f->next)
		if(f->blocked && (f->pollfd != 0 || f->pollwake != 0))
			funblock(f);
}

/* what is ready of a descriptor and a wake-up descriptor, with big held */
static int
ready(int fd, int events, int wakefd)
{
	if(wakefd >= 0 && fdready(wakefd, Hpollin) != 0) {
		fddrain(wakefd);
		return Hpollwoken;
	}
	return fd >= 0 ? fdready(fd, events) : 0;
}

static s64int
realmono(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (s64int)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Wait a moment of real time for something of the real host's.  Meanwhile virtual time is real, however many
 * wait, but that it leaves out what a busy machine makes of a moment. */
static void
waitreal(Fthread *f, int fd, int events)
{
	s64int passed;
	int ms;

	nrunning--;
	if(nreal++ == 0)
		followed = realmono();
	ms = nreal < 20 ? nreal : 20; /* all together look about once a millisecond */
	idle();
	pthread_mutex_unlock(&big);
	realready(fd, events, ms);
	pthread_mutex_lock(&big);
	passed = realmono() - followed;
	followed += passed;
	now += passed < 2 * ms * (s64int)Msec ? passed : 2 * ms * (s64int)Msec;
	nreal--;
	nrunning++;
	wakeexpired();
	checkkilled(f);
}

int
hostpoll(int fd, int events, int wakefd, s64int ns)
{
	Fthread *f = fself();
	s64int deadline;
	int r;

	fenter();
	pthread_mutex_lock(&big);
	deadline = ns < 0 ? -1 : now + ns;
	while((r = ready(fd, events, wakefd)) == 0) {
		if(deadline >= 0 && now >= deadline)
			break;
		if(isreal(fd)) {
			waitreal(f, fd, events);
			continue;
		}
		f->pollfd = fd;
		f->pollwake = wakefd;
		fblock(f, deadline);
		f->pollfd = f->pollwake = 0;
	}
	pthread_mutex_unlock(&big);
	return r;
}

int linux_hostpollnext(int set, u64int *id, s64int ns);

int
hostpollnext(int set, u64int *id, s64int ns)
{
	Fthread *f = fself();
	s64int deadline;
	int r;

	fenter();
	pthread_mutex_lock(&big);
	deadline = ns < 0 ? -1 : now + ns;
	while((r = linux_hostpollnext(set, id, 0)) == 0 && (deadline < 0 || now < deadline))
		waitreal(f, set, Hpollin);
	pthread_mutex_unlock(&big);
	return r;
}

void
hostyield(void)
{
	fenter();
	sched_yield();
}

/* ---- processes ---- */

static void *
threadmain(void *a)
{
	self = a;
	self->fn(self->arg);
	hostexit();
}

static int
spawn(void (*fn)(void *), void *arg, bool process, _Atomic int *hostpid)
{
	Fthread *f = calloc(1, sizeof *f), *parent = fself();
	pthread_attr_t attr;
	pthread_t t;

	f->fn = fn;
	f->arg = arg;
	f->process = process;
	f->deadline = -1;
	pthread_cond_init(&f->cond, nil);
	pthread_cond_init(&f->user.cond, nil);
	snprintf(f->name, sizeof f->name, "%s", parent->name);
	pthread_mutex_lock(&big);
	f->pid = ++lastpid;
	if(hostpid != nil)
		atomic_store(hostpid, f->pid);
	memcpy(f->fp, parent->fp, sizeof f->fp);
	if(process) {
		vmcopy(&f->vm, &parent->vm);
		nprocess++;
	}
	f->next = threads;
	threads = f;
	nrunning++;
	pthread_mutex_unlock(&big);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, Stacksize);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	if(pthread_create(&t, &attr, threadmain, f) != 0)
		fdie("pthread_create failed");
	pthread_attr_destroy(&attr);
	return f->pid;
}

/* The kernel's own stack is not used: sanitizers and valgrind must know a thread's stack. */
int
hostfork(void (*fn)(void *), void *arg, void *top, _Atomic int *pid)
{
	int err;

	USED(top);
	fenter();
	if((err = failing("hostfork")) != 0)
		return err;
	return spawn(fn, arg, true, pid);
}

int
hostthread(void (*fn)(void *), void *arg, void *stack, usize size)
{
	int err;

	USED(stack);
	USED(size);
	fenter();
	if((err = failing("hostthread")) != 0)
		return err;
	return spawn(fn, arg, false, nil);
}

noreturn void
hostexit(void)
{
	Fthread *f = fself();

	if(f == &mainthread)
		fdie("hostexit in the test's own thread");
	fenter();
	pthread_mutex_lock(&big);
	if(f->process)
		fpostdied(f->pid, false);
	gone(f);
}

bool
hostgone(int hostpid)
{
	Fthread *f;
	bool dead;

	pthread_mutex_lock(&big);
	f = fthread(hostpid);
	dead = f == nil || f->dead;
	pthread_mutex_unlock(&big);
	return dead;
}

int
hostgetpid(void)
{
	return fself()->pid;
}

void
hostprocname(const char *name)
{
	Fthread *f = fself();

	pthread_mutex_lock(&big);
	snprintf(f->name, sizeof f->name, "%s", name);
	pthread_mutex_unlock(&big);
}

const char *
fakeprocname(int hostpid)
{
	Fthread *f;

	pthread_mutex_lock(&big);
	f = fthread(hostpid);
	pthread_mutex_unlock(&big);
	return f != nil ? f->name : nil;
}

void
fakekillat(int hostpid, int nth)
{
	Fthread *f;

	pthread_mutex_lock(&big);
	f = fthread(hostpid);
	if(f == nil || f == &mainthread)
		fdie("fakekill: no process %d", hostpid);
	f->killat = nth;
	pthread_mutex_unlock(&big);
}

void
fakekill(int hostpid)
{
	Fthread *f;

	pthread_mutex_lock(&big);
	f = fthread(hostpid);
	if(f == nil || f == &mainthread)
		fdie("fakekill: no process %d", hostpid);
	f->killed = true;
	funblock(f);
	pthread_mutex_unlock(&big);
	hostkick(hostpid);
}

int
fakeprocs(void)
{
	int n;

	pthread_mutex_lock(&big);
	n = nprocess;
	pthread_mutex_unlock(&big);
	return n;
}

void
hostnice(int hostpid, int nice)
{
	Fthread *f;

	pthread_mutex_lock(&big);
	f = fthread(hostpid);
	if(f != nil && nice > f->nice) /* as for those without privileges */
		f->nice = nice;
	pthread_mutex_unlock(&big);
}

int
fakenice(int hostpid)
{
	Fthread *f;

	pthread_mutex_lock(&big);
	f = fthread(hostpid);
	pthread_mutex_unlock(&big);
	return f != nil ? f->nice : -1;
}

void
hostcputime(int hostpid, s64int *user, s64int *sys)
{
	USED(hostpid);
	*user = 0;
	*sys = 0;
}

/* ---- time ---- */

s64int
fakenow(void)
{
	s64int t;

	pthread_mutex_lock(&big);
	t = now;
	pthread_mutex_unlock(&big);
	return t;
}

void
fakeadvance(s64int ns)
{
	pthread_mutex_lock(&big);
	now += ns;
	wakeexpired();
	pthread_mutex_unlock(&big);
}

void
fakesettle(void)
{
	Fthread **l;

	pthread_mutex_lock(&big);
	for(l = &settling; *l != nil; l = &(*l)->settle)
		;
	settle(l);
	pthread_mutex_unlock(&big);
}

/* a clock that is read again and again moves on, so that no loop waits for it in vain */
s64int
hostmono(void)
{
	s64int t;

	pthread_mutex_lock(&big);
	now += Usec;
	t = now;
	pthread_mutex_unlock(&big);
	return t;
}

s64int
hostnsec(void)
{
	return (s64int)1000000000 * 1000000000 + hostmono();
}

u64int
hostcycles(void)
{
	return (u64int)hostmono();
}

bool
fakeslow(void)
{
	return RUNNING_ON_VALGRIND != 0;
}

s64int
fakeparam(const char *name, s64int otherwise)
{
	const char *s = getenv(name);

	return s != NULL ? atoll(s) : otherwise;
}

u64int
hostcyclehz(void)
{
	return 1000000000;
}

/* ---- failures ---- */

void
fakefail(const char *fn, int nth, int err)
{
	pthread_mutex_lock(&big);
	failure.fn = fn;
	failure.nth = nth;
	failure.err = err;
	failure.calls = 0;
	failure.happened = false;
	pthread_mutex_unlock(&big);
}

int
fakecalls(void)
{
	int n;

	pthread_mutex_lock(&big);
	n = failure.calls;
	pthread_mutex_unlock(&big);
	return n;
}

bool
fakefailed(void)
{
	bool b;

	pthread_mutex_lock(&big);
	b = failure.happened;
	pthread_mutex_unlock(&big);
	return b;
}

int
failing(const char *fn)
{
	int err = 0;

	pthread_mutex_lock(&big);
	if(failure.fn == nil || strcmp(failure.fn, fn) == 0) {
		failure.calls++;
		if(failure.nth > 0 && failure.calls == failure.nth) {
			failure.happened = true;
			err = failure.err;
		}
	}
	pthread_mutex_unlock(&big);
	return err;
}
