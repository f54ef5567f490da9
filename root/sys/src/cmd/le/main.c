/*
 * le: let a person edit a line, and print it.
 *
 * The console is raw while the line is edited, and no longer: whatever way the program ends,
 * the kernel closes consctl, which undoes it.
 */
#include <u.h>
#include <libc.h>
#include "le.h"

static int ctl = -1;

static void
usage(void)
{
	fprint(2, "usage: le [-h history] [-p prompt]\n");
	exits("usage");
}

static void catch(void *ureg, char *note)
{
	USED(ureg);
	if(strncmp(note, "interrupt", 9) == 0) {
		write(ctl, "rawoff", 6);
		_exits("interrupt");
	}
	noted(NDFLT);
}

static char *
defaulthist(void)
{
	char *home = getenv("home");

	return home == nil ? nil : smprint("%s/lib/history", home);
}

/* take the console; not where there is no terminal that can move its cursor */
static void
start(void)
{
	char *term = getenv("TERM");

	if(!getsize() || (term != nil && strcmp(term, "dumb") == 0))
		exits("no terminal");
	cons = open("/dev/cons", ORDWR | OCEXEC);
	ctl = open("/dev/consctl", OWRITE | OCEXEC);
	if(cons < 0 || ctl < 0)
		exits("no console");
	notify(catch);
	if(write(ctl, "rawon", 5) < 0)
		exits("no raw mode");
}

static void
finish(char *end)
{
	keepkilled();
	out(end);
	flush();
	write(ctl, "rawoff", 6);
	close(ctl);
}

void
main(int argc, char **argv)
{
	Line line = {nil, 0, 0, 0};
	char *prompt = "", *file = defaulthist(), *s;
	int n;

	ARGBEGIN
	{
	case 'h':
		file = EARGF(usage());
		break;
	case 'p':
		prompt = EARGF(usage());
		break;
	default:
		usage();
	}
	ARGEND
	if(argc > 0)
		usage();
	histfile(file);
	start();
	switch(edit(&line, prompt)) {
	case Interrupted:
		finish("");
		exits("interrupt");
	case Ended:
		finish("");
		exits("eof");
	}
	finish("\n");
	s = utf(line.r, line.n);
	histadd(s);
	n = strlen(s);
	s[n] = '\n';
	if(write(1, s, n + 1) != n + 1)
		sysfatal("write: %r");
	exits(nil);
}
