/*
 * sshnet: a /net whose tcp is another machine's, by ssh.  Here are the files.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <ndb.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>
#include <cmd.h>
#include "sshnet.h"

enum
{
	Qroot,
	Qcs,
	Qtcp,
	Qclone,
	Qstats,
	Qconv,
	Qctl,
	Qdata,
	Qerr,
	Qlisten,
	Qlocal,
	Qremote,
	Qstatus,
	Qmax,
};
#define TYPE(path)    ((int)((path)&0xff))
#define NUM(path)     ((int)((path) >> 8))
#define PATH(type, n) ((uvlong)(n) << 8 | (type))

static struct
{
	char *name;
	ulong mode;
} files[Qmax] = {
	[Qroot] = {"/", DMDIR | 0555}, [Qcs] = {"cs", 0666},       [Qtcp] = {"tcp", DMDIR | 0555},
	[Qclone] = {"clone", 0666},    [Qstats] = {"stats", 0444}, [Qconv] = {nil, DMDIR | 0555},
	[Qctl] = {"ctl", 0666},        [Qdata] = {"data", 0666},   [Qerr] = {"err", 0444},
	[Qlisten] = {"listen", 0666},  [Qlocal] = {"local", 0444}, [Qremote] = {"remote", 0444},
	[Qstatus] = {"status", 0444},
};

static char *states[] = {"Closed", "Connecting", "Established", "Listen", "Closed"};
static char *mtpt = "/net";
char **sshargs;
static ulong begun;

static void
usage(void)
{
	fprint(2, "usage: sshnet [-D] [-m mountpoint] [-s service] [--] [ssh-option ...] "
		  "[user@]host\n");
	exits("usage");
}

static void
setqid(Qid *q, uvlong path)
{
	q->path = path;
	q->vers = 0;
	q->type = files[TYPE(path)].mode >> 24;
}

static void
filldir(Dir *d, uvlong path)
{
	memset(d, 0, sizeof *d);
	setqid(&d->qid, path);
	d->mode = files[TYPE(path)].mode;
	d->atime = d->mtime = begun;
	d->name =
		TYPE(path) == Qconv ? smprint("%d", NUM(path)) : estrdup9p(files[TYPE(path)].name);
	d->uid = estrdup9p(getuser());
	d->gid = estrdup9p(getuser());
	d->muid = estrdup9p(getuser());
}

/* entry i of a directory */
static int
gen(int i, Dir *d, void *aux)
{
	uvlong path;

	path = *(uvlong *)aux;
	switch(TYPE(path)) {
	case Qroot:
		if(i > 1)
			return -1;
		filldir(d, i == 0 ? Qcs : Qtcp);
		return 0;
	case Qtcp:
		if(i < 2)
			filldir(d, Qclone + i);
		else if(i - 2 < nconv)
			filldir(d, PATH(Qconv, i - 2));
		else
			return -1;
		return 0;
	}
	if(i > Qstatus - Qctl)
		return -1;
	filldir(d, PATH(Qctl + i, NUM(path)));
	return 0;
}

static void
netattach(Req *r)
{
	setqid(&r->fid->qid, Qroot);
	r->ofcall.qid = r->fid->qid;
	respond(r, nil);
}

static char *
netwalk1(Fid *fid, char *name, Qid *q)
{
	uvlong path;
	char *e;
	int i, n;

	path = fid->qid.path;
	*q = fid->qid;
	if(strcmp(name, "..") == 0) {
		setqid(q, TYPE(path) == Qconv ? Qtcp : Qroot);
		fid->qid = *q;
		return nil;
	}
	n = strtol(name, &e, 10);
	for(i = 0; i < Qmax; i++)
		if(files[i].name != nil && strcmp(files[i].name, name) == 0)
			break;
	if(TYPE(path) == Qroot && (i == Qcs || i == Qtcp))
		setqid(q, i);
	else if(TYPE(path) == Qtcp && (i == Qclone || i == Qstats))
		setqid(q, i);
	else if(TYPE(path) == Qtcp && *name != 0 && *e == 0 && n >= 0 && n < nconv)
		setqid(q, PATH(Qconv, n));
	else if(TYPE(path) == Qconv && i >= Qctl && i < Qmax)
		setqid(q, PATH(i, NUM(path)));
	else
		return "file does not exist";
	fid->qid = *q;
	return nil;
}

static void
netstat(Req *r)
{
	filldir(&r->d, r->fid->qid.path);
	respond(r, nil);
}

/* r opened something that turned out to be this conversation's control file */
void
opened(Req *r, Conv *c)
{
	setqid(&r->fid->qid, PATH(Qctl, c->n));
	r->ofcall.qid = r->fid->qid;
	r->fid->aux = c;
	respond(r, nil);
}

static void
netopen(Req *r)
{
	static int need[] = {4, 2, 6, 1};
	Conv *c;
	uvlong path;

	path = r->fid->qid.path;
	if((files[TYPE(path)].mode & need[r->ifcall.mode & 3]) != need[r->ifcall.mode & 3]) {
		respond(r, "permission denied");
		return;
	}
	if(TYPE(path) == Qlisten) {
		convlisten(convs[NUM(path)], r);
		return;
	}
	qlock(&convlk);
	if(TYPE(path) == Qclone) {
		c = newconv();
		if(c != nil)
			opened(r, c);
		else
			respond(r, "no free conversations");
	} else {
		if(TYPE(path) > Qconv) {
			r->fid->aux = convs[NUM(path)];
			getconv(r->fid->aux);
		}
		respond(r, nil);
	}
	qunlock(&convlk);
}

