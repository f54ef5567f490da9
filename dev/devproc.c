/*
 * #p, processes: a directory for each, named by its pid, with files that tell about it
 * and act on it.  Here are the names, who may open what, and the table of the device;
 * what a file does is in procfmt.c, procmem.c, procnote.c and procctl.c.
 *
 * A process may exit at any time, and its Proc then belongs to another.  So a file is
 * known by pid (in qid.path), and everything is done with p->debug held, after a look
 * whether p still is that process: a process takes its debug lock before it gives up
 * what it has, so from then on it stays.
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

/* ---- texts ---- */

void
textfree(Text *t)
{
	letgo(kfree, t->s);
}

char *
textroom(Text *t, usize n)
{
	if(t->n + n + 1 > t->size) {
		usize size = (t->n + n + 1) * 2;
		char *s = kmalloc(size), *old = t->s;
		if(s == nil)
			error(Enomem);
		if(old != nil)
			memcpy(s, old, t->n);
		t->s = s;
		t->size = size;
		kfree(old);
	}
	return t->s + t->n;
}

void
textdone(Text *t, char *end)
{
	t->n = (usize)(end - t->s);
}

void
textnum(Text *t, u64int n)
{
	char *s = textroom(t, 24);

	textdone(t, seprint(s, t->s + t->size, "%*llu ", Pidwidth - 1, n));
}

/* ---- processes ---- */

bool
proclives(Proc *p, u32int pid)
{
	int state = atomic_load(&p->state);

	return p->pid == pid && state != Dead && state != New && state != Moribund;
}

void
procalive(Proc *p, Chan *c)
{
	if(!proclives(p, procpid(c)))
		error(Eprocdied);
}

/* A Chan that is open remembers the Proc, to save the search. */
Proc *
procget(Chan *c)
{
	Proc *p = c->aux;

	if(p == nil || p->pid != procpid(c))
		p = procof(procpid(c));
	if(p == nil)
		error(Eprocdied);
	return p;
}

/* user none may touch no process but itself */
static void
checknone(Proc *p)
{
	if(p != up && strcmp(up->user, "none") == 0 && !iseve())
		error(Eperm);
}

/* ---- names ---- */

/* The user of p, in up->genbuf; false: it is gone */
static bool
procuser(Proc *p, u32int pid)
{
	bool lives;

	eqlock(&p->debug);
	lives = proclives(p, pid) && p->user != nil;
	if(lives)
		strecpy(up->genbuf, up->genbuf + sizeof up->genbuf - Pidwidth, p->user);
	qunlock(&p->debug);
	return lives;
}

static u32int
fileperm(Proc *p, const Dirtab *t)
{
	return t->perm == 0 ? p->procmode : t->perm | (p->procmode & 0444);
}

static int
genfile(Chan *c, Proc *p, const Dirtab *t, Dir *d)
{
	u32int pid = procpid(c);
	Qid qid = {.path = (u64int)pid << 8 | t->qid.path, .vers = pid};

	if(!procuser(p, pid))
		return -1;
	devdir(c, qid, t->name, t->qid.path == Pwait ? p->nwait : t->length, up->genbuf,
	       fileperm(p, t), d);
	return 1;
}

static int
gendir(Chan *c, Proc *p, Dir *d)
{
	u32int pid = p->pid;
	Qid qid = {.path = (u64int)pid << 8 | Pdir, .vers = pid, .type = QTdir};
	char *name = up->genbuf + sizeof up->genbuf - Pidwidth;

	if(!procuser(p, pid))
		return 0;
	snprint(name, Pidwidth, "%u", pid);
	devdir(c, qid, name, 0, up->genbuf, 0555, d);
	return 1;
}

static int
gentrace(Chan *c, Dir *d)
{
	devdir(c, (Qid){.path = Ptrace}, "trace", 0, eve, 0400, d);
	return 1;
}

