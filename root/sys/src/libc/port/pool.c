/*
 * Pools of memory: blocks with a header each, kept in address order inside the pieces that alloc
 * gave.  Free neighbours are joined at once; free blocks hang in lists by their size, small ones all of one size in each,
 * larger ones four lists for each power of two, so that it takes no search to find one.
 * The pool's lock guards it, so processes that share memory may share a pool.
 */
#include <u.h>
#include <libc.h>
#include <pool.h>
#include "_pool.h"

enum
{
	Nsmall = 64, /* lists of blocks of so many units */
	Smallbits = 10,
	Nbin = nelem(((Pool *)nil)->bin),
	Nlook = 32, /* blocks of a list that are looked at */
	Rubbish = 0xdb,
	Maxalloc = 40, /* nobody wants more than 2^40 bytes */
};

/* at the beginning of each piece of memory that does not continue another */
typedef struct Piece Piece;
struct Piece
{
	Piece *next;
	Block *first;
};

#define SIZE(b)  ((b)->size & ~(usize)Inuse)
#define AFTER(b) ((Block *)((uchar *)(b) + SIZE(b)))

static int
binof(usize size)
{
	int k, i;

	if(size < Nsmall * Unit)
		return size / Unit;
	k = 63 - __builtin_clzll(size);
	i = Nsmall + 4 * (k - Smallbits) + (size >> (k - 2) & 3);
	return i < Nbin ? i : Nbin - 1;
}

/* the first list from i on that is not empty, or -1 */
static int
nextbin(Pool *p, int i)
{
	uvlong w;

	for(int k = i / 64; k < nelem(p->used); k++) {
		w = p->used[k];
		if(k == i / 64)
			w &= ~0ULL << i % 64;
		if(w != 0)
			return k * 64 + __builtin_ctzll(w);
	}
	return -1;
}

static void
putfree(Pool *p, Block *b)
{
	int i = binof(b->size);
	Block **bin = (Block **)&p->bin[i];

	p->used[i / 64] |= 1ULL << i % 64;
	b->prev = nil;
	b->next = *bin;
	if(*bin != nil)
		(*bin)->prev = b;
	*bin = b;
	p->curfree += b->size;
}

static void
takefree(Pool *p, Block *b)
{
	int i;

	if(b->prev != nil)
		b->prev->next = b->next;
	else {
		i = binof(b->size);
		p->bin[i] = b->next;
		if(b->next == nil)
			p->used[i / 64] &= ~(1ULL << i % 64);
	}
	if(b->next != nil)
		b->next->prev = b->prev;
	p->curfree -= b->size;
}

/* join b, not in use and in no list, with its free neighbours; the result is in a list */
static void
join(Pool *p, Block *b)
{
	Block *o;

	o = AFTER(b);
	if((o->size & Inuse) == 0) {
		takefree(p, o);
		b->size += o->size;
	}
	if(b->before != 0) {
		o = (Block *)((uchar *)b - b->before);
		if((o->size & Inuse) == 0) {
			takefree(p, o);
			o->size += b->size;
			b = o;
		}
	}
	AFTER(b)->before = b->size;
	putfree(p, b);
}

/*
 * Get at least n bytes from alloc.  Each piece ends with a mark, a header that is in use for ever; what
 * continues the piece before turns the old mark into the start of a free block.
 */
static int
grow(Pool *p, usize n)
{
	Block *b, *mark;
	Piece *piece;
	uchar *m;
	usize pad;

	n += Header + sizeof(Piece) + Unit;
	n = n < p->minarena ? p->minarena : (n + Unit - 1) & ~(usize)(Unit - 1);
	if(n > p->maxsize - p->cursize)
		return 0;
	m = p->alloc(n);
	if(m == (uchar *)-1 || m == nil)
		return 0;
	if(p->top != nil && m == p->top) {
		b = (Block *)(m - Header);
		b->size = n;
	} else {
		pad = -(uintptr)m & (Unit - 1);
		piece = (Piece *)(m + pad);
		b = (Block *)(piece + 1);
		b->before = 0;
		b->size = (n - pad - sizeof(Piece) - Header) & ~(usize)(Unit - 1);
		piece->first = b;
		piece->next = p->pieces;
		p->pieces = piece;
	}
	mark = AFTER(b);
	mark->size = Header | Inuse;
	mark->before = b->size;
	p->top = (uchar *)mark + Header;
	p->cursize += n;
	join(p, b);
	return 1;
}

