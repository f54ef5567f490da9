/*
 * What dev.c does for devices: walking a table, permissions, directories, and the defaults.
 */
#include "unit.h"
#include "dev.h"
#include "dir.h"
#include "mem.h"
#include "proc.h"

enum
{
	Qroot,
	Qa,
	Qb,
	Qsub,
};
static const Dirtab tab[] = {
	{".", {Qroot, 0, QTdir}, 0, DMdir | 0555},
	{"a", {Qa, 0, 0}, 7, 0640},
	{"b", {Qb, 3, 0}, 0, 0200},
	{"sub", {Qsub, 0, QTdir}, 0, DMdir | 0500},
};
static int closes;

static Walkqid *
testwalk(Chan *c, Chan *nc, char **name, int n)
{
	return devwalk(c, nc, name, n, tab, nelem(tab), devgen);
}

static int
teststat(Chan *c, u8int *buf, int n)
{
	return devstat(c, buf, n, tab, nelem(tab), devgen);
}

static Chan *
testopen(Chan *c, int omode)
{
	return devopen(c, omode, tab, nelem(tab), devgen);
}

static void
testclose(Chan *c)
{
	USED(c);
	closes++;
}

static int
testread(Chan *c, Buf b, int n, s64int off)
{
	if(c->qid.type & QTdir)
		return devdirread(c, b, n, tab, nelem(tab), devgen);
	return readstr(off, b, n, "contents");
}

static const Dev testdev = {
	.dc = 't',
	.name = "test",
	.walk = testwalk,
	.stat = teststat,
	.open = testopen,
	.close = testclose,
	.read = testread,
};

/* the Chan that a walk from c leads to; nil if it stops short, after *n names */
static Chan *
go(Chan *c, char **name, int *n)
{
	Walkqid *w;
	Chan *nc;

	w = dwalk(c, nil, name, *n);
	nc = w->clone;
	*n = w->nqid;
	freewalkqid(w);
	return nc;
}

static Chan *
go1(Chan *c, char *name)
{
	int n = 1;

	return go(c, &name, &n);
}

UNIT(walking)
{
	Chan *c, *nc, *given;
	Walkqid *w;
	int n;

	kernelup();
	c = dattach(&testdev, "x");
	checkstr(chanpath(c), "#tx");
	n = 1;
	nc = go(c, (char *[]){"a"}, &n);
	checkint(nc->qid.path, Qa);
	check(nc->dev == &testdev);
	/* a clone, of a file as well */
	n = 0;
	given = go(nc, nil, &n);
	checkint(given->qid.path, Qa);
	cclose(given);
	checkerror(go1(nc, "a"), "not a directory");
	cclose(nc);
	checkint(closes, 2);
	checkerror(go1(c, "none"), "file does not exist");
	checkerror(go1(c, "sub/"), "file does not exist");
	n = 3;
	check(go(c, (char *[]){"a", "b", "c"}, &n) == nil);
	checkint(n, 1);
	checkstr(up->errstr, "not a directory");
	/* a table is one directory: there is no a in sub */
	n = 2;
	check(go(c, (char *[]){"sub", "a"}, &n) == nil);
	checkint(n, 1);
	n = 4;
	nc = go(c, (char *[]){"sub", "..", ".", "b"}, &n);
	checkint(nc->qid.path, Qb);
	cclose(nc);
	/* what did not get there was never the device's */
	checkint(closes, 3);
	given = newchan();
	given->qid = c->qid;
	w = dwalk(c, given, (char *[]){"a"}, 1);
	check(w->clone == given);
	freewalkqid(w);
	cclose(given);
	cclose(c);
	checkint(closes, 5);
	checkleaks();
}

static void
opens(const char *user, char *name, int mode, const char *err)
{
	Chan *c, *nc;

	setuser(up, user);
	c = dattach(&testdev, "");
	nc = name != nil ? go1(c, name) : cclone(c);
	if(err != nil) {
		checkerror(dopen(nc, mode), err);
		check((nc->flag & Copen) == 0);
	} else {
		check(dopen(nc, mode) == nc);
		check((nc->flag & Copen) != 0);
		checkint(nc->mode, (mode & 3) == Oexec ? Oread : mode & 3);
	}
	cclose(nc);
	cclose(c);
}

