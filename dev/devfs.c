/*
 * #U: the host's files, with the host's permissions.  #U is the host's root, #Uname a directory in
 * it; emu's options attach others (fsattachdir).  A tree that was attached is never left
 * through a symbolic link.  Owners are the host's; Linux decides who may do what, as the user who
 * runs the emu.  Walking is in fswalk.c, stat and directories in fsdir.c, wstat in fswstat.c.
 */
#include "fs.h"
#include "log.h"
#include "dev.h"
#include "proc.h"

enum
{
	Maxtree = 256,
	Maxnamed = 8,
	Fifowait = 50, /* milliseconds between looks for a fifo's reader */
};

const char Efsro[] = "file system read only";
static const char Elocked[] = "exclusive use file already open";

static QLock treelk = {.rank = Rdev};
static Fstree *trees; /* [treelk] */
static int ntree;     /* [treelk] */

/* [I] after boot */
static struct
{
	const char *name;
	char *path; /* on the host */
} named[Maxnamed];
static int nnamed;

int
fshost(int r)
{
	if(r < 0)
		error(hosterrstr(r));
	return r;
}

static void
closefd(int *fd)
{
	if(*fd >= 0)
		hostclose(*fd);
}
DEFUNDO(closefd, int)

static void
fsinit(void)
{
	hostfileinit();
	hostusersinit();
	fswatchinit();
}

/* give back all that is kept for speed, so that what is left at the end is a leak */
static void
fsshutdown(void)
{
	Fstree *t;

	fsnodeflush();
	while((t = trees) != nil) {
		trees = t->next;
		fsnodeput(t->root);
		kfree(t);
	}
	ntree = 0;
	fsuserflush();
	fsqidflush();
}

/* ---- attach ---- */

static bool
ishostroot(const Hoststat *st)
{
	Hoststat root;
	int fd = hostopenroot("/", Hopath), r;

	if(fd < 0)
		return false;
	r = hoststat(fd, "", &root);
	hostclose(fd);
	return r == 0 && root.dev == st->dev && root.ino == st->ino;
}

/* Drop the trees that nobody uses: their roots have no reference but the tree's, and get others only
 * by treeof.  treelk is held */
static void
droptrees(void)
{
	Fstree *t, **l = &trees;

	fsnodeflush();
	while((t = *l) != nil) {
		if(!fsnodealone(t->root)) {
			l = &t->next;
			continue;
		}
		*l = t->next;
		ntree--;
		fsnodeput(t->root);
		kfree(t);
	}
}

/* the tree whose root is open as *fd, which a new tree takes.  treelk is held */
static Fstree *
treeof(int *fd, const Hoststat *st, bool ro)
{
	Fstree *t;

	for(t = trees; t != nil; t = t->next)
		if(t->root->dev == st->dev && t->root->ino == st->ino && t->ro == ro)
			return t;
	if(ntree >= Maxtree)
		droptrees();
	if(ntree >= Maxtree)
		error(Enodev);
	t = smalloc(sizeof *t);
	t->ro = ro;
	t->whole = ishostroot(st);
	t->devno = newdevno();
	t->root = fsroot(t, *fd, st);
	*fd = -1;
	t->next = trees;
	trees = t;
	ntree++;
	return t;
}

static Chan *
attach(const char *hostpath, bool ro, const char *spec)
{
	Fslook l = {.fd = -1};
	Fsnode *node;
	Fstree *t;
	Chan *c;
	int fd = fshost(hostopenroot(hostpath, Hopath | Hodir));

	onerror(closefd, &fd);
	fshost(hoststat(fd, "", &l.info.st));
	qlock(&treelk);
	onerror(qunlock, &treelk);
	t = treeof(&fd, &l.info.st, ro);
	node = fsnoderef(t->root); /* and so the tree stays */
	undo();
	undo();
	c = devattach(&fsdev, spec);
	c->devno = t->devno;
	c->flag |= t->whole ? 0 : Ckeep; /* the host's devices and /proc are elsewhere */
	c->qid = fsqid(&l.info);
	c->aux = fsfid(node, nil, &l.info, false);
	return c;
}

/* Its name is the one by which #U has the directory, so that /proc/n/ns tells what can be bound again */
Chan *
fsattachdir(const char *hostpath, bool ro)
{
	Chan *c = attach(hostpath, ro, "");
	char *name;

	if(hostpath[0] != '/' || hostpath[1] == '\0')
		return c;
	onerror(cclose, c);
	name = smalloc(strlen(hostpath) + 3);
	onerror(kfree, name);
	snprint(name, (int)strlen(hostpath) + 3, "#U%s", hostpath);
	pathclose(c->path);
	c->path = nil;
	c->path = newpath(name);
	undo();
	poperror();
	return c;
}

