/*
 * stats: what the system does, in numbers: each line tells of the time since the one before.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

enum
{
	Context, /* fields of /dev/sysstat behind the processor's number */
	Intr,
	Syscall,
	Fault,
	Tlbfault,
	Tlbpurge,
	Load,
	Idle,
	Inintr,
	Nfield,
};

static void
usage(void)
{
	fprint(2, "usage: stats [-i seconds] [-n lines]\n");
	exits("usage");
}

/* sums over the processors; says how many there are */
static int
sysstat(uvlong *v)
{
	Biobuf *b;
	char *s, *f[Nfield + 2];
	int ncpu;

	memset(v, 0, Nfield * sizeof *v);
	b = Bopen("/dev/sysstat", OREAD);
	if(b == nil)
		sysfatal("can't open /dev/sysstat: %r");
	for(ncpu = 0; (s = Brdstr(b, '\n', 1)) != nil; ncpu++) {
		if(tokenize(s, f, nelem(f)) < Nfield + 1)
			sysfatal("/dev/sysstat is not as expected");
		for(int i = 0; i < Nfield; i++)
			v[i] += strtoull(f[i + 1], nil, 10);
		free(s);
	}
	Bterm(b);
	return ncpu;
}

/* megabytes that are used and that there are, from lines "number name" of /dev/swap */
static void
memory(vlong *used, vlong *total)
{
	Biobuf *b;
	char *s, *p;
	vlong page;

	*used = *total = 0;
	page = 4096;
	b = Bopen("/dev/swap", OREAD);
	if(b == nil)
		return;
	while((s = Brdstr(b, '\n', 1)) != nil) {
		if(strstr(s, " pagesize"))
			page = strtoll(s, nil, 10);
		else if(strstr(s, " user")) {
			*used = strtoll(s, &p, 10) * page >> 20;
			if(*p == '/')
				*total = strtoll(p + 1, nil, 10) * page >> 20;
		}
		free(s);
	}
	Bterm(b);
}

static int
nprocs(void)
{
	int *pids, n;

	n = procpids(&pids);
	free(pids);
	return n;
}

void
main(int argc, char **argv)
{
	uvlong now[Nfield], last[Nfield];
	vlong used, total;
	int interval, lines, ncpu;

	interval = 1;
	lines = -1;
	ARGBEGIN
	{
	case 'i':
		interval = atoi(EARGF(usage()));
		if(interval <= 0)
			usage();
		break;
	case 'n':
		lines = atoi(EARGF(usage()));
		break;
	default:
		usage();
	}
	ARGEND
	if(argc != 0)
		usage();
	print("%6s %6s %11s %9s %9s %9s %9s %5s\n", "load", "procs", "mem(MB)", "context", "intr",
	      "syscall", "fault", "idle%");
	sysstat(last);
	for(int i = 0; lines < 0 || i < lines; i++) {
		sleep(interval * 1000);
		ncpu = sysstat(now);
		memory(&used, &total);
		print("%6.2f %6d %5lld/%-5lld %9llud %9llud %9llud %9llud %5llud\n",
		      now[Load] / 1000.0 / ncpu, nprocs(), used, total,
		      (now[Context] - last[Context]) / interval,
		      (now[Intr] - last[Intr]) / interval,
		      (now[Syscall] - last[Syscall]) / interval,
		      (now[Fault] - last[Fault]) / interval, now[Idle] / ncpu);
		memmove(last, now, sizeof now);
	}
	exits(nil);
}
