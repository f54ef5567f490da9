/* open, create, close, dup, remove, read, write, seek, fd2path */
#include "test.h"

extern void main(int, char **);

static void
names(void)
{
	static char long1[66000];
	char *end1;
	int i;

	expecterr(open("", OREAD), "empty file name");
	expectname(open("/nofile", OREAD), "file does not exist", "/nofile");
	expectname(open("/dev/nofile/x/y", OREAD), "file does not exist", "/dev/nofile");
	expectname(open("/dev/null/x", OREAD), "not a directory", "/dev/null");
	expectname(open("/dev/null/", OREAD), "not a directory", "/dev/null/");
	expectname(open("/dev/null/.//", OREAD), "not a directory", "/dev/null/.//");
	expecterr(open("#\x01", OREAD), "bad character in file name: '#\x01'");
	expecterr(open("/a\x7f", OREAD), "bad character in file name: '/a\x7f'");
	expecterr(open("#☺", OREAD), "unknown device in # filename");
	expecterr(open("#M", OREAD), "mount/attach disallowed");
	expectname(open("#c/nofile", OREAD), "file does not exist", "#c/nofile");
	memset(long1, 'x', sizeof long1 - 1);
	long1[0] = '/';
	expecterr(open(long1, OREAD), "name too long");
	for(i = 1; i < 4000; i++)
		long1[i] = i & 1 ? '.' : '/';
	long1[i] = 0;
	ok(open(long1, OREAD) >= 0);
	for(i = 0; i < 200; i++)
		memmove(long1 + 3 * i, "../", 3);
	strcpy(long1 + 3 * i, "dev/null");
	ok(open(long1, OREAD) >= 0);
	expectbad(open(NOWHERE, OREAD));
	expectbad(open(WILD, OREAD));
	expectbad(open(KERNEL, OREAD));
	/* a name may end right before unmapped memory, but not run into it */
	sbrk(8192);
	end1 = (char *)(((uintptr)sbrk(0) + 4095) & ~4095ULL);
	strcpy(end1 - 10, "/dev/null");
	ok(open(end1 - 10, OREAD) >= 0);
	end1[-1] = 'x';
	expectbad(open(end1 - 10, OREAD));
}

static void
modes(void)
{
	char buf[8];
	int fd;

	scratch();
	expecterr(open("/dev/null", 4), "bad arg in system call");
	expecterr(open("/dev/null", 0x100), "bad arg in system call");
	expecterr(open("/dev/null", -1), "bad arg in system call");
	expectname(open("/dev", OEXEC), "cannot exec directory", "/dev");
	expectname(open("/dev", OWRITE), "permission denied", "/dev");
	fd = create("f", OWRITE, 0666);
	ok(fd >= 0);
	eqint(write(fd, "0123456789", 10), 10);
	expecterr(read(fd, buf, 1), "inappropriate use of fd");
	close(fd);
	fd = open("f", OREAD);
	eqint(read(fd, buf, 4), 4);
	expecterr(write(fd, "x", 1), "inappropriate use of fd");
	close(fd);
	expectname(open("f", OEXEC), "permission denied", "f");
	fd = open("f", ORDWR | OTRUNC);
	ok(fd >= 0);
	eqint(read(fd, buf, 4), 0);
	eqint(write(fd, "ab", 2), 2);
	eqint(seek(fd, 0, 0), 0);
	eqint(read(fd, buf, 4), 2);
	close(fd);
	fd = open("f", OREAD | ORCLOSE);
	ok(fd >= 0);
	close(fd);
	expectname(open("f", OREAD), "file does not exist", "f");
}

