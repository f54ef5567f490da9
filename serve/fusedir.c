/*
 * Reading directories.  Where to go on is said by the number of an entry; the directory itself and the one
 * above are the first two, which Plan 9's directories do not hold.  All that was read stays with the open file,
 * so that a number means the same entry for as long as it is open; who begins at the
 * beginning again sees what is there then.  Of a union, what has the same name as an earlier entry keeps
 * its number, but is left out.
 *
 * The host can ask for what it would find, if it looked for each name, at the same time.  It is told where it may
 * keep that for a while.
 */
#include "fuse.h"
#include "lib.h"
#include "mem.h"

enum
{
	Firstroom = 8 * KiB, /* bytes of the first piece, and of the others */
	Room = 60 * KiB,
	Nown = 2, /* entries that are made here: . and .. */
};

/* entries first, first+1... are in buf */
struct Piece
{
	Piece *next;
	u64int first;
	int count;
	u8int buf[];
};

/* where a request stands */
typedef struct Filling
{
	Fmount *m;
	Hostask *a;
	File *f;
	Chan *place; /* the directory's */
	bool look;
} Filling;

void
freepieces(File *f)
{
	Piece *p;

	while((p = f->first) != nil) {
		f->first = p->next;
		kfree(p);
	}
	f->last = f->at = nil;
	f->end = false;
	kfree(f->seen);
	f->seen = nil;
}

/* ---- pieces ---- */

static int
entrylen(const u8int *e)
{
	return 2 + get16(e);
}

/* read the next piece; 0: there is none */
static int
more(File *f)
{
	int room = f->last == nil ? Firstroom : Room, n;
	Piece *p = kmalloc(sizeof *p + (usize)room);

	if(p == nil)
		return bad(Enomem);
	n = exread(f->io, p->buf, room, f->last == nil ? 0 : exoffset(f->io));
	if(n <= 0) {
		kfree(p);
		f->end = n == 0;
		return n;
	}
	p->first = f->last == nil ? Nown : f->last->first + (u64int)f->last->count;
	for(int i = 0; n - i >= Statfixlen && entrylen(p->buf + i) <= n - i &&
		       statcheck(p->buf + i, entrylen(p->buf + i)) == 0;
	    i += entrylen(p->buf + i)) {
		if(exunion(f->io))
			dropseen(&f->seen, p->buf + i);
		p->count++;
	}
	if(f->last == nil)
		f->first = f->at = p;
	else
		f->last->next = p;
	f->last = p;
	return 1;
}

/* let f->at be the piece that has the entry; 0: there is no such */
static int
seekpiece(File *f, u64int number)
{
	int ok;

	if(f->at == nil || f->at->first > number)
		f->at = f->first;
	for(;;) {
		while(f->at != nil && number >= f->at->first + (u64int)f->at->count &&
		      f->at->next != nil)
			f->at = f->at->next;
		if(f->at != nil && number < f->at->first + (u64int)f->at->count)
			return 1;
		if(f->end)
			return 0;
		ok = more(f);
		if(ok <= 0)
			return ok;
	}
}

/* f->at has the entry */
static const u8int *
entryof(File *f, u64int number)
{
	const u8int *e = f->at->buf;

	for(u64int i = f->at->first; i < number; i++)
		e += entrylen(e);
	return e;
}

/* false: no room */
static bool
putentry(Filling *l, const u8int *e, u64int number)
{
	char name[Maxelem];
	usize n = get16(e + Statname);
	Hostask *a = l->a;

	if(n >= sizeof name || n == 0)
		return true; /* it has no name that the host could say */
	memmove(name, e + Statname + 2, n);
	name[n] = '\0';
	if(!l->look || fuselook(l->m, a, l->f->node->id, l->place, name) < 0)
		a->attr.node = 0;
	if(hostfusedirent(a, name, get64(e + 13), (e[8] & QTdir) != 0, number + 1))
		return true;
	if(a->attr.node != 0)
		nodeforget(l->m, &(Hostforget){a->attr.node, 1}, 1);
	return false;
}

static bool
putown(Filling *l, u64int number)
{
	Chan *above = number == 0 ? nil : exwalk(l->place, "..");
	Qid q = {.path = l->f->node->path};

	if(above == nil || exqid(above, &q) < 0)
		exqid(l->place, &q);
	exclose(above);
	l->a->attr.node = 0;
	return hostfusedirent(l->a, number == 0 ? "." : "..", q.path, true, number + 1);
}

/* what has come before an error is an answer */
static int
fill(Filling *l)
{
	u64int number = l->a->off;
	File *f = l->f;
	const u8int *e;
	int ok;

	if(number == 0)
		freepieces(f);
	for(; number < Nown; number++)
		if(!putown(l, number))
			return 0;
	while((ok = seekpiece(f, number)) > 0) {
		e = entryof(f, number);
		for(; number < f->at->first + (u64int)f->at->count; number++, e += entrylen(e))
			if(!putentry(l, e, number))
				return 0;
	}
	return l->a->used > 0 ? 0 : ok;
}

/* false: errstr */
static bool
lockdir(File *f)
{
	if(waserror())
		return false;
	eqlock(&f->lk);
	poperror();
	return true;
}

int
fusereaddir(Fmount *m, Hostask *a, File *f)
{
	Filling l = {.m = m, .a = a, .f = f};
	int ok = -1;

	a->used = 0;
	if(!lockdir(f))
		return -1;
	l.place = nodeplace(m, f->node);
	if(l.place != nil) {
		l.look = a->op == Hfreaddirlook && fuseknows(m, l.place);
		ok = fill(&l);
	}
	exclose(l.place);
	qunlock(&f->lk);
	a->n = a->used;
	return ok;
}
