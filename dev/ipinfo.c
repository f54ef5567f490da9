/*
 * The texts of #I: what the host knows of its interfaces, routes, neighbours and counters, and of a
 * conversation, in the form of Plan 9's files.
 */
#include "u.h"
#include "lib.h"
#include "err.h"
#include "grp.h"
#include "host.h"
#include "ip.h"
#include "mem.h"

enum
{
	Maxtext = 64 * KiB,
	Maxline = 512, /* of any of these texts */
};

typedef struct Text
{
	char *s, *p, *e;
} Text;

static Text
newtext(void)
{
	char *s = smalloc(Maxtext);

	return (Text){s, s, s + Maxtext};
}

static bool
full(const Text *t)
{
	return t->e - t->p < Maxline;
}

static void
put(Text *t, const char *fmt, ...)
{
	va_list arg;

	va_start(arg, fmt);
	t->p = vseprint(t->p, t->e, fmt, arg);
	va_end(arg);
}

/* an address in a column, and with a blank behind it */
static void
putip(Text *t, const u8int *ip, int width)
{
	char buf[Ipstrlen];

	fmtip(buf, sizeof buf, ip);
	put(t, "%-*s ", width, buf);
}

static void
putmask(Text *t, int prefix, int width)
{
	char buf[16];

	snprint(buf, sizeof buf, "/%d", prefix);
	put(t, "%-*s ", width, buf);
}

static void
putmac(Text *t, const u8int *mac)
{
	for(int i = 0; i < 6; i++)
		put(t, "%.2x", mac[i]);
}

static void
ipmask(u8int *ip, int prefix)
{
	for(int i = 0; i < 16; i++, prefix -= 8)
		if(prefix <= 0)
			ip[i] = 0;
		else if(prefix < 8)
			ip[i] &= (u8int)(0xff << (8 - prefix));
}

/* ---- interfaces ---- */

int
nipifc(void)
{
	Hostifc ifc;
	int n = 0;

	while(hostifc(n, &ifc) >= 0)
		n++;
	return n;
}

/* what there is of interface i, and a text for it */
static Text
ifctext(int i, Hostifc *ifc)
{
	if(hostifc(i, ifc) < 0)
		error(Enonexist);
	return newtext();
}

char *
ipifcstatus(int i)
{
	Hostifc ifc;
	char device[32];
	u8int net[16];
	Text t = ifctext(i, &ifc);

	snprint(device, sizeof device, ifc.loopback ? "/dev/null" : "/net/ether%d", i);
	put(&t,
	    "device %s maxtu %d sendra 0 recvra 0 mflag 0 oflag 0 maxraint 600000 minraint 200000 "
	    "linkmtu %d reachtime 0 "
	    "rxmitra 0 ttl 255 routerlt 0 pktin %llu pktout %llu errin %llu errout %llu speed 0 "
	    "delay 0\n",
	    device, ifc.mtu, ifc.mtu, ifc.in, ifc.out, ifc.inerr, ifc.outerr);
	for(int a = 0; a < ifc.naddr; a++) {
		memmove(net, ifc.addr[a].ip, sizeof net);
		ipmask(net, ifc.addr[a].prefix);
		put(&t, "\t");
		putip(&t, ifc.addr[a].ip, 40);
		putmask(&t, ifc.addr[a].prefix, 10);
		putip(&t, net, 40);
		put(&t, "%-12u %-12u\n", 0xffffffffU, 0xffffffffU);
	}
	if(ifc.naddr == 0)
		put(&t, "\n");
	return t.s;
}

/* each address and those that are received for it: all that the host does is its own */
char *
ipifclocal(int i)
{
	Hostifc ifc;
	Text t = ifctext(i, &ifc);

	for(int a = 0; a < ifc.naddr; a++) {
		putip(&t, ifc.addr[a].ip, 0);
		put(&t, "-> ");
		putip(&t, ifc.addr[a].ip, 0);
		put(&t, "\n");
	}
	return t.s;
}

char *
etheraddr(int i)
{
	Hostifc ifc;
	Text t = ifctext(i, &ifc);

	putmac(&t, ifc.mac);
	return t.s;
}

char *
etherstats(int i)
{
	Hostifc ifc;
	Text t = ifctext(i, &ifc);

	put(&t,
	    "in: %llu\nlink: 1\nout: %llu\noverflows: 0\ninput errs: %llu\noutput errs: "
	    "%llu\naddr: ",
	    ifc.in, ifc.out, ifc.inerr, ifc.outerr);
	putmac(&t, ifc.mac);
	put(&t, "\n");
	return t.s;
}

/* ---- routes and neighbours ---- */

static const u8int unspecified[16];

