/* The 9P server of srv9p.h, for programs without the frame too. */
#include "test.h"
#include "srv9p.h"
#undef _exits

typedef struct Node Node;
struct Node
{
	char name[32];
	Node *up;
	ulong path, vers, mode;
	uchar *data;
	int len, max;
	int used;
};

typedef struct Fid Fid;
struct Fid
{
	u32int fid;
	Node *n; /* nil: free */
	int omode;
};

enum
{
	Nnode = 100,
	Nfid = 300,
	Nblocked = 50,
	Logsize = 16384,
};

static struct
{
	int fd;
	uint msize;
	uchar in[65536], out[65536];
	Node node[Nnode];
	Fid fid[Nfid];
	ulong path;
	struct
	{
		int tag;
		int used;
	} blocked[Nblocked];
	char log[Logsize];
	char *logp;
} s;

static Node *
mknode(Node *up, char *name, ulong mode, char *text)
{
	Node *n;

	for(n = s.node; n < s.node + Nnode && n->used; n++) {
	}
	if(n == s.node + Nnode)
		return nil;
	memset(n, 0, sizeof *n);
	n->used = 1;
	n->up = up == nil ? n : up;
	strecpy(n->name, n->name + sizeof n->name, name);
	n->mode = mode;
	n->path = ++s.path;
	if(text != nil) {
		n->data = (uchar *)strdup(text);
		n->len = n->max = strlen(text);
	}
	return n;
}

static Node *
child(Node *dir, char *name)
{
	Node *n;

	if(strcmp(name, "..") == 0)
		return dir->up;
	for(n = s.node; n < s.node + Nnode; n++)
		if(n->used && n->up == dir && n != dir && strcmp(n->name, name) == 0)
			return n;
	return nil;
}

static Qid
qidof(Node *n)
{
	Qid q = {n->path, n->vers, n->mode >> 24};

	return q;
}

static Fid *
fidof(u32int fid)
{
	Fid *f;

	for(f = s.fid; f < s.fid + Nfid; f++)
		if(f->n != nil && f->fid == fid)
			return f;
	return nil;
}

static Fid *
newfid(u32int fid, Node *n)
{
	Fid *f;

	for(f = s.fid; f < s.fid + Nfid && f->n != nil; f++) {
	}
	if(f == s.fid + Nfid)
		return nil;
	f->fid = fid;
	f->n = n;
	f->omode = -1;
	return f;
}

static void
reply(Fcall *r)
{
	uint n = convS2M(r, s.out, sizeof s.out);

	if(write(s.fd, s.out, n) != n)
		_exits("write");
}

static void
trace(Fcall *t)
{
	char line[512];
	int n, have = s.logp - s.log;

	if(t->type == Tclunk || t->type == Tread)
		return; /* these come when they please */
	snprint(line, sizeof line, "%F\n", t);
	n = strlen(line);
	if(have + n >= Logsize) {
		memmove(s.log, s.log + Logsize / 2, have - Logsize / 2);
		s.logp -= Logsize / 2;
	}
	s.logp = strecpy(s.logp, s.log + Logsize, line);
}

static char *
rversion(Fcall *t, Fcall *r)
{
	r->msize = t->msize < s.msize ? t->msize : s.msize;
	r->version = strncmp(t->version, "9P2000", 6) == 0 ? "9P2000" : "unknown";
	return nil;
}

static char *
rwalk(Fcall *t, Fcall *r)
{
	Fid *f = fidof(t->fid);
	Node *n;
	int i;

	if(f == nil)
		return "unknown fid";
	if(t->newfid != t->fid && fidof(t->newfid) != nil)
		return "fid in use";
	n = f->n;
	for(i = 0; i < t->nwname; i++) {
		if((n->mode & DMDIR) == 0) {
			if(i == 0)
				return "not a directory";
			break;
		}
		n = child(n, t->wname[i]);
		if(n == nil) {
			if(i == 0)
				return "no such thing";
			break;
		}
		r->wqid[i] = qidof(n);
	}
	r->nwqid = i;
	if(i == t->nwname) {
		if(t->newfid == t->fid)
			f->n = n;
		else
			newfid(t->newfid, n);
	}
	return nil;
}

