/*
 * What Linux knows of its networks: interfaces, routes and neighbours by rtnetlink(7), counters and
 * name servers from files.  Each answer is asked for anew.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <string.h>
#include <sys/socket.h>
#include "linux.h"

enum
{
	Maxlinks = 64,
	Maxfile = 16384,
};

static const u8int v4prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/* 16 bytes of an address of family, which may be nil: unspecified */
static void
toip(u8int *ip, int family, const struct rtattr *a)
{
	memset(ip, 0, 16);
	if(family == AF_INET)
		memcpy(ip, v4prefix, sizeof v4prefix);
	if(a != nil)
		memcpy(ip + (family == AF_INET ? 12 : 0), RTA_DATA(a), family == AF_INET ? 4 : 16);
}

static int
tobits(int family, int prefix)
{
	return family == AF_INET ? 96 + prefix : prefix;
}

/* ---- asking ---- */

/* what is looked for while messages go by: the want'th, of those that count */
typedef struct Ask
{
	int want, n;
	int family;
	bool found;
	void *answer;
	int links[Maxlinks]; /* the host's numbers of interfaces that are up, in our order */
	int nlinks;
} Ask;

typedef void Take(Ask *q, const struct nlmsghdr *h);

static void
attributes(struct rtattr **tab, int n, struct rtattr *a, int len)
{
	memset(tab, 0, (usize)n * sizeof *tab);
	for(; RTA_OK(a, len); a = RTA_NEXT(a, len))
		if((a->rta_type & NLA_TYPE_MASK) < n)
			tab[a->rta_type & NLA_TYPE_MASK] = a;
}

/* take all messages of an answer; result: false when it was the last one */
static bool
takeall(Ask *q, char *buf, s64int len, Take *take)
{
	struct nlmsghdr *h = (struct nlmsghdr *)(void *)buf;

	for(; NLMSG_OK(h, len); h = NLMSG_NEXT(h, len)) {
		if(h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR)
			return false;
		if(!q->found)
			take(q, h);
	}
	return true;
}

