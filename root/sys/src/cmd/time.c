/*
 * time: run a command and tell how long it took.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

static void
usage(void)
{
	fprint(2, "usage: time command [arg ...]\n");
	exits("usage");
}

static int
ignore(void *, char *note)
{
	return strcmp(note, "interrupt") == 0;
}

static noreturn void
run(char **argv)
{
	execbin(argv);
	fprint(2, "time: %s: %r\n", argv[0]);
	exits("exec error");
}

void
main(int argc, char **argv)
{
	Waitmsg *w;
	char *line, *msg, *s;

	ARGBEGIN
	{
	default:
		usage();
	}
	ARGEND
	if(argc == 0)
		usage();
	switch(fork()) {
	case -1:
		sysfatal("fork: %r");
	case 0:
		run(argv);
	}
	atnotify(ignore, 1);
	while((w = wait()) == nil) {
		char why[ERRMAX];

		rerrstr(why, sizeof why);
		if(strcmp(why, "interrupted") != 0)
			sysfatal("wait: %r");
	}
	line = smprint("%ld.%.2ldu %ld.%.2lds %ld.%.2ldr \t", w->time[0] / 1000,
		       w->time[0] % 1000 / 10, w->time[1] / 1000, w->time[1] % 1000 / 10,
		       w->time[2] / 1000, w->time[2] % 1000 / 10);
	for(int i = 0; i < argc; i++) {
		s = check(smprint("%s %s", check(line), argv[i]));
		free(line);
		line = s;
	}
	/* the kernel will put our own name before it */
	msg = strstr(w->msg, ": ");
	msg = msg ? msg + 2 : w->msg;
	if(msg[0])
		fprint(2, "%s # status=%s\n", line, msg);
	else
		fprint(2, "%s\n", line);
	exits(msg);
}
