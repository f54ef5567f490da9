/*
 * A fuzzer of system calls: processes that make random calls with random and nearly right
 * arguments, fault, get notes, fork and die, until together they made as many as asked.
 *
 *	emu -x syscalls [calls [seed [processes]]]
 *
 * It has found something when emu panics, hangs, or the last process finds the kernel unable to
 * do ordinary work.  The seed is printed; calls of one process repeat with it.
 *
 * Processes are only made in a counted way: random calls of rfork make none, and a process that
 * a fuzzer made (generation 2) makes a few calls and no others.  Calls write where their arguments say;
 * so these lie in segments of their own, that this program's pointers stay what they are.  A program
 * that runs wild can damage its process, emu's part included, which shows nothing about calls.
 */
#include <u.h>
#include <libc.h>

vlong _syscall(int n, ...); /* libc: any call, with up to five slots of 8 bytes */

enum
{
	Narg = 5,
	Ncalls = 58, /* some beyond the last */
	Maxproc = 64,
	Areasize = 65536,
	Childms = 200,   /* that each may take */
	Childcalls = 30, /* of a process of generation 2 */
	Report = 1000000,
};

typedef struct Shared
{
	long left; /* less than 0: calls still to be made, by all processes */
	long done; /* no process is left */
	long pid[Maxproc];
} Shared;

static Shared *sh;
static uvlong state;
static char *area; /* a segment */
static char *names[] = {
	"/",
	"/dev",
	"/dev/null",
	"/dev/zero",
	"/tmp/fuzz",
	"/tmp",
	".",
	"..",
	"#c",
	"#c/pid",
	"#e/x",
	"#p",
	"#d/0",
	"#|",
	"#s/fuzz",
	"/env/fuzz",
	"/srv/f",
	"/proc/1/status",
	"/proc/1/note",
	"/fd/1ctl",
	"#¤/capuse",
	"",
	"/tmp/fuzz/a/b/c",
	"#σc/fuzz",
	"/dev/cons",
	"/dev/consctl",
	"#I/tcp/clone",
	"/net/cs",
	"/dev/sysstat",
	"#M",
	"#",
};

static ulong
rnd(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state >> 11;
}

static uvlong
number(void)
{
	static vlong edges[] = {
		0,
		1,
		-1,
		2,
		3,
		4,
		7,
		8,
		127,
		128,
		255,
		256,
		4095,
		4096,
		65535,
		65536,
		0x7fffffff,
		0x80000000LL,
		0xffffffffLL,
		0x100000000LL,
		0x7fffffffffffffffLL,
		-2,
		-4096,
	};

	if(rnd() % 3 != 0)
		return edges[rnd() % nelem(edges)];
	return rnd() >> rnd() % 40;
}

static uvlong
address(void)
{
	switch(rnd() % 8) {
	case 0:
		return 0;
	case 1:
		return number();
	case 2:
		return (uvlong)(uintptr)area + Areasize - rnd() % 16;
	case 3:
		return 0x600000000000ULL + rnd() % 0x1000000;
	case 4:
		return 0x3ffffffff000ULL - rnd() % 64;
	default:
		return (uvlong)(uintptr)area + rnd() % (Areasize / 2);
	}
}

static uvlong
argument(void)
{
	switch(rnd() % 4) {
	case 0:
		return address();
	case 1:
		return (uvlong)(uintptr)names[rnd() % nelem(names)];
	case 2:
		return rnd() % 24;
	default:
		return number();
	}
}

/* calls that would end the experiment rather than test it, or wait for ever */
static int
skip(int call, uvlong *a)
{
	switch(call) {
	case 8: /* exits */
		return rnd() % 50 != 0;
	case 7:  /* exec */
	case 29: /* noted */
		return rnd() % 20 != 0;
	case 17: /* sleep */
		a[0] = rnd() % 3;
		return 0;
	case 52: /* tsemacquire */
		a[1] = rnd() % 3;
		return 0;
	case 19: /* rfork: see childcalls */
		a[0] &= ~(uvlong)RFPROC;
		return 0;
	case 28: /* notify */
		a[0] = a[0] & 8;
		return 0;
	case 30: /* segattach: nothing where the program may grow */
		return a[2] != 0 && a[2] < 0x1000000;
	case 24: /* brk of what we run on */
	case 31: /* segdetach */
	case 32: /* segfree */
		return (uintptr)a[0] < 0x1000000;
	case 12:
		return 1;
	}
	return 0;
}

static int
onnote(void *ureg, char *msg)
{
	USED(ureg);
	if(strncmp(msg, "sys: trap", 9) == 0 || strncmp(msg, "sys: fp", 7) == 0)
		return 0;
	return 1;
}

/* something faults now and then */
static void
mischief(void)
{
	switch(rnd() % 3) {
	case 0:
		*(volatile int *)(uintptr)address() = 1;
		break;
	case 1:
		postnote(PNPROC, getpid(), "fuzz");
		break;
	case 2:
		alarm(1 + rnd() % 5);
		break;
	}
}

static void
onecall(void)
{
	uvlong a[Narg];
	int call = rnd() % Ncalls, i;

	for(i = 0; i < Narg; i++)
		a[i] = argument();
	if(rnd() % 64 == 0)
		for(i = 0; i < (int)Areasize; i += 8)
			*(uvlong *)(area + i) = rnd();
	if(!skip(call, a))
		_syscall(call, a[0], a[1], a[2], a[3], a[4]);
}

