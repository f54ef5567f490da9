/*
 * The print family over Runes.
 */
#include <u.h>
#include <libc.h>
#include "../port/_libc.h"

Rune *
runevseprint(Rune *buf, Rune *e, const char *fmt, va_list args)
{
	return _fmtbuf(buf, e, 1, fmt, args);
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

int
runefmtstrinit(Fmt *f)
{
	return _fmtgrowing(f, 1);
}

Rune *
runefmtstrflush(Fmt *f)
{
	return _fmtend(f);
}

Rune *
runevsmprint(const char *fmt, va_list args)
{
	Fmt f;

	return runefmtstrinit(&f) < 0 ? nil : _fmtgrown(&f, fmt, args);
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