static void
dump(Ask *q, int type, int family, Take *take)
{
	struct
	{
		struct nlmsghdr h;
		struct rtgenmsg g;
	} request = {{.nlmsg_len = sizeof request,
		      .nlmsg_type = (u16int)type,
		      .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
		     {(u8int)family}};
	_Alignas(struct nlmsghdr) char buf[16384];
	s64int fd, n;

	fd = sys(SYS_socket, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if(fd < 0)
		return;
	q->family = family;
	if(sys(SYS_sendto, fd, &request, sizeof request, 0, nil, 0) >= 0)
		while((n = sys(SYS_recvfrom, fd, buf, sizeof buf, 0, nil, nil)) > 0 || n == -EINTR)
			if(n > 0 && !takeall(q, buf, n, take))
				break;
	sys(SYS_close, fd);
}

/* ---- interfaces ---- */

static void
takelink(Ask *q, const struct nlmsghdr *h)
{
	struct ifinfomsg *m = NLMSG_DATA(h);
	struct rtattr *a[IFLA_MAX + 1];
	struct rtnl_link_stats64 st;
	Hostifc *ifc = q->answer;

	if(h->nlmsg_type != RTM_NEWLINK || !(m->ifi_flags & IFF_UP) || q->nlinks == Maxlinks)
		return;
	q->links[q->nlinks] = m->ifi_index;
	if(ifc == nil || q->nlinks++ != q->want) {
		q->nlinks += ifc == nil;
		return;
	}
	attributes(a, IFLA_MAX + 1, IFLA_RTA(m), (int)IFLA_PAYLOAD(h));
	ifc->loopback = m->ifi_flags & IFF_LOOPBACK;
	if(a[IFLA_IFNAME] != nil && RTA_PAYLOAD(a[IFLA_IFNAME]) <= sizeof ifc->name)
		memcpy(ifc->name, RTA_DATA(a[IFLA_IFNAME]), RTA_PAYLOAD(a[IFLA_IFNAME]));
	if(a[IFLA_MTU] != nil)
		memcpy(&ifc->mtu, RTA_DATA(a[IFLA_MTU]), sizeof ifc->mtu);
	if(a[IFLA_ADDRESS] != nil && RTA_PAYLOAD(a[IFLA_ADDRESS]) == sizeof ifc->mac)
		memcpy(ifc->mac, RTA_DATA(a[IFLA_ADDRESS]), sizeof ifc->mac);
	if(a[IFLA_STATS64] != nil && RTA_PAYLOAD(a[IFLA_STATS64]) >= sizeof st) {
		memcpy(&st, RTA_DATA(a[IFLA_STATS64]), sizeof st);
		ifc->in = st.rx_packets;
		ifc->out = st.tx_packets;
		ifc->inerr = st.rx_errors;
		ifc->outerr = st.tx_errors;
	}
}

static void
takeaddr(Ask *q, const struct nlmsghdr *h)
{
	struct ifaddrmsg *m = NLMSG_DATA(h);
	struct rtattr *a[IFA_MAX + 1], *ip;
	Hostifc *ifc = q->answer;

	if(h->nlmsg_type != RTM_NEWADDR || (int)m->ifa_index != q->links[q->want] ||
	   ifc->naddr == Maxifcaddr)
		return;
	attributes(a, IFA_MAX + 1, IFA_RTA(m), (int)IFA_PAYLOAD(h));
	ip = a[IFA_LOCAL] != nil ? a[IFA_LOCAL] : a[IFA_ADDRESS];
	if(ip == nil)
		return;
	toip(ifc->addr[ifc->naddr].ip, m->ifa_family, ip);
	ifc->addr[ifc->naddr].prefix = tobits(m->ifa_family, m->ifa_prefixlen);
	ifc->naddr++;
}

int
hostifc(int i, Hostifc *ifc)
{
	Ask q = {.want = i, .answer = ifc};

	memset(ifc, 0, sizeof *ifc);
	dump(&q, RTM_GETLINK, AF_UNSPEC, takelink);
	if(i < 0 || i >= q.nlinks)
		return -ENOENT;
	dump(&q, RTM_GETADDR, AF_INET, takeaddr);
	dump(&q, RTM_GETADDR, AF_INET6, takeaddr);
	return 0;
}

/* our number of the host's interface */
static int
ourlink(const Ask *q, int index)
{
	for(int i = 0; i < q->nlinks; i++)
		if(q->links[i] == index)
			return i;
	return -1;
}

/* ---- routes and neighbours ---- */

/* the loopback's network, and ::1, are networks of ours to Plan 9 */
static char
kindof(const struct rtmsg *m, const Hostroute *r, bool gate)
{
	static const u8int loop6[16] = {[15] = 1};

	switch(m->rtm_type) {
	case RTN_LOCAL:
		return r->prefix < 128 || memcmp(r->dst, loop6, sizeof loop6) == 0 ? 'i' : 'u';
	case RTN_BROADCAST:
		return 'b';
	case RTN_MULTICAST:
		return 'm';
	}
	return gate ? 0 : 'i';
}

static void
takeroute(Ask *q, const struct nlmsghdr *h)
{
	struct rtmsg *m = NLMSG_DATA(h);
	struct rtattr *a[RTA_MAX + 1];
	Hostroute *r = q->answer;
	int link = 0;

	if(h->nlmsg_type != RTM_NEWROUTE || m->rtm_family != q->family ||
	   (m->rtm_table != RT_TABLE_MAIN && m->rtm_table != RT_TABLE_LOCAL) || q->n++ != q->want)
		return;
	attributes(a, RTA_MAX + 1, RTM_RTA(m), (int)RTM_PAYLOAD(h));
	toip(r->dst, m->rtm_family, a[RTA_DST]);
	toip(r->gate, m->rtm_family, a[RTA_GATEWAY]);
	if(a[RTA_GATEWAY] == nil)
		memcpy(r->gate, r->dst, sizeof r->gate);
	r->prefix = tobits(m->rtm_family, m->rtm_dst_len);
	if(a[RTA_OIF] != nil)
		memcpy(&link, RTA_DATA(a[RTA_OIF]), sizeof link);
	r->ifc = ourlink(q, link);
	r->kind = kindof(m, r, a[RTA_GATEWAY] != nil);
	q->found = true;
}

/* the i'th of a kind of messages, those of IPv4 first; what take fills in is zero before */
static int
ith(int i, int type, Take *take, void *answer)
{
	Ask q = {.want = i, .answer = nil};

	dump(&q, RTM_GETLINK, AF_UNSPEC, takelink);
	q.answer = answer;
	dump(&q, type, AF_INET, take);
	if(!q.found)
		dump(&q, type, AF_INET6, take);
	return q.found ? 0 : -ENOENT;
}

int
hostroute(int i, Hostroute *r)
{
	memset(r, 0, sizeof *r);
	return ith(i, RTM_GETROUTE, takeroute, r);
}

static void
takeneigh(Ask *q, const struct nlmsghdr *h)
{
	struct ndmsg *m = NLMSG_DATA(h);
	struct rtattr *a[NDA_MAX + 1];
	Hostarp *r = q->answer;

	if(h->nlmsg_type != RTM_NEWNEIGH || (m->ndm_state & NUD_NOARP) || q->n++ != q->want)
		return;
	attributes(a, NDA_MAX + 1, (struct rtattr *)(m + 1), (int)NLMSG_PAYLOAD(h, sizeof *m));
	toip(r->ip, m->ndm_family, a[NDA_DST]);
	if(a[NDA_LLADDR] != nil && RTA_PAYLOAD(a[NDA_LLADDR]) == sizeof r->mac) {
		memcpy(r->mac, RTA_DATA(a[NDA_LLADDR]), sizeof r->mac);
		r->ok = (m->ndm_state & (NUD_INCOMPLETE | NUD_FAILED)) == 0;
	}
	r->ifc = ourlink(q, m->ndm_ifindex);
	q->found = true;
}

int
hostarp(int i, Hostarp *r)
{
	memset(r, 0, sizeof *r);
	return ith(i, RTM_GETNEIGH, takeneigh, r);
}

/* ---- files.  libc's string functions may use vector registers, which are the user's. ---- */

/* the whole of a small file as a string; false: it cannot be read */
static bool
slurp(const char *name, char *buf, usize size)
{
	s64int fd = sys(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC), n = 0, r = 0;

	if(fd < 0)
		return false;
	while(n < (s64int)size - 1 && (r = sys(SYS_read, fd, buf + n, size - 1 - (usize)n)) > 0)
		n += r;
	sys(SYS_close, fd);
	buf[n] = 0;
	return r >= 0;
}

/* the next word of the line at *s, made a string; nil at the line's end, which *s is then behind */
static char *
word(char **s)
{
	char *p = *s, *w;

	while(*p == ' ' || *p == '\t')
		p++;
	if(*p == 0 || *p == '\n') {
		*s = p + (*p == '\n');
		return nil;
	}
	for(w = p; *p != 0 && *p != ' ' && *p != '\t' && *p != '\n'; p++)
		;
	*s = p;
	/* the end of the line stays to be seen */
	if(*p == ' ' || *p == '\t') {
		*p = 0;
		*s = p + 1;
	}
	return w;
}

/* is w, which ends with NUL or its line, s, before end */
static bool
is(const char *w, const char *s, char end)
{
	while(*s != 0 && *w == *s) {
		w++;
		s++;
	}
	return *s == 0 && (*w == end || (end == 0 && *w == '\n'));
}

static char *
nextline(char *s)
{
	while(*s != 0 && *s++ != '\n')
		;
	return s;
}

/* the number below the word: snmp's files have a line of names and a line of numbers for each group */
static s64int
column(char *names, char *numbers, const char *name)
{
	s64int n = 0;
	char *w, *v;

	while((w = word(&names)) != nil && (v = word(&numbers)) != nil)
		if(is(w, name, 0)) {
			for(; *v >= '0' && *v <= '9'; v++)
				n = n * 10 + *v - '0';
			return n;
		}
	return -ENOENT;
}

s64int
hostnetcount(const char *group, const char *name)
{
	static const char *const files[] = {"/proc/net/snmp", "/proc/net/netstat"};
	char buf[Maxfile];

	for(usize i = 0; i < sizeof files / sizeof files[0]; i++) {
		if(!slurp(files[i], buf, sizeof buf))
			continue;
		for(char *s = buf; *s != 0; s = nextline(nextline(s)))
			if(is(s, group, ':'))
				return column(s, nextline(s), name);
	}
	return -ENOENT;
}

int
hostnameserver(int i, char *buf, int n)
{
	char file[Maxfile], *w, *next;
	int k;

	if(!slurp("/etc/resolv.conf", file, sizeof file))
		return -ENOENT;
	for(char *s = file; *s != 0; s = next) {
		next = nextline(s);
		w = s;
		if(!is(s, "nameserver", ' ') && !is(s, "nameserver", '\t'))
			continue;
		word(&w);
		w = word(&w);
		if(w == nil || i-- > 0)
			continue;
		for(k = 0; k < n - 1 && w[k] != 0 && w[k] != '\n'; k++)
			buf[k] = w[k];
		buf[k] = 0;
		return 0;
	}
	return -ENOENT;
}
