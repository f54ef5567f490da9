/* ndb/dns, with a name server of our own */
#include "test.h"
#include <ip.h>

enum
{
	Udphead = 52,
	Headlen = 12,
	Fanswer = 0x8000,
	Ftruncated = 0x200,
};

static char addr[64];
static int asked; /* shared with the server: questions that came */

/* a record that belongs to the question's name, or to the name at offset owner */
static uchar *
record(uchar *p, int owner, int type, int ttl, void *data, int n)
{
	hnputs(p, 0xc000 | owner);
	hnputs(p + 2, type);
	hnputs(p + 4, 1);
	hnputl(p + 6, ttl);
	hnputs(p + 10, n);
	memmove(p + 12, data, n);
	return p + 12 + n;
}

/* the answer to the question in buf, by its first label; the new length */
static int
fakereply(uchar *buf, int n, int tcp)
{
	static uchar far[] = {3, 'f', 'a', 'r', 0};
	uchar *p = buf + n, *q;
	char *name = (char *)buf + Headlen + 1;

	asked++;
	hnputs(buf + 2, Fanswer);
	hnputs(buf + 6, 1);
	if(strncmp(name, "plain", 5) == 0)
		return record(p, Headlen, 1, 60, "\x0a\0\0\x01", 4) - buf;
	if(strncmp(name, "twice", 5) == 0) {
		hnputs(buf + 6, 2);
		p = record(p, Headlen, 1, 0, "\x0a\0\0\x02", 4);
		return record(p, Headlen, 1, 0, "\x0a\0\0\x03", 4) - buf;
	}
	if(strncmp(name, "alias", 5) == 0) {
		hnputs(buf + 6, 2);
		q = p + 12;
		p = record(p, Headlen, 5, 60, far, sizeof far);
		return record(p, q - buf, 1, 60, "\x0a\0\0\x04", 4) - buf;
	}
	if(strncmp(name, "mail", 4) == 0)
		return record(p, Headlen, 15, 60, "\0\x0a\x02mx\xc0\x0c", 7) - buf;
	if(strncmp(name, "long", 4) == 0 && !tcp) {
		hnputs(buf + 2, Fanswer | Ftruncated);
		return n;
	}
	if(strncmp(name, "long", 4) == 0)
		return record(p, Headlen, 16, 60, "\x05hello\x06 world", 13) - buf;
	if(strncmp(name, "loop", 4) == 0) { /* a name that leads to itself */
		hnputs(p + 12, 0xc000 | (p + 12 - buf));
		return record(p, Headlen, 5, 60, p + 12, 2) - buf;
	}
	if(strncmp(name, "short", 5) == 0)
		return record(p, Headlen, 1, 60, "\x0a\0\0\x05", 4) - buf - 2;
	hnputs(buf + 2, Fanswer | 3);
	hnputs(buf + 6, 0);
	return n;
}

static void
udpserver(void *v)
{
	uchar buf[2048];
	int fd = (intptr)v, n;

	while((n = read(fd, buf, 1024)) > Udphead) {
		if(memcmp(buf + Udphead + Headlen + 1, "garbage", 7) == 0) {
			write(fd, buf, Udphead + 3);
			write(fd, buf, n); /* its own question */
			buf[Udphead]++;
			write(fd, buf, n);
			buf[Udphead]--;
		}
		n = fakereply(buf + Udphead, n - Udphead, 0);
		write(fd, buf, n + Udphead);
	}
}

static void
tcpserver(void *v)
{
	char dir[NETPATHLEN];
	uchar buf[2048];
	int ctl, fd, n;

	while((ctl = listen(v, dir)) >= 0) {
		fd = accept(ctl, dir);
		n = readn(fd, buf, 2) == 2 ? readn(fd, buf + 2, nhgets(buf)) : 0;
		if(n > 0) {
			n = fakereply(buf + 2, n, 1);
			hnputs(buf, n);
			write(fd, buf, n + 2);
		}
		close(fd);
		close(ctl);
	}
}

static char *
ask(char *question)
{
	static char buf[1024], err[ERRMAX];
	int fd, n, len;

	fd = open("/net/dns", ORDWR);
	ok(fd >= 0);
	if(write(fd, question, strlen(question)) < 0) {
		rerrstr(err, sizeof err);
		close(fd);
		return err;
	}
	seek(fd, 0, 0);
	for(len = 0; (n = read(fd, buf + len, sizeof buf - 1 - len)) > 0;) {
		len += n;
		buf[len++] = ';';
	}
	buf[len] = 0;
	close(fd);
	return buf;
}

