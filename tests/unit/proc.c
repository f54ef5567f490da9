/*
 * #p: the texts to the column, who may do what, messages to ctl; and processes that go
 * while they are looked at.
 */
#define PROCDEV procdev
#include "procfiles.h"

UNIT(status)
{
	Proc *p;
	u32int pid;

	segkernelup();
	p = startsleeper();
	pid = p->pid;
	checkint(readit(pid, "status"), 176);
	checkmem(text, "test                        glenda                      Sleep       ", 68);
	for(int i = 68; i < 175; i += 12)
		check(text[i + 11] == ' ' || i == 68 + 8 * 12);
	check(text[175] == '\n');
	checkmem(text + 68 + 7 * 12, "         10          10\n", 24);
	checkint(readit(pid, "ctl"), 12);
	checkint(atoi(text), pid);
	check(text[11] == ' ');
	checkint(readit(pid, "ppid"), 12);
	checkint(readit(pid, "noteid"), 12);
	checkint(atoi(text), pid);
	checkint(readit(pid, "hostpid"), 12);
	checkint(atoi(text), p->hostpid);
	checkint(readit(pid, "note"), 0);
	checkint(readit(pid, "watchpt"), 0);
	checkint(readit(pid, "syscall"), 0);
	killit(pid);
}

/* the user's name longer than its column widens the line */
UNIT(longnames)
{
	Proc *p;

	segkernelup();
	p = startsleeper();
	writeit(p->pid, "args", "");
	kstrset(&p->text, "a-name-that-is-longer-than-the-column-for-it");
	checkint(readit(p->pid, "status"), 176 + 44 - 27);
	killit(p->pid);
}

UNIT(args)
{
	Proc *p;

	segkernelup();
	p = startsleeper();
	kstrset(&p->args, "test 'an arg'");
	checkint(readit(p->pid, "args"), 13);
	checkstr(text, "test 'an arg'");
	writeit(p->pid, "args", "serving");
	readit(p->pid, "args");
	checkstr(text, "test [serving]");
	killit(p->pid);
}

UNIT(names)
{
	Proc *p;
	Chan *c;
	u8int buf[256];
	Dir d;
	char strs[256], want[16];
	int n;

	segkernelup();
	p = startsleeper();
	c = walkto(p->pid, "status");
	n = dstat(c, buf, sizeof buf);
	check(convM2D(buf, n, &d, strs) > 0);
	checkstr(d.name, "status");
	checkstr(d.uid, "glenda");
	checkint(d.length, 176);
	checkint(d.mode, 0444);
	checkint(d.type, 'p');
	cclose(c);
	c = walkto(p->pid, nil);
	n = dstat(c, buf, sizeof buf);
	check(convM2D(buf, n, &d, strs) > 0);
	snprint(want, sizeof want, "%u", p->pid);
	checkstr(d.name, want);
	checkint(d.mode, DMdir | 0555);
	c = dopen(c, Oread);
	n = dread(c, kbuf(text), Big, 0);
	check(n > 20 * 49);
	cclose(c);
	checkerror(walkto(p->pid, "nofile"), Enonexist);
	checkerror(walkto(99999, nil), Enonexist);
	checkerror(walkto(0, nil), Enonexist);
	checkerror(openit(p->pid, "status", Owrite), Eperm);
	checkerror(openit(p->pid, "notepg", Oread), Eperm);
	killit(p->pid);
}

