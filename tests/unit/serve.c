/*
 * The 9P server: its conversions and tables, and sessions over real sockets with files that a test makes.
 */
#include "serveunit.h"
#include "p9l.h"

/* ---- errors ---- */

UNIT(errors)
{
	/* each of the host's errors comes back as one with the same text */
	for(int i = 1; i < 134; i++) {
		const char *text = hosterrstr(-i);
		checkstr(hosterrstr((int)unixerr(text)), text);
	}
	checkint(unixerr(Enonexist), 2);
	checkint(unixerr(Eperm), 13);
	checkint(unixerr("'/a/b' does not exist"), 2);
	checkint(unixerr("file already exists: '/x'"), 17);
	checkint(unixerr("never heard of"), 5);
	checkint(unixerr(""), 5);
}

/* ---- messages ---- */

/* all fields of one: false: malformed */
static bool
takeall(u8int *buf, int n)
{
	Msg m = {buf, buf + n, false};

	msg32(&m);
	msg8(&m);
	msgstr(&m);
	msg64(&m);
	msgstr(&m);
	return msgdone(&m);
}

UNIT(fields)
{
	static const u8int whole[] = {1, 0, 0, 0, 2, 3,    0, 'a', 'b', 'c', 4,
				      3, 2, 1, 0, 0, 0x80, 0, 2,   0,   'd', 'e'};
	u8int buf[sizeof whole + 1];
	Msg m = {buf, buf + sizeof whole, false};

	memmove(buf, whole, sizeof whole);
	checkint(msg32(&m), 1);
	checkint(msg8(&m), 2);
	char *s = msgstr(&m);
	check(msg64(&m) == 0x0080000001020304);
	checkstr(msgstr(&m), "de");
	checkstr(s, "abc");
	check(msgdone(&m));
	msg8(&m);
	check(m.bad);
	for(int n = 0; n <= (int)sizeof whole + 1; n++) {
		memmove(buf, whole, sizeof whole);
		checkint(takeall(buf, n), n == sizeof whole);
	}
	memmove(buf, whole, sizeof whole);
	buf[8] = 0; /* a NUL in a name */
	check(!takeall(buf, sizeof whole));
}

/* a request of 9P2000.u made of one of 9P2000 and tail; result: what unixtail says */
static int
cuttail(Conn *c, Fcall *f, const u8int *tail, int ntail, u32int *nuname)
{
	Req *r = smalloc(sizeof *r + 256);
	int n = convS2M(f, r->msg, 256);

	memmove(r->msg + n, tail, (usize)ntail);
	put32(r->msg, (u32int)(n + ntail));
	r->c = c;
	int left = unixtail(r, n + ntail);
	*nuname = r->nuname;
	if(left > 0)
		checkint(get32(r->msg), left);
	kfree(r);
	return left == n ? 1 : left == 0 ? 0 : -1;
}

UNIT(tails)
{
	Fcall attach = {.type = Tattach, .uname = "u", .aname = ""};
	Fcall create = {.type = Tcreate, .name = "name"};
	Fcall clunk = {.type = Tclunk};
	static Conn c = {.dialect = Dunix};
	u8int tail[16] = {0x34, 0x12};
	u32int id;

	kernelup();
	checkint(cuttail(&c, &attach, tail, 4, &id), 1);
	checkint(id, 0x1234);
	memset(tail, 0, sizeof tail);
	checkint(cuttail(&c, &create, tail, 2, &id), 1);
	for(int n = 0; n < 8; n++)
		if(n != 2)
			checkint(cuttail(&c, &create, tail, n, &id), 0);
	tail[0] = 3;
	checkint(cuttail(&c, &create, tail, 5, &id), 1);
	checkint(cuttail(&c, &create, tail, 4, &id), 0);
	checkint(cuttail(&c, &clunk, tail, 0, &id), 1);
	checkleaks();
}

/* ---- fids ---- */

