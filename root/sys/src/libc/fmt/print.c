/*
 * print and its family over chars: to descriptors, to buffers, to fresh memory.
 */
#include <u.h>
#include <libc.h>
#include "../port/_libc.h"

/* bytes of a character in the output */
static int
width(Fmt *f)
{
	return f->runes ? sizeof(Rune) : 1;
}

/* ---- descriptors ---- */

int
fmtfdflush(Fmt *f)
{
	int n = (char *)f->to - (char *)f->start;

	if(n > 0 && write((int)(uintptr)f->farg, f->start, n) != n)
		return 0;
	f->to = f->start;
	return 1;
}

int
fmtfdinit(Fmt *f, int fd, char *buf, int size)
{
	memset(f, 0, sizeof *f);
	f->start = f->to = buf;
	f->stop = buf + size;
	f->flush = fmtfdflush;
	f->farg = (void *)(uintptr)fd;
	return 0;
}

int
vfprint(int fd, const char *fmt, va_list args)
{
	char buf[256];
	Fmt f;
	int n;

	fmtfdinit(&f, fd, buf, sizeof buf);
	va_copy(f.args, args);
	n = dofmt(&f, fmt);
	va_end(f.args);
	if(n > 0 && fmtfdflush(&f) == 0)
		return -1;
	return n;
}

int
fprint(int fd, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vfprint(fd, fmt, args);
	va_end(args);
	return n;
}

int
print(const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vfprint(1, fmt, args);
	va_end(args);
	return n;
}

/* ---- buffers: what does not fit is dropped; a NUL always ends it ---- */

/* with Runes instead of chars if runes is 1; gives the place of the NUL */
void *
_fmtbuf(void *buf, void *e, int runes, const char *fmt, va_list args)
{
	Fmt f;

	if((char *)e <= (char *)buf)
		return nil;
	memset(&f, 0, sizeof f);
	f.runes = runes;
	f.start = f.to = buf;
	f.stop = (char *)e - width(&f);
	va_copy(f.args, args);
	dofmt(&f, fmt);
	va_end(f.args);
	memset(f.to, 0, width(&f));
	return f.to;
}

char *
vseprint(char *buf, char *e, const char *fmt, va_list args)
{
	return _fmtbuf(buf, e, 0, fmt, args);
}

char *
seprint(char *buf, char *e, const char *fmt, ...)
{
	va_list args;
	char *p;

	va_start(args, fmt);
	p = vseprint(buf, e, fmt, args);
	va_end(args);
	return p;
}

int
vsnprint(char *buf, int n, const char *fmt, va_list args)
{
	char *p;

	if(n <= 0)
		return -1;
	p = vseprint(buf, buf + n, fmt, args);
	return p - buf;
}

int
snprint(char *buf, int n, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	n = vsnprint(buf, n, fmt, args);
	va_end(args);
	return n;
}

int
sprint(char *buf, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprint(buf, 65536, fmt, args);
	va_end(args);
	return n;
}

/* ---- memory ---- */

enum
{
	Room = 256, /* at first */
};

static int
grow(Fmt *f)
{
	usize used = (char *)f->to - (char *)f->start, size = 2 * used + Room * width(f);
	char *s = realloc(f->start, size);

	if(s == nil) {
		free(f->start);
		f->start = f->to = f->stop = nil;
		f->farg = nil;
		return 0;
	}
	f->start = s;
	f->to = s + used;
	f->stop = s + size - width(f);
	return 1;
}

int
_fmtgrowing(Fmt *f, int runes)
{
	memset(f, 0, sizeof *f);
	f->runes = runes;
	f->start = malloc(Room * width(f));
	if(f->start == nil)
		return -1;
	f->to = f->start;
	f->stop = (char *)f->start + (Room - 1) * width(f);
	f->flush = grow;
	return 0;
}

/* what has been formatted, or nil */
void *
_fmtend(Fmt *f)
{
	if(f->start != nil)
		memset(f->to, 0, width(f));
	return f->start;
}

/* all of it at once */
void *
_fmtgrown(Fmt *f, const char *fmt, va_list args)
{
	va_copy(f->args, args);
	if(dofmt(f, fmt) < 0) {
		free(f->start);
		f->start = nil;
	}
	va_end(f->args);
	return _fmtend(f);
}

int
fmtstrinit(Fmt *f)
{
	return _fmtgrowing(f, 0);
}

char *
fmtstrflush(Fmt *f)
{
	return _fmtend(f);
}

char *
vsmprint(const char *fmt, va_list args)
{
	Fmt f;

	return fmtstrinit(&f) < 0 ? nil : _fmtgrown(&f, fmt, args);
}

char *
smprint(const char *fmt, ...)
{
	va_list args;
	char *p;

	va_start(args, fmt);
	p = vsmprint(fmt, args);
	va_end(args);
	if(p != nil)
		setmalloctag(p, getcallerpc(&fmt));
	return p;
}
