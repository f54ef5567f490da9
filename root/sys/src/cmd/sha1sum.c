/*
 * sha1sum: digests of files: SHA-1, and with -2 those of the SHA-2 family.  Their constants are
 * the fractions of roots of the first primes, as FIPS 180-4 has them; they are computed.
 */
#include <u.h>
#include <libc.h>

typedef unsigned __int128 u128;

static int bits; /* of SHA-2's digest, or 0 */
static u64int h[8];
static u64int k[80]; /* 64 bits of fractions of cube roots */
static u64int r[16]; /* and of square roots */

/* the power'th root of p times 2^64, without its whole part */
static u64int
fraction(int p, int power)
{
	u128 lo, hi, x, t;
	int whole;

	for(whole = 1; power == 2 ? whole * whole <= p : whole * whole * whole <= p; whole++)
		;
	/* the first 64 bits of it behind the point, by bisection in numbers of 32 bits' steps */
	lo = (u128)(whole - 1) << 64;
	hi = (u128)whole << 64;
	while(hi - lo > 1) {
		u64int a[8], b[3], i, j;

		x = lo + (hi - lo) / 2;
		/* x^power against p: x has at most 68 bits; schoolbook with 32-bit digits */
		b[0] = (u32int)x;
		b[1] = (u32int)(x >> 32);
		b[2] = (u32int)(x >> 64);
		memset(a, 0, sizeof a);
		a[0] = 1;
		for(int n = 0; n < power; n++) {
			u64int c[11], carry;

			memset(c, 0, sizeof c);
			for(i = 0; i < 8; i++) {
				carry = 0;
				for(j = 0; j < 3; j++) {
					t = (u128)a[i] * b[j] + c[i + j] + carry;
					c[i + j] = (u32int)t;
					carry = t >> 32;
				}
				c[i + 3] += carry;
			}
			memmove(a, c, sizeof a);
		}
		/* the whole part begins at 64*power bits */
		if((a[2 * power] | a[2 * power + 1] << 32) >= p)
			hi = x;
		else
			lo = x;
	}
	return (u64int)lo;
}

static void
roots(void)
{
	int n, d;

	for(int p = 2, i = 0; i < 80; p++) {
		for(d = 2; d * d <= p && p % d; d++)
			;
		if(d * d <= p)
			continue;
		n = i++;
		k[n] = fraction(p, 3);
		if(n < 16)
			r[n] = fraction(p, 2);
	}
}

static u64int
load(uchar *p, int n)
{
	u64int x;

	for(x = 0; n > 0; n--)
		x = x << 8 | *p++;
	return x;
}

static u32int
rol(u32int x, int n)
{
	return x << n | x >> (32 - n);
}

