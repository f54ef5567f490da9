/* #p: processes as files */
#include "test.h"
#include <ureg.h>

static char *
file(int pid, char *name)
{
	static char buf[64];

	snprint(buf, sizeof buf, "#p/%d/%s", pid, name);
	return buf;
}

static volatile long counter;

static int
child(void (*fn)(void))
{
	int pid = rfork(RFPROC | RFFDG);

	if(pid == 0) {
		fn();
		_exits(nil);
	}
	return pid;
}

static void
sleeper(void)
{
	for(;;)
		sleep(1000);
}

static void
spinner(void)
{
	for(;;)
		counter++;
}

static void
listing(void)
{
	static char *names[] = {"args",   "ctl",     "fd",     "fpregs",  "mem",  "note",
				"noteid", "notepg",  "ns",     "ppid",    "proc", "profile",
				"regs",   "segment", "status", "syscall", "text", "wait"};
	int i, k, n, seen = 0, pid = child(sleeper);
	char name[32];
	Dir *d;

	snprint(name, sizeof name, "%d", pid);
	n = dirreadall(open("#p", OREAD), &d);
	for(i = 0; i < n; i++)
		seen += strcmp(d[i].name, name) == 0;
	eqint(seen, 1);
	n = dirreadall(open(file(pid, "."), OREAD), &d);
	for(i = 0; i < nelem(names); i++) {
		for(k = 0; k < n && strcmp(d[k].name, names[i]) != 0; k++) {
		}
		if(k == n) {
			ok(0, "%s", names[i]);
			continue;
		}
		eqstr(d[k].uid, getuser());
	}
	ctl(pid, "kill");
	expectexit(pid, "Killed");
	waitstate(pid, "gone");
	snprint(name, sizeof name, "#p/%d", pid);
	expectname(open(file(pid, "status"), OREAD), "file does not exist", name);
	expectname(open("#p/0", OREAD), "file does not exist", "#p/0");
	expectname(open("#p/x", OREAD), "file does not exist", "#p/x");
	expectname(create(file(getpid(), "new"), OWRITE, 0666), "permission denied",
		   file(getpid(), "new"));
}

static void
status(void)
{
	char *s, *f[16];
	int pid = child(sleeper), fd, n;

	waitstate(pid, "Sleep");
	s = slurp(file(pid, "status"));
	eqint(strlen(s), 176);
	eqint(tokenize(s, f, 16), 12);
	eqstr(f[0], "proc");
	eqstr(f[1], getuser());
	eqstr(f[2], "Sleep");
	s = slurp(file(pid, "ppid"));
	eqint(atoi(s), getpid());
	eqint(strlen(s), 12);
	s = slurp(file(pid, "ctl"));
	eqint(atoi(s), pid);
	/* arguments, as exec got them and as they are set */
	s = slurp(file(getpid(), "args"));
	ok(strstr(s, self) != nil || strstr(s, "proc") != nil, "%s", s);
	fd = open(file(pid, "args"), OWRITE);
	ok(write(fd, "new name", 8) == 8);
	s = slurp(file(pid, "args"));
	ok(strstr(s, "new name") != nil, "%s", s);
	procsetname("me %d", 7);
	s = slurp(file(getpid(), "args"));
	ok(strstr(s, "me 7") != nil, "%s", s);
	/* the note group */
	s = slurp(file(pid, "noteid"));
	n = atoi(s);
	s = slurp(file(getpid(), "noteid"));
	eqint(n, atoi(s));
	ctl(pid, "kill");
}

static void
stops(void)
{
	int pid = rfork(RFPROC | RFMEM | RFFDG), fd, i;
	long c;

	if(pid == 0)
		spinner();
	while(counter == 0)
		sleep(1);
	ctl(pid, "stop");
	eqstr(procstate(pid), "Stopped");
	c = counter;
	sleep(50);
	eqint(counter, c);
	ctl(pid, "start");
	for(i = 0; counter == c && i < 3000; i++)
		sleep(5);
	ok(counter != c);
	fd = open(file(pid, "ctl"), OWRITE);
	expecterr(write(fd, "start", 5), "bad process or channel control request");
	/* waiting for something to happen to it */
	ctl(pid, "stop");
	ctl(pid, "waitstop");
	ctl(pid, "kill");
	expectexit(pid, "Killed");
}

