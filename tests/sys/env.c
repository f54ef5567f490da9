/* #e, the environment */
#include "test.h"

static void
variables(void)
{
	char buf[16];
	int fd;
	Dir *d;

	rfork(RFCENVG);
	eqint(read(open("/env", OREAD), buf, sizeof buf), 0);
	expectname(open("/env/x", OREAD), "file does not exist", "/env/x");
	fd = create("/env/x", ORDWR, 0666);
	ok(fd >= 0);
	eqint(write(fd, "value", 5), 5);
	d = dirstat("/env/x");
	eqint(d->length, 5);
	eqint(d->type, 'e');
	eqstr(slurp("#e/x"), "value");
	eqint(pread(fd, buf, 3, 1), 3);
	eqint(memcmp(buf, "alu", 3), 0);
	eqint(pread(fd, buf, 3, 10), 0);
	/* beyond the end: filled with zeros */
	eqint(pwrite(fd, "z", 1, 8), 1);
	eqint(pread(fd, buf, 16, 0), 9);
	eqint(memcmp(buf, "value\0\0\0z", 9), 0);
	ok(dirstat("/env/x")->qid.vers != d->qid.vers);
	close(open("/env/x", OWRITE | OTRUNC));
	eqint(dirstat("/env/x")->length, 0);
	eqint(remove("/env/x"), 0);
	expectname(remove("/env/x"), "file does not exist", "/env/x");
	/* an open one that was removed */
	ok(write(fd, "x", 1) < 0);
}

static void
errors(void)
{
	char name[200];
	int fd;
	Dir d;

	expectname(create("/env/d", OREAD, DMDIR | 0777), "permission denied", "/env/d");
	close(create("/env/x", OWRITE, 0666));
	expectname(create("/env/x", OWRITE | OEXCL, 0666), "file already exists", "/env/x");
	nulldir(&d);
	d.name = "y";
	expecterr(dirwstat("/env/x", &d), "permission denied");
	memset(name, 'n', sizeof name);
	memmove(name, "/env/", 5);
	name[5 + 128] = '\0';
	ok(create(name, OWRITE, 0666) < 0);
	name[5 + 127] = '\0';
	fd = create(name, OWRITE, 0666);
	ok(fd >= 0, "127 bytes");
	remove(name);
	fd = open("/env/x", ORDWR);
	expectbad(write(fd, NOWHERE, 10));
	write(fd, "abc", 3);
	expectbad(pread(fd, NOWHERE, 3, 0));
	expecterr(pwrite(fd, "x", 1, 1LL << 40), "read or write too large");
	expecterr(pwrite(fd, "x", 1, 600 * 1024), "read or write too large");
	remove("/env/x");
	expectname(open("/env", OWRITE), "permission denied", "/env");
}

static void
limits(void)
{
	static char big[64 * 1024];
	char name[32];
	int fd, i, n = 0;

	rfork(RFCENVG);
	memset(big, 'b', sizeof big);
	for(i = 0; i < 64; i++) {
		snprint(name, sizeof name, "/env/big%d", i);
		fd = create(name, OWRITE, 0666);
		if(fd < 0 || write(fd, big, sizeof big) != sizeof big)
			break;
		n++;
		close(fd);
	}
	ok(n >= 8 && n <= 16, "%d", n);
	expecterr(write(fd, big, sizeof big), "kernel allocate failed");
}

static void
listing(void)
{
	char name[32];
	int i, n;
	Dir *d;

	rfork(RFCENVG);
	for(i = 0; i < 200; i++) {
		snprint(name, sizeof name, "var%d", i);
		putenv(name, "v");
	}
	n = dirreadall(open("/env", OREAD), &d);
	eqint(n, 200);
	eqstr(d[0].name, "var0");
	eqstr(d[199].name, "var199");
}

/* an open file belongs to the group it was opened in */
static void
groups(void)
{
	char buf[8];
	int fd, pid;

	putenv("g", "old");
	fd = open("/env/g", ORDWR);
	pid = rfork(RFPROC | RFENVG | RFFDG);
	if(pid == 0) {
		putenv("g", "new");
		if(pread(fd, buf, 8, 0) != 3 || memcmp(buf, "old", 3) != 0)
			_exits("not ours");
		_exits(nil);
	}
	expectexit(pid, "");
	eqstr(getenv("g"), "old");
	rfork(RFCENVG);
	eqint(pread(fd, buf, 8, 0), 3);
	ok(getenv("g") == nil);
	/* the system's own */
	ok(open("#ec", OREAD) >= 0);
}

Case cases[] = {
	{"variables", variables}, {"errors", errors}, {"limits", limits},
	{"listing", listing},     {"groups", groups}, {nil},
};
