/* mount(2), fversion, fauth, and what the mount driver says to a server */
#include "test.h"
#include "srv9p.h"

static void
plain(void)
{
	char *log, buf[32];
	int pid, fd;
	Dir *d;

	pid = srvstart(&fd);
	ok(mount(fd, -1, "/n", MREPL, "some tree") >= 0);
	/* the descriptor is gone */
	expecterr(close(fd), "fd out of range or not open");
	eqstr(slurp("/n/hello"), "hello world\n");
	eqstr(slurp("/n/dir/a"), "file a");
	log = srvlog("/n");
	ok(strstr(log, "Tversion tag 65535 msize ") == log, "%s", log);
	ok(strstr(log, " version '9P2000'\n") != nil);
	snprint(buf, sizeof buf, " uname %s ", getuser());
	ok(strstr(log, buf) != nil && strstr(log, "aname some tree\n") != nil, "%s", log);
	ok(strstr(log, " nwname 2 0:dir 1:a \n") != nil, "%s", log);
	ok(strstr(log, "tag 0 ") == nil, "%s", log);
	d = dirstat("/n/hello");
	eqint(d->type, 'M');
	eqstr(d->uid, "srvuser");
	eqint(d->length, 12);
	eqint(d->mtime, 1000000);
	eqstr(dirstat("/n")->name, "n");
	eqint(unmount(nil, "/n"), 0);
	/* nobody refers to it any more: the server sees the end */
	expectexit(pid, "");
}

static void
transport(void)
{
	char buf[16];
	int fd, keep;
	Dir *d;

	srvstart(&fd);
	keep = dup(fd, -1);
	ok(mount(fd, -1, "/n", MREPL, "") >= 0);
	expecterr(read(keep, buf, 1), "inappropriate use of fd");
	expecterr(write(keep, buf, 1), "inappropriate use of fd");
	expecterr(seek(keep, 0, 0), "inappropriate use of fd");
	d = dirfstat(keep);
	ok(d != nil && (d->mode & DMMOUNT), "%luo", d->mode);
	/* over the same one again: one session, another attach */
	ok(mount(keep, -1, "/mnt", MREPL, "second") >= 0);
	eqstr(slurp("/mnt/hello"), "hello world\n");
	ok(strstr(srvlog("/mnt"), "aname second") != nil);
	ok(dirstat("/n/hello")->dev != dirstat("/mnt/hello")->dev);
}

static void
mounterrors(void)
{
	int fd, p[2];

	pipe(p);
	expecterr(mount(-1, -1, "/n", MREPL, ""), "fd out of range or not open");
	fd = open("/dev/null", OREAD);
	expecterr(mount(fd, -1, "/n", MREPL, ""), "inappropriate use of fd");
	expecterr(mount(p[0], -1, "/n", 3, ""), "bad arg in system call");
	expecterr(mount(p[0], -1, "/n", 0x100, ""), "bad arg in system call");
	srvstart(&fd);
	expecterr(mount(fd, p[1], "/n", MREPL, ""), "inappropriate use of fd");
	expectbad(mount(fd, -1, NOWHERE, MREPL, ""));
	expecterr(mount(fd, -1, "/n", MREPL, "refused"), "attach refused");
	expectname(mount(fd, -1, "/nosuch", MREPL, ""), "file does not exist", "/nosuch");
	expecterr(mount(fd, -1, "/dev/null", MREPL, ""), "inconsistent mount");
	expectbad(mount(fd, -1, "/n", MREPL, NOWHERE));
	ok(mount(fd, -1, "/n", MREPL, "") >= 0, "after all that");
	eqstr(slurp("/n/hello"), "hello world\n");
	/* nobody there */
	pipe(p);
	close(p[1]);
	catchnotes();
	ok(mount(p[0], -1, "/n", MREPL, "") == -1);
}

