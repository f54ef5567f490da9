/*
 * The texts that tell about a process: status, args, segment, fd and ns.  Programs take
 * them apart by column or by word, so their shapes are those of the Plan 9 kernels.
 */
#include "devproc.h"
#include "lib.h"
#include "mem.h"

enum
{
	Linemax = 128, /* bytes of a line, strings of any length not counted */
};

static const char *
orempty(const char *s)
{
	return s != nil ? s : "";
}

u32int
procmemsize(Proc *p)
{
	u64int n = 0;

	qlock(&p->seglock);
	for(int i = 0; i < Nseg; i++)
		if(i != SSEG && p->seg[i] != nil)
			n += p->seg[i]->top - p->seg[i]->base;
	qunlock(&p->seglock);
	return (u32int)(n / KiB);
}

void
procstatus(Proc *p, Text *t)
{
	const char *state = atomic_load(&p->psstate), *text = orempty(p->text),
		   *user = orempty(p->user);
	char *s = textroom(t, Statuslen + Linemax + strlen(text) + strlen(user));
	char *e = t->s + t->size;
	u32int ms[6];

	if(state == nil)
		state = statename(atomic_load(&p->state));
	proctimes(p, ms);
	s = seprint(s, e, "%-27s %-27s %-11s ", text, user, state);
	for(int i = 0; i < nelem(ms); i++)
		s = seprint(s, e, "%11u ", ms[i]);
	s = seprint(s, e, "%11u %11d %11d\n", procmemsize(p), p->basepri, p->priority);
	textdone(t, s);
}

void
procargs(Proc *p, Text *t)
{
	const char *args = orempty(p->args), *text = orempty(p->text);
	char *s = textroom(t, strlen(args) + strlen(text) + Linemax);

	textdone(t, seprint(s, t->s + t->size, p->setargs ? "%s [%s]" : "%.0s%s", text, args));
}

void
procsetargs(Proc *p, const char *args)
{
	kstrset(&p->args, args);
	p->setargs = true;
}

void
procsegments(Proc *p, Text *t)
{
	qlock(&p->seglock);
	onerror(qunlock, &p->seglock);
	for(int i = 0; i < Nseg; i++)
		if(p->seg[i] != nil) {
			char *s = textroom(t, Linemax);
			segprint(p->seg[i], s, Linemax);
			textdone(t, s + strlen(s));
		}
	undo();
}

/*
 * Name spaces and descriptors are looked at with references of our own and without the
 * debug lock, since the last reference may be left to us, and a close can take its time.
 */

/* ---- fd ---- */

typedef struct Fdlook
{
	Fgrp *fgrp;
	Chan *dot;
	Text text;
} Fdlook;

static void
fdlookend(Fdlook *l)
{
	textfree(&l->text);
	letgo(cclose, l->dot);
	letgo(closefgrp, l->fgrp);
}
DEFREDO(fdlookend, Fdlook)

static void
fdline(Fdlook *l, int fd)
{
	Chan *c = fgrpchan(l->fgrp, fd, nil);
	int n;

	if(c == nil)
		return;
	onerror(cclose, c);
	n = Linemax + (int)strlen(chanpath(c));
	fdprint(textroom(&l->text, (usize)n), n, fd, c);
	l->text.n += strlen(l->text.s + l->text.n);
	undo();
}

static void
fdlines(Fdlook *l)
{
	const char *dot = l->dot != nil ? chanpath(l->dot) : "?";
	char *s = textroom(&l->text, strlen(dot) + 2);

	textdone(&l->text, seprint(s, l->text.s + l->text.size, "%s\n", dot));
	for(int fd = 0; fd <= fgrpmax(l->fgrp); fd++)
		fdline(l, fd);
}

int
procfdread(Proc *p, Chan *c, Buf b, int n, s64int off)
{
	Fdlook l = {0};

	onerror(fdlookend, &l);
	eqlock(&p->debug);
	onerror(qunlock, &p->debug);
	procalive(p, c);
	if(p->fgrp != nil) {
		incref(&p->fgrp->ref);
		l.fgrp = p->fgrp;
	}
	if(p->dot != nil) {
		incref(&p->dot->ref);
		l.dot = p->dot;
	}
	undo();
	if(l.fgrp != nil)
		fdlines(&l);
	n = readmem(off, b, n, l.text.s, l.text.n);
	undo();
	return n;
}

