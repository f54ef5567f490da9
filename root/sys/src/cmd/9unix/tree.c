/*
 * The files that the client's fids are at.  A Node is a name in a directory's Node, and has a fid on the server
 * that is walked there when it is needed: servers may know a file by its path, and after one of our renames
 * what is below has another.  Fids at the same file share the Node, so all of them see that.
 *
 * A symbolic link is the file that it leads to, if that is in the tree; .. of a directory that was
 * reached by a link is where the link is.  Another link is an empty file.  Both are removed and
 * renamed as links.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>
#include "9unix.h"

enum
{
	Maxlinks = 40,     /* in one walk */
	Removedir = 0x200, /* Tunlinkat: it is to be a directory */
};

static char Eoutside[] = "permission denied: link leads out of the tree";

static QLock lk;    /* of all nodes: ref, name, child, next, f, walked, moved */
static ulong moves; /* renames so far */

Node *
noderef(Node *n)
{
	qlock(&lk);
	n->ref++;
	qunlock(&lk);
	return n;
}

Node *
rootof(Node *n)
{
	while(n->parent != nil)
		n = n->parent;
	return n;
}

static void
unlink(Node *n)
{
	Node **l;

	for(l = &n->parent->child; *l != n; l = &(*l)->next) {
	}
	*l = n->next;
}

void
nodeput(Node *n)
{
	Node *p;

	for(; n != nil; n = p) {
		qlock(&lk);
		if(--n->ref > 0) {
			qunlock(&lk);
			return;
		}
		p = n->parent;
		if(p != nil)
			unlink(n);
		qunlock(&lk);
		nodeput(n->to);
		closelfid(n->f);
		free(n->name);
		free(n->aname);
		free(n->why);
		free(n);
	}
}

Node *
noderoot(char *uname, char *aname, u32int uid, u32int gid)
{
	Node *n;

	n = emalloc9p(sizeof *n);
	n->ref = 1;
	n->name = estrdup9p("/");
	n->aname = estrdup9p(aname);
	n->uid = uid;
	n->gid = gid;
	n->f = newlfid();
	n->f->known = 1;
	if(rpc(Tattach, "44ss4", "q", n->f->n, Noid, uname, aname, uid, &n->qid) == 0) {
		n->qid.type &= QTDIR;
		return n;
	}
	nodeput(n);
	return nil;
}

/* a link's Node is its own: where it leads was just looked at */
Node *
nodechild(Node *dir, char *name, Qid q)
{
	Node *n;

	qlock(&lk);
	for(n = q.type & QTlink ? nil : dir->child; n != nil; n = n->next)
		if(n->path == q.path && !n->islink && strcmp(n->name, name) == 0)
			break;
	if(n == nil) {
		n = emalloc9p(sizeof *n);
		n->name = estrdup9p(name);
		n->path = q.path;
		n->islink = (q.type & QTlink) != 0;
		n->parent = dir;
		dir->ref++;
		n->next = dir->child;
		dir->child = n;
	}
	n->ref++;
	n->qid = q;
	n->qid.type &= QTDIR;
	qunlock(&lk);
	return n;
}

char *
nodename(Node *n)
{
	char *s;

	qlock(&lk);
	s = estrdup9p(n->name);
	qunlock(&lk);
	return s;
}

/* what n stands for; links are followed before others see them */
static Node *
real(Node *n)
{
	while(n->to != nil)
		n = n->to;
	return n;
}

/* ---- fids on the server ---- */

/* lk is held: was n or what is above renamed after its fid was walked */
static int
stale(Node *n)
{
	ulong walked;

	walked = n->walked;
	for(; n != nil; n = n->parent) {
		n = real(n);
		if(n->moved > walked)
			return 1;
	}
	return 0;
}

/* takes f */
static void
setfid(Node *n, Lfid *f, ulong now)
{
	Lfid *old;

	qlock(&lk);
	old = n->f;
	n->f = f;
	n->walked = now;
	qunlock(&lk);
	closelfid(old);
}

static ulong
movesnow(void)
{
	ulong now;

	qlock(&lk);
	now = moves;
	qunlock(&lk);
	return now;
}

static Lfid *
walkname(Node *dir, char *name, Qid *q)
{
	Lfid *from, *f;
	int nq;

	from = nodefid(dir);
	if(from == nil)
		return nil;
	f = lfidwalk(from, &name, 1, q, &nq);
	closelfid(from);
	return f;
}

