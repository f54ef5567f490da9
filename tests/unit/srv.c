/*
 * Posted files and the boards that they are posted on.
 */
#include "usercall.h"
#include "dev.h"
#include "dir.h"
#include "grp.h"
#include "mem.h"
#include "proc.h"

static void
srvup(void)
{
	kernelup();
	devof('s')->init();
	memmark();
}

/* post descriptor fd under a name */
static void
post(const char *name, const char *fd)
{
	int s = ucreate(name, Owrite, 0666);

	check(s >= 0);
	checkint(uwrite(s, fd, (int)strlen(fd)), (int)strlen(fd));
	checkint(uclose(s), 0);
}

static void
samechan(Proc *p)
{
	Chan *c = fgrpchan(p->fgrp, 1, nil), *c2 = fgrpchan(p->fgrp, 2, nil);

	check(c == c2);
	checkstr(c->srvname, "#s/pipe");
	cclose(c);
	cclose(c2);
}

static void
bephilw(Proc *p)
{
	setuser(p, "philw");
}

static void
bedoug(Proc *p)
{
	devrenameuser("philw", "doug");
	setuser(p, "doug");
}

static void
beglenda(Proc *p)
{
	setuser(p, "glenda");
}

static void
posting(void *arg)
{
	int fd[2];
	char c, buf[64];

	USED(arg);
	checkint(ucall(PIPE, uptr(fd)), 0);
	post("#s/pipe", "1");
	/* what is opened is the very Chan */
	checkint(uopen("#s/pipe", Ordwr), 2);
	checkint(ucall(FD2PATH, 2, uptr(buf), sizeof buf), 0);
	checkstr(buf, "#|/data1");
	ukernel(samechan);
	checkint(uwrite(2, "x", 1), 1);
	checkint(uread(0, &c, 1), 1);
	checkint(uclose(1), 0);
	checkint(uclose(2), 0);
	/* the post alone keeps it open */
	checkint(uopen("#s/pipe", Owrite), 1);
	checkint(uwrite(1, "y", 1), 1);
	checkint(uclose(1), 0);
	checkint(uremove("#s/pipe"), 0);
	checkint(uread(0, &c, 1), 1);
	checkint(uread(0, &c, 1), 0);
	ucheckerr(uopen("#s/pipe", Ordwr), "'#s/pipe' file does not exist");
}
UNIT(posting)
{
	srvup();
	userrun(posting);
	checkleaks();
}

static void
refused(void *arg)
{
	int s;

	USED(arg);
	checkint(uopen("#e", Oread), 0);
	ucheckerr(ucreate("#s/x", Ordwr, 0666), "'#s/x' permission denied");
	ucheckerr(ucreate("#s/x", Oread, DMdir | 0777), "'#s/x' permission denied");
	s = ucreate("#s/x", Owrite, 0640);
	check(s >= 0);
	ucheckerr(uopen("#s/x", Oread), "'#s/x' device shut down");
	ucheckerr(uwrite(s, "17", 2), "fd out of range or not open");
	ucheckerr(uwrite(s, "12345678901234567890123456789012", 32), "read or write too large");
	checkint(uwrite(s, "0\n", 2), 2);
	ucheckerr(uwrite(s, "0", 1), "inappropriate use of fd");
	ucheckerr(ucreate("#s/x", Owrite, 0666), "'#s/x' file already exists");
	ucheckerr(uopen("#s/x", Oread | Otrunc), "'#s/x' file already exists");
	ucheckerr(uopen("#s/x", Oread | Orclose), "'#s/x' permission denied");
	ucheckerr(uopen("#s/x", Owrite), "'#s/x' permission denied");
	ucheckerr(uopen("#s", Owrite), "file is a directory");
	ucheckerr(uopen("#s77", Oread), "bad attach specifier");
	ucheckerr(ucreate("#s/clone", Owrite | Oexcl, 0666), "'#s/clone' file already exists");
	ukernel(bephilw);
	ucheckerr(uopen("#s/x", Oread), "'#s/x' permission denied");
	ucheckerr(uremove("#s/x"), "permission denied");
	checkint(ucreate("#s/mine", Owrite, 0666), 2);
	ukernel(bedoug);
	checkint(uremove("#s/mine"), 0);
	ukernel(beglenda);
	checkint(uremove("#s/x"), 0);
	ucheckerr(uwrite(s, "0", 1), "file does not exist");
}
UNIT(refused)
{
	srvup();
	userrun(refused);
	checkleaks();
}

