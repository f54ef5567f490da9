/*
 * The arena's allocator.
 *
 * Pages are handed out by a buddy system; blocks of up to Maxsmall bytes come
 * from size classes, each with its own free list and Lock, which take runs of pages
 * and never give them back.  What was never handed out is zero and is not touched before its owner does.  Bigger blocks are runs of pages of their own, and
 * the biggest return their memory to the host when freed.  A header of 16
 * bytes before each block says its class, its size and its tag.
 *
 * A block or run that has left its list and is nobody's yet, or is to be freed and not in its
 * list again, stands in up->loose or up->looserun: when the process is killed then, memloose
 * puts it back.
 */
#include "u.h"
#include "lib.h"
#include "host.h"
#include "keepold.h"
#include "lock.h"
#include "log.h"
#include "mem.h"
#include "proc.h"

enum
{
	Nclass = 24,
	Maxsmall = 32 * KiB,
	Norder = 25, /* of runs of pages: up to 64 GiB */
	Ntag = 1024,
	Big = Nclass, /* Header.class: order is class - Big */
	Magic = 0x5a,
	Freed = 0xa5,
	Runorder = 4,        /* of the run of pages that a class takes at a time */
	Coresize = 16 * MiB, /* of the arena in core files from the start */
	Giveback = 8,        /* runs of at least 2^this pages return their memory when freed */
};

typedef struct Header
{
	u32int size; /* asked for, low word */
	u8int class;
	u8int magic;
	u16int tag;
	union
	{
		struct Header *next; /* while free */
		u64int bigsize;      /* of a Big block */
	} x;
} Header;
_Static_assert(sizeof(Header) == 16, "Header");

typedef struct Page
{
	u32int next, prev; /* page numbers in the free list of its order; 0: none */
	u8int free;        /* 1 + order of the free run that begins here; 0: none does */
} Page;

typedef struct Tag
{
	const char *_Atomic name;
	_Atomic int count, marked;
	_Atomic u64int bytes;
} Tag;

typedef struct Class
{
	Lock lk;
	Header *free;      /* [lk] */
	u8int *next, *end; /* [lk] what is left of the newest run: blocks that were never used */
	bool zero;         /* [lk] and is zero */
	u32int size;       /* [I] bytes with header */
} Class;

static struct
{
	u8int *base;
	Page *page;
	u32int npage;
	Lock lk;              /* of the page runs */
	u32int runs[Norder];  /* [lk] heads of free lists */
	u32int fresh;         /* [lk] from this page on nothing was ever handed out */
	_Atomic u64int taken; /* bytes of pages handed out */
	Class class[Nclass];
	Tag tag[Ntag];
} heap;

static const u16int classsize[Nclass] = {
	32,  48,  64,   80,   96,   128,  160,  192,  256,  320,   384,   512,
	640, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12288, 16384, Maxsmall,
};

/* ---- runs of pages ---- */

static void
runpush(u32int n, int order)
{
	Page *p = &heap.page[n];
	u32int next = heap.runs[order];

	/* it may have been in another list when the Lock was taken */
	keepold(p->free);
	keepold(p->prev);
	keepold(p->next);
	p->free = (u8int)(order + 1);
	p->prev = 0;
	p->next = next;
	if(next != 0) {
		keepold(heap.page[next].prev);
		heap.page[next].prev = n;
	}
	keepold(heap.runs[order]);
	heap.runs[order] = n;
}

static void
runremove(u32int n, int order)
{
	Page *p = &heap.page[n];
	u32int *l = p->prev != 0 ? &heap.page[p->prev].next : &heap.runs[order];

	keepold(*l);
	*l = p->next;
	if(p->next != 0) {
		keepold(heap.page[p->next].prev);
		heap.page[p->next].prev = p->prev;
	}
	keepold(p->free);
	p->free = 0;
}

