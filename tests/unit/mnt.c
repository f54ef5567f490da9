/*
 * The mount driver, against servers that are good, bad and mad.
 */
#include "fake9p.h"
#include "host.h"
#include "sys.h"

static Srv9 *s;
static Chan *mc, *root;

static void
boot(void)
{
	kernelup();
	mntdev.init();
	fakesettle();
	memmark();
	s = newserver9(&mc);
}

static void
attach(void)
{
	startserver9(s);
	root = mntattach(mc, nil, "", 0);
}

static void
up9(void)
{
	boot();
	attach();
}

/* all files are closed: the server must know of none, and then ends */
static void
down9(void)
{
	Chan *c;

	fakesettle();
	/* replies to clunks that nobody waited for are read by the next request */
	c = cclone(root);
	cclose(c);
	fakesettle();
	checkint(s->nfid, 1);
	checkint(mc->mux->nfid + 1, mc->mux->nextfid - 1); /* the last clunk's reply is unread */
	cclose(root);
	fakesettle();
	checkint(s->nfid, 0);
	cclose(mc);
	fakesettle();
	checkleaks();
}

static Chan *
walkto(char *name)
{
	Walkqid *w = dwalk(root, nil, &name, 1);
	Chan *c = w->clone;

	check(c != nil && w->nqid == 1);
	freewalkqid(w);
	return c;
}

static Chan *
openfile(char *name, int omode)
{
	return dopen(walkto(name), omode);
}

/* ---- sessions ---- */

UNIT(version)
{
	char buf[32];

	boot();
	s->msize = 8216;
	startserver9(s);
	memset(buf, 'x', sizeof buf);
	checkint(mntversion(mc, nil, 0, buf, sizeof buf), 6);
	checkstr(buf, "9P2000");
	check(mc->flag & Cmsg);
	checkint(mc->mux->msize, 8216);
	checkint(mntversion(mc, "9P2000.u", 0, buf, sizeof buf), 6); /* what was agreed on */
	checkint(s->count[Tversion], 1);
	checkerror(mntversion(mc, "9P2000", 0, buf, 5), Eshort);
	checkerror(mntversion(mc, "9P1999", 0, buf, sizeof buf), "bad 9P version specification");
	checkerror(mntversion(mc, nil, 0x80000000, buf, sizeof buf), "bad iounit in version call");
	memset(buf, 'x', sizeof buf);
	checkint(mntversion(mc, "9P2000", 0, buf, 6), 6);
	checkint(buf[6], 'x');
	cclose(mc);
	checkleaks();
}

static void
badversion(const char *answer, u32int msize, u32int offer, const char *ask, const char *err)
{
	Srv9 *v = newserver9(&mc);

	v->version = answer;
	v->msize = msize;
	startserver9(v);
	checkerror(mntversion(mc, ask, offer, nil, 0), err);
	check(mc->mux == nil && (mc->flag & Cmsg) == 0);
	cclose(mc);
	fakesettle();
}

UNIT(badversion)
{
	boot();
	startserver9(s);
	cclose(mc);
	badversion("unknown", 0, 0, nil, "bad 9P version returned from server");
	badversion("", 0, 0, nil, "bad 9P version returned from server");
	badversion("9P2000.x", 0, 0, nil, "bad 9P version returned from server");
	badversion("9P", 0, 0, nil, "bad 9P version returned from server");
	badversion(nil, 255, 0, nil, "nonsense value of msize in fversion");
	badversion(nil, 0, 100, nil, "nonsense value of msize in fversion");
	checkleaks();
}

/* what a server says that is no Rversion at all */
static void
saysversion(const void *bytes, int n, const char *err)
{
	Chan *c, *peer, *dir = dattach(devof('|'), "");

	c = pipeend9(dir, "data");
	peer = pipeend9(dir, "data1");
	cclose(dir);
	if(n > 0)
		dwrite(peer, kbuf((void *)(uintptr)bytes), n, 0);
	else
		cclose(peer);
	checkerror(mntversion(c, nil, 0, nil, 0), err);
	cclose(c);
	if(n > 0)
		cclose(peer);
}

