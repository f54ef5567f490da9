/*
 * The end of a process, and how its parent hears of it.
 */
#include "u.h"
#include "lib.h"
#include "host.h"
#include "keepold.h"
#include "lock.h"
#include "log.h"
#include "mem.h"
#include "proc.h"

enum
{
	Nbroken = 4
};

/* [l] lk: Broken processes, and those about to be, are kept for a debugger, the newest few */
static struct
{
	Lock lk;
	_Atomic int n; /* [l] */
	Proc *p[Nbroken];
} broken = {.lk = {.rank = Rproc}};

/* lk is held; result: it was there */
static bool
notbroken(Proc *p)
{
	int i;

	for(i = 0; i < broken.n && broken.p[i] != p; i++)
		;
	if(i == broken.n)
		return false;
	keepold(broken.n);
	keepmany(broken.p, sizeof broken.p);
	broken.n--;
	memmove(&broken.p[i], &broken.p[i + 1], sizeof(Proc *) * (usize)(broken.n - i));
	return true;
}

/* It need not be Broken yet: procctl tells it not to wait when it is */
static void
letgobroken(Proc *p)
{
	atomic_store(&p->procctl, Procexit);
	startproc(p);
}

static void
addbroken(void)
{
	lock(&broken.lk);
	if(broken.n == Nbroken) {
		letgobroken(broken.p[0]);
		notbroken(broken.p[0]);
	}
	keepold(broken.n);
	broken.p[broken.n] = up;
	broken.n++;
	unlock(&broken.lk);
}

static void
forgetbroken(void)
{
	if(broken.n == 0)
		return;
	lock(&broken.lk);
	notbroken(up);
	unlock(&broken.lk);
}

/* let a Broken process go: false if p is not one */
bool
unbreak(Proc *p)
{
	bool was;

	lock(&broken.lk);
	was = notbroken(p);
	if(was)
		letgobroken(p);
	unlock(&broken.lk);
	return was;
}

static Waitq *
newwait(const char *exitstr)
{
	Waitq *w = smalloc(sizeof *w);
	u32int t[6];

	proctimes(up, t);
	w->pid = up->pid;
	w->time[0] = t[Tuser] + t[Tcuser];
	w->time[1] = t[Tsys] + t[Tcsys];
	w->time[2] = t[Treal];
	strecpy(w->text, w->text + sizeof w->text, up->text != nil ? up->text : "");
	if(exitstr != nil && exitstr[0] != 0)
		snprint(w->msg, sizeof w->msg, "%s %u: %s", up->text, up->pid, exitstr);
	return w;
}

/* leave the record with the parent, if it still is the one that made us and wants it */
static void
tellparent(const char *exitstr)
{
	Proc *p = up->parent;
	Waitq *w;
	bool told = false;

	if(p == nil || up->nowait)
		return;
	w = newwait(exitstr);
	onerror(kfree, w);
	lock(&p->exl);
	if(p->pid == up->parentpid && atomic_load(&p->state) != Broken &&
	   atomic_load(&p->state) != Moribund && atomic_load(&p->state) != Dead) {
		keepold(p->nchild);
		keepold(p->time.cuser);
		keepold(p->time.csys);
		keepold(up->parent);
		__atomic_store_n(&p->nchild, p->nchild - 1, __ATOMIC_RELEASE);
		p->time.cuser += w->time[0];
		p->time.csys += w->time[1];
		told = p->nwait < Nwaitmax;
		if(told) {
			keepold(up->err.n);
			keepold(p->waitq);
			keepold(p->nwait);
			poperror();
			w->next = p->waitq;
			p->nwait++;
			__atomic_store_n(&p->waitq, w, __ATOMIC_RELEASE);
		}
		up->parent = nil; /* told: the reaper shall not tell again */
		commit(&p->exl);
		wakeup(&p->waitr);
	}
	unlock(&p->exl);
	up->parent = nil;
	if(!told)
		undo();
}

static void
dropwaits(void)
{
	Waitq *w, *next;

	lock(&up->exl);
	up->nwait = Nwaitmax; /* it takes no more */
	up->nchild = 0;
	unlock(&up->exl);
	/* one by one off the list, in case we are killed meanwhile */
	for(w = up->waitq; w != nil; w = next) {
		next = w->next;
		up->waitq = next;
		kfree(w);
	}
}

