/*
 * What requests of 9P2000 ask for, and the form of answers in all dialects.  Each request has a function, which
 * makes the reply or says -1 with the reason in up->errstr; then the reply is that error.
 */
#include "p9.h"
#include "host.h"
#include "lib.h"
#include "mem.h"

enum
{
	Readhdr = Msghdr + 4, /* bytes of an Rread before the data */
	OUappend = 0x80,      /* 9P2000.u: each write goes to the end */
};

int
bad(const char *why)
{
	strecpy(up->errstr, up->errstr + Errmax, why);
	return -1;
}

/* ---- answers ---- */

u8int *
answerroom(Req *r, int n)
{
	r->rep = n <= (int)sizeof r->small ? r->small : kmalloc((usize)n);
	if(r->rep == nil)
		bad(Enomem);
	r->nrep = n;
	return r->rep;
}

/* the reply's head, when the rest is there and nrep is right */
void
answerhead(Req *r, int type)
{
	put32(r->rep, (u32int)r->nrep);
	r->rep[4] = (u8int)type;
	put16(r->rep + 5, r->tag);
}

int
answer(Req *r, Fcall *out)
{
	out->type = (u8int)(r->msg[4] + 1);
	out->tag = r->tag;
	int n = sizeS2M(out);

	if(n == 0 || n > (int)r->c->msize)
		return bad(Etoobig);
	if(answerroom(r, n) == nil)
		return -1;
	convS2M(out, r->rep, n);
	return 0;
}

static void
dropanswer(Req *r)
{
	if(r->rep != r->small)
		kfree(r->rep);
	r->rep = nil;
	r->nrep = 0;
}

/* the error instead of an answer; a text that does not fit msize is cut */
void
refuse(Req *r, const char *why)
{
	usize n = strnlen(why, Errmax);
	u8int *p;

	r->failed = true;
	dropanswer(r);
	if(r->c->dialect == Dlinux) {
		linuxrefuse(r, why);
		return;
	}
	p = answerroom(r, Msghdr + 2 + (int)n + (r->c->dialect == Dunix ? 4 : 0));
	if(p == nil) /* as if it came when nobody waits for it any more */
		return;
	answerhead(r, Rerror);
	put16(p + Msghdr, (u16int)n);
	memmove(p + Msghdr + 2, why, n);
	if(r->c->dialect == Dunix)
		put32(p + Msghdr + 2 + n, unixerr(why));
}

/* ---- requests ---- */

void
reqversion(Req *r)
{
	static const struct
	{
		const char *name;
		int dialect;
	} dialects[] = {{"9P2000.L", Dlinux}, {"9P2000.u", Dunix}, {"9P2000", D9p}};
	Conn *c = r->c;
	Fcall f = {.version = "unknown"};

	c->dialect = Dnone;
	if(convM2S(r->msg, r->size, &r->f) == 0 || r->f.msize < Minmsize) {
		refuse(r, r->f.version == nil ? "malformed message" : "msize is too small");
		return;
	}
	f.msize = c->msize = r->f.msize < Maxmsize ? r->f.msize : Maxmsize;
	/* a suffix that we don't know means plain 9P2000 */
	for(int i = 0; i < nelem(dialects) && c->dialect == Dnone; i++) {
		usize n = strlen(dialects[i].name);
		if(strncmp(r->f.version, dialects[i].name, n) == 0 &&
		   (r->f.version[n] == '\0' ||
		    (dialects[i].dialect == D9p && r->f.version[n] == '.'))) {
			f.version = (char *)(uintptr)dialects[i].name;
			c->dialect = dialects[i].dialect;
		}
	}
	if(answer(r, &f) < 0)
		refuse(r, up->errstr);
}

static int
rauth(Req *r)
{
	USED(r);
	return bad("no authentication required");
}

/* the place that an attach names, from the root; takes c */
static Chan *
walkname(Chan *c, char *name)
{
	char *elem[Maxwelem + 1];
	Chan *nc;
	int n;

	n = getfields(name, elem, nelem(elem), true, "/");
	if(n > Maxwelem) {
		exclose(c);
		bad(Etoolong);
		return nil;
	}
	for(int i = 0; i < n && c != nil; i++) {
		if(elem[i][0] == '\0')
			continue;
		nc = exwalk(c, elem[i]);
		exclose(c);
		c = nc;
	}
	return c;
}

