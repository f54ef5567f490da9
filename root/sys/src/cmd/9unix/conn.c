/*
 * The connection to the server: messages, tags, who waits for which answer, and fids.  Each process that
 * waits for an answer sleeps, but for one, which reads for all; who has his answer and was the one hands that
 * on.  A server that sends what is no answer to anybody is not talked to any more.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>
#include "9unix.h"

enum
{
	Minmsize = 1024,      /* a walk by a few names must fit, and a directory's entry */
	Patience = 60 * 1000, /* ms for the first answer */
};

char Ebadmsg[] = "malformed answer from the server";
void **serving;

static struct
{
	int fd;
	u32int msize;
	QLock wlk;  /* held to send; comes before lk */
	uchar *out; /* [wlk] a message */
	QLock lk;
	char *dead;          /* [lk] why nothing is sent any more */
	int reading;         /* [lk] somebody reads */
	int ntag;            /* [lk] tags above were never in use, but NOTAG */
	u32int *freefid;     /* [lk] numbers of fids that are free again */
	u32int nfree;        /* [lk] */
	u32int nfid;         /* [lk] those above were never in use */
	Rpc *tag[NOTAG + 1]; /* [lk] */
} conn;

/* ---- fields ---- */

static uchar *
putdata(uchar *p, uchar *e, void *data, u32int n, int countsize)
{
	if(p == nil || e - p < countsize || e - p - countsize < n)
		return nil;
	if(countsize == BIT16SZ)
		PBIT16(p, n);
	else
		PBIT32(p, n);
	memmove(p + countsize, data, n);
	return p + countsize + n;
}

static uchar *
putnumber(uchar *p, uchar *e, uvlong v, int size)
{
	if(p == nil || e - p < size)
		return nil;
	for(; size > 0; size--, v >>= 8)
		*p++ = v;
	return p;
}

/* the end of the fields; nil: they do not fit */
static uchar *
put(uchar *p, uchar *e, char *fmt, va_list *a)
{
	char *s, **names;
	int n;

	for(; *fmt != 0; fmt++)
		switch(*fmt) {
		case '8':
			p = putnumber(p, e, va_arg(*a, uvlong), BIT64SZ);
			break;
		case 's':
			s = va_arg(*a, char *);
			p = putdata(p, e, s, strlen(s), BIT16SZ);
			break;
		case 'd':
			s = va_arg(*a, char *);
			p = putdata(p, e, s, va_arg(*a, u32int), BIT32SZ);
			break;
		case 'w':
			names = va_arg(*a, char **);
			n = va_arg(*a, int);
			p = putnumber(p, e, n, BIT16SZ);
			for(; n > 0; n--, names++)
				p = putdata(p, e, *names, strlen(*names), BIT16SZ);
			break;
		default:
			p = putnumber(p, e, va_arg(*a, u32int), *fmt - '0');
			break;
		}
	return p;
}

/* *p moves on; nil: there is less */
static uchar *
take(uchar **p, uchar *e, uvlong n)
{
	uchar *at;

	at = *p;
	if(at == nil || e - at < n) {
		*p = nil;
		return nil;
	}
	*p = at + n;
	return at;
}

static uvlong
takenumber(uchar **p, uchar *e, int size)
{
	uvlong v;
	uchar *s;

	s = take(p, e, size);
	if(s == nil)
		return 0;
	for(v = 0; size > 0; size--)
		v = v << 8 | s[size - 1];
	return v;
}

static void
takestring(uchar **p, uchar *e, char **out)
{
	uchar *s;
	long n;

	*out = nil;
	n = takenumber(p, e, BIT16SZ);
	s = take(p, e, n);
	if(s != nil && memchr(s, 0, n) != nil)
		*p = s = nil;
	if(s == nil)
		return;
	*out = emalloc9p(n + 1);
	memmove(*out, s, n);
}

static void
takedata(uchar **p, uchar *e, void *buf, u32int max, u32int *n)
{
	uchar *s;

	*n = takenumber(p, e, BIT32SZ);
	if(*n > max)
		*p = nil;
	s = take(p, e, *n);
	if(s != nil)
		memmove(buf, s, *n);
}

