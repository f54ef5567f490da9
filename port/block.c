/*
 * Blocks.  Their memory comes from the allocator, but what is freed is kept in a
 * few short lists, one for each size that really travels, since a fresh block would
 * be cleared first: that costs a 64 KiB write through a pipe as much as copying it.
 * The newest block freed is the first given out, while the processor still has it near.
 */
#include "u.h"
#include "keepold.h"
#include "lock.h"
#include "mem.h"
#include "queue.h"

/* [I] immutable  [p] lk */
typedef struct Pool
{
	Lock lk;
	Block *list; /* [p] linked by next */
	int n;       /* [p] in the list */
	int max;     /* [I] kept at most */
	int size;    /* [I] bytes of data in each */
} Pool;

enum
{
	Hugesize = 512 * KiB,
	Slack = 256 /* room that each size has for a protocol's header */
};

static Pool pools[] = {
	{.max = 128, .size = 512},     /* a line, a key stroke, most 9P messages */
	{.max = 32, .size = 8 * KiB},  /* a libc buffer with its 9P header */
	{.max = 16, .size = 32 * KiB}, /* the largest message of a mount */
	{.max = 16, .size = Qatomic},  /* the largest write that travels whole */
	{.max = 4, .size = Hugesize},  /* the largest message of a mount of emu's own */
};
/* nil: none that is kept would fit */
static Pool *
poolfor(int n)
{
	if(n > Qatomic + Slack && n <= Hugesize / 2)
		return nil;
	for(int i = 0; i < nelem(pools); i++)
		if(n <= pools[i].size + Slack)
			return &pools[i];
	return nil;
}

static Block *
takeb(Pool *p)
{
	Block *b;

	lock(&p->lk);
	b = p->list;
	if(b != nil) {
		keepold(p->list);
		keepold(p->n);
		p->list = b->next;
		p->n--;
	}
	unlock(&p->lk);
	return b;
}

/* false: there are enough already */
static bool
keepb(Pool *p, Block *b)
{
	bool kept;

	lock(&p->lk);
	kept = p->n < p->max;
	if(kept) {
		keepold(p->list);
		keepold(p->n);
		b->next = p->list;
		p->list = b;
		p->n++;
	}
	unlock(&p->lk);
	return kept;
}

static Block *
setb(Block *b, int room)
{
	b->next = nil;
	b->base = (u8int *)(b + 1);
	b->lim = b->base + room;
	b->rp = b->wp = b->base;
	return b;
}

Block *
tryallocb(int n)
{
	Pool *p = poolfor(n);
	int room = p != nil ? p->size + Slack : n;
	Block *b = p != nil ? takeb(p) : nil;

	if(b == nil && (b = kmalloc(sizeof(Block) + (usize)room)) == nil)
		return nil;
	return setb(b, room);
}

Block *
allocb(int n)
{
	Pool *p = poolfor(n);
	int room = p != nil ? p->size + Slack : n;
	Block *b = p != nil ? takeb(p) : nil;

	if(b == nil)
		b = smalloc(sizeof(Block) + (usize)room);
	return setb(b, room);
}

void
freeb(Block *b)
{
	Pool *p;

	if(b == nil)
		return;
	takeundo(b);
	p = poolfor(balloc(b));
	if(p == nil || !keepb(p, b))
		kfree(b);
}

void
freeblistp(Block **l)
{
	Block *b;

	while((b = *l) != nil) {
		*l = b->next;
		freeb(b);
	}
}

void
freeblist(Block *b)
{
	freeblistp(&b);
}

void
blockflush(void)
{
	Block *b;

	for(int i = 0; i < nelem(pools); i++)
		while((b = takeb(&pools[i])) != nil)
			kfree(b);
}
