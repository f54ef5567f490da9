/* telnet's protocol, from the other side */
#include "test.h"

static char addr[64];
static int in, out; /* what is typed, and what is shown */

static int
call(char *adir)
{
	char dir[NETPATHLEN];
	int p[2], q[2], ctl, fd;

	ok(pipe(p) >= 0 && pipe(q) >= 0);
	if(rfork(RFPROC | RFFDG | RFNOWAIT) == 0) {
		dup(p[1], 0);
		dup(q[1], 1);
		close(p[0]);
		close(q[0]);
		execl("/bin/telnet", "telnet", "-n", addr, nil);
		_exits("exec");
	}
	close(p[1]);
	close(q[1]);
	in = p[0];
	out = q[0];
	ctl = listen(adir, dir);
	ok(ctl >= 0);
	fd = accept(ctl, dir);
	close(ctl); /* or the conversation goes on */
	return fd;
}

static void
expect(int fd, char *bytes, int n)
{
	char buf[64];

	eqint(readn(fd, buf, n), n);
	ok(memcmp(buf, bytes, n) == 0);
}

static void
options(void)
{
	char adir[NETPATHLEN], *s;
	int fd;

	ok(announce("tcp!127.0.0.1!0", adir) >= 0);
	s = slurp(smprint("%s/local", adir));
	snprint(addr, sizeof addr, "tcp!127.0.0.1!%d", atoi(strchr(s, '!') + 1));
	fd = call(adir);
	ok(fd >= 0);
	/* do terminal type, will echo, a suboption, and a quoted 255; some of it cut in two */
	eqint(write(fd, "a\xff\xfd", 3), 3);
	sleep(100);
	eqint(write(fd,
		    "\x18"
		    "b\xff\xfb\x01\xff\xfa\x05x\xff",
		    10),
	      10);
	sleep(100);
	eqint(write(fd,
		    "\xf0"
		    "c\xff\xff\r\n",
		    6),
	      6);
	expect(out, "abc\xff\n", 5);
	expect(fd, "\xff\xfc\x18\xff\xfd\x01", 6);
	eqint(write(fd, "\xff\xfb\x01\xff\xfb\x05\xff\xfc\x01", 9), 9);
	expect(fd, "\xff\xfe\x05\xff\xfe\x01", 6); /* what it knows is not answered */
	eqint(write(in, "me\n\xff", 4), 4);
	expect(fd, "me\r\n\xff\xff", 6);
	close(fd);
	eqint(read(out, &s, 1), 0);
}

Case cases[] = {
	{"options", options, 0, nil},
	{nil, nil, 0, nil},
};
