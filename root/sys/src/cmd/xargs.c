/*
 * xargs: run a command with the lines of standard input for arguments, some at a time.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

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
	if(running == maxproc)
		reap();
	switch(fork()) {
	case -1:
		sysfatal("fork: %r");
	case 0:
		/* what is left of the input is not the command's */
		close(0);
		open("/dev/null", OREAD);
		execbin(argv);
		fprint(2, "xargs: %s: %r\n", argv[0]);
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
	args = check(malloc((argc + max + 1) * sizeof *args));
	memmove(args, argv, argc * sizeof *args);
	Binit(&in, 0, OREAD);
	Blethal(&in, nil);
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
