/*
 * ramfs: a file server that keeps its files in memory.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>

typedef struct Ram Ram;
struct Ram
{
	uchar *data;
	vlong max; /* room; the length is in the File */
};

static int anyone; /* -u: permissions mean nothing */
static char Enomem[] = "no memory for the file";
static char Eperm[] = "permission denied";

static int
grow(Ram *m, vlong n)
{
	uchar *p;
	vlong max;

	if(n <= m->max)
		return 1;
	max = n < 8192 ? 8192 : n + n / 2;
	p = realloc(m->data, max);
	if(p == nil)
		return 0;
	memset(p + m->max, 0, max - m->max);
	m->data = p;
	m->max = max;
	return 1;
}

static void
setlength(File *f, vlong n)
{
	Ram *m;

	m = f->aux;
	if(n < f->length && m->data != nil)
		memset(m->data + n, 0, f->length - n);
	f->length = n;
	f->qid.vers++;
	f->mtime = time(nil);
}

static void
ramopen(Req *r)
{
	if((r->ifcall.mode & OTRUNC) && !(r->fid->file->mode & DMAPPEND) &&
	   !(r->fid->qid.type & QTDIR))
		setlength(r->fid->file, 0);
	respond(r, nil);
}

static void
ramcreate(Req *r)
{
	File *f;
	Ram *m;

	m = mallocz(sizeof *m, 1);
	f = m == nil ? nil
		     : createfile(r->fid->file, r->ifcall.name, r->fid->uid, r->ifcall.perm, m);
	if(f == nil) {
		free(m);
		responderror(r);
		return;
	}
	r->fid->file = f;
	r->ofcall.qid = f->qid;
	respond(r, nil);
}

static void
ramread(Req *r)
{
	File *f;
	Ram *m;
	vlong off;
	long n;

	f = r->fid->file;
	m = f->aux;
	off = r->ifcall.offset;
	n = r->ifcall.count;
	if(off >= f->length)
		n = 0;
	else if(n > f->length - off)
		n = f->length - off;
	memmove(r->ofcall.data, m->data + off, n);
	r->ofcall.count = n;
	f->atime = time(nil);
	respond(r, nil);
}

static void
ramwrite(Req *r)
{
	File *f;
	Ram *m;
	vlong off;
	long n;

	f = r->fid->file;
	m = f->aux;
	off = f->mode & DMAPPEND ? f->length : r->ifcall.offset;
	n = r->ifcall.count;
	if(off < 0 || off > 1LL << 40 || !grow(m, off + n)) {
		respond(r, Enomem);
		return;
	}
	memmove(m->data + off, r->ifcall.data, n);
	setlength(f, off + n > f->length ? off + n : f->length);
	f->muid = (free(f->muid), estrdup9p(r->fid->uid));
	r->ofcall.count = n;
	respond(r, nil);
}

/* what a wstat may do, before any of it is done */
static char *
wstaterror(Req *r, File *f)
{
	File *other;
	char *uid;

	uid = r->fid->uid;
	if(r->d.name[0] && strcmp(r->d.name, f->name) != 0) {
		if(f->parent == nil || f->parent == f)
			return Eperm;
		if(!anyone && !hasperm(f->parent, uid, AWRITE))
			return Eperm;
		incref(f->parent);
		other = walkfile(f->parent, r->d.name);
		if(other != nil) {
			closefile(other);
			return "file already exists";
		}
	}
	if(r->d.length != ~0LL && r->d.length != f->length) {
		if(f->mode & DMDIR)
			return "directories have no length";
		if(!anyone && !hasperm(f, uid, AWRITE))
			return Eperm;
		if(r->d.length < 0 || r->d.length > 1LL << 40 || !grow(f->aux, r->d.length))
			return Enomem;
	}
	if((r->d.mode != ~0U || r->d.mtime != ~0U || r->d.gid[0]) && !anyone &&
	   strcmp(uid, f->uid) != 0)
		return "not owner";
	if(r->d.mode != ~0U && ((r->d.mode ^ f->mode) & DMDIR))
		return "a directory stays one";
	if(r->d.uid[0] && strcmp(r->d.uid, f->uid) != 0)
		return Eperm;
	return nil;
}

static void
replace(char **s, char *with)
{
	free(*s);
	*s = estrdup9p(with);
}

static void
ramwstat(Req *r)
{
	File *f;
	char *err;

	f = r->fid->file;
	err = wstaterror(r, f);
	if(err != nil) {
		respond(r, err);
		return;
	}
	if(r->d.name[0])
		replace(&f->name, r->d.name);
	if(r->d.gid[0])
		replace(&f->gid, r->d.gid);
	if(r->d.length != ~0LL && !(f->mode & DMDIR))
		setlength(f, r->d.length);
	if(r->d.mode != ~0U) {
		f->mode = r->d.mode;
		f->qid.type = f->mode >> 24;
	}
	if(r->d.mtime != ~0U)
		f->mtime = r->d.mtime;
	respond(r, nil);
}

static void
destroy(File *f)
{
	Ram *m;

	m = f->aux;
	if(m != nil)
		free(m->data);
	free(m);
}

static Srv ramfs = {
	.open = ramopen,
	.create = ramcreate,
	.read = ramread,
	.write = ramwrite,
	.wstat = ramwstat,
};

static void
usage(void)
{
	fprint(2, "usage: ramfs [-CDabcipsu] [-m mountpoint] [-S srvname]\n");
	exits("usage");
}

/* nobody looks into the memory of this process */
static void
hide(void)
{
	char name[64];
	int fd;

	snprint(name, sizeof name, "/proc/%d/ctl", getpid());
	fd = open(name, OWRITE);
	if(fd < 0 || write(fd, "private", 7) != 7)
		sysfatal("can't become private: %r");
	close(fd);
}

void
main(int argc, char **argv)
{
	char *srvname, *mtpt;
	int flag, stdio;

	srvname = nil;
	mtpt = "/tmp";
	flag = 0;
	stdio = 0;
	ARGBEGIN
	{
	case 'D':
		chatty9p = 1;
		break;
	case 'i':
		stdio = 1;
		break;
	case 'm':
		mtpt = EARGF(usage());
		break;
	case 'p':
		hide();
		break;
	case 's':
		srvname = "ramfs";
		mtpt = nil;
		break;
	case 'S':
		srvname = EARGF(usage());
		mtpt = nil;
		break;
	case 'u':
		anyone = 1;
		break;
	default:
		if(!mountflag(ARGC(), &flag))
			usage();
	}
	ARGEND
	if(argc != 0)
		usage();
	ramfs.tree = alloctree(nil, nil, DMDIR | (anyone ? 0777 : 0755), destroy);
	if(ramfs.tree == nil)
		sysfatal("alloctree: %r");
	if(stdio) {
		ramfs.infd = 0;
		ramfs.outfd = 1;
		srv(&ramfs);
		exits(nil);
	}
	postmountsrv(&ramfs, srvname, mtpt, flag ? flag : MREPL | MCREATE);
	exits(nil);
}
