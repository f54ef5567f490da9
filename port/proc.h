/*
 * Processes.  Each Proc is one host process (or, for a kproc, a thread of the
 * first process); up is the one that runs this code.  Procs are never given back to the
 * allocator, so a stale pointer still points to a Proc: compare pid.
 */
#pragma once
#include "u.h"
#include "chan.h"
#include "err.h"
#include "grp.h"
#include "lock.h"
#include "mount.h"
#include "seg.h"
#include "ureg.h"
#include "watch.h"

enum
{
	Nnamecache = 16, /* names kept; a power of two */
	Nnote = 5,
	Kstacksize = 64 * KiB - 64, /* with the allocator's header no more than that many pages */
	Nheld = 24,
	Nold = 320,
	Nwaitmax = 128,  /* wait records kept for a parent */
	Waittext = 28,   /* bytes of a program's name in one */
	Nprocmax = 2000, /* as on Plan 9; rfork then says: no procs */
	/* note classes */
	Nuser = 0,
	Nexit,
	Ndebug,
	/* rfork */
	RFnameg = 1 << 0,
	RFenvg = 1 << 1,
	RFfdg = 1 << 2,
	RFnoteg = 1 << 3,
	RFproc = 1 << 4,
	RFmem = 1 << 5,
	RFnowait = 1 << 6,
	RFcnameg = 1 << 10,
	RFcenvg = 1 << 11,
	RFcfdg = 1 << 12,
	RFrend = 1 << 13,
	RFnomnt = 1 << 14,
	/* Proc.procctl: what the process is asked to do before it next runs user code */
	Procnone = 0,
	Procstop,     /* stop */
	Procexit,     /* die: killed */
	Proctracesys, /* stop at entry and exit of system calls (startsyscall) */
	Proctrace,    /* stop when a note is about to be delivered (startstop) */
	Procstep,     /* likewise, and stop after one instruction (step) */
	/* Proc.state */
	Dead = 0,
	New,
	Ready,
	Running,
	Wakeme,   /* in sleep(rendez) */
	Queueing, /* for a QLock */
	QueueingR,
	QueueingW,
	Broken,
	Stopped,
	Rendezvous,
	Moribund,
	/* Proc.time, milliseconds */
	Tuser = 0,
	Tsys,
	Treal, /* when it started, monotonic */
	Tcuser,
	Tcsys,
	Tcreal,
};

typedef struct Note
{
	char msg[Errmax];
	int flag; /* Nuser Nexit Ndebug */
} Note;

/* the record that exit leaves for the parent */
typedef struct Waitq
{
	struct Waitq *next;
	u32int pid;
	u32int time[3]; /* ms: user, sys, real */
	char text[Waittext];
	char msg[Errmax];
} Waitq;

/* notes posted to all processes with this id */
typedef struct Namecache Namecache;
typedef struct Fpsave Fpsave; /* note.c: floating point state below a note handler */

/* A lock in a process's hands.  An entry is made before the lock is asked for and got is
 * set, under the lock's own use word, when it was given.  The reaper reads all of them. */
typedef struct Held
{
	void *_Atomic lk;   /* nil: free */
	_Atomic int kind;   /* Hlock Hqlock Hrlock Hwlock */
	_Atomic u32int got; /* 1 yes, 2 the wait was broken; of a Lock: Proc.nold before it */
} Held;
enum
{
	Hlock,
	Hqlock,
	Hrlock,
	Hwlock
};

/* a word under a Lock as it was before this process changed it: see keepold.h */
typedef struct Old
{
	u64int at; /* the address; the size in bytes above it */
	u64int val;
} Old;

typedef struct Proctime
{
	s64int start;              /* hostmono at birth */
	u32int cuser, csys, creal; /* ms, of children waited for */
} Proctime;

/*
 * [I] immutable while it lives  [o] only the process itself writes
 * [a] atomic  [d] debug (QLock)  [x] exl  [n] notelk  [r] rlock  [t] proctab's lock
 */
struct Proc
{
	/* who */
	_Atomic u32int pid;                /* [a] 0: free; never reused soon */
	int slot;                          /* [I] index in the table */
	u32int parentpid;                  /* [x of parent] */
	Proc *parent;                      /* [x] compare pids */
	u32int noteid;                     /* [n] */
	char *text;                        /* [d] kstrset under debug */
	const char *_Atomic user;          /* [a] never freed: setuser */
	char *args;                        /* [d] as /proc/n/args gives it */
	bool setargs;                      /* [d] args were written by the program */
	bool kp;                           /* [I] kernel process */
	bool nowait;                       /* [I] RFNOWAIT */
	bool noswap, privatemem, fixedpri; /* [d] */
	_Atomic u32int procmode;           /* [d], [a] to read: permissions of the /proc files */
	int basepri, priority;             /* [d] */
	int wired;                         /* [d] -1: none */
	bool bellerr; /* [o] errors as on Bell Labs' kernels: 'name' error (default); else 9front's */
	_Atomic int hostpid; /* [a] 0: none (any more) */