/* the run becomes up's loose one, or (n 0) is that no more */
static void
setlooserun(u32int n, int order)
{
	if(up == nil)
		return;
	keepold(up->looserun);
	keepold(up->looseorder);
	up->looserun = n;
	up->looseorder = order;
}

/* likewise the block; a Lock is held */
static void
setloose(Header *h)
{
	if(up == nil)
		return;
	keepold(up->loose);
	up->loose = h;
}

/* result: up's loose run, or nil; zero: memory that nobody has touched, which is to stay so if it can */
static void *
runalloc(int order, bool *zero)
{
	u32int n = 0;
	int o;

	lock(&heap.lk);
	for(o = order; o < Norder; o++)
		if((n = heap.runs[o]) != 0)
			break;
	if(n != 0) {
		runremove(n, o);
		while(o > order) {
			o--;
			runpush(n + (1u << o), o);
		}
		setlooserun(n, order);
		*zero = n >= heap.fresh;
		if(n + (1u << order) > heap.fresh) { /* a run of both kinds is not */
			keepold(heap.fresh);
			heap.fresh = n + (1u << order);
		}
	}
	unlock(&heap.lk);
	if(n == 0)
		return nil;
	atomic_fetch_add(&heap.taken, (u64int)Pagesize << order);
	return heap.base + (usize)n * Pagesize;
}

static u32int
pageof(const void *p)
{
	return (u32int)(((const u8int *)p - heap.base) / Pagesize);
}

/* a run that is nobody's, or up's loose one */
static void
runfree(u32int n, int order)
{
	u32int buddy;

	atomic_fetch_sub(&heap.taken, (u64int)Pagesize << order);
	lock(&heap.lk);
	setlooserun(0, 0);
	for(; order < Norder - 1; order++) {
		buddy = n ^ (1u << order);
		if(buddy >= heap.npage || heap.page[buddy].free != order + 1)
			break;
		runremove(buddy, order);
		n &= ~(1u << order);
	}
	runpush(n, order);
	unlock(&heap.lk);
}

/* base is aligned to a page.  The page table comes first; page 0 is never given out,
 * so that 0 can mean none. */
void
meminit(void *base, usize size)
{
	u32int n, first;
	int o;

	heap.base = base;
	heap.npage = (u32int)(size / Pagesize);
	heap.page = base;
	first = (u32int)((heap.npage * sizeof(Page) + Pagesize - 1) / Pagesize);
	lockinit(&heap.lk, Ralloc);
	for(int i = 0; i < Nclass; i++) {
		lockinit(&heap.class[i].lk, Ralloc);
		heap.class[i].size = classsize[i];
	}
	for(n = first; n < heap.npage; n += 1u << o) {
		for(o = Norder - 1; o > 0; o--)
			if((n & ((1u << o) - 1)) == 0 && n + (1u << o) <= heap.npage)
				break;
		runpush(n, o);
	}
}

/* ---- tags ---- */

static u16int
tagof(const char *name)
{
	u32int h = (u32int)((uintptr)name >> 2) * 2654435761u % Ntag;
	const char *old;

	for(int i = 0; i < Ntag; i++, h = (h + 1) % Ntag) {
		old = atomic_load_explicit(&heap.tag[h].name, memory_order_relaxed);
		if(old == name)
			return (u16int)h;
		if(old == nil &&
		   (atomic_compare_exchange_strong(&heap.tag[h].name, &old, name) || old == name))
			return (u16int)h;
	}
	return 0;
}

static void
account(u16int tag, int n, u64int bytes)
{
	Tag *t = &heap.tag[tag];

	atomic_fetch_add_explicit(&t->count, n, memory_order_relaxed);
	atomic_fetch_add_explicit(&t->bytes, bytes, memory_order_relaxed);
}

/* ---- blocks ---- */

