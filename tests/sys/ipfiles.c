/* #I: stacks, and what its files say of the host's networks and of conversations */
#include "test.h"

static void
setup(void)
{
	rfork(RFNAMEG);
	ok(bind("#I", "/net", MREPL) >= 0);
}

static char *
text(char *file)
{
	char *s = slurp(file);

	ok(s != nil, "%s", file);
	return s == nil ? "" : s;
}

static int
clone(char *file, char *buf)
{
	int fd = open(file, ORDWR), n;

	ok(fd >= 0, "%s", file);
	n = read(fd, buf, 15);
	ok(n > 0);
	buf[n > 0 ? n : 0] = '\0';
	return fd;
}

/* each stack has its own conversations and its own ndb */
static void
stacks(void)
{
	char n[16], *s;
	int a, b, i;

	ok(bind("#I3", "/net", MREPL) >= 0);
	a = clone("#I3/tcp/clone", n);
	eqstr(n, "0");
	b = clone("/net/tcp/clone", n);
	eqstr(n, "1");
	clone("#I4/tcp/clone", n);
	eqstr(n, "0");
	ok(access("#I5/tcp/0", AEXIST) < 0);
	close(a);
	close(b);
	eqint(spit("#I3/ndb", "a=b\n"), 0);
	eqstr(text("#I3/ndb"), "a=b\n");
	s = text("#I4/ndb");
	ok(strncmp(s, "ip=", 3) == 0, "%s", s);
	for(i = 0; i < 3; i++) {
		static char *bad[] = {"#I128", "#Ix", "#I1x"};
		expecterr(open(bad[i], OREAD), "bad attach specifier");
	}
	ok(open("#I127/tcp", OREAD) >= 0);
}

static void
ndb(void)
{
	static char big[40000];
	int fd;

	setup();
	fd = open("#I7/ndb", ORDWR | OTRUNC);
	ok(fd >= 0);
	eqstr(text("#I7/ndb"), "");
	eqint(write(fd, "sys=x\n", 6), 6);
	eqint(pwrite(fd, "y", 1, 4), 1);
	eqstr(text("#I7/ndb"), "sys=y");
	memset(big, 'x', sizeof big);
	expecterr(pwrite(fd, big, sizeof big, 0), "i/o error");
	expecterr(pwrite(fd, "x", 1, 99), "i/o error");
	expectbad(pwrite(fd, NOWHERE, 4, 0));
}

/* the loopback is the one interface that every host has */
static void
interfaces(void)
{
	char *s = text("#I/ipifc/0/status"), *f[32];
	int n;

	setup();
	ok(strncmp(s, "device /dev/null maxtu 65536 ", 28) == 0, "%s", s);
	n = tokenize(s, f, nelem(f));
	ok(n == nelem(f));
	ok(strstr(text("#I/ipifc/0/status"), "127.0.0.1") != nil);
	ok(strstr(text("/net/ipifc/0/local"), "127.0.0.1 -> 127.0.0.1") != nil);
	ok(strstr(text("/net/ipselftab"), "127.0.0.1                                    01 4u\n") !=
	   nil);
	ok(strstr(text("/net/iproute"), "127.0.0.0       /104 127.0.0.0       4i    ifc   0 ") !=
		   nil,
	   "%s", text("/net/iproute"));
	text("/net/arp");
	text("/net/bootp");
	ok(strncmp(text("/net/ipifc/stats"), "Forwarding: ", 12) == 0);
	ok(strncmp(text("/net/tcp/stats"), "MaxConn: ", 9) == 0);
	ok(strncmp(text("/net/udp/stats"), "InDatagrams: ", 13) == 0);
	ok(strncmp(text("/net/icmp/stats"), "InMsgs: ", 8) == 0);
	/* they are the host's */
	expectname(open("/net/ipifc/clone", ORDWR), "no free devices", "/net/ipifc/clone");
	expecterr(write(open("/net/iproute", ORDWR), "flush", 5), "permission denied");
	expecterr(write(open("/net/arp", ORDWR), "flush", 5), "permission denied");
	expecterr(write(open("/net/ipifc/0/ctl", ORDWR), "unbind", 6), "permission denied");
	ok(open("/net/ipifc/999", OREAD) < 0);
	ok(open("/net/ipifc/x", OREAD) < 0);
	ok(open("/net/ether0", OREAD) < 0);
	ok(chdir("/net/ipifc/0") >= 0 && chdir("../../tcp") >= 0);
	ok(access("clone", AEXIST) >= 0);
}

static void
logs(void)
{
	char buf[256], n[16], want[64];
	int fd, cfd, r;

	setup();
	fd = open("/net/log", ORDWR);
	ok(fd >= 0);
	ok(write(fd, "nonsense", 8) < 0);
	ok(write(fd, "set nonsense", 12) < 0);
	ok(write(fd, "only x", 6) < 0);
	eqint(write(fd, "set tcp udp", 11), 11);
	cfd = clone("/net/udp/clone", n);
	eqint(write(cfd, "connect 127.0.0.1!9", 19), 19);
	r = read(fd, buf, sizeof buf - 1);
	buf[r > 0 ? r : 0] = '\0';
	snprint(want, sizeof want, "udp/%s: connect 127.0.0.1!9\n", n);
	eqstr(buf, want);
	eqint(write(fd, "only 1.2.3.4", 12), 12);
	eqint(write(cfd, "hangup", 6), 6);
	eqint(write(fd, "only", 4), 4);
	eqint(write(fd, "clear udp", 9), 9);
	close(cfd);
	cfd = clone("/net/udp/clone", n);
	eqint(write(cfd, "announce *!0", 12), 12);
	eqint(write(fd, "set udp", 7), 7);
	eqint(write(cfd, "hangup", 6), 6);
	r = read(fd, buf, sizeof buf - 1);
	buf[r > 0 ? r : 0] = '\0';
	snprint(want, sizeof want, "udp/%s: hangup ::!0\n", n);
	eqstr(buf, want);
}

/* directories list what is there and nothing else */
static void
listing(void)
{
	Dir *d;
	int fd, i, n, seen = 0;

	setup();
	fd = open("/net", OREAD);
	n = dirreadall(fd, &d);
	for(i = 0; i < n; i++)
		if(strcmp(d[i].name, "tcp") == 0 || strcmp(d[i].name, "udp") == 0 ||
		   strcmp(d[i].name, "icmp") == 0 || strcmp(d[i].name, "icmpv6") == 0 ||
		   strcmp(d[i].name, "ipifc") == 0) {
			ok(d[i].qid.type & QTDIR);
			eqstr(d[i].uid, "network");
			seen++;
		}
	eqint(seen, 5);
	close(fd);
	for(i = 0; i < n; i++) {
		char name[64];
		snprint(name, sizeof name, "/net/%s", d[i].name);
		ok(access(name, AEXIST) >= 0, "%s", name);
	}
}

Case cases[] = {
	{"stacks", stacks}, {"ndb", ndb},         {"interfaces", interfaces},
	{"logs", logs},     {"listing", listing}, {nil},
};
