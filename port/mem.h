/*
 * Kernel memory: the arena's allocator.  All memory that processes share
 * comes from here, zeroed.  Each block carries a tag, the name of the function
 * that asked, which the leak report at exit prints.
 */
#pragma once
#include "u.h"

#define smalloc(n)                                                                                 \
	smalloctag(n, __func__) /* never fails: waits, then panics when the arena is full */
#define kmalloc(n) kmalloctag(n, __func__) /* nil when there is none or n is absurd */
#define kstrdup(s) kstrduptag(s, __func__)

void *smalloctag(usize n, const char *tag);
void *kmalloctag(usize n, const char *tag);
void kfree(void *p);   /* nil is allowed */
usize kmsize(void *p); /* bytes usable at p */
char *kstrduptag(const char *s, const char *tag);
void kstrset(char **p, const char *s); /* *p = a copy of s; frees the old text */

typedef struct Memuse
{
	usize used;  /* bytes in blocks given out */
	usize arena; /* bytes that the allocator took from the arena */
	usize limit; /* the arena's size */
} Memuse;

/* p was killed: what was just on its way between the allocator and p goes back */
struct Proc;
void memloose(struct Proc *p);

void meminit(void *base, usize size); /* [boot] */
void memuse(Memuse *m);
void memmark(void);     /* what is allocated now is not a leak */
void memkept(void *p);  /* this block is kept for good: no leak */
int memleaks(void);     /* log each tag with blocks since memmark; result: their number */
void memdump(bool all); /* core files are to have the arena's first part, or all that is in use */
bool memcheck(void);    /* walk everything; false and a log line when damaged */

#include "err.h"
DEFREDO(kfree, void)
