/* exec: programs, scripts, what is kept and what is not */
#include "test.h"
#include <tos.h>

/* run file with argv in a child, its output in out; result: its wait message */
static char *
run(char *file, char **argv, char *out, int n)
{
	int p[2], pid, m, t = 0;

	pipe(p);
	pid = rfork(RFPROC | RFFDG);
	if(pid == 0) {
		dup(p[1], 1);
		close(p[0]);
		close(p[1]);
		exec(file, argv);
		fprint(1, "%r");
		_exits("exec");
	}
	close(p[1]);
	while(t < n - 1 && (m = read(p[0], out + t, n - 1 - t)) > 0)
		t += m;
	out[t] = '\0';
	close(p[0]);
	return reap(pid);
}

static void
copyself(char *to, int perm)
{
	char buf[8192];
	int in = open(self, OREAD), out = create(to, OWRITE, perm), n;

	ok(in >= 0 && out >= 0, "%s", self);
	while((n = read(in, buf, sizeof buf)) > 0)
		write(out, buf, n);
	close(in);
	close(out);
}

/* self is relative to where emu was started; find it before leaving */
static void
enter(void)
{
	static char path[256];
	int fd = open(self, OREAD);

	fd2path(fd, path, sizeof path);
	close(fd);
	self = path;
	scratch();
	copyself("me", 0755);
}

static void
arguments(void)
{
	char out[256], **big, *arg;
	char *argv[] = {"name", "-echo", "one", "", "three four", nil};
	char *none[] = {nil};
	int i;

	enter();
	eqstr(run("me", argv, out, sizeof out), "");
	eqstr(out, "4<name><one><><three four>");
	eqstr(run("./me", argv, out, sizeof out), "");
	expecterr(exec("me", none), "bad arg in system call");
	expectbad(exec("me", NOWHERE));
	expectbad(exec(NOWHERE, argv));
	argv[2] = WILD;
	expectbad(exec("me", argv));
	/* a megabyte of arguments */
	arg = malloc(1001);
	memset(arg, 'a', 1000);
	arg[1000] = '\0';
	big = malloc(1003 * sizeof *big);
	big[0] = "big";
	big[1] = "-count";
	for(i = 2; i < 1002; i++)
		big[i] = arg;
	big[i] = nil;
	eqstr(run("me", big, out, sizeof out), "");
	eqstr(out, "1001 1001008");
}

static void
errors(void)
{
	char *argv[] = {"x", nil};

	enter();
	expectname(exec("nofile", argv), "file does not exist", "nofile");
	expectname(exec("/dev", argv), "cannot exec directory", "/dev");
	copyself("noexec", 0644);
	expectname(exec("noexec", argv), "permission denied", "noexec");
	close(create("empty", OWRITE, 0755));
	expecterr(exec("empty", argv), "exec header invalid");
	spit("text", "echo hello\n");
	close(create("text2", OWRITE, 0755));
	spit("text2", "echo a longer text that is not a script at all, really\n");
	expecterr(exec("text2", argv), "exec header invalid");
}

/* change one 32-bit word of the header */
static void
bend(char *name, int off, u32int v)
{
	uchar b[4] = {v >> 24, v >> 16, v >> 8, v};
	int fd;

	copyself(name, 0755);
	fd = open(name, OWRITE);
	pwrite(fd, b, 4, off);
	close(fd);
}

static void
headers(void)
{
	char *argv[] = {"x", nil};

	enter();
	bend("magic", 0, 0x1eb);
	expecterr(exec("magic", argv), "exec header invalid");
	bend("entry", 36, 0x100);
	expecterr(exec("entry", argv), "exec header invalid");
	bend("entry2", 36, 0x200000);
	expecterr(exec("entry2", argv), "exec header invalid");
	bend("entry3", 32, 1);
	expecterr(exec("entry3", argv), "exec header invalid");
	bend("text", 4, 0xffffffff);
	eqint(exec("text", argv), -1); /* 4 GiB that the file does not have */
	bend("text0", 4, 0);
	expecterr(exec("text0", argv), "exec header invalid");
}

/* sizes that the file does not have: it starts, and faults where nothing is */
static void
truncated(void)
{
	char out[64];
	char *argv[] = {"x", "-echo", nil}, *m;
	uchar b[40];
	int fd;

	enter();
	fd = open("me", OREAD);
	read(fd, b, sizeof b);
	close(fd);
	fd = create("short", OWRITE, 0755);
	write(fd, b, sizeof b);
	close(fd);
	m = run("short", argv, out, sizeof out);
	ok(*m != '\0' || strstr(out, "i/o error") != nil, "'%s' '%s'", m, out);
}