UNIT(noversion)
{
	boot();
	startserver9(s);
	cclose(mc);
	saysversion("\x0f\0\0\0\x6b\xff\xff\6\0"
		    "go off",
		    15, "go off");
	saysversion("\7\0\0\0\x6d\xff\xff", 7, "unexpected reply type in fversion");
	saysversion("\x13\0\0\0\x65\xff\xff\xff\xff\0\0\6\0"
		    "9P2000",
		    19, "server tries to increase msize in fversion");
	saysversion("\3\0\0\0\x65\xff\xff", 7, "bad fversion conversion on reply");
	saysversion("\x13\0\0\x7f\x65\xff\xff", 7, "bad fversion conversion on reply");
	saysversion("\x8\0\0\0\x65\xff\xff\0", 8, "bad fversion conversion on reply");
	saysversion(nil, 0, Ehungup);
	checkleaks();
}

UNIT(attach)
{
	Chan *c;

	up9();
	checkint(mc->mux->msize, Mntmsize);
	check(root->qid.type == QTdir && root->devno != 0);
	c = mntattach(mc, nil, "", Mcache);
	check(c->devno != root->devno);
	check(c->mchan == mc && (c->flag & Ccache));
	checkint(s->count[Tversion], 1);
	checkint(s->count[Tattach], 2);
	cclose(c);
	checkerror(mntattach(mc, nil, "refuse", 0), "you shall not attach");
	checkerror(mntattach(mc, root, "", 0), Ebadusefd);
	down9();
}

UNIT(auth)
{
	Chan *ac, *c;
	u8int b[3] = {byte9(0), byte9(1), byte9(2)};

	boot();
	startserver9(s);
	checkerror(mntauth(mc, "refuse"), "no authentication here");
	ac = mntauth(mc, "");
	check(ac->qid.type == QTauth && ac->mode == Ordwr && (ac->flag & Copen));
	checkint(ac->iounit, Mntmsize - Iohdrsz);
	checkint(dwrite(ac, kbuf(b), 3, 0), 3);
	root = mntattach(mc, ac, "", 0);
	c = ac;
	cclose(c);
	down9();
}

/* ---- files ---- */

UNIT(walk)
{
	char *names[40];
	Walkqid *w;
	Chan *c;

	up9();
	for(int i = 0; i < nelem(names); i++)
		names[i] = "sub";
	names[39] = "data";
	w = dwalk(root, nil, names, 40);
	checkint(w->nqid, 40);
	check(w->clone != nil && w->clone->qid.path == Fdata && w->clone->mchan == mc);
	checkint(w->clone->devno, root->devno);
	checkint(s->count[Twalk], 3);
	cclose(w->clone);
	freewalkqid(w);
	names[38] = "nothing";
	w = dwalk(root, nil, names, 40);
	check(w->clone == nil);
	checkint(w->nqid, 38);
	freewalkqid(w);
	names[38] = "sub";
	names[16] = "nothing";
	checkerror(dwalk(root, nil, names, 40), "no such thing here");
	names[0] = "nothing";
	checkerror(dwalk(root, nil, names, 1), "no such thing here");
	w = dwalk(root, root, nil, 0); /* to itself */
	check(w->clone == root);
	freewalkqid(w);
	names[0] = "many";
	checkerror(dwalk(root, nil, names, 1), "too many QIDs returned by walk");
	c = walkto("data");
	cclose(c);
	down9();
}

