/*
 * System calls on open files: descriptors, reading, writing, seeking.  Those that
 * name a file are in sysname.c.  User memory goes to the device as it is; nothing is
 * allocated on the way.
 */
#include "lib.h"
#include "buf.h"
#include "dev.h"
#include "grp.h"
#include "mem.h"
#include "mount.h"
#include "proc.h"
#include "sys.h"

/* a count is 32 bits and signed: below 0 it reaches past all memory */
static int
count(const uintptr *a)
{
	int n = (s32int)a[2];

	if(n < 0)
		badaddr(uaddr(a[1]), (usize)(s64int)n);
	return n;
}

/*
 * The offset of a plain file is changed by single additions, atomic ones if another may know the
 * Chan.  A read adds what it got when it is done, so that a read which waits does not move
 * it; a write takes its place before, so that two processes which share the Chan don't write over
 * each other.  Result: the offset before
 */
static s64int
addoffset(Fduse *u, s64int n)
{
	Chan *c = u->c;
	s64int off;

	if(u->f == nil || atomic_load_explicit(&c->ref.n, memory_order_relaxed) != 1)
		return __atomic_fetch_add(&c->offset, n, __ATOMIC_RELAXED);
	off = __atomic_load_n(&c->offset, __ATOMIC_RELAXED);
	__atomic_store_n(&c->offset, (s64int)((u64int)off + (u64int)n), __ATOMIC_RELAXED);
	return off;
}

/* Who goes on beyond the last offset, which no file has, comes out below 0. */
static s64int
checkoffset(s64int off)
{
	if(unlikely(off < 0))
		error(Enegoff);
	return off;
}

static int
readfile(Fduse *u, Buf b, int n, s64int off)
{
	if(off >= 0)
		return dread(u->c, b, n, off);
	off = checkoffset(__atomic_load_n(&u->c->offset, __ATOMIC_RELAXED));
	n = dread(u->c, b, n, off);
	if(n > 0)
		addoffset(u, n);
	return n;
}

static s64int
kread(int fd, Buf b, int n, s64int off)
{
	Fduse u;

	fdget(&u, fd, Oread);
	onerror(fdput, &u);
	if(unlikely(off < -1))
		error(Enegoff);
	n = u.c->qid.type & QTdir ? dirread(u.c, b, n, off) : readfile(&u, b, n, off);
	undo();
	return n;
}

typedef struct Place
{
	Chan *c;
	s64int end; /* where it ends */
	int n;      /* bytes taken and not written */
} Place;