static void
mkscript(char *name, char *line)
{
	int fd = create(name, OWRITE, 0755);

	fprint(fd, "%s", line);
	close(fd);
}

static void
scripts(void)
{
	char out[512], dir[128], line[300], want[300];
	char *argv[] = {"ignored", "a", "b c", nil};

	enter();
	getwd(dir, sizeof dir);
	snprint(line, sizeof line, "#!%s/me -echo\nrest\n", dir);
	mkscript("s1", line);
	eqstr(run("s1", argv, out, sizeof out), "");
	eqstr(out, "4<s1><s1><a><b c>");
	snprint(line, sizeof line, "%s/s1", dir);
	eqstr(run(line, argv, out, sizeof out), "");
	snprint(want, sizeof want, "4<s1><%s><a><b c>", line);
	eqstr(out, want);
	/* blanks, quotes */
	snprint(line, sizeof line, "#! %s/me\t -echo 'two words'  x \n", dir);
	mkscript("s2", line);
	run("s2", argv, out, sizeof out);
	eqstr(out, "6<s2><two words><x><s2><a><b c>");
	/* what may not be */
	snprint(line, sizeof line, "#!%s/s1\n", dir);
	mkscript("s3", line);
	expecterr(exec("s3", argv), "exec header invalid");
	mkscript("s4", "#!/dev/null");
	expecterr(exec("s4", argv), "exec header invalid");
	mkscript("s5", "#!\n");
	expecterr(exec("s5", argv), "exec header invalid");
	mkscript("s6", "#!/no/such\n");
	expectname(exec("s6", argv), "file does not exist", "/no");
	memset(line, 'x', sizeof line - 1);
	memmove(line, "#!/", 3);
	line[sizeof line - 2] = '\n';
	line[sizeof line - 1] = '\0';
	mkscript("s7", line);
	expecterr(exec("s7", argv), "exec header invalid");
	/* the process is called after the script */
	snprint(line, sizeof line, "#!%s/me -name\n", dir);
	mkscript("s8", line);
	run("s8", argv, out, sizeof out);
	eqstr(out, "s8");
}

/* descriptors: close-on-exec ones go, others stay; the rest of the process too */
static void
kept(void)
{
	char out[512], want[512];
	char *argv[] = {"x", "-kept", nil, nil, nil};
	char a[16], b[16], dir[128];
	int fd, fd2;

	enter();
	getwd(dir, sizeof dir);
	fd = open("/dev/zero", OREAD | OCEXEC);
	fd2 = open("/dev/zero", OREAD);
	snprint(a, sizeof a, "%d", fd);
	snprint(b, sizeof b, "%d", fd2);
	argv[2] = a;
	argv[3] = b;
	snprint(want, sizeof want, "-1 1 %s", dir);
	run("me", argv, out, sizeof out);
	eqstr(out, want);
	/* a dup of it is not close-on-exec */
	fd = dup(fd, -1);
	snprint(a, sizeof a, "%d", fd);
	snprint(want, sizeof want, "1 1 %s", dir);
	run("me", argv, out, sizeof out);
	eqstr(out, want);
}

static void
handler(void *u, char *msg)
{
	USED(u, msg);
	noted(NCONT);
}

/* note handler, pid, attached segments */
static void
reset(void)
{
	char *argv[] = {"x", "-sleep", nil};
	int pid, p[2];
	char buf[8];

	enter();
	pipe(p);
	pid = rfork(RFPROC | RFFDG);
	if(pid == 0) {
		notify(handler);
		dup(p[1], 1);
		close(p[0]);
		close(p[1]);
		exec("me", argv);
		_exits("exec");
	}
	close(p[1]);
	eqint(read(p[0], buf, 1), 1);
	postnote(PNPROC, pid, "hello");
	expectexit(pid, "hello");
	/* an alarm survives */
	pid = rfork(RFPROC | RFFDG);
	if(pid == 0) {
		alarm(100);
		exec("me", argv);
		_exits("exec");
	}
	expectexit(pid, "alarm");
}

