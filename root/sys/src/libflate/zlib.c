/*
 * zlib's format, RFC 1950: two bytes before and a sum after; and both formats from memory to memory.
 */
#include <u.h>
#include <libc.h>
#include <flate.h>

typedef struct Z Z;
struct Z
{
	ulong adler;
	void *wr;
	int (*w)(void *, void *, int);
	void *rr;
	int (*r)(void *, void *, int);
	int (*get)(void *);
};

/* memory as input or output */
typedef struct Mem Mem;
struct Mem
{
	uchar *p;
	uchar *e;
};

static int
zread(void *v, void *buf, int n)
{
	Z *z = v;

	n = z->r(z->rr, buf, n);
	if(n > 0)
		z->adler = adler32(z->adler, buf, n);
	return n;
}

int
deflatezlib(void *wr, int (*w)(void *, void *, int), void *rr, int (*r)(void *, void *, int),
	    int level, int debug)
{
	Z z = {.adler = 1, .rr = rr, .r = r};
	uchar b[4];
	int err, f = level < 2 ? 0 : level < 6 ? 1 : level == 6 ? 2 : 3;

	b[0] = 0x78; /* deflate, a window of 32 kilobytes */
	b[1] = f << 6;
	b[1] += 31 - (b[0] << 8 | b[1]) % 31;
	if(w(wr, b, 2) != 2)
		return FlateOutputFail;
	err = deflate(wr, w, &z, zread, level, debug);
	if(err != FlateOk)
		return err;
	b[0] = z.adler >> 24;
	b[1] = z.adler >> 16;
	b[2] = z.adler >> 8;
	b[3] = z.adler;
	return w(wr, b, 4) == 4 ? FlateOk : FlateOutputFail;
}

static int
zwrite(void *v, void *buf, int n)
{
	Z *z = v;

	z->adler = adler32(z->adler, buf, n);
	return z->w(z->wr, buf, n);
}

int
inflatezlib(void *wr, int (*w)(void *, void *, int), void *getr, int (*get)(void *))
{
	Z z = {.adler = 1, .wr = wr, .w = w};
	ulong sum = 0;
	int i, c, err, cmf, flg;

	cmf = get(getr);
	flg = cmf < 0 ? -1 : get(getr);
	if(flg < 0)
		return FlateInputFail;
	if((cmf & 15) != 8 || cmf >> 4 > 7 || (cmf << 8 | flg) % 31 != 0 || (flg & 0x20))
		return FlateCorrupted;
	err = inflate(&z, zwrite, getr, get);
	if(err != FlateOk)
		return err;
	for(i = 0; i < 4; i++) {
		c = get(getr);
		if(c < 0)
			return FlateInputFail;
		sum = sum << 8 | c;
	}
	return sum == z.adler ? FlateOk : FlateCorrupted;
}

static int
memget(void *v)
{
	Mem *m = v;

	return m->p < m->e ? *m->p++ : -1;
}

static int
memread(void *v, void *buf, int n)
{
	Mem *m = v;

	if(n > m->e - m->p)
		n = m->e - m->p;
	memmove(buf, m->p, n);
	m->p += n;
	return n;
}

static int
memwrite(void *v, void *buf, int n)
{
	Mem *m = v;

	if(n > m->e - m->p)
		return -1;
	memmove(m->p, buf, n);
	m->p += n;
	return n;
}

/* each gives the number of bytes in dst, or an error */

int
inflateblock(uchar *dst, int dsize, uchar *src, int ssize)
{
	Mem out = {dst, dst + dsize}, in = {src, src + ssize};
	int err = inflate(&out, memwrite, &in, memget);

	return err < 0 ? err : out.p - dst;
}

int
inflatezlibblock(uchar *dst, int dsize, uchar *src, int ssize)
{
	Mem out = {dst, dst + dsize}, in = {src, src + ssize};
	int err = inflatezlib(&out, memwrite, &in, memget);

	return err < 0 ? err : out.p - dst;
}

int
deflateblock(uchar *dst, int dsize, uchar *src, int ssize, int level, int debug)
{
	Mem out = {dst, dst + dsize}, in = {src, src + ssize};
	int err = deflate(&out, memwrite, &in, memread, level, debug);

	return err < 0 ? err : out.p - dst;
}

int
deflatezlibblock(uchar *dst, int dsize, uchar *src, int ssize, int level, int debug)
{
	Mem out = {dst, dst + dsize}, in = {src, src + ssize};
	int err = deflatezlib(&out, memwrite, &in, memread, level, debug);

	return err < 0 ? err : out.p - dst;
}
