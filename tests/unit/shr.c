/*
 * #σ, with two servers in a share.
 */
#include "fake9p.h"
#include "usercall.h"
#include "grp.h"

static Chan *mc[2];
static Srv9 *server[2];

/* the program's descriptors 0 and 1 are connections to servers, who live as long as they do */
static void
giveservers(Proc *p)
{
	up->fgrp = p->fgrp;
	for(int i = 0; i < 2; i++) {
		server[i] = newserver9(&mc[i]);
		startserver9(server[i]);
		checkint(newfd(mc[i], false), i);
	}
	up->fgrp = nil;
}

static void
bephilw(Proc *p)
{
	setuser(p, "philw");
}

static void
beglenda(Proc *p)
{
	setuser(p, "glenda");
}

static void
benone(Proc *p)
{
	setuser(p, "none");
}

/* no program can undo RFNOMNT */
static void
allowmounts(Proc *p)
{
	p->pgrp->noattach = false;
}

static void
shrtest(Fakeprog *fn)
{
	kernelup();
	devof('M')->init();
	devof(0x3c3)->init();
	fakesettle();
	memmark();
	userrun(fn);
	checkleaks();
}

/* how many entries a directory has, and in *bytes how long they are */
static int
count(const char *name, int *bytes)
{
	static u8int buf[4096];
	int fd = uopen(name, Oread), n, i, entries = 0;

	check(fd >= 0);
	*bytes = 0;
	while((n = uread(fd, buf, sizeof buf)) > 0) {
		*bytes += n;
		for(i = 0; i < n; i += 2 + get16(buf + i))
			entries++;
	}
	checkint(n, 0);
	uclose(fd);
	return entries;
}

static void
mkshare(const char *name)
{
	int fd = ucreate(name, Oread, DMdir | 0775);

	check(fd >= 0);
	checkint(uclose(fd), 0);
}

static int
mkconn(const char *name, const char *text)
{
	int fd = ucreate(name, Owrite, 0664);

	check(fd >= 0);
	checkint(uwrite(fd, text, (int)strlen(text)), (int)strlen(text));
	return fd;
}

static void
union2(void *arg)
{
	static u8int buf[1024];
	int n1, n2, bytes, one;
	s64int off;

	USED(arg);
	ukernel(giveservers);
	mkshare("#σc/both");
	checkint(count("#σ", &bytes), 1);
	checkint(count("#σ/both", &bytes), 0);
	ucheckerr(uopen("#σ/both/data", Oread), "'#σ/both/data' does not exist");
	checkint(uclose(mkconn("#σc/both/one", "0")), 0);
	n1 = count("#σ/both", &bytes);
	check(n1 > 0);
	/* another tree of the other server */
	checkint(uclose(mkconn("#σc/both/two", "1\nother")), 0);
	checkint(count("#σc/both", &bytes), 2);
	n2 = count("#σ/both", &bytes);
	checkint(n2, 2 * n1);
	checkint(server[0]->count[Tattach], 1);
	checkint(server[1]->count[Tattach], 1);
	/* the newest is asked first */
	one = uopen("#σ/both/data", Oread);
	check(one >= 0);
	checkint(upread(one, buf, 10, 5), 10);
	checkint(buf[0], byte9(5));
	checkint(server[1]->count[Topen], 2); /* and once for its directory */
	checkint(uclose(one), 0);
	/* files are created in the oldest */
	one = ucreate("#σ/both/data", Owrite | Oexcl, 0644);
	checkint(one, -1); /* exists */
	/* a directory below is one server's */
	checkint(count("#σ/both/dir", &bytes), 2);
	/* it rewinds as any other does */
	one = uopen("#σ/both", Oread);
	check(uread(one, buf, 1024) > 0);
	checkint(ucall(SEEK, uptr(&off), (uintptr)one, 0, 0), 0);
	checkint(uclose(one), 0);
	/* bound into a union it is one of its members */
	checkint(ucall(BIND, uptr("#σ/both"), uptr("/env"), 2) >= 0, true);
	checkint(count("/env", &bytes), n2);
	/* opened, it is the connection itself */
	one = uopen("#σc/both/two", Ordwr);
	check(one >= 0);
	ucheckerr(uread(one, buf, 1), "inappropriate use of fd");
	checkint(uclose(one), 0);
	ucheckerr(uremove("#σc/both"), "directory not empty");
	checkint(uremove("#σc/both/two"), 0);
	checkint(count("#σ/both", &bytes), n1);
	checkint(uremove("#σc/both/one"), 0);
	checkint(count("#σ/both", &bytes), 0);
	checkint(count("/env", &bytes), 0);
	checkint(ucall(UNMOUNT, 0, uptr("/env")), 0);
	checkint(uremove("#σc/both"), 0);
	checkint(count("#σ", &bytes), 0);
}
UNIT(union2)
{
	shrtest(union2);
}

