/*
 * The bad end and the good one.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "linux.h"

enum
{
	Seeoffms = 5, /* between two looks whether the children are gone */
	Seeofftries = 200,
};

extern char __executable_start[], etext[];

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

/* Return addresses along the frame pointers, as offsets in the executable for addr2line.  They are read as
 * another's memory is: a fault in a library, which keeps no frame pointers, may leave anything there. */
static void
backtrace(u64int fp)
{
	u64int frame[2];
	struct iovec to = {frame, sizeof frame}, from = {nil, sizeof frame};

	puttext("emu: calls, newest first (addr2line -fe emu):");
	for(int i = 0; i < 40; i++) {
		from.iov_base = (void *)fp;
		if(sys(SYS_process_vm_readv, hostgetpid(), &to, 1, &from, 1, 0) !=
		   (s64int)sizeof frame)
			break;
		puttext(" ");
		puthex(frame[1] - (u64int)__executable_start);
		if(frame[0] <= fp || frame[0] - fp > 1 << 20)
			break;
		fp = frame[0];
	}
	puttext("\n");
}

static noreturn void
die(void)
{
	struct sigaction sa = {.sa_handler = SIG_DFL};

	ttyrestore();
	sigaction(SIGABRT, &sa, nil);
	if(hsh->firstpid != 0 && sys(SYS_getpid) != hsh->firstpid) {
		atomic_store(&hsh->panicked, 1);
		sys(SYS_kill, hsh->firstpid, SIGABRT);
		for(;;)
			sys(SYS_pause);
	}
	s64int pid = sys(SYS_getpid), tid = sys(SYS_gettid);
	sys(SYS_tgkill, pid, tid, SIGABRT);
	for(;;)
		sys(SYS_exit_group, 134);
}

noreturn void
hostpanic(const char *why)
{
	puttext("emu: panic: ");
	puttext(why);
	puttext("\n");
	backtrace((u64int)__builtin_frame_address(0));
	die();
}

/* a signal that the kernel itself caused: sig at pc, frame pointer fp, address addr */
noreturn void
faultpanic(int sig, u64int pc, u64int addr, u64int *fp)
{
	puttext("emu: panic: fault in the kernel: signal ");
	puthex((u64int)sig);
	puttext(" at ");
	puthex(pc - (u64int)__executable_start);
	puttext(" address ");
	puthex(addr);
	puttext("\n");
	backtrace((u64int)fp);
	die();
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
