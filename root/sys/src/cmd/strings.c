/*
 * strings: the printable strings in files that are not text.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

enum
{
	Maxline = 70, /* runes printed on a line before it is broken */
};

static int min = 6;
static int many; /* files: each has its name above it */
static Biobuf bout;

static void
usage(void)
{
	fprint(2, "usage: strings [-m min] [file ...]\n");
	exits("usage");
}

static int
printable(long r)
{
	return (r >= ' ' && r < 0x7f) || (r > 0xA0 && r != Runeerror);
}

static char *
strings(int fd, char *name)
{
	Biobuf b;
	Rune buf[Maxline];
	vlong start, off;
	long r;
	int n, w;

	if(many)
		Bprint(&bout, "%s:\n", name);
	Binit(&b, fd, OREAD);
	Blethal(&b, nil);
	n = 0;
	start = 0;
	for(off = 0; (r = Bgetrune(&b)) >= 0; off += w) {
		w = r == Runeerror ? 1 : runelen(r);
		if(printable(r)) {
			if(n == 0)
				start = off;
			buf[n++] = r;
			if(n < Maxline)
				continue;
			Bprint(&bout, "%8lld: %.*S ...\n", start, n, buf);
		} else if(n >= min)
			Bprint(&bout, "%8lld: %.*S\n", start, n, buf);
		n = 0;
	}
	if(n >= min)
		Bprint(&bout, "%8lld: %.*S\n", start, n, buf);
	Bflush(&bout);
	Bterm(&b);
	return nil;
}

void
main(int argc, char **argv)
{
	ARGBEGIN
	{
	case 'm':
		min = atoi(EARGF(usage()));
		if(min < 1 || min > Maxline)
			sysfatal("-m wants a number from 1 to %d", Maxline);
		break;
	default:
		usage();
	}
	ARGEND
	openstdout(&bout);
	many = argc > 1;
	exits(eachfile(argc, argv, "open", strings));
}
