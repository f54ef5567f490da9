/*
 * #I: the network as files, on the host's sockets.  #I0 to #I127 are stacks of their own, that is, their
 * conversations, /net/ndb and /net/log are; addresses and routes are the host's in all.
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
	Qdns,
	Qarp,
	Qbootp,
	Qiproute,
	Qipselftab,
	Qlog,
	Qndb,
	Qproto, /* a directory, and what is in it */
	Qclone,
	Qstats,
	Qconv, /* a directory, and what is in it */
	Qctl,
	Qdata,
	Qerr,
	Qlisten,
	Qlocal,
	Qremote,
	Qstatus,
	Qipifc, /* the same for interfaces */
	Qifcclone,
	Qifcstats,
	Qifc,
	Qifcctl,
	Qifcdata,
	Qifcerr,
	Qifclisten,
	Qifclocal,
	Qifcremote,
	Qifcsnoop,
	Qifcstatus,
	Qether, /* what the device of an interface says of itself */
	Qetheraddr,
	Qetherstats,
	Typebits = 8,
	Protobits = 4,
	Maxquery = 512,
};

/* what was last answered to an open cs or dns file: Chan.aux */
typedef struct Reply
{
	QLock lk;
	char text[Maxanswer];
} Reply;

extern const Dev ipdev;

static int typeof(Chan * c)
{
	return (int)(c->qid.path & ((1 << Typebits) - 1));
}

static int
protoof(Chan *c)
{
	return (int)(c->qid.path >> Typebits & ((1 << Protobits) - 1));
}

static int
numof(Chan *c)
{
	return (int)(c->qid.path >> (Typebits + Protobits));
}

static u64int
path(int type, int proto, int n)
{
	return (u64int)n << (Typebits + Protobits) | (u64int)proto << Typebits | (u64int)type;
}

static Ipstack *
stackof(Chan *c)
{
	return ipstack((int)c->devno);
}

/* ---- the tree ---- */

typedef struct File
{
	const char *name;
	int type;
	u32int perm;
} File;

static const File topfiles[] = {
	{"arp", Qarp, 0664}, {"bootp", Qbootp, 0444},     {"cs", Qcs, 0666},
	{"dns", Qdns, 0666}, {"iproute", Qiproute, 0664}, {"ipselftab", Qipselftab, 0444},
	{"log", Qlog, 0666}, {"ndb", Qndb, 0664},         {"ipifc", Qipifc, DMdir | 0555},
};
static const File protofiles[] = {{"clone", Qclone, 0666}, {"stats", Qstats, 0444}};
static const File convfiles[] = {
	{"ctl", Qctl, 0660},       {"data", Qdata, 0660},   {"err", Qerr, 0440},
	{"listen", Qlisten, 0660}, {"local", Qlocal, 0444}, {"remote", Qremote, 0444},
	{"status", Qstatus, 0444},
};
static const File ipifcfiles[] = {{"clone", Qifcclone, 0666}, {"stats", Qifcstats, 0444}};
static const File ifcfiles[] = {
	{"ctl", Qifcctl, 0660},       {"data", Qifcdata, 0660},     {"err", Qifcerr, 0440},
	{"listen", Qifclisten, 0660}, {"local", Qifclocal, 0444},   {"remote", Qifcremote, 0444},
	{"snoop", Qifcsnoop, 0400},   {"status", Qifcstatus, 0444},
};
static const File etherfiles[] = {{"addr", Qetheraddr, 0444}, {"stats", Qetherstats, 0444}};

/* is the entry s one that is asked for? */
static bool
wanted(const char *name, const char *s)
{
	return name == nil || strcmp(name, s) == 0;
}

/* entry i of a table of files; num and proto: the directory's */
static int
genfile(Chan *c, const char *name, const File *f, int n, int i, const char *owner, Dir *d)
{
	Qid q;

	if(i >= n)
		return -1;
	f += i;
	if(!wanted(name, f->name))
		return 0;
	q = (Qid){.path = path(f->type, protoof(c), numof(c)), .type = (u8int)(f->perm >> 24)};
	devdir(c, q, f->name, 0, owner, f->perm & ~DMdir, d);
	return 1;
}