static void
takeqid(uchar **p, uchar *e, Qid *q)
{
	q->type = takenumber(p, e, BIT8SZ);
	q->vers = takenumber(p, e, BIT32SZ);
	q->path = takenumber(p, e, BIT64SZ);
}

static void
takeqids(uchar **p, uchar *e, Qid *q, int max, int *n)
{
	int i;

	*n = takenumber(p, e, BIT16SZ);
	if(*n > max)
		*p = nil;
	for(i = 0; i < *n && *p != nil; i++)
		takeqid(p, e, &q[i]);
}

static void
takenumbers(uchar **p, uchar *e, uvlong *v, int n)
{
	for(; n > 0; n--)
		*v++ = takenumber(p, e, BIT64SZ);
}

/* what follows the fields; nil: they are not all there.  Strings are to be freed even then */
static uchar *
get(uchar *p, uchar *e, char *fmt, va_list *a)
{
	void *v, *size;
	u32int max;

	for(; *fmt != 0; fmt++) {
		v = va_arg(*a, void *);
		switch(*fmt) {
		case '1':
			*(uchar *)v = takenumber(&p, e, BIT8SZ);
			break;
		case '4':
			*(u32int *)v = takenumber(&p, e, BIT32SZ);
			break;
		case '8':
			*(uvlong *)v = takenumber(&p, e, BIT64SZ);
			break;
		case 's':
			takestring(&p, e, v);
			break;
		case 'q':
			takeqid(&p, e, v);
			break;
		case 'd':
			max = va_arg(*a, u32int);
			size = va_arg(*a, u32int *);
			takedata(&p, e, v, max, size);
			break;
		case 'Q':
			max = va_arg(*a, int);
			size = va_arg(*a, int *);
			takeqids(&p, e, v, max, size);
			break;
		case 'V':
			takenumbers(&p, e, v, va_arg(*a, int));
			break;
		}
	}
	return p;
}

/* fields at *p, which moves on; -1: they are not all there */
int
getfields9(uchar **p, uchar *e, char *fmt, ...)
{
	va_list a;

	va_start(a, fmt);
	*p = get(*p, e, fmt, &a);
	va_end(a);
	return *p == nil ? -1 : 0;
}

/* ---- answers ---- */

/* lk is held in these */
static void
finish(Rpc *r, char *err)
{
	Rpc *t;

	r->err = err;
	r->done = 1;
	rwakeup(&r->wake);
	t = r->target;
	if(t == nil)
		return;
	t->flushes--;
	if(t->done)
		rwakeup(&t->wake);
	else
		finish(t, Eintr);
}

static void
die(char *why)
{
	Rpc *r;
	int i;

	if(conn.dead != nil)
		return;
	conn.dead = why;
	for(i = 0; i <= conn.ntag; i++) {
		r = conn.tag[i < conn.ntag ? i : NOTAG];
		if(r != nil && !r->done)
			finish(r, why);
	}
}

/* somebody else is to read now, if anybody waits */
static void
handon(void)
{
	int i;

	if(conn.reading)
		return;
	for(i = 0; i < conn.ntag; i++)
		if(conn.tag[i] != nil && conn.tag[i]->asleep && !conn.tag[i]->done) {
			rwakeup(&conn.tag[i]->wake);
			return;
		}
}

/* Read one answer and give it to him who waits for it; what is wrong with it, or nil */
static char *
readone(void)
{
	uchar h[Lhdr], *body;
	u32int n;
	Rpc *r;

	if(readn(conn.fd, h, Lhdr) != Lhdr)
		return Ehungup;
	n = GBIT32(h);
	if(n < Lhdr || n > conn.msize)
		return Ebadmsg;
	n -= Lhdr;
	body = mallocz(n + 1, 0);
	if(body == nil)
		sysfatal("no memory: %r");
	if(readn(conn.fd, body, n) != n) {
		free(body);
		return Ehungup;
	}
	qlock(&conn.lk);
	r = conn.tag[GBIT16(h + BIT32SZ + BIT8SZ)];
	if(r != nil && !r->done) {
		r->rtype = GBIT8(h + BIT32SZ);
		r->rep = body;
		r->end = body + n;
		finish(r, nil);
	} else
		r = nil;
	qunlock(&conn.lk);
	if(r == nil)
		free(body);
	return r == nil ? Ebadmsg : nil;
}

