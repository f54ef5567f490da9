/*
 * Segments: made, mapped, shared, copied, grown.  See seg.h for what they are.
 *
 * A segment that processes share is a memory object; its mapping in a process may be
 * out of date when another sharer changed it, and segfix, called at a
 * fault, brings it up to date.
 */
#include "u.h"
#include "lib.h"
#include "host.h"
#include "lock.h"
#include "mem.h"
#include "proc.h"
#include "seg.h"

enum
{
	Bigseg = 4 * MiB, /* memory asked for at once that big pages may serve */
};

static const char *const typename[SGtypes] = {"Text", "Data", "Bss", "Stack", "Shared"};

Segment *
newseg(int type, uintptr base, usize size)
{
	Segment *s;

	if(size > Segmaxsize)
		error(Enovmem);
	s = smalloc(sizeof *s);
	s->ref.n = 1;
	s->type = type;
	s->base = base;
	s->top = base + size;
	s->memfd = -1;
	qlockinit(&s->lk, Rseg);
	lockinit(&s->semlk, Rrendez - 1);
	return s;
}

static void
freeseg(Segment *s)
{
	int fd = s->memfd;

	s->memfd = -1;
	if(fd >= 0)
		hostclose(fd);
	letgo(putimage, s->image);
	kfree(s);
}
DEFREDO(freeseg, Segment)

void
putseg(Segment *s)
{
	takeundo(s);
	if(decref(&s->ref) > 0)
		return;
	onerror(freeseg, s);
	undo();
}

Segment *
segof(Proc *p, uintptr a)
{
	Segment *s;

	for(int i = 0; i < Nseg; i++) {
		s = p->seg[i];
		if(s != nil && a >= s->base && a < s->top)
			return s;
	}
	return nil;
}

/* how far up from base a mapping of s may reach, so that it can grow without a new one */
static usize
room(Segment *s)
{
	uintptr end = s->base + Segmaxsize;
	Segment *o;

	if(s->type != SGbss)
		return s->top - s->base;
	for(int i = 0; i < Nseg; i++) {
		o = up->seg[i];
		if(o != nil && o != s && o->base >= s->top && o->base < end)
			end = o->base;
	}
	if(end > hostutop() - Ustksize)
		end = hostutop() - Ustksize;
	return end - s->base;
}

int
segprot(Segment *s)
{
	if(s->type == SGtext)
		return Hread | Hexec;
	return s->flags & SGronly ? Hread : Hread | Hwrite;
}

void
segmapexec(Segment *s)
{
	if(s->exectop > s->execbase)
		hostprotect(s->execbase, s->exectop - s->execbase, segprot(s) | Hexec);
}

/* result below 0: a host error */
static int
mapobject(Segment *s)
{
	return hostmap(s->base, room(s), segprot(s), s->memfd, s->off, true);
}

void
segmapin(Segment *s)
{
	usize len = s->top - s->base;
	int r;

	if(s->memfd >= 0)
		r = mapobject(s);
	else if(len == 0)
		r = 0;
	else if(s->image != nil)
		r = hostmap(s->base, len, segprot(s), s->image->memfd, s->off, false);
	else
		r = hostmap(s->base, len, segprot(s), -1, 0, false);
	if(r < 0)
		error(Enovmem);
	segmapexec(s);
}

void
segunmap(Segment *s)
{
	usize len = s->memfd >= 0 ? room(s) : s->top - s->base;

	if(len > 0)
		hostunmap(s->base, len);
}

/* a private segment of up becomes a memory object */
static void
makeobject(Segment *s)
{
	usize len = s->top - s->base;
	u64int off = s->base & (Textalign - 1); /* big pages need it aligned alike */
	int fd = hostmemnew("emu-segment", off + len);

	if(fd < 0)
		error(Enovmem);
	if(hostmemfill(fd, off, s->base, len, s->image == nil) < 0) {
		hostclose(fd);
		error(Enovmem);
	}
	s->off = off;
	s->memfd = fd;
	segmapin(s);
}

static bool
sharable(Segment *s)
{
	return s != nil && (s->type == SGdata || s->type == SGbss);
}

void
segshare(void)
{
	Segment *s;

	for(int i = 0; i < Nseg; i++) {
		s = up->seg[i];
		if(!sharable(s) || s->memfd >= 0)
			continue;
		qlock(&s->lk);
		onerror(qunlock, &s->lk);
		makeobject(s);
		undo();
	}
}

