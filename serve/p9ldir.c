/*
 * 9P2000.L: reading directories.  An offset says after which entry to go on, by its number; the
 * directory itself and the one above are the first two, which Plan 9's directories do not hold.  The
 * fid keeps a piece of the directory.  Who goes back farther than that piece makes it begin anew.  Of a union, what
 * has the name of an earlier entry keeps its number, but is left out.
 */
#include "p9l.h"
#include "mem.h"

enum
{
	Piece = 16 * KiB,
	Nown = 2, /* entries that are made here: . and .. */
	Entryfix = Qidlen + 8 + 1 + 2,
	Readdirhdr = Msghdr + 4,
};

/* entries first, first+1... of the directory are in buf; that numbered next begins at at */
struct Dirpos
{
	u64int first, next;
	int n, at;
	u8int buf[Piece];
};

typedef struct Out
{
	u8int *p, *end;
} Out;

/* false: it does not fit */
static bool
putentry(Out *o, Qid q, u64int number, const u8int *name, usize n)
{
	u8int *p = o->p;

	if((usize)(o->end - p) < Entryfix + n)
		return false;
	p = putqid9(p, q);
	put64(p, number + 1);
	p[8] = q.type & QTdir ? Ldtdir : Ldtreg;
	put16(p + 9, (u16int)n);
	memmove(p + 11, name, n);
	o->p = p + 11 + n;
	return true;
}

/* . and .. of the directory at place, from number on; false: no room, or errstr */
static int
putown(Out *o, Chan *place, u64int number)
{
	static const u8int dots[] = "..";
	Chan *above;
	Qid q;

	for(; number < Nown; number++) {
		if(number == 0) {
			if(exqid(place, &q) < 0)
				return -1;
		} else {
			above = exwalk(place, "..");
			if(above == nil || exqid(above, &q) < 0) {
				exclose(above);
				return -1;
			}
			exclose(above);
		}
		if(!putentry(o, q, number, dots, number + 1))
			return 0;
	}
	return 1;
}

/* the next piece of the directory; 0: there is none */
static int
nextpiece(Fid *f, Chan *io, bool rewind)
{
	Dirpos *d = f->dir;
	int n = exread(io, d->buf, Piece, rewind ? 0 : exoffset(io));

	if(rewind) {
		kfree(f->seen);
		f->seen = nil;
	}
	for(int i = 0; exunion(io) && i < n; i += 2 + get16(d->buf + i))
		dropseen(&f->seen, d->buf + i);
	d->at = 0;
	d->n = n > 0 ? n : 0;
	d->first = rewind ? Nown : d->next;
	d->next = d->first;
	return n;
}

/* Stand before entry number; 0: there is no such */
static int
seekentry(Fid *f, Chan *io, u64int number)
{
	Dirpos *d = f->dir;
	int n = 1;

	if(number < d->first || d->first == 0)
		n = nextpiece(f, io, true);
	else if(number < d->next) {
		d->at = 0;
		d->next = d->first;
	}
	while(n > 0) {
		while(d->at < d->n && d->next < number) {
			d->at += 2 + get16(d->buf + d->at);
			d->next++;
		}
		if(d->at < d->n)
			return 1;
		n = nextpiece(f, io, false);
	}
	return n;
}

/* entries of the directory from number on */
static int
putentries(Out *o, Fid *f, Chan *io, u64int number)
{
	Dirpos *d = f->dir;

	for(;; number++) {
		int ok = seekentry(f, io, number);
		if(ok <= 0)
			return ok;
		u8int *e = d->buf + d->at;
		Qid q = {get64(e + 13), get32(e + 9), e[8]};
		if(get16(e + Statname) != 0 &&
		   !putentry(o, q, number, e + Statname + 2, get16(e + Statname)))
			return 1;
	}
}

/* what has come before an error is an answer */
static int
fill(Out *o, Fid *f, Chan *place, Chan *io, u64int number)
{
	u8int *start = o->p;
	int ok = 1;

	if(f->dir == nil)
		f->dir = kmalloc(sizeof *f->dir);
	if(f->dir == nil)
		return bad(Enomem);
	if(number < Nown) {
		ok = putown(o, place, number);
		number = Nown;
	}
	if(ok > 0)
		ok = putentries(o, f, io, number);
	if(o->p == start && ok != 0)
		return ok < 0 ? -1 : bad(Eshort);
	return 0;
}

static int
readdir(Req *r, Fid *f, Chan *io, u64int number, u32int count)
{
	Chan *place;
	Out o;
	int ok;

	if(!(io->qid.type & QTdir))
		return bad(Enotdir);
	if(count > r->c->msize - Readdirhdr)
		count = r->c->msize - Readdirhdr;
	if(answerroom(r, Readdirhdr + (int)count) == nil || dirlock(f) < 0)
		return -1;
	o.p = r->rep + Readdirhdr;
	o.end = o.p + count;
	place = fidplace(r->c, f);
	ok = fill(&o, f, place, io, number);
	qunlock(&f->dirlk);
	exclose(place);
	if(ok < 0)
		return -1;
	r->nrep = (int)(o.p - r->rep);
	answerhead(r, Treaddir + 1);
	put32(r->rep + Msghdr, (u32int)(r->nrep - Readdirhdr));
	return 0;
}

int
lreaddir(Req *r, Msg *m)
{
	u32int fid = msg32(m), count;
	u64int number = msg64(m);
	int ok = -1;

	count = msg32(m);
	if(!msgdone(m))
		return malformed();
	Fid *f = getfid(r->c, fid);
	if(f == nil)
		return -1;
	Chan *io = fidfile(r->c, f);
	if(io != nil)
		ok = readdir(r, f, io, number, count);
	exclose(io);
	putfid(r->c, f);
	return ok;
}
