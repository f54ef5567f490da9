/*
 * mem, regs and fpregs: the memory and registers of a process for a debugger.  A process's
 * registers are in its Proc while it is in a system call or Stopped; its memory is another
 * host process's, which the host reads and writes for us.
 */
#include "devproc.h"
#include "host.h"
#include "lib.h"
#include "mem.h"

enum
{
	Memchunk = 16 * KiB, /* moved at once */
	Flagmask = 0xff,     /* flags of Ureg that a debugger may set */
	Pcbits = 47,
};

static bool
stopped(Proc *p)
{
	return atomic_load(&p->state) == Stopped;
}

bool
procheld(Proc *p)
{
	return stopped(p) || (atomic_load(&p->procctl) == Procstop && p->scall >= 0);
}

static bool
hasregs(Proc *p)
{
	return stopped(p) || atomic_load(&p->state) == Broken || p->scall >= 0;
}

/* ---- mem ---- */

/* Bytes from va on, at most n, that lie in one segment of p; raises when there is none */
static int
memrange(Proc *p, uintptr va, int n)
{
	Segment *s;
	uintptr top;

	qlock(&p->seglock);
	s = segof(p, va);
	top = s != nil ? s->top : 0;
	qunlock(&p->seglock);
	if(s == nil)
		error(Ebadarg);
	return top - va < (uintptr)n ? (int)(top - va) : n;
}

static bool
istext(Proc *p, uintptr va)
{
	Segment *s;
	bool is;

	qlock(&p->seglock);
	s = segof(p, va);
	is = s != nil && s->type == SGtext;
	qunlock(&p->seglock);
	return is;
}

/* The host process whose memory holds va: kernel memory, eve's to see, is in all. */
static int
memowner(Proc *p, uintptr va)
{
	if(va < hostutop())
		return atomic_load(&p->hostpid);
	if(!iseve())
		error(Eperm);
	return hostgetpid();
}

static int
memlimit(Proc *p, uintptr va, int n)
{
	if(p->privatemem || p->kp)
		error(Eperm);
	return va < hostutop() ? memrange(p, va, n) : n;
}

int
procmemread(Proc *p, Buf b, int n, s64int off)
{
	uintptr va = (uintptr)off;
	int done = 0, pid = memowner(p, va);
	u8int *buf;

	n = memlimit(p, va, n);
	buf = smalloc(Memchunk);
	onerror(kfree, buf);
	while(done < n) {
		int m = n - done < Memchunk ? n - done : Memchunk;
		m = hostpeek(pid, va + (uintptr)done, buf, m);
		if(m <= 0)
			break;
		bufput(bufadd(b, (usize)done), buf, (usize)m);
		done += m;
	}
	undo();
	if(done == 0 && n > 0)
		error(Eio);
	return done;
}

int
procmemwrite(Proc *p, Buf b, int n, s64int off)
{
	uintptr va = (uintptr)off;
	int done = 0;
	u8int *buf;

	if(!procheld(p))
		error(Ebadctl);
	if(va >= hostutop())
		error(Eperm);
	n = memlimit(p, va, n);
	p->textpoked |= istext(p, va);
	buf = smalloc(Memchunk);
	onerror(kfree, buf);
	while(done < n) {
		int m = n - done < Memchunk ? n - done : Memchunk;
		bufget(buf, bufadd(b, (usize)done), (usize)m);
		m = hostpoke(atomic_load(&p->hostpid), va + (uintptr)done, buf, m);
		if(m <= 0)
			break;
		done += m;
	}
	undo();
	if(done == 0 && n > 0)
		error(Eio);
	return done;
}

/* ---- regs ---- */

int
procregsread(Proc *p, Buf b, int n, s64int off)
{
	Ureg u;

	if(p->privatemem)
		error(Eperm);
	if(!hasregs(p))
		error(Enoreg);
	u = p->ureg;
	return readmem(off, b, n, &u, sizeof u);
}

/* Bytes of a write at off that fit in size */
static int
fitwrite(int n, s64int off, usize size)
{
	if(off < 0 || (u64int)off >= size)
		return 0;
	return (usize)n > size - (usize)off ? (int)(size - (usize)off) : n;
}

/* What a program could not change by itself stays as it was. */
static void
mergeregs(Ureg *old, const Ureg *new)
{
	Ureg u = *new;

	u.ds = old->ds;
	u.es = old->es;
	u.fs = old->fs;
	u.gs = old->gs;
	u.type = old->type;
	u.error = old->error;
	u.cs = old->cs;
	u.ss = old->ss;
	u.flags = (old->flags & ~(u64int)Flagmask) | (new->flags &Flagmask);
	u.pc = new->pc &(((u64int)1 << Pcbits) - 1);
	*old = u;
}

int
procregswrite(Proc *p, Buf b, int n, s64int off)
{
	Ureg u;

	if(p->privatemem)
		error(Eperm);
	if(!hasregs(p))
		error(Enoreg);
	if(!stopped(p))
		error(Ebadctl);
	n = fitwrite(n, off, sizeof u);
	u = p->ureg;
	bufget((u8int *)&u + off, b, (usize)n);
	mergeregs(&p->ureg, &u);
	return n;
}

/* ---- fpregs ---- */

static void
checkfp(Proc *p)
{
	if(p->privatemem)
		error(Eperm);
	if(!p->fpvalid || p->fpstate == nil)
		error(Enoreg);
}

int
procfpregsread(Proc *p, Buf b, int n, s64int off)
{
	checkfp(p);
	return readmem(off, b, n, p->fpstate, hostfpsize());
}

/* A program that loads its state from here traps for nothing that it could not load itself. */
int
procfpregswrite(Proc *p, Buf b, int n, s64int off)
{
	checkfp(p);
	if(!stopped(p))
		error(Ebadctl);
	n = fitwrite(n, off, hostfpsize());
	bufget((u8int *)p->fpstate + off, b, (usize)n);
	p->fpdirty = true;
	return n;
}
