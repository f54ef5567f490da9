/*
 * Directories as a name space shows them: unions, and entries that are mounted
 * upon.
 */
#include "lib.h"
#include "ns.h"

enum
{
	Bufmax = 4096,
};

/* the names in n bytes of entries */
static void
addnames(char **p, char *end, u8int *buf, int n)
{
	char strs[Bufmax];
	Dir d;

	for(int i = 0; i < n;) {
		int m = 2 + get16(buf + i);
		check(convM2D(buf + i, m, &d, strs) == m);
		*p = seprint(*p, end, "%s%s ", d.name, (d.mode & DMdir) ? "/" : "");
		i += m;
	}
}

static char *
readall(Chan *c, int size)
{
	static char names[2048];
	char *p = names;
	u8int buf[Bufmax];
	int n;

	names[0] = '\0';
	while((n = dirread(c, kbuf(buf), size, -1)) > 0)
		addnames(&p, names + sizeof names, buf, n);
	return names;
}

/* the names in the directory, read size bytes at a time */
static char *
list(const char *name, int size)
{
	Chan *c = namec(name, Aopen, Oread, 0);

	onerror(cclose, c);
	char *names = readall(c, size);
	undo();
	return names;
}

static void
trees(void)
{
	nsup();
	up->bellerr = true;
	treefile("/a/one", "");
	treefile("/a/two", "");
	treedir("/a/dir");
	treefile("/b/two", "");
	treefile("/b/three", "text");
	treefile("/c/four", "");
	bindtree("/a", "/n", Mrepl);
}

UNIT(plain)
{
	trees();
	checkstr(list("/n", Bufmax), "one two dir/ ");
	checkstr(list("/n", 80), "one two dir/ ");
	checkerror(list("/n", 20), "i/o count too small");
	checkstr(list("#/", Bufmax), "boot/ bin/ dev/ env/ fd/ mnt/ n/ net/ net.alt/ "
				     "proc/ prog/ rc/ root/ srv/ shr/ ");
	nsdown();
}

UNIT(offsets)
{
	u8int buf[Bufmax];

	trees();
	Chan *c = namec("/n", Aopen, Oread, 0);
	int n = dirread(c, kbuf(buf), 80, -1);
	check(n > 0);
	checkint(c->offset, n);
	checkerror(dirread(c, kbuf(buf), 80, 1), "seek in directory");
	int m = dirread(c, kbuf(buf), 80, n);
	check(m > 0);
	checkint(c->offset, n + m);
	checkint(dirread(c, kbuf(buf), 80, 0), n);
	checkint(c->offset, n);
	checkstr(readall(c, 80), "two dir/ ");
	checkint(dirread(c, kbuf(buf), 80, -1), 0);
	c->offset = 0; /* as a seek does */
	checkstr(readall(c, 80), "one two dir/ ");
	cclose(c);
	nsdown();
}

UNIT(unions)
{
	trees();
	bindtree("/b", "/n", Mbefore);
	bindtree("/c", "/n", Mafter);
	checkstr(list("/n", Bufmax), "two three one two dir/ four ");
	checkstr(list("/n", 80), "two three one two dir/ four ");
	/* a member that cannot be opened is passed over; the directory's own open
   * comes first */
	Chan *c = namec("/n", Aopen, Oread, 0);
	treefail = Eperm;
	checkstr(readall(c, 80), "one two dir/ four ");
	c->offset = 0;
	checkstr(readall(c, 80), "two three one two dir/ four ");
	/* from the middle of it back to the start */
	u8int buf[Bufmax];
	c->offset = 0;
	checkint(dirread(c, kbuf(buf), Bufmax, -1) > 0, 1);
	checkint(dirread(c, kbuf(buf), Bufmax, -1) > 0, 1);
	checkint(dirread(c, kbuf(buf), Bufmax, 0) > 0, 1);
	checkstr(readall(c, 80), "one two dir/ four ");
	/* but not when it was the reader's own doing */
	c->offset = 0;
	treefail = Eintr;
	checkerror(readall(c, 80), "interrupted");
	checkstr(readall(c, 80), "two three one two dir/ four ");
	cclose(c);
	nsdown();
}

