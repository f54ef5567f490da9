/*
 * pool.h: the allocator below malloc, as pool(2) describes it.
 */
#pragma once
#pragma lib "libc.a"

/* flags */
enum
{
	POOL_ANTAGONISM = 1 << 0, /* fill what is allocated and freed with rubbish */
	POOL_PARANOIA = 1 << 1,   /* check all of the pool at every call */
	POOL_NOREUSE = 1 << 6,    /* never use freed memory again */
};

typedef struct Pool Pool;
struct Pool
{
	char *name;
	usize maxsize;         /* that it may ask of alloc */
	usize cursize;         /* that it has */
	usize curfree;         /* of which is free */
	usize curalloc;        /* and allocated, with headers */
	usize minarena;        /* what it asks of alloc at least */
	void *(*alloc)(usize); /* as sbrk */
	int flags;
	void (*lock)(Pool *);
	void (*unlock)(Pool *);
	int (*print)(const char *, ...);
	void (*panic)(const char *, ...);
	void *private; /* lock's */
	/* its own */
	void *bin[216];
	uvlong used[4]; /* which of them hold something */
	void *pieces;
	uchar *top;
};

extern Pool *mainmem;
extern Pool *imagmem;

extern void *poolalloc(Pool *, usize);
extern void *poolallocalign(Pool *, usize, ulong, long, ulong);
extern void *poolrealloc(Pool *, void *, usize);
extern void poolfree(Pool *, void *);
extern usize poolmsize(Pool *, void *);
extern int poolisoverlap(Pool *, void *, usize);
extern void poolcheck(Pool *);
extern void poolblockcheck(Pool *, void *);
extern void pooldump(Pool *);
