/*
 * ed: the line editor.  This file reads commands and has them obeyed.
 */
#include "ed.h"

Biobuf in, bout;
char *cmd;
char *globallines;
int inglobal;
int listing;
int interrupted;
static jmp_buf toplevel;

noreturn void
error(char *msg)
{
	Bflush(&bout);
	fprint(2, "?%s\n", msg);
	globallines = nil;
	inglobal = 0;
	longjmp(toplevel, 1);
}

void
poll(void)
{
	if(!interrupted)
		return;
	interrupted = 0;
	/* what was typed ahead is not meant any more, nor is the rest of what is printed */
	Binit(&in, 0, OREAD);
	Binit(&bout, 1, OWRITE);
	error("");
}

/* the next line of the list of g, or of standard input; nil at the end.  Its owner frees it. */
char *
getline(void)
{
	char *s, *e;

	if(!inglobal) {
		s = Brdstr(&in, '\n', 1);
		if(s == nil)
			poll();
		return s;
	}
	poll();
	if(globallines == nil)
		return nil;
	e = strchr(globallines, '\n');
	s = check(e ? smprint("%.*s", utfnlen(globallines, e - globallines), globallines)
		    : strdup(globallines));
	globallines = e ? e + 1 : nil;
	return s;
}

void
obey(char *line)
{
	Range r;
	Rune c;

	cmd = line;
	listing = 0;
	r = range();
	blanks();
	if(*cmd == 0) {
		/* a newline alone is the next line */
		if(r.n == 0)
			r.a = r.b = inglobal ? dot : dot + 1;
		else
			r.a = r.b;
		nonzero(&r);
		show(r.b, 'p');
		dot = r.b;
		return;
	}
	cmd += chartorune(&c, cmd);
	if(c != 'q' && c != 'e')
		warned = 0;
	command(c, &r);
	if(listing && dot > 0)
		show(dot, listing);
}

static void
note(void *, char *msg)
{
	if(strcmp(msg, "interrupt") == 0) {
		interrupted = 1;
		noted(NCONT);
	}
	if(strcmp(msg, "hangup") == 0 && modified && last > 0) {
		Range r = {1, last, 2};

		fd1 = open("/dev/null", OWRITE);
		writefile("ed.hup", &r, 0);
	}
	noted(NDFLT);
}

static void
usage(void)
{
	fprint(2, "usage: ed [-] [-o] [file]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	char *line;
	int quiet;

	ARGBEGIN
	{
	case 'o':
		oflag = 1;
		fd1 = 2;
		break;
	default:
		usage();
	}
	ARGEND
	quiet = 0;
	if(argc > 0 && strcmp(argv[0], "-") == 0) {
		quiet = 1;
		argc--;
		argv++;
	}
	if(argc > 1)
		usage();
	Binit(&in, 0, OREAD);
	Binit(&bout, 1, OWRITE);
	notify(note);
	if(oflag)
		filename = "/fd/1";
	if(quiet)
		fd1 = open("/dev/null", OWRITE);
	if(argc == 1 && setjmp(toplevel) == 0) {
		filename = check(strdup(argv[0]));
		readfile(filename, 0);
		modified = 0;
	}
	setjmp(toplevel);
	for(;;) {
		Bflush(&bout);
		poll();
		line = getline();
		if(line == nil)
			quit(0);
		obey(line);
	}
}
