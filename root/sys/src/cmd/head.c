/*
 * head: the first lines of files.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>

static vlong lines = 10;

static void
usage(void)
{
	fprint(2, "usage: head [-n lines] [file ...]\n");
	exits("usage");
}

static void
head(Biobuf *b, Biobuf *out)
{
	char *s;

	for(vlong i = 0; i < lines && (s = Brdstr(b, '\n', 0)) != nil; i++) {
		Bwrite(out, s, Blinelen(b));
		free(s);
	}
}

void
main(int argc, char **argv)
{
	Biobuf *b, out;
	char *status, *e, *s;

	/* -20 is what everybody types */
	if(argc > 1 && argv[1][0] == '-' && argv[1][1] >= '0' && argv[1][1] <= '9') {
		lines = strtoll(argv[1] + 1, &e, 10);
		if(*e != 0)
			usage();
		argv[1] = argv[0];
		argv++;
		argc--;
	}
	ARGBEGIN
	{
	case 'n':
		s = EARGF(usage());
		lines = strtoll(s, &e, 10);
		if(*e != 0 || e == s || lines < 0)
			usage();
		break;
	default:
		usage();
	}
	ARGEND
	status = nil;
	Binit(&out, 1, OWRITE);
	if(argc == 0)
		head(Bfdopen(0, OREAD), &out);
	for(int i = 0; i < argc; i++) {
		b = Bopen(argv[i], OREAD);
		if(b == nil) {
			fprint(2, "head: can't open %s: %r\n", argv[i]);
			status = "open";
			continue;
		}
		if(argc > 1)
			Bprint(&out, "%s==> %s <==\n", i > 0 ? "\n" : "", argv[i]);
		head(b, &out);
		Bterm(b);
	}
	Bterm(&out);
	exits(status);
}
