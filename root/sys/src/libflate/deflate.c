/*
 * deflate, RFC 1951.  Text that was there before is found through chains of places whose first three bytes hash
 * alike; a match waits one byte for a longer one that begins there.  Symbols are gathered and
 * go out as a block with codes of its own, or with the fixed ones, or as they are, whichever is shortest.
 */
#include <u.h>
#include <libc.h>
#include <flate.h>
#include "huff.h"

enum
{
	Hashbits = 15,
	Maxsym = 16 * 1024, /* in a block */
	Maxraw = 60 * 1024, /* bytes of text in a block: they must still be in the buffer */
	Size = 4 * Window,  /* of the buffer */
	Outsize = 8 * 1024,
	None = -1,
};

typedef struct Sym Sym;
struct Sym
{
	ushort len;  /* of a match, or the byte */
	ushort dist; /* 0: a byte */
};

typedef struct Out Out;
struct Out
{
	void *wr;
	int (*w)(void *, void *, int);
	u64int bits;
	int nbits;
	int n;
	int err;
	int debug;
	uchar buf[Outsize];

	void *rr;
	int (*r)(void *, void *, int);
	int eof;
	int chain; /* places to look at */
	int good;  /* a match that is long enough not to look for a better */
	uchar *text;
	int end;   /* of what is in text */
	int pos;   /* next to be coded */
	int block; /* where the block's text begins */
	int *head; /* by hash: newest place, as an index into text */
	int *prev; /* by place modulo Window: the one before */

	Sym *sym;
	int nsym;
	ulong lfreq[Nlit];
	ulong dfreq[Ndist];
};

static void
flushbuf(Out *o)
{
	if(o->n > 0 && o->err == FlateOk && o->w(o->wr, o->buf, o->n) != o->n)
		o->err = FlateOutputFail;
	o->n = 0;
}

static void
put(Out *o, u32int v, int n)
{
	o->bits |= (u64int)v << o->nbits;
	o->nbits += n;
	while(o->nbits >= 8) {
		if(o->n == Outsize)
			flushbuf(o);
		o->buf[o->n++] = o->bits;
		o->bits >>= 8;
		o->nbits -= 8;
	}
}

static int
lencode(int len)
{
	int i = 0;

	while(i < 28 && len >= _lenbase[i + 1])
		i++;
	return i;
}

static int
distcode(int dist)
{
	int i = 0;

	while(i < Ndist - 1 && dist >= _distbase[i + 1])
		i++;
	return i;
}

/* ---- blocks ---- */

typedef struct Codes Codes;
struct Codes
{
	uchar llen[Nlit];
	uchar dlen[Ndist];
	ushort lcode[Nlit];
	ushort dcode[Ndist];
	/* how the lengths are sent: symbols with their extra bits */
	int nlit, ndist, nclen, nrun;
	uchar run[Nlit + Ndist];
	uchar extra[Nlit + Ndist];
	uchar clen[Nclen];
	ushort ccode[Nclen];
};

static const uchar clenextra[Nclen] = {[16] = 2, [17] = 3, [18] = 7};

/* all lengths as a run of code length symbols */
static void
runs(Codes *c, ulong *freq)
{
	uchar all[Nlit + Ndist];
	int n = c->nlit + c->ndist, i, k, max;

	memmove(all, c->llen, c->nlit);
	memmove(all + c->nlit, c->dlen, c->ndist);
	for(i = 0; i < n; i += k) {
		max = all[i] == 0 ? 138 : 7;
		for(k = 1; k < max && i + k < n && all[i + k] == all[i]; k++) {
		}
		if(all[i] == 0 && k >= 3) {
			c->run[c->nrun] = k <= 10 ? 17 : 18;
			c->extra[c->nrun] = k <= 10 ? k - 3 : k - 11;
		} else if(all[i] != 0 && k >= 4) { /* itself, then its repetition */
			c->run[c->nrun] = all[i];
			c->extra[c->nrun++] = 0;
			freq[all[i]]++;
			c->run[c->nrun] = 16;
			c->extra[c->nrun] = k - 4;
		} else {
			k = 1;
			c->run[c->nrun] = all[i];
			c->extra[c->nrun] = 0;
		}
		freq[c->run[c->nrun++]]++;
	}
}

