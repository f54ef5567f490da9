/*
 * What processes may share: open files (Fgrp), environment (Egrp), rendezvous
 * tags (Rgrp).  Each has references; the last process to leave closes it.
 */
#pragma once
#include "u.h"
#include "chan.h"

enum
{
	Dfdgrow = 20,
	Nfdmax = 5000,
	Nfdchunk = Nfdmax / Dfdgrow,
};

/*
 * A table of open files.  It has no lock: a slot is one word, the Chan with bit 0
 * for close-on-exec, and changes by one atomic operation, so a process that dies at any
 * instruction leaves a table that is right.  Chunks of Dfdgrow slots come one after the
 * other and stay where they are until the table goes.  A reader makes a reference and
 * then looks again whether the slot still holds the Chan, for which the memory of a Chan must
 * always remain a Chan's.  [a] atomic
 */
typedef _Atomic uintptr Fdslot;
typedef struct Fgrp
{
	Ref ref;
	_Atomic int nfd;                 /* [a] room: whole chunks */
	Fdslot *_Atomic chunk[Nfdchunk]; /* [a] */
	Fdslot first[Dfdgrow];           /* [a] the first chunk */
	Chan *_Atomic borrowed;          /* [a] in use by a call, without a reference */
	Chan *_Atomic owed;              /* [a] what that call must close at its end */
} Fgrp;

Fgrp *newfgrp(void);
Fgrp *dupfgrp(Fgrp *f);
void closefgrp(Fgrp *f);
void fgrpcexec(Fgrp *f); /* exec: close what is marked */
/*
 * newfd and newfd2 put Chans into up->fgrp.  Drop your undo records of them first (poperror):
 * a process that is killed in between must not close them twice.  newfd takes the reference on
 * success, -1: none free.  newfd2 always takes both, and raises Enofd.
 */
int newfd(Chan *c, bool cexec);
void newfd2(int fd[2], Chan *c[2]);
int dupfd(int old, int new); /* dup(2); raises */
Chan *fdtochan(int fd, int mode, bool msgok,
	       bool ref);       /* mode -1: any.  raises Ebadfd, Ebadusefd */
void fdclose(int fd, int flag); /* flag Ccexec: only if marked so.  raises Ebadfd */
/*
 * The Chan of a descriptor for the length of one call, which is cheaper when the table is not
 * shared: fdget raises as fdtochan does, then fdput must follow.
 */
typedef struct Fduse
{
	Chan *c;
	Fgrp *f; /* which it is borrowed from; nil: there is a reference */
} Fduse;
void fdget(Fduse *u, int fd, int mode);
void fdput(Fduse *u);
/* any process's table: for /proc and #d */
int fgrpmax(Fgrp *f);                         /* highest open descriptor; -1: none */
Chan *fgrpchan(Fgrp *f, int fd, bool *cexec); /* gives a reference; nil: not open */
/* false: was not open.  The caller has a reference of f besides that of a process that uses it */
bool fgrpclose(Fgrp *f, int fd);
int fdprint(char *buf, int n, int fd, Chan *c); /* a line of /proc/n/fd; result: bytes */

/* [l] lock */
typedef struct Evalue
{
	char *name;   /* [I] */
	u8int *value; /* [l] */
	int len;      /* [l] */
	Qid qid;      /* [l] */
	struct Evalue *next;
} Evalue;

typedef struct Egrp
{
	Ref ref;
	RWlock lock;
	Evalue *list; /* [l] in order of making */
	int total;    /* [l] bytes of all values */
	u64int path;  /* [l] last qid.path */
	u32int vers;  /* [l] */
} Egrp;

Egrp *newegrp(void);
void envcpy(Egrp *to, Egrp *from);
void closeegrp(Egrp *e);
extern Egrp confegrp;                                        /* #ec: the kernel's configuration */
void ksetenv(const char *name, const char *value);           /* in up->egrp */
void ksetenvn(const char *name, const char *value, usize n); /* of n bytes, NULs too */
char *kgetenv(const char *name);                             /* kfree; nil: none */

/* envs: e->lock is held, for writing in those that change something.  devenv.c and egrp.c */
enum
{
	Envnamemax = 127,      /* bytes of a name */
	Envvalmax = 512 * KiB, /* bytes of a value */
	Envtotalmax = 1 * MiB, /* bytes of all values of a group */
};
Evalue *envfind(Egrp *e, const char *name);
Evalue *envqid(Egrp *e, u64int path);
Evalue *envnew(Egrp *e, const char *name); /* which is not there yet; at the end */
void envdelete(Egrp *e, Evalue *v);
void envresize(Egrp *e, Evalue *v, int len); /* raises Etoobig, Enomem; new bytes are zero */

enum
{
	Nrendhash = 32
};
typedef struct Rgrp
{
	Ref ref;
	Lock lk;
	Proc *hash[Nrendhash]; /* [l] waiting, linked by Proc.rendhash */
} Rgrp;
Rgrp *newrgrp(void);
void closergrp(Rgrp *r);

DEFREDO(closefgrp, Fgrp)
DEFUNDO(fdput, Fduse)
DEFREDO(closeegrp, Egrp)
