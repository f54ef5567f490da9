/* #U: the host's files as Plan 9 files */
#include "test.h"

static void
qids(void)
{
	Dir *a, *b;
	int fd;

	scratch();
	spit("f", "one");
	spit("g", "two");
	a = dirstat("f");
	b = dirstat("g");
	eqint(a->type, 'M'); /* as files of a file server, which programs expect */
	ok(a->qid.path != b->qid.path);
	eqint(a->qid.type, QTFILE);
	eqstr(a->uid, getuser());
	/* the version tells of a change; the rest stays */
	sleep(20);
	spit("f", "other");
	b = dirstat("f");
	eqint(b->qid.path, a->qid.path);
	ok(b->qid.vers != a->qid.vers);
	eqint(b->length, 5);
	ok(labs(b->mtime - time(nil)) < 100);
	fd = open("f", OREAD);
	eqint(dirfstat(fd)->qid.path, b->qid.path);
	/* a file that comes in the place of another is another */
	remove("f");
	spit("f", "new");
	b = dirstat("f");
	ok(b->qid.path != a->qid.path || b->qid.vers != a->qid.vers);
}

static void
permissions(void)
{
	int fd;
	Dir d;

	scratch();
	close(create("d", OREAD, DMDIR | 0750));
	eqint(dirstat("d")->mode, DMDIR | 0750);
	/* no more than the directory gives */
	close(create("d/f", OWRITE, 0666));
	eqint(dirstat("d/f")->mode, 0640);
	close(create("d/x", OWRITE, 0777));
	eqint(dirstat("d/x")->mode & 0777, 0751);
	close(create("d/e", OREAD, DMDIR | 0777));
	eqint(dirstat("d/e")->mode, DMDIR | 0750);
	nulldir(&d);
	d.mode = 0444;
	ok(dirwstat("d/f", &d) >= 0);
	eqint(dirstat("d/f")->mode, 0444);
	fd = open("d/f", OREAD);
	ok(fd >= 0);
	nulldir(&d);
	d.mode = 0666;
	ok(dirfwstat(fd, &d) >= 0);
	eqint(dirstat("d/f")->mode, 0666);
}

static void
appending(void)
{
	int a, b;

	scratch();
	a = create("log", OWRITE, DMAPPEND | 0666);
	ok(a >= 0);
	ok(dirfstat(a)->mode & DMAPPEND);
	b = open("log", OWRITE);
	write(a, "one ", 4);
	write(b, "two ", 4);
	pwrite(a, "three", 5, 0);
	eqstr(slurp("log"), "one two three");
	close(a);
	close(b);
	a = create("lock", ORDWR, DMEXCL | 0666);
	ok(a >= 0);
	ok(dirfstat(a)->mode & DMEXCL);
	ok(open("lock", OREAD) < 0);
	close(a);
	ok(open("lock", OREAD) >= 0);
}

static void
names(void)
{
	static char *good[] = {"a b", "it's", "☺",       "\xff\xfe", "-x", "#c",   "a:b",
			       "*",   "~",    ".hidden", "...",      "x.", "CASE", "case"};
	char name[300];
	int i, n;
	Dir *d;

	scratch();
	for(i = 0; i < nelem(good); i++) {
		/* by hand: a bad rune does not pass print */
		strcpy(name, "./");
		strcat(name, good[i]);
		eqint(spit(name, good[i]), 0);
	}
	n = dirreadall(open(".", OREAD), &d);
	eqint(n, nelem(good));
	for(i = 0; i < nelem(good); i++) {
		strcpy(name, "./");
		strcat(name, good[i]);
		eqstr(slurp(name), good[i]);
		eqstr(dirstat(name)->name, good[i]);
		eqint(remove(name), 0);
	}
	memset(name, 'n', sizeof name);
	name[255] = '\0';
	eqint(spit(name, "x"), 0);
	eqint(remove(name), 0);
	name[255] = 'n';
	name[256] = '\0';
	ok(create(name, OWRITE, 0666) < 0);
}

