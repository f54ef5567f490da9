/*
 * Requests on files: open, create, read, write, remove, stat, wstat; and what their answers do.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <9p.h>
#include "impl.h"

/* r->fid; 0 and an answer if there is none */
static int
getfid(Req *r)
{
	r->fid = lookupfid(r->srv->fpool, r->ifcall.fid);
	if(r->fid != nil)
		return 1;
	respond(r, _9pEnofid);
	return 0;
}

static int
isopen(Fid *f)
{
	return f->omode != (char)-1;
}

/* may the fid's user open the File so? */
static char *
openfile(Req *r)
{
	static int need[] = {AREAD, AWRITE, AREAD | AWRITE, AEXEC};
	Fid *f = r->fid;
	int p = need[r->ifcall.mode & 3];

	if((r->ifcall.mode & OTRUNC) && !(f->qid.type & QTAPPEND))
		p |= AWRITE;
	if(!hasperm(f->file, f->uid, p))
		return _9pEperm;
	if((r->ifcall.mode & ORCLOSE) &&
	   (f->file->parent == nil || !hasperm(f->file->parent, f->uid, AWRITE)))
		return _9pEperm;
	return nil;
}

void
_9popen(Req *r)
{
	char *e = nil;

	if(!getfid(r))
		return;
	if(isopen(r->fid))
		e = "fid is open already";
	else if((r->fid->qid.type & QTDIR) && (r->ifcall.mode & ~ORCLOSE) != OREAD)
		e = "is a directory";
	else if(r->fid->file != nil)
		e = openfile(r);
	if(e != nil) {
		respond(r, e);
		return;
	}
	r->ofcall.qid = r->fid->qid;
	if(r->srv->open != nil)
		r->srv->open(r);
	else
		respond(r, nil);
}

void
_9pcreate(Req *r)
{
	char *e = nil;

	if(!getfid(r))
		return;
	if(isopen(r->fid))
		e = "fid is open already";
	else if(!(r->fid->qid.type & QTDIR))
		e = "create in non-directory";
	else if(r->fid->file != nil && !hasperm(r->fid->file, r->fid->uid, AWRITE))
		e = _9pEperm;
	else if(r->srv->create == nil)
		e = "create prohibited";
	if(e != nil)
		respond(r, e);
	else
		r->srv->create(r);
}

char *
_9propen(Req *r, char *error)
{
	if(error != nil)
		return error;
	r->fid->omode = r->ifcall.mode;
	r->fid->qid = r->ofcall.qid;
	r->fid->diroffset = 0;
	return nil;
}

/* an open directory of the tree */
static void
readdir(Req *r)
{
	Fid *f = r->fid;

	if(r->ifcall.offset == 0) {
		closedirfile(f->rdir);
		f->rdir = opendirfile(f->file);
	}
	r->ofcall.count = readdirfile(f->rdir, (uchar *)r->ofcall.data, r->ifcall.count);
	respond(r, nil);
}

void
_9pread(Req *r)
{
	Fid *f;
	int mode;

	if(!getfid(r))
		return;
	f = r->fid;
	mode = f->omode & 3;
	if((int)r->ifcall.count < 0) {
		respond(r, "bad count in read");
		return;
	}
	if(r->ifcall.offset < 0 ||
	   ((f->qid.type & QTDIR) && r->ifcall.offset != 0 && r->ifcall.offset != f->diroffset)) {
		respond(r, "bad offset");
		return;
	}
	if(!(f->qid.type & QTAUTH) && (!isopen(f) || mode == OWRITE)) {
		respond(r, "read of fid not open for it");
		return;
	}
	if(r->ifcall.count > r->srv->msize - IOHDRSZ)
		r->ifcall.count = r->srv->msize - IOHDRSZ;
	r->rbuf = _9pbuffer(Readhdr + r->ifcall.count + 1);
	r->ofcall.data = (char *)r->rbuf + Readhdr;
	if(f->file != nil && (f->qid.type & QTDIR))
		readdir(r);
	else if(r->srv->read != nil)
		r->srv->read(r);
	else
		respond(r, "read prohibited");
}

char *
_9prread(Req *r, char *error)
{
	if(error == nil && (r->fid->qid.type & QTDIR))
		r->fid->diroffset = r->ifcall.offset + r->ofcall.count;
	return error;
}