/* Unless another has moved the offset meanwhile: then that counts. */
static void
giveback(Place *p)
{
	if(p->n != 0)
		__atomic_compare_exchange_n(&p->c->offset, &p->end, p->end - p->n, false,
					    __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}
DEFUNDO(giveback, Place)

static int
writenext(Fduse *u, Buf b, int n)
{
	s64int off = addoffset(u, n);
	Place p = {u->c, (s64int)((u64int)off + (u64int)n), n};

	onerror(giveback, &p);
	checkoffset(off);
	n = dwrite(u->c, b, n, off);
	p.n -= n;
	undo();
	return n;
}

s64int
kwrite(int fd, Buf b, int n, s64int off)
{
	Fduse u;

	fdget(&u, fd, Owrite);
	onerror(fdput, &u);
	if(u.c->qid.type & QTdir)
		error(Eisdir);
	if(off < -1)
		error(Enegoff);
	n = off >= 0 ? dwrite(u.c, b, n, off) : writenext(&u, b, n);
	undo();
	return n;
}

s64int
sys_read(const uintptr *a)
{
	return kread((s32int)a[0], ubuf(uaddr(a[1])), count(a), -1);
}

s64int
syspread(const uintptr *a)
{
	return kread((s32int)a[0], ubuf(uaddr(a[1])), count(a), (s64int)a[3]);
}

s64int
sys_write(const uintptr *a)
{
	return kwrite((s32int)a[0], ubuf(uaddr(a[1])), count(a), -1);
}

s64int
syspwrite(const uintptr *a)
{
	return kwrite((s32int)a[0], ubuf(uaddr(a[1])), count(a), (s64int)a[3]);
}

s64int
sysclose(const uintptr *a)
{
	fdclose((s32int)a[0], 0);
	return 0;
}

s64int
sysdup(const uintptr *a)
{
	return dupfd((s32int)a[0], (s32int)a[1]);
}

static s64int
filelength(Chan *c)
{
	s64int length;
	u8int *buf;
	int n;

	buf = dstatmem(c, 0, &n);
	length = (s64int)get64(buf + Statlength);
	kfree(buf);
	return length;
}

/* the sum, if it is no offset error(Enegoff) */
static s64int
offsetadd(s64int a, s64int b)
{
	a = (s64int)((u64int)a + (u64int)b);
	if(a < 0)
		error(Enegoff);
	return a;
}

static s64int
seekon(Chan *c, s64int n)
{
	s64int off = __atomic_load_n(&c->offset, __ATOMIC_RELAXED), new;

	do
		new = offsetadd(off, n);
	while(!__atomic_compare_exchange_n(&c->offset, &off, new, false, __ATOMIC_RELAXED,
					   __ATOMIC_RELAXED));
	return new;
}

static s64int
seek(int fd, s64int off, int whence)
{
	Chan *c;

	c = fdtochan(fd, -1, false, true);
	onerror(cclose, c);
	if(c->dev->flags & Dstream)
		error(Eisstream);
	if(whence < 0 || whence > 2)
		error(Ebadarg);
	if((c->qid.type & QTdir) && (whence != 0 || off != 0))
		error(Eisdir);
	if(whence == 1)
		off = seekon(c, off);
	else {
		off = offsetadd(off, whence == 2 ? filelength(c) : 0);
		__atomic_store_n(&c->offset, off, __ATOMIC_RELAXED);
	}
	undo();
	return off;
}

s64int
sysseek(const uintptr *a)
{
	s64int off;

	off = seek((s32int)a[1], (s64int)a[2], (s32int)a[3]);
	copyout(uaddr(a[0]), &off, sizeof off);
	return 0;
}

s64int
sysoseek(const uintptr *a)
{
	return (s32int)seek((s32int)a[0], (s32int)a[1], (s32int)a[2]);
}

/* give the Chan at *cp, the root of a pipe, over for its end of that name, open */
static void
pipeend(Chan **cp, char *name)
{
	int nerror;

	if(walk(cp, &name, 1, true, &nerror) < 0)
		error(Egreg);
	dopenp(cp, Ordwr);
}

/*
 * The array is written to before there is anything to undo.  If the program takes its memory
 * away during the call, the descriptors stay open, as they would if it forgot them.
 */
s64int
syspipe(const uintptr *a)
{
	int fd[2] = {-1, -1};
	Chan *c[2] = {nil, nil};

	copyout(uaddr(a[0]), fd, sizeof fd);
	onerror(cclosep, &c[0]);
	onerror(cclosep, &c[1]);
	c[0] = dattach(devof('|'), nil);
	c[1] = cclone(c[0]);
	pipeend(&c[0], "data");
	pipeend(&c[1], "data1");
	poperror();
	poperror();
	newfd2(fd, c);
	copyout(uaddr(a[0]), fd, sizeof fd);
	return 0;
}

s64int
sysfd2path(const uintptr *a)
{
	usize max = (u32int)a[2], n;
	const char *path;
	Chan *c;

	if(max == 0)
		error(Ebadarg);
	c = fdtochan((s32int)a[0], -1, true, true);
	onerror(cclose, c);
	path = chanpath(c);
	n = strlen(path);
	if(n >= max)
		n = utfcut(path, max - 1);
	copyout(uaddr(a[1]), path, n);
	copyout(uaddr(a[1] + n), "", 1);
	undo();
	return 0;
}

/* of a protocol that is no more */
s64int
sys_fsession(const uintptr *a)
{
	if((u32int)a[2] == 0)
		error(Ebadarg);
	copyout(uaddr(a[1]), "", 1);
	return 0;
}
