/*
 * grep: print the lines that match any of some regular expressions.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>

static int bflag, cflag, hflag, iflag, lflag, Lflag, nflag, sflag, vflag;
static char *pattern; /* all of them, as alternatives */
static Reprog *prog;
static Biobuf bout;
static int matched, failed;

static void *
check(void *p)
{
	if(p == nil)
		sysfatal("no memory: %r");
	return p;
}

static void
addpattern(char *s)
{
	char *p;

	if(pattern == nil)
		p = smprint("(%s)", s);
	else
		p = smprint("%s|(%s)", pattern, s);
	free(pattern);
	pattern = check(p);
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

	b = Bopen(name, OREAD);
	if(b == nil)
		sysfatal("can't open %s: %r", name);
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

static int
match(char *line)
{
	char *s;
	int r;

	if(!iflag)
		return regexec(prog, line, nil, 0) > 0;
	s = lower(line);
	r = regexec(prog, s, nil, 0) > 0;
	free(s);
	return r;
}

static void
prefix(char *name, int withname, vlong line, vlong off)
{
	if(withname)
		Bprint(&bout, "%s:", name);
	if(nflag)
		Bprint(&bout, "%lld: ", line);
	else if(bflag)
		Bprint(&bout, "%lld: ", off / 1024);
}

/* what is wrong with a pattern; regcomp then gives nil */
void
regerror(char *msg)
{
	fprint(2, "grep: %s\n", msg);
}

static void
grep(int fd, char *name, int withname)
{
	Biobuf b;
	char *s;
	vlong n, line, off;

	Binit(&b, fd, OREAD);
	n = off = 0;
	for(line = 1; (s = Brdstr(&b, '\n', 1)) != nil; line++) {
		if(match(s) != vflag) {
			n++;
			if(sflag)
				exits(nil);
			if(lflag || Lflag) {
				free(s);
				break;
			}
			if(!cflag) {
				prefix(name, withname, line, off);
				Bprint(&bout, "%s\n", s);
			}
		}
		off = Boffset(&b);
		free(s);
	}
	Bterm(&b);
	if(cflag) {
		if(withname)
			Bprint(&bout, "%s:", name);
		Bprint(&bout, "%lld\n", n);
	}
	if((lflag && n > 0) || (Lflag && n == 0))
		Bprint(&bout, "%s\n", name);
	if(n > 0)
		matched = 1;
	/* what grep says should be seen while its input comes slowly */
	Bflush(&bout);
}

static void
grepfiles(int argc, char **argv)
{
	int fd;

	for(int i = 0; i < argc; i++) {
		fd = open(argv[i], OREAD);
		if(fd < 0) {
			fprint(2, "grep: can't open %s: %r\n", argv[i]);
			failed = 1;
			continue;
		}
		grep(fd, argv[i], argc > 1 && !hflag);
		close(fd);
	}
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
	char *s;

	Binit(&bout, 1, OWRITE);
	ARGBEGIN
	{
	case 'b':
		bflag = 1;
		break;
	case 'c':
		cflag = 1;
		break;
	case 'h':
		hflag = 1;
		break;
	case 'i':
		iflag = 1;
		break;
	case 'l':
		lflag = 1;
		break;
	case 'L':
		Lflag = 1;
		break;
	case 'n':
		nflag = 1;
		break;
	case 's':
		sflag = 1;
		break;
	case 'v':
		vflag = 1;
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
	if(iflag) {
		s = lower(pattern);
		free(pattern);
		pattern = s;
	}
	prog = regcomp(pattern);
	if(prog == nil)
		exits("syntax");
	if(argc == 0)
		grep(0, "(standard input)", 0);
	else
		grepfiles(argc, argv);
	exits(failed ? "file" : matched ? nil : "no matches");
}
