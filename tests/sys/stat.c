/* stat, fstat, wstat, fwstat, reading directories */
#include "test.h"
#include <fcall.h>

static void
sizes(void)
{
	uchar b[256], small[2];
	int n, fd = open("/dev/null", OREAD);
	Dir d;
	char strs[256];

	n = stat("/dev/null", b, sizeof b);
	ok(n > STATFIXLEN);
	eqint(GBIT16(b), n - 2);
	eqint(statcheck(b, n), 0);
	eqint(convM2D(b, n, &d, strs), n);
	eqstr(d.name, "null");
	eqint(d.type, 'c');
	eqint(d.mode, 0666);
	eqint(fstat(fd, b, sizeof b), n);
	/* too small: only the size is given */
	eqint(stat("/dev/null", b, 10), 2);
	eqint(GBIT16(b), n - 2);
	eqint(stat("/dev/null", small, 2), 2);
	expecterr(stat("/dev/null", b, 1), "stat buffer too small");
	expecterr(fstat(fd, b, 0), "stat buffer too small");
	expectbad(stat("/dev/null", NOWHERE, 100));
	expectbad(stat(NOWHERE, b, 100));
	expectname(stat("/dev/nofile", b, sizeof b), "file does not exist", "/dev/nofile");
	eqstr(dirstat("#c")->name, "#c");
	eqstr(dirstat("/dev")->name, "dev");
	eqstr(dirstat("/dev/../dev")->name, "dev");
	ok(dirstat("/")->mode & DMDIR);
	chdir("/dev");
	eqstr(dirstat("null")->name, "null");
	ok(dirstat(".")->mode & DMDIR);
}

static void
changes(void)
{
	Dir d, *s;
	int fd;

	scratch();
	spit("f", "0123456789");
	nulldir(&d);
	d.mode = 0600;
	eqint(dirwstat("f", &d) > 0, 1);
	eqint(dirstat("f")->mode, 0600);
	nulldir(&d);
	d.name = "g";
	ok(dirwstat("f", &d) >= 0);
	expectname(dirstat("f") == nil ? -1 : 0, "file does not exist", "f");
	eqint(dirstat("g")->length, 10);
	nulldir(&d);
	d.length = 4;
	ok(dirwstat("g", &d) >= 0);
	eqint(dirstat("g")->length, 4);
	d.length = 8;
	fd = open("g", ORDWR);
	ok(dirfwstat(fd, &d) >= 0);
	s = dirfstat(fd);
	eqint(s->length, 8);
	nulldir(&d);
	d.mtime = 1000000000;
	ok(dirwstat("g", &d) >= 0);
	eqint(dirstat("g")->mtime, 1000000000);
	nulldir(&d);
	ok(dirwstat("g", &d) >= 0, "all don't touch: sync");
	/* what may not be changed */
	spit("h", "");
	nulldir(&d);
	d.name = "h";
	ok(dirwstat("g", &d) < 0, "to an existing name");
	nulldir(&d);
	d.name = "a/b";
	expecterr(dirwstat("g", &d), "bad character in file name: 'a/b'");
	nulldir(&d);
	d.mode = DMDIR | 0777;
	ok(dirwstat("g", &d) < 0, "dir bit");
	nulldir(&d);
	d.uid = "somebodyelse";
	ok(dirwstat("g", &d) < 0, "uid");
	close(create("d", OREAD, DMDIR | 0777));
	nulldir(&d);
	d.length = 1;
	ok(dirwstat("d", &d) < 0, "length of a directory");
	/* all or nothing */
	nulldir(&d);
	d.mode = 0644;
	d.name = "h";
	ok(dirwstat("g", &d) < 0);
	eqint(dirstat("g")->mode, 0600);
	expecterr(dirwstat("/dev/null", &d), "permission denied");
}

static void
malformed(void)
{
	uchar b[256];
	int n, fd;
	Dir d;

	scratch();
	spit("f", "");
	nulldir(&d);
	n = convD2M(&d, b, sizeof b);
	expecterr(wstat("f", b, n - 1), "malformed stat buffer");
	expecterr(wstat("f", b, 10), "malformed stat buffer");
	expecterr(wstat("f", b, 0), "malformed stat buffer");
	b[41] = 200;
	expecterr(wstat("f", b, n), "malformed stat buffer");
	fd = open("f", ORDWR);
	expecterr(fwstat(fd, b, n), "malformed stat buffer");
	expectbad(wstat("f", NOWHERE, n));
	eqint(bind("/dev/null", "f", MREPL), 0);
	nulldir(&d);
	d.name = "x";
	ok(dirwstat("f", &d) < 0);
}

