/* #d, the descriptors as files */
#include "test.h"

static char *
num(int fd, char *suffix)
{
	static char buf[32];

	snprint(buf, sizeof buf, "/fd/%d%s", fd, suffix);
	return buf;
}

static void
opens(void)
{
	char a[4];
	int fd, g;

	scratch();
	fd = create("f", ORDWR, 0666);
	write(fd, "abcdef", 6);
	seek(fd, 0, 0);
	g = open(num(fd, ""), OREAD);
	ok(g >= 0 && g != fd);
	/* one offset for both */
	eqint(read(g, a, 2), 2);
	eqint(read(fd, a, 2), 2);
	eqint(memcmp(a, "cd", 2), 0);
	eqint(write(g, "x", 1), 1);
	close(fd);
	fd = open("f", OREAD);
	ok(open(num(fd, ""), OREAD) >= 0);
	expectname(open(num(fd, ""), OWRITE), "inappropriate use of fd", num(fd, ""));
	expectname(open(num(fd, ""), ORDWR), "inappropriate use of fd", num(fd, ""));
	expectname(open(num(fd, ""), OREAD | ORCLOSE), "permission denied", num(fd, ""));
	close(fd);
	expectname(open(num(fd, ""), OREAD), "file does not exist", num(fd, ""));
	expectname(open("/fd", OWRITE), "file is a directory", "/fd");
	expectname(open("/fd/-1", OREAD), "file does not exist", "/fd/-1");
	expectname(open("/fd/99999", OREAD), "file does not exist", "/fd/99999");
	expectname(create("#d/77", OREAD, 0666), "permission denied", "#d/77");
	expecterr(remove("/fd/0"), "permission denied");
}

static void
controls(void)
{
	char *s, *f[16];
	int fd = open("/dev/zero", OREAD | OCEXEC);

	seek(fd, 33, 0);
	s = slurp(num(fd, "ctl"));
	ok(s != nil);
	eqint(tokenize(s, f, 16), 10);
	eqint(atoi(f[0]), fd);
	ok(f[1][0] == 'r', "%s", f[1]);
	eqstr(f[2], "c");
	eqstr(f[8], "33");
	eqstr(f[9], "/dev/zero");
	ok(open(num(fd, "ctl"), OWRITE) < 0);
	eqint(iounit(fd), 0);
}

static void
listing(void)
{
	int i, n, seen = 0, fd = open("/dev/null", ORDWR);
	char a[16], b[16];
	Dir *d;

	snprint(a, sizeof a, "%d", fd);
	snprint(b, sizeof b, "%dctl", fd);
	n = dirreadall(open("/fd", OREAD), &d);
	for(i = 0; i < n; i++) {
		if(strcmp(d[i].name, a) == 0) {
			seen |= 1;
			eqint(d[i].mode & 0777, 0600);
		}
		if(strcmp(d[i].name, b) == 0) {
			seen |= 2;
			eqint(d[i].mode & 0777, 0400);
		}
	}
	eqint(seen, 3);
}

Case cases[] = {{"opens", opens}, {"controls", controls}, {"listing", listing}, {nil}};
