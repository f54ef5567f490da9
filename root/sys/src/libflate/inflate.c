/*
 * inflate, RFC 1951.  The input is asked for a byte only when its bits are needed, so what follows
 * the compressed data stays unread.  Output goes through a window of 32 kilobytes.
 */
#include <u.h>
#include <libc.h>
#include <flate.h>
#include "huff.h"

enum
{
	Quick = 9, /* bits of codes that a table decodes at once */
};

typedef struct Huff Huff;
struct Huff
{
	ushort quick[1 << Quick]; /* length | symbol << 4; 0: longer */
	ushort sym[Nlit];         /* in order of their codes */
	int count[Maxbits + 1];   /* codes of each length */
};

typedef struct In In;
struct In
{
	void *getr;
	int (*get)(void *);
	void *wr;
	int (*w)(void *, void *, int);
	u32int bits;
	int nbits;
	int err;
	int pos;  /* in the window */
	int full; /* all of the window has been written once */
	Huff lit;
	Huff dist;
	uchar win[Window];
};

static int
fail(In *in, int err)
{
	if(in->err == FlateOk)
		in->err = err;
	return -1;
}

static int
need(In *in, int n)
{
	int c;

	while(in->nbits < n) {
		c = in->get(in->getr);
		if(c < 0)
			return fail(in, FlateInputFail);
		in->bits |= (u32int)(c & 0xff) << in->nbits;
		in->nbits += 8;
	}
	return 0;
}

static int
bits(In *in, int n)
{
	int v;

	if(need(in, n) < 0)
		return -1;
	v = in->bits & ((1U << n) - 1);
	in->bits >>= n;
	in->nbits -= n;
	return v;
}

/* -1: more codes than there is room for; unused codes are allowed only if there is one code at most */
static int
huffman(Huff *h, const uchar *len, int n)
{
	ushort code[Nlit];
	int off[Maxbits + 1], left = 1, i, k, used = 0;

	memset(h, 0, sizeof *h);
	for(i = 0; i < n; i++)
		h->count[len[i]]++;
	h->count[0] = 0;
	off[0] = 0;
	for(i = 1; i <= Maxbits; i++) {
		left = 2 * left - h->count[i];
		if(left < 0)
			return -1;
		used += h->count[i];
		off[i] = off[i - 1] + h->count[i - 1];
	}
	if(left > 0 && used > 1)
		return -1;
	_huffcodes(len, n, code);
	for(i = 0; i < n; i++) {
		if(len[i] == 0)
			continue;
		h->sym[off[len[i]]++] = i;
		if(len[i] <= Quick)
			for(k = code[i]; k < 1 << Quick; k += 1 << len[i])
				h->quick[k] = len[i] | i << 4;
	}
	return 0;
}

/* a code that is longer than the table's, or of which not all bits are known to be there */
static int
slowdecode(In *in, Huff *h)
{
	int len, code = 0, first = 0, index = 0;

	for(len = 1; len <= Maxbits; len++) {
		if(need(in, len) < 0)
			return -1;
		code |= in->bits >> (len - 1) & 1;
		if(code - first < h->count[len]) {
			in->bits >>= len;
			in->nbits -= len;
			return h->sym[index + code - first];
		}
		index += h->count[len];
		first = (first + h->count[len]) << 1;
		code <<= 1;
	}
	return fail(in, FlateCorrupted);
}

static int
decode(In *in, Huff *h)
{
	int e = h->quick[in->bits & ((1 << Quick) - 1)], len = e & 15;

	if(e == 0 || len > in->nbits)
		return slowdecode(in, h);
	in->bits >>= len;
	in->nbits -= len;
	return e >> 4;
}

static int
flush(In *in)
{
	int n = in->pos;

	in->pos = 0;
	in->full = 1;
	if(n > 0 && in->w(in->wr, in->win, n) != n)
		return fail(in, FlateOutputFail);
	return 0;
}

static int
put(In *in, int c)
{
	in->win[in->pos++] = c;
	return in->pos == Window ? flush(in) : 0;
}

static int
copy(In *in, int len, int dist)
{
	int from = in->pos - dist;

	if(from < 0) {
		if(!in->full || dist > Window)
			return fail(in, FlateCorrupted);
		from += Window;
	}
	for(; len > 0; len--) {
		if(put(in, in->win[from]) < 0)
			return -1;
		from = (from + 1) % Window;
	}
	return 0;
}

