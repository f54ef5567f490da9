/*
 * The print family over Runes.
 */
#include <u.h>
#include <libc.h>

Rune *
runevseprint(Rune *buf, Rune *e, const char *fmt, va_list args)
{
	Fmt f;

	if(e <= buf)
		return nil;
	memset(&f, 0, sizeof f);
	f.runes = 1;
	f.start = f.to = buf;
	f.stop = e - 1;
	va_copy(f.args, args);
	dofmt(&f, fmt);
	va_end(f.args);
	*(Rune *)f.to = 0;
	return f.to;
}

Rune *
runeseprint(Rune *buf, Rune *e, const char *fmt, ...)
{
	va_list args;
	Rune *p;

	va_start(args, fmt);
	p = runevseprint(buf, e, fmt, args);
	va_end(args);
	return p;
}

int
runevsnprint(Rune *buf, int n, const char *fmt, va_list args)
{
	return n <= 0 ? -1 : runevseprint(buf, buf + n, fmt, args) - buf;
}

int
runesnprint(Rune *buf, int n, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	n = runevsnprint(buf, n, fmt, args);
	va_end(args);
	return n;
}

int
runesprint(Rune *buf, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = runevsnprint(buf, 16384, fmt, args);
	va_end(args);
	return n;
}

static int
runegrow(Fmt *f)
{
	usize used = (Rune *)f->to - (Rune *)f->start, size = 2 * (used + 128);
	Rune *s = realloc(f->start, size * sizeof(Rune));

	if(s == nil) {
		free(f->start);
		f->start = f->to = f->stop = nil;
		return 0;
	}
	f->start = s;
	f->to = s + used;
	f->stop = s + size - 1;
	return 1;
}

int
runefmtstrinit(Fmt *f)
{
	memset(f, 0, sizeof *f);
	f->runes = 1;
	f->start = malloc(256 * sizeof(Rune));
	if(f->start == nil)
		return -1;
	f->to = f->start;
	f->stop = (Rune *)f->start + 255;
	f->flush = runegrow;
	return 0;
}

Rune *
runefmtstrflush(Fmt *f)
{
	if(f->start == nil)
		return nil;
	*(Rune *)f->to = 0;
	return f->start;
}

Rune *
runevsmprint(const char *fmt, va_list args)
{
	Fmt f;

	if(runefmtstrinit(&f) < 0)
		return nil;
	va_copy(f.args, args);
	dofmt(&f, fmt);
	va_end(f.args);
	return runefmtstrflush(&f);
}

Rune *
runesmprint(const char *fmt, ...)
{
	va_list args;
	Rune *p;

	va_start(args, fmt);
	p = runevsmprint(fmt, args);
	va_end(args);
	return p;
}
