/*
 * The table of processes; how they start, as host processes or as threads of the
 * first one; and what happens when the host says that one is gone.
 */
#include "u.h"
#include "lib.h"
#include "host.h"
#include "keepold.h"
#include "lock.h"
#include "log.h"
#include "mem.h"
#include "proc.h"
#include "sys.h"

enum
{
	Nundertaker = 16,
	Startms = 100, /* between two tries to get a thread of the host */
};

_Thread_local Proc *up;

/* [l] lk */
static struct
{
	Lock lk;
	Proc *slot[Nprocmax]; /* [l] grows only */
	_Atomic int nslot;
	Proc *free; /* [l] by tabnext */
	Proc *resting; /* [l] by tabnext: kprocs that came to an end.  Their threads wait for another */
	_Atomic u32int lastpid;
	Rendez reapr;        /* the reaper */
	Proc *_Atomic reapq; /* [l] by tabnext; read by anyone, as the two below */
	Proc *_Atomic
		startq; /* [l] by tabnext: kprocs, whose threads only the first process can make */
	QLock turn;     /* which idle undertaker is next */
	Rendez buryr;   /* that one */
	Proc *_Atomic buryq; /* [l] by tabnext */
	_Atomic int nbury;   /* [l] undertakers */
	_Atomic int nidle;   /* [l] of them wait for work */
} tab = {.lk = {.rank = Rproctab}};

const char *
statename(int state)
{
	static const char *const name[] = {
		"Dead",      "New",       "Ready",  "Running", "Wakeme", "Queueing",
		"QueueingR", "QueueingW", "Broken", "Stopped", "Rendez", "Moribund",
	};

	return state >= 0 && state < nelem(name) ? name[state] : "?";
}

static u32int
procms(s64int ns)
{
	return (u32int)(ns / 1000000);
}

void
proctimes(Proc *p, u32int t[6])
{
	s64int user, sys;
	int hostpid = atomic_load(&p->hostpid);

	if(p == up)
		hostcputime(0, &user, &sys);
	else if(hostpid != 0 && !p->kp)
		hostcputime(hostpid, &user, &sys);
	else
		user = sys = 0;
	t[Tuser] = procms(user);
	t[Tsys] = procms(sys);
	t[Treal] = procms(hostmono() - p->time.start);
	t[Tcuser] = p->time.cuser;
	t[Tcsys] = p->time.csys;
	t[Tcreal] = p->time.creal;
}

int
nprocslots(void)
{
	return atomic_load(&tab.nslot);
}

Proc *
procslot(int i)
{
	Proc *p;

	if(i < 0 || i >= nprocslots())
		return nil;
	p = tab.slot[i];
	return atomic_load(&p->state) != Dead && p->pid != 0 ? p : nil;
}

Proc *
procof(u32int pid)
{
	Proc *p;

	for(int i = 0; i < nprocslots(); i++) {
		p = procslot(i);
		if(p != nil && p->pid == pid)
			return p;
	}
	return nil;
}

/* p, which has no pid yet, is what up makes; tab.lk is held */
static void
setchild(Proc *p)
{
	if(up == nil || up->kp)
		return;
	keepold(up->child);
	keepold(up->childpid);
	up->childpid = 0;
	up->child = p;
}

static void
nomorproc(Proc *p)
{
	letgo(kfree, p->kstack);
	kfree(p);
}
DEFREDO(nomorproc, Proc)

/* a Proc never used before; tab.lk is not held */
static Proc *
morproc(void)
{
	Proc *p = smalloc(sizeof *p);

	if(up != nil)
		onerror(nomorproc, p);
	p->kstack = smalloc(Kstacksize);
	qlockinit(&p->debug, Rnone);
	qlockinit(&p->seglock, Rseglock);
	qlockinit(&p->qwaitr, Rnone);
	lockinit(&p->rlock, Rsleep);
	lockinit(&p->notelk, Rproc);
	lockinit(&p->exl, Rproc);
	p->stopwait.lk.rank = p->waitr.lk.rank = p->sleepr.lk.rank = Rrendez;
	p->wakefd = -1;
	lock(&tab.lk);
	p->slot = tab.nslot;
	if(p->slot < Nprocmax) {
		keepold(tab.nslot);
		tab.slot[p->slot] = p;
		atomic_store(&tab.nslot, p->slot + 1);
		setchild(p);
		if(up != nil) {
			keepold(up->err.n);
			poperror();
		}
	}
	unlock(&tab.lk);
	if(p->slot >= Nprocmax) {
		undo();
		return nil;
	}
	memkept(p);
	memkept(p->kstack);
	return p;
}