/* to be given up later, without the lock */
#define give(x)                                                                                    \
	do {                                                                                       \
		keepold(up->x);                                                                    \
		keepold(g.x);                                                                      \
		g.x = up->x;                                                                       \
		up->x = nil;                                                                       \
	} while(0)

/*
 * Names and files.  Closing them may take long, and the process be killed meanwhile: then the rest is
 * on the error stack.
 */
static void
dropgroups(void)
{
	Groups g = {0};
	u32int k;

	namecacheflush(up);
	onerror(closegroups, &g);
	qlock(&up->debug);
	k = keepbegin();
	give(fgrp);
	give(egrp);
	give(rgrp);
	give(pgrp);
	give(dot);
	give(slash);
	keepend(k);
	qunlock(&up->debug);
	undo();
}

/* memory and texts: each field is cleared before what it held is released, so that a process killed in
 * here does not release it twice */
static void
dropmemory(void)
{
	Segment *s;
	Chan *c;

	qlock(&up->seglock);
	for(int i = 0; i < Nseg; i++) {
		s = up->seg[i];
		up->seg[i] = nil;
		if(s != nil)
			putseg(s);
	}
	qunlock(&up->seglock);
	qlock(&up->debug);
	c = up->textc;
	up->textc = nil;
	qunlock(&up->debug);
	if(c != nil)
		cclose(c);
}

static void
droptexts(void)
{
	int fd;

	qlock(&up->debug);
	kstrset(&up->text, nil);
	setuser(up, nil);
	kstrset(&up->args, nil);
	letgo(kfree, up->syscalltrace);
	qunlock(&up->debug);
	fpnotefree(up);
	up->fpstate = nil;
	fd = up->wakefd;
	up->wakefd = -1;
	if(fd >= 0)
		hostclose(fd);
}

/* all of a process's end but its host process's; the reaper calls it for others */
void
proccleanup(const char *exitstr, bool freemem)
{
	alarmclear(up);
	atomic_store(&up->psstate, nil);
	dropgroups();
	if(freemem)
		dropmemory();
	tellparent(exitstr);
	dropwaits();
	if(!freemem) {
		addbroken();
		stopproc("Broken");
		dropmemory();
	}
	forgetbroken(); /* one that the host killed there too */
	lock(&up->exl);
	atomic_store(&up->state, Moribund);
	unlock(&up->exl);
	wakeup(&up->waitr);
	wakeup(&up->stopwait);
	droptexts();
}

/*
 * Leave with exitstr (nil or "": success).  freemem false: the process stays Broken, its
 * memory there for a debugger.  What still stands on the error stack is released.
 */
noreturn void
pexit(const char *exitstr, bool freemem)
{
	char msg[Errmax];

	strecpy(msg, msg + sizeof msg, exitstr != nil ? exitstr : "");
	lock(&up->notelk);
	up->nnote = 0;
	unlock(&up->notelk);
	atomic_store(&up->intr, 0);
	unwindall();
	/* all wait for the end of the first */
	proccleanup(msg, freemem || up->pid == 1);
	atomic_store(&up->ended, true);
	if(up->pid == 1)
		bootexit(msg);
	hostexit();
}

/* ---- wait ---- */

/* without exl, which may not be taken here: pwait looks again under it */
static bool
havewait(void *v)
{
	Proc *p = v;

	return __atomic_load_n(&p->waitq, __ATOMIC_ACQUIRE) != nil ||
	       __atomic_load_n(&p->nchild, __ATOMIC_ACQUIRE) <= 0;
}

u32int
pwait(Waitq *out)
{
	Waitq *w;

	if(!canqlock(&up->qwaitr))
		error(Einuse);
	onerror(qunlock, &up->qwaitr);
	for(;;) {
		lock(&up->exl);
		w = up->waitq;
		if(w != nil) {
			keepold(up->waitq);
			keepold(up->nwait);
			keepold(up->err.n);
			__atomic_store_n(&up->waitq, w->next, __ATOMIC_RELEASE);
			up->nwait--;
			onerror(kfree, w);
			up->time.creal += w->time[2];
		} else if(up->nchild == 0) {
			unlock(&up->exl);
			error(Enochild);
		}
		unlock(&up->exl);
		if(w != nil)
			break;
		sleep(&up->waitr, havewait, up);
	}
	*out = *w;
	undo();
	undo();
	return out->pid;
}

int
fmtwait(char *buf, int n, const Waitq *w)
{
	return snprint(buf, n, "%u %u %u %u %q", w->pid, w->time[0], w->time[1], w->time[2],
		       w->msg);
}