static void
makes(void)
{
	char buf[8];
	int fd;
	Dir *d;

	scratch();
	fd = create("f", ORDWR, 0640);
	ok(fd >= 0);
	eqint(write(fd, "abc", 3), 3);
	d = dirfstat(fd);
	eqint(d->length, 3);
	eqint(d->mode, 0640);
	eqstr(d->name, "f");
	close(fd);
	/* an existing file is truncated and keeps its permissions */
	fd = create("f", OREAD, 0600);
	ok(fd >= 0);
	d = dirfstat(fd);
	eqint(d->length, 0);
	eqint(d->mode, 0640);
	close(fd);
	expectname(create("f", OWRITE | OEXCL, 0666), "file already exists", "f");
	expectname(create("nodir/f", OWRITE, 0666), "file does not exist", "nodir");
	expectname(create("f/g", OWRITE, 0666), "not a directory", "f/g");
	expectname(create("g/", OWRITE, 0666), "create without DMDIR", "g/");
	expecterr(create("", OWRITE, 0666), "empty file name");
	expecterr(create("/", OREAD, DMDIR | 0777), "file already exists");
	fd = create("d", OREAD, DMDIR | 0755);
	ok(fd >= 0);
	d = dirfstat(fd);
	eqint(d->mode, DMDIR | 0755);
	eqint(d->qid.type, QTDIR);
	eqint(read(fd, buf, sizeof buf), 0);
	close(fd);
	expectname(create("d", OREAD | OEXCL, DMDIR | 0755), "file already exists", "d");
	fd = create("d/", OREAD | OEXCL, DMDIR | 0755);
	expectname(fd, "file already exists", "d/");
	fd = create("d/e/", OREAD, DMDIR | 0755);
	ok(fd >= 0);
	close(fd);
	expecterr(create("d/x", OWRITE | 0x100, 0666), "bad arg in system call");
	fd = create("tmpf", ORDWR | ORCLOSE, 0666);
	ok(fd >= 0);
	eqint(access("tmpf", AEXIST), 0);
	close(fd);
	eqint(access("tmpf", AEXIST), -1);
	/* a file of mode 0 may still be written through the descriptor that made it */
	fd = create("zero", OWRITE, 0);
	eqint(write(fd, "x", 1), 1);
	close(fd);
	expectbad(create(NOWHERE, OWRITE, 0666));
}

static void
removes(void)
{
	int fd;

	scratch();
	close(create("f", OWRITE, 0666));
	eqint(remove("f"), 0);
	expectname(remove("f"), "file does not exist", "f");
	close(create("d", OREAD, DMDIR | 0777));
	close(create("d/f", OREAD, 0666));
	ok(remove("d") < 0, "not empty");
	eqint(remove("d/f"), 0);
	eqint(remove("d"), 0);
	expecterr(remove("/dev/null"), "permission denied");
	expecterr(remove("#c/null"), "permission denied");
	close(create("d", OREAD, DMDIR | 0777));
	eqint(bind("d", "d", MBEFORE), 0);
	expecterr(remove("d"), "is a mount point");
	/* an open file stays while it is open */
	fd = create("g", ORDWR, 0666);
	eqint(remove("g"), 0);
	eqint(write(fd, "x", 1), 1);
	eqint(pread(fd, &fd, 1, 0), 1);
	expectbad(remove(NOWHERE));
}

static void
badfds(void)
{
	static int bad[] = {-1, -2, 1000, 0x7fffffff, (int)0x80000000, 77};
	char b[64];
	int i;

	for(i = 0; i < nelem(bad); i++) {
		int f = bad[i];

		expecterr(close(f), "fd out of range or not open");
		expecterr(read(f, b, 1), "fd out of range or not open");
		expecterr(write(f, b, 1), "fd out of range or not open");
		expecterr(seek(f, 0, 0), "fd out of range or not open");
		expecterr(fd2path(f, b, sizeof b), "fd out of range or not open");
		expecterr(dup(f, -1), "fd out of range or not open");
		expecterr(fstat(f, (uchar *)b, sizeof b), "fd out of range or not open");
		expecterr(fversion(f, 0, strcpy(b, "9P2000"), sizeof b),
			  "fd out of range or not open");
		expecterr(fauth(f, ""), "fd out of range or not open");
	}
}

static void
dups(void)
{
	char a[4], b[4];
	int fd, g, i, last = -1;

	scratch();
	fd = create("f", ORDWR, 0666);
	write(fd, "abcdef", 6);
	seek(fd, 0, 0);
	g = dup(fd, -1);
	ok(g > fd);
	eqint(read(fd, a, 2), 2);
	eqint(read(g, b, 2), 2);
	eqint(memcmp(b, "cd", 2), 0);
	eqint(dup(fd, fd), fd);
	eqint(dup(fd, 9), 9);
	eqint(dup(g, 9), 9);
	close(g);
	close(fd);
	eqint(read(9, b, 2), 2);
	eqint(memcmp(b, "ef", 2), 0);
	expecterr(dup(9, 100000), "fd out of range or not open");
	expecterr(dup(9, -2), "fd out of range or not open");
	/* the lowest free one is used */
	close(9);
	fd = open("/dev/null", OREAD);
	g = open("/dev/null", OREAD);
	close(fd);
	eqint(open("/dev/null", OREAD), fd);
	/* the table grows, and has an end */
	for(i = 0; i < 6000; i++) {
		fd = dup(g, -1);
		if(fd < 0)
			break;
		last = fd;
	}
	ok(last >= 1000, "last %d", last);
	expecterr(dup(g, -1), "no free file descriptors");
	expecterr(open("/dev/null", OREAD), "no free file descriptors");
}

