/*
 * mount: join the files of a 9P server to this name space.  The server is one that posted its
 * connection, or a command in braces that is started for it.  One that wants authentication is
 * refused: nothing here could do it.
 */
#include <u.h>
#include <libc.h>

static void
usage(void)
{
	fprint(2, "usage: mount [-abcCnq] { /srv/service | '{command}' } dir [spec]\n");
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

/*
 * A connection to the command, which speaks 9P on its standard input and output.  It has a name
 * space of its own, else its mount would keep it alive for ever.
 */
static int
serve(char *command)
{
	int p[2];

	if(pipe(p) < 0)
		return -1;
	switch(rfork(RFPROC | RFFDG | RFNAMEG | RFENVG | RFREND | RFNOTEG | RFNOWAIT)) {
	case -1:
		return -1;
	case 0:
		close(p[0]);
		dup(p[1], 0);
		dup(p[1], 1);
		close(p[1]);
		execl("/bin/rc", "rc", "-c", command, nil);
		sysfatal("/bin/rc: %r");
	}
	close(p[1]);
	return p[0];
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
	atnotify(catch, 1);
	fd = argv[0][0] == '{' ? serve(argv[0]) : open(argv[0], ORDWR);
	if(fd < 0)
		fail(quiet, "can't open server");
	if(!noauth && (afd = fauth(fd, spec)) >= 0) {
		werrstr("%s wants authentication; -n asks without", argv[0]);
		close(afd);
		fail(quiet, "auth");
	}
	if(mount(fd, -1, argv[1], flag, spec) < 0)
		fail(quiet, argv[1]);
	exits(nil);
}