/* ---- ns ---- */

typedef struct Nsline Nsline;
struct Nsline
{
	Nsline *next;
	u64int id;
	char text[];
};

typedef struct Nslook
{
	Pgrp *pgrp;
	Chan *dot;
	Nsline *first; /* in the order of mount ids */
	Text text;
} Nslook;

static void
nslookend(Nslook *l)
{
	Nsline *m;

	while((m = l->first) != nil) {
		l->first = m->next;
		kfree(m);
	}
	textfree(&l->text);
	letgo(cclose, l->dot);
	letgo(closepgrp, l->pgrp);
}
DEFREDO(nslookend, Nslook)

static const char *
flagtext(int flag, char buf[8])
{
	char *s = buf;

	*s++ = '-';
	if((flag & Morder) == Mafter)
		*s++ = 'a';
	if((flag & Morder) == Mbefore)
		*s++ = 'b';
	if(flag & Mcreate)
		*s++ = 'c';
	if(flag & Mcache)
		*s++ = 'C';
	*s = 0;
	return s > buf + 1 ? buf : "";
}

/* What to is mounted from: the name under which the server's channel was posted, or its path */
static const char *
servername(Chan *to)
{
	Chan *m = to->mchan;

	if(m == nil)
		return chanpath(to);
	return m->srvname != nil ? m->srvname : chanpath(m);
}

static Nsline *
newline(Mount *m)
{
	char flag[8];
	const char *old = chanpath(m->head->from), *spec = orempty(m->spec), *new;
	Nsline *l;
	int n;

	new = m->spec != nil ? servername(m->to) : chanpath(m->to);
	n = Linemax + 2 * (int)(strlen(old) + strlen(new) + strlen(spec));
	l = smalloc(sizeof *l + (usize)n);
	l->id = m->mountid;
	snprint(l->text, n, spec[0] != 0 ? "%s %s %q %q %q\n" : "%s %s %q %q\n",
		m->spec != nil ? "mount" : "bind", flagtext(m->mflag, flag), new, old, spec);
	return l;
}

static void
addline(Nslook *look, Nsline *l)
{
	Nsline **p = &look->first;

	while(*p != nil && (*p)->id <= l->id)
		p = &(*p)->next;
	l->next = *p;
	*p = l;
}

static void
nslines(Nslook *look)
{
	Pgrp *pg = look->pgrp;

	rlock(&pg->ns);
	onerror(runlock, &pg->ns);
	for(int i = 0; i < Mnthash; i++)
		for(Mhead *mh = pg->mnthash[i]; mh != nil; mh = mh->hash) {
			rlock(&mh->lock);
			onerror(runlock, &mh->lock);
			for(Mount *m = mh->mount; m != nil; m = m->next)
				addline(look, newline(m));
			undo();
		}
	undo();
}

static void
nstext(Nslook *look)
{
	const char *dot = look->dot != nil ? chanpath(look->dot) : "?";
	Text *t = &look->text;

	for(Nsline *l = look->first; l != nil; l = l->next) {
		char *s = textroom(t, strlen(l->text));
		textdone(t, strecpy(s, t->s + t->size, l->text));
	}
	char *s = textroom(t, 2 * strlen(dot) + Linemax);
	textdone(t, seprint(s, t->s + t->size, "cd %q\n", dot));
}

int
procnsread(Proc *p, Chan *c, Buf b, int n, s64int off)
{
	Nslook look = {0};

	onerror(nslookend, &look);
	eqlock(&p->debug);
	onerror(qunlock, &p->debug);
	procalive(p, c);
	if(p->pgrp != nil && p->dot != nil) {
		incref(&p->pgrp->ref);
		look.pgrp = p->pgrp;
		incref(&p->dot->ref);
		look.dot = p->dot;
	}
	undo();
	if(look.pgrp == nil)
		error(Eprocdied);
	nslines(&look);
	nstext(&look);
	n = readmem(off, b, n, look.text.s, look.text.n);
	undo();
	return n;
}
