/*
 * The client's requests.  Each is done by a process of its own, so that those that wait hold up nobody.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>
#include "9unix.h"

/* what a fid is: Fid.aux */
typedef struct Xfid Xfid;
struct Xfid
{
	Node *node;
	Lfid *open; /* nil: it is not */
	int gone;   /* it was removed */
	QLock dirlk;
	Dirbuf dir; /* [dirlk] */
};

enum
{
	Grace = 5 * 1000, /* ms */
};

char *tree;
u32int useuid = Noid;

static void
setfid(Fid *f, Node *n)
{
	Xfid *x;

	x = f->aux;
	if(x == nil)
		x = f->aux = emalloc9p(sizeof *x);
	nodeput(x->node);
	x->node = n;
}

static void
destroyfid(Fid *f)
{
	Xfid *x;

	x = f->aux;
	if(x == nil)
		return;
	if(f->omode != (char)-1 && (f->omode & ORCLOSE) && !x->gone)
		noderemove(x->node);
	closelfid(x->open);
	nodeput(x->node);
	free(x->dir.buf);
	free(x);
}

/* ---- names ---- */

static int
doattach(Req *r)
{
	u32int uid, gid;
	Node *n;

	if(r->afid != nil) {
		werrstr("no authentication required");
		return -1;
	}
	whoami(r->ifcall.uname, &uid, &gid);
	if(useuid != Noid) {
		uid = useuid;
		gid = Noid;
	}
	n = noderoot(r->ifcall.uname, r->ifcall.aname[0] != 0 ? r->ifcall.aname : tree, uid, gid);
	if(n == nil)
		return -1;
	setfid(r->fid, n);
	r->ofcall.qid = r->fid->qid = n->qid;
	return 0;
}

/* the names as the server has them; result: how many can be there at all */
static int
hostnames(Req *r, char buf[MAXWELEM][Namemax + 1], char *name[MAXWELEM])
{
	int i;

	for(i = 0; i < r->ifcall.nwname; i++) {
		name[i] = buf[i];
		if(strcmp(r->ifcall.wname[i], "..") == 0)
			strcpy(buf[i], "..");
		else if(decodename(r->ifcall.wname[i], buf[i]) < 0)
			break;
	}
	return i;
}

static int
dowalk(Req *r)
{
	char buf[MAXWELEM][Namemax + 1], *name[MAXWELEM];
	Xfid *x;
	Node *to;
	int n, got;

	x = r->fid->aux;
	n = hostnames(r, buf, name);
	if(n == 0 && r->ifcall.nwname > 0)
		return -1;
	got = nodewalk(x->node, name, n, r->ofcall.wqid, &to);
	if(got < 0)
		return -1;
	r->ofcall.nwqid = got;
	if(got == r->ifcall.nwname)
		setfid(r->newfid, to);
	else if(got == n)
		nodeput(to);
	return 0;
}

/* -1: n is a link without a file, and nothing but a new name or its end can be had of it */
static int
hasfile(Node *n)
{
	if(n->why == nil)
		return 0;
	werrstr("%s", n->why);
	return -1;
}

/* ---- opening ---- */

static int
linuxmode(int mode)
{
	static int modes[] = {[OREAD] = 0, [OWRITE] = 1, [ORDWR] = 2, [OEXEC] = 0};

	return modes[mode & 3] | (mode & OTRUNC ? Lotrunc : 0) | Lolargefile;
}

static int
mayexec(Node *n)
{
	Node *root;
	Attr a;

	root = rootof(n);
	if(nodeattr(n, &a) < 0)
		return 0;
	if(a.mode & (root->uid == 0 ? 0111 : root->uid == a.uid ? 0100 : 0011))
		return 1;
	werrstr("%s", Eperm);
	return 0;
}

/* changes of attributes */
typedef struct Change Change;
struct Change
{
	u32int valid;
	u32int mode;
	u32int gid;
	uvlong length;
	uvlong atime;
	uvlong mtime;
};

static int
setattr(Lfid *f, Change *c)
{
	return rpc(Tsetattr, "4444488888", "", f->n, c->valid, c->mode, Noid, c->gid, c->length,
		   c->atime, 0ULL, c->mtime, 0ULL);
}