static void
gendir(Chan *c, u64int qpath, const char *owner, Dir *d, const char *fmt, ...)
{
	va_list arg;

	va_start(arg, fmt);
	vsnprint(up->genbuf, sizeof up->genbuf, fmt, arg);
	va_end(arg);
	devdir(c, (Qid){.path = qpath, .type = QTdir}, up->genbuf, 0, owner, 0555, d);
}

/* the top: its files, a directory for each protocol, one for the device of each interface but the loopback */
static int
gentop(Chan *c, const char *name, int i, Dir *d)
{
	Hostifc ifc;

	if(i < nelem(topfiles))
		return genfile(c, name, topfiles, nelem(topfiles), i, "network", d);
	i -= nelem(topfiles);
	if(i < Nproto) {
		if(!wanted(name, ipproto[i].name))
			return 0;
		gendir(c, path(Qproto, i, 0), "network", d, "%s", ipproto[i].name);
		return 1;
	}
	i -= Nproto;
	if(hostifc(i, &ifc) < 0)
		return -1;
	if(ifc.loopback)
		return 0;
	gendir(c, path(Qether, 0, i), "network", d, "ether%d", i);
	return 1;
}

/* conversations come after the protocol's own files */
static int
genproto(Chan *c, const char *name, int i, Dir *d)
{
	Conv *cv;

	if(i < nelem(protofiles))
		return genfile(c, name, protofiles, nelem(protofiles), i, "network", d);
	i -= nelem(protofiles);
	if(i >= nconv(stackof(c), protoof(c)))
		return -1;
	cv = convof(stackof(c), protoof(c), i);
	if(cv == nil || (name != nil && atoi(name) != i))
		return 0;
	gendir(c, path(Qconv, protoof(c), i), cv->owner, d, "%d", i);
	return 1;
}

static int
genipifc(Chan *c, const char *name, int i, Dir *d)
{
	if(i < nelem(ipifcfiles))
		return genfile(c, name, ipifcfiles, nelem(ipifcfiles), i, "network", d);
	i -= nelem(ipifcfiles);
	if(i >= nipifc())
		return -1;
	gendir(c, path(Qifc, 0, i), "network", d, "%d", i);
	return 1;
}

static int
genconv(Chan *c, const char *name, int i, Dir *d)
{
	Conv *cv = convof(stackof(c), protoof(c), numof(c));

	if(cv == nil)
		return -1;
	return genfile(c, name, convfiles, nelem(convfiles), i, cv->owner, d);
}

static int
genup(Chan *c, Dir *d)
{
	int type = typeof(c);

	if(type >= Qconv && type <= Qstatus)
		gendir(c, path(Qproto, protoof(c), 0), "network", d, "%s",
		       ipproto[protoof(c)].name);
	else if(type >= Qifc && type <= Qifcstatus)
		gendir(c, path(Qipifc, 0, 0), "network", d, "ipifc");
	else
		gendir(c, path(Qtop, 0, 0), "network", d, "#I");
	return 1;
}

static int
ipgen(Chan *c, const char *name, const Dirtab *tab, int ntab, int i, Dir *d)
{
	int type = typeof(c);

	USED(tab);
	USED(ntab);
	if(i == Devdotdot)
		return genup(c, d);
	if(type < Qproto)
		return gentop(c, name, i, d);
	if(type < Qconv)
		return genproto(c, name, i, d);
	if(type < Qipifc)
		return genconv(c, name, i, d);
	if(type < Qifc)
		return genipifc(c, name, i, d);
	if(type < Qether)
		return genfile(c, name, ifcfiles, nelem(ifcfiles), i, "network", d);
	return genfile(c, name, etherfiles, nelem(etherfiles), i, "network", d);
}

