/*
 * A command as tests run it: in groups of its own and without input; what it writes to both outputs,
 * and its exit string.  One that takes too long is killed.
 */
#include <u.h>
#include <libc.h>

enum
{
	Sessionsecs = 100,
};

static int timedout; /* the last one did */

/* all that can be read: malloced, with room for a byte more */
static char *
readall(int fd)
{
	long n = 0, m = 0, size = 8192;
	char *s = malloc(size);

	while(s != nil && (m = read(fd, s + n, size - n - 2)) > 0) {
		n += m;
		if(size - n < 4096)
			s = realloc(s, size *= 2);
	}
	if(s == nil || (m < 0 && !timedout))
		sysfatal("read: %r");
	s[n] = '\0';
	return s;
}

static char *
slurp(char *name)
{
	int fd = open(name, OREAD);
	char *s;

	if(fd < 0)
		sysfatal("%s: %r", name);
	s = readall(fd);
	close(fd);
	return s;
}

static int
alarmed(void *v, char *msg)
{
	USED(v);
	if(strcmp(msg, "alarm") != 0)
		return 0;
	timedout = 1;
	return 1;
}

static void
sessionchild(char **argv, int p[2])
{
	int fd;

	dup(open("/dev/null", OREAD), 0);
	dup(p[1], 1);
	dup(p[1], 2);
	for(fd = 3; fd < 20; fd++)
		close(fd);
	exec("/bin/rc", argv);
	sysfatal("/bin/rc: %r");
}

/* the exit string of process pid, malloced */
static char *
exitstring(int pid)
{
	Waitmsg *w;
	char *s;

	while((w = wait()) != nil && w->pid != pid)
		free(w);
	if(w == nil)
		return strdup("no end");
	s = strdup(w->msg);
	free(w);
	return s;
}

/* Run rc with argv.  Result: what it wrote, malloced, with a newline at the end; *status, malloced, too */
static char *
session(char **argv, char **status)
{
	int p[2], pid;
	char *out;
	long n;

	timedout = 0;
	if(pipe(p) < 0)
		sysfatal("pipe: %r");
	pid = rfork(RFPROC | RFFDG | RFNOTEG | RFENVG | RFNAMEG | RFREND);
	if(pid < 0)
		sysfatal("fork: %r");
	if(pid == 0)
		sessionchild(argv, p);
	close(p[1]);
	atnotify(alarmed, 1);
	alarm(Sessionsecs * 1000);
	out = readall(p[0]);
	if(timedout)
		postnote(PNGROUP, pid, "kill");
	close(p[0]);
	*status = exitstring(pid);
	alarm(0);
	atnotify(alarmed, 0);
	n = strlen(out);
	if(n > 0 && out[n - 1] != '\n')
		strcpy(out + n, "\n");
	return out;
}
