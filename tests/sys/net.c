/* #I: TCP over the loopback, by the library's dial and announce and by hand */
#include "test.h"

static void
setup(void)
{
	rfork(RFNAMEG);
	ok(bind("#I", "/net", MREPL) >= 0);
}

static int port;

/* announce any free port */
static int
server(char *dir)
{
	char name[64], *s, *p;
	int fd = announce("tcp!127.0.0.1!0", dir);

	ok(fd >= 0, "announce");
	snprint(name, sizeof name, "%s/local", dir);
	s = slurp(name);
	ok(s != nil);
	p = strchr(s, '!');
	ok(p != nil, "%s", s);
	port = atoi(p + 1);
	return fd;
}

static int
call(char *dir, int *cfd)
{
	char addr[64];

	snprint(addr, sizeof addr, "tcp!127.0.0.1!%d", port);
	return dial(addr, nil, dir, cfd);
}

/* answers one call: each line comes back */
static void
echo(void *v)
{
	char ldir[NETPATHLEN], buf[1024];
	int lcfd, dfd, n;

	lcfd = listen(v, ldir);
	if(lcfd < 0) {
		ok(0, "listen");
		return;
	}
	dfd = accept(lcfd, ldir);
	if(dfd < 0) {
		ok(0, "accept");
		return;
	}
	while((n = read(dfd, buf, sizeof buf)) > 0)
		if(write(dfd, buf, n) != n)
			ok(0, "write");
	eqint(n, 0);
}

static void
connects(void)
{
	char adir[NETPATHLEN], dir[NETPATHLEN], buf[64], name[64];
	NetConnInfo *info;
	int pid, fd, cfd;

	setup();
	server(adir);
	pid = spawn(RFFDG, echo, adir);
	fd = call(dir, &cfd);
	ok(fd >= 0);
	ok(strncmp(dir, "/net/tcp/", 9) == 0, "%s", dir);
	eqint(write(fd, "hello", 5), 5);
	eqint(read(fd, buf, sizeof buf), 5);
	eqint(memcmp(buf, "hello", 5), 0);
	fd2path(fd, name, sizeof name);
	snprint(buf, sizeof buf, "%s/data", dir);
	eqstr(name, buf);
	info = getnetconninfo(dir, fd);
	ok(info != nil);
	if(info != nil) {
		eqstr(info->rsys, "127.0.0.1");
		eqint(atoi(info->rserv), port);
	}
	snprint(name, sizeof name, "%s/status", dir);
	ok(strncmp(slurp(name), "Established", 11) == 0);
	close(fd);
	close(cfd);
	expectexit(pid, "");
}

/* IPv6 where the host has it; who announces any address hears from both, and is told in each one's form */
static void
sixes(void)
{
	static char *hosts[] = {"127.0.0.1", "::1"};
	char adir[NETPATHLEN], dir[NETPATHLEN], ldir[NETPATHLEN], name[64], addr[64], buf[64];
	int fd, lfd, dfd, i;
	char *p;

	setup();
	fd = announce("tcp!::1!0", dir);
	if(fd < 0)
		return;
	close(fd);
	ok(announce("tcp!*!0", adir) >= 0);
	snprint(name, sizeof name, "%s/local", adir);
	p = strchr(slurp(name), '!');
	ok(p != nil);
	for(i = 0; i < nelem(hosts); i++) {
		snprint(addr, sizeof addr, "tcp!%s!%d", hosts[i], atoi(p + 1));
		fd = dial(addr, nil, dir, nil);
		ok(fd >= 0, "%s", addr);
		lfd = listen(adir, ldir);
		dfd = accept(lfd, ldir);
		ok(dfd >= 0);
		snprint(name, sizeof name, "%s/remote", ldir);
		snprint(addr, sizeof addr, "%s!", hosts[i]);
		ok(strncmp(slurp(name), addr, strlen(addr)) == 0, "%s", slurp(name));
		snprint(name, sizeof name, "%s/local", ldir);
		ok(strncmp(slurp(name), addr, strlen(addr)) == 0, "%s", slurp(name));
		eqint(write(fd, "hello", 5), 5);
		eqint(read(dfd, buf, sizeof buf), 5);
		close(dfd);
		close(lfd);
		eqint(read(fd, buf, sizeof buf), 0);
		close(fd);
	}
}

