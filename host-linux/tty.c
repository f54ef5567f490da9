/*
 * The terminal on standard input.  In raw mode it gives every byte as it is typed, without
 * echo; Enter still gives a newline, and a newline in output still starts at the left.  How it was
 * found is kept in shared memory, so that whichever process of the emu comes to an end of it all
 * can put it back; and a small process of Linux, the watcher, does so when SIGKILL or a crash left no time.
 */
#define _GNU_SOURCE
#include <asm/termbits.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include "linux.h"

enum
{
	Highfd = 20 /* where our own descriptor of the terminal goes */
};
_Static_assert(sizeof(struct termios) <= sizeof hsh->ttysaved, "ttysaved");
#define saved ((struct termios *)hsh->ttysaved)

bool
hostistty(int fd)
{
	struct termios t;

	return sys(SYS_ioctl, fd, TCGETS, &t) == 0;
}

/* A change from a process in the background would stop it: SIGTTOU. */
static s64int
set(const struct termios *t)
{
	u64int mask = (u64int)1 << (SIGTTOU - 1), old;
	s64int r;

	sys(SYS_rt_sigprocmask, SIG_BLOCK, &mask, &old, 8);
	r = sys(SYS_ioctl, hsh->ttyfd, TCSETS, t);
	sys(SYS_rt_sigprocmask, SIG_SETMASK, &old, 0, 8);
	return r;
}

static struct termios
raw(void)
{
	struct termios t = *saved;

	t.c_iflag &= ~(tcflag_t)(BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | IXON | IXOFF);
	t.c_iflag |= ICRNL;
	t.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	return t;
}

static s64int
setraw(void)
{
	struct termios t = raw();

	return set(&t);
}

/*
 * The watcher keeps nothing but the descriptor of the terminal and the shared pages, and does nothing before
 * the first process is gone.  The shell may by then have set the terminal to its own liking: that stays.
 */
static void
watch(void *v)
{
	struct termios t, want = raw();
	struct pollfd p = {.events = POLLIN};

	(void)v;
	sys(SYS_prctl, PR_SET_NAME, "emu-tty");
	sys(SYS_setpgid, 0, 0);
	sys(SYS_munmap, Ubase, Utop - Ubase);
	sys(SYS_close_range, 0, hsh->ttyfd - 1, 0);
	sys(SYS_close_range, hsh->ttyfd + 1, ~0U, 0);
	p.fd = (int)sys(SYS_pidfd_open, hsh->firstpid, 0);
	if(p.fd >= 0)
		sys(SYS_poll, &p, 1, -1);
	if(p.revents != 0 && atomic_load(&hsh->ttyraw) &&
	   sys(SYS_ioctl, hsh->ttyfd, TCGETS, &t) == 0 && t.c_iflag == want.c_iflag &&
	   t.c_lflag == want.c_lflag)
		set(saved);
	sys(SYS_exit_group, 0);
}

/* A process of its own, with a copy of the descriptors; all its signals are blocked. */
static void
startwatch(void)
{
	static _Alignas(16) u8int stack[16 * KiB];
	u64int flags = SIGCHLD, all = ~(u64int)0, old;

	if(sys(SYS_getpid) != hsh->firstpid)
		flags |= CLONE_PARENT;
	sys(SYS_rt_sigprocmask, SIG_SETMASK, &all, &old, 8);
	cloneasm(flags, stack + sizeof stack, watch, nil, nil);
	sys(SYS_rt_sigprocmask, SIG_SETMASK, &old, 0, 8);
}

int
hostttyraw(bool on)
{
	bool first = hsh->ttyfd < 0;
	s64int r;

	if(!on) {
		ttyrestore();
		return 0;
	}
	if(atomic_load(&hsh->ttyraw))
		return 0;
	if(first) {
		r = sys(SYS_fcntl, 0, F_DUPFD_CLOEXEC, Highfd);
		if(r < 0)
			return (int)r;
		hsh->ttyfd = (int)r;
	}
	r = sys(SYS_ioctl, hsh->ttyfd, TCGETS, saved);
	if(r < 0)
		return (int)r;
	if(first)
		startwatch();
	/* before the change: who dies in between restores what is there anyway */
	atomic_store(&hsh->ttyraw, 1);
	return (int)setraw();
}

void
ttyrestore(void)
{
	if(atomic_load(&hsh->ttyraw)) {
		set(saved);
		atomic_store(&hsh->ttyraw, 0);
	}
}

/* the shell that had the terminal while we were stopped has set it to its liking */
void
ttyresume(void)
{
	if(atomic_load(&hsh->ttyraw))
		setraw();
}

int
hostttysize(int *rows, int *cols)
{
	static const int fds[] = {1, 0, 2};
	struct winsize w;
	s64int r = -1;

	for(int i = 0; i < 3 && r < 0; i++)
		r = sys(SYS_ioctl, fds[i], TIOCGWINSZ, &w);
	if(r < 0)
		return (int)r;
	*rows = w.ws_row;
	*cols = w.ws_col;
	return 0;
}
