/*
 * Tables of open files, which processes may share: the slots of grp.h and the calls that look
 * into them or change them.  There is no lock here.  A slot that was taken out is owned by whoever
 * took it, and closes the Chan.
 */
#include "lib.h"
#include "dev.h"
#include "grp.h"
#include "host.h"
#include "mem.h"
#include "proc.h"

#define Cexecbit ((uintptr)1) /* in a slot: close on exec */

static Chan *
slotchan(uintptr s)
{
	return (Chan *)(s & ~Cexecbit);
}

static Fdslot *
highslot(Fgrp *f, int fd)
{
	if(fd < 0 || fd >= atomic_load_explicit(&f->nfd, memory_order_acquire))
		return nil;
	return atomic_load(&f->chunk[fd / Dfdgrow]) + fd % Dfdgrow;
}

/* nil: there is no such slot (yet) */
static inline Fdslot *
slotof(Fgrp *f, int fd)
{
	if(unlikely(f == nil))
		return nil;
	return likely((u32int)fd < Dfdgrow) ? &f->first[fd] : highslot(f, fd);
}

static inline uintptr
slotget(Fdslot *s)
{
	return s != nil ? atomic_load_explicit(s, memory_order_acquire) : 0;
}

Fgrp *
newfgrp(void)
{
	Fgrp *f;

	f = smalloc(sizeof *f);
	f->ref.n = 1;
	f->chunk[0] = f->first;
	f->nfd = Dfdgrow;
	return f;
}

/* one chunk more than nfd; somebody else may be doing the same.  false: it is as big as may be */
static bool
growfd(Fgrp *f, int nfd)
{
	Fdslot *chunk, *was = nil;

	if(nfd >= Nfdmax)
		return false;
	if(f->chunk[nfd / Dfdgrow] == nil) {
		chunk = smalloc(Dfdgrow * sizeof *chunk);
		if(!atomic_compare_exchange_strong(&f->chunk[nfd / Dfdgrow], &was, chunk))
			kfree(chunk);
	}
	atomic_compare_exchange_strong(&f->nfd, &nfd, nfd + Dfdgrow);
	return true;
}

/* the lowest free slot gets s; -1: none is free */
static int
putfd(Fgrp *f, uintptr s)
{
	for(int fd = 0;; fd++) {
		Fdslot *slot = slotof(f, fd);
		uintptr was = 0;

		while(slot == nil) {
			if(f == nil || !growfd(f, fd))
				return -1;
			slot = slotof(f, fd);
		}
		if(slotget(slot) == 0 && atomic_compare_exchange_strong(slot, &was, s))
			return fd;
	}
}

/* close fd; cexeconly: if it is marked.  false: there was nothing to close */
static bool
takefd(Fgrp *f, int fd, bool cexeconly)
{
	Fdslot *slot = slotof(f, fd);
	uintptr s = slotget(slot);

	do {
		if(s == 0 || (cexeconly && (s & Cexecbit) == 0))
			return false;
	} while(!atomic_compare_exchange_weak(slot, &s, 0));
	cclose(slotchan(s));
	return true;
}

int
newfd(Chan *c, bool cexec)
{
	return putfd(up->fgrp, (uintptr)c | (cexec ? Cexecbit : 0));
}

void
newfd2(int fd[2], Chan *c[2])
{
	fd[0] = newfd(c[0], false);
	fd[1] = fd[0] < 0 ? -1 : newfd(c[1], false);
	if(fd[1] >= 0)
		return;
	if(fd[0] < 0)
		cclose(c[0]);
	else
		takefd(up->fgrp, fd[0], false);
	cclose(c[1]);
	error(Enofd);
}

/*
 * A reference to what the slot holds, or 0.  Between the look and the reference the Chan may be
 * closed and even become another file; so look again.  While the slot holds c, c has a
 * reference of the slot's, hence ours was made on a live Chan.
 */