void
fsnametree(const char *name, const char *hostpath)
{
	if(nnamed >= Maxnamed)
		panic("fsnametree: too many: %s", name);
	named[nnamed].path = kstrdup(hostpath);
	memkept(named[nnamed].path);
	named[nnamed++].name = name;
}

/* #U*name; #U* is the host's root */
static Chan *
attachnamed(const char *spec)
{
	if(spec[1] == '\0')
		return attach("/", false, spec);
	for(int i = 0; i < nnamed; i++)
		if(strcmp(named[i].name, spec + 1) == 0)
			return attach(named[i].path, false, spec);
	error(Enonexist);
}

static Chan *
fsattach(const char *spec)
{
	char *path;
	Chan *c;

	if(spec[0] == '*')
		return attachnamed(spec);

	if(spec[0] == '\0' || spec[0] == '/')
		return attach(spec[0] == '\0' ? "/" : spec, false, spec);
	path = smalloc(strlen(spec) + 2);
	onerror(kfree, path);
	path[0] = '/';
	memmove(path + 1, spec, strlen(spec));
	c = attach(path, false, spec);
	undo();
	return c;
}

/* ---- open ---- */

/* Only those who may change a directory may have a file removed from it. */
static void
checkrclose(Fsnode *dir)
{
	fshost(hostaccess(fshost(fsnodefd(dir)), ".", 2));
}

/* there: it is known to be.  A removed directory could still be opened by its descriptor */
static int
opendir(Fsnode *n, bool there)
{
	Hoststat st;
	int fd;

	do {
		if(n->fd >= 0 || n->link)
			fd = hostopen(fshost(fsnodefd(n)), ".", Horead | Hodir, 0);
		else
			fd = hostopen(n->parent->fd, n->name.s, Horead | Hodir, 0);
	} while(fsretry(fd));
	fshost(fd);
	onerror(closefd, &fd);
	if(!there)
		fshost(hoststat(fd, "", &st));
	poperror();
	return fd;
}

/* one try to open file f as the host's mode says */
static int
openonce(Fsfid *f, int hmode)
{
	int dirfd = fshost(fsnodefd(f->dir)), fd;

	do
		fd = f->link ? fsfollow(f->dir, f->name.s, hmode)
			     : hostopen(dirfd, f->name.s, hmode, 0);
	while(fsretry(fd));
	return fd;
}

/* A fifo cannot be opened for writing before it has a reader: wait as the host would. */
static int
openfile(Fsfid *f, int hmode)
{
	int fd;

	for(;;) {
		fd = openonce(f, hmode);
		if(fd != -Hnodevice || !(f->info.st.mode & Hmfifo))
			return fshost(fd);
		tsleep(&up->sleepr, never, nil, Fifowait);
	}
}

/* the file is open as fd: exclusively, if it is such a file; cut, if that had to wait */
static void
takefile(Fsfid *f, int fd, bool trunc)
{
	int r;

	if(!(f->info.attr & DMexcl))
		return;
	r = hostexclusive(fd, true);
	if(r == -Hagain)
		error(Elocked);
	fshost(r);
	f->excl = true;
	if(trunc) {
		int wfd = fshost(hostreopen(fd, Howrite | Hotrunc));
		hostclose(wfd);
	}
}

/* the host's mode for omode; Linux numbers read, write and both as Plan 9 does */
static int
hostmode(int omode, u32int attr)
{
	int mode = openmode(omode);

	return mode | (attr & DMappend && mode != Oread ? Hoappend : 0);
}

static void
openplain(Fsfid *f, int omode)
{
	int hmode = hostmode(omode, f->info.attr), fd;
	bool trunc = (omode & Otrunc) && !(f->info.attr & DMappend); /* else it is ignored */

	if(omode & Orclose)
		checkrclose(f->dir);
	if(trunc && !(f->info.attr & DMexcl) && !(f->info.st.mode & Hmother))
		hmode |= Hotrunc;
	fd = openfile(f, hmode);
	onerror(closefd, &fd);
	if((omode & 3) == Oexec)
		fshost(hostaccess(fd, "", 1));
	takefile(f, fd, trunc);
	poperror();
	f->fd = fd;
}