static char *
ropen(Fcall *t, Fcall *r, Fid *f)
{
	if(strcmp(f->n->name, "refuse") == 0)
		return "I will not";
	if(strcmp(f->n->name, "hangup") == 0)
		_exits(nil);
	if((f->n->mode & DMDIR) && (t->mode & 3) != OREAD)
		return "is a directory";
	if(t->mode & OTRUNC)
		f->n->len = 0;
	f->omode = t->mode;
	r->qid = qidof(f->n);
	return nil;
}

static char *
rcreate(Fcall *t, Fcall *r, Fid *f)
{
	Node *n;

	if((f->n->mode & DMDIR) == 0)
		return "not a directory";
	if(child(f->n, t->name) != nil)
		return "name is taken";
	n = mknode(f->n, t->name, t->perm, nil);
	if(n == nil)
		return "full";
	f->n = n;
	f->omode = t->mode;
	r->qid = qidof(n);
	return nil;
}

static uint
dirent(Node *n, uchar *buf, int max)
{
	Dir d;

	memset(&d, 0, sizeof d);
	d.qid = qidof(n);
	d.mode = n->mode;
	d.atime = d.mtime = 1000000;
	d.length = n->mode & DMDIR ? 0 : n->len;
	d.name = n == s.node ? "/" : n->name;
	d.uid = d.gid = "srvuser";
	d.muid = "";
	return convD2M(&d, buf, max);
}

static uint
readdir(Node *dir, vlong off, uchar *buf, uint count)
{
	vlong at = 0;
	uint n, m = 0;
	Node *c;

	for(c = s.node; c < s.node + Nnode; c++) {
		if(!c->used || c->up != dir || c == dir)
			continue;
		n = dirent(c, buf + m, count - m);
		if(n <= BIT16SZ)
			break;
		if(at >= off)
			m += n;
		at += n;
	}
	return m;
}

static char *
rread(Fcall *t, Fcall *r, Fid *f)
{
	static uchar buf[32768];
	Node *n = f->n;
	int i;

	if(f->omode < 0 || (f->omode & 3) == OWRITE)
		return "not open for reading";
	r->data = (char *)buf;
	if(strcmp(n->name, "block") == 0) {
		for(i = 0; i < Nblocked && s.blocked[i].used; i++) {
		}
		s.blocked[i].tag = t->tag;
		s.blocked[i].used = 1;
		r->type = 0; /* no reply now */
		return nil;
	}
	if(n->mode & DMDIR) {
		r->count =
			readdir(n, t->offset, buf, t->count < sizeof buf ? t->count : sizeof buf);
		return nil;
	}
	if(strcmp(n->name, "log") == 0) {
		n->data = (uchar *)s.log;
		n->len = s.logp - s.log;
	}
	if(strcmp(n->name, "lie") == 0) {
		r->count = t->count + 1;
		return nil;
	}
	r->count = t->offset >= n->len ? 0 : n->len - t->offset;
	if(r->count > t->count)
		r->count = t->count;
	if(strcmp(n->name, "short") == 0 && r->count > 3)
		r->count = 3;
	memmove(buf, n->data + t->offset, r->count);
	return nil;
}

static void
release(void)
{
	Fcall r;
	int i;

	for(i = 0; i < Nblocked; i++)
		if(s.blocked[i].used) {
			s.blocked[i].used = 0;
			r.type = Rread;
			r.tag = s.blocked[i].tag;
			r.data = "released";
			r.count = 8;
			reply(&r);
		}
}

static char *
rwrite(Fcall *t, Fcall *r, Fid *f)
{
	Node *n = f->n;

	if(f->omode < 0 || (f->omode & 3) == OREAD)
		return "not open for writing";
	if(t->offset + t->count > 1 << 20)
		return "too large";
	if(strcmp(n->name, "release") == 0)
		release();
	if(t->offset + t->count > n->max) {
		n->max = t->offset + t->count;
		n->data = realloc(n->data, n->max);
		memset(n->data + n->len, 0, n->max - n->len);
	}
	memmove(n->data + t->offset, t->data, t->count);
	if(t->offset + t->count > n->len)
		n->len = t->offset + t->count;
	n->vers++;
	r->count = t->count;
	return nil;
}

static char *
rwstat(Fcall *t, Fid *f)
{
	char strs[256];
	Dir d;

	if(convM2D(t->stat, t->nstat, &d, strs) != t->nstat)
		return "bad stat";
	if(d.name[0] != '\0') {
		if(child(f->n->up, d.name) != nil)
			return "name is taken";
		strecpy(f->n->name, f->n->name + sizeof f->n->name, d.name);
	}
	if(d.mode != ~0UL)
		f->n->mode = (f->n->mode & DMDIR) | (d.mode & 0777);
	if(d.length != ~0LL)
		f->n->len = d.length;
	return nil;
}

