/* #C: commands of the host */
#include "test.h"

static char dir[64];

static int
clone(void)
{
	char n[16];
	int fd = open("#C/cmd/clone", ORDWR), r;

	ok(fd >= 0);
	r = read(fd, n, sizeof n - 1);
	ok(r > 0);
	n[r > 0 ? r : 0] = '\0';
	snprint(dir, sizeof dir, "#C/cmd/%s", n);
	return fd;
}

static int
file(char *name, int mode)
{
	char buf[80];
	int fd;

	snprint(buf, sizeof buf, "%s/%s", dir, name);
	fd = open(buf, mode);
	ok(fd >= 0, "%s", buf);
	return fd;
}

static int
say(int fd, char *s)
{
	return write(fd, s, strlen(s));
}

/* all that comes, static */
static char *
all(int fd)
{
	static char buf[8192];
	int n, t = 0;

	while(t < (int)sizeof buf - 1 && (n = read(fd, buf + t, sizeof buf - 1 - t)) > 0)
		t += n;
	buf[t] = '\0';
	return buf;
}

/* why it ended */
static char *
waited(int fd)
{
	static char buf[128];
	char *f[5];
	int n = read(fd, buf, sizeof buf - 1);

	buf[n > 0 ? n : 0] = '\0';
	eqint(tokenize(buf, f, nelem(f)), 5);
	return f[4];
}

static void
runs(void)
{
	int ctlfd = clone(), in = file("data", OWRITE), out = file("data", OREAD),
	    err = file("stderr", OREAD), w = file("wait", OREAD);

	ok(say(ctlfd, "dir /") > 0);
	ok(say(ctlfd, "exec sh -c 'pwd; cat; echo \"it''s\" wrong >&2; exit 7'") > 0);
	ok(say(in, "input\n") == 6);
	close(in);
	eqstr(all(out), "/\ninput\n");
	eqstr(all(err), "it's wrong\n");
	eqstr(waited(w), "exit status 7");
	ok(strstr(all(file("status", OREAD)), " Done / sh\n") != nil);
	expecterr(say(ctlfd, "exec true"), "already run");
	expecterr(say(ctlfd, "kill"), "not running");
}

static void
killed(void)
{
	int ctlfd = clone(), out = file("data", OREAD), w = file("wait", OREAD);

	ok(say(ctlfd, "nice 2") > 0);
	/* its child goes with it */
	ok(say(ctlfd, "exec sh -c 'sleep 100 & echo x; wait'") > 0);
	eqint(read(out, dir, 2), 2);
	ok(say(ctlfd, "kill") > 0);
	eqstr(waited(w), "killed: signal 9");
	eqstr(all(out), "");
	close(out);
	close(w);
	close(ctlfd);
	ctlfd = clone();
	out = file("data", OREAD);
	w = file("wait", OREAD);
	ok(say(ctlfd, "killonclose") > 0);
	ok(say(ctlfd, "exec sleep 100") > 0);
	close(ctlfd);
	eqstr(waited(w), "killed: signal 9");
}

static void
errors(void)
{
	static char *bad[] = {"",       "nonsense", "exec",   "dir",  "dir a b",
			      "nice 0", "nice x",   "nice 4", "kill", "kill now"};
	char buf[16];
	int ctlfd = clone(), i;

	for(i = 0; i < nelem(bad); i++)
		ok(say(ctlfd, bad[i]) < 0, "%s", bad[i]);
	expecterr(say(ctlfd, "exec nosuchcommandanywhere"), "file does not exist");
	expecterr(say(ctlfd, "exec /etc/passwd"), "permission denied");
	ok(say(ctlfd, "dir /nowhere/at/all") > 0);
	expecterr(say(ctlfd, "exec true"), "file does not exist");
	expecterr(read(file("data", OREAD), buf, sizeof buf), "no command");
	expecterr(write(file("data", OWRITE), buf, 1), "no command");
	expecterr(read(file("wait", OREAD), buf, sizeof buf), "no command");
	expecterr(write(file("status", OREAD), "x", 1), "inappropriate use of fd");
	expectbad(write(ctlfd, NOWHERE, 4));
	/* and can still run one */
	ok(say(ctlfd, "dir /") > 0);
	ok(say(ctlfd, "exec true") > 0);
	eqstr(waited(file("wait", OREAD)), "");
	ok(open("#C/cmd/999/ctl", ORDWR) < 0);
	ok(open("#Cx", OREAD) < 0);
}

/* the command's descriptors are its own three */
static void
clean(void)
{
	int ctlfd = clone(), out = file("data", OREAD);

	open("/dev/null", ORDWR);
	ok(say(ctlfd, "exec sh -c 'ls /proc/self/fd; sed -n /Sig[BIC]/p /proc/self/status'") > 0);
	eqstr(all(out), "0\n1\n2\n3\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\nSigCgt:"
			"\t0000000000000000\n");
}

static int
wake(void *u, char *msg)
{
	USED(u);
	return strcmp(msg, "alarm") == 0;
}

static void
interrupted(void)
{
	char buf[16];
	int ctlfd = clone(), out = file("data", OREAD), w = file("wait", OREAD);

	atnotify(wake, 1);
	ok(say(ctlfd, "killonclose") > 0);
	ok(say(ctlfd, "exec sleep 100") > 0);
	alarm(50);
	expecterr(read(out, buf, sizeof buf), "interrupted");
	alarm(50);
	expecterr(read(w, buf, sizeof buf), "interrupted");
	close(ctlfd);
}

static void
one(void *v)
{
	int ctlfd, out;

	USED(v);
	ctlfd = clone();
	out = file("data", OREAD);
	ok(say(ctlfd, "exec echo hello") > 0);
	eqstr(all(out), "hello\n");
}

static void
many(void)
{
	int pid[20], i;

	for(i = 0; i < nelem(pid); i++)
		pid[i] = spawn(RFFDG, one, nil);
	for(i = 0; i < nelem(pid); i++)
		expectexit(pid[i], "");
}

/* the host follows an address by itself, but the kernel's memory is not a program's */
static void
addresses(void)
{
	int ctlfd = clone(), in = file("data", OWRITE), out = file("data", OREAD);

	ok(say(ctlfd, "exec cat") > 0);
	expectbad(write(in, KERNEL, 4));
	expectbad(write(in, WILD, 4));
	eqint(say(in, "input"), 5);
	expectbad(read(out, KERNEL, 5));
	expectbad(read(out, WILD, 5));
	close(in);
	eqstr(all(out), "input");
}

Case cases[] = {
	{"runs", runs},     {"killed", killed},
	{"errors", errors}, {"addresses", addresses},
	{"clean", clean},   {"interrupted", interrupted},
	{"many", many},     {nil},
};
