/*
 * #π: the twelve files with their modes, the texts to the column, what ctl and dbgctl take and refuse,
 * and queries of the heap.
 */
#define PROCDEV progdev
#include "procfiles.h"

static const char *const all[] = {"ctl",   "dbgctl", "exception", "fd",     "heap", "ns",
				  "nsgrp", "pgrp",   "stack",     "status", "text", "wait"};
static const u32int modes[] = {0200, 0600, 0400, 0400, 0600, 0400,
			       0444, 0444, 0400, 0444, 0400, 0400};

UNIT(names)
{
	Proc *p;
	Chan *c;
	u8int buf[256];
	char strs[256];
	Dir d;

	segkernelup();
	p = startsleeper();
	c = openit(p->pid, nil, Oread);
	int n = readchan(c), at = 0, i = 0;
	for(; at < n; i++) {
		int m = (int)convM2D((u8int *)text + at, n - at, &d, strs);
		check(m > 0 && i < nelem(all));
		checkstr(d.name, all[i]);
		checkint(d.mode, modes[i]);
		checkstr(d.uid, "glenda");
		at += m;
	}
	checkint(i, nelem(all));
	cclose(c);
	c = walkto(p->pid, "heap");
	check(convM2D(buf, dstat(c, buf, sizeof buf), &d, strs) > 0);
	checkint(d.mode, 0600);
	checkint(d.type, 0x3c0);
	cclose(c);
	checkerror(walkto(p->pid, "note"), Enonexist);
	checkerror(walkto(99999, nil), Enonexist);
	/* the kernel's own processes are not there */
	checkerror(walkto(up->pid, nil), Enonexist);
	writeit(p->pid, "ctl", "kill");
	usersgone();
	checkerror(walkto(p->pid, nil), Enonexist);
}

UNIT(status)
{
	char want[128];
	Proc *p;

	segkernelup();
	p = startsleeper();
	snprint(want, sizeof want, "%8u %8u     glenda    0:00.0    release ", p->pid, p->pid);
	readit(p->pid, "status");
	checkmem(text, want, strlen(want));
	check(strstr(text, "K test") == text + strlen(text) - 6);
	checkint(readit(p->pid, "pgrp"), 12);
	checkint(atoi(text), p->noteid);
	readit(p->pid, "nsgrp");
	checkint(atoi(text), p->pgrp->pgrpid);
	checkint(readit(p->pid, "exception"), 0);
	writeit(p->pid, "dbgctl", "stop");
	readit(p->pid, "status");
	check(strstr(text, "      debug ") != nil);
	writeit(p->pid, "ctl", "kill");
	usersgone();
}

/* who may open what; and what there is no such thing as */
UNIT(refusals)
{
	Proc *p;

	segkernelup();
	p = startsleeper();
	for(int i = 0; i < nelem(all); i++) {
		if((modes[i] & 0400) == 0)
			checkerror(openit(p->pid, all[i], Oread), Eperm);
		if((modes[i] & 0200) == 0)
			checkerror(openit(p->pid, all[i], Owrite), Eperm);
	}
	checkerror(writeit(p->pid, "ctl", "restricted"), "not for native programs");
	checkerror(writeit(p->pid, "ctl", "exceptions propagate"), "not for native programs");
	checkerror(writeit(p->pid, "dbgctl", "step 3"), "not for native programs");
	checkerror(writeit(p->pid, "dbgctl", "bpt set a.b 3"), "not for native programs");
	checkerror(writeit(p->pid, "dbgctl", "unstop"), Ebadctl);
	checkerror(writeit(p->pid, "ctl", "stop"), "unknown control message \"stop\"");
	setuser(up, "philw");
	checkerror(openit(p->pid, "ctl", Owrite), Eperm);
	checkerror(openit(p->pid, "ns", Oread), Eperm);
	cclose(openit(p->pid, "status", Oread));
	setuser(up, "glenda");
	writeit(p->pid, "ctl", "private");
	checkerror(openit(p->pid, "heap", Ordwr), Eperm);
	checkerror(openit(p->pid, "stack", Oread), Eperm);
	writeit(p->pid, "ctl", "kill");
	usersgone();
}

UNIT(queries)
{
	static const char *const bad[] = {"",
					  "W",
					  "16",
					  "16.",
					  ".W",
					  "16.Q",
					  "16.W0",
					  "16.Wx",
					  "16.W99999",
					  "16.W1 ",
					  "0x900000000000.W1"};
	Proc *p;
	Chan *c;

	segkernelup();
	p = startsleeper();
	c = openit(p->pid, "heap", Ordwr);
	checkerror(readchan(c), "no heap query");
	for(int i = 0; i < nelem(bad); i++)
		checkerror(writechan(c, bad[i]), "bad heap query");
	checkerror(writechan(c, "0x1000.L1"), "not a type of native programs");
	writechan(c, "0x7fffffff0000.W4");
	checkerror(readchan(c), Ebadarg);
	cclose(c);
	writeit(p->pid, "ctl", "kill");
	usersgone();
}

/* dbgctl tells of each stop once, and of the end to who waits for it */
UNIT(events)
{
	Proc *p;
	Chan *c, *d;
	u32int pid;

	segkernelup();
	p = startsleeper();
	pid = p->pid;
	c = openit(pid, "dbgctl", Ordwr);
	d = openit(pid, "dbgctl", Oread);
	for(int i = 0; i < 3; i++) {
		writechan(c, "stop");
		checkint(readchan(c), 7);
		checkstr(text, "stopped");
		readchan(d);
		checkstr(text, "stopped");
		writechan(c, i == 0 ? "start" : "unstop");
	}
	cclose(d);
	writeit(pid, "ctl", "kill");
	usersgone();
	checkerror(readchan(c), Eprocdied);
	cclose(c);
}

/* killgrp ends the others of the group */
static void
grouped(void *arg)
{
	USED(arg);
	fakefork(RFproc | RFfdg | RFnowait, sleeper, nil);
	fakefork(RFproc | RFfdg | RFnowait, sleeper, nil);
	sleeper(nil);
}

UNIT(killgrp)
{
	Proc *p, *other;

	segkernelup();
	other = startsleeper();
	p = segproc(grouped, nil);
	fakesettle();
	checkint(fakeprocs(), 4);
	writeit(p->pid, "ctl", "killgrp");
	fakesettle();
	checkint(fakeprocs(), 1);
	writeit(other->pid, "ctl", "kill");
	usersgone();
	checkint(fakeprocs(), 0);
}