static int
rattach(Req *r)
{
	Fcall out = {.type = 0};
	Chan *c;

	if(r->f.afid != Nofid)
		return bad("no authentication required");
	if(!admitted(r->f.uname, r->nuname))
		return bad(Eperm);
	if(!fidfree(r->c, r->f.fid))
		return -1;
	c = walkname(poolroot(), r->f.aname);
	if(c == nil)
		return -1;
	if(exqid(c, &out.qid) < 0) {
		exclose(c);
		return -1;
	}
	if(addfid(r->c, r->f.fid, c) < 0)
		return -1;
	return answer(r, &out);
}

/* clients from Linux may walk to . as well */
static Chan *
walkelem(Chan *c, char *elem, bool dots)
{
	if(!dots || strcmp(elem, ".") != 0)
		return exwalk(c, elem);
	incref(&c->ref);
	return c;
}

/* Walk from *cp, which is replaced, as far as it goes; -1 when that is nowhere */
static int
walkelems(Chan **cp, Fcall *in, Fcall *out, bool dots)
{
	Chan *nc;

	for(int i = 0; i < in->nwname; i++) {
		nc = walkelem(*cp, in->wname[i], dots);
		if(nc != nil && exqid(nc, &out->wqid[i]) < 0) {
			exclose(nc);
			nc = nil;
		}
		if(nc == nil)
			return i == 0 ? -1 : 0;
		exclose(*cp);
		*cp = nc;
		out->nwqid++;
	}
	return 0;
}

/* the fid of a walk that got there moves, or there is a new one; takes c */
static int
walked(Req *r, Fid *f, Chan *c)
{
	if(r->f.newfid != r->f.fid)
		return addfid(r->c, r->f.newfid, c);
	if(fidhold(r->c, f) < 0) {
		exclose(c);
		return -1;
	}
	fidset(r->c, f, c, nil);
	return 0;
}

static int
walkfrom(Req *r, Fid *f)
{
	Fcall out = {.nwqid = 0};
	Chan *c;

	if(f->io != nil && r->c->dialect != Dlinux)
		return bad("fid is open");
	if(r->f.newfid != r->f.fid && !fidfree(r->c, r->f.newfid))
		return -1;
	c = fidplace(r->c, f);
	if(walkelems(&c, &r->f, &out, r->c->dialect == Dlinux) < 0 || out.nwqid < r->f.nwname) {
		exclose(c);
		return out.nwqid > 0 ? answer(r, &out) : -1;
	}
	if(walked(r, f, c) < 0)
		return -1;
	return answer(r, &out);
}

u32int
iounit(Req *r, Chan *io)
{
	u32int max = r->c->msize - Iohdrsz;

	return io->iounit > 0 && io->iounit < max ? io->iounit : max;
}

/* f, which is held, is open as io now, at place or where it was; takes both */
static int
opened(Req *r, Fid *f, Chan *place, Chan *io)
{
	Fcall out = {.iounit = iounit(r, io)};

	if(exqid(io, &out.qid) < 0) {
		exclose(io);
		exclose(place);
		fidlet(r->c, f);
		return -1;
	}
	fidset(r->c, f, place, io);
	return answer(r, &out);
}

static int
openfid(Req *r, Fid *f)
{
	bool append = r->c->dialect == Dunix && (r->f.mode & OUappend);
	Chan *place, *io;

	if(fidhold(r->c, f) < 0)
		return -1;
	place = fidplace(r->c, f);
	io = exopen(place, append ? r->f.mode & ~OUappend : r->f.mode);
	f->append = append;
	if(io == nil) {
		exclose(place);
		fidlet(r->c, f);
		return -1;
	}
	return opened(r, f, place, io);
}

static int
createfid(Req *r, Fid *f)
{
	Chan *dir, *io;

	if(r->c->dialect == Dunix && !unixcreate(r))
		return bad(Eperm);
	if(fidhold(r->c, f) < 0)
		return -1;
	dir = fidplace(r->c, f);
	io = excreate(dir, r->f.name, r->f.mode, r->f.perm);
	if(io == nil) {
		exclose(dir);
		fidlet(r->c, f);
		return -1;
	}
	Chan *place = exwalk(dir, r->f.name); /* nil: somebody has removed it */
	exclose(dir);
	return opened(r, f, place, io);
}

static int
plainread(Fid *f, Chan *io, u8int *buf, int n, s64int off)
{
	USED(f);
	return exread(io, buf, n, off);
}

