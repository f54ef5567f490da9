/*
 * Buf: the memory that a device reads into or writes from, either the
 * kernel's own or a user's.  The copy functions raise error(Ebadarg), and post
 * the note for a bad address, when the user's memory is not there; so call
 * them without a Lock held.
 */
#pragma once
#include "u.h"

typedef struct Buf
{
	u8int *k; /* nil: user memory at u */
	Uaddr u;
} Buf;

static inline Buf
kbuf(void *p)
{
	return (Buf){(u8int *)p, {0}};
}
static inline Buf
ubuf(Uaddr u)
{
	return (Buf){nil, u};
}
static inline Buf
bufadd(Buf b, usize n)
{
	return b.k != nil ? (Buf){b.k + n, {0}} : (Buf){nil, {b.u.a + n}};
}
/* the address as a number, for a host call that checks it by itself (pread, send) */
static inline uintptr
bufaddr(Buf b)
{
	return b.k != nil ? (uintptr)b.k : b.u.a;
}

void bufput(Buf to, const void *from, usize n);
void bufget(void *to, Buf from, usize n);
void bufzero(Buf to, usize n);

/* a read of n bytes at off from a text or memory held by the kernel; result: bytes given */
int readstr(s64int off, Buf b, int n, const char *s);
int readmem(s64int off, Buf b, int n, const void *p, usize size);
int readnum(s64int off, Buf b, int n, u64int v,
	    int width); /* right-justified in width-1, one blank */

/* user memory (fault.c): raise as above */
void copyin(void *to, Uaddr from, usize n);
void copyout(Uaddr to, const void *from, usize n);
char *copyinstr(Uaddr from,
		usize max); /* kmalloced, at most max bytes with NUL, else error(Etoolong) */
noreturn void badaddr(Uaddr u, usize n);
/* For host calls that follow user addresses by themselves.  bufcheck keeps them off the kernel's
 * own memory; when one says -Hfault, buffix brings this process's mappings up to date (write:
 * memory was to be written), or raises as above, and the call is made again. */
void bufcheck(Buf b, usize n);
void buffix(Buf b, usize n, bool write);
