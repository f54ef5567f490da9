/*
 * What a process had in its hands when the host killed it: Locks and what it had half changed under
 * them, QLocks and the lines before them, undo functions in the middle, a child that it was making.
 * A victim dies at its own nth call of the host.
 */
#include "inproc.h"
#include "keepold.h"

static Lock outer, inner;
static QLock ql;
static RWlock rw;
static int x, y, z;
static u8int small;
static char text[20];

static void
halfchanged(void *arg)
{
	USED(arg);
	lock(&outer);
	keepold(x);
	x = 2;
	keepold(x);
	x = 3;
	keepold(small);
	small = 200;
	keepmany(text, sizeof text);
	memset(text, 'z', sizeof text);
	lock(&inner);
	keepold(y);
	y = 2;
	unlock(&inner);
	lock(&inner);
	keepold(y);
	y = 3;
	commit(&inner);
	keepold(z);
	z = 4;
	die();
}

UNIT(halfchanged)
{
	kernelup();
	x = y = z = small = 1;
	memset(text, 'a', sizeof text);
	start(halfchanged, nil);
	usersgone();
	checkint(ndone, 0);
	checkint(x, 1);
	checkint(small, 1);
	checkint(text[0], 'a');
	checkint(text[19], 'a');
	checkint(y, 3);
	checkint(z, 1);
	check(canlock(&inner));
	check(canlock(&outer));
	unlock(&outer);
	unlock(&inner);
	checkleaks();
}

static void
withoutlock(void *arg)
{
	u32int k = keepbegin();

	USED(arg);
	keepold(x);
	x = 2;
	keepend(k);
	k = keepbegin();
	keepold(x);
	x = 3;
	die();
}

UNIT(withoutlock)
{
	kernelup();
	x = 1;
	start(withoutlock, nil);
	usersgone();
	checkint(x, 2);
}

static void
qlocker(void *arg)
{
	int nth = (int)(uintptr)arg;

	if(nth > 0)
		fakekillat(hostgetpid(), nth);
	for(int i = 0; i < 5; i++) {
		qlock(&ql);
		hostyield();
		qunlock(&ql);
		rlock(&rw);
		hostyield();
		runlock(&rw);
		wlock(&rw);
		hostyield();
		wunlock(&rw);
	}
	fakekillat(hostgetpid(), 0);
}

/* some stand in line; one is killed at each of its calls of the host, wake-ups among them */
UNIT(lines)
{
	enum
	{
		Most = 60
	};

	kernelup();
	qlockinit(&ql, Rnone);
	rwlockinit(&rw, Rnone);
	for(int nth = 1; nth < Most; nth++) {
		ndone = 0;
		start(qlocker, nil);
		start(qlocker, (void *)(uintptr)nth);
		start(qlocker, nil);
		start(qlocker, (void *)(uintptr)(Most - nth));
		usersgone();
		check(ndone >= 2);
		check(canqlock(&ql));
		qunlock(&ql);
		wlock(&rw);
		wunlock(&rw);
	}
	checkleaks();
}

static int nredo, nundo;

static void
redone(int *n)
{
	(*n)++;
	if(!up->dying)
		die();
}
DEFREDO(redone, int)

static void
notredone(int *n)
{
	(*n)++;
	if(!up->dying)
		die();
}
DEFUNDO(notredone, int)

static void
undoes(void *arg)
{
	if(arg != nil)
		onerror(redone, &nredo);
	else
		onerror(notredone, &nundo);
	undo();
}

UNIT(redo)
{
	kernelup();
	start(undoes, &nredo);
	start(undoes, nil);
	usersgone();
	checkint(nredo, 2);
	checkint(nundo, 1);
}

static void
frees(void *arg)
{
	char *s = kstrdup("text");

	USED(arg);
	onerror(kfree, s);
	undo();
	s = kstrdup("more");
	onerror(kfree, s);
	die();
}

UNIT(blocks)
{
	kernelup();
	start(frees, nil);
	usersgone();
	checkleaks();
}

/* the child's Proc is another's by now, or a process: it is left alone */
UNIT(abandon)
{
	Proc parent = {0}, *p, *q;

	kernelup();
	onerror(abandon, up);
	p = newproc();
	parent.child = p;
	parent.childpid = p->pid + 1000;
	abandon(&parent);
	checkint(p->state, New);
	check(parent.child == nil);
	parent.child = p;
	parent.childpid = p->pid;
	atomic_store(&p->hostpid, 77);
	abandon(&parent);
	checkint(p->state, New);
	atomic_store(&p->hostpid, 0);
	parent.child = p;
	atomic_store(&p->mended, true);
	abandon(&parent);
	checkint(p->state, New);
	atomic_store(&p->mended, false);
	parent.child = p;
	abandon(&parent);
	checkint(p->state, Dead);
	abandon(&parent); /* again does no harm */
	q = newproc();
	check(q == p);
	procfree(q);
	poperror();
	checkleaks();
}

/* the table is full: an error, and it can be used again */
UNIT(noprocs)
{
	static Proc *p[Nprocmax];
	volatile int n = 0;

	kernelup();
	while(n < Nprocmax) {
		if(waserror())
			break;
		p[n] = newproc();
		n++;
		poperror();
	}
	check(n > Nprocmax - 20 && n < Nprocmax);
	checkstr(up->errstr, "no procs");
	for(int i = 0; i < n; i++)
		procfree(p[i]);
	p[0] = newproc();
	procfree(p[0]);
	checkleaks();
}