static u32int
newpid(void)
{
	u32int pid;

	do
		pid = (atomic_fetch_add(&tab.lastpid, 1) + 1) & 0x7fffffff;
	while(pid == 0 || procof(pid) != nil);
	return pid;
}

/* everything that a life changes; what a Proc keeps for good is put back */
static void
procreset(Proc *p)
{
	p->errstr = p->errbuf0;
	p->syserrstr = p->errbuf1;
	p->errbuf0[0] = p->errbuf1[0] = 0;
	p->err.n = 0;
	p->nheld = 0;
	p->nold = 0;
	p->giveto = nil;
	p->loose = p->child = nil;
	p->looserun = 0;
	p->mended = p->ended = p->closing = false;
	p->keeping = 0;
	p->kp = p->nowait = p->noswap = p->privatemem = p->fixedpri = p->setargs = false;
	p->hang = p->trace = p->dying = p->notified = false;
	p->procmode = 0640;
	p->basepri = p->priority = 10;
	p->wired = -1;
	p->bellerr = true;
	p->procctl = Procnone;
	p->psstate = nil;
	p->notepending = p->intr = 0;
	lock(&p->notelk);
	p->nnote = 0;
	p->noteid = 0;
	unlock(&p->notelk);
	p->lastnote.msg[0] = 0;
	p->notify = p->noteureg = uaddr(0);
	p->parent = nil;
	p->parentpid = 0;
	p->nwait = p->nchild = 0;
	p->tos = 0;
	p->scall = -1;
	p->nsyscall = p->nswitch = 0;
	p->polling = 0;
	memset(&p->time, 0, sizeof p->time);
	p->time.start = hostmono();
}

Proc *
newproc(void)
{
	Proc *p;

	lock(&tab.lk);
	p = tab.free;
	if(p != nil) {
		keepold(tab.free);
		tab.free = p->tabnext;
		setchild(p);
	}
	unlock(&tab.lk);
	if(p == nil)
		p = morproc();
	if(p == nil)
		error(Enoprocs);
	procreset(p);
	p->pid = newpid();
	if(up != nil)
		up->childpid = p->pid;
	atomic_store(&p->state, New);
	return p;
}

void
procfree(Proc *p)
{
	lock(&tab.lk);
	keepold(p->pid);
	keepold(p->hostpid);
	keepold(p->state);
	keepold(tab.free);
	p->pid = 0;
	atomic_store(&p->hostpid, 0); /* after pid: see abandon */
	atomic_store(&p->state, Dead);
	p->tabnext = tab.free;
	tab.free = p;
	unlock(&tab.lk);
}

void
setproctext(Proc *p, const char *text)
{
	char name[16];

	kstrset(&p->text, text);
	if(p == up) {
		name[utfcut(text, sizeof name - 1)] = 0;
		memmove(name, text, utfcut(text, sizeof name - 1));
		name[utfcut(text, sizeof name - 1)] = 0;
		hostprocname(name);
	}
}

/* ---- user processes ---- */

/* Data that a plain fork copied into memory objects of the child's own; and the program's text as it was
 * before a debugger of the parent put breakpoints into it, of which nobody would know here. */
static void
mapcopies(void)
{
	Segment *s;

	if(up->textpoked && up->seg[TSEG] != nil)
		segmapin(up->seg[TSEG]);
	up->textpoked = false;
	for(int i = 0; i < Nseg; i++) {
		s = up->seg[i];
		if(s != nil && s->remap) {
			s->remap = false;
			segmapin(s);
		}
	}
}

static bool
mustlook(void)
{
	return unlikely(atomic_load_explicit(&up->notepending, memory_order_relaxed));
}

/* a system call on the short way; result: user code may go on at once */
static bool
usercall(void)
{
	syscall();
	return !mustlook();
}

void
procrun(void *v)
{
	uintptr addr;

	up = v;
	atomic_store(&up->state, Running);
	if(waserror())
		pexit(up->errstr, true);
	mapcopies();
	if(up->tos != 0)
		copyout(uaddr(up->tos + 64), &up->pid, 4);
	poperror();
	for(;;) {
		if(mustlook())
			look();
		assert(up->err.n == 0 && up->nheld == 0 && up->nold == 0);
		switch(hostuser(&up->ureg, &addr, usercall)) {
		case Ucall:
			syscall();
			break;
		case Utrap:
			trap(addr);
			break;
		}
	}
}

void
procstart(Proc *p)
{
	atomic_store(&p->state, Ready);
	if(hostfork(procrun, p, (u8int *)p->kstack + Kstacksize, &p->hostpid) < 0) {
		atomic_store(&p->state, New);
		error(Enoprocs);
	}
}

/* ---- the host says that one is gone ---- */

