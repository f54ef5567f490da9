/*
 * Nodes: the directories of host trees that were walked to.  Walks find a node by
 * its parent and name; whether the host still has that directory there is the walker's to check,
 * unless the node is trusted (fswatch.c).
 * A node keeps its parent, so each chain ends at a root.  Those that no Chan uses any
 * more stay for a while, descriptor included, since directories are walked again and again.
 */
#include "fs.h"
#include "keepold.h"

enum
{
	Nchain = 512,
	Maxidle = 256,  /* nodes kept that nobody uses */
	Maxage = 60,    /* epochs that they are kept: a descriptor keeps a file system busy */
	Pathmax = 4096, /* bytes of a path on the host */
};

Lock fsnodelk = {.rank = Rchan};
static Fsnode *chains[Nchain];       /* [fsnodelk] */
static Fsnode *idlefirst, *idlelast; /* [fsnodelk] */
static int nidle;                    /* [fsnodelk] */
static _Atomic u64int lastid;

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

	char *s = n->s;

	n->s = nil;
	if(s != first)
		kfree(s);
	for(Fsoldname *o = n->old; o != nil; o = next) {
		next = o->next;
		s = o->s;
		o->s = nil;
		if(s != first)
			kfree(s);
		n->old = next;
		kfree(o);
	}
}

/* ---- the table; fsnodelk is held ---- */

static Fsnode **
chain(Fsnode *parent, const char *name)
{
	u32int h = (u32int)((uintptr)parent >> 4);

	for(; *name != '\0'; name++)
		h = h * 31 + (u8int)*name;
	return &chains[h % Nchain];
}

Fsnode *
fsnodefind(Fsnode *parent, const char *name)
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

	keepold(n->hash);
	keepold(*l);
	keepold(n->hashed);
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
	keepold(*l);
	keepold(n->hashed);
	*l = n->hash;
	n->hashed = false;
}

static void
makeidle(Fsnode *n)
{
	Fsnode **l = idlelast != nil ? &idlelast->idlenext : &idlefirst;

	n->idlesince = fsepoch();
	keepold(n->idlenext);
	keepold(n->idleprev);
	keepold(*l);
	keepold(idlelast);
	keepold(nidle);
	n->idlenext = nil;
	n->idleprev = idlelast;
	*l = n;
	idlelast = n;
	nidle++;
}

static void
unidle(Fsnode *n)
{
	Fsnode **l = n->idleprev != nil ? &n->idleprev->idlenext : &idlefirst;
	Fsnode **b = n->idlenext != nil ? &n->idlenext->idleprev : &idlelast;

	keepold(*l);
	keepold(*b);
	keepold(nidle);
	*l = n->idlenext;
	*b = n->idleprev;
	nidle--;
}

Fsnode *
fsnodeuse(Fsnode *n)
{
	keepold(n->ref);
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
	int watch, fd;

	lock(&fsnodelk);
	watch = fsdropwatch(n);
	unlock(&fsnodelk);
	/* If another process begins to watch the same directory just now, it gets this watch; the
	 * host then says that it ended, before anybody trusts a name there. */
	if(watch >= 0)
		fsunwatch(watch);
	fd = atomic_exchange(&n->fd, -1);
	if(fd >= 0)
		hostclose(fd);
	fsfreename(&n->name, n->first);
	kfree(n);
}
DEFREDO(nodefree, Fsnode)

/* drop a reference; then as long as more than max are idle free one, which drops its parent's */
static void
put(Fsnode *n, int max)
{
	while(n != nil) {
		Fsnode *gone = nil;

		lock(&fsnodelk);
		keepold(n->ref);
		if(--n->ref == 0) {
			if(n->hashed)
				makeidle(n);
			else
				gone = n;
		}
		if(gone == nil)
			gone = oldest(max);
		if(gone != nil) {
			keepold(up->err.n);
			onerror(nodefree, gone); /* ok: undone below, if gone is not nil */
		}
		unlock(&fsnodelk);
		if(gone == nil)
			return;
		n = gone->parent;
		undo();
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
	lock(&fsnodelk);
	fsnodeuse(n);
	unlock(&fsnodelk);
	return n;
}

bool
fsnodealone(Fsnode *n)
{
	bool is;

	lock(&fsnodelk);
	is = n->ref == 1;
	unlock(&fsnodelk);
	return is;
}

/* free all idle nodes; result: how many */
static int
flush(void)
{
	Fsnode *n;
	int freed;

	for(freed = 0;; freed++) {
		lock(&fsnodelk);
		n = oldest(0);
		unlock(&fsnodelk);
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

void
fsnodeage(void)
{
	Fsnode *n;

	do {
		lock(&fsnodelk);
		n = idlefirst;
		if(n != nil)
			n = fsepoch() - n->idlesince > Maxage ? oldest(0) : nil;
		unlock(&fsnodelk);
		if(n != nil) {
			fsnodeput(n->parent);
			nodefree(n);
		}
	} while(n != nil);
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
	n->id = ++lastid;
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

/* the node at that place when it is still that directory; else it is found no more */
static Fsnode *
findsame(Fsnode *parent, const char *name, const Hoststat *st, Qid qid, bool link, const Fstrust *t)
{
	Fsnode *n = fsnodefind(parent, name);

	if(n == nil)
		return nil;
	if(n->dev != st->dev || n->ino != st->ino || n->link != link) {
		unhash(n);
		return nil;
	}
	n->st = *st;
	n->qid = qid;
	/* a link's target can change without its directory */
	if(t != nil && !link)
		fstrustnode(n, t);
	return fsnodeuse(n);
}

Fsnode *
fsnode(Fsnode *parent, const char *name, const Hoststat *st, bool link, int fd, const Fstrust *t)
{
	Fsnode *n, *new;
	Qid qid = dirqid(st); /* may wait for memory: not with the lock */

	lock(&fsnodelk);
	n = findsame(parent, name, st, qid, link, t);
	unlock(&fsnodelk);
	if(n == nil) {
		new = newnode(parent->tree, parent, name, st, qid);
		new->link = link;
		lock(&fsnodelk);
		n = findsame(parent, name, st, qid, link, t); /* somebody may have been faster */
		if(n == nil) {
			n = new;
			fsnodeuse(parent);
			hash(n);
		}
		unlock(&fsnodelk);
		if(n != new)
			nodefree(new);
	}
	setfd(n, fd);
	return n;
}

void
fsnodestat(Fsnode *n, Hoststat *st)
{
	lock(&fsnodelk);
	*st = n->st;
	unlock(&fsnodelk);
}

void
fsnodeforget(Fsnode *n)
{
	lock(&fsnodelk);
	fsdistrust();
	n->trusted = 0;
	unhash(n);
	unlock(&fsnodelk);
}

void
fsnoderename(Fsnode *n, const char *name)
{
	Fsnode *other;

	fsnodeforget(n);
	fssetname(&n->name, name);
	lock(&fsnodelk);
	other = fsnodefind(n->parent, name);
	if(other != nil)
		unhash(other);
	hash(n);
	unlock(&fsnodelk);
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
