/*
 * The device interface: what every device would otherwise write for itself (walking, stat,
 * directory reading and opening over a generator of entries), the defaults for what a table
 * leaves out, and the calls through a Chan's table that the rest of the kernel makes.  Which
 * devices exist is said in emu/devtab.c.
 */
#include "lib.h"
#include "dev.h"
#include "host.h"
#include "mem.h"
#include "proc.h"

enum
{
	Dirmax = 1024, /* bytes of the longest entry that a device makes */
};
static u32int starttime; /* seconds since 1970: the mtime of the devices' files */

const Dev *
devof(Rune dc)
{
	for(int i = 0; devtab[i] != nil; i++)
		if(devtab[i]->dc == dc)
			return devtab[i];
	return nil;
}

static u32int
seconds(void)
{
	return (u32int)(hostnsec() / 1000000000);
}

void
devinit(void)
{
	starttime = seconds();
	for(int i = 0; devtab[i] != nil; i++)
		if(devtab[i]->init != nil)
			devtab[i]->init();
}

void
devshutdown(void)
{
	for(int i = 0; devtab[i] != nil; i++)
		if(devtab[i]->shutdown != nil)
			devtab[i]->shutdown();
}

void
devrenameuser(const char *old, const char *new)
{
	for(int i = 0; devtab[i] != nil; i++)
		if(devtab[i]->renameuser != nil)
			devtab[i]->renameuser(old, new);
}

Chan *
devattach(const Dev *d, const char *spec)
{
	char name[256];
	Chan *c;
	int n;

	name[0] = '#';
	n = 1 + runetochar(name + 1, d->dc);
	strecpy(name + n, name + sizeof name, spec != nil ? spec : "");
	c = newchan();
	c->dev = d;
	c->qid = (Qid){.type = QTdir};
	c->path = newpath(name);
	return c;
}

/* dev stays nil until the walk is done: a close before that is no business of the device */
static Chan *
devclone(Chan *c)
{
	Chan *nc;

	if(c->flag & Copen)
		error(Ebadusefd);
	nc = newchan();
	nc->devno = c->devno;
	nc->qid = c->qid;
	nc->mode = c->mode;
	nc->offset = c->offset;
	nc->iounit = c->iounit;
	nc->aux = c->aux;
	nc->auxn = c->auxn;
	nc->mqid = c->mqid;
	return nc;
}

void
devdir(Chan *c, Qid qid, const char *name, s64int length, const char *user, u32int perm, Dir *d)
{
	d->type = c->dev != nil ? (u16int)c->dev->dc : 0;
	d->dev = c->devno;
	d->qid = qid;
	d->mode = perm | (u32int)qid.type << 24;
	d->atime = 0;
	d->mtime = starttime;
	d->length = (u64int)length;
	d->name = (char *)(uintptr)name;
	d->uid = (char *)(uintptr)user;
	d->gid = eve;
	d->muid = (char *)(uintptr)user;
}

int
devgen(Chan *c, const char *name, const Dirtab *tab, int ntab, int i, Dir *d)
{
	if(tab == nil)
		return -1;
	if(name != nil) {
		for(i = 1; i < ntab; i++)
			if(tab[i].name[0] == name[0] && strcmp(tab[i].name, name) == 0)
				break;
	} else if(i == Devdotdot)
		i = 0;
	else
		i++;
	if(i >= ntab)
		return -1;
	devdir(c, tab[i].qid, tab[i].name, tab[i].length, eve, tab[i].perm, d);
	return 1;
}

static bool
devwalk1(Chan *c, const char *name, const Dirtab *tab, int ntab, Devgen *gen)
{
	Dir d;

	if(strcmp(name, ".") == 0)
		return true;
	if(strcmp(name, "..") == 0) {
		if(gen(c, nil, tab, ntab, Devdotdot, &d) != 1)
			error(Egreg);
		c->qid = d.qid;
		return true;
	}
	/* devgen knows one directory: its first entry, and nothing below the others */
	if(gen == devgen && (ntab == 0 || c->qid.path != tab[0].qid.path))
		return false;
	for(int i = 0;; i++)
		switch(gen(c, name, tab, ntab, i, &d)) {
		case -1:
			return false;
		case 1:
			if(strcmp(name, d.name) == 0) {
				c->qid = d.qid;
				return true;
			}
			break;
		}
}

/* what is wrong with the next element; nil: c has gone there */
static const char *
devstep(Chan *c, const char *name, const Dirtab *tab, int ntab, Devgen *gen)
{
	if((c->qid.type & QTdir) == 0)
		return Enotdir;
	return devwalk1(c, name, tab, ntab, gen) ? nil : Enonexist;
}

