/*
 * cpu's client: it says what to run, and then serves its name space until the other side has done.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>
#include "cpu.h"

enum
{
	Bufsize = 32768,
	Fdlast = Fdstatus + 5,
};

static int notefd;
static int relays; /* processes that pass output on */

/* what concerns the command is passed on to it */
static int
onnote(void *, char *note)
{
	if(strcmp(note, "interrupt") == 0 || strcmp(note, "hangup") == 0 ||
	   strcmp(note, "term") == 0) {
		write(notefd, note, strlen(note));
		return 1;
	}
	return strncmp(note, "sys: write on closed pipe", 25) == 0;
}

/* say who we are and what we want */
static void
greet(int fd, char *method, char *cmd)
{
	static char dir[Maxstr];
	char *s;

	s = sendstr(fd, method) < 0 ? nil : recvstr(fd);
	if(s == nil)
		sysfatal("the other side closed the connection");
	if(s[0] != 0)
		sysfatal("%s", s);
	if(cmd != nil)
		sendstr(fd, check(smprint("! %s", cmd)));
	sendstr(fd, getwd(dir, sizeof dir) != nil ? dir : "NO");
	s = recvstr(fd);
	if(s == nil || strcmp(s, "FS") != 0)
		sysfatal("%s", s == nil ? "the other side closed the connection" : s);
}

/* what is only the client's own */
static void
closeown(void)
{
	int fd;

	for(fd = Fdstatus + 1; fd <= Fdlast; fd++)
		close(fd);
}

static void
copy(int from, int to)
{
	char buf[Bufsize];
	long n;
	int fd;

	for(fd = Fdin; fd <= Fdlast; fd++)
		if(fd != from && fd != to)
			close(fd);
	while((n = read(from, buf, sizeof buf)) > 0)
		if(write(to, buf, n) != n)
			break;
	_exits(nil);
}

/*
 * The other side counts a file's bytes from the first, and not from where we are in it: put a pipe
 * before one that has such a place, and a process that copies.
 */
static void
giveaway(int fd, int as)
{
	int p[2], out;

	if(seek(fd, 0, 1) < 0 || (fd == 0 && seek(fd, 0, 1) == 0)) {
		dup(fd, as);
		return;
	}
	if(pipe(p) < 0)
		sysfatal("pipe: %r");
	out = fd != 0;
	switch(rfork(RFPROC | RFFDG | (out ? 0 : RFNOWAIT))) {
	case -1:
		sysfatal("fork: %r");
	case 0:
		close(p[1]);
		copy(out ? p[0] : fd, out ? fd : p[0]);
	}
	relays += out;
	dup(p[1], as);
	close(p[0]);
	close(p[1]);
}

static int export(int fd, char *patterns)
{
	char *argv[4];
	int n, pid;

	pid = rfork(RFPROC | RFFDG | RFNOTEG);
	if(pid < 0)
		sysfatal("fork: %r");
	if(pid > 0)
		return pid;
	dup(fd, 0);
	dup(fd, 1);
	closeown();
	n = 0;
	argv[n++] = "exportfs";
	if(patterns != nil) {
		argv[n++] = "-P";
		argv[n++] = patterns;
	}
	argv[n] = nil;
	exec("/bin/exportfs", argv);
	sysfatal("/bin/exportfs: %r");
	return -1;
}

/* a note may come while we wait */
static void
waitfor(int pid)
{
	char err[ERRMAX];
	int r;

	for(;;) {
		r = waitpid();
		if(r == pid)
			return;
		if(r >= 0) {
			relays--;
			continue;
		}
		rerrstr(err, sizeof err);
		if(strstr(err, "interrupted") == nil)
			return;
	}
}

noreturn void
client(char *host, char *method, char *patterns, char *cmd)
{
	static char status[ERRMAX + 1];
	int fd, pid, n, i, notes[2], result[2];

	fd = dial(netmkaddr(host, nil, "cpu"), nil, nil, nil);
	if(fd < 0)
		sysfatal("%s: %r", host);
	greet(fd, method, cmd);
	if(pipe(notes) < 0 || pipe(result) < 0)
		sysfatal("pipe: %r");
	/* out of the way of what they become */
	notefd = dup(notes[0], Fdstatus + 1);
	result[0] = dup(result[0], Fdstatus + 2);
	dup(notes[1], Fdstatus + 3);
	dup(result[1], Fdstatus + 4);
	fd = dup(fd, Fdlast);
	for(i = 3; i <= Fdstatus; i++)
		close(i);
	dup(Fdstatus + 3, Fdnote);
	dup(Fdstatus + 4, Fdstatus);
	close(Fdstatus + 3);
	close(Fdstatus + 4);
	giveaway(0, Fdin);
	giveaway(1, Fdout);
	giveaway(2, Fderr);
	pid = export(fd, patterns);
	close(fd);
	atnotify(onnote, 1);
	for(i = Fdin; i <= Fdstatus; i++)
		close(i);
	waitfor(pid);
	while(relays > 0 && waitpid() >= 0)
		relays--;
	n = read(result[0], status, sizeof status - 1);
	if(n <= 0)
		sysfatal("the connection was lost");
	status[n] = 0;
	exits(status[1] != 0 ? status + 1 : nil);
}
