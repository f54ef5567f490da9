/*
 * Reading directories.  The server tells names and what follows them; what else is known of the files it is
 * asked for a piece of them at once, with all requests of a kind under way together.  Entries that the client has
 * no room for wait for its next read.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>
#include "9unix.h"

enum
{
	Piece = 8 * 1024, /* bytes of the server's entries */
	Entryfix = QIDSZ + BIT64SZ + BIT8SZ + BIT16SZ,
	Maxentry = Piece / Entryfix,
	/* Entry.state */
	Here = 0,
	Gone,   /* since its name was read */
	Hidden, /* the server does not tell more than the name */
};

typedef struct Entry Entry;
struct Entry
{
	char *name;
	Qid qid;
	uchar type;
	int state;
	Lfid *f;
	Rpc *r;
	Attr a;
};

void
rewind(Dirbuf *b)
{
	b->cookie = 0;
	b->n = b->at = 0;
}

/* ok is the result of a request for e; err keeps the first failure that is not of one file only */
static void
judge(Entry *e, int ok, char err[ERRMAX])
{
	if(ok == 0)
		return;
	e->state = ok == Refused && nosuchfile() ? Gone : Hidden;
	if(ok == Failed && err[0] == 0)
		rerrstr(err, ERRMAX);
}

/* a link is looked at through the tree, which knows where it leads */
static void
asklink(Node *dir, Entry *e, char err[ERRMAX])
{
	Node *n;
	Qid q;

	if(nodewalk(dir, &e->name, 1, &q, &n) < 0)
		judge(e, Refused, err);
	else {
		judge(e, nodeattr(n, &e->a), err);
		nodeput(n);
	}
}

static void
askall(Lfid *from, Entry *e, Entry *end, char err[ERRMAX])
{
	Entry *p;
	int ok, nq;

	for(p = e; p < end; p++)
		if(p->f != nil)
			p->r = rpcsend(Twalk, "44w", from->n, p->f->n, &p->name, 1);
	for(p = e; p < end; p++)
		if(p->f != nil) {
			ok = rpcreceive(p->r, "Q", &p->qid, 1, &nq);
			if(ok == 0 && nq != 1) {
				werrstr("%s", Enonexist);
				ok = Refused;
			}
			p->f->known = ok != Refused;
			judge(p, ok, err);
		}
	for(p = e; p < end; p++)
		if(p->f != nil && p->state == Here)
			p->r = sendgetattr(p->f);
	for(p = e; p < end; p++)
		if(p->f != nil && p->state == Here)
			judge(p, receivegetattr(p->r, &p->a), err);
	for(p = e; p < end; p++)
		if(p->f != nil)
			p->r = closebegin(p->f);
	for(p = e; p < end; p++)
		if(p->f != nil)
			closeend(p->f, p->r);
}

/* fill in what is known of the n files */
static int
ask(Node *dir, Entry *e, int n)
{
	char err[ERRMAX];
	Lfid *from;
	int i;

	from = nodefid(dir);
	if(from == nil)
		return -1;
	err[0] = 0;
	for(i = 0; i < n; i++)
		if(e[i].type == Ldtlink || (e[i].qid.type & QTlink))
			asklink(dir, &e[i], err);
		else
			e[i].f = newlfid();
	askall(from, e, e + n, err);
	closelfid(from);
	if(err[0] == 0)
		return 0;
	werrstr("%s", err);
	return -1;
}

/* the entries in the server's bytes, but for . and ..; -1: they are malformed */
static int
parse(Entry *e, uchar *p, uchar *end, uvlong *cookie)
{
	uvlong last;
	char *s;
	int n;

	last = *cookie;
	for(n = 0; p < end; n++) {
		if(getfields9(&p, end, "q81s", &e[n].qid, cookie, &e[n].type, &s) < 0)
			return -1;
		e[n].name = s;
		if(s[0] == 0 || strlen(s) > Namemax || strchr(s, '/') != nil)
			return -1;
		if(strcmp(s, ".") == 0 || strcmp(s, "..") == 0) {
			free(s);
			memset(&e[n--], 0, sizeof *e);
		}
	}
	return *cookie != last ? n : -1;
}

static void
convert(Dirbuf *b, Entry *e, int n)
{
	Dir d;
	int i;

	b->n = b->at = 0;
	for(i = 0; i < n; i++) {
		if(e[i].state == Gone)
			continue;
		if(e[i].state == Hidden) {
			memset(&e[i].a, 0, sizeof e[i].a);
			e[i].a.qid = e[i].qid;
			e[i].a.qid.type &= QTDIR;
			e[i].a.mode = e[i].a.qid.type ? Lifdir : 0;
			e[i].a.uid = e[i].a.gid = Noid;
		}
		filldir(&d, &e[i].a, e[i].name);
		b->buf = erealloc9p(b->buf, b->n + sizeD2M(&d));
		b->n += convD2M(&d, b->buf + b->n, sizeD2M(&d));
		free(d.name);
		free(d.uid);
		free(d.gid);
		free(d.muid);
	}
}

/* more entries in b; 0: there are none, -1: errstr */
static int
refill(Dirbuf *b, Node *dir, Lfid *f)
{
	uchar raw[Piece];
	uvlong next;
	Entry *e;
	u32int n, max;
	int i, ne, ok;

	if(b->cookie == ~0ULL) /* nothing can follow, and nfs-ganesha hangs when it is asked */
		return 0;
	max = unixsrv.msize - Datahdr < Piece ? unixsrv.msize - Datahdr : Piece;
	ok = rpc(Treaddir, "484", "d", f->n, b->cookie, max, raw, max, &n);
	if(ok < 0 || n == 0)
		return ok;
	e = emalloc9p((Maxentry + 1) * sizeof *e);
	next = b->cookie;
	ne = parse(e, raw, raw + n, &next);
	if(ne < 0)
		werrstr("%s", Ebadmsg);
	ok = ne < 0 ? -1 : ask(dir, e, ne);
	if(ok == 0) {
		convert(b, e, ne);
		b->cookie = next;
	}
	for(i = 0; i <= Maxentry; i++)
		free(e[i].name);
	free(e);
	return ok < 0 ? -1 : 1;
}

long
readentries(Dirbuf *b, Node *dir, Lfid *f, uchar *buf, long max)
{
	long n, len;
	int ok;

	for(n = 0;; n += len) {
		while(b->at == b->n) {
			ok = refill(b, dir, f);
			if(ok <= 0)
				return n > 0 ? n : ok;
		}
		len = BIT16SZ + GBIT16(b->buf + b->at);
		if(len > max - n)
			break;
		memmove(buf + n, b->buf + b->at, len);
		b->at += len;
	}
	return n;
}
