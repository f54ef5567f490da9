/*
 * sum: checksums: 32 bits of CRC, or the 16 bits of older systems.
 */
#include <u.h>
#include <libc.h>

static int how; /* 0, 'r' of BSD, '5' of System V */

static ulong
crc32(ulong crc, uchar *p, long n)
{
	static ulong table[256];
	ulong c;

	if(table[1] == 0)
		for(int i = 0; i < 256; i++) {
			c = i;
			for(int k = 0; k < 8; k++)
				c = c & 1 ? c >> 1 ^ 0xEDB88320 : c >> 1;
			table[i] = c;
		}
	for(; n > 0; n--)
		crc = crc >> 8 ^ table[(crc ^ *p++) & 0xFF];
	return crc;
}

static ulong
rotate(ulong s, uchar *p, long n)
{
	for(; n > 0; n--)
		s = ((s >> 1 | (s & 1) << 15) + *p++) & 0xFFFF;
	return s;
}

static ulong
add(ulong s, uchar *p, long n)
{
	for(; n > 0; n--)
		s += *p++;
	return s;
}

static int
sum(int fd, char *name)
{
	static uchar buf[64 * 1024];
	ulong s;
	vlong size;
	long n;

	s = how == 0 ? 0xFFFFFFFF : 0;
	for(size = 0; (n = read(fd, buf, sizeof buf)) > 0; size += n)
		s = how == 'r' ? rotate(s, buf, n) : how == '5' ? add(s, buf, n) : crc32(s, buf, n);
	if(n < 0) {
		fprint(2, "sum: error reading %s: %r\n", name ? name : "<stdin>");
		return -1;
	}
	if(how == 'r')
		print("%.5lud %4lld", s, (size + 1023) / 1024);
	else if(how == '5') {
		s = (s & 0xFFFF) + (s >> 16);
		s = (s & 0xFFFF) + (s >> 16);
		print("%.5lud %6lld", s, (size + 511) / 512);
	} else
		print("%.8lux %6lld", s ^ 0xFFFFFFFF, size);
	print("%s%s\n", name ? " " : "", name ? name : "");
	return 0;
}

static void
usage(void)
{
	fprint(2, "usage: sum [-5r] [file ...]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	char *status;
	int fd;

	ARGBEGIN
	{
	case 'r':
	case '5':
		how = ARGC();
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
			fprint(2, "sum: can't open %s: %r\n", argv[i]);
			status = "can't open";
			continue;
		}
		if(sum(fd, argv[i]) < 0)
			status = "error";
		close(fd);
	}
	exits(status);
}
