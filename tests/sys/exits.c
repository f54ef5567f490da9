/* exits, wait, await: what a process leaves behind */
#include "test.h"

static void
messages(void)
{
	char big[300], want[ERRMAX], *m;
	int pid;

	pid = fork();
	if(pid == 0)
		_exits(nil);
	eqstr(reap(pid), "");
	pid = fork();
	if(pid == 0)
		_exits("");
	eqstr(reap(pid), "");
	pid = fork();
	if(pid == 0)
		_exits("it's bad");
	snprint(want, sizeof want, "exits %d: it's bad", pid);
	eqstr(reap(pid), want);
	/* cut at 128 bytes, the name included */
	pid = fork();
	if(pid == 0) {
		memset(big, 'x', sizeof big);
		big[sizeof big - 1] = '\0';
		_exits(big);
	}
	m = reap(pid);
	eqint(strlen(m), ERRMAX - 1);
	pid = fork();
	if(pid == 0)
		_exits(NOWHERE);
	expectexit(pid, "invalid exit string");
	pid = fork();
	if(pid == 0)
		_exits(WILD);
	expectexit(pid, "invalid exit string");
}

static void
texts(void)
{
	char buf[256], want[256];
	char *f[6];
	int n, pid;

	pid = fork();
	if(pid == 0)
		_exits("a b");
	n = await(buf, sizeof buf);
	ok(n > 0);
	eqint(strlen(buf), n);
	snprint(want, sizeof want, "%d ", pid);
	ok(strncmp(buf, want, strlen(want)) == 0, "%s", buf);
	snprint(want, sizeof want, " 'exits %d: a b'", pid);
	ok(strlen(buf) > strlen(want) && strcmp(buf + n - strlen(want), want) == 0, "%s", buf);
	eqint(tokenize(buf, f, 6), 5);
	pid = fork();
	if(pid == 0)
		_exits(nil);
	n = await(buf, sizeof buf);
	ok(strcmp(buf + n - 3, " ''") == 0, "%s", buf);
	pid = fork();
	if(pid == 0)
		_exits("don't");
	await(buf, sizeof buf);
	snprint(want, sizeof want, "'exits %d: don''t'", pid);
	ok(strstr(buf, want) != nil, "%s", buf);
	/* a short buffer: cut, with its NUL, and the record is gone */
	pid = fork();
	if(pid == 0)
		_exits("cut off here");
	n = await(buf, 5);
	eqint(n, 4);
	eqint(strlen(buf), 4);
	expecterr(await(buf, sizeof buf), "no living children");
}

static void
none(void)
{
	char buf[16];

	expecterr(await(buf, sizeof buf), "no living children");
	ok(wait() == nil);
	eqint(waitpid(), -1);
	if(fork() == 0)
		_exits(nil);
	expectbad(await(NOWHERE, 64));
	expectbad(await(KERNEL, 64));
}

/* the newest first; not more than 128 are kept */
static void
order(void)
{
	int a, b, n;
	Waitmsg *w;

	a = fork();
	if(a == 0)
		_exits("a");
	waitstate(a, "gone");
	b = fork();
	if(b == 0)
		_exits("b");
	waitstate(b, "gone");
	w = wait();
	eqint(w->pid, b);
	w = wait();
	eqint(w->pid, a);
	for(n = 0; n < 140; n++) {
		a = fork();
		if(a == 0)
			_exits(nil);
		if(a < 0)
			break;
		waitstate(a, "gone");
	}
	for(n = 0; wait() != nil; n++) {
	}
	eqint(n, 128);
}

