/*
 * #s, the place where programs post open files for others: a server creates #s/name and
 * writes a descriptor number there; whoever opens it gets that very Chan.
 *
 * Bell Labs' #s is one flat directory.  9front's has boards too: opening clone makes a new
 * one, a directory named by a number below the one where clone was, which lives until
 * that open is closed.  We have boards, since a program that knows none of them only meets
 * one more file.  Where the two differ otherwise we do as 9front: the directory is 0777, what
 * may be removed is up to owner and eve, a posted file may be marked close-on-exec (the mark is
 * the descriptor's), and opening with truncation says that the file exists.  A specifier
 * is a board's number, so that bind -c #s$srvspec /srv works.
 */
#include "keepold.h"
#include "lib.h"
#include "dev.h"
#include "grp.h"
#include "mem.h"
#include "proc.h"

typedef struct Srv Srv;
typedef struct Board Board;

/* What a directory has: a posted file, or a board.  [l] srv.lock */
typedef struct Entry
{
	u64int path; /* [I] qid.path without its type */
	char *name;  /* [l] */
	char *owner; /* [l] */
	u32int perm; /* [l] */
} Entry;

struct Srv
{
	Entry e;
	Srv *next;  /* [l] */
	Chan *chan; /* [l] nil: nothing written yet */
};

/*
 * A Chan on a board, or on a file of one, has a reference to it; so has the Chan that
 * clone became, the lease.  Without references it stays as long as it has boards below,
 * for their sake: they are reached through it.
 */
struct Board
{
	Entry e;
	Ref ref;
	Board *parent; /* [I] nil: the root */
	Board *next;   /* [l] the parent's other boards */
	Board *child;  /* [l] */
	Srv *srv;      /* [l] */
	bool closed;   /* [l] the lease is gone */
};

enum
{
	Qentry, /* a posted file or a board */
	Qclone,
	Qlease,
	Qshift = 2, /* qid.path is the entry's path, then these */
	Namemax = 127,
	Depthmax = 32, /* boards below boards */
};

/* [l] lock */
static struct
{
	RWlock lock;
	u64int path; /* [l] of the newest entry; the root has 0 */
	Board root;
} srv;

static Qid
srvqid(u64int path, int what, int type)
{
	return (Qid){.path = path << Qshift | (u64int)what, .type = (u8int)type};
}

static int
whatof(Chan *c)
{
	return (int)(c->qid.path & ((1 << Qshift) - 1));
}

static Srv *
srvnamed(Board *b, const char *name)
{
	Srv *s;

	for(s = b->srv; s != nil; s = s->next)
		if(strcmp(s->e.name, name) == 0)
			break;
	return s;
}

static Board *
boardnamed(Board *b, const char *name)
{
	Board *k;

	for(k = b->child; k != nil; k = k->next)
		if(strcmp(k->e.name, name) == 0)
			break;
	return k;
}

/* the posted file that c is; raises */
static Srv *
srvof(Chan *c)
{
	Board *b = c->aux;
	Srv *s;

	for(s = b->srv; s != nil; s = s->next)
		if(s->e.path == c->qid.path >> Qshift)
			return s;
	error(b->closed ? Eshutdown : Enonexist);
}

static void
mustlive(Board *b)
{
	if(b->closed)
		error(Eshutdown);
}

static void
mustown(Entry *e)
{
	if(strcmp(e->owner, up->user) != 0 && !iseve())
		error(Eperm);
}

/* a list of them, each taken out last */
static void
freesrvs(Srv **l)
{
	Srv *s;

	while((s = *l) != nil) {
		letgo(ccloseq, s->chan);
		letgo(kfree, s->e.name);
		letgo(kfree, s->e.owner);
		*l = s->next;
		kfree(s);
	}
}
DEFREDO(freesrvs, Srv *)

static void
freeboard(Board *b)
{
	letgo(kfree, b->e.name);
	letgo(kfree, b->e.owner);
	kfree(b);
}
DEFREDO(freeboard, Board)

/* a reference less; the lock is held for writing */
static void
putboard(Board *b)
{
	Board **l, *parent;
	u32int k;

	if(b == &srv.root || decref(&b->ref) > 0)
		return;
	while(b != &srv.root && b->closed && b->ref.n == 0 && b->child == nil) {
		parent = b->parent;
		for(l = &parent->child; *l != b; l = &(*l)->next)
			;
		k = keepbegin();
		keepold(*l);
		keepold(up->err.n);
		*l = b->next;
		onerror(freeboard, b);
		keepend(k);
		undo();
		b = parent;
	}
}

static void
boarddir(Chan *c, Board *b, Dir *d)
{
	devdir(c, srvqid(b->e.path, Qentry, QTdir), b->e.name, 0, b->e.owner, b->e.perm | DMdir, d);
}

