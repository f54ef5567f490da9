/*
 * The soak's work: files of servers over pipes and connections, bytes over connections and pipes.  Some
 * rounds break something meanwhile: then calls may fail, but what they give must be right.
 */
#include "soak.h"

enum
{
	Maxfile = 300 * 1024,
	Maxpiece = 40 * 1024,
	Maxmsg = 9000,
	Maxlater = 7,           /* doublings of the time until an alarm */
	Exported = 1024 * 1024, /* bytes of the file that all read */
};

static char exportdir[] = "/tmp/soak.d";
static char echoaddr[64], exportaddr[64];
static int echopid, exportpid;
static int strict;      /* nothing may fail */
static int interrupted; /* how often the present call was */
static uchar buf[Maxfile + Maxpiece];

/* ---- helpers ---- */

static uchar
byteat(vlong off, int key)
{
	return off * 7 + (off >> 8) + key;
}

static void
fill(uchar *p, int n, vlong off, int key)
{
	while(n-- > 0)
		*p++ = byteat(off++, key);
}

static void
verify(char *what, uchar *p, int n, vlong off, int key)
{
	int i;

	for(i = 0; i < n; i++)
		if(p[i] != byteat(off + i, key))
			bad("%s: byte %lld is %x, not %x", what, off + i, p[i],
			    byteat(off + i, key));
}

static int
failed(char *what)
{
	if(strict)
		bad("%s: %r", what);
	return -1;
}

static int
onnote(void *ureg, char *msg)
{
	USED(ureg);
	return strcmp(msg, "alarm") == 0;
}

/* Was the call that failed only interrupted, by our own alarm?  Then the next one comes; later each time
 * that the same call fails, for on a busy machine no answer may be there as soon as that. */
static int
again(void)
{
	char err[ERRMAX];

	rerrstr(err, sizeof err);
	if(strstr(err, "interrupted") == nil)
		return 0;
	alarm((1 + nrand(20)) << interrupted);
	if(interrupted < Maxlater)
		interrupted++;
	return 1;
}

static long
tryread(int fd, void *p, long n, vlong off)
{
	long k;

	while((k = pread(fd, p, n, off)) < 0 && again()) {
	}
	interrupted = 0;
	return k;
}

/* writing the same again does no harm */
static long
trywrite(int fd, void *p, long n, vlong off)
{
	long k;

	while((k = pwrite(fd, p, n, off)) < 0 && again()) {
	}
	interrupted = 0;
	return k;
}

/* some rounds are full of notes */
static void
maybealarms(void)
{
	atnotify(onnote, 1);
	interrupted = 0;
	alarm(nrand(3) == 0 ? 1 + nrand(20) : 0);
}

/* a child that waits a while, then writes msg to a file */
static int
later(int ms, char *file, char *msg)
{
	int pid = fork(), fd;

	if(pid < 0)
		bad("fork: %r");
	if(pid > 0)
		return pid;
	alarm(0);
	sleep(nrand(ms));
	fd = open(file, OWRITE);
	if(fd >= 0)
		write(fd, msg, strlen(msg));
	_exits(nil);
	return 0;
}

/* wait for that child; another may end first */
static void
reap(int pid)
{
	static int other;
	char msg[256];
	int n;

	alarm(0);
	while(other != pid) {
		n = await(msg, sizeof msg - 1);
		if(n < 0) {
			if(!again())
				bad("await: %r");
			continue;
		}
		msg[n] = '\0';
		if(atoi(msg) == pid)
			return;
		other = atoi(msg);
	}
	other = 0;
}

/* ---- files ---- */

/*
 * A file that never was before, with its name.  What two notes made the kernel leave behind the server may
 * still do, and that late: so no name is used again, neither after a removal nor after a try to make it.
 */
static int
newfile(char *dir, char *name, int n)
{
	static int serial;
	int fd;

	do
		snprint(name, n, "%s/f%d.%d", dir, getpid(), serial++);
	while((fd = create(name, ORDWR, 0600)) < 0 && again());
	return fd;
}

/* write n bytes to fd, which is closed, in pieces */
static int
writefile(int fd, int n, int key)
{
	int done, k;

	if(fd < 0)
		return failed("create");
	for(done = 0; done < n; done += k) {
		k = 1 + nrand(Maxpiece);
		if(k > n - done)
			k = n - done;
		fill(buf, k, done, key);
		k = trywrite(fd, buf, k, done);
		if(k <= 0) {
			close(fd);
			return failed("write");
		}
	}
	close(fd);
	return 0;
}

