/*
 * The fake host: processes, threads, waiting, time.  Every host process is a thread here, so the
 * kernel's logic can run under valgrind and the sanitizers; one mutex guards all of the fake host.
 *
 * Time is virtual.  It stands still while any thread runs; when all of them wait it jumps to the
 * nearest deadline, so a test of an hour's timeout takes no time, and when there is none the
 * threads are in a deadlock, which is reported.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sched.h>
#include "fakeimpl.h"

enum
{
	Firstpid = 1001,
	Stacksize = 512 * KiB,
	Logmax = 256 * KiB,
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
static int lastpid = Firstpid - 1;
static int nprocess;
static Fthread *settling; /* waits in fakesettle */
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

static char *logtext;
static int loglen;
static bool quiet;

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

	if(settling != nil && nrunning == 0) {
		funblock(settling);
		settling = nil;
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

static void postdied(int pid, bool killed);

static void
checkkilled(Fthread *f)
{
	if(!f->killed || f->dead)
		return;
	postdied(f->pid, true);
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

void
hostwake(_Atomic u32int *word, int n)
{
	fenter();
	pthread_mutex_lock(&big);
	for(Fthread *f = threads; f != nil && n > 0; f = f->next)
		if(f->blocked && f->word == word) {
			f->word = nil;
			funblock(f);
			n--;
		}
	pthread_mutex_unlock(&big);
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

/* Wait a moment of real time for something of the real host's.  Meanwhile virtual time is real. */
static void
waitreal(Fthread *f, int fd, int events)
{
	nrunning--;
	nreal++;
	idle();
	pthread_mutex_unlock(&big);
	realready(fd, events, 1);
	pthread_mutex_lock(&big);
	nreal--;
	nrunning++;
	now += Msec;
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
		postdied(f->pid, false);
	gone(f);
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
hostcputime(int hostpid, s64int *user, s64int *sys)
{
	USED(hostpid);
	*user = 0;
	*sys = 0;
}

/* ---- the event loop ---- */

typedef struct Event
{
	struct Event *next;
	enum
	{
		Edied,
		Einterrupt,
		Einput,
		Ewake
	} what;
	int a;
	bool killed;
	char *text;
} Event;

static Event *events, **lastevent = &events;
static Fthread *loop;

static Event *
newevent(int what, int a)
{
	Event *e = calloc(1, sizeof *e);

	e->what = what;
	e->a = a;
	return e;
}

static void
postevent(Event *e)
{
	*lastevent = e;
	lastevent = &e->next;
	if(loop != nil)
		funblock(loop);
}

static void
postdied(int pid, bool killed)
{
	Event *e = newevent(Edied, pid);

	e->killed = killed;
	postevent(e);
}

static Event *
nextevent(Fthread *f)
{
	Event *e;

	pthread_mutex_lock(&big);
	loop = f;
	while(events == nil)
		fblock(f, -1);
	e = events;
	events = e->next;
	if(events == nil)
		lastevent = &events;
	pthread_mutex_unlock(&big);
	return e;
}

noreturn void
hostloop(const Upcalls *upcalls)
{
	for(;;) {
		Event *e = nextevent(fself());

		switch(e->what) {
		case Edied:
			upcalls->died(e->a, e->killed, e->killed ? 9 : 0);
			break;
		case Einterrupt:
			upcalls->interrupt(e->a);
			break;
		case Einput:
			upcalls->input(e->text, e->a);
			break;
		case Ewake:
			upcalls->wake();
			break;
		}
		free(e->text);
		free(e);
	}
}

void
hostloopwake(void)
{
	pthread_mutex_lock(&big);
	postevent(newevent(Ewake, 0));
	pthread_mutex_unlock(&big);
}

void
fakeinterrupt(int what)
{
	pthread_mutex_lock(&big);
	postevent(newevent(Einterrupt, what));
	pthread_mutex_unlock(&big);
}

void
fakeinput(const char *p, int n)
{
	Event *e = newevent(Einput, n);

	e->text = malloc((size_t)n + 1);
	memcpy(e->text, p, (size_t)n);
	pthread_mutex_lock(&big);
	postevent(e);
	pthread_mutex_unlock(&big);
}

void
hostinput(bool on)
{
	USED(on);
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
	Fthread *f = fself();

	pthread_mutex_lock(&big);
	if(nrunning > 1) {
		settling = f;
		fblock(f, -1);
	}
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

/* ---- log, start and end ---- */

void
hostlog(const char *s, int n)
{
	pthread_mutex_lock(&big);
	if(logtext == nil)
		logtext = calloc(1, Logmax);
	if(loglen + n < Logmax) {
		memcpy(logtext + loglen, s, (size_t)n);
		loglen += n;
		logtext[loglen] = '\0';
	}
	if(!quiet && write(2, s, (size_t)n) < 0)
		abort();
	pthread_mutex_unlock(&big);
}

const char *
fakelog(void)
{
	return logtext != nil ? logtext : "";
}

void
fakequiet(bool on)
{
	quiet = on;
}

noreturn void
hostpanic(const char *why)
{
	fdie("panic: %s", why);
}

noreturn void
hostquit(int status)
{
	fflush(nil);
	_exit(status);
}

void
hostrandom(void *p, usize n)
{
	static _Atomic u64int state = 88172645463325252u;
	u8int *b = p;

	for(; n > 0; n--) {
		u64int x = atomic_load(&state);

		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		atomic_store(&state, x);
		*b++ = (u8int)(x >> 32);
	}
}

void
hostparam(Hostparam *p)
{
	memset(p, 0, sizeof *p);
	p->ncpu = 2;
	p->uid = 1000;
	snprintf(p->user, sizeof p->user, "glenda");
	snprintf(p->hostname, sizeof p->hostname, "fake");
	snprintf(p->cwd, sizeof p->cwd, "/home/glenda");
	snprintf(p->home, sizeof p->home, "/home/glenda");
	snprintf(p->root, sizeof p->root, "/root");
	snprintf(p->data, sizeof p->data, "/home/glenda/data");
}

void
hostusersinit(void)
{
}

u64int
hostusersvers(void)
{
	return 1;
}

/* user and group 1000 are glenda, 0 is root, and there is nobody else */
static int
idname(u32int id, char *buf, int n)
{
	const char *s = id == 1000 ? "glenda" : id == 0 ? "root" : nil;

	if(s == nil || n <= (int)strlen(s))
		return -Hnoent;
	strcpy(buf, s);
	return (int)strlen(s);
}

int
hostusername(u32int uid, char *buf, int n)
{
	return idname(uid, buf, n);
}

int
hostgroupname(u32int gid, char *buf, int n)
{
	return idname(gid, buf, n);
}

s64int
hostgroupid(const char *name)
{
	return strcmp(name, "glenda") == 0 ? 1000 : strcmp(name, "root") == 0 ? 0 : -Hnoent;
}

void
hostmemory(u64int *size, u64int *left)
{
	*size = GiB;
	*left = GiB / 2;
}

void
hoststdclose(int fd)
{
	USED(fd);
}

bool
hostistty(int fd)
{
	USED(fd);
	return false;
}

int
hostttyraw(bool on)
{
	USED(on);
	return failing("hostttyraw");
}

int
hostttysize(int *rows, int *cols)
{
	*rows = 24;
	*cols = 80;
	return failing("hostttysize");
}