static void
mountpoint(void)
{
	Dir d;

	scratch();
	close(create("d", OREAD, DMDIR | 0777));
	close(create("e", OREAD, DMDIR | 0777));
	bind("d", "d", MBEFORE);
	nulldir(&d);
	d.name = "x";
	ok(dirwstat("d", &d) < 0);
	/* the name given back is that of the mount point */
	eqint(bind("#c", "e", MREPL), 0);
	eqstr(dirstat("e")->name, "e");
	eqint(dirstat("e")->type, 'c');
}

static int
cmp(const void *a, const void *b)
{
	return strcmp(((Dir *)a)->name, ((Dir *)b)->name);
}

static void
reads(void)
{
	enum
	{
		N = 150
	};
	uchar b[1000];
	char name[16];
	int i, n, m, fd;
	vlong off = 0;
	Dir *d;

	scratch();
	for(i = 0; i < N; i++) {
		snprint(name, sizeof name, "file%.3d", i);
		spit(name, "x");
	}
	fd = open(".", OREAD);
	n = dirreadall(fd, &d);
	eqint(n, N);
	qsort(d, n, sizeof *d, cmp);
	for(i = 0; i < n; i++) {
		snprint(name, sizeof name, "file%.3d", i);
		if(!eqstr(d[i].name, name))
			break;
		eqint(d[i].length, 1);
	}
	eqint(read(fd, b, sizeof b), 0);
	/* by hand: whole entries, and offset 0 starts again */
	seek(fd, 0, 0);
	for(i = 0; (n = read(fd, b, sizeof b)) > 0; off += n)
		for(m = 0; m < n; m += 2 + GBIT16(b + m))
			i++;
	eqint(i, N);
	eqint(n, 0);
	expecterr(seek(fd, 0, 1), "file is a directory");
	expecterr(seek(fd, off, 0), "file is a directory");
	n = pread(fd, b, sizeof b, 0);
	ok(n > 0);
	ok(pread(fd, b, sizeof b, n) > 0, "where the last one ended");
	expecterr(pread(fd, b, sizeof b, 3), "seek in directory");
	expecterr(read(open("/dev", OREAD), b, 10), "i/o count too small");
	expecterr(write(fd, b, 10), "inappropriate use of fd");
}

/* entries that are mount points show what is mounted there, under the entry's name */
static void
mounted(void)
{
	int i, n, seen = 0;
	Dir *d;

	scratch();
	spit("a", "");
	spit("b", "");
	eqint(bind("/dev/null", "b", MREPL), 0);
	n = dirreadall(open(".", OREAD), &d);
	for(i = 0; i < n; i++) {
		if(strcmp(d[i].name, "b") != 0)
			continue;
		seen = 1;
		eqint(d[i].type, 'c');
	}
	eqint(n, 2);
	ok(seen);
}

static void
unions(void)
{
	int i, n, x = 0, y = 0;
	Dir *d;

	scratch();
	close(create("one", OREAD, DMDIR | 0777));
	close(create("two", OREAD, DMDIR | 0777));
	spit("one/x", "1");
	spit("two/x", "2");
	spit("two/y", "2");
	eqint(bind("two", "one", MAFTER), 0);
	n = dirreadall(open("one", OREAD), &d);
	eqint(n, 3);
	for(i = 0; i < n; i++) {
		x += strcmp(d[i].name, "x") == 0;
		y += strcmp(d[i].name, "y") == 0;
	}
	eqint(x, 2);
	eqint(y, 1);
	eqstr(slurp("one/x"), "1");
	eqstr(slurp("one/y"), "2");
	eqint(bind("two", "one", MBEFORE), 0);
	eqstr(slurp("one/x"), "2");
}

Case cases[] = {
	{"sizes", sizes},         {"changes", changes},
	{"malformed", malformed}, {"mountpoint", mountpoint},
	{"reads", reads},         {"mounted", mounted},
	{"unions", unions},       {nil},
};