/* not all servers cut a file when it is opened for that */
static int
cut(Lfid *f, Attr *a)
{
	Change c;

	if((a->mode & Lifmt) != Lifreg || a->size == 0)
		return 0;
	memset(&c, 0, sizeof c);
	c.valid = Setsize;
	return setattr(f, &c) < 0 ? -1 : getattr(f, a);
}

/* the answer to an open or create that made f a file open; takes f */
static int
opened(Req *r, Lfid *f, u32int iounit)
{
	Xfid *x;
	Attr a;

	if(getattr(f, &a) < 0 || ((r->ifcall.mode & OTRUNC) && cut(f, &a) < 0)) {
		closelfid(f);
		return -1;
	}
	x = r->fid->aux;
	x->open = f;
	r->ofcall.qid = a.qid;
	r->ofcall.iounit = iounit <= unixsrv.msize - IOHDRSZ ? iounit : 0;
	return 0;
}

static int
doopen(Req *r)
{
	u32int iounit;
	int mode;
	Xfid *x;
	Lfid *f;
	Qid q;

	x = r->fid->aux;
	mode = r->ifcall.mode;
	if(hasfile(x->node) < 0)
		return -1;
	if((mode & ORCLOSE) && x->node->parent == nil) {
		werrstr("%s", Eperm);
		return -1;
	}
	if((mode & 3) == OEXEC && !mayexec(x->node))
		return -1;
	f = nodeopenfid(x->node);
	if(f == nil)
		return -1;
	if(rpc(Tlopen, "44", "q4", f->n, linuxmode(mode), &q, &iounit) < 0) {
		closelfid(f);
		return -1;
	}
	return opened(r, f, iounit);
}

/* a directory is made and then opened */
static Lfid *
makedir(Lfid *dir, char *name, u32int perm, u32int gid, Qid *q, u32int *iounit)
{
	Lfid *f;
	int nq;

	if(rpc(Tmkdir, "4s44", "q", dir->n, name, perm, gid, q) < 0)
		return nil;
	f = lfidwalk(dir, &name, 1, q, &nq);
	if(f != nil && rpc(Tlopen, "44", "q4", f->n, Lodirectory | Lolargefile, q, iounit) < 0) {
		closelfid(f);
		f = nil;
	}
	return f;
}

static Lfid *
makefile(Lfid *dir, char *name, int mode, u32int perm, u32int gid, Qid *q, u32int *iounit)
{
	Lfid *f;
	int nq;

	f = lfidwalk(dir, nil, 0, nil, &nq);
	if(f != nil && rpc(Tlcreate, "4s444", "q4", f->n, name,
			   linuxmode(mode & 3) | Locreat | Loexcl, perm, gid, q, iounit) < 0) {
		closelfid(f);
		f = nil;
	}
	return f;
}

/* of file name in x's directory.  The group is that of who makes it, unless the directory says otherwise */
static Lfid *
make(Req *r, Xfid *x, char *name, Qid *q, u32int *iounit)
{
	u32int perm, gid;
	Lfid *dir, *f;
	Attr a;

	if(nodeattr(x->node, &a) < 0)
		return nil;
	perm = r->ifcall.perm;
	gid = rootof(x->node)->gid;
	if(gid == Noid || (a.mode & Lsetgid))
		gid = a.gid;
	dir = nodefid(x->node);
	if(dir == nil)
		return nil;
	if(perm & DMDIR)
		f = makedir(dir, name, perm & 0777 & (~0777 | a.mode), gid, q, iounit);
	else
		f = makefile(dir, name, r->ifcall.mode, perm & 0777 & (~0666 | a.mode), gid, q,
			     iounit);
	closelfid(dir);
	return f;
}

static int
docreate(Req *r)
{
	char name[Namemax + 1];
	u32int iounit;
	Xfid *x;
	Lfid *f;
	Qid q;

	x = r->fid->aux;
	if(decodename(r->ifcall.name, name) < 0)
		return -1;
	if(r->ifcall.perm & (DMAPPEND | DMEXCL)) {
		werrstr("%s", Enotsup);
		return -1;
	}
	if((r->ifcall.perm & DMDIR) && (r->ifcall.mode & ~ORCLOSE) != OREAD) {
		werrstr("%s", Eperm);
		return -1;
	}
	f = make(r, x, name, &q, &iounit);
	if(f == nil)
		return -1;
	setfid(r->fid, nodechild(x->node, name, q));
	return opened(r, f, iounit);
}

