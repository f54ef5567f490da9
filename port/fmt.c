/*
 * Formatted text, after print(2).  It writes to a buffer with an end and nowhere else, allocates
 * nothing, and has no verbs but its own, so it can run anywhere, with any lock held.
 *
 * Differences from C: l is 64 bits as ll is; the width of strings counts runes, their precision
 * counts bytes (so that %.*s is safe for memory that has no NUL) and ends no rune in half; %q
 * quotes for rc; %b is binary; %p has no 0x unless # asks for it; ' and , both group decimal
 * digits by three; %r is not here, the caller gives up->errstr to %s.
 */
#include "lib.h"
#include "fmt.h"

/* add n bytes, or as many whole runes of them as fit */
void
fmtbytes(Fmt *f, const char *s, usize n)
{
	usize room = (usize)(f->end - f->to);

	if(f->full)
		return;
	if(n > room) {
		n = utfcut(s, room);
		f->full = true;
	}
	memmove(f->to, s, n);
	f->to += n;
}

void
fmtpad(Fmt *f, int c, int n)
{
	char b = (char)c;

	while(n-- > 0 && !f->full)
		fmtbytes(f, &b, 1);
}

/* runes in n bytes; what is malformed counts a rune a byte */
static int
countrunes(const char *s, usize n)
{
	const char *e = s + n;
	int count = 0;
	Rune r;

	for(; s < e; count++)
		s += fullrune(s, (int)(e - s)) ? chartorune(&r, s) : 1;
	return count;
}

static bool
mustquote(const char *s, usize n)
{
	if(n == 0)
		return true;
	for(; n > 0; s++, n--)
		if((u8int)*s <= ' ' || strchr("'`^#*?[]{}()=|\\$<>&;", *s) != nil)
			return true;
	return false;
}

/* the length of a verb's string, cut by the precision */
static usize
textlen(Fmt *f, const char *s)
{
	usize n;

	if((f->flags & Fprec) == 0)
		return strlen(s);
	n = strnlen(s, (usize)f->prec);
	return n == (usize)f->prec ? utfcut(s, n) : n;
}

static void
fmttext(Fmt *f, const char *s, usize n)
{
	int pad = f->width > 0 ? f->width - countrunes(s, n) : 0;

	if((f->flags & Fleft) == 0)
		fmtpad(f, ' ', pad);
	fmtbytes(f, s, n);
	if(f->flags & Fleft)
		fmtpad(f, ' ', pad);
}

static void
fmtquoted(Fmt *f, const char *s, usize n)
{
	int quotes = 0, pad;
	const char *from;

	for(usize i = 0; i < n; i++)
		quotes += s[i] == '\'';
	pad = f->width > 0 ? f->width - countrunes(s, n) - quotes - 2 : 0;
	if((f->flags & Fleft) == 0)
		fmtpad(f, ' ', pad);
	fmtbytes(f, "'", 1);
	for(from = s; s < from + n;) {
		usize part = 0, left = (usize)(from + n - s);

		while(part < left && s[part++] != '\'')
			;
		fmtbytes(f, s, part);
		if(s[part - 1] == '\'')
			fmtbytes(f, "'", 1);
		s += part;
	}
	fmtbytes(f, "'", 1);
	if(f->flags & Fleft)
		fmtpad(f, ' ', pad);
}

static void
fmtstring(Fmt *f, const char *s, int verb)
{
	usize n;

	if(s == nil)
		s = "<nil>";
	n = textlen(f, s);
	if(verb == 'q' && ((f->flags & Fsharp) || mustquote(s, n)))
		fmtquoted(f, s, n);
	else
		fmttext(f, s, n);
}

static void
fmtrune(Fmt *f, u32int c, int verb)
{
	char buf[UTFmax];
	int n = 1;

	if(verb == 'C')
		n = runetochar(buf, c);
	else
		buf[0] = (char)c;
	fmttext(f, buf, (usize)n);
}

/* a width or precision written out; *s is left after it */
static int
count(const char **s)
{
	int n = 0;

	for(; **s >= '0' && **s <= '9'; (*s)++)
		if(n <= Fmtwidth)
			n = n * 10 + **s - '0';
	return n;
}