static Chan *
fsopen(Chan *c, int omode)
{
	Fsfid *f = c->aux;
	int mode = openmode(omode);
	bool change = mode != Oread || (omode & (Otrunc | Orclose));

	if(f->dir->tree->ro && change)
		error(Efsro);
	if(f->isdir) {
		if(change)
			error(Eisdir);
		f->fd = opendir(f->dir, fssame(f));
	} else {
		if(!fssame(f) || (f->known && (omode & 3) == Oexec)) {
			Fsinfo i;
			fsfidinfo(f, &i);
			f->info = i;
			c->qid = fsqid(&i);
		}
		openplain(f, omode);
	}
	c->offset = 0;
	c->mode = (u16int)mode;
	c->flag |= Copen | (omode & Orclose ? Crclose : 0);
	return c;
}

/* ---- create ---- */

/* What the new file fd is, to l.  It should have its directory's group, if the host lets us */
static void
adopt(const Fsinfo *dir, int fd, Fslook *l)
{
	Hoststat *st = &l->info.st;

	fshost(hoststat(fd, "", st));
	if(st->gid != dir->st.gid && hostchgrp(fd, dir->st.gid) == 0)
		st->gid = dir->st.gid;
}

static Fsfid *
makedir(Fsnode *dir, const Fsinfo *info, const char *name, u32int perm)
{
	int dirfd = fshost(fsnodefd(dir)), fd, r;
	Fslook l = {.fd = -1};
	Fsfid *f;

	if(perm & (DMappend | DMexcl))
		error(Eperm);
	r = hostmkdir(dirfd, name, perm & (~0777u | (info->st.mode & 0777)));
	fschanged(dir, name);
	fshost(r);
	fd = hostopen(dirfd, name, Horead | Hodir, 0);
	if(fd == -Haccess)
		fd = hostopen(dirfd, name, Hopath | Hodir, 0);
	fshost(fd);
	onerror(closefd, &fd);
	adopt(info, fd, &l);
	f = fsfid(fsnode(dir, name, &l.info.st, false, -1, nil), nil, &l.info, false);
	poperror();
	f->fd = fd;
	return f;
}

static Fsfid *
makefile(Fsnode *dir, const Fsinfo *info, const char *name, int omode, u32int perm)
{
	u32int attr = perm & (DMappend | DMexcl | DMtmp);
	int dirfd = fshost(fsnodefd(dir)), fd;
	Fslook l = {.fd = -1};
	Fsfid *f;

	perm &= ~0666u | (info->st.mode & 0666);
	do
		fd = hostopen(dirfd, name, hostmode(omode, attr) | Hocreate, perm);
	while(fsretry(fd));
	fschanged(dir, name);
	fshost(fd);
	onerror(closefd, &fd);
	adopt(info, fd, &l);
	if(attr != 0) {
		fshost(fssetattr(fd, &l.info, perm));
		l.info.attr = attr;
	}
	f = fsfid(fsnoderef(dir), name, &l.info, false);
	poperror();
	f->fd = fd;
	f->excl = (attr & DMexcl) && hostexclusive(fd, true) == 0;
	return f;
}

static Chan *
fscreate(Chan *c, char *name, int omode, u32int perm)
{
	Fsfid *f = c->aux, *new;
	int mode = openmode(omode);
	char buf[Fsnamemax];
	const char *host;
	Fsinfo info;

	if(!f->isdir)
		error(Enotdir);
	if(f->dir->tree->ro)
		error(Efsro);
	host = fsdecode(name, buf, sizeof buf);
	if(host == nil || strchr(host, '/') != nil)
		error(Ebadchar);
	if(strcmp(host, ".") == 0 || strcmp(host, "..") == 0)
		error(Eexist);
	fsfidmode(f, &info);
	if(perm & DMdir) {
		if(mode != Oread || (omode & (Otrunc | Orclose)))
			error(Eisdir);
		new = makedir(f->dir, &info, host, perm);
	} else
		new = makefile(f->dir, &info, host, omode, perm);
	c->aux = new;
	fsfidfree(f);
	c->qid = fsqid(&new->info);
	c->offset = 0;
	c->mode = (u16int)mode;
	c->flag |= Copen | (omode & Orclose ? Crclose : 0);
	return c;
}

/* ---- remove and close ---- */