static void
convtext(Req *r, Conv *c)
{
	char buf[ERRMAX + 16];

	switch(TYPE(r->fid->qid.path)) {
	case Qctl:
		snprint(buf, sizeof buf, "%d", c->n);
		break;
	case Qerr:
		snprint(buf, sizeof buf, "%s", c->err);
		break;
	case Qlocal:
		snprint(buf, sizeof buf, "%s\n", c->local);
		break;
	case Qremote:
		snprint(buf, sizeof buf, "%s\n", c->remote);
		break;
	default:
		snprint(buf, sizeof buf, "%s\n", states[c->state]);
	}
	readstr(r, buf);
	respond(r, nil);
}

static void
netread(Req *r)
{
	uvlong path;
	int i, n;
	char buf[64];

	path = r->fid->qid.path;
	switch(TYPE(path)) {
	case Qroot:
	case Qtcp:
	case Qconv:
		dirread9p(r, gen, &path);
		respond(r, nil);
		break;
	case Qcs:
		readstr(r, r->fid->aux != nil ? r->fid->aux : "");
		respond(r, nil);
		break;
	case Qstats:
		n = 0;
		for(i = 0; i < nconv; i++)
			n += convs[i]->state == Established;
		snprint(buf, sizeof buf, "CurrEstab: %d\n", n);
		readstr(r, buf);
		respond(r, nil);
		break;
	case Qdata:
		convread(r->fid->aux, r);
		break;
	default:
		convtext(r, r->fid->aux);
	}
}

/* the port of a service: its number, or what the database says */
static char *
portof(char *service)
{
	Ndb *db;
	Ndbs s;
	char *port;

	if(service[strspn(service, "0123456789")] == 0)
		return estrdup9p(service);
	db = ndbopen(nil);
	port = db != nil ? ndbgetvalue(db, &s, "tcp", service, "port", nil) : nil;
	ndbclose(db);
	return port;
}

/* what a client of cs asks; hosts are for the other machine to find */
static void
translate(Req *r, char *s)
{
	char *f[4], *port;
	int n;

	n = getfields(s, f, nelem(f), 0, "!");
	if(n < 3 || (strcmp(f[0], "tcp") != 0 && strcmp(f[0], "net") != 0)) {
		respond(r, "can't translate address");
		return;
	}
	port = strcmp(f[2], "*") == 0 ? estrdup9p("0") : portof(f[2]);
	if(port == nil) {
		respond(r, "can't translate service");
		return;
	}
	free(r->fid->aux);
	r->fid->aux = smprint(strcmp(f[1], "*") == 0 ? "%s/tcp/clone %.0s%s" : "%s/tcp/clone %s!%s",
			      mtpt, f[1], port);
	free(port);
	r->ofcall.count = r->ifcall.count;
	respond(r, nil);
}

static void
netwrite(Req *r)
{
	char *s;

	if(TYPE(r->fid->qid.path) == Qdata) {
		convwrite(r->fid->aux, r);
		return;
	}
	s = emalloc9p(r->ifcall.count + 1);
	memmove(s, r->ifcall.data, r->ifcall.count);
	s[r->ifcall.count] = 0;
	if(TYPE(r->fid->qid.path) == Qctl)
		convctl(r->fid->aux, r, s);
	else
		translate(r, s);
	free(s);
}

static void
netflush(Req *r)
{
	Fid *f;

	f = r->oldreq->fid;
	if(f != nil && TYPE(f->qid.path) == Qlisten)
		convflush(convs[NUM(f->qid.path)], r->oldreq);
	else if(f != nil && TYPE(f->qid.path) > Qconv && f->aux != nil)
		convflush(f->aux, r->oldreq);
	respond(r, nil);
}

static void
netdestroyfid(Fid *f)
{
	if(f->aux == nil)
		return;
	if(TYPE(f->qid.path) == Qcs)
		free(f->aux);
	else {
		qlock(&convlk);
		putconv(f->aux);
		qunlock(&convlk);
	}
	f->aux = nil;
}

/* the end of the file server is that of all */
static void
netend(Srv *)
{
	int i;

	qlock(&convlk);
	for(i = 0; i < nconv; i++)
		killssh(convs[i]);
	postnote(PNGROUP, getpid(), "kill");
}

static int
onnote(void *, char *note)
{
	return strncmp(note, "sys: write on closed pipe", 25) == 0;
}

static Srv net = {
	.attach = netattach,
	.walk1 = netwalk1,
	.open = netopen,
	.read = netread,
	.write = netwrite,
	.flush = netflush,
	.stat = netstat,
	.destroyfid = netdestroyfid,
	.end = netend,
};

void
main(int argc, char **argv)
{
	char *service;

	service = nil;
	ARGBEGIN
	{
	case 'D':
		chatty9p = 1;
		break;
	case 'm':
		mtpt = EARGF(usage());
		break;
	case 's':
		service = EARGF(usage());
		break;
	default:
		usage();
	}
	ARGEND
	if(argc < 1)
		usage();
	sshargs = argv;
	begun = time(nil);
	atnotify(onnote, 1);
	rfork(RFNOTEG);
	postmountsrv(&net, service, mtpt, MBEFORE);
	exits(nil);
}
