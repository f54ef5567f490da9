/* rfork, with each of its flags */
#include "test.h"
#include <tos.h>

static long shared; /* in data that RFMEM shares */
static long bssword[2000];

static void
badflags(void)
{
	expecterr(rfork(RFFDG | RFCFDG), "bad arg in system call");
	expecterr(rfork(RFNAMEG | RFCNAMEG), "bad arg in system call");
	expecterr(rfork(RFENVG | RFCENVG), "bad arg in system call");
	expecterr(rfork(RFMEM), "bad arg in system call");
	expecterr(rfork(RFNOWAIT), "bad arg in system call");
	expecterr(rfork(RFPROC | RFFDG | RFCFDG), "bad arg in system call");
	eqint(rfork(0), 0);
	eqint(rfork(RFREND), 0);
	eqint(rfork(RFNOTEG), 0);
	eqint(rfork(RFFDG), 0);
	/* bits that mean nothing are ignored */
	eqint(rfork(1 << 20), 0);
}

static void
pids(void)
{
	char buf[32];
	int pid, n, p[2], got[3];
	int fd = open("#c/pid", OREAD);

	n = pread(fd, buf, sizeof buf - 1, 0);
	buf[n] = '\0';
	eqint(n, 12);
	eqint(atoi(buf), getpid());
	pipe(p);
	pid = rfork(RFPROC | RFFDG);
	if(pid == 0) {
		got[0] = getpid();
		got[1] = getppid();
		n = pread(fd, buf, sizeof buf - 1, 0);
		buf[n < 0 ? 0 : n] = '\0';
		got[2] = atoi(buf);
		write(p[1], got, sizeof got);
		_exits(nil);
	}
	eqint(readn(p[0], got, sizeof got), sizeof got);
	eqint(got[0], pid);
	eqint(got[1], getpid());
	eqint(got[2], pid);
	expectexit(pid, "");
}

/* without RFMEM the child has copies of data, bss, heap and stack */
static void
copies(void)
{
	long local = 1, *heap = malloc(sizeof *heap);
	int pid;

	shared = 1;
	bssword[1999] = 1;
	*heap = 1;
	pid = rfork(RFPROC);
	if(pid == 0) {
		if(shared != 1 || bssword[1999] != 1 || *heap != 1 || local != 1)
			_exits("wrong values");
		shared = bssword[1999] = *heap = local = 2;
		_exits(nil);
	}
	expectexit(pid, "");
	eqint(shared, 1);
	eqint(bssword[1999], 1);
	eqint(*heap, 1);
	eqint(local, 1);
}

static int stackword(int *p);

/* with it data, bss and heap are shared and the stack is not, at the same address */
static void
sharing(void)
{
	volatile long local = 1;
	long *heap = malloc(sizeof *heap);
	int pid;

	shared = 1;
	bssword[1999] = 1;
	*heap = 1;
	pid = rfork(RFPROC | RFMEM);
	if(pid == 0) {
		if(local != 1 || *heap != 1)
			_exits("wrong values");
		local = 5;
		shared = bssword[1999] = *heap = 2;
		if(getpid() == shared)
			_exits("pid");
		_exits(nil);
	}
	expectexit(pid, "");
	eqint(shared, 2);
	eqint(bssword[1999], 2);
	eqint(*heap, 2);
	eqint(local, 1);
}

/* memory that one of them adds is the other's too, at once */
static void
sharedbrk(void)
{
	char *volatile *box = malloc(sizeof *box), *p;
	int pid, i;

	*box = nil;
	pid = rfork(RFPROC | RFMEM);
	if(pid == 0) {
		p = sbrk(1 << 20);
		memset(p, 7, 1 << 20);
		*box = p;
		while(p[100] == 7)
			sleep(1);
		_exits(p[(1 << 20) - 1] == 9 ? nil : "not seen");
	}
	for(i = 0; *box == nil && i < 10000; i++)
		sleep(1);
	p = *box;
	eqint(p[(1 << 20) - 1], 7);
	p[(1 << 20) - 1] = 9;
	p[100] = 8;
	expectexit(pid, "");
	/* and after it is gone */
	p = sbrk(4096);
	p[0] = 1;
}