static inline uintptr
slotref(Fdslot *slot)
{
	uintptr s;
	Chan *c;
	int n;

	while((s = slotget(slot)) != 0) {
		c = slotchan(s);
		n = atomic_load_explicit(&c->ref.n, memory_order_relaxed);
		if(n <= 0 || !atomic_compare_exchange_strong(&c->ref.n, &n, n + 1))
			continue;
		if(likely(slotchan(slotget(slot)) == c))
			break;
		cclose(c);
	}
	return s;
}

static inline bool
modefits(Chan *c, int mode)
{
	if(mode < 0 || c->mode == Ordwr)
		return true;
	if((mode & Otrunc) && c->mode == Oread)
		return false;
	return (mode & ~Otrunc) == c->mode;
}

Chan *
fdtochan(int fd, int mode, bool msgok, bool ref)
{
	Fdslot *slot = slotof(up->fgrp, fd);
	Chan *c = slotchan(ref ? slotref(slot) : slotget(slot));

	if(c == nil)
		error(Ebadfd);
	if(unlikely(!modefits(c, mode) || (!msgok && (c->flag & Cmsg)))) {
		if(ref)
			cclose(c);
		error(Ebadusefd);
	}
	return c;
}

/*
 * Borrowing.  Only this process closes what is in a table of its own, and it does not while it is
 * in the call that uses the Chan; so the call needs no reference.  But /proc lets others
 * close its descriptors (fgrpclose).  They have a reference of the table, so the calls that
 * begin later borrow nothing; and the slot is looked at again after borrowed is set.  Here
 * there is no fence between the two, and none at the end; the other side has it for both.
 */
static bool
borrow(Fduse *u, Fgrp *f, Fdslot *slot)
{
	Chan *c = slotchan(slotget(slot));

	if(c == nil || atomic_load_explicit(&f->ref.n, memory_order_relaxed) != 1 ||
	   atomic_load_explicit(&f->borrowed, memory_order_relaxed) != nil)
		return false;
	atomic_store_explicit(&f->borrowed, c, memory_order_relaxed);
	atomic_signal_fence(memory_order_seq_cst);
	u->c = c;
	u->f = f;
	if(likely(slotchan(slotget(slot)) == c))
		return true;
	fdput(u);
	return false;
}

void
fdput(Fduse *u)
{
	Chan *c = u->c;

	if(u->f != nil) {
		atomic_store_explicit(&u->f->borrowed, nil, memory_order_relaxed);
		atomic_signal_fence(memory_order_seq_cst);
		if(likely(atomic_load_explicit(&u->f->owed, memory_order_relaxed) == nil))
			return;
		c = atomic_exchange(&u->f->owed, nil);
	}
	if(c != nil)
		cclose(c);
}

void
fdget(Fduse *u, int fd, int mode)
{
	Fgrp *f = up->fgrp;
	Fdslot *slot = slotof(f, fd);

	if(!borrow(u, f, slot)) {
		u->f = nil;
		u->c = slotchan(slotref(slot));
		if(u->c == nil)
			error(Ebadfd);
	}
	if(unlikely(!modefits(u->c, mode) || (u->c->flag & Cmsg))) {
		fdput(u);
		error(Ebadusefd);
	}
}

/* make room for fd, if it takes no more than one chunk */
static bool
reachfd(Fgrp *f, int fd)
{
	int nfd = f->nfd;

	return fd < nfd || (fd < nfd + Dfdgrow && growfd(f, nfd));
}

int
dupfd(int old, int new)
{
	uintptr was;
	Chan *c;

	if(new < -1)
		error(Ebadfd);
	c = fdtochan(old, -1, true, true);
	if(new == -1) {
		new = newfd(c, false);
		if(new >= 0)
			return new;
		cclose(c);
		error(Enofd);
	}
	if(!reachfd(up->fgrp, new)) {
		cclose(c);
		error(Ebadfd);
	}
	was = atomic_exchange(slotof(up->fgrp, new), (uintptr)c);
	if(was != 0)
		cclose(slotchan(was));
	return new;
}