/* the symbols of a block, up to its end */
static int
symbols(In *in)
{
	int c, n, len, d;

	for(;;) {
		c = decode(in, &in->lit);
		if(c < 0)
			return -1;
		if(c == Endblock)
			return 0;
		if(c < 256) {
			if(put(in, c) < 0)
				return -1;
			continue;
		}
		c -= 257;
		if(c >= 29)
			return fail(in, FlateCorrupted);
		n = bits(in, _lenextra[c]);
		if(n < 0 || (d = decode(in, &in->dist)) < 0)
			return -1;
		if(d >= Ndist)
			return fail(in, FlateCorrupted);
		len = _lenbase[c] + n;
		n = bits(in, _distextra[d]);
		if(n < 0 || copy(in, len, _distbase[d] + n) < 0)
			return -1;
	}
}

static int
stored(In *in)
{
	int n, k, c;

	bits(in, in->nbits % 8);
	n = bits(in, 16);
	k = n < 0 ? -1 : bits(in, 16);
	if(k < 0)
		return -1;
	if(n != (~k & 0xffff))
		return fail(in, FlateCorrupted);
	for(; n > 0; n--) {
		c = bits(in, 8);
		if(c < 0 || put(in, c) < 0)
			return -1;
	}
	return 0;
}

static int
fixed(In *in)
{
	uchar lit[Nlit], dist[32];

	_fixedlens(lit, dist);
	dist[30] = dist[31] = 5;
	if(huffman(&in->lit, lit, Nlit) < 0 || huffman(&in->dist, dist, 32) < 0)
		return fail(in, FlateInternal);
	return symbols(in);
}

/* n code lengths, themselves coded by in->lit */
static int
lengths(In *in, uchar *len, int n)
{
	int i = 0, c, rep, val;

	while(i < n) {
		c = decode(in, &in->lit);
		if(c < 0)
			return -1;
		if(c < 16) {
			len[i++] = c;
			continue;
		}
		val = 0;
		if(c == 16) {
			if(i == 0)
				return fail(in, FlateCorrupted);
			val = len[i - 1];
			rep = bits(in, 2) + 3;
		} else
			rep = c == 17 ? bits(in, 3) + 3 : bits(in, 7) + 11;
		if(in->err != FlateOk)
			return -1;
		if(rep > n - i)
			return fail(in, FlateCorrupted);
		memset(len + i, val, rep);
		i += rep;
	}
	return 0;
}

static int
dynamic(In *in)
{
	uchar len[Nlit + 32], clen[Nclen];
	int nlit, ndist, nclen, i, n;

	nlit = bits(in, 5) + 257;
	ndist = bits(in, 5) + 1;
	nclen = bits(in, 4) + 4;
	memset(clen, 0, sizeof clen);
	for(i = 0; i < nclen && in->err == FlateOk; i++) {
		n = bits(in, 3);
		clen[_clenorder[i]] = n;
	}
	if(in->err != FlateOk)
		return -1;
	if(nlit > 286 || huffman(&in->lit, clen, Nclen) < 0)
		return fail(in, FlateCorrupted);
	if(lengths(in, len, nlit + ndist) < 0)
		return -1;
	if(len[Endblock] == 0 || huffman(&in->lit, len, nlit) < 0 ||
	   huffman(&in->dist, len + nlit, ndist) < 0)
		return fail(in, FlateCorrupted);
	return symbols(in);
}

static void
blocks(In *in)
{
	int last, r;

	do {
		last = bits(in, 1);
		switch(last < 0 ? -1 : bits(in, 2)) {
		case 0:
			r = stored(in);
			break;
		case 1:
			r = fixed(in);
			break;
		case 2:
			r = dynamic(in);
			break;
		default:
			r = fail(in, FlateCorrupted);
		}
	} while(r == 0 && !last);
	if(r == 0)
		flush(in);
}

int
inflateinit(void)
{
	return FlateOk;
}

int
inflate(void *wr, int (*w)(void *, void *, int), void *getr, int (*get)(void *))
{
	In *in = mallocz(sizeof *in, 1);
	int err;

	if(in == nil)
		return FlateNoMem;
	in->wr = wr;
	in->w = w;
	in->getr = getr;
	in->get = get;
	blocks(in);
	err = in->err;
	free(in);
	return err;
}