/* a copy of shared memory is private again */
static void
forkshared(void)
{
	int pid, inner;

	shared = 1;
	pid = rfork(RFPROC | RFMEM);
	if(pid == 0) {
		shared = 2;
		inner = rfork(RFPROC);
		if(inner == 0) {
			int had = shared;

			shared = 3;
			_exits(had == 2 ? nil : "stale copy");
		}
		_exits(*reap(inner) ? "inner" : nil);
	}
	expectexit(pid, "");
	eqint(shared, 2);
	pid = rfork(RFPROC);
	if(pid == 0) {
		if(shared != 2)
			_exits("stale");
		shared = 9;
		_exits(nil);
	}
	expectexit(pid, "");
	eqint(shared, 2);
}

static void
many(void)
{
	enum
	{
		N = 40
	};
	int pid[N], i;
	long *count = mallocz(sizeof *count, 1);

	for(i = 0; i < N; i++) {
		pid[i] = rfork(RFPROC | RFMEM);
		if(pid[i] == 0) {
			int k;

			for(k = 0; k < 1000; k++)
				ainc(count);
			_exits(nil);
		}
	}
	for(i = 0; i < N; i++)
		expectexit(pid[i], "");
	eqint(*count, N * 1000);
}

static void
fds(void)
{
	char buf[8];
	int p[2], pid, fd = open("/dev/zero", OREAD);

	/* shared: what the child opens and closes is ours */
	pid = rfork(RFPROC);
	if(pid == 0) {
		close(fd);
		fd = open("/dev/null", OREAD);
		_exits(nil);
	}
	expectexit(pid, "");
	eqint(read(fd, buf, 8), 0);
	/* copied */
	pid = rfork(RFPROC | RFFDG);
	if(pid == 0) {
		close(fd);
		_exits(nil);
	}
	expectexit(pid, "");
	eqint(read(fd, buf, 8), 0);
	/* empty */
	pipe(p);
	pid = rfork(RFPROC | RFCFDG);
	if(pid == 0) {
		if(close(0) != -1 || close(fd) != -1 || open("/dev/null", OREAD) != 0)
			_exits("not empty");
		_exits(nil);
	}
	expectexit(pid, "");
	/* without a new process */
	eqint(rfork(RFFDG), 0);
	eqint(read(fd, buf, 8), 0);
	pid = rfork(RFPROC | RFFDG);
	if(pid == 0) {
		rfork(RFCFDG);
		_exits(write(2, "x", 1) == -1 ? nil : "not empty");
	}
	expectexit(pid, "");
}

/* an end of file comes when the last copy is closed */
static void
lastclose(void)
{
	char buf[8];
	int p[2], pid;

	pipe(p);
	pid = rfork(RFPROC | RFFDG);
	if(pid == 0) {
		close(p[0]);
		sleep(100);
		write(p[1], "x", 1);
		_exits(nil);
	}
	close(p[1]);
	eqint(read(p[0], buf, 8), 1);
	eqint(read(p[0], buf, 8), 0);
	expectexit(pid, "");
}

