/*
 * 9P2000.L: opening, making, renaming and removing files.
 */
#include "p9l.h"

enum
{
	Removedir = 0x200, /* Tunlinkat: it is to be a directory */
};

static int
openmode9(u32int flags)
{
	static const int mode[] = {Oread, Owrite, Ordwr, -1};
	int m = mode[flags & Loaccmode];

	if(m >= 0 && (flags & Lotrunc))
		m |= Otrunc;
	return m;
}

/* the answer of Tlopen and Tlcreate: f, which is held, is open as io; takes place and io */
static int
opened(Req *r, Fid *f, Chan *place, Chan *io, u32int flags)
{
	u8int *p = answerroom(r, Msghdr + Qidlen + 4);
	Qid q;

	if(p == nil || exqid(io, &q) < 0) {
		exclose(io);
		exclose(place);
		fidlet(r->c, f);
		return -1;
	}
	f->append = (flags & Loappend) != 0;
	fidset(r->c, f, place, io);
	put32(putqid9(p + Msghdr, q), iounit(r, io));
	answerhead(r, r->msg[4] + 1);
	return 0;
}

/* f is held.  Opens what is at place; takes it */
static int
openat(Req *r, Fid *f, Chan *place, u32int flags)
{
	int mode = openmode9(flags);
	Chan *io = nil;
	Qid q;

	if(mode < 0)
		bad(Ebadarg);
	else if((flags & Lodirectory) && exqid(place, &q) == 0 && !(q.type & QTdir))
		bad(Enotdir);
	else
		io = exopen(place, mode);
	if(io == nil) {
		exclose(place);
		fidlet(r->c, f);
		return -1;
	}
	return opened(r, f, place, io, flags);
}

int
lopen(Req *r, Msg *m)
{
	u32int fid = msg32(m), flags = msg32(m);
	int ok;

	if(!msgdone(m))
		return malformed();
	Fid *f = getfid(r->c, fid);
	if(f == nil)
		return -1;
	ok = fidhold(r->c, f);
	if(ok == 0)
		ok = openat(r, f, fidplace(r->c, f), flags);
	putfid(r->c, f);
	return ok;
}

/* what is there is opened, unless that is not wanted */
static int
createat(Req *r, Fid *f, Chan *dir, char *name, u32int flags, u32int perm)
{
	int mode = openmode9(flags);
	Chan *io = nil, *place;
	char err[Errmax];

	if(mode < 0)
		bad(Ebadarg);
	else
		io = excreate(dir, name, mode, perm & 0777);
	strecpy(err, err + Errmax, up->errstr);
	place = exwalk(dir, name);
	if(io != nil)
		return opened(r, f, place, io, flags);
	if(mode >= 0 && !(flags & Loexcl) && place != nil)
		return openat(r, f, place, flags);
	exclose(place);
	fidlet(r->c, f);
	return bad(err);
}

int
lcreate(Req *r, Msg *m)
{
	u32int fid = msg32(m), flags, perm;
	char *name = msgstr(m);
	int ok;

	flags = msg32(m);
	perm = msg32(m);
	msg32(m); /* the group is the directory's */
	if(!msgdone(m))
		return malformed();
	Fid *f = getfid(r->c, fid);
	if(f == nil)
		return -1;
	ok = fidhold(r->c, f);
	if(ok == 0) {
		Chan *dir = fidplace(r->c, f);
		ok = createat(r, f, dir, name, flags, perm);
		exclose(dir);
	}
	putfid(r->c, f);
	return ok;
}

/* make it and leave it; the answer is its qid */
static int
make(Req *r, u32int fid, char *name, u32int perm)
{
	Chan *dir = placeof(r, fid), *io;
	u8int *p;
	Qid q;
	int ok;

	if(dir == nil)
		return -1;
	io = excreate(dir, name, Oread, perm);
	exclose(dir);
	if(io == nil)
		return -1;
	ok = exqid(io, &q);
	exclose(io);
	p = ok < 0 ? nil : answerroom(r, Msghdr + Qidlen);
	if(p == nil)
		return -1;
	putqid9(p + Msghdr, q);
	answerhead(r, r->msg[4] + 1);
	return 0;
}

int
lmkdir(Req *r, Msg *m)
{
	u32int fid = msg32(m), perm;
	char *name = msgstr(m);

	perm = msg32(m);
	msg32(m);
	if(!msgdone(m))
		return malformed();
	return make(r, fid, name, DMdir | (perm & 0777));
}

int
lmknod(Req *r, Msg *m)
{
	u32int fid = msg32(m), mode;
	char *name = msgstr(m);

	mode = msg32(m);
	msg64(m); /* major and minor */
	msg32(m);
	if(!msgdone(m))
		return malformed();
	if((mode & Lifmt) != Lifreg && (mode & Lifmt) != 0)
		return bad("no special files here");
	return make(r, fid, name, mode & 0777);
}

/* ---- rename ---- */

int
renamefid(Req *r, Chan *file, Chan *from, Chan *dir, char *name)
{
	Chan *now;

	if(renamefile(file, from, dir, name, &now) < 0)
		return -1;
	if(now != nil)
		fidmoved(r->c, file, now);
	exclose(now);
	return 0;
}

static int
empty(Req *r, int ok)
{
	if(ok < 0 || answerroom(r, Msghdr) == nil)
		return -1;
	answerhead(r, r->msg[4] + 1);
	return 0;
}

int
lrename(Req *r, Msg *m)
{
	u32int fid = msg32(m), dfid = msg32(m);
	char *name = msgstr(m);
	Chan *file, *dir, *from = nil;
	int ok = -1;

	if(!msgdone(m))
		return malformed();
	file = placeof(r, fid);
	dir = placeof(r, dfid);
	if(file != nil && dir != nil)
		from = exparent(file);
	if(from != nil)
		ok = renamefid(r, file, from, dir, name);
	exclose(from);
	exclose(dir);
	exclose(file);
	return empty(r, ok);
}

int
lrenameat(Req *r, Msg *m)
{
	u32int from = msg32(m), to;
	char *old = msgstr(m), *new;
	Chan *dir, *todir, *file = nil;
	int ok = -1;

	to = msg32(m);
	new = msgstr(m);
	if(!msgdone(m))
		return malformed();
	dir = placeof(r, from);
	todir = placeof(r, to);
	if(dir != nil && todir != nil)
		file = exwalk(dir, old);
	if(file != nil)
		ok = renamefid(r, file, dir, todir, new);
	exclose(file);
	exclose(todir);
	exclose(dir);
	return empty(r, ok);
}

int
lunlinkat(Req *r, Msg *m)
{
	u32int fid = msg32(m), flags;
	char *name = msgstr(m);
	Chan *dir;
	int ok = -1;

	flags = msg32(m);
	if(!msgdone(m))
		return malformed();
	dir = placeof(r, fid);
	if(dir != nil)
		ok = removename(dir, name, (flags & Removedir) != 0);
	exclose(dir);
	return empty(r, ok);
}
