/*
 * The requests, as calls on the name space that this process is in.
 */
#include <u.h>
#include <libc.h>
#include <auth.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>
#include <cmd.h>
#include "exportfs.h"

/* what a fid is: Fid.aux */
typedef struct Xfid Xfid;
struct Xfid
{
	QLock; /* of fd */
	Node *node;
	int fd; /* -1: not open */
};

enum
{
	Maxservice = 64, /* attaches with -S */
};

int readonly;
char *srvfile;
char *pseudodir;
Node *root;

static char Ereadonly[] = "file system read only";
static char Ebadfid[] = "bad fid";
static char Enofile[] = "file does not exist";
static char Eopen[] = "fid is open already";

/*
 * The error of the last call, without the name that the kernel puts before or behind it: it is not one
 * that the client knows.
 */
static char *
oserror(Req *r)
{
	char *s, *p;

	s = ((Job *)r->aux)->err;
	rerrstr(s, ERRMAX);
	if(s[0] == '\'') {
		for(p = s + 1; *p != 0 && (p[0] != '\'' || p[1] == '\'');
		    p += p[0] == '\'' ? 2 : 1) {
		}
		if(p[0] == '\'' && p[1] == ' ')
			s = p + 2;
		/* how the kernel says it of a walk by several names */
		return strcmp(s, "does not exist") == 0 ? Enofile : s;
	}
	p = strstr(s, ": '");
	if(p != nil && s[strlen(s) - 1] == '\'')
		*p = 0;
	return s;
}

static void
setfid(Fid *f, Node *n)
{
	Xfid *x, *old;

	x = emalloc9p(sizeof *x);
	x->node = n;
	x->fd = -1;
	old = f->aux;
	f->aux = x;
	if(old != nil) {
		nodeput(old->node);
		free(old);
	}
}

static void
destroyfid(Fid *f)
{
	Xfid *x;

	x = f->aux;
	if(x == nil)
		return;
	if(x->fd >= 0)
		close(x->fd);
	nodeput(x->node);
	free(x);
}

/* the open file, or -1 */
static int
fdof(Req *r)
{
	Xfid *x;

	x = r->fid->aux;
	return x != nil ? x->fd : -1;
}

static Qid
qidof(Dir *d)
{
	Qid q;

	q = d->qid;
	q.path = exportqid(d->type, d->dev, q.path);
	return q;
}

static int
nodeqid(Node *n, Qid *q)
{
	Dir *d;
	char *path;

	path = nodepath(n, nil);
	d = dirstat(path);
	free(path);
	if(d == nil)
		return -1;
	*q = qidof(d);
	free(d);
	return 0;
}

/* -S: each attach has a mount of its own */
static int service[Maxservice];

static void
endservice(Node *n)
{
	char *path;

	path = nodepath(n, nil);
	unmount(nil, path);
	service[atoi(strrchr(path, '/') + 1)] = 0;
	free(path);
}

static Node *
mountservice(Req *r)
{
	static QLock lk;
	char path[64];
	int i, fd;

	qlock(&lk);
	for(i = 0; i < Maxservice && service[i]; i++) {
	}
	if(i < Maxservice)
		service[i] = 1;
	qunlock(&lk);
	if(i == Maxservice) {
		werrstr("out of pseudo mount points");
		return nil;
	}
	snprint(path, sizeof path, "%s/%d", pseudodir, i);
	fd = open(srvfile, ORDWR);
	if(fd < 0 || amount(fd, path, MREPL | MCREATE, r->ifcall.aname) < 0) {
		service[i] = 0;
		return nil;
	}
	return newroot(path, endservice);
}

static char *
doattach(Req *r)
{
	Node *n;

	n = srvfile == nil ? nodeget(root) : mountservice(r);
	if(n == nil)
		return oserror(r);
	setfid(r->fid, n);
	if(nodeqid(n, &r->ofcall.qid) < 0)
		return oserror(r);
	r->fid->qid = r->ofcall.qid;
	return nil;
}

