/*
 * The host's files (#U), on real files below the test's directory.
 */
#include "unit.h"
#include "dev.h"
#include "dir.h"
#include "fs.h"
#include "mem.h"
#include "proc.h"

enum
{
	Maxelem = 16,
	Many = 3000,
	Statsize = 1024,
};

static Chan *root;

static void
start(void)
{
	kernelup();
	fsdev.init();
	root = fsattachdir(fakeroot(), false);
}

static void
finish(void)
{
	cclose(root);
	fsdev.shutdown();
	checkleaks();
}

/* the file at path below dir; raises */
static Chan *
walkfrom(Chan *dir, const char *path)
{
	char *elem[Maxelem], *s = kstrdup(path);
	Walkqid *w;
	Chan *c;
	int n;

	onerror(kfree, s);
	n = getfields(s, elem, Maxelem, true, "/");
	w = dwalk(dir, nil, elem, n);
	c = w->clone;
	freewalkqid(w);
	undo();
	if(c == nil)
		error(up->errstr);
	return c;
}

static Chan *
at(const char *path)
{
	return walkfrom(root, path);
}

static Chan *
openfrom(Chan *dir, const char *path, int mode)
{
	Chan *c = walkfrom(dir, path);

	onerror(cclose, c);
	c = dopen(c, mode);
	poperror();
	return c;
}

static Chan *
openat(const char *path, int mode)
{
	return openfrom(root, path, mode);
}

static Chan *
createat(const char *dir, char *name, int mode, u32int perm)
{
	Chan *c = at(dir);

	onerror(cclose, c);
	c = dcreate(c, name, mode, perm);
	poperror();
	return c;
}

static void
removeat(const char *path)
{
	Chan *c = at(path);

	onerror(cclose, c);
	dremove(c);
	undo();
}

static void
writetext(Chan *c, const char *s, s64int off)
{
	checkint(dwrite(c, kbuf((void *)(uintptr)s), (int)strlen(s), off), strlen(s));
}

static void
statof(Chan *c, Dir *d, char *strs)
{
	u8int buf[Statsize];
	int n = dstat(c, buf, sizeof buf);

	check(n > Statfixlen);
	checkint(convM2D(buf, n, d, strs), n);
}

static void
statat(const char *path, Dir *d, char *strs)
{
	Chan *c = at(path);

	onerror(cclose, c);
	statof(c, d, strs);
	undo();
}

static void
change(const char *path, Dir *d)
{
	u8int buf[Statsize];
	Chan *c = at(path);
	int n = convD2M(d, buf, sizeof buf);

	onerror(cclose, c);
	checkint(dwstat(c, buf, n), n);
	undo();
}

/* ---- names ---- */

static void
bothways(const char *host, const char *plan9)
{
	char buf[Fsp9namemax], back[Fsnamemax];

	checkstr(fsencode(host, buf, sizeof buf), plan9);
	checkstr(fsdecode(plan9, back, sizeof back), host);
}

UNIT(names)
{
	char host[256], buf[Fsp9namemax], back[Fsnamemax];
	const char *s;

	bothways("plain name", "plain name");
	bothways("h\303\251 \342\202\254 \360\237\230\200",
		 "h\303\251 \342\202\254 \360\237\230\200");
	bothways("a\001b", "a\357\234\201b");
	bothways("\177", "\357\235\277");
	bothways("\377", "\357\237\277");
	/* overlong, surrogate, cut short */
	bothways("\300\257", "\357\237\200\357\236\257");
	bothways("\355\240\200x", "\357\237\255\357\236\240\357\236\200x");
	bothways("x\342\202", "x\357\237\242\357\236\202");
	/* a rune of the mapping itself */
	bothways("\357\235\201", "\357\237\257\357\236\235\357\236\201");
	/* every byte there is */
	for(int i = 0; i < 255; i++)
		host[i] = (char)(i + 1 == '/' ? 'x' : i + 1);
	host[255] = '\0';
	s = fsencode(host, buf, sizeof buf);
	for(const char *p = s; *p != '\0'; p++)
		check(isnamechar(*p));
	checkstr(fsdecode(s, back, sizeof back), host);
	/* the longest */
	memset(host, 1, 255);
	bothways(host, fsencode(host, buf, sizeof buf));
	/* no way around the checks of names: slash, NUL, dot, letters */
	check(fsdecode("\357\234\257", back, sizeof back) == nil);
	check(fsdecode("\357\234\200", back, sizeof back) == nil);
	check(fsdecode("a\357\234\256", back, sizeof back) == nil);
	check(fsdecode("\357\235\201", back, sizeof back) == nil);
}

