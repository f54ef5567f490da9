/* #I: cs and dns, as far as every host can answer */
#include "test.h"

static int fd;

/* what comes of a query: records with bars between them, static */
static char *
ask(char *file, char *q)
{
	static char all[2048];
	char buf[512];
	int n;

	fd = open(file, ORDWR);
	ok(fd >= 0, "%s", file);
	all[0] = '\0';
	if(write(fd, q, strlen(q)) < 0) {
		rerrstr(buf, sizeof buf);
		snprint(all, sizeof all, "error: %s", buf);
	} else {
		seek(fd, 0, 0);
		while((n = read(fd, buf, sizeof buf - 1)) > 0) {
			buf[n] = '\0';
			seprint(all + strlen(all), all + sizeof all, "%s|", buf);
		}
	}
	close(fd);
	return all;
}

static void
cs(void)
{
	eqstr(ask("#I/cs", "tcp!127.0.0.1!80"), "/net/tcp/clone 127.0.0.1!80|");
	eqstr(ask("#I/cs", "net!::1!564"), "/net/tcp/clone ::1!564|");
	eqstr(ask("#I/cs", "udp!*!53"), "/net/udp/clone 53|");
	eqstr(ask("#I/cs", "icmp!127.1"), "/net/icmp/clone 127.0.0.1|");
	eqstr(ask("#I/cs", "!protocol=udp"), "protocol=udp ipv4proto=17|");
	ok(strncmp(ask("#I/cs", "tcp!localhost!9"), "/net/tcp/clone 127.0.0.1!9|", 27) == 0, "%s",
	   ask("#I/cs", "tcp!localhost!9"));
	eqstr(ask("#I/cs", "!sys=x"), "error: no match");
	eqstr(ask("#I/cs", "tcp"), "error: bad query");
	eqstr(ask("#I/cs", "net!!x!1"), "error: temporary problem: dns failure");
	eqstr(ask("#I/cs", ""), "error: bad query");
	eqstr(ask("#I/cs", "foo!127.0.0.1!1"), "error: can't translate address");
	eqstr(ask("#I/cs", "tcp!127.0.0.1!nosuchservice"), "error: can't translate service");
	ok(strncmp(ask("#I/cs", "tcp!nosuch.invalid!1"), "error: ", 7) == 0);
}

static void
dns(void)
{
	char big[600];

	eqstr(ask("#I/dns", "localhost ip"), "localhost ip\t127.0.0.1|");
	eqstr(ask("#I/dns", "!localhost ip"), "dom=localhost ip=127.0.0.1|");
	ok(strstr(ask("#I/dns", "1.0.0.127.in-addr.arpa ptr"),
		  "1.0.0.127.in-addr.arpa ptr\tlocalhost") != nil,
	   "%s", ask("#I/dns", "1.0.0.127.in-addr.arpa ptr"));
	ok(strncmp(ask("#I/dns", "127.0.0.1 ptr"), "127.0.0.1 ptr\tlocalhost", 23) == 0);
	ok(strncmp(ask("#I/dns", "!127.0.0.1 ptr"), "ptr=127.0.0.1 dom=localhost", 27) == 0);
	eqstr(ask("#I/dns", "localhost nonsense"), "error: unknown type nonsense");
	eqstr(ask("#I/dns", "localhost"), "error: illegal request");
	eqstr(ask("#I/dns", ""), "error: illegal request");
	ok(strncmp(ask("#I/dns", "nosuch.invalid ip"), "error: dns", 10) == 0);
	memset(big, 'x', sizeof big - 1);
	big[sizeof big - 1] = '\0';
	eqstr(ask("#I/dns", big), "error: request too long");
	big[400] = '\0';
	strcpy(big + 400, " ip");
	ok(strncmp(ask("#I/dns", big), "error: ", 7) == 0);
}

static void
odd(void)
{
	char buf[64];

	fd = open("#I/dns", ORDWR);
	eqint(read(fd, buf, sizeof buf), 0);
	expecterr(pwrite(fd, "localhost ip", 12, 7), "writing at non-zero offset");
	expectbad(pwrite(fd, NOWHERE, 12, 0));
	eqint(pwrite(fd, "localhost ip", 12, 0), 12);
	/* a record in pieces */
	eqint(pread(fd, buf, 9, 0), 9);
	eqint(pread(fd, buf, sizeof buf, 9), 13);
	ok(memcmp(buf, " ip\t127.0.0.1", 13) == 0);
	eqint(pread(fd, buf, sizeof buf, 1000), 0);
}

static int
wake(void *u, char *msg)
{
	USED(u);
	return strcmp(msg, "wake") == 0;
}

/* many at once, some of whom do not wait for the answer */
static void
asker(void *v)
{
	int n = (uintptr)v;

	atnotify(wake, 1);
	if(n % 3 == 0)
		alarm(1);
	ask("#I/dns", n % 2 == 0 ? "localhost ip" : "nosuch.invalid mx");
	_exits(nil);
}

static void
many(void)
{
	int i, pid[20];

	for(i = 0; i < nelem(pid); i++)
		pid[i] = spawn(RFFDG, asker, (void *)(uintptr)i);
	for(i = 0; i < nelem(pid); i++)
		reap(pid[i]);
	eqstr(ask("#I/dns", "localhost ip"), "localhost ip\t127.0.0.1|");
}

Case cases[] = {{"cs", cs}, {"dns", dns}, {"odd", odd}, {"many", many}, {nil}};
