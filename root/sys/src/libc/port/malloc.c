/*
 * malloc: blocks with a header each, kept in address order inside what sbrk gave.  Free
 * neighbours are joined at once; free blocks hang in lists by the power of two of their size.
 * One Lock guards all, so processes that share memory may share the heap.
 */
#include <u.h>
#include <libc.h>

typedef struct Block Block;
struct Block
{
	usize size;   /* bytes, header included; a multiple of Unit; low bit: in use */
	usize before; /* size of the block before it in memory, 0: none */
	uintptr tag, realloctag;
	/* the user's bytes; of a free block: */
	Block *next, *prev;
};

enum
{
	Unit = 16,
	Header = 32, /* bytes before the user's */
	Minblock = Header + 16,
	Inuse = 1,
	Nbin = 48,
	Grow = 64 * 1024, /* bytes asked of sbrk at least */
};

static struct
{
	Lock lock;
	Block *bin[Nbin]; /* [i]: sizes from 2^i to 2^(i+1) - 1 */
	uchar *top;       /* end of the newest piece of memory: its last block is a mark */
} heap;

#define SIZE(b)  ((b)->size & ~(usize)Inuse)
#define AFTER(b) ((Block *)((uchar *)(b) + SIZE(b)))

static int
binof(usize size)
{
	int i = 63 - __builtin_clzll(size);

	return i < Nbin ? i : Nbin - 1;
}

static void
putfree(Block *b)
{
	Block **bin = &heap.bin[binof(b->size)];

	b->prev = nil;
	b->next = *bin;
	if(*bin != nil)
		(*bin)->prev = b;
	*bin = b;
}

static void
takefree(Block *b)
{
	if(b->prev != nil)
		b->prev->next = b->next;
	else
		heap.bin[binof(b->size)] = b->next;
	if(b->next != nil)
		b->next->prev = b->prev;
}

/* join b, not in use and in no list, with its free neighbours; the result is in a list */
static void
join(Block *b)
{
	Block *o;

	o = AFTER(b);
	if((o->size & Inuse) == 0) {
		takefree(o);
		b->size += o->size;
	}
	if(b->before != 0) {
		o = (Block *)((uchar *)b - b->before);
		if((o->size & Inuse) == 0) {
			takefree(o);
			o->size += b->size;
			b = o;
		}
	}
	AFTER(b)->before = b->size;
	putfree(b);
}

/* Get at least n bytes from sbrk.  Each piece ends with a mark, a header that is in use for ever; a
 * piece that continues the one before turns the old mark into the start of a free block. */
static int
grow(usize n)
{
	Block *b, *mark;
	uchar *p;

	n += Header + Unit;
	n = n < Grow ? Grow : (n + Unit - 1) & ~(usize)(Unit - 1);
	p = sbrk(n);
	if(p == (uchar *)-1)
		return 0;
	if(heap.top != nil && p == heap.top) {
		b = (Block *)(p - Header);
		b->size = n;
	} else {
		usize pad = -(uintptr)p & (Unit - 1);

		b = (Block *)(p + pad);
		b->before = 0;
		b->size = (n - pad - Header) & ~(usize)(Unit - 1);
	}
	mark = AFTER(b);
	mark->size = Header | Inuse;
	mark->before = b->size;
	heap.top = (uchar *)mark + Header;
	join(b);
	return 1;
}

static Block *
find(usize size)
{
	Block *b;
	int i;

	for(i = binof(size); i < Nbin; i++)
		for(b = heap.bin[i]; b != nil; b = b->next)
			if(b->size >= size)
				return b;
	return nil;
}

/* cut b, in no list, to size; what is over becomes free */
static void
trim(Block *b, usize size)
{
	usize over = SIZE(b) - size;
	Block *r;

	if(over < Minblock)
		return;
	b->size = size | (b->size & Inuse);
	r = AFTER(b);
	r->before = size;
	r->size = over;
	join(r);
}

static usize
blocksize(usize n)
{
	n = (n + Header + Unit - 1) & ~(usize)(Unit - 1);
	return n < Minblock ? Minblock : n;
}

static Block *
blockof(void *p)
{
	return (Block *)((uchar *)p - Header);
}

static void *
alloc(usize n)
{
	usize size = blocksize(n);
	Block *b;

	if(n > (usize)1 << 40)
		return nil;
	b = find(size);
	if(b == nil) {
		if(!grow(size))
			return nil;
		b = find(size);
		if(b == nil)
			return nil;
	}
	takefree(b);
	b->size |= Inuse;
	trim(b, size);
	b->tag = b->realloctag = 0;
	return (uchar *)b + Header;
}