/* one name on from n, which is given up; nil if there is no such file */
static Node *
walk1(Node *n, char *name, Qid *q)
{
	Node *to;

	to = nil;
	if(strcmp(name, "..") == 0)
		to = nodeparent(n);
	else if(name[0] == 0 || strcmp(name, ".") == 0 || strchr(name, '/') != nil ||
		!exported(n, name))
		werrstr(Enofile);
	else
		to = nodechild(n, name);
	if(to != nil && nodeqid(to, q) < 0) {
		nodeput(to);
		to = nil;
	}
	nodeput(n);
	return to;
}

static char *
dowalk(Req *r)
{
	Xfid *x;
	Node *n;
	int i;

	x = r->fid->aux;
	if(x == nil)
		return Ebadfid;
	n = nodeget(x->node);
	for(i = 0; i < r->ifcall.nwname && n != nil; i++) {
		n = walk1(n, r->ifcall.wname[i], &r->ofcall.wqid[i]);
		if(n != nil)
			r->ofcall.nwqid = i + 1;
	}
	if(n != nil)
		setfid(r->newfid, n);
	return n == nil && r->ofcall.nwqid == 0 ? oserror(r) : nil;
}

/* a connection to a server that is mounted can't be read or written: serve it from a mount of our own */
static int
relay(int fd)
{
	char name[32];
	int p;

	if(forkpipe(RFNAMEG | RFNOTEG, &p) == 0) {
		snprint(name, sizeof name, "/fd/%d",
			dup(fd, -1)); /* this one is not closed on exec */
		execl("/bin/exportfs", "exportfs", "-S", name, nil);
		sysfatal("exec /bin/exportfs: %r");
	}
	if(p >= 0)
		close(fd);
	return p;
}

/* fd is what fid x opened; it may have gone wrong */
static char *
opened(Req *r, Xfid *x, int fd)
{
	Dir *d;

	d = fd < 0 ? nil : dirfstat(fd);
	if(d == nil) {
		close(fd);
		return oserror(r);
	}
	r->ofcall.qid = qidof(d);
	if((d->mode & DMMOUNT) && !(d->mode & DMDIR)) {
		fd = relay(fd);
		if(fd < 0) {
			free(d);
			return oserror(r);
		}
	}
	free(d);
	x->fd = fd;
	return nil;
}

static char *
doopen(Req *r)
{
	Xfid *x;
	char *path, *err;

	x = r->fid->aux;
	if(x == nil)
		return Ebadfid;
	qlock(x);
	if(x->fd >= 0)
		err = Eopen;
	else {
		path = nodepath(x->node, nil);
		err = opened(r, x, open(path, r->ifcall.mode | OCEXEC));
		free(path);
	}
	qunlock(x);
	return err;
}

static char *
docreate(Req *r)
{
	Xfid *x;
	Node *dir;
	char *path, *err, *name;

	x = r->fid->aux;
	name = r->ifcall.name;
	if(x == nil)
		return Ebadfid;
	if(name[0] == 0 || strchr(name, '/') != nil || strcmp(name, ".") == 0 ||
	   strcmp(name, "..") == 0)
		return "bad name";
	if(!exported(x->node, name))
		return "permission denied";
	qlock(x);
	if(x->fd >= 0)
		err = Eopen;
	else {
		path = nodepath(x->node, name);
		err = opened(r, x, create(path, r->ifcall.mode | OEXCL | OCEXEC, r->ifcall.perm));
		free(path);
	}
	if(err == nil) {
		dir = x->node;
		x->node = nodechild(dir, name);
		nodeput(dir);
	}
	qunlock(x);
	return err;
}

/* the library has seen to it that a directory is read in order */
static long
readentries(Req *r, int fd)
{
	Xfid *x;
	long n;

	x = r->fid->aux;
	qlock(x);
	if(r->ifcall.offset == 0)
		seek(fd, 0, 0);
	do {
		n = read(fd, r->ofcall.data, r->ifcall.count);
		if(n <= 0)
			break;
		n = exportdir(x->node, (uchar *)r->ofcall.data, n);
	} while(n == 0);
	qunlock(x);
	return n;
}

