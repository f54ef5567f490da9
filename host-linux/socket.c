/*
 * Sockets, used directly by the process that needs them.  Addresses are IPv6; an IPv4
 * one travels as ::ffff:a.b.c.d and gets an IPv4 socket, so that a host without
 * IPv6 serves it too.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include "linux.h"

static const u8int v4prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static bool
isv4(const Hostaddr *a)
{
	return memcmp(a->ip, v4prefix, sizeof v4prefix) == 0;
}

/* the family of fd's address decides the form; result: length */
static socklen_t
tosock(int family, const Hostaddr *a, struct sockaddr_storage *ss)
{
	struct sockaddr_in *in = (struct sockaddr_in *)ss;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)ss;

	memset(ss, 0, sizeof *ss);
	if(family == AF_INET) {
		in->sin_family = AF_INET;
		in->sin_port = htons(a->port);
		if(isv4(a))
			memcpy(&in->sin_addr, a->ip + sizeof v4prefix, 4);
		return sizeof *in;
	}
	in6->sin6_family = AF_INET6;
	in6->sin6_port = htons(a->port);
	memcpy(&in6->sin6_addr, a->ip, sizeof a->ip);
	return sizeof *in6;
}

static void
fromsock(const struct sockaddr_storage *ss, Hostaddr *a)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)ss;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)ss;

	memset(a, 0, sizeof *a);
	if(ss->ss_family == AF_INET) {
		a->port = ntohs(in->sin_port);
		if(in->sin_addr.s_addr != 0) {
			memcpy(a->ip, v4prefix, sizeof v4prefix);
			memcpy(a->ip + sizeof v4prefix, &in->sin_addr, 4);
		}
	} else if(ss->ss_family == AF_INET6) {
		a->port = ntohs(in6->sin6_port);
		memcpy(a->ip, &in6->sin6_addr, sizeof a->ip);
	}
}

static int
familyof(int fd)
{
	int family = 0;
	socklen_t n = sizeof family;

	sys(SYS_getsockopt, fd, SOL_SOCKET, SO_DOMAIN, &family, &n);
	return family;
}

static void
setopt(int fd, int level, int opt, int value)
{
	sys(SYS_setsockopt, fd, level, opt, &value, sizeof value);
}

int
hostsocket(bool stream, const Hostaddr *a)
{
	int type = (stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC;
	s64int fd = -EAFNOSUPPORT;

	if(!isv4(a)) {
		fd = sys(SYS_socket, AF_INET6, type, 0);
		if(fd >= 0)
			setopt((int)fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
	}
	if(fd == -EAFNOSUPPORT)
		fd = sys(SYS_socket, AF_INET, type, 0);
	if(fd >= 0 && stream) {
		setopt((int)fd, SOL_SOCKET, SO_REUSEADDR, 1);
		setopt((int)fd, IPPROTO_TCP, TCP_NODELAY, 1);
	}
	return (int)fd;
}

int
hostbind(int fd, const Hostaddr *a)
{
	struct sockaddr_storage ss;
	socklen_t n = tosock(familyof(fd), a, &ss);

	return (int)sys(SYS_bind, fd, &ss, n);
}

int
hostconnect(int fd, const Hostaddr *a)
{
	struct sockaddr_storage ss;
	socklen_t n = tosock(familyof(fd), a, &ss);

	return (int)sys(SYS_connect, fd, &ss, n);
}

int
hostlisten(int fd, int backlog)
{
	return (int)sys(SYS_listen, fd, backlog);
}

int
hostaccept(int fd, Hostaddr *from)
{
	struct sockaddr_storage ss;
	socklen_t n = sizeof ss;
	s64int r;

	memset(&ss, 0, sizeof ss);
	r = sys(SYS_accept4, fd, &ss, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if(r >= 0) {
		setopt((int)r, IPPROTO_TCP, TCP_NODELAY, 1);
		fromsock(&ss, from);
	}
	return (int)r;
}

int
hostsockaddr(int fd, bool peer, Hostaddr *a)
{
	struct sockaddr_storage ss;
	socklen_t n = sizeof ss;
	s64int r;

	memset(&ss, 0, sizeof ss);
	r = sys(peer ? SYS_getpeername : SYS_getsockname, fd, &ss, &n);
	if(r >= 0)
		fromsock(&ss, a);
	return (int)r;
}

int
hostsockerr(int fd)
{
	int err = 0;
	socklen_t n = sizeof err;

	sys(SYS_getsockopt, fd, SOL_SOCKET, SO_ERROR, &err, &n);
	return err;
}

void
hostshutdown(int fd, bool all)
{
	sys(SYS_shutdown, fd, all ? SHUT_RDWR : SHUT_WR);
}

void
hostkeepalive(int fd, int ms)
{
	setopt(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
	if(ms > 0)
		setopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, ms < 1000 ? 1 : ms / 1000);
}
