/*
 * The scheduler of a proc, and main, which makes the first one.
 */
#include <u.h>
#include <libc.h>
#include <thread.h>
#include "threadimpl.h"

int mainstacksize = 32 * 1024;

Proc **_procp;
struct Threads _threads;

static struct
{
	int argc;
	char **argv;
} start;

enum
{
	Guard = 0x5ca1ab1e, /* the last word of a stack */
};

/* where a thread begins */
static void
launch(void)
{
	Thread *t = _proc()->cur;

	t->fn(t->arg);
	threadexits(nil);
}

/* made, in p's list, and ready to run; nil without memory */
Thread *
_newthread(Proc *p, void (*fn)(void *), void *arg, uint stacksize, int grp)
{
	Thread *t = mallocz(sizeof *t, 1);
	uvlong *sp;

	stacksize = (stacksize + Slack + 15) & ~15;
	if(t == nil || (t->stack = malloc(stacksize)) == nil) {
		free(t);
		return nil;
	}
	t->stacksize = stacksize;
	*(uint *)t->stack = Guard;
	sp = (uvlong *)(((uintptr)t->stack + stacksize) & ~(uintptr)15) - 1;
	*sp = 0; /* launch returns to nowhere */
	t->sched[JMPBUFSP] = (uintptr)sp;
	t->sched[JMPBUFPC] = (uintptr)launch;
	t->fn = fn;
	t->arg = arg;
	t->proc = p;
	t->grp = grp;
	lock(&_threads.lock);
	t->id = ++_threads.lastid;
	t->next = p->threads;
	p->threads = t;
	unlock(&_threads.lock);
	_ready(t);
	return t;
}

static void
freethread(Proc *p, Thread *t)
{
	Thread **l;

	lock(&_threads.lock);
	for(l = &p->threads; *l != t; l = &(*l)->next) {
	}
	*l = t->next;
	unlock(&_threads.lock);
	free(t->stack);
	free(t->name);
	free(t);
}

/* may be called by any proc, and while t still runs on its way to _sched */
void
_ready(Thread *t)
{
	Proc *p = t->proc;
	int wake;

	lock(&p->lock);
	t->nextr = nil;
	if(p->ready == nil)
		p->ready = t;
	else
		p->lastready->nextr = t;
	p->lastready = t;
	wake = p->idle;
	p->idle = 0;
	unlock(&p->lock);
	while(wake && rendezvous(p, p) == (void *)~0) {
		/* interrupted */
	}
}

/* leave the running thread for the scheduler, until _ready brings it back */
void
_sched(void)
{
	Proc *p = _proc();
	Thread *t = p->cur;

	if(*(uint *)t->stack != Guard) {
		fprint(2, "%s: stack overflow in thread %d\n", argv0 ? argv0 : "thread", t->id);
		abort();
	}
	if(setjmp(t->sched) == 0)
		longjmp(p->sched, 1);
}

/* have the scheduler do something for the running thread, which goes on at once */
void
_dotodo(Todo *td)
{
	_proc()->todo = td;
	_sched();
}

static Thread *
nextready(Proc *p)
{
	Thread *t;

	for(;;) {
		lock(&p->lock);
		t = p->ready;
		if(t != nil) {
			p->ready = t->nextr;
			unlock(&p->lock);
			return t;
		}
		p->idle = 1;
		unlock(&p->lock);
		while(rendezvous(p, p) == (void *)~0) {
			/* interrupted */
		}
	}
}

static void
run(Proc *p)
{
	if(setjmp(p->sched) == 0)
		longjmp(p->cur->sched, 1);
}

static noreturn void
procexits(Proc *p)
{
	char status[ERRMAX];
	Proc **l;

	lock(&_threads.lock);
	for(l = &_threads.procs; *l != p; l = &(*l)->next) {
	}
	*l = p->next;
	unlock(&_threads.lock);
	strecpy(status, status + sizeof status, p->exitstr);
	*_procp = nil;
	if(adec(&p->ref) == 0)
		free(p);
	exits(status);
}

void
_schedloop(void)
{
	Proc *p;
	Thread *t;
	Todo *td;

	for(;;) {
		p = _proc(); /* another one after a fork */
		if(p->threads == nil)
			procexits(p);
		t = nextready(p);
		if(t->killed) {
			freethread(p, t);
			continue;
		}
		p->cur = t;
		run(p);
		while((td = p->todo) != nil) {
			p->todo = nil;
			td->fn(td);
			if(_proc() != p)
				break; /* the child, with a thread of its own */
			run(p);
		}
		if(_proc() == p) {
			p->cur = nil;
			if(t->exited)
				freethread(p, t);
		}
	}
}

/* sysfatal ends all procs */
static void
fatal(const char *fmt, va_list args)
{
	char buf[1024];

	vsnprint(buf, sizeof buf, fmt, args);
	fprint(2, "%s%s%s\n", argv0 ? argv0 : "", argv0 ? ": " : "", buf);
	threadexitsall(buf);
}

static void
mainthread(void *)
{
	threadmain(start.argc, start.argv);
}

void
main(int argc, char **argv)
{
	Proc *p = mallocz(sizeof *p, 1);

	_procp = (Proc **)privalloc();
	if(p == nil || _procp == nil)
		sysfatal("thread: no memory");
	*_procp = p;
	p->ref = 1;
	p->pid = getpid();
	_threads.procs = p;
	_qlockinit(threadrendezvous);
	_sysfatal = fatal;
	notify(_threadnote);
	start.argc = argc;
	start.argv = argv;
	if(_newthread(p, mainthread, nil, mainstacksize, 0) == nil)
		sysfatal("thread: no memory");
	_schedloop();
}