static void
mkcodes(Out *o, Codes *c)
{
	ulong freq[Nclen] = {0};

	memset(c, 0, sizeof *c);
	_hufflens(o->lfreq, Nlit, Maxbits, c->llen);
	_hufflens(o->dfreq, Ndist, Maxbits, c->dlen);
	for(c->nlit = 286; c->nlit > 257 && c->llen[c->nlit - 1] == 0; c->nlit--) {
	}
	for(c->ndist = Ndist; c->ndist > 1 && c->dlen[c->ndist - 1] == 0; c->ndist--) {
	}
	runs(c, freq);
	_hufflens(freq, Nclen, Maxclen, c->clen);
	for(c->nclen = Nclen; c->nclen > 4 && c->clen[_clenorder[c->nclen - 1]] == 0; c->nclen--) {
	}
}

/* bits that the symbols take with these lengths */
static ulong
cost(Out *o, const uchar *llen, const uchar *dlen)
{
	ulong n = 0;
	int i;

	for(i = 0; i < Nlit; i++)
		n += o->lfreq[i] * (llen[i] + (i > Endblock && i < 286 ? _lenextra[i - 257] : 0));
	for(i = 0; i < Ndist; i++)
		n += o->dfreq[i] * (dlen[i] + _distextra[i]);
	return n;
}

static void
putheader(Out *o, Codes *c)
{
	int i;

	put(o, c->nlit - 257, 5);
	put(o, c->ndist - 1, 5);
	put(o, c->nclen - 4, 4);
	for(i = 0; i < c->nclen; i++)
		put(o, c->clen[_clenorder[i]], 3);
	_huffcodes(c->clen, Nclen, c->ccode);
	for(i = 0; i < c->nrun; i++) {
		put(o, c->ccode[c->run[i]], c->clen[c->run[i]]);
		put(o, c->extra[i], clenextra[c->run[i]]);
	}
}

static void
putsyms(Out *o, Codes *c)
{
	Sym *s;
	int i;

	_huffcodes(c->llen, Nlit, c->lcode);
	_huffcodes(c->dlen, Ndist, c->dcode);
	for(s = o->sym; s < o->sym + o->nsym; s++) {
		if(s->dist == 0) {
			put(o, c->lcode[s->len], c->llen[s->len]);
			continue;
		}
		i = lencode(s->len);
		put(o, c->lcode[257 + i], c->llen[257 + i]);
		put(o, s->len - _lenbase[i], _lenextra[i]);
		i = distcode(s->dist);
		put(o, c->dcode[i], c->dlen[i]);
		put(o, s->dist - _distbase[i], _distextra[i]);
	}
	put(o, c->lcode[Endblock], c->llen[Endblock]);
}

static void
putraw(Out *o, int last)
{
	int i, n = o->pos - o->block;

	put(o, last, 3);
	put(o, 0, -o->nbits & 7);
	put(o, n, 16);
	put(o, ~n & 0xffff, 16);
	for(i = 0; i < n; i++)
		put(o, o->text[o->block + i], 8);
}

/* what was weighed, in bits */
static void
tell(Out *o, ulong raw, ulong fixed, ulong dyn)
{
	fprint(2, "deflate: block of %d bytes, %d symbols: raw %lud, fixed %lud, own codes %lud\n",
	       o->pos - o->block, o->nsym, raw, fixed, dyn);
}

static void
putblock(Out *o, int last)
{
	Codes c, fix;
	ulong dyn, fixed, raw = 35 + 8 * (o->pos - o->block);
	int i;

	o->lfreq[Endblock] = 1;
	mkcodes(o, &c);
	memset(&fix, 0, sizeof fix);
	_fixedlens(fix.llen, fix.dlen);
	fixed = 3 + cost(o, fix.llen, fix.dlen);
	dyn = 3 + 14 + 3 * c.nclen + cost(o, c.llen, c.dlen);
	for(i = 0; i < c.nrun; i++)
		dyn += c.clen[c.run[i]] + clenextra[c.run[i]];
	if(o->debug)
		tell(o, raw, fixed, dyn);
	if(o->chain == 0 || (raw < dyn && raw < fixed))
		putraw(o, last);
	else if(fixed <= dyn) {
		put(o, last | 1 << 1, 3);
		putsyms(o, &fix);
	} else {
		put(o, last | 2 << 1, 3);
		putheader(o, &c);
		putsyms(o, &c);
	}
	o->block = o->pos;
	o->nsym = 0;
	memset(o->lfreq, 0, sizeof o->lfreq);
	memset(o->dfreq, 0, sizeof o->dfreq);
}

/* ---- matches ---- */

