/*
 * The process that is debugged, through its files in /proc: its memory, with breakpoints in it; notes, which are signals to
 * gdb; and how it stops and goes on.
 */
#include "gdbserver.h"

Target target;

typedef struct Break Break;
struct Break
{
	Break *next;
	uvlong addr;
	uchar was;
};
static Break *breaks;
static const uchar int3 = 0xCC;
static uchar silent[Nsig]; /* signals that go to the process without gdb */

static int
procopen(int pid, char *file, int mode)
{
	char name[64];

	snprint(name, sizeof name, "/proc/%d/%s", pid, file);
	return open(name, mode);
}

int
opentarget(int pid)
{
	Target *t = &target;

	t->ctl = procopen(pid, "ctl", OWRITE);
	t->mem = procopen(pid, "mem", ORDWR);
	t->regs = procopen(pid, "regs", ORDWR);
	t->fpregs = procopen(pid, "fpregs", ORDWR);
	t->note = procopen(pid, "note", ORDWR);
	if(t->ctl < 0 || t->mem < 0 || t->regs < 0 || t->fpregs < 0 || t->note < 0)
		return 0;
	t->pid = pid;
	return 1;
}

int
procctl(char *msg)
{
	return write(target.ctl, msg, strlen(msg));
}

/* ---- memory ---- */

long
readmem(uvlong addr, void *buf, long n)
{
	long got, done;

	for(done = 0; done < n; done += got) {
		got = pread(target.mem, (char *)buf + done, n - done, addr + done);
		if(got <= 0)
			break;
	}
	for(Break *b = breaks; b != nil; b = b->next)
		if(b->addr >= addr && b->addr < addr + done)
			((uchar *)buf)[b->addr - addr] = b->was;
	return done;
}

long
writemem(uvlong addr, void *buf, long n)
{
	long done, put;

	for(Break *b = breaks; b != nil; b = b->next)
		if(b->addr >= addr && b->addr < addr + n) {
			b->was = ((uchar *)buf)[b->addr - addr];
			((uchar *)buf)[b->addr - addr] = int3;
		}
	for(done = 0; done < n; done += put) {
		put = pwrite(target.mem, (char *)buf + done, n - done, addr + done);
		if(put <= 0)
			break;
	}
	return done;
}

static Break **
lookbreak(uvlong addr)
{
	Break **l;

	for(l = &breaks; *l != nil && (*l)->addr != addr; l = &(*l)->next)
		;
	return l;
}

int
setbreak(uvlong addr)
{
	Break *b;
	uchar was;

	if(*lookbreak(addr) != nil)
		return 1;
	if(pread(target.mem, &was, 1, addr) != 1 || pwrite(target.mem, &int3, 1, addr) != 1)
		return 0;
	b = check(malloc(sizeof *b));
	b->addr = addr;
	b->was = was;
	b->next = breaks;
	breaks = b;
	return 1;
}

/* unless something else is there by now, as after an exec */
int
clearbreak(uvlong addr)
{
	Break **l = lookbreak(addr), *b = *l;
	uchar is;
	int ok = 1;

	if(b == nil)
		return 1;
	if(pread(target.mem, &is, 1, addr) == 1 && is == int3)
		ok = pwrite(target.mem, &b->was, 1, addr) == 1;
	if(ok) {
		*l = b->next;
		free(b);
	}
	return ok;
}

void
clearall(void)
{
	while(breaks != nil && clearbreak(breaks->addr))
		;
}

/* ---- notes and signals ---- */

static struct
{
	char *note; /* how it begins */
	int sig;
} notes[] = {
	{"sys: breakpoint", Sigtrap},
	{"sys: trap: debug", Sigtrap},
	{"sys: trap: divide", Sigfpe},
	{"sys: trap: invalid opcode", Sigill},
	{"sys: trap", Sigsegv},
	{"sys: fp", Sigfpe},
	{"sys: bad address", Sigsegv},
	{"sys: bad sys call", Sigsys},
	{"sys: write on closed pipe", Sigpipe},
	{"sys: killed", Sigkill},
	{"Killed", Sigkill},
	{"interrupt", Sigint},
	{"hangup", Sighup},
	{"alarm", Sigalrm},
	{"kill", Sigterm},
	{"term", Sigterm},
};

/* 0: none of these */
static int
notesig(char *note)
{
	for(int i = 0; i < nelem(notes); i++)
		if(strncmp(note, notes[i].note, strlen(notes[i].note)) == 0)
			return notes[i].sig;
	return 0;
}

int
takenote(void)
{
	long n = pread(target.note, target.msg, sizeof target.msg - 1, 0);

	target.msg[n > 0 ? n : 0] = '\0';
	return target.msg[0] != '\0';
}