/* what is mounted shows, under the name of what it is mounted upon */
UNIT(rewritten)
{
	trees();
	bindtree("/b", "/n/dir", Mrepl);
	bind("/n/dir/three", "/n/two", Mrepl);
	Chan *c = namec("/n", Aopen, Oread, 0);
	u8int buf[Bufmax];
	int n = dirread(c, kbuf(buf), Bufmax, -1);
	cclose(c);
	char strs[Bufmax];
	Dir d;
	int at = 2 + get16(buf);
	check(convM2D(buf + at, n - at, &d, strs) > 0);
	checkstr(d.name, "two");
	checkint(d.length, 4);
	checkint(d.qid.path, nodeat("/b/three", false));
	at += 2 + get16(buf + at);
	check(convM2D(buf + at, n - at, &d, strs) == n - at);
	checkstr(d.name, "dir");
	checkint(d.qid.path, nodeat("/b", true));
	nsdown();
}

/* a union that has the old directory in it leaves it what it is */
UNIT(keptinunion)
{
	u8int buf[Bufmax];
	char strs[Bufmax];
	Dir d;

	nsup();
	treedir("/a/dir");
	treefile("/b/x", "");
	bindtree("/a", "/n", Mrepl);
	bindtree("/b", "/n/dir", Mbefore);
	Chan *c = namec("/n", Aopen, Oread, 0);
	int n = dirread(c, kbuf(buf), Bufmax, -1);
	cclose(c);
	check(convM2D(buf, n, &d, strs) == n);
	checkint(d.qid.path, nodeat("/a/dir", true));
	nsdown();
}

/* rewritten entries that do not fit wait for the next read */
UNIT(rock)
{
	static const char user[] = "somebody with a long name";
	u8int buf[Bufmax];

	trees();
	treedir("/d/x");
	treedir("/d/y");
	treedir("/d/z");
	bindtree("/d", "/mnt", Mrepl);
	Chan *c = namec("/mnt", Aopen, Oread, 0);
	int plain = dirread(c, kbuf(buf), Bufmax, 0) / 3;
	nodes[nodeat("/b", true)].user = user;
	bindtree("/b", "/mnt/x", Mrepl);
	bindtree("/b", "/mnt/z", Mrepl);
	int all = dirread(c, kbuf(buf), Bufmax, 0), rewritten = 2 + get16(buf);
	check(rewritten > plain);
	checkint(all, plain + 2 * rewritten);

	checkstr(list("/mnt", 3 * plain), "x/ y/ z/ ");
	checkstr(list("/mnt", rewritten), "x/ y/ z/ ");
	checkint(dirread(c, kbuf(buf), 3 * plain, 0), rewritten + plain);
	checkint(c->devoffset, 3 * plain);
	checkint(c->offset, rewritten + plain);
	checkint(dirread(c, kbuf(buf), 3 * plain, c->offset), rewritten);
	checkint(c->offset, all);
	checkint(dirread(c, kbuf(buf), 3 * plain, -1), 0);
	/* a rewind drops what waits */
	checkint(dirread(c, kbuf(buf), 3 * plain, 0), rewritten + plain);
	checkint(dirread(c, kbuf(buf), Bufmax, 0), all);
	checkerror(dirread(c, kbuf(buf), plain, 0), "i/o count too small");
	checkint(dirread(c, kbuf(buf), rewritten, -1), rewritten);
	/* in the middle too what did not fit comes once */
	checkint(dirread(c, kbuf(buf), plain, -1), plain);
	checkerror(dirread(c, kbuf(buf), plain, -1), "i/o count too small");
	checkint(c->devoffset, 3 * plain);
	checkint(dirread(c, kbuf(buf), rewritten, -1), rewritten);
	checkint(dirread(c, kbuf(buf), Bufmax, -1), 0);
	cclose(c);
	nsdown();
}

UNIT(setname)
{
	u8int buf[300];
	Dir d = {.name = "name", .uid = "u", .gid = "g", .muid = "m"};
	char strs[300];
	int n = convD2M(&d, buf, sizeof buf);

	checkint(dirsetname(buf, n, sizeof buf, "longer name", 11), n + 7);
	check(convM2D(buf, n + 7, &d, strs) == n + 7);
	checkstr(d.name, "longer name");
	checkstr(d.muid, "m");
	checkint(dirsetname(buf, n + 7, sizeof buf, "", 0), n - 4);
	checkint(dirsetname(buf, n - 4, n - 4, "x", 1), 0);
	checkint(dirsetname(buf, 40, sizeof buf, "x", 1), 0);
	put16(buf + 41, 5000);
	checkint(dirsetname(buf, n - 4, sizeof buf, "x", 1), 0);
}