static Proc *
ofhostpid(int hostpid)
{
	Proc *p;

	for(int i = 0; i < nprocslots(); i++) {
		p = tab.slot[i];
		if(atomic_load(&p->hostpid) == hostpid && !p->kp)
			return p;
	}
	return nil;
}

/* for the first process's use: no undoing */
static void
push(Proc *_Atomic *list, Proc *p)
{
	lock(&tab.lk);
	keepold(*list);
	p->tabnext = *list;
	*list = p;
	unlock(&tab.lk);
}

static Proc *
pop(Proc *_Atomic *list)
{
	Proc *p;

	lock(&tab.lk);
	p = *list;
	if(p != nil)
		*list = p->tabnext;
	unlock(&tab.lk);
	return p;
}

/*
 * The dead one may have been about to wake somebody, and only the host's wake-up was missing.
 * Waiters look at their words again whenever they wake, so wake them all.
 */
static void
wakeall(void)
{
	for(int i = 0; i < nprocslots(); i++) {
		Proc *p = tab.slot[i];
		int n = atomic_load(&p->nheld);
		atomic_fetch_add(&p->wakeword, 1); /* it may be just about to wait */
		hostwake(&p->wakeword, 1);
		for(int j = 0; j < n; j++) {
			Lock *lk = p->held[j].lk;
			if(lk == nil)
				continue;
			if(p->held[j].kind == Hlock)
				hostwake(&lk->word, 1);
			else
				hostwake(&p->held[j].got, 1);
		}
		if(atomic_load(&p->polling) && atomic_load(&p->intr) && p->wakefd >= 0)
			hostpollwake(p->wakefd);
	}
}

/*
 * Upcalls.died, in the event loop.  A process that went through pexit needs only its slot
 * freed.  Any other was killed by the host.  Three clean up after it, since each may have to wait
 * for what the one before gives free, of this process or another that has died meanwhile:
 * here its Locks are put in order, without waiting; the reaper gives up its other locks, for which
 * it takes Locks; an undertaker does the rest as the process itself would, and may wait long.
 */
void
procdied(int hostpid, bool killed, int code)
{
	Proc *p = ofhostpid(hostpid);

	USED(killed);
	USED(code);
	if(p == nil)
		return;
	if(atomic_load(&p->ended)) {
		procfree(p);
		return;
	}
	lockmend(p);
	wakeall();
	push(&tab.reapq, p);
	wakeup(&tab.reapr);
}

/* As if we were p: release what it held */
static void
reap(Proc *p)
{
	Proc *me = up;

	memloose(p);
	breaksleep(p); /* before its locks are another's, who may sleep there next */
	up = p;
	up->dying = true;
	up->nnote = 0;
	atomic_store(&up->hostpid, 0);
	releaseheld();
	atomic_store(&up->notepending, 0);
	atomic_store(&up->intr, 0);
	up = me;
}

/* Or it had made true what somebody sleeps for, and not said so yet: all sleepers look again */
static void
rouse(void)
{
	for(int i = 0; i < nprocslots(); i++)
		breaksleep(tab.slot[i]);
}

/* As if we were p: unwind its errors, and exit for it */
static void
bury(Proc *p)
{
	static const char msg[] = "killed by the host";
	Proc *me = up;
	u32int pid = p->pid;

	up = p;
	unwindall();
	up->closing = false; /* what is left in closelist goes with the next close */
	abandon(up);
	for(int i = 0; i < Nseg; i++)
		if(up->seg[i] != nil)
			semwakeall(up->seg[i]);
	proccleanup(msg, true);
	up = me;
	procfree(p);
	if(pid == 1)
		bootexit(msg);
}

static bool
haveburial(void *arg)
{
	USED(arg);
	return tab.buryq != nil;
}

static bool
work(void *late)
{
	return tab.reapq != nil || (tab.startq != nil && !*(bool *)late);
}

/* ---- kernel processes ---- */

static void
runkproc(void)
{
	atomic_store(&up->state, Running);
	if(!waserror()) {
		up->kfn(up->karg);
		poperror();
	} else
		print("emu: %s: %s\n", up->text, up->errstr);
	assert(up->err.n == 0 && up->nheld == 0 && up->nold == 0);
}

/* Its stack is in use as long as there is the thread, so the two stay together, and become another
 * kproc when one is wanted.  It resets itself: whoever takes it may be there before unlock has ended. */
static void
rest(void)
{
	u32int w;

	kstrset(&up->text, nil);
	setuser(up, nil);
	__atomic_store_n(&up->kfn, nil, __ATOMIC_RELAXED);
	procreset(up);
	lock(&tab.lk);
	up->pid = 0;
	atomic_store(&up->state, Dead);
	up->tabnext = tab.resting;
	tab.resting = up;
	unlock(&tab.lk);
	while(w = atomic_load(&up->wakeword), __atomic_load_n(&up->kfn, __ATOMIC_ACQUIRE) == nil)
		hostwait(&up->wakeword, w, -1);
}

