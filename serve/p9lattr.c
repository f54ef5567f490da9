/*
 * 9P2000.L: what is known of a file, and changing it.
 */
#include "p9l.h"
#include "host.h"

enum
{
	Getbasic = 0x7ff, /* mode, nlink, owners, times, number, size, blocks */
	Getvers = 0x2000,
	Getattrlen = Msghdr + 8 + Qidlen + 3 * 4 + 15 * 8,
	Setmode = 1,
	Setuid = 2,
	Setgid = 4,
	Setsize = 8,
	Setatime = 0x10,
	Setmtime = 0x20,
	Givenatime = 0x80, /* the time is in the message, not now */
	Givenmtime = 0x100,
	Blocksize = 4096,
	Diskblock = 512,
	Statfslen = Msghdr + 2 * 4 + 6 * 8 + 4,
	Fstype = 0x01021997, /* what Linux calls 9P */
	Namelen = 255,
	Second = 1000000000,
};

static u32int
unixmode(const Dir *d)
{
	return (d->mode & DMdir ? Lifdir : Lifreg) | (d->mode & 0777);
}

static u8int *
puttime(u8int *p, u32int t)
{
	put64(p, t);
	put64(p + 8, 0);
	return p + 16;
}

static void
putattrs(u8int *p, const Attr *a)
{
	put64(p, Getbasic | Getvers);
	p = putqid9(p + 8, a->d.qid);
	put32(p, unixmode(&a->d));
	put32(p + 4, a->uid);
	put32(p + 8, a->gid);
	p += 12;
	put64(p, 1); /* links: of a directory, 1 says that nobody counted */
	put64(p + 8, 0);
	put64(p + 16, a->d.length);
	put64(p + 24, Blocksize);
	put64(p + 32, a->d.length / Diskblock + (a->d.length % Diskblock != 0));
	p += 40;
	p = puttime(p, a->d.atime);
	p = puttime(p, a->d.mtime);
	p = puttime(p, a->d.mtime);
	p = puttime(p, 0); /* when it was made */
	put64(p, 0);
	put64(p + 8, a->d.qid.vers);
}

int
lgetattr(Req *r, Msg *m)
{
	u32int fid = msg32(m);
	Attr a;
	u8int *p;

	msg64(m); /* all is told, whatever is wanted */
	if(!msgdone(m))
		return malformed();
	Chan *c = placeof(r, fid);
	if(c == nil)
		return -1;
	int ok = getattr(c, &a);
	exclose(c);
	if(ok < 0)
		return -1;
	p = answerroom(r, Getattrlen);
	if(p != nil) {
		putattrs(p + Msghdr, &a);
		answerhead(r, Tgetattr + 1);
	}
	putattr(&a);
	return p != nil ? 0 : -1;
}

typedef struct Setattr
{
	u32int valid, mode, uid, gid;
	u64int size, atime, mtime;
} Setattr;

static void
takesetattr(Msg *m, Setattr *s)
{
	s->valid = msg32(m);
	s->mode = msg32(m);
	s->uid = msg32(m);
	s->gid = msg32(m);
	s->size = msg64(m);
	s->atime = msg64(m);
	msg64(m);
	s->mtime = msg64(m);
	msg64(m);
}

/* the time t, or now; false: Plan 9 cannot tell it */
static bool
settime(u32int *to, bool set, bool given, u64int t)
{
	if(!set)
		return true;
	if(!given)
		t = (u64int)(hostnsec() / Second);
	*to = (u32int)t;
	return t < 0xffffffff;
}

/* The change as 9P2000 has it; group is room for a name */
static int
wanted(Chan *c, const Setattr *s, Dir *d, char *group, int ngroup)
{
	Attr a;

	nulldir(d);
	if(getattr(c, &a) < 0)
		return -1;
	u32int special = a.d.mode & ~(u32int)0777;
	putattr(&a);
	if((s->valid & Setuid) && s->uid != a.uid)
		return bad("not the owner's to give away");
	if(s->valid & Setmode)
		d->mode = special | (s->mode & 0777);
	if((s->valid & Setgid) && s->gid != a.gid) {
		groupname(s->gid, group, ngroup);
		d->gid = group;
	}
	if(s->valid & Setsize)
		d->length = s->size;
	if(!settime(&d->mtime, s->valid & Setmtime, s->valid & Givenmtime, s->mtime) ||
	   !settime(&d->atime, s->valid & Setatime, s->valid & Givenatime, s->atime))
		return bad(Ebadarg);
	return 0;
}

/* few servers let one set the time of the last access: then without */
static int
change(Chan *c, const Setattr *s)
{
	char group[Errmax];
	Dir d;

	if(wanted(c, s, &d, group, sizeof group) < 0)
		return -1;
	if(!(s->valid & (Setmode | Setgid | Setsize | Setatime | Setmtime)))
		return 0;
	if(wish(c, &d) == 0)
		return 0;
	if((s->valid & (Setatime | Setmtime)) != (Setatime | Setmtime))
		return -1;
	d.atime = Nofid;
	return wish(c, &d);
}

/* an answer without a field */
static int
empty(Req *r)
{
	if(answerroom(r, Msghdr) == nil)
		return -1;
	answerhead(r, r->msg[4] + 1);
	return 0;
}

int
lsetattr(Req *r, Msg *m)
{
	u32int fid = msg32(m);
	Setattr s;

	takesetattr(m, &s);
	if(!msgdone(m))
		return malformed();
	Chan *c = placeof(r, fid);
	if(c == nil)
		return -1;
	int ok = change(c, &s);
	exclose(c);
	return ok < 0 ? -1 : empty(r);
}

/* Plan 9 cannot tell how full a file system is: as Linux tells it of those that are not on a disk */
int
lstatfs(Req *r, Msg *m)
{
	u32int fid = msg32(m);
	Chan *c;
	u8int *p;

	if(!msgdone(m))
		return malformed();
	c = placeof(r, fid);
	if(c == nil)
		return -1;
	exclose(c);
	p = answerroom(r, Statfslen);
	if(p == nil)
		return -1;
	memset(p, 0, Statfslen);
	answerhead(r, Tstatfs + 1);
	put32(p + Msghdr, Fstype);
	put32(p + Msghdr + 4, Blocksize);
	put32(p + Statfslen - 4, Namelen);
	return 0;
}

/* a wish that changes nothing is to wait for the disk */
int
lfsync(Req *r, Msg *m)
{
	u32int fid = msg32(m);
	Chan *c;
	Dir d;
	int ok;

	if(m->p != m->end) /* only the data: old clients don't say */
		msg32(m);
	if(!msgdone(m))
		return malformed();
	c = placeof(r, fid);
	if(c == nil)
		return -1;
	nulldir(&d);
	ok = wish(c, &d);
	exclose(c);
	return ok < 0 ? -1 : empty(r);
}