/* names that do not fit in one message go in two */
UNIT(longnames)
{
	char *name, *names[3];

	boot();
	s->msize = 256;
	attach();
	name = smalloc(401);
	memset(name, 'x', 400);
	names[0] = names[1] = "sub";
	names[2] = name;
	checkerror(dwalk(root, nil, names, 3), Etoolong);
	name[200] = 0;
	names[0] = "sub";
	checkerror(dwalk(root, nil, &names[2], 1), "no such thing here");
	names[1] = name;
	names[2] = name;
	Walkqid *w = dwalk(root, nil, names, 3);
	check(w->clone == nil && w->nqid == 1);
	freewalkqid(w);
	kfree(name);
	down9();
}

static void
checkdata(const u8int *p, int n, s64int off)
{
	for(int i = 0; i < n; i++)
		checkint(p[i], byte9(off + i));
}

/* n bytes, however many messages that takes */
static void
readwrite(Chan *c, int n, int msgs)
{
	u8int *p = smalloc((usize)n);
	int had = s->count[Tread];

	checkint(dread(c, kbuf(p), n, 1000), n);
	checkdata(p, n, 1000);
	checkint(s->count[Tread] - had, msgs);
	had = s->count[Twrite];
	checkint(dwrite(c, kbuf(p), n, 1000), n);
	checkint(s->count[Twrite] - had, msgs);
	kfree(p);
}

static void
allsizes(void)
{
	Chan *c = openfile("data", Ordwr);
	int unit = Mntmsize - Iohdrsz;

	checkint(c->iounit, unit);
	readwrite(c, 0, 1);
	readwrite(c, 1, 1);
	readwrite(c, unit, 1);
	readwrite(c, unit + 1, 2);
	readwrite(c, 3 * unit, 3);
	cclose(c);
}

UNIT(readwrite)
{
	up9();
	allsizes();
	down9();
}

/* the same over a transport that keeps no message together */
UNIT(pieces)
{
	boot();
	s->pieces = 1000;
	attach();
	allsizes();
	s->pieces = 1;
	cclose(openfile("data", Oread));
	s->pieces = 0;
	s->strays = true;
	allsizes();
	s->pieces = 5000;
	allsizes();
	s->pieces = 3;
	cclose(openfile("data", Oread));
	down9();
}

static void
liar(char *name, int n, const char *err)
{
	u8int *p = smalloc((usize)n);
	Chan *c = openfile(name, Oread);

	checkerror(dread(c, kbuf(p), n, 0), err);
	kfree(p);
	cclose(c);
}

UNIT(lies)
{
	u8int buf[100];
	Chan *c;

	up9();
	c = openfile("less", Ordwr);
	checkint(dread(c, kbuf(buf), 100, 7), 50);
	checkdata(buf, 50, 7);
	checkint(dwrite(c, kbuf(buf), 50, 7), 25);
	cclose(c);
	c = openfile("more", Ordwr);
	checkint(dread(c, kbuf(buf), 97, 0), 97);
	checkdata(buf, 97, 0);
	checkint(dwrite(c, kbuf(buf), 97, 0), 97);
	cclose(c);
	fakequiet(true);
	liar("odd", 100, Emountrpc);
	fakequiet(false);
	check(strstr(fakelog(), "mismatch") != nil);
	liar("junk", 100, Emountrpc);
	liar("noise", 100, Emountrpc);
	liar("error", 100, "in my own words");
	liar("baddir", 1000, "invalid directory entry received from server");
	checkint(s->count[Tflush], 1); /* noise: that request's reply might still come */
	down9();
}

UNIT(stat)
{
	u8int buf[256];
	char strs[256];
	Dir d;
	Chan *c;
	int n;

	up9();
	n = dstat(root, buf, sizeof buf);
	checkint(convM2D(buf, n, &d, strs), n);
	checkint(d.type, 'M');
	checkint(d.dev, root->devno);
	checkstr(d.name, "/");
	checkint(dstat(root, buf, n - 1), 2);
	checkint(get16(buf), n - 2);
	checkerror(dstat(root, buf, 1), Eshortstat);
	checkint(dwstat(root, buf, n), n);
	c = walkto("badstat");
	checkerror(dstat(c, buf, sizeof buf), Ebadstat);
	cclose(c);
	c = openfile("dir", Oread);
	n = dread(c, kbuf(buf), sizeof buf, 0);
	check(n > 2 * Statfixlen);
	for(int i = 0, k; i < n; i += k) {
		k = convM2D(buf + i, n - i, &d, strs);
		check(k > 0);
		checkint(d.type, 'M');
		checkint(d.dev, root->devno);
	}
	checkint(dread(c, kbuf(buf), sizeof buf, n), 0);
	cclose(c);
	down9();
}

