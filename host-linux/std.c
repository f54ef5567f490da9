/*
 * The descriptors that emu was started with, and two things that Linux just gives:
 * random bytes and the size of memory.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/sysinfo.h>
#include <unistd.h>
#include "linux.h"

void
hostlog(const char *s, int n)
{
	struct pollfd p = {.fd = 2, .events = POLLOUT};
	s64int r;

	while(n > 0) {
		r = sys(SYS_write, 2, s, n);
		if(r == -EAGAIN)
			sys(SYS_poll, &p, 1, -1);
		else if(r > 0) {
			s += r;
			n -= (int)r;
		} else if(r != -EINTR)
			return;
	}
}

s64int
hostseek(int fd, s64int off)
{
	return sys(SYS_lseek, fd, off < 0 ? 0 : off, off < 0 ? SEEK_CUR : SEEK_SET);
}

/* Whoever starts emu may give it no descriptor 0, 1 or 2; each must be taken before a file of our own gets its number. */
void
stdinit(void)
{
	s64int fd;

	do
		fd = sys(SYS_openat, AT_FDCWD, "/dev/null", O_RDWR);
	while(fd >= 0 && fd <= 2);
	if(fd > 2)
		sys(SYS_close, fd);
}

/* The number stays taken, so that no other file gets it and with it what is meant for this one. */
void
hoststdclose(int fd)
{
	s64int null = sys(SYS_openat, AT_FDCWD, "/dev/null", O_RDWR | O_CLOEXEC);

	if(null < 0)
		return;
	sys(SYS_dup3, null, fd, 0);
	sys(SYS_close, null);
}

void
hostrandom(void *p, usize n)
{
	u8int *to = p;
	s64int r;

	while(n > 0) {
		r = sys(SYS_getrandom, to, n, 0);
		if(r > 0) {
			to += r;
			n -= (usize)r;
		} else if(r != -EINTR)
			hostpanic("the host has no random bytes");
	}
}

void
hostmemory(u64int *size, u64int *left)
{
	struct sysinfo s;

	*size = *left = 0;
	if(sys(SYS_sysinfo, &s) < 0)
		return;
	*size = (u64int)s.totalram * s.mem_unit;
	*left = ((u64int)s.freeram + s.bufferram) * s.mem_unit;
}
