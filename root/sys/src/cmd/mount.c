/*
 * mount: join the files of a 9P server to this name space.  A server that wants
 * authentication is refused: nothing here could do it.
 */
#include <u.h>
#include <libc.h>

static void
usage(void)
{
	fprint(2, "usage: mount [-abcCnq] /srv/service dir [spec]\n");
	exits("usage");
}

static int catch(void *, char *note)
{
	if(strncmp(note, "sys: write on closed pipe", 25) != 0)
		return 0;
	fprint(2, "mount: the server closed the connection\n");
	exits("server gone");
}

static void
fail(int quiet, char *what)
{
	if(!quiet)
		fprint(2, "mount: %s: %r\n", what);
	exits("mount");
}

void
main(int argc, char **argv)
{
	char *spec;
	int flag, quiet, noauth, fd, afd;

	flag = MREPL;
	quiet = noauth = 0;
	ARGBEGIN
	{
	case 'a':
		flag |= MAFTER;
		break;
	case 'b':
		flag |= MBEFORE;
		break;
	case 'c':
		flag |= MCREATE;
		break;
	case 'C':
		flag |= MCACHE;
		break;
	case 'n':
		noauth = 1;
		break;
	case 'q':
		quiet = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc < 2 || argc > 3 || (flag & MORDER) == (MBEFORE | MAFTER))
		usage();
	spec = argc > 2 ? argv[2] : "";
	fd = open(argv[0], ORDWR);
	if(fd < 0)
		fail(quiet, "can't open server");
	atnotify(catch, 1);
	if(!noauth && (afd = fauth(fd, spec)) >= 0) {
		werrstr("%s wants authentication; -n asks without", argv[0]);
		close(afd);
		fail(quiet, "auth");
	}
	if(mount(fd, -1, argv[1], flag, spec) < 0)
		fail(quiet, argv[1]);
	exits(nil);
}