UNIT(fids)
{
	static Conn c;
	Chan *root;
	Fid *f;

	kernelup();
	lockinit(&c.lk, Rchan);
	root = dattach(devof('/'), "");
	check(getfid(&c, 1) == nil);
	checkint(clunkfid(&c, 1), -1);
	checkstr(up->errstr, "unknown fid");
	for(u32int i = 0; i < 1000; i++) {
		incref(&root->ref);
		check(fidfree(&c, i * 7));
		checkint(addfid(&c, i * 7, root), 0);
	}
	check(!fidfree(&c, 7));
	check(!fidfree(&c, Nofid));
	incref(&root->ref);
	checkint(addfid(&c, 14, root), -1);
	checkstr(up->errstr, "fid is in use");
	c.nfid += Maxfid;
	incref(&root->ref);
	checkint(addfid(&c, 15, root), -1);
	checkstr(up->errstr, "too many fids");
	c.nfid -= Maxfid;
	f = getfid(&c, 700);
	check(f != nil && f->n == 700 && fidfile(&c, f) == nil);
	checkint(fidhold(&c, f), 0);
	checkint(fidhold(&c, f), -1);
	checkstr(up->errstr, Einuse);
	fidlet(&c, f);
	/* one that is clunked while it is in use goes with its last user */
	checkint(clunkfid(&c, 700), 0);
	check(getfid(&c, 700) == nil);
	checkint(root->ref.n, 1001);
	putfid(&c, f);
	checkint(root->ref.n, 1000);
	clunkall(&c);
	checkint(root->ref.n, 1);
	cclose(root);
	checkleaks();
}

/* ---- sessions ---- */

enum
{
	Bigmsize = 64 * KiB,
	Toomany = 2 * Maxreq, /* more than are read ahead, and whose answers a socket holds */
};

static u8int buf[Bigmsize];

/* a file whose reads wait for ever */
static int
waitread(Chan *c, Buf b, int n, s64int off)
{
	USED(c);
	USED(b);
	USED(n);
	USED(off);
	while(!never(c))
		tsleep(&up->sleepr, never, nil, 1000);
	return 0;
}

static Dev waitdev;

static void
serveup(void)
{
	nsup();
	treefile("/t/f", "some text");
	treedir("/t/d");
	bindtree("/t", "/mnt", Mrepl | Mcreate);
	servestart();
}

static void
send(int fd, Fcall *f)
{
	int n = convS2M(f, buf, sizeof buf);

	checkint(hostwrite(fd, (uintptr)buf, (usize)n, -1), n);
}

static bool
receive(int fd, Fcall *f)
{
	if(!take(fd, buf, 4))
		return false;
	int n = (int)get32(buf);
	check(n >= 7 && n <= (int)sizeof buf);
	return take(fd, buf + 4, n - 4) && convM2S(buf, n, f) == n;
}

/* result: it was done; else *f is the error, or type 0: it hung up */
static bool
rpc(int fd, Fcall *f)
{
	int type = f->type;

	send(fd, f);
	if(!receive(fd, f)) {
		f->type = 0;
		return false;
	}
	check(f->type == type + 1 || f->type == Rerror);
	return f->type == type + 1;
}

static bool
hellowith(int fd, u32int msize)
{
	Fcall f = {.type = Tversion, .tag = Notag, .msize = msize, .version = "9P2000"};

	if(!rpc(fd, &f))
		return false;
	f = (Fcall){.type = Tattach, .fid = 1, .afid = Nofid, .uname = "glenda", .aname = "/mnt"};
	return rpc(fd, &f);
}

static bool
hello(int fd)
{
	return hellowith(fd, Msize);
}

static bool
walkto(int fd, u32int fid, char *name)
{
	Fcall f = {.type = Twalk, .fid = 1, .newfid = fid, .nwname = 1, .wname = {name}};

	return rpc(fd, &f);
}

static bool
openfid(int fd, u32int fid, u8int mode)
{
	Fcall f = {.type = Topen, .fid = fid, .mode = mode};

	return rpc(fd, &f);
}

UNIT(session)
{
	Fcall f;
	int fd;

	serveup();
	fd = dial();
	check(hello(fd));
	check(walkto(fd, 2, "f"));
	check(openfid(fd, 2, Ordwr));
	f = (Fcall){.type = Tread, .fid = 2, .offset = 5, .count = 100};
	check(rpc(fd, &f));
	checkint(f.count, 4);
	checkmem(f.data, "text", 4);
	f = (Fcall){.type = Twrite, .fid = 2, .data = (u8int *)"new", .count = 3};
	check(rpc(fd, &f));
	checkstr(treetext("/t/f"), "new");
	f = (Fcall){.type = Tcreate, .fid = 1, .name = "made", .perm = 0666, .mode = Owrite};
	check(rpc(fd, &f));
	checkstr(treetext("/t/made"), "");
	f = (Fcall){.type = Twalk, .fid = 1, .newfid = 3, .nwname = 1, .wname = {"f"}};
	check(!rpc(fd, &f)); /* it is open now */
	checkstr(f.ename, "fid is open");
	hostclose(fd);
	servedown();
}