UNIT(create)
{
	Chan *c;

	up9();
	c = cclone(root);
	checkerror(dcreate(c, "else", Owrite, 0644), "not that name");
	checkerror(dcreate(c, "data", 0x44, 0644), Ebadarg);
	c = dcreate(c, "data", Owrite | Otrunc, 0644);
	checkint(c->qid.path, Fdata);
	check((c->flag & Copen) && c->mode == Owrite);
	dremove(c);
	cclose(c);
	checkint(s->count[Tremove], 1);
	fakesettle();
	checkint(s->nfid, 1);
	down9();
}

/* ---- notes ---- */

/* what a client in another process does and finds */
typedef struct Client
{
	char *name;
	Proc *p;
	int n; /* bytes; -1: err */
	char err[Errmax];
	u8int buf[100];
	_Atomic bool done;
} Client;

static void
reader(void *arg)
{
	Client *r = arg;
	Chan *c = openfile(r->name, Oread);

	if(waserror()) {
		r->n = -1;
		strecpy(r->err, r->err + sizeof r->err, up->errstr);
	} else {
		r->n = dread(c, kbuf(r->buf), sizeof r->buf, 0);
		poperror();
	}
	cclose(c);
	atomic_store(&r->done, true);
}

static void
start(Client *r, char *name)
{
	memset(r, 0, sizeof *r);
	r->name = name;
	r->p = kproc("client", reader, r);
	fakesettle();
}

static void
note(Client *r)
{
	procinterrupt(r->p);
	fakesettle();
}

UNIT(interrupt)
{
	Client r;

	up9();
	start(&r, "hang");
	check(!r.done);
	note(&r);
	check(r.done);
	checkint(r.n, -1);
	checkstr(r.err, Eintr);
	checkint(s->count[Tflush], 1);
	start(&r, "late"); /* its reply comes after the flush was sent: it counts */
	check(!r.done);
	note(&r);
	check(r.done);
	checkint(r.n, 4);
	checkmem(r.buf, "late", 4);
	checkint(s->count[Tflush], 2);
	down9();
}

/* a note, with no answer to the flush; a second one frees the caller, but not the tag */
UNIT(twonotes)
{
	Client r;
	int tag;

	up9();
	start(&r, "never");
	note(&r);
	check(!r.done);
	tag = s->held[0].tag;
	check(s->out[tag]);
	note(&r); /* and the clunk that follows needs another tag: the server checks */
	check(r.done);
	checkstr(r.err, Eintr);
	check(s->out[tag]);
	checkint(s->count[Tflush], 1);
	cclose(walkto("release"));
	check(!s->out[tag]);
	down9();
}

/* the reader of the session is interrupted: another must take over */
UNIT(handover)
{
	Client a, b, c;

	up9();
	start(&a, "never");
	start(&b, "hang");
	start(&c, "late");
	checkint(a.done + b.done + c.done, 0);
	cclose(openfile("data", Oread)); /* all of them wait, others' requests go on */
	note(&a);
	cclose(openfile("data", Oread));
	note(&a);
	check(a.done);
	note(&c);
	check(c.done);
	checkint(c.n, 4);
	cclose(openfile("data", Oread));
	note(&b);
	check(b.done);
	checkstr(b.err, Eintr);
	cclose(walkto("release"));
	down9();
}

