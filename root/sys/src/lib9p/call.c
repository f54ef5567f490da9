/*
 * Requests that make, move and end fids: version, auth, attach, walk, clunk, flush; and what their answers do.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <9p.h>
#include "impl.h"

static void
dropped(void *v)
{
	closefid(v);
}

/* a request of the session before, as if a flush had come that nobody waits for either */
static void
abandon(void *v)
{
	Req *old = v, *f;
	Srv *s = old->srv;

	qlock(&s->wlock);
	old->unheard = 1;
	qunlock(&s->wlock);
	if(s->flush == nil || old->type == Tversion || old->type == Tflush) {
		closereq(old);
		return;
	}
	f = emalloc9p(sizeof *f);
	f->ref.ref = 1;
	f->srv = s;
	f->type = f->ifcall.type = Tflush;
	f->unheard = 1;
	f->oldreq = old;
	ainc(&s->rref.ref);
	s->flush(f);
}

void
_9pversion(Req *r)
{
	_9pemptymap(r->srv->fpool->map, dropped);
	_9pemptymap(r->srv->rpool->map, abandon);
	r->unheard = 0;
	if(strncmp(r->ifcall.version, "9P", 2) != 0) {
		r->ofcall.version = "unknown";
		r->ofcall.msize = r->ifcall.msize;
		respond(r, nil);
		return;
	}
	r->ofcall.version = VERSION9P;
	r->ofcall.msize = r->srv->msize;
	if(r->ofcall.msize > r->ifcall.msize)
		r->ofcall.msize = r->ifcall.msize;
	respond(r, r->ofcall.msize < 256 ? "message size too small" : nil);
}

char *
_9prversion(Req *r, char *error)
{
	if(error == nil && strcmp(r->ofcall.version, VERSION9P) == 0)
		r->srv->msize = r->ofcall.msize;
	return error;
}

void
_9pauth(Req *r)
{
	char err[ERRMAX];

	r->afid = allocfid(r->srv->fpool, r->ifcall.afid);
	if(r->afid == nil) {
		respond(r, "duplicate fid");
		return;
	}
	r->afid->uid = estrdup9p(r->ifcall.uname);
	if(r->srv->auth != nil)
		r->srv->auth(r);
	else {
		snprint(err, sizeof err, "%s: authentication not required",
			argv0 ? argv0 : "lib9p");
		respond(r, err);
	}
}

static void
dropfid(Req *r, Fid *f)
{
	if(f != nil)
		closefid(removefid(r->srv->fpool, f->fid));
}

char *
_9prauth(Req *r, char *error)
{
	if(error != nil)
		dropfid(r, r->afid);
	return error;
}

void
_9pattach(Req *r)
{
	Srv *s = r->srv;

	r->fid = allocfid(s->fpool, r->ifcall.fid);
	if(r->fid == nil) {
		respond(r, "duplicate fid");
		return;
	}
	if(r->ifcall.afid != NOFID) {
		r->afid = lookupfid(s->fpool, r->ifcall.afid);
		if(r->afid == nil) {
			respond(r, _9pEnofid);
			return;
		}
	}
	r->fid->uid = estrdup9p(r->ifcall.uname);
	if(s->tree != nil) {
		r->fid->file = s->tree->root;
		ainc(&s->tree->root->ref);
		r->ofcall.qid = s->tree->root->qid;
		r->fid->qid = r->ofcall.qid;
	}
	if(s->attach != nil)
		s->attach(r);
	else
		respond(r, nil);
}

char *
_9prattach(Req *r, char *error)
{
	if(error != nil)
		dropfid(r, r->fid);
	return error;
}

/* a walk in the tree; a walk that fails half way leaves a fid that stays where it is */
static void
walktree(Req *r)
{
	File *f = r->fid->file, *nf;
	char *err = nil;
	int i;

	ainc(&f->ref);
	for(i = 0; i < r->ifcall.nwname; i++) {
		if(!(f->qid.type & QTDIR))
			err = "walk in non-directory";
		else if(!hasperm(f, r->fid->uid, AEXEC))
			err = _9pEperm;
		else if((nf = walkfile(f, r->ifcall.wname[i])) == nil)
			err = "file not found";
		else {
			closefile(f);
			f = nf;
			r->ofcall.wqid[i] = f->qid;
			continue;
		}
		break;
	}
	r->ofcall.nwqid = i;
	if(i == r->ifcall.nwname) {
		closefile(r->newfid->file);
		r->newfid->file = f;
	} else
		closefile(f);
	respond(r, i == 0 ? err : nil);
}

static char *
walk1(Fid *f, char *name, void *arg)
{
	Srv *s = arg;
	Qid q;
	char *e = s->walk1(f, name, &q);

	if(e == nil)
		f->qid = q;
	return e;
}

static char *
clone(Fid *from, Fid *to, void *arg)
{
	Srv *s = arg;

	return s->clone == nil ? nil : s->clone(from, to);
}

void
_9pwalk(Req *r)
{
	Srv *s = r->srv;

	r->fid = lookupfid(s->fpool, r->ifcall.fid);
	if(r->fid == nil) {
		respond(r, _9pEnofid);
		return;
	}
	if(r->fid->omode != (char)-1) {
		respond(r, "cannot clone open fid");
		return;
	}
	if(r->ifcall.nwname > 0 && !(r->fid->qid.type & QTDIR)) {
		respond(r, "walk in non-directory");
		return;
	}
	if(r->ifcall.fid == r->ifcall.newfid) {
		r->newfid = r->fid;
		ainc(&r->fid->ref.ref);
	} else {
		r->newfid = allocfid(s->fpool, r->ifcall.newfid);
		if(r->newfid == nil) {
			respond(r, "duplicate fid");
			return;
		}
		r->newfid->uid = estrdup9p(r->fid->uid);
	}
	if(r->fid->file != nil)
		walktree(r);
	else if(s->walk1 != nil)
		walkandclone(r, walk1, clone, s);
	else if(s->walk != nil)
		s->walk(r);
	else
		respond(r, "no walk function");
}

char *
_9prwalk(Req *r, char *error)
{
	int n = r->ofcall.nwqid, want = r->ifcall.nwname;

	if(error == nil && n < want && n == 0)
		error = "file not found";
	if(error != nil || n < want) {
		if(r->newfid != nil && r->newfid != r->fid)
			dropfid(r, r->newfid);
		return error;
	}
	r->newfid->qid = n == 0 ? r->fid->qid : r->ofcall.wqid[n - 1];
	return nil;
}

void
_9pclunk(Req *r)
{
	Fid *f = removefid(r->srv->fpool, r->ifcall.fid);

	if(f == nil) {
		respond(r, _9pEnofid);
		return;
	}
	if(f->omode != (char)-1 && (f->omode & ORCLOSE) && f->file != nil) {
		ainc(&f->file->ref); /* other requests may still use it */
		removefile(f->file);
	}
	if(r->srv->clunk != nil) {
		r->fid = f;
		r->srv->clunk(r);
		return;
	}
	closefid(f); /* before the answer: by then what it held is free */
	respond(r, nil);
}

void
_9pflush(Req *r)
{
	r->oldreq = lookupreq(r->srv->rpool, r->ifcall.oldtag);
	if(r->oldreq == r) {
		closereq(r->oldreq);
		r->oldreq = nil;
	}
	if(r->oldreq != nil && r->srv->flush != nil)
		r->srv->flush(r);
	else
		respond(r, nil);
}
