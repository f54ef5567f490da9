/* lib9p: servers with trees and without, flushes, slow functions, how they are reached */
#include "test.h"
#include <fcall.h>
#include <9p.h>

/* ---- a tree of files in memory ---- */

typedef struct Data Data;
struct Data
{
	char *p;
	int n;
};

static int destroyed;

static void
fscreate(Req *r)
{
	File *f = createfile(r->fid->file, r->ifcall.name, r->fid->uid, r->ifcall.perm,
			     emalloc9p(sizeof(Data)));

	if(f == nil) {
		responderror(r);
		return;
	}
	closefile(r->fid->file);
	r->fid->file = f;
	r->ofcall.qid = f->qid;
	respond(r, nil);
}

static void
fsread(Req *r)
{
	Data *d = r->fid->file->aux;

	readbuf(r, d->p, d->n);
	respond(r, nil);
}

static void
fswrite(Req *r)
{
	File *f = r->fid->file;
	Data *d = f->aux;
	int e = r->ifcall.offset + r->ifcall.count;

	if(e > d->n) {
		d->p = erealloc9p(d->p, e);
		memset(d->p + d->n, 0, e - d->n);
		d->n = e;
		f->length = e;
	}
	memmove(d->p + r->ifcall.offset, r->ifcall.data, r->ifcall.count);
	r->ofcall.count = r->ifcall.count;
	respond(r, nil);
}

static void
fswstat(Req *r)
{
	File *f = r->fid->file;

	if(~r->d.mode)
		f->mode = r->d.mode;
	if(r->d.name[0] != '\0') {
		free(f->name);
		f->name = estrdup9p(r->d.name);
	}
	respond(r, nil);
}

static void
fsdestroy(File *f)
{
	Data *d = f->aux;

	if(d != nil)
		free(d->p);
	free(d);
	destroyed++;
}

static int ended;

static void
fsend(Srv *)
{
	ended = 1;
}

static Srv fs = {
	.msize = 8192 + IOHDRSZ, /* so that a directory takes several reads */
	.create = fscreate,
	.read = fsread,
	.write = fswrite,
	.wstat = fswstat,
	.end = fsend,
};

static void
waitend(void)
{
	int i;

	for(i = 0; i < 500 && !ended; i++)
		sleep(10);
	ok(ended);
}

/* open, create, what is refused */
static void
treefiles(void)
{
	Dir *d;
	int fd;

	eqint(spit("/n/a", "contents of a"), 0);
	eqstr(slurp("/n/a"), "contents of a");
	d = dirstat("/n/a");
	ok(d != nil);
	eqint(d->length, 13);
	eqstr(d->uid, getuser());
	eqint(d->qid.vers, 1);
	free(d);
	expectname(open("/n/b", OREAD), "file not found", "/n/b");
	expectname(open("/n/a/x", OREAD), "not a directory", "/n/a");
	expectname(open("/n/secret", OREAD), "permission denied", "/n/secret");
	fd = create("/n/gone", ORDWR | ORCLOSE, 0666);
	ok(fd >= 0);
	close(fd);
	ok(dirstat("/n/gone") == nil);
}

/* a directory of 500 files; half of them go while it is read */
static void
treedir(void)
{
	char name[128];
	int fd, i, n;
	Dir *d;

	fd = create("/n/dir", OREAD, DMDIR | 0755);
	ok(fd >= 0);
	close(fd);
	for(i = 0; i < 500; i++) {
		snprint(name, sizeof name,
			"/n/dir/a file whose name is so long that a read cannot give all of the "
			"directory, number %d",
			i);
		if(!eqint(spit(name, "x"), 0))
			break;
	}
	fd = open("/n/dir", OREAD);
	n = dirreadall(fd, &d);
	eqint(n, 500);
	eqstr(d[123].name, "a file whose name is so long that a read cannot give all of the "
			   "directory, number 123");
	free(d);
	seek(fd, 0, 0);
	n = dirread(fd, &d);
	ok(n > 0 && n < 500);
	free(d);
	for(i = 0; i < 500; i++) {
		snprint(name, sizeof name,
			"/n/dir/a file whose name is so long that a read cannot give all of the "
			"directory, number %d",
			i);
		if(i % 2 && !eqint(remove(name), 0))
			break;
	}
	while((i = dirread(fd, &d)) > 0) {
		n += i;
		free(d);
	}
	eqint(i, 0);
	ok(n >= 250 && n < 500);
	close(fd);
	expecterr(remove("/n/dir"), "has children");
}

