/*
 * ps: list the processes, from the status files of /proc.
 */
#include <u.h>
#include <libc.h>

enum
{
	Nfield = 12,
	Statuslen = 176,
};

static int aflag, pflag, nflag, rflag;

static long
readfile(int pid, char *file, char *buf, long n)
{
	char name[64];
	int fd;

	snprint(name, sizeof name, "/proc/%d/%s", pid, file);
	fd = open(name, OREAD);
	if(fd < 0)
		return -1;
	n = read(fd, buf, n - 1);
	close(fd);
	if(n >= 0)
		buf[n] = 0;
	return n;
}

static void
printname(int pid, char *text)
{
	static char args[64 * 1024];
	char *p;

	if(!aflag || readfile(pid, "args", args, sizeof args) <= 0) {
		print("%s\n", text);
		return;
	}
	/* one line, whatever is in it */
	for(p = args; (p = strchr(p, '\n')) != nil;)
		*p = p[1] ? ' ' : 0;
	print("%s\n", args);
}

/* user and system seconds, and what -n, -p and -r want */
static void
printtimes(char **f, int pid)
{
	ulong utime, stime, rtime;
	char id[32];

	utime = strtoul(f[3], 0, 0) / 1000;
	stime = strtoul(f[4], 0, 0) / 1000;
	rtime = strtoul(f[5], 0, 0) / 1000;
	if(nflag && readfile(pid, "noteid", id, sizeof id) > 0)
		print(" %6d", atoi(id));
	print(" %4lud:%.2lud %3lud:%.2lud", utime / 60, utime % 60, stime / 60, stime % 60);
	if(rflag && rtime >= 86400)
		print(" %3ludd%.2ludh", rtime / 86400, rtime / 3600 % 24);
	else if(rflag && rtime >= 3600)
		print(" %3ludh%.2ludm", rtime / 3600, rtime / 60 % 60);
	else if(rflag)
		print(" %4lud:%.2lud", rtime / 60, rtime % 60);
	if(pflag)
		print(" %2s %2s", f[10], f[11]);
}

static void
ps(int pid)
{
	char buf[Statuslen + 200], *f[Nfield + 1], *text, *user, *state, *p;

	if(readfile(pid, "status", buf, sizeof buf) < Statuslen)
		return; /* it is gone by now */
	/* names have fixed places, and may have blanks */
	buf[27] = buf[55] = 0;
	text = buf;
	user = buf + 28;
	for(int i = 0; i < 2; i++)
		for(p = buf + 28 * i + 27; p > buf + 28 * i && p[-1] == ' ';)
			*--p = 0;
	if(tokenize(buf + 56, f + 2, Nfield - 2) < Nfield - 2)
		return;
	state = f[2];
	print("%-10s %8d", user, pid);
	printtimes(f, pid);
	print(" %7sK %-8.8s ", f[9], state);
	printname(pid, text);
}

static int
bypid(const void *a, const void *b)
{
	int x, y;

	x = atoi(((Dir *)a)->name);
	y = atoi(((Dir *)b)->name);
	return x < y ? -1 : x > y;
}

static void
usage(void)
{
	fprint(2, "usage: ps [-apnr]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	Dir *d;
	long n;
	int fd;

	ARGBEGIN
	{
	case 'a':
		aflag = 1;
		break;
	case 'p':
		pflag = 1;
		break;
	case 'n':
		nflag = 1;
		break;
	case 'r':
		rflag = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc != 0)
		usage();
	fd = open("/proc", OREAD);
	if(fd < 0)
		sysfatal("can't open /proc: %r");
	n = dirreadall(fd, &d);
	if(n < 0)
		sysfatal("can't read /proc: %r");
	qsort(d, n, sizeof *d, bypid);
	for(long i = 0; i < n; i++)
		if(d[i].name[0] >= '0' && d[i].name[0] <= '9')
			ps(atoi(d[i].name));
	exits(nil);
}