static void
srvdir(Chan *c, Srv *s, Dir *d)
{
	devdir(c, srvqid(s->e.path, Qentry, QTfile), s->e.name, 0, s->e.owner, s->e.perm, d);
}

static void
clonedir(Chan *c, Dir *d)
{
	Board *b = c->aux;

	devdir(c, srvqid(b->e.path, Qclone, QTfile), "clone", 0, eve, 0444, d);
}

/* c goes to the entry called name, which may take it to another board */
static int
srvnamedir(Chan *c, const char *name, Dir *d)
{
	Board *b = c->aux, *k;
	Srv *s;

	if(strcmp(name, "clone") == 0)
		clonedir(c, d);
	else if((s = srvnamed(b, name)) != nil)
		srvdir(c, s, d);
	else if((k = boardnamed(b, name)) != nil) {
		devpermcheck(k->e.owner, k->e.perm, Oexec);
		c->aux = k;
		boarddir(c, k, d);
	} else
		return -1;
	return 1;
}

/* clone, posted files, boards; the lock is held */
static int
srvgen(Chan *c, const char *name, const Dirtab *tab, int ntab, int i, Dir *d)
{
	Board *b = c->aux, *k;
	Srv *s;

	USED(tab);
	USED(ntab);
	if(i == Devdotdot) {
		if(b->parent != nil)
			c->aux = b->parent;
		boarddir(c, c->aux, d);
		return 1;
	}
	if(name != nil)
		return i == 0 ? srvnamedir(c, name, d) : -1;
	if(i-- == 0) {
		clonedir(c, d);
		return 1;
	}
	for(s = b->srv; s != nil && i > 0; s = s->next)
		i--;
	if(s != nil) {
		srvdir(c, s, d);
		return 1;
	}
	for(k = b->child; k != nil && i > 0; k = k->next)
		i--;
	if(k == nil)
		return -1;
	boarddir(c, k, d);
	return 1;
}

static void
srvinit(void)
{
	rwlockinit(&srv.lock, Rdev);
	srv.root.e.name = kstrdup("#s");
	srv.root.e.owner = kstrdup(eve);
	srv.root.e.perm = 0777;
}

/* the board of that number, wherever it is below b */
static Board *
boardof(Board *b, const char *name)
{
	Board *k, *found;

	found = boardnamed(b, name);
	for(k = b->child; k != nil && found == nil; k = k->next)
		found = boardof(k, name);
	return found;
}

static Chan *
srvattach(const char *spec)
{
	Board *b = &srv.root;
	Chan *c;

	c = devattach(devof('s'), spec);
	c->aux = b;
	onerror(cclose, c);
	rlock(&srv.lock);
	onerror(runlock, &srv.lock);
	if(spec[0] != 0) {
		b = boardof(b, spec);
		if(b == nil)
			error(Ebadspec);
		devpermcheck(b->e.owner, b->e.perm, Oexec);
		incref(&b->ref);
		c->aux = b;
		c->qid = srvqid(b->e.path, Qentry, QTdir);
	}
	undo();
	poperror();
	return c;
}

static Walkqid *
srvwalk(Chan *c, Chan *nc, char **name, int n)
{
	Walkqid *w;
	Board *b;

	rlock(&srv.lock);
	onerror(runlock, &srv.lock);
	w = devwalk(c, nc, name, n, nil, 0, srvgen);
	if(w->clone != nil && (b = w->clone->aux) != &srv.root)
		incref(&b->ref);
	undo();
	return w;
}

static int
srvstat(Chan *c, u8int *buf, int n)
{
	Board *b = c->aux;
	Dir d;

	rlock(&srv.lock);
	onerror(runlock, &srv.lock);
	if(c->qid.type & QTdir)
		boarddir(c, b, &d);
	else if(whatof(c) == Qentry)
		srvdir(c, srvof(c), &d);
	else {
		clonedir(c, &d);
		d.qid = c->qid;
	}
	n = devdirput(&d, kbuf(buf), n);
	undo();
	return n;
}

/* a board that shall be below b, and has a reference; the lock is held for writing */
static Board *
newboard(Board *b)
{
	char name[24];
	Board *k;
	int depth = 0;

	for(k = b; k != nil; k = k->parent)
		if(depth++ > Depthmax)
			error(Enodev);
	k = smalloc(sizeof *k);
	onerror(freeboard, k);
	do {
		k->e.path = ++srv.path;
		snprint(name, sizeof name, "%llu", k->e.path);
	} while(srvnamed(b, name) != nil);
	k->e.name = kstrdup(name);
	k->e.owner = kstrdup(up->user);
	k->e.perm = 0770;
	k->ref.n = 1;
	k->parent = b;
	poperror();
	return k;
}