static void
tree(void)
{
	Dir nd;
	int fd;

	fs.tree = alloctree(nil, nil, DMDIR | 0777, fsdestroy);
	closefile(createfile(fs.tree->root, "secret", "someone", DMDIR | 0700, nil));
	postmountsrv(&fs, nil, "/n", MREPL | MCREATE);
	treefiles();
	treedir();
	nulldir(&nd);
	nd.name = "new name";
	ok(dirwstat("/n/a", &nd) >= 0);
	eqstr(slurp("/n/new name"), "contents of a");
	nulldir(&nd);
	nd.mode = 0;
	ok(dirwstat("/n/new name", &nd) >= 0);
	expectname(open("/n/new name", OREAD), "permission denied", "/n/new name");
	eqint(remove("/n/new name"), 0);
	fd = open("/n/dir/a file whose name is so long that a read cannot give all of the "
		  "directory, number 0",
		  ORDWR);
	eqint(remove("/n/dir/a file whose name is so long that a read cannot give all of the "
		     "directory, number 0"),
	      0);
	eqint(write(fd, "still there", 11), 11);
	close(fd);
	unmount(nil, "/n");
	waitend();
	eqint(destroyed, 253); /* 250, the one that kept its fid, and two more */
	freetree(fs.tree);
	eqint(destroyed, 253 + 249 + 3);
}

static void
files(void)
{
	Tree *t = alloctree("u", "g", DMDIR | 0755, fsdestroy);
	File *a, *b, *c;

	destroyed = 0;
	a = createfile(t->root, "a", nil, DMDIR | 0770, nil);
	b = createfile(a, "b", "x", 0604, nil);
	ok(a != nil && b != nil);
	ok(createfile(a, "b", nil, 0666, nil) == nil);
	ok(createfile(b, "c", nil, 0666, nil) == nil);
	c = walkfile(t->root, "a/./b");
	ok(c == b);
	closefile(c);
	c = walkfile(b, "..");
	ok(c == nil); /* not a directory */
	c = walkfile(a, "../a/../a");
	ok(c == a);
	closefile(c);
	ok(walkfile(t->root, "a/c") == nil);
	ok(hasperm(b, "x", AREAD | AWRITE));
	ok(!hasperm(b, "y", AWRITE) && hasperm(b, "y", AREAD));
	ok(!hasperm(a, "y", AREAD) && hasperm(a, "g", AREAD));
	eqstr(b->gid, "g");
	ainc(&a->ref);
	eqint(removefile(a), -1);
	eqint(removefile(b), 0);
	eqint(destroyed, 1);
	closefile(a);
	freetree(t);
	eqint(destroyed, 3);
}

/* ---- a server without a tree ---- */

enum
{
	Qroot,
	Qtext,
	Qblock,
	Qslow,
	Qmany,
	Qback,
	Nq,
};

static char *names[] = {"/", "text", "block", "slow", "many", "back"};
static Req *blocked;
static int nfids, flushes, hangups, slow; /* 1: there is a slow read, 2: let it go */
static Srv syn;

static char *
synwalk1(Fid *f, char *name, Qid *q)
{
	int i;

	if(f->qid.path != Qroot)
		return "walk in non-directory";
	q->vers = 0;
	if(strcmp(name, "..") == 0) {
		q->path = Qroot;
		q->type = QTDIR;
		return nil;
	}
	for(i = 1; i < Nq; i++)
		if(strcmp(name, names[i]) == 0) {
			q->path = i;
			q->type = QTFILE;
			return nil;
		}
	return "no such thing";
}

static char *
synclone(Fid *from, Fid *to)
{
	to->aux = from->aux == nil ? nil : estrdup9p(from->aux);
	nfids++;
	return nil;
}

static void
syndestroyfid(Fid *f)
{
	free(f->aux);
	nfids--;
}

