/*
 * import: mount a tree of another system, which its exportfs serves.
 */
#include <u.h>
#include <libc.h>
#include <auth.h>
#include <cmd.h>

static int noauth;
static int aan; /* -p */

static void
usage(void)
{
	fprint(2, "usage: import [-aAbcCoOpz] [-e 'crypt hash'] [-E encryption] [-k keypattern] "
		  "[-s srvname] "
		  "[net!]host[!service] tree [mountpoint]\n"
		  "       import -m [-aAbcC] [-s srvname] [net!]host[!service] mountpoint\n"
		  "       import -B [-aAbcC] [-s srvname] mountpoint [command [arg ...]]\n");
	exits("usage");
}

static noreturn void
fail(char *host)
{
	fprint(2, "import: %s: %r\n", host);
	exits("import");
}

/* say which tree is wanted, and how: as it is, or through aan; the connection to go on with */
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
	if(strncmp(buf, "OK", 2) == 0) {
		if(fprint(fd, "impo %s clear\n", aan ? "aan" : "nofilter") < 0)
			return -1;
		return aan ? aancall(fd) : fd;
	}
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

/* a connection to the tree; nil: it is what the server chose */
static int
call(char *host, char *tree)
{
	int fd;

	fd = dial(netmkaddr(host, nil, "exportfs"), nil, nil, nil);
	if(fd >= 0 && tree != nil)
		fd = ask(fd, tree);
	if(fd < 0)
		fail(host);
	return fd;
}

static void
join(int fd, char *mtpt, int flag, char *srvname)
{
	if(srvname != nil && post(srvname, fd) < 0)
		fail(srvname);
	if(amount(fd, mtpt, flag, "") < 0)
		fail(mtpt);
}

/* -B: who has called wants to be mounted, and then the command to be run */
static noreturn void
backwards(char **argv, int flag, char *srvname)
{
	join(0, argv[0], flag, srvname);
	if(argv[1] != nil) {
		open("/dev/null", OREAD); /* for descriptor 0, which the mount has */
		execbin(argv + 1);
		fail(argv[1]);
	}
	exits(nil);
}

/* no: what was asked for and is not to be had */
static void
permit(char *name, char *no)
{
	if(!noauth)
		werrstr("there is no authentication here; -A imports without");
	else if(no != nil)
		werrstr("there is no %s here", no);
	else
		return;
	fail(name);
}

void
main(int argc, char **argv)
{
	char *srvname, *no;
	int flag, back, nogreet, only;

	flag = MREPL;
	srvname = no = nil;
	back = nogreet = only = 0;
	ARGBEGIN
	{
	case 'A':
		noauth = 1;
		break;
	case 'B':
		back = 1;
		break;
	case 'e':
		EARGF(usage());
		no = "encryption";
		break;
	case 'E':
		if(strcmp(EARGF(usage()), "clear") != 0)
			no = "encryption";
		break;
	case 'k':
		EARGF(usage()); /* no key is needed */
		break;
	case 'm':
		only = 1;
		break;
	case 'o':
	case 'O':
		no = "9P of before 2000";
		break;
	case 'p':
		aan = 1;
		break;
	case 's':
		srvname = EARGF(usage());
		break;
	case 'z':
		nogreet = 1;
		break;
	default:
		if(!mountflag(ARGC(), &flag))
			usage();
	}
	ARGEND
	if((flag & MORDER) == (MBEFORE | MAFTER) || back + only + nogreet > 1 ||
	   (aan && (back || only || nogreet)))
		usage();
	if(back ? argc < 1 : only ? argc != 2 : argc < 2 || argc > 3)
		usage();
	permit(argv[0], no);
	if(back)
		backwards(argv, flag, srvname);
	join(call(argv[0], only || nogreet ? nil : argv[1]), argv[argc - 1], flag, srvname);
	exits(nil);
}
