/* semaphores, rendezvous, and the locks that libc makes of them */
#include "test.h"

static long sem;

static void
values(void)
{
	long s = 2;
	long *ro = (long *)"constant";

	eqint(semacquire(&s, 0), 1);
	eqint(semacquire(&s, 1), 1);
	eqint(s, 0);
	eqint(semacquire(&s, 0), 0);
	eqint(semrelease(&s, 3), 3);
	eqint(s, 3);
	eqint(semrelease(&s, 0), 3);
	expecterr(semrelease(&s, -1), "bad arg in system call");
	s = -1;
	expecterr(semacquire(&s, 1), "bad arg in system call");
	expecterr(semacquire(&s, 0), "bad arg in system call");
	expecterr(tsemacquire(&s, 10), "bad arg in system call");
	s = 1;
	eqint(tsemacquire(&s, 0), 1);
	eqint(tsemacquire(&s, 0), 0);
	eqint(tsemacquire(&s, 30), 0);
	expectbad(semacquire(NOWHERE, 1));
	expectbad(semrelease(NOWHERE, 1));
	expectbad(tsemacquire(WILD, 1));
	expectbad(semacquire((long *)0x200040, 0)); /* text */
	expectbad(semrelease((long *)0x200040, 1));
	USED(ro);
}

static void
handoff(void)
{
	int pid;

	sem = 0;
	pid = rfork(RFPROC | RFMEM);
	if(pid == 0)
		_exits(semacquire(&sem, 1) == 1 ? nil : "acquire");
	waitstate(pid, "Semacquire");
	eqint(semrelease(&sem, 1), 1);
	expectexit(pid, "");
	eqint(sem, 0);
	/* timed */
	pid = rfork(RFPROC | RFMEM);
	if(pid == 0)
		_exits(tsemacquire(&sem, 10000) == 1 ? nil : "acquire");
	sleep(50);
	semrelease(&sem, 1);
	expectexit(pid, "");
	eqint(sem, 0);
}

static long count, turn[2];

/* many processes, one at a time */
static void
exclusion(void)
{
	int pid[8], i, k;

	sem = 1;
	count = 0;
	for(i = 0; i < 8; i++) {
		pid[i] = rfork(RFPROC | RFMEM);
		if(pid[i] != 0)
			continue;
		for(k = 0; k < 500; k++) {
			long c;

			while(semacquire(&sem, 1) != 1) {
			}
			c = count;
			if(k % 50 == 0)
				sleep(0);
			count = c + 1;
			semrelease(&sem, 1);
		}
		_exits(nil);
	}
	for(i = 0; i < 8; i++)
		expectexit(pid[i], "");
	eqint(count, 8 * 500);
	eqint(sem, 1);
}

static void
pingpong(void)
{
	int pid, i;

	turn[0] = turn[1] = 0;
	pid = rfork(RFPROC | RFMEM);
	if(pid == 0) {
		for(i = 0; i < 2000; i++) {
			semacquire(&turn[0], 1);
			semrelease(&turn[1], 1);
		}
		_exits(nil);
	}
	for(i = 0; i < 2000; i++) {
		semrelease(&turn[0], 1);
		semacquire(&turn[1], 1);
	}
	expectexit(pid, "");
}

/* a release of n wakes n */
static void
several(void)
{
	int pid[5], i;

	sem = 0;
	for(i = 0; i < 5; i++) {
		pid[i] = rfork(RFPROC | RFMEM);
		if(pid[i] == 0)
			_exits(semacquire(&sem, 1) == 1 ? nil : "acquire");
	}
	for(i = 0; i < 5; i++)
		waitstate(pid[i], "Semacquire");
	semrelease(&sem, 2);
	for(i = 0; *(volatile long *)&sem != 0 && i < 3000; i++)
		sleep(5);
	eqint(sem, 0);
	semrelease(&sem, 3);
	for(i = 0; i < 5; i++)
		expectexit(pid[i], "");
	eqint(sem, 0);
}

/* one that is killed while it waits takes nothing with it */
static void
killed(void)
{
	int a, b;

	sem = 0;
	a = rfork(RFPROC | RFMEM);
	if(a == 0) {
		semacquire(&sem, 1);
		_exits("got it");
	}
	waitstate(a, "Semacquire");
	b = rfork(RFPROC | RFMEM);
	if(b == 0)
		_exits(semacquire(&sem, 1) == 1 ? nil : "acquire");
	waitstate(b, "Semacquire");
	ctl(a, "kill");
	expectexit(a, "Killed");
	semrelease(&sem, 1);
	expectexit(b, "");
	eqint(sem, 0);
}

