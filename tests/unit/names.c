/*
 * Names: Paths, the parts of a name, what it is wanted for, and the texts of
 * errors.
 */
#include "ns.h"

static void
checkadd(Path **p, const char *elem, const char *want)
{
	pathadd(p, elem, nil);
	checkstr((*p)->s, want);
	checkint((*p)->len, strlen(want));
}

UNIT(pathnames)
{
	kernelup();
	Path *p = newpath("/");
	checkadd(&p, "..", "/");
	checkadd(&p, "a", "/a");
	checkadd(&p, ".", "/a");
	checkadd(&p, "a fairly long element, so that the text must grow",
		 "/a/a fairly long element, so that the text must grow");
	checkadd(&p, "..", "/a");
	checkadd(&p, "..", "/");
	checkint(p->mlen, 1);
	pathclose(p);

	p = newpath("#/");
	checkadd(&p, "boot", "#/boot");
	checkadd(&p, "..", "#/");
	pathclose(p);
	p = newpath("#d");
	checkadd(&p, "0", "#d/0");
	checkadd(&p, "..", "#d");
	checkadd(&p, "..", "#d");
	pathclose(p);
	checkleaks();
}

UNIT(pathsharing)
{
	kernelup();
	Chan *c = newchan();
	Path *p = newpath("/"), *q = p;
	incref(&p->ref);
	for(int i = 0; i < 40; i++)
		pathadd(&p, "x", c);
	check(p != q);
	checkstr(q->s, "/");
	checkint(q->ref.n, 1);
	checkint(p->mlen, 41);
	checkint(c->ref.n, 41);
	pathadd(&q, "y", nil);
	checkstr(q->s, "/y");

	Path *r = p;
	incref(&p->ref);
	pathsetmtpt(&p, nil);
	check(r->mtpt[40] == c && p->mtpt[40] == nil);
	checkint(c->ref.n, 80);
	pathclose(r);
	pathadd(&p, "..", nil);
	pathadd(&p, "..", nil);
	checkint(c->ref.n, 39);
	pathclose(p);
	pathclose(q);
	checkint(c->ref.n, 1);
	cclose(c);
	checkleaks();
}

UNIT(elements)
{
	nsup();
	bindtree("/t", "/n", Mrepl | Mcreate);
	treedir("/t/a/b");
	treefile("/t/a/b/f", "f");
	checkstr(contents("/n/a/b/f"), "f");
	checkstr(contents("//n/.///a/./b/../b//f"), "f");
	checkstr(pathof("//n/.///a/./b/../b//f"), "/n/a/b/f");
	checkstr(pathof("/n/a/b/"), "/n/a/b");
	checkstr(pathof("/n/a/b/."), "/n/a/b");
	checkstr(pathof("/n/a/b/.."), "/n/a");
	checkstr(pathof("/../../n/a"), "/n/a");
	checkstr(pathof("/"), "/");
	checkstr(pathof("#/"), "#/");
	checkstr(pathof("#//boot"), "#/boot");
	chdir("/n/a");
	checkstr(contents("b/f"), "f");
	checkstr(contents("./b/f"), "f");
	checkstr(pathof("."), "/n/a");
	checkstr(pathof(".."), "/n");
	checkstr(pathof("../.."), "/");
	checkstr(pathof("../../../.."), "/");
	nsdown();
}

UNIT(namesthatarenone)
{
	char longname[400];

	nsup();
	checkerror(namec("", Aopen, 0, 0), "empty file name");
	checkerror(namec("a\nb", Aopen, 0, 0), "bad character in file name: 'a\nb'");
	checkerror(validkname("a/b", false), "bad character in file name: 'a/b'");
	checkerror(namec("#", Aopen, 0, 0), "unknown device in # filename");
	checkerror(namec("#\xe2\x98\xba/x", Aopen, 0, 0), "unknown device in # filename");
	checkerror(namec("#M", Aopen, 0, 0), "mount/attach disallowed");
	memset(longname, 'x', sizeof longname);
	longname[0] = '#';
	longname[1] = '/';
	longname[128] = '\0';
	checkerror(namec(longname, Aopen, 0, 0), "file name syntax");
	longname[127] = '\0';
	cclose(namec(longname, Aopen, 0, 0));
	checkint(isnamechar('a'), 1);
	checkint(isnamechar(0xff), 1);
	checkint(isnamechar('/'), 0);
	checkint(isnamechar(0x7f), 0);
	checkint(isnamechar(0x1f), 0);
	nsdown();
}

static void
wrongnames(void)
{
	bindtree("/t", "/n", Mrepl | Mcreate);
	treedir("/t/a");
	treefile("/t/a/f", "f");
}

UNIT(bellerrors)
{
	nsup();
	up->bellerr = true;
	wrongnames();
	checkerror(namec("/nofile", Aopen, 0, 0), "'/nofile' file does not exist");
	checkerror(namec("nofile", Aopen, 0, 0), "'nofile' file does not exist");
	checkerror(namec("/n/a/nofile", Aopen, 0, 0), "'/n/a/nofile' does not exist");
	checkerror(namec("/n//a/./no/file", Aopen, 0, 0), "'/n//a/./no' does not exist");
	checkerror(namec("/n/a/f/x", Aopen, 0, 0), "'/n/a/f' not a directory");
	checkerror(namec("/n/a/f/x/y", Aopen, 0, 0), "'/n/a/f' not a directory");
	checkerror(namec("/n/a/f/", Aopen, 0, 0), "'/n/a/f/' not a directory");
	checkerror(namec("/n/a/f/.", Aaccess, 0, 0), "'/n/a/f/.' not a directory");
	checkerror(namec("/n/a/f/..", Aaccess, 0, 0), "'/n/a/f' not a directory");
	checkerror(namec("/n/a/f", Atodir, 0, 0), "'/n/a/f' not a directory");
	checkerror(namec("/n/a", Aopen, Oexec, 0), "'/n/a' cannot exec directory");
	checkerror(namec("/dev", Aopen, Owrite, 0), "'/dev' permission denied");
	checkerror(namec("/", Aopen, Owrite, 0), "permission denied");
	checkerror(namec("#//it's", Aopen, 0, 0), "'#//it''s' file does not exist");
	nsdown();
}