char *
iproutes(void)
{
	Text t = newtext();
	Hostroute r;
	char flags[8], ifc[8];

	for(int i = 0; !full(&t) && hostroute(i, &r) >= 0; i++) {
		snprint(flags, sizeof flags, "%c%s", ipisv4(r.dst) ? '4' : '6',
			r.kind == 'u'   ? "u"
			: r.kind == 'b' ? "b"
			: r.kind == 'm' ? "m"
			: r.kind == 'i' ? "i"
					: "");
		snprint(ifc, sizeof ifc, r.ifc < 0 ? "-" : "%d", r.ifc);
		putip(&t, r.dst, 15);
		putmask(&t, r.prefix, 4);
		putip(&t, r.gate, 15);
		put(&t, "%-4s %4s %3s ", flags, r.kind != 0 ? "ifc" : "-", ifc);
		putip(&t, unspecified, 15);
		putmask(&t, 0, 4);
		put(&t, "\n");
	}
	return t.s;
}

char *
iparps(void)
{
	Text t = newtext();
	Hostarp a;
	Hostifc ifc;

	for(int i = 0; !full(&t) && hostarp(i, &a) >= 0; i++) {
		put(&t, "%-6s %-4s ", "ether", a.ok ? "OK" : "WAIT");
		putip(&t, a.ip, 40);
		putmac(&t, a.mac);
		put(&t, "     ");
		putip(&t, hostifc(a.ifc, &ifc) >= 0 && ifc.naddr > 0 ? ifc.addr[0].ip : unspecified,
		      0);
		put(&t, "\n");
	}
	return t.s;
}

/* the addresses that are this machine's, and of how many interfaces */
char *
ipself(void)
{
	Text t = newtext();
	Hostifc ifc;

	for(int i = 0; hostifc(i, &ifc) >= 0; i++)
		for(int a = 0; a < ifc.naddr && !full(&t); a++) {
			putip(&t, ifc.addr[a].ip, 44);
			put(&t, "%.2d %cu\n", 1, ipisv4(ifc.addr[a].ip) ? '4' : '6');
		}
	return t.s;
}

/* ---- what a machine is told when it starts ---- */

/* the first interface that leads elsewhere, its IPv4 address if it has one; false: none */
static bool
firstaddr(Hostifc *ifc, int *which)
{
	for(int i = 0; hostifc(i, ifc) >= 0; i++) {
		if(ifc->loopback || ifc->naddr == 0)
			continue;
		*which = 0;
		for(int a = ifc->naddr - 1; a >= 0; a--)
			if(ipisv4(ifc->addr[a].ip))
				*which = a;
		return true;
	}
	return false;
}

/* the gateway for all that is nowhere else; false: none */
static bool
gateway(bool v4, u8int *ip)
{
	Hostroute r;

	for(int i = 0; hostroute(i, &r) >= 0; i++)
		if(r.kind == 0 && ipisv4(r.dst) == v4 && r.prefix == (v4 ? 96 : 0)) {
			memmove(ip, r.gate, 16);
			return true;
		}
	return false;
}

static void
putnamed(Text *t, const char *name, const u8int *ip)
{
	put(t, "%s", name);
	putip(t, ip, 0);
	t->p[-1] = '\n';
}

char *
ipbootp(void)
{
	Text t = newtext();
	Hostifc ifc;
	u8int gate[16] = {0};
	int a;

	if(!firstaddr(&ifc, &a))
		return t.s;
	gateway(ipisv4(ifc.addr[a].ip), gate);
	putnamed(&t, "auip ", unspecified);
	putnamed(&t, "fsip ", unspecified);
	putnamed(&t, "gwip ", gate);
	putnamed(&t, "ipaddr ", ifc.addr[a].ip);
	put(&t, "ipmask /%d\n", ifc.addr[a].prefix);
	return t.s;
}

char *
ipfirstndb(void)
{
	Text t = newtext();
	Hostifc ifc;
	char server[Ipstrlen], *sys;
	u8int gate[16];
	int a;

	if(firstaddr(&ifc, &a)) {
		putnamed(&t, "ip=", ifc.addr[a].ip);
		t.p[-1] = ' ';
		put(&t, "ipmask=/%d", ifc.addr[a].prefix);
		if(gateway(ipisv4(ifc.addr[a].ip), gate))
			putnamed(&t, " ipgw=", gate);
		else
			put(&t, "\n");
	} else
		put(&t, "ip=127.0.0.1 ipmask=/104\n");
	sys = kgetenv("sysname");
	if(sys != nil) {
		put(&t, "\tsys=%s\n", sys);
		kfree(sys);
	}
	for(int i = 0; hostnameserver(i, server, sizeof server) >= 0; i++)
		put(&t, "\tdns=%s\n", server);
	return t.s;
}

/* ---- counters ---- */