/* ---- reading and writing ---- */

static int
doread(Req *r)
{
	Xfid *x;
	long n;
	int ok;

	x = r->fid->aux;
	if(!(r->fid->qid.type & QTDIR)) {
		ok = rpc(Tread, "484", "d", x->open->n, (uvlong)r->ifcall.offset, r->ifcall.count,
			 r->ofcall.data, r->ifcall.count, &r->ofcall.count);
		return ok;
	}
	qlock(&x->dirlk);
	if(r->ifcall.offset == 0)
		rewind(&x->dir);
	n = readentries(&x->dir, x->node, x->open, (uchar *)r->ofcall.data, r->ifcall.count);
	qunlock(&x->dirlk);
	r->ofcall.count = n;
	return n < 0 ? -1 : 0;
}

static int
dowrite(Req *r)
{
	Xfid *x;

	x = r->fid->aux;
	if(rpc(Twrite, "48d", "4", x->open->n, (uvlong)r->ifcall.offset, r->ifcall.data,
	       r->ifcall.count, &r->ofcall.count) < 0)
		return -1;
	if(r->ofcall.count > r->ifcall.count) {
		werrstr("%s", Ebadmsg);
		return -1;
	}
	return 0;
}

/* the file is closed before the answer */
static int
doclunk(Req *r)
{
	Fid *f;

	f = r->fid;
	r->fid = nil;
	closefid(f);
	return 0;
}

static int
doremove(Req *r)
{
	Xfid *x;

	x = r->fid->aux;
	x->gone = 1;
	return noderemove(x->node);
}

/* ---- what is known of a file ---- */

static int
dostat(Req *r)
{
	char *name;
	Xfid *x;
	Attr a;

	x = r->fid->aux;
	if((x->open != nil ? getattr(x->open, &a) : nodeattr(x->node, &a)) < 0)
		return -1;
	name = nodename(x->node);
	filldir(&r->d, &a, name);
	free(name);
	return 0;
}

/* all that was written is to be on the server's disk */
static int
sync(Xfid *x)
{
	u32int iounit;
	Lfid *f;
	Qid q;
	int ok;

	if(x->open != nil)
		return rpc(Tfsync, "44", "", x->open->n, 0);
	if(hasfile(x->node) < 0)
		return -1;
	f = nodeopenfid(x->node);
	if(f == nil)
		return -1;
	ok = rpc(Tlopen, "44", "q4", f->n, Lolargefile, &q, &iounit);
	if(ok == 0)
		ok = rpc(Tfsync, "44", "", f->n, 0);
	closelfid(f);
	return ok;
}

static char *
wishowners(Change *c, Dir *d, Attr *a)
{
	char *uid;
	int same;

	uid = username(a->uid, 0);
	same = d->uid[0] == 0 || strcmp(d->uid, uid) == 0;
	free(uid);
	if(!same)
		return Eperm;
	if(d->gid[0] == 0)
		return nil;
	c->gid = groupid(d->gid);
	if(c->gid == Noid)
		return "unknown group";
	if(c->gid != a->gid)
		c->valid |= Setgid;
	return nil;
}

/* what of the wish d is to be set; the error, or nil */
static char *
wish(Change *c, Dir *d, Attr *a)
{
	int isdir;

	memset(c, 0, sizeof *c);
	isdir = (a->mode & Lifmt) == Lifdir;
	if(~d->mode) {
		if(d->mode & (DMAPPEND | DMEXCL))
			return Enotsup;
		c->valid |= Setmode;
		c->mode = (d->mode & 0777) | (isdir ? a->mode & 07000 : 0);
	}
	if(~d->length && isdir) {
		if(d->length != 0)
			return "file is a directory";
	} else if(~d->length) {
		if(d->length < 0)
			return "negative i/o offset";
		c->valid |= Setsize;
		c->length = d->length;
	}
	if(~d->atime) {
		c->valid |= Setatime;
		c->atime = d->atime;
	}
	if(~d->mtime) {
		c->valid |= Setmtime;
		c->mtime = d->mtime;
	}
	return wishowners(c, d, a);
}