UNIT(oddnames)
{
	char strs[Statsize];
	Dir d;

	start();
	fakefile("/od\001d\377", "x");
	statat("od\357\234\201d\357\237\277", &d, strs);
	checkstr(d.name, "od\357\234\201d\357\237\277");
	cclose(createat("", "new\357\235\277", Owrite, 0666));
	checkstr(fakefiletext("/new\177"), "");
	checkerror(at("od\001d"), Enonexist);
	checkerror(createat("", "a\357\234\257b", Owrite, 0666), Ebadchar);
	checkerror(createat("", "..", Owrite, 0666), Eexist);
	finish();
}

/* ---- reading, writing, making ---- */

UNIT(readwrite)
{
	char buf[32];
	Chan *c;

	start();
	fakefile("/d/f", "hello, world");
	c = openat("d/f", Oread);
	checkint(dread(c, kbuf(buf), 5, 7), 5);
	checkmem(buf, "world", 5);
	checkint(dread(c, kbuf(buf), 5, 100), 0);
	cclose(c);
	c = openat("d/f", Ordwr | Otrunc);
	writetext(c, "abc", 2);
	checkint(dread(c, kbuf(buf), sizeof buf, 0), 5);
	checkmem(buf, "\0\0abc", 5);
	cclose(c);
	c = createat("d", "g", Owrite, 0444);
	writetext(c, "new", 0);
	cclose(c);
	checkstr(fakefiletext("/d/g"), "new");
	checkerror(createat("d", "g", Owrite, 0666), Eexist);
	checkerror(createat("d/g", "h", Owrite, 0666), Enotdir);
	checkerror(at("d/g/h"), Enotdir);
	checkerror(at("d/none"), Enonexist);
	checkerror(openat("d", Owrite), Eisdir);
	checkerror(openat("d", Oread | Otrunc), Eisdir);
	checkerror(openat("d", Oread | Orclose), Eisdir);
	finish();
}

UNIT(makeremove)
{
	char strs[Statsize];
	Dir d;

	start();
	cclose(createat("", "wide", Oread, DMdir | 0777));
	statat("wide", &d, strs);
	checkint(d.mode, DMdir | 0700); /* that of the test's directory */
	fakedir("/open");
	cclose(createat("open", "f", Owrite, 0666));
	statat("open/f", &d, strs);
	checkint(d.mode, 0666);
	cclose(createat("", "d", Oread, DMdir | 0700));
	statat("d", &d, strs);
	checkint(d.mode, DMdir | 0700);
	checkint(d.qid.type, QTdir);
	checkerror(createat("", "d", Oread, DMdir | 0700), Eexist);
	cclose(createat("d", "f", Owrite, 0666));
	/* no more than the directory allows */
	statat("d/f", &d, strs);
	checkint(d.mode, 0600);
	checkerror(removeat("d"), "directory is not empty");
	removeat("d/f");
	checkerror(removeat("d/f"), Enonexist);
	removeat("d");
	checkerror(at("d"), Enonexist);
	checkerror(removeat(""), Eperm);
	finish();
}

UNIT(parents)
{
	Chan *d, *up1, *up9;

	start();
	fakefile("/a/b/c/f", "");
	d = at("a/b/c");
	up1 = walkfrom(d, "..");
	up9 = walkfrom(d, "../../../../..");
	check(up9->qid.path == root->qid.path);
	cclose(up9);
	up9 = at("a/b");
	check(up9->qid.path == up1->qid.path);
	cclose(up9);
	cclose(up1);
	cclose(d);
	finish();
}

