/*
 * Garbage arguments: processes make random system calls with random and nearly right
 * arguments, while others do honest work.  Nothing is expected of the calls but that the system
 * survives them.
 */
#include "test.h"

static uvlong state;

static uvlong
rnd(void)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return state >> 33;
}

static char *strings[] = {
	"/",       "/dev/null",    "/dev/zero", "#c",     "#c/pid", "#p", "#e/x",
	"#|",      "..",           "/tmp/fuzz", "#d/0",   "",       "x",  "/dev/random",
	"#/",      "/env/fuzzvar", "none",      "shared", "memory", "'",  "/proc/1/status",
	"#s/fuzz", "9P2000"};

static uchar buffer[8192];

static uintptr
argument(void)
{
	switch(rnd() % 12) {
	case 0:
		return rnd() % 8;
	case 1:
		return -(rnd() % 8);
	case 2:
		return rnd() % 40;
	case 3:
		return rnd() << rnd() % 40;
	case 4:
	case 5:
	case 6:
		return (uintptr)strings[rnd() % nelem(strings)];
	case 7:
	case 8:
		return (uintptr)buffer + rnd() % 64;
	case 9:
		return (uintptr)sbrk(0) + rnd() % 8192 - 4096;
	case 10:
		return 0x600000000000ULL + rnd();
	}
	return rnd() % 4096;
}

/* release one that may be Broken */
static void
ctl1(int pid)
{
	char name[32];
	int fd;

	snprint(name, sizeof name, "#p/%d/ctl", pid);
	fd = open(name, OWRITE);
	if(fd >= 0)
		write(fd, "kill", 4);
	close(fd);
}

static void
shrug(void *u, char *msg)
{
	USED(u);
	if(strncmp(msg, "sys: trap", 9) == 0)
		noted(NDFLT);
	noted(NCONT);
}

/* not these: they end, block for ever, change memory under us or leave processes behind */
static int
avoided(int n)
{
	switch(n) {
	case 7:  /* exec */
	case 8:  /* exits */
	case 6:  /* alarm */
	case 12: /* segbrk */
	case 19: /* rfork */
	case 24: /* brk */
	case 28: /* notify */
	case 29: /* noted */
	case 31: /* segdetach */
	case 32: /* segfree */
	case 34: /* rendezvous */
	case 17: /* sleep */
	case 52: /* tsemacquire */
		return 1;
	}
	return 0;
}

static void
storm(void *v)
{
	int i, n;
	vlong t0 = nsec();

	state = (uintptr)v * 977 + 1;
	rfork(RFNAMEG | RFENVG | RFNOTEG | RFREND);
	close(0);
	close(1);
	close(2);
	open("/dev/null", ORDWR);
	open("/dev/null", ORDWR);
	open("/dev/zero", OREAD);
	notify(shrug);
	for(i = 0; nsec() - t0 < 3000000000LL; i++) {
		n = rnd() % 56;
		if(avoided(n))
			continue;
		alarm(50); /* what blocks is broken off */
		_syscall(n, argument(), argument(), argument(), argument(), argument());
	}
	_exits(nil);
}

static void
random(void)
{
	int pid[6], i, k, work = 0;
	char *s;

	scratch();
	for(k = 0; k < 2; k++) {
		for(i = 0; i < nelem(pid); i++)
			pid[i] = spawn(RFFDG, storm, (void *)(uintptr)(i + 1 + 10 * k));
		for(i = 0; i < nelem(pid); i++) {
			/* honest work in between */
			spit("f", "some text");
			s = slurp("f");
			if(s != nil && strcmp(s, "some text") == 0)
				work++;
			free(s);
			reap(pid[i]);
		}
	}
	eqint(work, 2 * nelem(pid));
}

/* the avoided ones, in a process for each call */
static void
deadly(void)
{
	static int calls[] = {7, 8, 6, 12, 24, 28, 29, 31, 32, 33, 30, 37, 38, 19, 34, 36, 47, 52};
	int i, k, pid;
	uintptr a;

	for(i = 0; i < nelem(calls); i++)
		for(k = 0; k < 12; k++) {
			pid = rfork(RFPROC | RFFDG | RFNAMEG | RFENVG | RFNOTEG | RFREND);
			if(pid != 0) {
				reap(pid);
				ctl1(pid);
				continue;
			}
			state = i * 100 + k;
			close(2);
			alarm(100);
			if(k & 1)
				notify(shrug);
			a = argument();
			if(calls[i] == 19) /* rfork: makes no process */
				a &= ~(uintptr)RFPROC;
			_syscall(calls[i], a, argument(), argument(), argument());
			_exits(nil);
		}
}

/* numbers of calls that do not exist, stacks that are not there */
static void
stacks(void)
{
	static uintptr sp[] = {0,
			       8,
			       0x1000,
			       0x200000,
			       0x3fffffffffe8,
			       0x3ffffffffff8,
			       0x600000000000,
			       0x7ffffffffff0,
			       0xffffffffffffff00};
	int i, pid;

	for(i = 0; i < nelem(sp); i++) {
		pid = rfork(RFPROC | RFFDG);
		if(pid == 0) {
			close(2);
			__asm__ volatile("mov %0, %%rsp; movq $4, %%rbp; syscall; hlt"
					 :
					 : "r"(sp[i])
					 : "memory");
		}
		ok(*reap(pid) != '\0');
		ctl1(pid);
	}
}

Case cases[] = {{"random", random, 60}, {"deadly", deadly, 90}, {"stacks", stacks}, {nil}};
