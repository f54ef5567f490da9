/* #c: the console's companions */
#include "test.h"

static char *
text(char *name)
{
	static char buf[8192];
	int n, fd = open(name, OREAD);

	n = fd < 0 ? -1 : read(fd, buf, sizeof buf - 1);
	close(fd);
	if(n < 0)
		ok(0, "%s", name);
	buf[n < 0 ? 0 : n] = '\0';
	return buf;
}

static void
listing(void)
{
	static char *names[] = {"bintime",    "cons",      "consctl", "cputime", "drivers",
				"hostdomain", "hostowner", "kmesg",   "kprint",  "null",
				"osversion",  "pgrpid",    "pid",     "ppid",    "random",
				"reboot",     "swap",      "sysname", "sysstat", "time",
				"user",       "zero"};
	int i, k, n;
	Dir *d;

	n = dirreadall(open("#c", OREAD), &d);
	for(i = 0; i < nelem(names); i++) {
		for(k = 0; k < n && strcmp(d[k].name, names[i]) != 0; k++) {
		}
		ok(k < n, "%s", names[i]);
	}
	expectname(open("#c/nofile", OREAD), "file does not exist", "#c/nofile");
	expectname(create("#c/new", OWRITE, 0666), "permission denied", "#c/new");
	expecterr(remove("#c/null"), "permission denied");
}

static void
nulls(void)
{
	char buf[64];
	int n, z;

	n = open("/dev/null", ORDWR);
	z = open("/dev/zero", OREAD);
	eqint(read(n, buf, 64), 0);
	eqint(write(n, buf, 64), 64);
	memset(buf, 1, 64);
	eqint(read(z, buf, 64), 64);
	eqint(buf[63], 0);
	eqint(pread(z, buf, 64, 1LL << 50), 64);
	expectname(open("/dev/zero", OWRITE), "permission denied", "/dev/zero");
	expectbad(read(z, NOWHERE, 1));
	expectbad(read(z, end, 1 << 30));
}

static void
numbers(void)
{
	char *s, buf[16];
	int i, n;

	s = text("#c/pid");
	eqint(strlen(s), 12);
	eqint(s[11], ' ');
	eqint(atoi(s), getpid());
	eqint(pread(open("#c/pid", OREAD), buf, 5, 8), 4);
	eqint(strlen(text("#c/ppid")), 12);
	s = text("/dev/cputime");
	eqint(strlen(s), 72);
	eqstr(text("/dev/osversion"), "2000");
	s = text("/dev/sysstat");
	n = strlen(s);
	ok(n > 0 && n % 121 == 0, "%d", n);
	for(i = 120; i < n; i += 121)
		eqint(s[i], '\n');
	eqint(atoi(s), 0);
	s = text("/dev/swap");
	ok(strstr(s, " memory\n") != nil && strstr(s, "4096 pagesize\n") != nil &&
		   strstr(s, " kernel\n") != nil && strstr(s, " user\n") != nil &&
		   strstr(s, " swap\n") != nil,
	   "%s", s);
	s = text("/dev/drivers");
	ok(strstr(s, "#c cons\n") != nil && strstr(s, "#p proc\n") != nil && strstr(s, "#| pipe\n"),
	   "%s", s);
}

vlong _syscall(int n, ...);

static void
clock(void)
{
	uchar b[32];
	uvlong ns = 0, hz = 0;
	int i, fd = open("/dev/bintime", OREAD);
	char path[32];

	fd2path(fd, path, sizeof path);
	eqstr(path, "/dev/bintime");
	eqint(read(fd, b, 7), 0);
	eqint(pread(fd, b, 8, 0), 8);
	eqint(pread(fd, b, 24, 100), 24);
	for(i = 0; i < 8; i++) {
		ns = ns << 8 | b[i];
		hz = hz << 8 | b[16 + i];
	}
	ok(ns / 1000000000 > 1700000000ULL && hz > 0, "%llud %llud", ns, hz);
	ok(nsec() - (vlong)ns < 5000000000LL);
	eqint(strlen(text("/dev/time")), 78);
	close(fd);

	/* the clock can be set, for all who ask */
	ns += 3600 * 1000000000ULL;
	b[0] = 'n';
	for(i = 0; i < 8; i++)
		b[1 + i] = ns >> (56 - 8 * i);
	fd = open("/dev/bintime", OWRITE);
	eqint(write(fd, b, 9), 9);
	close(fd);
	ok(nsec() >= (vlong)ns, "%lld %lld", nsec(), ns);
	ok(_syscall(53) >= (vlong)ns, "%lld %lld", _syscall(53), ns);

	/* seconds that are too many nanoseconds, and a time too far from the host's */
	fd = open("/dev/time", OWRITE);
	expecterr(write(fd, "999999999999", 12), "bad time control");
	close(fd);
	memset(b + 1, 0, 8);
	b[1] = 0x80;
	fd = open("/dev/bintime", OWRITE);
	expecterr(write(fd, b, 9), "bad time control");
	close(fd);
	ok(nsec() >= (vlong)ns, "%lld %lld", nsec(), ns);
}

