/*
 * The four ways to wait.
 *
 * Lock	bounded work, no sleep, no error while it is held.  Its owner's slot
 *	stands in it.  When the host kills a process that holds one, what it changed
 *	is put back to what it was when it took the Lock: see keepold.h.
 * QLock	may be held across sleeps and errors; first come, first served.
 * RWlock	many readers or one writer, otherwise as QLock.
 * Rendez	one process sleeps until a condition holds, others wake it.
 *
 * All are words in the arena, and sleeping is on the process's own futex word,
 * so they work between host processes.  A zeroed lock is unlocked and has no
 * rank; lockinit and qlockinit give one a rank, and debug builds check that
 * ranks only grow, that the owner unlocks, and that no Lock is held in sleep.
 */
#pragma once
#include "u.h"
#include "err.h"

typedef struct Proc Proc;

/* Ranks: a lock may be taken while holding only locks of smaller rank.  0: unranked. */
enum
{
	Rnone,
	/* QLocks and RWlocks */
	Rumq,     /* Chan.umqlock */
	Rpgrp,    /* Pgrp.ns */
	Rmhead,   /* Mhead.lock */
	Rseglock, /* Proc.seglock */
	Rseg,     /* Segment.lk */
	Rdev,     /* a device's own table */
	Rqueue,   /* a Queue's reader and writer locks */
	/* Locks */
	Rproctab = 100,
	Rproc,
	Rfgrp,
	Rchan,
	Rq,
	Rrendez,
	Rwait,  /* QLock.use */
	Rsleep, /* Proc.rlock */
	Ralloc,
	Rlog,
};

typedef struct Lock
{
	_Atomic u32int word; /* 0 free; else owner's pid, top bit: someone waits */
	u16int rank;
} Lock;

typedef struct QLock
{
	Lock use;
	Proc *head, *tail; /* [use] processes waiting, linked by Proc.qnext */
	Proc *owner;       /* [use] */
	bool locked;       /* [use] */
	u16int rank;
} QLock;

typedef struct RWlock
{
	Lock use;
	Proc *head, *tail; /* [use] */
	Proc *wproc;       /* [use] the writer */
	int readers;       /* [use] */
	bool writer;       /* [use] */
	u16int rank;
} RWlock;

typedef struct Rendez
{
	Lock lk;
	Proc *p; /* [lk] the one that sleeps here */
} Rendez;

typedef struct Ref
{
	_Atomic int n;
} Ref;

void lockinit(Lock *l, int rank);
void lock(Lock *l);
bool canlock(Lock *l);
void unlock(Lock *l);

void qlockinit(QLock *q, int rank);
void qlock(QLock *q);
bool canqlock(QLock *q);
void eqlock(QLock *q); /* as qlock, but a note interrupts: error(Eintr) */
void qunlock(QLock *q);

void rwlockinit(RWlock *l, int rank);
void rlock(RWlock *l);
void runlock(RWlock *l);
void wlock(RWlock *l);
void wunlock(RWlock *l);

/* sleep until cond(arg) is true; a note raises error(Eintr).  ms < 0: no limit */
void sleep(Rendez *r, bool (*cond)(void *), void *arg);
void tsleep(Rendez *r, bool (*cond)(void *), void *arg, s64int ms);
bool wakeup(Rendez *r); /* result: there was somebody */
bool never(void *arg);  /* a condition for tsleep: always false */

void incref(Ref *r);
int decref(Ref *r); /* result: references left; panics below 0 */

DEFUNDO(qunlock, QLock)
DEFUNDO(runlock, RWlock)
DEFUNDO(wunlock, RWlock)
