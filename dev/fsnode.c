/*
 * Nodes: the directories of host trees that were walked to.  Walks find a node by
 * its parent and name; whether the host still has that directory there is the walker's to check,
 * unless the node is trusted (fswatch.c).
 * A node keeps its parent, so each chain ends at a root.  Those that no Chan uses any
 * more stay for a while, descriptor included, since directories are walked again and again.
 */
#include "fs.h"

enum
{
	Nchain = 512,
	Nwatchchain = 64,
	Maxidle = 256,  /* nodes kept that nobody uses */
	Pathmax = 4096, /* bytes of a path on the host */
};

static Lock nodelk;
static Fsnode *chains[Nchain];       /* [nodelk] */
static Fsnode *idlefirst, *idlelast; /* [nodelk] */
static int nidle;                    /* [nodelk] */
static Fsnode *watched[Nwatchchain]; /* [nodelk] nodes by their watch */
static u32int gen;                   /* [nodelk] changes with every change of a name */

/* ---- names ---- */

void
fssetname(Fsname *n, const char *s)
{
	Fsoldname *o;
	char *old = atomic_exchange(&n->s, kstrdup(s));

	if(old == nil)
		return;
	o = smalloc(sizeof *o);
	o->s = old;
	o->next = n->old;
	while(!atomic_compare_exchange_weak(&n->old, &o->next, o))
		;
}

void
fsfreename(Fsname *n, const char *first)
{
	Fsoldname *next;

	if(n->s != first)
		kfree(n->s);
	for(Fsoldname *o = n->old; o != nil; o = next) {
		next = o->next;
		if(o->s != first)
			kfree(o->s);
		kfree(o);
	}
}

/* ---- the table; nodelk is held ---- */

static Fsnode **
chain(Fsnode *parent, const char *name)
{
	u32int h = (u32int)((uintptr)parent >> 4);

	for(; *name != '\0'; name++)
		h = h * 31 + (u8int)*name;
	return &chains[h % Nchain];
}

static Fsnode *
find(Fsnode *parent, const char *name)
{
	Fsnode *n = *chain(parent, name);

	while(n != nil && (n->parent != parent || strcmp(n->name.s, name) != 0))
		n = n->hash;
	return n;
}

static void
hash(Fsnode *n)
{
	Fsnode **l = chain(n->parent, n->name.s);

	n->hash = *l;
	*l = n;
	n->hashed = true;
}

static void
unhash(Fsnode *n)
{
	Fsnode **l;

	if(!n->hashed)
		return;
	for(l = chain(n->parent, n->name.s); *l != n; l = &(*l)->hash)
		;
	*l = n->hash;
	n->hashed = false;
}

static void
makeidle(Fsnode *n)
{
	n->idlenext = nil;
	n->idleprev = idlelast;
	if(idlelast != nil)
		idlelast->idlenext = n;
	else
		idlefirst = n;
	idlelast = n;
	nidle++;
}

static void
unidle(Fsnode *n)
{
	if(n->idleprev != nil)
		n->idleprev->idlenext = n->idlenext;
	else
		idlefirst = n->idlenext;
	if(n->idlenext != nil)
		n->idlenext->idleprev = n->idleprev;
	else
		idlelast = n->idleprev;
	nidle--;
}

static Fsnode *
use(Fsnode *n)
{
	if(n->ref++ == 0)
		unidle(n);
	return n;
}

/* the node that has been idle longest, when there are more than max; it is the caller's to free */
static Fsnode *
oldest(int max)
{
	Fsnode *n = idlefirst;

	if(nidle <= max)
		return nil;
	unidle(n);
	unhash(n);
	return n;
}

/* ---- watches; nodelk is held ---- */

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
	n->watch = watch;
	if(watch >= 0) {
		n->watchnext = *watchchain(watch);
		*watchchain(watch) = n;
	}
}

/* n is not watched any more; result: its watch, if no other node has the same, else -1 */
static int
dropwatch(Fsnode *n)
{
	int watch = n->watch;
	Fsnode **l, *other;

	n->watch = -1;
	if(watch < 0)
		return -1;
	for(l = watchchain(watch); *l != n; l = &(*l)->watchnext)
		;
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
			(*l)->watch = -1;
			*l = (*l)->watchnext;
		} else
			l = &(*l)->watchnext;
}

