#include "sys.h"
#include <sys/prctl.h>
#include <linux/futex.h>

vlong
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

void
nullcall(void)
{
	syscall(SYS_getppid);
}

int
spawn(void (*fn)(void *), void *arg)
{
	int pid = fork();

	if(pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* it may wait for ever at a pipe */
		fn(arg);
		_exit(0);
	}
	return pid;
}

static int
done(void *arg)
{
	(void)arg;
	return 0;
}

int
spawnmem(void)
{
	static char stack[16384] __attribute__((aligned(16)));

	return clone(done, stack + sizeof stack, CLONE_VM | CLONE_FILES | CLONE_FS | SIGCHLD, nil);
}

void
reap(void)
{
	wait(nil);
}

void
run(char **argv)
{
	execv(argv[0], argv);
	_exit(1);
}

void
yield(void)
{
	sched_yield();
}

void
statfile(char *name)
{
	struct stat st;

	if(stat(name, &st) < 0)
		fail(name);
}

void
tenbinds(char *file, char *out)
{
	(void)file;
	strcpy(out, "bench.d/0/1/2/3/4/5/6/7/8/9/file");
}

static void
handler(int sig)
{
	(void)sig;
}

void
noteinit(void)
{
	signal(SIGUSR1, handler);
}

void
note(void)
{
	kill(getpid(), SIGUSR1);
}

void *
shared(int n)
{
	return mmap(nil, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

void
semdown(int *s)
{
	for(;;) {
		int v = __atomic_load_n(s, __ATOMIC_SEQ_CST);
		if(v > 0 &&
		   __atomic_compare_exchange_n(s, &v, v - 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
			return;
		if(v <= 0)
			syscall(SYS_futex, s, FUTEX_WAIT, v, nil, nil, 0);
	}
}

void
semup(int *s)
{
	__atomic_fetch_add(s, 1, __ATOMIC_SEQ_CST);
	syscall(SYS_futex, s, FUTEX_WAKE, 1, nil, nil, 0);
}

/* ---- tcp ---- */

static struct sockaddr_in here = {.sin_family = AF_INET};
static int listener;

void
tcplisten(void)
{
	socklen_t n = sizeof here;

	here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	if(listener < 0 || bind(listener, (void *)&here, n) < 0 || listen(listener, 128) < 0 ||
	   getsockname(listener, (void *)&here, &n) < 0)
		fail("listen");
}

static int
nodelay(int fd)
{
	int one = 1;

	if(fd < 0 || setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) < 0)
		fail("tcp");
	return fd;
}

int
tcpaccept(void)
{
	return nodelay(accept(listener, nil, nil));
}

int
tcpdial(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if(fd < 0 || connect(fd, (void *)&here, sizeof here) < 0)
		fail("connect");
	return nodelay(fd);
}

void
fail(char *what)
{
	perror(what);
	exit(1);
}

void
leave(void)
{
	exit(0);
}
