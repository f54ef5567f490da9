/*
 * SHA-1 and HMAC-SHA-1.  A message is taken in pieces, so that the HMAC's two runs need no copy of
 * it.
 */
#include "lib.h"
#include "sha1.h"

enum
{
	Blocklen = 64,
};

typedef struct Sha1
{
	u32int h[5];
	u64int len; /* bytes taken */
	u8int block[Blocklen];
} Sha1;

static u32int
rol(u32int x, int n)
{
	return x << n | x >> (32 - n);
}

static void
putbe32(u8int *p, u32int v)
{
	for(int i = 0; i < 4; i++)
		p[i] = (u8int)(v >> (24 - 8 * i));
}

/* round t's function of b, c and d, its constant included */
static u32int
mix(int t, u32int b, u32int c, u32int d)
{
	switch(t / 20) {
	case 0:
		return ((b & c) | (~b & d)) + 0x5a827999;
	case 1:
		return (b ^ c ^ d) + 0x6ed9eba1;
	case 2:
		return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
	default:
		return (b ^ c ^ d) + 0xca62c1d6;
	}
}

static void
sha1block(Sha1 *s)
{
	u32int w[80] = {0}, v[5], x;

	for(int t = 0; t < 80; t++)
		w[t] = t < 16 ? getbe32(s->block + 4 * t)
			      : rol(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
	memmove(v, s->h, sizeof v);
	for(int t = 0; t < 80; t++) {
		x = rol(v[0], 5) + mix(t, v[1], v[2], v[3]) + v[4] + w[t];
		v[4] = v[3];
		v[3] = v[2];
		v[2] = rol(v[1], 30);
		v[1] = v[0];
		v[0] = x;
	}
	for(int i = 0; i < 5; i++)
		s->h[i] += v[i];
}

static void
sha1start(Sha1 *s)
{
	static const u32int h[] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};

	memmove(s->h, h, sizeof h);
	s->len = 0;
}

static void
sha1add(Sha1 *s, const void *p, usize n)
{
	for(usize i = 0; i < n; i++) {
		s->block[s->len++ % Blocklen] = ((const u8int *)p)[i];
		if(s->len % Blocklen == 0)
			sha1block(s);
	}
}

/* a one bit, zeros, and the length in bits at the end of a block */
static void
sha1end(Sha1 *s, u8int *hash)
{
	u8int bits[8];

	putbe64(bits, s->len * 8);
	sha1add(s, "\x80", 1);
	while(s->len % Blocklen != Blocklen - 8)
		sha1add(s, "", 1);
	sha1add(s, bits, sizeof bits);
	for(int i = 0; i < 5; i++)
		putbe32(hash + 4 * i, s->h[i]);
}

void
sha1(const void *p, usize n, u8int hash[Sha1len])
{
	Sha1 s;

	sha1start(&s);
	sha1add(&s, p, n);
	sha1end(&s, hash);
}

void
hmacsha1(const void *p, usize n, const void *key, usize nkey, u8int hash[Sha1len])
{
	u8int pad[Blocklen] = {0};
	Sha1 s;

	if(nkey > Blocklen)
		sha1(key, nkey, pad);
	else
		memmove(pad, key, nkey);
	for(int i = 0; i < Blocklen; i++)
		pad[i] ^= 0x36;
	sha1start(&s);
	sha1add(&s, pad, Blocklen);
	sha1add(&s, p, n);
	sha1end(&s, hash);

	for(int i = 0; i < Blocklen; i++)
		pad[i] ^= 0x36 ^ 0x5c;
	sha1start(&s);
	sha1add(&s, pad, Blocklen);
	sha1add(&s, hash, Sha1len);
	sha1end(&s, hash);
}