	/* state */
	_Atomic int state;           /* [a] */
	const char *_Atomic psstate; /* [a] nil: the state's name */
	_Atomic u32int intr;         /* [a] a note arrived: the next sleep raises Eintr */
	_Atomic u32int notepending;  /* [a] look at notes and procctl before user code */
	_Atomic int procctl;         /* [a] */
	QLock debug;                 /* held by /proc operations on this process */
	Rendez stopwait;             /* the stopped process's debugger waits here: pdbg */
	_Atomic u32int nstop;        /* [a] times it was stopped: goes up after state says so */
	Proc *_Atomic pdbg;          /* [d] to set, [a] to take oneself out */
	bool dying;                  /* [o] being reaped: what it held is already released */
	_Atomic bool ended;          /* [a] it cleaned up all by itself */
	bool hang;                   /* [d] stop at exec */
	bool stepping;               /* [o] it enters user code for one instruction */
	bool trace;                  /* [I] -t: log system calls */
	char *syscalltrace;          /* [d] */

	/* user registers and memory */
	Ureg ureg;          /* [o] */
	Segment *seg[Nseg]; /* [d for changes] */
	QLock seglock;      /* changes of seg[] */
	uintptr tos;        /* [o] address of the Tos */
	Chan *textc;        /* [d] the program file, for /proc/n/text */
	bool textpoked;     /* [d] a debugger changed its copy of the text */
	void *fpstate;      /* [o] saved while Stopped, for fpregs; nil: none */
	bool fpvalid;       /* [a] */
	bool fpdirty;       /* [d] */

	/* name space and groups */
	Pgrp *pgrp;
	Egrp *egrp;
	Fgrp *fgrp; /* [d for changes] */
	Rgrp *rgrp;
	Chan *slash, *dot;            /* dot: [d] for changes */
	Namecache *names[Nnamecache]; /* [o] namecache.c */
	u32int namesseen[Nnamecache]; /* [o] hash of the last name that was not there */
	u32int nlook;    /* [o] counts names whose walk may end elsewhere the next time */
	Chan *closelist; /* [o] Chans without a reference, to be closed next */
	bool closing;    /* [o] the list is being worked off: cclose only adds to it */

	/* errors */
	char *errstr, *syserrstr; /* [o] swapped by errstr(2); point into errbuf */
	char errbuf0[Errmax], errbuf1[Errmax];
	char genbuf[256]; /* [o] for names; not across a sleep in another's code */
	Errstack err;     /* [o] the reaper unwinds it when the host killed the process */
	Held held[Nheld]; /* [o] locks held, the last perhaps only wanted: for the reaper */
	_Atomic int nheld;
	int keeping;   /* [o] keepbegins without a keepend, in debug builds */
	Old old[Nold]; /* [o] what it changed under the Locks that it holds, the newest last */
	_Atomic u32int nold;
	void *givelk;        /* [o] a QLock or RWlock that it hands on */
	Held *giveto;        /* [o] to whom; nil: to nobody now */
	u32int giveval;      /* [o] */
	_Atomic bool mended; /* [a] killed, and its Locks are free again */
	void *loose;         /* [o] a block between the allocator and its user: alloc.c */
	u32int looserun;     /* [o] likewise a run of pages; 0: none */
	int looseorder;      /* [o] */
	Proc *child;         /* [o] one that it is about to make */
	u32int childpid;     /* [o] */

	/* waiting */
	_Atomic u32int wakeword; /* [a] futex: changes at each wake-up */
	Lock rlock;              /* with r and eq: wakes against interrupts */
	Rendez *_Atomic r;       /* [r for changes] asleep here */
	Rendez waitr;            /* children's exits */
	Rendez sleepr;           /* sleep(2), tsleep without another */
	Proc *qnext;             /* [QLock.use] */
	Held *qheld;             /* [QLock.use] its entry in held while it queues */
	QLock *eq;               /* [r] queues here, and a note may break it */
	int wakefd;              /* [o] for hostpoll; -1: not made yet */
	_Atomic u32int polling;  /* [a] in hostpoll: wake through wakefd */

	/* notes */
	Lock notelk;
	Note note[Nnote];  /* [n] */
	_Atomic int nnote; /* [n] to change; [a] to look whether there are any */
	Note lastnote;     /* [o] */
	bool notified;     /* [o] the handler runs */
	Uaddr notify;      /* [o] the handler; 0: none */
	Uaddr noteureg;    /* [o] the newest frame's Ureg */
	Fpsave *fpnotes;   /* [o] */

	/* alarms, rendezvous, semaphores */
	s64int alarm; /* [alarm lock] when, hostmono ns; 0: none */
	Proc *alarmnext;
	uintptr rendtag, rendval; /* [o] before it waits */
	uintptr rendgot;          /* [rgrp.lk] the partner's value */
	Proc *rendhash;           /* [rgrp.lk] */
	_Atomic u32int rendready;
	Watch watch; /* [o] before it sleeps in one of these */

	/* children */
	Lock exl;
	Waitq *waitq; /* [x] newest first */
	int nwait;    /* [x] */
	int nchild;   /* [x] that will leave a record */
	QLock qwaitr; /* one waiter at a time */
	Proctime time;
	s64int cpu[2]; /* ns user, sys at the end */

