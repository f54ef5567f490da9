/*
 * registry: a file server where services say what they are and are found by it.  Each service is a file,
 * made by opening the file new and writing its name and description.  All is done by one process:
 * what waits, reads of the file event, is answered when something changes.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <ndb.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>

typedef struct Attr Attr;
struct Attr
{
	Attr *next;
	char *name;
	char *value;
};

typedef struct Service Service;
struct Service
{
	Service *next;
	int ref;    /* the list's, and those of fids */
	char *name; /* nil: it has not been said yet */
	char *owner;
	Attr *attrs; /* in the order in which they came */
	uvlong path;
	ulong vers;
	ulong mtime;
};

enum
{
	Qroot,
	Qnew,
	Qindex,
	Qfind,
	Qevent,
	Qservice, /* and above */
	Maxwords = 256,
};

static struct
{
	char *name;
	ulong mode;
} files[] = {
	[Qroot] = {"/", DMDIR | 0555}, [Qnew] = {"new", 0666},     [Qindex] = {"index", 0444},
	[Qfind] = {"find", 0666},      [Qevent] = {"event", 0444},
};

/* Fid.aux */
typedef struct Place Place;
struct Place
{
	Service *s;
	int holder;  /* the service goes when this does */
	char *found; /* Qfind: what the last write selected */
	ulong seen;  /* Qevent: the version that was told */
};

static Service *services;
static uvlong paths = Qservice;
static ulong version;
static Req *waiting; /* reads of event, by their aux */
static ulong started;
static char *owner;

static char Enofile[] = "file does not exist";
static char Eperm[] = "permission denied";

static void
putservice(Service *s)
{
	Attr *a;

	if(s == nil || --s->ref > 0)
		return;
	while((a = s->attrs) != nil) {
		s->attrs = a->next;
		free(a->name);
		free(a->value);
		free(a);
	}
	free(s->name);
	free(s->owner);
	free(s);
}

static Service *
lookup(char *name)
{
	Service *s;

	for(s = services; s != nil && strcmp(s->name, name) != 0; s = s->next) {
	}
	return s;
}

static Service *
newservice(char *user)
{
	Service *s;

	s = emalloc9p(sizeof *s);
	s->ref = 1;
	s->owner = estrdup9p(user);
	s->path = paths++;
	return s;
}

static void
tellversion(Req *r)
{
	char buf[32];

	((Place *)r->fid->aux)->seen = version;
	snprint(buf, sizeof buf, "%lud\n", version);
	r->ifcall.offset = 0; /* each read is one event */
	readstr(r, buf);
	respond(r, nil);
}

static void
changed(void)
{
	Req *r, *next;

	version++;
	r = waiting;
	waiting = nil;
	for(; r != nil; r = next) {
		next = r->aux;
		r->aux = nil;
		tellversion(r);
	}
}

static void
enter(Service *s)
{
	Service **l;

	for(l = &services; *l != nil; l = &(*l)->next) {
	}
	s->ref++;
	*l = s;
}

static int
strike(Service *s)
{
	Service **l;

	for(l = &services; *l != nil && *l != s; l = &(*l)->next) {
	}
	if(*l == nil)
		return 0;
	*l = s->next;
	putservice(s);
	changed();
	return 1;
}

static char *
attrvalue(Service *s, char *name)
{
	Attr *a;

	for(a = s->attrs; a != nil; a = a->next)
		if(strcmp(a->name, name) == 0)
			return a->value;
	return nil;
}

static void
setattr(Service *s, char *name, char *value)
{
	Attr **l;

	for(l = &s->attrs; *l != nil && strcmp((*l)->name, name) != 0; l = &(*l)->next) {
	}
	if(*l == nil) {
		*l = emalloc9p(sizeof **l);
		(*l)->name = estrdup9p(name);
	}
	free((*l)->value);
	(*l)->value = estrdup9p(value);
}

static void
describe(Service *s, int n, char **words)
{
	int i;

	for(i = 0; i < n; i += 2)
		setattr(s, words[i], words[i + 1]);
	s->vers++;
	s->mtime = time(nil);
}

static void
line(Fmt *f, Service *s)
{
	Attr *a;

	fmtprint(f, "%q", s->name);
	for(a = s->attrs; a != nil; a = a->next)
		fmtprint(f, " %q %q", a->name, a->value);
	fmtprint(f, "\n");
}

static int
matches(Service *s, int n, char **words)
{
	char *v;
	int i;

	for(i = 0; i < n; i += 2) {
		v = attrvalue(s, words[i]);
		if(v == nil || (strcmp(words[i + 1], "*") != 0 && strcmp(words[i + 1], v) != 0))
			return 0;
	}
	return 1;
}

