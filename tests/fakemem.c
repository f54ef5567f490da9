/*
 * The kernel's allocator (port/mem.h) over the C library's, linked instead of port/alloc.c, so
 * that valgrind and AddressSanitizer see every block of the kernel: a use after kfree, a byte
 * too far, memory that is not freed.  Blocks are linked, so a leak is reported by its tag.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mem.h"
#include "fakeimpl.h"

enum
{
	Magic = 0x6b6d656d,
};
#define Absurd ((usize)64 * GiB)

typedef struct Head
{
	struct Head *next, *prev;
	const char *tag;
	usize size;
	bool marked; /* allocated before memmark */
	u32int magic;
	_Alignas(16) u8int data[];
} Head;

static pthread_mutex_t memlock = PTHREAD_MUTEX_INITIALIZER;
static Head list = {.next = &list, .prev = &list}; /* [memlock] */
static usize used;                                 /* [memlock] */

static Head *
headof(void *p)
{
	Head *h = (Head *)(void *)((u8int *)p - offsetof(Head, data));

	if(h->magic != Magic)
		fdie("%p is no kernel memory, or damaged", p);
	return h;
}

void
meminit(void *base, usize size)
{
	USED(base);
	USED(size);
}

static void
insert(Head *h)
{
	pthread_mutex_lock(&memlock);
	h->next = list.next;
	h->prev = &list;
	h->next->prev = h;
	list.next = h;
	used += h->size;
	pthread_mutex_unlock(&memlock);
}

static void
unlinkblock(Head *h)
{
	pthread_mutex_lock(&memlock);
	h->next->prev = h->prev;
	h->prev->next = h->next;
	used -= h->size;
	pthread_mutex_unlock(&memlock);
}

void *
smalloctag(usize n, const char *tag)
{
	Head *h = n < Absurd ? calloc(1, sizeof *h + n) : nil;

	if(h == nil)
		fdie("%s: no memory for %zu bytes", tag, n);
	h->tag = tag;
	h->size = n;
	h->magic = Magic;
	insert(h);
	return h->data;
}

void *
kmalloctag(usize n, const char *tag)
{
	if(n >= Absurd || failing("kmalloc") != 0)
		return nil;
	return smalloctag(n, tag);
}

void
kfree(void *p)
{
	Head *h;

	if(p == nil)
		return;
	h = headof(p);
	unlinkblock(h);
	h->magic = 0;
	free(h);
}

usize
kmsize(void *p)
{
	return headof(p)->size;
}

char *
kstrduptag(const char *s, const char *tag)
{
	usize n = strlen(s) + 1;

	return memcpy(smalloctag(n, tag), s, n);
}

void
kstrset(char **p, const char *s)
{
	char *old = *p;

	*p = s != NULL ? kstrduptag(s, "kstrset") : NULL;
	kfree(old);
}

void
memuse(Memuse *m)
{
	pthread_mutex_lock(&memlock);
	m->used = m->arena = used;
	m->limit = Absurd;
	pthread_mutex_unlock(&memlock);
}

void
memmark(void)
{
	pthread_mutex_lock(&memlock);
	for(Head *h = list.next; h != &list; h = h->next)
		h->marked = true;
	pthread_mutex_unlock(&memlock);
}

/* the fake host kills nobody in here */
void
memloose(struct Proc *p)
{
	USED(p);
}

void
memdump(bool all)
{
	(void)all;
}

void
memkept(void *p)
{
	pthread_mutex_lock(&memlock);
	headof(p)->marked = true;
	pthread_mutex_unlock(&memlock);
}

/* one line a block: the unit tests are small */
int
memleaks(void)
{
	int n = 0;

	pthread_mutex_lock(&memlock);
	for(Head *h = list.next; h != &list; h = h->next)
		if(!h->marked) {
			fprintf(stderr, "leak: %zu bytes of %s\n", h->size, h->tag);
			n++;
		}
	pthread_mutex_unlock(&memlock);
	return n;
}

bool
memcheck(void)
{
	pthread_mutex_lock(&memlock);
	for(Head *h = list.next; h != &list; h = h->next)
		headof(h->data);
	pthread_mutex_unlock(&memlock);
	return true;
}
