/*
 * Directories of processes: what #p and #π have in common.  The root has a directory for each
 * process, named by its pid; all of them have the same files, which a Procview lists.
 *
 * A process may exit at any time, and its Proc then belongs to another.  So a file is
 * known by pid (in qid.path), and everything is done with p->debug held, after a look
 * whether p still is that process: a process takes its debug lock before it gives up
 * what it has, so from then on it stays.
 */
#include "devproc.h"
#include "lib.h"
#include "mem.h"

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
void
procchecknone(Proc *p)
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

static int
genfile(Chan *c, const Procview *v, Proc *p, const Dirtab *t, Dir *d)
{
	u32int pid = procpid(c);
	Qid qid = {.path = (u64int)pid << 8 | t->qid.path, .vers = pid};

	if(!procuser(p, pid))
		return -1;
	devdir(c, qid, t->name, t->qid.path == Pwait ? p->nwait : t->length, up->genbuf,
	       v->perm(p, t), d);
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

/* The root: the processes in the order of their slots */
static int
genroot(Chan *c, const Procview *v, const char *name, int i, Dir *d)
{
	Proc *p;
	char *end;

	if(name != nil) {
		if(i > 0 || name[0] < '1' || name[0] > '9')
			return -1;
		p = procof((u32int)strtou(name, &end, 10));
		if(p == nil || *end != 0 || (p->kp && !v->kprocs))
			return -1;
		return gendir(c, p, d) == 1 ? 1 : -1;
	}
	if(i >= nprocslots())
		return -1;
	p = procslot(i);
	return p != nil && (!p->kp || v->kprocs) ? gendir(c, p, d) : 0;
}

int
procview(Chan *c, const Procview *v, const char *name, int i, Dir *d)
{
	Proc *p;

	if(i == Devdotdot) {
		devdir(c, (Qid){.type = QTdir}, v->root, 0, eve, 0555, d);
		return 1;
	}
	if(procpid(c) == 0)
		return genroot(c, v, name, i, d);
	if(name != nil) {
		if(i > 0)
			return -1;
		while(i < v->ntab && strcmp(v->tab[i].name, name) != 0)
			i++;
	}
	if(i >= v->ntab)
		return -1;
	p = procof(procpid(c));
	return p != nil ? genfile(c, v, p, &v->tab[i], d) : -1;
}

static const Dirtab *
tabof(const Procview *v, int file)
{
	for(int i = 0; i < v->ntab; i++)
		if(v->tab[i].qid.path == (u64int)file)
			return &v->tab[i];
	error(Egreg);
}

int
procviewstat(Chan *c, const Procview *v, u8int *buf, int n)
{
	Proc *p = procget(c);
	int ok;
	Dir d;

	if(procfile(c) == Pdir)
		ok = gendir(c, p, &d);
	else
		ok = genfile(c, v, p, tabof(v, procfile(c)), &d);
	if(ok != 1)
		error(Eprocdied);
	return devdirput(&d, kbuf(buf), n);
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

Chan *
procviewopen(Chan *c, const Procview *v, int omode)
{
	int mode = openmode(omode), file = procfile(c);
	Chan *text = nil;
	Proc *p = procget(c);

	procchecknone(p);
	eqlock(&p->debug);
	onerror(qunlock, &p->debug);
	procalive(p, c);
	v->check(p, file, mode);
	devpermcheck(p->user, v->perm(p, tabof(v, file)), mode);
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

int
proctextread(Proc *p, Chan *c, Buf b, int n, s64int off, void (*make)(Proc *, Chan *, Text *))
{
	Text t = {0};

	onerror(textfree, &t);
	eqlock(&p->debug);
	onerror(qunlock, &p->debug);
	procalive(p, c);
	make(p, c, &t);
	undo();
	n = readmem(off, b, n, t.s, t.n);
	undo();
	return n;
}
