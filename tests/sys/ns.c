/* bind, unmount, chdir and the tree of names */
#include "test.h"

static void
mkdir1(char *name)
{
	int fd = create(name, OREAD, DMDIR | 0777);

	if(fd < 0)
		sysfatal("mkdir %s: %r", name);
	close(fd);
}

/* three directories with a file each, all called f, and one of their own */
static void
setup(void)
{
	static char *d[] = {"a", "b", "c"};
	char name[16];
	int i;

	scratch();
	for(i = 0; i < 3; i++) {
		mkdir1(d[i]);
		snprint(name, sizeof name, "%s/f", d[i]);
		spit(name, d[i]);
		snprint(name, sizeof name, "%s/only%s", d[i], d[i]);
		spit(name, d[i]);
	}
}

static void
errors(void)
{
	setup();
	expectname(bind("nosuch", "a", MREPL), "file does not exist", "nosuch");
	expectname(bind("a", "nosuch", MREPL), "file does not exist", "nosuch");
	expecterr(bind("a/f", "a", MREPL), "inconsistent mount");
	expecterr(bind("a", "a/f", MREPL), "inconsistent mount");
	expecterr(bind("a/f", "b/f", MBEFORE), "inconsistent mount");
	expecterr(bind("a/f", "b/f", MAFTER), "inconsistent mount");
	expecterr(bind("a", "b", 3), "bad arg in system call");
	expecterr(bind("a", "b", 8), "bad arg in system call");
	expecterr(bind("a", "b", -1), "bad arg in system call");
	expectbad(bind(NOWHERE, "b", 0));
	expectbad(bind("a", NOWHERE, 0));
	expecterr(unmount(nil, "a"), "not mounted");
	expecterr(unmount("b", "a"), "not mounted");
	expectbad(unmount(NOWHERE, "a"));
	expectbad(unmount(nil, NOWHERE));
	ok(bind("a", "b", MREPL) >= 0);
	expecterr(unmount("c", "b"), "not in union");
	expectname(unmount("nosuch", "b"), "file does not exist", "nosuch");
}

static void
replace(void)
{
	setup();
	ok(bind("a", "b", MREPL) >= 0);
	eqstr(slurp("b/f"), "a");
	eqstr(slurp("b/onlya"), "a");
	expectname(open("b/onlyb", OREAD), "file does not exist", "b/onlyb");
	/* the source is unchanged, and a later file of it is seen */
	spit("a/new", "n");
	eqstr(slurp("b/new"), "n");
	/* once more replaces that */
	ok(bind("c", "b", MREPL) >= 0);
	eqstr(slurp("b/f"), "c");
	eqint(unmount(nil, "b"), 0);
	eqstr(slurp("b/f"), "b");
	/* files too */
	ok(bind("a/f", "b/f", MREPL) >= 0);
	eqstr(slurp("b/f"), "a");
	eqint(unmount("a/f", "b/f"), 0);
	eqstr(slurp("b/f"), "b");
}

static void
unions(void)
{
	setup();
	ok(bind("b", "a", MAFTER) >= 0);
	ok(bind("c", "a", MBEFORE) >= 0);
	eqstr(slurp("a/f"), "c");
	eqstr(slurp("a/onlya"), "a");
	eqstr(slurp("a/onlyb"), "b");
	eqstr(slurp("a/onlyc"), "c");
	expectname(create("a/new", OWRITE, 0666), "mounted directory forbids creation", "a/new");
	/* what exists can be rewritten, wherever it is */
	eqint(spit("a/onlyb", "B"), 0);
	eqstr(slurp("b/onlyb"), "B");
	eqint(unmount("c", "a"), 0);
	eqstr(slurp("a/f"), "a");
	ok(bind("c", "a", MAFTER | MCREATE) >= 0);
	eqint(spit("a/new", "x"), 0);
	eqstr(slurp("c/new"), "x");
	eqint(access("b/new", AEXIST), -1);
	/* a union bound elsewhere brings all its members */
	mkdir1("d");
	ok(bind("a", "d", MREPL) >= 0);
	eqstr(slurp("d/onlyb"), "B");
	eqstr(slurp("d/onlyc"), "c");
	eqint(unmount(nil, "a"), 0);
	eqint(access("a/onlyc", AEXIST), -1);
	eqstr(slurp("d/onlyc"), "c");
	expecterr(bind("d", "b", MREPL | MCREATE), "inconsistent mount");
}

