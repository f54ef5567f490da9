/* The frame that runs the cases of a test program, and its helpers. */
#include "test.h"

#pragma weak kid
void
kid(int argc, char **argv)
{
	USED(argc, argv);
}

int verbose;
char *self;
static int failed; /* checks that did not hold, in this process */

static int
fail(char *file, int line, char *fmt, ...)
{
	char err[ERRMAX], buf[1024], *p = strrchr(file, '/');
	va_list args;

	rerrstr(err, sizeof err);
	va_start(args, fmt);
	vsnprint(buf, sizeof buf, fmt, args);
	va_end(args);
	fprint(2, "%s:%d: %s\n", p == nil ? file : p + 1, line, buf);
	errstr(err, sizeof err);
	failed++;
	return 0;
}

const char *
_verdict(const char *msg)
{
	return failed && (msg == nil || *msg == '\0') ? "checks failed" : msg;
}

int
_ok(int cond, char *file, int line, char *what, char *fmt, ...)
{
	char buf[512];
	va_list args;

	if(cond)
		return 1;
	va_start(args, fmt);
	vsnprint(buf, sizeof buf, fmt, args);
	va_end(args);
	return fail(file, line, "%s: does not hold%s%s (%r)", what, *buf ? ": " : "", buf);
}

int
_expecterr(vlong r, char *file, int line, char *what, char *want, char *name)
{
	char err[ERRMAX], buf[2 * ERRMAX];

	if((int)r != -1)
		return fail(file, line, "%s: gave %lld, not error '%s'", what, r, want);
	rerrstr(err, sizeof err);
	if(name == nil)
		snprint(buf, sizeof buf, "%s", want);
	else
		snprint(buf, sizeof buf, "'%s' %s", name, want);
	if(strcmp(err, buf) != 0)
		return fail(file, line, "%s: error '%s', not '%s'", what, err, buf);
	return 1;
}

int
_eqstr(const char *a, const char *b, char *file, int line, char *what)
{
	if(a != nil && b != nil && strcmp(a, b) == 0)
		return 1;
	return fail(file, line, "%s: is '%s', not '%s'", what, a, b);
}

int
_eqint(vlong a, vlong b, char *file, int line, char *what)
{
	if(a == b)
		return 1;
	return fail(file, line, "%s: is %lld (%#llux), not %lld (%r)", what, a, a, b);
}

int nnotes;
char lastnote[ERRMAX];

static void
catcher(void *ureg, char *msg)
{
	USED(ureg);
	if(strcmp(msg, "alarm") == 0)
		noted(NDFLT);
	nnotes++;
	strecpy(lastnote, lastnote + sizeof lastnote, msg);
	noted(NCONT);
}

void
catchnotes(void)
{
	nnotes = 0;
	notify(catcher);
}

void
_badaddr(void)
{
	catchnotes();
}

int
_expectbad(vlong r, char *file, int line, char *what)
{
	notify(nil);
	_expecterr(r, file, line, what, "bad arg in system call", nil);
	if(nnotes == 1 && strncmp(lastnote, "sys: bad address in syscall", 27) == 0)
		return 1;
	return fail(file, line, "%s: %d notes, '%s'", what, nnotes, nnotes ? lastnote : "");
}

static int
wake(void *u, char *msg)
{
	USED(u);
	return strcmp(msg, "wake") == 0;
}

static void
waker(void *v)
{
	int i = 0;

	/* it waits by then: where much else runs that may take a while */
	do
		sleep(50);
	while(strcmp(procstate((uintptr)v), "Running") == 0 && ++i < 100);
	postnote(PNPROC, (uintptr)v, "wake");
}

int
wakesoon(void)
{
	static int caught;

	if(!caught)
		atnotify(wake, 1);
	caught = 1;
	return spawn(RFFDG, waker, (void *)(uintptr)getpid());
}

int
spawn(int flags, void (*fn)(void *), void *arg)
{
	int pid = rfork(RFPROC | flags);

	if(pid < 0)
		sysfatal("rfork: %r");
	if(pid > 0)
		return pid;
	failed = 0;
	fn(arg);
	_exits(nil);
}

/* messages of children that were not the one asked for */
static Waitmsg *others[64];

static Waitmsg *
waitfor(int pid)
{
	Waitmsg *w;
	int i;

	for(i = 0; i < nelem(others); i++)
		if(others[i] != nil && others[i]->pid == pid) {
			w = others[i];
			others[i] = nil;
			return w;
		}
	for(;;) {
		w = wait();
		if(w == nil) {
			char err[ERRMAX];

			rerrstr(err, sizeof err);
			if(strcmp(err, "interrupted") == 0)
				continue;
			return nil;
		}
		if(w->pid == pid)
			return w;
		for(i = 0; i < nelem(others) && others[i] != nil; i++) {
		}
		if(i < nelem(others))
			others[i] = w;
	}
}

char *
reap(int pid)
{
	static char buf[ERRMAX];
	Waitmsg *w = waitfor(pid);

	if(w == nil) {
		snprint(buf, sizeof buf, "no wait message for %d: %r", pid);
		return buf;
	}
	strecpy(buf, buf + sizeof buf, w->msg);
	free(w);
	return buf;
}