	/* system call in progress */
	int scall;       /* [o] number; -1: none */
	u64int nsyscall; /* [o] */
	bool serves;     /* [o] a kproc that does requests for others, which nsyscall counts too */
	u64int nswitch;
	uintptr sarg[5];
	s64int sret;

	/* kernel stack and kproc */
	void *kstack; /* [I] Kstacksize bytes */
	void (*kfn)(void *);
	void *karg;

	Proc *tabnext; /* [t] free list */
};

extern _Thread_local Proc *up;

/* proc.c */
void procinit(void); /* [boot] makes up, and the kproc that reaps */
/* state New; raises Enoprocs.  It is up->child until the caller says otherwise; onerror(abandon, up)
 * stands before the call */
Proc *newproc(void);
void procfree(Proc *p);   /* not yet started: back to the free list */
Proc *procof(u32int pid); /* nil: none.  The caller checks pid again under p->debug */
Proc *procslot(int i);    /* nil: none; i from 0 to nprocslots */
int nprocslots(void);
void procstart(Proc *p); /* into a host process: runs user code from p->ureg */
void procrun(void *p);   /* a user process's loop */
const char *statename(int state);
Proc *kproc(const char *name, void (*fn)(void *), void *arg); /* no references to files of up */
void procdied(int hostpid, bool killed, int code);            /* Upcalls.died */
void setproctext(Proc *p, const char *text);
void proctimes(Proc *p, u32int t[6]); /* milliseconds: Tuser.. */
void procinterrupt(Proc *p); /* have it look at its notes and procctl: break its wait, kick it */
void eqbreak(Proc *p);       /* lock.c: break its eqlock */
void startproc(Proc *p);     /* let a Stopped process go on */
void lockmend(Proc *p); /* lock.c: p was killed: put back what it changed under Locks, free them */
/* is p in a circle of processes that wait for each other?  then buf gets who they are */
bool deadlock(Proc *p, char *buf, int n);
void releaseheld(void);   /* lock.c: the reaper, as up: give up what a killed process held */
void breaksleep(Proc *p); /* sleep.c: if p sleeps at a Rendez, it leaves it and looks again */

void panicreport(void); /* report.c: Upcalls.panicked */

/* exit.c */
noreturn void pexit(const char *exitstr, bool freemem);
u32int pwait(Waitq *w);                        /* raises Enochild, Einuse, Eintr; result pid */
int fmtwait(char *buf, int n, const Waitq *w); /* await's text */
void proccleanup(const char *exitstr, bool freemem);
bool unbreak(Proc *p);          /* let a Broken process go; false if p is not Broken */
void bootexit(const char *msg); /* emu/boot.c: process 1 is gone */

/* rfork.c */
/* what processes may share of names and files, in one's hands.  The close of a part may wait for a server */
typedef struct Groups
{
	Pgrp *pgrp;
	Fgrp *fgrp;
	Egrp *egrp;
	Rgrp *rgrp;
	Chan *slash, *dot;
} Groups;
/* what is there, and is nil then; may be done again when it was cut off */
void closegroups(Groups *g);
void abandon(Proc *up); /* its child that did not come to be */
int rfork(u32int flags);

/* notes: note.c */
bool postnote(Proc *p, const char *msg, int flag); /* false: not posted */
int postnotepg(u32int noteid, const char *msg, int flag, Proc *except);
void look(void); /* before user code: procctl, then one note */
void notify(Ureg *u);
void noted(Ureg *u, u32int how); /* noted(2) */
void procctl(void);
void notereset(void);             /* exec */
void trap(uintptr addr);          /* hostuser said Utrap */
void stepdone(void);              /* up ran its one instruction, or the call that it made */
void stopproc(const char *state); /* up stays Stopped, psstate as given, until startproc */
void fpnotefree(Proc *p);

/* timer.c: alarm(2), and the kproc that posts */
enum
{
	Nsms = 1000000, /* nanoseconds in a millisecond */
};
void alarminit(void);        /* once, at boot, in the first process: starts the kproc */
u32int procalarm(u32int ms); /* result: ms left of the one before */
void alarmclear(Proc *p);

/* rendez.c, sema.c */
uintptr rendezvous(uintptr tag, uintptr val);
int semacquire(Uaddr a, bool block);
int tsemacquire(Uaddr a, u32int ms);
s64int semrelease(Uaddr a, s32int n);
void semwakeall(Segment *s); /* a process that has s was killed: have all look again */

/* exec.c */
void execfile(const char *file,
	      char **argv); /* replaces this program; raises; returns: ureg is set */

/* who: user.c */
bool iseve(void);
extern char eve[64]; /* the host owner; set at boot, and by /dev/hostowner */
void renameuser(const char *old, const char *new);
void setuser(Proc *p, const char *name); /* nil: no user any more */

/* waiting for a host descriptor; a note raises Eintr.  result: ready events (0: timed out) */
int pollfd(int fd, int events, s64int ns);
DEFREDO(abandon, Proc)
DEFREDO(closegroups, Groups)
