/*
 * #C: commands of the host as files, as in Inferno: cmd/clone makes a directory cmd/N, whose ctl file
 * runs a command, whose data file is its standard input and output, and so on.  A process
 * that reads or writes uses the host's pipes itself.
 */
#include "u.h"
#include "cmd.h"
#include "dev.h"
#include "err.h"
#include "host.h"
#include "keepold.h"
#include "lib.h"
#include "lock.h"
#include "mem.h"
#include "parse.h"
#include "proc.h"

enum
{
	Qtop,
	Qcmd,
	Qclone,
	Qdir,
	Qctl,
	Qdata,
	Qstderr,
	Qstatus,
	Qwait,
	Typebits = 8,
	Maxcmd = 1024,
	Maxword = 1024,
	Nnice = 3,    /* levels of the message nice */
	Nicestep = 5, /* the host's for one */
	/* Cmd.state */
	Copened = 0,
	Cexec,
	Cdone,
	Cclosed,
	/* Cmdtab.index */
	Cmdir = 0,
	Cmexec,
	Cmkill,
	Cmkillonclose,
	Cmnice,
};

static const Cmdtab cmdtab[] = {
	{Cmdir, "dir", 2},   {Cmexec, "exec", 0},
	{Cmkill, "kill", 1}, {Cmkillonclose, "killonclose", 1},
	{Cmnice, "nice", 0},
};
static const char *const cmdstate[] = {"Open", "Execute", "Done", "Close"};

/* [I] immutable while in use  [l] lk  [t] the table's lock */
typedef struct Cmd
{
	QLock lk;
	QLock waitlk; /* one process waits at a time */
	Rendez r;
	int n;             /* [I] its number */
	int inuse;         /* [t] open files; 0: free */
	int ctls;          /* [t] open control files */
	int opens[3];      /* [t] open files that use each of the command's descriptors */
	int fd[3];         /* [t] our ends; -1: none */
	_Atomic int state; /* [t for changes] */
	_Atomic int pid;   /* the host's, while it runs */
	int ran;           /* [t] the same, when it is over */
	bool killonclose;  /* [l] */
	int nice;          /* [l] */
	s64int start;      /* [l] */
	Hostcmd host;      /* [l] while it is started */
	bool killed;       /* [t] and the rest: how it ended */
	int code;
	s64int user, sys, real;
	char owner[64];     /* [I] */
	char dir[Maxword];  /* [l] */
	char name[Maxword]; /* [l] */
} Cmd;

/* [t] lk */
static struct
{
	Lock lk;
	Cmd *cmd[Maxcmd]; /* [t] made when first needed, never freed */
	_Atomic int n;    /* [t] made so far */
	bool off;
} tab;

extern const Dev cmddev;

void
cmdoff(void)
{
	tab.off = true;
}

static void
cmdinit(void)
{
	lockinit(&tab.lk, Rfgrp);
}

/* ---- the table ---- */

static Cmd *
cmdof(int n)
{
	Cmd *c = n >= 0 && n < atomic_load(&tab.n) ? tab.cmd[n] : nil;

	return c != nil && c->inuse > 0 ? c : nil;
}

static Cmd *
reuse(void)
{
	Cmd *c = nil;

	lock(&tab.lk);
	for(int i = 0; i < tab.n && c == nil; i++)
		if(tab.cmd[i]->inuse == 0) {
			c = tab.cmd[i];
			c->inuse = c->ctls = 1;
		}
	unlock(&tab.lk);
	return c;
}

static Cmd *
make(void)
{
	Cmd *c = smalloc(sizeof *c);
	int n;

	qlockinit(&c->lk, Rnone);
	qlockinit(&c->waitlk, Rnone);
	lockinit(&c->r.lk, Rrendez);
	for(int i = 0; i < 3; i++)
		c->fd[i] = c->host.ours[i] = c->host.its[i] = -1;
	c->inuse = c->ctls = 1;
	lock(&tab.lk);
	n = c->n = tab.n;
	if(n < Maxcmd) {
		tab.cmd[n] = c; /* counts when n says so */
		atomic_store(&tab.n, n + 1);
	}
	unlock(&tab.lk);
	if(n < Maxcmd) {
		memkept(c);
		return c;
	}
	kfree(c);
	error(Enodev);
}

static Cmd *
newcmd(void)
{
	Cmd *c = reuse();

	if(c == nil)
		c = make();
	atomic_store(&c->state, Copened);
	atomic_store(&c->pid, 0);
	c->killonclose = c->killed = false;
	c->nice = 0;
	c->code = 0;
	c->user = c->sys = c->real = 0;
	c->dir[0] = c->name[0] = 0;
	strecpy(c->owner, c->owner + sizeof c->owner, up->user);
	return c;
}