/* a block that is free, after a look at so many in the one list where not all are large enough */
static Block *
find(Pool *p, usize size, int most)
{
	Block *b;
	int i = binof(size);

	for(b = p->bin[i]; b != nil && most-- > 0; b = b->next)
		if(b->size >= size)
			return b;
	i = i + 1 < Nbin ? nextbin(p, i + 1) : -1;
	return i >= 0 ? p->bin[i] : nil;
}

/* cut b, in no list, to size; what is over becomes free */
static void
trim(Pool *p, Block *b, usize size)
{
	usize over = SIZE(b) - size;
	Block *r;

	if(over < Minblock)
		return;
	b->size = size | (b->size & Inuse);
	r = AFTER(b);
	r->before = size;
	r->size = over;
	p->curalloc -= over;
	join(p, r);
}

static usize
blocksize(usize n)
{
	n = (n + Header + Unit - 1) & ~(usize)(Unit - 1);
	return n < Minblock ? Minblock : n;
}

static void *
alloc(Pool *p, usize n)
{
	usize size = blocksize(n);
	Block *b;

	if(n >> Maxalloc)
		return nil;
	b = find(p, size, Nlook);
	if(b == nil) {
		/* if there is no more, all are looked at */
		b = find(p, size, grow(p, size) ? Nlook : 0x7FFFFFFF);
		if(b == nil)
			return nil;
	}
	takefree(p, b);
	p->curalloc += b->size;
	b->size |= Inuse;
	trim(p, b, size);
	b->tag = b->realloctag = 0;
	if(p->flags & POOL_ANTAGONISM)
		memset((uchar *)b + Header, Rubbish, SIZE(b) - Header);
	return (uchar *)b + Header;
}

static int
sound(Block *b)
{
	return (b->size & Inuse) != 0 && AFTER(b)->before == SIZE(b);
}

static void
release(Pool *p, void *v)
{
	Block *b = _blockof(v);

	if(!sound(b))
		p->panic("%s: free of %p: not allocated, or overwritten\n", p->name, v);
	if(p->flags & POOL_ANTAGONISM)
		memset(v, Rubbish, SIZE(b) - Header);
	if(p->flags & POOL_NOREUSE)
		return;
	p->curalloc -= SIZE(b);
	b->size &= ~(usize)Inuse;
	join(p, b);
}

/* make b larger in place by what is free after it */
static int
extend(Pool *p, Block *b, usize size)
{
	Block *o = AFTER(b);

	if(SIZE(b) >= size)
		return 1;
	if((o->size & Inuse) != 0 || SIZE(b) + o->size < size)
		return 0;
	takefree(p, o);
	p->curalloc += o->size;
	b->size += o->size;
	AFTER(b)->before = SIZE(b);
	return 1;
}

/* ---- checks; the lock is held ---- */

static void
checkall(Pool *p)
{
	Piece *piece;
	Block *b, *next;
	usize before, free = 0;

	for(piece = p->pieces; piece != nil; piece = piece->next) {
		before = 0;
		for(b = piece->first;; b = next) {
			if(b->before != before || SIZE(b) < Header || SIZE(b) % Unit != 0)
				p->panic("%s: block %p is overwritten\n", p->name, b);
			if((b->size & Inuse) == 0)
				free += b->size;
			before = SIZE(b);
			if(before == Header) /* only the mark is so short */
				break;
			next = AFTER(b);
		}
	}
	if(free != p->curfree)
		p->panic("%s: %llud bytes are free, not %llud\n", p->name, free, p->curfree);
}

static void
enter(Pool *p)
{
	p->lock(p);
	if(p->flags & POOL_PARANOIA)
		checkall(p);
}

void
poolcheck(Pool *p)
{
	p->lock(p);
	checkall(p);
	p->unlock(p);
}

