/*
 * Walking host trees.  Each element costs one look at the host, since other programs change
 * directories too; but for directories whose names are trusted (fswatch.c).  A symbolic link is seen through here: it is the file
 * that it leads to below the root of the tree, and a link that leads nowhere, or out of the tree, is a
 * file that can only be removed or renamed.
 */
#include "fs.h"
#include "proc.h"

/* where a walk is */
typedef struct Fspos
{
	Fsplace at;
	const char *leaf;    /* the file's name; nil: at.dir itself */
	bool link;           /* that name is a symbolic link's */
	bool known;          /* at.info's times and length are from an earlier look */
	bool old;            /* all of at.info is */
	char buf[Fsnamemax]; /* leaf may be in here */
} Fspos;

static void
posput(Fspos *p)
{
	if(p->at.held)
		fsnodeput(p->at.dir);
}
DEFUNDO(posput, Fspos)

/* now at directory n, whose reference is taken */
static void
moveto(Fspos *p, Fsnode *n)
{
	Fsnode *old = p->at.held ? p->at.dir : nil;

	p->at.dir = n;
	p->at.held = true;
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
fsfid(Fsnode *dir, const char *name, const Fsinfo *info, bool link)
{
	usize len = name != nil ? strlen(name) + 1 : 0;
	Fsfid *f = smalloc(sizeof *f + len);

	f->dir = dir;
	f->isdir = name == nil;
	f->link = link;
	f->fd = -1;
	f->info = *info;
	f->pid = fscounts() ? up->pid : 0;
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
	int fd = f->fd;

	f->fd = -1;
	if(fd >= 0 && f->excl)
		hostexclusive(fd, false);
	if(fd >= 0)
		hostclose(fd);
	fsfreename(&f->name, f->first);
	letgo(fsnodeput, f->dir);
	kfree(f);
}

/* kernel processes do their work in no system call */
bool
fscounts(void)
{
	return !up->kp || up->serves;
}

/* c came of a walk through what was known, and still is: fsnames */
void
fsstillsame(Chan *c)
{
	Fsfid *f = c->aux;

	f->pid = fscounts() ? up->pid : 0;
	f->nsyscall = up->nsyscall;
	f->known = true;
}

/* A walk and the open, stat or create that follows it in the same system call need one look only. */
bool
fssame(Fsfid *f)
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
	if(fssame(f) && !f->known) {
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

void
fsfidmode(Fsfid *f, Fsinfo *i)
{
	if(fssame(f))
		*i = f->info;
	else
		fsfidinfo(f, i);
}

/* ---- walking ---- */

/* the qid is all that is wanted of a parent, and it stays */
static void
stepup(Fspos *p)
{
	Fsnode *parent = p->at.dir->parent;

	up->nlook++;
	if(parent != nil)
		moveto(p, fsnoderef(parent));
	p->link = p->at.dir->link;
	fsnodestat(p->at.dir, &p->at.info.st);
	p->at.info.attr = 0;
	p->old = true;
}

/* one element further, by a look; result: nil, or the error, and p is where it was */
static const char *
steplook(Fspos *p, const char *name, Qid *qid)
{
	const char *host;
	Fslook l;
	int r;

	up->nlook++;
	host = fsdecode(name, p->buf, sizeof p->buf);
	if(host == nil)
		return Enonexist;
	r = fslook(p->at.dir, host, &l);
	if(r == -Hnoent && host == name)
		fslearn(p->at.dir, host, &p->at.t, nil);
	if(r < 0)
		return hosterrstr(r);
	*qid = fsqid(&l.info);
	p->known = p->old = false;
	p->link = l.link;
	p->at.info = l.info;
	if(l.info.st.mode & Hmdir)
		moveto(p, fsnode(p->at.dir, host, &l.info.st, l.link, l.fd, &p->at.t));
	else {
		p->leaf = host;
		if(!l.link && host == name)
			fslearn(p->at.dir, host, &p->at.t, &l.info);
	}
	return nil;
}

/* the first of n elements, and more if they are known; result as of steplook */
static const char *
steps(Fspos *p, Walkqid *w, char **name, int n)
{
	Qid *qid = w->qid + w->nqid;
	const char *err;
	int i;

	if(p->leaf != nil)
		return Enotdir;
	if(strcmp(name[0], "..") == 0) {
		stepup(p);
		*qid = fsqid(&p->at.info);
		w->nqid++;
		return nil;
	}
	i = fsknown(&p->at, name, n, qid);
	if(i > 0) {
		w->nqid += i;
		p->link = p->old = false;
		p->known = true;
		if(p->at.leaf) {
			p->leaf = name[i - 1];
			qid[i - 1] = fsqid(&p->at.info);
		}
		return nil;
	}
	if(p->at.nothing)
		return Enonexist;
	err = steplook(p, name[0], qid);
	if(err == nil)
		w->nqid++;
	return err;
}

static void
startpos(Fspos *p, Fsfid *f)
{
	p->at.dir = f->dir;
	p->at.held = false;
	p->at.leaf = false;
	p->at.info = f->info;
	p->leaf = f->isdir ? nil : f->name.s;
	p->link = f->link;
	p->known = p->old = false;
}

/* Ckeep, if what is at p has it too: of a fifo or a device nobody knows what it holds */
static int
keepsof(Chan *c, const Fspos *p)
{
	return p->at.info.st.mode & Hmother ? 0 : c->flag & Ckeep;
}

/* make nc (nil: a new Chan) the file at p, whose reference goes with it */
static Chan *
arrive(Chan *c, Chan *nc, Fspos *p, int n)
{
	Fsfid *from = c->aux, *f, *old;

	if(!p->at.held)
		fsnoderef(p->at.dir);
	f = fsfid(p->at.dir, p->leaf, &p->at.info, p->link);
	f->known = p->known;
	if(n == 0) {
		f->pid = from->pid;
		f->nsyscall = from->nsyscall;
		f->known = from->known;
	} else if(p->old)
		f->pid = 0;
	if(nc == nil) {
		nc = newchan();
		nc->dev = c->dev;
		nc->devno = c->devno;
	}
	nc->flag = (u16int)((nc->flag & ~Ckeep) | keepsof(c, p));
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
