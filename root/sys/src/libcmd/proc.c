/*
 * Processes, as /proc shows them.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

static int
ascending(const void *a, const void *b)
{
	int x, y;

	x = *(int *)a;
	y = *(int *)b;
	return x < y ? -1 : x > y;
}

/* the numbers of all, in order; the caller frees them */
int
procpids(int **pids)
{
	Dir *d;
	long n;
	int k;

	n = readdir("/proc", &d);
	if(n < 0)
		sysfatal("can't read /proc: %r");
	*pids = check(malloc((n + 1) * sizeof **pids));
	k = 0;
	for(long i = 0; i < n; i++)
		if(d[i].name[0] >= '0' && d[i].name[0] <= '9')
			(*pids)[k++] = atoi(d[i].name);
	free(d);
	qsort(*pids, k, sizeof **pids, ascending);
	return k;
}

/* a file of a process, as a string; -1 if there is none, for the process may be gone */
long
procfile(int pid, char *file, char *buf, long n)
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

/*
 * A process that nobody waits for, with a pipe for its standard input and output.  As rfork: 0 there; here its pid, and
 * *fd the pipe's other end; or -1, and *fd is -1.
 */
int
forkpipe(int flags, int *fd)
{
	int p[2], pid;

	*fd = -1;
	if(pipe(p) < 0)
		return -1;
	pid = rfork(RFPROC | RFFDG | RFNOWAIT | flags);
	switch(pid) {
	case -1:
		close(p[0]);
		close(p[1]);
		break;
	case 0:
		dup(p[1], 0);
		dup(p[1], 1);
		for(int i = 0; i < 2; i++)
			if(p[i] > 1) /* it may be what was free */
				close(p[i]);
		break;
	default:
		close(p[1]);
		*fd = p[0];
	}
	return pid;
}

/* as exec, but a name that says no directory is looked for in /bin too; returns only to tell of an error */
void
execbin(char **argv)
{
	char *path;

	exec(argv[0], argv);
	if(argv[0][0] == '/' || strncmp(argv[0], "./", 2) == 0 || strncmp(argv[0], "../", 3) == 0)
		return;
	path = smprint("/bin/%s", argv[0]);
	if(path != nil)
		exec(path, argv);
}

/* have rc do a command, with in for its standard input; its pid, or -1 */
int
startrc(char *cmd, int in)
{
	int pid;

	pid = rfork(RFPROC | RFFDG | RFREND);
	if(pid == 0) {
		if(in != 0)
			dup(in, 0);
		execl("/bin/rc", "rc", "-c", cmd, nil);
		sysfatal("/bin/rc: %r");
	}
	return pid;
}
