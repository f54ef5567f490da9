/*
 * cpu's server, for a call that is standard input and output.  It mounts the client's name space, and runs
 * rc with the client's input, output and notes.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>
#include "cpu.h"

static char *term = "/mnt/term";

static noreturn void
refuse(char *why)
{
	sendstr(1, why);
	exits(why);
}

static int
openterm(char *file, int n, int mode)
{
	char name[64];

	snprint(name, sizeof name, n >= 0 ? "%s/%s/%d" : "%s/%s", term, file, n);
	return open(name, mode);
}

/* the client's tree takes the place of the connection, which is descriptors 0 and 1 */
static void
mountterm(void)
{
	char ok[ERRMAX];
	long n;
	int fd;

	sendstr(1, "FS");
	if(write(1, "/", 1) != 1)
		exits("hungup");
	n = read(0, ok, 2);
	if(n != 2 || strncmp(ok, "OK", 2) != 0)
		exits("the client has no tree");
	rfork(RFNAMEG | RFENVG | RFNOTEG);
	fd = dup(0, -1);
	close(0);
	close(1);
	if(mount(fd, -1, term, MREPL | MCREATE, "") < 0)
		exits("mount");
}

/* where the client's own input and output are to be had, or else its console */
static void
openfds(void)
{
	int i, fd;

	for(i = 0; i < 3; i++) {
		fd = openterm("fd", Fdin + i, i == 0 ? OREAD : OWRITE);
		if(fd < 0)
			fd = openterm("dev/cons", -1, i == 0 ? OREAD : OWRITE);
		if(fd < 0)
			exits("no console");
		if(fd != i) {
			dup(fd, i);
			close(fd);
		}
	}
}

static void
setup(char *dir)
{
	char *home;

	bind("/mnt/term/dev/cons", "/dev/cons", MREPL);
	putenv("service", "cpu");
	putenv("user", getuser());
	home = check(smprint("/usr/%s", getuser()));
	putenv("home", home);
	if(strcmp(dir, "NO") != 0 && chdir(dir) == 0)
		return;
	if(chdir(home) < 0)
		chdir("/");
}

/* pass the client's notes on to the command; when no more can come, the client has gone */
static int
forwarder(int pid)
{
	char note[ERRMAX];
	long n;
	int fd, me;

	fd = openterm("fd", Fdnote, OREAD);
	if(fd < 0)
		return -1;
	me = rfork(RFPROC | RFFDG | RFNOTEG | RFNOWAIT);
	if(me != 0) {
		close(fd);
		return me;
	}
	close(0);
	close(1);
	while((n = read(fd, note, sizeof note - 1)) > 0) {
		note[n] = 0;
		postnote(PNGROUP, pid, note);
	}
	postnote(PNGROUP, pid, "hangup");
	_exits(nil);
	return -1;
}

/* rc's pid; it waits for go */
static int
start(char *cmd)
{
	int pid;

	pid = rfork(RFPROC | RFFDG | RFNOTEG);
	if(pid < 0)
		exits("fork");
	if(pid > 0)
		return pid;
	if(cmd != nil)
		execl("/bin/rc", "rc", "-lc", cmd, nil);
	else
		execl("/bin/rc", "rc", "-li", nil);
	sysfatal("/bin/rc: %r");
	return -1;
}

noreturn void
serve(void)
{
	Waitmsg *w;
	char *method, *cmd, *dir, *status;
	int pid, passer, fd;

	method = recvstr(0);
	if(method == nil)
		exits("hungup");
	if(strcmp(method, "none") != 0)
		refuse("there is no authentication here: say -a none");
	sendstr(1, "");
	cmd = nil;
	dir = recvstr(0);
	if(dir != nil && strncmp(dir, "! ", 2) == 0) {
		cmd = dir + 2;
		dir = recvstr(0);
	}
	if(dir == nil)
		exits("hungup");
	mountterm();
	openfds();
	setup(dir);
	pid = start(cmd);
	passer = forwarder(pid);
	while((w = wait()) != nil && w->pid != pid)
		free(w);
	status = w == nil                      ? "lost"
		 : strstr(w->msg, ": ") != nil ? strstr(w->msg, ": ") + 2
					       : w->msg;
	fd = openterm("fd", Fdstatus, OWRITE);
	fprint(fd, ".%s", status);
	if(passer > 0)
		postnote(PNPROC, passer, "kill");
	exits(nil);
}