/* the descriptors that an open file uses: bits */
static int
uses(int type, int mode)
{
	if(type == Qstderr)
		return 1 << 2;
	if(type != Qdata)
		return 0;
	return (mode != Oread ? 1 << 0 : 0) | (mode != Owrite ? 1 << 1 : 0);
}

/* a reference more; false: its last file has just been closed */
static bool
cmdget(Cmd *c, int type, int mode)
{
	int bits = uses(type, mode);
	bool is;

	lock(&tab.lk);
	is = c->inuse > 0;
	c->inuse += is;
	c->ctls += is && type == Qctl;
	for(int i = 0; is && i < 3; i++)
		c->opens[i] += bits >> i & 1;
	unlock(&tab.lk);
	return is;
}

/* The last that writes to the command ends its input; the last that reads, what it may say.  With the
 * last file of all it is on its own. */
static void
cmdput(Cmd *c, int type, int mode)
{
	int bits = uses(type, mode), fd[3], pid = 0;

	lock(&tab.lk);
	keepold(c->inuse);
	keepold(c->ctls);
	c->inuse--;
	c->ctls -= type == Qctl;
	for(int i = 0; i < 3; i++) {
		keepold(c->opens[i]);
		keepold(c->fd[i]);
		c->opens[i] -= bits >> i & 1;
		fd[i] = -1;
		if(((bits >> i & 1) && c->opens[i] == 0) || c->inuse == 0) {
			fd[i] = c->fd[i];
			c->fd[i] = -1;
		}
	}
	if(type == Qctl && c->ctls == 0 && c->killonclose)
		pid = atomic_load(&c->pid);
	if(c->inuse == 0) {
		atomic_store(&c->state, Cclosed);
		atomic_store(&c->pid, 0);
	}
	unlock(&tab.lk);
	if(pid > 0)
		hostcommandkill(pid);
	for(int i = 0; i < 3; i++)
		if(fd[i] >= 0)
			hostclose(fd[i]);
}

/* ---- the end of a command ---- */

void
cmddied(int hostpid, bool killed, int code, s64int user, s64int sys)
{
	Cmd *c = nil;

	lock(&tab.lk);
	for(int i = 0; i < tab.n && c == nil; i++)
		if(atomic_load(&tab.cmd[i]->pid) == hostpid)
			c = tab.cmd[i];
	if(c != nil) {
		c->killed = killed;
		c->code = code;
		c->ran = hostpid;
		c->user = user;
		c->sys = sys;
		c->real = hostmono() - c->start;
		atomic_store(&c->pid, 0);
		atomic_store(&c->state, Cdone);
		wakeup(&c->r);
	}
	unlock(&tab.lk);
}

static bool
isover(void *v)
{
	Cmd *c = v;

	return atomic_load(&c->state) != Cexec;
}

/* pid and times in milliseconds, and why: as wait messages are */
static int
waitread(Cmd *c, Buf b, int n, s64int off)
{
	char why[64] = "", buf[160];

	if(off > 0)
		return 0;
	eqlock(&c->waitlk);
	onerror(qunlock, &c->waitlk);
	if(atomic_load(&c->state) == Copened)
		error("no command");
	while(!isover(c))
		sleep(&c->r, isover, c);
	lock(&tab.lk);
	if(c->killed)
		snprint(why, sizeof why, "killed: signal %d", c->code);
	else if(c->code != 0)
		snprint(why, sizeof why, "exit status %d", c->code);
	snprint(buf, sizeof buf, "%d %lld %lld %lld %q", c->ran, c->user / 1000000,
		c->sys / 1000000, c->real / 1000000, why);
	unlock(&tab.lk);
	undo();
	return readstr(0, b, n, buf);
}

/* ---- control ---- */

/* what a command that could not be run leaves */
static void
notrun(Cmd *c)
{
	int pid = atomic_exchange(&c->pid, 0);

	hostcmdclose(&c->host);
	if(pid > 0) /* who asked for it was killed */
		hostcommandkill(pid);
	atomic_store(&c->state, Copened);
}
DEFUNDO(notrun, Cmd)

