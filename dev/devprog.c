/*
 * #π, processes as Inferno shows them in /prog: the names, modes and texts of its device, for native
 * programs.  It is another look at what #p shows and shares its parts: procdir.c, procfmt.c,
 * procmem.c, procnote.c and procctl.c; the texts that only it has are in progfmt.c.
 *
 * What belongs to a virtual machine has no counterpart here and says so: exceptions of the language,
 * single steps, breakpoints by file and line.  The device also does not list the kernel's own
 * processes, which Inferno has no names for.
 */
#include "devproc.h"
#include "lib.h"

static const Dirtab progtab[] = {
	{"ctl", {.path = Pctl}, 0, 0200},
	{"dbgctl", {.path = Pdbgctl}, 0, 0600},
	{"exception", {.path = Pexception}, 0, 0400},
	{"fd", {.path = Pfd}, 0, 0400},
	{"heap", {.path = Pheap}, 0, 0600},
	{"ns", {.path = Pns}, 0, 0400},
	{"nsgrp", {.path = Pnsgrp}, 0, 0444},
	{"pgrp", {.path = Ppgrp}, 0, 0444},
	{"stack", {.path = Pstack}, 0, 0400},
	{"status", {.path = Pstatus}, 0, 0444},
	{"text", {.path = Ptext}, 0, 0400},
	{"wait", {.path = Pwait}, 0, 0400},
};

static u32int
fileperm(Proc *p, const Dirtab *t)
{
	USED(p);
	return t->perm;
}

/* the memory of a process that asked to be private is its own; modes tell the rest */
static void
checkopen(Proc *p, int file, int mode)
{
	if(p->kp)
		error(Eperm);
	if(p->privatemem && (file == Pheap || file == Pstack))
		error(Eperm);
	if(mode != Oread && file != Pctl && file != Pdbgctl && file != Pheap)
		error(Eperm);
}

static const Procview view = {
	.root = "#π",
	.tab = progtab,
	.ntab = nelem(progtab),
	.perm = fileperm,
	.check = checkopen,
};

static int
proggen(Chan *c, const char *name, const Dirtab *tab, int ntab, int i, Dir *d)
{
	USED(tab);
	USED(ntab);
	return procview(c, &view, name, i, d);
}

static Walkqid *
progwalk(Chan *c, Chan *nc, char **name, int n)
{
	return devwalk(c, nc, name, n, nil, 0, proggen);
}

static int
progstat(Chan *c, u8int *buf, int n)
{
	if(procpid(c) == 0)
		return devstat(c, buf, n, nil, 0, proggen);
	return procviewstat(c, &view, buf, n);
}

static Chan *
progopen(Chan *c, int omode)
{
	if(c->qid.type & QTdir)
		return devopen(c, omode, nil, 0, proggen);
	c = procviewopen(c, &view, omode);
	if(procfile(c) == Pdbgctl || procfile(c) == Pheap)
		c->auxn = 0; /* nothing told yet; no query yet */
	return c;
}

static void
progtext(Proc *p, Chan *c, Text *t)
{
	char *s;

	switch(procfile(c)) {
	case Pexception:
		s = textroom(t, Errmax);
		textdone(t, strecpy(s, s + Errmax, p->lastnote.msg));
		break;
	case Pheap:
		progheap(p, c->auxn, t);
		break;
	case Pnsgrp:
		textnum(t, p->pgrp != nil ? p->pgrp->pgrpid : 0);
		break;
	case Ppgrp:
		textnum(t, p->noteid);
		break;
	case Pstack:
		progstack(p, t);
		break;
	case Pstatus:
		progstatus(p, t);
		break;
	}
}

static int
progread(Chan *c, Buf b, int n, s64int off)
{
	Proc *p;

	if(c->qid.type & QTdir)
		return devdirread(c, b, n, nil, 0, proggen);
	p = procget(c);
	switch(procfile(c)) {
	case Pdbgctl:
		return progdbgread(p, c, b, n);
	case Pfd:
		return procfdread(p, c, b, n, off);
	case Pns:
		return procnsread(p, c, b, n, off);
	case Pwait:
		return procwaitread(p, c, b, n, progfmtwait);
	}
	return proctextread(p, c, b, n, off, progtext);
}

static int
progwrite(Chan *c, Buf b, int n, s64int off)
{
	Proc *p = procget(c);

	USED(off);
	switch(procfile(c)) {
	case Pctl:
		progctlwrite(p, c, b, n);
		break;
	case Pdbgctl:
		progdbgwrite(p, c, b, n);
		break;
	case Pheap:
		c->auxn = progheapquery(b, n);
		c->offset = 0;
		break;
	default:
		error(Ebadusefd);
	}
	return n;
}

extern const Dev progdev;
const Dev progdev = {
	.dc = 0x3c0, /* π */
	.name = "prog",
	.flags = Dnomnt,
	.walk = progwalk,
	.stat = progstat,
	.open = progopen,
	.read = progread,
	.write = progwrite,
};