/* in a shared segment, between processes that share nothing else */
static void
segment(void)
{
	long *s = segattach(0, "shared", nil, 4096);
	int pid;

	ok(s != (void *)-1);
	*s = 0;
	pid = rfork(RFPROC | RFFDG);
	if(pid == 0)
		_exits(semacquire(s, 1) == 1 ? nil : "acquire");
	waitstate(pid, "Semacquire");
	eqint(semrelease(s, 1), 1);
	expectexit(pid, "");
	/* in private memory they are two */
	sem = 0;
	pid = rfork(RFPROC | RFFDG);
	if(pid == 0) {
		alarm(200);
		semacquire(&sem, 1);
		_exits("got it");
	}
	waitstate(pid, "Semacquire");
	semrelease(&sem, 1);
	expectexit(pid, "alarm");
}

static void
meets(void)
{
	int pid, i;

	for(i = 0; i < 200; i++) {
		pid = rfork(RFPROC | RFMEM);
		if(pid == 0)
			_exits((uintptr)rendezvous(&sem, (void *)11) == 22 ? nil : "value");
		eqint((uintptr)rendezvous(&sem, (void *)22), 11);
		expectexit(pid, "");
	}
	/* whole pointers are compared and exchanged */
	pid = rfork(RFPROC | RFMEM);
	if(pid == 0)
		_exits((uvlong)rendezvous((void *)0x100000005LL, (void *)0x1234567800000001LL) ==
				       0x8765432100000002ULL
			       ? nil
			       : "value");
	waitstate(pid, "Rendez");
	ok((uvlong)rendezvous((void *)0x100000005LL, (void *)0x8765432100000002ULL) ==
	   0x1234567800000001ULL);
	expectexit(pid, "");
	/* one that was killed there is not met */
	pid = rfork(RFPROC | RFMEM);
	if(pid == 0)
		rendezvous((void *)99, (void *)1);
	waitstate(pid, "Rendez");
	ctl(pid, "kill");
	expectexit(pid, "Killed");
	pid = rfork(RFPROC | RFMEM);
	if(pid == 0)
		_exits((uintptr)rendezvous((void *)99, (void *)3) == 4 ? nil : "value");
	eqint((uintptr)rendezvous((void *)99, (void *)4), 3);
	expectexit(pid, "");
}

static QLock ql;
static RWLock rw;
static Rendez full = {.l = &ql}, empty = {.l = &ql};
static Lock lk;

static void
locks(void)
{
	int pid[6], i, k;

	count = 0;
	for(i = 0; i < 6; i++) {
		pid[i] = rfork(RFPROC | RFMEM);
		if(pid[i] != 0)
			continue;
		for(k = 0; k < 300; k++) {
			long c;

			if(i & 1)
				qlock(&ql);
			else
				wlock(&rw);
			lock(&lk);
			c = count;
			if(k % 50 == 0)
				sleep(0);
			count = c + 1;
			unlock(&lk);
			if(i & 1)
				qunlock(&ql);
			else
				wunlock(&rw);
			if(k % 7 == 0) {
				rlock(&rw);
				runlock(&rw);
			}
		}
		_exits(nil);
	}
	for(i = 0; i < 6; i++)
		expectexit(pid[i], "");
	eqint(count, 6 * 300);
	ok(canqlock(&ql) && !canqlock(&ql));
	qunlock(&ql);
	ok(canrlock(&rw) && canrlock(&rw) && !canwlock(&rw));
	runlock(&rw);
	runlock(&rw);
	ok(canwlock(&rw) && !canrlock(&rw));
	wunlock(&rw);
}

/* a buffer of one between a producer and a consumer */
static void
conditions(void)
{
	int pid, i;
	static int slot = -1;

	pid = rfork(RFPROC | RFMEM);
	if(pid == 0) {
		for(i = 0; i < 500; i++) {
			qlock(&ql);
			while(slot != -1)
				rsleep(&empty);
			slot = i;
			rwakeup(&full);
			qunlock(&ql);
		}
		_exits(nil);
	}
	for(i = 0; i < 500; i++) {
		qlock(&ql);
		while(slot == -1)
			rsleep(&full);
		if(slot != i)
			ok(0, "%d for %d", slot, i);
		slot = -1;
		rwakeup(&empty);
		qunlock(&ql);
	}
	expectexit(pid, "");
}

Case cases[] = {
	{"values", values},
	{"handoff", handoff},
	{"exclusion", exclusion},
	{"pingpong", pingpong},
	{"several", several},
	{"killed", killed},
	{"segment", segment},
	{"meets", meets},
	{"locks", locks},
	{"conditions", conditions},
	{nil},
};
