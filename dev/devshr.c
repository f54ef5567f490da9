/*
 * #σ, mounts that everybody sees.  In #σc a directory is a share and each file in it a
 * connection: what is written there, a descriptor and perhaps the name of a tree, is mounted at
 * once, without authentication.  #σ shows the same shares as directories, each the union of
 * what its connections serve; below a share all files are their servers'.  Removing the
 * file unmounts.  The newest connection comes first, and the first that a share
 * ever got is the one that files are created in.
 */
#include "lib.h"
#include "dev.h"
#include "grp.h"
#include "mem.h"
#include "proc.h"
#include "shr.h"

static Shr *
shrof(Chan *c)
{
	return whatof(c) == Qconn ? ((Conn *)c->aux)->shr : c->aux;
}

/* a reference more, or less, to what c is about */
static void
holdaux(Chan *c)
{
	if(c->aux != nil)
		incref(whatof(c) == Qconn ? &((Conn *)c->aux)->e.ref : &((Shr *)c->aux)->e.ref);
}

static void
dropaux(Chan *c)
{
	if(whatof(c) == Qconn)
		letgo(putconn, c->aux);
	else
		letgo(putshr, c->aux);
}

/* nobody writes to what #σ shows of a share: that is its servers' business */
static void
entrydir(Chan *c, int what, Entry *e, Dir *d)
{
	u32int perm = what == Qshr ? e->perm & ~0222u : e->perm;

	devdir(c, shrqid(what, e->id), e->name, 0, e->owner, what == Qconn ? perm : perm | DMdir,
	       d);
}

static void
rootdir(Chan *c, int what, Dir *d)
{
	devdir(c, shrqid(what, 0), what == Qroot ? "#σ" : "#σc", 0, eve,
	       DMdir | (what == Qroot ? 0555 : 0777), d);
}

/* c goes to the entry called name; the lock is held */
static int
shrnamedir(Chan *c, const char *name, Dir *d)
{
	int what = whatof(c);
	Conn *k;
	Shr *s;

	if(what == Qcshr) {
		k = connnamed(c->aux, name);
		if(k == nil)
			return -1;
		c->aux = k;
		entrydir(c, Qconn, &k->e, d);
		return 1;
	}
	s = what == Qshr ? nil : shrnamed(name);
	if(s == nil)
		return -1;
	c->aux = s;
	entrydir(c, what == Qroot ? Qshr : Qcshr, &s->e, d);
	return 1;
}

/* the entries of the two roots and of a share in #σc; the lock is held */
static int
shrgen(Chan *c, const char *name, const Dirtab *tab, int ntab, int i, Dir *d)
{
	int what = whatof(c);
	Conn *k;
	Shr *s;

	USED(tab);
	USED(ntab);
	if(i == Devdotdot) {
		c->aux = nil;
		rootdir(c, what == Qroot || what == Qshr ? Qroot : Qcroot, d);
		return 1;
	}
	if(name != nil)
		return i == 0 ? shrnamedir(c, name, d) : -1;
	if(what == Qcshr) {
		for(k = ((Shr *)c->aux)->conn; k != nil && i > 0; k = k->next)
			i--;
		if(k == nil)
			return -1;
		entrydir(c, Qconn, &k->e, d);
		return 1;
	}
	for(s = shr.list; s != nil && i > 0; s = s->next)
		i--;
	if(s == nil)
		return -1;
	entrydir(c, what == Qroot ? Qshr : Qcshr, &s->e, d);
	return 1;
}

static void
shrinit(void)
{
	rwlockinit(&shr.lock, Rdev);
	shr.place = devattach(devof(0x3c3), "");
}

static Chan *
shrattach(const char *spec)
{
	Chan *c;

	if(spec[0] != 0 && strcmp(spec, "c") != 0)
		error(Enoattach);
	c = devattach(devof(0x3c3), spec);
	c->qid = shrqid(spec[0] == 0 ? Qroot : Qcroot, 0);
	return c;
}

/* walk in shares and connections only; the clone holds what it is about */
static Walkqid *
shrwalkown(Chan *c, Chan *nc, char **name, int n)
{
	Walkqid *w;

	rlock(&shr.lock);
	onerror(runlock, &shr.lock);
	w = devwalk(c, nc, name, n, nil, 0, shrgen);
	if(w->clone != nil)
		holdaux(w->clone);
	undo();
	return w;
}

static Walkqid *
trywalk(Chan *m, Chan *nc, char **name, int n)
{
	Walkqid *w;

	if(waserror())
		return nil;
	w = dwalk(m, nc, name, n);
	poperror();
	return w;
}

