/*
 * Commands of the system: ! alone, < for text, > with text, and | for both.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "sam.h"

static char *last; /* the command of before, for when there is none */

/* in the child: become rc */
static noreturn void
run(char *cmd, int in, int to)
{
	if(in >= 0)
		dup(in, 0);
	if(to >= 0)
		dup(to, 1);
	for(int fd = 3; fd < 20; fd++)
		close(fd);
	execl("/bin/rc", "rc", "-c", cmd, nil);
	fprint(2, "sam: /bin/rc: %r\n");
	_exits("exec");
}

static int
newproc(void)
{
	int pid;

	flushout();
	pid = rfork(RFPROC | RFFDG | RFREND);
	if(pid < 0)
		error("can't fork");
	return pid;
}

static int
start(char *cmd, int in, int to)
{
	int pid = newproc();

	if(pid == 0)
		run(cmd, in, to);
	return pid;
}

/* result: did it go well; an interrupt ends the command, too */
static int
finished(int pid)
{
	Waitmsg *w;
	char err[ERRMAX];
	int ok;

	for(;;) {
		w = wait();
		if(w == nil) {
			rerrstr(err, sizeof err);
			if(strcmp(err, "interrupted") == 0)
				continue;
			return 0;
		}
		ok = w->msg[0] == '\0';
		if(w->pid == pid) {
			free(w);
			return ok;
		}
		free(w);
	}
}

static void
newpipe(int *p)
{
	if(pipe(p) < 0)
		error("can't pipe");
}

/* a process that writes text; result: where it is to be read */
static int
source(File *f, Range r)
{
	int p[2];

	newpipe(p);
	if(newproc() == 0) {
		piping = 1;
		close(p[0]);
		close(iofd);
		writeutf(p[1], &f->text, r);
		_exits(nil);
	}
	close(p[1]);
	return p[0];
}

/* what the command prints, to s; in is its input */
static void
collect(char *cmd, int in, Str *s)
{
	int p[2], pid, nulls;

	newpipe(p);
	iofd = p[0]; /* an error will close it */
	pid = start(cmd, in, p[1]);
	close(p[1]);
	close(in);
	readfd(p[0], s, &nulls);
	close(p[0]);
	iofd = -1;
	if(!finished(pid))
		warn("exit status not 0");
}

static void
replace(File *f, Range r, char *cmd, int in)
{
	Str s = {nil, 0, 0};

	collect(cmd, in, &s);
	if(interrupted)
		error("interrupt");
	change(f, r, s.r, s.n);
	free(s.r);
}

static void
feed(File *f, Range r, char *cmd)
{
	int p[2], pid;

	newpipe(p);
	iofd = p[1];
	pid = start(cmd, p[0], -1);
	close(p[0]);
	piping = 1;
	writeutf(p[1], &f->text, r);
	piping = 0;
	close(p[1]);
	iofd = -1;
	finished(pid);
}

/* what commands know: the file's name; dot's first line, and where it begins and ends */
static void
tellfile(File *f, Range r)
{
	int fd;

	putenv("%", f != nil ? f->name : "");
	fd = create("/env/%dot", OWRITE, 0666);
	if(fd < 0)
		return;
	if(f != nil)
		fprint(fd, "%d%c%ld%c%ld%c", 1 + newlines(f, 0, r.p1), 0, (long)r.p1, 0, (long)r.p2,
		       0);
	close(fd);
}

/* f is nil or what the command is for; how is one of !<>|^_ */
void
shell(File *f, Range r, int how, Str *text, int nested)
{
	char *cmd;
	int in;

	if(text->n > 0) {
		free(last);
		last = utf(text->r, text->n);
	}
	if(last == nil)
		error("plan 9 command");
	cmd = last;
	tellfile(f, r);
	switch(how) {
	case '!':
		finished(start(cmd, -1, -1));
		break;
	case '<':
		replace(f, r, cmd, open("/dev/null", OREAD));
		break;
	case '|':
		replace(f, r, cmd, source(f, r));
		break;
	case '^':
		in = open("/dev/null", OREAD);
		finished(start(cmd, in, -1));
		close(in);
		break;
	case '>':
	case '_':
		feed(f, r, cmd);
		break;
	}
	interrupted = 0; /* it was for the command */
	if(!nested)
		Bprint(says(), "!\n");
}

/* what a command prints, for lists of files */
void
readcommand(char *cmd, Str *s)
{
	collect(cmd, open("/dev/null", OREAD), s);
}