/* the lines of those that have these attributes */
static char *
list(int n, char **words)
{
	Service *s;
	Fmt f;
	char *text;

	fmtstrinit(&f);
	for(s = services; s != nil; s = s->next)
		if(matches(s, n, words))
			line(&f, s);
	text = fmtstrflush(&f);
	if(text == nil)
		sysfatal("no memory: %r");
	return text;
}

static Qid
qidof(uvlong path, Service *s)
{
	Qid q;

	memset(&q, 0, sizeof q);
	q.path = s != nil ? s->path : path;
	q.vers = s != nil ? s->vers : path == Qroot || path == Qindex ? version : 0;
	q.type = path == Qroot ? QTDIR : QTFILE;
	return q;
}

static void
attach(Req *r)
{
	r->fid->aux = emalloc9p(sizeof(Place));
	r->fid->qid = r->ofcall.qid = qidof(Qroot, nil);
	respond(r, nil);
}

static char *
clone(Fid *old, Fid *new)
{
	Place *p, *from;

	from = old->aux;
	p = emalloc9p(sizeof *p);
	p->s = from->s;
	if(p->s != nil)
		p->s->ref++;
	new->aux = p;
	return nil;
}

static char *
walk1(Fid *f, char *name, Qid *q)
{
	Place *p;
	int i;

	p = f->aux;
	if(f->qid.path != Qroot)
		return "not a directory";
	if(strcmp(name, "..") == 0) {
		*q = f->qid;
		return nil;
	}
	for(i = Qnew; i < Qservice; i++)
		if(strcmp(name, files[i].name) == 0) {
			*q = qidof(i, nil);
			return nil;
		}
	p->s = lookup(name);
	if(p->s == nil)
		return Enofile;
	p->s->ref++;
	*q = qidof(Qservice, p->s);
	return nil;
}

static void
xopen(Req *r)
{
	Place *p;
	int writes;

	p = r->fid->aux;
	writes = (r->ifcall.mode & 3) == OWRITE || (r->ifcall.mode & 3) == ORDWR;
	if((r->ifcall.mode & ORCLOSE) || (r->ifcall.mode & 3) == OEXEC ||
	   (writes && p->s != nil && strcmp(p->s->owner, r->fid->uid) != 0) ||
	   (writes && p->s == nil && !(files[r->fid->qid.path].mode & 0222))) {
		respond(r, Eperm);
		return;
	}
	if(r->fid->qid.path == Qnew) {
		p->s = newservice(r->fid->uid);
		p->holder = 1;
		r->ofcall.qid = qidof(Qservice, p->s);
	} else if(r->fid->qid.path == Qevent)
		p->seen = version;
	respond(r, nil);
}

static void
fill(Dir *d, uvlong path, Service *s)
{
	memset(d, 0, sizeof *d);
	d->qid = qidof(path, s);
	d->mode = s != nil ? 0644 : files[path].mode;
	d->atime = d->mtime = s != nil ? s->mtime : started;
	d->name = estrdup9p(s == nil ? files[path].name : s->name != nil ? s->name : "new");
	d->uid = estrdup9p(s != nil ? s->owner : owner);
	d->gid = estrdup9p(owner);
	d->muid = estrdup9p("");
}

static int
gen(int i, Dir *d, void *)
{
	Service *s;

	if(i < Qservice - Qnew) {
		fill(d, Qnew + i, nil);
		return 0;
	}
	i -= Qservice - Qnew;
	for(s = services; s != nil && i > 0; s = s->next)
		i--;
	if(s == nil)
		return -1;
	fill(d, Qservice, s);
	return 0;
}

static void
waitevent(Req *r)
{
	Req **l;

	if(((Place *)r->fid->aux)->seen != version) {
		tellversion(r);
		return;
	}
	for(l = &waiting; *l != nil; l = (Req **)&(*l)->aux) {
	}
	*l = r;
}

static void
xread(Req *r)
{
	Place *p;
	Fmt f;
	char *text;

	p = r->fid->aux;
	if(r->fid->qid.path == Qevent) {
		waitevent(r);
		return;
	}
	text = nil;
	if(r->fid->qid.path == Qroot)
		dirread9p(r, gen, nil);
	else if(r->fid->qid.path == Qindex)
		text = list(0, nil);
	else if(r->fid->qid.path == Qfind)
		text = estrdup9p(p->found != nil ? p->found : "");
	else if(p->s != nil && p->s->name != nil) {
		fmtstrinit(&f);
		line(&f, p->s);
		text = fmtstrflush(&f);
	}
	if(text != nil)
		readstr(r, text);
	free(text);
	respond(r, nil);
}

