/*
 * grep: print the lines that match any of some regular expressions.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>
#include <cmd.h>

static uchar flag[Runeself]; /* by letter */
static char *pattern;        /* all of them, as alternatives */
static usize npattern, maxpattern;
static Reprog *prog;
static Biobuf bout;
static int matched, withname;

static void
addpattern(char *s)
{
	usize n;

	n = strlen(s) + sizeof "|()";
	if(npattern + n > maxpattern) {
		/* there may be very many of them: no copy for each */
		maxpattern = 2 * (npattern + n);
		pattern = check(realloc(pattern, maxpattern));
	}
	npattern += snprint(pattern + npattern, n, npattern ? "|(%s)" : "(%s)", s);
}

/* each line of s is one */
static void
addpatterns(char *s)
{
	char *e;

	do {
		e = strchr(s, '\n');
		if(e != nil)
			*e++ = 0;
		addpattern(s);
	} while((s = e) != nil);
}

static void
addfile(char *name)
{
	Biobuf *b;
	char *s;

	b = openin(name);
	while((s = Brdstr(b, '\n', 1)) != nil) {
		addpattern(s);
		free(s);
	}
	Bterm(b);
}

/* a copy in lower case; the caller frees it */
static char *
lower(char *s)
{
	char *t, *p;
	Rune r;

	/* the other case may be longer by a byte */
	t = p = check(malloc(2 * strlen(s) + 1 + UTFmax));
	while(*s) {
		s += chartorune(&r, s);
		r = tolowerrune(r);
		p += runetochar(p, &r);
	}
	*p = 0;
	return t;
}

/* does the line of n bytes match?  Zero bytes in it are taken for other bytes that are no character. */
static int
match(char *line, long n)
{
	char *s, *p;
	int r;

	if(memchr(line, 0, n) == nil && !flag['i'])
		return regexec(prog, line, nil, 0) > 0;
	s = check(malloc(n + 1));
	memmove(s, line, n + 1);
	for(p = s; (p = memchr(p, 0, s + n - p)) != nil; p++)
		*p = (char)0xFF;
	if(flag['i']) {
		p = s;
		s = lower(p);
		free(p);
	}
	r = regexec(prog, s, nil, 0) > 0;
	free(s);
	return r;
}

static void
prefix(char *name, vlong line)
{
	if(withname)
		Bprint(&bout, "%s:", name);
	if(flag['n'])
		Bprint(&bout, "%lld: ", line);
}

/* what is wrong with a pattern; regcomp then gives nil */
void
regerror(char *msg)
{
	fprint(2, "grep: %s\n", msg);
}

static char *
grep(int fd, char *name)
{
	Biobuf b;
	char *s;
	vlong n, line;
	long len;

	Binit(&b, fd, OREAD);
	Blethal(&b, nil);
	n = 0;
	for(line = 1; (s = Brdstr(&b, '\n', 1)) != nil; line++) {
		len = Blinelen(&b);
		if(match(s, len) != flag['v']) {
			n++;
			if(flag['s'])
				exits(nil);
			if(flag['l'] || flag['L']) {
				free(s);
				break;
			}
			if(!flag['c']) {
				prefix(name, line);
				Bwrite(&bout, s, len);
				Bputc(&bout, '\n');
				if(flag['b'])
					Bflush(&bout);
			}
		}
		free(s);
	}
	Bterm(&b);
	if(flag['c']) {
		if(withname)
			Bprint(&bout, "%s:", name);
		Bprint(&bout, "%lld\n", n);
	}
	if((flag['l'] && n > 0) || (flag['L'] && n == 0))
		Bprint(&bout, "%s\n", name ? name : "(standard input)");
	if(n > 0)
		matched = 1;
	/* what grep says should be seen while its input comes slowly */
	Bflush(&bout);
	return nil;
}

static void
usage(void)
{
	fprint(2, "usage: grep [-bchiLlnsv] [-e pattern] [-f patternfile] [pattern] [file ...]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	char *s, *status;

	openstdout(&bout);
	ARGBEGIN
	{
	case 'b':
	case 'c':
	case 'h':
	case 'i':
	case 'l':
	case 'L':
	case 'n':
	case 's':
	case 'v':
		flag[ARGC()] = 1;
		break;
	case 'e':
		addpatterns(EARGF(usage()));
		break;
	case 'f':
		addfile(EARGF(usage()));
		break;
	default:
		usage();
	}
	ARGEND
	if(pattern == nil) {
		if(argc == 0)
			usage();
		addpatterns(argv[0]);
		argc--;
		argv++;
	}
	if(flag['i']) {
		s = lower(pattern);
		free(pattern);
		pattern = s;
	}
	prog = regcomp(pattern);
	if(prog == nil)
		exits("syntax");
	withname = argc > 1 && !flag['h'];
	status = eachfile(argc, argv, "file", grep);
	exits(status ? status : matched ? nil : "no matches");
}