UNIT(attributes)
{
	char strs[Statsize];
	Chan *c, *c2;
	Dir d;

	start();
	fakedir("/d");
	/* append: offsets count for nothing, and truncation either */
	c = createat("d", "log", Owrite, DMappend | 0644);
	writetext(c, "one ", 0);
	writetext(c, "two ", 0);
	cclose(c);
	c = openat("d/log", Owrite | Otrunc);
	check(c->qid.type & QTappend);
	writetext(c, "three", 0);
	cclose(c);
	checkstr(fakefiletext("/d/log"), "one two three");
	statat("d/log", &d, strs);
	checkint(d.mode, DMappend | 0644);
	checkint(d.qid.type, QTappend);
	/* exclusive use: one at a time */
	c = createat("d", "lock", Ordwr, DMexcl | 0666);
	checkerror(openat("d/lock", Oread), "exclusive use file already open");
	writetext(c, "mine", 0);
	checkerror(openat("d/lock", Owrite | Otrunc), "exclusive use file already open");
	checkstr(fakefiletext("/d/lock"), "mine");
	cclose(c);
	c = openat("d/lock", Owrite | Otrunc);
	checkstr(fakefiletext("/d/lock"), "");
	c2 = at("d/lock");
	checkerror(dopen(c2, Oread), "exclusive use file already open");
	cclose(c);
	c2 = dopen(c2, Oread);
	cclose(c2);
	/* and off again */
	nulldir(&d);
	d.mode = 0600;
	change("d/lock", &d);
	statat("d/lock", &d, strs);
	checkint(d.mode, 0600);
	c = openat("d/lock", Oread);
	cclose(openat("d/lock", Oread));
	cclose(c);
	d.mode |= DMtmp | DMappend;
	nulldir(&d);
	d.mode = DMtmp | DMappend | 0640;
	change("d/lock", &d);
	statat("d/lock", &d, strs);
	checkint(d.mode, DMtmp | DMappend | 0640);
	removeat("d/lock");
	removeat("d/log");
	finish();
}

UNIT(removeonclose)
{
	Chan *c;

	start();
	fakefile("/f", "x");
	c = openat("f", Oread | Orclose);
	check(fakefiletext("/f") != nil);
	cclose(c);
	check(fakefiletext("/f") == nil);
	c = createat("", "g", Owrite | Orclose, 0666);
	check(fakefiletext("/g") != nil);
	cclose(c);
	check(fakefiletext("/g") == nil);
	/* another file that got the name is spared */
	fakefile("/h", "x");
	c = openat("h", Oread | Orclose);
	removeat("h");
	fakefile("/h2", "x");
	fakefile("/h", "y");
	cclose(c);
	checkstr(fakefiletext("/h"), "y");
	finish();
}

UNIT(readonly)
{
	Chan *ro;
	Dir d;
	u8int buf[Statsize];

	start();
	fakefile("/d/f", "x");
	ro = fsattachdir(fakeroot(), true);
	cclose(openfrom(ro, "d/f", Oread));
	checkerror(openfrom(ro, "d/f", Owrite), Efsro);
	checkerror(openfrom(ro, "d/f", Oread | Otrunc), Efsro);
	checkerror(openfrom(ro, "d/f", Oread | Orclose), Efsro);
	Chan *c = walkfrom(ro, "d");
	checkerror(dcreate(c, "g", Owrite, 0666), Efsro);
	checkerror(dremove(c), Efsro);
	nulldir(&d);
	d.mode = DMdir | 0700;
	checkerror(dwstat(c, buf, convD2M(&d, buf, sizeof buf)), Efsro);
	cclose(c);
	/* it is another tree, and found again */
	check(ro->devno != root->devno);
	c = fsattachdir(fakeroot(), true);
	checkint(c->devno, ro->devno);
	cclose(c);
	cclose(ro);
	checkstr(fakefiletext("/d/f"), "x");
	finish();
}

/* ---- stat and wstat ---- */

UNIT(stat)
{
	char strs[Statsize], strs2[Statsize];
	u8int buf[Statsize];
	Dir d, d2;
	Chan *c;

	start();
	fakefile("/d/f", "12345");
	statat("d/f", &d, strs);
	checkint(d.type, 'M');
	checkint(d.dev, root->devno);
	checkint(d.length, 5);
	checkstr(d.name, "f");
	checkint(d.qid.type, 0);
	check(*d.uid != '\0' && *d.gid != '\0');
	check(d.mtime > 1600000000);
	/* the same file by any way, and no other */
	c = openat("d/../d/f", Owrite);
	statof(c, &d2, strs2);
	check(d.qid.path == d2.qid.path && d.qid.vers == d2.qid.vers);
	check(c->qid.path == d.qid.path);
	writetext(c, "x", 0);
	statof(c, &d2, strs2);
	check(d.qid.path == d2.qid.path && d.qid.vers != d2.qid.vers);
	cclose(c);
	fakefile("/d/g", "12345");
	statat("d/g", &d2, strs2);
	check(d.qid.path != d2.qid.path);
	/* a short buffer gets the size only */
	c = at("d/f");
	checkint(dstat(c, buf, 40), 2);
	checkint(get16(buf) + 2, sizedir(&d));
	checkerror(dstat(c, buf, 1), Eshortstat);
	cclose(c);
	statat("d", &d, strs);
	checkint(d.length, 0);
	checkint(d.qid.type, QTdir);
	finish();
}