static void
synattach(Req *r)
{
	if(strcmp(r->ifcall.aname, "bad") == 0) {
		nfids++;
		respond(r, "bad aname");
		return;
	}
	r->fid->aux = estrdup9p(r->ifcall.aname);
	r->fid->qid.type = QTDIR;
	r->fid->qid.path = Qroot;
	r->ofcall.qid = r->fid->qid;
	nfids++;
	respond(r, nil);
}

static int
syngen(int i, Dir *d, void *)
{
	if(++i >= Nq)
		return -1;
	d->qid.path = i;
	d->mode = 0666;
	d->name = estrdup9p(names[i]);
	d->uid = estrdup9p("me");
	d->gid = estrdup9p("us");
	d->muid = estrdup9p("");
	return 0;
}

static void
synstat(Req *r)
{
	if(r->fid->qid.path != Qroot)
		syngen(r->fid->qid.path - 1, &r->d, nil);
	else {
		syngen(0, &r->d, nil);
		r->d.mode = DMDIR | 0777;
	}
	r->d.qid = r->fid->qid;
	respond(r, nil);
}

static void
synread(Req *r)
{
	char buf[200];

	switch((int)r->fid->qid.path) {
	case Qroot:
		dirread9p(r, syngen, nil);
		break;
	case Qtext:
		snprint(buf, sizeof buf, "aname %s, user %s", (char *)r->fid->aux, r->fid->uid);
		readstr(r, buf);
		break;
	case Qblock:
		blocked = r;
		return;
	case Qslow:
		srvrelease(&syn);
		if(slow == 0)
			slow = 1;
		while(slow != 2)
			sleep(5);
		readstr(r, "slow");
		respond(r, nil);
		srvacquire(&syn);
		return;
	case Qmany:
		r->ofcall.count = r->ifcall.count;
		memset(r->ofcall.data, 'm', r->ofcall.count);
		break;
	case Qback: /* it comes back although no other request does */
		srvrelease(&syn);
		sleep(20);
		srvacquire(&syn);
		readstr(r, "back");
		break;
	}
	respond(r, nil);
}

/* what is written is the answer to the blocked read */
static void
synwrite(Req *r)
{
	Req *b = blocked;

	r->ofcall.count = r->ifcall.count;
	if(b == nil) {
		respond(r, "nobody waits");
		return;
	}
	blocked = nil;
	readbuf(b, r->ifcall.data, r->ifcall.count);
	respond(b, nil);
	respond(r, nil);
}

static void
synflush(Req *r)
{
	flushes++;
	if(r->oldreq == blocked) {
		blocked = nil;
		respond(r->oldreq, "interrupted");
	}
	respond(r, nil);
}

static void
synhangup(Srv *)
{
	hangups++;
}

static Srv syn = {
	.attach = synattach,
	.walk1 = synwalk1,
	.clone = synclone,
	.destroyfid = syndestroyfid,
	.read = synread,
	.write = synwrite,
	.flush = synflush,
	.stat = synstat,
	.hangup = synhangup,
	.end = fsend,
};

static void
reader(void *name)
{
	char *s = slurp(name);

	_exits(s == nil ? "no" : s);
}

static void
onnote(void *, char *msg)
{
	noted(strcmp(msg, "break it") == 0 ? NCONT : NDFLT);
}

/* break the read when the server has it */
static void
breaker(void *pid)
{
	while(blocked == nil)
		sleep(1);
	postnote(PNPROC, (int)(uintptr)pid, "break it");
}

/* an answer to who has gone */
static int
onpipe(void *, char *note)
{
	return strncmp(note, "sys: write on closed pipe", 25) == 0;
}

/* that the client has gone is told while something is under way for it */
static void
unmountslow(void)
{
	int i, pid;

	slow = 0;
	pid = spawn(RFFDG, reader, "/n/slow");
	while(slow != 1)
		sleep(1);
	eqint(hangups, 0);
	unmount(nil, "/n");
	for(i = 0; i < 500 && hangups == 0; i++) {
		postnote(PNPROC, pid, "kill");
		sleep(10);
	}
	waitpid();
	eqint(hangups, 1);
	ok(!ended);
	slow = 2;
	waitend();
	eqint(hangups, 1);
	eqint(nfids, 0);
}

