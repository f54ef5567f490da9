/*
 * mntgen: a directory in which every name is there when it is walked to: an empty directory
 * to mount on.  The names that somebody holds are listed.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>

typedef struct Name Name;
struct Name
{
	char *s;
	uvlong path;
	int ref; /* fids that are there */
	Name *next;
};

static Name *names;
static uvlong paths;
static ulong start;
static char *user;

static Name *
lookup(char *s)
{
	Name *n;

	for(n = names; n != nil; n = n->next)
		if(strcmp(n->s, s) == 0)
			return n;
	n = emalloc9p(sizeof *n);
	memset(n, 0, sizeof *n);
	n->s = estrdup9p(s);
	n->path = ++paths;
	n->next = names;
	names = n;
	return n;
}

static void
drop(Name *n)
{
	Name **p;

	if(n == nil || --n->ref > 0)
		return;
	for(p = &names; *p != n; p = &(*p)->next)
		;
	*p = n->next;
	free(n->s);
	free(n);
}

static Qid
qidof(Name *n)
{
	Qid q = {n ? n->path : 0, 0, QTDIR};

	return q;
}

static void
filldir(Dir *d, Name *n)
{
	memset(d, 0, sizeof *d);
	d->qid = qidof(n);
	d->mode = DMDIR | 0555;
	d->atime = d->mtime = start;
	d->name = estrdup9p(n ? n->s : "/");
	d->uid = estrdup9p(user);
	d->gid = estrdup9p(user);
	d->muid = estrdup9p("");
}

static void
genattach(Req *r)
{
	r->fid->aux = nil;
	r->fid->qid = r->ofcall.qid = qidof(nil);
	respond(r, nil);
}

static char *
genclone(Fid *old, Fid *new)
{
	Name *n;

	n = old->aux;
	if(n != nil)
		n->ref++;
	new->aux = n;
	return nil;
}

static char *
genwalk(Fid *fid, char *name, Qid *qid)
{
	Name *n;

	n = fid->aux;
	if(strcmp(name, "..") == 0) {
		drop(n);
		fid->aux = nil;
	} else if(n != nil)
		return "file does not exist";
	else {
		n = lookup(name);
		n->ref++;
		fid->aux = n;
	}
	fid->qid = *qid = qidof(fid->aux);
	return nil;
}

static int
dirgen(int i, Dir *d, void *aux)
{
	Name *n;

	if(aux != nil)
		return -1;
	for(n = names; n != nil && i > 0; n = n->next)
		i--;
	if(n == nil)
		return -1;
	filldir(d, n);
	return 0;
}

static void
genread(Req *r)
{
	dirread9p(r, dirgen, r->fid->aux);
	respond(r, nil);
}

static void
genopen(Req *r)
{
	if(r->ifcall.mode != OREAD)
		respond(r, "permission denied");
	else
		respond(r, nil);
}

static void
genstat(Req *r)
{
	filldir(&r->d, r->fid->aux);
	respond(r, nil);
}

static void
gendestroy(Fid *fid)
{
	drop(fid->aux);
	fid->aux = nil;
}

static Srv mntgen = {
	.attach = genattach,
	.clone = genclone,
	.walk1 = genwalk,
	.open = genopen,
	.read = genread,
	.stat = genstat,
	.destroyfid = gendestroy,
};

static void
usage(void)
{
	fprint(2, "usage: mntgen [-D] [-s srvname] [mountpoint]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	char *srvname, *mtpt;

	srvname = nil;
	ARGBEGIN
	{
	case 'D':
		chatty9p = 1;
		break;
	case 's':
		srvname = EARGF(usage());
		break;
	default:
		usage();
	}
	ARGEND
	if(argc > 1)
		usage();
	mtpt = argc ? argv[0] : srvname ? nil : "/n";
	start = time(nil);
	user = getuser();
	postmountsrv(&mntgen, srvname, mtpt, MAFTER);
	exits(nil);
}
