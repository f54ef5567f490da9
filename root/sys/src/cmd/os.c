/*
 * os: run a command of the host, by #C.  One process reads what it says, others pass on its input and its
 * errors; a note kills it.
 */
#include <u.h>
#include <libc.h>

enum
{
	Bufsize = 32768,
};

static char *top = "/cmd"; /* where the device's directory is */
static char base[64];      /* of the command */
static int ctlfd;
static int feeder; /* process that passes on the input */

void
usage(void)
{
	fprint(2, "usage: os [-bn] [-d dir] [-m mountpoint] [-N level] command [arg ...]\n");
	exits("usage");
}

static int
killer(void *u, char *msg)
{
	USED(u);
	USED(msg);
	fprint(ctlfd, "kill");
	if(feeder > 0)
		postnote(PNPROC, feeder, "kill");
	return 0;
}

static void
ctl(char *fmt, ...)
{
	va_list arg;
	char *s;

	va_start(arg, fmt);
	s = vsmprint(fmt, arg);
	va_end(arg);
	if(s == nil)
		sysfatal("no memory");
	if(write(ctlfd, s, strlen(s)) < 0)
		sysfatal("%r");
	free(s);
}

/* a new command's control file and directory */
static void
clone(void)
{
	char name[64], n[16];
	int r;

	snprint(name, sizeof name, "%s/clone", top);
	ctlfd = open(name, ORDWR);
	if(ctlfd < 0 && strcmp(top, "/cmd") == 0) {
		top = "#C/cmd";
		ctlfd = open("#C/cmd/clone", ORDWR);
	}
	if(ctlfd < 0)
		sysfatal("%r");
	r = read(ctlfd, n, sizeof n - 1);
	if(r <= 0)
		sysfatal("%s: %r", name);
	n[r] = '\0';
	snprint(base, sizeof base, "%s/%s", top, n);
}

static int
openfile(char *name, int mode)
{
	char file[80];
	int fd;

	snprint(file, sizeof file, "%s/%s", base, name);
	fd = open(file, mode);
	if(fd < 0)
		sysfatal("%r");
	return fd;
}

/* the host's name of this directory; nil: it is not one of the host's */
static char *
hostdir(void)
{
	static char buf[1024];
	char *s = getwd(buf, sizeof buf);

	if(s == nil)
		return nil;
	if(strncmp(s, "/n/host", 7) == 0)
		s += 7;
	else if(strncmp(s, "#U/", 3) == 0)
		s += 2;
	else
		return nil;
	return *s == '\0' ? "/" : *s == '/' ? s : nil;
}

static void
copy(int from, int to)
{
	char buf[Bufsize]; /* not static: several processes share what is */
	int n;

	while((n = read(from, buf, sizeof buf)) > 0)
		if(write(to, buf, n) != n)
			break;
}

/* a process that copies and goes */
static int
copier(int from, int to, int drop)
{
	int pid = rfork(RFPROC | RFFDG | RFMEM | RFNOWAIT);

	if(pid < 0)
		sysfatal("fork: %r");
	if(pid != 0)
		return pid;
	close(drop);
	close(ctlfd);
	copy(from, to);
	_exits(nil);
	return 0;
}

static void
execute(char **argv)
{
	char *s = smprint("exec"), *t, *name = *argv;

	for(; *argv != nil; argv++) {
		t = smprint("%s %q", s, *argv);
		free(s);
		s = t;
	}
	if(s == nil)
		sysfatal("no memory");
	if(write(ctlfd, s, strlen(s)) < 0)
		sysfatal("%s: %r", name);
	free(s);
}

/* its status, as it is to be ours */
static char *
status(int fd)
{
	static char buf[256];
	char *f[5];
	int n = read(fd, buf, sizeof buf - 1);

	if(n <= 0)
		return "wait";
	buf[n] = '\0';
	return tokenize(buf, f, nelem(f)) == nelem(f) ? f[4] : "";
}

static void
run(char **argv)
{
	int in, out, err, wait;
	char *s;

	/* first, for the last that closes one ends it */
	in = openfile("data", OWRITE);
	out = openfile("data", OREAD);
	err = openfile("stderr", OREAD);
	wait = openfile("wait", OREAD);
	execute(argv);
	feeder = copier(0, in, out);
	copier(err, 2, in);
	close(in);
	close(err);
	copy(out, 1);
	close(out);
	s = status(wait);
	postnote(PNPROC, feeder, "kill");
	exits(s[0] != '\0' ? s : nil);
}

void
main(int argc, char **argv)
{
	int background = 0, nice = 0;
	char *dir = nil;

	quotefmtinstall();
	ARGBEGIN
	{
	case 'b':
		background = 1;
		break;
	case 'd':
		dir = EARGF(usage());
		break;
	case 'm':
		top = EARGF(usage());
		break;
	case 'n':
		nice = 1;
		break;
	case 'N':
		nice = atoi(EARGF(usage()));
		break;
	default:
		usage();
	}
	ARGEND
	if(argc == 0)
		usage();
	clone();
	atnotify(killer, 1);
	if(dir == nil)
		dir = hostdir();
	if(dir != nil)
		ctl("dir %q", dir);
	if(nice > 0)
		ctl("nice %d", nice);
	if(background) {
		execute(argv);
		exits(nil);
	}
	ctl("killonclose");
	run(argv);
}