static void
versions(void)
{
	char buf[64];
	int fd, p[2];

	srvstart(&fd);
	strcpy(buf, "9P2000");
	expecterr(fversion(fd, 0, buf, 3), "bad arg in system call");
	expectbad(fversion(fd, 0, NOWHERE, 20));
	strcpy(buf, "9P1999");
	expecterr(fversion(fd, 0, buf, sizeof buf), "bad 9P version specification");
	strcpy(buf, "9P2000");
	eqint(fversion(fd, 0, buf, sizeof buf), 6);
	eqstr(buf, "9P2000");
	/* the second time the answer is known */
	strcpy(buf, "9P2000");
	eqint(fversion(fd, 0, buf, sizeof buf), 6);
	expecterr(fauth(fd, ""), "no authentication required");
	expecterr(fversion(open("/dev/null", OREAD), 0, buf, sizeof buf),
		  "inappropriate use of fd");
	pipe(p);
	expecterr(fversion(p[0], -1, buf, sizeof buf), "bad iounit in version call");
}

static void
files(void)
{
	uchar *buf = malloc(2 * Bigsize);
	int fd, i, n, pid;

	pid = srvmount("/n", MREPL | MCREATE);
	fd = open("/n/big", ORDWR);
	n = read(fd, buf, 2 * Bigsize);
	eqint(n, Bigsize);
	for(i = 0; i < n; i++)
		if(buf[i] != (uchar)(i * 7)) {
			ok(0, "byte %d", i);
			break;
		}
	eqint(read(fd, buf, 10), 0);
	eqint(pwrite(fd, buf, 50000, 1000), 50000);
	eqint(pread(fd, buf + Bigsize, 50000, 1000), 50000);
	eqint(memcmp(buf, buf + Bigsize, 50000), 0);
	close(fd);
	fd = open("/n/short", OREAD);
	eqint(read(fd, buf, 10), 3);
	eqint(read(fd, buf, 10), 3);
	eqint(memcmp(buf, "345", 3), 0);
	close(fd);
	/* create, write, rename, remove */
	eqint(spit("/n/new", "text"), 0);
	eqstr(slurp("/n/new"), "text");
	eqint(spit("/n/new", "x"), 0);
	eqstr(slurp("/n/new"), "x");
	expectname(create("/n/new", OWRITE | OEXCL, 0666), "file already exists", "/n/new");
	fd = create("/n/newdir", OREAD, DMDIR | 0777);
	ok(fd >= 0);
	close(fd);
	eqint(spit("/n/newdir/f", "deep"), 0);
	eqstr(slurp("/n/newdir/f"), "deep");
	eqint(remove("/n/new"), 0);
	expecterr(remove("/n/newdir"), "cannot remove that");
	expectname(open("/n/new", OREAD), "no such thing", "/n/new");
	ok(strstr(srvlog("/n"), "Tcreate") != nil);
	unmount(nil, "/n");
	expectexit(pid, "");
}

/* the server's texts come through; a lying or vanished server is an error, no more */
static void
texts(void)
{
	char buf[64];
	int fd, pid;

	pid = srvmount("/n", MREPL);
	expectname(open("/n/refuse", OREAD), "I will not", "/n/refuse");
	fd = open("/n/lie", OREAD);
	ok(fd >= 0);
	ok(read(fd, buf, 10) <= 10);
	close(fd);
	fd = open("/n/hello", OREAD);
	expecterr(write(fd, "x", 1), "inappropriate use of fd");
	expectname(open("/n/hangup", OREAD), "mount rpc error", "/n/hangup");
	expectexit(pid, "");
	catchnotes();
	ok(read(fd, buf, 5) < 0);
	ok(open("/n/hello", OREAD) < 0);
	ok(close(fd) == 0);
	ok(unmount(nil, "/n") >= 0);
}

static int
wake(void *u, char *msg)
{
	USED(u);
	return strcmp(msg, "wake") == 0;
}

/* a note breaks a read: the server is told to forget it, and the session goes on */
static void
flushes(void)
{
	char buf[16], *log;
	int fd, pid, me = getpid(), i;

	srvmount("/n", MREPL);
	atnotify(wake, 1);
	fd = open("/n/block", OREAD);
	for(i = 0; i < 5; i++) {
		pid = fork();
		if(pid == 0) {
			waitstate(me, "Pread");
			sleep(20);
			postnote(PNPROC, me, "wake");
			_exits(nil);
		}
		expecterr(read(fd, buf, sizeof buf), "interrupted");
		expectexit(pid, "");
	}
	log = srvlog("/n");
	ok(strstr(log, "Tflush tag ") != nil, "%s", log);
	eqstr(slurp("/n/hello"), "hello world\n");
}