/* others' files: procmode decides; none is nobody's friend; private means private */
UNIT(permissions)
{
	Proc *p;
	Chan *c;

	segkernelup();
	p = startsleeper();
	c = openit(p->pid, "mem", Oread);
	cclose(c);
	setuser(up, "philw");
	checkerror(openit(p->pid, "ctl", Owrite), Eperm);
	checkerror(openit(p->pid, "ctl", Oread), Eperm);
	cclose(openit(p->pid, "status", Oread));
	p->procmode = 0666;
	cclose(openit(p->pid, "ctl", Owrite));
	cclose(openit(p->pid, "wait", Oread));
	p->procmode = 0640;
	checkerror(openit(p->pid, "wait", Oread), Eperm);
	setuser(up, "none");
	checkerror(openit(p->pid, "status", Oread), Eperm);
	setuser(up, "glenda");
	writeit(p->pid, "ctl", "private");
	checkerror(openit(p->pid, "mem", Oread), Eperm);
	checkerror(openit(p->pid, "regs", Oread), Eperm);
	killit(p->pid);
}

/* a kernel process may be looked at, no more */
UNIT(kprocs)
{
	u32int pid = 0;

	segkernelup();
	alarminit();
	fakesettle();
	for(int i = 0; i < nprocslots(); i++) {
		Proc *p = procslot(i);
		if(p != nil && p->kp && strcmp(p->text, "alarm") == 0)
			pid = p->pid;
	}
	readit(pid, "status");
	check(strncmp(text, "alarm ", 6) == 0);
	checkerror(openit(pid, "ctl", Owrite), Eperm);
	checkerror(openit(pid, "note", Owrite), Eperm);
	checkerror(openit(pid, "mem", Oread), Eperm);
}

UNIT(gone)
{
	Proc *p;
	Chan *c, *ctl;
	u32int pid;

	segkernelup();
	p = startsleeper();
	pid = p->pid;
	c = openit(pid, "status", Oread);
	ctl = openit(pid, "ctl", Owrite);
	killit(pid);
	checkerror(readchan(c), Eprocdied);
	checkerror(dwrite(ctl, kbuf("stop"), 4, 0), Eprocdied);
	/* another in its Proc is another */
	while(segproc(sleeper, nil) != p)
		;
	fakesettle();
	checkerror(readchan(c), Eprocdied);
	checkerror(dwrite(ctl, kbuf("kill"), 4, 0), Eprocdied);
	cclose(c);
	cclose(ctl);
	checkerror(walkto(pid, nil), Enonexist);
	checkint(up->err.n, 0);
}

UNIT(stopstart)
{
	Proc *p;
	u32int pid;

	segkernelup();
	p = startsleeper();
	pid = p->pid;
	checkerror(writeit(pid, "ctl", "start"), Ebadctl);
	checkerror(writeit(pid, "ctl", "startstop"), Ebadctl);
	writeit(pid, "ctl", "stop");
	checkint(p->state, Stopped);
	readit(pid, "status");
	checkmem(text + 56, "Stopped     ", 12);
	writeit(pid, "ctl", "stop");
	writeit(pid, "ctl", "waitstop");
	checkint(readit(pid, "regs"), sizeof(Ureg));
	checkint(readit(pid, "fpregs"), hostfpsize());
	checkerror(readit(pid, "kregs"), Enoreg);
	checkerror(readit(pid, "profile"), "profile is off");
	writeit(pid, "ctl", "start");
	fakesettle();
	check(p->state != Stopped);
	checkerror(readit(pid, "fpregs"), Enoreg);
	writeit(pid, "ctl", "stop");
	killit(pid);
	checkint(up->err.n, 0);
}

static void
waitstopper(void *arg)
{
	writeit((u32int)(uintptr)arg, "ctl", "waitstop");
}

/* one debugger at a time; it hears when the process exits instead */
UNIT(debuggers)
{
	Proc *p;

	segkernelup();
	fakequiet(true); /* the kernel process ends with an error */
	p = startsleeper();
	kproc("debugger", waitstopper, (void *)(uintptr)p->pid);
	fakesettle();
	check(p->pdbg != nil);
	checkerror(writeit(p->pid, "ctl", "stop"), Einuse);
	killit(p->pid);
	check(p->pdbg == nil);
	check(strstr(fakelog(), "process exited") != nil);
}