UNIT(fronterrors)
{
	nsup();
	up->bellerr = false;
	wrongnames();
	checkerror(namec("/nofile", Aopen, 0, 0), "file does not exist: '/nofile'");
	checkerror(namec("/n/a/nofile", Aopen, 0, 0), "file does not exist: '/n/a/nofile'");
	checkerror(namec("/n/a/f/x", Aopen, 0, 0), "not a directory: '/n/a/f'");
	checkerror(namec("/dev", Aopen, Owrite, 0), "permission denied: '/dev'");
	nsdown();
}

/* a name is cut in an error when it has 42 bytes or more and the text would
 * come to 85 */
UNIT(longerrors)
{
	char name[300];

	nsup();
	up->bellerr = true;
	checkerror(namec("/aaaaaaaaa/aaaaaaaaa/aaaaaaaaa/aaaaaaaaa/aaaaaaaaa/f", Aopen, 0, 0),
		   "'/aaaaaaaaa' file does not exist");
	up->bellerr = false;
	treedir("/t/aaaaaaaaa/bbbbbbbbb/ccccccccc/ddddddddd/eeeeeeeee/fffffffff/"
		"ggggggggg");
	bindtree("/t", "/n", Mrepl);
	checkerror(namec("/n/aaaaaaaaa/bbbbbbbbb/ccccccccc/ddddddddd/eeeeeeeee/fffffffff/x", Aopen,
			 0, 0),
		   "file does not exist: "
		   "'/n/aaaaaaaaa/bbbbbbbbb/ccccccccc/ddddddddd/eeeeeeeee/fffffffff/x'");
	checkerror(namec("/n/aaaaaaaaa/bbbbbbbbb/ccccccccc/ddddddddd/eeeeeeeee/fffffffff/xyz",
			 Aopen, 0, 0),
		   "file does not exist: "
		   "'.../aaaaaaaaa/bbbbbbbbb/ccccccccc/ddddddddd/eeeeeeeee/fffffffff/xyz'");
	memset(name, 'y', sizeof name);
	name[0] = '/';
	name[200] = '\0';
	checkerror(namec(name, Aopen, 0, 0),
		   "file does not exist: '...yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'");
	memmove(name + 200 - 33, "\xc3\xa9", 2);
	checkerror(namec(name, Aopen, 0, 0),
		   "file does not exist: '...yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'");
	nsdown();
}

UNIT(creating)
{
	nsup();
	up->bellerr = true;
	bindtree("/t", "/n", Mrepl | Mcreate);
	put("/n/f", "first");
	checkstr(treetext("/t/f"), "first");
	put("/n/f", "2");
	checkstr(treetext("/t/f"), "2");
	checkerror(namec("/n/f", Acreate, Owrite | Oexcl, 0666), "'/n/f' file already exists");
	checkstr(treetext("/t/f"), "2");
	checkerror(namec("/n/g/", Acreate, Owrite, 0666), "'/n/g/' create without DMDIR");
	checkerror(namec("/n/f/", Acreate, Oread, DMdir | 0777), "'/n/f/' not a directory");
	checkerror(namec("/", Acreate, Oread, DMdir | 0777), "file already exists");
	checkerror(namec("/x", Acreate, Owrite, 0666), "'/x' permission denied");
	checkerror(namec("/n/no/x", Acreate, Owrite, 0666), "'/n/no' file does not exist");
	Chan *c = namec("/n/d/", Acreate, Oread, DMdir | 0777);
	checkstr(chanpath(c), "/n/d");
	check(c->qid.type & QTdir);
	cclose(c);
	put("/n/d/f", "below");
	checkstr(treetext("/t/d/f"), "below");
	nsdown();
}

/* two create a file at once: the one that the server turns down opens what the
 * other has made */
UNIT(createrace)
{
	nsup();
	up->bellerr = true;
	bindtree("/t", "/n", Mrepl | Mcreate);
	treefail = Eexist;
	put("/n/f", "second");
	checkstr(treetext("/t/f"), "second");
	treefail = Eexist;
	checkerror(namec("/n/g", Acreate, Owrite | Oexcl, 0666), "'/n/g' file already exists");
	nsdown();
}

/* A walk that a note broke off has not found that there is nothing. */
UNIT(broken)
{
	nsup();
	treefile("/t/f", "first");
	treefile("/u/f", "second");
	treefile("/u/g", "here");
	bindtree("/t", "/n", Mrepl | Mcreate);
	bindtree("/u", "/n", Mafter);
	walkfail = Eintr;
	checkerror(contents("/n/f"), "'/n/f' interrupted");
	checkstr(contents("/n/f"), "first");
	checkstr(contents("/n/g"), "here");
	walkfail = Eintr;
	checkerror(namec("/n/g", Acreate, Owrite, 0666), "'/n/g' interrupted");
	check(findnode(nodeat("/t", true), "g") < 0);
	cclose(namec("/n/new", Acreate, Owrite, 0666));
	nsdown();
}
