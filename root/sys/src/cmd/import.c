/*
 * import: mount a tree of another system, which its exportfs serves.
 */
#include <u.h>
#include <libc.h>
#include <auth.h>
#include <cmd.h>

static int noauth;

static void
usage(void)
{
	fprint(2, "usage: import [-aAbcC] [-s srvname] [net!]host[!service] tree [mountpoint]\n");
	exits("usage");
}

static noreturn void
fail(char *host)
{
	fprint(2, "import: %s: %r\n", host);
	exits("import");
}

/* say which tree is wanted, and that it is wanted as it is: no filter, no encryption */
static int
ask(int fd, char *tree)
{
	char buf[ERRMAX + 256];
	long n;

	if(write(fd, tree, strlen(tree)) != strlen(tree))
		return -1;
	n = read(fd, buf, sizeof buf - 1);
	if(n <= 0) {
		werrstr("the other side closed the connection");
		return -1;
	}
	buf[n] = 0;
	if(strncmp(buf, "OK", 2) == 0)
		return fprint(fd, "impo nofilter clear\n") < 0 ? -1 : 0;
	if(strncmp(buf, "v.2 ", 4) == 0 || strncmp(buf, "p9", 2) == 0 ||
	   strncmp(buf, "dp9", 3) == 0)
		werrstr("it wants authentication, and there is none here");
	else {
		if(buf[n - 1] == '\n')
			buf[n - 1] = 0;
		werrstr("%s", buf);
	}
	return -1;
}

static int
post(char *name, int fd)
{
	char *file;
	int sfd;

	file = check(smprint("/srv/%s", name));
	sfd = create(file, OWRITE | OEXCL, 0600);
	free(file);
	return sfd < 0 || fprint(sfd, "%d", fd) < 0 ? -1 : 0;
}

void
main(int argc, char **argv)
{
	char *mtpt, *srvname;
	int flag, fd, r;

	flag = MREPL;
	srvname = nil;
	ARGBEGIN
	{
	case 'A':
		noauth = 1;
		break;
	case 's':
		srvname = EARGF(usage());
		break;
	default:
		if(!mountflag(ARGC(), &flag))
			usage();
	}
	ARGEND
	if(argc < 2 || argc > 3 || (flag & MORDER) == (MBEFORE | MAFTER))
		usage();
	if(!noauth) {
		werrstr("there is no authentication here; -A imports without");
		fail(argv[0]);
	}
	mtpt = argv[argc - 1];
	fd = dial(netmkaddr(argv[0], nil, "exportfs"), nil, nil, nil);
	if(fd < 0 || ask(fd, argv[1]) < 0)
		fail(argv[0]);
	if(srvname != nil && post(srvname, fd) < 0)
		fail(srvname);
	r = amount(fd, mtpt, flag, "");
	if(r < 0)
		fail(mtpt);
	exits(nil);
}
