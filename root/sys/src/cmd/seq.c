/*
 * seq: print the numbers from first to last.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

static double first = 1, incr = 1, last;
static int constant; /* -w: all of one width */
static char *format;

static void
usage(void)
{
	fprint(2, "usage: seq [-fformat] [-w] [first [incr]] last\n");
	exits("usage");
}

static double
number(char *s)
{
	double d;
	char *end;

	d = strtod(s, &end);
	if(end == s || *end != 0)
		sysfatal("bad number: %s", s);
	return d;
}

/* one verb of floating point, and nothing that needs another argument */
static int
validformat(char *f)
{
	int verbs;

	for(verbs = 0; *f; f++) {
		if(*f != '%')
			continue;
		if(*++f == '%')
			continue;
		f += strspn(f, "+-0123456789.# ");
		if(*f == 0 || strchr("efgEG", *f) == nil)
			return 0;
		verbs++;
	}
	return verbs == 1;
}

static int
decimals(char *s)
{
	char *p;

	p = strchr(s, '.');
	return p ? strlen(p + 1) : 0;
}

/* -w: as wide and as precise as the widest of the arguments */
static char *
widefmt(int argc, char **argv)
{
	int width, prec, n;
	char *s;

	prec = 0;
	for(int i = 0; i < argc; i++)
		if((n = decimals(argv[i])) > prec)
			prec = n;
	width = 0;
	for(int i = 0; i < 2; i++) {
		s = smprint("%.*f", prec,
			    i ? first : first + incr * floor((last - first) / incr + 1e-9));
		if(s != nil && (n = strlen(s)) > width)
			width = n;
		free(s);
	}
	return smprint("%%0%d.%df", width, prec);
}

void
main(int argc, char **argv)
{
	static Biobuf bout;
	double steps;
	char *nl;

	argv0 = argv[0];
	argc--;
	argv++;
	/* a negative number is no flag */
	while(argc > 0 && argv[0][0] == '-' && strchr("-wf", argv[0][1]) && argv[0][1]) {
		if(strcmp(argv[0], "--") == 0) {
			argc--;
			argv++;
			break;
		}
		if(strcmp(argv[0], "-w") == 0)
			constant = 1;
		else if(argv[0][1] == 'f') {
			format = argv[0] + 2;
			if(*format == 0) {
				format = argv[1];
				argc--;
				argv++;
			}
			if(format == nil || !validformat(format))
				sysfatal("bad format");
		} else
			usage();
		argc--;
		argv++;
	}
	if(argc < 1 || argc > 3)
		usage();
	if(argv[0][0] == '-' && strchr("0123456789.", argv[0][1]) == nil)
		usage();
	last = number(argv[argc - 1]);
	if(argc > 1)
		first = number(argv[0]);
	if(argc > 2)
		incr = number(argv[1]);
	if(incr == 0)
		sysfatal("zero increment");
	if(format == nil)
		format = constant ? widefmt(argc, argv) : "%g";
	nl = format[0] && format[strlen(format) - 1] == '\n' ? "" : "\n";
	openstdout(&bout);
	/* steps are counted, not added up, and the last may miss its mark by a rounding */
	steps = floor((last - first) / incr + 1e-9);
	for(double i = 0; i <= steps; i++) {
		Bprint(&bout, format, first + i * incr);
		Bprint(&bout, "%s", nl);
	}
	exits(nil);
}