/* processor time: what the child saw itself is what the parent is told */
static void
times1(void)
{
	volatile uvlong x = 0;
	vlong t0 = nsec();
	long t[4], i;
	Waitmsg *w;
	int pid;

	pid = fork();
	if(pid == 0) {
		do {
			for(i = 0; i < 1000000; i++)
				x += i;
			times(t);
		} while(t[0] + t[1] < 200);
		_exits(nil);
	}
	w = wait();
	t0 = (nsec() - t0) / 1000000;
	eqint(w->pid, pid);
	ok(w->time[0] >= 100 && w->time[0] + w->time[1] >= 200 && w->time[0] + w->time[1] < 1000,
	   "user %lud sys %lud", w->time[0], w->time[1]);
	ok(w->time[2] >= 200 && w->time[2] <= t0 + 50, "real %lud of %lld", w->time[2], t0);
	/* they count as ours now */
	times(t);
	ok(t[2] + t[3] >= 200, "children %ld %ld", t[2], t[3]);
}

/* a child's children are not ours */
static void
orphans(void)
{
	int p[2], pid;
	char buf[16];

	pipe(p);
	pid = fork();
	if(pid == 0) {
		if(fork() == 0) {
			sleep(100);
			write(p[1], "orphan", 6);
			_exits("orphan");
		}
		_exits("parent");
	}
	close(p[1]);
	expectexit(pid, "parent");
	expecterr(await(buf, sizeof buf), "no living children");
	eqint(read(p[0], buf, sizeof buf), 6);
}

static int
interrupted(void *ureg, char *msg)
{
	USED(ureg);
	return strncmp(msg, "wakeup", 6) == 0;
}

static void
interrupts(void)
{
	int pid, parent = getpid();
	char buf[64];

	atnotify(interrupted, 1);
	pid = fork();
	if(pid == 0) {
		waitstate(parent, "Await");
		postnote(PNPROC, parent, "wakeup");
		sleep(100);
		_exits("done");
	}
	expecterr(await(buf, sizeof buf), "interrupted");
	expectexit(pid, "done");
}

/* a process that shares our memory waits for its own children, not for ours */
static void
whose(void)
{
	int mine, pid;
	char buf[64];

	mine = fork();
	if(mine == 0) {
		sleep(100);
		_exits("mine");
	}
	pid = rfork(RFPROC | RFMEM);
	if(pid == 0)
		_exits(await(buf, sizeof buf) < 0 ? nil : "someone else's");
	expectexit(pid, "");
	expectexit(mine, "mine");
}

/* the old call */
static void
oldwait(void)
{
	char w[12 + 36 + 64];
	int pid = fork();

	if(pid == 0)
		_exits("old");
	eqint(_syscall(36, w), pid);
	eqint(atoi(w), pid);
	ok(strstr(w + 48, ": old") != nil, "%s", w + 48);
	pid = fork();
	if(pid == 0)
		_exits(nil);
	eqint(_syscall(36, nil), pid);
}

static int ran[3], nran;

static void
first(void)
{
	fprint(ran[0], "1");
}

static void
second(void)
{
	fprint(ran[0], "2");
}

static void
atexits(void)
{
	char buf[8];
	int p[2], pid;

	USED(nran);
	pipe(p);
	ran[0] = p[1];
	pid = fork();
	if(pid == 0) {
		atexit(first);
		atexit(second);
		if(fork() == 0)
			exits(nil); /* these are not its */
		waitpid();
		exits("bye");
	}
	close(p[1]);
	eqint(readn(p[0], buf, 2), 2);
	eqint(memcmp(buf, "21", 2), 0);
	eqint(read(p[0], buf, 1), 0);
	expectexit(pid, "bye");
}

/* the frame: a child of which a check does not hold cannot end well */
static void
verdict(void)
{
	int pid = fork();

	if(pid == 0) {
		close(2); /* where it would be told */
		ok(0);
		_exits(nil);
	}
	expectexit(pid, "checks failed");
}

Case cases[] = {
	{"verdict", verdict}, {"messages", messages},     {"texts", texts},
	{"none", none},       {"order", order, 60},       {"times", times1},
	{"orphans", orphans}, {"interrupts", interrupts}, {"whose", whose},
	{"oldwait", oldwait}, {"atexits", atexits},       {nil},
};
