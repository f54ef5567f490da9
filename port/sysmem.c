/*
 * System calls about memory: brk_ and the segment calls.  Arguments are fetched
 * and checked here; what they do is in seg.c and segattach.c.
 */
#include "buf.h"
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
	segdetach(a[0]);
	return 0;
}

s64int
syssegfree(const uintptr *a)
{
	segfree(a[0], (u32int)a[1]);
	return 0;
}

s64int
syssegflush(const uintptr *a)
{
	segflush(a[0], (u32int)a[1]);
	return 0;
}
