/* #¤: changing the user by a capability */
#include "test.h"

/* SHA-1 of msg, and with a key */
static void
sha1(uchar *msg, int n, uchar *digest)
{
	u32int h[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}, w[80], a, b, c,
	       d, e, t;
	uchar m[512];
	int i, k, len;

	memset(m, 0, sizeof m);
	memmove(m, msg, n);
	m[n] = 0x80;
	len = (n + 9 + 63) / 64 * 64;
	for(i = 0; i < 4; i++)
		m[len - 1 - i] = n * 8 >> 8 * i;
	for(k = 0; k < len; k += 64) {
		for(i = 0; i < 80; i++) {
			if(i < 16) {
				w[i] = m[k + 4 * i] << 24 | m[k + 4 * i + 1] << 16 |
				       m[k + 4 * i + 2] << 8 | m[k + 4 * i + 3];
				continue;
			}
			t = w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16];
			w[i] = t << 1 | t >> 31;
		}
		a = h[0];
		b = h[1];
		c = h[2];
		d = h[3];
		e = h[4];
		for(i = 0; i < 80; i++) {
			if(i < 20)
				t = ((b & c) | (~b & d)) + 0x5a827999;
			else if(i < 40)
				t = (b ^ c ^ d) + 0x6ed9eba1;
			else if(i < 60)
				t = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
			else
				t = (b ^ c ^ d) + 0xca62c1d6;
			t += (a << 5 | a >> 27) + e + w[i];
			e = d;
			d = c;
			c = b << 30 | b >> 2;
			b = a;
			a = t;
		}
		h[0] += a;
		h[1] += b;
		h[2] += c;
		h[3] += d;
		h[4] += e;
	}
	for(i = 0; i < 20; i++)
		digest[i] = h[i / 4] >> (24 - 8 * (i % 4));
}

static void
hmac(char *data, char *key, uchar *digest)
{
	uchar buf[256];
	int i, n = strlen(data), k = strlen(key);

	memset(buf, 0x36, 64);
	for(i = 0; i < k; i++)
		buf[i] ^= key[i];
	memmove(buf + 64, data, n);
	sha1(buf, 64 + n, digest);
	memset(buf, 0x5c, 64);
	for(i = 0; i < k; i++)
		buf[i] ^= key[i];
	memmove(buf + 64, digest, 20);
	sha1(buf, 84, digest);
}

static void
uses(void)
{
	uchar h[20];
	char cap[128], *me = strdup(getuser());
	int hash, use, pid;

	hmac("abc", "key", h);
	eqint(h[0] << 8 | h[19],
	      0x4ffc); /* 4fd0b215276ef12f2b3e4c8ecac2811498b656fc begins and ends so */
	hash = open("#¤/caphash", OWRITE);
	use = open("#¤/capuse", OWRITE);
	ok(hash >= 0 && use >= 0);
	expecterr(write(hash, h, 19), "i/o count too small");
	snprint(cap, sizeof cap, "%s@glenda", me);
	hmac(cap, "secret", h);
	eqint(write(hash, h, 20), 20);
	pid = rfork(RFPROC | RFFDG);
	if(pid == 0) {
		snprint(cap, sizeof cap, "%s@glenda@wrong", me);
		ok(write(use, cap, strlen(cap)) < 0);
		hmac("other@glenda", "secret", h);
		eqint(write(hash, h, 20), 20);
		snprint(cap, sizeof cap, "other@glenda@secret");
		expecterr(write(use, cap, strlen(cap)), "capability must match user");
		snprint(cap, sizeof cap, "%s@glenda@secret", me);
		eqint(write(use, cap, strlen(cap)), strlen(cap));
		eqstr(getuser(), "glenda");
		_exits(nil);
	}
	expectexit(pid, "");
	/* used once, it is gone */
	snprint(cap, sizeof cap, "%s@glenda@secret", me);
	ok(write(use, cap, strlen(cap)) < 0);
	eqstr(getuser(), me);
	pid = rfork(RFPROC | RFFDG);
	if(pid == 0) {
		procsetuser("none");
		ok(open("#¤/caphash", OWRITE) < 0);
		_exits(nil);
	}
	expectexit(pid, "");
}

Case cases[] = {{"uses", uses}, {nil}};