static int
flagbit(int c)
{
	switch(c) {
	case '-':
		return Fleft;
	case '0':
		return Fzero;
	case '#':
		return Fsharp;
	case '+':
		return Fplus;
	case ' ':
		return Fblank;
	case '\'':
	case ',':
		return Fgroup;
	}
	return 0;
}

static int
clamp(int n)
{
	return n > Fmtwidth ? Fmtwidth : n;
}

/* va_list may be an array type, of which a parameter is no pointer: so it travels in a struct */
typedef struct Args
{
	va_list va;
} Args;

/* read flags, width, precision and size into f; result: at the verb */
static const char *
spec(Fmt *f, const char *s, Args *args)
{
	int bit, n;

	f->flags = 0;
	f->width = f->prec = 0;
	for(; (bit = flagbit(*s)) != 0; s++)
		f->flags |= bit;
	if(*s == '*') {
		s++;
		n = va_arg(args->va, int);
		if(n < 0) {
			f->flags |= Fleft;
			n = n < -Fmtwidth ? Fmtwidth : -n;
		}
		f->width = clamp(n);
	} else
		f->width = clamp(count(&s));
	if(*s == '.') {
		s++;
		f->flags |= Fprec;
		if(*s == '*') {
			s++;
			f->prec = va_arg(args->va, int);
			if(f->prec < 0)
				f->flags &= ~Fprec;
		} else
			f->prec = count(&s);
	}
	for(; *s == 'l' || *s == 'z' || *s == 'j' || *s == 'h'; s++)
		f->flags |= *s == 'h' ? Fshort : Flong;
	return s;
}

/* the next integer argument, widened as the verb and its size say */
static u64int
integer(Fmt *f, int verb, Args *args)
{
	u32int v;

	if(f->flags & Flong)
		return va_arg(args->va, u64int);
	v = va_arg(args->va, u32int);
	if(f->flags & Fshort)
		return verb == 'd' ? (u64int)(s16int)v : (u16int)v;
	return verb == 'd' ? (u64int)(s32int)v : v;
}

/* print one verb; result: after it */
static const char *
conversion(Fmt *f, const char *s, Args *args)
{
	const char *start = s - 1;

	s = spec(f, s, args);
	switch(*s) {
	case 'd':
	case 'u':
	case 'x':
	case 'X':
	case 'o':
	case 'b':
		f->prec = clamp(f->prec);
		fmtnum(f, integer(f, *s, args), *s);
		break;
	case 'p':
		f->prec = clamp(f->prec);
		fmtnum(f, (uintptr)va_arg(args->va, void *), 'p');
		break;
	case 'c':
	case 'C':
		fmtrune(f, va_arg(args->va, u32int), *s);
		break;
	case 's':
	case 'q':
		fmtstring(f, va_arg(args->va, const char *), *s);
		break;
	case '%':
		fmtbytes(f, "%", 1);
		break;
	case '\0': /* a % that leads nowhere stands for itself */
		fmtbytes(f, start, (usize)(s - start));
		return s;
	default: /* an unknown verb shows itself; its argument is not known, so not skipped */
		fmtbytes(f, start, (usize)(s + 1 - start));
	}
	return s + 1;
}

char *
vseprint(char *to, char *end, const char *fmt, va_list arg)
{
	Fmt f = {.to = to, .end = end - 1};
	Args args;
	const char *s;

	if(to >= end)
		return to;
	va_copy(args.va, arg);
	while(*fmt != '\0') {
		for(s = fmt; *s != '\0' && *s != '%'; s++)
			;
		fmtbytes(&f, fmt, (usize)(s - fmt));
		fmt = *s == '%' ? conversion(&f, s + 1, &args) : s;
	}
	va_end(args.va);
	*f.to = '\0';
	return f.to;
}

char *
seprint(char *to, char *end, const char *fmt, ...)
{
	va_list arg;

	va_start(arg, fmt);
	to = vseprint(to, end, fmt, arg);
	va_end(arg);
	return to;
}

int
vsnprint(char *buf, int size, const char *fmt, va_list arg)
{
	if(size <= 0)
		return 0;
	return (int)(vseprint(buf, buf + size, fmt, arg) - buf);
}

int
snprint(char *buf, int size, const char *fmt, ...)
{
	va_list arg;
	int n;

	va_start(arg, fmt);
	n = vsnprint(buf, size, fmt, arg);
	va_end(arg);
	return n;
}
