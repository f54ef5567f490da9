/*
 * Pipes as programs see them: names, ends, notes, and processes that vanish.
 */
#include "usercall.h"
#include "dir.h"
#include "mem.h"

enum
{
	Nkill = 60, /* host calls of a victim before which it is killed, each in turn */
};

static int
upipe(int fd[2])
{
	return (int)ucall(PIPE, uptr(fd));
}

static void
ends(void *arg)
{
	char buf[100];
	int fd[2];

	USED(arg);
	checkint(upipe(fd), 0);
	checkint(uwrite(fd[0], "to one", 6), 6);
	checkint(uwrite(fd[1], "to zero", 7), 7);
	checkint(uread(fd[0], buf, sizeof buf), 7);
	checkmem(buf, "to zero", 7);
	checkint(uread(fd[1], buf, sizeof buf), 6);
	checkmem(buf, "to one", 6);
	checkint(uwrite(fd[0], "", 0), 0);
	checkint(uread(fd[1], buf, sizeof buf), 0);
	ucheckerr(ucall(SEEK, uptr(buf), (uintptr)fd[0], 0, 0), Eisstream);
	uwrite(fd[0], "drain", 5);
	checkint(uclose(fd[0]), 0);
	checkint(uread(fd[1], buf, 3), 3);
	checkint(uread(fd[1], buf, 3), 2);
	for(int i = 0; i < 3; i++)
		checkint(uread(fd[1], buf, 3), 0);
	ucheckerr(uread(fd[1], buf, 3), Ehungup);
}
UNIT(ends)
{
	kernelup();
	userrun(ends);
	checkleaks();
}

/* ---- the note of a writer without reader ---- */

static _Atomic int nnote;

static void
broken(Ureg *u, char *msg)
{
	USED(u);
	check(strncmp(msg, "sys: write on closed pipe pc=", 29) == 0);
	nnote++;
	ucall(NOTED, 0);
}

static void
closedpipe(void *arg)
{
	int fd[2];

	USED(arg);
	checkint(upipe(fd), 0);
	checkint(uclose(fd[1]), 0);
	ucall(NOTIFY, (uintptr)broken);
	ucheckerr(uwrite(fd[0], "x", 1), Ehungup);
	checkint(nnote, 1);
	/* reading ends too */
	char c;
	checkint(uread(fd[0], &c, 1), 0);
}
UNIT(closed)
{
	kernelup();
	userrun(closedpipe);
	checkint(nnote, 1);
	checkleaks();
}

/* ---- names ---- */

static void
names(void *arg)
{
	u8int entry[200];
	char buf[100], strs[200];
	int dir, a, b, n;
	Dir d;

	USED(arg);
	dir = uopen("#|", Oread);
	check(dir >= 0);
	n = uread(dir, entry, sizeof entry);
	check(n > 0);
	checkint(convM2D(entry, get16(entry) + 2, &d, strs), get16(entry) + 2);
	checkstr(d.name, "data");
	checkint(d.mode, 0666);
	ucheckerr(uopen("#|/data2", Oread), "'#|/data2' file does not exist");
	ucheckerr(uopen("#|", Ordwr), Eperm);
	/* each name is another pipe: this one has no other end open, and that is no error */
	a = uopen("#|/data", Ordwr);
	checkint(uwrite(a, "kept", 4), 4);
	n = (int)ucall(FSTAT, (uintptr)a, uptr(entry), sizeof entry);
	check(n > 0 && convM2D(entry, n, &d, strs) > 0);
	checkint(d.length, 0);
	checkint(d.type, '|');
	ucall(FD2PATH, (uintptr)a, uptr(buf), sizeof buf);
	checkstr(buf, "#|/data");
	b = uopen("#|/data1", Ordwr);
	checkint(uclose(a), 0);
	checkint(uclose(b), 0);
}
UNIT(names)
{
	kernelup();
	userrun(names);
	checkleaks();
}

static void
alarmed(Ureg *u, char *msg)
{
	USED(u);
	checkstr(msg, "alarm");
	nnote++;
	ucall(NOTED, 0);
}