/* a copy of s for a child that does not share it: private memory is copied by the host's fork */
static Segment *
segcopy(Segment *s)
{
	Segment *n;

	n = newseg(s->type, s->base, s->top - s->base);
	onerror(putseg, n);
	n->flags = s->flags;
	n->off = s->off;
	n->execbase = s->execbase;
	n->exectop = s->exectop;
	if(s->memfd >= 0) {
		n->memfd = hostmemnew("emu-segment", s->off + s->top - s->base);
		if(n->memfd < 0 || hostmemcopy(n->memfd, s->memfd, s->off + s->top - s->base) < 0)
			error(Enovmem);
		n->remap = true;
	} else if(s->image != nil) {
		incref(&s->image->ref);
		n->image = s->image;
	}
	poperror();
	return n;
}

Segment *
segdup(Segment *s, bool share)
{
	Segment *n;

	if(s->type == SGtext || s->type == SGshared || (share && sharable(s))) {
		incref(&s->ref);
		return s;
	}
	qlock(&s->lk);
	onerror(qunlock, &s->lk);
	n = segcopy(s);
	undo();
	return n;
}

bool
segfix(uintptr addr, u32int fault)
{
	Segment *s = segof(up, addr);
	bool ok = false;

	if(s == nil)
		return false;
	if((fault & Faultwrite) && !(segprot(s) & Hwrite))
		return false;
	qlock(&s->lk);
	if(addr < s->top) {
		if((fault & Faultexec) && s->type != SGtext) {
			ok = addr >= s->execbase && addr < s->exectop;
			if(ok)
				segmapexec(s);
		} else if(s->memfd >= 0)
			ok = mapobject(s) >= 0;
		if(ok)
			segmapexec(s);
	}
	qunlock(&s->lk);
	return ok;
}

/* ---- brk ---- */

static void
checkoverlap(Segment *s, uintptr newtop)
{
	Segment *o;

	for(int i = 0; i < Nseg; i++) {
		o = up->seg[i];
		if(o != nil && o != s && newtop > o->base && newtop <= o->top)
			error(Esoverlap);
		if(o != nil && o != s && s->top <= o->base && newtop > o->base)
			error(Esoverlap);
	}
}

static void
grow(Segment *s, uintptr newtop)
{
	uintptr oldtop;
	int r;

	oldtop = s->top;
	if(s->memfd >= 0) {
		r = hostmemresize(s->memfd, s->off + newtop - s->base);
		s->top = newtop;
		if(r >= 0)
			r = mapobject(s);
	} else {
		r = hostmap(s->top, newtop - s->top, segprot(s), -1, 0, false);
		s->top = newtop;
		if(r >= 0 && newtop - oldtop >= Bigseg)
			hosthuge(oldtop, newtop - oldtop);
	}
	if(r < 0) {
		s->top = oldtop;
		error(Enovmem);
	}
	segmapexec(s);
}

static void
shrink(Segment *s, uintptr newtop)
{
	if(atomic_load(&s->ref.n) > 1)
		error(Einuse);
	if(s->memfd >= 0)
		hostmemresize(s->memfd, s->off + newtop - s->base);
	else
		hostunmap(newtop, s->top - newtop);
	s->top = newtop;
}

/* brk: result 0, or the base when addr is 0 */
s64int
segbrkto(uintptr addr, int slot)
{
	Segment *s = up->seg[slot], *data = up->seg[DSEG];
	uintptr newtop;

	if(s == nil)
		error(Ebadarg);
	if(addr == 0)
		return (s64int)s->base;
	qlock(&s->lk);
	onerror(qunlock, &s->lk);
	if(addr < s->base) {
		if(slot != BSEG || data == nil || addr < data->base)
			error(Enovmem);
		addr = s->base;
	}
	if(addr > hostutop() || addr - s->base > Segmaxsize)
		error(Enovmem);
	newtop = roundup(addr, (uintptr)Pagesize);
	if(newtop < s->top)
		shrink(s, newtop);
	else if(newtop > s->top) {
		checkoverlap(s, newtop);
		grow(s, newtop);
	}
	undo();
	return 0;
}

void
segprint(Segment *s, char *buf, int n)
{
	snprint(buf, n, "%-6s %c%c %8zx %8zx %4d\n", typename[s->type],
		s -> type == SGtext || (s->flags & SGronly) ? 'R' : ' ', ' ', s->base, s->top,
		s->ref.n);
}
