/*
 * 9P2000.u: 9P2000 with the numbers of users and of errors, and with special files, which are refused here.
 * What it adds to a message stands at the end, so it is cut off there, and the rest is a message of 9P2000.
 */
#include "p9.h"
#include "lib.h"
#include "mem.h"

enum
{
	Tail = 2 + 3 * 4, /* what an entry has more when it has no extension */
	Fixed = 41,       /* bytes of an entry before its four strings */
	/* permissions that 9P2000 has not: links, devices, pipes and sockets, set-id bits */
	DMunix = 0x02b80000,
};

/* ---- requests ---- */

/* what is added to a Tcreate; bytes, 0: malformed */
static int
createtail(Req *r, int size)
{
	int at = Msghdr + 4, n;

	if(size < at + 2)
		return 0;
	at += 2 + get16(r->msg + at) + 4 + 1;
	if(size < at + 2)
		return 0;
	n = get16(r->msg + at);
	if(at + 2 + n != size)
		return 0;
	r->special = n != 0;
	return 2 + n;
}

/* Cut off what is added to a request.  Result: its size without; 0: malformed */
int
unixtail(Req *r, int size)
{
	int type = r->msg[4], tail = 0;

	if(type == Tauth || type == Tattach) {
		tail = 4;
		if(size < Msghdr + tail)
			return 0;
		r->nuname = get32(r->msg + size - tail);
	} else if(type == Tcreate && r->c->dialect == Dunix) {
		tail = createtail(r, size);
		if(tail == 0)
			return 0;
	}
	put32(r->msg, (u32int)(size - tail));
	return size - tail;
}

bool
unixcreate(Req *r)
{
	return !r->special && !(r->f.perm & DMunix);
}

/* ---- entries ---- */

/* the entry of n bytes with its tail at to, which has room.  Result: bytes */
static int
addtail(u8int *to, const u8int *entry, int n)
{
	char strs[KiB]; /* a name is 255 bytes on most hosts */
	u32int uid, gid, muid;
	Dir d;

	memmove(to, entry, (usize)n);
	put16(to, (u16int)(n + Tail - 2));
	uid = gid = muid = Nofid;
	if(n <= (int)sizeof strs && convM2D(entry, n, &d, strs) != 0) {
		uid = idof(d.uid, false);
		gid = idof(d.gid, true);
		muid = d.muid[0] == '\0' ? Nofid : idof(d.muid, false);
	}
	put16(to + n, 0);
	put32(to + n + 2, uid);
	put32(to + n + 6, gid);
	put32(to + n + 10, muid);
	return n + Tail;
}

int
unixstat(Req *r, const u8int *entry, int n)
{
	Fcall out = {.nstat = (u16int)(n + Tail)};
	int ok;

	if(n + Tail > Statmax)
		return bad(Etoobig);
	out.stat = kmalloc((usize)(n + Tail));
	if(out.stat == nil)
		return bad(Enomem);
	addtail(out.stat, entry, n);
	ok = answer(r, &out);
	kfree(out.stat);
	return ok;
}

/* Read entries to buf; the file's own bytes are fewer than those that are told */
static int
readentries(Fid *f, Chan *io, u8int *buf, int n, s64int off)
{
	int most = n / (Statfixlen + Tail) * Statfixlen, got, size, out = 0;
	u8int *tmp;

	if(off != 0 && off != f->diroff)
		return bad(Edirseek);
	if(most < Statfixlen)
		most = n;
	tmp = kmalloc((usize)most + 1);
	if(tmp == nil)
		return bad(Enomem);
	got = exread(io, tmp, most, off == 0 ? 0 : exoffset(io));
	for(int i = 0; got - i >= Statfixlen; i += size) {
		size = 2 + get16(tmp + i);
		if(out + size + Tail > n)
			break;
		out += addtail(buf + out, tmp + i, size);
	}
	kfree(tmp);
	if(got < 0)
		return -1;
	f->diroff = off + out;
	return out;
}

int
unixread(Fid *f, Chan *io, u8int *buf, int n, s64int off)
{
	int got;

	if(!(io->qid.type & QTdir))
		return exread(io, buf, n, off);
	if(dirlock(f) < 0)
		return -1;
	got = readentries(f, io, buf, n, off);
	qunlock(&f->dirlk);
	return got;
}

/* ---- wstat ---- */

/* bytes of the entry before its tail; 0: malformed */
static int
plainsize(const u8int *p, int n)
{
	int at = Fixed;

	if(n < Statfixlen + Tail || n != 2 + get16(p))
		return 0;
	for(int i = 0; i < 4; i++) {
		if(n - at < 2 || n - at - 2 < get16(p + at))
			return 0;
		at += 2 + get16(p + at);
	}
	return n - at >= Tail && n - at - Tail == get16(p + at) ? at : 0;
}

static u32int
owner(Chan *c)
{
	Attr a;

	if(getattr(c, &a) < 0)
		return Nofid;
	putattr(&a);
	return a.uid;
}

/* Linux renames by this, and says as who */
static int
rename(Req *r, Chan *c, Dir *d)
{
	Chan *dir = exparent(c);
	int ok;

	if(dir == nil)
		return -1;
	ok = renamefid(r, c, dir, dir, d->name);
	exclose(dir);
	return ok;
}

/* the wish as 9P2000 has it */
static int
change(Req *r, Chan *c, Dir *d, const u8int *tail)
{
	u32int uid = get32(tail + 2), gid = get32(tail + 6);
	char group[Errmax];

	if(get16(tail) != 0 || (d->mode != Nofid && (d->mode & DMunix)))
		return bad(Eperm);
	if(uid != Nofid && owner(c) != uid)
		return bad(Eperm);
	if(gid != Nofid && d->gid[0] == '\0') {
		groupname(gid, group, sizeof group);
		d->gid = group;
	}
	d->muid = "";
	if(d->name[0] != '\0' && strcmp(d->name, "/") != 0) {
		if(rename(r, c, d) < 0)
			return -1;
		d->name = "";
	}
	return wish(c, d);
}

int
unixwstat(Req *r, Chan *c)
{
	int n = plainsize(r->f.stat, r->f.nstat), ok;
	u8int *entry = r->f.stat;
	char *strs;
	Dir d;

	if(n == 0)
		return bad(Ebadstat);
	strs = kmalloc((usize)n);
	if(strs == nil)
		return bad(Enomem);
	put16(entry, (u16int)(n - 2));
	ok = convM2D(entry, n, &d, strs) == 0 ? bad(Ebadstat) : change(r, c, &d, entry + n);
	kfree(strs);
	return ok;
}
