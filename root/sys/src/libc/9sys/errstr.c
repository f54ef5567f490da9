/* the error string: one per process, kept by the kernel */
#include <u.h>
#include <libc.h>

/* read it, and leave it as it was */
void
rerrstr(char *buf, uint n)
{
	char tmp[ERRMAX];

	tmp[0] = '\0';
	errstr(tmp, sizeof tmp);
	if(n > 0)
		utfecpy(buf, buf + n, tmp);
	errstr(tmp, sizeof tmp);
}

void
werrstr(const char *fmt, ...)
{
	char buf[ERRMAX];
	va_list args;

	va_start(args, fmt);
	vsnprint(buf, sizeof buf, fmt, args);
	va_end(args);
	errstr(buf, sizeof buf);
}

void
perror(const char *s)
{
	if(s == nil || *s == '\0')
		fprint(2, "%r\n");
	else
		fprint(2, "%s: %r\n", s);
}

static void
fatal(const char *fmt, va_list args)
{
	char buf[1024];

	vsnprint(buf, sizeof buf, fmt, args);
	if(argv0 != nil)
		fprint(2, "%s: %s\n", argv0, buf);
	else
		fprint(2, "%s\n", buf);
	exits(buf);
}

void (*_sysfatal)(const char *, va_list) = fatal;

void
sysfatal(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	_sysfatal(fmt, args);
	va_end(args);
	exits("sysfatal");
}

void
_assert(const char *s)
{
	fprint(2, "assert failed: %s\n", s);
	abort();
}

/* a fault that leaves the process Broken, for a debugger to look at */
void
abort(void)
{
	volatile int *p = nil;

	for(;;)
		*p = 0;
}
