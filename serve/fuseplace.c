/*
 * Where nodes are.  The host may know nodes for as long as it has memory, and a place costs memory, that of a
 * directory a descriptor of the host too.  So only those that were used last keep theirs.  The others find it again
 * by directory and name when it is wanted; if another file has the name meanwhile, the node's own is gone,
 * and the host, when told so, looks for the name once more.
 *
 * A node that has lost its name keeps its place, since nothing would find it again.
 */
#include "fuse.h"
#include "lib.h"
#include "mem.h"

enum
{
	Maxplace = 8192,
};

/* ---- m->lk is held ---- */

static void
putnewest(Fmount *m, Node *n)
{
	n->older = m->newest;
	n->newer = nil;
	*(m->newest != nil ? &m->newest->newer : &m->oldest) = n;
	m->newest = n;
}

static void
takeout(Fmount *m, Node *n)
{
	*(n->older != nil ? &n->older->newer : &m->oldest) = n->newer;
	*(n->newer != nil ? &n->newer->older : &m->newest) = n->older;
}

/* the place that was used longest ago, for the caller to close; nil: it is still needed */
static Chan *
dropoldest(Fmount *m)
{
	Node *n = m->oldest;
	Chan *c = nil;

	takeout(m, n);
	if(n->named) {
		c = n->place;
		n->place = nil;
		m->nplace--;
	} else
		putnewest(m, n);
	return c;
}

static void
used(Fmount *m, Node *n)
{
	if(n->id == Hfuseroot || n == m->newest)
		return;
	takeout(m, n);
	putnewest(m, n);
}

Chan *
placeset(Fmount *m, Node *n, Chan *c)
{
	Chan *old = n->place;

	n->place = c;
	if(old != nil || n->id == Hfuseroot)
		return old;
	putnewest(m, n);
	return ++m->nplace > Maxplace ? dropoldest(m) : nil;
}

void
placegone(Fmount *m, Node *n)
{
	if(n->place == nil)
		return;
	takeout(m, n);
	m->nplace--;
}

/* the directory of n, or of the first above it that has a place: *lost is what is to be found there */
static Node *
abovelost(Fmount *m, Node *n, Node **lost)
{
	Node *dir;

	for(;; n = dir) {
		dir = n->named ? nodebyid(m, n->parent) : nil;
		*lost = n;
		if(dir == nil || dir->place != nil)
			return dir;
	}
}

/* ---- without it ---- */

/* look for n once more, as name in dir, which it takes */
static int
lookagain(Fmount *m, Node *n, Chan *dir, const char *name)
{
	Chan *c = exwalk(dir, name);
	Qid q;

	exclose(dir);
	if(c == nil || exqid(c, &q) < 0 || q.path != n->path) {
		exclose(c);
		return bad("file has been removed");
	}
	lock(&m->lk);
	if(n->place == nil)
		c = placeset(m, n, c);
	unlock(&m->lk);
	exclose(c);
	return 0;
}

/* n, or what is above it, has a place again */
static int
regain(Fmount *m, Node *n)
{
	char name[Maxelem];
	Node *dir, *lost;
	Chan *c = nil;
	int ok;

	lock(&m->lk);
	dir = abovelost(m, n, &lost);
	if(dir != nil) {
		c = dir->place;
		incref(&c->ref);
		used(m, dir);
		lost->ref++;
		strecpy(name, name + sizeof name, lost->name);
	}
	unlock(&m->lk);
	if(dir == nil)
		return bad("file has been removed");
	ok = lookagain(m, lost, c, name);
	putnode(m, lost);
	return ok;
}

Chan *
nodeplace(Fmount *m, Node *n)
{
	Chan *c;

	do {
		lock(&m->lk);
		c = n->place;
		if(c != nil) {
			incref(&c->ref);
			used(m, n);
		}
		unlock(&m->lk);
	} while(c == nil && regain(m, n) == 0);
	return c;
}

bool
nodeshed(Fmount *m)
{
	bool some = false;
	Chan *c;
	int n;

	lock(&m->lk);
	n = m->nplace;
	unlock(&m->lk);
	for(; n > 0; n--) {
		lock(&m->lk);
		c = m->nplace > 0 ? dropoldest(m) : nil;
		unlock(&m->lk);
		exclose(c);
		some |= c != nil;
	}
	return some;
}