/* the first word of a new service is its name */
static char *
name(Service *s, char *name)
{
	int i;

	if(name[0] == 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
	   strchr(name, '/') != nil)
		return "bad name";
	for(i = Qnew; i < Qservice; i++)
		if(strcmp(name, files[i].name) == 0)
			return "file already exists";
	if(lookup(name) != nil)
		return "file already exists";
	s->name = estrdup9p(name);
	return nil;
}

static char *
dowrite(Req *r, int n, char **words)
{
	Place *p;
	Service *s;
	char *err;
	int anonymous;

	p = r->fid->aux;
	s = p->s;
	anonymous = s != nil && s->name == nil;
	if(anonymous && n == 0)
		return "a service has a name";
	if((n - anonymous) % 2 != 0)
		return "an attribute has no value";
	if(s == nil) {
		free(p->found);
		p->found = list(n, words);
		return nil;
	}
	if(anonymous) {
		err = name(s, words[0]);
		if(err != nil)
			return err;
		enter(s);
	} else if(lookup(s->name) != s)
		return Enofile;
	describe(s, n - anonymous, words + anonymous);
	changed();
	return nil;
}

static void
xwrite(Req *r)
{
	char *text, *words[Maxwords], *err;
	int n;

	text = emalloc9p(r->ifcall.count + 1);
	memmove(text, r->ifcall.data, r->ifcall.count);
	n = tokenize(text, words, nelem(words));
	err = n == nelem(words) ? "too many words" : dowrite(r, n, words);
	free(text);
	r->ofcall.count = r->ifcall.count;
	respond(r, err);
}

static void
xremove(Req *r)
{
	Place *p;

	p = r->fid->aux;
	if(p->s == nil || strcmp(p->s->owner, r->fid->uid) != 0)
		respond(r, Eperm);
	else
		respond(r, strike(p->s) ? nil : Enofile);
}

static void
xstat(Req *r)
{
	Place *p;

	p = r->fid->aux;
	fill(&r->d, r->fid->qid.path, p->s);
	respond(r, nil);
}

static void
flush(Req *r)
{
	Req **l;

	for(l = &waiting; *l != nil && *l != r->oldreq; l = (Req **)&(*l)->aux) {
	}
	if(*l != nil) {
		*l = r->oldreq->aux;
		r->oldreq->aux = nil;
		respond(r->oldreq, "interrupted");
	}
	respond(r, nil);
}

static void
destroyfid(Fid *f)
{
	Place *p;
	char *persist;

	p = f->aux;
	if(p == nil)
		return;
	if(p->holder && p->s->name != nil) {
		persist = attrvalue(p->s, "persist");
		if(persist == nil || atoi(persist) == 0)
			strike(p->s);
	}
	putservice(p->s);
	free(p->found);
	free(p);
}

static Srv registry = {
	.attach = attach,
	.walk1 = walk1,
	.clone = clone,
	.open = xopen,
	.read = xread,
	.write = xwrite,
	.remove = xremove,
	.stat = xstat,
	.flush = flush,
	.destroyfid = destroyfid,
};

/* entries with service=name: what else they say describes it */
static void
load(char *file)
{
	Ndb *db;
	Ndbtuple *t, *v;
	Service *s;
	char *err;

	db = ndbopen(file);
	if(db == nil)
		sysfatal("can't open %s: %r", file);
	Bseek(db->b, 0, 0);
	for(; (t = ndbparse(db)) != nil; ndbfree(t)) {
		v = ndbfindattr(t, nil, "service");
		if(v == nil)
			continue;
		s = newservice(owner);
		err = name(s, v->val);
		if(err != nil)
			fprint(2, "registry: %s: %s: %s\n", file, v->val, err);
		else {
			enter(s);
			for(v = t; v != nil; v = v->entry)
				if(strcmp(v->attr, "service") != 0)
					setattr(s, v->attr, v->val);
			s->mtime = started;
		}
		putservice(s);
	}
	ndbclose(db);
}

static void
usage(void)
{
	fprint(2, "usage: ndb/registry [-D] [-f dbfile]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	char *file;

	file = nil;
	ARGBEGIN
	{
	case 'D':
		chatty9p = 1;
		break;
	case 'f':
		file = EARGF(usage());
		break;
	default:
		usage();
	}
	ARGEND
	if(argc != 0)
		usage();
	quotefmtinstall();
	started = time(nil);
	owner = estrdup9p(getuser());
	if(file != nil)
		load(file);
	registry.infd = 0;
	registry.outfd = 1;
	srv(&registry);
	exits(nil);
}
