/*
 * Reading directories as a name space shows them: a union gives its members' entries
 * one member after the other, and an entry that is mounted upon is replaced by that of
 * what is mounted there.
 *
 * Such an entry may be longer than the one it replaces, so the entries that a device
 * gave need not fit the reader's buffer any more; the surplus (the rock) stays with
 * the Chan for the next read.  That is why a Chan has two offsets: offset counts the
 * bytes that were given to readers, devoffset those that the device gave.
 *
 * One reader at a time works on a Chan, under umqlock.  If the union is changed while it
 * is read, entries may be seen twice or not at all, as when a directory changes.
 */
#include "u.h"
#include "chan.h"
#include "dev.h"
#include "dir.h"
#include "err.h"
#include "lib.h"
#include "lock.h"
#include "mem.h"
#include "mount.h"
#include "proc.h"

enum
{
	Dirbufmax = 2 + Statmax, /* bytes: one read gives at most as much as one entry can be */
	/* where things are in an entry */
	Etype = 2,
	Edev = 4,
	Eqid = 8,
	Ename = 41,
};

/* What is mounted upon an entry */
typedef struct Mounted
{
	Chan *c;
	Mhead *mh;
	u8int *st; /* its entry */
} Mounted;

/* Rewritten entries */
typedef struct Entries
{
	u8int *p;
	int n, room;
} Entries;

static void
dropmounted(Mounted *m)
{
	cclosep(&m->c);
	letgo(putmhead, m->mh);
	letgo(kfree, m->st);
}

static void
dropentries(Entries *e)
{
	letgo(kfree, e->p);
}

DEFREDO(dropmounted, Mounted)
DEFREDO(dropentries, Entries)

/* Size of the entry at p, of which n bytes are there; 0: it is no whole entry. */
static int
entrysize(const u8int *p, int n)
{
	if(n < Statfixlen)
		return 0;
	int size = 2 + get16(p);
	return size < Statfixlen || size > n ? 0 : size;
}

int
dirsetname(u8int *e, int n, int max, const char *name, int nname)
{
	if(n < Statfixlen)
		return 0;
	int old = get16(e + Ename);
	int tail = n - (Ename + 2 + old);
	int size = n - old + nname;
	if(tail < 0 || nname < 0 || nname > Statmax || size > max || size > 2 + Statmax)
		return 0;
	memmove(e + Ename + 2 + nname, e + Ename + 2 + old, (usize)tail);
	memmove(e + Ename + 2, name, (usize)nname);
	put16(e + Ename, (u16int)nname);
	put16(e, (u16int)(size - 2));
	return size;
}

Chan *
unionmember(Mhead *m, int i)
{
	Chan *c = nil;

	rlock(&m->lock);
	onerror(runlock, &m->lock);
	Mount *f = m->mount;
	for(; f != nil && i > 0; i--)
		f = f->next;
	if(f != nil) {
		c = f->to;
		incref(&c->ref);
	}
	undo();
	return c;
}

/* Is the file itself a member of the union mounted upon it? */
static bool
hasmember(Mhead *m, const Dev *dev, u32int devno, Qid qid)
{
	rlock(&m->lock);
	onerror(runlock, &m->lock);
	Mount *f = m->mount;
	while(f != nil && !eqchantdqid(f->to, dev, devno, qid))
		f = f->next;
	undo();
	return f != nil;
}

/* Back to the start: the next read begins anew. */
static void
rewind(Chan *c)
{
	letgo(kfree, c->dirrock);
	c->nrock = c->mrock = 0;
	cclosep(&c->umc);
	c->uri = 0;
	c->dri = 0;
	c->devoffset = 0;
	__atomic_store_n(&c->offset, 0, __ATOMIC_RELAXED);
}

/* ---- unions ---- */

/* Open member uri of the union; false: there is none. */
static bool
openmember(Chan *c)
{
	Chan *m = unionmember(c->umh, c->uri);

	if(m == nil)
		return false;
	onerror(cclosep, &m);
	cunique(&m);
	dopenp(&m, Oread);
	m->flag |= c->flag & Cbrief;
	exchange(&c->umc, &m);
	undo();
	return true;
}

/* Some errors are the reader's business and not a fault of the member. */
static bool
readerserror(void)
{
	return strcmp(up->errstr, Eintr) == 0 || strcmp(up->errstr, Eshort) == 0;
}

/* Read on in member uri.  Result: bytes; 0: nothing (more) there; -1: there is no such member */
static int
readmember(Chan *c, u8int *buf, int n)
{
	if(waserror()) {
		if(readerserror())
			nexterror();
		return 0;
	}
	if(c->umc == nil && !openmember(c)) {
		poperror();
		return -1;
	}
	int m = dread(c->umc, kbuf(buf), n, c->umc->devoffset);
	c->umc->devoffset += m;
	poperror();
	return m;
}

static int
readunion(Chan *c, u8int *buf, int n)
{
	int m;

	while((m = readmember(c, buf, n)) == 0) {
		cclosep(&c->umc);
		c->uri++;
	}
	return m < 0 ? 0 : m;
}

/* ---- entries that are mounted upon ---- */

/* The device of the entry at e of directory c.  A device may write another's letter into its
 * entries (#U does), but the directory's own instance number says that they are its. */