static void
sha1block(uchar *p)
{
	u32int w[80], a, b, c, d, e, f, t;

	for(int i = 0; i < 80; i++)
		w[i] = i < 16 ? load(p + 4 * i, 4)
			      : rol(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
	for(int i = 0; i < 80; i++) {
		if(i < 20)
			f = ((b & c) | (~b & d)) + 0x5a827999;
		else if(i < 40)
			f = (b ^ c ^ d) + 0x6ed9eba1;
		else if(i < 60)
			f = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
		else
			f = (b ^ c ^ d) + 0xca62c1d6;
		t = rol(a, 5) + f + e + w[i];
		e = d, d = c, c = rol(b, 30), b = a, a = t;
	}
	h[0] = (u32int)(h[0] + a);
	h[1] = (u32int)(h[1] + b);
	h[2] = (u32int)(h[2] + c);
	h[3] = (u32int)(h[3] + d);
	h[4] = (u32int)(h[4] + e);
}

/* rotations of the small and the big ones */
static u64int
ror(u64int x, int n)
{
	if(bits > 256)
		return x >> n | x << (64 - n);
	return (u32int)x >> n | (u32int)(x << (32 - n));
}

static u64int
mix(u64int x, int *n, int shift)
{
	return ror(x, n[0]) ^ ror(x, n[1]) ^ (shift ? x >> n[2] : ror(x, n[2]));
}

static void
sha2block(uchar *p)
{
	static int small[4][3] = {{7, 18, 3}, {17, 19, 10}, {2, 13, 22}, {6, 11, 25}};
	static int big[4][3] = {{1, 8, 7}, {19, 61, 6}, {28, 34, 39}, {14, 18, 41}};
	int(*n)[3], rounds, size;
	u64int w[80], v[8], t1, t2, mask;

	n = bits > 256 ? big : small;
	rounds = bits > 256 ? 80 : 64;
	size = bits > 256 ? 8 : 4;
	mask = bits > 256 ? ~0ULL : 0xFFFFFFFF;
	for(int i = 0; i < rounds; i++)
		if(i < 16)
			w[i] = load(p + size * i, size);
		else
			w[i] = (mix(w[i - 2], n[1], 1) + w[i - 7] + mix(w[i - 15], n[0], 1) +
				w[i - 16]) &
			       mask;
	memmove(v, h, sizeof v);
	for(int i = 0; i < rounds; i++) {
		t1 = v[7] + mix(v[4], n[3], 0) + ((v[4] & v[5]) ^ (~v[4] & v[6])) + w[i] +
		     (bits > 256 ? k[i] : k[i] >> 32);
		t2 = mix(v[0], n[2], 0) + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
		memmove(v + 1, v, 7 * sizeof *v);
		v[4] = (v[4] + t1) & mask;
		v[0] = (t1 + t2) & mask;
	}
	for(int i = 0; i < 8; i++)
		h[i] = (h[i] + v[i]) & mask;
}

static void
init(void)
{
	static u32int first[] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};

	for(int i = 0; i < 8; i++)
		switch(bits) {
		case 0:
			h[i] = i < nelem(first) ? first[i] : 0;
			break;
		case 224: /* the second half of what 384 has */
			h[i] = (u32int)r[i + 8];
			break;
		case 256:
			h[i] = r[i] >> 32;
			break;
		case 384:
			h[i] = r[i + 8];
			break;
		case 512:
			h[i] = r[i];
			break;
		}
}

static int
sum(int fd, char *name)
{
	static uchar buf[64 * 1024 + 256];
	uvlong size;
	long n, have, i;
	int bsize, word, digest;

	init();
	bsize = bits > 256 ? 128 : 64;
	word = bits > 256 ? 8 : 4;
	digest = bits ? bits / 8 : 20;
	have = 0;
	for(size = 0; (n = read(fd, buf + have, 64 * 1024 - have)) > 0; size += n) {
		have += n;
		for(i = 0; i + bsize <= have; i += bsize)
			bits ? sha2block(buf + i) : sha1block(buf + i);
		have -= i;
		memmove(buf, buf + i, have);
	}
	if(n < 0) {
		fprint(2, "sha1sum: error reading %s: %r\n", name ? name : "<stdin>");
		return -1;
	}
	buf[have++] = 0x80;
	while(have % bsize != bsize - 8)
		buf[have++] = 0;
	for(i = 0; i < 8; i++)
		buf[have++] = size * 8 >> (56 - 8 * i);
	for(i = 0; i < have; i += bsize)
		bits ? sha2block(buf + i) : sha1block(buf + i);
	for(i = 0; i < digest; i++)
		print("%.2ux", (uint)(h[i / word] >> 8 * (word - 1 - i % word)) & 0xFF);
	print("%s%s\n", name ? "\t" : "", name ? name : "");
	return 0;
}

static void
usage(void)
{
	fprint(2, "usage: sha1sum [-2 bits] [file ...]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	char *status;
	int fd;

	ARGBEGIN
	{
	case '2':
		bits = atoi(EARGF(usage()));
		if(bits != 224 && bits != 256 && bits != 384 && bits != 512)
			sysfatal("bits are 224, 256, 384 or 512");
		roots();
		break;
	default:
		usage();
	}
	ARGEND
	status = nil;
	if(argc == 0 && sum(0, nil) < 0)
		status = "error";
	for(int i = 0; i < argc; i++) {
		fd = open(argv[i], OREAD);
		if(fd < 0) {
			fprint(2, "sha1sum: can't open %s: %r\n", argv[i]);
			status = "can't open";
			continue;
		}
		if(sum(fd, argv[i]) < 0)
			status = "error";
		close(fd);
	}
	exits(status);
}
