/* SHA-224 and SHA-256, FIPS 180 */
#include <u.h>
#include <libc.h>
#include <libsec.h>
#include "digest.h"

static u32int
ror(u32int v, int n)
{
	return v >> n | v << (32 - n);
}

static void
take(DigestState *s, const uchar *p)
{
	u32int v[8], w[64], t, u;
	int i, j;

	for(i = 0; i < 16; i++) {
		w[i] = 0;
		for(j = 0; j < 4; j++)
			w[i] = w[i] << 8 | *p++;
	}
	for(; i < 64; i++) {
		t = w[i - 15];
		u = w[i - 2];
		w[i] = w[i - 16] + w[i - 7] + (ror(t, 7) ^ ror(t, 18) ^ t >> 3) +
		       (ror(u, 17) ^ ror(u, 19) ^ u >> 10);
	}
	memmove(v, s->state, sizeof v);
	for(i = 0; i < 64; i++) {
		t = v[7] + (ror(v[4], 6) ^ ror(v[4], 11) ^ ror(v[4], 25)) +
		    (v[6] ^ (v[4] & (v[5] ^ v[6]))) + _sha256k[i] + w[i];
		u = (ror(v[0], 2) ^ ror(v[0], 13) ^ ror(v[0], 22)) +
		    ((v[0] & v[1]) | (v[2] & (v[0] | v[1])));
		memmove(v + 1, v, 7 * sizeof v[0]);
		v[4] += t;
		v[0] = t + u;
	}
	for(i = 0; i < 8; i++)
		s->state[i] += v[i];
}

static void
init224(DigestState *s)
{
	memmove(s->state, _sha224h, sizeof _sha224h);
}

static void
init256(DigestState *s)
{
	memmove(s->state, _sha256h, sizeof _sha256h);
}

static Hash hash224 = {64, 8, 0, 4, SHA2_224dlen, init224, take};
static Hash hash256 = {64, 8, 0, 4, SHA2_256dlen, init256, take};

DigestState *
sha2_224(const uchar *p, ulong n, uchar *digest, DigestState *s)
{
	return _digest(&hash224, p, n, digest, s);
}

DigestState *
sha2_256(const uchar *p, ulong n, uchar *digest, DigestState *s)
{
	return _digest(&hash256, p, n, digest, s);
}
