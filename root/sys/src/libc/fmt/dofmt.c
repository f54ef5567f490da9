/*
 * The heart of print: walks a format, parses flags and numbers of each verb and calls
 * its function.  Output goes to [to, stop) of the Fmt, as chars or as Runes; when that is full, flush
 * makes room or fails.
 */
#include <u.h>
#include <libc.h>
#include "../port/_libc.h"

/* make room; len is what is wanted, in bytes */
int
_fmtflush(Fmt *f, int len)
{
	if(f->flush != nil && f->flush(f) > 0 && (char *)f->to + len <= (char *)f->stop)
		return 1;
	f->stop = f->to;
	return 0;
}

int
fmtrune(Fmt *f, int c)
{
	Rune r = c;

	if(f->runes) {
		Rune *t = f->to;

		if(t + 1 > (Rune *)f->stop) {
			if(!_fmtflush(f, sizeof r))
				return -1;
			t = f->to;
		}
		*t = r;
		f->to = t + 1;
		f->nfmt++;
	} else {
		char s[UTFmax];
		int n = runetochar(s, &r);

		if((char *)f->to + n > (char *)f->stop && !_fmtflush(f, n))
			return -1;
		memmove(f->to, s, n);
		f->to = (char *)f->to + n;
		f->nfmt += n;
	}
	return 0;
}

/* n blanks */
int
_fmtpad(Fmt *f, int n)
{
	while(n-- > 0)
		if(fmtrune(f, ' ') < 0)
			return -1;
	return 0;
}

static int
padleft(Fmt *f, int n)
{
	return (f->flags & FmtWidth) && !(f->flags & FmtLeft) ? _fmtpad(f, f->width - n) : 0;
}

static int
padright(Fmt *f, int n)
{
	return (f->flags & FmtWidth) && (f->flags & FmtLeft) ? _fmtpad(f, f->width - n) : 0;
}

/* the string s of n runes, at most max bytes, with the padding that f asks for */
int
_fmtchars(Fmt *f, const char *s, int max, int n)
{
	const char *e = s + max;
	Rune r;
	int i;

	if((f->flags & FmtPrec) && n > f->prec)
		n = f->prec;
	if(padleft(f, n) < 0)
		return -1;
	for(i = 0; i < n && s < e; i++) {
		r = *(uchar *)s;
		if(r >= Runeself)
			s += chartorune(&r, s);
		else {
			s++;
			if(!f->runes && f->to < f->stop) { /* what nearly all text is */
				*(char *)f->to = r;
				f->to = (char *)f->to + 1;
				f->nfmt++;
				continue;
			}
		}
		if(fmtrune(f, r) < 0)
			return -1;
	}
	return padright(f, n);
}

int
_fmtrunes(Fmt *f, const Rune *s, int max, int n)
{
	int i;

	USED(max);
	if((f->flags & FmtPrec) && n > f->prec)
		n = f->prec;
	if(padleft(f, n) < 0)
		return -1;
	for(i = 0; i < n; i++)
		if(fmtrune(f, s[i]) < 0)
			return -1;
	return padright(f, n);
}

int
fmtstrcpy(Fmt *f, const char *s)
{
	int n, i;
	Rune r;

	if(s == nil)
		s = "<nil>";
	if(f->flags & FmtPrec) { /* s need not have a NUL beyond prec runes */
		for(i = n = 0; n < f->prec && s[i]; n++)
			i += chartorune(&r, s + i);
		return _fmtchars(f, s, i, n);
	}
	return _fmtchars(f, s, strlen(s), utflen(s));
}

int
fmtrunestrcpy(Fmt *f, const Rune *s)
{
	int n;

	if(s == nil)
		return fmtstrcpy(f, "<nil>");
	if(f->flags & FmtPrec) {
		for(n = 0; n < f->prec && s[n]; n++) {
		}
	} else
		n = runestrlen(s);
	return _fmtrunes(f, s, n, n);
}

/* one char or Rune of the format, whichever it is made of */
static int
nextrune(const void **fmt, int runes, Rune *r)
{
	if(runes) {
		const Rune *p = *fmt;

		*r = *p;
		*fmt = p + 1;
	} else {
		const char *p = *fmt;

		*fmt = p + chartorune(r, p);
	}
	return *r != 0;
}

static void
setnumber(Fmt *f, int n, int prec)
{
	if(prec) {
		f->flags |= FmtPrec;
		f->prec = n;
		if(n < 0) {
			f->flags &= ~FmtPrec;
			f->prec = 0;
		}
		return;
	}
	f->flags |= FmtWidth;
	f->width = n;
	if(n < 0) {
		f->flags |= FmtLeft;
		f->width = -n;
	}
}

/* *fmt is after the %: parse up to and call the verb */
static int
verb(Fmt *f, const void **fmt, int runes)
{
	int inprec = 0, n;
	const void *here;
	Rune r;

	f->flags = 0;
	f->width = f->prec = 0;
	while(nextrune(fmt, runes, &r)) {
		if(r == '.') {
			inprec = 1;
			f->flags |= FmtPrec;
			f->prec = 0;
		} else if(r == '*') {
			setnumber(f, va_arg(f->args, int), inprec);
		} else if((r >= '1' && r <= '9') || (r == '0' && inprec)) {
			for(n = 0; r >= '0' && r <= '9'; nextrune(fmt, runes, &r)) {
				n = n * 10 + r - '0';
				here = *fmt;
			}
			*fmt = here;
			setnumber(f, n, inprec);
		} else if((n = _fmtverb(f, r)) != 1)
			return n;
	}
	*fmt = runes ? (const void *)((const Rune *)*fmt - 1) : (const char *)*fmt - 1;
	return 0;
}

static int
format(Fmt *f, const void *fmt, int runes)
{
	int nfmt = f->nfmt;
	Rune r;

	while(nextrune(&fmt, runes, &r)) {
		if(r != '%') {
			if(fmtrune(f, r) < 0)
				return -1;
			continue;
		}
		if(verb(f, &fmt, runes) < 0)
			return -1;
	}
	return f->nfmt - nfmt;
}

int
dofmt(Fmt *f, const char *fmt)
{
	return format(f, fmt, 0);
}

int
dorfmt(Fmt *f, const Rune *fmt)
{
	return format(f, fmt, 1);
}

/* for verbs: print into the same output, with the caller's own arguments */
int
fmtvprint(Fmt *f, const char *fmt, va_list args)
{
	va_list save;
	ulong flags = f->flags;
	int width = f->width, prec = f->prec, n;
	Rune r = f->r;

	va_copy(save, f->args);
	va_end(f->args);
	va_copy(f->args, args);
	n = dofmt(f, fmt);
	va_end(f->args);
	va_copy(f->args, save);
	va_end(save);
	f->flags = flags;
	f->width = width;
	f->prec = prec;
	f->r = r;
	return n < 0 ? -1 : 0;
}

int
fmtprint(Fmt *f, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = fmtvprint(f, fmt, args);
	va_end(args);
	return n;
}
