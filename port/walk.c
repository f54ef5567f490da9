/*
 * Walking: from a Chan along names to another, across mount points and through
 * unions.
 *
 * A device is asked for as many names at once as possible (Maxwelem), with .. only
 * ever alone.  Before each request the present directory's own mount is crossed;
 * after it the qids that came back are looked up as mount points, and the first that
 * is one cuts the walk there.  The last name's mount is not crossed: whether that
 * is wanted depends on what the name is for, which is namec's business.
 */
#include "u.h"
#include "chan.h"
#include "dev.h"
#include "err.h"
#include "fcall.h"
#include "lib.h"
#include "lock.h"
#include "mem.h"
#include "mount.h"
#include "proc.h"

enum
{
	Pathmax = 1 * MiB, /* bytes of the longest Path that walking makes */
};

/* A walk under way, with a reference to each */
typedef struct Walker
{
	Chan *c;     /* where it is */
	Path *path;  /* how it got there; c's own may be another */
	Mhead *mh;   /* the union whose first member c is; nil: none */
	Chan *nextc; /* where it goes next */
	Mhead *nextmh;
	Walkqid *wq;  /* the device's answer */
	bool crossed; /* c was found as a mount point: its mount is crossed already */
	bool nomount; /* cross none */
	int bad;      /* names that the error is about */
} Walker;

/* What the union had as members */
typedef struct Members
{
	int n;
	Chan *to[];
} Members;

Walkqid *
newwalkqid(int n)
{
	return smalloc(sizeof(Walkqid) + (usize)n * sizeof(Qid));
}

void
freewalkqid(Walkqid *w)
{
	kfree(w);
}

static void
dropanswer(Walker *w)
{
	if(w->wq == nil)
		return;
	letgo(ccloseq, w->wq->clone);
	letgo(freewalkqid, w->wq);
}

/* what it has come from, or will go to */
static void
dropnext(Walker *w)
{
	letgo(ccloseq, w->nextc);
	letgo(putmhead, w->nextmh);
}

static void
dropwalker(Walker *w)
{
	dropanswer(w);
	dropnext(w);
	letgo(ccloseq, w->c);
	letgo(pathclose, w->path);
	letgo(putmhead, w->mh);
}

static void
dropmembers(Members *m)
{
	for(int i = 0; i < m->n; i++)
		letgo(cclose, m->to[i]);
	kfree(m);
}

DEFREDO(dropwalker, Walker)
DEFREDO(dropmembers, Members)

static void
seterrstr(const char *s)
{
	strecpy(up->errstr, up->errstr + Errmax, s);
}

/* A note broke the walk off: that says nothing of what is there. */
static bool
broken(void)
{
	return strcmp(up->errstr, Eintr) == 0;
}

/* In the name space, which is locked: the union mounted upon a file, or nil. */
static Mhead *
findhead(Pgrp *pg, const Dev *dev, u32int devno, Qid qid)
{
	Mhead *m;

	for(m = *mountchain(pg, qid); m != nil; m = m->hash)
		if(eqchantdqid(m->from, dev, devno, qid))
			return m->mount != nil ? m : nil;
	return nil;
}

typedef struct Found
{
	Chan *c;
	Mhead *mh;
} Found;

static void
dropfound(Found *f)
{
	cclosep(&f->c);
	letgo(putmhead, f->mh);
}
DEFREDO(dropfound, Found)

/*
 * Look up a mount point.  Found: *cp becomes what is mounted there first, *mp the
 * union, and what they were is dropped.
 */
int
findmount(Chan **cp, Mhead **mp, const Dev *dev, u32int devno, Qid qid)
{
	Pgrp *pg = up->pgrp;
	Found f = {nil, nil};

	onerror(dropfound, &f);
	rlock(&pg->ns);
	onerror(runlock, &pg->ns);
	Mhead *m = findhead(pg, dev, devno, qid);
	if(m != nil) {
		incref(&m->mount->to->ref);
		f.c = m->mount->to;
		incref(&m->ref);
		f.mh = m;
		exchange(cp, &f.c);
		exchange(mp, &f.mh);
	}
	undo();
	undo();
	return m != nil;
}

bool
mountsin(const Dev *dev, u32int devno)
{
	Pgrp *pg = up->pgrp;
	bool is = false;

	rlock(&pg->ns);
	onerror(runlock, &pg->ns);
	for(int i = 0; i < Mnthash && !is; i++)
		for(Mhead *m = pg->mnthash[i]; m != nil && !is; m = m->hash)
			is = m->from->dev == dev && m->from->devno == devno;
	undo();
	return is;
}

bool
domount(Chan **cp, Mhead **mp, Path **path)
{
	Chan *c = *cp;

	if(!findmount(cp, mp, c->dev, c->devno, c->qid))
		return false;
	if(path != nil)
		pathsetmtpt(path, (*mp)->from);
	return true;
}

/*
 * c was reached by .. and path says how its place was entered: if across a
 * mount, it is the directory mounted upon, not the one that the device has above.
 * *cp is replaced then; path is the caller's alone.
 */
static void
undomount(Chan **cp, Path *path)
{
	Chan **mtpt = &path->mtpt[path->mlen - 1];

	if(*mtpt == nil)
		return;
	exchange(mtpt, cp);
	cclosep(mtpt);
}

/* The device's answer, or nil with up->errstr. */
static Walkqid *
trywalk(Chan *c, char **names, int n)
{
	if(waserror())
		return nil;
	Walkqid *wq = dwalk(c, nil, names, n);
	poperror();
	return wq;
}

