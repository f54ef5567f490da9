/*
 * rc: the command language.  The start: flags, the environment, rcmain.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

char flag[128]; /* of the command line, by letter */
int mypid;      /* who handles notes, and runs sigexit */

static void
usage(void)
{
	fprint(2, "usage: rc [-srdiIlxebpvV] [-c command] [-m initial] [file [arg ...]]\n");
	exits("usage");
}

int
endswith(char *s, char *t)
{
	int n = strlen(s), m = strlen(t);

	return n >= m && strcmp(s + n - m, t) == 0;
}

/* is fd the console? */
int
isconsole(int fd)
{
	char name[512];

	if(fd2path(fd, name, sizeof name) < 0)
		return 0;
	return endswith(name, "/dev/cons") || strcmp(name, "#c/cons") == 0;
}

static void
setlist(char *name, char **argv)
{
	Word *list = nil, **tail = &list;
	Mark m = tmark();

	for(; *argv != nil; argv++) {
		*tail = newword(*argv, 0);
		tail = &(*tail)->next;
	}
	setvar(lookvar(name), list);
	trelease(m);
}

static void
runinit(char *file)
{
	Input *in;
	Code *code;
	int fd = open(file, OREAD | OCEXEC);

	if(fd < 0) {
		fprint(2, "rc: can't open %s: %r\n", file);
		exits("rcmain");
	}
	in = openfile("rc", fd, 0);
	in->echo = flag['V'];
	booting = 1;
	while((code = parseline(in)) != nil)
		runcode(code, 0);
	closeinput(in);
}

static char *init = "/rc/lib/rcmain";
static char *cflag[2]; /* of -c, as a list */

/* result: what is behind the options */
static char **
options(int argc, char **argv)
{
	ARGBEGIN
	{
	case 'c':
		cflag[0] = EARGF(usage());
		flag['c'] = 1;
		break;
	case 'm':
		init = EARGF(usage());
		flag['m'] = 1;
		break;
	case 's':
	case 'r':
	case 'd':
	case 'i':
	case 'I':
	case 'l':
	case 'x':
	case 'e':
	case 'b':
	case 'p':
	case 'v':
	case 'V':
		flag[ARGC()] = 1;
		break;
	default:
		usage();
	}
	ARGEND
	return argv;
}

void
main(int argc, char **argv)
{
	char *name[] = {argv[0], nil}, num[16];

	mypid = getpid();
	curfile = "rc";
	if(argv[0] != nil && argv[0][0] == '-')
		flag['l'] = 1;
	argv = options(argc, argv);
	startvars();
	loadenv();
	if(flag['I'])
		flag['i'] = 0;
	else if(!flag['i'] && !flag['c'] && argv[0] == nil && isconsole(0))
		flag['i'] = 1;
	snprint(num, sizeof num, "%d", mypid);
	setstr("pid", num);
	setlist("cflag", cflag);
	setlist("rcname", name);
	setlist("*", argv);
	setlist("0", name);
	catchnotes();
	runinit(init);
	leave();
}