static char boardname[64];
static void
hasname(Proc *p)
{
	Chan *c = fgrpchan(p->fgrp, 0, nil);

	checkstr(c->srvname, boardname);
	cclose(c);
}

static void
boards(void *arg)
{
	char id[16], dir[32], name[32];
	int lease, inner, n;

	USED(arg);
	checkint(uopen("#e", Oread), 0);
	lease = uopen("#s/clone", Oread);
	check(lease >= 0);
	n = uread(lease, id, sizeof id - 1);
	check(n > 0);
	id[n] = 0;
	snprint(dir, sizeof dir, "#s/%s", id);
	snprint(name, sizeof name, "#s/%s/x", id);
	post(name, "0");
	strecpy(boardname, boardname + sizeof boardname, name);
	ukernel(hasname);
	checkint(uclose(uopen(name, Oread)), 0);
	snprint(name, sizeof name, "#s%s/x", id);
	checkint(uclose(uopen(name, Oread)), 0);
	/* it is its owner's */
	ukernel(bephilw);
	checkint(uopen(name, Oread), -1);
	ukernel(beglenda);
	snprint(name, sizeof name, "#s/%s/clone", id);
	inner = uopen(name, Oread);
	check(inner >= 0);
	n = uopen(dir, Oread);
	check(n >= 0);
	checkint(uclose(lease), 0);
	snprint(name, sizeof name, "#s/%s/x", id);
	checkint(uopen(name, Oread), -1);
	checkint(ucreate(name, Owrite, 0666), -1);
	checkint(uclose(n), 0);
	/* still there for the inner one's sake, then not */
	checkint(uclose(uopen(dir, Oread)), 0);
	checkint(uclose(inner), 0);
	checkint(uopen(dir, Oread), -1);
}
UNIT(boards)
{
	srvup();
	userrun(boards);
	checkleaks();
}

/* a board in a board in a board: not for ever */
static void
depth(void *arg)
{
	char name[1024], *p, *e = name + sizeof name;
	int fd, n, deep = 0;

	USED(arg);
	p = seprint(name, e, "#s");
	for(;;) {
		seprint(p, e, "/clone");
		fd = uopen(name, Oread);
		if(fd < 0)
			break;
		deep++;
		p = seprint(p, e, "/");
		n = uread(fd, p, 10);
		check(n > 0);
		p += n;
		*p = 0;
	}
	check(deep > 10 && deep < 40);
}
UNIT(depth)
{
	srvup();
	userrun(depth);
	checkleaks();
}

static void
rename(void *arg)
{
	char strs[256];
	u8int buf[256];
	int n;
	Dir d;

	USED(arg);
	checkint(uopen("#e", Oread), 0);
	post("#s/a", "0");
	post("#s/b", "0");
	nulldir(&d);
	d.name = "b";
	n = convD2M(&d, buf, sizeof buf);
	ucheckerr(ucall(WSTAT, uptr("#s/a"), uptr(buf), (uintptr)n), "file already exists");
	d.name = "c";
	d.mode = 0640;
	n = convD2M(&d, buf, sizeof buf);
	checkint(ucall(WSTAT, uptr("#s/a"), uptr(buf), (uintptr)n), n);
	n = (int)ucall(STAT, uptr("#s/c"), uptr(buf), sizeof buf);
	check(n > 0);
	convM2D(buf, n, &d, strs);
	checkint(d.mode, 0640);
	checkstr(d.uid, "glenda");
	nulldir(&d);
	d.name = "a/b";
	n = convD2M(&d, buf, sizeof buf);
	checkint(ucall(WSTAT, uptr("#s/c"), uptr(buf), (uintptr)n), -1);
	checkint(uremove("#s/b"), 0);
	checkint(uremove("#s/c"), 0);
}
UNIT(rename)
{
	srvup();
	userrun(rename);
	checkleaks();
}