static void
randoms(void)
{
	uchar a[1024], b[1024];
	int i, k, n = 0, fd = open("/dev/random", OREAD);

	eqint(read(fd, a, sizeof a), sizeof a);
	eqint(read(fd, b, sizeof b), sizeof b);
	ok(memcmp(a, b, sizeof a) != 0);
	for(i = 0; i < (int)sizeof a; i++)
		for(k = 0; k < 8; k++)
			n += a[i] >> k & 1;
	ok(n > 3600 && n < 4600, "%d bits of 8192 set", n);
	expectbad(read(fd, NOWHERE, 10));
}

static int
onalarm(void *, char *msg)
{
	return strcmp(msg, "alarm") == 0;
}

/* what was read when a note came is what there is */
static void
longrandom(void)
{
	static char much[512 * 1024 * 1024];
	int n, fd = open("/dev/random", OREAD);

	atnotify(onalarm, 1);
	alarm(50);
	n = read(fd, much, sizeof much);
	ok(n > 0 && n < (int)sizeof much, "%d", n);
	close(fd);
}

static void
names(void)
{
	char *user = strdup(text("/dev/user")), old[256];
	int fd, pid;

	ok(*user != '\0');
	eqstr(getuser(), user);
	eqstr(text("/dev/hostowner"), user);
	fd = open("/dev/user", OWRITE);
	expecterr(write(fd, "somebody", 8), "permission denied");
	/* anybody may become nobody */
	pid = rfork(RFPROC | RFFDG);
	if(pid == 0) {
		eqint(write(fd, "none", 4), 4);
		eqstr(text("/dev/user"), "none");
		eqstr(getuser(), "none");
		ok(open("/dev/reboot", OWRITE) < 0);
		_exits(nil);
	}
	expectexit(pid, "");
	strcpy(old, text("/dev/sysname"));
	ok(*old != '\0');
	fd = open("/dev/sysname", OWRITE);
	eqint(write(fd, "other\n", 6), 6);
	eqstr(text("/dev/sysname"), "other");
	ok(pwrite(fd, old, strlen(old), 0) > 0);
	expecterr(pwrite(fd, old, 1, 5), "bad arg in system call");
}

static void
messages(void)
{
	char buf[256];
	int fd;

	fd = open("/dev/kprint", OREAD);
	ok(fd >= 0);
	/* an open that fails is no end of the one that did not */
	for(int i = 0; i < 2; i++)
		expectname(open("/dev/kprint", OREAD), "device or object already in use",
			   "/dev/kprint");
	close(fd);
	fd = open("/dev/kprint", OREAD);
	ok(fd >= 0);
	close(fd);
	fd = open("/dev/kmesg", OREAD);
	ok(fd >= 0 && read(fd, buf, sizeof buf) >= 0);
	fd = open("/dev/reboot", OWRITE);
	ok(fd >= 0);
	ok(write(fd, "nonsense", 8) < 0);
	fd = open("/dev/consctl", OWRITE);
	ok(fd >= 0);
	expectname(open("/dev/consctl", OREAD), "permission denied", "/dev/consctl");
}

static void
drivers(void)
{
	int fd = open("/dev/drivers", ORDWR), pid;

	pid = rfork(RFPROC | RFNAMEG | RFFDG);
	if(pid == 0) {
		eqint(write(fd, "chdev -r s", 10) < 0, 1);
		ok(write(fd, "chdev &~ s", 10) == 10);
		expecterr(open("#s", OREAD), "mount/attach disallowed");
		ok(open("#e", OREAD) >= 0);
		ok(strstr(text("/dev/drivers"), "#s srv") == nil);
		ok(write(fd, "chdev & ec", 10) == 10);
		expecterr(open("#d", OREAD), "mount/attach disallowed");
		ok(open("#e", OREAD) >= 0);
		ok(write(fd, "chdev ~", 7) == 7);
		expecterr(open("#e", OREAD), "mount/attach disallowed");
		_exits(nil);
	}
	expectexit(pid, "");
	ok(open("#s", OREAD) >= 0);
}

Case cases[] = {
	{"listing", listing},       {"nulls", nulls},
	{"numbers", numbers},       {"clock", clock},
	{"randoms", randoms},       {"names", names},
	{"messages", messages},     {"drivers", drivers},
	{"longrandom", longrandom}, {nil},
};