static void
names(void)
{
	int pid;

	/* shared name space */
	pid = rfork(RFPROC);
	if(pid == 0)
		_exits(bind("#c", "/n", MREPL) >= 0 ? nil : "bind");
	expectexit(pid, "");
	eqint(access("/n/null", AEXIST), 0);
	/* its own copy */
	pid = rfork(RFPROC | RFNAMEG);
	if(pid == 0) {
		if(access("/n/null", AEXIST) < 0)
			_exits("not copied");
		_exits(unmount(nil, "/n") >= 0 ? nil : "unmount");
	}
	expectexit(pid, "");
	eqint(access("/n/null", AEXIST), 0);
	/* empty: the root is the root device, devices have names */
	pid = rfork(RFPROC | RFCNAMEG);
	if(pid == 0) {
		if(access("/n/null", AEXIST) == 0 || access("/dev/null", AEXIST) == 0)
			_exits("not empty");
		if(access("/dev", AEXIST) < 0 || access("#c/null", AEXIST) < 0)
			_exits("no root");
		_exits(bind("#c", "/dev", MREPL) >= 0 && access("/dev/null", AEXIST) == 0 ? nil
											  : "bind");
	}
	expectexit(pid, "");
	/* in place */
	eqint(rfork(RFNAMEG), 0);
	eqint(unmount(nil, "/n"), 0);
}

static void
envs(void)
{
	char *s;
	int pid;

	putenv("rforktest", "one");
	pid = rfork(RFPROC);
	if(pid == 0)
		_exits(putenv("rforktest", "two") >= 0 ? nil : "putenv");
	expectexit(pid, "");
	eqstr(getenv("rforktest"), "two");
	pid = rfork(RFPROC | RFENVG);
	if(pid == 0) {
		s = getenv("rforktest");
		if(s == nil || strcmp(s, "two") != 0)
			_exits("not copied");
		putenv("rforktest", "three");
		_exits(nil);
	}
	expectexit(pid, "");
	eqstr(getenv("rforktest"), "two");
	pid = rfork(RFPROC | RFCENVG);
	if(pid == 0)
		_exits(getenv("rforktest") == nil ? nil : "not empty");
	expectexit(pid, "");
	remove("/env/rforktest");
}

static void
nowait(void)
{
	char buf[64];
	int p[2], pid;

	pipe(p);
	pid = rfork(RFPROC | RFNOWAIT | RFFDG);
	if(pid == 0)
		_exits("unseen");
	close(p[1]);
	eqint(read(p[0], buf, 1), 0);
	sleep(20);
	expecterr(await(buf, sizeof buf), "no living children");
}

static void
rendgroups(void)
{
	int pid;

	pid = rfork(RFPROC | RFMEM);
	if(pid == 0) {
		uintptr v = (uintptr)rendezvous((void *)77, (void *)1);

		_exits(v == 2 ? nil : "value");
	}
	eqint((uintptr)rendezvous((void *)77, (void *)2), 1);
	expectexit(pid, "");
	/* with a group of its own it waits for ever */
	pid = rfork(RFPROC | RFMEM | RFREND);
	if(pid == 0) {
		rendezvous((void *)78, (void *)1);
		_exits("met");
	}
	waitstate(pid, "Rendez");
	pid = rfork(RFPROC | RFMEM);
	if(pid == 0) {
		rendezvous((void *)78, (void *)3);
		_exits("met");
	}
	waitstate(pid, "Rendez");
	postnote(PNPROC, pid, "die");
	expectexit(pid, "die");
}

static void
notegroups(void)
{
	char name[64];
	int pid, fd;

	pid = rfork(RFPROC | RFNOTEG | RFFDG);
	if(pid == 0) {
		int child = rfork(RFPROC);

		if(child == 0) {
			sleep(10000);
			_exits("slept");
		}
		rfork(RFNOTEG); /* the child is left in the old group */
		snprint(name, sizeof name, "#p/%d/notepg", child);
		waitstate(child, "Sleep");
		fd = open(name, OWRITE);
		write(fd, "hangup", 6);
		_exits(strstr(reap(child), "hangup") != nil ? nil : "not told");
	}
	expectexit(pid, "");
}

