/*
 * Reading directories.  Where to go on is said by the number of an entry; the directory itself and the one
 * above are the first two, which Plan 9's directories do not hold.  All that was read stays with the open file,
 * so that a number means the same entry for as long as it is open; who begins at the
 * beginning again sees what is there then.
 */
#include "fuse.h"
#include "lib.h"
#include "mem.h"

enum
{
	Room = 8 * KiB,
	Nown = 2,       /* entries that are made here: . and .. */
	Maxelem = 1024, /* bytes of a name that Linux takes, and NUL */
};

/* entries first, first+1... are in buf */
struct Piece
{
	Piece *next;
	u64int first;
	int count;
	u8int buf[Room];
};

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
}

static int
entrylen(const u8int *e)
{
	return 2 + get16(e);
}

/* read the next piece; 0: there is none */
static int
more(File *f)
{
	Piece *p = kmalloc(sizeof *p);
	int n;

	if(p == nil)
		return bad(Enomem);
	n = exread(f->io, p->buf, Room, f->last == nil ? 0 : exoffset(f->io));
	if(n <= 0) {
		kfree(p);
		f->end = n == 0;
		return n;
	}
	p->first = f->last == nil ? Nown : f->last->first + (u64int)f->last->count;
	for(int i = 0; n - i >= Statfixlen && entrylen(p->buf + i) <= n - i &&
		       statcheck(p->buf + i, entrylen(p->buf + i)) == 0;
	    i += entrylen(p->buf + i))
		p->count++;
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
putentry(Hostask *a, const u8int *e, u64int number)
{
	char name[Maxelem];
	usize n = get16(e + Statname);

	if(n >= sizeof name || n == 0)
		return true; /* it has no name that the host could say */
	memmove(name, e + Statname + 2, n);
	name[n] = '\0';
	return hostfusedirent(a, name, get64(e + 13), (e[8] & QTdir) != 0, number + 1);
}

static bool
putown(Fmount *m, Hostask *a, File *f, u64int number)
{
	Chan *c = nodeplace(m, f->node), *above = number == 0 ? nil : exwalk(c, "..");
	Qid q = {.path = f->node->path};

	if(above == nil || exqid(above, &q) < 0)
		exqid(c, &q);
	exclose(above);
	exclose(c);
	return hostfusedirent(a, number == 0 ? "." : "..", q.path, true, number + 1);
}

/* what has come before an error is an answer */
static int
fill(Fmount *m, Hostask *a, File *f)
{
	u64int number = a->off;
	const u8int *e;
	int ok;

	if(number == 0)
		freepieces(f);
	for(; number < Nown; number++)
		if(!putown(m, a, f, number))
			return 0;
	while((ok = seekpiece(f, number)) > 0) {
		e = entryof(f, number);
		for(; number < f->at->first + (u64int)f->at->count; number++, e += entrylen(e))
			if(!putentry(a, e, number))
				return 0;
	}
	return a->used > 0 ? 0 : ok;
}

int
fusereaddir(Fmount *m, Hostask *a, File *f)
{
	int ok;

	a->used = 0;
	if(waserror())
		return -1;
	eqlock(&f->lk);
	poperror();
	ok = fill(m, a, f);
	qunlock(&f->lk);
	a->n = a->used;
	return ok;
}