/* the server goes: everybody hears of it */
UNIT(eof)
{
	Client a, b, c;
	Chan *f;

	up9();
	start(&a, "hang");
	start(&b, "hang");
	f = openfile("data", Oread);
	start(&c, "eof");
	fakesettle();
	check(a.done && b.done && c.done);
	checkint(a.n, -1);
	checkstr(a.err, Emountrpc);
	checkstr(b.err, Emountrpc);
	checkstr(c.err, Emountrpc);
	checkerror(dread(f, kbuf(a.buf), 10, 0), Ehungup);
	checkerror(cclone(root), Ehungup);
	cclose(f);
	cclose(root);
	cclose(mc);
	checkleaks();
}

/* ---- many at once ---- */

enum
{
	Nclient = 20,
	Nround = 40
};

static void
busy(void *arg)
{
	Client *r = arg;
	u8int *p = smalloc(3000);
	Chan *c;

	for(int i = 0; i < Nround; i++) {
		c = openfile("data", Ordwr);
		checkint(dread(c, kbuf(p), 3000, 64 * i), 3000);
		checkdata(p, 3000, 64 * i);
		checkint(dwrite(c, kbuf(p), 3000, 64 * i), 3000);
		cclose(c);
	}
	kfree(p);
	atomic_store(&r->done, true);
}

UNIT(many)
{
	static Client r[Nclient];

	boot();
	s->pieces = 700;
	attach();
	for(int i = 0; i < Nclient; i++)
		r[i].p = kproc("client", busy, &r[i]);
	fakesettle();
	for(int i = 0; i < Nclient; i++)
		check(r[i].done);
	down9();
}

/* ---- a transport of bytes, as a connection is: each write takes a few ---- */

static int bytewrites, byteintr; /* writes so far; the one that a note interrupts */

static int
byteread(Chan *c, Buf b, int n, s64int off)
{
	return dread(c->aux, b, n < 100 ? n : 100, off);
}

static int
bytewrite(Chan *c, Buf b, int n, s64int off)
{
	if(++bytewrites == byteintr)
		error(Eintr);
	return dwrite(c->aux, b, n < 5 ? n : 5, off);
}

static void
byteclose(Chan *c)
{
	cclose(c->aux);
}

static const Dev bytedev = {
	.dc = 'b', .name = "bytes", .read = byteread, .write = bytewrite, .close = byteclose};

static void
bytesup(void)
{
	Chan *c;

	boot();
	c = newchan();
	c->dev = &bytedev;
	c->mode = Ordwr;
	c->flag |= Copen;
	c->aux = mc;
	mc = c;
	attach();
}

UNIT(bytes)
{
	bytesup();
	allsizes();
	s->pieces = 3;
	s->strays = true;
	cclose(openfile("data", Oread));
	s->pieces = 700;
	allsizes();
	down9();
}

/* a note in the middle of a message: the peer gets all of it nevertheless, or none */
UNIT(bytesintr)
{
	u8int buf[10];
	Chan *c;

	bytesup();
	c = openfile("data", Oread);
	for(int k = 1; k <= 5; k++) {
		bytewrites = 0;
		byteintr = k;
		memset(buf, 0, sizeof buf);
		if(k == 1)
			checkerror(dread(c, kbuf(buf), 10, 0), Eintr);
		else {
			checkint(dread(c, kbuf(buf), 10, 0), 10);
			checkdata(buf, 10, 0);
		}
	}
	byteintr = 0;
	fakesettle();
	checkint(s->count[Tread], 4);
	checkint(s->count[Tflush], 4);
	cclose(c);
	down9();
}

UNIT(bytesmany)
{
	static Client r[4];

	bytesup();
	s->pieces = 700;
	for(int i = 0; i < nelem(r); i++)
		r[i].p = kproc("client", busy, &r[i]);
	fakesettle();
	for(int i = 0; i < nelem(r); i++)
		check(r[i].done);
	down9();
}