static void
offsets(void)
{
	char b[16];
	int fd, n;

	scratch();
	fd = create("f", ORDWR, 0666);
	eqint(write(fd, "0123456789", 10), 10);
	eqint(seek(fd, 3, 0), 3);
	eqint(read(fd, b, 2), 2);
	eqint(memcmp(b, "34", 2), 0);
	eqint(seek(fd, -1, 1), 4);
	eqint(seek(fd, -2, 2), 8);
	eqint(read(fd, b, 9), 2);
	eqint(read(fd, b, 9), 0);
	expecterr(seek(fd, -1, 0), "negative i/o offset");
	expecterr(seek(fd, -11, 2), "negative i/o offset");
	expecterr(seek(fd, 0, 3), "bad arg in system call");
	expecterr(seek(fd, 0, -1), "bad arg in system call");
	eqint(seek(fd, 0, 1), 10);
	/* pread and pwrite leave the offset */
	eqint(pread(fd, b, 3, 1), 3);
	eqint(memcmp(b, "123", 3), 0);
	eqint(pwrite(fd, "xx", 2, 0), 2);
	eqint(seek(fd, 0, 1), 10);
	expecterr(pread(fd, b, 1, -2), "negative i/o offset");
	expecterr(pwrite(fd, b, 1, -2), "negative i/o offset");
	/* a hole */
	eqint(pwrite(fd, "end", 3, 5000000000LL), 3);
	eqint(seek(fd, 0, 2), 5000000003LL);
	eqint(pread(fd, b, 4, 4000000000LL), 4);
	eqint(b[0], 0);
	eqint(seek(fd, 0x100000001LL, 0), 0x100000001LL);
	expectbad(_syscall(39, NOWHERE, (uintptr)fd, 0LL, 0LL));
	/* the old call gives its offset as 32 bits */
	n = _syscall(16, (uintptr)fd, (uintptr)7, (uintptr)0);
	eqint(n, 7);
	n = _syscall(15, (uintptr)fd, b, (uintptr)2);
	eqint(n, 2);
	eqint(seek(fd, 0, 1), 9);
	n = _syscall(20, (uintptr)fd, "yz", (uintptr)2);
	eqint(n, 2);
	eqint(pread(fd, b, 2, 9), 2);
	eqint(memcmp(b, "yz", 2), 0);
	eqint(seek(open("/dev", OREAD), 0, 0), 0);
	expecterr(seek(open("/dev", OREAD), 1, 0), "file is a directory");
}

static void
buffers(void)
{
	char b[16];
	int fd, z;

	scratch();
	fd = create("f", ORDWR, 0666);
	write(fd, "abc", 3);
	z = open("/dev/zero", OREAD);
	expectbad(pread(fd, NOWHERE, 3, 0));
	expectbad(pread(fd, KERNEL, 3, 0));
	expectbad(pread(fd, (void *)main, 3, 0));
	expectbad(pwrite(fd, NOWHERE, 3, 0));
	expectbad(pread(z, WILD, 3, 0));
	expectbad(read(z, b, -1));
	expectbad(read(z, b, 0x7fffffff));
	expectbad(pwrite(fd, b, -1, 0));
	eqint(pread(fd, b, 0, 0), 0);
	eqint(pwrite(fd, b, 0, 0), 0);
	expecterr(pwrite(open("/dev", OREAD), b, 1, 0), "inappropriate use of fd");
}

static void
paths(void)
{
	char b[128];
	int fd;

	fd = open("/dev/../dev/./null", OREAD);
	eqint(fd2path(fd, b, sizeof b), 0);
	eqstr(b, "/dev/null");
	eqint(fd2path(fd, b, 5), 0);
	eqstr(b, "/dev");
	expectbad(fd2path(fd, NOWHERE, 16));
	chdir("/dev");
	fd = open("null", OREAD);
	fd2path(fd, b, sizeof b);
	eqstr(b, "/dev/null");
	fd = open("#c/null", OREAD);
	fd2path(fd, b, sizeof b);
	eqstr(b, "#c/null");
	fd = open("#/", OREAD);
	fd2path(fd, b, sizeof b);
	eqstr(b, "#/");
	fd = open("/", OREAD);
	fd2path(fd, b, sizeof b);
	eqstr(b, "/");
	fd = open("/../..", OREAD);
	fd2path(fd, b, sizeof b);
	eqstr(b, "/");
}

Case cases[] = {
	{"names", names},     {"modes", modes},
	{"makes", makes},     {"removes", removes},
	{"badfds", badfds},   {"dups", dups},
	{"offsets", offsets}, {"buffers", buffers},
	{"paths", paths},     {nil},
};