static int udppid, tcppid, dnspid;

static void
start(void)
{
	static char adir[NETPATHLEN];
	char dir[NETPATHLEN], *s;
	int ctl, port;

	bind("#I", "/net", MREPL);
	ctl = announce("udp!127.0.0.1!0", dir);
	ok(ctl >= 0 && fprint(ctl, "headers") > 0);
	s = slurp(smprint("%s/local", dir));
	port = atoi(strchr(s, '!') + 1);
	ok(announce(smprint("tcp!127.0.0.1!%d", port), adir) >= 0);
	snprint(addr, sizeof addr, "127.0.0.1!%d", port);
	udppid = spawn(RFMEM, udpserver, (void *)(intptr)open(smprint("%s/data", dir), ORDWR));
	tcppid = spawn(RFMEM, tcpserver, adir);
	ok(spit("/tmp/db", "sys=here dom=here.x.y ip=10.9.9.9\n") >= 0);
	dnspid = rfork(RFPROC | RFFDG);
	if(dnspid == 0) {
		execl("/bin/ndb/dns", "dns", "-f", "/tmp/db", "-s", addr, nil);
		_exits("exec");
	}
	expectexit(dnspid, "");
}

static void
answers(void)
{
	start();
	eqstr(ask("here.x.y ip"), "here.x.y ip\t10.9.9.9;");
	eqstr(ask("9.9.9.10.in-addr.arpa ptr"), "9.9.9.10.in-addr.arpa ptr\there.x.y;");
	eqint(asked, 0);
	eqstr(ask("plain.x ip"), "plain.x ip\t10.0.0.1;");
	eqstr(ask("!PLAIN.x. ip"), "dom=PLAIN.x ip=10.0.0.1;");
	eqint(asked, 1); /* it remembers */
	eqstr(ask("twice.x ip"), "twice.x ip\t10.0.0.2;twice.x ip\t10.0.0.3;");
	ask("twice.x ip");
	eqint(asked, 3); /* not for longer than it may */
	eqstr(ask("alias.x ip"), "alias.x ip\t10.0.0.4;");
	eqstr(ask("alias.x cname"), "alias.x cname\tfar;");
	eqstr(ask("mail.x mx"), "mail.x mx\t10 mx.mail.x;");
	eqstr(ask("!mail.x mx"), "dom=mail.x pref=10 mx=mx.mail.x;");
	eqstr(ask("long.x txt"), "long.x txt\thello world;");
	eqstr(ask("nothing.x ip"), "dns: name does not exist");
	eqstr(ask("plain.x mx"), "dns: resource does not exist; negrcode 0");
	eqstr(ask("loop.x ip"), "dns: resource does not exist; negrcode 0");
	eqstr(ask("loop.x cname"), "dns: resource does not exist; negrcode 0");
	eqstr(ask("short.x ip"), "dns: resource does not exist; negrcode 0");
	eqstr(ask("garbage.x ip"), "dns: name does not exist");
	eqstr(ask("plain.x odd"), "unknown type odd");
	eqstr(ask("plain.x"), "illegal request");
	eqstr(ask("a..b ip"), "illegal request: no domain name: a..b");
	remove("/srv/dns");
	postnote(PNPROC, udppid, "kill");
	postnote(PNPROC, tcppid, "kill");
}

/* a server that says nothing */
static void
silence(void)
{
	char dir[NETPATHLEN];

	bind("#I", "/net", MREPL);
	ok(announce("udp!127.0.0.1!0", dir) >= 0);
	snprint(addr, sizeof addr, "127.0.0.1!%d",
		atoi(strchr(slurp(smprint("%s/local", dir)), '!') + 1));
	dnspid = rfork(RFPROC | RFFDG);
	if(dnspid == 0) {
		execl("/bin/ndb/dns", "dns", "-s", addr, nil);
		_exits("exec");
	}
	expectexit(dnspid, "");
	eqstr(ask("a.b ip"), "dns failure");
	remove("/srv/dns");
}

Case cases[] = {
	{"answers", answers, 0, nil},
	{"silence", silence, 30, nil},
	{nil, nil, 0, nil},
};