/* An old server knows an open file by the name that it had */
static int
change(Xfid *x, Change *c, int renamed)
{
	Lfid *f;
	int ok;

	if(c->valid == 0)
		return 0;
	if(x->open != nil && !renamed)
		return setattr(x->open, c);
	f = nodefid(x->node);
	if(f == nil)
		return -1;
	ok = setattr(f, c);
	closelfid(f);
	return ok;
}

/* the name that is wanted, in name, and the present one; 1: they are not the same, -1: errstr */
static int
newname(Node *n, Dir *d, char name[Namemax + 1], char **old)
{
	char buf[Encmax];

	*old = nodename(n);
	if(d->name[0] == 0 || strcmp(d->name, encodename(*old, buf)) == 0)
		return 0;
	if(n->parent == nil) {
		werrstr("%s", Eperm);
		return -1;
	}
	return decodename(d->name, name) < 0 ? -1 : 1;
}

/* all of what is wanted or nothing */
static int
changeall(Xfid *x, Dir *d, char **old)
{
	char name[Namemax + 1], *err, failed[ERRMAX];
	Change c;
	Attr a;
	int renamed;

	if((x->open != nil ? getattr(x->open, &a) : nodeattr(x->node, &a)) < 0)
		return -1;
	err = wish(&c, d, &a);
	if(err != nil) {
		werrstr("%s", err);
		return -1;
	}
	if(c.valid != 0 && hasfile(x->node) < 0)
		return -1;
	renamed = newname(x->node, d, name, old);
	if(renamed < 0 || (renamed && noderename(x->node, name) < 0))
		return -1;
	if(change(x, &c, renamed) == 0)
		return 0;
	rerrstr(failed, sizeof failed);
	if(renamed)
		noderename(x->node, *old);
	werrstr("%s", failed);
	return -1;
}

static int
dowstat(Req *r)
{
	Dir *d;
	Xfid *x;
	char *old;
	int ok;

	d = &r->d;
	x = r->fid->aux;
	if(!~d->mode && !~d->atime && !~d->mtime && !~d->length && d->name[0] == 0 &&
	   d->uid[0] == 0 && d->gid[0] == 0)
		return sync(x);
	old = nil;
	ok = changeall(x, d, &old);
	free(old);
	return ok;
}

static int
doflush(Req *r)
{
	flushreq(r->oldreq);
	return 0;
}

/* ---- who does it ---- */

static void
work(Req *r, int (*fn)(Req *))
{
	Srv *s;
	int ok;

	s = r->srv;
	srvrelease(s);
	*serving = fn != doflush && fn != doclunk ? r : nil; /* those end what they have begun */
	ok = fn(r);
	*serving = nil;
	if(ok < 0)
		responderror(r);
	else
		respond(r, nil);
	srvacquire(s);
}

#define SERVE(name)                                                                                \
	static void unix##name(Req *r)                                                             \
	{                                                                                          \
		work(r, do##name);                                                                 \
	}
SERVE(attach)
SERVE(walk)
SERVE(open)
SERVE(create)
SERVE(read)
SERVE(write)
SERVE(clunk)
SERVE(remove)
SERVE(stat)
SERVE(wstat)
SERVE(flush)

/* The client has gone.  What it has under way has a moment to end */
static void
unixhangup(Srv *)
{
	if(rfork(RFPROC | RFMEM | RFNOWAIT) != 0)
		return;
	sleep(Grace);
	postnote(PNGROUP, getpid(), "kill");
	_exits(nil);
}

static void
unixend(Srv *)
{
	postnote(PNGROUP, getpid(), "kill");
	_exits(nil);
}

Srv unixsrv = {
	.attach = unixattach,
	.walk = unixwalk,
	.open = unixopen,
	.create = unixcreate,
	.read = unixread,
	.write = unixwrite,
	.clunk = unixclunk,
	.remove = unixremove,
	.stat = unixstat,
	.wstat = unixwstat,
	.flush = unixflush,
	.destroyfid = destroyfid,
	.hangup = unixhangup,
	.end = unixend,
};
