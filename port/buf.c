/*
 * Moving bytes to and from a Buf, kernel memory or a user's, and the reads of small texts that
 * devices answer with.  The copying of user memory itself is in fault.c.
 */
#include "lib.h"
#include "buf.h"
#include "host.h"

void
bufput(Buf to, const void *from, usize n)
{
	if(to.k != nil)
		memmove(to.k, from, n);
	else
		copyout(to.u, from, n);
}

void
bufget(void *to, Buf from, usize n)
{
	if(from.k != nil)
		memmove(to, from.k, n);
	else
		copyin(to, from.u, n);
}

void
bufzero(Buf to, usize n)
{
	if(to.k != nil)
		memset(to.k, 0, n);
	else if(n > 0 && hostzeroout(to.u, n) < 0)
		badaddr(to.u, n);
}

int
readmem(s64int off, Buf b, int n, const void *p, usize size)
{
	if(n <= 0 || off < 0 || (u64int)off >= size)
		return 0;
	if((usize)n > size - (usize)off)
		n = (int)(size - (usize)off);
	bufput(b, (const u8int *)p + off, (usize)n);
	return n;
}

int
readstr(s64int off, Buf b, int n, const char *s)
{
	return readmem(off, b, n, s, strlen(s));
}

int
readnum(s64int off, Buf b, int n, u64int v, int width)
{
	char text[64];

	return readmem(off, b, n, text, (usize)snprint(text, sizeof text, "%*llu ", width - 1, v));
}