/* a new walk to where n is */
static Lfid *
rewalk(Node *n)
{
	ulong now;
	char *name;
	Lfid *f;
	Qid q;

	now = movesnow();
	name = nodename(n);
	f = walkname(n->parent, name, &q);
	free(name);
	if(f != nil && q.path != n->path) { /* something else has the name now */
		closelfid(f);
		werrstr("%s", Enonexist);
		return nil;
	}
	if(f != nil) {
		ainc(&f->ref);
		setfid(n, f, now);
	}
	return f;
}

Lfid *
nodefid(Node *n)
{
	Lfid *f;

	n = real(n);
	qlock(&lk);
	f = n->f;
	if(f != nil && n->parent != nil && stale(n))
		f = nil;
	if(f != nil)
		ainc(&f->ref);
	qunlock(&lk);
	return f != nil ? f : rewalk(n);
}

/* the Node's own fid, if it is no directory and nobody uses it now: the Node gets another when it needs one */
Lfid *
nodeopenfid(Node *n)
{
	Lfid *f, *new;
	int nq, mine;

	n = real(n);
	f = nodefid(n);
	if(f == nil)
		return nil;
	qlock(&lk);
	mine = n->f == f && f->ref == 2 && !(n->qid.type & QTDIR);
	if(mine) {
		n->f = nil;
		f->ref = 1;
	}
	qunlock(&lk);
	if(mine)
		return f;
	new = lfidwalk(f, nil, 0, nil, &nq);
	closelfid(f);
	return new;
}

int
nodeattr(Node *n, Attr *a)
{
	Lfid *f;
	int ok;

	f = nodefid(n);
	if(f == nil)
		return -1;
	ok = getattr(f, a);
	closelfid(f);
	return ok;
}

/* ---- walks ---- */

static Node *walkdown(Node *, char **, int, Qid *, int *, int *);

/* what of an absolute link's target is below the root; nil: it is not */
static char *
below(char *aname, char *target)
{
	int n;

	n = strlen(aname);
	while(n > 0 && aname[n - 1] == '/')
		n--;
	if(aname[0] != '/' || strncmp(aname, target, n) != 0 ||
	   (target[n] != '/' && target[n] != 0))
		return nil;
	return target + n;
}

/* one name on from directory at, which is given up, to no link */
static Node *
hop(Node *at, char *name, int *links)
{
	Node *to, *n;
	Qid q;
	int nq;

	if(strcmp(name, "..") != 0)
		n = walkdown(at, &name, 1, &q, &nq, links);
	else if(at->parent != nil)
		n = noderef(at->parent);
	else {
		werrstr("%s", Eoutside);
		n = nil;
	}
	nodeput(at);
	if(n == nil || !n->islink)
		return n;
	to = n->to != nil ? noderef(real(n)) : nil;
	if(to == nil)
		werrstr("%s", n->why);
	nodeput(n);
	return to;
}

/* the file that target, of a link in dir, leads to */
static Node *
resolve(Node *dir, char *target, int *links)
{
	Node *at;
	char *e;

	if(--*links < 0) {
		werrstr("too many symbolic links");
		return nil;
	}
	at = real(dir);
	if(target[0] == '/') {
		at = rootof(dir);
		target = below(at->aname, target);
		if(target == nil) {
			werrstr("%s", Eoutside);
			return nil;
		}
	}
	noderef(at);
	for(; at != nil && *target != 0; target = e) {
		e = strchr(target, '/');
		if(e != nil)
			*e++ = 0;
		else
			e = target + strlen(target);
		if(*target != 0 && strcmp(target, ".") != 0)
			at = hop(at, target, links);
	}
	return at;
}

/* find out where link n leads */
static void
follow(Node *n, int *links)
{
	char *target, err[ERRMAX];
	Lfid *f;
	int ok;

	target = nil;
	f = nodefid(n);
	ok = f == nil ? -1 : rpc(Treadlink, "4", "s", f->n, &target);
	closelfid(f);
	if(ok == 0)
		n->to = resolve(n->parent, target, links);
	free(target);
	if(n->to != nil)
		n->qid = n->to->qid;
	else {
		rerrstr(err, sizeof err);
		n->why = estrdup9p(err);
	}
}

/*
 * nfs-ganesha says of all names of a walk what is so of the last, be it that it is not there: then it has to
 * walk by one at a time.
 */
