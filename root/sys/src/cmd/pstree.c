/*
 * pstree: the processes, each below its parent.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

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

static void
readproc(int pid)
{
	static char buf[16 * 1024];
	Proc *p;
	int ppid, n;

	if(procfile(pid, "ppid", buf, sizeof buf) < 0)
		return;
	ppid = atoi(buf);
	n = procfile(pid, "args", buf, sizeof buf);
	if(n <= 0) {
		if(procfile(pid, "status", buf, sizeof buf) < 28)
			return;
		for(n = 27; n > 0 && buf[n - 1] == ' ';)
			n--;
		buf[n] = 0;
	}
	procs = check(realloc(procs, (nprocs + 1) * sizeof *procs));
	p = &procs[nprocs++];
	p->pid = pid;
	p->ppid = ppid == pid ? 0 : ppid;
	p->name = check(strdup(buf));
	for(char *s = p->name; (s = strchr(s, '\n')) != nil;)
		*s = ' ';
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
	next = check(smprint("%s%s", indent, top ? "" : last ? "  " : "│ "));
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
	int *pids, n, pid;

	ARGBEGIN
	{
	default:
		usage();
	}
	ARGEND
	if(argc > 1)
		usage();
	pid = 0;
	if(argc == 1)
		pid = numarg(argv[0], 10, 1, Maxint, usage);
	n = procpids(&pids);
	for(int i = 0; i < n; i++)
		readproc(pids[i]);
	if(pid != 0 && !exists(pid))
		sysfatal("no process %d", pid);
	openstdout(&bout);
	for(int i = 0; i < nprocs; i++)
		if(pid ? procs[i].pid == pid : !exists(procs[i].ppid))
			show(&procs[i], "", 1, 1);
	Bterm(&bout);
	exits(nil);
}
