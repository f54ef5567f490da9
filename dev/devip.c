/*
 * #I: the network as files, on the host's sockets.  This much of it: tcp, a connection
 * server for numbers (cs), and what programs read of addresses and routes
 * (ipifc, iproute, ipselftab).
 */
#include "u.h"
#include "lib.h"
#include "dev.h"
#include "err.h"
#include "host.h"
#include "ip.h"
#include "mem.h"
#include "proc.h"

enum
{
	Qtop,
	Qcs,
	Qiproute,
	Qipselftab,
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
	Qipifc,
	Qifcstats,
	Qifcconv,
	Qifcstatus,
	Typebits = 8,
	Maxreply = 512,
};

/* the answer to what was written to an open cs file: Chan.aux */
typedef struct Reply
{
	char text[Maxreply];
} Reply;

extern const Dev ipdev;

static int typeof(Chan * c)
{
	return (int)(c->qid.path & ((1 << Typebits) - 1));
}

static int
numof(Chan *c)
{
	return (int)(c->qid.path >> Typebits);
}

static u64int
path(int type, int n)
{
	return (u64int)n << Typebits | (u64int)type;
}

typedef struct File
{
	const char *name;
	int type;
	u32int perm;
} File;

static const File topfiles[] = {
	{"tcp", Qtcp, DMdir | 0555}, {"ipifc", Qipifc, DMdir | 0555}, {"cs", Qcs, 0666},
	{"iproute", Qiproute, 0444}, {"ipselftab", Qipselftab, 0444},
};
static const File tcpfiles[] = {{"clone", Qclone, 0666}, {"stats", Qstats, 0444}};
static const File convfiles[] = {
	{"ctl", Qctl, 0660},       {"data", Qdata, 0660},   {"err", Qerr, 0440},
	{"listen", Qlisten, 0660}, {"local", Qlocal, 0444}, {"remote", Qremote, 0444},
	{"status", Qstatus, 0444},
};
static const File ifcfiles[] = {{"stats", Qifcstats, 0444}, {"0", Qifcconv, DMdir | 0555}};
static const File ifcconvfiles[] = {{"status", Qifcstatus, 0444}};

static int
genfile(Chan *c, const File *f, int n, int i, int num, const char *owner, Dir *d)
{
	Qid q;

	if(i >= n)
		return -1;
	f += i;
	q = (Qid){.path = path(f->type, num), .type = (u8int)(f->perm >> 24)};
	devdir(c, q, f->name, 0, owner, f->perm & ~DMdir, d);
	return 1;
}

/* conversations come after tcp's own files */
static int
genconv(Chan *c, int i, Dir *d)
{
	Conv *cv;

	if(i >= nconv())
		return -1;
	cv = convof(i);
	if(cv == nil)
		return 0;
	snprint(up->genbuf, sizeof up->genbuf, "%d", i);
	devdir(c, (Qid){.path = path(Qconv, i), .type = QTdir}, up->genbuf, 0, cv->owner, 0555, d);
	return 1;
}

static int
genup(Chan *c, Dir *d)
{
	int up1 = typeof(c) >= Qconv && typeof(c) <= Qstatus ? Qtcp
		  : typeof(c) >= Qifcconv                    ? Qipifc
							     : Qtop;

	devdir(c, (Qid){.path = path(up1, 0), .type = QTdir},
	       up1 == Qtcp     ? "tcp"
	       : up1 == Qipifc ? "ipifc"
			       : "#I",
	       0, "network", 0555, d);
	return 1;
}

static int
ipgen(Chan *c, const char *name, const Dirtab *tab, int ntab, int i, Dir *d)
{
	Conv *cv;

	USED(name);
	USED(tab);
	USED(ntab);
	if(i == Devdotdot)
		return genup(c, d);
	switch(typeof(c)) {
	case Qtop:
	case Qcs:
	case Qiproute:
	case Qipselftab:
		return genfile(c, topfiles, nelem(topfiles), i, 0, "network", d);
	case Qtcp:
	case Qclone:
	case Qstats:
		if(i >= nelem(tcpfiles))
			return genconv(c, i - nelem(tcpfiles), d);
		return genfile(c, tcpfiles, nelem(tcpfiles), i, 0, "network", d);
	case Qipifc:
	case Qifcstats:
		return genfile(c, ifcfiles, nelem(ifcfiles), i, 0, "network", d);
	case Qifcconv:
	case Qifcstatus:
		return genfile(c, ifcconvfiles, nelem(ifcconvfiles), i, 0, "network", d);
	}
	cv = convof(numof(c));
	if(cv == nil)
		return -1;
	return genfile(c, convfiles, nelem(convfiles), i, cv->n, cv->owner, d);
}

static Chan *
ipattach(const char *spec)
{
	if(spec[0] != 0 && strcmp(spec, "0") != 0)
		error(Ebadspec);
	return devattach(&ipdev, spec);
}

static Walkqid *
ipwalk(Chan *c, Chan *nc, char **name, int n)
{
	return devwalk(c, nc, name, n, nil, 0, ipgen);
}

static int
ipstat(Chan *c, u8int *buf, int n)
{
	return devstat(c, buf, n, nil, 0, ipgen);
}

