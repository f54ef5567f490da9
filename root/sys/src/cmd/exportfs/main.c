/*
 * exportfs: serve this name space, or a part of it, on standard input and output.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>
#include <cmd.h>
#include "exportfs.h"

enum
{
	Maxrequest = 64 * 1024, /* of a client that is refused */
	Minmsize = 256,
	Maxmsize = 1024 * 1024,
	Sizelen = BIT32SZ, /* of a message's size word */
};

static char *aanaddr; /* -A: where to announce */

static void
usage(void)
{
	fprint(2, "usage: exportfs [-adRs] [-A address] [-B address] [-m msize] [-P patternfile] "
		  "[-r root] [-S srvfile]\n");
	exits("usage");
}

/* nothing here can be served, and each request is told so */
static noreturn void
refuse(void)
{
	static uchar msg[Maxrequest];
	uchar buf[ERRMAX + 32];
	char err[ERRMAX];
	Fcall f;
	int n;

	rerrstr(err, sizeof err);
	memset(&f, 0, sizeof f);
	f.type = Rerror;
	f.ename = err;
	while(read9pmsg(0, msg, sizeof msg) > 0) {
		f.tag = GBIT16(msg + BIT32SZ + BIT8SZ);
		n = convS2M(&f, buf, sizeof buf);
		if(write(1, buf, n) != n)
			break;
	}
	exits(err);
}

/* a descriptor to read what is in buf, and then what comes from fd 0 */
static int
pushback(char *buf, long n)
{
	static char data[8192];
	int p[2];

	if(pipe(p) < 0)
		sysfatal("pipe: %r");
	switch(rfork(RFPROC | RFFDG | RFNOWAIT)) {
	case -1:
		sysfatal("fork: %r");
	case 0:
		close(p[0]);
		close(1);
		do
			if(write(p[1], buf, n) != n)
				break;
		while((n = read(0, buf = data, sizeof data)) > 0);
		_exits(nil);
	}
	close(p[1]);
	return p[0];
}

/* import's options: a line of which "impo" has been read */
static void
options(void)
{
	char line[256];
	long n;

	n = 0;
	do
		if(read(0, line + n, 1) != 1)
			exits("hungup");
	while(line[n] != '\n' && ++n < sizeof line - 1);
	line[n] = 0;
	if(strcmp(line, " aan clear") == 0) {
		if(aanserve(aanaddr) < 0)
			sysfatal("aan: %r");
	} else if(strcmp(line, " nofilter clear") != 0) {
		werrstr("can't do:%s", line);
		refuse();
	}
}

/* import says which tree it wants, is told whether there is one, and may say how it wants to talk */
static void
greet(void)
{
	char buf[8192];
	long n;

	n = read(0, buf, sizeof buf - 1);
	if(n <= 0)
		exits("hungup");
	buf[n] = 0;
	if(chdir(buf) < 0) {
		fprint(1, "chdir(%ld:\"%s\"): %r\n", n, buf);
		exits("chdir");
	}
	if(write(1, "OK", 2) != 2 || readn(0, buf, Sizelen) != Sizelen)
		exits("hungup");
	if(memcmp(buf, "impo", Sizelen) == 0)
		options();
	else
		export.infd = pushback(buf, Sizelen);
}

/* -B: call somebody who will mount us */
static void
callout(char *addr)
{
	int fd;

	fd = dial(netmkaddr(addr, nil, "exportfs"), nil, nil, nil);
	if(fd < 0)
		sysfatal("%s: %r", addr);
	dup(fd, 0);
	dup(fd, 1);
	close(fd);
}

/* -S mounts on directories that need not be there */
static void
pseudomounts(void)
{
	pseudodir = access("/mnt/exportfs", AEXIST) == 0 ? "/mnt/exportfs" : "/mnt";
	switch(rfork(RFPROC | RFFDG)) {
	case -1:
		refuse();
	case 0:
		dup(2, 0);
		dup(2, 1);
		execl("/bin/mntgen", "mntgen", pseudodir, nil);
		exits("exec");
	}
	waitpid();
}

void
main(int argc, char **argv)
{
	char *dir, *pattern, *addr;

	dir = pattern = addr = nil;
	ARGBEGIN
	{
	case 'a':
		sysfatal("there is no authentication here");
	case 'A':
		aanaddr = EARGF(usage());
		break;
	case 'B':
		addr = EARGF(usage());
		break;
	case 'd':
		chatty9p = 1;
		break;
	case 'm':
		export.msize = numarg(EARGF(usage()), 0, Minmsize, Maxmsize, usage);
		break;
	case 'P':
		pattern = EARGF(usage());
		break;
	case 'r':
		dir = EARGF(usage());
		break;
	case 'R':
		readonly = 1;
		break;
	case 's':
		dir = "/";
		break;
	case 'S':
		srvfile = EARGF(usage());
		break;
	default:
		usage();
	}
	ARGEND
	if(argc != 0 || (srvfile != nil && dir != nil) ||
	   (addr != nil && srvfile == nil && dir == nil))
		usage();
	if(addr != nil)
		callout(addr);
	if(pattern != nil)
		patterns(pattern);
	export.infd = 0;
	export.outfd = 1;
	rfork(RFNOTEG | RFNAMEG | RFREND);
	if(srvfile != nil)
		pseudomounts();
	else if(dir == nil)
		greet();
	else if(chdir(dir) < 0)
		refuse();
	root = newroot(".", nil);
	workinit();
	srv(&export);
	workend();
}