/* a process that shares what chance will, for a few calls: generation 2.  Only its stack is surely its
 * own, so that is where it counts. */
static void
childcalls(void)
{
	int flags = rnd() & (RFNAMEG | RFENVG | RFFDG | RFNOTEG | RFMEM | RFNOWAIT | RFCNAMEG |
			     RFCENVG | RFCFDG | RFREND | RFNOMNT);
	int i, pid;

	pid = rfork(flags | RFPROC);
	if(pid != 0)
		return;
	notify(nil); /* so that an alarm is the end of one that waits for ever */
	for(i = 0; i < Childcalls; i++) {
		if(rnd() % 20 == 0)
			mischief();
		alarm(Childms);
		onecall();
	}
	_exits("fuzz");
}

static void
child(uvlong seed)
{
	state = seed | 1;
	rfork(RFNAMEG | RFENVG | RFFDG | RFNOTEG | RFREND);
	atnotify(onnote, 1);
	while(ainc(&sh->left) < 0) {
		if(rnd() % 500 == 0)
			mischief();
		if(rnd() % 1000 == 0)
			childcalls();
		onecall();
	}
	exits(nil);
}

/* end a process that is Broken: there is room for a few, and when all are, nobody goes on */
static void
release(int pid)
{
	char name[32], buf[128];
	int fd, n;

	snprint(name, sizeof name, "#p/%d/status", pid);
	fd = open(name, OREAD);
	n = read(fd, buf, sizeof buf - 1);
	close(fd);
	buf[n > 0 ? n : 0] = '\0';
	if(strstr(buf, "Broken") == nil)
		return;
	snprint(name, sizeof name, "#p/%d/ctl", pid);
	fd = open(name, OWRITE);
	write(fd, "kill", 4);
	close(fd);
}

/* notes to all, so that no call waits for ever; and how far they are */
static void
ticker(void)
{
	long left, told = sh->left / Report;
	int i, n;

	for(n = 0; !sh->done; n++) {
		sleep(5);
		for(i = 0; i < Maxproc; i++)
			if(sh->pid[i] != 0) {
				postnote(PNPROC, sh->pid[i], "tick");
				if(n % 100 == 0)
					release(sh->pid[i]);
			}
		left = sh->left;
		if(left < 0 && left / Report != told) {
			told = left / Report;
			print("fuzz: %ld calls left\n", -left);
		}
	}
	exits(nil);
}

/* ordinary work must still be possible */
static void
check(void)
{
	char buf[64];
	int p[2];

	if(pipe(p) < 0 || write(p[1], "x", 1) != 1 || read(p[0], buf, 1) != 1)
		sysfatal("pipe: %r");
	close(p[0]);
	close(p[1]);
	if(create("/env/fuzzdone", OWRITE, 0666) < 0)
		sysfatal("env: %r");
	if(open("/proc/1/status", OREAD) < 0)
		sysfatal("proc: %r");
}

/* all that calls get to write to, away from the program's own data */
static void
separate(void)
{
	char *p;
	int i;

	area = segattach(0, "memory", nil, 2 * Areasize);
	if(area == (void *)-1)
		sysfatal("segattach: %r");
	p = area + Areasize;
	for(i = 0; i < (int)nelem(names); i++) {
		strcpy(p, names[i]);
		names[i] = p;
		p += strlen(p) + 1;
	}
}

/* keep nproc processes at it until all calls are made */
static void
fuzz(uvlong seed, int nproc)
{
	char msg[256];
	int live = 0, i, pid, n = 0;

	while(sh->left < 0 || live > 0) {
		for(i = 0; i < nproc && sh->left < 0; i++) {
			if(sh->pid[i] != 0)
				continue;
			pid = fork();
			if(pid < 0)
				sysfatal("fork: %r");
			if(pid == 0)
				child(seed + n * 0x9e3779b97f4a7c15ULL);
			sh->pid[i] = pid;
			live++;
			n++;
		}
		if(await(msg, sizeof msg) < 0)
			continue; /* a note */
		pid = atoi(msg);
		for(i = 0; i < nproc; i++)
			if(sh->pid[i] == pid) {
				sh->pid[i] = 0;
				live--;
			}
	}
	print("fuzz: %d processes\n", n);
}

void
main(int argc, char **argv)
{
	long calls = argc > 1 ? atol(argv[1]) : 100000;
	uvlong seed = argc > 2 ? strtoull(argv[2], nil, 0) : nsec();
	int nproc = argc > 3 ? atoi(argv[3]) : 4;

	if(nproc < 1 || nproc > Maxproc)
		sysfatal("1 to %d processes", Maxproc);
	print("fuzz: %ld calls, seed %llud, %d at a time\n", calls, seed, nproc);
	/* far from the area: a read may be longer than that, and goes on in what follows it */
	sh = segattach(0, "shared", (void *)0x100000000000, sizeof *sh);
	if(sh == (void *)-1)
		sysfatal("segattach: %r");
	separate();
	/* out of the host's own directory: random names and ".." must not lead to files of the user */
	if(chdir("/tmp") < 0)
		sysfatal("/tmp: %r");
	unmount(nil, "/n/host");
	sh->left = -calls;
	atnotify(onnote, 1); /* they may find /proc/1/note */
	if(fork() == 0)
		ticker();
	fuzz(seed, nproc);
	sh->done = 1;
	check();
	print("fuzz: done\n");
	exits(nil);
}
