/*
 * #p, processes: a directory for each, named by its pid, with files that tell about it
 * and act on it.  Here are the files, who may open what, and the table of the device;
 * directories of processes are in procdir.c, and what a file does is in procfmt.c, procmem.c,
 * procnote.c and procctl.c.
 *
 * Three files are there for completeness only.  watchpt has no watchpoints, since the host
 * keeps the processor's debug registers.  trace would tell what the scheduler does, but
 * that is the host's.  kregs and kfpregs have nothing saved, as the host switches processes.
 */
#include "devproc.h"
#include "host.h"
#include "lib.h"
#include "mem.h"

static const char Enowatch[] = "no hardware watchpoints";
static const char Enotrace[] = "no trace: the host schedules";
static const char Enoprofile[] = "profile is off";

/* perm 0: the process's procmode */
static const Dirtab proctab[] = {
	{"args", {.path = Pargs}, 0, 0660},
	{"ctl", {.path = Pctl}, 0, 0},
	{"fd", {.path = Pfd}, 0, 0444},
	{"fpregs", {.path = Pfpregs}, 0, 0},
	{"hostpid", {.path = Phostpid}, 0, 0444},
	{"kfpregs", {.path = Pkfpregs}, 0, 0400},
	{"kregs", {.path = Pkregs}, sizeof(Ureg), 0400},
	{"mem", {.path = Pmem}, 0, 0},
	{"note", {.path = Pnote}, 0, 0},
	{"noteid", {.path = Pnoteid}, 0, 0664},
	{"notepg", {.path = Pnotepg}, 0, 0},
	{"ns", {.path = Pns}, 0, 0444},
	{"ppid", {.path = Pppid}, 0, 0444},
	{"proc", {.path = Pproc}, 0, 0400},
	{"profile", {.path = Pprofile}, 0, 0400},
	{"regs", {.path = Pregs}, sizeof(Ureg), 0},
	{"segment", {.path = Psegment}, 0, 0444},
	{"status", {.path = Pstatus}, Statuslen, 0444},
	{"syscall", {.path = Psyscall}, 0, 0400},
	{"text", {.path = Ptext}, 0, 0},
	{"wait", {.path = Pwait}, 0, 0400},
	{"watchpt", {.path = Pwatchpt}, 0, 0600},
};

/* ---- names ---- */

/* May p's file be opened so at all, whoever asks */
static void
checkopen(Proc *p, int file, int mode)
{
	switch(file) {
	case Pfpregs:
	case Pmem:
	case Pregs:
	case Pprofile:
	case Psyscall:
	case Pwatchpt:
		if(p->kp || p->privatemem)
			error(Eperm);
		break;
	case Pnotepg:
		if(p->kp || mode != Owrite)
			error(Eperm);
		break;
	}
	if(mode == Oread)
		return;
	switch(file) {
	case Pargs:
	case Pctl:
	case Pfpregs:
	case Pmem:
	case Pnote:
	case Pnoteid:
	case Pnotepg:
	case Pregs:
	case Pwatchpt:
		if(!p->kp)
			return;
	}
	error(Eperm);
}

static u32int
fileperm(Proc *p, const Dirtab *t)
{
	return t->perm == 0 ? p->procmode : t->perm | (p->procmode & 0444);
}

static const Procview view = {
	.root = "#p",
	.tab = proctab,
	.ntab = nelem(proctab),
	.perm = fileperm,
	.check = checkopen,
	.kprocs = true,
};

static int
gentrace(Chan *c, Dir *d)
{
	devdir(c, (Qid){.path = Ptrace}, "trace", 0, eve, 0400, d);
	return 1;
}

/* The root: trace, then the processes */
static int
procgen(Chan *c, const char *name, const Dirtab *tab, int ntab, int i, Dir *d)
{
	USED(tab);
	USED(ntab);
	if(procpid(c) != 0 || i == Devdotdot)
		return procview(c, &view, name, i, d);
	if(name == nil)
		return i == 0 ? gentrace(c, d) : procview(c, &view, nil, i - 1, d);
	return strcmp(name, "trace") != 0 ? procview(c, &view, name, i, d)
	       : i == 0                   ? gentrace(c, d)
					  : -1;
}

static Walkqid *
procwalk(Chan *c, Chan *nc, char **name, int n)
{
	return devwalk(c, nc, name, n, nil, 0, procgen);
}

static int
procstat(Chan *c, u8int *buf, int n)
{
	if(procpid(c) == 0)
		return devstat(c, buf, n, nil, 0, procgen);
	return procviewstat(c, &view, buf, n);
}

static int
procwstat(Chan *c, u8int *buf, int n)
{
	Proc *p;
	char *strs;
	Dir d;

	if(c->qid.type & QTdir || procpid(c) == 0)
		error(Eperm);
	strs = smalloc((usize)n);
	onerror(kfree, strs);
	if(convM2D(buf, n, &d, strs) == 0)
		error(Eshortstat);
	p = procget(c);
	procchecknone(p);
	eqlock(&p->debug);
	onerror(qunlock, &p->debug);
	procalive(p, c);
	if(strcmp(up->user, p->user) != 0 && !iseve())
		error(Eperm);
	if(d.uid[0] != 0 && strcmp(d.uid, p->user) != 0) {
		if(strcmp(d.uid, "none") != 0 && !iseve())
			error(Eperm);
		setuser(p, d.uid);
	}
	if(d.mode != ~0u)
		p->procmode = d.mode & 0777;
	undo();
	undo();
	return n;
}

