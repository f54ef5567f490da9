/* #p: what the files of a process tell, and what is done through them */
#define PROCDIR "#p"
#include "procfiles.h"
#include <ureg.h>
#include <tos.h>

enum
{
	Statuslen = 176,
	Textbase = 0x200000,
};

static char *
dirname(int pid)
{
	static char buf[32];

	snprint(buf, sizeof buf, "#p/%d", pid);
	return buf;
}

static volatile long spins;

static void
spin(void *arg)
{
	USED(arg);
	for(;;)
		spins++;
}

static void
finish(int pid)
{
	ctl(pid, "kill");
	expectexit(pid, "Killed");
}

static void
status(void)
{
	int pid = sleeper(0), i;
	char *s = text(pid, "status"), *f[20], *u;

	eqint(strlen(s), Statuslen);
	ok(s[27] == ' ' && s[55] == ' ' && s[67] == ' ');
	for(i = 68 + 11; i < Statuslen; i += 12)
		ok(s[i] == (i == Statuslen - 1 ? '\n' : ' '), "column %d", i);
	eqint(tokenize(s, f, nelem(f)), 12);
	eqstr(f[0], "devproc");
	u = slurp("#c/user");
	eqstr(f[1], u);
	eqstr(f[2], "Sleep");
	ok(atoi(f[5]) < 20000 && atoi(f[9]) >= 4); /* real time; memory */
	free(s);
	s = text(pid, "ctl");
	eqint(strlen(s), 12);
	eqint(atoi(s), pid);
	free(s);
	s = text(pid, "ppid");
	eqint(atoi(s), getpid());
	free(s);
	s = text(pid, "hostpid");
	ok(atoi(s) > 1);
	free(s);
	finish(pid);
}

/* every name, and that most can be read */
static void
names(void)
{
	static char *all[] = {"args",    "ctl",  "fd",      "fpregs", "hostpid", "kfpregs",
			      "kregs",   "mem",  "note",    "noteid", "notepg",  "ns",
			      "ppid",    "proc", "profile", "regs",   "segment", "status",
			      "syscall", "text", "wait",    "watchpt"};
	int pid = sleeper(0), fd, n, i, found = 0;
	Dir *d, *e;

	fd = open(file(pid, ""), OREAD);
	ok(fd >= 0);
	n = dirreadall(fd, &d);
	close(fd);
	eqint(n, nelem(all));
	for(i = 0; i < n && i < nelem(all); i++) {
		eqstr(d[i].name, all[i]);
		e = dirstat(file(pid, all[i]));
		ok(e != nil && e->qid.path == d[i].qid.path && strcmp(e->uid, d[i].uid) == 0);
		free(e);
	}
	free(d);
	fd = open("#p", OREAD);
	n = dirreadall(fd, &d);
	close(fd);
	for(i = 0; i < n; i++)
		found += atoi(d[i].name) == pid || strcmp(d[i].name, "trace") == 0;
	eqint(found, 2);
	free(d);
	finish(pid);
	/* the parent may hear of it a little before its directory goes */
	for(i = 0; i < 10000 && access(dirname(pid), AEXIST) == 0; i++)
		sleep(1);
	expectname(open(file(pid, "status"), OREAD), "file does not exist", dirname(pid));
}

