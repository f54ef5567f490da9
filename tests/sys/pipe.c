/* pipe(2) and the pipe device */
#include "test.h"

static void
boundaries(void)
{
	char buf[64];
	int p[2];

	eqint(pipe(p), 0);
	eqint(write(p[0], "hello", 5), 5);
	eqint(write(p[0], "", 0), 0);
	eqint(write(p[0], "world!", 6), 6);
	eqint(read(p[1], buf, 3), 3);
	eqint(memcmp(buf, "hel", 3), 0);
	eqint(read(p[1], buf, sizeof buf), 2);
	eqint(memcmp(buf, "lo", 2), 0);
	eqint(read(p[1], buf, sizeof buf), 0);
	eqint(read(p[1], buf, sizeof buf), 6);
	eqint(memcmp(buf, "world!", 6), 0);
	/* the other way */
	eqint(write(p[1], "back", 4), 4);
	eqint(read(p[0], buf, sizeof buf), 4);
}

static void
errors(void)
{
	char buf[8];
	int p[2];

	expectbad(pipe(NOWHERE));
	eqint(pipe(p), 0);
	expecterr(seek(p[0], 0, 0), "seek on a stream");
	expecterr(seek(p[0], 0, 1), "seek on a stream");
	close(p[0]);
	expecterr(write(p[0], "x", 1), "fd out of range or not open");
	eqint(read(p[1], buf, 8), 0);
	eqint(read(p[1], buf, 8), 0);
	eqint(read(p[1], buf, 8), 0);
	expecterr(read(p[1], buf, 8), "i/o on hungup channel");
}

static void
closed(void)
{
	int p[2];

	catchnotes();
	eqint(pipe(p), 0);
	close(p[1]);
	expecterr(write(p[0], "x", 1), "i/o on hungup channel");
	eqint(nnotes, 1);
	ok(strncmp(lastnote, "sys: write on closed pipe", 25) == 0, "%s", lastnote);
}

static void
closeddie(void)
{
	int p[2];

	pipe(p);
	close(p[1]);
	write(p[0], "x", 1);
	ok(0, "survived");
}

/* what was written before the close can still be read */
static void
drain(void)
{
	char buf[8];
	int p[2];

	pipe(p);
	write(p[0], "abc", 3);
	close(p[0]);
	eqint(read(p[1], buf, 8), 3);
	eqint(read(p[1], buf, 8), 0);
}

static void
stats(void)
{
	char name[64];
	int p[2];
	Dir *d;

	pipe(p);
	write(p[0], "12345", 5);
	d = dirfstat(p[1]);
	ok(d != nil);
	eqint(d->length, 5);
	eqint(d->type, '|');
	eqstr(d->name, "data1");
	eqint(d->mode & 0777, 0666);
	eqint(fd2path(p[0], name, sizeof name), 0);
	eqstr(name, "#|/data");
	fd2path(p[1], name, sizeof name);
	eqstr(name, "#|/data1");
	d = dirfstat(p[0]);
	ok(d != nil);
	eqint(d->length, 0);
}

static void
named(void)
{
	char buf[8];
	int a, b;
	Dir *d;

	eqint(bind("#|", "/n", MREPL), 0);
	a = open("/n/data", ORDWR);
	b = open("/n/data1", ORDWR);
	ok(a >= 0 && b >= 0);
	eqint(write(a, "x", 1), 1);
	eqint(read(b, buf, 8), 1);
	d = dirstat("#|");
	ok(d != nil && (d->mode & DMDIR));
	eqint(d->mode & 0777, 0500);
	expectname(open("#|/nothing", OREAD), "file does not exist", "#|/nothing");
	expectname(create("/n/other", OWRITE, 0666), "mounted directory forbids creation",
		   "/n/other");
	expecterr(remove("/n/data"), "permission denied");
}

enum
{
	Big = 300 * 1024,
};

static void
writer(void *v)
{
	int fd = *(int *)v, i, n;
	static uchar buf[7777];

	for(i = 0; i < Big; i += n) {
		int k;

		n = Big - i < (int)sizeof buf ? Big - i : (int)sizeof buf;
		for(k = 0; k < n; k++)
			buf[k] = (i + k) * 7;
		if(write(fd, buf, n) != n) {
			ok(0);
			return;
		}
	}
}

/* more than the queue holds: the writer waits for the reader */
static void
flow(void)
{
	uchar buf[1000];
	int p[2], pid, i = 0, n, k;

	pipe(p);
	pid = spawn(RFFDG, writer, &p[0]);
	close(p[0]);
	sleep(50);
	while((n = read(p[1], buf, sizeof buf)) > 0) {
		for(k = 0; k < n; k++)
			if(buf[k] != (uchar)((i + k) * 7)) {
				ok(0, "byte %d", i + k);
				return;
			}
		i += n;
	}
	eqint(i, Big);
	expectexit(pid, "");
}

static void
badbuffers(void)
{
	int p[2];

	pipe(p);
	write(p[0], "abc", 3);
	expectbad(read(p[1], NOWHERE, 3));
	expectbad(write(p[1], KERNEL, 3));
	expectbad(write(p[1], WILD, 3));
	expectbad(read(p[1], WILD, 0x7fffffff));
}

Case cases[] = {
	{"boundaries", boundaries}, {"errors", errors},
	{"closed", closed},         {"closeddie", closeddie, 0, "sys: write on closed pipe"},
	{"drain", drain},           {"stats", stats},
	{"named", named},           {"flow", flow},
	{"badbuffers", badbuffers}, {nil},
};
