/*
 * Sockets, used directly by the process that needs them.  Addresses are IPv6; an IPv4
 * one travels as ::ffff:a.b.c.d and gets an IPv4 socket, so that a host without
 * IPv6 serves it too.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/ioctl.h>
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

static int
trysetopt(int fd, int level, int opt, int value)
{
	return (int)sys(SYS_setsockopt, fd, level, opt, &value, sizeof value);
}

static void
setopt(int fd, int level, int opt, int value)
{
	trysetopt(fd, level, opt, value);
}

/* echo messages need no privilege where the host's group may send them (ping_group_range) */
static s64int
opensocket(int family, int kind)
{
	int proto = kind == Hecho4 ? IPPROTO_ICMP : kind == Hecho6 ? IPPROTO_ICMPV6 : 0;
	int type = kind == Hstream ? SOCK_STREAM : SOCK_DGRAM;

	return sys(SYS_socket, family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, proto);
}

static void
setup(int fd, int kind, int family)
{
	if(kind == Hstream) {
		setopt(fd, SOL_SOCKET, SO_REUSEADDR, 1);
		setopt(fd, IPPROTO_TCP, TCP_NODELAY, 1);
		return;
	}
	setopt(fd, SOL_SOCKET, SO_BROADCAST, 1);
	setopt(fd, IPPROTO_IP, IP_PKTINFO, 1);
	setopt(fd, IPPROTO_IP, IP_RECVTTL, 1);
	if(family == AF_INET6) {
		setopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
		setopt(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1);
	}
}