static void
nomounts(void)
{
	int pid, p[2];

	pid = rfork(RFPROC | RFNAMEG | RFFDG);
	if(pid != 0) {
		expectexit(pid, "");
		return;
	}
	eqint(rfork(RFNOMNT), 0);
	ok(open("#c/null", OREAD) >= 0);
	ok(open("#e", OREAD) >= 0);
	ok(open("#d", OREAD) >= 0);
	ok(open("#p", OREAD) >= 0);
	eqint(pipe(p), 0);
	ok(open("/dev/null", OREAD) >= 0, "by name");
	expecterr(open("#s", OREAD), "mount/attach disallowed");
	expecterr(open("#U", OREAD), "mount/attach disallowed");
	expecterr(mount(p[0], -1, "/n", MREPL, ""), "mount/attach disallowed");
	/* not shed by a new name space, copied or empty, nor by a process in one */
	eqint(rfork(RFNAMEG), 0);
	expecterr(open("#s", OREAD), "mount/attach disallowed");
	eqint(rfork(RFCNAMEG), 0);
	expecterr(open("#s", OREAD), "mount/attach disallowed");
	ok(open("#c/null", OREAD) >= 0);
	_exits(nil);
}

static void
mountless(void *v)
{
	USED(v);
	expecterr(open("#s", OREAD), "mount/attach disallowed");
	ok(open("#c/null", OREAD) >= 0);
}

/* for the child alone, in its own name space, or for all who share it */
static void
nomountschild(void)
{
	expectexit(spawn(RFNAMEG | RFNOMNT, mountless, nil), "");
	ok(open("#s", OREAD) >= 0);
	expectexit(spawn(RFCNAMEG | RFNOMNT, mountless, nil), "");
	ok(open("#s", OREAD) >= 0);
	expectexit(spawn(RFNOMNT, mountless, nil), "");
	expecterr(open("#s", OREAD), "mount/attach disallowed");
	expectexit(spawn(RFNAMEG, mountless, nil), "");
}

/* rfork fails when there is nothing to fork with */
static void
arguments(void)
{
	ok(_syscall(19, 0xffffffff00000000ULL | 0) == 0);
}

/* a child's stack is a copy, however deep */
static int
stackword(int *p)
{
	int here[1000], pid, i;

	for(i = 0; i < 1000; i++)
		here[i] = i;
	pid = rfork(RFPROC | RFMEM);
	if(pid == 0) {
		for(i = 0; i < 1000; i++)
			if(here[i] != i)
				_exits("stack");
		*p = 1; /* its own copy of the caller's frame */
		memset(here, 0, sizeof here);
		_exits(nil);
	}
	expectexit(pid, "");
	for(i = 0; i < 1000; i++)
		if(here[i] != i)
			return 0;
	return *p == 0;
}

static void
stacks(void)
{
	int word = 0;

	ok(stackword(&word));
}

/* the counter in the Tos is the process's own, even when memory is shared */
static void
tospid(void)
{
	int pid, i, n[4];

	for(i = 0; i < 4; i++) {
		pid = rfork(RFPROC | RFMEM);
		if(pid == 0) {
			bssword[i] = _tos->pid;
			while(bssword[0] == 0 || bssword[1] == 0 || bssword[2] == 0 ||
			      bssword[3] == 0)
				sleep(1);
			_exits(_tos->pid == bssword[i] ? nil : "changed");
		}
		n[i] = pid;
	}
	for(i = 0; i < 4; i++) {
		expectexit(n[i], "");
		eqint(bssword[i], n[i]);
	}
}

Case cases[] = {
	{"badflags", badflags},
	{"pids", pids},
	{"copies", copies},
	{"sharing", sharing},
	{"sharedbrk", sharedbrk},
	{"forkshared", forkshared},
	{"many", many},
	{"fds", fds},
	{"lastclose", lastclose},
	{"names", names},
	{"envs", envs},
	{"nowait", nowait},
	{"rendgroups", rendgroups},
	{"notegroups", notegroups},
	{"nomounts", nomounts},
	{"nomountschild", nomountschild},
	{"arguments", arguments},
	{"stacks", stacks},
	{"tospid", tospid},
	{nil},
};
