/*
 * malloc: the pool that grows by sbrk, and who allocated what.
 */
#include <u.h>
#include <libc.h>
#include <pool.h>
#include "_pool.h"

static Lock mainlock, imaglock;

static void
plock(Pool *p)
{
	lock(p->private);
}

static void
punlock(Pool *p)
{
	unlock(p->private);
}

static int
pprint(const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vfprint(2, fmt, args);
	va_end(args);
	return n;
}

static void
ppanic(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprint(2, fmt, args);
	va_end(args);
	abort();
}

static Pool smain = {
	.name = "Main",
	.maxsize = ~(usize)0,
	.minarena = 64 * 1024,
	.alloc = sbrk,
	.lock = plock,
	.unlock = punlock,
	.print = pprint,
	.panic = ppanic,
	.private = &mainlock,
};
static Pool simag = {
	.name = "Image",
	.maxsize = ~(usize)0,
	.minarena = 2 * 1024 * 1024,
	.alloc = sbrk,
	.lock = plock,
	.unlock = punlock,
	.print = pprint,
	.panic = ppanic,
	.private = &imaglock,
};
Pool *mainmem = &smain;
Pool *imagmem = &simag;

void *
malloc(usize n)
{
	void *p = poolalloc(mainmem, n);

	if(p != nil)
		_blockof(p)->tag = getcallerpc(&n);
	return p;
}

void *
mallocz(usize n, int clr)
{
	void *p = poolalloc(mainmem, n);

	if(p != nil) {
		_blockof(p)->tag = getcallerpc(&n);
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
		werrstr("virtual memory allocation failed");
		return nil;
	}
	p = mallocz(n * size, 1);
	if(p != nil)
		setmalloctag(p, getcallerpc(&n));
	return p;
}

void
free(void *p)
{
	poolfree(mainmem, p);
}

void *
realloc(void *p, usize n)
{
	void *q = poolrealloc(mainmem, p, n);

	if(q != nil)
		_blockof(q)->realloctag = getcallerpc(&p);
	return q;
}

void *
mallocalign(usize n, ulong align, long offset, ulong span)
{
	void *p = poolallocalign(mainmem, n, align, offset, span);

	if(p != nil) {
		_blockof(p)->tag = getcallerpc(&n);
		memset(p, 0, n);
	}
	return p;
}

usize
msize(void *p)
{
	return poolmsize(mainmem, p);
}

void
setmalloctag(void *p, uintptr pc)
{
	_blockof(p)->tag = pc;
}

void
setrealloctag(void *p, uintptr pc)
{
	_blockof(p)->realloctag = pc;
}

uintptr
getmalloctag(void *p)
{
	return _blockof(p)->tag;
}

uintptr
getrealloctag(void *p)
{
	return _blockof(p)->realloctag;
}
