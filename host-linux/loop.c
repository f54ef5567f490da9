/*
 * The first process's event loop: signals, the end of children, what is typed, and
 * the wake-ups of other processes.  It is libuv's default loop; other parts of the host that use
 * libuv add their handles to the same one.
 *
 * Other processes reach it through an eventfd and words in shared memory: libuv's own
 * uv_async_send works only inside one process.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>
#undef roundup /* of sys/param.h, by uv.h */
#include "linux.h"

enum
{
	Inputsize = 4096, /* bytes read from the terminal at a time */
};

static const Upcalls *upcalls;
static uv_signal_t sigint, sigterm, sighup, sigwinch, sigchld, sigcont;
static uv_poll_t wakewatch, inputwatch;
static bool inputready, inputactive;

static void
check(int r, const char *what)
{
	if(r < 0) {
		ttyrestore();
		cannotstart(what, r);
	}
}

/* ---- wake-ups ---- */

void
hostloopwake(void)
{
	u64int one = 1;

	if(__atomic_load_n(&hsh->loopfd, __ATOMIC_SEQ_CST) != 0)
		sys(SYS_write, hsh->loopfd, &one, sizeof one);
}

void
hostinput(bool on)
{
	atomic_store(&hsh->input, on);
	hostloopwake();
}

static void typed(uv_poll_t *h, int status, int events);

/* start or stop listening to the terminal, as was last asked for */
static void
followinput(void)
{
	bool on = atomic_load(&hsh->input) != 0;

	if(!inputready || on == inputactive)
		return;
	inputactive = on;
	if(on)
		check(uv_poll_start(&inputwatch, UV_READABLE, typed), "loop: standard input");
	else
		uv_poll_stop(&inputwatch);
}

static void
serve(void)
{
	peekserve();
	followinput();
	if(upcalls->wake != nil)
		upcalls->wake();
}

static void
woken(uv_poll_t *h, int status, int events)
{
	u64int n;

	(void)h, (void)status, (void)events;
	sys(SYS_read, hsh->loopfd, &n, sizeof n);
	serve();
}

/* ---- the terminal ---- */

static void
typed(uv_poll_t *h, int status, int events)
{
	char buf[Inputsize];
	s64int n;

	(void)h, (void)status, (void)events;
	n = sys(SYS_read, 0, buf, sizeof buf);
	if(n == -EAGAIN || n == -EINTR)
		return;
	if(n <= 0) {
		uv_poll_stop(&inputwatch);
		inputready = false;
		n = 0;
	}
	if(upcalls->input != nil)
		upcalls->input(buf, (int)n);
}

/*
 * libuv makes a descriptor that it watches non-blocking, and with it, for a terminal, those of
 * the shell that started us.  So it watches an epoll descriptor that watches ours.
 */
static void
inputinit(void)
{
	struct epoll_event ev = {.events = EPOLLIN};
	int fd = epoll_create1(EPOLL_CLOEXEC);

	if(fd < 0 || epoll_ctl(fd, EPOLL_CTL_ADD, 0, &ev) < 0) {
		close(fd); /* a file, which nobody asks the loop to read */
		return;
	}
	check(uv_poll_init(uv_default_loop(), &inputwatch, fd), "loop: standard input");
	inputready = true;
}

/* ---- children ---- */

static s64int
nanoseconds(const struct timeval *t)
{
	return t->tv_sec * (s64int)1000000000 + t->tv_usec * (s64int)1000;
}

static void
reap(void)
{
	struct rusage ru;
	int pid, status, code;

	while((pid = wait4(-1, &status, WNOHANG | __WALL, &ru)) > 0) {
		code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
		if(upcalls->cmddied != nil)
			upcalls->cmddied(pid, WIFSIGNALED(status), code, nanoseconds(&ru.ru_utime),
					 nanoseconds(&ru.ru_stime));
		upcalls->died(pid, WIFSIGNALED(status), code);
	}
}

/* ---- signals ---- */

static void
caught(uv_signal_t *h, int sig)
{
	(void)h;
	switch(sig) {
	case SIGCHLD:
		reap();
		return;
	case SIGCONT:
		ttyresume();
		return;
	}
	if(upcalls->interrupt != nil)
		upcalls->interrupt(sig == SIGINT    ? Hintrkey
				   : sig == SIGTERM ? Hterm
				   : sig == SIGHUP  ? Hhangup
						    : Hwinch);
}

static void catch(uv_signal_t *h, int sig)
{
	check(uv_signal_init(uv_default_loop(), h), "loop: signal");
	check(uv_signal_start(h, caught, sig), "loop: signal");
}

/* The end without another word; but the terminal goes back as it was. */
static void
lastwords(int sig)
{
	ttyrestore();
	sys(SYS_kill, hostgetpid(), sig); /* by default again: SA_RESETHAND */
}

static void
catchend(int sig)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	sa.sa_handler = lastwords;
	sa.sa_flags = (int)SA_RESETHAND;
	sigaction(sig, &sa, nil);
}

/*
 * A cloned process inherits libuv's handlers, and with them the pipe to our loop: what hits it
 * would look as if it had hit us.  The terminal's signals go to every process of the
 * group, and only the first is to act on them.
 */
void
loopforked(void)
{
	static const int ignore[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
	static const int leave[] = {SIGWINCH, SIGCHLD, SIGCONT};
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	sa.sa_handler = SIG_IGN;
	for(usize i = 0; i < sizeof ignore / sizeof ignore[0]; i++)
		sigaction(ignore[i], &sa, nil);
	sa.sa_handler = SIG_DFL;
	for(usize i = 0; i < sizeof leave / sizeof leave[0]; i++)
		sigaction(leave[i], &sa, nil);
}

noreturn void
hostloop(const Upcalls *u)
{
	uv_loop_t *loop = uv_default_loop();
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	if(loop == nil)
		cannotstart("no event loop", -EMFILE);
	upcalls = u;
	atomic_store(&hsh->report, u->panicked);
	check(fd < 0 ? -errno : 0, "loop: no eventfd");
	check(uv_poll_init(loop, &wakewatch, fd), "loop: eventfd");
	check(uv_poll_start(&wakewatch, UV_READABLE, woken), "loop: eventfd");
	inputinit();
	resolveinit(u);
	signal(SIGPIPE, SIG_IGN);
	catch(&sigint, SIGINT);
	catch(&sigterm, SIGTERM);
	catch(&sighup, SIGHUP);
	catch(&sigwinch, SIGWINCH);
	catch(&sigchld, SIGCHLD);
	catch(&sigcont, SIGCONT);
	catchend(SIGABRT);
	catchend(SIGQUIT);
	__atomic_store_n(&hsh->loopfd, fd, __ATOMIC_SEQ_CST);
	/* processes were made before: what they asked for, and their end, was not heard */
	serve();
	reap();
	for(;;)
		uv_run(loop, UV_RUN_DEFAULT);
}