static void
lengths(void *arg)
{
	u8int entry[200];
	static char big[4000];
	char strs[200];
	int fd[2], n;
	Dir d;

	USED(arg);
	checkint(upipe(fd), 0);
	checkint(uwrite(fd[0], "12345", 5), 5);
	n = (int)ucall(FSTAT, (uintptr)fd[1], uptr(entry), sizeof entry);
	check(n > 0 && convM2D(entry, n, &d, strs) > 0);
	checkint(d.length, 5);
	/* its owner may make it hold less: then a writer waits sooner, and a note breaks that */
	nulldir(&d);
	d.length = 10;
	n = convD2M(&d, entry, sizeof entry);
	checkint(ucall(FWSTAT, (uintptr)fd[1], uptr(entry), (uintptr)n), n);
	d.length = 1 << 20;
	n = convD2M(&d, entry, sizeof entry);
	ucheckerr(ucall(FWSTAT, (uintptr)fd[1], uptr(entry), (uintptr)n), Ebadarg);
	nulldir(&d);
	d.name = "other";
	n = convD2M(&d, entry, sizeof entry);
	ucheckerr(ucall(FWSTAT, (uintptr)fd[1], uptr(entry), (uintptr)n), Eperm);
	ucall(NOTIFY, (uintptr)alarmed);
	ucall(ALARM, 100);
	ucheckerr(uwrite(fd[0], big, sizeof big), Eintr);
	/* what was interrupted is not half there */
	checkint(uread(fd[1], big, sizeof big), 5);
	checkint(uwrite(fd[0], "more", 4), 4);
	checkint(uread(fd[1], big, sizeof big), 4);
}
UNIT(lengths)
{
	kernelup();
	alarminit();
	memmark();
	userrun(lengths);
	checkleaks();
}

static void
interrupted(void *arg)
{
	char buf[10];
	int fd[2];

	USED(arg);
	checkint(upipe(fd), 0);
	ucall(NOTIFY, (uintptr)alarmed);
	ucall(ALARM, 100);
	ucheckerr(uread(fd[0], buf, sizeof buf), Eintr);
	checkint(nnote, 1);
	uwrite(fd[1], "later", 5);
	checkint(uread(fd[0], buf, sizeof buf), 5);
}
UNIT(interrupted)
{
	kernelup();
	alarminit();
	memmark();
	userrun(interrupted);
	checkleaks();
}

/* a pipe is new again when both ends have been closed */
static void
reused(void *arg)
{
	char buf[10];
	int a, b;

	USED(arg);
	check(ucall(BIND, uptr("#|"), uptr("/n"), 0) >= 0);
	for(int i = 0; i < 3; i++) {
		a = uopen("/n/data", Ordwr);
		b = uopen("/n/data1", Ordwr);
		check(a >= 0 && b >= 0);
		checkint(uwrite(a, "hello", 5), 5);
		checkint(uread(b, buf, sizeof buf), 5);
		checkint(uwrite(a, "lost", 4), 4);
		checkint(uclose(a), 0);
		checkint(uclose(b), 0);
	}
}
UNIT(reused)
{
	kernelup();
	userrun(reused);
	checkleaks();
}

/* ---- killed processes ---- */

static int shared[2];

/* Read and write at one end until killed; whoever has the other end keeps up the talk. */
static void
talk(int fd)
{
	char buf[8];

	for(;;) {
		if(uwrite(fd, "ping", 4) != 4 || uread(fd, buf, sizeof buf) <= 0)
			return;
	}
}

static void
victimtalk(void *arg)
{
	USED(arg);
	talk(shared[0]);
}

static _Atomic int nthkill;

static void
survivor(void *arg)
{
	char buf[8];
	s64int pid;
	int n;

	USED(arg);
	checkint(upipe(shared), 0);
	pid = fakefork(RFproc | RFfdg | RFnowait, victimtalk, nil);
	check(pid > 0);
	checkint(uclose(shared[0]), 0);
	fakekillat(procof((u32int)pid)->hostpid, nthkill);
	/* until its end is closed by whoever buries it */
	while((n = uread(shared[1], buf, sizeof buf)) > 0) {
		checkint(n, 4);
		if(uwrite(shared[1], "pong", 4) != 4)
			break;
	}
}

static void
ignored(Ureg *u, char *msg)
{
	USED(u);
	USED(msg);
	ucall(NOTED, 0);
}

static void
surviving(void *arg)
{
	ucall(NOTIFY, (uintptr)ignored);
	survivor(arg);
}

UNIT(killed)
{
	kernelup();
	for(int i = 1; i <= Nkill; i++) {
		nthkill = i;
		userrun(surviving);
	}
	checkleaks();
}
