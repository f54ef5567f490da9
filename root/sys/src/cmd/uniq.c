/*
 * uniq: of adjacent lines that are equal print one.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

static int mode; /* 'u', 'd', 'c' or 0 */
static int nfields, nchars;
static Biobuf bout;

static void
usage(void)
{
	fprint(2, "usage: uniq [-ucd] [-fields] [+letters] [file]\n");
	exits("usage");
}

/* the part of a line that is compared */
static char *
skip(char *s)
{
	Rune r;

	for(int i = 0; i < nfields; i++) {
		s += strspn(s, " \t");
		s += strcspn(s, " \t");
	}
	for(int i = 0; i < nchars && *s; i++)
		s += chartorune(&r, s);
	return s;
}

static void
out(char *line, vlong n)
{
	switch(mode) {
	case 'u':
		if(n == 1)
			Bprint(&bout, "%s\n", line);
		break;
	case 'd':
		if(n > 1)
			Bprint(&bout, "%s\n", line);
		break;
	case 'c':
		Bprint(&bout, "%4lld %s\n", n, line);
		break;
	default:
		Bprint(&bout, "%s\n", line);
	}
}

void
main(int argc, char **argv)
{
	Biobuf *b;
	char *last, *s;
	vlong n;

	argv0 = argv[0];
	for(argc--, argv++; argc > 0; argc--, argv++) {
		s = argv[0];
		if(s[0] == '-' && s[1] && strchr("ucd", s[1]) && s[2] == 0)
			mode = s[1];
		else if(s[0] == '-' && s[1])
			nfields = numarg(s + 1, 10, 0, Maxint, usage);
		else if(s[0] == '+')
			nchars = numarg(s + 1, 10, 0, Maxint, usage);
		else
			break;
	}
	if(argc > 1)
		usage();
	b = openin(argv[0]);
	openstdout(&bout);
	n = 0;
	for(last = nil; (s = Brdstr(b, '\n', 1)) != nil; n++) {
		if(last != nil && strcmp(skip(last), skip(s)) == 0) {
			free(s);
			continue;
		}
		if(last != nil)
			out(last, n);
		free(last);
		last = s;
		n = 0;
	}
	if(last != nil)
		out(last, n);
	Bterm(&bout);
	exits(nil);
}
