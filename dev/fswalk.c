/*
 * Walking host trees.  Each element costs one look at the host, since other programs change
 * directories too; but for directories whose names are trusted (fswatch.c).  A symbolic link is seen through here: it is the file
 * that it leads to below the root of the tree, and a link that leads nowhere, or out of the tree, is a
 * file that can only be removed or renamed.
 */
#include "fs.h"
#include "proc.h"

/* where a walk is.  l is about the file there */
typedef struct Fspos
{
	Fsnode *dir; /* a reference if held, else that of the Chan where the walk began */
	bool held;
	const char *leaf; /* file below dir; nil: dir itself */
	Fslook l;
	bool stale;          /* l is from an earlier look */
	char buf[Fsnamemax]; /* leaf may be in here */
} Fspos;

static void
posput(Fspos *p)
{
	if(p->held)
		fsnodeput(p->dir);
}
DEFUNDO(posput, Fspos)

/* now at directory n, whose reference is taken */
static void
moveto(Fspos *p, Fsnode *n)
{
	Fsnode *old = p->held ? p->dir : nil;

	p->dir = n;
	p->held = true;
	if(old != nil)
		fsnodeput(old);
}

/* what the link that l describes leads to */
static int
looklink(Fsnode *dir, const char *name, Fslook *l)
{
	int fd = fsfollow(dir, name, Hopath), r;

	l->link = true;
	l->info.attr = 0;
	if(fd < 0)
		return fd == -Hnofd ? fd : 0;
	r = hoststat(fd, "", &l->info.st);
	if(r == 0 && (l->info.st.mode & Hmdir)) {
		l->fd = fd;
		return 0;
	}
	if(r == 0)
		r = fsgetattr(fd, "", &l->info);
	hostclose(fd);
	return r;
}

int
fslook(Fsnode *dir, const char *name, Fslook *l)
{
	int fd = fsnodefd(dir), r;

	l->link = false;
	l->fd = -1;
	if(fd < 0)
		return fd;
	r = hoststat(fd, name, &l->info.st);
	if(r < 0)
		return r;
	if(l->info.st.mode & Hmlink)
		return looklink(dir, name, l);
	return fsgetattr(fd, name, &l->info);
}

/* ---- fids ---- */

Fsfid *
fsfid(Fsnode *dir, const char *name, const Fslook *l)
{
	usize len = name != nil ? strlen(name) + 1 : 0;
	Fsfid *f = smalloc(sizeof *f + len);

	f->dir = dir;
	f->isdir = name == nil;
	f->link = l->link;
	f->fd = -1;
	f->info = l->info;
	f->pid = up->kp ? 0 : up->pid;
	f->nsyscall = up->nsyscall;
	if(name != nil) {
		memmove(f->first, name, len);
		f->name.s = f->first;
	}
	return f;
}

void
fsfidfree(Fsfid *f)
{
	if(f->excl)
		hostexclusive(f->fd, false);
	if(f->fd >= 0)
		hostclose(f->fd);
	fsfreename(&f->name, f->first);
	fsnodeput(f->dir);
	kfree(f);
}

/* A walk and the open, stat or create that follows it in the same system call need one look only. */
bool
fsfresh(Fsfid *f)
{
	return f->pid == up->pid && f->nsyscall == up->nsyscall;
}

/* of directory n, which must still be what it was */
static int
nodeinfo(Fsnode *n, Fsinfo *i)
{
	int r;

	i->attr = 0;
	if(n->fd < 0 && !n->link) {
		r = hoststat(n->parent->fd, n->name.s, &i->st);
		if(r == 0 && (i->st.dev != n->dev || i->st.ino != n->ino))
			r = -Hnoent;
		return r;
	}
	r = fsnodefd(n);
	return r < 0 ? r : hoststat(r, "", &i->st);
}

