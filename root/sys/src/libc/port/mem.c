/* memory functions that the compiler does not call by itself; the others are in amd64/mem.S */
#include <u.h>
#include <libc.h>

void *
memchr(const void *v, int c, usize n)
{
	const uchar *p = v;

	for(; n > 0; n--, p++)
		if(*p == (uchar)c)
			return (void *)p;
	return nil;
}

/* copy up to and with the first c; the place after it, or nil */
void *
memccpy(void *to, const void *from, int c, usize n)
{
	const uchar *s = from;
	uchar *d = to;

	for(; n > 0; n--)
		if((*d++ = *s++) == (uchar)c)
			return d;
	return nil;
}
