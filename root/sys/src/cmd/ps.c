/*
 * ps: list the processes, from the status files of /proc.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

enum
{
	Nfield = 12,
	Statuslen = 176,
};

static uchar flag[Runeself]; /* by letter */

static void
printname(int pid, char *text)
{
	static char args[64 * 1024];
	char *p;

	if(!flag['a'] || procfile(pid, "args", args, sizeof args) <= 0) {
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
	if(flag['n'] && procfile(pid, "noteid", id, sizeof id) > 0)
		print(" %6d", atoi(id));
	print(" %4lud:%.2lud %3lud:%.2lud", utime / 60, utime % 60, stime / 60, stime % 60);
	if(flag['r'] && rtime >= 86400)
		print(" %3ludd%.2ludh", rtime / 86400, rtime / 3600 % 24);
	else if(flag['r'] && rtime >= 3600)
		print(" %3ludh%.2ludm", rtime / 3600, rtime / 60 % 60);
	else if(flag['r'])
		print(" %4lud:%.2lud", rtime / 60, rtime % 60);
	if(flag['p'])
		print(" %2s %2s", f[10], f[11]);
}

static void
ps(int pid)
{
	char buf[Statuslen + 200], *f[Nfield + 1], *text, *user, *state, *p;

	if(procfile(pid, "status", buf, sizeof buf) < Statuslen)
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

/*
 * Is /prog another system's, which somebody mounted to see its processes?  It is if a server has it, and
 * /proc is still ours.
 */
static int
otherprog(void)
{
	Dir *prog, *proc;
	int r;

	prog = dirstat("/prog");
	proc = dirstat("/proc");
	r = prog != nil && prog->type == 'M' && proc != nil && proc->type == 'p';
	free(prog);
	free(proc);
	return r;
}

/* what each process of /prog says of itself */
static void
psprog(void)
{
	char name[64], buf[512];
	Dir *d;
	long i, n, m;
	int fd;

	n = readdir("/prog", &d);
	if(n < 0)
		sysfatal("can't read /prog: %r");
	for(i = 0; i < n; i++) {
		snprint(name, sizeof name, "/prog/%.20s/status", d[i].name);
		fd = open(name, OREAD);
		if(fd < 0)
			continue; /* it is gone by now */
		m = read(fd, buf, sizeof buf - 1);
		close(fd);
		if(m > 0)
			print("%.*s\n", (int)m, buf);
	}
	exits(nil);
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
	int *pids, n;

	ARGBEGIN
	{
	case 'a':
	case 'p':
	case 'n':
	case 'r':
		flag[ARGC()] = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc != 0)
		usage();
	if(otherprog())
		psprog();
	n = procpids(&pids);
	for(int i = 0; i < n; i++)
		ps(pids[i]);
	exits(nil);
}
