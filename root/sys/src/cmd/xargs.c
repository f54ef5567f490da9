/*
 * xargs: run a command with the lines of standard input for arguments, some at a time.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>

static int max = 10;    /* lines a run */
static int maxproc = 1; /* runs at once */
static int running;
static char *status;

static void
usage(void)
{
	fprint(2, "usage: xargs [-n num] [-p procs] [command [arg ...]]\n");
	exits("usage");
}

static void
reap(void)
{
	Waitmsg *w;

	w = wait();
	if(w == nil)
		sysfatal("wait: %r");
	running--;
	if(w->msg[0])
		status = "errors";
	free(w);
}

static void
run(char **argv)
{
	char *path, why[ERRMAX];

	if(running == maxproc)
		reap();
	switch(fork()) {
	case -1:
		sysfatal("fork: %r");
	case 0:
		/* what is left of the input is not the command's */
		close(0);
		open("/dev/null", OREAD);
		exec(argv[0], argv);
		rerrstr(why, sizeof why);
		path = smprint("/bin/%s", argv[0]);
		if(argv[0][0] != '/' && argv[0][0] != '.' && path != nil) {
			exec(path, argv);
			rerrstr(why, sizeof why);
		}
		fprint(2, "xargs: %s: %s\n", argv[0], why);
		exits("exec");
	}
	running++;
}

void
main(int argc, char **argv)
{
	static char *echo[] = {"echo", nil};
	Biobuf in;
	char **args, *s;
	int n;

	ARGBEGIN
	{
	case 'n':
		max = atoi(EARGF(usage()));
		break;
	case 'p':
		maxproc = atoi(EARGF(usage()));
		break;
	default:
		usage();
	}
	ARGEND
	if(max < 1 || maxproc < 1)
		usage();
	if(argc == 0) {
		argc = 1;
		argv = echo;
	}
	args = malloc((argc + max + 1) * sizeof *args);
	if(args == nil)
		sysfatal("no memory: %r");
	memmove(args, argv, argc * sizeof *args);
	Binit(&in, 0, OREAD);
	n = 0;
	while((s = Brdstr(&in, '\n', 1)) != nil) {
		args[argc + n++] = s;
		if(n < max)
			continue;
		args[argc + n] = nil;
		run(args);
		while(n > 0)
			free(args[argc + --n]);
	}
	if(n > 0) {
		args[argc + n] = nil;
		run(args);
	}
	while(running > 0)
		reap();
	exits(status);
}
