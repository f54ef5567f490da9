/*
 * What all digests do: gather blocks, and at the end pad, add the length, and write the state out.
 */
#include <u.h>
#include <libc.h>
#include <libsec.h>
#include "digest.h"

static void
put(uchar *p, u64int v, int n, int little)
{
	int i;

	for(i = 0; i < n; i++)
		p[little ? i : n - 1 - i] = i < 8 ? v >> (8 * i) : 0;
}

static void
gather(Hash *h, DigestState *s, const uchar *p, ulong n)
{
	ulong k;

	s->len += n;
	if(s->blen > 0) {
		k = h->block - s->blen;
		if(k > n)
			k = n;
		memmove(s->buf + s->blen, p, k);
		s->blen += k;
		p += k;
		n -= k;
		if(s->blen < h->block)
			return;
		h->take(s, s->buf);
		s->blen = 0;
	}
	for(; n >= h->block; n -= h->block, p += h->block)
		h->take(s, p);
	memmove(s->buf, p, n);
	s->blen = n;
}

static void
finish(Hash *h, DigestState *s, uchar *digest)
{
	static const uchar pad[128] = {0x80};
	u64int bits = s->len << 3;
	uchar len[16];
	int i, n;

	n = h->block - h->lenbytes - s->blen;
	if(n <= 0)
		n += h->block;
	gather(h, s, pad, n);
	put(len, bits, h->lenbytes, h->little);
	gather(h, s, len, h->lenbytes);
	for(i = 0; i < h->dlen; i += h->word)
		put(digest + i, h->word == 8 ? s->bstate[i / 8] : s->state[i / 4], h->word,
		    h->little);
}

DigestState *
_digest(Hash *h, const uchar *p, ulong n, uchar *digest, DigestState *s)
{
	if(s == nil) {
		s = mallocz(sizeof *s, 1);
		if(s == nil)
			return nil;
		s->malloced = 1;
	}
	if(!s->seeded) {
		h->init(s);
		s->seeded = 1;
	}
	gather(h, s, p, n);
	if(digest == nil)
		return s;
	finish(h, s, digest);
	if(s->malloced) {
		memset(s, 0, sizeof *s);
		free(s);
	}
	return nil;
}

/* as memcmp tells equal from different, in a time that does not depend on where they differ */
int
tsmemcmp(const void *a, const void *b, ulong n)
{
	const uchar *p = a, *q = b;
	int diff = 0;

	while(n-- > 0)
		diff |= *p++ ^ *q++;
	return diff;
}
