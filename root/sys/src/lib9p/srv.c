/*
 * srv: reads requests, hands them to their functions, sends the answers that respond is given.
 *
 * One process at a time reads, the holder of rlock, and one calls functions, the holder of slock.
 * Whoever has read a request waits for slock before another may read, so that requests keep their
 * order.  A function that may take long gives slock up (srvrelease), and another process, made if
 * there is none, serves on; it comes back (srvacquire) even if no request comes.  Any process
 * may answer.  The service ends when the connection has and all requests are answered.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <9p.h>
#include "impl.h"

int chatty9p;
char _9pEnofid[] = "unknown fid";
char _9pEperm[] = "permission denied";

enum
{
	Msize = IOHDRSZ + 512 * 1024,
	Spare = 8,        /* processes that stay to serve after a srvrelease */
	Long = 16 * 1024, /* bytes of a message that is not worth copying */
};

static struct
{
	void (*call)(Req *);
	char *(*answer)(Req *, char *);
} calls[Tmax] = {
	[Tversion] = {_9pversion, _9prversion},
	[Tauth] = {_9pauth, _9prauth},
	[Tattach] = {_9pattach, _9prattach},
	[Twalk] = {_9pwalk, _9prwalk},
	[Topen] = {_9popen, _9propen},
	[Tcreate] = {_9pcreate, _9propen},
	[Tread] = {_9pread, _9prread},
	[Twrite] = {_9pwrite, _9prwrite},
	[Tclunk] = {_9pclunk, nil},
	[Tremove] = {_9premove, _9prremove},
	[Tstat] = {_9pstat, _9prstat},
	[Twstat] = {_9pwstat, nil},
	[Tflush] = {_9pflush, nil},
};

/* room for a message, not cleared: few are long */
void *
_9pbuffer(ulong n)
{
	void *p = mallocz(n, 0);

	if(p == nil)
		sysfatal("out of memory allocating %lud", n);
	setmalloctag(p, getcallerpc(&n));
	return p;
}

/* a request's own buffer with the n bytes that were read, and a byte for the NUL behind a last string */
static uchar *
keepmsg(Srv *s, int n)
{
	uchar *buf;

	if(n > Long) {
		buf = s->rbuf;
		s->rbuf = _9pbuffer(s->msize + 1);
		return buf;
	}
	buf = _9pbuffer(n + 1);
	memmove(buf, s->rbuf, n);
	return buf;
}

/* the next request, perhaps with an error set; nil at the end of the connection */
static Req *
getreq(Srv *s)
{
	Fcall f;
	uchar *buf;
	Req *r;
	int n;

	for(;;) {
		n = read9pmsg(s->infd, s->rbuf, s->msize);
		if(n <= 0)
			return nil;
		buf = keepmsg(s, n);
		if(convM2S(buf, n, &f) == n && f.type < Tmax && calls[f.type].call != nil)
			break;
		free(buf); /* there is no tag to answer to: that ends the conversation */
		fprint(2, "%s: malformed 9P message\n", argv0 ? argv0 : "lib9p");
		return nil;
	}
	r = allocreq(s->rpool, f.tag);
	if(r == nil) {
		r = emalloc9p(sizeof *r);
		r->ref.ref = 1;
		r->srv = s;
		r->error = "duplicate tag";
	}
	r->buf = buf;
	r->ifcall = f;
	r->type = f.type;
	memset(&r->ofcall, 0, sizeof r->ofcall);
	if(chatty9p)
		fprint(2, "<-%d- %F\n", s->infd, &r->ifcall);
	return r;
}

static void
setup(Srv *s)
{
	fmtinstall('D', dirfmt);
	fmtinstall('F', fcallfmt);
	if(s->fpool == nil)
		s->fpool = allocfidpool(s->destroyfid);
	if(s->rpool == nil)
		s->rpool = allocreqpool(s->destroyreq);
	s->fpool->srv = s;
	s->rpool->srv = s;
	if(s->msize == 0)
		s->msize = Msize;
	s->rbuf = _9pbuffer(s->msize + 1);
	s->wbuf = _9pbuffer(s->msize);
}

/* the last user of a connection that has ended */
void
_srvclose(Srv *s)
{
	if(adec(&s->rref.ref) != 0)
		return;
	freefidpool(s->fpool);
	freereqpool(s->rpool);
	s->fpool = nil;
	s->rpool = nil;
	free(s->rbuf);
	free(s->wbuf);
	s->rbuf = s->wbuf = nil;
	if(s->end != nil)
		s->end(s);
	if(s->done != nil)
		s->done(s);
}