static void
refused(void *arg)
{
	int fd, bytes;
	char text[4];

	USED(arg);
	ukernel(giveservers);
	ucheckerr(uopen("#σx", Oread), "mount/attach disallowed");
	ucheckerr(ucreate("#σ/x", Oread, DMdir | 0777), "'#σ/x' permission denied");
	ucheckerr(ucreate("#σc/x", Owrite, 0666), "'#σc/x' permission denied");
	mkshare("#σc/s");
	ucheckerr(ucreate("#σc/s", Oread | Oexcl, DMdir | 0777), "'#σc/s' file already exists");
	ucheckerr(ucreate("#σc/s/d", Oread, DMdir | 0777), "'#σc/s/d' permission denied");
	ucheckerr(ucreate("#σ/s/f", Owrite, 0666), "'#σ/s/f' mounted directory forbids creation");
	ucheckerr(uopen("#σc/s", Owrite), "'#σc/s' file is a directory");
	fd = ucreate("#σc/s/c", Owrite, 0664);
	check(fd >= 0);
	ucheckerr(uopen("#σc/s/c", Ordwr), "'#σc/s/c' device shut down");
	ucheckerr(uopen("#σc/s/c", Ordwr | Otrunc), "'#σc/s/c' file already exists");
	ucheckerr(uwrite(fd, "x", 1), "bad arg in system call");
	ucheckerr(uwrite(fd, "0x", 2), "bad arg in system call");
	ucheckerr(uwrite(fd, "17", 2), "fd out of range or not open");
	snprint(text, sizeof text, "%d", fd);
	ucheckerr(uwrite(fd, text, (int)strlen(text)), "inappropriate use of fd");
	ucheckerr(uwrite(fd, "0\nrefuse", 8), "you shall not attach");
	checkint(count("#σ/s", &bytes), 0);
	checkint(uwrite(fd, "0\n", 2), 2);
	/* once more: what was there goes */
	checkint(uwrite(fd, "1", 1), 1);
	check(count("#σ/s", &bytes) > 0);
	ukernel(bephilw);
	ucheckerr(uremove("#σc/s/c"), "permission denied");
	ucheckerr(ucreate("#σc/s/d", Owrite, 0666), "'#σc/s/d' permission denied");
	mkshare("#σc/philw");
	checkint(uclose(ucreate("#σc/philw/c", Owrite, 0664)), 0);
	ukernel(benone);
	ucheckerr(ucreate("#σc/none", Oread, DMdir | 0777), "'#σc/none' permission denied");
	ukernel(beglenda);
	checkint(ucall(RFORK, RFnomnt), 0);
	ucheckerr(uwrite(fd, "0", 1), "mount/attach disallowed");
	checkint(uclose(fd), 0);
}
static void
cleanup(void *arg)
{
	refused(arg);
	ukernel(allowmounts);
	checkint(uremove("#σc/s/c"), 0);
	checkint(uremove("#σc/s"), 0);
	checkint(uremove("#σc/philw/c"), 0);
	checkint(uremove("#σc/philw"), 0);
}
UNIT(refused)
{
	shrtest(cleanup);
}

/* a connection that was removed takes no more mounts, and an open file of it still works */
static void
removed(void *arg)
{
	char buf[8];
	int fd, data;

	USED(arg);
	ukernel(giveservers);
	mkshare("#σc/s");
	fd = mkconn("#σc/s/c", "0");
	data = uopen("#σ/s/data", Oread);
	check(data >= 0);
	checkint(uremove("#σc/s/c"), 0);
	checkint(uremove("#σc/s"), 0);
	checkint(upread(data, buf, 8, 0), 8);
	ucheckerr(uwrite(fd, "1", 1), "device shut down");
	checkint(uclose(fd), 0);
	/* goes with the one who made it */
	mkshare("#σc/s");
	fd = ucreate("#σc/s/c", Owrite | Orclose, 0664);
	checkint(uwrite(fd, "1", 1), 1);
	checkint(uclose(fd), 0);
	checkint(uremove("#σc/s"), 0);
}
UNIT(removed)
{
	shrtest(removed);
}
