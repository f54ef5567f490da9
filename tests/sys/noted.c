/* how handlers of notes end: what noted is told, and other ways */
#include "test.h"
#include <ureg.h>

extern int _notify(void *);

static void
post(int pid, char *note)
{
	if(postnote(PNPROC, pid, note) < 0)
		ok(0, "post %s to %d", note, pid);
}

static jmp_buf outside;
static int depth;

static void
below(void)
{
	if(++depth < 1000)
		post(getpid(), "again");
	longjmp(outside, 1);
}

static void
saver(void *v, char *msg)
{
	USED(msg);
	((Ureg *)v)->pc = (uintptr)below;
	noted(NSAVE);
}

/* bytes that the kernel has handed out */
static vlong
kernelused(void)
{
	char buf[1024], *p;
	int fd;
	long n;

	fd = open("/dev/swap", OREAD);
	n = read(fd, buf, sizeof buf - 1);
	close(fd);
	buf[n > 0 ? n : 0] = 0;
	p = strstr(buf, "kernel malloc");
	while(p != nil && p > buf && p[-1] != '\n')
		p--;
	return p != nil ? strtoll(p, nil, 10) : -1;
}

/* handlers that stay on the stack, and are left at once: the kernel does not keep the state of all */
static void
save(void)
{
	vlong used;

	notify(saver);
	used = kernelused();
	ok(used > 0, "kernel malloc");
	if(setjmp(outside) == 0)
		post(getpid(), "again");
	eqint(depth, 1000);
	used = kernelused() - used;
	ok(used < 1024 * 1024, "%lld bytes kept", used);
}

static void
codes(void)
{
	int pid;

	/* the default action */
	pid = fork();
	if(pid == 0) {
		notify(nil);
		post(getpid(), "mine");
		_exits("went on");
	}
	expectexit(pid, "mine");
	/* outside a handler */
	pid = fork();
	if(pid == 0) {
		noted(NCONT);
		_exits("went on");
	}
	expectexit(pid, "Suicide");
	pid = fork();
	if(pid == 0) {
		noted(17);
		_exits("went on");
	}
	expectexit(pid, "Suicide");
}

static void
badcode(void *v, char *msg)
{
	USED(v, msg);
	noted(99);
}

static void
default1(void *v, char *msg)
{
	USED(v, msg);
	noted(NDFLT);
}

static void
returns(void *v, char *msg)
{
	USED(v, msg);
}

static void
endings(void)
{
	int pid = fork();

	if(pid == 0) {
		notify(default1);
		post(getpid(), "default");
		_exits("went on");
	}
	expectexit(pid, "default");
	pid = fork();
	if(pid == 0) {
		notify(badcode);
		post(getpid(), "bad code");
		_exits("went on");
	}
	expectexit(pid, "bad code");
	pid = fork();
	if(pid == 0) {
		notify(returns);
		post(getpid(), "returned");
		_exits("went on");
	}
	expectexit(pid, "returned");
	/* a stack that cannot take the frame */
	pid = fork();
	if(pid == 0) {
		notify(default1);
		__asm__ volatile("mov $0x1000, %%rsp; movl $0, 16" : : : "memory");
	}
	expectexit(pid, "Suicide");
	/* a handler that is nowhere */
	pid = fork();
	if(pid == 0) {
		_notify((void *)0x10);
		post(getpid(), "x");
		_exits("went on");
	}
	ok(*reap(pid) != '\0');
}

Case cases[] = {
	{"save", save},
	{"codes", codes},
	{"endings", endings},
	{nil},
};