static Chan *
openclone(Chan *c, int omode)
{
	Board *b = c->aux, *k, **l;
	u32int keep;

	devpermcheck(eve, 0444, omode);
	wlock(&srv.lock);
	onerror(wunlock, &srv.lock);
	mustlive(b);
	k = newboard(b);
	for(l = &b->child; *l != nil; l = &(*l)->next)
		;
	c->mode = (u16int)openmode(omode);
	keep = keepbegin();
	keepold(*l);
	keepold(b->ref.n);
	keepold(c->aux);
	keepmany(&c->qid, sizeof c->qid);
	keepold(c->flag);
	*l = k;
	if(b != &srv.root)
		b->ref.n--; /* c's, which leaves it; it has a board below now */
	c->aux = k;
	c->qid = srvqid(k->e.path, Qlease, QTfile);
	c->flag |= Copen;
	keepend(keep);
	undo();
	return c;
}

/* gives a reference to what is posted */
static Chan *
posted(Chan *c, int omode)
{
	int mode = openmode(omode);
	Chan *pc;
	Srv *s;

	rlock(&srv.lock);
	onerror(runlock, &srv.lock);
	mustlive(c->aux);
	s = srvof(c);
	pc = s->chan;
	if(pc == nil)
		error(Eshutdown);
	if(mode != pc->mode && pc->mode != Ordwr)
		error(Eperm);
	devpermcheck(s->e.owner, s->e.perm, omode);
	incref(&pc->ref);
	undo();
	return pc;
}

static Chan *
srvopen(Chan *c, int omode)
{
	Board *b = c->aux;
	Chan *pc;

	if(omode & Otrunc)
		error(Eexist);
	if(omode & Orclose)
		error(Eperm);
	if(whatof(c) == Qclone)
		return openclone(c, omode);
	if((c->qid.type & QTdir) == 0) {
		pc = posted(c, omode);
		return pc;
	}
	if(omode != Oread)
		error(Eisdir);
	rlock(&srv.lock);
	onerror(runlock, &srv.lock);
	devpermcheck(b->e.owner, b->e.perm, omode);
	undo();
	c->mode = Oread;
	c->flag |= Copen;
	c->offset = 0;
	return c;
}

static Chan *
srvcreate(Chan *c, char *name, int omode, u32int perm)
{
	Board *b = c->aux;
	Srv *s = nil, **l;
	u32int k;

	if(openmode(omode) != Owrite || (perm & DMdir))
		error(Eperm);
	if(strlen(name) > Namemax)
		error(Etoolong);
	wlock(&srv.lock);
	onerror(wunlock, &srv.lock);
	mustlive(b);
	devpermcheck(b->e.owner, b->e.perm, Owrite);
	if(strcmp(name, "clone") == 0 || srvnamed(b, name) != nil || boardnamed(b, name) != nil)
		error(Eexist);
	onerror(freesrvs, &s);
	s = smalloc(sizeof *s);
	s->e.path = ++srv.path;
	s->e.name = kstrdup(name);
	s->e.owner = kstrdup(up->user);
	s->e.perm = perm & 0777;
	for(l = &b->srv; *l != nil; l = &(*l)->next)
		;
	k = keepbegin();
	keepold(*l);
	keepold(up->err.n);
	*l = s;
	poperror();
	keepend(k);
	c->qid = srvqid(s->e.path, Qentry, QTfile);
	undo();
	c->mode = Owrite;
	c->flag |= Copen;
	c->offset = 0;
	return c;
}

/* take the file of c off its board, and what is posted there with it */
static void
srvdrop(Chan *c, bool mustbe)
{
	Board *b = c->aux;
	Srv *s, **l, *gone = nil;
	u32int k;

	onerror(freesrvs, &gone);
	wlock(&srv.lock);
	onerror(wunlock, &srv.lock);
	for(l = &b->srv; (s = *l) != nil; l = &s->next)
		if(s->e.path == c->qid.path >> Qshift)
			break;
	if(mustbe) {
		if(s == nil)
			error(Enonexist);
		mustown(&s->e);
	}
	if(s != nil) {
		k = keepbegin();
		keepold(gone);
		keepold(*l);
		keepold(s->next);
		gone = s;
		*l = s->next;
		s->next = nil;
		keepend(k);
	}
	undo();
	undo();
}

static void
srvremove(Chan *c)
{
	if((c->qid.type & QTdir) || whatof(c) != Qentry)
		error(Eperm);
	srvdrop(c, true);
}

/* the board closes: what is posted there is taken down */
static void
endlease(Board *b)
{
	Srv *list = nil;
	u32int k;

	onerror(freesrvs, &list);
	wlock(&srv.lock);
	onerror(wunlock, &srv.lock);
	k = keepbegin();
	keepold(b->closed);
	b->closed = true;
	keepold(list);
	keepold(b->srv);
	list = b->srv;
	b->srv = nil;
	keepend(k);
	putboard(b);
	undo();
	undo();
}

