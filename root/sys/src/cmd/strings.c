/*
 * strings: the printable strings in files that are not text.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>

enum
{
	Maxline = 70, /* runes printed on a line before it is broken */
};

static int min = 6;
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

static void
strings(char *name, Biobuf *b, int many)
{
	Rune buf[Maxline];
	vlong start, off;
	long r;
	int n, w;

	if(many)
		Bprint(&bout, "%s:\n", name);
	n = 0;
	start = 0;
	for(off = 0; (r = Bgetrune(b)) >= 0; off += w) {
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
}

void
main(int argc, char **argv)
{
	Biobuf *b;
	char *status;

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
	Binit(&bout, 1, OWRITE);
	status = nil;
	if(argc == 0)
		strings("<stdin>", Bfdopen(0, OREAD), 0);
	for(int i = 0; i < argc; i++) {
		b = Bopen(argv[i], OREAD);
		if(b == nil) {
			fprint(2, "strings: can't open %s: %r\n", argv[i]);
			status = "open";
			continue;
		}
		strings(argv[i], b, argc > 1);
		Bterm(b);
	}
	exits(status);
}
