/*
 * sam: edit texts with a language of commands.  There is no window: it is what sam -d is elsewhere.
 *
 * A command is read, done, and then what it changed is put into the texts.  An error on the way leads back
 * here, past all that it wanted to change.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "sam.h"

int interrupted;
int piping;    /* who reads what is written may go away */
int iofd = -1; /* open, for the time of a command */

static jmp_buf mainloop;
static int rescuing;

static void
message(char *before, char *fmt, va_list arg)
{
	Bprint(says(), "?%s", before);
	Bvprint(says(), fmt, arg);
	Bprint(says(), "\n");
}

/* say so, undo what the command did, and read the next */
noreturn void
error(char *fmt, ...)
{
	va_list arg;

	va_start(arg, fmt);
	message("", fmt, arg);
	va_end(arg);
	flushout();
	if(iofd >= 0)
		close(iofd);
	iofd = -1;
	piping = interrupted = nest = 0;
	dropline();
	abandon();
	longjmp(mainloop, 1);
}

void
warn(char *fmt, ...)
{
	va_list arg;

	va_start(arg, fmt);
	message("warning: ", fmt, arg);
	va_end(arg);
}

static void
note(void *, char *s)
{
	if(strncmp(s, "interrupt", 9) == 0) {
		interrupted = 1;
		noted(NCONT);
	}
	if(piping && strncmp(s, "sys: write on closed pipe", 25) == 0)
		noted(NCONT);
	if(!rescuing) {
		rescuing = 1;
		rescue();
	}
	noted(NDFLT);
}

static int
docommand(void)
{
	Cmd *cmd;
	int goon;

	if(curfile != nil && curfile->unread)
		load(curfile);
	cmd = parsecmd(0);
	if(cmd == nil)
		return 0;
	begincmd();
	goon = execute(curfile, cmd);
	commit();
	dropdeleted();
	freecmds();
	return goon;
}

static void
usage(void)
{
	fprint(2, "usage: sam -d [file ...]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	int window = 1;

	ARGBEGIN
	{
	case 'd':
		window = 0;
		break;
	default:
		usage();
	}
	ARGEND
	if(window)
		sysfatal("there is no window: use sam -d");
	quotefmtinstall();
	initout();
	notify(note);
	if(setjmp(mainloop) == 0) {
		for(int i = 0; i < argc; i++)
			newfile(fixname(argv[i]));
		if(argc == 0)
			newfile(check(strdup("")));
		curfile = file[0];
	}
	setjmp(mainloop);
	interrupted = 0;
	freecmds();
	dropdeleted();
	while(docommand()) {
	}
	tryquit();
	flushout();
	exits(nil);
}