static void
run(Cmd *c, Cmdbuf *cb)
{
	Hostcmd *h = &c->host;
	char **argv;
	int r;

	if(cb->nword < 2)
		error("exec needs a command");
	if(atomic_load(&c->state) != Copened)
		error("already run");
	argv = smalloc((usize)cb->nword * sizeof *argv);
	onerror(kfree, argv);
	for(int i = 1; i < cb->nword; i++)
		argv[i - 1] = cb->word[i];
	h->argv = argv;
	h->dir = c->dir;
	h->nice = c->nice * Nicestep;
	strecpy(c->name, c->name + sizeof c->name, cb->word[1]);
	c->start = hostmono();
	onerror(notrun, c);
	atomic_store(&c->state, Cexec);
	r = hostcommand(h, &c->pid);
	if(r < 0)
		error(hosterrstr(r));
	lock(&tab.lk);
	for(int i = 0; i < 3; i++) {
		keepold(c->fd[i]);
		keepold(h->ours[i]);
		c->fd[i] = h->ours[i];
		h->ours[i] = -1;
	}
	keepold(up->err.n);
	poperror();
	unlock(&tab.lk);
	undo();
}

static int
niceness(Cmdbuf *cb)
{
	char *end;
	u64int v = 1;

	if(cb->nword > 1) {
		v = strtou(cb->word[1], &end, 10);
		if(*end != 0 || v < 1 || v > Nnice)
			error(Ebadarg);
	}
	return (int)v;
}

static void
cmdctl(Cmd *c, Buf b, int n)
{
	Cmdbuf *cb = parsecmd(b, n);
	const Cmdtab *ct;
	int pid;

	onerror(freecmd, cb);
	ct = lookupcmd(cb, cmdtab, nelem(cmdtab));
	eqlock(&c->lk);
	onerror(qunlock, &c->lk);
	switch(ct->index) {
	case Cmdir:
		if(strlen(cb->word[1]) >= sizeof c->dir)
			error(Etoolong);
		strecpy(c->dir, c->dir + sizeof c->dir, cb->word[1]);
		break;
	case Cmexec:
		run(c, cb);
		break;
	case Cmkill:
		pid = atomic_load(&c->pid);
		if(pid <= 0)
			error("not running");
		hostcommandkill(pid);
		break;
	case Cmkillonclose:
		c->killonclose = true;
		break;
	case Cmnice:
		c->nice = niceness(cb);
		break;
	}
	undo();
	undo();
}

/* ---- data ---- */

static int
fdof(Cmd *c, int i)
{
	if(atomic_load(&c->state) == Copened)
		error("no command");
	if(c->fd[i] < 0)
		error(Ehungup);
	return c->fd[i];
}

static int
datawrite(Cmd *c, Buf b, int n)
{
	int fd = fdof(c, 0), done = 0;
	Buf rest;
	s64int r;

	bufcheck(b, (usize)n);
	while(done < n) {
		rest = bufadd(b, (usize)done);
		r = hostwrite(fd, bufaddr(rest), (usize)(n - done), -1);
		if(r == -Hagain)
			pollfd(fd, Hpollout, -1);
		else if(r == -Hfault)
			buffix(rest, (usize)(n - done), false);
		else if(r < 0)
			error(r == -Hpipe ? Ehungup : hosterrstr((int)r));
		else
			done += (int)r;
	}
	return n;
}

static int
dataread(Cmd *c, int i, Buf b, int n)
{
	int fd = fdof(c, i);
	s64int r;

	bufcheck(b, (usize)n);
	for(;;) {
		r = hostread(fd, bufaddr(b), (usize)n, -1);
		if(r == -Hagain)
			pollfd(fd, Hpollin, -1);
		else if(r == -Hfault)
			buffix(b, (usize)n, true);
		else if(r < 0)
			error(hosterrstr((int)r));
		else
			return (int)r;
	}
}

/* ---- the files ---- */

static const struct
{
	const char *name;
	int type;
	u32int perm;
} files[] = {
	{"ctl", Qctl, 0600},       {"data", Qdata, 0600}, {"stderr", Qstderr, 0400},
	{"status", Qstatus, 0444}, {"wait", Qwait, 0444},
};

static int typeof(Chan * c)
{
	return (int)(c->qid.path & ((1 << Typebits) - 1));
}

static int
numof(Chan *c)
{
	return (int)(c->qid.path >> Typebits);
}

static u64int
path(int type, int n)
{
	return (u64int)n << Typebits | (u64int)type;
}

static int
gendir(Chan *c, int type, int n, const char *name, const char *owner, Dir *d)
{
	devdir(c, (Qid){.path = path(type, n), .type = QTdir}, name, 0, owner, 0555, d);
	return 1;
}