UNIT(wstat)
{
	char strs[Statsize];
	u8int buf[Statsize];
	Chan *c;
	Dir d;

	start();
	fakefile("/f", "12345");
	nulldir(&d);
	d.length = 2;
	change("f", &d);
	checkstr(fakefiletext("/f"), "12");
	nulldir(&d);
	d.mode = 0640;
	d.mtime = 1000000001;
	d.atime = 1000000002;
	d.length = 1;
	d.name = "g";
	change("f", &d);
	checkerror(at("f"), Enonexist);
	statat("g", &d, strs);
	checkint(d.mode, 0640);
	checkint(d.mtime, 1000000001);
	checkint(d.atime, 1000000002);
	checkint(d.length, 1);
	/* the whole entry back: nothing changes, and that is allowed */
	change("g", &d);
	/* one time only */
	nulldir(&d);
	d.mtime = 1000000003;
	change("g", &d);
	statat("g", &d, strs);
	checkint(d.mtime, 1000000003);
	checkint(d.atime, 1000000002);
	/* nothing at all: to the disk */
	nulldir(&d);
	change("g", &d);
	change("", &d);
	/* the open Chan follows the name */
	c = openat("g", Oread);
	nulldir(&d);
	d.name = "h";
	checkint(dwstat(c, buf, convD2M(&d, buf, sizeof buf)), convD2M(&d, buf, sizeof buf));
	statof(c, &d, strs);
	checkstr(d.name, "h");
	nulldir(&d);
	d.length = 0;
	dwstat(c, buf, convD2M(&d, buf, sizeof buf));
	cclose(c);
	checkstr(fakefiletext("/h"), "");
	finish();
}

static void
refused(const char *path, Dir *d, const char *err)
{
	checkerror(change(path, d), err);
	nulldir(d);
}

UNIT(wstatrefused)
{
	Dir d;

	start();
	fakefile("/f", "12345");
	fakefile("/d/g", "");
	nulldir(&d);
	d.mode = DMdir | 0777;
	refused("f", &d, Eperm);
	d.mode = 0777;
	refused("d", &d, Eperm);
	d.mode = 04755;
	refused("f", &d, Ebadarg);
	d.uid = "nobody-there";
	refused("f", &d, Eperm);
	d.gid = "nobody-there";
	refused("f", &d, "unknown group");
	d.muid = "nobody-there";
	refused("f", &d, Eperm);
	d.qid.path = 1;
	refused("f", &d, Eperm);
	d.qid.vers = 1;
	refused("f", &d, Eperm);
	d.qid.type = QTdir;
	refused("f", &d, Eperm);
	d.dev = 77777;
	refused("f", &d, Eperm);
	d.type = 'c';
	refused("f", &d, Eperm);
	d.length = 1;
	refused("d", &d, Eisdir);
	d.name = "d";
	refused("f", &d, Eexist);
	d.name = "a/b";
	refused("f", &d, Ebadchar);
	d.name = "..";
	refused("f", &d, Ebadchar);
	d.name = "x";
	refused("", &d, Eperm);
	checkstr(fakefiletext("/f"), "12345");
	finish();
}

/* a change that fails in the middle leaves everything as it was */
UNIT(wstatwhole)
{
	static const char *const fail[] = {"hostrename", "hosttruncate"};
	char strs[Statsize], strs2[Statsize];
	Dir d, was, is;

	start();
	fakefile("/f", "12345");
	statat("f", &was, strs);
	for(int i = 0; i < nelem(fail); i++) {
		nulldir(&d);
		d.mode = DMappend | 0600;
		d.mtime = d.atime = 1000000000;
		d.length = 0;
		d.name = "g";
		fakefail(fail[i], 1, -5);
		checkerror(change("f", &d), Eio);
		check(fakefailed());
		fakefail(nil, 0, 0);
		statat("f", &is, strs2);
		checkint(is.mode, was.mode);
		checkint(is.mtime, was.mtime);
		checkint(is.length, 5);
		checkerror(at("g"), Enonexist);
	}
	finish();
}