/* waits for the lock of its variables, which no note breaks */
static void
stuck(void *arg)
{
	USED(arg);
	fakecall(CREATE, (uintptr) "#e/v", Owrite, 0666);
	for(;;)
		fakecall(SLEEP, 1000);
}

static void
stopper(void *arg)
{
	writeit((u32int)(uintptr)arg, "ctl", "stop");
}

/* who is to die does so, whatever others ask of him before he has looked */
UNIT(killstop)
{
	Egrp *e;
	Proc *p;

	segkernelup();
	fakequiet(true); /* the kernel process ends with an error */
	p = segproc(stuck, nil);
	e = p->egrp;
	incref(&e->ref);
	wlock(&e->lock);
	fakesettle();
	writeit(p->pid, "ctl", "kill");
	kproc("stopper", stopper, (void *)(uintptr)p->pid);
	fakesettle();
	wunlock(&e->lock);
	usersgone();
	fakesettle(); /* stopper, too, is done: with an error, or because he came when all was over */
	closeegrp(e);
}

UNIT(ctlerrors)
{
	Proc *p;
	u32int pid;

	segkernelup();
	p = startsleeper();
	pid = p->pid;
	checkerror(writeit(pid, "ctl", "frob"), "unknown control message \"frob\"");
	checkerror(writeit(pid, "ctl", "close"), "wrong #args in control message \"close\"");
	checkerror(writeit(pid, "ctl", ""), "empty control message");
	checkerror(writeit(pid, "ctl", "close 7"), Ebadfd);
	checkerror(writeit(pid, "ctl", "profile"), "no profiling");
	checkerror(writeit(pid, "watchpt", "rwx 0x200000 8"), "no hardware watchpoints");
	writeit(pid, "ctl", "closefiles");
	writeit(pid, "ctl", "pri 5");
	checkint(p->basepri, 5);
	checkint(fakenice(p->hostpid), 10);
	writeit(pid, "ctl", "pri 0");
	checkint(fakenice(p->hostpid), 19);
	writeit(pid, "ctl", "fixedpri 30");
	checkint(p->priority, 19);
	check(p->fixedpri);
	setuser(p, "philw");
	setuser(up, "philw");
	checkerror(writeit(pid, "ctl", "pri 11"), Eperm);
	checkint(p->priority, 19);
	writeit(pid, "ctl", "pri 10");
	checkint(p->priority, 10);
	setuser(up, eve);
	setuser(p, eve);
	writeit(pid, "ctl", "errorder 9front");
	check(!p->bellerr);
	writeit(pid, "ctl", "errorder bell");
	check(p->bellerr);
	checkerror(writeit(pid, "ctl", "errorder x"),
		   "bad process or channel control request \"errorder x\"");
	writeit(pid, "ctl", "wired 1");
	writeit(pid, "ctl", "noswap");
	writeit(pid, "ctl", "hang");
	check(p->hang);
	writeit(pid, "ctl", "nohang\n");
	check(!p->hang);
	killit(pid);
}

static _Atomic int nnotes, nslots;
static char notes[8][Errmax];

static void
handler(Ureg *u, char *msg)
{
	int slot = atomic_fetch_add(&nslots, 1);

	USED(u);
	strecpy(notes[slot], notes[slot] + Errmax, msg);
	nnotes++;
	fakecall(NOTED, 0);
}

static void
listener(void *arg)
{
	USED(arg);
	fakecall(NOTIFY, (uintptr)handler);
	sleeper(nil);
}