void
fdclose(int fd, int flag)
{
	if(slotget(slotof(up->fgrp, fd)) == 0)
		error(Ebadfd);
	if(!takefd(up->fgrp, fd, (flag & Ccexec) != 0) && (flag & Ccexec) == 0)
		error(Ebadfd);
}

void
fgrpcexec(Fgrp *f)
{
	for(int fd = 0; fd < f->nfd; fd++)
		takefd(f, fd, true);
}

/* What f owes, unless a call has borrowed it, which then closes it */
static Chan *
notlent(Fgrp *f)
{
	Chan *c = f->owed;

	if(c == nil)
		return nil;
	hostbarrier();
	return f->borrowed == c ? nil : atomic_exchange(&f->owed, nil);
}

/*
 * Close c, which came out of a slot of f, unless a call of the process that uses f has borrowed it:
 * then that call does it.  If owed stays taken, there is such a call and it borrowed something else.
 * But it may also be what one that was killed in here has left.
 */
static void
closelent(Fgrp *f, Chan *c)
{
	static QLock one;
	Chan *left;

	qlock(&one);
	onerror(qunlock, &one);
	left = notlent(f);
	if(f->owed == nil) {
		f->owed = c;
		c = notlent(f);
	}
	undo();
	if(left != nil)
		cclose(left);
	if(c != nil)
		cclose(c);
}

bool
fgrpclose(Fgrp *f, int fd)
{
	Fdslot *slot = slotof(f, fd);
	Chan *c = slot != nil ? slotchan(atomic_exchange(slot, 0)) : nil;

	if(c == nil)
		return false;
	closelent(f, c);
	return true;
}

int
fgrpmax(Fgrp *f)
{
	int fd;

	for(fd = f != nil ? f->nfd - 1 : -1; fd >= 0; fd--)
		if(slotget(slotof(f, fd)) != 0)
			break;
	return fd;
}

Chan *
fgrpchan(Fgrp *f, int fd, bool *cexec)
{
	uintptr s = slotref(slotof(f, fd));

	if(cexec != nil)
		*cexec = (s & Cexecbit) != 0;
	return slotchan(s);
}

static void
fgrpempty(Fgrp *f)
{
	Chan *c = atomic_exchange(&f->owed, nil);

	if(c != nil)
		cclose(c);
	for(int fd = fgrpmax(f); fd >= 0; fd--)
		takefd(f, fd, false);
}

static void
fgrpfree(Fgrp *f)
{
	fgrpempty(f);
	for(int i = 1; i < Nfdchunk && f->chunk[i] != nil; i++)
		kfree(atomic_exchange(&f->chunk[i], nil));
	kfree(f);
}
DEFREDO(fgrpfree, Fgrp)

/*
 * The record is for a process that the host kills while one of the closes waits: whoever reaps it
 * closes the rest.
 */
void
closefgrp(Fgrp *f)
{
	if(f == nil)
		return;
	takeundo(f);
	if(decref(&f->ref) > 0)
		return;
	onerror(fgrpfree, f);
	undo();
}

Fgrp *
dupfgrp(Fgrp *f)
{
	int max = fgrpmax(f);
	Fgrp *n;

	n = newfgrp();
	onerror(closefgrp, n);
	while(n->nfd <= max)
		growfd(n, n->nfd);
	for(int fd = 0; fd <= max; fd++)
		*slotof(n, fd) = slotref(slotof(f, fd));
	poperror();
	return n;
}

/* fd, mode, device, instance, qid, iounit, offset, name */
int
fdprint(char *buf, int n, int fd, Chan *c)
{
	static const char mode[] = "r w rw";

	return snprint(buf, n, "%3d %.2s %C %4u (%.16llx %u %.2x) %5u %8lld %s\n", fd,
		       mode + 2 * (c->mode & 3), c->dev->dc, c->devno, c->qid.path, c->qid.vers,
		       c->qid.type, c->iounit, c->offset, chanpath(c));
}
