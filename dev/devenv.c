/*
 * #e, the environment: a file for each variable of the process's group, and #ec, the
 * kernel's configuration, which only eve changes.  An open file holds its group,
 * whatever group its process goes to later.  The variables themselves are
 * port/egrp.c's.
 */
#include "lib.h"
#include "dev.h"
#include "grp.h"
#include "mem.h"
#include "proc.h"

/* Chan.aux: the group; nil for a file of #e that is not open, which means the process's present one */
static Egrp *
groupof(Chan *c)
{
	Egrp *e = c->aux != nil ? c->aux : up->egrp;

	if(e == nil)
		error(Enonexist);
	return e;
}

/* The kernel's own variables are eve's, and so is a group that the process has left. */
static u32int
envperm(Egrp *e)
{
	return e == up->egrp ? 0666 : 0664;
}

static void
mustwrite(Egrp *e)
{
	if(e == &confegrp && !iseve())
		error(Eperm);
}

/* the variable of c; the group is locked */
static Evalue *
valueof(Egrp *e, Chan *c)
{
	Evalue *v;

	v = envqid(e, c->qid.path);
	if(v == nil)
		error(Enonexist);
	return v;
}

static void
envdir(Chan *c, Egrp *e, Evalue *v, Dir *d)
{
	devdir(c, v->qid, v->name, v->len, eve, envperm(e), d);
}

static void
envrootdir(Chan *c, const char *name, Dir *d)
{
	devdir(c, (Qid){.type = QTdir}, name, 0, eve, DMdir | 0775, d);
}

/* for walks only, with the group locked */
static int
envgen(Chan *c, const char *name, const Dirtab *tab, int ntab, int i, Dir *d)
{
	Egrp *e = groupof(c);
	Evalue *v;

	USED(tab);
	USED(ntab);
	if(i == Devdotdot) {
		envrootdir(c, "#e", d);
		return 1;
	}
	v = i == 0 && name != nil ? envfind(e, name) : nil;
	if(v == nil)
		return -1;
	envdir(c, e, v, d);
	return 1;
}

static Chan *
envattach(const char *spec)
{
	Egrp *e = nil;
	Chan *c;

	if(spec[0] != 0) {
		if(strcmp(spec, "c") != 0)
			error(Ebadspec);
		e = &confegrp;
	}
	c = devattach(devof('e'), spec);
	c->aux = e;
	return c;
}

static Walkqid *
envwalk(Chan *c, Chan *nc, char **name, int n)
{
	Egrp *e = groupof(c);
	Walkqid *w;

	rlock(&e->lock);
	onerror(runlock, &e->lock);
	w = devwalk(c, nc, name, n, nil, 0, envgen);
	undo();
	return w;
}

static int
envstat(Chan *c, u8int *buf, int n)
{
	Egrp *e = groupof(c);
	Dir d;

	rlock(&e->lock);
	onerror(runlock, &e->lock);
	if(c->qid.type & QTdir)
		envrootdir(c, e == &confegrp ? "#ec" : "#e", &d);
	else
		envdir(c, e, valueof(e, c), &d);
	n = devdirput(&d, kbuf(buf), n);
	undo();
	return n;
}

static void
empty(Egrp *e, Evalue *v)
{
	envresize(e, v, 0);
	v->qid.vers++;
}

static Chan *
opened(Chan *c, Egrp *e, int omode)
{
	c->mode = (u16int)openmode(omode);
	c->offset = 0;
	incref(&e->ref);
	c->aux = e;
	c->flag |= Copen;
	return c;
}

static Chan *
envopen(Chan *c, int omode)
{
	Egrp *e = groupof(c);
	int mode = openmode(omode);

	if(c->qid.type & QTdir) {
		if(omode != Oread)
			error(Eperm);
		return opened(c, e, omode);
	}
	if(mode != Oread || (omode & (Otrunc | Orclose)))
		mustwrite(e);
	wlock(&e->lock);
	onerror(wunlock, &e->lock);
	if(omode & Otrunc)
		empty(e, valueof(e, c));
	else
		valueof(e, c);
	undo();
	return opened(c, e, omode);
}

static Chan *
envcreate(Chan *c, char *name, int omode, u32int perm)
{
	Egrp *e = groupof(c);

	openmode(omode);
	if((c->qid.type & QTdir) == 0 || (perm & DMdir))
		error(Eperm);
	if(strlen(name) > Envnamemax)
		error(Etoolong);
	mustwrite(e);
	wlock(&e->lock);
	onerror(wunlock, &e->lock);
	if(envfind(e, name) != nil)
		error(Eexist);
	c->qid = envnew(e, name)->qid;
	undo();
	return opened(c, e, omode);
}

static void
envremove(Chan *c)
{
	Egrp *e = groupof(c);

	if(c->qid.type & QTdir)
		error(Eperm);
	mustwrite(e);
	wlock(&e->lock);
	onerror(wunlock, &e->lock);
	envdelete(e, valueof(e, c));
	undo();
}

/* if it is to be removed and somebody did so before, all is well */
static void
envclose(Chan *c)
{
	Egrp *e = c->aux;
	Evalue *v;

	if((c->flag & Copen) == 0)
		return;
	if(c->flag & Crclose) {
		wlock(&e->lock);
		onerror(wunlock, &e->lock);
		v = envqid(e, c->qid.path);
		if(v != nil)
			envdelete(e, v);
		undo();
	}
	c->aux = nil;
	closeegrp(e);
}

/* the place in the directory is a qid, so that removing a variable makes a reader skip no other */
static int
envdirread(Chan *c, Egrp *e, Buf b, int n)
{
	int m = 0;
	Evalue *v;
	Dir d;

	if(c->dri++ == 0)
		c->auxn = 0;
	for(v = e->list; v != nil; v = v->next) {
		if(v->qid.path <= c->auxn)
			continue;
		envdir(c, e, v, &d);
		if(sizedir(&d) > n - m) {
			if(m == 0)
				error(Eshort);
			break;
		}
		m += devdirput(&d, bufadd(b, (usize)m), n - m);
		c->auxn = v->qid.path;
	}
	return m;
}

static int
envread(Chan *c, Buf b, int n, s64int off)
{
	Egrp *e = c->aux;
	Evalue *v;

	rlock(&e->lock);
	onerror(runlock, &e->lock);
	if(c->qid.type & QTdir)
		n = envdirread(c, e, b, n);
	else {
		v = valueof(e, c);
		n = readmem(off, b, n, v->value, (usize)v->len);
	}
	undo();
	return n;
}

static int
envwrite(Chan *c, Buf b, int n, s64int off)
{
	Egrp *e = c->aux;
	Evalue *v;

	if(n <= 0)
		return 0;
	if(off > Envvalmax || n > Envvalmax - off)
		error(Etoobig);
	wlock(&e->lock);
	onerror(wunlock, &e->lock);
	v = valueof(e, c);
	if(off + n > v->len)
		envresize(e, v, (int)off + n);
	bufget(v->value + off, b, (usize)n);
	v->qid.vers++;
	undo();
	return n;
}

const Dev envdev = {
	.dc = 'e',
	.name = "env",
	.flags = Dnomnt,
	.attach = envattach,
	.walk = envwalk,
	.stat = envstat,
	.open = envopen,
	.create = envcreate,
	.close = envclose,
	.read = envread,
	.write = envwrite,
	.remove = envremove,
};
