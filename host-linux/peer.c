/*
 * Whose the other end of a connection is.  A socket that has the name of a file knows it; of tcp Linux keeps a
 * list, in which the other end stands as well when it is on this machine, by the same two addresses the
 * other way round.
 *
 * Only an end that is connected and has an inode counts: one that its process has closed is listed
 * as root's while its last bytes are under way.  Its addresses cannot become another's meanwhile, for
 * this end has them too.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include "linux.h"

enum
{
	Bufsize = 8192,
	Patternsize = 96, /* of both addresses in IPv6's form, and more */
	Tries = 3,        /* Linux may pass over a socket while others beside it come and go */
	V4at = 12,        /* in the 16 bytes of an address */
};

static char *
puthex(char *p, u32int v, int digits)
{
	for(int i = digits - 1; i >= 0; i--)
		*p++ = "0123456789ABCDEF"[v >> (4 * i) & 15];
	return p;
}

/* an address in the list's form: words of 4 bytes as they stand in memory */
static char *
putaddr(char *p, const Hostaddr *a, bool v4)
{
	u32int w;

	for(int i = v4 ? V4at : 0; i < 16; i += 4) {
		memcpy(&w, a->ip + i, sizeof w);
		p = puthex(p, w, 8);
	}
	*p++ = ':';
	p = puthex(p, a->port, 4);
	*p++ = ' ';
	return p;
}

/* what a line of the list holds for the connected end at from */
static void
makepattern(char *p, const Hostaddr *from, const Hostaddr *to, bool v4)
{
	p = putaddr(p, from, v4);
	p = putaddr(p, to, v4);
	*p++ = '0'; /* connected */
	*p++ = '1';
	*p++ = ' ';
	*p = '\0';
}

/* what stands behind pattern in the line, or nil */
static const char *
behind(const char *line, const char *pattern)
{
	const char *s = line, *p = pattern;

	while(*s == ' ')
		s++;
	while(*s >= '0' && *s <= '9')
		s++;
	while(*s == ':' || *s == ' ')
		s++;
	while(*p != '\0' && *s == *p) {
		s++;
		p++;
	}
	return *p == '\0' ? s : nil;
}

static const char *
number(const char *s, u64int *v)
{
	for(*v = 0; *s >= '0' && *s <= '9'; s++)
		*v = *v * 10 + (u64int)(*s - '0');
	return s;
}

static const char *
skipwords(const char *s, int n)
{
	for(;;) {
		while(*s == ' ')
			s++;
		if(n-- == 0)
			return s;
		while(*s != ' ' && *s != '\0')
			s++;
	}
}

/* the user of the end that the line tells of: it goes on with queues, timer and retransmissions, then
 * the user, a time, and the inode */
static s64int
userin(const char *rest)
{
	u64int uid, inode;

	number(skipwords(rest, 3), &uid);
	number(skipwords(rest, 5), &inode);
	return inode != 0 ? (s64int)uid : -ESRCH;
}

/* Look through the whole lines of buf.  Result: bytes of them; *uid is set when the line is there */
static usize
looklines(char *buf, usize n, const char *pattern, s64int *uid)
{
	usize start = 0;
	const char *rest;

	for(usize i = 0; i < n; i++) {
		if(buf[i] != '\n')
			continue;
		buf[i] = '\0';
		rest = behind(buf + start, pattern);
		if(rest != nil)
			*uid = userin(rest);
		start = i + 1;
	}
	return start;
}

static s64int
lookin(const char *file, const char *pattern)
{
	s64int fd = sys(SYS_openat, AT_FDCWD, file, O_RDONLY | O_CLOEXEC), r, uid = -ESRCH;
	char buf[Bufsize];
	usize n = 0, used;

	if(fd < 0)
		return fd;
	while(uid < 0 && n < sizeof buf && (r = sys(SYS_read, fd, buf + n, sizeof buf - n)) > 0) {
		n += (usize)r;
		used = looklines(buf, n, pattern, &uid);
		n -= used;
		for(usize i = 0; i < n; i++)
			buf[i] = buf[used + i];
	}
	sys(SYS_close, fd);
	return uid;
}

/* the other end may be a socket of either family when the addresses are of IPv4 */
static s64int
tcpuser(const Hostaddr *from, const Hostaddr *to)
{
	static const u8int v4prefix[V4at] = {[10] = 0xff, [11] = 0xff};
	bool v4 = memcmp(from->ip, v4prefix, sizeof v4prefix) == 0;
	char pattern[Patternsize];
	s64int uid = -ESRCH;

	if(v4) {
		makepattern(pattern, from, to, true);
		uid = lookin("/proc/net/tcp", pattern);
	}
	if(uid < 0) {
		makepattern(pattern, from, to, false);
		uid = lookin("/proc/net/tcp6", pattern);
	}
	return uid;
}

s64int
hostpeeruid(int fd)
{
	struct ucred c = {.uid = 0};
	socklen_t n = sizeof c;
	Hostaddr from, to;
	s64int r;
	int family = 0;

	n = sizeof family;
	r = sys(SYS_getsockopt, fd, SOL_SOCKET, SO_DOMAIN, &family, &n);
	if(r < 0)
		return r;
	n = sizeof c;
	if(family == AF_UNIX) {
		r = sys(SYS_getsockopt, fd, SOL_SOCKET, SO_PEERCRED, &c, &n);
		return r < 0 ? r : c.uid;
	}
	if(hostsockaddr(fd, true, &from) < 0 || hostsockaddr(fd, false, &to) < 0)
		return -ESRCH;
	r = -ESRCH;
	for(int i = 0; i < Tries && r < 0; i++)
		r = tcpuser(&from, &to);
	return r;
}