static void
srvclose(Chan *c)
{
	Board *b = c->aux;

	if(c->flag & Crclose)
		srvdrop(c, false);
	if(whatof(c) == Qlease && (c->flag & Copen))
		endlease(b);
	else if(b != &srv.root) {
		wlock(&srv.lock);
		onerror(wunlock, &srv.lock);
		putboard(b);
		undo();
	}
}

static int
srvread(Chan *c, Buf b, int n, s64int off)
{
	Board *board = c->aux;

	rlock(&srv.lock);
	onerror(runlock, &srv.lock);
	if(c->qid.type & QTdir)
		n = devdirread(c, b, n, nil, 0, srvgen);
	else if(whatof(c) == Qlease)
		n = readstr(off, b, n, board->e.name);
	else
		error(Ebadusefd);
	undo();
	return n;
}

/* the name that a posted Chan is known by from now on, unless it has one: for /proc/n/ns */
static void
remember(Chan *c, Board *b, Srv *s)
{
	char name[2 * Namemax + 8];

	if(c->srvname != nil)
		return;
	if(b == &srv.root)
		snprint(name, sizeof name, "#s/%s", s->e.name);
	else
		snprint(name, sizeof name, "#s/%s/%s", b->e.name, s->e.name);
	c->srvname = kstrdup(name);
}

static int
srvwrite(Chan *c, Buf b, int n, s64int off)
{
	char text[32];
	Chan *pc;
	Srv *s;

	USED(off);
	if(whatof(c) != Qentry)
		error(Eperm);
	if(n >= (int)sizeof text)
		error(Etoobig);
	bufget(text, b, (usize)n);
	text[n] = 0;
	pc = fdtochan((int)strtou(text, nil, 0), -1, true, true);
	onerror(cclosep, &pc);
	wlock(&srv.lock);
	onerror(wunlock, &srv.lock);
	mustlive(c->aux);
	if(pc->qid.type & QTauth)
		error("cannot post auth file in srv");
	s = srvof(c);
	if(s->chan != nil)
		error(Ebadusefd);
	remember(pc, c->aux, s);
	exchange(&s->chan, &pc);
	undo();
	undo();
	return n;
}

static void
rename(Chan *c, Entry *e, const char *name)
{
	Board *b = c->aux;

	if(c->qid.type & QTdir)
		b = b->parent;
	if(strlen(name) > Namemax)
		error(Etoolong);
	if(strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		error(Ebadchar);
	if(strcmp(name, "clone") == 0 || srvnamed(b, name) != nil || boardnamed(b, name) != nil)
		error(Eexist);
	kstrset(&e->name, name);
}

static int
srvwstat(Chan *c, u8int *buf, int n)
{
	Board *b = c->aux;
	char *strs;
	Entry *e;
	Dir d;

	if(whatof(c) != Qentry || ((c->qid.type & QTdir) && b == &srv.root))
		error(Eperm);
	strs = smalloc((usize)n);
	onerror(kfree, strs);
	if(convM2D(buf, n, &d, strs) == 0)
		error(Eshortstat);
	wlock(&srv.lock);
	onerror(wunlock, &srv.lock);
	mustlive(b);
	e = c->qid.type & QTdir ? &b->e : &srvof(c)->e;
	mustown(e);
	if(d.name[0] != 0 && strcmp(d.name, e->name) != 0)
		rename(c, e, d.name);
	if(d.uid[0] != 0)
		kstrset(&e->owner, d.uid);
	if(d.mode != ~0u)
		e->perm = d.mode & 0777;
	undo();
	undo();
	return n;
}

static void
renameowner(Board *b, const char *old, const char *new)
{
	if(strcmp(b->e.owner, old) == 0)
		kstrset(&b->e.owner, new);
	for(Srv *s = b->srv; s != nil; s = s->next)
		if(strcmp(s->e.owner, old) == 0)
			kstrset(&s->e.owner, new);
	for(Board *k = b->child; k != nil; k = k->next)
		renameowner(k, old, new);
}

static void
srvrenameuser(const char *old, const char *new)
{
	wlock(&srv.lock);
	onerror(wunlock, &srv.lock);
	renameowner(&srv.root, old, new);
	undo();
}

const Dev srvdev = {
	.dc = 's',
	.name = "srv",
	.init = srvinit,
	.renameuser = srvrenameuser,
	.attach = srvattach,
	.walk = srvwalk,
	.stat = srvstat,
	.open = srvopen,
	.create = srvcreate,
	.close = srvclose,
	.read = srvread,
	.write = srvwrite,
	.remove = srvremove,
	.wstat = srvwstat,
};