/* ---- directories ---- */

/* read all of c, n bytes at a time; result: entries.  seen gets a mark for each number in names */
static int
readall(Chan *c, int n, u8int *seen)
{
	u8int *buf = smalloc((usize)n);
	char strs[Statsize];
	int count = 0, got, size;
	s64int off = 0;
	Dir d;

	while((got = dread(c, kbuf(buf), n, off)) > 0) {
		for(int i = 0; i < got; i += size) {
			size = convM2D(buf + i, got - i, &d, strs);
			check(size > 0);
			count++;
			if(seen != nil)
				seen[atoi(d.name + 1)]++;
		}
		off += got;
	}
	kfree(buf);
	return count;
}

static void
many(int n)
{
	char name[32];

	fakedir("/many");
	for(int i = 0; i < n; i++) {
		snprint(name, sizeof name, "/many/f%d", i);
		fakefile(name, "");
	}
}

UNIT(readdir)
{
	static const int sizes[] = {128, 1000, 8192, 65535};
	u8int seen[Many], byte;
	Chan *c;

	start();
	many(Many);
	c = openat("many", Oread);
	for(int i = 0; i < nelem(sizes); i++) {
		memset(seen, 0, sizeof seen);
		checkint(readall(c, sizes[i], seen), Many);
		for(int k = 0; k < Many; k++)
			checkint(seen[k], 1);
	}
	checkerror(dread(c, kbuf(&byte), 1, 0), Eshort);
	cclose(c);
	fakedir("/empty");
	c = openat("empty", Oread);
	checkint(readall(c, 8192, nil), 0);
	cclose(c);
	finish();
}

/* while it is read, files of the directory go away and others come */
UNIT(readchanging)
{
	u8int buf[8192], seen[2 * Many];
	char name[32], strs[Statsize];
	int got, size, next = Many;
	s64int off = 0;
	Chan *c;
	Dir d;

	start();
	many(Many);
	memset(seen, 0, sizeof seen);
	c = openat("many", Oread);
	while((got = dread(c, kbuf(buf), sizeof buf, off)) > 0) {
		for(int i = 0; i < got; i += size) {
			size = convM2D(buf + i, got - i, &d, strs);
			check(size > 0);
			seen[atoi(d.name + 1)]++;
		}
		off += got;
		for(int i = 0; i < 10 && next < 2 * Many; i++) {
			snprint(name, sizeof name, "many/f%d", next - Many);
			removeat(name);
			snprint(name, sizeof name, "/many/f%d", next++);
			fakefile(name, "");
		}
	}
	cclose(c);
	/* what was there all the time was seen once, everything else at most once */
	for(int i = 0; i < 2 * Many; i++) {
		check(seen[i] <= 1);
		check(seen[i] == 1 || i < next - Many || i >= Many);
	}
	finish();
}

/* ---- links ---- */

/* valgrind does not know the host's call for it */
static bool
canfollow(void)
{
	int fd = hostopenroot(fakeroot(), Hopath), r = hostfollow(fd, ".", Hopath, false);

	if(r >= 0)
		hostclose(r);
	hostclose(fd);
	return r >= 0;
}

UNIT(links)
{
	char strs[Statsize], strs2[Statsize], buf[8];
	Dir d, d2;
	Chan *c;

	if(!canfollow())
		return;
	start();
	fakefile("/d/f", "text");
	fakefile("/other", "o");
	fakesymlink("/tod", "d");
	fakesymlink("/d/tof", "../d/f");
	fakesymlink("/d/up", "../other");
	c = openat("tod/tof", Oread);
	checkint(dread(c, kbuf(buf), sizeof buf, 0), 4);
	cclose(c);
	statat("d/f", &d, strs);
	statat("tod/tof", &d2, strs2);
	check(d.qid.path == d2.qid.path);
	checkstr(d2.name, "tof");
	checkint(d2.length, 4);
	c = at("tod");
	check(c->qid.type & QTdir);
	cclose(c);
	c = at("tod/..");
	check(c->qid.path == root->qid.path);
	cclose(c);
	cclose(openat("d/up", Oread));
	/* the link goes, not the file */
	removeat("d/tof");
	checkstr(fakefiletext("/d/f"), "text");
	removeat("tod");
	checkstr(fakefiletext("/d/f"), "text");
	finish();
}