static int
begins(char *s, char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* "text pid: msg", or nothing */
void
expectexit(int pid, char *msg)
{
	char *m = reap(pid), *p, num[16];

	snprint(num, sizeof num, " %d: ", pid);
	p = strstr(m, num);
	if(*msg == '\0' ? *m != '\0' : p == nil || !begins(p + strlen(num), msg))
		fail(__FILE__, __LINE__, "process %d: wait message '%s', not '%s'", pid, m, msg);
}

char *
slurp(char *file)
{
	char *s = malloc(1);
	int n = 0, m = 0, fd = open(file, OREAD);

	if(fd < 0) {
		free(s);
		return nil;
	}
	while((s = realloc(s, n + 8193)) != nil && (m = read(fd, s + n, 8192)) > 0)
		n += m;
	close(fd);
	if(m < 0) {
		free(s);
		return nil;
	}
	s[n] = '\0';
	return s;
}

int
spit(char *file, char *text)
{
	int n = strlen(text), m, fd = create(file, OWRITE, 0666);

	if(fd < 0)
		return -1;
	m = write(fd, text, n);
	close(fd);
	return m == n ? 0 : -1;
}

char *
procstate(int pid)
{
	static char state[32];
	char name[32], *s, *f[4];

	snprint(name, sizeof name, "#p/%d/status", pid);
	s = slurp(name);
	strcpy(state, "gone");
	if(s != nil && tokenize(s, f, 4) == 4)
		strecpy(state, state + sizeof state, f[2]);
	free(s);
	return state;
}

int
waitstate(int pid, char *state)
{
	int i;

	for(i = 0; i < 3000; i++) {
		if(strcmp(procstate(pid), state) == 0)
			return 1;
		sleep(10);
	}
	return fail(__FILE__, __LINE__, "process %d is %s, not %s", pid, procstate(pid), state);
}

void
ctl(int pid, char *msg)
{
	char name[32];
	int fd;

	snprint(name, sizeof name, "#p/%d/ctl", pid);
	fd = open(name, OWRITE);
	if(fd < 0 || write(fd, msg, strlen(msg)) < 0)
		fail(__FILE__, __LINE__, "%s %s: %r", name, msg);
	close(fd);
}

static char scratchdir[64];

static void
removeall(char *dir)
{
	char name[256];
	Dir *d;
	int i, n, fd = open(dir, OREAD);

	n = fd < 0 ? 0 : dirreadall(fd, &d);
	close(fd);
	for(i = 0; i < n; i++) {
		snprint(name, sizeof name, "%s/%s", dir, d[i].name);
		if(d[i].mode & DMDIR)
			removeall(name);
		else
			remove(name);
	}
	remove(dir);
}

void
scratch(void)
{
	int fd;

	snprint(scratchdir, sizeof scratchdir, "/tmp/t%d.%lud", getpid(), (ulong)nsec());
	fd = create(scratchdir, OREAD, DMDIR | 0777);
	if(fd < 0 || chdir(scratchdir) < 0)
		sysfatal("cannot make %s: %r", scratchdir);
	close(fd);
}

/* in a process of its own: what it exits with is what the case comes to */
static void
run(Case *c)
{
	alarm((c->seconds ? c->seconds : 20) * 1000);
	c->fn();
	alarm(0);
	if(scratchdir[0]) {
		chdir("/");
		removeall(scratchdir);
	}
	if(failed) {
		char msg[64];

		snprint(msg, sizeof msg, "%d checks failed", failed);
		_exits(msg);
	}
	_exits(nil);
}

static int
runcase(Case *c)
{
	char *msg, *p;
	int pid;

	if(verbose)
		fprint(2, "case %s\n", c->name);
	pid = rfork(RFPROC | RFFDG | RFENVG | RFNAMEG | RFNOTEG | RFREND);
	if(pid < 0)
		sysfatal("rfork: %r");
	if(pid == 0)
		run(c);
	msg = reap(pid);
	p = strstr(msg, ": ");
	if(p != nil)
		msg = p + 2;
	if(c->exit == nil ? *msg == '\0' : begins(msg, c->exit))
		return 1;
	fprint(2, "case %s: ended with '%s'\n", c->name, msg);
	return 0;
}

static int
chosen(char *name, int argc, char **argv)
{
	int i;

	for(i = 0; i < argc; i++)
		if(strcmp(name, argv[i]) == 0)
			return 1;
	return argc == 0;
}

void
main(int argc, char **argv)
{
	int bad = 0, n = 0;
	Case *c;

	self = argv[0];
	kid(argc, argv);
	ARGBEGIN
	{
	case 'v':
		verbose = 1;
		break;
	default:
		sysfatal("usage: %s [-v] [case ...]", argv0);
	}
	ARGEND
	for(c = cases; c->name != nil; c++) {
		if(!chosen(c->name, argc, argv))
			continue;
		n++;
		if(!runcase(c))
			bad++;
	}
	if(n == 0)
		sysfatal("no such case");
	if(bad)
		sysfatal("%d of %d cases failed", bad, n);
	exits(nil);
}