/* Walk below a share: as in any union, the member that knows the first name has them all.  nil: none */
static Walkqid *
walkmembers(Shr *s, Chan *nc, char **name, int n)
{
	Walkqid *w = nil;
	Chan *m;

	for(int i = 0; w == nil && (m = unionmember(s->mh, i)) != nil; i++) {
		onerror(cclose, m);
		w = trywalk(m, nc, name, n);
		undo();
	}
	return w;
}

/* What walking to a share and then on in its union gave, as one answer; w is nil if there was nothing */
static Walkqid *
joinqids(Qid share, Walkqid *w)
{
	int n = w != nil ? w->nqid : 0;
	Walkqid *all;

	all = newwalkqid(1 + n);
	all->nqid = 1 + n;
	all->qid[0] = share;
	if(w != nil) {
		memmove(all->qid + 1, w->qid, (usize)n * sizeof(Qid));
		all->clone = w->clone;
		freewalkqid(w);
	}
	return all;
}

static bool
isup(const char *name)
{
	return strcmp(name, "..") == 0;
}

static Walkqid *
shrwalk(Chan *c, Chan *nc, char **name, int n)
{
	Walkqid *own, *w;

	if(whatof(c) == Qshr && n > 0 && !isup(name[0])) {
		w = walkmembers(c->aux, nc, name, n);
		if(w == nil)
			error(Enonexist);
		return w;
	}
	if(whatof(c) != Qroot || n < 2 || isup(name[0]) || isup(name[1]))
		return shrwalkown(c, nc, name, n);
	own = shrwalkown(c, nil, name, 1);
	onerror(freewalkqid, own);
	onerror(cclosep, &own->clone);
	w = joinqids(own->qid[0], walkmembers(own->clone->aux, nc, name + 1, n - 1));
	undo();
	undo();
	return w;
}

static int
shrstat(Chan *c, u8int *buf, int n)
{
	int what = whatof(c);
	Dir d;

	rlock(&shr.lock);
	onerror(runlock, &shr.lock);
	if(what == Qroot || what == Qcroot)
		rootdir(c, what, &d);
	else if(what == Qconn)
		entrydir(c, what, &((Conn *)c->aux)->e, &d);
	else
		entrydir(c, what, &((Shr *)c->aux)->e, &d);
	n = devdirput(&d, kbuf(buf), n);
	undo();
	return n;
}

/* gives a reference to the transport of the connection that c is */
static Chan *
transport(Chan *c, int mode)
{
	Conn *k = c->aux;
	Chan *tc;

	rlock(&shr.lock);
	onerror(runlock, &shr.lock);
	devpermcheck(k->e.owner, k->e.perm, mode);
	tc = k->mount != nil ? k->mount->to->mchan : nil;
	if(tc == nil)
		error(Eshutdown);
	if(mode != tc->mode)
		error(Eperm);
	incref(&tc->ref);
	undo();
	return tc;
}

static void
opendir(Chan *c)
{
	Shr *s = c->aux;

	rlock(&shr.lock);
	onerror(runlock, &shr.lock);
	if(s != nil)
		devpermcheck(s->e.owner, s->e.perm, Oread);
	undo();
	/*
	 * Reading it reads the union.  It may itself be a member of another one, whose reader
	 * then holds the lock of its own Chan: so this one's has no rank.
	 */
	if(whatof(c) == Qshr && c->umh == nil) {
		qlockinit(&c->umqlock, Rnone);
		incref(&s->mh->ref);
		c->umh = s->mh;
	}
}

static Chan *
shropen(Chan *c, int omode)
{
	int mode = openmode(omode);
	Chan *tc;

	if(whatof(c) == Qconn) {
		if(omode & Otrunc)
			error(Eexist);
		if(omode & Orclose)
			error(Eperm);
		tc = transport(c, mode);
		return tc;
	}
	if(omode != Oread)
		error(Eisdir);
	opendir(c);
	c->mode = (u16int)mode;
	c->flag |= Copen;
	c->offset = 0;
	return c;
}

static Chan *
createmember(Shr *s)
{
	Chan *c = nil;
	Mount *m;

	rlock(&s->mh->lock);
	onerror(runlock, &s->mh->lock);
	for(m = s->mh->mount; m != nil; m = m->next)
		if(m->mflag & Mcreate)
			break;
	if(m == nil)
		error(Enocreate);
	c = m->to;
	incref(&c->ref);
	undo();
	return c;
}

/* create a file below a share, where its servers have it */
static Chan *
createbelow(Chan *c, char *name, int omode, u32int perm)
{
	Chan *m, *nc;

	m = createmember(c->aux);
	onerror(cclosep, &m);
	cunique(&m);
	dcreatep(&m, name, omode, perm);
	nc = m;
	poperror();
	return nc;
}

