/*
 * trace: print the system calls of a command, or of a process that is running, on standard
 * error.  Processes that it makes are not followed.
 */
#include <u.h>
#include <libc.h>

static int pid;
static int ctl, calls;

static void
usage(void)
{
	fprint(2, "usage: trace command [arg ...]\n\ttrace -p pid\n");
	exits("usage");
}

static int
openproc(char *file, int mode)
{
	char name[64];
	int fd;

	snprint(name, sizeof name, "/proc/%d/%s", pid, file);
	fd = open(name, mode);
	if(fd < 0)
		sysfatal("can't open %s: %r", name);
	return fd;
}

static int
control(char *msg)
{
	return write(ctl, msg, strlen(msg));
}

/* interrupts are for the command; trace goes on until that ends */
static int
ignore(void *, char *note)
{
	return strcmp(note, "interrupt") == 0;
}

/* the child says hang about itself, so that it stops when it executes the command */
static noreturn void
run(char **argv)
{
	char *path, why[ERRMAX];

	ctl = openproc("ctl", OWRITE);
	if(control("hang") < 0)
		sysfatal("hang: %r");
	exec(argv[0], argv);
	rerrstr(why, sizeof why);
	if(argv[0][0] != '/' && argv[0][0] != '.') {
		path = smprint("/bin/%s", argv[0]);
		if(path != nil)
			exec(path, argv);
		rerrstr(why, sizeof why);
	}
	fprint(2, "trace: %s: %s\n", argv[0], why);
	exits("exec error");
}

/* one line a call: its entry, and what comes of it */
static void
trace(void)
{
	static char buf[16 * 1024];
	long n;
	int open;

	open = 0;
	while(control("startsyscall") >= 0) {
		n = pread(calls, buf, sizeof buf - 1, 0);
		if(n <= 0)
			break;
		write(2, buf, n);
		open = buf[n - 1] != '\n';
	}
	if(open) /* the call that it did not return from */
		write(2, "\n", 1);
}

void
main(int argc, char **argv)
{
	Waitmsg *w;
	char *e, *msg;

	ARGBEGIN
	{
	case 'p':
		pid = strtol(EARGF(usage()), &e, 10);
		if(pid <= 0 || *e != 0)
			usage();
		break;
	default:
		usage();
	}
	ARGEND
	if((pid == 0) == (argc == 0))
		usage();
	if(pid != 0) {
		ctl = openproc("ctl", OWRITE);
		calls = openproc("syscall", OREAD);
		if(control("stop") < 0)
			sysfatal("stop: %r");
		trace();
		exits(nil);
	}
	pid = fork();
	if(pid < 0)
		sysfatal("fork: %r");
	if(pid == 0) {
		pid = getpid();
		run(argv);
	}
	atnotify(ignore, 1);
	ctl = openproc("ctl", OWRITE);
	calls = openproc("syscall", OREAD);
	if(control("waitstop") >= 0)
		trace();
	w = wait();
	if(w == nil)
		sysfatal("wait: %r");
	msg = strstr(w->msg, ": ");
	exits(msg ? msg + 2 : w->msg);
}