static void
nomem(void)
{
	werrstr("virtual memory allocation failed");
}

void *
malloc(usize n)
{
	void *p;

	lock(&heap.lock);
	p = alloc(n);
	if(p != nil)
		blockof(p)->tag = getcallerpc(&n);
	unlock(&heap.lock);
	if(p == nil)
		nomem();
	return p;
}

void *
mallocz(usize n, int clr)
{
	void *p = malloc(n);

	if(p != nil) {
		setmalloctag(p, getcallerpc(&n));
		if(clr)
			memset(p, 0, n);
	}
	return p;
}

void *
calloc(usize n, usize size)
{
	void *p;

	if(size != 0 && n > ~(usize)0 / size) {
		nomem();
		return nil;
	}
	p = mallocz(n * size, 1);
	if(p != nil)
		setmalloctag(p, getcallerpc(&n));
	return p;
}

static void
release(void *p)
{
	Block *b = blockof(p);

	if((b->size & Inuse) == 0 || AFTER(b)->before != SIZE(b)) {
		fprint(2, "free: %p: not allocated, or overwritten\n", p);
		abort();
	}
	b->size &= ~(usize)Inuse;
	join(b);
}

void
free(void *p)
{
	if(p == nil)
		return;
	lock(&heap.lock);
	release(p);
	unlock(&heap.lock);
}

/* make b larger in place by what is free after it */
static int
extend(Block *b, usize size)
{
	Block *o = AFTER(b);

	if(SIZE(b) >= size)
		return 1;
	if((o->size & Inuse) != 0 || SIZE(b) + o->size < size)
		return 0;
	takefree(o);
	b->size += o->size;
	AFTER(b)->before = SIZE(b);
	return 1;
}

void *
realloc(void *p, usize n)
{
	Block *b;
	void *q = nil;

	if(p == nil) {
		q = malloc(n);
		if(q != nil)
			setrealloctag(q, getcallerpc(&p));
		return q;
	}
	if(n == 0) {
		free(p);
		return nil;
	}
	lock(&heap.lock);
	b = blockof(p);
	if(n <= (usize)1 << 40 && extend(b, blocksize(n))) {
		trim(b, blocksize(n));
		q = p;
	} else if((q = alloc(n)) != nil) {
		usize old = SIZE(b) - Header;

		memmove(q, p, old < n ? old : n);
		blockof(q)->tag = b->tag;
		release(p);
	}
	if(q != nil)
		blockof(q)->realloctag = getcallerpc(&p);
	unlock(&heap.lock);
	if(q == nil)
		nomem();
	return q;
}

/* memory such that (p - offset) is a multiple of align; span is not kept */
void *
mallocalign(usize n, ulong align, long offset, ulong span)
{
	Block *b, *o;
	uintptr p, q;

	USED(span);
	if(align <= Unit && offset % Unit == 0)
		return mallocz(n, 1);
	lock(&heap.lock);
	p = (uintptr)alloc(n + align + Minblock + Unit);
	if(p == 0) {
		unlock(&heap.lock);
		nomem();
		return nil;
	}
	q = p;
	if((q - offset) % align != 0 || q % Unit != 0) {
		q = p + Minblock;
		q += (align - (q - offset) % align) % align;
	}
	if(q % Unit != 0) { /* an offset that no block can have */
		release((void *)p);
		unlock(&heap.lock);
		werrstr("mallocalign: bad offset");
		return nil;
	}
	b = blockof((void *)p);
	if(q != p) { /* the front part goes back */
		o = blockof((void *)q);
		o->size = (SIZE(b) - (q - p)) | Inuse;
		o->before = q - p;
		o->tag = o->realloctag = 0;
		AFTER(o)->before = SIZE(o);
		b->size = q - p;
		join(b);
		b = o;
	}
	trim(b, blocksize(n));
	unlock(&heap.lock);
	memset((void *)q, 0, n);
	return (void *)q;
}

usize
msize(void *p)
{
	return SIZE(blockof(p)) - Header;
}

void
setmalloctag(void *p, uintptr pc)
{
	blockof(p)->tag = pc;
}

void
setrealloctag(void *p, uintptr pc)
{
	blockof(p)->realloctag = pc;
}

uintptr
getmalloctag(void *p)
{
	return blockof(p)->tag;
}

uintptr
getrealloctag(void *p)
{
	return blockof(p)->realloctag;
}