/* links that lead out of the tree, nowhere, or in circles, are files that can only be removed */
UNIT(badlinks)
{
	static const char *const to[] = {
		"/etc/passwd", "../../../../../../../etc/passwd", "nowhere", "bad", "/", "../.."};
	char strs[Statsize];
	Chan *c, *sub;
	Dir d;

	if(!canfollow())
		return;
	start();
	fakefile("/sub/f", "x");
	fakefile("/secret", "s");
	for(int i = 0; i < nelem(to); i++) {
		fakesymlink("/sub/bad", to[i]);
		statat("sub/bad", &d, strs);
		checkint(d.mode, 0);
		checkint(d.length, 0);
		if(waserror())
			;
		else {
			openat("sub/bad", Oread);
			unitfail(__FILE__, __LINE__, to[i]);
		}
		checkerror(at("sub/bad/passwd"), Enotdir);
		nulldir(&d);
		d.name = "worse";
		change("sub/bad", &d);
		removeat("sub/worse");
		checkerror(at("sub/bad"), Enonexist);
	}
	/* what is inside one tree may be outside of another */
	char path[256];
	snprint(path, sizeof path, "%s/sub", fakeroot());
	sub = fsattachdir(path, false);
	fakesymlink("/sub/out", "../secret");
	cclose(openat("sub/out", Oread));
	checkerror(openfrom(sub, "out", Oread), "permission denied: link leads out of the tree");
	/* a name in the way is no way either */
	checkerror(walkfrom(sub, "../secret"), Enonexist);
	c = walkfrom(sub, "../../..");
	check(c->qid.path == sub->qid.path);
	cclose(c);
	cclose(sub);
	finish();
}

/* ---- others change the tree ---- */

UNIT(vanished)
{
	char strs[Statsize];
	u8int buf[Statsize];
	Chan *f, *d, *o;
	Dir dir;

	start();
	fakefile("/d/f", "x");
	fakefile("/e/f", "x");
	f = at("d/f");
	d = at("d");
	o = openat("d/f", Ordwr);
	removeat("d/f");
	removeat("d");
	checkerror(statof(f, &dir, strs), Enonexist);
	checkerror(dopen(f, Oread), Enonexist);
	checkerror(dremove(f), Enonexist);
	checkerror(walkfrom(d, "f"), Enonexist);
	checkerror(dopen(d, Oread), Enonexist);
	checkerror(dcreate(d, "new", Owrite, 0666), Enonexist);
	nulldir(&dir);
	dir.name = "x";
	checkerror(dwstat(f, buf, convD2M(&dir, buf, sizeof buf)), Enonexist);
	/* who has it open keeps it */
	writetext(o, "still", 0);
	statof(o, &dir, strs);
	checkint(dir.length, 5);
	nulldir(&dir);
	dir.name = "x";
	checkerror(dwstat(o, buf, convD2M(&dir, buf, sizeof buf)), Enonexist);
	cclose(o);
	cclose(f);
	cclose(d);
	/* a file in the place of a directory, and the other way round */
	d = at("e");
	f = at("e/f");
	removeat("e/f");
	fakefile("/e/f/g", "");
	checkerror(statof(f, &dir, strs), Enonexist);
	removeat("e/f/g");
	removeat("e/f");
	removeat("e");
	fakefile("/e", "");
	checkerror(walkfrom(d, "f"), Enonexist);
	cclose(f);
	cclose(d);
	finish();
}

/* walking again and again, while names move below us: never a directory that is not there */
UNIT(moved)
{
	Chan *a, *b;
	Dir d;

	start();
	fakefile("/a/one/f", "1");
	fakefile("/b/one/f", "2");
	for(int i = 0; i < 6; i++) {
		for(int k = 0; k < 4; k++)
			cclose(openat("a/one/f", Oread));
		a = at("a");
		b = at("b");
		nulldir(&d);
		d.name = "x";
		change("a", &d);
		checkerror(at("a/one"), Enonexist);
		d.name = "a";
		change("b", &d);
		d.name = "b";
		change("x", &d);
		Chan *c = at("a");
		check(c->qid.path == b->qid.path);
		cclose(c);
		c = at("b");
		check(c->qid.path == a->qid.path);
		cclose(c);
		/* those who were there are still */
		c = walkfrom(a, "one/f");
		cclose(c);
		cclose(a);
		cclose(b);
	}
	finish();
}