UNIT(opening)
{
	kernelup();
	opens("glenda", "a", Oread, nil);
	opens("glenda", "a", Ordwr | Otrunc, nil);
	opens("glenda", "a", Oexec, "permission denied");
	opens("glenda", "b", Oread, "permission denied");
	opens("glenda", "b", Owrite | Orclose, nil);
	opens("glenda", nil, Oread, nil);
	opens("glenda", nil, Owrite, "permission denied");
	opens("glenda", nil, Oread | Otrunc, "permission denied");
	opens("glenda", "sub", Oread, nil);
	opens("glenda", "a", 4, "bad arg in system call");
	/* all files are eve's, and nobody is in a group but eve */
	opens("philw", "a", Oread, "permission denied");
	opens("philw", "b", Owrite, "permission denied");
	opens("philw", "sub", Oread, "permission denied");
	opens("philw", nil, Oread, nil);
	setuser(up, "philw");
	devpermcheck("philw", 0700, Oexec);
	checkerror(devpermcheck("philw", 0077, Oread), "permission denied");
	checkerror(devpermcheck("doug", 0770, Oread), "permission denied");
	devpermcheck("doug", 0006, Ordwr);
	setuser(up, "glenda");
	devpermcheck("doug", 0060, Ordwr);
	checkerror(devpermcheck("doug", 0707, Oread), "permission denied");
	setuser(up, "kernel");
}

/* whoever comes by an open file and would walk from it is told so */
UNIT(openclone)
{
	Chan *c;

	kernelup();
	c = dopen(devattach(&testdev, ""), Oread);
	checkerror(cclone(c), Ebadusefd);
	cclose(c);
	checkleaks();
}

UNIT(directories)
{
	u8int buf[512];
	char strs[256];
	Chan *c;
	int n, m, whole;
	Dir d;

	kernelup();
	c = dopen(dattach(&testdev, ""), Oread);
	whole = dread(c, kbuf(buf), sizeof buf, 0);
	checkint(dread(c, kbuf(buf), sizeof buf, whole), 0);
	for(n = m = 0; m < whole; n++) {
		checkint(statcheck(buf + m, 2 + get16(buf + m)), 0);
		convM2D(buf + m, 2 + get16(buf + m), &d, strs);
		checkstr(d.name, tab[n + 1].name);
		checkint(d.qid.path, tab[n + 1].qid.path);
		checkint(d.mode, tab[n + 1].perm);
		checkint(d.length, tab[n + 1].length);
		checkint(d.type, 't');
		check(d.atime != 0);
		m += 2 + get16(buf + m);
	}
	checkint(n, 3);
	/* entry by entry, and from the start again */
	n = dread(c, kbuf(buf), 100, 0);
	checkint(n, 2 + get16(buf));
	checkerror(dread(c, kbuf(buf), 30, n), "i/o count too small");
	m = dread(c, kbuf(buf), 100, n);
	checkmem(buf + Statname, "\1\0b", 3);
	checkint(dread(c, kbuf(buf), sizeof buf, n + m), whole - n - m);
	checkint(dread(c, kbuf(buf), sizeof buf, 0), whole);
	cclose(c);
	checkleaks();
}

UNIT(entries)
{
	char strs[256];
	u8int buf[256], *mem;
	Chan *c, *nc;
	int n, m;
	Dir d;

	kernelup();
	c = dattach(&testdev, "");
	n = dstat(c, buf, sizeof buf);
	convM2D(buf, n, &d, strs);
	checkstr(d.name, "#t");
	checkint(d.mode, DMdir | 0555);
	checkint(d.qid.type, QTdir);
	checkstr(d.gid, "glenda");
	nc = go1(c, "b");
	nc->flag |= Cmsg;
	mem = dstatmem(nc, 100, &m);
	checkint(dstat(nc, buf, sizeof buf), m);
	checkmem(mem, buf, m);
	kfree(mem);
	convM2D(buf, m, &d, strs);
	checkstr(d.name, "b");
	checkint(d.qid.vers, 3);
	checkint(d.mode, DMmount | 0200);
	checkint(dstat(nc, buf, 10), 2);
	checkint(get16(buf), m - 2);
	checkerror(dstat(nc, buf, 1), "stat buffer too small");
	cclose(nc);
	cclose(c);
	checkleaks();
}

UNIT(defaults)
{
	u8int buf[16];
	Block *b;
	Chan *c;

	kernelup();
	c = dattach(&testdev, nil);
	checkerror(dcreatep(&c, "x", Oread, 0), "permission denied");
	checkerror(dremove(c), "permission denied");
	checkerror(dwstat(c, buf, sizeof buf), "permission denied");
	checkerror(dwrite(c, kbuf(buf), 1, 0), "permission denied");
	checkerror(dbwrite(c, allocb(10), 0), "permission denied");
	c->qid = tab[1].qid;
	b = dbread(c, 5, 2);
	checkint(blen(b), 5);
	checkmem(b->rp, "ntent", 5);
	freeb(b);
	checkint(dread(c, kbuf(buf), 5, 6), 2);
	cclose(c);
	checkleaks();
}
