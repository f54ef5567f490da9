/* #I: datagrams, their headers and calls, echo messages, and what hangs a conversation up */
#include "test.h"

enum
{
	Head = 52,
};

static void
setup(void)
{
	rfork(RFNAMEG);
	ok(bind("#I", "/net", MREPL) >= 0);
}

/* a new conversation of a protocol: its ctl file, and its directory in dir */
static int
clone(char *proto, char *dir)
{
	char name[64], n[16];
	int fd, r;

	snprint(name, sizeof name, "/net/%s/clone", proto);
	fd = open(name, ORDWR);
	ok(fd >= 0);
	r = read(fd, n, sizeof n - 1);
	ok(r > 0);
	n[r > 0 ? r : 0] = '\0';
	sprint(dir, "/net/%s/%s", proto, n);
	return fd;
}

static int
opendata(char *dir)
{
	char name[64];
	int fd;

	snprint(name, sizeof name, "%s/data", dir);
	fd = open(name, ORDWR);
	ok(fd >= 0, "%s", name);
	return fd;
}

static char *
filetext(char *dir, char *name)
{
	char file[64];
	char *s;

	snprint(file, sizeof file, "%s/%s", dir, name);
	s = slurp(file);
	ok(s != nil, "%s", file);
	return s == nil ? "" : s;
}

static int
portof(char *dir)
{
	char *p = strchr(filetext(dir, "local"), '!');

	return p == nil ? -1 : atoi(p + 1);
}

static void
says(int fd, char *fmt, ...)
{
	char buf[128];
	va_list arg;
	int n;

	va_start(arg, fmt);
	n = vsnprint(buf, sizeof buf, fmt, arg);
	va_end(arg);
	ok(write(fd, buf, n) == n, "%s", buf);
}

static void
connected(void)
{
	char a[64], b[64], buf[128], want[64];
	int actl = clone("udp", a), bctl = clone("udp", b), ad, bd;

	setup();
	says(actl, "announce 127.0.0.1!0");
	ok(strncmp(filetext(a, "status"), "Open qin 0 qout 0\n", 17) == 0);
	says(bctl, "connect 127.0.0.1!%d", portof(a));
	snprint(want, sizeof want, "127.0.0.1!%d\n", portof(a));
	eqstr(filetext(b, "remote"), want);
	says(actl, "headers");
	ad = opendata(a);
	bd = opendata(b);
	eqint(write(bd, "one", 3), 3);
	eqint(write(bd, "two", 3), 3);
	eqint(write(bd, "", 0), 0);
	/* one at a time, with who sent it */
	eqint(read(ad, buf, sizeof buf), Head + 3);
	ok(memcmp(buf + Head, "one", 3) == 0);
	eqint((uchar)buf[48] << 8 | (uchar)buf[49], portof(b));
	eqint((uchar)buf[50] << 8 | (uchar)buf[51], portof(a));
	ok(memcmp(buf, "\0\0\0\0\0\0\0\0\0\0\xff\xff\x7f\0\0\1", 16) == 0);
	ok(memcmp(buf + 16, buf, 16) == 0);
	/* what does not fit is lost */
	eqint(read(ad, buf, Head + 1), Head + 1);
	eqint(buf[Head], 't');
	eqint(read(ad, buf, sizeof buf), Head);
	/* the header turned about is the way back */
	eqint(write(bd, "ask", 3), 3);
	eqint(read(ad, buf, sizeof buf), Head + 3);
	memcpy(buf + Head, "answer", 6);
	eqint(write(ad, buf, Head + 6), Head + 6);
	eqint(read(bd, buf, sizeof buf), 6);
	ok(memcmp(buf, "answer", 6) == 0);
	/* too short for its header */
	ok(write(ad, buf, Head - 1) < 0);
	ok(read(ad, buf, Head - 1) < 0);
	expectbad(write(bd, NOWHERE, 8));
	expectbad(read(bd, NOWHERE, 8));
}

