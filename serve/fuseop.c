/*
 * What programs of the host want of a mount, done by what export.h gives.  Each request has a function, which
 * says 0, or -1 with the reason in up->errstr; the host is told that reason's number.
 *
 * The host may keep what it has read of a file in its memory only where nobody changes the file without its
 * version changing too: the rest, which has mostly no length either, is read and written by
 * just the calls that programs make, so that a device sees those.
 */
#include "fuse.h"
#include "lib.h"
#include "mem.h"

enum
{
	Second = 1000000000,
	Settle = 2, /* seconds after which a time tells that a file was changed once more */
};

/* ---- attributes ---- */

static bool
keeps(Fmount *m, Chan *c)
{
	return m->opt.cache == Keepall || (m->opt.cache == Keepauto && exkeeps(c));
}

static void
puthostattr(Fmount *m, Hostattr *h, const Attr *a, Chan *c)
{
	bool may = (m->opt.name > 0 || m->opt.attr > 0) && keeps(m, c);

	*h = (Hostattr){.node = h->node,
			.ino = a->d.qid.path,
			.length = a->d.mode & DMdir ? 0 : a->d.length,
			.mode = (a->d.mode & 0777) | (a->d.mode & DMdir ? Hmdir : 0),
			.uid = a->uid,
			.gid = a->gid,
			.atime = a->d.atime,
			.mtime = a->d.mtime,
			.keepname = may ? m->opt.name : 0,
			.keepattr = may ? m->opt.attr : 0};
}

/* the answer about what is at c */
static int
attrof(Fmount *m, Hostask *a, Chan *c)
{
	Attr at;

	if(getattr(c, &at) < 0)
		return -1;
	puthostattr(m, &a->attr, &at, c);
	putattr(&at);
	return 0;
}

/* The host has found c, which this takes, at name in directory dir */
static int
found(Fmount *m, Hostask *a, u64int dir, const char *name, Chan *c)
{
	if(attrof(m, a, c) < 0) {
		exclose(c);
		return -1;
	}
	a->attr.node = nodefound(m, dir, name, c, a->attr.ino);
	return 0;
}

/* a name that desktops look for, in a directory where to look could do something */
static bool
hidden(Fmount *m, Chan *dir, const char *name)
{
	return probed(&m->opt, name) && !exkeeps(dir);
}

int
fuselook(Fmount *m, Hostask *a, u64int dir, Chan *place, const char *name)
{
	Chan *c = nil;

	if(hidden(m, place, name))
		bad(Enonexist);
	else
		c = exwalk(place, name);
	return c == nil ? -1 : found(m, a, dir, name, c);
}

static int
lookup(Fmount *m, Hostask *a)
{
	Chan *dir = nodeat(m, a->node);
	int ok;

	if(dir == nil)
		return -1;
	ok = fuselook(m, a, a->node, dir, a->name);
	exclose(dir);
	return ok;
}

/* only if it may keep that for a while; and servers are not asked for what perhaps nobody wants */
bool
fuseknows(Fmount *m, Chan *dir)
{
	return (m->opt.name > 0 || m->opt.attr > 0) && m->opt.cache != Keepnone && exkeeps(dir);
}

/* a file that was removed is known by those who have it open */
static int
getattrs(Fmount *m, Hostask *a)
{
	Node *n = getnode(m, a->node);
	Chan *c;
	int ok;

	if(n == nil)
		return -1;
	c = nodeplace(m, n);
	a->attr.node = n->id;
	ok = c == nil ? -1 : attrof(m, a, c);
	exclose(c);
	c = ok < 0 || a->attr.ino != n->path ? nodeio(m, n) : nil;
	if(c != nil)
		ok = attrof(m, a, c);
	exclose(c);
	putnode(m, n);
	return ok;
}

static int
space(Fmount *m, Hostask *a)
{
	Chan *c = nodeat(m, a->node);
	int ok = c == nil ? -1 : exspace(c, &a->space);

	exclose(c);
	return ok;
}

static File *
fileof(Hostask *a)
{
	return (File *)(uintptr)a->handle;
}

