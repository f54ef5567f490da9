/*
 * sum: checksums: 32 bits of CRC, or the 16 bits of older systems.
 */
#include <u.h>
#include <libc.h>
#include <flate.h>
#include <cmd.h>

static int how; /* 0, 'r' of BSD, '5' of System V */
static ulong *crctab;

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

static char *
sum(int fd, char *name)
{
	static uchar buf[64 * 1024];
	ulong s;
	vlong size;
	long n;

	s = 0;
	for(size = 0; (n = read(fd, buf, sizeof buf)) > 0; size += n)
		s = how == 'r'   ? rotate(s, buf, n)
		    : how == '5' ? add(s, buf, n)
				 : blockcrc(crctab, s, buf, n);
	if(n < 0) {
		fprint(2, "sum: error reading %s: %r\n", name ? name : "<stdin>");
		return "error";
	}
	if(how == 'r')
		print("%.5lud %4lld", s, (size + 1023) / 1024);
	else if(how == '5') {
		s = (s & 0xFFFF) + (s >> 16);
		s = (s & 0xFFFF) + (s >> 16);
		print("%.5lud %6lld", s, (size + 511) / 512);
	} else
		print("%.8lux %6lld", s, size);
	if(print("%s%s\n", name ? " " : "", name ? name : "") < 0)
		sysfatal("write error: %r");
	return nil;
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
	crctab = check(mkcrctab(CRCpoly));
	exits(eachfile(argc, argv, "can't open", sum));
}
