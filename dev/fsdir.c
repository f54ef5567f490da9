/*
 * Directory entries of host files: stat, and reading directories.  Entries have type letter M, that
 * of files from a server, since programs (Go's among them) take all others for devices.
 *
 * Who wants no more than names and qids (Cbrief) gets them without a look at each file.
 */
#include "fs.h"
#include "dev.h"

enum
{
	Maxout = 64 * KiB, /* bytes of entries made in one read */
	Minwork = 2 * KiB, /* bytes of host entries looked at at a time, at least */
	/* tenths that most entries are of the host's, at most: whole ones, and those with no more than a name */
	Growth = 40,
	Growthbrief = 25,
	Second = 1000000000, /* nanoseconds */
};

/* a directory read */
typedef struct Fsread
{
	Fsnode *dir;
	u8int *out, *mine; /* where they go; nil, or the memory to free */
	int n, max;        /* bytes made, bytes of room */
	u8int *work;
	bool brief, full;
} Fsread;

static void
readfree(Fsread *r)
{
	kfree(r->mine);
	kfree(r->work);
	kfree(r);
}
DEFUNDO(readfree, Fsread)

static u32int
seconds(s64int t)
{
	if(t < 0)
		return 0;
	t /= Second;
	return t > 0xfffffffe ? 0xfffffffe : (u32int)t; /* all ones would say: don't touch */
}

/* brief: the name and the qid are all that is known */
static int
fsconv(Fstree *t, const Fsinfo *i, bool brief, const char *hostname, u8int *buf, int n)
{
	char name[Fsp9namemax], uid[Fsusermax], gid[Fsusermax];
	const Hoststat *st = &i->st;
	Dir d;

	uid[0] = gid[0] = '\0';
	if(!brief)
		fsusernames(st->uid, st->gid, uid, gid);
	d.type = 'M';
	d.dev = t->devno;
	d.qid = fsqid(i);
	d.mode = (st->mode & Hmlink ? 0 : st->mode & 0777) | (u32int)d.qid.type << 24;
	d.atime = seconds(st->atime);
	d.mtime = seconds(st->mtime);
	d.length = st->mode & (Hmdir | Hmlink | Hmother) ? 0 : st->length;
	d.name = (char *)(uintptr)fsencode(hostname, name, sizeof name);
	d.uid = d.muid = uid;
	d.gid = gid;
	return convD2M(&d, buf, n);
}

int
fsstat(Chan *c, u8int *buf, int n)
{
	Fsfid *f = c->aux;
	Fsinfo i;

	fsfidinfo(f, &i);
	n = fsconv(f->dir->tree, &i, false, f->isdir ? f->dir->name.s : f->name.s, buf, n);
	if(n == 0)
		error(Eshortstat);
	return n;
}

/* false: no room */
static bool
addentry(Fsread *r, const Fsinfo *i, bool brief, const char *name)
{
	int m = fsconv(r->dir->tree, i, brief, name, r->out + r->n, r->max - r->n);

	if(m <= 2) {
		r->full = true;
		return false;
	}
	r->n += m;
	return true;
}

/* One more entry.  One that went away since the host named it is left out */
static bool
entry(void *arg, const Hostentry *e)
{
	Fsread *r = arg;
	Fslook l;

	if(r->brief && e->plain) {
		l.info = (Fsinfo){.st = {.dev = r->dir->dev, .ino = e->ino}};
		return addentry(r, &l.info, true, e->name);
	}
	if(fslook(r->dir, e->name, &l) < 0)
		return true;
	if(l.fd >= 0)
		hostclose(l.fd);
	return addentry(r, &l.info, false, e->name);
}

/* bytes of host entries whose own ones should fit; 0: too few */
static int
roomfor(Fsread *r)
{
	int n = (r->max - r->n) * 10 / (r->brief ? Growthbrief : Growth);

	return n >= Minwork ? n : r->n == 0 ? Minwork : 0;
}

static Fsread *
newread(Fsnode *dir, Buf b, int n, bool brief)
{
	Fsread *r = smalloc(sizeof *r);

	r->dir = dir;
	r->brief = brief;
	r->max = n > Maxout ? Maxout : n;
	r->out = b.k != nil ? b.k : (r->mine = smalloc((usize)r->max));
	r->work = smalloc((usize)roomfor(r));
	return r;
}

int
fsdirread(Chan *c, Buf b, int n, s64int off)
{
	Fsfid *f = c->aux;
	Fsread *r;
	int more;

	if(n <= 0)
		return 0;
	r = newread(f->dir, b, n, (c->flag & Cbrief) != 0);
	onerror(readfree, r);
	if(off == 0)
		fshost(hostdirrewind(f->fd));
	/* until no more will fit; and while the names that the host gave have all gone meanwhile, there are others */
	while((more = hostdirread(f->fd, r->work, roomfor(r), entry, r)) > 0 && !r->full &&
	      roomfor(r) > 0)
		;
	if(r->n == 0)
		fshost(more);
	if(r->n == 0 && r->full)
		error(Eshort);
	n = r->n;
	if(r->mine != nil)
		bufput(b, r->out, (usize)n);
	undo();
	return n;
}