UNIT(notes)
{
	char big[200];
	Proc *p, *q;
	u32int pid;

	segkernelup();
	p = segproc(listener, nil);
	q = segproc(listener, nil);
	fakesettle();
	pid = p->pid;
	writeit(pid, "note", "hello");
	fakesettle();
	checkint(nnotes, 1);
	checkstr(notes[0], "hello");
	memset(big, 'x', sizeof big);
	big[128] = 0;
	checkerror(writeit(pid, "note", big), Etoobig);
	/* a stopped process keeps them: five */
	writeit(pid, "ctl", "stop");
	for(int i = 0; i < 5; i++) {
		char note[8];
		snprint(note, sizeof note, "n%d", i);
		writeit(pid, "note", note);
	}
	checkerror(writeit(pid, "note", "n5"), Enote);
	checkint(readit(pid, "note"), 3);
	checkstr(text, "n0");
	writeit(pid, "ctl", "start");
	fakesettle();
	checkint(nnotes, 5);
	checkstr(notes[1], "n1");
	checkstr(notes[4], "n4");
	/* groups */
	checkerror(writeit(pid, "noteid", "99999"), Ebadarg);
	snprint(big, sizeof big, "%u", q->pid);
	writeit(pid, "noteid", big);
	checkint(p->noteid, q->pid);
	writeit(pid, "notepg", "all");
	fakesettle();
	checkint(nnotes, 7);
	writeit(q->pid, "ctl", "kill");
	killit(pid);
}

static void
exiter(void *arg)
{
	fakecall(EXITS, (uintptr)arg);
}

static void
family(void *arg)
{
	USED(arg);
	fakefork(RFproc | RFmem, exiter, (void *)(uintptr) "it's over");
	sleeper(nil);
}

UNIT(wait)
{
	char want[64];
	Proc *p;
	u32int pid;

	segkernelup();
	p = segproc(family, nil);
	pid = p->pid;
	fakesettle();
	checkint(p->nwait, 1);
	readit(pid, "wait");
	snprint(want, sizeof want, "'test %u: it''s over'", atoi(text));
	check(strstr(text, want) != nil);
	checkint(p->nwait, 0);
	killit(pid);
}

/* entry and exit of a call, one startsyscall each; then let go */
UNIT(syscalls)
{
	char want[64];
	Proc *p;
	u32int pid;

	segkernelup();
	p = startsleeper();
	pid = p->pid;
	writeit(pid, "ctl", "stop");
	writeit(pid, "ctl", "startsyscall");
	readit(pid, "syscall");
	snprint(want, sizeof want, "%u test Sleep ", pid);
	check(strncmp(text, want, strlen(want)) == 0);
	check(strstr(text, " 1000") != nil);
	writeit(pid, "ctl", "startsyscall");
	readit(pid, "syscall");
	check(strncmp(text, " = 0 \"\" ", 8) == 0);
	check(text[strlen(text) - 1] == '\n');
	writeit(pid, "ctl", "start");
	fakesettle();
	check(p->state != Stopped);
	killit(pid);
}

/* the looker killed at each of its host calls: no lock is left, and no reference */
static void
lookat(u32int pid, const char *name)
{
	char mine[256];
	Chan *c = openit(pid, name, Oread);

	onerror(cclose, c);
	dread(c, kbuf(mine), sizeof mine, 0);
	undo();
}

static void
looker(void *arg)
{
	u32int pid = (u32int)(uintptr)arg;

	if(!waserror()) {
		lookat(pid, "status");
		lookat(pid, "args");
		writeit(pid, "note", "hello");
		writeit(pid, "ctl", "stop");
		writeit(pid, "ctl", "start");
		poperror();
	}
}

UNIT(crowd)
{
	enum
	{
		Nlooker = 4,
		Rounds = 30,
	};

	segkernelup();
	for(int i = 0; i < Rounds; i++) {
		Proc *p = segproc(sleeper, nil);
		for(int j = 0; j < Nlooker; j++)
			kproc("looker", looker, (void *)(uintptr)p->pid);
		fakesettle();
		if(!waserror()) {
			writeit(p->pid, "ctl", "kill");
			poperror();
		}
		usersgone();
		check(!p->debug.locked);
		check(p->pdbg == nil);
	}
	checkint(up->err.n, 0);
}