static void
texts(void)
{
	int pid = sleeper(0), fd, n;
	char *s, *l, buf[256], *f[12];

	/* the program itself */
	fd = open(file(pid, "text"), OREAD);
	ok(fd >= 0);
	fd2path(fd, buf, sizeof buf);
	ok(strlen(buf) > 8 && strcmp(buf + strlen(buf) - 8, "/devproc") == 0, "%s", buf);
	ok(pread(fd, buf, 4, 0) == 4 && memcmp(buf, "\0\0\x8a\x97", 4) == 0);
	close(fd);
	expectname(open(file(pid, "text"), OWRITE), "permission denied", file(pid, "text"));
	/* its memory */
	s = text(pid, "segment");
	ok(strncmp(s, "Stack  ", 7) == 0, "%s", s);
	l = strstr(s, "Text   R ");
	ok(l != nil && strncmp(l, "Text   R    200000 ", 19) == 0, "%s", s);
	ok(strstr(s, "Data   ") != nil && strstr(s, "Bss    ") != nil);
	free(s);
	/* its descriptors: directory first, then ten words a line */
	s = text(pid, "fd");
	l = strchr(s, '\n');
	ok(s[0] == '/' && l != nil);
	n = getfields(l + 1, f, 3, 0, "\n");
	ok(n >= 2);
	l = f[0];
	eqint(tokenize(l, f, nelem(f)), 10);
	eqint(atoi(f[0]), 0);
	free(s);
	/* its name space ends with the directory */
	s = text(pid, "ns");
	l = strrchr(s, '\n');
	ok(l != nil && l[1] == 0);
	*l = 0;
	l = strrchr(s, '\n');
	ok(l != nil && strncmp(l + 1, "cd /", 4) == 0, "%s", l + 1);
	ok(strncmp(s, "bind ", 5) == 0 || strncmp(s, "mount ", 6) == 0);
	free(s);
	finish(pid);
}

static void
args(void)
{
	int pid = sleeper(0);
	char *s = text(pid, "args");

	ok(strstr(s, "devproc") != nil && strstr(s, "[") == nil, "%s", s);
	free(s);
	eqint(put(pid, "args", "something else"), 14);
	s = text(pid, "args");
	eqstr(s, "devproc [something else]");
	free(s);
	finish(pid);
}

/* stop waits for the process; user code stops anywhere and goes on there */
static void
stopstart(void)
{
	int pid = spawn(RFMEM, spin, nil), i, k;
	long n;

	for(i = 0; i < 20; i++) {
		expecterr(put(pid, "ctl", "start"), "bad process or channel control request");
		ctl(pid, "stop");
		eqstr(procstate(pid), "Stopped");
		n = spins;
		sleep(5);
		eqint(spins, n);
		ctl(pid, "stop"); /* it is */
		ctl(pid, "start");
		for(k = 0; k < 5000 && spins == n; k++)
			sleep(2);
		ok(spins != n);
	}
	/* a stopped one can be killed */
	ctl(pid, "stop");
	finish(pid);
}

/* a stop does not make the system call fail that it finds */
static void
calls(void *arg)
{
	USED(arg);
	ok(sleep(300) == 0, "%r");
}

static void
transparent(void)
{
	int pid = spawn(0, calls, nil);

	waitstate(pid, "Sleep");
	ctl(pid, "stop");
	eqstr(procstate(pid), "Stopped");
	ctl(pid, "start");
	expectexit(pid, "");
}

static void
readone(void *arg)
{
	int fd = *(int *)arg;
	char c;

	ok(read(fd, &c, 1) == 1 && c == 'x', "%r");
	spins = 1;
}

/* who writes stop to pid, a child that says how it went */
static int
stopper(int pid, char *err)
{
	int kid = rfork(RFPROC);

	if(kid != 0)
		return kid;
	catchnotes();
	if(err == nil)
		ctl(pid, "stop");
	else
		expecterr(put(pid, "ctl", "stop"), err);
	_exits(nil);
}

/* a process in a system call stops when it comes out of that, and not before: the writer of stop waits */
static void
stopasleep(void)
{
	int p[2], pid, kid;

	pipe(p);
	spins = 0;
	pid = spawn(RFMEM, readone, &p[0]);
	waitstate(pid, "Pread");
	kid = stopper(pid, nil);
	waitstate(kid, "Stopwait");
	sleep(50);
	eqstr(procstate(pid), "Pread");
	eqstr(procstate(kid), "Stopwait");
	expecterr(put(pid, "ctl", "stop"), "device or object already in use");
	eqint(write(p[1], "x", 1), 1);
	expectexit(kid, "");
	eqstr(procstate(pid), "Stopped");
	eqint(spins, 0); /* it has read, and runs no more of its program */
	ctl(pid, "start");
	expectexit(pid, "");
	eqint(spins, 1);
	close(p[0]);
	close(p[1]);
}

