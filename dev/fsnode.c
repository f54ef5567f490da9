/*
 * Nodes: the directories of host trees that were walked to.  Walks find a node by
 * its parent and name; whether the host still has that directory there is the walker's to check.
 * A node keeps its parent, so each chain ends at a root.  Those that no Chan uses any
 * more stay for a while, descriptor included, since directories are walked again and again.
 */
#include "fs.h"

enum
{
	Nchain = 512,
	Maxidle = 256,  /* nodes kept that nobody uses */
	Pathmax = 4096, /* bytes of a path on the host */
};

static Lock nodelk;
static Fsnode *chains[Nchain];       /* [nodelk] */
static Fsnode *idlefirst, *idlelast; /* [nodelk] */
static int nidle;                    /* [nodelk] */

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
fsfreename(Fsname *n)
{
	Fsoldname *next;

	kfree(n->s);
	for(Fsoldname *o = n->old; o != nil; o = next) {
		next = o->next;
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

/* ---- references ---- */

static void
nodefree(Fsnode *n)
{
	if(n->fd >= 0)
		hostclose(n->fd);
	fsfreename(&n->name);
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

int
fsretry(int err)
{
	Fsnode *n;
	int freed = 0;

	if(err != -Hnofd)
		return 0;
	for(;; freed++) {
		lock(&nodelk);
		n = oldest(0);
		unlock(&nodelk);
		if(n == nil)
			return freed;
		fsnodeput(n->parent);
		nodefree(n);
	}
}

/* ---- making and finding ---- */

static Fsnode *
newnode(Fstree *t, Fsnode *parent, const char *name, const Hoststat *st)
{
	Fsnode *n = smalloc(sizeof *n);

	n->ref = 1;
	n->tree = t;
	n->parent = parent;
	n->dev = st->dev;
	n->ino = st->ino;
	n->fd = -1;
	fssetname(&n->name, name);
	return n;
}

Fsnode *
fsroot(Fstree *t, int fd, const Hoststat *st)
{
	Fsnode *n = newnode(t, nil, "/", st);

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

/* the node at that place when it is still that directory; else it is found no more */
static Fsnode *
findsame(Fsnode *parent, const char *name, const Hoststat *st, bool link)
{
	Fsnode *n = find(parent, name);

	if(n == nil)
		return nil;
	if(n->dev == st->dev && n->ino == st->ino && n->link == link)
		return use(n);
	unhash(n);
	return nil;
}

Fsnode *
fsnode(Fsnode *parent, const char *name, const Hoststat *st, bool link, int fd)
{
	Fsnode *n, *new;

	lock(&nodelk);
	n = findsame(parent, name, st, link);
	unlock(&nodelk);
	if(n == nil) {
		new = newnode(parent->tree, parent, name, st);
		new->link = link;
		lock(&nodelk);
		n = findsame(parent, name, st, link); /* somebody may have been faster */
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
fsnodeforget(Fsnode *n)
{
	lock(&nodelk);
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
