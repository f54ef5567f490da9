/*
 * Descriptors: which number is given, what closes, how far the table grows, and what happens when
 * several processes change one table at once.
 */
#include "usercall.h"
#include "dev.h"
#include "grp.h"
#include "host.h"
#include "mem.h"
#include "proc.h"

static void
lowest(void *arg)
{
	USED(arg);
	for(int i = 0; i < 25; i++)
		checkint(uopen("#e", Oread), i);
	checkint(uclose(7), 0);
	checkint(uclose(3), 0);
	checkint(uopen("#e", Oread), 3);
	checkint(uopen("#e", Oread), 7);
	checkint(uopen("#e", Oread), 25);
	ucheckerr(uclose(26), "fd out of range or not open");
	ucheckerr(uclose(-1), "fd out of range or not open");
	ucheckerr(uclose(1 << 30), "fd out of range or not open");
}
UNIT(lowest)
{
	kernelup();
	userrun(lowest);
	checkleaks();
}

static void
dups(void *arg)
{
	USED(arg);
	checkint(uopen("#e", Oread), 0);
	checkint(udup(0, -1), 1);
	checkint(udup(0, 18), 18);
	checkint(udup(0, 0), 0);
	/* 20 slots: one chunk more at once */
	ucheckerr(udup(0, 40), "fd out of range or not open");
	ucheckerr(udup(0, 40), "fd out of range or not open");
	checkint(udup(0, 39), 39);
	checkint(udup(0, 59), 59);
	ucheckerr(udup(5, 1), "fd out of range or not open");
	ucheckerr(udup(0, -2), "fd out of range or not open");
	ucheckerr(udup(-1, 1), "fd out of range or not open");
	checkint(uclose(0), 0);
	checkint(udup(59, -1), 0);
}
UNIT(dups)
{
	kernelup();
	userrun(dups);
	checkleaks();
}

static void
full(void *arg)
{
	USED(arg);
	checkint(uopen("#e", Oread), 0);
	for(int i = 1; i < Nfdmax; i++)
		checkint(udup(0, -1), i);
	ucheckerr(udup(0, -1), "no free file descriptors");
	ucheckerr(uopen("#e", Oread), "no free file descriptors");
	ucheckerr(udup(0, Nfdmax), "fd out of range or not open");
	checkint(uclose(4321), 0);
	int fd[2] = {7, 7};
	ucheckerr(ucall(PIPE, uptr(fd)), "no free file descriptors");
	checkint(fd[0], -1);
	checkint(fd[1], -1);
	checkint(uopen("#e", Oread), 4321);
}
UNIT(full)
{
	kernelup();
	userrun(full);
	checkleaks();
}

/* the other end of a pipe tells when the last descriptor is closed */
static void
closing(void *arg)
{
	int fd[2];
	char c;

	USED(arg);
	ubadaddrs();
	checkint(ucall(PIPE, uptr(fd)), 0);
	checkint(fd[0], 0);
	checkint(fd[1], 1);
	checkint(udup(1, 5), 5);
	checkint(uwrite(5, "a", 1), 1);
	checkint(uclose(1), 0);
	checkint(uread(0, &c, 1), 1);
	checkint(c, 'a');
	checkint(udup(0, -1), 1);
	/* dup over the last one closes it */
	checkint(udup(1, 5), 5);
	checkint(uread(0, &c, 1), 0);
	ucheckerr(ucall(PIPE, 16), "bad arg in system call");
	checkint(udup(0, -1), 2);
}
UNIT(closing)
{
	kernelup();
	userrun(closing);
	checkleaks();
}

static void
modes(void *arg)
{
	char c = 0;

	USED(arg);
	checkint(ucreate("#e/x", Owrite, 0666), 0);
	checkint(uopen("#e/x", Oread), 1);
	checkint(uopen("#e/x", Ordwr), 2);
	checkint(uopen("#e/x", Oexec), 3);
	ucheckerr(uread(0, &c, 1), "inappropriate use of fd");
	ucheckerr(uwrite(1, &c, 1), "inappropriate use of fd");
	ucheckerr(uwrite(3, &c, 1), "inappropriate use of fd");
	checkint(uwrite(2, &c, 1), 1);
	checkint(uread(1, &c, 1), 1);
	checkint(uread(3, &c, 1), 1);
	ucheckerr(uopen("#e/x", 4), "bad arg in system call");
	ucheckerr(uopen("#e/x", Oexcl), "bad arg in system call");
	ucheckerr(uopen("#e/x", -1), "bad arg in system call");
}
UNIT(modes)
{
	kernelup();
	userrun(modes);
	checkleaks();
}

static void
doexec(Proc *p)
{
	fgrpcexec(p->fgrp);
}

/* close-on-exec is the descriptor's, not the Chan's */
static void
cexec(void *arg)
{
	char buf[8];

	USED(arg);
	checkint(uopen("#e", Oread | Ocexec), 0);
	checkint(udup(0, -1), 1);
	checkint(uopen("#d/1", Oread | Ocexec), 2);
	checkint(udup(2, 30), 30);
	checkint(udup(0, 3), 3);
	checkint(udup(1, 0), 0); /* clears the mark */
	checkint(uopen("#d/3", Oread | Ocexec), 4);
	ukernel(doexec);
	checkint(uopen("#e", Oread), 2);
	checkint(uopen("#e", Oread), 4);
	ucheckerr(uopen("#d/17", Oread), "'#d/17' file does not exist");
	checkint(upread(0, buf, 0, 0), 0);
}
UNIT(cexec)
{
	kernelup();
	userrun(cexec);
	checkleaks();
}