/* a note for the writer ends its waiting; the process was asked all the same */
static void
stopnoted(void)
{
	int p[2], pid, kid;

	pipe(p);
	spins = 0;
	pid = spawn(RFMEM, readone, &p[0]);
	waitstate(pid, "Pread");
	kid = stopper(pid, "interrupted");
	waitstate(kid, "Stopwait");
	put(kid, "note", "interrupt");
	expectexit(kid, "");
	eqstr(procstate(pid), "Pread");
	eqint(write(p[1], "x", 1), 1);
	ctl(pid, "waitstop");
	eqstr(procstate(pid), "Stopped");
	eqint(spins, 0);
	ctl(pid, "start");
	expectexit(pid, "");
	close(p[0]);
	close(p[1]);
}

static vlong magic = 0x123456789abcdef0LL;

/* 8 bytes at va in the memory of pid */
static vlong
peek(int pid, vlong va)
{
	vlong v = 0;
	int fd = open(file(pid, "mem"), OREAD);

	ok(fd >= 0 && pread(fd, &v, sizeof v, va) == sizeof v, "%llux: %r", va);
	close(fd);
	return v;
}

static int
poke(int pid, vlong va, void *p, int n)
{
	int fd = open(file(pid, "mem"), ORDWR), r;

	if(fd < 0)
		return -1;
	r = pwrite(fd, p, n, va);
	close(fd);
	return r;
}

static void
memory(void)
{
	int pid = sleeper(0), fd;
	vlong v = 42, here = 7;
	char *big = malloc(100000);

	eqint(peek(pid, (vlong)&magic), magic);
	expecterr(poke(pid, (vlong)&magic, &v, sizeof v), "bad process or channel control request");
	ctl(pid, "stop");
	eqint(poke(pid, (vlong)&magic, &v, sizeof v), sizeof v);
	eqint(peek(pid, (vlong)&magic), 42);
	eqint(magic, 0x123456789abcdef0LL); /* its memory, not ours */
	/* the stack, too, is its own */
	eqint(poke(pid, (vlong)&here, &v, sizeof v), sizeof v);
	eqint(here, 7);
	/* to the end of the segment and no further */
	fd = open(file(pid, "mem"), OREAD);
	ok(pread(fd, big, 100000, Textbase) > 4096);
	ok(memcmp(big, "\0\0\x8a\x97", 4) == 0);
	expecterr(pread(fd, big, 8, 0x1000), "bad arg in system call");
	expecterr(pread(fd, big, 8, 0x7777777777777LL),
		  "i/o error"); /* the kernel's, but not there */
	close(fd);
	ctl(pid, "private");
	expectname(open(file(pid, "mem"), OREAD), "permission denied", file(pid, "mem"));
	free(big);
	finish(pid);
}

static void
breakhere(void *arg)
{
	int (*fn)(int) = arg;

	for(;;) {
		fn(1);
		sleep(10);
	}
}

__attribute__((noinline)) static int
target(int n)
{
	static volatile int calls;

	return calls += n;
}

/* as a debugger does it: a breakpoint in the text, the note, the registers */
static void
breakpoint(void)
{
	int pid = spawn(0, breakhere, target), fd;
	uchar old, int3 = 0xcc;
	char note[ERRMAX];
	struct Ureg u, keep;

	waitstate(pid, "Sleep");
	ctl(pid, "stop");
	old = *(uchar *)target;
	eqint(poke(pid, (vlong)target, &int3, 1), 1);
	eqint(*(uchar *)target, old);
	ctl(pid, "startstop");
	eqstr(procstate(pid), "Stopped");
	fd = open(file(pid, "regs"), ORDWR);
	eqint(read(fd, &u, sizeof u), sizeof u);
	eqint(u.pc, (vlong)target);
	/* the note is taken from it, the instruction put back, and it goes on */
	eqint(poke(pid, (vlong)target, &old, 1), 1);
	keep = u;
	u.bx = 5;
	eqint(pwrite(fd, &u, sizeof u, 0), sizeof u);
	memset(&u, 0, sizeof u);
	eqint(pread(fd, &u, sizeof u, 0), sizeof u);
	eqint(u.bx, 5);
	ok(u.cs == 0x2b);
	eqint(pwrite(fd, &keep, sizeof keep, 0), sizeof keep);
	close(fd);
	fd = open(file(pid, "note"), OREAD);
	memset(note, 0, sizeof note);
	ok(read(fd, note, sizeof note) > 0);
	ok(strncmp(note, "sys: breakpoint", 15) == 0, "%s", note);
	close(fd);
	ctl(pid, "start");
	waitstate(pid, "Sleep");
	finish(pid);
}