static char *
rflush(Fcall *t)
{
	int i;

	for(i = 0; i < Nblocked; i++)
		if(s.blocked[i].used && s.blocked[i].tag == t->oldtag)
			s.blocked[i].used = 0;
	return nil;
}

/* requests about a fid */
static char *
fidcall(Fcall *t, Fcall *r, Fid *f)
{
	static uchar st[512];

	switch(t->type) {
	case Topen:
		return ropen(t, r, f);
	case Tcreate:
		return rcreate(t, r, f);
	case Tread:
		return rread(t, r, f);
	case Twrite:
		return rwrite(t, r, f);
	case Tremove:
		if(f->n == s.node || (f->n->mode & DMDIR)) {
			f->n = nil;
			return "cannot remove that";
		}
		f->n->used = 0;
		/* fall through */
	case Tclunk:
		f->n = nil;
		return nil;
	case Tstat:
		r->nstat = dirent(f->n, st, sizeof st);
		r->stat = st;
		return nil;
	case Twstat:
		return rwstat(t, f);
	}
	return "unknown request";
}

static char *
call(Fcall *t, Fcall *r)
{
	Fid *f;

	switch(t->type) {
	case Tversion:
		return rversion(t, r);
	case Tauth:
		return "no authentication required";
	case Tattach:
		if(strcmp(t->aname, "refused") == 0)
			return "attach refused";
		newfid(t->fid, s.node);
		r->qid = qidof(s.node);
		return nil;
	case Twalk:
		return rwalk(t, r);
	case Tflush:
		return rflush(t);
	}
	f = fidof(t->fid);
	return f == nil ? "unknown fid" : fidcall(t, r, f);
}

static void
serve(void)
{
	Fcall t, r;
	char *err;
	int n;

	while((n = read9pmsg(s.fd, s.in, sizeof s.in)) > 0) {
		if(convM2S(s.in, n, &t) == 0)
			_exits("bad message");
		trace(&t);
		memset(&r, 0, sizeof r);
		r.type = t.type + 1;
		r.tag = t.tag;
		err = call(&t, &r);
		if(err != nil) {
			r.type = Rerror;
			r.ename = err;
		}
		if(r.type != 0)
			reply(&r);
	}
	_exits(n < 0 ? "read" : nil);
}

static void
populate(void)
{
	Node *root, *d, *b;
	int i;

	fmtinstall('F', fcallfmt);
	s.logp = s.log;
	s.msize = Srvmsize;
	root = mknode(nil, "/", DMDIR | 0777, nil);
	mknode(root, "hello", 0666, "hello world\n");
	b = mknode(root, "big", 0666, nil);
	b->data = malloc(Bigsize);
	b->len = b->max = Bigsize;
	for(i = 0; i < Bigsize; i++)
		b->data[i] = i * 7;
	mknode(root, "log", 0444, nil);
	mknode(root, "block", 0666, nil);
	mknode(root, "release", 0222, nil);
	mknode(root, "refuse", 0666, nil);
	mknode(root, "lie", 0666, "x");
	mknode(root, "short", 0666, "0123456789");
	mknode(root, "hangup", 0666, nil);
	d = mknode(root, "dir", DMDIR | 0777, nil);
	mknode(d, "a", 0666, "file a");
	mknode(d, "b", 0666, "file b");
}

int
srvstart(int *fd)
{
	int p[2], pid;

	if(pipe(p) < 0)
		sysfatal("pipe: %r");
	pid = rfork(RFPROC | RFFDG | RFNOTEG | RFNAMEG);
	if(pid == 0) {
		close(p[1]);
		s.fd = p[0];
		populate();
		serve();
	}
	close(p[0]);
	*fd = p[1];
	return pid;
}

int
srvmount(char *where, int flag)
{
	int fd, pid = srvstart(&fd);

	if(mount(fd, -1, where, flag, "") < 0)
		sysfatal("mount %s: %r", where);
	return pid;
}

char *
srvlog(char *mtpt)
{
	char name[64];

	snprint(name, sizeof name, "%s/log", mtpt);
	return slurp(name);
}
