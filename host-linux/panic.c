/*
 * The bad end and the good one.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "linux.h"

enum
{
	Seeoffms = 5, /* between two looks whether the children are gone */
	Seeofftries = 200,
};

extern char __executable_start[];

static void
puttext(const char *s)
{
	int n = 0;

	while(s[n] != 0)
		n++;
	hostlog(s, n);
}

static void
puthex(u64int v)
{
	char buf[20];
	int i = sizeof buf;

	buf[--i] = 0;
	do
		buf[--i] = "0123456789abcdef"[v & 15];
	while((v >>= 4) != 0);
	buf[--i] = 'x';
	buf[--i] = '0';
	puttext(buf + i);
}

static void
nocore(int pid)
{
	struct rlimit none = {0, 0};

	sys(SYS_prlimit64, pid, RLIMIT_CORE, &none, 0);
}

/* A core file is to be of the process that panicked, but all are to go by the first one's end.  So a
 * copy of this one dies of the signal, with the same memory and frames. */
static void
dumpcore(void)
{
	s64int self, pid = sys(SYS_clone, SIGCHLD, 0, 0, 0, 0);

	if(pid == 0) {
		self = sys(SYS_getpid);
		sys(SYS_kill, self, SIGABRT);
		sys(SYS_exit_group, 1);
	}
	if(pid < 0)
		return;
	while(sys(SYS_wait4, pid, 0, 0, 0) == -EINTR)
		;
	nocore(hsh->firstpid);
}

static noreturn void
die(void)
{
	struct sigaction sa = {.sa_handler = SIG_DFL};
	u64int none = 0;

	sigaction(SIGABRT, &sa, nil);
	sys(SYS_rt_sigprocmask, SIG_SETMASK, &none, 0, 8);
	if(hsh->firstpid != 0 && sys(SYS_getpid) != hsh->firstpid) {
		dumpcore();
		sys(SYS_kill, hsh->firstpid, SIGABRT);
		for(;;)
			sys(SYS_pause);
	}
	s64int pid = sys(SYS_getpid), tid = sys(SYS_gettid);
	sys(SYS_tgkill, pid, tid, SIGABRT);
	for(;;)
		sys(SYS_exit_group, 134);
}

/* Is this thread the first to panic?  Others stay, as those that are stopped do; false for what goes wrong
 * in the report itself. */
static bool
firstpanic(u64int pc, u64int fp)
{
	u32int none = 0, tid = (u32int)sys(SYS_gettid);

	if(atomic_compare_exchange_strong(&hsh->panicked, &none, tid))
		return true;
	if(none != tid)
		tracestop(pc, fp, fp);
	return false;
}

static noreturn void
report(u64int pc, u64int fp)
{
	void (*kernels)(void) = atomic_load(&hsh->report);

	puttext("emu: calls, newest first (addr2line -pfie emu):\n");
	tracecalls(pc, fp);
	if(kernels != nil)
		kernels();
	die();
}

noreturn void
cannotstart(const char *what, s64int err)
{
	puttext("emu: ");
	puttext(what);
	if(err != 0) {
		puttext(": ");
		puttext(strerror((int)-err));
	}
	puttext("; emu --doctor says what to do\n");
	for(;;)
		sys(SYS_exit_group, 1);
}

noreturn void
hostpanic(const char *why)
{
	u64int fp = (u64int)__builtin_frame_address(0);
	bool first = firstpanic((u64int)__builtin_return_address(0), fp);

	ttyrestore();
	puttext("emu: panic: ");
	puttext(why);
	puttext("\n");
	if(!first)
		die();
	report(0, fp);
}

/* a signal that the kernel itself caused: sig at pc, frame pointer fp, address addr */
noreturn void
faultpanic(int sig, u64int pc, u64int addr, u64int *fp)
{
	bool first = firstpanic(pc, (u64int)fp);

	ttyrestore();
	puttext("emu: panic: fault in the kernel: signal ");
	puthex((u64int)sig);
	puttext(" at ");
	puthex(pc - (u64int)__executable_start);
	puttext(" address ");
	puthex(addr);
	puttext("\n");
	if(!first)
		die();
	report(pc, (u64int)fp);
}

/* does a debugger look on */
static bool
traced(void)
{
	static const char key[] = "TracerPid:\t";
	char buf[2048];
	s64int fd, n;

	fd = sys(SYS_open, "/proc/self/status", O_RDONLY | O_CLOEXEC);
	if(fd < 0)
		return false;
	n = sys(SYS_read, fd, buf, sizeof buf);
	sys(SYS_close, fd);
	for(const char *p = buf; p + sizeof key <= buf + n; p++)
		if(memcmp(p, key, sizeof key - 1) == 0)
			return p[sizeof key - 1] != '0';
	return false;
}

/* Those that are just leaving would be killed with us, and a debugger would tell of it */
static void
seeoff(void)
{
	s64int r;

	for(int i = 0; i < Seeofftries; i++) {
		while((r = sys(SYS_wait4, -1, 0, WNOHANG | __WALL, 0)) > 0)
			;
		if(r < 0)
			break;
		sys(SYS_poll, 0, 0, Seeoffms);
	}
}

noreturn void
hostquit(int status)
{
	ttyrestore();
	if(sys(SYS_getpid) != hsh->firstpid) {
		hostlog("emu: quit from a wrong process\n", 31);
		sys(SYS_kill, hsh->firstpid, SIGKILL);
	} else if(traced())
		seeoff();
	for(;;)
		sys(SYS_exit_group, status);
}
