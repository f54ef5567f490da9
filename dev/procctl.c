/*
 * The ctl file of a process, and the ctl and dbgctl of #π: messages that stop, start, kill and
 * change it.
 *
 * A process is asked to stop or die by Proc.procctl, which it looks at before it runs user
 * code.  Who waits until it stopped is its debugger, one at a time, and sleeps without the
 * debug lock.
 */
#include "devproc.h"
#include "host.h"
#include "lib.h"
#include "parse.h"

static const char Enortime[] = "no real-time scheduling";
static const char Enoprof[] = "no profiling";
static const char Enoschedtrace[] = "no trace: the host schedules";
static const char Epending[] = "notes pending";
static const char Enotdis[] = "not for native programs";

enum
{
	CMclose,
	CMclosefiles,
	CMerrorder,
	CMfixedpri,
	CMhang,
	CMinterrupt,
	CMkill,
	CMkillgrp,
	CMnative,
	CMnohang,
	CMnointerrupt,
	CMnoswap,
	CMpri,
	CMprivate,
	CMprofile,
	CMrealtime,
	CMstart,
	CMstartstop,
	CMstartsyscall,
	CMstep,
	CMstop,
	CMtrace,
	CMwaitstop,
	CMwired,
	Prinormal = 10, /* only eve sets more */
	Primax = 19,
	Nicestep = 2, /* of the host's, to one of ours */
	Nicemax = 19,
};

static const Cmdtab ctltab[] = {
	{CMclose, "close", 2},
	{CMclosefiles, "closefiles", 1},
	{CMerrorder, "errorder", 2},
	{CMfixedpri, "fixedpri", 2},
	{CMhang, "hang", 1},
	{CMinterrupt, "interrupt", 1},
	{CMkill, "kill", 1},
	{CMnohang, "nohang", 1},
	{CMnointerrupt, "nointerrupt", 1},
	{CMnoswap, "noswap", 1},
	{CMpri, "pri", 2},
	{CMprivate, "private", 1},
	{CMprofile, "profile", 1},
	{CMrealtime, "admit", 1},
	{CMrealtime, "cost", 2},
	{CMrealtime, "deadline", 2},
	{CMrealtime, "deadlinenotes", 1},
	{CMrealtime, "event", 0},
	{CMrealtime, "expel", 1},
	{CMrealtime, "extra", 1},
	{CMrealtime, "period", 2},
	{CMrealtime, "sporadic", 1},
	{CMstart, "start", 1},
	{CMstartstop, "startstop", 1},
	{CMstartsyscall, "startsyscall", 1},
	{CMstep, "step", 1},
	{CMstop, "stop", 1},
	{CMtrace, "trace", 0},
	{CMwaitstop, "waitstop", 1},
	{CMwired, "wired", 2},
};

/* those of #π: CMnative is about what only a virtual machine's programs have */
static const Cmdtab progctltab[] = {
	{CMnative, "exceptions", 2}, {CMkill, "kill", 1},         {CMkillgrp, "killgrp", 1},
	{CMprivate, "private", 1},   {CMnative, "restricted", 1},
};
static const Cmdtab progdbgtab[] = {
	{CMnative, "bpt", 0},   {CMstartstop, "cont", 1}, {CMnative, "maim", 1},
	{CMstart, "start", 1},  {CMnative, "step", 0},    {CMstop, "stop", 1},
	{CMnative, "toret", 1}, {CMstart, "unstop", 1},
};

/* ---- stopping ---- */

static bool
isstopped(Proc *p)
{
	int state = atomic_load(&p->state);

	return state == Stopped || state == Broken;
}

/* What a debugger waits for: that Proc p, while it is process pid, stops once more */
typedef struct Target
{
	Proc *p;
	u32int pid;
	u32int nstop;
} Target;

static bool
stopcame(void *v)
{
	Target *t = v;

	return atomic_load(&t->p->nstop) != t->nstop || !proclives(t->p, t->pid);
}

/* No longer p's debugger, if we are.  On the error stack before we become it. */
static void
leavedebug(Proc *p)
{
	Proc *me = up;

	atomic_compare_exchange_strong(&p->pdbg, &me, nil);
}
DEFUNDO(leavedebug, Proc)

/* With the debug lock: become p's debugger.  The caller then waits by waitstop. */
static void
becomedebug(Proc *p)
{
	if(p->pdbg != nil)
		error(Einuse);
	p->pdbg = up;
}

static void
restorepsstate(void *state)
{
	atomic_store(&up->psstate, state);
}

/*
 * Without the lock: until it stopped.  That it may run again when we come to look, started
 * by another, makes no difference.
 */