static char *
doread(Req *r)
{
	long n;
	int fd;

	fd = fdof(r);
	if(r->fid->qid.type & QTDIR)
		n = readentries(r, fd);
	else
		n = pread(fd, r->ofcall.data, r->ifcall.count, r->ifcall.offset);
	if(n < 0)
		return oserror(r);
	r->ofcall.count = n;
	return nil;
}

static char *
dowrite(Req *r)
{
	long n;

	n = pwrite(fdof(r), r->ifcall.data, r->ifcall.count, r->ifcall.offset);
	if(n < 0)
		return oserror(r);
	r->ofcall.count = n;
	return nil;
}

/* the file is closed before the answer */
static char *
doclunk(Req *r)
{
	Fid *f;

	f = r->fid;
	r->fid = nil;
	closefid(f);
	return nil;
}

static char *
doremove(Req *r)
{
	Xfid *x;
	char *path;
	int n;

	x = r->fid->aux;
	if(x == nil)
		return Ebadfid;
	path = nodepath(x->node, nil);
	n = remove(path);
	free(path);
	return n < 0 ? oserror(r) : nil;
}

static char *
dostat(Req *r)
{
	Xfid *x;
	Dir *d;
	char *path;

	x = r->fid->aux;
	if(x == nil)
		return Ebadfid;
	if(x->fd >= 0)
		d = dirfstat(x->fd);
	else {
		path = nodepath(x->node, nil);
		d = dirstat(path);
		free(path);
	}
	if(d == nil)
		return oserror(r);
	r->d = *d;
	r->d.qid = qidof(d);
	r->d.name = estrdup9p(d->name);
	r->d.uid = estrdup9p(d->uid);
	r->d.gid = estrdup9p(d->gid);
	r->d.muid = estrdup9p(d->muid);
	free(d);
	return nil;
}

static char *
dowstat(Req *r)
{
	Xfid *x;
	char *path;
	int n;

	x = r->fid->aux;
	if(x == nil)
		return Ebadfid;
	if(strchr(r->d.name, '/') != nil)
		return "bad name";
	if(r->d.name[0] != 0) {
		Node *p = nodeparent(x->node);

		n = exported(p, r->d.name);
		nodeput(p);
		if(!n)
			return "permission denied";
	}
	if(x->fd >= 0)
		n = dirfwstat(x->fd, &r->d);
	else {
		path = nodepath(x->node, nil);
		n = dirwstat(path, &r->d);
		free(path);
	}
	if(n < 0)
		return oserror(r);
	if(r->d.name[0] != 0)
		noderename(x->node, r->d.name);
	return nil;
}

/* hand a request to the workers, if it is one that only reads, or that is allowed */
static void
change(Req *r, char *(*fn)(Req *))
{
	if(readonly)
		respond(r, Ereadonly);
	else
		work(r, fn);
}

static void
attach(Req *r)
{
	work(r, doattach);
}

static void
walk(Req *r)
{
	work(r, dowalk);
}

static void
xopen(Req *r)
{
	int m;

	m = r->ifcall.mode;
	if((m & 3) == OWRITE || (m & 3) == ORDWR || (m & (OTRUNC | ORCLOSE)))
		change(r, doopen);
	else
		work(r, doopen);
}

static void
xcreate(Req *r)
{
	change(r, docreate);
}

static void
xread(Req *r)
{
	work(r, doread);
}

static void
xwrite(Req *r)
{
	change(r, dowrite);
}

static void
clunk(Req *r)
{
	work(r, doclunk);
}

static void
xremove(Req *r)
{
	change(r, doremove);
}

static void
xstat(Req *r)
{
	work(r, dostat);
}

static void
xwstat(Req *r)
{
	change(r, dowstat);
}

static void
destroyreq(Req *r)
{
	free(r->aux);
}

Srv export = {
	.attach = attach,
	.walk = walk,
	.open = xopen,
	.create = xcreate,
	.read = xread,
	.write = xwrite,
	.clunk = clunk,
	.remove = xremove,
	.stat = xstat,
	.wstat = xwstat,
	.flush = workflush,
	.destroyfid = destroyfid,
	.destroyreq = destroyreq,
};
