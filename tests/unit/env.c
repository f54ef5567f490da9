/*
 * The environment device, and with it reading, writing and seeking in files and directories.
 */
#include "usercall.h"
#include "dev.h"
#include "dir.h"
#include "grp.h"
#include "mem.h"
#include "proc.h"
#include "sys.h"

static void
values(void *arg)
{
	char buf[64];
	s64int off;

	USED(arg);
	ubadaddrs();
	checkint(ucreate("#e/one", Ordwr, 0666), 0);
	checkint(uwrite(0, "hello", 5), 5);
	checkint(uwrite(0, " world", 6), 6);
	checkint(upread(0, buf, 64, 0), 11);
	checkmem(buf, "hello world", 11);
	checkint(uread(0, buf, 64), 0);
	/* beyond the end: zeros */
	checkint(upwrite(0, "x", 1, 20), 1);
	checkint(upread(0, buf, 64, 10), 11);
	checkmem(buf, "d\0\0\0\0\0\0\0\0\0x", 11);
	/* pwrite leaves the offset alone */
	checkint(ucall(SEEK, uptr(&off), 0, 0, 1), 0);
	checkint(off, 11);
	checkint(ucall(SEEK, uptr(&off), 0, (uintptr)-1, 2), 0);
	checkint(off, 20);
	checkint(uread(0, buf, 64), 1);
	ucheckerr(ucall(SEEK, uptr(&off), 0, (uintptr)-22, 1), "negative i/o offset");
	ucheckerr(ucall(SEEK, uptr(&off), 0, 0, 3), "bad arg in system call");
	ucheckerr(ucall(SEEK, 16, 0, 0, 0), "bad arg in system call");
	checkint(ucall(OSEEK, 0, 3, 0), 3);
	checkint(uread(0, buf, 2), 2);
	checkmem(buf, "lo", 2);
	ucheckerr(upread(0, buf, 1, -2), "negative i/o offset");
	ucheckerr(upwrite(0, buf, 1, -2), "negative i/o offset");
	ucheckerr(upread(0, buf, -1, 0), "bad arg in system call");
	ucheckerr(upread(0, (void *)16, 1, 0), "bad arg in system call");
	/* stays what it was after a write that could not read its bytes */
	ucheckerr(upwrite(0, (void *)16, 1, 0), "bad arg in system call");
	checkint(upread(0, buf, 5, 0), 5);
	checkmem(buf, "hello", 5);
	uput("#e/one", "new");
	checkstr(uget("#e/one", buf, 64), "new");
}
UNIT(values)
{
	kernelup();
	userrun(values);
	checkleaks();
}

/* the offset of a failed or short write is given back */
static void
offsets(void *arg)
{
	s64int off;

	USED(arg);
	ubadaddrs();
	checkint(ucreate("#e/x", Ordwr, 0666), 0);
	checkint(uwrite(0, "abc", 3), 3);
	ucheckerr(uwrite(0, (void *)16, 5), "bad arg in system call");
	checkint(ucall(SEEK, uptr(&off), 0, 0, 1), 0);
	checkint(off, 3);
	checkint(udup(0, 1), 1);
	checkint(uwrite(1, "def", 3), 3);
	checkint(ucall(SEEK, uptr(&off), 0, 0, 1), 0);
	checkint(off, 6);
}
UNIT(offsets)
{
	kernelup();
	userrun(offsets);
	checkleaks();
}

/* Others who have the same file open move it while a write waits that will fail. */
static _Atomic int step; /* 1: it is to write; 2: it has failed */

static void
badwriter(void *arg)
{
	s64int off;

	USED(arg);
	ubadaddrs();
	checkint(ucreate("#e/v", Ordwr, 0666), 0);
	for(int i = 0; i < 2; i++) {
		checkint(ucall(SEEK, uptr(&off), 0, 1000, 0), 0);
		while(step != 1)
			ucall(SLEEP, 1);
		ucheckerr(uwrite(0, (void *)16, 100), "bad arg in system call");
		for(step = 2; step != 0;)
			ucall(SLEEP, 1);
	}
}