static int
setattrs(Fmount *m, Hostask *a)
{
	_Static_assert((int)Hsetmode == Setmode && (int)Hsetuid == Setuid &&
			       (int)Hsetgid == Setgid && (int)Hsetsize == Setsize &&
			       (int)Hsetatime == Setatime && (int)Hsetmtime == Setmtime &&
			       (int)Hsetatimeto == Givenatime && (int)Hsetmtimeto == Givenmtime,
		       "Setattr");
	Setattr s = {.valid = a->set,
		     .mode = a->attr.mode,
		     .uid = a->attr.uid,
		     .gid = a->attr.gid,
		     .size = a->attr.length,
		     .atime = (u64int)a->attr.atime,
		     .mtime = (u64int)a->attr.mtime};
	Chan *c;
	int ok;

	if(a->handle != 0) {
		c = fileof(a)->io;
		incref(&c->ref);
	} else
		c = nodeat(m, a->node);
	if(c == nil)
		return -1;
	ok = setattr(c, &s);
	exclose(c);
	return ok < 0 ? -1 : getattrs(m, a);
}

/* what the mode says; opening asks the file's server */
static int
mayaccess(Fmount *m, Hostask *a)
{
	u32int mode;

	if(getattrs(m, a) < 0)
		return -1;
	mode = a->attr.mode;
	mode = a->attr.uid == hostsuser() ? mode >> 6 : mode | mode >> 3;
	return (a->flags & ~mode & 7) != 0 ? bad(Eperm) : 0;
}

/* ---- names ---- */

/* may this name be given to a file */
static int
maymake(Fmount *m, Chan *dir, const char *name)
{
	return hidden(m, dir, name) ? bad(Eperm) : 0;
}

static int
make(Fmount *m, Hostask *a, u32int perm)
{
	Chan *dir = nodeat(m, a->node), *io = nil, *c = nil;

	if(dir == nil)
		return -1;
	if(maymake(m, dir, a->name) == 0)
		io = excreate(dir, a->name, Oread, perm);
	if(io != nil)
		c = exwalk(dir, a->name);
	exclose(io);
	exclose(dir);
	return c == nil ? -1 : found(m, a, a->node, a->name, c);
}

static int
removefrom(Fmount *m, Hostask *a)
{
	Chan *dir = nodeat(m, a->node);
	int ok;

	if(dir == nil)
		return -1;
	ok = removename(dir, a->name, a->op == Hfrmdir);
	exclose(dir);
	if(ok == 0)
		nodegone(m, a->node, a->name);
	return ok;
}

static bool
exists(Chan *dir, const char *name)
{
	Chan *c = exwalk(dir, name);
	bool is = c != nil;

	exclose(c);
	return is;
}

static int
rename(Fmount *m, Hostask *a, Chan *dir, Chan *todir)
{
	Chan *file = exwalk(dir, a->name), *now = nil;
	int ok;

	if(file == nil)
		return -1;
	if((a->flags & 1) && exists(todir, a->toname))
		ok = bad(Eexist);
	else if((ok = maymake(m, todir, a->toname)) == 0)
		ok = renamefile(file, dir, todir, a->toname, &now);
	exclose(file);
	/* two places can be one directory, but the host's names are those of one */
	if(ok == 0 && a->node == a->tonode)
		nodemoved(m, a->node, a->name, a->toname, now);
	else
		exclose(now);
	return ok;
}

static int
renamed(Fmount *m, Hostask *a)
{
	Chan *dir = nodeat(m, a->node), *todir = nodeat(m, a->tonode);
	int ok = dir == nil || todir == nil ? -1 : rename(m, a, dir, todir);

	exclose(todir);
	exclose(dir);
	return ok;
}

/* ---- open files ---- */

