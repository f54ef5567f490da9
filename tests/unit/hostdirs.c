/*
 * The host's directories (#U): reading them while they change, links, files that vanish and move.
 */
#include "fsunit.h"

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
	checkerror(dcreatep(&d, "new", Owrite, 0666), Enonexist);
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

/* Each host directory that was ever attached is a tree, and there are only so many at a time. */
UNIT(manytrees)
{
	char name[64], path[512];
	Chan *kept;

	start();
	fakedir("/kept");
	snprint(path, sizeof path, "%s/kept", fakeroot());
	kept = fsattachdir(path, false);
	for(int i = 0; i < 600; i++) {
		snprint(name, sizeof name, "/d%d/below", i);
		fakedir(name);
		snprint(path, sizeof path, "%s/d%d", fakeroot(), i);
		Chan *c = fsattachdir(path, false);
		onerror(cclose, c);
		cclose(walkfrom(c, "below"));
		undo();
	}
	fakefile("/kept/f", "text");
	cclose(walkfrom(kept, "f"));
	cclose(kept);
	finish();
}