static void
registers(void)
{
	int pid = spawn(RFMEM, spin, nil), fd, n;
	char buf[4096];

	while(spins == 0)
		sleep(1);
	fd = open(file(pid, "regs"), OREAD);
	expecterr(read(fd, buf, sizeof buf), "process has no saved registers");
	close(fd);
	ctl(pid, "stop");
	fd = open(file(pid, "fpregs"), OREAD);
	n = read(fd, buf, sizeof buf);
	ok(n >= 512);
	eqint((buf[0] | (uchar)buf[1] << 8) & ~0x40, 0x232); /* control word; bit 6 is always set */
	close(fd);
	fd = open(file(pid, "regs"), OREAD);
	eqint(pread(fd, buf, sizeof buf, 100), 84);
	close(fd);
	fd = open(file(pid, "kregs"), OREAD);
	expecterr(read(fd, buf, sizeof buf), "process has no saved registers");
	close(fd);
	finish(pid);
}

/* whatever a debugger writes there, only what a program could load itself is loaded */
static void
badfpregs(void)
{
	int pid = spawn(RFMEM, spin, nil), fd, n, fill;
	char buf[16384];
	long was;

	while(spins == 0)
		sleep(1);
	for(fill = 0; fill < 256; fill += 0x55) {
		ctl(pid, "stop");
		fd = open(file(pid, "fpregs"), ORDWR);
		n = read(fd, buf, sizeof buf);
		ok(n >= 512 && n < (int)sizeof buf);
		memset(buf, fill, n);
		eqint(pwrite(fd, buf, n, 0), n);
		close(fd);
		was = spins;
		ctl(pid, "start");
		while(spins == was)
			sleep(1);
	}
	finish(pid);
}

static void
hangs(void)
{
	int pid, fd;
	char *argv[] = {"devproc", "-nothing", nil};

	pid = rfork(RFPROC);
	if(pid == 0) {
		put(getpid(), "ctl", "hang");
		exec(self, argv);
		_exits("exec");
	}
	ctl(pid, "waitstop");
	eqstr(procstate(pid), "Stopped");
	/* at its first instruction */
	fd = open(file(pid, "regs"), OREAD);
	if(fd >= 0) {
		struct Ureg u;
		eqint(read(fd, &u, sizeof u), sizeof u);
		ok(u.pc >= Textbase && u.pc < Textbase + 100000);
		ok(u.ax > u.sp); /* the Tos */
		close(fd);
	}
	ctl(pid, "nohang");
	ctl(pid, "start");
	expectexit(pid, "usage");
}

static void
traced(void)
{
	int pid = sleeper(0), i;
	char *s, want[64];

	ctl(pid, "stop");
	for(i = 0; i < 5; i++) {
		ctl(pid, "startsyscall");
		s = text(pid, "syscall");
		snprint(want, sizeof want, "%d devproc Sleep 2", pid);
		ok(strncmp(s, want, strlen(want)) == 0 && strstr(s, " 1000") != nil, "%s", s);
		free(s);
		ctl(pid, "startsyscall");
		s = text(pid, "syscall");
		ok(strncmp(s, " = 0 \"\" ", 8) == 0 && s[strlen(s) - 1] == '\n', "%s", s);
		free(s);
	}
	ctl(pid, "start");
	waitstate(pid, "Sleep");
	finish(pid);
}

static void
forkone(void *arg)
{
	USED(arg);
	if(rfork(RFPROC) == 0)
		_exits("child");
	free(wait());
}