static Chan *
ipattach(const char *spec)
{
	char *end;
	u64int n = strtou(spec, &end, 10);
	Chan *c;

	if(*end != 0 || n >= Nstack)
		error(Ebadspec);
	ipstack((int)n);
	c = devattach(&ipdev, spec);
	c->devno = (u32int)n;
	return c;
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

/* ---- open and close ---- */

/* the Chan becomes the ctl file of conversation cv, whose reference it takes */
static void
becomectl(Chan *c, Conv *cv)
{
	c->qid = (Qid){.path = path(Qctl, (int)(cv->p - ipproto), cv->n)};
	c->aux = cv;
}

static bool
isquery(Chan *c)
{
	return typeof(c) == Qcs || typeof(c) == Qdns;
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
	Conv *cv = convof(stackof(c), protoof(c), numof(c));

	if(cv == nil || !convget(cv))
		error(Enonexist);
	return cv;
}

static void
openlisten(Chan *c, int omode)
{
	Conv *cv = getconv(c), *nc;

	onerror(convput, cv);
	devpermcheck(cv->owner, cv->perm, omode);
	nc = convlisten(cv);
	undo();
	becomectl(c, nc);
}

static void
openconv(Chan *c, int omode)
{
	Conv *cv = getconv(c);

	if(typeof(c) == Qctl || typeof(c) == Qdata) {
		onerror(convput, cv);
		devpermcheck(cv->owner, cv->perm, omode);
		poperror();
	}
	c->aux = cv;
}

static Chan *
ipopen(Chan *c, int omode)
{
	int type = typeof(c);

	if(type == Qlisten)
		openlisten(c, omode);
	else if(isconvfile(c))
		openconv(c, omode);
	else if(type == Qclone)
		becomectl(c, newconv(stackof(c), protoof(c)));
	else if(type == Qifcclone)
		error(Enodev); /* interfaces are the host's */
	else {
		c = devopen(c, omode, nil, 0, ipgen);
		if(isquery(c)) {
			c->aux = smalloc(sizeof(Reply));
			qlockinit(&((Reply *)c->aux)->lk, Rnone);
		} else if(type == Qlog)
			iplogopen(stackof(c));
		else if(type == Qndb && (omode & Otrunc))
			ipndbtrunc(stackof(c));
		return c;
	}
	c->mode = (u16int)openmode(omode);
	c->flag |= Copen;
	c->offset = 0;
	return c;
}

static void
ipclose(Chan *c)
{
	if(!(c->flag & Copen))
		return;
	if(typeof(c) == Qlog)
		iplogclose(stackof(c));
	if(c->aux == nil)
		return;
	if(isquery(c))
		kfree(c->aux);
	else
		convput(c->aux);
	c->aux = nil;
}

/* ---- read and write ---- */

static int
readaddr(s64int off, Buf b, int n, const Hostaddr *a)
{
	char ip[Ipstrlen], buf[Ipstrlen + 16];

	fmtip(ip, sizeof ip, a->ip);
	snprint(buf, sizeof buf, "%s!%d\n", ip, a->port);
	return readstr(off, b, n, buf);
}

/* a text made for this read */
static int
readtext(s64int off, Buf b, int n, char *text)
{
	int r;

	onerror(kfree, text);
	r = readstr(off, b, n, text);
	undo();
	return r;
}

static int
readconv(Chan *c, Buf b, int n, s64int off)
{
	Conv *cv = c->aux;
	char buf[16];

	switch(typeof(c)) {
	case Qctl:
		snprint(buf, sizeof buf, "%d", cv->n);
		return readstr(off, b, n, buf);
	case Qdata:
		return convread(cv, b, n);
	case Qerr:
		return readstr(off, b, n, cv->err);
	case Qlocal:
		if(convstream(cv) && cv->fd >= 0) /* few ask */
			convlocal(cv);
		return readaddr(off, b, n, &cv->local);
	case Qremote:
		return readaddr(off, b, n, &cv->remote);
	case Qstatus:
		return readtext(off, b, n, convstatus(cv));
	}
	error(Eperm);
}

static int
readifc(Chan *c, Buf b, int n, s64int off)
{
	char buf[16];

	switch(typeof(c)) {
	case Qifcctl:
		snprint(buf, sizeof buf, "%d", numof(c));
		return readstr(off, b, n, buf);
	case Qifcerr:
		return 0;
	case Qifclocal:
		return readtext(off, b, n, ipifclocal(numof(c)));
	case Qifcremote:
		return readstr(off, b, n, "::!0\n");
	case Qifcstatus:
		return readtext(off, b, n, ipifcstatus(numof(c)));
	case Qetheraddr:
		return readtext(off, b, n, etheraddr(numof(c)));
	case Qetherstats:
		return readtext(off, b, n, etherstats(numof(c)));
	}
	error(Eperm); /* packets are the host's affair */
}

/* one record, without its newline; records stand one behind the other */
static int
readreply(Reply *r, Buf b, int n, s64int off)
{
	char *s = r->text, *e;
	int m = 0;

	eqlock(&r->lk);
	onerror(qunlock, &r->lk);
	for(; *s != 0 && (e = strchr(s, '\n')) != nil; s = e + 1, off -= m) {
		m = (int)(e - s);
		if(off < m)
			break;
		m = (int)(e - s);
	}
	if(*s == 0 || off < 0)
		m = 0;
	else {
		m = m - off < n ? (int)(m - off) : n;
		bufput(b, s + off, (usize)m);
	}
	undo();
	return m;
}

static int
ipread(Chan *c, Buf b, int n, s64int off)
{
	if(c->qid.type & QTdir)
		return devdirread(c, b, n, nil, 0, ipgen);
	switch(typeof(c)) {
	case Qcs:
	case Qdns:
		return readreply(c->aux, b, n, off);
	case Qarp:
		return readtext(off, b, n, iparps());
	case Qbootp:
		return readtext(off, b, n, ipbootp());
	case Qiproute:
		return readtext(off, b, n, iproutes());
	case Qipselftab:
		return readtext(off, b, n, ipself());
	case Qlog:
		return iplogread(stackof(c), b, n);
	case Qndb:
		return ipndbread(stackof(c), b, n, off);
	case Qstats:
		return readtext(off, b, n, ipcounters(&ipproto[protoof(c)]));
	case Qifcstats:
		return readtext(off, b, n, ipcounters(nil));
	}
	return isconvfile(c) ? readconv(c, b, n, off) : readifc(c, b, n, off);
}

static bool
ipready(Chan *c, bool wait)
{
	return typeof(c) != Qdata || convready(c->aux, wait);
}

static void
query(Chan *c, Buf b, int n)
{
	Reply *r = c->aux;
	char q[Maxquery];

	if(n >= (int)sizeof q)
		error("request too long");
	bufget(q, b, (usize)n);
	q[n] = 0;
	eqlock(&r->lk);
	onerror(qunlock, &r->lk);
	r->text[0] = 0;
	if(typeof(c) == Qcs)
		ipcs(q, r->text, sizeof r->text);
	else
		ipdns(q, r->text, sizeof r->text);
	undo();
}

static int
ipwrite(Chan *c, Buf b, int n, s64int off)
{
	switch(typeof(c)) {
	case Qdns:
		if(off != 0)
			error("writing at non-zero offset");
		query(c, b, n);
		return n;
	case Qcs:
		query(c, b, n);
		return n;
	case Qlog:
		iplogctl(stackof(c), b, n);
		return n;
	case Qndb:
		ipndbwrite(stackof(c), b, n, off);
		return n;
	case Qctl:
		convctl(c->aux, b, n);
		return n;
	case Qdata:
		return convwrite(c->aux, b, n);
	}
	error(Eperm); /* addresses, routes and neighbours are the host's */
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
	.ready = ipready,
	.write = ipwrite,
};
