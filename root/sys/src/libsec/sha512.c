/* SHA-384 and SHA-512, FIPS 180 */
#include <u.h>
#include <libc.h>
#include <libsec.h>
#include "digest.h"

static u64int
ror(u64int v, int n)
{
	return v >> n | v << (64 - n);
}

static void
take(DigestState *s, const uchar *p)
{
	u64int v[8], w[80], t, u;
	int i, j;

	for(i = 0; i < 16; i++) {
		w[i] = 0;
		for(j = 0; j < 8; j++)
			w[i] = w[i] << 8 | *p++;
	}
	for(; i < 80; i++) {
		t = w[i - 15];
		u = w[i - 2];
		w[i] = w[i - 16] + w[i - 7] + (ror(t, 1) ^ ror(t, 8) ^ t >> 7) +
		       (ror(u, 19) ^ ror(u, 61) ^ u >> 6);
	}
	memmove(v, s->bstate, sizeof v);
	for(i = 0; i < 80; i++) {
		t = v[7] + (ror(v[4], 14) ^ ror(v[4], 18) ^ ror(v[4], 41)) +
		    (v[6] ^ (v[4] & (v[5] ^ v[6]))) + _sha512k[i] + w[i];
		u = (ror(v[0], 28) ^ ror(v[0], 34) ^ ror(v[0], 39)) +
		    ((v[0] & v[1]) | (v[2] & (v[0] | v[1])));
		memmove(v + 1, v, 7 * sizeof v[0]);
		v[4] += t;
		v[0] = t + u;
	}
	for(i = 0; i < 8; i++)
		s->bstate[i] += v[i];
}

static void
init384(DigestState *s)
{
	memmove(s->bstate, _sha384h, sizeof _sha384h);
}

static void
init512(DigestState *s)
{
	memmove(s->bstate, _sha512h, sizeof _sha512h);
}

static Hash hash384 = {128, 16, 0, 8, SHA2_384dlen, init384, take};
static Hash hash512 = {128, 16, 0, 8, SHA2_512dlen, init512, take};

DigestState *
sha2_384(const uchar *p, ulong n, uchar *digest, DigestState *s)
{
	return _digest(&hash384, p, n, digest, s);
}

DigestState *
sha2_512(const uchar *p, ulong n, uchar *digest, DigestState *s)
{
	return _digest(&hash512, p, n, digest, s);
}