/* a child that is made in a traced call stops at its first one */
static void
tracedchild(void)
{
	int pid, kid = 0, i;
	char *s, *e;

	pid = rfork(RFPROC);
	if(pid == 0) {
		sleep(300);
		forkone(nil);
		_exits(nil);
	}
	waitstate(pid, "Sleep");
	ctl(pid, "stop");
	for(i = 0; i < 20 && kid == 0; i++) {
		ctl(pid, "startsyscall");
		s = text(pid, "syscall");
		e = strstr(s, " Rfork ");
		free(s);
		if(e == nil)
			continue;
		ctl(pid, "startsyscall");
		s = text(pid, "syscall");
		kid = atoi(s + 3);
		free(s);
	}
	ok(kid > 0);
	ctl(kid, "waitstop");
	s = text(kid, "syscall");
	ok(strstr(s, " Exits ") != nil, "%s", s);
	free(s);
	ctl(kid, "start");
	ctl(pid, "start");
	expectexit(pid, "");
}

static void
files(void)
{
	int p[2], pid;
	char c, buf[32];

	pipe(p);
	pid = spawn(RFFDG, forever, nil);
	waitstate(pid, "Sleep");
	close(p[1]);
	snprint(buf, sizeof buf, "close %d", p[1]);
	ctl(pid, buf);
	eqint(read(p[0], &c, 1), 0); /* it had the other end */
	expecterr(put(pid, "ctl", buf), "fd out of range or not open");
	ctl(pid, "closefiles");
	finish(pid);
	close(p[0]);
}

static void
noted1(void *arg)
{
	USED(arg);
	catchnotes();
	while(nnotes < 3)
		sleep(1000);
	_exits(lastnote);
}

static void
notes(void)
{
	int pid = spawn(RFNOTEG, noted1, nil), other = spawn(RFNOTEG, noted1, nil);
	char id[16], *s;

	waitstate(pid, "Sleep");
	waitstate(other, "Sleep");
	eqint(put(pid, "note", "one"), 3);
	snprint(id, sizeof id, "%d", pid);
	eqint(put(other, "noteid", id), strlen(id));
	s = text(other, "noteid");
	eqint(atoi(s), pid);
	free(s);
	sleep(20);
	eqint(put(pid, "notepg", "two"), 3); /* both */
	sleep(20);
	eqint(put(other, "note", "x"), 1);
	sleep(20);
	eqint(put(other, "notepg", "three"), 5);
	expectexit(pid, "three");
	expectexit(other, "three");
	expecterr(put(getpid(), "noteid", "999999"), "bad arg in system call");
}

static void
parent(void *arg)
{
	int pid = rfork(RFPROC);

	USED(arg);
	if(pid == 0)
		_exits("it's done");
	forever(nil);
}

/* another's wait messages */
static void
waits(void)
{
	int pid = spawn(0, parent, nil), fd, i;
	char buf[256], *f[6];
	Dir *d;

	for(i = 0; i < 3000; i++) {
		d = dirstat(file(pid, "wait"));
		if(d->length == 1)
			break;
		free(d);
		sleep(10);
	}
	ok(i < 3000);
	fd = open(file(pid, "wait"), OREAD);
	memset(buf, 0, sizeof buf);
	ok(read(fd, buf, sizeof buf - 1) > 0);
	eqint(tokenize(buf, f, 6), 5);
	ok(strstr(f[4], "it's done") != nil, "%s", f[4]);
	close(fd);
	finish(pid);
	/* of its own there are none left */
	fd = open(file(getpid(), "wait"), OREAD);
	expecterr(read(fd, buf, sizeof buf), "no living children");
	close(fd);
}

/* how nice the host thinks that it is */
static int
hostnice(int pid)
{
	char name[64], *f[20], *s;
	int nice = -100;

	snprint(name, sizeof name, "/n/host/proc/%d/stat", atoi(text(pid, "hostpid")));
	s = slurp(name);
	ok(s != nil, "%s", name);
	/* what follows the name in brackets */
	if(s != nil && (s = strrchr(s, ')')) != nil && tokenize(s, f, nelem(f)) == nelem(f))
		nice = atoi(f[17]);
	return nice;
}

