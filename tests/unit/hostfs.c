/*
 * The host's files (#U), on real files below the test's directory: names, attributes, reading and
 * writing.  hostdirs.c has directories and links.
 */
#include "fsunit.h"

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

/* who has no name is called by his number */
UNIT(nobody)
{
	char buf[Fsusermax];

	start();
	fsusername(3999999999u, false, buf, sizeof buf);
	checkstr(buf, "3999999999");
	fsusername(3999999998u, true, buf, sizeof buf);
	checkstr(buf, "3999999998");
	checkint(fsgroupid(buf), 3999999998u);
	finish();
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
	checkerror(dcreatep(&c, "g", Owrite, 0666), Efsro);
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