static void
untilstop(Target *t)
{
	pushundo(restorepsstate, (void *)(uintptr)atomic_load(&up->psstate), true);
	atomic_store(&up->psstate, "Stopwait");
	while(!stopcame(t))
		sleep(&t->p->stopwait, stopcame, t);
	undo();
}

static void
waitstop(Target *t)
{
	untilstop(t);
	if(!proclives(t->p, t->pid))
		error(Eprocdied);
}

/* stop; result: the caller must wait for it.  A system call is not broken off for it: that would
 * make it fail, which is not what a debugger wants to see. */
static bool
ctlstop(Proc *p)
{
	int was = atomic_load(&p->procctl);

	if(isstopped(p))
		return false;
	if(p != up)
		becomedebug(p);
	while(was != Procexit && !atomic_compare_exchange_weak(&p->procctl, &was, Procstop))
		;
	atomic_store(&p->notepending, 1);
	if(p == up)
		return false; /* it stops itself on its way out */
	hostkick(atomic_load(&p->hostpid));
	return true;
}

static bool
ctlwaitstop(Proc *p)
{
	if(isstopped(p) || p == up)
		return false;
	becomedebug(p);
	return true;
}

/* start and its kin: what p does once it runs, or instead of stopping when its system call is done */
static bool
ctlstart(Proc *p, int procctl)
{
	if(!procheld(p))
		error(Ebadctl);
	if(procctl != Procnone)
		becomedebug(p);
	atomic_store(&p->procctl, procctl);
	startproc(p);
	return procctl != Procnone;
}

static void
ctlkill(Proc *p)
{
	if(unbreak(p))
		return;
	atomic_store(&p->procctl, Procexit);
	postnote(p, "sys: killed", Nexit);
	procinterrupt(p);
	if(atomic_load(&p->state) == Stopped)
		startproc(p);
}

/* ---- the rest ---- */

/* The host's scheduler is asked for less; that it gives more again is up to the host. */
static void
setpri(Proc *p, const char *word, bool fixed)
{
	int pri = atoi(word);

	if(pri < 0)
		pri = 0;
	if(pri > Primax)
		pri = Primax;
	if(pri > Prinormal && !iseve())
		error(Eperm);
	p->basepri = p->priority = pri;
	p->fixedpri = fixed;
	hostnice(atomic_load(&p->hostpid), pri == 0 ? Nicemax : Nicestep * (Prinormal - pri));
}

static void
seterrorder(Proc *p, Cmdbuf *cb)
{
	if(strcmp(cb->word[1], "bell") == 0)
		p->bellerr = true;
	else if(strcmp(cb->word[1], "9front") == 0)
		p->bellerr = false;
	else
		cmderror(cb, Ebadctl);
}

/* Forget an interrupt that came when there was nothing to interrupt */
static void
ctlnointerrupt(Proc *p)
{
	bool pending;

	lock(&p->notelk);
	pending = p->nnote > 0;
	if(!pending)
		atomic_store(&p->intr, 0);
	unlock(&p->notelk);
	if(pending)
		error(Epending);
}

/* One message that needs no more than p.  Result: wait until p stopped */
static bool
ctl(Proc *p, const Cmdtab *t, Cmdbuf *cb)
{
	switch(t->index) {
	case CMerrorder:
		seterrorder(p, cb);
		break;
	case CMfixedpri:
	case CMpri:
		setpri(p, cb->word[1], t->index == CMfixedpri);
		break;
	case CMhang:
	case CMnohang:
		p->hang = t->index == CMhang;
		break;
	case CMinterrupt:
		procinterrupt(p);
		break;
	case CMkill:
		ctlkill(p);
		break;
	case CMnointerrupt:
		ctlnointerrupt(p);
		break;
	case CMnoswap:
		p->noswap = true;
		break;
	case CMnative:
		error(Enotdis);
	case CMprivate:
		p->privatemem = true;
		break;
	case CMprofile:
		error(Enoprof);
	case CMrealtime:
		error(Enortime);
	case CMstart:
		return ctlstart(p, Procnone);
	case CMstartstop:
		return ctlstart(p, Proctrace);
	case CMstartsyscall:
		return ctlstart(p, Proctracesys);
	case CMstep:
		return ctlstart(p, Procstep);
	case CMstop:
		return ctlstop(p);
	case CMtrace:
		error(Enoschedtrace);
	case CMwaitstop:
		return ctlwaitstop(p);
	case CMwired:
		p->wired = atoi(cb->word[1]);
		break;
	}
	return false;
}