/* its write waits: then move by n, or to 0; result: where it stands when the write has failed */
static s64int
moved(Egrp *e, Chan *c, int n)
{
	s64int off;

	wlock(&e->lock);
	step = 1;
	tsleep(&up->sleepr, never, nil, 100);
	checkint(c->offset, 1100);
	c->offset = n == 0 ? 0 : c->offset + n;
	wunlock(&e->lock);
	while(step != 2)
		tsleep(&up->sleepr, never, nil, 1);
	off = c->offset;
	step = 0;
	return off;
}

UNIT(movedoffset)
{
	Proc *p;
	Egrp *e;
	Chan *c;

	kernelup();
	p = procof(userproc(badwriter, nil));
	tsleep(&up->sleepr, never, nil, 100);
	e = p->egrp;
	incref(&e->ref);
	c = fgrpchan(p->fgrp, 0, nil);
	checkint(moved(e, c, 0), 0);
	tsleep(&up->sleepr, never, nil, 100);
	/* what another has written behind it is not for the next one to overwrite */
	checkint(moved(e, c, 50), 1150);
	usersgone();
	/* there is nothing before the beginning */
	up->fgrp = newfgrp();
	checkint(newfd(c, false), 0);
	c->offset = -5;
	checkerror(kwrite(0, kbuf("x"), 1, -1), Enegoff);
	checkint(c->offset, -5);
	closefgrp(up->fgrp);
	up->fgrp = nil;
	closeegrp(e);
	checkleaks();
}

static void
errors(void *arg)
{
	static char name[200], longname[200];

	USED(arg);
	ucheckerr(uopen("#e/none", Oread), "'#e/none' file does not exist");
	ucheckerr(uremove("#e/none"), "'#e/none' file does not exist");
	memset(name, 'n', 127 + 3);
	memcpy(name, "#e/", 3);
	memset(longname, 'n', 128 + 3);
	memcpy(longname, "#e/", 3);
	checkint(ucreate(name, Owrite, 0666), 0);
	checkint(ucreate(longname, Owrite, 0666), -1);
	ucheckerr(upwrite(0, "x", 1, Envvalmax), "read or write too large");
	checkint(upwrite(0, "x", 1, Envvalmax - 1), 1);
	checkint(ucreate("#e/b", Owrite, 0666), 1);
	checkint(upwrite(1, "x", 1, Envvalmax - 1), 1);
	checkint(ucreate("#e/c", Owrite, 0666), 2);
	ucheckerr(upwrite(2, "x", 1, 0), "kernel allocate failed");
	checkint(uremove("#e/b"), 0);
	checkint(upwrite(2, "x", 1, 0), 1);
	ucheckerr(uwrite(1, "x", 1), "file does not exist");
	ucheckerr(ucreate("#e/c", Owrite | Oexcl, 0666), "'#e/c' file already exists");
	checkint(uopen("#e", Oread), 3);
	ucheckerr(uwrite(3, "x", 1), "inappropriate use of fd");
	ucheckerr(uopen("#e", Owrite), "permission denied");
	ucheckerr(uopen("#ex", Oread), "bad attach specifier");
}
UNIT(errors)
{
	kernelup();
	userrun(errors);
	checkleaks();
}

/* an open file holds its group: what others make of theirs is not seen */
static _Atomic int stage;
static void
otherenv(void *arg)
{
	char buf[32];

	USED(arg);
	checkstr(uget("#e/x", buf, 32), "parent");
	checkint(ucall(RFORK, RFcenvg), 0);
	ucheckerr(uopen("#e/x", Oread), "'#e/x' file does not exist");
	checkint(uread(0, buf, 32), 6);
	checkmem(buf, "parent", 6);
	checkint(ucreate("#e/x", Owrite, 0666), 1);
	checkint(uwrite(1, "child", 5), 5);
	stage = 1;
}
static void
groups(void *arg)
{
	char buf[32];

	USED(arg);
	checkint(ucreate("#e/x", Ordwr, 0666), 0);
	checkint(upwrite(0, "parent", 6, 0), 6);
	check(fakefork(RFproc | RFfdg | RFnowait, otherenv, nil) > 0);
	while(stage == 0)
		ucall(SLEEP, 10);
	checkstr(uget("#e/x", buf, 32), "parent");
	checkint(ucall(RFORK, RFenvg), 0);
	uput("#e/x", "copy");
	checkint(upread(0, buf, 32, 0), 6);
	checkmem(buf, "parent", 6);
	checkstr(uget("#e/x", buf, 32), "copy");
}
UNIT(groups)
{
	kernelup();
	userrun(groups);
	checkleaks();
}