/* several processes at once over one connection; one that waits does not stop others */
static void
multiplex(void)
{
	char buf[16];
	int fd, pid[10], i, k;

	srvmount("/n", MREPL);
	for(i = 0; i < 5; i++) {
		pid[i] = rfork(RFPROC | RFFDG);
		if(pid[i] == 0) {
			fd = open("/n/block", OREAD);
			_exits(read(fd, buf, sizeof buf) == 8 && memcmp(buf, "released", 8) == 0
				       ? nil
				       : "not released");
		}
	}
	for(i = 5; i < 10; i++) {
		pid[i] = rfork(RFPROC | RFFDG);
		if(pid[i] == 0) {
			for(k = 0; k < 50; k++) {
				char *s = slurp("/n/dir/b");

				if(s == nil || strcmp(s, "file b") != 0)
					_exits("wrong text");
				free(s);
			}
			_exits(nil);
		}
	}
	for(i = 5; i < 10; i++)
		expectexit(pid[i], "");
	for(i = 0; i < 5; i++)
		waitstate(pid[i], "Pread");
	sleep(20);
	ok(spit("/n/release", "now") == 0 || 1);
	for(i = 0; i < 5; i++)
		expectexit(pid[i], "");
}

/* a process that is killed in a request */
static void
killed(void)
{
	char buf[16];
	int fd, pid, i;

	srvmount("/n", MREPL);
	for(i = 0; i < 5; i++) {
		pid = rfork(RFPROC | RFFDG);
		if(pid == 0) {
			fd = open("/n/block", OREAD);
			read(fd, buf, sizeof buf);
			_exits("read");
		}
		waitstate(pid, "Pread");
		ctl(pid, "kill");
		expectexit(pid, "Killed");
		eqstr(slurp("/n/hello"), "hello world\n");
	}
}

static void
unions(void)
{
	int pid, n;
	Dir *d;

	scratch();
	close(create("d", OREAD, DMDIR | 0777));
	spit("d/mine", "mine");
	pid = srvmount("d", MAFTER);
	eqstr(slurp("d/mine"), "mine");
	eqstr(slurp("d/hello"), "hello world\n");
	n = dirreadall(open("d", OREAD), &d);
	ok(n == 11, "%d", n);
	/* the place to create in is the first that has MCREATE */
	expectname(create("d/x", OWRITE, 0666), "mounted directory forbids creation", "d/x");
	eqint(unmount(nil, "d"), 0);
	expectexit(pid, "");
	pid = srvmount("d", MBEFORE | MCREATE);
	eqint(spit("d/x", "in the server"), 0);
	eqstr(slurp("d/x"), "in the server");
	eqint(unmount(nil, "d"), 0);
	expectname(open("d/x", OREAD), "does not exist", "d/x");
	expectexit(pid, "");
}

/* a directory of the server, longer than one message takes */
static void
directories(void)
{
	char name[32];
	int i, n;
	Dir *d;

	srvmount("/n", MREPL | MCREATE);
	for(i = 0; i < 80; i++) {
		snprint(name, sizeof name, "/n/f%.3d%s", i, "abcdefghijklmnop");
		if(spit(name, "x") < 0)
			ok(0, "%s", name);
	}
	n = dirreadall(open("/n", OREAD), &d);
	eqint(n, 90);
	for(i = 0; i < n; i++)
		eqint(d[i].type, 'M');
}

Case cases[] = {
	{"plain", plain},
	{"transport", transport},
	{"mounterrors", mounterrors},
	{"versions", versions},
	{"files", files},
	{"texts", texts},
	{"flushes", flushes},
	{"multiplex", multiplex},
	{"killed", killed},
	{"unions", unions},
	{"directories", directories},
	{nil},
};