int
hostsocket(int kind, const Hostaddr *a)
{
	s64int fd = -EAFNOSUPPORT;
	int family = AF_INET6;

	if(kind != Hecho4 && (kind == Hecho6 || !isv4(a))) {
		fd = opensocket(family, kind);
		if(fd >= 0)
			setopt((int)fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
	}
	if(fd == -EAFNOSUPPORT && kind != Hecho6) {
		family = AF_INET;
		fd = opensocket(family, kind);
	}
	if(fd >= 0)
		setup((int)fd, kind, family);
	return (int)fd;
}

int
hostbind(int fd, const Hostaddr *a)
{
	struct sockaddr_storage ss;
	socklen_t n = tosock(familyof(fd), a, &ss);

	return (int)sys(SYS_bind, fd, &ss, n);
}

static int
connectas(int family, int fd, const Hostaddr *a)
{
	struct sockaddr_storage ss;
	socklen_t n = tosock(family, a, &ss);

	return (int)sys(SYS_connect, fd, &ss, n);
}

/* Most sockets are of the address's own family, so ask only when it is not so.  A connection to this machine is
 * often made before the first call returns, but only a second one says so. */
int
hostconnect(int fd, const Hostaddr *a)
{
	int family = isv4(a) ? AF_INET : AF_INET6, r = connectas(family, fd, a);

	if(r == -EAFNOSUPPORT || r == -EINVAL) {
		family = familyof(fd);
		r = connectas(family, fd, a);
	}
	if(r != -EINPROGRESS)
		return r;
	r = connectas(family, fd, a);
	return r == -EALREADY ? -EINPROGRESS : r == -EISCONN ? 0 : r;
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
	if(r >= 0) /* it has its listener's options */
		fromsock(&ss, from);
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
hostshutdown(int fd)
{
	sys(SYS_shutdown, fd, SHUT_RDWR);
}

/* a stream that is connected to nobody: Linux resets it, and all who wait for it hear that */
void
hostabort(int fd)
{
	struct sockaddr none = {.sa_family = AF_UNSPEC};

	if(sys(SYS_connect, fd, &none, sizeof none) < 0)
		sys(SYS_shutdown, fd, SHUT_RDWR);
}

void
hostkeepalive(int fd, int ms)
{
	setopt(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
	if(ms > 0)
		setopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, ms < 1000 ? 1 : ms / 1000);
}

int
hostsockopt(int fd, int opt, int value)
{
	bool v6 = familyof(fd) == AF_INET6;

	switch(opt) {
	case Httl:
		if(v6)
			setopt(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, value);
		return trysetopt(fd, IPPROTO_IP, IP_TTL, value);
	case Htos:
		if(v6)
			setopt(fd, IPPROTO_IPV6, IPV6_TCLASS, value);
		return trysetopt(fd, IPPROTO_IP, IP_TOS, value);
	case Hreuse:
		return trysetopt(fd, SOL_SOCKET, SO_REUSEADDR, value);
	}
	return -EINVAL;
}

int
hostmulticast(int fd, const u8int *ifc, const u8int *group, bool join)
{
	struct ipv6_mreq m6 = {.ipv6mr_interface = 0};
	struct ip_mreq m4;

	if(memcmp(group, v4prefix, sizeof v4prefix) == 0) {
		memcpy(&m4.imr_interface, ifc + sizeof v4prefix, 4);
		memcpy(&m4.imr_multiaddr, group + sizeof v4prefix, 4);
		return (int)sys(SYS_setsockopt, fd, IPPROTO_IP,
				join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP, &m4, sizeof m4);
	}
	memcpy(&m6.ipv6mr_multiaddr, group, 16);
	return (int)sys(SYS_setsockopt, fd, IPPROTO_IPV6, join ? IPV6_JOIN_GROUP : IPV6_LEAVE_GROUP,
			&m6, sizeof m6);
}

/* ---- datagrams ---- */

/* Linux's own form of what a message says beside its bytes */
typedef union Control
{
	struct cmsghdr align;
	char room[CMSG_SPACE(sizeof(struct in6_pktinfo)) + CMSG_SPACE(sizeof(struct in_pktinfo)) +
		  2 * CMSG_SPACE(sizeof(int))];
} Control;

static void
control(const struct cmsghdr *h, Hostaddr *here, int *ttl)
{
	const void *data = CMSG_DATA(h);

	if(h->cmsg_level == IPPROTO_IP && h->cmsg_type == IP_PKTINFO) {
		memcpy(here->ip, v4prefix, sizeof v4prefix);
		memcpy(here->ip + sizeof v4prefix, &((const struct in_pktinfo *)data)->ipi_addr, 4);
	} else if(h->cmsg_level == IPPROTO_IPV6 && h->cmsg_type == IPV6_PKTINFO)
		memcpy(here->ip, &((const struct in6_pktinfo *)data)->ipi6_addr, 16);
	else if((h->cmsg_level == IPPROTO_IP && h->cmsg_type == IP_TTL) ||
		(h->cmsg_level == IPPROTO_IPV6 && h->cmsg_type == IPV6_HOPLIMIT))
		memcpy(ttl, data, sizeof *ttl);
}

s64int
hostrecvfrom(int fd, uintptr buf, usize n, Hostaddr *from, Hostaddr *here, int *ttl)
{
	struct sockaddr_storage ss;
	struct iovec iov = {(void *)buf, n};
	Control c;
	struct msghdr m = {.msg_name = &ss,
			   .msg_namelen = sizeof ss,
			   .msg_iov = &iov,
			   .msg_iovlen = 1,
			   .msg_control = &c,
			   .msg_controllen = sizeof c};
	s64int r;

	memset(&ss, 0, sizeof ss);
	memset(here, 0, sizeof *here);
	*ttl = 0;
	r = sys(SYS_recvmsg, fd, &m, MSG_DONTWAIT);
	if(r < 0)
		return r;
	fromsock(&ss, from);
	for(struct cmsghdr *h = CMSG_FIRSTHDR(&m); h != nil; h = CMSG_NXTHDR(&m, h))
		control(h, here, ttl);
	return r;
}

/* the address that a message is to come from, when it is one of a kind with the socket */
static void
sourceaddr(struct msghdr *m, Control *c, int family, const Hostaddr *here)
{
	static const Hostaddr none;
	struct in_pktinfo p4 = {.ipi_ifindex = 0};
	struct in6_pktinfo p6 = {.ipi6_ifindex = 0};
	struct cmsghdr *h = &c->align;
	usize n = family == AF_INET ? sizeof p4 : sizeof p6;

	if(here == nil || memcmp(here->ip, none.ip, sizeof none.ip) == 0 ||
	   (family == AF_INET && !isv4(here)))
		return;
	memset(c, 0, sizeof *c);
	h->cmsg_len = CMSG_LEN(n);
	if(family == AF_INET) {
		h->cmsg_level = IPPROTO_IP;
		h->cmsg_type = IP_PKTINFO;
		memcpy(&p4.ipi_spec_dst, here->ip + sizeof v4prefix, 4);
		memcpy(CMSG_DATA(h), &p4, n);
	} else {
		h->cmsg_level = IPPROTO_IPV6;
		h->cmsg_type = IPV6_PKTINFO;
		memcpy(&p6.ipi6_addr, here->ip, 16);
		memcpy(CMSG_DATA(h), &p6, n);
	}
	m->msg_control = c;
	m->msg_controllen = CMSG_SPACE(n);
}

s64int
hostsendto(int fd, uintptr buf, usize n, const Hostaddr *to, const Hostaddr *here)
{
	struct sockaddr_storage ss;
	struct iovec iov = {(void *)buf, n};
	struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1};
	int family = familyof(fd);
	Control c;

	if(to != nil) {
		m.msg_namelen = tosock(family, to, &ss);
		m.msg_name = &ss;
	}
	sourceaddr(&m, &c, family, here);
	return sys(SYS_sendmsg, fd, &m, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* ---- what a socket is doing ---- */

void
hostsockqueue(int fd, int *in, int *out)
{
	if(sys(SYS_ioctl, fd, SIOCINQ, in) < 0)
		*in = 0;
	if(sys(SYS_ioctl, fd, SIOCOUTQ, out) < 0)
		*out = 0;
}

int
hosttcpinfo(int fd, Hosttcp *t)
{
	/* Linux's numbers, from 1 */
	static const u8int state[] = {0, 4, 2, 3, 5, 6, 10, 0, 7, 9, 1, 8, 3};
	struct tcp_info i;
	socklen_t n = sizeof i;
	s64int r;

	memset(&i, 0, sizeof i);
	memset(t, 0, sizeof *t);
	r = sys(SYS_getsockopt, fd, IPPROTO_TCP, TCP_INFO, &i, &n);
	if(r < 0)
		return (int)r;
	t->state = i.tcpi_state < sizeof state ? state[i.tcpi_state] : 0;
	t->rtt = i.tcpi_rtt / 1000;
	t->rttvar = i.tcpi_rttvar / 1000;
	t->rto = i.tcpi_rto / 1000;
	t->cwnd = i.tcpi_snd_cwnd * i.tcpi_snd_mss;
	t->ssthresh = i.tcpi_snd_ssthresh > 0xffff ? 0 : i.tcpi_snd_ssthresh * i.tcpi_snd_mss;
	t->sndwnd = i.tcpi_snd_cwnd * i.tcpi_snd_mss;
	t->rcvwnd = i.tcpi_rcv_space;
	t->retrans = i.tcpi_total_retrans;
	return 0;
}
