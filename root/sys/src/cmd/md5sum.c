/*
 * md5sum: RFC 1321's digest of files.
 */
#include <u.h>
#include <libc.h>

static u32int state[4];
static u32int sines[64];

static u32int
rol(u32int x, int n)
{
	return x << n | x >> (32 - n);
}

static void
init(void)
{
	double s;

	for(int i = 0; i < 64; i++) {
		s = sin(i + 1);
		sines[i] = (uvlong)(fabs(s) * 4294967296.0);
	}
	state[0] = 0x67452301;
	state[1] = 0xefcdab89;
	state[2] = 0x98badcfe;
	state[3] = 0x10325476;
}

static void
block(uchar *p)
{
	static int shift[4][4] = {
		{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
	u32int x[16], a, b, c, d, f, t;
	int k;

	for(int i = 0; i < 16; i++)
		x[i] = p[4 * i] | p[4 * i + 1] << 8 | p[4 * i + 2] << 16 |
		       (u32int)p[4 * i + 3] << 24;
	a = state[0];
	b = state[1];
	c = state[2];
	d = state[3];
	for(int i = 0; i < 64; i++) {
		switch(i / 16) {
		case 0:
			f = (b & c) | (~b & d);
			k = i;
			break;
		case 1:
			f = (d & b) | (~d & c);
			k = 5 * i + 1;
			break;
		case 2:
			f = b ^ c ^ d;
			k = 3 * i + 5;
			break;
		default:
			f = c ^ (b | ~d);
			k = 7 * i;
		}
		t = d;
		d = c;
		c = b;
		b += rol(a + f + sines[i] + x[k & 15], shift[i / 16][i & 3]);
		a = t;
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
}

static int
sum(int fd, char *name)
{
	static uchar buf[64 * 1024 + 128];
	uvlong size;
	long n, have, i;

	init();
	have = 0;
	for(size = 0; (n = read(fd, buf + have, 64 * 1024 - have)) > 0; size += n) {
		have += n;
		for(i = 0; i + 64 <= have; i += 64)
			block(buf + i);
		have -= i;
		memmove(buf, buf + i, have);
	}
	if(n < 0) {
		fprint(2, "md5sum: error reading %s: %r\n", name ? name : "<stdin>");
		return -1;
	}
	buf[have++] = 0x80;
	while(have % 64 != 56)
		buf[have++] = 0;
	for(i = 0; i < 8; i++)
		buf[have++] = size * 8 >> 8 * i;
	for(i = 0; i < have; i += 64)
		block(buf + i);
	for(i = 0; i < 16; i++)
		print("%.2ux", state[i / 4] >> 8 * (i & 3) & 0xFF);
	print("%s%s\n", name ? "\t" : "", name ? name : "");
	return 0;
}

static void
usage(void)
{
	fprint(2, "usage: md5sum [file ...]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	char *status;
	int fd;

	ARGBEGIN
	{
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
			fprint(2, "md5sum: can't open %s: %r\n", argv[i]);
			status = "can't open";
			continue;
		}
		if(sum(fd, argv[i]) < 0)
			status = "error";
		close(fd);
	}
	exits(status);
}
