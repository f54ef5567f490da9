/*
 * segattach(2) and its companions: segments at the program's own wish.
 */
#include "u.h"
#include "lib.h"
#include "host.h"
#include "lock.h"
#include "mem.h"
#include "proc.h"
#include "seg.h"

static bool
overlaps(uintptr va, usize len)
{
	Segment *s;

	for(int i = 0; i < Nseg; i++) {
		s = up->seg[i];
		if(s != nil && va < s->top && s->base < va + len)
			return true;
	}
	return false;
}

/* the highest hole below the stack, going down */
static uintptr
findhole(usize len)
{
	uintptr va = hostutop() - Ustksize - len, low;
	Segment *s;
	bool moved;

	do {
		moved = false;
		for(int i = 0; i < Nseg; i++) {
			s = up->seg[i];
			if(s == nil || va >= s->top || s->base >= va + len)
				continue;
			low = s->base;
			if(low < len + Utzero)
				error(Enovmem);
			va = low - len;
			moved = true;
		}
	} while(moved);
	return va;
}

static int
freeslot(void)
{
	static const int slots[] = {LSEG, SEG1, SEG2, SEG3, SEG4};

	for(int i = 0; i < nelem(slots); i++)
		if(up->seg[slots[i]] == nil)
			return slots[i];
	error(Enovmem);
}

/* addresses below the text would do no good, and the gate page lives there */
static void
place(uintptr *va, usize *len)
{
	if(*va >= hostutop())
		error(Ebadarg);
	*len += *va & (Pagesize - 1);
	*va = rounddown(*va, (uintptr)Pagesize);
	if(*len == 0)
		error(Ebadarg);
	*len = roundup(*len, (usize)Pagesize);
	if(*len > Segmaxsize || *len > hostutop() - Utzero)
		error(Enovmem);
	if(*va == 0)
		*va = findhole(*len);
	else if(*va < Utzero || *len > hostutop() - *va)
		error(Ebadarg);
	else if(overlaps(*va, *len))
		error(Esoverlap);
}

uintptr
segattach(int attr, const char *name, uintptr va, usize len)
{
	Segment *s;
	int slot, type;

	if(strcmp(name, "shared") == 0)
		type = SGshared;
	else if(strcmp(name, "memory") == 0)
		type = SGbss;
	else
		error(Ebadarg);
	qlock(&up->seglock);
	onerror(qunlock, &up->seglock);
	slot = freeslot();
	place(&va, &len);
	s = newseg(type, va, len);
	onerror(putseg, s);
	s->flags = attr & (SGronly | SGcexec);
	if(type == SGshared) {
		s->memfd = hostmemnew("emu-shared", len);
		if(s->memfd < 0)
			error(Enovmem);
	}
	segmapin(s);
	poperror();
	up->seg[slot] = s;
	undo();
	return va;
}

void
segdetach(uintptr va)
{
	Segment *s;
	int i;

	qlock(&up->seglock);
	onerror(qunlock, &up->seglock);
	for(i = 0; i < Nseg; i++) {
		s = up->seg[i];
		if(s != nil &&
		   ((va >= s->base && va < s->top) || (s->top == s->base && va == s->base)))
			break;
	}
	if(i == Nseg || i == SSEG)
		error(Ebadarg);
	segunmap(s);
	up->seg[i] = nil;
	putseg(s);
	undo();
}

/* pages wholly inside [va, va+len) become zero */
void
segfree(uintptr va, usize len)
{
	Segment *s = segof(up, va);
	uintptr from = roundup(va, (uintptr)Pagesize), to;

	if(s == nil || len > s->top - va)
		error(Ebadarg);
	to = rounddown(va + len, (uintptr)Pagesize);
	if(to <= from || s->type == SGtext)
		return;
	if(s->memfd >= 0)
		hostmempunch(s->memfd, s->off + from - s->base, to - from);
	else if(hostmap(from, to - from, segprot(s), -1, 0, false) < 0)
		error(Enovmem);
	else
		segmapexec(s);
}

/* what is flushed was written to be executed */
void
segflush(uintptr va, usize len)
{
	Segment *s;
	uintptr end = va + len, top;

	if(end < va)
		error(Ebadarg);
	while(va < end) {
		s = segof(up, va);
		if(s == nil)
			error(Ebadarg);
		qlock(&s->lk);
		top = end < s->top ? end : s->top;
		if(s->type != SGtext) {
			uintptr b = rounddown(va, (uintptr)Pagesize),
				t = roundup(top, (uintptr)Pagesize);
			if(s->exectop == s->execbase) {
				s->execbase = b;
				s->exectop = t;
			} else {
				s->execbase = b < s->execbase ? b : s->execbase;
				s->exectop = t > s->exectop ? t : s->exectop;
			}
			segmapexec(s);
		}
		qunlock(&s->lk);
		va = top;
	}
}