/* names in an open directory, by reads of n bytes, each name ended by a blank */
static char *
names(int fd, int n, char *out)
{
	static u8int buf[1024];
	char strs[256], *p = out;
	int m, i;
	Dir d;

	*p = 0;
	while((m = uread(fd, buf, n)) > 0)
		for(i = 0; i < m; i += 2 + get16(buf + i)) {
			checkint(statcheck(buf + i, 2 + get16(buf + i)), 0);
			convM2D(buf + i, m - i, &d, strs);
			p = seprint(p, out + 256, "%s ", d.name);
		}
	checkint(m, 0);
	return out;
}

static void
directory(void *arg)
{
	char out[256];
	u8int buf[200];
	s64int off;
	int n;

	USED(arg);
	uclose(ucreate("#e/a", Owrite, 0666));
	uclose(ucreate("#e/b", Owrite, 0666));
	uclose(ucreate("#e/c", Owrite, 0666));
	checkint(uopen("#e", Oread), 0);
	checkstr(names(0, 1024, out), "a b c ");
	checkstr(names(0, 1024, out), "");
	checkint(ucall(SEEK, uptr(&off), 0, 0, 0), 0);
	checkstr(names(0, 100, out), "a b c ");
	ucheckerr(ucall(SEEK, uptr(&off), 0, 1, 0), "file is a directory");
	ucheckerr(upread(0, buf, 200, 5), "seek in directory");
	ucheckerr(upread(0, buf, 20, 0), "i/o count too small");
	n = upread(0, buf, 100, 0);
	check(n > 0);
	/* what was read may go without the next being missed */
	checkint(uremove("#e/a"), 0);
	checkint(upread(0, buf, 100, n), 2 + get16(buf));
	checkmem(buf + 41, "\1\0b", 3);
	checkint(ucall(SEEK, uptr(&off), 0, 0, 1), -1);
	checkstr(names(0, 1024, out), "c ");
	checkint(uread(0, buf, 200), 0);
}
UNIT(directory)
{
	kernelup();
	userrun(directory);
	checkleaks();
}

static void
stats(void *arg)
{
	char strs[256];
	u8int buf[256], old[116];
	u32int vers;
	int n;
	Dir d;

	USED(arg);
	ubadaddrs();
	checkint(ucreate("#e/x", Ordwr, 0666), 0);
	checkint(uwrite(0, "12345", 5), 5);
	n = (int)ucall(FSTAT, 0, uptr(buf), sizeof buf);
	check(n > 49);
	convM2D(buf, n, &d, strs);
	checkstr(d.name, "x");
	checkstr(d.uid, "glenda");
	checkint(d.length, 5);
	checkint(d.mode, 0666);
	checkint(d.type, 'e');
	vers = d.qid.vers;
	checkint(uwrite(0, "6", 1), 1);
	checkint(ucall(STAT, uptr("#e/x"), uptr(buf), sizeof buf), n);
	convM2D(buf, n, &d, strs);
	checkint(d.qid.vers, vers + 1);
	checkint(d.length, 6);
	/* too small: how much there is */
	memset(buf, 0xff, sizeof buf);
	checkint(ucall(FSTAT, 0, uptr(buf), 20), 2);
	checkint(get16(buf), n - 2);
	checkint(buf[2], 0xff);
	ucheckerr(ucall(FSTAT, 0, uptr(buf), 1), "stat buffer too small");
	ucheckerr(ucall(FSTAT, 9, uptr(buf), 1), "fd out of range or not open");
	checkint(ucall(STAT, uptr("#e"), uptr(buf), sizeof buf) > 49, 1);
	convM2D(buf, 256, &d, strs);
	checkstr(d.name, "#e");
	checkint(d.mode, DMdir | 0775);
	checkint(ucall(_FSTAT, 0, uptr(old)), 0);
	checkmem(old, "x\0", 2);
	checkmem(old + 28, "glenda\0", 7);
	checkint(get32(old + 84 + 8), 0666);
	checkint(get64(old + 84 + 20), 6);
	checkint(old[84 + 28], 'e');
	ucheckerr(ucall(_WSTAT, uptr("x"), uptr(old)), "old wstat system call - recompile");
	/* devices that have no wstat */
	n = (int)ucall(FSTAT, 0, uptr(buf), sizeof buf);
	ucheckerr(ucall(FWSTAT, 0, uptr(buf), (uintptr)n), "permission denied");
	ucheckerr(ucall(FWSTAT, 0, uptr(buf), (uintptr)n - 1), "malformed stat buffer");
	ucheckerr(ucall(FWSTAT, 0, uptr(buf), 1 << 20), "malformed stat buffer");
}
UNIT(stats)
{
	kernelup();
	userrun(stats);
	checkleaks();
}