/* The root: trace, then the processes in the order of their slots */
static int
genroot(Chan *c, const char *name, int i, Dir *d)
{
	Proc *p;
	char *end;

	if(i == 0 && (name == nil || strcmp(name, "trace") == 0))
		return gentrace(c, d);
	if(name != nil) {
		if(i > 0 || name[0] < '1' || name[0] > '9')
			return -1;
		p = procof((u32int)strtou(name, &end, 10));
		return p != nil && *end == 0 && gendir(c, p, d) == 1 ? 1 : -1;
	}
	if(i > nprocslots())
		return -1;
	p = procslot(i - 1);
	return p != nil ? gendir(c, p, d) : 0;
}

static int
procgen(Chan *c, const char *name, const Dirtab *tab, int ntab, int i, Dir *d)
{
	Proc *p;

	USED(tab);
	USED(ntab);
	if(i == Devdotdot) {
		devdir(c, (Qid){.type = QTdir}, "#p", 0, eve, 0555, d);
		return 1;
	}
	if(procpid(c) == 0)
		return genroot(c, name, i, d);
	if(name != nil) {
		if(i > 0)
			return -1;
		while(i < nelem(proctab) && strcmp(proctab[i].name, name) != 0)
			i++;
	}
	if(i >= nelem(proctab))
		return -1;
	p = procof(procpid(c));
	return p != nil ? genfile(c, p, &proctab[i], d) : -1;
}

static Walkqid *
procwalk(Chan *c, Chan *nc, char **name, int n)
{
	return devwalk(c, nc, name, n, nil, 0, procgen);
}

static const Dirtab *
tabof(int file)
{
	for(int i = 0; i < nelem(proctab); i++)
		if(proctab[i].qid.path == (u64int)file)
			return &proctab[i];
	error(Egreg);
}

static int
procstat(Chan *c, u8int *buf, int n)
{
	Dir d;
	Proc *p;

	if(procpid(c) == 0)
		return devstat(c, buf, n, nil, 0, procgen);
	p = procget(c);
	if((procfile(c) == Pdir ? gendir(c, p, &d) : genfile(c, p, tabof(procfile(c)), &d)) != 1)
		error(Eprocdied);
	return devdirput(&d, kbuf(buf), n);
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
	checknone(p);
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

/* ---- open ---- */

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

/* The program's own Chan, as exec opened it: its name is what fd2path tells. */
static Chan *
opentext(Proc *p)
{
	if(p->textc == nil)
		error(Enonexist);
	incref(&p->textc->ref);
	return p->textc;
}

static Chan *
procopen(Chan *c, int omode)
{
	int mode = openmode(omode), file = procfile(c);
	Chan *text = nil;
	Proc *p;

	if(c->qid.type & QTdir || procpid(c) == 0) {
		c = devopen(c, omode, nil, 0, procgen);
		if(file == Ptrace)
			error(Enotrace);
		return c;
	}
	p = procget(c);
	checknone(p);
	eqlock(&p->debug);
	onerror(qunlock, &p->debug);
	procalive(p, c);
	checkopen(p, file, mode);
	devpermcheck(p->user, fileperm(p, tabof(file)), mode);
	if(file == Ptext)
		text = opentext(p);
	c->aux = p;
	c->auxn = p->noteid;
	undo();
	if(text != nil)
		return text;
	c->offset = 0;
	c->mode = (u16int)mode;
	c->flag |= Copen;
	return c;
}

/* ---- read and write ---- */

static void
proctext(Proc *p, int file, Text *t)
{
	char *s;

	switch(file) {
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

/* Files whose contents are made under the lock, as a text, and copied out without it */
static int
textread(Proc *p, Chan *c, Buf b, int n, s64int off)
{
	Text t = {0};

	onerror(textfree, &t);
	eqlock(&p->debug);
	onerror(qunlock, &p->debug);
	procalive(p, c);
	proctext(p, procfile(c), &t);
	undo();
	n = readmem(off, b, n, t.s, t.n);
	undo();
	return n;
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
		return procwaitread(p, c, b, n, off);
	case Pfpregs:
	case Pmem:
	case Pnote:
	case Pproc:
	case Pregs:
		return rawread(p, c, b, n, off);
	}
	return textread(p, c, b, n, off);
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
