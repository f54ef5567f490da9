/*
 * The mount table of a name space: adding to unions, taking away from them.
 *
 * A Mhead is in the hash chain of its Pgrp as long as something is mounted there; a
 * Chan that stands for the union (umh) may keep it longer, and then finds it empty.
 * Pgrp.ns is held for writing during any change, so who holds it for reading may
 * follow the chains and the lists; Mhead.lock is for those who come by a Chan's umh.  What was
 * unmounted is closed after both are free: its server may be slow, or dead.
 */
#include "u.h"
#include "chan.h"
#include "err.h"
#include "lib.h"
#include "lock.h"
#include "mem.h"
#include "mount.h"
#include "proc.h"

enum
{
	Nunion = 4096, /* mounts in one union: binding one to itself doubles it */
};

/* What a change owns: mounts to be linked in, then those that were taken out */
typedef struct Change
{
	Mount *list;
	Mhead *head;
	u64int oldid; /* mount id of the old directory, if it becomes the first member of a union */
} Change;

/* May be done twice: once, and again for one that was killed in the middle. */
static void
dropchange(Change *ch)
{
	mountfree(&ch->list);
	letgo(putmhead, ch->head);
}

DEFREDO(dropchange, Change)

Mhead **
mountchain(Pgrp *p, Qid qid)
{
	return &p->mnthash[qid.path % Mnthash];
}

Mhead *
newmhead(Chan *from)
{
	Mhead *m = smalloc(sizeof *m);

	m->ref.n = 1;
	rwlockinit(&m->lock, Rmhead);
	incref(&from->ref);
	m->from = from;
	return m;
}

static void
freemhead(Mhead *m)
{
	mountfree(&m->mount);
	letgo(cclose, m->from);
	kfree(m);
}
DEFREDO(freemhead, Mhead)

void
putmhead(Mhead *m)
{
	takeundo(m);
	if(decref(&m->ref) > 0)
		return;
	onerror(freemhead, m);
	undo();
}

Mount *
newmount(Chan *to, int flag, const char *spec)
{
	Mount *m = smalloc(sizeof *m);

	onerror(kfree, m);
	m->mountid = newmountid();
	m->mflag = flag;
	if(spec != nil)
		m->spec = kstrdup(spec);
	incref(&to->ref);
	m->to = to;
	poperror();
	return m;
}

/* Free the mounts of a list, each taken out first. */
void
mountfree(Mount **l)
{
	Mount *m;

	while((m = *l) != nil) {
		letgo(cclose, m->to);
		letgo(kfree, m->spec);
		*l = m->next;
		kfree(m);
	}
}

/* The place of the Mhead for old in its chain; *result is nil if it is not mounted upon. */
static Mhead **
findhead(Pgrp *pg, Chan *old)
{
	Mhead **l;

	for(l = mountchain(pg, old->qid); *l != nil; l = &(*l)->hash)
		if(eqchan((*l)->from, old, false))
			break;
	return l;
}

/*
 * A mount of newc, and if newc stands for a union, mounts of its other members.  To
 * bind a union for creation is not allowed unless it is no more than one directory
 * that may be created in: which member to create in would not be clear.
 */
static void
copysource(Change *ch, Chan *newc, int flag, const char *spec)
{
	int order = (flag & Morder) == Mrepl ? Mafter : flag & Morder;

	ch->list = newmount(newc, flag, spec);
	Mhead *um = newc->umh;
	if(um == nil)
		return;
	rlock(&um->lock);
	onerror(runlock, &um->lock);
	Mount *f = um->mount;
	if(f != nil) {
		if((flag & Mcreate) && (f->next != nil || !(f->mflag & Mcreate)))
			error(Emount);
		Mount **tail = &ch->list->next;
		for(f = f->next; f != nil; f = f->next) {
			*tail = newmount(f->to, order, f->spec);
			tail = &(*tail)->next;
		}
	}
	undo();
}

/*
 * Link ch->list into the union m; ch->list becomes what it replaces.  At no instant
 * may a Mount be in both lists: see exchange.
 */
