/*
 * trace: print the system calls of a command, or of a process that is running, and of all that it makes, on
 * standard error.
 *
 * Who writes startsyscall sleeps until the process stops at a call; so each process is traced by one of ours,
 * which share the memory.  A process that is being traced passes that on to those that it makes: they
 * stop at their first call, until their tracer comes.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

enum
{
	Textsize = 16 * 1024,
};

/* a process that is traced */
typedef struct Traced Traced;
struct Traced
{
	int pid;
	int ctl, calls;
	char entry[Textsize]; /* of the call that it is in; "": none */
	char exit[Textsize];
};

static Lock lk;     /* for the output */
static int unended; /* the process in whose call the last line ends, or 0 */

static void
usage(void)
{
	fprint(2, "usage: trace command [arg ...]\n\ttrace -p pid\n");
	exits("usage");
}

static int
openproc(int pid, char *file, int mode)
{
	char name[64];

	snprint(name, sizeof name, "/proc/%d/%s", pid, file);
	return open(name, mode);
}

/* result: can it be traced */
static int
opentraced(Traced *t, int pid)
{
	t->pid = pid;
	t->ctl = openproc(pid, "ctl", OWRITE);
	t->calls = t->ctl < 0 ? -1 : openproc(pid, "syscall", OREAD);
	t->entry[0] = '\0';
	return t->calls >= 0;
}

static int
control(int ctl, char *msg)
{
	return write(ctl, msg, strlen(msg));
}

/* interrupts are for the command; trace goes on until that ends */
static int
ignore(void *, char *note)
{
	return strcmp(note, "interrupt") == 0;
}

/* ---- output ---- */

static void
put(char *s)
{
	write(2, s, strlen(s));
}

/* with the lock: what is printed next begins a line */
static void
endline(void)
{
	if(unended != 0)
		put("\n");
	unended = 0;
}

static void
showentry(Traced *t)
{
	lock(&lk);
	endline();
	put(t->entry);
	unended = t->pid;
	unlock(&lk);
}

/* what came of a call: behind its entry, or if others have come between behind its name */
static void
showexit(Traced *t)
{
	char *p = t->entry;

	lock(&lk);
	if(unended != t->pid) {
		endline();
		for(int i = 0; i < 3 && p != nil; i++)
			p = strchr(p + 1, ' ');
		if(p != nil)
			write(2, t->entry, p - t->entry);
	}
	put(t->exit);
	unended = 0;
	unlock(&lk);
}

/* ---- tracing ---- */

static void trace(Traced *);

/* what came of rfork: trace the child, by a child of ours */
static void
follow(Traced *t)
{
	char *e = strstr(t->exit, " = ");
	int child = e != nil ? atoi(e + 3) : -1;

	if(strstr(t->entry, " Rfork ") == nil || child <= 0 || rfork(RFPROC | RFMEM | RFFDG) != 0)
		return;
	close(t->ctl);
	close(t->calls);
	t = check(mallocz(sizeof *t, 1));
	if(opentraced(t, child) && control(t->ctl, "waitstop") >= 0)
		trace(t);
	_exits(nil);
}

/* Trace a process, which is stopped, to its end, or until somebody else stops it; then wait for our
 * children, who trace its children. */
static void
trace(Traced *t)
{
	char *s = check(malloc(Textsize));
	long n;
	int first = 1;

	do {
		n = pread(t->calls, s, Textsize - 1, 0);
		if(n <= 0 && !first)
			break;
		first = 0;
		s[n > 0 ? n : 0] = '\0';
		if(s[0] == ' ') { /* an exit; entries begin with the process id */
			strcpy(t->exit, s);
			showexit(t);
			follow(t);
		} else if(s[0] != '\0') {
			strcpy(t->entry, s);
			showentry(t);
		}
	} while(control(t->ctl, "startsyscall") >= 0);
	free(s);
	lock(&lk);
	if(unended == t->pid)
		endline();
	unlock(&lk);
}

/* ---- what to trace ---- */

/* the child says hang about itself, so that it stops when it executes the command */
static noreturn void
run(char **argv)
{
	int ctl = openproc(getpid(), "ctl", OWRITE);

	if(ctl < 0 || control(ctl, "hang") < 0)
		sysfatal("hang: %r");
	execbin(argv);
	fprint(2, "trace: %s: %r\n", argv[0]);
	exits("exec error");
}

static void
attach(Traced *t, int pid)
{
	if(!opentraced(t, pid))
		sysfatal("can't open /proc/%d/%s: %r", pid, t->ctl < 0 ? "ctl" : "syscall");
}

/* wait for all tracers; result: the exit string of the process pid */
static char *
finish(int pid)
{
	char *s, *msg = "";
	Waitmsg *w;

	while((w = wait()) != nil)
		if(w->pid == pid) {
			s = strstr(w->msg, ": ");
			msg = s != nil ? s + 2 : w->msg;
		} else
			free(w);
	return msg;
}

static void
command(char **argv)
{
	Traced *t = check(mallocz(sizeof *t, 1));
	int pid = fork();

	if(pid < 0)
		sysfatal("fork: %r");
	if(pid == 0)
		run(argv);
	atnotify(ignore, 1);
	attach(t, pid);
	if(control(t->ctl, "waitstop") >= 0) {
		control(t->ctl, "nohang"); /* its children are not to hang */
		trace(t);
	}
	exits(finish(pid));
}

static void
running(int pid)
{
	Traced *t = check(mallocz(sizeof *t, 1));

	attach(t, pid);
	if(control(t->ctl, "stop") < 0)
		sysfatal("stop: %r");
	trace(t);
	finish(0);
	exits(nil);
}

void
main(int argc, char **argv)
{
	int pid = 0;

	ARGBEGIN
	{
	case 'p':
		pid = numarg(EARGF(usage()), 10, 1, Maxint, usage);
		break;
	default:
		usage();
	}
	ARGEND
	if((pid == 0) == (argc == 0))
		usage();
	if(pid != 0)
		running(pid);
	command(argv);
}