/* What may the host keep of what is read of io?  fresh: it was made just now, or made empty */
static void
howkept(Fmount *m, Hostask *a, Node *n, Chan *io, bool fresh)
{
	bool settled;
	Attr at;

	a->direct = true;
	a->keep = false;
	if(!keeps(m, io) || getattr(io, &at) < 0)
		return;
	/* what has no length may be a stream, or made when it is read; but then nothing can be delayed */
	a->direct =
		m->opt.delay ? io->mode == Owrite : at.d.length == 0 && !fresh && !exordinary(io);
	settled = at.d.mtime + Settle < hostnsec() / Second;
	lock(&m->lk);
	a->keep = n->kept && n->vers == at.d.qid.vers;
	n->kept = settled;
	n->vers = at.d.qid.vers;
	unlock(&m->lk);
	putattr(&at);
}

static void
opened(Fmount *m, Hostask *a, Node *n, Chan *io, bool fresh)
{
	File *f;

	howkept(m, a, n, io, fresh);
	f = newfile(m, n, io);
	f->whole = !a->direct;
	/* who delays writes knows the end */
	f->append = (a->flags & Hoappend) && !(m->opt.delay && f->whole);
	a->handle = (uintptr)f;
}

static int
openmode9(u32int flags)
{
	return (int)(flags & 3) | (flags & Hotrunc ? Otrunc : 0);
}

/* Who delays writing to a file must be able to read it too, for parts of pages are written */
static int
morethan(Fmount *m, Chan *c, u32int flags)
{
	return m->opt.delay && (flags & 3) == Howrite && keeps(m, c) ? Ordwr - Owrite : 0;
}

static Chan *
openplace(Fmount *m, Chan *c, u32int flags)
{
	int mode = openmode9(flags), more = morethan(m, c, flags);
	Chan *io = more != 0 ? exopen(c, mode + more) : nil;

	return io != nil ? io : exopen(c, mode);
}

static int
openfile(Fmount *m, Hostask *a)
{
	_Static_assert((int)Horead == Oread && (int)Howrite == Owrite && (int)Hordwr == Ordwr,
		       "modes");
	Node *n = getnode(m, a->node);
	Chan *c, *io = nil;

	if(n == nil)
		return -1;
	c = nodeplace(m, n);
	if(c != nil)
		io = openplace(m, c, a->flags);
	exclose(c);
	if(io != nil)
		opened(m, a, n, io, (a->flags & Hotrunc) != 0);
	putnode(m, n);
	return io == nil ? -1 : 0;
}

static int
opendir(Fmount *m, Hostask *a)
{
	Node *n = getnode(m, a->node);
	Chan *c, *io = nil;

	if(n == nil)
		return -1;
	c = nodeplace(m, n);
	if(c != nil)
		io = exopen(c, Oread);
	exclose(c);
	if(io != nil) {
		exbrief(io);
		a->handle = (uintptr)newfile(m, n, io);
	}
	putnode(m, n);
	return io == nil ? -1 : 0;
}

/* io, which it takes, was made at name in directory dir */
static int
created(Fmount *m, Hostask *a, Chan *dir, Chan *io)
{
	Chan *c = exwalk(dir, a->name);
	Node *n;

	if(c == nil || found(m, a, a->node, a->name, c) < 0) {
		exclose(io);
		return -1;
	}
	n = getnode(m, a->attr.node);
	if(n == nil) {
		exclose(io);
		return -1;
	}
	opened(m, a, n, io, true);
	putnode(m, n);
	return 0;
}

/* somebody has made it since the host looked: open that, if it will do */
static int
openthere(Fmount *m, Hostask *a, Chan *dir)
{
	Chan *c = exwalk(dir, a->name);
	u64int node = a->node;
	int ok;

	if(c == nil || found(m, a, node, a->name, c) < 0)
		return -1;
	a->node = a->attr.node;
	ok = openfile(m, a);
	if(ok < 0)
		nodeforget(m, &(Hostforget){a->attr.node, 1}, 1);
	a->node = node;
	return ok;
}

static int
create(Fmount *m, Hostask *a, Chan *dir)
{
	char err[Errmax];
	Chan *io;

	if(maymake(m, dir, a->name) < 0)
		return -1;
	io = excreate(dir, a->name, openmode9(a->flags) + morethan(m, dir, a->flags), a->perm);
	if(io != nil)
		return created(m, a, dir, io);
	strecpy(err, err + Errmax, up->errstr);
	if(!(a->flags & Hofresh) && openthere(m, a, dir) == 0)
		return 0;
	return bad(err);
}