/* ---- killed by the host ---- */

static struct
{
	_Atomic bool go, done, end;
	int fd;
	char *file;
	u8int buf[100];
	int n;
} user;

/* mounts the server, and reads a file */
static void
mounter(void *arg)
{
	int fd;

	USED(arg);
	while(!atomic_load(&user.go))
		fakecall(SLEEP, 1);
	fakecall(MOUNT, (uintptr)user.fd, (uintptr)-1, (uintptr) "/n", 0, (uintptr) "");
	fd = (int)fakecall(OPEN, (uintptr)user.file, Ordwr);
	user.n = (int)fakecall(PREAD, (uintptr)fd, (uintptr)user.buf, sizeof user.buf, 0);
	fakecall(PWRITE, (uintptr)fd, (uintptr)user.buf, sizeof user.buf, 0);
	atomic_store(&user.done, true);
	while(!atomic_load(&user.end))
		fakecall(SLEEP, 1000);
}

/* a user process that has the connection open; it waits for user.go */
static int
startuser(char *file)
{
	Fgrp *fg = up->fgrp;
	Proc *p;
	int hostpid;

	atomic_store(&user.go, false);
	atomic_store(&user.done, false);
	atomic_store(&user.end, false);
	user.n = -2;
	user.file = file;
	p = procof(userproc(mounter, nil));
	up->fgrp = p->fgrp;
	incref(&mc->ref);
	user.fd = newfd(mc, false);
	up->fgrp = fg;
	check(user.fd >= 0);
	for(int i = 0; i < 20 && atomic_load(&p->hostpid) == 0; i++)
		tsleep(&up->sleepr, never, nil, 1);
	hostpid = atomic_load(&p->hostpid);
	check(hostpid > 0);
	return hostpid;
}

/* let it do what it does until it waits */
static void
run(void)
{
	atomic_store(&user.go, true);
	tsleep(&up->sleepr, never, nil, 100);
}

/* nothing of a dead client is left at the server, and others go on */
static void
afterlife(void)
{
	usersgone();
	root = mntattach(mc, nil, "", 0);
	cclose(walkto("release"));
	fakesettle();
	down9();
}

UNIT(killed)
{
	static char *const files[] = {"/n/hang", "/n/late", "/n/never"};
	int hostpid;

	kernelup();
	mntdev.init();
	for(int i = 0; i < nelem(files); i++) {
		fakesettle();
		memmark();
		s = newserver9(&mc);
		startserver9(s);
		hostpid = startuser(files[i]);
		run();
		checkint(s->nheld, 1);
		fakekill(hostpid);
		usersgone();
		check(!user.done);
		checkint(s->count[Tflush], 1);
		afterlife();
	}
}

/* killed while it is the reader: others must not notice */
UNIT(killedreader)
{
	Client a, b;
	int hostpid;

	up9();
	hostpid = startuser("/n/hang");
	run();
	start(&a, "late");
	start(&b, "never");
	check(!a.done && !b.done);
	fakekill(hostpid);
	usersgone();
	cclose(openfile("data", Oread));
	note(&a);
	check(a.done);
	checkint(a.n, 4);
	note(&b);
	note(&b);
	check(b.done);
	cclose(walkto("release"));
	down9();
}

/* at every host call that a mount, open, read and write make */
UNIT(killedanywhere)
{
	int hostpid, nth;

	kernelup();
	mntdev.init();
	for(nth = 1; nth == 1 || !user.done; nth++) {
		fakesettle();
		memmark();
		s = newserver9(&mc);
		startserver9(s);
		hostpid = startuser("/n/data");
		fakekillat(hostpid, nth);
		run();
		fakekillat(hostpid, 0); /* its exit is another test's */
		atomic_store(&user.end, true);
		usersgone();
		if(user.done)
			checkdata(user.buf, user.n, 0);
		afterlife();
	}
	check(nth > 20);
}