typedef struct Counter
{
	const char *name;  /* in Plan 9 */
	const char *other; /* the host's, when it differs */
} Counter;

static const Counter tcpcount[] = {
	{"MaxConn", nil},     {"ActiveOpens", nil},        {"PassiveOpens", nil},
	{"EstabResets", nil}, {"CurrEstab", nil},          {"InSegs", nil},
	{"OutSegs", nil},     {"RetransSegs", nil},        {"InErrs", nil},
	{"OutRsts", nil},     {"CsumErrs", "InCsumErrors"}};
/* those that Linux has in another group */
static const Counter tcpmore[] = {{"RetransTimeouts", "TCPTimeouts"},
				  {"OutOfOrder", "TCPOFOQueue"},
				  {"Delayack", "DelayedACKs"},
				  {"Recovery", "TCPSackRecovery"}};
static const Counter udpcount[] = {
	{"InDatagrams", nil}, {"NoPorts", nil}, {"InErrors", nil}, {"OutDatagrams", nil}};
static const Counter icmpcount[] = {{"InMsgs", nil},
				    {"InErrors", nil},
				    {"OutMsgs", nil},
				    {"CsumErrs", "InCsumErrors"},
				    {"EchoReply", "InEchoReps"},
				    {"Unreachable", "InDestUnreachs"},
				    {"Redirect", "InRedirects"},
				    {"EchoRequest", "InEchos"},
				    {"TimeExceed", "InTimeExcds"}};
static const Counter ipcount[] = {
	{"Forwarding", nil},      {"DefaultTTL", nil},   {"InReceives", nil},
	{"InHdrErrors", nil},     {"InAddrErrors", nil}, {"ForwDatagrams", nil},
	{"InUnknownProtos", nil}, {"InDiscards", nil},   {"InDelivers", nil},
	{"OutRequests", nil},     {"OutDiscards", nil},  {"OutNoRoutes", nil},
	{"ReasmTimeout", nil},    {"ReasmReqds", nil},   {"ReasmOKs", nil},
	{"ReasmFails", nil},      {"FragOKs", nil},      {"FragFails", nil},
	{"FragCreates", nil}};

static void
putcounters(Text *t, const char *group, const Counter *c, int n)
{
	s64int v;

	for(; n-- > 0; c++) {
		v = hostnetcount(group, c->other != nil ? c->other : c->name);
		if(v >= 0)
			put(t, "%s: %lld\n", c->name, v);
	}
}

/* the counters of a protocol, or of IP (nil), that the host keeps too */
char *
ipcounters(const Proto *p)
{
	const Counter *c = ipcount;
	int n = nelem(ipcount);
	Text t = newtext();

	if(p != nil)
		switch(p - ipproto) {
		case Ptcp:
			c = tcpcount;
			n = nelem(tcpcount);
			break;
		case Pudp:
			c = udpcount;
			n = nelem(udpcount);
			break;
		default:
			c = icmpcount;
			n = nelem(icmpcount);
			break;
		}
	putcounters(&t, p == nil ? "Ip" : p->group, c, n);
	if(c == tcpcount)
		putcounters(&t, "TcpExt", tcpmore, nelem(tcpmore));
	return t.s;
}

/* ---- conversations ---- */

static void
tcpstatus(Text *t, Conv *c, int in, int out)
{
	static const char *const name[] = {"Closed",      "Listen",   "Syn_sent", "Syn_received",
					   "Established", "Finwait1", "Finwait2", "Close_wait",
					   "Closing",     "Last_ack", "Time_wait"};
	Hosttcp i;

	if(c->fd < 0 || hosttcpinfo(c->fd, &i) < 0)
		memset(&i, 0, sizeof i);
	put(t,
	    "%s qin %d qout %d rq 0.0 srtt %u mdev %u sst %u cwin %u swin %u>>0 rwin %u>>0 qscale "
	    "0 timer.start %u "
	    "timer.count 0 rerecv %u katimer.start 0 katimer.count 0\n",
	    name[i.state], in, out, i.rtt, i.rttvar, i.ssthresh, i.cwnd, i.sndwnd, i.rcvwnd, i.rto,
	    i.retrans);
}

char *
convstatus(Conv *c)
{
	Text t = newtext();
	int in = 0, out = 0;

	if(c->fd >= 0)
		hostsockqueue(c->fd, &in, &out);
	if(__atomic_load_n(&c->first, __ATOMIC_ACQUIRE) != nil)
		in += c->firstlen;
	if(convstream(c))
		tcpstatus(&t, c, in, out);
	else
		put(&t, "%s qin %d qout %d\n",
		    c->p->kind != Hdgram ? "Datagram"
		    : c->state == Cidle  ? "Closed"
					 : "Open",
		    in, out);
	return t.s;
}