/* what is read of it is as long as was asked for */
static int
longread(Chan *c, Buf b, int n, s64int off)
{
	static const u8int x[Bigmsize];

	USED(c);
	USED(off);
	bufput(b, x, (usize)n);
	return n;
}

/* mount what treedev has at d, with another read, at /mnt/d */
static void
mountdev(Dev *dev, int (*read)(Chan *c, Buf b, int n, s64int off))
{
	*dev = treedev;
	dev->read = read;
	Chan *from = devattach(dev, "");
	from->qid = nodeqid(nodeat("/t/d", true));
	treefile("/t/d/w", "");
	Chan *to = namec("/mnt/d", Amount, 0, 0);
	cmount(from, to, Mrepl, nil);
	cclose(from);
	cclose(to);
}

static bool
openw(int fd)
{
	Fcall f = {.type = Twalk, .fid = 1, .newfid = 2, .nwname = 2, .wname = {"d", "w"}};

	return rpc(fd, &f) && openfid(fd, 2, Oread);
}

/* Who does not read what he asks for is hung up on, after a while; who reads is not.  He is told at once since
 * some of what he sent was not read either. */
UNIT(deaf)
{
	s64int was = servepatience;
	int sent, got = 0, n, fd, honest;
	Fcall f;

	serveup();
	servepatience = Second / 2;
	mountdev(&waitdev, longread);
	fd = dial();
	check(hellowith(fd, Bigmsize) && openw(fd));
	honest = dial();
	check(hello(honest));
	for(sent = 0; sent < Toomany; sent++) {
		while(hostpoll(fd, Hpollout, -1, Second) == 0)
			;
		f = (Fcall){.type = Tread, .fid = 2, .count = Bigmsize - 24, .tag = (u16int)sent};
		n = convS2M(&f, buf, sizeof buf);
		if(hostwrite(fd, (uintptr)buf, (usize)n, -1) != n)
			break; /* it has hung up already: a slow machine */
	}
	s64int end = hostmono() + 20 * (s64int)Second;
	while(hostpoll(fd, 0, -1, Second / 20) == 0) {
		check(hostmono() < end);
		f = (Fcall){.type = Tstat, .fid = 1};
		check(rpc(honest, &f));
	}
	while(receive(fd, &f)) {
		check(f.type == Rread && f.count == Bigmsize - 24);
		got++;
	}
	check(got < sent);
	f = (Fcall){.type = Tstat, .fid = 1};
	check(rpc(honest, &f));
	hostclose(fd);
	hostclose(honest);
	servepatience = was;
	servedown();
}

/* a read that waits is flushed, and another goes with its client */
UNIT(flush)
{
	Fcall f;
	int fd;

	serveup();
	mountdev(&waitdev, waitread);
	fd = dial();
	check(hello(fd) && openw(fd));
	for(u16int tag = 1; tag <= 3; tag++) {
		f = (Fcall){.type = Tread, .fid = 2, .count = 10, .tag = tag};
		send(fd, &f);
	}
	f = (Fcall){.type = Tflush, .tag = 10, .oldtag = 2};
	check(rpc(fd, &f));
	checkint(f.tag, 10);
	check(walkto(fd, 3, "f"));
	hostclose(fd);
	servedown();
}

/* whatever there is no memory for: an error or a hangup, and the next client is served */
UNIT(nomemory)
{
	Fcall f;
	int n, fd, calls;

	serveup();
	fd = dial();
	check(hello(fd)); /* all who serve are there */
	hostclose(fd);
	for(n = 1;; n++) {
		fakesettle();
		fakefail("kmalloc", n, -1);
		fd = dial();
		if(hello(fd) && walkto(fd, 2, "f") && openfid(fd, 2, Oread)) {
			f = (Fcall){.type = Tread, .fid = 2, .count = 100};
			rpc(fd, &f);
		}
		bool failed = fakefailed();
		calls = fakecalls();
		fakefail(nil, 0, 0);
		hostclose(fd);
		if(!failed)
			break;
		fd = dial();
		check(hello(fd));
		hostclose(fd);
	}
	check(n > 3 || calls == 0); /* the kernel's own allocator never fails for want of memory */
	servedown();
}
