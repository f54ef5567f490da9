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
	Nfdmax = 5000
};

/* [l] lk */
typedef struct Fgrp
{
	Ref ref;
	Lock lk;
	Chan **fd;    /* [l] */
	u8int *cexec; /* [l] close-on-exec, one a descriptor */
	int nfd;      /* [l] room */
	int maxfd;    /* [l] highest ever used */
} Fgrp;

Fgrp *newfgrp(void);
Fgrp *dupfgrp(Fgrp *f);
void closefgrp(Fgrp *f);
void fgrpcexec(Fgrp *f);        /* exec: close what is marked */
int newfd(Chan *c, bool cexec); /* takes the reference on success; -1: none free.  In up->fgrp */
void newfd2(int fd[2], Chan *c[2]);
int dupfd(int old, int new); /* dup(2); raises */
Chan *fdtochan(int fd, int mode, bool msgok,
	       bool ref);       /* mode -1: any.  raises Ebadfd, Ebadusefd */
void fdclose(int fd, int flag); /* raises Ebadfd */
void growfd(Fgrp *f, int fd);

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
void ksetenv(const char *name, const char *value); /* in up->egrp */
char *kgetenv(const char *name);                   /* kfree; nil: none */

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

DEFUNDO(closefgrp, Fgrp)
DEFUNDO(closeegrp, Egrp)
