/*
 * Names that lead where they led before.  A process opens and stats the same names again and again;
 * this remembers the Chans that its last names led to, so that such a name needs no walk.
 *
 * An entry holds for one start (slash or dot), one state of the name space (Pgrp.nsgen), and as long as
 * the device vouches for it: Dev.names gives a number that changes before any name that walks found
 * without looking may lead elsewhere.  A walk that had to look (up->nlook tells) is not kept, so
 * names in other devices and servers' are never here.  A name is kept when it comes for the second time:
 * programs that go through a tree use each once.
 *
 * The entries are their process's own and need no lock; whoever cleans up after it frees them.
 */
#include "u.h"
#include "chan.h"
#include "dev.h"
#include "err.h"
#include "grp.h"
#include "lib.h"
#include "lock.h"
#include "mem.h"
#include "mount.h"
#include "proc.h"

enum
{
	Nametext = 96, /* bytes of the longest name kept, NUL included */
};

struct Namecache
{
	u64int gen;   /* of the name space */
	u64int vouch; /* the device's number */
	Chan *start;  /* a reference: where the name starts */
	Chan *c;      /* a reference: where it leads */
	u32int hash;
	char name[Nametext];
};

static void
dropentry(Namecache *e)
{
	cclosep(&e->c);
	cclosep(&e->start);
	kfree(e);
}
DEFREDO(dropentry, Namecache)

/* e is in no slot any more */
static void
forget(Namecache *e)
{
	onerror(dropentry, e);
	undo();
}

void
namecacheflush(Proc *p)
{
	for(int i = 0; i < Nnamecache; i++) {
		Namecache *e = p->names[i];
		p->names[i] = nil;
		p->namesseen[i] = 0;
		if(e != nil)
			forget(e);
	}
}

/* result: its length, 0 if it is none to keep */
static int
hashname(const char *name, u32int *hash)
{
	u32int h = 0x811c9dc5;
	int i;

	for(i = 0; name[i] != '\0'; i++) {
		if(i == Nametext - 1)
			return 0;
		h = (h ^ (u8int)name[i]) * 0x01000193;
	}
	*hash = h | 1;
	return name[0] == '#' ? 0 : i;
}

static Chan *
startof(const char *name)
{
	return name[0] == '/' ? up->slash : up->dot;
}

static Namecache **
slotof(u32int hash)
{
	return &up->names[(hash >> 8) % Nnamecache];
}

/* A reference, or nil.  The Chan is the cache's too: to be looked at only, or cloned. */
Chan *
namecached(const char *name)
{
	const Dev *d;
	Namecache *e;
	u32int hash;
	int len = hashname(name, &hash);

	if(len == 0)
		return nil;
	e = *slotof(hash);
	if(e == nil || e->hash != hash || e->start != startof(name) ||
	   e->gen != atomic_load(&up->pgrp->nsgen) || memcmp(e->name, name, (usize)len + 1) != 0)
		return nil;
	d = e->c->dev;
	if(d->names() != e->vouch)
		return nil;
	d->same(e->c);
	incref(&e->c->ref);
	return e->c;
}

/* Before the walk: *t is for namekeep after it */
void
namewanted(const char *name, Nametry *t)
{
	const Dev *d = startof(name)->dev;
	Namecache **slot;
	int len = hashname(name, &t->hash);

	t->vouch = 0;
	if(len == 0 || d->names == nil)
		return;
	slot = slotof(t->hash);
	if(up->namesseen[slot - up->names] != t->hash) {
		up->namesseen[slot - up->names] = t->hash;
		return;
	}
	t->gen = atomic_load(&up->pgrp->nsgen);
	t->nlook = up->nlook;
	t->vouch = d->names();
}

/* The name led to c, which is nothing's mount point.  Borrows c */
void
namekeep(const char *name, const Nametry *t, Chan *c)
{
	const Dev *d = startof(name)->dev;
	Namecache *e, **slot;

	if(t->vouch == 0 || t->nlook != up->nlook || c->dev != d || d->names() != t->vouch)
		return;
	e = kmalloc(sizeof *e);
	if(e == nil)
		return;
	onerror(dropentry, e);
	incref(&startof(name)->ref);
	e->start = startof(name);
	e->c = cclone(c);
	e->gen = t->gen;
	e->vouch = t->vouch;
	e->hash = t->hash;
	strecpy(e->name, e->name + Nametext, name);
	slot = slotof(t->hash);
	if(*slot != nil) {
		Namecache *old = *slot;
		*slot = nil;
		forget(old);
	}
	poperror();
	*slot = e;
}