static void
synthetic(void)
{
	char buf[100], want[100];
	Dir *d;
	int fd, pid, n;
	vlong t;

	atnotify(onpipe, 1);
	postmountsrv(&syn, nil, "/n", MREPL);
	snprint(want, sizeof want, "aname , user %s", getuser());
	eqstr(slurp("/n/text"), want);
	fd = open("/n", OREAD);
	n = dirreadall(fd, &d);
	close(fd);
	eqint(n, Nq - 1);
	eqstr(d[2].name, "slow");
	free(d);
	eqstr(slurp("/n/back"), "back");
	expectname(open("/n/other", OREAD), "no such thing", "/n/other");
	fd = open("/n/many", OREAD);
	t = 0;
	for(n = 0; n < 10; n++)
		t += read(fd, buf, sizeof buf);
	eqint(t, 1000);
	close(fd);

	/* a read that a note breaks, then one that a write answers */
	fd = open("/n/block", ORDWR);
	notify(onnote);
	pid = spawn(RFMEM, breaker, (void *)(uintptr)getpid());
	expecterr(read(fd, buf, sizeof buf), "interrupted");
	expectexit(pid, "");
	notify(nil);
	eqint(flushes, 1);
	expecterr(write(fd, "x", 1), "nobody waits");
	pid = rfork(RFPROC | RFFDG);
	if(pid == 0) {
		n = read(fd, buf, sizeof buf);
		buf[n] = '\0';
		_exits(buf);
	}
	while(blocked == nil)
		sleep(1);
	eqint(write(fd, "the answer", 10), 10);
	expectexit(pid, "the answer");
	close(fd);

	/* others are served while one is slow */
	pid = spawn(RFFDG, reader, "/n/slow");
	while(slow != 1)
		sleep(1);
	for(n = 0; n < 5; n++)
		eqstr(slurp("/n/text"), want);
	slow = 2;
	expectexit(pid, "slow");
	ok(remove("/n/text") < 0);
	ok(create("/n/new", OREAD, 0666) < 0);
	unmountslow();
}

/* ---- how servers are reached ---- */

static void
posts(void)
{
	char name[ERRMAX], file[64], version[20];
	int fd, fd2;

	snprint(name, sizeof name, "test.%d", getpid());
	snprint(file, sizeof file, "/srv/%s", name);
	postmountsrv(&syn, name, nil, 0);
	fd = open(file, ORDWR);
	ok(fd >= 0);
	strcpy(version, "9P2000");
	eqint(fversion(fd, 300, version, sizeof version), 6);
	fd2 = fauth(fd, "");
	rerrstr(name, sizeof name);
	ok(fd2 < 0 && strstr(name, "authentication not required") != nil, "%s", name);
	ok(mount(fd, -1, "/n", MREPL, "") >= 0);
	ok(slurp("/n/text") != nil);
	fd = open(file, ORDWR);
	expecterr(mount(fd, -1, "/n", MREPL, "bad"), "bad aname");
	ok(mount(fd, -1, "/n", MREPL, "good") >= 0);
	ok(strncmp(slurp("/n/text"), "aname good", 10) == 0);
	close(fd);
	unmount(nil, "/n");
}

static void
shares(void)
{
	char name[32], file[64];

	snprint(name, sizeof name, "test.%d", getpid());
	snprint(file, sizeof file, "#σ/%s/text", name);
	postsharesrv(&syn, name, nil, "it");
	ok(slurp(file) != nil);
}

static void
listens(void)
{
	char file[64], addr[64], *s;
	int fd, fd2;

	listensrv(&syn, "tcp!127.0.0.1!0");
	snprint(file, sizeof file, "%s/local", syn.announced);
	s = slurp(file);
	ok(s != nil);
	s[strcspn(s, "\n")] = '\0';
	snprint(addr, sizeof addr, "tcp!%s", s);
	fd = dial(addr, nil, nil, nil);
	ok(fd >= 0);
	ok(mount(fd, -1, "/n", MREPL, "one") >= 0);
	fd2 = dial(addr, nil, nil, nil);
	ok(mount(fd2, -1, "/tmp", MREPL, "two") >= 0);
	ok(strncmp(slurp("/n/text"), "aname one", 9) == 0);
	ok(strncmp(slurp("/tmp/text"), "aname two", 9) == 0);
	unmount(nil, "/n");
	ok(slurp("/tmp/text") != nil);
	unmount(nil, "/tmp");
	waitend();
	postnote(PNGROUP, getpid(), "kill");
}

