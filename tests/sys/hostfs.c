/* the host's files, used by several processes at once */
#include "test.h"

enum
{
	Nwriter = 4,
	Nline = 200,
	Nname = 3000,
};

static int
made(char *name, ulong perm)
{
	int fd = create(name, OWRITE, perm);

	ok(fd >= 0, "%s", name);
	close(fd);
	return fd;
}

/* ---- exclusive use ---- */

static void
holder(void *arg)
{
	int *p = arg, fd;

	fd = open("lock", ORDWR);
	write(p[1], fd >= 0 ? "y" : "n", 1);
	for(;;)
		sleep(1000);
}

static void
exclusive(void)
{
	int p[2], pid, fd;
	char c;

	scratch();
	made("lock", DMEXCL | 0666);
	pipe(p);
	pid = spawn(RFFDG, holder, p);
	eqint(read(p[0], &c, 1), 1);
	eqint(c, 'y');
	expectname(open("lock", OREAD), "exclusive use file already open", "lock");
	expectname(create("lock", OWRITE, 0666), "exclusive use file already open", "lock");
	ctl(pid, "kill");
	reap(pid);
	fd = open("lock", OREAD);
	ok(fd >= 0);
	/* one Chan may have several descriptors, and the last one counts */
	dup(fd, 20);
	close(fd);
	expectname(open("lock", OREAD), "exclusive use file already open", "lock");
	close(20);
	fd = open("lock", OREAD);
	ok(fd >= 0);
	close(fd);
}

/* ---- append only ---- */

static void
appender(void *arg)
{
	int i, fd, me = (int)(uintptr)arg;
	char line[16];

	fd = open("log", OWRITE);
	for(i = 0; i < Nline; i++) {
		snprint(line, sizeof line, "%d %5d\n", me, i);
		if(pwrite(fd, line, 8, 0) != 8)
			exits("short write");
	}
}

static void
append(void)
{
	int next[Nwriter] = {0}, pid[Nwriter], i, n = 0;
	char *text, *s;

	scratch();
	made("log", DMAPPEND | 0666);
	for(i = 0; i < Nwriter; i++)
		pid[i] = spawn(0, appender, (void *)(uintptr)i);
	for(i = 0; i < Nwriter; i++)
		expectexit(pid[i], "");
	text = slurp("log");
	for(s = text; *s != '\0'; s += 8, n++) {
		i = *s - '0';
		ok(i >= 0 && i < Nwriter && s[7] == '\n', "line %d", n);
		eqint(atoi(s + 2), next[i]++);
	}
	eqint(n, Nwriter * Nline);
	/* nothing of it goes away */
	close(create("log", OWRITE, 0666));
	eqint(strlen(slurp("log")), 8 * Nwriter * Nline);
}

/* ---- remove on close ---- */

static void
remover(void *arg)
{
	int *p = arg;

	create("temp", OWRITE | ORCLOSE, 0666);
	write(p[1], "x", 1);
	for(;;)
		sleep(1000);
}

static void
rclose(void)
{
	int p[2], pid, fd, fd2;
	char c;

	scratch();
	pipe(p);
	pid = spawn(RFFDG, remover, p);
	read(p[0], &c, 1);
	fd = open("temp", OREAD);
	ok(fd >= 0);
	ctl(pid, "kill");
	reap(pid);
	expectname(open("temp", OREAD), "file does not exist", "temp");
	/* who has it open keeps it */
	eqint(read(fd, &c, 1), 0);
	close(fd);
	/* by another name */
	made("a", 0666);
	fd = open("a", OREAD | ORCLOSE);
	fd2 = dup(fd, -1);
	close(fd);
	fd = open("a", OREAD);
	ok(fd >= 0);
	close(fd);
	close(fd2);
	expectname(open("a", OREAD), "file does not exist", "a");
}

/* ---- names ---- */

static int
listed(char *dir, char *name, Dir *to)
{
	int i, n, fd = open(dir, OREAD), found = 0;
	Dir *d;

	n = dirreadall(fd, &d);
	close(fd);
	for(i = 0; i < n; i++)
		if(strcmp(d[i].name, name) == 0) {
			found++;
			*to = d[i];
		}
	return found;
}

static void
oddnames(void)
{
	Dir d;

	scratch();
	/* a host name with byte 1, one with a byte that is no UTF-8 */
	made("a\357\234\201b", 0666);
	eqint(listed(".", "a\357\234\201b", &d), 1);
	made("h\303\251", 0666);
	eqint(listed(".", "h\303\251", &d), 1);
	made("\377", 0666);
	eqint(listed(".", "\357\237\277", &d), 1);
	ok(remove("\357\237\277") == 0);
	eqint(listed(".", "\357\237\277", &d), 0);
	/* a slash, disguised */
	expectname(open("x\357\234\257y", OREAD), "file does not exist", "x\357\234\257y");
	expectname(create("x\357\234\257y", OWRITE, 0666), "bad character in file name",
		   "x\357\234\257y");
}