static int
readfid(Req *r, Fid *f)
{
	u32int n = r->f.count, max = r->c->msize - Readhdr;
	Chan *io = fidfile(r->c, f);
	int got;

	if(io == nil)
		return -1;
	if(n > max)
		n = max;
	if(r->c->dialect == Dlinux && (io->qid.type & QTdir)) {
		exclose(io);
		return bad(Eisdir);
	}
	if(answerroom(r, Readhdr + (int)n) == nil) {
		exclose(io);
		return -1;
	}
	got = (r->c->dialect == Dunix ? unixread : plainread)(f, io, r->rep + Readhdr, (int)n,
							      (s64int)r->f.offset);
	exclose(io);
	if(got < 0)
		return -1;
	r->nrep = Readhdr + got;
	answerhead(r, Rread);
	put32(r->rep + Msghdr, (u32int)got);
	return 0;
}

/* where a file ends now */
static int
lengthof(Chan *io, s64int *length)
{
	Attr a;

	if(getattr(io, &a) < 0)
		return -1;
	*length = (s64int)a.d.length;
	putattr(&a);
	return 0;
}

static int
writefid(Req *r, Fid *f)
{
	Chan *io = fidfile(r->c, f);
	Fcall out = {.count = 0};
	s64int off = (s64int)r->f.offset;
	int n;

	if(io == nil)
		return -1;
	if(f->append && lengthof(io, &off) < 0)
		n = -1;
	else
		n = exwrite(io, r->f.data, (int)r->f.count, off);
	exclose(io);
	if(n < 0)
		return -1;
	out.count = (u32int)n;
	return answer(r, &out);
}

static int
rclunk(Req *r)
{
	Fcall out = {.type = 0};

	if(clunkfid(r->c, r->f.fid) < 0)
		return -1;
	return answer(r, &out);
}

static int
removefid(Req *r, Fid *f)
{
	Fcall out = {.type = 0};
	Chan *c = fidplace(r->c, f);
	char err[Errmax];
	int ok = exremove(c);

	exclose(c);
	strecpy(err, err + Errmax, up->errstr);
	clunkfid(r->c, r->f.fid);
	return ok < 0 ? bad(err) : answer(r, &out);
}

static int
statfid(Req *r, Fid *f)
{
	Chan *c = fidplace(r->c, f);
	Fcall out = {.type = 0};
	u8int *entry;
	int n, ok;

	entry = exstat(c, &n);
	exclose(c);
	if(entry == nil)
		return -1;
	if(r->c->dialect == Dunix)
		ok = unixstat(r, entry, n);
	else {
		out.stat = entry;
		out.nstat = (u16int)n;
		ok = answer(r, &out);
	}
	kfree(entry);
	return ok;
}

static int
wstatfid(Req *r, Fid *f)
{
	Chan *c = fidplace(r->c, f);
	Fcall out = {.type = 0};
	int ok;

	if(r->c->dialect == Dunix)
		ok = unixwstat(r, c);
	else
		ok = exwstat(c, r->f.stat, r->f.nstat);
	exclose(c);
	return ok < 0 ? -1 : answer(r, &out);
}

/* those that work on a fid */
static int
onfid(Req *r, int (*fn)(Req *, Fid *))
{
	Fid *f = getfid(r->c, r->f.fid);
	int ok;

	if(f == nil)
		return -1;
	ok = fn(r, f);
	putfid(r->c, f);
	return ok;
}

/* 9P2000.L has others in place of these */
static bool
replaced(int type)
{
	return type == Topen || type == Tcreate || type == Tstat || type == Twstat;
}

static int
serve(Req *r)
{
	if(r->c->dialect == Dlinux && replaced(r->f.type))
		return bad("unknown message");
	switch(r->f.type) {
	case Tauth:
		return rauth(r);
	case Tattach:
		return rattach(r);
	case Twalk:
		return onfid(r, walkfrom);
	case Topen:
		return onfid(r, openfid);
	case Tcreate:
		return onfid(r, createfid);
	case Tread:
		return onfid(r, readfid);
	case Twrite:
		return onfid(r, writefid);
	case Tclunk:
		return rclunk(r);
	case Tremove:
		return onfid(r, removefid);
	case Tstat:
		return onfid(r, statfid);
	case Twstat:
		return onfid(r, wstatfid);
	}
	return bad("unknown message");
}

void
reqserve(Req *r)
{
	int size = r->size, ok;

	r->nuname = Nofid;
	if(r->c->dialect != D9p)
		size = unixtail(r, size);
	if(r->c->dialect == Dlinux && linuxonly(r->msg[4]))
		ok = linuxserve(r);
	else if(convM2S(r->msg, size, &r->f) == 0)
		ok = bad("malformed message");
	else
		ok = serve(r);
	if(ok < 0)
		refuse(r, up->errstr);
}