/* clone, then a directory for each that is in use */
static int
gencmd(Chan *c, int i, Dir *d)
{
	Cmd *k;

	if(i == 0) {
		devdir(c, (Qid){.path = path(Qclone, 0)}, "clone", 0, eve, 0666, d);
		return 1;
	}
	if(i > atomic_load(&tab.n))
		return -1;
	k = cmdof(i - 1);
	if(k == nil)
		return 0;
	snprint(up->genbuf, sizeof up->genbuf, "%d", i - 1);
	return gendir(c, Qdir, i - 1, up->genbuf, k->owner, d);
}

static int
cmdgen(Chan *c, const char *name, const Dirtab *dt, int ndt, int i, Dir *d)
{
	int type = typeof(c);
	Cmd *k;

	USED(name);
	USED(dt);
	USED(ndt);
	if(i == Devdotdot)
		return type >= Qdir ? gendir(c, Qcmd, 0, "cmd", eve, d)
				    : gendir(c, Qtop, 0, "#C", eve, d);
	if(type == Qtop)
		return i == 0 ? gendir(c, Qcmd, 0, "cmd", eve, d) : -1;
	if(type < Qdir)
		return gencmd(c, i, d);
	k = cmdof(numof(c));
	if(k == nil || i >= nelem(files))
		return -1;
	devdir(c, (Qid){.path = path(files[i].type, k->n)}, files[i].name, 0, k->owner,
	       files[i].perm, d);
	return 1;
}

static Chan *
cmdattach(const char *spec)
{
	if(tab.off)
		error("commands of the host are turned off");
	if(spec[0] != 0)
		error(Ebadspec);
	return devattach(&cmddev, spec);
}

static Walkqid *
cmdwalk(Chan *c, Chan *nc, char **name, int n)
{
	return devwalk(c, nc, name, n, nil, 0, cmdgen);
}

static int
cmdstat(Chan *c, u8int *buf, int n)
{
	return devstat(c, buf, n, nil, 0, cmdgen);
}

static Chan *
cmdopen(Chan *c, int omode)
{
	int mode = openmode(omode), type = typeof(c);
	Cmd *k;

	if(type == Qclone) {
		k = newcmd();
		c->qid.path = path(Qctl, k->n);
		c->aux = k;
		c->mode = (u16int)mode;
		c->flag |= Copen;
		c->offset = 0;
		return c;
	}
	if(type < Qctl)
		return devopen(c, omode, nil, 0, cmdgen);
	k = cmdof(numof(c));
	if(k == nil)
		error(Enonexist);
	c = devopen(c, omode, nil, 0, cmdgen);
	if(!cmdget(k, type, mode))
		error(Enonexist);
	c->aux = k;
	return c;
}

static void
cmdclose(Chan *c)
{
	if((c->flag & Copen) && c->aux != nil)
		cmdput(c->aux, typeof(c), c->mode);
	c->aux = nil;
}

static int
statusread(Cmd *k, Buf b, int n, s64int off)
{
	char *buf = smalloc(3 * Maxword);
	int r;

	onerror(kfree, buf);
	snprint(buf, 3 * Maxword, "cmd/%d %d %s %q %q\n", k->n, k->inuse,
		cmdstate[atomic_load(&k->state)], k->dir[0] != 0 ? k->dir : ".", k->name);
	r = readstr(off, b, n, buf);
	undo();
	return r;
}

static int
cmdread(Chan *c, Buf b, int n, s64int off)
{
	char buf[16];

	if(c->qid.type & QTdir)
		return devdirread(c, b, n, nil, 0, cmdgen);
	switch(typeof(c)) {
	case Qctl:
		snprint(buf, sizeof buf, "%d", numof(c));
		return readstr(off, b, n, buf);
	case Qdata:
		return dataread(c->aux, 1, b, n);
	case Qstderr:
		return dataread(c->aux, 2, b, n);
	case Qstatus:
		return statusread(c->aux, b, n, off);
	case Qwait:
		return waitread(c->aux, b, n, off);
	}
	error(Eperm);
}

static int
cmdwrite(Chan *c, Buf b, int n, s64int off)
{
	USED(off);
	switch(typeof(c)) {
	case Qctl:
		cmdctl(c->aux, b, n);
		return n;
	case Qdata:
		return datawrite(c->aux, b, n);
	}
	error(Eperm);
}

const Dev cmddev = {
	.dc = 'C',
	.name = "cmd",
	.init = cmdinit,
	.attach = cmdattach,
	.walk = cmdwalk,
	.stat = cmdstat,
	.open = cmdopen,
	.close = cmdclose,
	.read = cmdread,
	.write = cmdwrite,
};
