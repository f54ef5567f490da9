/*
 * srv: connect to a 9P server on the network, or start one, post the connection in /srv and
 * perhaps mount it.
 */
#include <u.h>
#include <libc.h>

static int quiet, noauth, start;

static void
usage(void)
{
	fprint(2, "usage: srv [-abcCmnq] [net!]system[!service] [srvname [mtpt]]\n"
		  "\tsrv -e [-abcCmnq] command [srvname [mtpt]]\n");
	exits("usage");
}

/* a server of our own: it has its end of a pipe for standard input and output */
static int
startserver(char *cmd)
{
	int p[2];

	if(pipe(p) < 0)
		sysfatal("pipe: %r");
	switch(rfork(RFPROC | RFFDG | RFNOTEG | RFNOWAIT | RFNAMEG)) {
	case -1:
		sysfatal("fork: %r");
	case 0:
		dup(p[0], 0);
		dup(p[0], 1);
		close(p[0]);
		close(p[1]);
		execl("/bin/rc", "rc", "-c", cmd, nil);
		sysfatal("exec /bin/rc: %r");
	}
	close(p[0]);
	return p[1];
}

static int
connect(char *dest)
{
	int fd;

	if(start)
		return startserver(dest);
	fd = dial(netmkaddr(dest, nil, "9fs"), nil, nil, nil);
	if(fd < 0)
		sysfatal("dial %s: %r", dest);
	return fd;
}

/* the default name is the system's */
static char *
defaultname(char *dest)
{
	char *s, *e, *bang;

	if(start)
		usage();
	dest = strdup(dest);
	if(dest == nil)
		sysfatal("no memory: %r");
	bang = strchr(dest, '!');
	s = bang ? bang + 1 : dest;
	e = strchr(s, '!');
	if(e != nil)
		*e = 0;
	for(e = s; *e; e++)
		if(*e == '/')
			*e = '_';
	return s;
}

static void
post(char *file, int fd)
{
	int f;

	f = create(file, OWRITE, 0666);
	if(f < 0)
		sysfatal("can't create %s: %r", file);
	if(fprint(f, "%d", fd) < 0) {
		remove(file);
		sysfatal("can't post in %s: %r", file);
	}
	close(f);
	/* it is held by /srv now */
	close(fd);
}

static void
mountit(char *file, char *mtpt, int flag)
{
	int fd, afd;

	fd = open(file, ORDWR);
	if(fd < 0)
		sysfatal("can't open %s: %r", file);
	if(!noauth && (afd = fauth(fd, "")) >= 0) {
		close(afd);
		sysfatal("the server wants authentication; -n asks without");
	}
	if(mount(fd, -1, mtpt, flag, "") < 0)
		sysfatal("can't mount %s on %s: %r", file, mtpt);
}

void
main(int argc, char **argv)
{
	char *name, *file, *mtpt;
	int flag, domount;

	flag = 0;
	domount = 0;
	ARGBEGIN
	{
	case 'a':
		flag |= MAFTER;
		domount = 1;
		break;
	case 'b':
		flag |= MBEFORE;
		domount = 1;
		break;
	case 'c':
		flag |= MCREATE;
		domount = 1;
		break;
	case 'C':
		flag |= MCACHE;
		domount = 1;
		break;
	case 'e':
		start = 1;
		break;
	case 'm':
		domount = 1;
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
	if(argc < 1 || argc > 3)
		usage();
	name = argc > 1 ? argv[1] : defaultname(argv[0]);
	file = strncmp(name, "/srv/", 5) == 0 ? name : smprint("/srv/%s", name);
	mtpt = argc > 2 ? argv[2] : smprint("/n/%s", file ? file + 5 : "");
	if(file == nil || mtpt == nil)
		sysfatal("no memory: %r");
	domount |= argc > 2;
	if(access(file, AEXIST) < 0)
		post(file, connect(argv[0]));
	else if(!domount) {
		if(!quiet)
			fprint(2, "srv: %s already exists\n", file);
		exits(quiet ? nil : "exists");
	}
	if(domount)
		mountit(file, mtpt, flag);
	exits(nil);
}