void
poolblockcheck(Pool *p, void *v)
{
	p->lock(p);
	if(!sound(_blockof(v)))
		p->panic("%s: %p: not allocated, or overwritten\n", p->name, v);
	p->unlock(p);
}

void
pooldump(Pool *p)
{
	Piece *piece;
	Block *b;

	p->lock(p);
	p->print("pool %s: %llud bytes, %llud allocated, %llud free\n", p->name, p->cursize,
		 p->curalloc, p->curfree);
	for(piece = p->pieces; piece != nil; piece = piece->next)
		for(b = piece->first; SIZE(b) != Header; b = AFTER(b))
			p->print("%p %llud %s %#llux %#llux\n", (uchar *)b + Header,
				 SIZE(b) - Header, b->size & Inuse ? "allocated" : "free",
				 b->size & Inuse ? b->tag : 0, b->size & Inuse ? b->realloctag : 0);
	p->unlock(p);
}

/* is any of these bytes in the pool? */
int
poolisoverlap(Pool *p, void *v, usize n)
{
	uchar *a = v;
	Piece *piece;
	Block *b;
	int in = 0;

	p->lock(p);
	for(piece = p->pieces; piece != nil && !in; piece = piece->next) {
		for(b = piece->first; SIZE(b) != Header; b = AFTER(b)) {
		}
		in = a < (uchar *)b + Header && a + n > (uchar *)piece;
	}
	p->unlock(p);
	return in;
}

/* ---- allocation ---- */

static void *
result(void *v)
{
	if(v == nil)
		werrstr("virtual memory allocation failed");
	return v;
}

void *
poolalloc(Pool *p, usize n)
{
	void *v;

	enter(p);
	v = alloc(p, n);
	p->unlock(p);
	return result(v);
}

void
poolfree(Pool *p, void *v)
{
	if(v == nil)
		return;
	enter(p);
	release(p, v);
	p->unlock(p);
}

void *
poolrealloc(Pool *p, void *v, usize n)
{
	Block *b;
	usize old;
	void *q = nil;

	if(v == nil)
		return poolalloc(p, n);
	if(n == 0) {
		poolfree(p, v);
		return nil;
	}
	enter(p);
	b = _blockof(v);
	if(n >> Maxalloc == 0 && extend(p, b, blocksize(n))) {
		trim(p, b, blocksize(n));
		q = v;
	} else if((q = alloc(p, n)) != nil) {
		old = SIZE(b) - Header;
		memmove(q, v, old < n ? old : n);
		_blockof(q)->tag = b->tag;
		release(p, v);
	}
	p->unlock(p);
	return result(q);
}

/* memory such that (address - offset) is a multiple of align; span is not kept; the lock is held */
static void *
aligned(Pool *p, usize n, ulong align, long offset)
{
	Block *b, *o;
	uintptr a, q;

	a = (uintptr)alloc(p, n + align + Minblock + Unit);
	if(a == 0)
		return nil;
	q = a;
	if((q - offset) % align != 0) {
		q = a + Minblock;
		q += (align - (q - offset) % align) % align;
	}
	b = _blockof((void *)a);
	if(q != a) { /* the front part goes back */
		o = _blockof((void *)q);
		o->size = (SIZE(b) - (q - a)) | Inuse;
		o->before = q - a;
		o->tag = o->realloctag = 0;
		AFTER(o)->before = SIZE(o);
		b->size = q - a;
		p->curalloc -= b->size;
		join(p, b);
		b = o;
	}
	trim(p, b, blocksize(n));
	return (void *)q;
}

void *
poolallocalign(Pool *p, usize n, ulong align, long offset, ulong span)
{
	void *v;

	USED(span);
	if(align < Unit)
		align = Unit;
	if(offset % Unit != 0 || align % Unit != 0) { /* no block can lie there */
		werrstr("bad alignment");
		return nil;
	}
	enter(p);
	v = align == Unit ? alloc(p, n) : aligned(p, n, align, offset);
	p->unlock(p);
	return result(v);
}

usize
poolmsize(Pool *p, void *v)
{
	USED(p);
	return v == nil ? 0 : SIZE(_blockof(v)) - Header;
}