/* read it, to its end */
static int
readfile(char *name, int n, int key)
{
	int fd, done = 0, k, want;

	while((fd = open(name, OREAD)) < 0 && again()) {
	}
	if(fd < 0)
		return failed("open");
	want = nrand(2) == 0 ? 8192 : 1 + nrand(Maxpiece);
	while((k = tryread(fd, buf, want, done)) > 0) {
		verify(name, buf, k, done, key);
		done += k;
	}
	close(fd);
	if(k < 0)
		return failed("read");
	if(done != n)
		bad("%s: %d bytes, not %d", name, done, n);
	me->kib += done / 1024;
	return 0;
}

static int
files(char *dir)
{
	char name[64];
	int i, n, key;

	for(i = 0; i < 3; i++) {
		n = nrand(Maxfile);
		key = nrand(256);
		if(writefile(newfile(dir, name, sizeof name), n, key) < 0 ||
		   readfile(name, n, key) < 0)
			return -1;
		while(remove(name) < 0)
			if(!again()) /* that it is gone says that the server did, before the note */
				return access(name, AEXIST) < 0 ? 0 : failed("remove");
	}
	return 0;
}

/* a server on the pipe whose other end is the result; its pid */
static int
startram(int *fd)
{
	char *argv[] = {"ramfs", "-iu", nil};
	int p[2], pid;

	if(pipe(p) < 0)
		bad("pipe: %r");
	pid = rfork(RFPROC | RFFDG | RFNOWAIT | RFNAMEG);
	if(pid < 0)
		bad("fork: %r");
	if(pid == 0) {
		dup(p[0], 0);
		dup(p[0], 1);
		close(p[0]);
		close(p[1]);
		exec("/bin/ramfs", argv);
		_exits("exec");
	}
	close(p[0]);
	*fd = p[1];
	return pid;
}

static void
ram(void)
{
	static int server;
	char note[64];
	int fd, helper = 0;

	alarm(0);
	strict = 1;
	if(server == 0) {
		server = startram(&fd);
		if(mount(fd, -1, "/mnt", MREPL | MCREATE | (nrand(2) ? MCACHE : 0), "") < 0)
			bad("mount: %r");
		close(fd);
	} else if(nrand(6) == 0) {
		strict = 0;
		snprint(note, sizeof note, "/proc/%d/note", server);
		helper = later(30, note, "kill");
		me->faults++;
	}
	maybealarms();
	files("/mnt");
	if(helper == 0)
		return;
	reap(helper);
	unmount(nil, "/mnt");
	server = 0;
}

/* ---- connections ---- */

/* a process that answers calls; its address */
static int
startserver(char *addr, void (*fn)(int, char *))
{
	char dir[NETPATHLEN], ldir[NETPATHLEN], name[NETPATHLEN + 8];
	int line, pid, ctl, n;

	line = announce("tcp!127.0.0.1!0", dir);
	if(line < 0)
		bad("announce: %r");
	snprint(name, sizeof name, "%s/local", dir);
	ctl = open(name, OREAD);
	n = read(ctl, ldir, sizeof ldir - 1);
	if(n <= 0)
		bad("local: %r");
	close(ctl);
	ldir[n] = '\0';
	snprint(addr, 64, "/net/tcp!127.0.0.1!%d", atoi(strchr(ldir, '!') + 1));
	pid = rfork(RFPROC | RFFDG | RFNOWAIT);
	if(pid < 0)
		bad("fork: %r");
	if(pid > 0) {
		close(line);
		return pid;
	}
	for(;;) {
		ctl = listen(dir, ldir);
		if(ctl < 0)
			_exits("listen");
		if(rfork(RFPROC | RFFDG | RFNOWAIT) == 0) {
			fn(accept(ctl, ldir), ldir);
			_exits(nil);
		}
		close(ctl);
	}
}

/* the first byte says what to do */
static void
echo(int fd, char *dir)
{
	char name[NETPATHLEN + 8], mode;
	int n, ctl;

	if(read(fd, &mode, 1) != 1)
		return;
	if(mode == 'f')
		sleep(300); /* and does not read */
	while(mode != 'f' && (n = read(fd, buf, Maxpiece)) > 0) {
		if(write(fd, buf, n) != n)
			return;
		if(mode == 'r' && nrand(10) == 0) {
			snprint(name, sizeof name, "%s/ctl", dir);
			ctl = open(name, OWRITE);
			fprint(ctl, "hangup");
			return;
		}
	}
}

static void
exporter(int fd, char *dir)
{
	char *argv[] = {"exportfs", "-r", exportdir, nil};

	USED(dir);
	dup(fd, 0);
	dup(fd, 1);
	close(fd);
	exec("/bin/exportfs", argv);
}

/* writes until it is full and an alarm says so */
static void
full(int fd)
{
	long k;

	alarm(100);
	while((k = write(fd, buf, Maxpiece)) > 0) {
	}
	alarm(0);
}