static int
sensible(Qid *q, int nq)
{
	int i;

	for(i = 0; i < nq - 1; i++)
		if(!(q[i].type & (QTDIR | QTlink)) || q[i].path == q[nq - 1].path)
			return 0;
	return 1;
}

/*
 * From n by k names, none of them "..", or fewer, as until a link has been followed: *nq of them.  Result: a reference to what
 * was come to; nil: not even the first name is there.
 */
static Node *
walkdown(Node *n, char **name, int k, Qid *q, int *nq, int *links)
{
	Node *at, *next;
	Lfid *from, *f;
	ulong now;
	int i;

	now = movesnow();
	*nq = 0;
	if(n->why != nil) { /* some servers would go on */
		werrstr("%s", n->why);
		return nil;
	}
	from = nodefid(n);
	if(from == nil)
		return nil;
	f = lfidwalk(from, name, k, q, nq);
	closelfid(from);
	if(*nq == 0 || !sensible(q, *nq)) {
		closelfid(f);
		return k > 1 ? walkdown(n, name, 1, q, nq, links) : nil;
	}
	at = noderef(n);
	for(i = 0; i < *nq; i++) {
		next = nodechild(at, name[i], q[i]);
		nodeput(at);
		at = next;
		q[i] = at->qid;
		if(at->islink)
			*nq = i + 1;
	}
	if(f != nil && *nq == k)
		setfid(at, f, now);
	else
		closelfid(f);
	if(at->islink) {
		follow(at, links);
		q[*nq - 1] = at->qid;
	}
	return at;
}

int
nodewalk(Node *n, char **name, int nname, Qid *q, Node **to)
{
	Node *at, *next;
	int i, k, nq, links;

	links = Maxlinks;
	at = noderef(n);
	for(i = 0; i < nname; i += nq) {
		for(k = 0; i + k < nname && strcmp(name[i + k], "..") != 0; k++) {
		}
		nq = 1;
		if(k > 0)
			next = walkdown(at, name + i, k, q + i, &nq, &links);
		else {
			next = noderef(at->parent != nil ? at->parent : at);
			q[i] = next->qid;
		}
		nodeput(at);
		at = next;
		if(at == nil)
			return i > 0 ? i : -1;
	}
	*to = at;
	return nname;
}

/* ---- changes ---- */

/* a Plan 9 file gets no name that another has */
static int
isfree(Node *dir, char *name)
{
	Lfid *f;
	Qid q;

	f = walkname(dir, name, &q);
	if(f == nil)
		return nosuchfile();
	closelfid(f);
	werrstr("%s", Eexist);
	return 0;
}

/* for servers that have not the newer requests */
static int
oldrename(Node *dir, Lfid *from, char *name, char *to)
{
	Lfid *f;
	Qid q;
	int ok;

	f = walkname(dir, name, &q);
	if(f == nil)
		return -1;
	ok = rpc(Trename, "44s", "", f->n, from->n, to);
	closelfid(f);
	return ok;
}

static int
oldremove(Node *dir, char *name)
{
	Lfid *f;
	Qid q;
	int ok;

	f = walkname(dir, name, &q);
	if(f == nil)
		return -1;
	ok = rpc(Tremove, "4", "", f->n);
	f->known = ok == Failed;
	closelfid(f);
	return ok;
}

int
noderename(Node *n, char *to)
{
	char *name;
	Lfid *from;
	int ok;

	if(!isfree(n->parent, to) || (from = nodefid(n->parent)) == nil)
		return -1;
	name = nodename(n);
	ok = rpc(Trenameat, "4s4s", "", from->n, name, from->n, to);
	if(ok == Refused && unsupported())
		ok = oldrename(n->parent, from, name, to);
	closelfid(from);
	free(name);
	if(ok < 0)
		return -1;
	name = estrdup9p(to);
	qlock(&lk);
	to = n->name;
	n->name = name;
	n->moved = ++moves;
	qunlock(&lk);
	free(to);
	return 0;
}

int
noderemove(Node *n)
{
	char *name;
	Lfid *from;
	int ok, dir;

	if(n->parent == nil) {
		werrstr("%s", Eperm);
		return -1;
	}
	from = nodefid(n->parent);
	if(from == nil)
		return -1;
	name = nodename(n);
	dir = (n->qid.type & QTDIR) && !n->islink;
	ok = rpc(Tunlinkat, "4s4", "", from->n, name, dir ? Removedir : 0);
	if(ok == Refused && unsupported())
		ok = oldremove(n->parent, name);
	closelfid(from);
	free(name);
	return ok;
}