static const Dev *
entrydev(Chan *c, const u8int *e)
{
	if(c->umc != nil)
		c = c->umc;
	return get32(e + Edev) == c->devno ? c->dev : devof(get16(e + Etype));
}

/*
 * What replaces the entry of size bytes at e, in m->st.  Result: bytes; 0: the entry
 * stays.  It also does when what is mounted there cannot be asked.
 */
static int
replacement(Chan *c, Mounted *m, const u8int *e, int size)
{
	const Dev *dev = entrydev(c, e);
	u32int devno = get32(e + Edev);
	Qid qid = {get64(e + Eqid + 5), get32(e + Eqid + 1), e[Eqid]};

	if(dev == nil || !findmount(&m->c, &m->mh, dev, devno, qid) ||
	   hasmember(m->mh, dev, devno, qid))
		return 0;
	int n, nname = get16(e + Ename);
	if(Ename + 2 + nname > size)
		return 0;
	m->st = dstatmem(m->c, nname, &n);
	return dirsetname(m->st, n, n + nname, (const char *)e + Ename + 2, nname);
}

static int
tryreplacement(Chan *c, Mounted *m, const u8int *e, int size)
{
	if(waserror())
		return 0;
	int n = replacement(c, m, e, size);
	poperror();
	return n;
}

static void
append(Entries *out, const u8int *p, int n)
{
	if(out->n + n > out->room) {
		int room = 2 * out->n + n;
		u8int *np = smalloc((usize)room), *old = out->p;
		if(out->n > 0)
			memcpy(np, old, (usize)out->n);
		out->p = np;
		out->room = room;
		kfree(old);
	}
	memcpy(out->p + out->n, p, (usize)n);
	out->n += n;
}

/*
 * Rewrite the n bytes of entries of c at buf to out.  Result: whether any was mounted upon;
 * if not, out stays empty.
 */
static bool
rewrite(Chan *c, const u8int *buf, int n, Entries *out)
{
	Chan *dir = c->umc != nil ? c->umc : c;
	bool any = mountsin(dir->dev, dir->devno);
	int i = 0, done = 0, size;

	for(; (size = entrysize(buf + i, n - i)) > 0; i += size) {
		if(!any && get32(buf + i + Edev) == dir->devno)
			continue;
		Mounted m = {nil, nil, nil};
		onerror(dropmounted, &m);
		int got = tryreplacement(c, &m, buf + i, size);
		if(got > 0) {
			append(out, buf + done, i - done);
			append(out, m.st, got);
			done = i + size;
		}
		undo();
	}
	if(out->n == 0)
		return false;
	append(out, buf + done, n - done);
	return true;
}

/* How many of the n bytes at p are whole entries that fit max. */
static int
wholeentries(const u8int *p, int n, int max)
{
	int i = 0, size;

	while((size = entrysize(p + i, n - i)) > 0 && i + size <= max)
		i += size;
	return i;
}

/* Give what fits of the rock. */
static int
readrock(Chan *c, u8int *buf, int max)
{
	int n = wholeentries(c->dirrock + c->nrock, c->mrock - c->nrock, max);

	if(n == 0)
		error(Eshort);
	memcpy(buf, c->dirrock + c->nrock, (usize)n);
	c->nrock += n;
	if(c->nrock == c->mrock) {
		letgo(kfree, c->dirrock);
		c->nrock = c->mrock = 0;
	}
	return n;
}

/* Rewrite n bytes of entries at buf, which holds max; what is too much becomes the rock. */
static int
mountfix(Chan *c, u8int *buf, int n, int max)
{
	Entries out = {nil, 0, 0};

	onerror(dropentries, &out);
	if(rewrite(c, buf, n, &out)) {
		c->nrock = 0;
		c->mrock = out.n;
		u8int *rock = out.p;
		out.p = nil;
		atomic_signal_fence(memory_order_seq_cst);
		c->dirrock = rock;
		n = readrock(c, buf, max);
	}
	undo();
	return n;
}

/* ---- reading ---- */

static void
setoffset(Chan *c, s64int off)
{
	s64int at = __atomic_load_n(&c->offset, __ATOMIC_RELAXED);

	if(off < 0)
		off = at;
	if(off == 0)
		rewind(c);
	else if(off != at && c->umh == nil)
		error(Edirseek);
}

/* What the device has given it does not give again, whether the reader gets it now or later */
static int
readentries(Chan *c, u8int *buf, int n)
{
	n = c->umh != nil ? readunion(c, buf, n) : dread(c, kbuf(buf), n, c->devoffset);
	c->devoffset += n;
	return n;
}

int
dirread(Chan *c, Buf b, int n, s64int off)
{
	int got;

	if(n < 0)
		error(Ebadarg);
	if(n > Dirbufmax)
		n = Dirbufmax;
	eqlock(&c->umqlock);
	onerror(qunlock, &c->umqlock);
	setoffset(c, off);
	u8int *buf = smalloc((usize)n + 1);
	onerror(kfree, buf);
	if(c->dirrock != nil)
		got = readrock(c, buf, n);
	else
		got = mountfix(c, buf, readentries(c, buf, n), n);
	bufput(b, buf, (usize)got);
	__atomic_fetch_add(&c->offset, got, __ATOMIC_RELAXED);
	undo();
	undo();
	return got;
}
