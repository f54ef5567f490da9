/*
 * The trials of emu --doctor.
 */
#define _GNU_SOURCE
#include <arpa/nameser.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#undef roundup /* of sys/param.h, by nameser.h */
#include "doctor.h"

int
trial(int (*fn)(const void *), const void *arg)
{
	struct rlimit nocore = {0, 0};
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if(pid == 0) {
		setrlimit(RLIMIT_CORE, &nocore);
		alarm(Tryseconds);
		_exit(fn(arg));
	}
	if(pid < 0)
		return -1;
	while(waitpid(pid, &status, 0) < 0)
		if(errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* a system call outside the host's own code, as in a user program: getpid */
static const u8int callcode[] = {0xb8, SYS_getpid, 0, 0, 0, 0x0f, 0x05, 0xc3};

static void
trapped(int sig)
{
	_exit(sig == SIGSYS ? 0 : Tnotrap);
}

/* map text where user programs have it, and the gate page below it */
static int
maptext(void)
{
	s64int fd = sys(SYS_memfd_create, "emu-doctor", MFD_CLOEXEC);

	if(fd < 0 || sys(SYS_pwrite64, fd, callcode, sizeof callcode, 0) != sizeof callcode)
		return Tmemfd;
	if(mmap((void *)Gatebase, Pagesize, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != (void *)Gatebase)
		return Tlow;
	if(mprotect((void *)Gatebase, Pagesize, PROT_READ | PROT_EXEC) < 0)
		return Texec;
	if(mmap((void *)Ubase, Pagesize, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED_NOREPLACE,
		(int)fd, 0) == (void *)Ubase)
		return 0;
	return errno == EPERM || errno == EACCES ? Texec : Tlow;
}

int
trydispatch(const void *arg)
{
	int r = maptext();

	USED(arg);
	if(r != 0)
		return r;
	signal(SIGSYS, trapped);
	if(sys(SYS_prctl, PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, Hoststart, Hostlen, 0) <
	   0)
		return Tnodispatch;
	((void (*)(void))Ubase)(); /* does not come back, if all is well */
	return Tnotrap;
}

int
tryarena(const void *size)
{
	usize n = *(const usize *)size + Hsharedsize;
	s64int fd = sys(SYS_memfd_create, "emu-doctor", MFD_CLOEXEC), r;

	if(fd < 0)
		return (int)-fd;
	r = sys(SYS_ftruncate, fd, n);
	if(r < 0)
		return (int)-r;
	r = sys(SYS_mmap, Arenabase, n, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_NORESERVE | MAP_FIXED_NOREPLACE, fd, 0);
	return r == (s64int)Arenabase ? 0 : r < 0 ? (int)-r : EEXIST;
}

/* the memory of a child, as the first process of an emu reads that of the others */
int
trypeek(const void *arg)
{
	u64int word = 0x0123456789abcdef, got = 0;
	struct iovec here = {&got, sizeof got}, there = {&word, sizeof word};
	pid_t pid = fork();
	int r;

	USED(arg);
	if(pid == 0) {
		pause();
		_exit(0);
	}
	if(pid < 0)
		return errno;
	word = 0; /* the child has what it was */
	r = process_vm_readv(pid, &here, 1, &there, 1, 0) < 0 ? errno : 0;
	kill(pid, SIGKILL);
	waitpid(pid, nil, 0);
	return r != 0 ? r : got == 0x0123456789abcdef ? 0 : EIO;
}

/* one question that every name server can answer */
int
trynames(const void *arg)
{
	struct __res_state res;
	u8int answer[1024];

	USED(arg);
	memset(&res, 0, sizeof res);
	if(res_ninit(&res) < 0)
		return Tnoserver;
	res.retrans = 2;
	res.retry = 1;
	if(res_nquery(&res, ".", C_IN, ns_t_ns, answer, sizeof answer) > 0)
		return 0;
	/* an answer that says no is one */
	return res.res_h_errno == TRY_AGAIN || res.res_h_errno == NETDB_INTERNAL ? Tnoanswer : 0;
}

/* nothing of the user's own takes part, so that no other emu is disturbed */
int
tryemu(const void *root)
{
	int null = open("/dev/null", O_RDWR);

	dup2(null, 0);
	dup2(null, 1);
	unsetenv("EMU");
	setenv("XDG_CONFIG_HOME", "/dev/null", 1);
	execl("/proc/self/exe", "emu", "-r", root, "-c", "exit", nil);
	return 1;
}