/* the host follows an address by itself, but the kernel's memory is not a program's */
static void
addresses(void)
{
	char adir[NETPATHLEN], dir[NETPATHLEN], buf[8];
	int pid, fd;

	setup();
	server(adir);
	pid = spawn(RFFDG, echo, adir);
	fd = call(dir, nil);
	expectbad(write(fd, KERNEL, 5));
	expectbad(write(fd, WILD, 5));
	eqint(write(fd, "hello", 5), 5);
	expectbad(read(fd, KERNEL, 5));
	expectbad(read(fd, WILD, 5));
	eqint(read(fd, buf, sizeof buf), 5);
	close(fd);
	expectexit(pid, "");
}

static void
sink(void *v)
{
	char ldir[NETPATHLEN];
	static uchar buf[65536];
	int lcfd, dfd, n, i, t = 0;

	lcfd = listen(v, ldir);
	dfd = accept(lcfd, ldir);
	while((n = read(dfd, buf, sizeof buf)) > 0) {
		for(i = 0; i < n; i++)
			if(buf[i] != (uchar)((t + i) * 7)) {
				ok(0, "byte %d", t + i);
				return;
			}
		t += n;
	}
	eqint(t, 1 << 20);
}

static void
bulk(void)
{
	char adir[NETPATHLEN], dir[NETPATHLEN];
	uchar *buf = malloc(1 << 20);
	int pid, fd, i, n;

	setup();
	server(adir);
	pid = spawn(RFFDG, sink, adir);
	fd = call(dir, nil);
	for(i = 0; i < 1 << 20; i++)
		buf[i] = i * 7;
	for(i = 0; i < 1 << 20; i += n) {
		n = write(fd, buf + i, 100000 < (1 << 20) - i ? 100000 : (1 << 20) - i);
		if(n <= 0) {
			ok(0, "write at %d", i);
			break;
		}
	}
	close(fd);
	expectexit(pid, "");
}

static void
errors(void)
{
	char dir[NETPATHLEN], buf[64];
	int fd;

	setup();
	server(dir);
	/* nobody listens on a port that was just freed */
	expecterr(dial("tcp!127.0.0.1!1", nil, nil, nil), "connection refused");
	fd = open("/net/tcp/clone", ORDWR);
	ok(fd >= 0);
	ok(read(fd, buf, sizeof buf) > 0);
	ok(write(fd, "nonsense", 8) < 0);
	ok(write(fd, "connect", 7) < 0);
	ok(write(fd, "connect 127.0.0.1!x", 19) < 0);
	ok(write(fd, "connect 1.2.3!4!5!6", 19) < 0);
	expectbad(write(fd, NOWHERE, 8));
	ok(open("/net/tcp/9999/data", ORDWR) < 0);
	ok(open("/net/tcp/x", OREAD) < 0);
	ok(open("/net/nosuch", OREAD) < 0);
	ok(create("/net/tcp/new", OWRITE, 0666) < 0);
	ok(remove("/net/tcp/clone") < 0);
}

/* a conversation is free again when its last file is closed */
static void
reuse(void)
{
	char buf[16];
	int i, fd, n, most = 0;

	setup();
	for(i = 0; i < 200; i++) {
		fd = open("/net/tcp/clone", ORDWR);
		n = fd < 0 ? -1 : read(fd, buf, sizeof buf - 1);
		if(n <= 0) {
			ok(0, "clone %d", i);
			break;
		}
		buf[n] = '\0';
		if(atoi(buf) > most)
			most = atoi(buf);
		close(fd);
	}
	ok(most < 20, "%d", most);
}

/* notes break a wait for a call, and for data */
static void
interrupts(void)
{
	char adir[NETPATHLEN], dir[NETPATHLEN], buf[16], name[64];
	int pid, fd;

	setup();
	server(adir);
	pid = wakesoon();
	snprint(name, sizeof name, "%s/listen", adir);
	expectname(listen(adir, dir), "interrupted", name);
	expectexit(pid, "");
	fd = call(dir, nil);
	ok(fd >= 0);
	pid = wakesoon();
	expecterr(read(fd, buf, sizeof buf), "interrupted");
	expectexit(pid, "");
}

static void
hangups(void)
{
	char adir[NETPATHLEN], dir[NETPATHLEN], buf[16];
	int pid, fd, cfd;

	setup();
	server(adir);
	pid = spawn(RFFDG, echo, adir);
	fd = call(dir, &cfd);
	ok(hangup(cfd) >= 0);
	ok(read(fd, buf, sizeof buf) <= 0);
	catchnotes();
	ok(write(fd, "x", 1) < 0);
	close(fd);
	close(cfd);
	reap(pid);
}

Case cases[] = {
	{"connects", connects},
	{"sixes", sixes},
	{"addresses", addresses},
	{"bulk", bulk},
	{"errors", errors},
	{"reuse", reuse},
	{"interrupts", interrupts},
	{"hangups", hangups},
	{nil},
};