enum
{
	Sharers = 4,
	Rounds = 1000,
};
static _Atomic int opens, reads;

/* open, read and close at random what all share; nobody may ever see a wrong file */
static void
sharer(void *arg)
{
	u32int seed = (u32int)(uintptr)arg;
	char c;

	for(int i = 0; i < Rounds; i++) {
		seed = seed * 1103515245 + 12345;
		int fd = (int)(seed >> 16) % 24;
		switch(seed >> 28 & 3) {
		case 0:
			if(uopen("#e/x", Ordwr) >= 0)
				opens++;
			break;
		case 1:
			uclose(fd);
			break;
		case 2:
			udup(fd, (int)(seed >> 20) % 40);
			break;
		case 3:
			c = 0;
			if(upread(fd, &c, 1, 0) == 1) {
				checkint(c, 'x');
				reads++;
			}
			break;
		}
	}
}

static void
sharing(void *arg)
{
	USED(arg);
	checkint(ucreate("#e/x", Owrite, 0666), 0);
	checkint(uwrite(0, "x", 1), 1);
	for(int i = 1; i < Sharers; i++)
		check(fakefork(RFproc | RFmem | RFnowait, sharer, (void *)(uintptr)(i * 77777)) >
		      0);
	sharer((void *)(uintptr)4711);
}
UNIT(sharing)
{
	kernelup();
	userrun(sharing);
	check(opens > 100);
	check(reads > 100);
	checkleaks();
}

/* a process that dies leaves a shared table to the others, and its own to nobody */
static void
sleeper(void *arg)
{
	USED(arg);
	for(;;)
		ucall(SLEEP, 1000);
}

static u32int victim;
static void
dokill(Proc *p)
{
	USED(p);
	fakekill(procof(victim)->hostpid);
}

static void
killing(void *arg)
{
	int fd[2];
	s64int pid;
	char c;

	USED(arg);
	checkint(ucall(PIPE, uptr(fd)), 0);
	pid = fakefork(RFproc | RFfdg | RFnowait, sleeper, nil);
	check(pid > 0);
	checkint(uclose(fd[1]), 0);
	ucall(SLEEP, 100);
	victim = (u32int)pid;
	ukernel(dokill);
	checkint(uread(fd[0], &c, 1), 0);
}
UNIT(killing)
{
	kernelup();
	userrun(killing);
	checkleaks();
}

UNIT(copies)
{
	Fgrp *f, *n;
	Chan *c;
	bool cexec;

	kernelup();
	f = newfgrp();
	up->fgrp = f;
	for(int i = 0; i < 65; i++)
		checkint(newfd(devattach(devof('e'), ""), i % 3 == 0), i);
	fdclose(10, 0);
	n = dupfgrp(f);
	checkint(fgrpmax(n), 64);
	for(int i = 0; i < 65; i++) {
		c = fgrpchan(n, i, &cexec);
		if(i == 10) {
			check(c == nil);
			continue;
		}
		check(c == fdtochan(i, -1, false, false));
		checkint(cexec, i % 3 == 0);
		cclose(c);
	}
	closefgrp(f);
	fgrpcexec(n);
	checkint(fgrpmax(n), 64);
	check(fgrpchan(n, 63, nil) == nil);
	closefgrp(n);
	up->fgrp = nil;
	checkerror(fdtochan(0, -1, true, true), "fd out of range or not open");
}

/* others may close what a call is using: the call is not disturbed, and closes it at its end */
static void
borrower(void *arg)
{
	int fd[2];
	char c;

	USED(arg);
	checkint(ucall(PIPE, uptr(fd)), 0);
	checkint(ucall(PIPE, uptr(fd)), 0);
	checkint(uread(0, &c, 1), 1);
	checkint(c, 'x');
	ucheckerr(uread(0, &c, 1), "fd out of range or not open");
	checkint(uread(3, &c, 1), 0);
}

UNIT(borrowed)
{
	Chan *c, *end, *left;
	Fgrp *f;
	Proc *p;

	kernelup();
	p = procof(userproc(borrower, nil));
	fakesettle();
	f = p->fgrp;
	c = fgrpchan(f, 0, nil);
	end = fgrpchan(f, 1, nil);
	checkint(c->ref.n, 2);
	check(f->borrowed == c);
	incref(&f->ref);
	/* what one that was killed while it closed has left there hides nothing */
	left = devattach(devof('e'), "");
	incref(&left->ref);
	f->owed = left;
	check(fgrpclose(f, 0));
	check(!fgrpclose(f, 0));
	check(f->owed == c);
	checkint(c->ref.n, 2);
	checkint(left->ref.n, 1);
	cclose(left);
	/* what it does not use goes at once */
	check(fgrpclose(f, 2));
	check(f->owed == c);
	checkint(dwrite(end, kbuf("x"), 1, 0), 1);
	closefgrp(f);
	cclose(end);
	cclose(c);
	usersgone();
	checkleaks();
}
