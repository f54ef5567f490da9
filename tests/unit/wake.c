/*
 * Wake-ups that must not be lost, and what must not be touched after one: where the processes
 * that sleep and wake stand just so, or one of them is killed there.
 */
#include "inproc.h"
#include "ip.h"
#include "net.h"
#include "queue.h"

static Queue *queue;
static QLock gate;
static Rendez *place;
static _Atomic bool flag;
static char word[20];

/* for longer than the kernel does, and with processes made meanwhile: out of the order of locks */
static void
hold(Lock *l)
{
	l->rank = Rnone;
	lock(l);
}

static void
reader(void *arg)
{
	USED(arg);
	int n = qread(queue, kbuf(word), sizeof word);
	checkint(n, 4);
}

/* The one that sleeps for data is killed: who stood in line behind it sleeps in its place. */
UNIT(linetosleep)
{
	Proc *p;

	kernelup();
	queue = qopen(1000, 0);
	p = start(reader, nil);
	fakesettle();
	start(reader, nil);
	fakesettle();
	fakeeager(true);
	fakekill(p->hostpid);
	fakesettle();
	checkint(qwrite(queue, kbuf("data"), 4), 4);
	usersgone();
	checkint(ndone, 1);
	qfree(queue);
	checkleaks();
}

static bool
isflag(void *arg)
{
	USED(arg);
	return flag;
}

/* the place is no Rendez any more when this returns */
static void
shortlived(void *arg)
{
	USED(arg);
	sleep(place, isflag, nil);
	memset(place, 'x', sizeof *place);
}

static void
waker(void *arg)
{
	USED(arg);
	check(wakeup(place));
}

/* its sleep ends while another is about to end it */
static void
stray(void *p)
{
	Proc *sleeper = p;

	lock(&sleeper->rlock);
	unlock(&sleeper->rlock);
	hostwake(&sleeper->wakeword, 1);
}

UNIT(vanishing)
{
	char want[sizeof *place];
	Proc *p;

	kernelup();
	place = smalloc(sizeof *place);
	p = start(shortlived, nil);
	fakesettle();
	hold(&p->rlock);
	start(stray, p);
	fakesettle();
	start(waker, nil); /* the fake host wakes those first that came last */
	fakesettle();
	fakeeager(true);
	flag = true;
	unlock(&p->rlock);
	usersgone();
	memset(want, 'x', sizeof want);
	checkmem(place, want, sizeof want);
	kfree(place);
	checkleaks();
}

static void
inline1(void *q)
{
	eqlock(q);
	qunlock(q);
}

static void
sleeper(void *arg)
{
	Rendez r = {0};

	USED(arg);
	if(!waserror()) {
		while(!flag)
			sleep(&r, isflag, nil);
		poperror();
		return;
	}
	checkstr(up->errstr, "interrupted");
}

/* killed in the line of a lock that then vanishes: the next process with its Proc does not stand there */
UNIT(leftline)
{
	QLock *q;
	Proc *p;

	kernelup();
	q = smalloc(sizeof *q);
	qlock(q);
	p = start(inline1, q);
	fakesettle();
	fakekill(p->hostpid);
	usersgone();
	qunlock(q);
	memset(q, 0xff, sizeof *q);
	check(start(sleeper, nil) == p);
	fakesettle();
	check(postnote(p, "note", Nuser));
	usersgone();
	checkint(ndone, 1);
	kfree(q);
	checkleaks();
}

static void
brokenline(void *q)
{
	checkerror(eqlock(q), "interrupted");
	inline1(q);
}

/* a note breaks the wait, once */
UNIT(breakline)
{
	Proc *p;

	kernelup();
	qlockinit(&gate, Rnone);
	qlock(&gate);
	p = start(brokenline, &gate);
	start(inline1, &gate);
	fakesettle();
	check(postnote(p, "note", Nuser));
	fakesettle();
	checkint(ndone, 0);
	qunlock(&gate);
	usersgone();
	checkint(ndone, 2);
	checkleaks();
}

static void
silent(void *arg)
{
	USED(arg);
	flag = true;
	die();
}

/* killed between making true what another sleeps for and waking it */
UNIT(untold)
{
	kernelup();
	start(sleeper, nil);
	fakesettle();
	start(silent, nil);
	usersgone();
	checkint(ndone, 1);
	checkleaks();
}

static void
asker(void *arg)
{
	char text[20];

	USED(arg);
	check(ipresolve("name", "ip", text, sizeof text));
	checkstr(text, "answer");
}

/* The answer is waited for, whatever else wakes the one that asked. */
UNIT(answer)
{
	kernelup();
	ipresolveinit();
	fakeresolves(true);
	start(asker, nil);
	fakesettle();
	start(silent, nil);
	fakesettle();
	ipresolved(fakeasked() + 1, 0, "another's");
	ipresolved(fakeasked(), 0, "answer");
	usersgone();
	checkint(ndone, 1);
	checkleaks();
}

/* One that was just about to wait, and looked before the change, has to see that something happened. */
UNIT(justabout)
{
	Proc *p;
	u32int w;

	kernelup();
	qlockinit(&gate, Rnone);
	qlock(&gate);
	p = start(inline1, &gate);
	fakesettle();
	w = p->wakeword;
	start(silent, nil);
	fakesettle();
	check(p->wakeword != w);
	qunlock(&gate);
	usersgone();
	checkleaks();
}

static void
poster(void *p)
{
	postnote(p, "note", Nuser);
}

/* killed when its note is there, and nobody knows */
UNIT(untoldnote)
{
	Proc *p, *q;

	kernelup();
	p = start(sleeper, nil);
	fakesettle();
	hold(&p->notelk);
	q = start(poster, p);
	fakesettle();
	fakekillat(q->hostpid, 1); /* when it gives the Lock up, for which it waited */
	unlock(&p->notelk);
	usersgone();
	checkint(ndone, 1);
	checkleaks();
}

/* ---- burials: one that waits must not keep others from theirs ---- */

static _Atomic bool buried;

static void
passgate(QLock *q)
{
	qlock(q);
	qunlock(q);
}
DEFREDO(passgate, QLock)

static void
setburied(_Atomic bool *b)
{
	*b = true;
}
DEFREDO(setburied, _Atomic bool)

static void
hardburial(void *arg)
{
	USED(arg);
	onerror(passgate, &gate);
	die();
}

static void
easyburial(void *arg)
{
	onerror(setburied, &buried);
	qlock(arg);
	sleeper(nil);
}

UNIT(burials)
{
	Proc *p;
	QLock q;

	kernelup();
	qlockinit(&gate, Rnone);
	qlockinit(&q, Rnone);
	qlock(&gate);
	p = start(easyburial, &q);
	start(hardburial, nil);
	fakesettle();
	/* the reaper finds the next two at once: the first keeps it waiting */
	hold(&q.use);
	fakekill(p->hostpid);
	fakesettle();
	start(hardburial, nil);
	fakesettle();
	unlock(&q.use);
	fakesettle();
	check(buried);
	qunlock(&gate);
	usersgone();
	checkleaks();
}