/* the next request, or nil, with slock */
static Req *
nextreq(Srv *s)
{
	Req *r;

	qlock(&s->rlock);
	r = getreq(s);
	qlock(&s->slock);
	qunlock(&s->rlock);
	return r;
}

/* a count in sref is this process's */
static void
serve(Srv *s, int first)
{
	Req *r;

	while((r = nextreq(s)) != nil) {
		ainc(&s->rref.ref);
		if(r->error != nil)
			respond(r, r->error);
		else
			calls[r->type].call(r);
		/* whoever came back from a srvrelease need not stay when there are enough */
		if(!first && s->sref.ref > Spare)
			break;
		qunlock(&s->slock);
	}
	if(r == nil && !s->hungup++ && s->hangup != nil)
		s->hangup(s);
	adec(&s->sref.ref);
	qunlock(&s->slock);
	_srvclose(s);
}

/* a process that srvrelease made */
void
_srvloop(void *v)
{
	serve(v, 0);
}

void
srv(Srv *s)
{
	setup(s);
	if(s->start != nil)
		s->start(s);
	s->sref.ref = s->rref.ref = 1;
	s->hungup = 0;
	serve(s, 1);
}

void
srvrelease(Srv *s)
{
	if(adec(&s->sref.ref) == 0) {
		ainc(&s->sref.ref);
		ainc(&s->rref.ref);
		if(_forksrv(_srvloop, s, 0) < 0)
			sysfatal("srvrelease: %r");
	}
	qunlock(&s->slock);
}

void
srvacquire(Srv *s)
{
	ainc(&s->sref.ref);
	qlock(&s->slock);
}

/* The answer as a message.  What was read stands where it was put, behind room for its header. */
static uchar *
pack(Req *r, uint *n)
{
	Srv *s = r->srv;
	uchar *buf = s->wbuf;

	if(r->ofcall.type == Rread && r->rbuf != nil &&
	   r->ofcall.data == (char *)r->rbuf + Readhdr && r->ofcall.count <= r->ifcall.count)
		buf = r->rbuf;
	*n = convS2M(&r->ofcall, buf, s->msize);
	return buf;
}

static void
send(Req *r)
{
	Srv *s = r->srv;
	uchar *buf;
	uint n;

	r->ofcall.tag = r->ifcall.tag;
	r->ofcall.type = r->ifcall.type + 1;
	if(r->error != nil) {
		r->ofcall.type = Rerror;
		r->ofcall.ename = r->error;
	}
	if(chatty9p)
		fprint(2, "-%d-> %F\n", s->outfd, &r->ofcall);
	qlock(&s->wlock);
	if(r->unheard) {
		qunlock(&s->wlock);
		return;
	}
	buf = pack(r, &n);
	if(n <= BIT16SZ) {
		fprint(2, "lib9p: cannot pack answer %d\n", r->ofcall.type);
		abort();
	}
	/* before the answer is out, since then the tag may come again */
	if(r->pool != nil)
		closereq(removereq(r->pool, r->ifcall.tag));
	if(write(s->outfd, buf, n) != n && chatty9p)
		fprint(2, "lib9p: write: %r\n");
	qunlock(&s->wlock);
}

/*
 * A Tflush is answered after the request that it flushes, which has its answer by respond or had
 * it before.
 */
static int
waitforold(Req *r)
{
	Req *old = r->oldreq, **l;
	int waits;

	qlock(&old->lk);
	waits = !old->responded;
	if(waits) {
		for(l = &old->flush; *l != nil; l = &(*l)->nflush) {
		}
		*l = r;
	}
	qunlock(&old->lk);
	return waits;
}

void
respond(Req *r, char *error)
{
	Srv *s = r->srv;
	Req *f, *next;

	if(r->responded) {
		fprint(2, "lib9p: second answer to a request\n");
		abort();
	}
	if(r->type == Tflush && r->oldreq != nil && waitforold(r))
		return;
	if(r->error == nil && calls[r->type].answer != nil)
		error = calls[r->type].answer(r, error);
	r->error = error;
	send(r);
	qlock(&r->lk);
	r->responded = 1;
	f = r->flush;
	r->flush = nil;
	qunlock(&r->lk);
	for(; f != nil; f = next) {
		next = f->nflush;
		f->nflush = nil;
		closereq(f->oldreq);
		f->oldreq = nil;
		respond(f, nil);
	}
	r->error = nil;
	closereq(r);
	_srvclose(s);
}