void
pass(char *s)
{
	uvlong sig;

	memset(silent, 0, sizeof silent);
	while(hexnum(&s, &sig)) {
		if(sig < Nsig)
			silent[sig] = 1;
		if(*s == ';')
			s++;
	}
}

/* the note that it stopped for, or one that is as much as that signal */
static void
sendnote(int sig)
{
	char *note = nil;

	if(sig == target.sig && target.msg[0] != '\0')
		note = target.msg;
	for(int i = nelem(notes) - 1; i >= 0 && note == nil; i--)
		if(notes[i].sig == sig && strncmp(notes[i].note, "sys:", 4) != 0)
			note = notes[i].note;
	if(note != nil)
		pwrite(target.note, note, strlen(note), 0);
}

/* ---- stopping and going on ---- */

/* what one that is Broken died of */
static int
brokensig(void)
{
	char buf[256];
	long n = procfile(target.pid, "status", buf, sizeof buf - 1);

	if(n <= 0)
		return 0;
	buf[n] = '\0';
	if(strstr(buf, " Broken ") == nil)
		return 0;
	switch(gettrap()) {
	case 0:
	case 16:
	case 19:
		return Sigfpe;
	case 3:
		return Sigtrap;
	case 6:
		return Sigill;
	}
	return Sigsegv;
}

static void
stopreason(int result)
{
	Target *t = &target;
	int sig;

	t->why[0] = '\0';
	if(result == Rwatch)
		snprint(t->why, sizeof t->why, "watch:%llux;", tracer.watched);
	if(t->msg[0] == '\0')
		takenote();
	if(t->msg[0] == '\0') {
		sig = brokensig();
		if(sig != 0)
			t->sig = sig;
		return;
	}
	t->sig = notesig(t->msg);
	if(t->sig == 0)
		t->sig = Sigusr1;
	if(strncmp(t->msg, "sys: breakpoint", 15) == 0) {
		t->msg[0] = '\0'; /* it is ours, or has no use */
		snprint(t->why, sizeof t->why, "swbreak:;");
	}
}

int
stopped(int result, int force)
{
	regsfresh();
	if(result == Rdied) {
		ended(tracer.msg);
		return 1;
	}
	if(result == Rerror) {
		fprint(2, "gdbserver: process %d: %s\n", target.pid, tracer.msg);
		target.sig = Sigstop;
		target.why[0] = '\0';
		return 1;
	}
	stopreason(result);
	if(!force && target.msg[0] != '\0' && target.sig < Nsig && silent[target.sig]) {
		sendnote(target.sig);
		return 0;
	}
	return 1;
}

void
sendstop(void)
{
	char sp[2 * 8 + 1], bp[2 * 8 + 1], pc[2 * 8 + 1];

	if(target.pid == 0) {
		sendstr(target.why);
		return;
	}
	getreg(6, bp);
	getreg(7, sp);
	getreg(16, pc);
	sendfmt("T%02x%sthread:%x;06:%s;07:%s;10:%s;", target.sig, target.why, target.pid, bp, sp,
		pc);
}

/* The message of a process that died of a note is the note.  gdb shows it only while it waits. */
void
ended(char *msg)
{
	int sig = notesig(msg);
	char *text;

	if(msg[0] != '\0') {
		text = check(smprint("[Plan 9 process %d: %s]\n", target.pid, msg));
		sendhex("O", text, strlen(text));
		free(text);
	}
	if(sig != 0)
		snprint(target.why, sizeof target.why, "X%02x", sig);
	else
		snprint(target.why, sizeof target.why, "W%02x", msg[0] != '\0');
	target.pid = 0;
	breaks = nil;
}

int
halt(void)
{
	Ureg u;
	int busy, ms;

	order(Ostop);
	for(ms = 1;; ms = ms < 50 ? 2 * ms : 50) {
		qlock(&lk);
		busy = tracer.busy;
		qunlock(&lk);
		if(!busy)
			return tracer.result;
		/* in a call that takes its time the registers are to be had */
		if(ms > 16 && pread(target.regs, &u, sizeof u, 0) == sizeof u) {
			target.asleep = 1;
			return Rstopped;
		}
		sleep(ms);
	}
}

void
resume(int o, int sig)
{
	if(target.asleep && giveup() == Rdied)
		return; /* as it will be told */
	target.asleep = 0;
	if(sig != 0)
		sendnote(sig);
	target.msg[0] = '\0';
	target.sig = Sigtrap; /* the reason, when there is no note */
	regsfresh();
	order(o);
}

void
letgo(int kill)
{
	if(target.pid == 0)
		return;
	if(giveup() == Rdied) {
		target.pid = 0;
		return;
	}
	if(kill)
		procctl("kill");
	else {
		clearall();
		procctl("start");
	}
	target.pid = 0;
}
