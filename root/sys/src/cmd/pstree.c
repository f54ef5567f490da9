/*
 * pstree: the processes, each below its parent.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>

typedef struct Proc Proc;
struct Proc
{
	int pid, ppid;
	char *name;
};

static Proc *procs;
static int nprocs;

static Biobuf bout;

static void
usage(void)
{
	fprint(2, "usage: pstree [pid]\n");
	exits("usage");
}

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
	if(n < 0)
		return -1;
	buf[n] = 0;
	return n;
}

static void
readproc(int pid)
{
	static char buf[16 * 1024];
	Proc *p;
	int ppid, n;

	if(readfile(pid, "ppid", buf, sizeof buf) < 0)
		return;
	ppid = atoi(buf);
	n = readfile(pid, "args", buf, sizeof buf);
	if(n <= 0) {
		if(readfile(pid, "status", buf, sizeof buf) < 28)
			return;
		for(n = 27; n > 0 && buf[n - 1] == ' ';)
			n--;
		buf[n] = 0;
	}
	procs = realloc(procs, (nprocs + 1) * sizeof *procs);
	if(procs == nil)
		sysfatal("no memory: %r");
	p = &procs[nprocs++];
	p->pid = pid;
	p->ppid = ppid == pid ? 0 : ppid;
	p->name = strdup(buf);
	if(p->name == nil)
		sysfatal("no memory: %r");
	for(char *s = p->name; (s = strchr(s, '\n')) != nil;)
		*s = ' ';
}

static int
bypid(const void *a, const void *b)
{
	int x, y;

	x = ((Proc *)a)->pid;
	y = ((Proc *)b)->pid;
	return x < y ? -1 : x > y;
}

static int
exists(int pid)
{
	for(int i = 0; i < nprocs; i++)
		if(procs[i].pid == pid)
			return 1;
	return 0;
}

static void
show(Proc *p, char *indent, int top, int last)
{
	char *next;
	int n;

	Bprint(&bout, "%-8d%s%s%s\n", p->pid, indent, top ? "" : last ? "└ " : "├ ", p->name);
	next = smprint("%s%s", indent, top ? "" : last ? "  " : "│ ");
	if(next == nil)
		sysfatal("no memory: %r");
	n = 0;
	for(int i = 0; i < nprocs; i++)
		n += procs[i].ppid == p->pid;
	for(int i = 0; i < nprocs; i++)
		if(procs[i].ppid == p->pid)
			show(&procs[i], next, 0, --n == 0);
	free(next);
}

void
main(int argc, char **argv)
{
	Dir *d;
	char *e;
	long n;
	int fd, pid;

	ARGBEGIN
	{
	default:
		usage();
	}
	ARGEND
	if(argc > 1)
		usage();
	pid = 0;
	if(argc == 1 && ((pid = strtol(argv[0], &e, 10)) <= 0 || *e != 0))
		usage();
	fd = open("/proc", OREAD);
	if(fd < 0)
		sysfatal("can't open /proc: %r");
	n = dirreadall(fd, &d);
	for(long i = 0; i < n; i++)
		if(d[i].name[0] >= '0' && d[i].name[0] <= '9')
			readproc(atoi(d[i].name));
	qsort(procs, nprocs, sizeof *procs, bypid);
	if(pid != 0 && !exists(pid))
		sysfatal("no process %d", pid);
	Binit(&bout, 1, OWRITE);
	for(int i = 0; i < nprocs; i++)
		if(pid ? procs[i].pid == pid : !exists(procs[i].ppid))
			show(&procs[i], "", 1, 1);
	Bterm(&bout);
	exits(nil);
}
