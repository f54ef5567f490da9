/*
 * Waiting: on a futex word in shared memory, or on a descriptor together with the
 * process's own wake-up descriptor.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <time.h>
#include "linux.h"

static struct timespec *
tospec(struct timespec *t, s64int ns)
{
	if(ns < 0)
		return nil;
	t->tv_sec = ns / 1000000000;
	t->tv_nsec = ns % 1000000000;
	return t;
}

int
hostwait(_Atomic u32int *word, u32int val, s64int ns)
{
	struct timespec t;

	return sys(SYS_futex, word, FUTEX_WAIT, val, tospec(&t, ns)) == -ETIMEDOUT ? -1 : 0;
}

void
hostwake(_Atomic u32int *word, int n)
{
	sys(SYS_futex, word, FUTEX_WAKE, n);
}

void
hostyield(void)
{
	sys(SYS_sched_yield);
}

int
hostwakefd(void)
{
	return (int)sys(SYS_eventfd2, 0, EFD_CLOEXEC | EFD_NONBLOCK);
}

void
hostpollwake(int wakefd)
{
	u64int one = 1;

	sys(SYS_write, wakefd, &one, 8);
}

static int
events(short revents)
{
	return (revents & (POLLIN | POLLHUP | POLLRDHUP) ? Hpollin : 0) |
	       (revents & POLLOUT ? Hpollout : 0) | (revents & (POLLERR | POLLNVAL) ? Hpollerr : 0);
}

int
hostpoll(int fd, int want, int wakefd, s64int ns)
{
	struct pollfd p[2] = {
		{.fd = wakefd, .events = POLLIN},
		{.fd = fd,
		 .events =
			 (short)((want & Hpollin ? POLLIN : 0) | (want & Hpollout ? POLLOUT : 0))},
	};
	struct timespec t;
	s64int r;
	u64int drain;

	r = sys(SYS_ppoll, p, 2, tospec(&t, ns), 0, 8);
	if(r == 0)
		return 0;
	if(r < 0 || p[0].revents != 0) {
		sys(SYS_read, wakefd, &drain, 8);
		return Hpollwoken;
	}
	return events(p[1].revents);
}