static int
classof(usize n)
{
	int lo = 0, hi = Nclass - 1, mid;

	while(lo < hi) {
		mid = (lo + hi) / 2;
		if(classsize[mid] >= n)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

static bool
unusedleft(Class *c)
{
	return (usize)(c->end - c->next) >= c->size;
}

/* more blocks for class c; false: no memory */
static bool
refill(Class *c)
{
	bool zero;
	u8int *p = runalloc(Runorder, &zero);

	if(p == nil)
		return false;
	lock(&c->lk);
	if(unusedleft(c)) { /* somebody was faster */
		unlock(&c->lk);
		runfree(pageof(p), Runorder);
		return true;
	}
	keepold(c->next);
	keepold(c->end);
	keepold(c->zero);
	c->next = p;
	c->end = p + ((usize)Pagesize << Runorder);
	c->zero = zero;
	setlooserun(0, 0);
	unlock(&c->lk);
	return true;
}

/* the next of c's blocks that was never used; c->lk is held */
static Header *
unused(Class *c)
{
	Header *h = (Header *)c->next;

	h->class = (u8int)(c - heap.class);
	h->magic = Freed;
	setloose(h);
	keepold(c->next);
	c->next += c->size;
	return h;
}

static Header *
smallalloc(usize n)
{
	Class *c = &heap.class[classof(n)];
	bool zero = false;
	Header *h;

	for(;;) {
		lock(&c->lk);
		h = c->free;
		if(h != nil) {
			setloose(h);
			keepold(c->free);
			c->free = h->x.next;
		} else if(unusedleft(c)) {
			h = unused(c);
			zero = c->zero;
		}
		unlock(&c->lk);
		if(h != nil)
			break;
		if(!refill(c))
			return nil;
	}
	if(h->magic != Freed)
		panic("alloc: block %p was written after it was freed", (void *)(h + 1));
	if(!zero)
		memset(h + 1, 0, n - sizeof(Header));
	return h;
}

static int
orderof(usize n)
{
	int o = 0;

	while(((usize)Pagesize << o) < n)
		o++;
	return o;
}

static Header *
bigalloc(usize n)
{
	int o = orderof(n);
	bool zero;
	Header *h;

	if(o >= Norder)
		return nil;
	h = runalloc(o, &zero);
	if(h == nil)
		return nil;
	if(!zero)
		memset(h, 0, n);
	h->class = (u8int)(Big + o);
	h->x.bigsize = n - sizeof(Header);
	if(up != nil) {
		up->loose = h;
		atomic_signal_fence(memory_order_seq_cst);
		up->looserun = 0;
	}
	return h;
}

void *
kmalloctag(usize n, const char *tag)
{
	usize all = n + sizeof(Header);
	Header *h;

	if(all < n || all > (usize)Pagesize << (Norder - 1))
		return nil;
	h = all <= Maxsmall ? smallalloc(all) : bigalloc(all);
	if(h == nil)
		return nil;
	h->size = (u32int)n;
	h->tag = tagof(tag);
	account(h->tag, 1, n);
	h->magic = Magic;
	atomic_signal_fence(memory_order_seq_cst);
	if(up != nil)
		up->loose = nil;
	return h + 1;
}

void *
smalloctag(usize n, const char *tag)
{
	_Atomic u32int never = 0;
	void *p;

	for(int i = 0; i < 1000; i++) {
		p = kmalloctag(n, tag);
		if(p != nil)
			return p;
		hostwait(&never, 0, 1000000);
	}
	panic("out of kernel memory: %s wants %zu bytes", tag, n);
}

static Header *
headerof(const void *p)
{
	Header *h = (Header *)(uintptr)p - 1;

	if(h->magic != Magic)
		panic("alloc: %p is %s", p, h->magic == Freed ? "freed twice" : "not a block");
	return h;
}

usize
kmsize(void *p)
{
	Header *h = headerof(p);

	return h->class < Nclass ? h->size : h->x.bigsize;
}

/* h is up's loose block */
static void
bigfree(Header *h)
{
	int o = h->class - Big;

	if(up != nil) {
		up->looseorder = o;
		atomic_signal_fence(memory_order_seq_cst);
		up->looserun = pageof(h);
		atomic_signal_fence(memory_order_seq_cst);
		up->loose = nil;
	}
	if(o >= Giveback)
		hostarenafree(h, (usize)Pagesize << o);
	runfree(pageof(h), o);
}

/* h, free but in no list, is up's loose block or the caller's; it is neither any more */
static void
freeblock(Header *h)
{
	Class *c;

	if(h->class >= Nclass) {
		bigfree(h);
		return;
	}
	c = &heap.class[h->class];
	lock(&c->lk);
	setloose(nil);
	h->x.next = c->free;
	keepold(c->free);
	c->free = h;
	unlock(&c->lk);
}

void
kfree(void *p)
{
	Header *h;

	if(p == nil)
		return;
	h = headerof(p);
	if(up != nil) {
		takeundo(p);
		up->loose = h;
	}
	atomic_signal_fence(memory_order_seq_cst);
	account(h->tag, -1, -(u64int)kmsize(p));
	h->magic = Freed;
	atomic_signal_fence(memory_order_seq_cst);
#ifdef DEBUG
	if(h->class < Nclass)
		memset(p, 0xdb, heap.class[h->class].size - sizeof *h);
#endif
	freeblock(h);
}

/* p was killed, its Locks are mended: what was on the way between the allocator and p goes back */
void
memloose(Proc *p)
{
	Header *h = p->loose;
	u32int n = p->looserun;

	p->loose = nil;
	p->looserun = 0;
	if(n != 0)
		runfree(n, p->looseorder);
	else if(h != nil && h->magic == Magic)
		kfree(h + 1);
	else if(h != nil)
		freeblock(h);
}

char *
kstrduptag(const char *s, const char *tag)
{
	usize n = strlen(s) + 1;
	char *t = smalloctag(n, tag);

	memcpy(t, s, n);
	return t;
}

void
kstrset(char **p, const char *s)
{
	char *old = *p;

	*p = s != nil ? kstrdup(s) : nil;
	kfree(old);
}

/* ---- reports ---- */

/* For a core file.  At boot it is what most emus never exceed, in a panic all that is in use. */
void
memdump(bool all)
{
	u32int first = (u32int)((heap.npage * sizeof(Page) + Pagesize - 1) / Pagesize);
	usize n = all && heap.fresh > first ? (usize)(heap.fresh - first) * Pagesize : Coresize;

	hostdump(heap.base + (usize)first * Pagesize, n);
}

void
memuse(Memuse *m)
{
	m->used = 0;
	for(int i = 0; i < Ntag; i++)
		m->used += heap.tag[i].bytes;
	m->arena = heap.taken;
	m->limit = (usize)heap.npage * Pagesize;
}

void
memmark(void)
{
	for(int i = 0; i < Ntag; i++)
		heap.tag[i].marked = heap.tag[i].count;
}

void
memkept(void *p)
{
	heap.tag[headerof(p)->tag].marked++;
}

int
memleaks(void)
{
	int n, all = 0;
	Tag *t;

	for(t = heap.tag; t < heap.tag + Ntag; t++) {
		n = t->count - t->marked;
		if(n <= 0)
			continue;
		print("emu: leak: %d blocks of %s\n", n, t->name);
		all += n;
	}
	return all;
}

static bool
checkclass(Class *c)
{
	bool ok = true;

	lock(&c->lk);
	for(Header *h = c->free; h != nil && ok; h = h->x.next)
		ok = (u8int *)h > heap.base &&
		     (u8int *)h < heap.base + (usize)heap.npage * Pagesize && h->magic == Freed;
	unlock(&c->lk);
	return ok;
}

bool
memcheck(void)
{
	bool ok = true;

	for(int i = 0; i < Nclass; i++)
		if(!checkclass(&heap.class[i])) {
			ok = false;
			print("emu: the free list of %u byte blocks is damaged\n",
			      heap.class[i].size);
		}
	return ok;
}