Walkqid *
devwalk(Chan *c, Chan *nc, char **name, int n, const Dirtab *tab, int ntab, Devgen *gen)
{
	const char *err = nil;
	Chan *made = nil;
	Walkqid *w;

	w = newwalkqid(n);
	onerror(freewalkqid, w);
	onerror(cclosep, &made);
	if(nc == nil)
		nc = made = devclone(c);
	while(err == nil && w->nqid < n) {
		err = devstep(nc, name[w->nqid], tab, ntab, gen);
		if(err == nil)
			w->qid[w->nqid++] = nc->qid;
		else if(w->nqid == 0)
			error(err);
	}
	if(err == nil) {
		w->clone = nc;
		made = nil;
		/* from here on its close concerns the device, which has not counted it yet */
		atomic_signal_fence(memory_order_seq_cst);
		nc->dev = c->dev;
	} else
		strecpy(up->errstr, up->errstr + Errmax, err);
	undo();
	poperror();
	return w;
}

/* the place in a table that c has, below its directory; 0: none */
static int
tabindex(Chan *c, const Dirtab *tab, int ntab)
{
	for(int i = 1; i < ntab; i++)
		if(tab[i].qid.path == c->qid.path && tab[i].qid.vers == c->qid.vers)
			return i;
	return 0;
}

/* the entry of c itself, if the generator has one */
static bool
deventry(Chan *c, const Dirtab *tab, int ntab, Devgen *gen, Dir *d)
{
	int i;

	if(gen == devgen) {
		i = tabindex(c, tab, ntab);
		return i > 0 && devgen(c, nil, tab, ntab, i - 1, d) == 1;
	}
	for(i = 0;; i++)
		switch(gen(c, nil, tab, ntab, i, d)) {
		case -1:
			return false;
		case 1:
			if(eqqid(d->qid, c->qid))
				return true;
			break;
		}
}

int
devstat(Chan *c, u8int *buf, int n, const Dirtab *tab, int ntab, Devgen *gen)
{
	const char *name, *slash;
	Dir d;

	if(!deventry(c, tab, ntab, gen, &d)) {
		if((c->qid.type & QTdir) == 0)
			error(Enonexist);
		name = chanpath(c);
		slash = strrchr(name, '/');
		if(slash != nil && slash[1] != 0)
			name = slash + 1;
		devdir(c, c->qid, name, 0, eve, DMdir | 0555, &d);
	}
	if(c->flag & Cmsg)
		d.mode |= DMmount;
	n = devdirput(&d, kbuf(buf), n);
	if(n == 0)
		error(Eshortstat);
	return n;
}

int
devdirput(Dir *d, Buf b, int n)
{
	u8int entry[Dirmax];
	int size;

	if(d->atime == 0)
		d->atime = seconds();
	if(b.k != nil)
		return convD2M(d, b.k, n);
	size = sizedir(d);
	if(size > n || size > Dirmax)
		return size > n && n >= 2 ? 2 : 0;
	convD2M(d, entry, size);
	bufput(b, entry, (usize)size);
	return size;
}

int
devdirread(Chan *c, Buf b, int n, const Dirtab *tab, int ntab, Devgen *gen)
{
	int m = 0;
	Dir d;

	for(;; c->dri++)
		switch(gen(c, nil, tab, ntab, c->dri, &d)) {
		case -1:
			return m;
		case 1:
			if(sizedir(&d) > n - m) {
				if(m == 0)
					error(Eshort);
				return m;
			}
			m += devdirput(&d, bufadd(b, (usize)m), n - m);
			break;
		}
}

void
devpermcheck(const char *owner, u32int perm, int omode)
{
	static const u32int access[] = {0400, 0200, 0600, 0100};
	u32int want = access[omode & 3];

	if(strcmp(up->user, owner) != 0)
		perm <<= iseve() ? 3 : 6;
	if((perm & want) != want)
		error(Eperm);
}

int
openmode(int omode)
{
	omode &= ~(Otrunc | Ocexec | Orclose);
	if(omode < Oread || omode > Oexec)
		error(Ebadarg);
	return omode == Oexec ? Oread : omode;
}

Chan *
devopen(Chan *c, int omode, const Dirtab *tab, int ntab, Devgen *gen)
{
	int mode = openmode(omode), i;
	Dir d;

	if(gen == devgen) {
		i = tabindex(c, tab, ntab);
		if(i > 0)
			devpermcheck(eve, tab[i].perm, omode);
	} else if(deventry(c, tab, ntab, gen, &d))
		devpermcheck(d.uid, d.mode, omode);
	if((c->qid.type & QTdir) && omode != Oread)
		error(Eperm);
	c->offset = 0;
	c->mode = (u16int)mode;
	c->flag |= Copen;
	return c;
}

Block *
devbread(Chan *c, int n, s64int off)
{
	Block *b;

	b = allocb(n);
	onerror(freeb, b);
	b->wp += dread(c, kbuf(b->wp), n, off);
	poperror();
	return b;
}

int
devbwrite(Chan *c, Block *b, s64int off)
{
	int n;

	onerror(freeb, b);
	n = dwrite(c, kbuf(b->rp), blen(b), off);
	undo();
	return n;
}