static void
ctls(void)
{
	int fd, me = getpid();

	fd = open(file(me, "ctl"), OWRITE);
	expecterr(write(fd, "nonsense", 8), "unknown control message \"nonsense\"");
	expecterr(write(fd, "close", 5), "wrong #args in control message \"close\"");
	expecterr(write(fd, "", 0), "empty control message");
	expectbad(write(fd, NOWHERE, 4));
	ok(write(fd, "pri 5\n", 6) == 6);
	ok(write(fd, "noswap", 6) == 6);
	ok(write(fd, "nohang", 6) == 6);
}

static void
closes(void)
{
	int pid, p[2];
	char buf[8], msg[16];

	pipe(p);
	pid = child(sleeper);
	close(p[1]);
	waitstate(pid, "Sleep");
	snprint(msg, sizeof msg, "close %d", p[1]);
	ctl(pid, msg);
	eqint(read(p[0], buf, 8), 0);
	ctl(pid, "kill");
}

static void
memory(void)
{
	static char word[16] = "original";
	char buf[16], *s, *line;
	int pid, fd;
	Ureg u;

	pid = child(sleeper);
	waitstate(pid, "Sleep");
	fd = open(file(pid, "mem"), ORDWR);
	ok(fd >= 0);
	eqint(pread(fd, buf, 8, (uintptr)word), 8);
	eqint(memcmp(buf, "original", 8), 0);
	eqint(pread(fd, buf, 4, 0x200000), 4);
	eqint(memcmp(buf, "\0\0\x8a\x97", 4), 0);
	expecterr(pwrite(fd, "x", 1, (uintptr)word), "bad process or channel control request");
	ctl(pid, "stop");
	eqint(pwrite(fd, "changed!", 8, (uintptr)word), 8);
	eqint(pread(fd, buf, 8, (uintptr)word), 8);
	eqint(memcmp(buf, "changed!", 8), 0);
	eqint(memcmp(word, "original", 8), 0);
	ok(pread(fd, buf, 8, 0x10) < 0);
	fd = open(file(pid, "regs"), OREAD);
	eqint(pread(fd, &u, sizeof u, 0), sizeof u);
	ok(u.pc > 0x200000 && u.pc < (uintptr)etext, "pc %llux", u.pc);
	s = slurp(file(pid, "segment"));
	line = strstr(s, "Text");
	ok(line != nil && strstr(line, "R") != nil, "%s", s);
	fd = open(file(pid, "fpregs"), OREAD);
	ok(fd >= 0);
	ctl(pid, "kill");
}

/* poke a stopped program's text: a breakpoint */
__attribute__((noinline)) static int
target(int a)
{
	__asm__ volatile("" : "+r"(a));
	return a + 1;
}

static void
caller(void)
{
	int i = 0;

	for(;;) {
		i = target(i);
		sleep(10);
	}
}

static void
breakpoint(void)
{
	int pid = child(caller), fd, rfd, nfd, n;
	char buf[ERRMAX];
	uchar old;
	Ureg u;

	waitstate(pid, "Sleep");
	ctl(pid, "stop");
	fd = open(file(pid, "mem"), ORDWR);
	eqint(pread(fd, &old, 1, (uintptr)target), 1);
	eqint(pwrite(fd, "\xcc", 1, (uintptr)target), 1);
	eqint(*(uchar *)target, old);
	ctl(pid, "startstop");
	eqstr(procstate(pid), "Stopped");
	rfd = open(file(pid, "regs"), ORDWR);
	eqint(pread(rfd, &u, sizeof u, 0), sizeof u);
	eqint(u.pc, (uintptr)target);
	/* take the note away, put the instruction back, and it runs on */
	nfd = open(file(pid, "note"), OREAD);
	n = read(nfd, buf, sizeof buf - 1);
	ok(n > 0 && strncmp(buf, "sys: breakpoint", 15) == 0, "%d", n);
	eqint(pwrite(fd, &old, 1, (uintptr)target), 1);
	ctl(pid, "start");
	waitstate(pid, "Sleep");
	ctl(pid, "kill");
	expectexit(pid, "Killed");
}