/* make room, and read until there is a Maxmatch ahead or the end came */
static void
fill(Out *o)
{
	int n, i, by;

	if(o->end + Maxmatch + 1 > Size) {
		by = o->block < o->pos - Window ? o->block : o->pos - Window;
		by &= ~(Window - 1); /* so that prev's places stay */
		memmove(o->text, o->text + by, o->end - by);
		o->end -= by;
		o->pos -= by;
		o->block -= by;
		for(i = 0; i < 1 << Hashbits; i++)
			o->head[i] = o->head[i] < by ? None : o->head[i] - by;
		for(i = 0; i < Window; i++)
			o->prev[i] = o->prev[i] < by ? None : o->prev[i] - by;
	}
	while(!o->eof && o->end - o->pos <= Maxmatch) {
		n = o->r(o->rr, o->text + o->end, Size - o->end);
		if(n < 0)
			o->err = FlateInputFail;
		if(n <= 0)
			o->eof = 1;
		else
			o->end += n;
	}
}

static int *
chainof(Out *o, int pos)
{
	uchar *p = o->text + pos;

	return &o->head[(p[0] << 10 ^ p[1] << 5 ^ p[2]) & ((1 << Hashbits) - 1)];
}

static void
enter(Out *o, int pos)
{
	int *h;

	if(pos + Minmatch > o->end)
		return;
	h = chainof(o, pos);
	o->prev[pos % Window] = *h;
	*h = pos;
}

/* the longest match for what is at pos, of more than than bytes; its length, or 0 */
static int
longest(Out *o, int pos, int than, int *dist)
{
	uchar *p = o->text + pos, *q;
	int max = o->end - pos, best = than, at, i, n;

	if(max > Maxmatch)
		max = Maxmatch;
	if(max < Minmatch || best >= max)
		return 0;
	at = *chainof(o, pos);
	for(i = 0; i < o->chain && at != None && pos - at <= Window - Maxmatch; i++) {
		q = o->text + at;
		if(at < pos && q[best] == p[best] && q[0] == p[0]) {
			for(n = 0; n < max && p[n] == q[n]; n++) {
			}
			if(n > best) {
				best = n;
				*dist = pos - at;
				if(n == max)
					break;
			}
		}
		n = o->prev[at % Window];
		if(n >= at)
			break; /* that place was used anew */
		at = n;
	}
	return best > than && best >= Minmatch ? best : 0;
}

static void
addsym(Out *o, int len, int dist)
{
	o->sym[o->nsym].len = len;
	o->sym[o->nsym++].dist = dist;
	if(dist == 0)
		o->lfreq[len]++;
	else {
		o->lfreq[257 + lencode(len)]++;
		o->dfreq[distcode(dist)]++;
	}
}

/* code what is at pos */
static void
step(Out *o)
{
	int len = 0, next = 0, dist, dist2, i;

	if(o->chain > 0) {
		len = longest(o, o->pos, Minmatch - 1, &dist);
		enter(o, o->pos);
		if(len > 0 && len < o->good)
			next = longest(o, o->pos + 1, len, &dist2);
	}
	if(len == 0 || next > 0) {
		addsym(o, o->text[o->pos], 0);
		o->pos++;
		return;
	}
	addsym(o, len, dist);
	for(i = 1; i < len; i++)
		enter(o, o->pos + i);
	o->pos += len;
}

int
deflateinit(void)
{
	return FlateOk;
}

static void
code(Out *o, int level)
{
	int i;

	o->chain = level <= 0 ? 0 : level >= 9 ? 2048 : 4 << level;
	o->good = level < 3 ? 0 : level >= 9 ? Maxmatch : 8 << (level / 2);
	for(i = 0; i < 1 << Hashbits; i++)
		o->head[i] = None;
	for(i = 0; i < Window; i++)
		o->prev[i] = None;
	for(;;) {
		if(o->end - o->pos <= Maxmatch)
			fill(o);
		if(o->pos == o->end || o->err != FlateOk)
			break;
		step(o);
		if(o->nsym == Maxsym || o->pos - o->block >= Maxraw)
			putblock(o, 0);
	}
	putblock(o, 1);
	put(o, 0, -o->nbits & 7);
	flushbuf(o);
}

int
deflate(void *wr, int (*w)(void *, void *, int), void *rr, int (*r)(void *, void *, int), int level,
	int debug)
{
	Out *o = mallocz(sizeof *o, 1);
	int err = FlateNoMem;

	if(o == nil)
		return err;
	o->debug = debug;
	o->wr = wr;
	o->w = w;
	o->rr = rr;
	o->r = r;
	o->text = malloc(Size);
	o->head = malloc((1 << Hashbits) * sizeof *o->head);
	o->prev = malloc(Window * sizeof *o->prev);
	o->sym = malloc(Maxsym * sizeof *o->sym);
	if(o->text != nil && o->head != nil && o->prev != nil && o->sym != nil) {
		code(o, level);
		err = o->err;
	}
	free(o->text);
	free(o->head);
	free(o->prev);
	free(o->sym);
	free(o);
	return err;
}