/*
 * The members of a union after the first.  It is a copy, since the walk may wait for
 * a server that never answers, and the union must be free for changes then: that
 * is how one gets rid of such a server.
 */
static Members *
othermembers(Mhead *mh)
{
	int n = 0;
	Mount *f;

	rlock(&mh->lock);
	onerror(runlock, &mh->lock);
	for(f = mh->mount; f != nil; f = f->next)
		n++;
	Members *m = smalloc(sizeof *m + (usize)n * sizeof m->to[0]);
	onerror(dropmembers, m);
	if(mh->mount != nil)
		for(f = mh->mount->next; f != nil; f = f->next) {
			m->to[m->n] = f->to;
			incref(&f->to->ref);
			m->n++;
		}
	poperror();
	undo();
	return m;
}

/* The first member could not walk: try the others.  Found: w->c becomes the member. */
static void
walkunion(Walker *w, char **names, int n)
{
	Members *m = othermembers(w->mh);

	onerror(dropmembers, m);
	for(int i = 0; i < m->n && w->wq == nil && !broken(); i++) {
		w->wq = trywalk(m->to[i], names, n);
		if(w->wq != nil)
			exchange(&w->c, &m->to[i]);
	}
	undo();
}

/* The device's answer to names, from w->c or a union that it stands for; false: errstr says why. */
static bool
ask(Walker *w, char **names, int n, bool dotdot)
{
	if(!dotdot && !w->nomount && !w->crossed)
		domount(&w->c, &w->mh, &w->path);
	w->crossed = false;
	w->wq = trywalk(w->c, names, n);
	if(w->wq == nil && w->mh != nil && !dotdot)
		walkunion(w, names, n);
	return w->wq != nil;
}

/* Now at nextc, in union nextmh. */
static void
moveto(Walker *w)
{
	exchange(&w->c, &w->nextc);
	exchange(&w->mh, &w->nextmh);
	dropnext(w);
}

/* One step up. */
static int
stepup(Walker *w, char **names)
{
	if(!ask(w, names, 1, true) || w->wq->clone == nil) {
		w->bad = 1;
		return -1;
	}
	pathadd(&w->path, "..", nil);
	exchange(&w->nextc, &w->wq->clone);
	undomount(&w->nextc, w->path);
	moveto(w);
	dropanswer(w);
	return 1;
}

/*
 * The answer stopped short of the nth name, and no mount point leads on.  If the
 * last name that was found is no directory, it is what is wrong.
 */
static int
stopped(Walker *w, int n)
{
	int got = w->wq->nqid < n ? w->wq->nqid : n - 1;

	if(got <= 0 || (w->wq->qid[got - 1].type & QTdir)) {
		w->bad = got <= 0 ? 1 : got + 1;
		seterrstr(up->bellerr ? "does not exist" : Enonexist);
	} else {
		w->bad = got;
		seterrstr(Enotdir);
	}
	return -1;
}

/* Walk down n names, or up to the first mount point.  Result: names used; -1: errstr, w->bad */
static int
stepdown(Walker *w, char **names, int n)
{
	int used = 0;

	if(!ask(w, names, n, false)) {
		w->bad = 1;
		return -1;
	}
	Walkqid *wq = w->wq;
	if(!w->nomount)
		for(int i = 0; i < wq->nqid && i < n - 1; i++)
			if(findmount(&w->nextc, &w->nextmh, w->c->dev, w->c->devno, wq->qid[i])) {
				w->crossed = true;
				used = i + 1;
				break;
			}
	if(!w->crossed) {
		if(wq->clone == nil)
			return stopped(w, n);
		used = n;
		exchange(&w->nextc, &wq->clone);
	}
	moveto(w);
	dropanswer(w);
	for(int i = 0; i < used; i++)
		pathadd(&w->path, names[i], w->crossed && i == used - 1 ? w->mh->from : nil);
	return used;
}

/* How many of names to ask for at once. */
static int
batch(char **names, int n)
{
	int i = 0;

	while(i < n && i < Maxwelem && strcmp(names[i], "..") != 0)
		i++;
	return i;
}

static int
step(Walker *w, char **names, int n)
{
	if(!(w->c->qid.type & QTdir)) {
		w->bad = 0;
		seterrstr(Enotdir);
		return -1;
	}
	if(strcmp(names[0], "..") == 0)
		return stepup(w, names);
	return stepdown(w, names, batch(names, n));
}

/* The Chan walked to gets the Path that led there, and a place of its own. */
static void
arrive(Walker *w, Chan **cp)
{
	cunique(&w->c);
	exchange(&w->c->path, &w->path);
	exchange(cp, &w->c);
}

int
walk(Chan **cp, char **names, int n, bool nomount, int *nerror)
{
	Walker w = {.nomount = nomount};
	int have = 0;

	onerror(dropwalker, &w);
	incref(&(*cp)->ref);
	w.c = *cp;
	incref(&w.c->path->ref);
	w.path = w.c->path;
	if(w.path->len > Pathmax)
		error(Etoolong);
	while(have < n) {
		int used = step(&w, names + have, n - have);
		if(used < 0) {
			if(nerror != nil)
				*nerror = have + w.bad;
			undo();
			return -1;
		}
		have += used;
	}
	if(nerror != nil)
		*nerror = have;
	arrive(&w, cp);
	undo();
	return 0;
}
