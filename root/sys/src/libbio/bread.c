/* Biobufs: reading bytes, runes, numbers, lines */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include "bimpl.h"

int
Bgetc(Biobufhdr *bp)
{
	if(bp->pos >= bp->epos && _Bfill(bp) <= 0)
		return Beof;
	return *bp->pos++;
}

int
Bungetc(Biobufhdr *bp)
{
	if(bp->state == Bracteof) /* gives back the end; it will be met again */
		return 1;
	if(bp->state != Bractive || bp->pos <= bp->low)
		return Beof;
	bp->pos--;
	return 1;
}

/* what is no UTF gives Runeerror, one for each byte */
long
Bgetrune(Biobufhdr *bp)
{
	char s[UTFmax];
	Rune r;
	int c, n, len;

	c = Bgetc(bp);
	bp->runesize = c < 0 ? 0 : 1;
	if(c < Runeself)
		return c;
	s[0] = c;
	for(n = 1; n < UTFmax && !fullrune(s, n); n++) {
		c = Bgetc(bp);
		if(c < 0)
			break;
		s[n] = c;
	}
	len = fullrune(s, n) ? chartorune(&r, s) : 1;
	if(len == 1)
		r = Runeerror;
	bp->pos -= n - len; /* they were read just now: they can be given back */
	bp->runesize = len;
	return r;
}

int
Bungetrune(Biobufhdr *bp)
{
	int n = bp->runesize;

	if(bp->state == Bracteof && n == 0)
		return 1;
	if(bp->state == Bracteof) /* the end came inside the rune, before which we go back */
		bp->state = Bractive;
	if(bp->state != Bractive || bp->pos - bp->low < n)
		return Beof;
	bp->pos -= n;
	bp->runesize = 0;
	return 1;
}

typedef struct Get Get;
struct Get
{
	Biobufhdr *bp;
	int any; /* something other than blanks was read */
};

static int
getfor(void *a)
{
	Get *g = a;
	int c = Bgetc(g->bp);

	if(c > ' ')
		g->any = 1;
	return c;
}

int
Bgetd(Biobufhdr *bp, double *d)
{
	Get g = {bp, 0};

	*d = charstod(getfor, &g);
	Bungetc(bp);
	return g.any ? 1 : Beof;
}

long
Bread(Biobufhdr *bp, void *buf, long n)
{
	uchar *p = buf;
	long left, k;

	if(bp->state == Binactive || bp->state == Bwactive) {
		werrstr("Bread: buffer not active");
		return -1;
	}
	for(left = n; left > 0; left -= k) {
		if(bp->pos >= bp->epos && _Bfill(bp) <= 0)
			break;
		k = bp->epos - bp->pos;
		if(k > left)
			k = left;
		memmove(p, bp->pos, k);
		bp->pos += k;
		p += k;
	}
	if(left == n && bp->state == Binactive)
		return -1;
	return n - left;
}

/*
 * Put more behind what is in the buffer, which moves to its front first if that is needed for room.
 * Gives 0 at the end and when the buffer is full.
 */
static int
more(Biobufhdr *bp)
{
	int n = bp->epos - bp->pos;

	if(n == 0)
		return _Bfill(bp);
	if(bp->state != Bractive)
		return 0;
	if(bp->epos == bp->ebuf) {
		if(bp->pos <= bp->bbuf) /* what was given back may lie before it */
			return 0;
		memmove(bp->bbuf, bp->pos, n);
		bp->low = bp->pos = bp->bbuf;
		bp->epos = bp->bbuf + n;
	}
	n = bp->iof(bp, bp->epos, bp->ebuf - bp->epos);
	if(n <= 0) {
		bp->state = Bracteof;
		if(n < 0)
			Berror(bp, "read error: %r");
		return 0;
	}
	bp->epos += n;
	bp->offset += n;
	return n;
}

/*
 * The line stays in the buffer until the next call.  A line without delim at the end of the
 * file, or one that is longer than the buffer, gives nil, and Blinelen how much of it there is: Bread
 * gets it.
 */
void *
Brdline(Biobufhdr *bp, int delim)
{
	uchar *p, *line;
	int from = 0;

	bp->rdline = 0;
	if(bp->state == Binactive || bp->state == Bwactive)
		return nil;
	for(;;) {
		line = bp->pos;
		p = memchr(line + from, delim, bp->epos - line - from);
		if(p != nil)
			break;
		from = bp->epos - line;
		if(more(bp) <= 0) {
			bp->rdline = bp->epos - bp->pos;
			return nil;
		}
	}
	bp->rdline = p + 1 - line;
	bp->pos = p + 1;
	return line;
}

/* a fresh string of any length; the last line of the file need not have the delim */
char *
Brdstr(Biobufhdr *bp, int delim, int nulldelim)
{
	char *s = nil, *t;
	uchar *e = nil;
	int n = 0, max = 0, k;

	bp->rdline = 0;
	while(e == nil && bp->state != Bwactive) {
		if(bp->pos >= bp->epos && _Bfill(bp) <= 0)
			break;
		k = bp->epos - bp->pos;
		e = memchr(bp->pos, delim, k);
		if(e != nil)
			k = e + 1 - bp->pos;
		if(n + k + 1 > max) {
			/* a long line is not to be copied for each buffer */
			max = n + k + 1 + n;
			t = realloc(s, max);
			if(t == nil) {
				free(s);
				return nil;
			}
			s = t;
		}
		memmove(s + n, bp->pos, k);
		n += k;
		bp->pos += k;
	}
	if(s == nil)
		return nil;
	if(e != nil && nulldelim)
		n--;
	s[n] = '\0';
	if(max > n + 2 && (t = realloc(s, n + 1)) != nil)
		s = t;
	bp->rdline = n;
	setmalloctag(s, getcallerpc(&bp));
	return s;
}
