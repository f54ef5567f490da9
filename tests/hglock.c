/*
 * The kernel's locks as helgrind knows them.  They are built on atomic words and the host's
 * futexes, which tell helgrind nothing; so in the program for helgrind the real functions have
 * the prefix real_, and these stand in front of them and say what each lock, wake-up and reference
 * orders.  So do the two lists without a lock: the descriptors of a group, and the pool of Chans.
 */
#include <valgrind/helgrind.h>
#include "lib.h"
#include "lock.h"
#include "chan.h"
#include "grp.h"
#include "proc.h"

/* All that stood before a release stands before what follows the next acquisition.  Helgrind's own
 * notion of a lock would not do: the reaper gives up the locks of processes that the host killed. */
#define BEFORE(x) ANNOTATE_HAPPENS_BEFORE(x)
#define AFTER(x)  ANNOTATE_HAPPENS_AFTER(x)

#define TAKE(name, T)                                                                              \
	void real_##name(T *l);                                                                    \
	void name(T *l)                                                                            \
	{                                                                                          \
		VALGRIND_HG_DISABLE_CHECKING(l, sizeof *l);                                        \
		real_##name(l);                                                                    \
		AFTER(l);                                                                          \
	}
#define TRY(name, T)                                                                               \
	bool real_##name(T *l);                                                                    \
	bool name(T *l)                                                                            \
	{                                                                                          \
		VALGRIND_HG_DISABLE_CHECKING(l, sizeof *l);                                        \
		if(!real_##name(l))                                                                \
			return false;                                                              \
		AFTER(l);                                                                          \
		return true;                                                                       \
	}
#define GIVE(name, T)                                                                              \
	void real_##name(T *l);                                                                    \
	void name(T *l)                                                                            \
	{                                                                                          \
		BEFORE(l);                                                                         \
		real_##name(l);                                                                    \
	}

TAKE(lock, Lock)
TRY(canlock, Lock)
GIVE(unlock, Lock)
TAKE(qlock, QLock)
TAKE(eqlock, QLock) /* an error leaves before it is ours */
TRY(canqlock, QLock)
GIVE(qunlock, QLock)
TAKE(rlock, RWlock)
GIVE(runlock, RWlock)
TAKE(wlock, RWlock)
GIVE(wunlock, RWlock)

void real_sleep(Rendez *r, bool (*cond)(void *), void *arg);
void real_tsleep(Rendez *r, bool (*cond)(void *), void *arg, s64int ms);
bool real_wakeup(Rendez *r);
void real_incref(Ref *r);
int real_decref(Ref *r);

void
sleep(Rendez *r, bool (*cond)(void *), void *arg)
{
	real_sleep(r, cond, arg);
	AFTER(r);
}

void
tsleep(Rendez *r, bool (*cond)(void *), void *arg, s64int ms)
{
	real_tsleep(r, cond, arg, ms);
	AFTER(r);
}

bool
wakeup(Rendez *r)
{
	BEFORE(r);
	return real_wakeup(r);
}

void
incref(Ref *r)
{
	VALGRIND_HG_DISABLE_CHECKING(r, sizeof *r);
	real_incref(r);
}

/* whoever drops the last one comes after all the others */
int
decref(Ref *r)
{
	int n;

	VALGRIND_HG_DISABLE_CHECKING(r, sizeof *r);
	BEFORE(r);
	n = real_decref(r);
	if(n == 0)
		AFTER(r);
	return n;
}

void real_fdget(Fduse *u, int fd, int mode);
Chan *real_fdtochan(int fd, int mode, bool msgok, bool ref);
Chan *real_fgrpchan(Fgrp *f, int fd, bool *cexec);
int real_newfd(Chan *c, bool cexec);
Chan *real_changet(void);
void real_chanput(Chan *c);

void
fdget(Fduse *u, int fd, int mode)
{
	real_fdget(u, fd, mode);
	AFTER(u->c);
}

Chan *
fdtochan(int fd, int mode, bool msgok, bool ref)
{
	Chan *c = real_fdtochan(fd, mode, msgok, ref);

	AFTER(c);
	return c;
}

Chan *
fgrpchan(Fgrp *f, int fd, bool *cexec)
{
	Chan *c = real_fgrpchan(f, fd, cexec);

	AFTER(c);
	return c;
}

int
newfd(Chan *c, bool cexec)
{
	BEFORE(c);
	return real_newfd(c, cexec);
}

Chan *
changet(void)
{
	Chan *c = real_changet();

	VALGRIND_HG_DISABLE_CHECKING(&c->next, sizeof c->next); /* atomic */
	AFTER(c);
	return c;
}

void
chanput(Chan *c)
{
	BEFORE(c);
	real_chanput(c);
}

Proc *real_newproc(void);

/* words of a Proc that others may look at any time are atomic, which does not show in a load */
Proc *
newproc(void)
{
	Proc *p = real_newproc();

	VALGRIND_HG_DISABLE_CHECKING(&p->psstate, sizeof p->psstate);
	VALGRIND_HG_DISABLE_CHECKING(&p->nnote, sizeof p->nnote);
	VALGRIND_HG_DISABLE_CHECKING(&p->pdbg, sizeof p->pdbg);
	VALGRIND_HG_DISABLE_CHECKING(&p->procmode, sizeof p->procmode);
	return p;
}
