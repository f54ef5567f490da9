/* SHA-1, FIPS 180 */
#include <u.h>
#include <libc.h>
#include <libsec.h>
#include "digest.h"

static void
init(DigestState *s)
{
	s->state[0] = 0x67452301;
	s->state[1] = 0xefcdab89;
	s->state[2] = 0x98badcfe;
	s->state[3] = 0x10325476;
	s->state[4] = 0xc3d2e1f0;
}

static u32int
rol(u32int v, int n)
{
	return v << n | v >> (32 - n);
}

static void
take(DigestState *s, const uchar *p)
{
	u32int v[5], w[80], f;
	int i;

	for(i = 0; i < 16; i++, p += 4)
		w[i] = (u32int)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
	for(; i < 80; i++)
		w[i] = rol(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	memmove(v, s->state, sizeof v);
	for(i = 0; i < 80; i++) {
		if(i < 20)
			f = (v[3] ^ (v[1] & (v[2] ^ v[3]))) + 0x5a827999;
		else if(i < 40)
			f = (v[1] ^ v[2] ^ v[3]) + 0x6ed9eba1;
		else if(i < 60)
			f = ((v[1] & v[2]) | (v[3] & (v[1] | v[2]))) + 0x8f1bbcdc;
		else
			f = (v[1] ^ v[2] ^ v[3]) + 0xca62c1d6;
		f += rol(v[0], 5) + v[4] + w[i];
		v[4] = v[3];
		v[3] = v[2];
		v[2] = rol(v[1], 30);
		v[1] = v[0];
		v[0] = f;
	}
	for(i = 0; i < 5; i++)
		s->state[i] += v[i];
}

static Hash hash = {64, 8, 0, 4, SHA1dlen, init, take};

DigestState *
sha1(const uchar *p, ulong n, uchar *digest, DigestState *s)
{
	return _digest(&hash, p, n, digest, s);
}