static bool
lockedctl(Target *target, Chan *c, const Cmdtab *t, Cmdbuf *cb)
{
	Proc *p = target->p;
	bool wait;

	eqlock(&p->debug);
	onerror(qunlock, &p->debug);
	procalive(p, c);
	if(p->kp)
		error(Eperm);
	target->nstop = atomic_load(&p->nstop); /* before anyone looks at the state */
	wait = ctl(p, t, cb);
	undo();
	return wait;
}

/* close and closefiles, with a reference of our own and without the lock: closing may take long */
static void
ctlclose(Proc *p, Chan *c, const char *word)
{
	Fgrp *f;
	int fd;

	eqlock(&p->debug);
	onerror(qunlock, &p->debug);
	procalive(p, c);
	f = p->fgrp;
	if(f == nil || p->kp)
		error(Eperm);
	incref(&f->ref);
	undo();
	onerror(closefgrp, f);
	if(word == nil)
		for(fd = fgrpmax(f); fd >= 0; fd--)
			fgrpclose(f, fd);
	else if(!fgrpclose(f, atoi(word)))
		error(Ebadfd);
	undo();
}

/*
 * killgrp: those of p's note group that are of p's user, or all if the host owner asks, but not the
 * one that asks.  One after the other, so that no two debug locks are held.
 */
static void
ctlkillgrp(Proc *p, Chan *c)
{
	char user[Usermax];
	u32int id = procowner(p, c, user, sizeof user);

	for(int i = 0; i < nprocslots(); i++) {
		Proc *q = procslot(i);
		if(q == nil || q == up || q->kp || q->noteid != id)
			continue;
		eqlock(&q->debug);
		if(proclives(q, q->pid) && q->noteid == id && q->user != nil &&
		   (iseve() || strcmp(q->user, user) == 0))
			ctlkill(q);
		qunlock(&q->debug);
	}
}

static void
ctlwrite(Proc *p, Chan *c, Buf b, int n, const Cmdtab *tab, int ntab)
{
	Cmdbuf *cb = parsecmd(b, n);
	Target target = {.p = p, .pid = procpid(c)};
	const Cmdtab *t;

	onerror(freecmd, cb);
	t = lookupcmd(cb, tab, ntab);
	if(t->index == CMclose || t->index == CMclosefiles)
		ctlclose(p, c, t->index == CMclose ? cb->word[1] : nil);
	else if(t->index == CMkillgrp)
		ctlkillgrp(p, c);
	else {
		onerror(leavedebug, p);
		if(lockedctl(&target, c, t, cb))
			waitstop(&target);
		undo();
	}
	undo();
}

void
procctlwrite(Proc *p, Chan *c, Buf b, int n)
{
	ctlwrite(p, c, b, n, ctltab, nelem(ctltab));
}

/* ---- #π ---- */

void
progctlwrite(Proc *p, Chan *c, Buf b, int n)
{
	ctlwrite(p, c, b, n, progctltab, nelem(progctltab));
}

void
progdbgwrite(Proc *p, Chan *c, Buf b, int n)
{
	ctlwrite(p, c, b, n, progdbgtab, nelem(progdbgtab));
}

/* What a reader of dbgctl has not been told yet, in s; "": nothing.  Chan.auxn is the count of the
 * stop that it was told last, and 1. */
static void
newstop(Target *t, Chan *c, char *s, char *e)
{
	Proc *p = t->p;

	*s = 0;
	eqlock(&p->debug);
	onerror(qunlock, &p->debug);
	procalive(p, c);
	t->nstop = atomic_load(&p->nstop); /* before anyone looks at the state */
	if(!isstopped(p) || c->auxn == (u64int)t->nstop + 1)
		becomedebug(p);
	else {
		c->auxn = (u64int)t->nstop + 1;
		if(atomic_load(&p->state) == Broken)
			seprint(s, e, "broken: %s", p->lastnote.msg);
		else
			strecpy(s, e, "stopped");
	}
	undo();
}

/* Wait until the process stops, and tell; or that it exited, if it does */
int
progdbgread(Proc *p, Chan *c, Buf b, int n)
{
	Target t = {.p = p, .pid = procpid(c)};
	char s[Errmax + 16];

	onerror(leavedebug, p);
	for(newstop(&t, c, s, s + sizeof s); s[0] == 0; newstop(&t, c, s, s + sizeof s)) {
		untilstop(&t);
		leavedebug(p);
		if(!proclives(p, t.pid)) {
			strecpy(s, s + sizeof s, "exited");
			break;
		}
	}
	undo();
	return readstr(0, b, n, s);
}
