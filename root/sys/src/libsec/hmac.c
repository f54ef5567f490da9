/*
 * HMAC, RFC 2104: a digest of the key turned one way and the text, and of that and the key turned the other
 * way.  The key, as long as a block, is kept at the end of the state's buffer.
 */
#include <u.h>
#include <libc.h>
#include <libsec.h>

typedef DigestState *Digest(const uchar *, ulong, uchar *, DigestState *);

enum
{
	Inner = 0x36,
	Outer = 0x5c,
};

static DigestState *
hmac(Digest *x, int xlen, int block, const uchar *p, ulong n, const uchar *key, ulong klen,
     uchar *digest, DigestState *s)
{
	uchar k[128], inner[SHA2_512dlen], *keep;
	DigestState *out;
	int i;

	if(s == nil || !s->seeded) {
		memset(k, 0, sizeof k);
		if(klen > block)
			x(key, klen, k, nil);
		else
			memmove(k, key, klen);
		for(i = 0; i < block; i++)
			k[i] ^= Inner;
		s = x(k, block, nil, s);
		if(s == nil)
			return nil;
		memmove(s->buf + sizeof s->buf - block, k, block);
	}
	if(digest == nil)
		return x(p, n, nil, s);
	keep = s->buf + sizeof s->buf - block;
	for(i = 0; i < block; i++)
		k[i] = keep[i] ^ Inner ^ Outer;
	x(p, n, inner, s);
	out = x(k, block, nil, nil);
	if(out != nil)
		x(inner, xlen, digest, out);
	memset(k, 0, sizeof k);
	return nil;
}

/* one for each digest */
#define HMAC(name, x, dlen, block)                                                                 \
	DigestState *name(const uchar *p, ulong n, const uchar *key, ulong klen, uchar *digest,    \
			  DigestState *s)                                                          \
	{                                                                                          \
		return hmac(x, dlen, block, p, n, key, klen, digest, s);                           \
	}

HMAC(hmac_md5, md5, MD5dlen, 64)
HMAC(hmac_sha1, sha1, SHA1dlen, 64)
HMAC(hmac_sha2_224, sha2_224, SHA2_224dlen, 64)
HMAC(hmac_sha2_256, sha2_256, SHA2_256dlen, 64)
HMAC(hmac_sha2_384, sha2_384, SHA2_384dlen, 128)
HMAC(hmac_sha2_512, sha2_512, SHA2_512dlen, 128)