static void
often(const char *path)
{
	for(int i = 0; i < 8; i++)
		cclose(openat(path, Oread));
	for(int i = 0; i < 8; i++)
		checkerror(at("sub/d/none"), Enonexist);
}

static void
renamefrom(Chan *dir, const char *path, char *name)
{
	u8int buf[Statsize];
	Chan *c = walkfrom(dir, path);
	Dir d;

	onerror(cclose, c);
	nulldir(&d);
	d.name = name;
	dwstat(c, buf, convD2M(&d, buf, sizeof buf));
	undo();
}

/* Names that are walked often are remembered; what others do to them counts all the same.  The
 * others are another tree here, which knows nothing of the first. */
UNIT(others)
{
	char path[256], strs[Statsize];
	u8int buf[Statsize];
	Chan *sub, *c;
	u64int qid;
	Dir d;

	start();
	fakefile("/sub/d/f", "x");
	snprint(path, sizeof path, "%s/sub", fakeroot());
	sub = fsattachdir(path, false);
	for(int round = 0; round < 4; round++) {
		often("sub/d/f");
		statat("sub/d/f", &d, strs);
		qid = d.qid.path;
		/* the file goes, and another comes */
		renamefrom(sub, "d/f", "g");
		checkerror(at("sub/d/f"), Enonexist);
		fakefile("/sub/d/f", "x");
		c = at("sub/d/f");
		check(c->qid.path != qid);
		cclose(c);
		c = walkfrom(sub, "d/g");
		dremove(c);
		cclose(c);
		/* one comes where there was none, and goes */
		often("sub/d/f");
		fakefile("/sub/d/none", "");
		cclose(openat("sub/d/none", Oread));
		c = walkfrom(sub, "d/none");
		dremove(c);
		cclose(c);
		often("sub/d/f");
		/* the directory moves */
		renamefrom(sub, "d", "e");
		checkerror(at("sub/d/f"), Enonexist);
		cclose(openat("sub/e/f", Oread));
		renamefrom(sub, "e", "d");
		often("sub/d/f");
		/* and gets other permissions, which new files get from it */
		c = walkfrom(sub, "d");
		nulldir(&d);
		d.mode = DMdir | (round & 1 ? 0755 : 0700);
		dwstat(c, buf, convD2M(&d, buf, sizeof buf));
		cclose(c);
		cclose(createat("sub/d", "new", Owrite, 0666));
		statat("sub/d/new", &d, strs);
		checkint(d.mode, round & 1 ? 0644 : 0600);
		removeat("sub/d/new");
	}
	cclose(sub);
	finish();
}

/* more directories than are kept */
UNIT(deep)
{
	char path[64];

	start();
	for(int i = 0; i < 400; i++) {
		snprint(path, sizeof path, "/t/d%d/e/f", i);
		fakefile(path, "x");
	}
	for(int round = 0; round < 3; round++)
		for(int i = 0; i < 400; i++) {
			snprint(path, sizeof path, "t/d%d/e/f", i);
			cclose(openat(path, Oread));
		}
	finish();
}

/* ---- the host fails ---- */

static void
useit(void)
{
	char strs[Statsize];
	u8int buf[Statsize];
	Chan *c;
	Dir d;

	c = createat("d", "new", Ordwr, DMexcl | 0666);
	onerror(cclose, c);
	writetext(c, "abc", 0);
	undo();
	nulldir(&d);
	d.name = "newer";
	d.mode = 0600;
	change("d/new", &d);
	c = openat("d", Oread);
	onerror(cclose, c);
	while(dread(c, kbuf(buf), sizeof buf, 0) == 0)
		;
	undo();
	statat("d/newer", &d, strs);
	c = createat("d", "sub", Oread, DMdir | 0777);
	cclose(c);
	removeat("d/sub");
	removeat("d/newer");
}

static void
tryremove(const char *path)
{
	if(waserror())
		return;
	removeat(path);
	poperror();
}

UNIT(hostfails)
{
	int n, failed = 0;

	start();
	fakefile("/d/f", "x");
	for(n = 1; n < 200; n++) {
		fakefail(nil, n, -5);
		if(waserror())
			failed++;
		else {
			useit();
			poperror();
		}
		bool done = !fakefailed();
		fakefail(nil, 0, 0);
		tryremove("d/new");
		tryremove("d/newer");
		tryremove("d/sub");
		if(done)
			break;
	}
	check(failed > 10 && n < 200);
	useit();
	finish();
}