/* the Chan becomes the ctl file of conversation cv, whose reference it takes */
static void
becomectl(Chan *c, Conv *cv)
{
	c->qid = (Qid){.path = path(Qctl, cv->n)};
	c->aux = cv;
}

static bool
isconvfile(Chan *c)
{
	return typeof(c) > Qconv && typeof(c) <= Qstatus;
}

/* the conversation of c, with a reference */
static Conv *
getconv(Chan *c)
{
	Conv *cv = convof(numof(c));

	if(cv == nil)
		error(Enonexist);
	convget(cv);
	return cv;
}

static Chan *
openlisten(Chan *c, int omode)
{
	Conv *cv = getconv(c), *nc;

	onerror(convput, cv);
	devpermcheck(cv->owner, cv->perm, omode);
	nc = convlisten(cv);
	undo();
	becomectl(c, nc);
	return c;
}

static Chan *
openfile(Chan *c, int omode)
{
	Conv *cv;

	switch(typeof(c)) {
	case Qclone:
		becomectl(c, newconv());
		return c;
	case Qcs:
		c->aux = smalloc(sizeof(Reply));
		return c;
	case Qlisten:
		return openlisten(c, omode);
	}
	if(isconvfile(c)) {
		cv = getconv(c);
		if(typeof(c) == Qctl || typeof(c) == Qdata) {
			onerror(convput, cv);
			devpermcheck(cv->owner, cv->perm, omode);
			poperror();
		}
		c->aux = cv;
	}
	return c;
}

static Chan *
ipopen(Chan *c, int omode)
{
	if((c->qid.type & QTdir) || !(isconvfile(c) || typeof(c) == Qclone || typeof(c) == Qcs))
		return devopen(c, omode, nil, 0, ipgen);
	c = openfile(c, omode);
	c->mode = (u16int)openmode(omode);
	c->flag |= Copen;
	c->offset = 0;
	return c;
}

static void
ipclose(Chan *c)
{
	if(!(c->flag & Copen) || c->aux == nil)
		return;
	if(typeof(c) == Qcs)
		kfree(c->aux);
	else
		convput(c->aux);
	c->aux = nil;
}

static int
readaddr(s64int off, Buf b, int n, const Hostaddr *a)
{
	char ip[Ipstrlen], buf[Ipstrlen + 16];

	fmtip(ip, sizeof ip, a->ip);
	snprint(buf, sizeof buf, "%s!%d\n", ip, a->port);
	return readstr(off, b, n, buf);
}

static int
readconv(Chan *c, Buf b, int n, s64int off)
{
	Conv *cv = c->aux;
	char buf[512];

	switch(typeof(c)) {
	case Qctl:
		snprint(buf, sizeof buf, "%d", cv->n);
		return readstr(off, b, n, buf);
	case Qdata:
		return convread(cv, b, n);
	case Qerr:
		return readstr(off, b, n, cv->err);
	case Qlocal:
		return readaddr(off, b, n, &cv->local);
	case Qremote:
		return readaddr(off, b, n, &cv->remote);
	case Qstatus:
		convstatus(cv, buf, sizeof buf);
		return readstr(off, b, n, buf);
	}
	error(Eperm);
}

static int
ipread(Chan *c, Buf b, int n, s64int off)
{
	if(c->qid.type & QTdir)
		return devdirread(c, b, n, nil, 0, ipgen);
	switch(typeof(c)) {
	case Qcs: {
		Reply *r = c->aux;
		return readstr(off, b, n, r->text);
	}
	case Qiproute:
		return readstr(
			off, b, n,
			"127.0.0.0       /104 127.0.0.0       4i   ifc  0   -               -\n"
			"::1             /128 ::1             6i   ifc  0   -               -\n");
	case Qipselftab:
		return readstr(off, b, n, "127.0.0.1                                    01 4u\n");
	case Qifcstatus:
		return readstr(
			off, b, n,
			"device /dev/null maxtu 65536 sendra 0 recvra 0 mflag 0 oflag 0 maxraint "
			"0 minraint 0 linkmtu 0 reachtime 0 rxmitra 0 ttl 255 routerlt 0 pktin 0 "
			"pktout 0 errin 0 errout 0 speed 0 delay 0\n"
			"\t127.0.0.1 /104 127.0.0.0 0 0\n"
			"\t::1 /128 ::1 0 0\n");
	case Qstats:
	case Qifcstats:
		return 0;
	}
	return readconv(c, b, n, off);
}

static void
csquery(Chan *c, Buf b, int n)
{
	Reply *r = c->aux;
	char q[256];

	if(n >= (int)sizeof q)
		error("request too long");
	bufget(q, b, (usize)n);
	q[n] = 0;
	r->text[0] = 0;
	cstranslate(q, r->text, sizeof r->text);
}

static int
ipwrite(Chan *c, Buf b, int n, s64int off)
{
	USED(off);
	switch(typeof(c)) {
	case Qcs:
		csquery(c, b, n);
		return n;
	case Qctl:
		convctl(c->aux, b, n);
		return n;
	case Qdata:
		return convwrite(c->aux, b, n);
	}
	error(Eperm);
}

const Dev ipdev = {
	.dc = 'I',
	.name = "ip",
	.init = ipinit,
	.attach = ipattach,
	.walk = ipwalk,
	.stat = ipstat,
	.open = ipopen,
	.close = ipclose,
	.read = ipread,
	.write = ipwrite,
};