void
fsfidinfo(Fsfid *f, Fsinfo *i)
{
	Fslook l;

	if(f->fd >= 0) {
		fshost(hoststat(f->fd, "", &i->st));
		fshost(fsgetattr(f->fd, "", i));
		return;
	}
	if(fsfresh(f)) {
		*i = f->info;
		return;
	}
	if(f->isdir) {
		fshost(nodeinfo(f->dir, i));
		return;
	}
	fshost(fslook(f->dir, f->name.s, &l));
	if(l.fd >= 0)
		hostclose(l.fd);
	if(l.info.st.mode & Hmdir)
		error(Enonexist); /* the file has gone and a directory has its name */
	*i = l.info;
}

/* ---- walking ---- */

/* the qid is all that is wanted of a parent, and it stays */
static void
stepup(Fspos *p)
{
	Fsnode *parent = p->dir->parent;

	if(parent != nil)
		moveto(p, fsnoderef(parent));
	p->l.link = p->dir->link;
	fsnodestat(p->dir, &p->l.info.st);
	p->l.info.attr = 0;
	p->stale = true;
}

/* one element further; result: nil, or the error, and p is where it was */
static const char *
step(Fspos *p, const char *name, const Fstrust *t)
{
	const char *host;
	int r;

	if(strcmp(name, "..") == 0) {
		stepup(p);
		return nil;
	}
	host = fsdecode(name, p->buf, sizeof p->buf);
	if(host == nil)
		return Enonexist;
	r = fslook(p->dir, host, &p->l);
	if(r < 0)
		return hosterrstr(r);
	p->stale = false;
	if(p->l.info.st.mode & Hmdir)
		moveto(p, fsnode(p->dir, host, &p->l.info.st, p->l.link, p->l.fd, t));
	else
		p->leaf = host;
	return nil;
}

/* the first of n elements, and more if they are known; result as of step */
static const char *
steps(Fspos *p, Walkqid *w, char **name, int n)
{
	const char *err;
	Fstrust t;
	int known;

	if(p->leaf != nil)
		return Enotdir;
	known = fsknown(&p->dir, p->held, name, n, w->qid + w->nqid, &p->l.info.st, &t);
	if(known > 0) {
		w->nqid += known;
		p->held = true;
		p->stale = true;
		p->l.link = false;
		p->l.info.attr = 0;
		return nil;
	}
	err = step(p, name[0], &t);
	if(err == nil)
		w->qid[w->nqid++] = fsqid(&p->l.info);
	return err;
}

static void
startpos(Fspos *p, Fsfid *f)
{
	p->dir = f->dir;
	p->held = false;
	p->leaf = f->isdir ? nil : f->name.s;
	p->l.info = f->info;
	p->l.link = f->link;
	p->l.fd = -1;
	p->stale = false;
}

/* make nc (nil: a new Chan) the file at p, whose reference goes with it */
static Chan *
arrive(Chan *c, Chan *nc, Fspos *p, int n)
{
	Fsfid *from = c->aux, *f, *old;

	if(!p->held)
		fsnoderef(p->dir);
	f = fsfid(p->dir, p->leaf, &p->l);
	if(n == 0) {
		f->pid = from->pid;
		f->nsyscall = from->nsyscall;
	} else if(p->stale)
		f->pid = 0;
	if(nc == nil) {
		nc = newchan();
		nc->dev = c->dev;
		nc->devno = c->devno;
	}
	old = nc == c ? from : nil;
	nc->qid = n == 0 ? c->qid : fsqid(&f->info);
	nc->aux = f;
	if(old != nil)
		fsfidfree(old);
	return nc;
}

Walkqid *
fswalk(Chan *c, Chan *nc, char **name, int n)
{
	Walkqid *w = newwalkqid(n);
	const char *err = nil;
	Fspos p;

	onerror(freewalkqid, w);
	startpos(&p, c->aux);
	onerror(posput, &p);
	while(w->nqid < n && err == nil)
		err = steps(&p, w, name + w->nqid, n - w->nqid);
	if(err != nil) {
		if(w->nqid == 0)
			error(err);
		strecpy(up->errstr, up->errstr + Errmax, err);
		undo();
	} else {
		w->clone = arrive(c, nc, &p, n);
		poperror();
	}
	poperror();
	return w;
}