static void
renames(void)
{
	int fd;
	Dir d;

	scratch();
	spit("f", "text");
	fd = open("f", OREAD);
	nulldir(&d);
	d.name = "g";
	ok(dirfwstat(fd, &d) >= 0);
	eqstr(dirfstat(fd)->name, "g");
	eqstr(slurp("g"), "text");
	eqint(access("f", AEXIST), -1);
	spit("h", "");
	d.name = "h";
	ok(dirwstat("g", &d) < 0);
	eqstr(slurp("g"), "text");
	/* a directory that others stand in */
	close(create("d", OREAD, DMDIR | 0777));
	spit("d/f", "inside");
	chdir("d");
	d.name = "e";
	ok(dirwstat("../d", &d) >= 0);
	eqstr(slurp("f"), "inside");
	chdir("..");
	eqstr(slurp("e/f"), "inside");
}

static void
walks(void)
{
	scratch();
	spit("f", "");
	expectname(open("f/", OREAD), "not a directory", "f/");
	expectname(open("f/x", OREAD), "not a directory", "f");
	expectname(open("nosuch/..", OREAD), "file does not exist", "nosuch");
	close(create("d", OREAD, DMDIR | 0777));
	ok(open("d/../f", OREAD) >= 0);
	ok(open("../../../../../..", OREAD) >= 0);
	expectname(open("d/../g", OREAD), "file does not exist", "d/../g");
	/* the host's own */
	ok(open("/n/host/proc/self/status", OREAD) >= 0);
	ok(open("/n/host/dev/null", ORDWR) >= 0);
	ok(access("/n/host/etc/passwd", AREAD) >= 0);
	ok(open("/n/host/nosuch", OREAD) < 0);
}

/* directories that change while they are read */
static void
changing(void)
{
	char name[32];
	uchar b[2000];
	int i, n, fd;

	scratch();
	for(i = 0; i < 300; i++) {
		snprint(name, sizeof name, "file%d", i);
		close(create(name, OWRITE, 0666));
	}
	fd = open(".", OREAD);
	n = read(fd, b, sizeof b);
	ok(n > 0);
	for(i = 0; i < 300; i++) {
		snprint(name, sizeof name, "file%d", i);
		eqint(remove(name), 0);
	}
	while((n = read(fd, b, sizeof b)) > 0) {
	}
	eqint(n, 0);
}

static void
writer(void *v)
{
	char line[16];
	int i, fd = *(int *)v;

	for(i = 0; i < 200; i++) {
		snprint(line, sizeof line, "%.6d %.6d\n", getpid(), i);
		if(write(fd, line, 14) != 14)
			ok(0);
	}
}

/* processes that share an offset do not write over each other */
static void
sharing(void)
{
	int pid[4], i, fd;
	char *s;

	scratch();
	fd = create("f", OWRITE, 0666);
	for(i = 0; i < 4; i++)
		pid[i] = spawn(RFFDG, writer, &fd);
	for(i = 0; i < 4; i++)
		expectexit(pid[i], "");
	s = slurp("f");
	eqint(strlen(s), 4 * 200 * 14);
	for(i = 13; s[i] != '\0'; i += 14)
		if(s[i] != '\n') {
			ok(0, "line at %d", i);
			break;
		}
}

static void
large(void)
{
	enum
	{
		Mega = 1 << 20
	};
	uchar *a = malloc(3 * Mega), *b = malloc(3 * Mega);
	int i, fd;

	scratch();
	for(i = 0; i < 3 * Mega; i++)
		a[i] = i * 13 >> 3;
	fd = create("f", ORDWR, 0666);
	eqint(write(fd, a, 3 * Mega), 3 * Mega);
	eqint(pread(fd, b, 3 * Mega, 0), 3 * Mega);
	eqint(memcmp(a, b, 3 * Mega), 0);
	eqint(pread(fd, b, 3 * Mega, Mega), 2 * Mega);
	eqint(memcmp(a + Mega, b, 2 * Mega), 0);
	/* into memory that has not been touched, and that ends too soon */
	brk((void *)(((uintptr)sbrk(0) + 4095) & ~4095ULL));
	b = sbrk(2 * Mega);
	eqint(pread(fd, b, 2 * Mega, 0), 2 * Mega);
	expectbad(pread(fd, b + Mega, 2 * Mega, 0));
}

Case cases[] = {
	{"qids", qids},           {"permissions", permissions},
	{"appending", appending}, {"names", names},
	{"renames", renames},     {"walks", walks},
	{"changing", changing},   {"sharing", sharing},
	{"large", large},         {nil},
};