static Chan *
procopen(Chan *c, int omode)
{
	int file = procfile(c);

	if(c->qid.type & QTdir || procpid(c) == 0) {
		c = devopen(c, omode, nil, 0, procgen);
		if(file == Ptrace)
			error(Enotrace);
		return c;
	}
	return procviewopen(c, &view, omode);
}

/* ---- read and write ---- */

static void
proctext(Proc *p, Chan *c, Text *t)
{
	char *s;

	switch(procfile(c)) {
	case Pargs:
		procargs(p, t);
		break;
	case Pctl:
		textnum(t, p->pid);
		break;
	case Phostpid:
		textnum(t, (u64int)atomic_load(&p->hostpid));
		break;
	case Pnoteid:
		textnum(t, p->noteid);
		break;
	case Pppid:
		textnum(t, p->parentpid);
		break;
	case Psegment:
		procsegments(p, t);
		break;
	case Pstatus:
		procstatus(p, t);
		break;
	case Psyscall:
		if(p->syscalltrace != nil) {
			s = textroom(t, strlen(p->syscalltrace));
			textdone(t, strecpy(s, t->s + t->size, p->syscalltrace));
		}
		break;
	case Pwatchpt: /* none */
		break;
	}
}

/* Files that are memory of the process or of its Proc */
static int
rawread(Proc *p, Chan *c, Buf b, int n, s64int off)
{
	eqlock(&p->debug);
	onerror(qunlock, &p->debug);
	procalive(p, c);
	switch(procfile(c)) {
	case Pfpregs:
		n = procfpregsread(p, b, n, off);
		break;
	case Pmem:
		n = procmemread(p, b, n, off);
		break;
	case Pnote:
		n = procnoteread(p, b, n);
		break;
	case Pproc:
		n = readmem(off, b, n, p, sizeof *p);
		break;
	case Pregs:
		n = procregsread(p, b, n, off);
		break;
	}
	undo();
	return n;
}

static int
procread(Chan *c, Buf b, int n, s64int off)
{
	Proc *p;

	if(c->qid.type & QTdir)
		return devdirread(c, b, n, nil, 0, procgen);
	p = procget(c);
	switch(procfile(c)) {
	case Pfd:
		return procfdread(p, c, b, n, off);
	case Pkfpregs:
	case Pkregs:
		error(Enoreg);
	case Pns:
		return procnsread(p, c, b, n, off);
	case Pprofile:
		error(Enoprofile);
	case Pwait:
		return procwaitread(p, c, b, n, fmtwait);
	case Pfpregs:
	case Pmem:
	case Pnote:
	case Pproc:
	case Pregs:
		return rawread(p, c, b, n, off);
	}
	return proctextread(p, c, b, n, off, proctext);
}

enum
{
	Argsmax = 1024, /* bytes of what may be written to args */
};

/* A kernel copy of the n bytes written, as a string: kfree */
static char *
writtenstr(Buf b, int n, int max)
{
	char *s;

	if(n >= max)
		error(Etoobig);
	s = smalloc((usize)n + 1);
	onerror(kfree, s);
	bufget(s, b, (usize)n);
	poperror();
	return s;
}

static int
rawwrite(Proc *p, Chan *c, Buf b, int n, s64int off)
{
	eqlock(&p->debug);
	onerror(qunlock, &p->debug);
	procalive(p, c);
	switch(procfile(c)) {
	case Pfpregs:
		n = procfpregswrite(p, b, n, off);
		break;
	case Pmem:
		n = procmemwrite(p, b, n, off);
		break;
	case Pnote:
		n = procnotewrite(p, b, n);
		break;
	case Pregs:
		n = procregswrite(p, b, n, off);
		break;
	case Pwatchpt:
		error(Enowatch);
	default:
		error(Ebadusefd);
	}
	undo();
	return n;
}

static void
argswrite(Proc *p, Chan *c, Buf b, int n)
{
	char *args = writtenstr(b, n, Argsmax);

	onerror(kfree, args);
	eqlock(&p->debug);
	onerror(qunlock, &p->debug);
	procalive(p, c);
	procsetargs(p, args);
	undo();
	undo();
}

static void
noteidwrite(Proc *p, Chan *c, Buf b, int n)
{
	char *s = writtenstr(b, n, Pidwidth + 1);

	onerror(kfree, s);
	procsetnoteid(p, c, (u32int)strtou(s, nil, 10));
	undo();
}

static int
procwrite(Chan *c, Buf b, int n, s64int off)
{
	Proc *p;

	/* the group may outlive the process that was named */
	if(procfile(c) == Pnotepg)
		return procnotepgwrite((u32int)c->auxn, b, n);
	p = procget(c);
	switch(procfile(c)) {
	case Pargs:
		argswrite(p, c, b, n);
		return n;
	case Pctl:
		procctlwrite(p, c, b, n);
		return n;
	case Pnoteid:
		noteidwrite(p, c, b, n);
		return n;
	}
	return rawwrite(p, c, b, n, off);
}

const Dev procdev = {
	.dc = 'p',
	.name = "proc",
	.flags = Dnomnt,
	.walk = procwalk,
	.stat = procstat,
	.open = procopen,
	.read = procread,
	.write = procwrite,
	.wstat = procwstat,
};
