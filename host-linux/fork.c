/*
 * Processes and threads.  A cloned process shares descriptors and the arena, and is
 * a child of the first process whoever made it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "linux.h"

typedef struct Start
{
	void (*fn)(void *);
	void *arg;
	bool first; /* made by the first process, whose signal handlers it has */
} Start;

/* on the new process's own stack, so start stays valid: it was copied by hostfork to its top */
static void
child(void *v)
{
	Start *s = v;

	sys(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
	if(sys(SYS_getppid) != hsh->firstpid)
		hostexit();
	if(s->first)
		loopforked();
	userforked();
	s->fn(s->arg);
	hostexit();
}

int
hostfork(void (*fn)(void *), void *arg, void *top, _Atomic int *hostpid)
{
	u64int flags = CLONE_FILES | CLONE_FS | CLONE_PARENT_SETTID | SIGCHLD;
	sigset_t all;
	u64int old;
	s64int pid;
	Start *s = (Start *)((uintptr)top - sizeof(Start));

	s->fn = fn;
	s->arg = arg;
	s->first = sys(SYS_getpid) == hsh->firstpid;
	if(!s->first)
		flags |= CLONE_PARENT;
	/* no signal before the child has made itself at home; userforked opens the mask */
	sigfillset(&all);
	sys(SYS_rt_sigprocmask, SIG_SETMASK, &all, &old, 8);
	pid = cloneasm(flags, s, child, s, hostpid);
	sys(SYS_rt_sigprocmask, SIG_SETMASK, &old, 0, 8);
	return (int)pid;
}

static void *
threadmain(void *v)
{
	Start s = *(Start *)v;
	Label exit;

	if(setlabel(&exit))
		return nil;
	hself.threadexit = &exit;
	s.fn(s.arg);
	return nil;
}

int
hostthread(void (*fn)(void *), void *arg, void *stack, usize size)
{
	pthread_attr_t attr;
	pthread_t t;
	int r;
	Start *s = stack; /* the far end of the stack: nobody is there yet */
	sigset_t all, old;

	s->fn = fn;
	s->arg = arg;
	pthread_attr_init(&attr);
	pthread_attr_setstack(&attr, stack, size);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	sigfillset(&all);
	sigdelset(&all, SIGSEGV);
	sigdelset(&all, SIGBUS);
	sigdelset(&all, SIGFPE);
	sigdelset(&all, SIGILL);
	sigdelset(&all, SIGURG); /* a panic's kick */
	pthread_sigmask(SIG_SETMASK, &all, &old);
	r = pthread_create(&t, &attr, threadmain, s);
	pthread_sigmask(SIG_SETMASK, &old, nil);
	pthread_attr_destroy(&attr);
	return -r;
}

noreturn void
hostexit(void)
{
	/* a program can damage what is only its process's, but not make that a thread of ours */
	if(hself.threadexit != nil && sys(SYS_getpid) == hsh->firstpid)
		gotolabel(hself.threadexit);
	for(;;)
		sys(SYS_exit_group, 0);
}

bool
hostgone(int hostpid)
{
	siginfo_t si = {0};
	s64int r = sys(SYS_waitid, P_PID, hostpid, &si, WEXITED | WNOHANG | WNOWAIT | __WALL, 0);

	return r == -ECHILD || (r == 0 && si.si_pid == hostpid);
}

int
hostgetpid(void)
{
	return (int)sys(SYS_getpid);
}

s64int
setnice(int hostpid, int nice)
{
	return sys(SYS_setpriority, PRIO_PROCESS, hostpid, hsh->nice + nice);
}

void
hostnice(int hostpid, int nice)
{
	setnice(hostpid, nice);
}

void
hostprocname(const char *name)
{
	sys(SYS_prctl, PR_SET_NAME, name);
}