/* without headers each new sender is a call */
static void
calls(void)
{
	char adir[NETPATHLEN], ldir[NETPATHLEN], addr[64], buf[64];
	int afd, fd[2], lfd[2], dfd[2], i;

	setup();
	afd = announce("udp!127.0.0.1!0", adir);
	ok(afd >= 0);
	for(i = 0; i < 2; i++) {
		snprint(addr, sizeof addr, "udp!127.0.0.1!%d", portof(adir));
		fd[i] = dial(addr, nil, nil, nil);
		ok(fd[i] >= 0);
		eqint(fprint(fd[i], "hello %d", i), 7);
		lfd[i] = listen(adir, ldir);
		ok(lfd[i] >= 0);
		dfd[i] = accept(lfd[i], ldir);
		ok(dfd[i] >= 0);
	}
	for(i = 0; i < 2; i++) {
		fprint(fd[i], "more %d", i);
		eqint(read(dfd[i], buf, sizeof buf), 7);
		eqint(buf[6], '0' + i);
		eqint(read(dfd[i], buf, sizeof buf), 6);
		ok(memcmp(buf, "more", 4) == 0 && buf[5] == '0' + i);
		eqint(fprint(dfd[i], "back %d", i), 6);
		eqint(read(fd[i], buf, sizeof buf), 6);
		ok(memcmp(buf, "back", 4) == 0 && buf[5] == '0' + i);
	}
}

static void
reader(void *v)
{
	char buf[16];

	alarm(100);
	_exits(read((int)(uintptr)v, buf, sizeof buf) == 4 ? "got it" : nil);
}

/* the datagram that was a call is read by one of many */
static void
readers(void)
{
	char adir[NETPATHLEN], ldir[NETPATHLEN], addr[64];
	int afd, fd, lfd, dfd, pid[6], i, k, got;

	setup();
	afd = announce("udp!127.0.0.1!0", adir);
	ok(afd >= 0);
	for(k = 0; k < 10; k++) {
		snprint(addr, sizeof addr, "udp!127.0.0.1!%d", portof(adir));
		fd = dial(addr, nil, nil, nil);
		eqint(write(fd, "call", 4), 4);
		lfd = listen(adir, ldir);
		dfd = accept(lfd, ldir);
		ok(dfd >= 0);
		for(i = 0; i < nelem(pid); i++)
			pid[i] = spawn(RFFDG, reader, (void *)(uintptr)dfd);
		for(i = got = 0; i < nelem(pid); i++)
			got += strstr(reap(pid[i]), "got it") != nil;
		eqint(got, 1);
		close(dfd);
		close(lfd);
		close(fd);
	}
}

static void
hanger(void *v)
{
	sleep(50);
	says((int)(uintptr)v, "hangup");
}

static void
broken(void)
{
	char a[64], buf[128];
	int ctlfd, fd, pid;

	setup();
	ctlfd = clone("udp", a);
	says(ctlfd, "announce *!0");
	says(ctlfd, "headers");
	fd = opendata(a);
	pid = wakesoon();
	expecterr(read(fd, buf, sizeof buf), "interrupted");
	expectexit(pid, "");
	close(fd);
	close(ctlfd);
	ctlfd = clone("udp", a);
	says(ctlfd, "connect 127.0.0.1!9");
	fd = opendata(a);
	pid = wakesoon();
	expecterr(read(fd, buf, sizeof buf), "interrupted");
	expectexit(pid, "");
	pid = spawn(RFFDG, hanger, (void *)(uintptr)ctlfd);
	expecterr(read(fd, buf, sizeof buf), "i/o on hungup channel");
	expectexit(pid, "");
	expecterr(write(fd, "x", 1), "i/o on hungup channel");
}

/* what comes back when nobody is there ends the conversation, or is ignored */
static void
advice(void)
{
	char a[64], buf[16];
	int ctlfd, fd, pid;

	setup();
	ctlfd = clone("udp", a);
	says(ctlfd, "connect 127.0.0.1!1");
	fd = opendata(a);
	eqint(write(fd, "x", 1), 1);
	expecterr(read(fd, buf, sizeof buf), "port unreachable");
	eqstr(filetext(a, "err"), "port unreachable");
	expecterr(write(fd, "x", 1), "i/o on hungup channel");
	close(fd);
	close(ctlfd);
	ctlfd = clone("udp", a);
	says(ctlfd, "connect 127.0.0.1!1");
	says(ctlfd, "ignoreadvice");
	fd = opendata(a);
	eqint(write(fd, "x", 1), 1);
	pid = wakesoon();
	expecterr(read(fd, buf, sizeof buf), "interrupted");
	expectexit(pid, "");
}