void
fsnodestale(int watch, const char *name)
{
	Fsnode *child;

	lock(&nodelk);
	gen++;
	if(name == nil) {
		fsnewepoch();
		if(watch >= 0)
			endwatch(watch);
	} else
		for(Fsnode *n = *watchchain(watch); n != nil; n = n->watchnext)
			if(n->watch == watch && (child = find(n, name)) != nil)
				child->trusted = 0;
	unlock(&nodelk);
}

/* ---- references ---- */

static void
nodefree(Fsnode *n)
{
	int watch;

	lock(&nodelk);
	watch = dropwatch(n);
	unlock(&nodelk);
	/* If another process begins to watch the same directory just now, it gets this watch; the
	 * host then says that it ended, before anybody trusts a name there. */
	if(watch >= 0)
		fsunwatch(watch);
	if(n->fd >= 0)
		hostclose(n->fd);
	fsfreename(&n->name, n->first);
	kfree(n);
}

/* drop a reference; then as long as more than max are idle free one, which drops its parent's */
static void
put(Fsnode *n, int max)
{
	while(n != nil) {
		Fsnode *gone = nil;

		lock(&nodelk);
		if(--n->ref == 0) {
			if(n->hashed)
				makeidle(n);
			else
				gone = n;
		}
		if(gone == nil)
			gone = oldest(max);
		unlock(&nodelk);
		if(gone == nil)
			return;
		n = gone->parent;
		nodefree(gone);
	}
}

void
fsnodeput(Fsnode *n)
{
	put(n, Maxidle);
}

Fsnode *
fsnoderef(Fsnode *n)
{
	lock(&nodelk);
	use(n);
	unlock(&nodelk);
	return n;
}

/* free all idle nodes; result: how many */
static int
flush(void)
{
	Fsnode *n;
	int freed;

	for(freed = 0;; freed++) {
		lock(&nodelk);
		n = oldest(0);
		unlock(&nodelk);
		if(n == nil)
			return freed;
		fsnodeput(n->parent);
		nodefree(n);
	}
}

void
fsnodeflush(void)
{
	flush();
}

bool
fsretry(int err)
{
	return err == -Hnofd && flush() > 0;
}

/* ---- making and finding ---- */

static Fsnode *
newnode(Fstree *t, Fsnode *parent, const char *name, const Hoststat *st, Qid qid)
{
	usize len = strlen(name) + 1;
	Fsnode *n = smalloc(sizeof *n + len);

	n->ref = 1;
	n->tree = t;
	n->parent = parent;
	n->dev = st->dev;
	n->ino = st->ino;
	n->st = *st;
	n->qid = qid;
	n->watch = -1;
	n->fd = -1;
	memmove(n->first, name, len);
	n->name.s = n->first;
	return n;
}

static Qid
dirqid(const Hoststat *st)
{
	Fsinfo i = {*st, 0};

	return fsqid(&i);
}

Fsnode *
fsroot(Fstree *t, int fd, const Hoststat *st)
{
	Fsnode *n = newnode(t, nil, "/", st, dirqid(st));

	n->fd = fd;
	return n;
}

/* give node n the descriptor fd, unless another process was first */
static void
setfd(Fsnode *n, int fd)
{
	int none = -1;

	if(fd >= 0 && !atomic_compare_exchange_strong(&n->fd, &none, fd))
		hostclose(fd);
}

/* is n to be trusted in this epoch; nodelk is held */
static bool
trusted(Fsnode *n)
{
	return n != nil && n->trusted == fsepoch();
}

/* The second time that a directory is walked in, its names are watched from now on */
static void
watch(Fsnode *n)
{
	int w = fswatch(n->fd);

	lock(&nodelk);
	setwatch(n, w);
	unlock(&nodelk);
}

/* nodelk is held */
static Fstrust
trust(Fsnode *parent)
{
	return (Fstrust){fsepoch(), gen, parent->watch >= 0};
}

/* is the first name worth asking the host whether it is still right */
static bool
worthit(Fsnode *dir, const char *name)
{
	bool yes;

	lock(&nodelk);
	yes = trusted(find(dir, name));
	unlock(&nodelk);
	return yes;
}

/* the same spelling on both sides, which .. is not */
static bool
plainname(const char *name)
{
	char buf[Fsnamemax];

	return fsdecode(name, buf, sizeof buf) == name && strcmp(name, "..") != 0;
}