/* all n bytes go out by a process of their own and come back here */
static int
exchange(int fd, int n, int key)
{
	int pid, done, k;

	pid = fork();
	if(pid < 0)
		bad("fork: %r");
	if(pid == 0) {
		alarm(0);
		for(done = 0; done < n; done += k) {
			k = n - done < Maxpiece ? n - done : 1 + nrand(Maxpiece);
			fill(buf, k, done, key);
			if(write(fd, buf, k) != k)
				break;
		}
		_exits(nil);
	}
	for(done = 0; done < n; done += k) {
		k = tryread(fd, buf, Maxpiece, 0);
		if(k <= 0)
			break;
		verify("echo", buf, k, done, key);
	}
	if(done < n) { /* it writes to nobody now */
		failed("echo");
		postnote(PNPROC, pid, "kill");
	}
	reap(pid);
	me->kib += done / 1024;
	return 0;
}

static void
tcp(void)
{
	static char modes[] = "eeeeeerf";
	char dir[NETPATHLEN], ctl[NETPATHLEN + 8], mode = modes[nrand(8)];
	int fd, cfd, helper = 0;

	alarm(0);
	fd = dial(echoaddr, nil, dir, &cfd);
	if(fd < 0)
		bad("dial: %r");
	strict = mode == 'e';
	if(mode == 'e' && nrand(6) == 0) {
		strict = 0;
		snprint(ctl, sizeof ctl, "%s/ctl", dir);
		helper = later(10, ctl, nrand(2) ? "hangup" : "close");
	}
	me->faults += !strict;
	if(write(fd, &mode, 1) != 1)
		failed("write");
	maybealarms();
	if(mode == 'f')
		full(fd);
	else
		exchange(fd, nrand(500 * 1024), nrand(256));
	alarm(0);
	if(helper != 0)
		reap(helper);
	close(fd);
	close(cfd);
}

static void export(void)
{
	char dir[NETPATHLEN], ctl[NETPATHLEN + 8];
	int fd, cfd, helper = 0, i;

	alarm(0);
	fd = dial(exportaddr, nil, dir, &cfd);
	if(fd < 0)
		bad("dial: %r");
	if(mount(fd, -1, "/mnt", MREPL | MCREATE | (nrand(2) ? MCACHE : 0), "") < 0)
		bad("mount of exportfs: %r");
	close(fd);
	strict = nrand(4) != 0;
	if(!strict) {
		snprint(ctl, sizeof ctl, "%s/ctl", dir);
		helper = later(60, ctl, nrand(2) ? "hangup" : "close");
		me->faults++;
	}
	maybealarms();
	for(i = 0; i < 3; i++)
		if(readfile("/mnt/big", Exported, 3) < 0 || files("/mnt") < 0)
			break;
	alarm(0);
	if(helper != 0)
		reap(helper);
	unmount(nil, "/mnt");
	close(cfd);
}

/* ---- pipes ---- */

/* messages, which interrupted writes must not lose, tear or double */
static void
pipes(void)
{
	int p[2], pid, n = 50 + nrand(200), k, key = nrand(256);
	vlong off = 0;

	alarm(0);
	if(pipe(p) < 0)
		bad("pipe: %r");
	pid = fork();
	if(pid < 0)
		bad("fork: %r");
	maybealarms();
	if(pid == 0) {
		close(p[0]);
		for(; n > 0; n--, off += k) {
			k = 1 + nrand(Maxmsg);
			fill(buf, k, off, key);
			if(trywrite(p[1], buf, k, 0) != k)
				bad("pipe: %r");
		}
		_exits(nil);
	}
	close(p[1]);
	while((k = tryread(p[0], buf, 1 + nrand(2 * Maxmsg), 0)) > 0) {
		verify("pipe", buf, k, off, key);
		off += k;
	}
	if(k < 0)
		bad("pipe: %r");
	close(p[0]);
	reap(pid);
	me->kib += off / 1024;
}

/* ---- all of it ---- */

Job jobs[] = {
	{"ram", ram, 3},
	{"tcp", tcp, 4},
	{"export", export, 2},
	{"pipe", pipes, 2},
};
int njobs = nelem(jobs);

void
startservers(void)
{
	char name[64];
	int fd;

	fd = create(exportdir, OREAD, DMDIR | 0700);
	close(fd);
	snprint(name, sizeof name, "%s/big", exportdir);
	strict = 1;
	writefile(create(name, OWRITE, 0600), Exported, 3);
	echopid = startserver(echoaddr, echo);
	exportpid = startserver(exportaddr, exporter);
}

void
endservers(void)
{
	char name[64];

	postnote(PNPROC, echopid, "kill");
	postnote(PNPROC, exportpid, "kill");
	snprint(name, sizeof name, "%s/big", exportdir);
	remove(name);
	remove(exportdir);
}