static int
createfile(Fmount *m, Hostask *a)
{
	Chan *dir = nodeat(m, a->node);
	int ok = dir == nil ? -1 : create(m, a, dir);

	exclose(dir);
	return ok;
}

static int
readfile(Hostask *a)
{
	File *f = fileof(a);
	usize have = 0;
	int n;

	do {
		n = exread(f->io, (u8int *)a->buf + have, (int)(a->n - have),
			   (s64int)(a->off + have));
		if(n > 0)
			have += (usize)n;
	} while(f->whole && n > 0 && have < a->n);
	if(n < 0 && have == 0)
		return -1;
	a->n = have;
	return 0;
}

static int
writefile(Hostask *a)
{
	File *f = fileof(a);
	s64int off = (s64int)a->off;
	Attr at;
	int n;

	if(f->append) {
		if(getattr(f->io, &at) < 0)
			return -1;
		off = (s64int)at.d.length;
		putattr(&at);
	}
	n = exwrite(f->io, (void *)(uintptr)a->data, (int)a->n, off);
	if(n < 0)
		return -1;
	a->n = (usize)n;
	return 0;
}

/* A wish that changes nothing is to wait for the disk; devices have none */
static int
sync(Hostask *a)
{
	Dir d;

	nulldir(&d);
	return fileof(a)->whole ? wish(fileof(a)->io, &d) : 0;
}

/* ---- all of them ---- */

static int
serve(Fmount *m, Hostask *a)
{
	switch(a->op) {
	case Hflookup:
		return lookup(m, a);
	case Hfgetattr:
		return getattrs(m, a);
	case Hfsetattr:
		return setattrs(m, a);
	case Hfaccess:
		return mayaccess(m, a);
	case Hfmkdir:
		return make(m, a, DMdir | a->perm);
	case Hfmknod:
		return make(m, a, a->perm);
	case Hfremove:
	case Hfrmdir:
		return removefrom(m, a);
	case Hfrename:
		return renamed(m, a);
	case Hfopen:
		return openfile(m, a);
	case Hfcreate:
		return createfile(m, a);
	case Hfread:
		return readfile(a);
	case Hfwrite:
		return writefile(a);
	case Hfspace:
		return space(m, a);
	case Hfsync:
		return sync(a);
	case Hfclose:
		pollend(m, fileof(a));
		closefile(m, fileof(a));
		return 0;
	case Hfopendir:
		return opendir(m, a);
	case Hfreaddir:
	case Hfreaddirlook:
		return fusereaddir(m, a, fileof(a));
	}
	return bad("not supported");
}

static bool
looksup(int op)
{
	return op == Hflookup || op == Hfmkdir || op == Hfmknod || op == Hfcreate;
}

static bool
opens(int op)
{
	return op == Hfopen || op == Hfcreate || op == Hfopendir;
}

/* nobody got the answer: as if it had not been */
static void
takeback(Fmount *m, Hostask *a)
{
	u64int node;

	if(opens(a->op))
		closefile(m, fileof(a));
	if(looksup(a->op))
		nodeforget(m, &(Hostforget){a->attr.node, 1}, 1);
	if(a->op == Hfreaddirlook)
		for(usize at = 0; (node = hostfusegiven(a, &at)) != 0;)
			nodeforget(m, &(Hostforget){node, 1}, 1);
}

void
fuseserve(Fmount *m, Hostask *a)
{
	int ok;

	if(a->op == Hfpoll) {
		fusepoll(m, a);
		return;
	}
	if(a->op == Hfforget) {
		nodeforget(m, a->forget, a->nforget);
		return;
	}
	if(hostfuseunwanted(a) && a->op != Hfclose)
		ok = bad(Eintr);
	else
		ok = serve(m, a);
	/* the host's descriptors may all be those of places */
	if(ok < 0 && strcmp(up->errstr, Enofd) == 0 && nodeshed(m))
		ok = serve(m, a);
	if(!hostfuseanswer(a, ok < 0 ? (int)unixerr(up->errstr) : 0) && ok == 0)
		takeback(m, a);
}