/* mount points are the files, not their names */
static void
identity(void)
{
	char buf[4];

	setup();
	mkdir1("a/sub");
	spit("a/sub/x", "x");
	ok(bind("a", "b", MREPL) >= 0);
	ok(bind("c", "a/sub", MREPL) >= 0);
	eqstr(slurp("b/sub/f"), "c");
	eqint(unmount(nil, "b/sub"), 0);
	eqstr(slurp("a/sub/x"), "x");
	/* a device named by # shows no mounts */
	ok(bind("#c/zero", "/dev/null", MREPL) >= 0);
	eqint(read(open("/dev/null", OREAD), buf, 1), 1);
	eqint(read(open("#c/null", OREAD), buf, 1), 0);
}

/* .. goes back the way one came */
static void
dotdot(void)
{
	char want[128], got[128], dir[128];

	setup();
	getwd(dir, sizeof dir);
	mkdir1("a/deep");
	mkdir1("b/mnt");
	ok(bind("a/deep", "b/mnt", MREPL) >= 0);
	ok(chdir("b/mnt") >= 0);
	snprint(want, sizeof want, "%s/b/mnt", dir);
	eqstr(getwd(got, sizeof got), want);
	ok(chdir("..") >= 0);
	snprint(want, sizeof want, "%s/b", dir);
	eqstr(getwd(got, sizeof got), want);
	eqstr(slurp("f"), "b");
	eqstr(slurp("mnt/../f"), "b");
	eqstr(slurp("../a/f"), "a");
	ok(chdir("/../../dev/..") >= 0);
	eqstr(getwd(got, sizeof got), "/");
	ok(chdir("#c/..") >= 0);
	eqstr(getwd(got, sizeof got), "#c");
}

static void
chdirs(void)
{
	char got[128];

	setup();
	expectname(chdir("nosuch"), "file does not exist", "nosuch");
	expectname(chdir("a/f"), "not a directory", "a/f");
	expecterr(chdir(""), "empty file name");
	expectbad(chdir(NOWHERE));
	ok(chdir("#d") >= 0);
	eqstr(getwd(got, sizeof got), "#d");
	/* dot stays where it was when the name goes */
	ok(chdir("/dev") >= 0);
	rfork(RFNAMEG);
	bind("#e", "/dev", MREPL);
	ok(access("/dev/null", AEXIST) < 0);
	/* dot is below the mount: what is mounted there is crossed to */
	ok(access("null", AEXIST) < 0);
}

static void
order(void)
{
	char name[32], *s, *p, *q;

	setup();
	rfork(RFNAMEG);
	ok(bind("a", "b", MREPL) >= 0);
	ok(bind("c", "b", MBEFORE | MCREATE) >= 0);
	ok(bind("#c", "b", MAFTER) >= 0);
	snprint(name, sizeof name, "/proc/%d/ns", getpid());
	s = slurp(name);
	ok(s != nil);
	p = strstr(s, "/a /tmp/t");
	q = strstr(s, "bind -bc /tmp/t");
	ok(p != nil && q != nil && p < q, "%s", s);
	ok(strstr(s, "bind -a '#c' ") != nil, "%s", s);
	ok(strstr(s, "\ncd /tmp/t") != nil, "%s", s);
}

/* a deep tree, a long name */
static void
deep(void)
{
	char name[600], *p;
	int i;

	scratch();
	for(i = 0; i < 100; i++) {
		mkdir1("d");
		ok(chdir("d") >= 0);
	}
	getwd(name, sizeof name);
	eqint(strlen(strstr(name, "/d")), 200);
	spit("bottom", "here");
	chdir("/");
	p = name + strlen(name);
	strcpy(p, "/bottom");
	eqstr(slurp(name), "here");
	strcpy(p, "/nothing");
	ok(open(name, OREAD) < 0);
	/* take it down again */
	strcpy(p, "/bottom");
	eqint(remove(name), 0);
	for(i = 0; i < 100; i++) {
		*p = '\0';
		eqint(remove(name), 0);
		p -= 2;
	}
}

/* another process's changes are seen at once when the name space is shared */
static void
shared(void)
{
	int pid;

	setup();
	pid = rfork(RFPROC);
	if(pid == 0)
		_exits(bind("a", "b", MREPL) >= 0 ? nil : "bind");
	expectexit(pid, "");
	eqstr(slurp("b/f"), "a");
	pid = rfork(RFPROC | RFNAMEG);
	if(pid == 0)
		_exits(bind("c", "b", MREPL) >= 0 ? nil : "bind");
	expectexit(pid, "");
	eqstr(slurp("b/f"), "a");
}

Case cases[] = {
	{"errors", errors}, {"replace", replace},
	{"unions", unions}, {"identity", identity},
	{"dotdot", dotdot}, {"chdirs", chdirs},
	{"order", order},   {"deep", deep},
	{"shared", shared}, {nil},
};