/* an entry that is mounted upon is that of what is mounted there */
static void
mounted(void)
{
	Dir d, *st;

	scratch();
	close(create("on", OREAD, DMDIR | 0777));
	close(create("off", OREAD, DMDIR | 0777));
	rfork(RFNAMEG);
	ok(bind("#|", "on", MREPL) >= 0);
	ok(bind("off", "off", MREPL | MCREATE) >= 0);
	eqint(listed(".", "on", &d), 1);
	st = dirstat("on");
	eqint(d.type, '|');
	eqint(d.qid.path, st->qid.path);
	eqint(listed(".", "off", &d), 1);
	eqint(d.type, 'M');
	/* what is below it is still the host's */
	made("off/f", 0666);
	eqint(listed("off", "f", &d), 1);
	expecterr(remove("on"), "is a mount point");
	unmount(nil, "on");
	ok(remove("on") == 0);
}

static void
bigdir(void)
{
	static uchar seen[Nname];
	int i, n, fd;
	char name[16];
	Dir *d;

	scratch();
	for(i = 0; i < Nname; i++) {
		snprint(name, sizeof name, "n%d", i);
		close(create(name, OWRITE, 0666));
	}
	fd = open(".", OREAD);
	n = dirreadall(fd, &d);
	eqint(n, Nname);
	for(i = 0; i < n; i++)
		seen[atoi(d[i].name + 1)]++;
	for(i = 0; i < Nname; i++)
		if(seen[i] != 1)
			ok(0, "%d: %d times", i, seen[i]);
	/* half of it goes while it is read */
	seek(fd, 0, 0);
	n = dirread(fd, &d);
	ok(n > 0);
	for(i = 0; i < Nname; i += 2) {
		snprint(name, sizeof name, "n%d", i);
		remove(name);
	}
	memset(seen, 0, sizeof seen);
	while((n = dirread(fd, &d)) > 0)
		for(i = 0; i < n; i++)
			seen[atoi(d[i].name + 1)]++;
	for(i = 0; i < Nname; i++)
		if(seen[i] > 1)
			ok(0, "%d: %d times", i, seen[i]);
	for(i = 1; i < Nname; i += 2) {
		snprint(name, sizeof name, "n%d", i);
		remove(name);
	}
	close(fd);
	fd = open(".", OREAD);
	eqint(dirreadall(fd, &d), 0);
}

/* ---- contents ---- */

static void
large(void)
{
	vlong far = 5LL * 1024 * 1024 * 1024;
	char buf[8];
	Dir *d;
	int fd;

	scratch();
	fd = create("big", ORDWR, 0666);
	eqint(pwrite(fd, "end", 3, far), 3);
	eqint(pread(fd, buf, sizeof buf, far), 3);
	ok(memcmp(buf, "end", 3) == 0);
	eqint(pread(fd, buf, sizeof buf, far - 2), 5);
	ok(memcmp(buf, "\0\0end", 5) == 0);
	d = dirfstat(fd);
	eqint(d->length, far + 3);
	eqint(seek(fd, 0, 2), far + 3);
	nulldir(d);
	d->length = 10;
	ok(dirfwstat(fd, d) >= 0);
	eqint(pread(fd, buf, sizeof buf, far), 0);
	d = dirstat("big");
	eqint(d->length, 10);
}

static void
grow(void *arg)
{
	char **p = arg;

	*p = sbrk(1024 * 1024);
	memset(*p, 'x', 100); /* the rest is not touched yet */
}

/* reads into memory that another process has made, and into none */
static void
memory(void)
{
	static char *p;
	char *text, *end;
	int i, fd, n = 1024 * 1024;

	scratch();
	text = malloc(n);
	for(i = 0; i < n; i++)
		text[i] = i * 7 + i / 4096;
	fd = create("f", ORDWR, 0666);
	eqint(write(fd, text, n), n);
	expectexit(spawn(RFMEM, grow, &p), "");
	eqint(pread(fd, p, n, 0), n);
	ok(memcmp(p, text, n) == 0);
	eqint(pwrite(fd, p, n, 0), n);
	expectbad(pread(fd, NOWHERE, 10, 0));
	expectbad(pwrite(fd, NOWHERE, 10, 0));
	expectbad(pread(fd, KERNEL, 10, 0));
	expectbad(pwrite(fd, KERNEL, 10, 0));
	end = (char *)(((uintptr)sbrk(0) + 4095) & ~4095ULL);
	expectbad(pread(fd, end - 100, 200, 0));
	eqint(pread(fd, end - 100, 100, 0), 100);
	ok(memcmp(end - 100, text, 100) == 0);
}

Case cases[] = {
	{"exclusive", exclusive}, {"append", append},   {"rclose", rclose},
	{"oddnames", oddnames},   {"mounted", mounted}, {"bigdir", bigdir},
	{"large", large},         {"memory", memory},   {nil},
};

void
kid(int argc, char **argv)
{
	USED(argc);
	USED(argv);
}