static void
pathtest(void *arg)
{
	char buf[16];

	USED(arg);
	checkint(ucreate("#e/long-name", Ordwr, 0666), 0);
	checkint(ucall(FD2PATH, 0, uptr(buf), sizeof buf), 0);
	checkstr(buf, "#e/long-name");
	memset(buf, 'z', sizeof buf);
	checkint(ucall(FD2PATH, 0, uptr(buf), 5), 0);
	checkstr(buf, "#e/l");
	checkint(buf[5], 'z');
	ucheckerr(ucall(FD2PATH, 0, uptr(buf), 0), "bad arg in system call");
	ucheckerr(ucall(FD2PATH, 1, uptr(buf), 5), "fd out of range or not open");
}
UNIT(paths)
{
	kernelup();
	userrun(pathtest);
	checkleaks();
}

static void
bephilw(Proc *p)
{
	setuser(p, "philw");
}

static void
setme(Proc *p)
{
	char *s;

	up->egrp = p->egrp;
	ksetenv("me", "here");
	s = kgetenv("me");
	checkstr(s, "here");
	kfree(s);
	check(kgetenv("you") == nil);
	up->egrp = nil;
}

/* the kernel's own variables */
static void
config(void *arg)
{
	char buf[32];

	USED(arg);
	uclose(ucreate("#ec/cputype", Owrite, 0666));
	uput("#ec/cputype", "amd64");
	checkstr(uget("#ec/cputype", buf, 32), "amd64");
	ucheckerr(uopen("#e/cputype", Oread), "'#e/cputype' file does not exist");
	uput("#ec/cputype", "other");
	checkstr(uget("#ec/cputype", buf, 32), "other");
	ukernel(bephilw);
	checkstr(uget("#ec/cputype", buf, 32), "other");
	ucheckerr(uopen("#ec/cputype", Owrite), "'#ec/cputype' permission denied");
	ucheckerr(uopen("#ec/cputype", Oread | Otrunc), "'#ec/cputype' permission denied");
	ucheckerr(uremove("#ec/cputype"), "permission denied");
	ukernel(setme);
	checkstr(uget("#e/me", buf, 32), "here");
}
UNIT(config)
{
	kernelup();
	userrun(config);
}

static void
rclose(void *arg)
{
	USED(arg);
	checkint(ucreate("#e/tmp", Ordwr | Orclose, 0666), 0);
	checkint(udup(0, 1), 1);
	checkint(uclose(0), 0);
	checkint(uopen("#e/tmp", Oread), 0);
	checkint(uclose(1), 0);
	ucheckerr(uopen("#e/tmp", Oread), "'#e/tmp' file does not exist");
	checkint(ucreate("#e/tmp", Ordwr | Orclose, 0666), 1);
	checkint(uremove("#e/tmp"), 0);
	checkint(uclose(1), 0);
}
UNIT(rclose)
{
	kernelup();
	userrun(rclose);
	checkleaks();
}
