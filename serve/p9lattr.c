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
	Blocksize = 4096,
	Diskblock = 512,
	Statfslen = Msghdr + 2 * 4 + 6 * 8 + 4,
	Fstype = 0x01021997, /* what Linux calls 9P */
	Namelen = 255,
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
	int ok = setattr(c, &s);
	exclose(c);
	return ok < 0 ? -1 : empty(r);
}

int
lstatfs(Req *r, Msg *m)
{
	u32int fid = msg32(m);
	Hostspace s;
	Chan *c;
	u8int *p;
	int ok;

	if(!msgdone(m))
		return malformed();
	c = placeof(r, fid);
	ok = c == nil ? -1 : exspace(c, &s);
	exclose(c);
	p = ok < 0 ? nil : answerroom(r, Statfslen);
	if(p == nil)
		return -1;
	answerhead(r, Tstatfs + 1);
	p += Msghdr;
	put32(p, Fstype);
	put32(p + 4, s.blocksize != 0 ? (u32int)s.blocksize : Blocksize);
	put64(p + 8, s.blocks);
	put64(p + 16, s.nfree);
	put64(p + 24, s.nuser);
	put64(p + 32, s.files);
	put64(p + 40, s.nfreefile);
	put64(p + 48, 0); /* which file system */
	put32(p + 56, Namelen);
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
