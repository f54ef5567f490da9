/* libip: addresses and masks from and to text, interfaces */
#include "test.h"
#include <ip.h>

static char *
addr(char *s)
{
	static char buf[100];
	uchar ip[IPaddrlen];

	if(parseip(ip, s) < 0)
		return "bad";
	snprint(buf, sizeof buf, "%I", ip);
	return buf;
}

#define a(text, want) _eqstr(addr(text), want, __FILE__, __LINE__, text)

static void
addresses(void)
{
	uchar ip[IPaddrlen], v4[IPv4addrlen];
	char *p;

	a("1.2.3.4", "1.2.3.4");
	a("255.255.255.255", "255.255.255.255");
	a("10.1", "10.0.0.1");
	a("10.1.2", "10.1.0.2");
	a("10", "10.0.0.0");
	a("256.1.1.1", "bad");
	a("1.2.3.4.5", "bad");
	a("1.2.3.", "bad");
	a("", "bad");
	a("host", "bad");
	a("::", "::");
	a("::1", "::1");
	a("1::", "1::");
	a("2001:db8::1:0:0:1", "2001:db8::1:0:0:1");
	a("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1");
	a("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8");
	a("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0");
	a("::ffff:1.2.3.4", "1.2.3.4");
	a("64:ff9b::1.2.3.4", "64:ff9b::102:304");
	a("1:2:3:4:5:6:7:8:9", "bad");
	a("1:2:3:4:5:6:7", "bad");
	a("1::2::3", "bad");
	a(":1", "bad");
	a("1:2:3:4:5:6:7:8::", "bad");
	a("12345::", "bad");
	a("fe80::1%ether", "fe80::1");
	a("::1.2.3", "::102:3");
	eqint(parseip(ip, "1.2.3.4"), 0x01020304);
	eqint(parseip(ip, "255.0.0.1"), 0xff000001LL);
	eqint(parseip(ip, "::1"), 6);
	ok(!isv4(ip));
	eqint(v6tov4(v4, ip), -1);
	p = v4parseip(v4, "9.8.7.6/x");
	ok(p != nil && *p == '/');
	eqint(memcmp(v4, "\t\b\a\x06", 4), 0);
	v4tov6(ip, v4);
	ok(isv4(ip));
	eqint(v6tov4(v4, IPnoaddr), 0);
	ok(equivip4(v4, IPnoaddr));
}

static void
masks(void)
{
	uchar ip[IPaddrlen], mask[IPaddrlen], net[IPaddrlen], e[6];
	char buf[200];

#define show(...) snprint(buf, sizeof buf, __VA_ARGS__)
	ok(parseipmask(mask, "/24", 1) >= 0);
	show("%M", mask);
	eqstr(buf, "/120");
	eqint(parseipmask(mask, "/64", 0), 6);
	show("%M %I", mask, mask);
	eqstr(buf, "/64 ffff:ffff:ffff:ffff::");
	eqint(parseipmask(mask, "255.255.0.0", 1), 0xffff0000LL);
	show("%M", mask);
	eqstr(buf, "/112");
	eqint(parseipmask(mask, "/33", 1), -1);
	eqint(parseipmask(mask, "/x", 1), -1);
	eqint(parseipmask(mask, "/2147483647", 1), -1);
	eqint(parseipmask(mask, "/129", 0), -1);
	eqint(parseipmask(mask, "/-1", 1), -1);
	memset(mask, 0, sizeof mask);
	mask[1] = 1;
	show("%M", mask);
	eqstr(buf, "1::");
	ok(parsecidr(ip, mask, "10.1.2.3/8") >= 0);
	maskip(ip, mask, net);
	show("%I %I %M", ip, net, mask);
	eqstr(buf, "10.1.2.3 10.0.0.0 /104");
	ok(parsecidr(ip, mask, "192.168.1.9") >= 0);
	show("%M", mask);
	eqstr(buf, "/120");
	eqint(parseipandmask(ip, mask, "fe80::1", "/10"), 6);
	show("%I%M", ip, mask);
	eqstr(buf, "fe80::1/10");
	ok(v4parsecidr(ip, mask, "172.16.5.4/12") != nil);
	show("%V %V", ip, mask);
	eqstr(buf, "172.16.5.4 255.240.0.0");
	ok(v4parsecidr(ip, mask, "172.16.5.4/") == nil &&
	   v4parsecidr(ip, mask, "1.2.3.4/33") == nil);
	parseip(ip, "::1");
	show("%M", defmask(ip));
	eqstr(buf, "/128");
	eqint(parseether(e, "00:11:22:aa:bB:cc"), 0);
	show("%E|%15E|%-15E|", e, e, e);
	eqstr(buf, "001122aabbcc|   001122aabbcc|001122aabbcc   |");
	eqint(parseether(e, "001122aabbc"), -1);
}

static void
numbers(void)
{
	uchar b[8];

	hnputv(b, 0x0102030405060708LL);
	eqint(b[0], 1);
	eqint(nhgetv(b), 0x0102030405060708LL);
	eqint(nhgetl(b + 4), 0x05060708);
	eqint(nhgets(b), 0x0102);
	hnputs(b, 0xfffe);
	hnputl(b + 2, 0x12345678);
	eqint(ptclbsum(b, 6), 0x68ab);
	eqint(ptclbsum(b, 3), (0xfffe + 0x1200) % 0xffff);
}

/* a net directory of our own */
static void
interfaces(void)
{
	uchar ip[IPaddrlen];
	char name[100], buf[100];
	Ipifc *all, *i;

	scratch();
	getwd(buf, sizeof buf);
	close(create("ipifc", OREAD, DMDIR | 0777));
	close(create("ipifc/0", OREAD, DMDIR | 0777));
	close(create("ipifc/1", OREAD, DMDIR | 0777));
	spit("ipifc/clone", "");
	spit("ipifc/0/status",
	     "device  maxtu 16384 sendra 0 recvra 0 mflag 0 pktin 5 pktout 6 errin 7 "
	     "errout 8\n\t127.0.0.1    /104   127.0.0.0   4294967295   4294967295\n");
	spit("ipifc/1/status", "device /net/ether0 maxtu 1514 sendra 0 recvra 1 mflag 0 pktin 50\n"
			       "\tfe80::1   /64  fe80::  4294967295   4294967295\n"
			       "\t192.168.7.9   /120   192.168.7.0   100   50\n");
	all = readipifc(buf, nil, -1);
	ok(all != nil && all->next != nil);
	for(i = all; i != nil && i->index != 1; i = i->next) {
	}
	eqstr(i->dev, "/net/ether0");
	eqint(i->mtu, 1514);
	eqint(i->recvra6, 1);
	eqint(i->pktin, 50);
	snprint(name, sizeof name, "%I %I%M %lud", i->lifc->next->ip, i->lifc->next->net,
		i->lifc->next->mask, i->lifc->next->validlt);
	eqstr(name, "192.168.7.9 192.168.7.0/120 100");
	all = readipifc(buf, all, 0);
	ok(all != nil && all->next == nil && all->errout == 8 && all->index == 0);
	freeipifc(all);
	eqint(myipaddr(ip, buf), 0);
	snprint(name, sizeof name, "%I", ip);
	eqstr(name, "192.168.7.9");
	ok(readipifc("/no/net", nil, -1) == nil);
}

static void
all(void)
{
	fmtinstall('I', eipfmt);
	fmtinstall('V', eipfmt);
	fmtinstall('M', eipfmt);
	fmtinstall('E', eipfmt);
	addresses();
	masks();
	numbers();
	interfaces();
}

Case cases[] = {{"all", all}, {nil}};