static void
segments(void)
{
	char out[64];
	char *argv[] = {"x", "-peek", nil, nil}, at[32];
	int *p = segattach(0, "shared", nil, 4096), *q = segattach(SG_CEXEC, "shared", nil, 4096);

	enter();
	ok(p != (void *)-1 && q != (void *)-1);
	*p = 4711;
	*q = 4712;
	snprint(at, sizeof at, "%p", p);
	argv[2] = at;
	eqstr(run("me", argv, out, sizeof out), "");
	eqstr(out, "4711");
	snprint(at, sizeof at, "%p", q);
	ok(strstr(run("me", argv, out, sizeof out), "fault read") != nil);
}

/* another process's memory is not ours after exec; data starts as in the file, bss zero */
static int data = 3;
static int bss[5000];

static void
fresh(void)
{
	char out[64];
	char *argv[] = {"x", "-fresh", nil};
	int pid;

	enter();
	data = 4;
	bss[4999] = 5;
	eqstr(run("me", argv, out, sizeof out), "");
	eqstr(out, "3 0");
	/* out of shared memory: the others keep it */
	pid = rfork(RFPROC | RFMEM | RFFDG);
	if(pid == 0) {
		close(1);
		open("/dev/null", OWRITE);
		exec("me", argv);
	}
	expectexit(pid, "");
	eqint(data, 4);
}

/* a program may be replaced while it runs */
static void
replace(void)
{
	char *argv[] = {"x", "-sleep", nil};
	char buf[8], out[64];
	int pid, p[2];
	char *argv2[] = {"x", "-fresh", nil};

	enter();
	pipe(p);
	pid = rfork(RFPROC | RFFDG);
	if(pid == 0) {
		dup(p[1], 1);
		exec("me", argv);
	}
	close(p[1]);
	read(p[0], buf, 1);
	eqint(remove("me"), 0);
	mkscript("me", "#!/no/such\n");
	run("me", argv2, out, sizeof out);
	ok(strstr(out, "does not exist") != nil, "%s", out);
	postnote(PNPROC, pid, "end");
	expectexit(pid, "end");
	copyself("me", 0755);
	run("me", argv2, out, sizeof out);
	eqstr(out, "3 0");
}

static void
fdexec(void)
{
	char buf[256], name[32];
	int fd = open(self, OEXEC);

	ok(fd >= 0);
	ok(read(fd, buf, 4) == 4, "OEXEC reads");
	snprint(name, sizeof name, "/proc/%d/text", getpid());
	fd = open(name, OREAD);
	ok(fd >= 0);
	fd2path(fd, buf, sizeof buf);
	ok(strstr(buf, "exec") != nil, "%s", buf);
}

Case cases[] = {
	{"arguments", arguments}, {"errors", errors},     {"headers", headers},
	{"truncated", truncated}, {"scripts", scripts},   {"kept", kept},
	{"reset", reset},         {"segments", segments}, {"fresh", fresh},
	{"replace", replace},     {"fdexec", fdexec},     {nil},
};

/* ---- the other programs that this one is ---- */

static void
kidecho(int argc, char **argv)
{
	int i;

	print("%d", argc - 1);
	print("<%s>", argv[0]);
	for(i = 2; i < argc; i++)
		print("<%s>", argv[i]);
}

static void
kidcount(int argc, char **argv)
{
	int i, n = strlen(argv[0]) + 1;

	for(i = 2; i < argc; i++)
		n += strlen(argv[i]) + 1;
	print("%d %d", argc - 1, n + 4);
}

static void
kidkept(char **argv)
{
	char b[2], dir[128];

	print("%ld ", read(atoi(argv[2]), b, 1));
	print("%ld ", read(atoi(argv[3]), b, 1));
	print("%s", getwd(dir, sizeof dir));
}

void
kid(int argc, char **argv)
{
	char *s, *f[2];

	if(argc < 2 || argv[1][0] != '-')
		return;
	if(strcmp(argv[1], "-echo") == 0)
		kidecho(argc, argv);
	else if(strcmp(argv[1], "-count") == 0)
		kidcount(argc, argv);
	else if(strcmp(argv[1], "-kept") == 0)
		kidkept(argv);
	else if(strcmp(argv[1], "-peek") == 0)
		print("%d", *(int *)strtoull(argv[2], nil, 16));
	else if(strcmp(argv[1], "-fresh") == 0)
		print("%d %d", data, bss[4999]);
	else if(strcmp(argv[1], "-name") == 0) {
		char name[32];

		snprint(name, sizeof name, "/proc/%d/status", getpid());
		s = slurp(name);
		tokenize(s, f, 2);
		print("%s", f[0]);
	} else if(strcmp(argv[1], "-sleep") == 0) {
		print("x");
		sleep(10000);
	} else
		return;
	exits(nil);
}
