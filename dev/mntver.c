/*
 * The mount driver's sessions: Tversion makes one over a transport, Tauth and Tattach
 * make the first files of it.  All mounts of one transport share its session.
 */
#include "u.h"
#include "lib.h"
#include "mem.h"
#include "proc.h"
#include "mnt.h"

static const char Version9P[] = "9P2000";

Mnt *
mntof(Chan *c)
{
	if(c->mchan == nil || c->mchan->mux == nil)
		error(Eshutdown);
	return c->mchan->mux;
}

void
muxclose(Mnt *m)
{
	mntfree(m);
}

/* is p the beginning of s */
static bool
isprefix(const char *p, const char *s)
{
	return strncmp(p, s, strlen(p)) == 0;
}

static int
giveversion(const char *version, char *result, int n)
{
	int k = (int)strlen(version);

	if(result == nil)
		return k;
	if(n < k)
		error(Eshort);
	memmove(result, version, (usize)k);
	if(k < n)
		result[k] = 0;
	return k;
}

static void
sendversion(Mnt *m, const char *version, u32int msize)
{
	Fcall f = {.type = Tversion, .tag = Notag, .msize = msize, .version = (char *)version};
	int n = sizeS2M(&f);
	Block *b;

	if(n == 0 || n > Mntmsize)
		error("bad fversion conversion on send");
	b = allocb(n);
	onerror(freeb, b);
	b->wp += convS2M(&f, b->wp, n);
	for(; blen(b) > 0; b->rp += n) {
		n = dwrite(m->c, kbuf(b->rp), blen(b), 0);
		if(n <= 0 || n > blen(b))
			error("short write in fversion");
	}
	undo();
}

/* take over what the reply b, len bytes in one Block, says */
static void
checkversion(Mnt *m, Block *b, int len, const char *version, u32int msize)
{
	Fcall f;

	if(convM2S(b->rp, len, &f) == 0)
		error("bad fversion conversion on reply");
	if(f.type == Rerror)
		error(f.ename);
	if(f.type != Rversion)
		error("unexpected reply type in fversion");
	if(f.msize > msize)
		error("server tries to increase msize in fversion");
	if(f.msize < Mntmsizemin || f.msize > Mntmsizemax)
		error("nonsense value of msize in fversion");
	if(!isprefix(f.version, version) || !isprefix(Version9P, f.version) ||
	   strlen(f.version) >= sizeof m->version)
		error("bad 9P version returned from server");
	m->msize = f.msize;
	strecpy(m->version, m->version + sizeof m->version, f.version);
}

static void
recvversion(Mnt *m, const char *version, u32int msize)
{
	Block *b;
	int len;

	switch(mntinput(m, &b)) {
	case 0:
		error("EOF receiving fversion reply");
	case -1:
		error("bad fversion conversion on reply");
	}
	len = listlen(b);
	b = pullup(b, len);
	onerror(freeb, b);
	checkversion(m, b, len, version, msize);
	undo();
}

static void
newsession(Chan *c, const char *version, u32int msize)
{
	Mnt *m = smalloc(sizeof *m);

	onerror(mntfree, m);
	m->nest = c->dev == &mntdev ? mntof(c)->nest + 1 : 0;
	if(m->nest > Mntnest)
		error("mounts nested too deeply");
	lockinit(&m->lk, Rchan);
	qlockinit(&m->wlk, Rnone);
	qlockinit(&m->hunger, Rnone);
	m->c = c;
	m->lowtag = 1;
	m->msize = Mntmsize; /* until the server has said */
	sendversion(m, version, msize);
	recvversion(m, version, msize);
	poperror();
	c->mux = m;
	c->flag |= Cmsg;
}

static void
checkagreed(Mnt *m, const char *version)
{
	if(!isprefix(m->version, version))
		errorf("incompatible 9P versions %s %s", m->version, version);
}

/*
 * Agree with the server at the other end of c on version (nil or "": the usual) and message
 * size (0: the usual), unless that has been done.  result (nil: not wanted), n bytes, gets the
 * version, with a NUL if it fits.  Gives the version's length.
 */
int
mntversion(Chan *c, const char *version, u32int msize, char *result, int n)
{
	int k;

	if(version == nil || version[0] == 0)
		version = Version9P;
	if(msize == 0)
		msize = Mntmsize;
	if((s32int)msize < 0)
		error("bad iounit in version call");
	if(!isprefix(Version9P, version))
		error("bad 9P version specification");
	eqlock(&c->umqlock);
	onerror(qunlock, &c->umqlock);
	if(c->mux != nil)
		checkagreed(c->mux, version);
	else
		newsession(c, version, msize);
	k = giveversion(c->mux->version, result, n);
	undo();
	return k;
}

/* ---- auth and attach ---- */

static Mnt *
sessionof(Chan *c)
{
	if(c->mux == nil)
		mntversion(c, nil, 0, nil, 0);
	return c->mux;
}

/* a copy of up's user: another process may rename it at any time; kfree */
static char *
username(void)
{
	char *s;

	qlock(&up->debug);
	s = kstrdup(up->user != nil ? up->user : eve);
	qunlock(&up->debug);
	return s;
}

/* file c's fid is the one that r made, with qid q; at any instruction it is c's, r's or nobody's */
static void
takefid(Chan *c, Mntrpc *r, Qid q)
{
	c->qid = q;
	c->mqid = q;
	c->fid = r->fid;
	incref(&r->m->c->ref);
	atomic_signal_fence(memory_order_seq_cst);
	r->fid = Nofid;
	atomic_signal_fence(memory_order_seq_cst);
	c->mchan = r->m->c;
}

static Chan *
newfile(void)
{
	Chan *c = devattach(&mntdev, nil);

	c->devno = newdevno();
	return c;
}

Chan *
mntauth(Chan *mc, const char *spec)
{
	Mnt *m = sessionof(mc);
	Chan *c = newfile();
	char *user;
	Mntrpc r;

	onerror(cclose, c);
	user = username();
	onerror(kfree, user);
	rpcinit(&r, m, Tauth);
	onerror(rpcrelease, &r);
	r.f.afid = r.fid = newfid(m);
	r.f.uname = user;
	r.f.aname = (char *)spec;
	mntrpc(&r);
	takefid(c, &r, r.f.qid);
	undo();
	undo();
	poperror();
	c->mode = Ordwr;
	c->iounit = m->msize - Iohdrsz;
	c->flag |= Copen;
	return c;
}

/* mc: the transport; ac: the auth file, or nil */
Chan *
mntattach(Chan *mc, Chan *ac, const char *spec, int flags)
{
	Mnt *m = sessionof(mc);
	Chan *c;
	char *user;
	Mntrpc r;

	if(ac != nil && (ac->dev != &mntdev || ac->mchan != mc || !(ac->qid.type & QTauth)))
		error(Ebadusefd);
	c = newfile();
	onerror(cclose, c);
	user = username();
	onerror(kfree, user);
	rpcinit(&r, m, Tattach);
	onerror(rpcrelease, &r);
	r.f.fid = r.fid = newfid(m);
	r.f.afid = ac == nil ? Nofid : ac->fid;
	r.f.uname = user;
	r.f.aname = (char *)spec;
	mntrpc(&r);
	takefid(c, &r, r.f.qid);
	undo();
	undo();
	poperror();
	if(flags & Mcache)
		c->flag |= Ccache;
	return c;
}
