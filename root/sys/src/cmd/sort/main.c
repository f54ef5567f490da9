/*
 * sort: sort or merge the lines of files, by all of the line or by keys in it.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "sort.h"

static int cflag, mflag;
static char *outfile;

/* -c: only the line before is needed */
static void
checkorder(Biobuf *b)
{
	Line last, l;
	int c;

	if(!readline(b, &last))
		return;
	last.seq = 0;
	for(long n = 2; readline(b, &l); n++) {
		l.seq = 1;
		c = uflag ? cmpkeys(&last, &l) : compare(&last, &l);
		if(c > 0 || (c == 0 && uflag)) {
			fprint(2, "sort: -c file not in sort at line %ld\n", n);
			exits("not sorted");
		}
		free(last.s);
		last.s = l.s;
		last.n = l.n;
	}
}

static void
addtempdir(char *dir)
{
	tempdirs = check(realloc(tempdirs, (ntempdir + 1) * sizeof *tempdirs));
	tempdirs[ntempdir++] = dir;
}

/* a letter with a value */
static void
option(int c, char *a)
{
	switch(c) {
	case 't':
		chartorune(&tab, strcmp(a, "\\t") == 0 ? "\t" : a);
		break;
	case 'k':
		addkey(a);
		break;
	case 'o':
		outfile = a;
		break;
	case 'T':
		addtempdir(a);
		break;
	case 'l':
		maxlines = numarg(a, 10, 1, Maxint, usage);
		break;
	}
}

/* the letters of one argument; says how many arguments it took */
static int
options(char *s, char *nextarg)
{
	char *a;

	for(s++; *s != '\0'; s++) {
		if(strchr("tkoTl", *s) != nil) {
			a = s[1] ? s + 1 : nextarg;
			if(a == nil)
				usage();
			option(*s, a);
			return s[1] ? 1 : 2;
		}
		if(*s == 'c')
			cflag = 1;
		else if(*s == 'm')
			mflag = 1;
		else if(*s == 'u')
			uflag = 1;
		else if(flagbit(*s) != 0)
			global |= flagbit(*s);
		else
			usage();
	}
	return 1;
}

/* result: the first argument that is a file */
static int
arguments(int argc, char **argv)
{
	int i;

	for(i = 1; i < argc;) {
		if(strcmp(argv[i], "--") == 0)
			return i + 1;
		if((argv[i][0] == '+' || argv[i][0] == '-') && argv[i][1] >= '0' &&
		   argv[i][1] <= '9')
			oldkey(argv[i++]);
		else if(argv[i][0] == '-' && argv[i][1])
			i += options(argv[i], argv[i + 1]);
		else
			break;
	}
	return i;
}

static void
eachdash(int argc, char **argv, void (*f)(Biobuf *))
{
	Biobuf *b;

	for(int i = 0; i < argc; i++) {
		b = opendash(argv[i]);
		f(b);
		Bterm(b);
	}
}

void
main(int argc, char **argv)
{
	static char *dash[] = {"-", nil};
	int i;

	argv0 = argv[0];
	i = arguments(argc, argv);
	argc -= i;
	argv += i;
	if(argc == 0) {
		argc = 1;
		argv = dash;
	}
	if(nkeys == 0)
		addkey("1.1");
	for(i = 0; i < nkeys; i++)
		if(!keys[i].own)
			keys[i].flags = global;
	if(cflag) {
		eachdash(argc, argv, checkorder);
		exits(nil);
	}
	if(mflag)
		mergein(argc, argv);
	else
		eachdash(argc, argv, sortin);
	output(outfile, argc, argv);
	exits(nil);
}