static void
descriptors(void)
{
	char dir[128], *s, *f[16], *line[64];
	int fd, n, i, found = 0;

	fd = open("/dev/zero", OREAD);
	seek(fd, 77, 0);
	s = slurp(file(getpid(), "fd"));
	n = getfields(s, line, 64, 1, "\n");
	eqstr(line[0], getwd(dir, sizeof dir));
	for(i = 1; i < n; i++) {
		if(tokenize(line[i], f, 16) != 10 || atoi(f[0]) != fd)
			continue;
		found = 1;
		eqstr(f[1], "r");
		eqstr(f[2], "c");
		eqstr(f[8], "77");
		eqstr(f[9], "/dev/zero");
	}
	ok(found);
}

static void
waits(void)
{
	int pid, fd, n;
	char buf[256], name[32];
	Dir *d;

	snprint(name, sizeof name, "%s", file(getpid(), "wait"));
	pid = fork();
	if(pid == 0)
		_exits("bye");
	waitstate(pid, "gone");
	d = dirstat(name);
	eqint(d->length, 1);
	fd = open(name, OREAD);
	n = read(fd, buf, sizeof buf - 1);
	ok(n > 0);
	buf[n < 0 ? 0 : n] = '\0';
	ok(atoi(buf) == pid && strstr(buf, ": bye'") != nil, "%s", buf);
	expecterr(read(fd, buf, sizeof buf), "no living children");
}

static void
hangs(void)
{
	int pid = rfork(RFPROC | RFFDG);
	char *argv[] = {"x", "-exit", nil};

	if(pid == 0) {
		ctl(getpid(), "hang");
		exec(self, argv);
		_exits("exec");
	}
	waitstate(pid, "Stopped");
	ctl(pid, "start");
	expectexit(pid, "execed");
}

/* every system call of another, as text */
static void
traces(void)
{
	int pid = child(sleeper), fd, n, i;
	char buf[512];

	waitstate(pid, "Sleep");
	fd = open(file(pid, "ctl"), OWRITE);
	eqint(write(fd, "startsyscall", 12) < 0, 1);
	ctl(pid, "stop");
	for(i = 0; i < 4; i++) {
		ok(write(fd, "startsyscall", 12) == 12);
		n = open(file(pid, "syscall"), OREAD);
		ok(n >= 0);
		eqint(read(n, buf, sizeof buf - 1) > 0, 1);
		close(n);
	}
	ctl(pid, "kill");
	reap(pid);
}

static void
none(void)
{
	int pid = child(sleeper), fd;

	fd = fork();
	if(fd == 0) {
		procsetuser("none");
		ok(open(file(pid, "mem"), OREAD) < 0);
		ok(open(file(pid, "note"), OWRITE) < 0);
		ok(open(file(pid, "ctl"), OWRITE) < 0);
		_exits(nil);
	}
	expectexit(fd, "");
	ctl(pid, "private");
	expectname(open(file(pid, "mem"), OREAD), "permission denied", file(pid, "mem"));
	ctl(pid, "kill");
}

static void
text(void)
{
	int fd = open(file(getpid(), "text"), OREAD);
	uchar b[4];

	ok(fd >= 0);
	eqint(pread(fd, b, 4, 0), 4);
	eqint(memcmp(b, "\0\0\x8a\x97", 4), 0);
	ok(open(file(getpid(), "text"), OWRITE) < 0);
}

static void
racing(void)
{
	int i, pid, fd;
	char buf[200];

	/* files of processes that end meanwhile */
	for(i = 0; i < 50; i++) {
		pid = fork();
		if(pid == 0)
			_exits(nil);
		fd = open(file(pid, "status"), OREAD);
		reap(pid);
		if(fd < 0)
			continue;
		if(pread(fd, buf, sizeof buf, 0) < 0) {
			rerrstr(buf, sizeof buf);
			eqstr(buf, "process exited");
		}
		close(fd);
	}
}

Case cases[] = {
	{"listing", listing},
	{"status", status},
	{"stops", stops},
	{"ctls", ctls},
	{"closes", closes},
	{"memory", memory},
	{"breakpoint", breakpoint},
	{"descriptors", descriptors},
	{"waits", waits},
	{"hangs", hangs},
	{"traces", traces},
	{"none", none},
	{"text", text},
	{"racing", racing},
	{nil},
};

void
kid(int argc, char **argv)
{
	if(argc > 1 && strcmp(argv[1], "-exit") == 0)
		exits("execed");
}
