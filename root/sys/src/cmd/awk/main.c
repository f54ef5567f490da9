/*
 * main.c: awk's arguments.
 */
#include "awk.h"
#include "io.h"

static void
usage(void)
{
	fprint(2, "usage: awk [-F fs] [-mf n] [-mr n] [-safe] [-v var=value] "
		  "[-f progfile | prog] [file ...]\n");
	exits("usage");
}

static char *
readprog(char *old, char *name)
{
	Biobuf *b;
	char *s, *t;

	b = strcmp(name, "-") == 0 ? Bfdopen(0, OREAD) : Bopen(name, OREAD);
	if(b == nil)
		fatal("can't open %s: %r", name);
	Blethal(b, readerror);
	while((s = Brdstr(b, '\n', 1)) != nil) {
		t = check(smprint("%s%s\n", old ? old : "", s));
		free(old);
		free(s);
		old = t;
	}
	Bterm(b);
	return old ? old : check(strdup(""));
}

void
main(int argc, char **argv)
{
	char *prog, *fs, **vars;
	int nvars;

	prog = fs = nil;
	nvars = 0;
	vars = check(malloc((argc + 1) * sizeof *vars));
	argv0 = "awk";
	/* an infinity is a value like others */
	setfcr(getfcr() & ~(FPINVAL | FPZDIV | FPOVFL | FPUNFL | FPINEX));
	ARGBEGIN
	{
	case 'F':
		fs = EARGF(usage());
		break;
	case 'v':
		vars[nvars] = EARGF(usage());
		if(strchr(vars[nvars++], '=') == nil)
			usage();
		break;
	case 'm': /* f or r, and how much there may be: there is no limit */
		if(strlen(EARGF(usage())) == 1)
			EARGF(usage());
		break;
	case 's':
		if(strcmp(EARGF(usage()), "afe") != 0)
			usage();
		safe = 1;
		break;
	case 'f':
		prog = readprog(prog, EARGF(usage()));
		break;
	default:
		usage();
	}
	ARGEND
	if(prog == nil) {
		if(argc == 0)
			usage();
		prog = argv[0];
		argc--;
		argv++;
	}
	/* ARGV[0] is awk itself */
	argv[-1] = "awk";
	initio(argc + 1, argv - 1);
	if(fs != nil)
		setcell(cFS, str(strcmp(fs, "t") == 0 || strcmp(fs, "\\t") == 0 ? "\t" : fs));
	for(int i = 0; i < nvars; i++)
		assignarg(vars[i]);
	source = prog;
	parse();
	runprogram();
}
