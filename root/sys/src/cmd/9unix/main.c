/*
 * 9unix: 9P2000 for those who mount, of a server that speaks 9P2000.L only: Linux's dialect, in which files have
 * modes, links and numbers for owners, and errors are numbers.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>
#include <cmd.h>
#include "9unix.h"

static void
usage(void)
{
	fprint(2, "usage: 9unix [-D] [-s srvname] [-u uid] { /srv/service | net!host[!service] | "
		  "'{command}' } [tree]\n");
	exits("usage");
}

/* the one or the other side may be gone: the write fails, that will do */
static int
onnote(void *, char *note)
{
	return strncmp(note, "sys: write on closed pipe", 25) == 0;
}

void
main(int argc, char **argv)
{
	char *srvname;
	int fd, msize;

	srvname = nil;
	ARGBEGIN
	{
	case 'D':
		chatty9p = 1;
		break;
	case 's':
		srvname = EARGF(usage());
		break;
	case 'u':
		useuid = numarg(EARGF(usage()), 10, 0, Noid - 1, usage);
		break;
	default:
		usage();
	}
	ARGEND
	if(argc < 1 || argc > 2)
		usage();
	tree = argc > 1 ? argv[1] : "";
	quotefmtinstall();
	atnotify(onnote, 1);
	fd = openserver(argv[0], "9fs");
	if(fd < 0)
		sysfatal("%s: %r", argv[0]);
	msize = conninit(fd, IOHDRSZ + 512 * 1024);
	if(msize < 0)
		sysfatal("%s: %r", argv[0]);
	unixsrv.msize = msize;
	if(srvname != nil) {
		postmountsrv(&unixsrv, srvname, nil, 0);
		exits(nil);
	}
	rfork(RFNOTEG | RFNAMEG | RFREND);
	unixsrv.infd = 0;
	unixsrv.outfd = 1;
	srv(&unixsrv);
	exits(nil);
}