static void
control(void)
{
	static char *bad[] = {"",
			      "nonsense",
			      "connect",
			      "connect 1",
			      "connect 127.0.0.1!x",
			      "connect 1.2.3.4.5!7",
			      "connect a b c",
			      "announce",
			      "announce 127.0.0.1!70000",
			      "bind",
			      "bind x!1",
			      "ttl x",
			      "ttl 300",
			      "tos -1",
			      "addmulti",
			      "addmulti x y",
			      "close",
			      "keepalive",
			      "checksum 1",
			      "connect 300.1.1.1!1"};
	char a[64], b[64], name[32];
	int fd, other, i;

	setup();
	fd = clone("udp", a);
	for(i = 0; i < nelem(bad); i++)
		ok(write(fd, bad[i], strlen(bad[i])) < 0, "%s", bad[i]);
	expecterr(write(fd, "nonsense 1", 10), "unknown control request");
	expecterr(write(fd, "checksum 1", 10), "unknown control request");
	says(fd, "ttl 17");
	says(fd, "ttl");
	says(fd, "tos");
	says(fd, "tos 16");
	says(fd, "bind 127.0.0.1!0");
	ok(portof(a) > 0);
	other = clone("udp", b);
	snprint(name, sizeof name, "announce 127.0.0.1!%d", portof(a));
	expecterr(write(other, name, strlen(name)), "address in use");
	says(fd, "connect 127.0.0.1!7");
	expecterr(write(fd, "connect 127.0.0.1!7", 19), "connection in use");
	expectbad(write(fd, NOWHERE, 8));
	snprint(name, sizeof name, "%s/listen", a);
	ok(open(name, ORDWR) < 0);
}

/* where the host lets us: our own message comes back */
static void
echo(void)
{
	char a[64], buf[256], msg[20 + 8 + 4] = {0};
	int ctlfd, fd, n;

	setup();
	ctlfd = clone("icmp", a);
	if(write(ctlfd, "connect 127.0.0.1!1", 19) < 0) {
		rerrstr(buf, sizeof buf);
		eqstr(buf, "permission denied");
		return;
	}
	fd = opendata(a);
	msg[20] = 8; /* echo request */
	msg[27] = 5; /* sequence number */
	memcpy(msg + 28, "ping", 4);
	eqint(write(fd, msg, sizeof msg), sizeof msg);
	n = read(fd, buf, sizeof buf);
	eqint(n, sizeof msg);
	eqint(buf[0], 0x45);
	eqint(buf[9], 1);
	ok(memcmp(buf + 12, "\x7f\0\0\1\x7f\0\0\1", 8) == 0);
	eqint(buf[20], 0); /* echo reply */
	eqint(buf[27], 5);
	ok(memcmp(buf + 28, "ping", 4) == 0);
	ok(strncmp(filetext(a, "status"), "Datagram qin", 12) == 0);
}

/* IPv6 where the host has it, and both at once: who sends is told in each one's form */
static void
sixes(void)
{
	static char *hosts[] = {"127.0.0.1", "::1"};
	char a[64], b[64], buf[128], want[64], ip[16];
	int actl, bctl, ad, bd, i;

	setup();
	actl = clone("udp", a);
	if(fprint(actl, "announce ::1!0") < 0)
		return;
	ok(strncmp(filetext(a, "local"), "::1!", 4) == 0);
	close(actl);
	actl = clone("udp", a);
	says(actl, "announce *!0");
	says(actl, "headers");
	ad = opendata(a);
	for(i = 0; i < nelem(hosts); i++) {
		bctl = clone("udp", b);
		says(bctl, "connect %s!%d", hosts[i], portof(a));
		bd = opendata(b);
		snprint(want, sizeof want, "%s!%d\n", hosts[i], portof(a));
		eqstr(filetext(b, "remote"), want);
		eqint(write(bd, "hello", 5), 5);
		eqint(read(ad, buf, sizeof buf), Head + 5);
		memset(ip, 0, sizeof ip);
		ip[15] = 1;
		if(i == 0)
			memcpy(ip + 10, "\xff\xff\x7f", 3);
		ok(memcmp(buf, ip, 16) == 0 && memcmp(buf + 16, ip, 16) == 0);
		eqint(write(ad, buf, Head + 5), Head + 5);
		eqint(read(bd, buf, sizeof buf), 5);
		close(bd);
		close(bctl);
	}
}

Case cases[] = {
	{"connected", connected}, {"calls", calls},   {"readers", readers},
	{"broken", broken},       {"advice", advice}, {"control", control},
	{"echo", echo},           {"sixes", sixes},   {nil},
};
