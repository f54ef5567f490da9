/* Biobufs: writing bytes, runes, formats */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include "bimpl.h"

int
Bputc(Biobufhdr *bp, int c)
{
	if(bp->state != Bwactive)
		return Beof;
	if(bp->pos >= bp->ebuf && Bflush(bp) < 0)
		return Beof;
	*bp->pos++ = c;
	return 0;
}

long
Bwrite(Biobufhdr *bp, const void *buf, long n)
{
	const uchar *p = buf;
	long left, k;

	if(bp->state != Bwactive) {
		werrstr("Bwrite: buffer not active");
		return Beof;
	}
	for(left = n; left > 0; left -= k) {
		if(bp->pos >= bp->ebuf && Bflush(bp) < 0)
			return Beof;
		k = bp->ebuf - bp->pos;
		if(k > left)
			k = left;
		memmove(bp->pos, p, k);
		bp->pos += k;
		p += k;
	}
	return n;
}

int
Bputrune(Biobufhdr *bp, long c)
{
	char s[UTFmax];
	Rune r = c;
	int n;

	if(c >= 0 && c < Runeself)
		return Bputc(bp, c) < 0 ? Beof : 1;
	n = runetochar(s, &r);
	return Bwrite(bp, s, n) == n ? n : Beof;
}

static int
fmtBflush(Fmt *f)
{
	Biobufhdr *bp = f->farg;

	bp->pos = f->to;
	if(Bflush(bp) < 0)
		return 0;
	f->to = f->start = bp->pos;
	f->stop = bp->ebuf;
	return 1;
}

int
Bvprint(Biobufhdr *bp, const char *fmt, va_list args)
{
	Fmt f;
	int n;

	if(bp->state != Bwactive) {
		werrstr("Bprint: buffer not active");
		return -1;
	}
	memset(&f, 0, sizeof f);
	f.start = f.to = bp->pos;
	f.stop = bp->ebuf;
	f.flush = fmtBflush;
	f.farg = bp;
	va_copy(f.args, args);
	n = dofmt(&f, fmt);
	va_end(f.args);
	if(bp->state != Bwactive)
		return -1;
	bp->pos = f.to;
	return n;
}

int
Bprint(Biobufhdr *bp, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = Bvprint(bp, fmt, args);
	va_end(args);
	return n;
}
