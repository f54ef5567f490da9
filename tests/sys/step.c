/* #p for debuggers: single steps, processes that are asked to stop in a system call, text with breakpoints */
#define PROCDIR "#p"
#include "procfiles.h"
#include <ureg.h>

extern long trapsleep(void);
extern char trapsleepcall[];
extern char etext[];

static volatile long rounds;

static void
regs(int pid, struct Ureg *u)
{
	int fd = open(file(pid, "regs"), OREAD);

	eqint(read(fd, u, sizeof *u), sizeof *u);
	close(fd);
}

static int
poke(int pid, void *va, void *p, int n)
{
	int fd = open(file(pid, "mem"), OWRITE), r;

	r = pwrite(fd, p, n, (vlong)va);
	close(fd);
	return r;
}

static void
finish(int pid)
{
	ctl(pid, "kill");
	expectexit(pid, "Killed");
}

static void
calls(void *arg)
{
	USED(arg);
	for(;;) {
		rounds++;
		sleep(0);
		trapsleep();
	}
}

static void
step(void)
{
	int pid = spawn(RFMEM, calls, nil), i, traps = 0;
	struct Ureg u, last;
	long before;
	char *s;

	while(rounds == 0)
		sleep(1);
	ctl(pid, "stop");
	regs(pid, &last);
	before = rounds;
	for(i = 0; i < 2000; i++) {
		ctl(pid, "step");
		eqstr(procstate(pid), "Stopped");
		regs(pid, &u);
		ok(u.pc >= 0x200028 && u.pc < (vlong)etext, "pc %p", (void *)u.pc);
		ok((u.flags & 0x100) == 0);
		/* no instruction has more than 15 bytes, and none is left out */
		if(last.pc == (vlong)trapsleepcall) {
			eqint(u.pc, last.pc + 2);
			eqint(u.ax, 0);
			traps++;
		}
		last = u;
	}
	/* a round has some fifty */
	ok(rounds - before > 10 && rounds - before < 200, "%ld rounds", (long)(rounds - before));
	ok(traps > 10);
	s = text(pid, "note");
	eqstr(s, "");
	free(s);
	before = rounds;
	ctl(pid, "start");
	while(rounds < before + 10)
		sleep(1);
	finish(pid);
}

static void
handler(void *ureg, char *note)
{
	USED(ureg, note);
	rounds++;
	noted(NCONT);
}

static void
computes(void *arg)
{
	USED(arg);
	notify(handler);
	for(;;)
		rounds++;
}

/* one that is there when it goes on is delivered, and the step is the handler's first */
static void
stepnote(void)
{
	int pid = spawn(RFMEM, computes, nil), i;
	struct Ureg u, v;

	rounds = 0;
	while(rounds == 0)
		sleep(1);
	ctl(pid, "stop");
	regs(pid, &u);
	put(pid, "note", "now");
	ctl(pid, "step");
	regs(pid, &v);
	ok(v.sp < u.sp - sizeof(struct Ureg)); /* in the handler */
	for(i = 0; i < 1000 && v.sp != u.sp; i++) {
		ctl(pid, "step");
		regs(pid, &v);
	}
	ok(i < 1000);
	ok(v.pc - u.pc + 32 < 64);
	finish(pid);
}

static void
stopper(void *pid)
{
	ctl((int)(uintptr)pid, "stop");
}

static void
sleeps(void *arg)
{
	USED(arg);
	for(;;) {
		sleep(400);
		rounds++;
	}
}

/* asked to stop, but for a call: its memory may be changed; and it may be told to go on instead */
static void
held(void)
{
	int pid = spawn(RFMEM, sleeps, nil), other;
	struct Ureg u;
	uchar byte;

	waitstate(pid, "Sleep");
	byte = *(uchar *)trapsleepcall;
	expecterr(poke(pid, trapsleepcall, &byte, 1), "bad process or channel control request");
	other = spawn(0, stopper, (void *)(uintptr)pid);
	waitstate(other, "Stopwait");
	eqint(poke(pid, trapsleepcall, &byte, 1), 1);
	regs(pid, &u);
	expecterr(put(pid, "regs", "x"), "bad process or channel control request");
	ok(put(pid, "ctl", "startstop") < 0); /* another is its debugger */
	finish(other);
	ctl(pid, "start");
	rounds = 0;
	while(rounds < 2)
		sleep(10);
	finish(pid);
}

/* one step from where a call was when it was asked to stop */
static void
heldstep(void)
{
	int pid = sleeper(0), other = spawn(0, stopper, (void *)(uintptr)pid);
	struct Ureg u, v;

	waitstate(other, "Stopwait");
	finish(other);
	regs(pid, &u);
	ctl(pid, "step"); /* when the call is done */
	eqstr(procstate(pid), "Stopped");
	regs(pid, &v);
	ok(v.pc > u.pc && v.pc <= u.pc + 8, "%p after %p", (void *)v.pc, (void *)u.pc);
	finish(pid);
}

static void
stepper(void *pid)
{
	ctl((int)(uintptr)pid, "step");
}

/* a note comes before the instruction that is waited for: it is seen first */
static void
heldnote(void)
{
	int pid = sleeper(0), other = spawn(0, stopper, (void *)(uintptr)pid);
	struct Ureg u, v;
	char *s;

	waitstate(other, "Stopwait");
	finish(other);
	regs(pid, &u);
	other = spawn(0, stepper, (void *)(uintptr)pid);
	waitstate(other, "Stopwait");
	put(pid, "note", "first");
	expectexit(other, "");
	regs(pid, &v);
	eqint(v.pc, u.pc);
	eqint(v.ax, -1);
	s = text(pid, "note");
	eqstr(s, "first");
	free(s);
	ctl(pid, "step");
	regs(pid, &v);
	ok(v.pc > u.pc && v.pc <= u.pc + 8);
	finish(pid);
}

__attribute__((noinline)) static int
target(int n)
{
	return rounds += n;
}

static void
forks(void *arg)
{
	int (*fn)(int) = arg, pid;

	for(;;) {
		sleep(10);
		if((pid = rfork(RFPROC)) == 0) {
			fn(1);
			_exits("");
		}
		rounds++;
		expectexit(pid, "");
	}
}

/* a breakpoint is in the text of the process that has it, not in its children's */
static void
children(void)
{
	int pid = spawn(RFMEM, forks, target);
	uchar int3 = 0xcc;
	char *s;

	rounds = 0;
	while(rounds == 0)
		sleep(1);
	ctl(pid, "stop");
	eqint(poke(pid, (void *)target, &int3, 1), 1);
	ctl(pid, "start");
	rounds = 0;
	while(rounds < 5 && strcmp(procstate(pid), "Broken") != 0)
		sleep(1);
	s = text(pid, "status");
	ok(rounds >= 5, "%s", s);
	free(s);
	ctl(pid, "stop");
	finish(pid);
}

Case cases[] = {
	{"step", step},         {"stepnote", stepnote}, {"held", held}, {"heldstep", heldstep},
	{"heldnote", heldnote}, {"children", children}, {nil},
};
