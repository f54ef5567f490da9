/*
 * Commands of the host.  One is a child of the first process, as all are, but has nothing of
 * ours: its own descriptors, no terminal, a session of its own, so that it can be killed with
 * all that it starts.  It goes when emu goes.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include "linux.h"

s64int cloneasm(u64int flags, void *top, void (*fn)(void *), void *arg, void *pid);

enum
{
	Stacksize = 16 * KiB,
	Maxpath = 1024,
};

/* what the command's process, which shares our memory until it has become the command, is told */
typedef struct Start
{
	const Hostcmd *c;
	s64int err;
} Start;

/* dir/name in buf; false: too long */
static bool
join(char *buf, const char *dir, usize ndir, const char *name)
{
	usize n = 0;

	if(ndir == 0)
		buf[n++] = '.';
	for(; ndir > 0; ndir--) {
		if(n == Maxpath - 2)
			return false;
		buf[n++] = *dir++;
	}
	buf[n++] = '/';
	do
		if(n == Maxpath)
			return false;
	while((buf[n++] = *name++) != 0);
	return true;
}

/* PATH of the environment that emu was started with */
static const char *
searchpath(void)
{
	for(char **e = environ; *e != nil; e++) {
		char *s = *e;
		if(s[0] == 'P' && s[1] == 'A' && s[2] == 'T' && s[3] == 'H' && s[4] == '=')
			return s + 5;
	}
	return "/usr/local/bin:/usr/bin:/bin";
}

static bool
hasslash(const char *s)
{
	while(*s != 0)
		if(*s++ == '/')
			return true;
	return false;
}

/* become the command; returns why not */
static s64int
become(char *const *argv)
{
	const char *p = searchpath(), *e;
	char path[Maxpath];
	s64int r, err = -ENOENT;

	if(hasslash(argv[0]))
		return sys(SYS_execve, argv[0], argv, environ);
	for(;; p = e + 1) {
		for(e = p; *e != 0 && *e != ':'; e++)
			;
		if(join(path, p, (usize)(e - p), argv[0])) {
			r = sys(SYS_execve, path, argv, environ);
			/* of a directory that we may not search it is not known what it has */
			if(r != -ENOENT && r != -ENOTDIR &&
			   sys(SYS_faccessat, AT_FDCWD, path, F_OK) >= 0)
				err = r;
			if(r == -ENOEXEC || r == -E2BIG)
				return r;
		}
		if(*e == 0)
			return err;
	}
}

/* on a stack of its own in our memory, with all signals held, until it becomes the command */
static void
child(void *v)
{
	Start *s = v;
	struct
	{
		void (*handler)(int);
		u64int flags;
		void (*restorer)(void);
		u64int mask;
	} dfl = {SIG_DFL, 0, nil, 0};
	u64int none = 0;

	sys(SYS_prctl, PR_SET_PDEATHSIG, SIGHUP);
	sys(SYS_setsid);
	for(int sig = 1; sig <= 64; sig++)
		sys(SYS_rt_sigaction, sig, &dfl, nil, 8);
	for(int i = 0; i < 3; i++)
		sys(SYS_dup3, s->c->its[i], i, 0);
	sys(SYS_close_range, 3, ~0U, 0); /* also what emu itself was given */
	if(s->c->nice > 0)
		setnice(0, s->c->nice);
	s->err = s->c->dir[0] != 0 ? sys(SYS_chdir, s->c->dir) : 0;
	if(s->err >= 0) {
		sys(SYS_rt_sigprocmask, SIG_SETMASK, &none, nil, 8);
		s->err = become(s->c->argv);
	}
	for(;;)
		sys(SYS_exit_group, 127);
}

static void
closeend(int *fd)
{
	int old = *fd;

	*fd = -1;
	if(old >= 0)
		sys(SYS_close, old);
}

void
hostcmdclose(Hostcmd *c)
{
	for(int i = 0; i < 3; i++) {
		closeend(&c->ours[i]);
		closeend(&c->its[i]);
	}
}

/* for its descriptor i.  Our end does not block; the command's does, and has a number that stands in no other's way */
static s64int
makepipe(Hostcmd *c, int i)
{
	int fd[2];
	s64int r = sys(SYS_pipe2, fd, O_CLOEXEC), n;

	if(r < 0)
		return r;
	c->ours[i] = fd[i == 0];
	c->its[i] = fd[i != 0];
	sys(SYS_fcntl, c->ours[i], F_SETFL, O_NONBLOCK);
	if(c->its[i] > 2)
		return 0;
	n = sys(SYS_fcntl, c->its[i], F_DUPFD_CLOEXEC, 3);
	if(n < 0)
		return n;
	closeend(&c->its[i]);
	c->its[i] = (int)n;
	return 0;
}

static s64int
start(Start *s, _Atomic int *hostpid)
{
	_Alignas(16) char stack[Stacksize];
	u64int flags = CLONE_VM | CLONE_VFORK | CLONE_PARENT_SETTID | SIGCHLD, all = ~(u64int)0,
	       old;
	s64int pid;

	if(sys(SYS_getpid) != hsh->firstpid)
		flags |= CLONE_PARENT;
	sys(SYS_rt_sigprocmask, SIG_SETMASK, &all, &old, 8);
	pid = cloneasm(flags, stack + sizeof stack, child, s, hostpid);
	sys(SYS_rt_sigprocmask, SIG_SETMASK, &old, nil, 8);
	return pid < 0 ? pid : s->err;
}

int
hostcommand(Hostcmd *c, _Atomic int *hostpid)
{
	Start s = {.c = c};
	s64int r = 0;

	for(int i = 0; i < 3 && r >= 0; i++)
		r = makepipe(c, i);
	if(r >= 0)
		r = start(&s, hostpid);
	if(r < 0)
		return (int)r;
	for(int i = 0; i < 3; i++)
		closeend(&c->its[i]);
	return 0;
}

void
hostcommandkill(int hostpid)
{
	sys(SYS_kill, -hostpid, SIGKILL);
}