static void
awaitrpc(Rpc *r)
{
	char *why;

	qlock(&conn.lk);
	while(!r->done || r->flushes > 0) {
		if(conn.reading) {
			r->asleep = 1;
			rsleep(&r->wake);
			r->asleep = 0;
			continue;
		}
		conn.reading = 1;
		qunlock(&conn.lk);
		why = readone();
		qlock(&conn.lk);
		conn.reading = 0;
		if(why != nil)
			die(why);
	}
	if(conn.tag[r->tag] == r)
		conn.tag[r->tag] = nil;
	handon();
	qunlock(&conn.lk);
}

/* ---- requests ---- */

/* lk is held: r gets a tag; or why not */
static char *
enlist(Rpc *r)
{
	int i;

	if(conn.dead != nil)
		return conn.dead;
	if(r->req != nil && r->req->aux != nil && r->type != Tclunk)
		return Eintr;
	for(i = 0; i < conn.ntag && conn.tag[i] != nil; i++) {
	}
	if(r->type == Tversion)
		i = NOTAG;
	else if(i == NOTAG)
		return "too many requests";
	else if(i == conn.ntag)
		conn.ntag++;
	r->tag = i;
	conn.tag[i] = r;
	return nil;
}

/* wlk is held */
static void
vsend(Rpc *r, int type, char *fmt, va_list *a)
{
	uchar *p, *e;
	char *err;

	r->type = type;
	p = conn.out;
	e = put(p + Lhdr, p + conn.msize, fmt, a);
	qlock(&conn.lk);
	err = e == nil ? "name too long" : enlist(r);
	if(err != nil)
		finish(r, err);
	qunlock(&conn.lk);
	if(err != nil)
		return;
	PBIT32(p, e - p);
	PBIT8(p + BIT32SZ, type);
	PBIT16(p + BIT32SZ + BIT8SZ, r->tag);
	if(write(conn.fd, p, e - p) == e - p)
		return;
	qlock(&conn.lk);
	die(Ehungup);
	qunlock(&conn.lk);
}

/* takes r.  nfs-ganesha tells errors by Rerror, with numbers too */
static int
vreceive(Rpc *r, char *fmt, va_list *a)
{
	int result;

	awaitrpc(r);
	result = Failed;
	if(r->err != nil)
		werrstr("%s", r->err);
	else if((r->rtype == Rlerror || r->rtype == Rerror) && r->end - r->rep == BIT32SZ) {
		seterror(GBIT32(r->rep));
		result = Refused;
	} else if(r->rtype != r->type + 1 || get(r->rep, r->end, fmt, a) != r->end)
		werrstr("%s", Ebadmsg);
	else
		result = 0;
	free(r->rep);
	free(r);
	return result;
}

/* not on the stack: whoever reads for all has one of his own */
static Rpc *
newrpc(void)
{
	Rpc *r;

	r = emalloc9p(sizeof *r);
	r->wake.l = &conn.lk;
	return r;
}

static Rpc *
request(int type, char *fmt, va_list *a)
{
	Rpc *r;

	r = newrpc();
	r->req = *serving;
	qlock(&conn.wlk);
	vsend(r, type, fmt, a);
	qunlock(&conn.wlk);
	return r;
}

Rpc *
rpcsend(int type, char *fmt, ...)
{
	va_list a;
	Rpc *r;

	va_start(a, fmt);
	r = request(type, fmt, &a);
	va_end(a);
	return r;
}

int
rpcreceive(Rpc *r, char *fmt, ...)
{
	va_list a;
	int n;

	va_start(a, fmt);
	n = vreceive(r, fmt, &a);
	va_end(a);
	return n;
}

int
rpc(int type, char *out, char *in, ...)
{
	va_list a;
	int n;

	va_start(a, in);
	n = vreceive(request(type, out, &a), in, &a);
	va_end(a);
	return n;
}