static Chan *
shrcreate(Chan *c, char *name, int omode, u32int perm)
{
	int what = whatof(c), mode = openmode(omode);

	if(what == Qshr)
		return createbelow(c, name, omode, perm);
	if(what == Qroot || what == Qconn || strcmp(up->user, "none") == 0)
		error(Eperm);
	if(!mountallowed(up->pgrp))
		error(Enoattach);
	if(((perm & DMdir) != 0) != (what == Qcroot) || mode != (what == Qcroot ? Oread : Owrite))
		error(Eperm);
	if(strlen(name) > Namemax)
		error(Etoolong);
	if(what == Qcroot)
		createshr(c, name, perm);
	else
		createconn(c, name, perm);
	c->mode = (u16int)mode;
	c->flag |= Copen;
	c->offset = 0;
	return c;
}

static void
shrremove(Chan *c)
{
	int what = whatof(c);

	if(what == Qcshr)
		removeshr(c->aux);
	else if(what == Qconn)
		removeconn(c->aux);
	else
		error(Eperm);
}

static void
shrclose(Chan *c)
{
	if((c->flag & Crclose) && !waserror()) {
		shrremove(c);
		poperror();
	}
	dropaux(c);
}

static int
shrread(Chan *c, Buf b, int n, s64int off)
{
	/* as a member of another union */
	if(whatof(c) == Qshr)
		return dirread(c, b, n, off);
	rlock(&shr.lock);
	onerror(runlock, &shr.lock);
	n = devdirread(c, b, n, nil, 0, shrgen);
	undo();
	return n;
}

/* mount what the text says: a descriptor, or that, a newline and the name of a tree */
static Mount *
connect(char *text, int mflag)
{
	Chan *tc, *root;
	char *aname;
	int fd;
	Mount *m;

	fd = (int)strtoi(text, &aname, 10);
	if(aname == text || (*aname != 0 && *aname != '\n'))
		error(Ebadarg);
	if(*aname == '\n')
		aname++;
	tc = fdtochan(fd, Ordwr, true, true);
	onerror(cclose, tc);
	root = mntattach(tc, nil, aname, 0);
	onerror(cclose, root);
	m = newmount(root, mflag, aname);
	undo();
	undo();
	return m;
}

static int
shrwrite(Chan *c, Buf b, int n, s64int off)
{
	Conn *k = c->aux;
	char *text;
	Mount *m;

	USED(off);
	if(!mountallowed(up->pgrp))
		error(Enoattach);
	if(n < 0 || n > Statmax)
		error(Etoobig);
	text = smalloc((usize)n + 1);
	onerror(kfree, text);
	bufget(text, b, (usize)n);
	m = connect(text, k->mflag);
	setmount(k, m);
	undo();
	return n;
}

static void
rename(Chan *c, Entry *e, const char *name)
{
	if(strlen(name) > Namemax)
		error(Etoolong);
	if(whatof(c) == Qcshr ? shrnamed(name) != nil : connnamed(shrof(c), name) != nil)
		error(Eexist);
	kstrset(&e->name, name);
}

static int
shrwstat(Chan *c, u8int *buf, int n)
{
	int what = whatof(c);
	char *strs;
	Entry *e;
	Dir d;

	if(what != Qcshr && what != Qconn)
		error(Eperm);
	strs = smalloc((usize)n);
	onerror(kfree, strs);
	if(convM2D(buf, n, &d, strs) == 0)
		error(Eshortstat);
	wlock(&shr.lock);
	onerror(wunlock, &shr.lock);
	e = what == Qcshr ? &((Shr *)c->aux)->e : &((Conn *)c->aux)->e;
	if(strcmp(e->owner, up->user) != 0 && !iseve())
		error(Eperm);
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
renameowner(Entry *e, const char *old, const char *new)
{
	if(strcmp(e->owner, old) == 0)
		kstrset(&e->owner, new);
}

static void
shrrenameuser(const char *old, const char *new)
{
	wlock(&shr.lock);
	onerror(wunlock, &shr.lock);
	for(Shr *s = shr.list; s != nil; s = s->next) {
		renameowner(&s->e, old, new);
		for(Conn *k = s->conn; k != nil; k = k->next)
			renameowner(&k->e, old, new);
	}
	undo();
}

const Dev shrdev = {
	.dc = 0x3c3, /* σ */
	.name = "shr",
	.init = shrinit,
	.renameuser = shrrenameuser,
	.attach = shrattach,
	.walk = shrwalk,
	.stat = shrstat,
	.open = shropen,
	.create = shrcreate,
	.close = shrclose,
	.read = shrread,
	.write = shrwrite,
	.remove = shrremove,
	.wstat = shrwstat,
};