void
_9pwrite(Req *r)
{
	int mode;

	if(!getfid(r))
		return;
	mode = r->fid->omode & 3;
	if(!(r->fid->qid.type & QTAUTH) && (!isopen(r->fid) || (mode != OWRITE && mode != ORDWR)))
		respond(r, "write of fid not open for it");
	else if(r->ifcall.offset < 0)
		respond(r, "bad offset");
	else if(r->srv->write == nil)
		respond(r, "write prohibited");
	else
		r->srv->write(r);
}

char *
_9prwrite(Req *r, char *error)
{
	File *f;

	if(error != nil || (f = r->fid->file) == nil)
		return error;
	wlock(f);
	free(f->muid);
	f->muid = estrdup9p(r->fid->uid);
	f->mtime = time(nil);
	f->qid.vers++;
	wunlock(f);
	return nil;
}

void
_9premove(Req *r)
{
	File *f;

	r->fid = removefid(r->srv->fpool, r->ifcall.fid);
	if(r->fid == nil) {
		respond(r, _9pEnofid);
		return;
	}
	f = r->fid->file;
	if(f != nil && (f->parent == nil || !hasperm(f->parent, r->fid->uid, AWRITE)))
		respond(r, _9pEperm);
	else if(r->srv->remove != nil)
		r->srv->remove(r);
	else
		respond(r, f == nil ? "remove prohibited" : nil);
}

char *
_9prremove(Req *r, char *error)
{
	if(error != nil || r->fid->file == nil)
		return error;
	ainc(&r->fid->file->ref); /* other requests may still use it */
	if(removefile(r->fid->file) < 0) {
		rerrstr(r->errbuf, sizeof r->errbuf);
		error = r->errbuf;
	}
	return error;
}

/* the server's function may change what a File says; the strings are freed */
void
_9pstat(Req *r)
{
	File *f;

	if(!getfid(r))
		return;
	f = r->fid->file;
	if(f != nil) {
		rlock(f);
		r->d = f->Dir;
		r->d.name = estrdup9p(f->name);
		r->d.uid = estrdup9p(f->uid);
		r->d.gid = estrdup9p(f->gid);
		r->d.muid = estrdup9p(f->muid);
		if(r->d.qid.type & QTDIR)
			r->d.length = 0;
		runlock(f);
	}
	if(r->srv->stat != nil)
		r->srv->stat(r);
	else
		respond(r, f == nil ? "stat prohibited" : nil);
}

char *
_9prstat(Req *r, char *error)
{
	Dir *d = &r->d;
	uint n;

	if(error == nil) {
		n = sizeD2M(d);
		r->rbuf = emalloc9p(n);
		r->ofcall.stat = r->rbuf;
		r->ofcall.nstat = convD2M(d, r->rbuf, n);
		if(r->ofcall.nstat <= BIT16SZ)
			error = "stat does not fit";
	}
	free(d->name);
	free(d->uid);
	free(d->gid);
	free(d->muid);
	memset(d, 0, sizeof *d);
	return error;
}

/* what no wstat may change */
static char *
fixed(Req *r)
{
	Dir *d = &r->d;

	if((ushort)~d->type)
		return "wstat: attempt to change type";
	if(~d->dev)
		return "wstat: attempt to change dev";
	if((uchar)~d->qid.type || (ulong)~d->qid.vers || (uvlong)~d->qid.path)
		return "wstat: attempt to change qid";
	if(d->muid != nil && d->muid[0] != '\0')
		return "wstat: attempt to change muid";
	if(~d->mode && ((d->mode >> 24 ^ r->fid->qid.type) & QTDIR))
		return "wstat: attempt to change DMDIR bit";
	return nil;
}

void
_9pwstat(Req *r)
{
	char *e;

	if(!getfid(r))
		return;
	if(r->srv->wstat == nil) {
		respond(r, "wstat prohibited");
		return;
	}
	if(convM2D(r->ifcall.stat, r->ifcall.nstat, &r->d, (char *)r->ifcall.stat) !=
	   r->ifcall.nstat) {
		respond(r, "bad directory in wstat");
		return;
	}
	e = fixed(r);
	if(e != nil)
		respond(r, e);
	else
		r->srv->wstat(r);
}