/* ---- intmaps ---- */

static void
incd(void *v)
{
	++*(int *)v;
}

static void
maps(void)
{
	static int v[1000];
	Intmap *m = allocmap(incd);
	int i, sum = 0;

	for(i = 0; i < 1000; i++)
		eqint(caninsertkey(m, i * 7919, &v[i]), 1);
	eqint(caninsertkey(m, 7919, &sum), 0);
	for(i = 0; i < 1000; i++)
		if(lookupkey(m, i * 7919) != &v[i]) {
			ok(0, "%d", i);
			break;
		}
	ok(lookupkey(m, 5) == nil);
	ok(insertkey(m, 7919, &v[3]) == &v[1]);
	ok(insertkey(m, 5, &v[5]) == nil);
	ok(deletekey(m, 7919) == &v[3]);
	ok(deletekey(m, 7919) == nil);
	eqint(v[2], 1);
	eqint(v[3], 1);
	freemap(m, incd);
	eqint(v[2], 2);
	eqint(v[3], 2);
	eqint(v[5], 3);
	eqint(v[1], 1);
}

/* ---- fids and requests by number, and directories, without a server ---- */

static int fidsgone, reqsgone;

static void
fidgone(Fid *)
{
	fidsgone++;
}

static void
reqgone(Req *)
{
	reqsgone++;
}

static void
pools(void)
{
	Fidpool *fids = allocfidpool(fidgone);
	Reqpool *reqs = allocreqpool(reqgone);
	Fid *f = allocfid(fids, 7);
	Req *r = allocreq(reqs, 9);

	ok(f != nil && f->fid == 7 && f->omode == -1 && allocfid(fids, 7) == nil);
	ok(r != nil && r->tag == 9 && allocreq(reqs, 9) == nil);
	ok(lookupfid(fids, 7) == f && lookupfid(fids, 8) == nil && lookupreq(reqs, 9) == r);
	closefid(f);
	closereq(r);
	ok(removefid(fids, 7) == f && removefid(fids, 7) == nil && removereq(reqs, 9) == r);
	closefid(f);
	ok(fidsgone == 0); /* one reference is left */
	closefid(f);
	eqint(fidsgone, 1);
	/* a request takes its fid with it */
	r->fid = allocfid(fids, 8);
	closereq(r);
	closereq(r);
	eqint(reqsgone, 1);
	eqint(fidsgone, 1); /* the pool has it */
	freefidpool(fids);
	freereqpool(reqs);
	eqint(fidsgone, 2);
}

static void
directories(void)
{
	Tree *t = alloctree("me", "us", DMDIR | 0555, nil);
	uchar buf[STATMAX];
	char name[16], strs[STATMAX];
	Readdir *r;
	File *f;
	Dir d;
	long n;

	for(int i = 0; i < 3; i++) {
		snprint(name, sizeof name, "f%d", i);
		f = createfile(t->root, name, "me", 0644, nil);
		ok(f != nil);
		closefile(f);
	}
	r = opendirfile(t->root);
	for(int i = 0; i < 3; i++) {
		n = readdirfile(r, buf, sizeof buf);
		if(i == 0) {
			ok(n > 0 && convM2D(buf, n, &d, strs) > 0);
			eqstr(d.name, "f0");
			eqstr(d.uid, "me");
			eqint(d.mode, 0644);
			ok(n >= 3 * convM2D(buf, n, &d, strs), "%ld", n); /* all at once */
		} else
			eqint(n, 0);
	}
	closedirfile(r);
	ok(readdirfile(r = opendirfile(t->root), buf, 20) <= 0); /* no room for one */
	closedirfile(r);
	f = walkfile(t->root, "f1");
	ok(f != nil && hasperm(f, "me", AWRITE) && !hasperm(f, "you", AWRITE) &&
	   hasperm(f, "you", AREAD));
	closefile(f);
	freetree(t);
}

Case cases[] = {
	{"pools", pools},
	{"directories", directories},
	{"tree", tree},
	{"files", files},
	{"synthetic", synthetic},
	{"posts", posts},
	{"shares", shares},
	{"listens", listens},
	{"maps", maps},

	{nil},
};
