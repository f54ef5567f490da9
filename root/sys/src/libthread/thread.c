/* threads and procs: making, naming, interrupting, ending them */
#include <u.h>
#include <libc.h>
#include <thread.h>
#include "threadimpl.h"

int
threadcreate(void (*fn)(void *), void *arg, uint stacksize)
{
	Proc *p = _proc();
	Thread *t = _newthread(p, fn, arg, stacksize, p->cur->grp);

	return t == nil ? -1 : t->id;
}

/* on the scheduler's stack: the child goes on as the scheduler of the new proc */
static void
forkproc(Todo *td)
{
	Proc *np = td->newproc;
	int pid = rfork(RFPROC | RFMEM | RFNOWAIT | (td->flags & ~RFREND));

	if(pid != 0) {
		td->pid = pid;
		if(pid > 0)
			np->pid = pid;
		return;
	}
	*_procp = np;
	np->pid = getpid();
	if(_threads.exitsall != nil)
		_exits(_threads.exitsall);
}

static void
dropproc(Proc *np)
{
	Proc **l;

	lock(&_threads.lock);
	for(l = &_threads.procs; *l != np; l = &(*l)->next) {
	}
	*l = np->next;
	unlock(&_threads.lock);
	if(np->threads != nil) {
		free(np->threads->stack);
		free(np->threads);
	}
	free(np);
}

int
procrfork(void (*fn)(void *), void *arg, uint stacksize, int flags)
{
	Proc *np = mallocz(sizeof *np, 1);
	Thread *t;
	Todo td;
	int id;

	if(np == nil)
		return -1;
	np->ref = 2;
	lock(&_threads.lock);
	np->next = _threads.procs;
	_threads.procs = np;
	unlock(&_threads.lock);
	t = _newthread(np, fn, arg, stacksize, _proc()->cur->grp);
	if(t == nil) {
		dropproc(np);
		return -1;
	}
	id = t->id; /* it may be gone when we are back */
	memset(&td, 0, sizeof td);
	td.fn = forkproc;
	td.newproc = np;
	td.flags = flags;
	_dotodo(&td);
	if(td.pid < 0) {
		dropproc(np);
		return -1;
	}
	if(adec(&np->ref) == 0)
		free(np);
	return id;
}

int
proccreate(void (*fn)(void *), void *arg, uint stacksize)
{
	return procrfork(fn, arg, stacksize, 0);
}

void
yield(void)
{
	_ready(_proc()->cur);
	_sched();
}

noreturn void
threadexits(const char *status)
{
	Proc *p = _proc();

	if(status == nil)
		status = "";
	strecpy(p->exitstr, p->exitstr + sizeof p->exitstr, status);
	p->cur->exited = 1; /* and in no queue */
	for(;;)
		_sched();
}

/*
 * The others are told by a note, and exit when they get it.  It may be a note handler that calls, so the
 * lock may be this process's own: it is not insisted on.
 */
noreturn void
threadexitsall(const char *status)
{
	static char buf[ERRMAX];
	int pids[256], n = 0, i, got, me = getpid();
	Proc *p;

	strecpy(buf, buf + sizeof buf, status == nil ? "" : status);
	_threads.exitsall = buf;
	for(i = 0; !(got = canlock(&_threads.lock)) && i < 100; i++)
		sleep(1);
	do {
		for(n = 0, i = 0, p = _threads.procs; p != nil; p = p->next, i++)
			if(p->pid > 0 && p->pid != me && n < nelem(pids)) {
				pids[n++] = p->pid;
				p->pid = -p->pid;
			}
		for(i = 0; i < n; i++)
			postnote(PNPROC, pids[i], "threadint");
	} while(n == nelem(pids));
	if(got)
		unlock(&_threads.lock);
	exits(buf);
}

int
threadid(void)
{
	return _proc()->cur->id;
}

int
threadgetgrp(void)
{
	return _proc()->cur->grp;
}

int
threadsetgrp(int grp)
{
	Thread *t = _proc()->cur;
	int old = t->grp;

	t->grp = grp;
	return old;
}

void **
threaddata(void)
{
	return &_proc()->cur->data;
}

void **
procdata(void)
{
	return &_proc()->data;
}

char *
threadgetname(void)
{
	return _proc()->cur->name;
}

void
threadsetname(const char *fmt, ...)
{
	Thread *t = _proc()->cur;
	va_list args;
	char *s;

	va_start(args, fmt);
	s = vsmprint(fmt, args);
	va_end(args);
	if(s == nil)
		return;
	free(t->name);
	t->name = s;
	procsetname("%s", s);
}

void
needstack(int n)
{
	Thread *t = _proc()->cur;

	if((uchar *)&t - n < t->stack + Slack / 2) {
		fprint(2, "%s: needstack: thread %d has less than %d bytes\n",
		       argv0 ? argv0 : "thread", t->id, n);
		abort();
	}
}

int
threadpid(int id)
{
	Proc *p;
	Thread *t;
	int pid = -1;

	lock(&_threads.lock);
	for(p = _threads.procs; p != nil; p = p->next)
		for(t = p->threads; t != nil; t = t->next)
			if(t->id == id)
				pid = p->pid;
	unlock(&_threads.lock);
	return pid;
}

/*
 * Break the system call that a process is in, or the next one that waits.  Kernels that do not know
 * the message get a note, which breaks only a call that waits already.
 */
void
_procint(int pid)
{
	char name[32];
	int fd, n = -1;

	snprint(name, sizeof name, "#p/%d/ctl", pid);
	fd = open(name, OWRITE);
	if(fd >= 0) {
		n = write(fd, "interrupt", 9);
		close(fd);
	}
	if(n < 0)
		postnote(PNPROC, pid, "threadint");
}

/*
 * Break what t waits for: a channel, another thread, or a system call that its proc is in.
 * threads.lock is held, so t cannot go.
 */
static void
interrupt(Thread *t)
{
	if(_altbreak(t) || _rendezbreak(t))
		return;
	if(t->proc->cur == t && t->proc != _proc() && t->proc->pid > 0)
		_procint(t->proc->pid);
}

static void foreach(int id, int grp, int kill)
{
	Proc *p;
	Thread *t;

	lock(&_threads.lock);
	for(p = _threads.procs; p != nil; p = p->next)
		for(t = p->threads; t != nil; t = t->next) {
			if(id >= 0 ? t->id != id : t->grp != grp)
				continue;
			if(kill)
				t->killed = 1;
			interrupt(t);
		}
	unlock(&_threads.lock);
}

void
threadint(int id)
{
	foreach(id, 0, 0)
		;
}

void
threadintgrp(int grp)
{
	foreach(-1, grp, 0)
		;
}

void
threadkill(int id)
{
	foreach(id, 0, 1)
		;
}

void
threadkillgrp(int grp)
{
	foreach(-1, grp, 1)
		;
}