static void
fsremove(Chan *c)
{
	Fsfid *f = c->aux;
	Fsnode *dir = f->isdir ? f->dir->parent : f->dir;
	const char *name = f->isdir ? f->dir->name.s : f->name.s;

	if(dir == nil)
		error(Eperm);
	if(dir->tree->ro)
		error(Efsro);
	fshost(hostremove(fshost(fsnodefd(dir)), name, f->isdir && !f->link));
	fschanged(dir, name);
	if(f->isdir)
		fsnodeforget(f->dir);
	else
		fsdropattr(&f->info);
}

/* The file that was opened is removed, not another that has got its name. */
static void
rclose(Fsfid *f)
{
	Hoststat st;
	int dirfd = fsnodefd(f->dir);

	if(dirfd < 0 || f->isdir)
		return;
	if(!f->link && (hoststat(dirfd, f->name.s, &st) < 0 || st.dev != f->info.st.dev ||
			st.ino != f->info.st.ino))
		return;
	if(hostremove(dirfd, f->name.s, false) == 0) {
		fschanged(f->dir, f->name.s);
		fsdropattr(&f->info);
	}
}

static void
fsclose(Chan *c)
{
	Fsfid *f = c->aux;

	if(f == nil)
		return;
	onerror(fsfidfree, f);
	if(c->flag & Crclose)
		rclose(f);
	c->aux = nil;
	undo();
}

/* ---- reading and writing ---- */

/* the host said r to a read or write, at the same place the second time if again is set: raise, or
 * return to try again */
static void
hosttrouble(Fsfid *f, s64int r, bool write, Buf b, int n, bool again)
{
	switch(-r) {
	case Hagain:
		pollfd(f->fd, write ? Hpollout : Hpollin, -1);
		return;
	case Hintr:
		if(up->notepending)
			error(Eintr);
		return;
	case Hfault:
		if(again && b.k == nil)
			badaddr(b.u, (usize)n);
		buffix(b, (usize)n, !write);
		return;
	case Hpipe:
		/* as with a pipe of ours */
		if(!up->kp)
			postnote(up, "sys: write on closed pipe", Nuser);
		break;
	}
	error(hosterrstr((int)r));
}

/* Is this all?  The host moves what it can: it stops at a page that is not there, and when a fifo
 * is full.  A read of a plain file goes on only at a page's end: elsewhere the file ended. */
static bool
finished(Fsfid *f, Buf b, int done, int n, bool write)
{
	if(done == n || write)
		return done == n;
	return (f->info.st.mode & Hmother) || b.k != nil || (b.u.a + (usize)done) % Pagesize != 0;
}

static int
transfer(Fsfid *f, Buf b, int n, s64int off, bool write)
{
	s64int (*io)(int, uintptr, usize, s64int) = write ? hostwrite : hostread;
	s64int r, last = 0;
	int done = 0;

	bufcheck(b, (usize)n);
	for(;; last = r) {
		r = io(f->fd, bufaddr(b) + (usize)done, (usize)(n - done), off + done);
		if(r < 0) {
			if(done > 0 && r == -Hnospace)
				return done;
			hosttrouble(f, r, write, bufadd(b, (usize)done), n - done, r == last);
			continue;
		}
		done += (int)r;
		if(r == 0 || finished(f, b, done, n, write))
			return done;
	}
}

static void
fsspace(Chan *c, Hostspace *s)
{
	Fsfid *f = c->aux;

	fshost(hostspace(fshost(fsnodefd(f->dir)), s));
}

static int
fsread(Chan *c, Buf b, int n, s64int off)
{
	Fsfid *f = c->aux;

	if(f->isdir)
		return fsdirread(c, b, n, off);
	/* a fifo without a writer reads as ended: wait for the first one */
	if(f->info.st.mode & Hmfifo)
		pollfd(f->fd, Hpollin, -1);
	return transfer(f, b, n, off, false);
}

static int
fswrite(Chan *c, Buf b, int n, s64int off)
{
	return transfer(c->aux, b, n, off, true);
}

const Dev fsdev = {
	.dc = 'U',
	.name = "hostfs",
	.flags = Dserver,
	.init = fsinit,
	.shutdown = fsshutdown,
	.attach = fsattach,
	.walk = fswalk,
	.names = fsnames,
	.same = fsstillsame,
	.stat = fsstat,
	.open = fsopen,
	.create = fscreate,
	.close = fsclose,
	.read = fsread,
	.write = fswrite,
	.space = fsspace,
	.remove = fsremove,
	.wstat = fswstat,
	.replace = fsreplace,
};