static void
modes(void)
{
	int pid = sleeper(0), nice;
	Dir *d, nd;

	d = dirstat(file(pid, "mem"));
	eqint(d->mode & 0777, 0640);
	eqint(d->type, 'p');
	free(d);
	nulldir(&nd);
	nd.mode = 0600;
	ok(dirwstat(file(pid, "ctl"), &nd) >= 0, "%r");
	d = dirstat(file(pid, "mem"));
	eqint(d->mode & 0777, 0600);
	free(d);
	expecterr(remove(file(pid, "ctl")), "permission denied");
	expecterr(put(pid, "ctl", "nonsense 1"), "unknown control message \"nonsense 1\"");
	expecterr(put(pid, "watchpt", "rwx 0x200000 8"), "no hardware watchpoints");
	expectname(open("#p/trace", OREAD), "no trace: the host schedules", "#p/trace");
	ctl(pid, "errorder 9front");
	ctl(pid, "errorder bell");
	nice = hostnice(pid) + 10;
	ctl(pid, "pri 5");
	eqint(hostnice(pid), nice < 19 ? nice : 19);
	finish(pid);
}

/* the order of words in errors that name a file: a process's own, and its children's */
static void
errorder(void)
{
	char err[ERRMAX];
	Waitmsg *w;

	expecterr(open("/nosuch", OREAD), "'/nosuch' file does not exist");
	ctl(getpid(), "errorder 9front");
	expecterr(open("/nosuch", OREAD), "file does not exist: '/nosuch'");
	expecterr(bind("/nosuch", "/tmp", MREPL), "file does not exist: '/nosuch'");
	if(rfork(RFPROC) == 0) {
		open("/nosuch", OREAD);
		rerrstr(err, sizeof err);
		_exits(err);
	}
	w = wait();
	ok(w != nil && strstr(w->msg, "file does not exist: '/nosuch'") != nil, "%s", w->msg);
	free(w);
	expecterr(put(getpid(), "ctl", "errorder none"),
		  "bad process or channel control request \"errorder none\"");
	ctl(getpid(), "errorder bell");
	expecterr(open("/nosuch", OREAD), "'/nosuch' file does not exist");
}

/* lookers and their targets come and go */
static void
crowd(void)
{
	static char *names[] = {"status", "fd", "ns", "segment", "args", "note", "regs", "mem"};
	int pid[4], i, k, fd, kid;
	char buf[512];

	for(i = 0; i < nelem(pid); i++) {
		pid[i] = rfork(RFPROC);
		if(pid[i] != 0)
			continue;
		for(;;) { /* children that end while they are looked at */
			kid = rfork(RFPROC);
			if(kid == 0) {
				sleep(0);
				_exits(nil);
			}
			for(k = 0; k < nelem(names); k++) {
				fd = open(file(kid, names[k]), OREAD);
				if(fd < 0)
					break;
				read(fd, buf, sizeof buf);
				close(fd);
			}
			put(kid, "ctl", "stop");
			put(kid, "ctl", "kill");
			free(wait());
		}
	}
	for(k = 0; k < 40; k++) {
		fd = open("#p", OREAD);
		while(read(fd, buf, sizeof buf) > 0) {
		}
		close(fd);
		sleep(20);
	}
	for(i = 0; i < nelem(pid); i++)
		finish(pid[i]);
}

Case cases[] = {
	{"status", status},
	{"names", names},
	{"texts", texts},
	{"args", args},
	{"stopstart", stopstart},
	{"transparent", transparent},
	{"stopasleep", stopasleep},
	{"stopnoted", stopnoted},
	{"tracedchild", tracedchild},
	{"memory", memory},
	{"breakpoint", breakpoint},
	{"registers", registers},
	{"badfpregs", badfpregs},
	{"hangs", hangs},
	{"traced", traced},
	{"files", files},
	{"notes", notes},
	{"waits", waits},
	{"modes", modes},
	{"errorder", errorder},
	{"crowd", crowd},
	{nil},
};
