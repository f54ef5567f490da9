/*
 * mount: join the files of a 9P server to this name space.  The server is one that posted its
 * connection, one to call, or a command in braces that is started for it.
 */
#include <u.h>
#include <libc.h>
#include <auth.h>
#include <cmd.h>

static int quiet, noauth, asnone, debug;

static void
usage(void)
{
	fprint(2,
	       "usage: mount [-aAbcCdnNq] { /srv/service | net!host[!service] | '{command}' } dir "
	       "[spec]\n");
	exits("usage");
}

static int
onnote(void *, char *note)
{
	if(strncmp(note, "sys: write on closed pipe", 25) != 0)
		return 0;
	fprint(2, "mount: the server closed the connection\n");
	exits("server gone");
}

static void
fail(char *what)
{
	if(!quiet)
		fprint(2, "mount: %s: %r\n", what);
	exits("mount");
}

static int
connect(char *server)
{
	return debug ? startserver(check(smprint("exec 9ptrace %q", server)))
		     : openserver(server, "styx");
}

void
main(int argc, char **argv)
{
	char *spec;
	int flag, fd, r;

	flag = MREPL;
	ARGBEGIN
	{
	case 'A':
	case 'n':
		noauth = 1;
		break;
	case 'N':
		noauth = asnone = 1;
		break;
	case 'd':
		debug = 1;
		break;
	case 'q':
		quiet = 1;
		break;
	default:
		if(!mountflag(ARGC(), &flag))
			usage();
	}
	ARGEND
	if(argc < 2 || argc > 3 || (flag & MORDER) == (MBEFORE | MAFTER))
		usage();
	spec = argc > 2 ? argv[2] : "";
	atnotify(onnote, 1);
	quotefmtinstall();
	fd = connect(argv[0]);
	if(fd < 0)
		fail(argv[0]);
	if(asnone && procsetuser("none") < 0)
		fail("none");
	r = noauth ? mount(fd, -1, argv[1], flag, spec) : amount(fd, argv[1], flag, spec);
	if(r < 0)
		fail(argv[1]);
	exits(nil);
}
