/* memory or the end of the program */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <9p.h>

void *
emalloc9p(ulong n)
{
	void *p = mallocz(n, 1);

	if(p == nil) {
		fprint(2, "%s: out of memory allocating %lud\n", argv0, n);
		exits("mem");
	}
	setmalloctag(p, getcallerpc(&n));
	return p;
}

void *
erealloc9p(void *v, ulong n)
{
	void *p = realloc(v, n);

	if(p == nil && n != 0) {
		fprint(2, "%s: out of memory allocating %lud\n", argv0, n);
		exits("mem");
	}
	setrealloctag(p, getcallerpc(&v));
	return p;
}

char *
estrdup9p(const char *s)
{
	char *p = emalloc9p(strlen(s) + 1);

	strcpy(p, s);
	setmalloctag(p, getcallerpc(&s));
	return p;
}
