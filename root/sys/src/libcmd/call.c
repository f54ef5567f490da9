/*
 * What programs that take calls from the network do alike.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

enum
{
	Lastfd = 20, /* what a caller's command has no use for lies below */
};

/*
 * In the process that will be the caller's command: accept the call, whose control file is ctl, and
 * make it standard input and output, and /dev/cons.
 */
int
takecall(int ctl, char *dir)
{
	char data[NETPATHLEN + 8];
	int fd;

	fd = accept(ctl, dir);
	if(fd < 0)
		return -1;
	snprint(data, sizeof data, "%s/data", dir);
	bind(data, "/dev/cons", MREPL);
	putenv("net", dir);
	dup(fd, 0);
	dup(fd, 1);
	for(fd = 3; fd < Lastfd; fd++)
		close(fd);
	return 0;
}

/*
 * For each call to what was announced as adir, run serve in a process of its own.  When max of them run
 * wait for the end of one first; 0 is no limit.
 */
noreturn void
takecalls(char *adir, int max, void (*serve)(int ctl, char *dir, void *arg), void *arg)
{
	char dir[NETPATHLEN];
	int ctl, n, flags;

	flags = RFPROC | RFFDG | RFENVG | RFNAMEG | RFNOTEG | RFREND;
	if(max == 0)
		flags |= RFNOWAIT;
	for(n = 0;;) {
		if(max > 0 && n == max && waitpid() > 0)
			n--;
		ctl = listen(adir, dir);
		if(ctl < 0)
			sysfatal("listen %s: %r", adir);
		switch(rfork(flags)) {
		case -1:
			fprint(2, "%s: fork: %r\n", argv0);
			reject(ctl, dir, "host overloaded");
			break;
		case 0:
			serve(ctl, dir, arg);
			_exits("serve");
		default:
			n++;
		}
		close(ctl);
	}
}

/* is a descriptor a call that somebody took? */
int
iscall(int fd)
{
	NetConnInfo *nci;
	int r;

	nci = getnetconninfo(nil, fd);
	r = nci != nil && atoi(nci->rserv) != 0;
	freenetconninfo(nci);
	return r;
}

static void
serveall(int ctl, char *dir, void *arg)
{
	if(takecall(ctl, dir) < 0)
		sysfatal("accept %s: %r", dir);
	((void (*)(void))arg)();
}

/* the port of what was announced as adir, or -1 */
int
announcedport(char *adir)
{
	NetConnInfo *nci;
	int port;

	nci = getnetconninfo(adir, -1);
	port = nci != nil ? atoi(nci->lserv) : -1;
	freenetconninfo(nci);
	return port;
}

/*
 * Call serve in a process for each call to addr, in the background: what is announced when this program
 * ends is there for callers.
 */
noreturn void
serveaddr(char *addr, void (*serve)(void))
{
	char adir[NETPATHLEN];

	if(announce(addr, adir) < 0)
		sysfatal("announce %s: %r", addr);
	switch(rfork(RFPROC | RFFDG | RFENVG | RFNAMEG | RFNOTEG | RFREND | RFNOWAIT)) {
	case -1:
		sysfatal("fork: %r");
	case 0:
		takecalls(adir, 0, serveall, (void *)serve);
	}
	exits(nil);
}

/* be nobody, in a name space as nsfile says, and run argv */
void
execnone(char *nsfile, char **argv)
{
	char *none[32];
	int fd, i, n;

	fd = open("#c/user", OWRITE);
	if(fd < 0 || write(fd, "none", 4) != 4)
		return;
	close(fd);
	putenv("user", "none");
	n = 0;
	none[n++] = "/bin/newns";
	if(nsfile != nil) {
		none[n++] = "-n";
		none[n++] = nsfile;
	}
	for(i = 0; argv[i] != nil; i++) {
		if(n == nelem(none) - 1) {
			werrstr("too many arguments");
			return;
		}
		none[n++] = argv[i];
	}
	none[n] = nil;
	exec(none[0], none);
}
