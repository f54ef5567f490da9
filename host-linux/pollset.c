/*
 * Many descriptors that many threads wait for: epoll, each event once and to one of them.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include "linux.h"

enum
{
	Nsinms = 1000000,
};

int
hostpollset(void)
{
	return (int)sys(SYS_epoll_create1, EPOLL_CLOEXEC);
}

static int
control(int set, int op, int fd, u64int id, int events)
{
	struct epoll_event ev = {.events = EPOLLONESHOT | EPOLLRDHUP, .data.u64 = id};

	if(events & Hpollin)
		ev.events |= EPOLLIN;
	if(events & Hpollout)
		ev.events |= EPOLLOUT;
	return (int)sys(SYS_epoll_ctl, set, op, fd, &ev);
}

int
hostpolladd(int set, int fd, u64int id, int events)
{
	return control(set, EPOLL_CTL_ADD, fd, id, events);
}

int
hostpollarm(int set, int fd, u64int id, int events)
{
	return control(set, EPOLL_CTL_MOD, fd, id, events);
}

void
hostpolldrop(int set, int fd)
{
	control(set, EPOLL_CTL_DEL, fd, 0, 0);
}

static int
happened(u32int e)
{
	return (e & EPOLLIN ? Hpollin : 0) | (e & EPOLLOUT ? Hpollout : 0) |
	       (e & (EPOLLERR | EPOLLHUP | EPOLLRDHUP) ? Hpollerr : 0);
}

int
hostpollnext(int set, u64int *id, s64int ns)
{
	struct epoll_event ev;
	s64int r;

	do
		r = sys(SYS_epoll_pwait, set, &ev, 1, ns < 0 ? -1 : ns / Nsinms, 0, 8);
	while(r == -EINTR);
	if(r <= 0)
		return 0;
	*id = ev.data.u64;
	return happened(ev.events);
}

int
hostalways(void)
{
	return (int)sys(SYS_eventfd2, 1, EFD_CLOEXEC | EFD_NONBLOCK);
}
