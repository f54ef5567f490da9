/*
 * Names that walks need not look up (fswatch.c says why): of directories, by their nodes, and of
 * plain files and of nothing, by fsleaf.c.  The directories that walks look in often get a watch here.
 *
 * A look takes time, and what it found may be wrong when it is to be kept.  So a walk takes an
 * Fstrust before it looks; when any name has changed since, its finding is used, but not kept.
 */
#include "fs.h"
#include "keepold.h"

enum
{
	Nwatchchain = 64,
	Maxlooks = 4, /* walks that look in a directory before it is watched */
};

static Fsnode *watched[Nwatchchain]; /* [fsnodelk] nodes by their watch */
static _Atomic u32int gen;           /* [a] changes, with fsnodelk, with every change of a name */

/* ---- watches; fsnodelk is held ---- */

static Fsnode **
watchchain(int watch)
{
	return &watched[(u32int)watch % Nwatchchain];
}

static void
setwatch(Fsnode *n, int watch)
{
	if(n->watch != -1)
		return;
	keepold(n->watch);
	n->watch = watch;
	if(watch >= 0) {
		keepold(*watchchain(watch));
		n->watchnext = *watchchain(watch);
		*watchchain(watch) = n;
	}
}

/* n is not watched any more; result: its watch, if no other node has the same, else -1 */
int
fsdropwatch(Fsnode *n)
{
	int watch = n->watch;
	Fsnode **l, *other;

	keepold(n->watch);
	n->watch = -1;
	if(watch < 0)
		return -1;
	for(l = watchchain(watch); *l != n; l = &(*l)->watchnext)
		;
	keepold(*l);
	*l = n->watchnext;
	for(other = *watchchain(watch); other != nil; other = other->watchnext)
		if(other->watch == watch)
			return -1;
	return watch;
}

/* the host ended the watch */
static void
endwatch(int watch)
{
	Fsnode **l = watchchain(watch);

	while(*l != nil)
		if((*l)->watch == watch) {
			keepold((*l)->watch);
			keepold(*l);
			(*l)->watch = -1;
			*l = (*l)->watchnext;
		} else
			l = &(*l)->watchnext;
}

void
fsdistrust(void)
{
	gen++;
}

u64int
fsnames(void)
{
	if(!fssynced())
		fswatchsync();
	return (u64int)fsepoch() << 32 | gen;
}

/* with fsnodelk held */
static void
forget(Fsnode *dir, const char *name)
{
	Fsnode *child = fsnodefind(dir, name);

	fsleafdrop(dir, name);
	if(child != nil)
		child->trusted = 0;
}

void
fschanged(Fsnode *dir, const char *name)
{
	lock(&fsnodelk);
	fsdistrust();
	forget(dir, name);
	unlock(&fsnodelk);
}

void
fsstale(int watch, const char *name)
{
	lock(&fsnodelk);
	fsdistrust();
	if(name == nil) {
		fsnewepoch();
		if(watch >= 0)
			endwatch(watch);
	} else
		for(Fsnode *n = *watchchain(watch); n != nil; n = n->watchnext)
			if(n->watch == watch)
				forget(n, name);
	unlock(&fsnodelk);
}

/* ---- trust; fsnodelk is held ---- */

/* is n to be trusted in this epoch */
static bool
trusted(Fsnode *n)
{
	return n != nil && n->trusted == fsepoch();
}

static Fstrust
trust(Fsnode *dir)
{
	return (Fstrust){fsepoch(), gen, dir->watch >= 0};
}

static bool
holds(const Fstrust *t)
{
	return t->watched && t->gen == gen;
}

void
fstrustnode(Fsnode *n, const Fstrust *t)
{
	if(holds(t))
		n->trusted = t->epoch;
}

/* n is walked often: its names are watched from now on */
static void
watchnode(Fsnode *n)
{
	int w = fswatch(n->fd);

	lock(&fsnodelk);
	setwatch(n, w);
	unlock(&fsnodelk);
}

/* the same spelling on both sides, which .. is not */
static bool
plainname(const char *name)
{
	char buf[Fsnamemax];

	return fsdecode(name, buf, sizeof buf) == name && strcmp(name, "..") != 0;
}

/* ---- walks ---- */

/* is anything known of the first name, so that asking for the host's changes is worth it */
static bool
worthit(Fsnode *dir, const char *name)
{
	Fsinfo info;
	bool yes;

	lock(&fsnodelk);
	yes = trusted(fsnodefind(dir, name)) || fsleafget(dir, name, &info) != Fsunknown;
	unlock(&fsnodelk);
	return yes;
}

/* down known directories; result: how many.  fsnodelk is held */
static int
descend(Fsplace *p, char **name, int n, Qid *qid)
{
	Fsnode *d = p->dir, *child;
	int i;

	for(i = 0; i < n && plainname(name[i]); i++) {
		child = fsnodefind(d, name[i]);
		if(!trusted(child))
			break;
		d = child;
		qid[i] = d->qid;
	}
	if(i > 0) {
		keepold(p->dir);
		keepold(p->held);
		p->info = (Fsinfo){d->st, 0};
		fsnodeuse(d);
		if(p->held) {
			keepold(p->dir->ref);
			p->dir->ref--; /* never the last: d, below it, keeps it */
		}
		p->dir = d;
		p->held = true;
	}
	return i;
}

/* fsnodelk is held */
static int
known(Fsplace *p, char **name, int n, Qid *qid)
{
	int i = descend(p, name, n, qid);

	if(i == n || p->dir->watch < 0)
		return i;
	switch(fsleafget(p->dir, name[i], &p->info)) {
	case Fsfile:
		p->leaf = true;
		return i + 1;
	case Fsnothing:
		p->nothing = true;
		break;
	}
	return i;
}

int
fsknown(Fsplace *p, char **name, int n, Qid *qid)
{
	bool synced = fssynced();
	int i = 0;
	Fsnode *d;

	if(!synced && worthit(p->dir, name[0])) {
		fswatchsync();
		synced = true;
	}
	p->leaf = p->nothing = false;
	lock(&fsnodelk);
	if(synced)
		i = known(p, name, n, qid);
	d = p->dir;
	p->t = trust(d);
	if(i < n && d->watch == -1 && d->fd >= 0 && ++d->looks >= Maxlooks && fswatching()) {
		unlock(&fsnodelk);
		watchnode(d);
		lock(&fsnodelk);
		p->t = trust(d);
	}
	unlock(&fsnodelk);
	return i;
}

void
fslearn(Fsnode *dir, const char *name, const Fstrust *t, const Fsinfo *info)
{
	if(!t->watched)
		return;
	lock(&fsnodelk);
	if(holds(t))
		fsleafput(dir, name, t->epoch, info);
	unlock(&fsnodelk);
}