int
fsknown(Fsnode **dir, bool held, char **name, int n, Qid *qid, Hoststat *st, Fstrust *t)
{
	Fsnode *d = *dir, *child = nil;
	bool synced = fssynced();
	int i;

	if(!synced && worthit(d, name[0])) {
		fswatchsync();
		synced = true;
	}
	lock(&nodelk);
	for(i = 0; i < n && plainname(name[i]); i++) {
		child = find(d, name[i]);
		if(!synced || !trusted(child))
			break;
		d = child;
		qid[i] = d->qid;
		child = nil;
	}
	if(i > 0) {
		*st = d->st;
		use(d);
		if(held)
			(*dir)->ref--; /* never the last: d, below it, keeps it */
		*dir = d;
	}
	*t = trust(d);
	unlock(&nodelk);
	if(child != nil && !t->watched && d->watch == -1 && d->fd >= 0) {
		watch(d);
		lock(&nodelk);
		*t = trust(d);
		unlock(&nodelk);
	}
	return i;
}

/* the node at that place when it is still that directory; else it is found no more */
static Fsnode *
findsame(Fsnode *parent, const char *name, const Hoststat *st, Qid qid, bool link, const Fstrust *t)
{
	Fsnode *n = find(parent, name);

	if(n == nil)
		return nil;
	if(n->dev != st->dev || n->ino != st->ino || n->link != link) {
		unhash(n);
		return nil;
	}
	n->st = *st;
	n->qid = qid;
	/* a link's target can change without its directory */
	if(t != nil && t->watched && t->gen == gen && !link)
		n->trusted = t->epoch;
	return use(n);
}

Fsnode *
fsnode(Fsnode *parent, const char *name, const Hoststat *st, bool link, int fd, const Fstrust *t)
{
	Fsnode *n, *new;
	Qid qid = dirqid(st); /* may wait for memory: not with the lock */

	lock(&nodelk);
	n = findsame(parent, name, st, qid, link, t);
	unlock(&nodelk);
	if(n == nil) {
		new = newnode(parent->tree, parent, name, st, qid);
		new->link = link;
		lock(&nodelk);
		n = findsame(parent, name, st, qid, link, t); /* somebody may have been faster */
		if(n == nil) {
			n = new;
			use(parent);
			hash(n);
		}
		unlock(&nodelk);
		if(n != new)
			nodefree(new);
	}
	setfd(n, fd);
	return n;
}

void
fsnodestat(Fsnode *n, Hoststat *st)
{
	lock(&nodelk);
	*st = n->st;
	unlock(&nodelk);
}

void
fsnodeforget(Fsnode *n)
{
	lock(&nodelk);
	gen++;
	n->trusted = 0;
	unhash(n);
	unlock(&nodelk);
}

void
fsnoderename(Fsnode *n, const char *name)
{
	Fsnode *other;

	fsnodeforget(n);
	fssetname(&n->name, name);
	lock(&nodelk);
	other = find(n->parent, name);
	if(other != nil)
		unhash(other);
	hash(n);
	unlock(&nodelk);
}

/* ---- descriptors ---- */

int
fsfollow(Fsnode *dir, const char *name, int mode)
{
	char *buf = smalloc(Pathmax), *p = buf + Pathmax;
	int r = 0;

	onerror(kfree, buf);
	*--p = '\0';
	for(Fsnode *n = dir; name != nil; n = n->parent) {
		usize len = strlen(name);
		if(len + 1 > (usize)(p - buf)) {
			r = -Hnametoolong;
			break;
		}
		p -= len;
		memmove(p, name, len);
		name = n->parent != nil ? n->name.s : nil;
		if(name != nil)
			*--p = '/';
	}
	if(r == 0)
		r = hostfollow(dir->tree->root->fd, p, mode, dir->tree->whole);
	undo();
	return r;
}

int
fsnodefd(Fsnode *n)
{
	Hoststat st;
	int fd = n->fd, r;

	if(fd >= 0)
		return fd;
	/* the parent has one: n was found through it, and it keeps it while n lives */
	if(n->link)
		fd = fsfollow(n->parent, n->name.s, Hopath | Hodir);
	else
		fd = hostopen(n->parent->fd, n->name.s, Hopath | Hodir, 0);
	if(fd < 0)
		return fsretry(fd) ? fsnodefd(n) : fd;
	r = hoststat(fd, "", &st);
	if(r == 0 && (st.dev != n->dev || st.ino != n->ino))
		r = -Hnoent; /* another directory has taken its place */
	if(r < 0) {
		hostclose(fd);
		return r;
	}
	setfd(n, fd);
	return n->fd;
}
