/*
 * look: the lines of a sorted file that begin with a string, found by bisection.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

static uchar flag[Runeself]; /* by letter */
static Rune tab = '\t';      /* ends what is compared, or 0 */
static int radix = 10;       /* of -n */
static Biobuf bout;

static void
usage(void)
{
	fprint(2, "usage: look [-dfinx] [-b base] [-t c] [string] [file]\n");
	exits("usage");
}

/* what of a line is compared, in s, until the field separator */
static char *
canon(char *line)
{
	char *s, *p;
	Rune r;

	s = p = check(malloc(2 * strlen(line) + 1 + UTFmax));
	while(*line) {
		line += chartorune(&r, line);
		if(tab && r == tab)
			break;
		if(flag['d'] && !isalpharune(r) && !isdigitrune(r) && r != ' ' && r != '\t')
			continue;
		if(flag['f'])
			r = tolowerrune(r);
		p += runetochar(p, &r);
	}
	*p = 0;
	return s;
}

static double
number(char *s)
{
	return radix == 10 ? atof(s) : strtoll(s, nil, radix);
}

/* below 0: the line comes before what matches, 0: it does, above: after */
static int
compare(char *line, char *want)
{
	char *s;
	double x, y;
	int c, n;

	s = canon(line);
	n = strlen(want);
	if(flag['n']) {
		x = number(s);
		y = number(want);
		c = x < y ? -1 : x > y;
	} else if(flag['x'])
		c = strcmp(s, want);
	else
		c = strncmp(s, want, n);
	free(s);
	return c;
}

/* go to the first line that begins at or after off, and read it */
static char *
lineat(Biobuf *b, vlong off)
{
	int c;

	if(off > 0) {
		Bseek(b, off - 1, 0);
		while((c = Bgetc(b)) >= 0 && c != '\n')
			;
	} else
		Bseek(b, 0, 0);
	return Brdstr(b, '\n', 1);
}

static int
look(Biobuf *b, char *string)
{
	char *s, *want;
	vlong lo, hi, mid;
	int c, found;

	want = canon(string);
	lo = 0;
	hi = Bseek(b, 0, 2);
	while(lo < hi) {
		mid = lo + (hi - lo) / 2;
		s = lineat(b, mid);
		c = s ? compare(s, want) : 1;
		free(s);
		if(c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	found = 0;
	for(s = lineat(b, lo); s != nil; s = Brdstr(b, '\n', 1)) {
		c = compare(s, want);
		if(c == 0) {
			Bprint(&bout, "%s\n", s);
			found = 1;
		}
		free(s);
		if(c > 0)
			break;
	}
	free(want);
	return found;
}

/* -i: strings come from standard input, a line each */
static int
looklines(Biobuf *b)
{
	Biobuf *in;
	char *s;
	int found;

	in = check(Bfdopen(0, OREAD));
	Blethal(in, nil);
	for(found = 0; (s = Brdstr(in, '\n', 1)) != nil; free(s)) {
		found |= look(b, s);
		Bflush(&bout);
	}
	Bterm(in);
	return found;
}

void
main(int argc, char **argv)
{
	char *file;
	Biobuf *b;
	int found, i;

	ARGBEGIN
	{
	case 'd':
	case 'f':
	case 'i':
	case 'n':
	case 'x':
		flag[ARGC()] = 1;
		break;
	case 'b':
		flag['n'] = 1;
		radix = numarg(EARGF(usage()), 10, 2, 36, usage);
		break;
	case 't':
		chartorune(&tab, EARGF(usage()));
		break;
	default:
		usage();
	}
	ARGEND
	i = flag['i'] == 0; /* where the file is */
	if(argc < i || argc > i + 1)
		usage();
	openstdout(&bout);
	file = argc > i ? argv[i] : "/lib/words";
	if(argc == i)
		flag['d'] = flag['f'] = 1;
	b = Bopen(file, OREAD);
	if(b == nil) {
		fprint(2, "look: can't open %s: %r\n", file);
		exits("no dictionary");
	}
	Blethal(b, nil);
	found = flag['i'] ? looklines(b) : look(b, argv[0]);
	Bterm(&bout);
	exits(found ? nil : "not found");
}
