/*
 * System calls about memory: brk_ and the segment calls.  Arguments are fetched
 * and checked here; how segments are made and mapped is the business of seg.h.
 */
#include "buf.h"
#include "host.h"
#include "mem.h"
#include "proc.h"
#include "sys.h"

enum
{
	Classmax = 128, /* bytes of a segment's class name */
};

/* The slot of the segment of up that contains addr, -1: none.  An empty segment contains its base. */
static int
slotof(uintptr addr)
{
	for(int i = 0; i < Nseg; i++) {
		Segment *s = up->seg[i];
		if(s != nil && addr >= s->base && (addr < s->top || addr == s->base))
			return i;
	}
	return -1;
}

s64int
syssegbrk(const uintptr *a)
{
	int slot = slotof(a[0]);

	if(slot < 0 || (up->seg[slot]->type != SGbss && up->seg[slot]->type != SGshared))
		error(Ebadarg);
	return segbrkto(a[1], slot);
}

s64int
sysbrk_(const uintptr *a)
{
	return segbrkto(a[0], BSEG);
}

s64int
syssegattach(const uintptr *a)
{
	char *class = copyinstr(uaddr(a[1]), Classmax);
	s64int va;

	onerror(kfree, class);
	va = (s64int)segattach((s32int)a[0] & (SGronly | SGcexec), class, a[2], (u32int)a[3]);
	undo();
	return va;
}

s64int
syssegdetach(const uintptr *a)
{
	Segment *s;
	int slot;

	qlock(&up->seglock);
	onerror(qunlock, &up->seglock);
	slot = slotof(a[0]);
	if(slot < 0 || slot == SSEG)
		error(Ebadarg);
	s = up->seg[slot];
	segunmap(s);
	up->seg[slot] = nil;
	onerror(putseg, s);
	undo();
	undo();
	return 0;
}

/* Drop whole pages of s.  Private ones read as at exec again, shared ones as zero. */
static void
segdrop(Segment *s, uintptr from, usize len)
{
	int r;

	if(s->memfd < 0)
		r = hostzap(from, len);
	else
		r = hostmempunch(s->memfd, s->off + (from - s->base), len);
	if(r < 0)
		error(hosterrstr(r));
}

/* Drop the whole pages inside the range. */
s64int
syssegfree(const uintptr *a)
{
	uintptr from = a[0], to = from + (u32int)a[1];
	Segment *s;

	s = segof(up, from);
	if(s == nil || to > s->top)
		error(Ebadarg);
	from = roundup(from, Pagesize);
	to = rounddown(to, Pagesize);
	if(from < to)
		segdrop(s, from, to - from);
	return 0;
}

/* What a program wrote in [from, to) of s it may now execute. */
static void
segexec(Segment *s, uintptr from, uintptr to)
{
	if(s->type == SGtext || s->type == SGstack)
		return;
	qlock(&s->lk);
	onerror(qunlock, &s->lk);
	if(s->execbase == s->exectop) {
		s->execbase = from;
		s->exectop = to;
	}
	if(from < s->execbase)
		s->execbase = from;
	if(to > s->exectop)
		s->exectop = to;
	if(hostprotect(s->execbase, s->exectop - s->execbase,
		       Hread | Hexec | (s->flags & SGronly ? 0 : Hwrite)) < 0)
		error(Enovmem);
	undo();
}

/*
 * The caches of the processor are coherent: what is left of the call is its other
 * meaning, that the range will hold code.  It may span segments that adjoin.  Others that share
 * the segment get the same permission when they fault.
 */
s64int
syssegflush(const uintptr *a)
{
	uintptr from = rounddown(a[0], Pagesize), to = roundup(a[0] + (u32int)a[1], Pagesize);

	while(from < to) {
		Segment *s = segof(up, from);
		uintptr end;
		if(s == nil)
			error(Ebadarg);
		end = to < s->top ? to : s->top;
		segexec(s, from, end);
		from = end;
	}
	return 0;
}