static void
splice(Mhead *m, Change *ch, int order)
{
	Mount *first = ch->list, *last, **tail;

	for(last = first; last->next != nil; last = last->next)
		last->head = m;
	last->head = m;

	if(order == Mrepl) {
		exchange(&ch->list, &m->mount);
	} else if(order == Mafter) {
		for(tail = &m->mount; *tail != nil; tail = &(*tail)->next)
			;
		exchange(&ch->list, tail);
	} else {
		ch->list = nil;
		atomic_signal_fence(memory_order_seq_cst);
		last->next = m->mount;
		atomic_signal_fence(memory_order_seq_cst);
		m->mount = first;
	}
}

static int
listlen(Mount *m)
{
	int n = 0;

	for(; m != nil; m = m->next)
		n++;
	return n;
}

/* In the name space, which is locked: mount ch->list upon old. */
static void
addmount(Pgrp *pg, Change *ch, Chan *old, int order)
{
	Mhead **l = findhead(pg, old);

	if(*l == nil) {
		ch->head = newmhead(old);
		exchange(&ch->head, l);
	}
	Mhead *m = *l;
	wlock(&m->lock);
	onerror(wunlock, &m->lock);
	/* a union of new and old: the old directory is its first member */
	if(m->mount == nil && order != Mrepl) {
		m->mount = newmount(old, 0, nil);
		m->mount->mountid = ch->oldid;
		m->mount->head = m;
	}
	if(order != Mrepl && listlen(m->mount) + listlen(ch->list) > Nunion)
		error(Enomem);
	splice(m, ch, order);
	undo();
}

/* The name space, which is locked, has changed; what is known of names before is not found after this. */
static void
changed(Pgrp *pg)
{
	nschanged(pg);
	wunlock(&pg->ns);
}

DEFUNDO(changed, Pgrp)

/* Mount newc upon old.  A directory and a file do not fit, and files make no unions. */
u64int
cmount(Chan *newc, Chan *old, int flag, const char *spec)
{
	Pgrp *pg = up->pgrp;
	int order = flag & Morder;
	Change ch = {0};

	if((newc->qid.type ^ old->qid.type) & QTdir)
		error(Emount);
	if(!(old->qid.type & QTdir) && order != Mrepl)
		error(Emount);

	onerror(dropchange, &ch);
	/* /proc/n/ns can be replayed: it shows the old directory first */
	ch.oldid = newmountid();
	copysource(&ch, newc, flag, spec);
	u64int id = ch.list->mountid;
	wlock(&pg->ns);
	onerror(changed, pg);
	addmount(pg, &ch, old, order);
	undo();
	dropchange(&ch);
	undo();
	return id;
}

/* Take the first mount of c, or of what the connection c serves, out of m. */
static void
takeout(Mhead *m, Change *ch, Chan *c)
{
	Mount **l, *f;

	for(l = &m->mount; (f = *l) != nil; l = &f->next)
		if(eqchan(f->to, c, false) ||
		   (f->to->mchan != nil && eqchan(f->to->mchan, c, false)))
			break;
	if(f == nil)
		error(Eunion);
	*l = f->next;
	f->next = nil;
	ch->list = f;
}

/* Unmount from mnt what is mounted, or all; ch gets what that leaves over. */
static void
submount(Pgrp *pg, Change *ch, Chan *mnt, Chan *mounted)
{
	Mhead **l = findhead(pg, mnt);
	Mhead *m = *l;

	if(m == nil || m->mount == nil)
		error(Eunmount);
	wlock(&m->lock);
	onerror(wunlock, &m->lock);
	if(mounted == nil)
		exchange(&ch->list, &m->mount);
	else
		takeout(m, ch, mounted);
	undo();
	if(m->mount == nil) {
		*l = m->hash;
		ch->head = m;
	}
}

void
cunmount(Chan *mnt, Chan *mounted)
{
	Pgrp *pg = up->pgrp;
	Change ch = {0};

	onerror(dropchange, &ch);
	wlock(&pg->ns);
	onerror(changed, pg);
	submount(pg, &ch, mnt, mounted);
	undo();
	dropchange(&ch);
	undo();
}
