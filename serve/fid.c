/*
 * The table of a connection's fids.  A fid is a place in the name space and, once opened, a file.  Several
 * requests can use one at the same time: each takes references to the Chans, so that a clunk meanwhile does
 * no harm.  Opening, moving and removing exclude each other.
 */
#include "p9.h"
#include "lib.h"
#include "mem.h"

enum
{
	Firsthash = 32,
};

static Fid **
slotof(Conn *c, u32int n)
{
	Fid **l = &c->fid[n & (u32int)(c->nfidhash - 1)];

	while(*l != nil && (*l)->n != n)
		l = &(*l)->next;
	return l;
}

/* the table is too small, or not there yet; false: there is no memory for a bigger one */
static bool
grow(Conn *c)
{
	int size = c->nfidhash == 0 ? Firsthash : 2 * c->nfidhash, oldsize = c->nfidhash;
	Fid **old = c->fid, *f, *next, **l;
	Fid **table = kmalloc((usize)size * sizeof *table);

	if(table == nil)
		return false;
	c->fid = table;
	c->nfidhash = size;
	for(int i = 0; i < oldsize; i++)
		for(f = old[i]; f != nil; f = next) {
			next = f->next;
			l = &c->fid[f->n & (u32int)(size - 1)];
			f->next = *l;
			*l = f;
		}
	kfree(old);
	return true;
}

Fid *
getfid(Conn *c, u32int n)
{
	Fid *f = nil;

	lock(&c->lk);
	if(c->nfidhash > 0)
		f = *slotof(c, n);
	if(f != nil)
		f->ref++;
	unlock(&c->lk);
	if(f == nil)
		bad("unknown fid");
	return f;
}

static void
fidgone(Fid *f)
{
	exclose(f->io);
	exclose(f->c);
	kfree(f->dir);
	kfree(f->seen);
	kfree(f);
}

void
putfid(Conn *c, Fid *f)
{
	bool last;

	lock(&c->lk);
	last = --f->ref == 0;
	unlock(&c->lk);
	if(last)
		fidgone(f);
}

bool
fidfree(Conn *c, u32int n)
{
	bool is;

	lock(&c->lk);
	is = n != Nofid && (c->nfidhash == 0 || *slotof(c, n) == nil);
	unlock(&c->lk);
	if(!is)
		bad("fid is in use");
	return is;
}

/* c->lk is held */
static const char *
enter(Conn *c, Fid *f)
{
	if(c->dead)
		return Ehungup;
	if(c->nfid >= Maxfid)
		return "too many fids";
	if(c->nfid >= c->nfidhash && !grow(c))
		return Enomem;
	if(f->n == Nofid || *slotof(c, f->n) != nil)
		return "fid is in use";
	*slotof(c, f->n) = f;
	c->nfid++;
	return nil;
}

int
addfid(Conn *c, u32int n, Chan *place)
{
	Fid *f = smalloc(sizeof *f);
	const char *why;

	f->n = n;
	f->ref = 1;
	f->c = place;
	lock(&c->lk);
	why = enter(c, f);
	unlock(&c->lk);
	if(why == nil)
		return 0;
	fidgone(f);
	return bad(why);
}

int
clunkfid(Conn *c, u32int n)
{
	Fid *f = nil, **l;

	lock(&c->lk);
	if(c->nfidhash > 0) {
		l = slotof(c, n);
		f = *l;
		if(f != nil) {
			*l = f->next;
			c->nfid--;
		}
	}
	unlock(&c->lk);
	if(f == nil)
		return bad("unknown fid");
	putfid(c, f);
	return 0;
}

void
clunkall(Conn *c)
{
	Fid **table, *f, *next;
	int n;

	lock(&c->lk);
	table = c->fid;
	n = c->nfidhash;
	c->fid = nil;
	c->nfid = c->nfidhash = 0;
	unlock(&c->lk);
	for(int i = 0; i < n; i++)
		for(f = table[i]; f != nil; f = next) {
			next = f->next;
			putfid(c, f);
		}
	kfree(table);
}

Chan *
fidplace(Conn *c, Fid *f)
{
	Chan *place;

	lock(&c->lk);
	place = f->c != nil ? f->c : f->io;
	incref(&place->ref);
	unlock(&c->lk);
	return place;
}

Chan *
fidfile(Conn *c, Fid *f)
{
	Chan *io;

	lock(&c->lk);
	io = f->io;
	if(io != nil)
		incref(&io->ref);
	unlock(&c->lk);
	if(io == nil)
		bad("fid is not open");
	return io;
}

int
fidhold(Conn *c, Fid *f)
{
	const char *why = nil;

	lock(&c->lk);
	if(f->io != nil)
		why = "fid is open";
	else if(f->busy)
		why = Einuse;
	else
		f->busy = true;
	unlock(&c->lk);
	return why != nil ? bad(why) : 0;
}

void
fidset(Conn *c, Fid *f, Chan *place, Chan *io)
{
	Chan *oldplace, *oldio;

	lock(&c->lk);
	oldplace = f->c;
	oldio = f->io;
	f->c = place;
	f->io = io;
	f->busy = false;
	unlock(&c->lk);
	exclose(oldio);
	exclose(oldplace);
}

void
fidlet(Conn *c, Fid *f)
{
	lock(&c->lk);
	f->busy = false;
	unlock(&c->lk);
}

static void
move(Conn *c, u32int n, Chan *old, Chan *new)
{
	Chan *was = nil;
	Fid *f;

	lock(&c->lk);
	f = c->nfidhash > 0 ? *slotof(c, n) : nil;
	if(f != nil && f->c != nil && !f->busy && eqchan(f->c, old, false)) {
		was = f->c;
		incref(&new->ref);
		f->c = new;
	}
	unlock(&c->lk);
	exclose(was);
}

/* The file of old has got another name, by which it is now new: all fids that stand for it follow */
void
fidmoved(Conn *c, Chan *old, Chan *new)
{
	u32int *n;
	int have = 0;

	lock(&c->lk);
	n = kmalloc((usize)(c->nfid + 1) * sizeof *n);
	for(int i = 0; n != nil && i < c->nfidhash; i++)
		for(Fid *f = c->fid[i]; f != nil; f = f->next)
			if(f->c != nil && !f->busy && eqchan(f->c, old, false))
				n[have++] = f->n;
	unlock(&c->lk);
	for(int i = 0; i < have; i++)
		move(c, n[i], old, new);
	kfree(n);
}

int
dirlock(Fid *f)
{
	if(waserror())
		return -1;
	eqlock(&f->dirlk);
	poperror();
	return 0;
}