static void
kprocmain(void *v)
{
	up = v;
	for(;;) {
		runkproc();
		rest();
	}
}

/* one that rests, as if it were new; nil: there is none */
static Proc *
restingkproc(void)
{
	Proc *p;

	lock(&tab.lk);
	p = tab.resting;
	if(p != nil) {
		keepold(tab.resting);
		tab.resting = p->tabnext;
	}
	unlock(&tab.lk);
	if(p == nil)
		return nil;
	p->time.start = hostmono();
	p->pid = newpid();
	atomic_store(&p->state, New);
	return p;
}

static void
wakekproc(Proc *p, void (*fn)(void *))
{
	__atomic_store_n(&p->kfn, fn, __ATOMIC_RELEASE);
	atomic_fetch_add(&p->wakeword, 1);
	hostwake(&p->wakeword, 1);
}

static bool
startkproc(Proc *p)
{
	static _Atomic bool told;

	if(hostthread(kprocmain, p, p->kstack, Kstacksize) >= 0)
		return true;
	if(!atomic_exchange(&told, true))
		print("emu: the host gives no thread for %s (ulimit -u?); trying again\n", p->text);
	return false;
}

/* A kproc's thread can only be made in the first process: elsewhere the request goes to
 * the reaper, which runs there and tries until there is one. */
Proc *
kproc(const char *name, void (*fn)(void *), void *arg)
{
	Proc *p = restingkproc();
	bool rested = p != nil;

	if(!rested)
		p = newproc();
	p->kp = true;
	p->karg = arg;
	kstrset(&p->text, name);
	setuser(p, eve);
	if(rested) {
		wakekproc(p, fn);
		return p;
	}
	p->kfn = fn;
	if(!up->kp || !startkproc(p)) {
		lock(&tab.lk);
		keepold(tab.startq);
		keepold(up->child);
		p->tabnext = tab.startq;
		tab.startq = p;
		up->child = nil;
		unlock(&tab.lk);
		wakeup(&tab.reapr);
	}
	return p;
}

static void
countidle(int n)
{
	lock(&tab.lk);
	tab.nidle += n;
	unlock(&tab.lk);
}

static void undertaker(void *arg);

static void
hireundertaker(void)
{
	lock(&tab.lk);
	tab.nbury++;
	tab.nidle++;
	unlock(&tab.lk);
	memkept(kproc("undertaker", undertaker, nil)->text);
}

/*
 * Somebody is to be buried, and must not wait for the end of another's burial: there should be one
 * who is free to do it.  Who counts as idle takes from the list, or sees it empty, before he sleeps.
 */
static void
needundertaker(void)
{
	if(tab.buryq == nil)
		return;
	if(tab.nidle > 0 || tab.nbury >= Nundertaker) {
		wakeup(&tab.buryr);
		return;
	}
	if(waserror()) { /* ok: those that there are will come to it */
		lock(&tab.lk);
		tab.nbury--;
		tab.nidle--;
		unlock(&tab.lk);
		return;
	}
	hireundertaker();
	poperror();
}

static void
undertaker(void *arg)
{
	Proc *p;

	USED(arg);
	for(;;) {
		qlock(&tab.turn);
		while(tab.buryq == nil)
			sleep(&tab.buryr, haveburial, nil);
		qunlock(&tab.turn);
		countidle(-1);
		while((p = pop(&tab.buryq)) != nil) {
			needundertaker(); /* for the rest of the list */
			bury(p);
		}
		countidle(1);
	}
}

static void
reaper(void *arg)
{
	bool late = false; /* no thread was to be had */
	Proc *p;

	USED(arg);
	for(;;) {
		tsleep(&tab.reapr, work, &late, late ? Startms : -1);
		late = false;
		while((p = pop(&tab.reapq)) != nil) {
			reap(p);
			rouse();
			push(&tab.buryq, p);
			needundertaker();
		}
		while(!late && (p = pop(&tab.startq)) != nil)
			if(!startkproc(p)) {
				push(&tab.startq, p);
				late = true;
			}
	}
}

void
procinit(void)
{
	tab.lastpid = 1; /* process 1 is boot's */
	up = newproc();
	up->kp = true;
	atomic_store(&up->state, Running);
	kstrset(&up->text, "emu");
	setuser(up, eve);
	kproc("reaper", reaper, nil);
	if(tab.startq != nil)
		panic("the host gives no threads (ulimit -u?)");
	hireundertaker();
}
