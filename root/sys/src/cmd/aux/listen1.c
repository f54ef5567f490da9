/*
 * listen1: run a command for each call to an address.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

static int trusted, verbose, once;

static void
usage(void)
{
	fprint(2, "usage: aux/listen1 [-1tv] address command [arg ...]\n");
	exits("usage");
}

static void
serve(int ctl, char *dir, void *arg)
{
	NetConnInfo *nci;
	char **argv;

	argv = arg;
	if(takecall(ctl, dir) < 0)
		sysfatal("accept %s: %r", dir);
	if(verbose && (nci = getnetconninfo(dir, 0)) != nil)
		fprint(2, "listen1: %s: call from %s\n", dir, nci->raddr);
	if(trusted)
		execbin(argv);
	else
		execnone(nil, argv);
	sysfatal("exec %s: %r", argv[0]);
}

void
main(int argc, char **argv)
{
	char adir[NETPATHLEN], dir[NETPATHLEN];
	int ctl;

	ARGBEGIN
	{
	case '1':
		once = 1;
		break;
	case 't':
		trusted = 1;
		break;
	case 'v':
		verbose = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc < 2)
		usage();
	if(announce(argv[0], adir) < 0)
		sysfatal("announce %s: %r", argv[0]);
	if(!once)
		takecalls(adir, 0, serve, argv + 1);
	ctl = listen(adir, dir);
	if(ctl < 0)
		sysfatal("listen %s: %r", adir);
	rfork(RFENVG | RFNAMEG | RFNOTEG | RFREND);
	serve(ctl, dir, argv + 1);
}
