/*
 * srv: connect to a 9P server on the network, or start one, post the connection in /srv and
 * perhaps mount it.
 */
#include <u.h>
#include <libc.h>
#include <auth.h>
#include <cmd.h>

static int quiet, noauth, asnone, start, pause;

static void
usage(void)
{
	fprint(2, "usage: srv [-abcCmnNq] [-s seconds] [net!]system[!service] [srvname [mtpt]]\n"
		  "\tsrv -e [-abcCmnNq] [-s seconds] command [srvname [mtpt]]\n");
	exits("usage");
}

static int
connect(char *dest)
{
	int fd;

	fd = start ? startserver(dest) : dial(netmkaddr(dest, nil, "9fs"), nil, nil, nil);
	if(fd < 0)
		sysfatal("%s: %r", dest);
	sleep(pause * 1000);
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
	int fd, r;

	fd = open(file, ORDWR);
	if(fd < 0)
		sysfatal("can't open %s: %r", file);
	if(asnone && procsetuser("none") < 0)
		sysfatal("can't become none: %r");
	r = noauth ? mount(fd, -1, mtpt, flag, "") : amount(fd, mtpt, flag, "");
	if(r < 0)
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
	case 'e':
		start = 1;
		break;
	case 'm':
		domount = 1;
		break;
	case 'n':
		noauth = 1;
		break;
	case 'N':
		noauth = asnone = 1;
		break;
	case 'q':
		quiet = 1;
		break;
	case 's':
		pause = numarg(EARGF(usage()), 10, 0, 86400, usage);
		break;
	default:
		if(!mountflag(ARGC(), &flag))
			usage();
		domount = 1;
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