/* wlk is held */
static void
sendflush(Rpc *f, ...)
{
	va_list a;

	va_start(a, f);
	vsend(f, Tflush, "2", &a);
	va_end(a);
}

/*
 * Nobody wants the answer to old any more.  While wlk is held what is listed has been sent, so that
 * the server knows what it is to flush.  A tag that is flushed is not used again before the flush has its answer.
 */
void
flushreq(Req *old)
{
	Rpc *r, *f, *list;
	int i;

	list = nil;
	qlock(&conn.wlk);
	qlock(&conn.lk);
	old->aux = old; /* it sends nothing more */
	for(i = 0; i < conn.ntag; i++) {
		r = conn.tag[i];
		if(r == nil || r->req != old || r->done || r->flushes > 0 || r->type == Tclunk)
			continue;
		f = newrpc();
		f->target = r;
		r->flushes++;
		f->next = list;
		list = f;
	}
	qunlock(&conn.lk);
	for(f = list; f != nil; f = f->next)
		sendflush(f, f->target->tag);
	qunlock(&conn.wlk);
	for(; (f = list) != nil; free(f)) {
		list = f->next;
		awaitrpc(f);
		free(f->rep);
	}
}

/* ---- the beginning ---- */

static int
onalarm(void *, char *note)
{
	if(strcmp(note, "alarm") != 0)
		return 0;
	sysfatal("the server does not answer");
}

int
conninit(int fd, u32int msize)
{
	char *version;
	u32int n;
	int ok;

	conn.fd = fd;
	conn.msize = msize;
	conn.out = emalloc9p(msize);
	serving = privalloc();
	atnotify(onalarm, 1);
	alarm(Patience);
	version = nil;
	ok = rpc(Tversion, "4s", "4s", msize, "9P2000.L", &n, &version);
	alarm(0);
	atnotify(onalarm, 0);
	if(ok == 0 && strcmp(version, "9P2000.L") != 0) {
		werrstr("it speaks %q, not 9P2000.L", version);
		ok = -1;
	} else if(ok == 0 && (n < Minmsize || n > msize)) {
		werrstr("it wants messages of %ud bytes", n);
		ok = -1;
	}
	free(version);
	if(ok < 0)
		return -1;
	conn.msize = n;
	return n;
}

/* ---- fids ---- */

Lfid *
newlfid(void)
{
	Lfid *f;

	f = emalloc9p(sizeof *f);
	f->ref = 1;
	qlock(&conn.lk);
	f->n = conn.nfree > 0 ? conn.freefid[--conn.nfree] : conn.nfid++;
	qunlock(&conn.lk);
	return f;
}

/* numbers in use and free ones are never more than nfid */
static void
freenumber(u32int n)
{
	qlock(&conn.lk);
	if((conn.nfree & (conn.nfree - 1)) == 0)
		conn.freefid = erealloc9p(conn.freefid, 2 * (conn.nfree + 1) * sizeof n);
	conn.freefid[conn.nfree++] = n;
	qunlock(&conn.lk);
}

/* the request; nil: the server knows nothing of f */
Rpc *
closebegin(Lfid *f)
{
	return f->known ? rpcsend(Tclunk, "4", f->n) : nil;
}

void
closeend(Lfid *f, Rpc *r)
{
	if(r != nil)
		rpcreceive(r, "");
	freenumber(f->n);
	free(f);
}

/* the error string stays */
void
closelfid(Lfid *f)
{
	char err[ERRMAX];

	if(f == nil || adec(&f->ref) != 0)
		return;
	err[0] = 0;
	errstr(err, sizeof err);
	closeend(f, closebegin(f));
	errstr(err, sizeof err);
}

Lfid *
lfidwalk(Lfid *from, char **names, int n, Qid *q, int *nq)
{
	Lfid *f;
	int ok;

	*nq = 0;
	f = newlfid();
	ok = rpc(Twalk, "44w", "Q", from->n, f->n, names, n, q, n, nq);
	f->known = ok != Refused; /* diod knows a fid that came half the way */
	if(ok == 0 && *nq == n)
		return f;
	if(ok == 0)
		werrstr("%s", Enonexist);
	else
		*nq = 0;
	closelfid(f);
	return nil;
}
