/*
 * styxlisten: serve one 9P server to all who call.  The server is started once; a call has an exportfs
 * that mounts it, so that the kernel tells the callers' requests apart.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

enum
{
	Serverfd = 30, /* above those that takecall closes */
};

static int verbose;

static void
usage(void)
{
	fprint(2, "usage: styxlisten [-Av] address { '{command}' | /srv/service }\n");
	exits("usage");
}

static void
serve(int ctl, char *dir, void *)
{
	NetConnInfo *nci;
	char *name;

	if(takecall(ctl, dir) < 0)
		sysfatal("accept %s: %r", dir);
	if(verbose && (nci = getnetconninfo(dir, 0)) != nil)
		fprint(2, "styxlisten: call from %s\n", nci->raddr);
	name = check(smprint("/fd/%d", Serverfd));
	execl("/bin/exportfs", "exportfs", "-S", name, nil);
	sysfatal("exec /bin/exportfs: %r");
}

void
main(int argc, char **argv)
{
	char adir[NETPATHLEN];
	int fd;

	ARGBEGIN
	{
	case 'A': /* there is no authentication to be done without */
		break;
	case 'v':
		verbose = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc != 2)
		usage();
	if(announce(argv[0], adir) < 0)
		sysfatal("announce %s: %r", argv[0]);
	fd = openserver(argv[1], "styx");
	if(fd < 0)
		sysfatal("%s: %r", argv[1]);
	if(fd != Serverfd) {
		dup(fd, Serverfd);
		close(fd);
	}
	takecalls(adir, 0, serve, nil);
}
