/*
 * #c: the console and what belongs to a machine rather than to a process or a user.  Here
 * are the names and the files that are no more than a few bytes; the console itself is in
 * console.c, time, memory and processors in sysinfo.c.
 */
#include "devcons.h"
#include "err.h"
#include "host.h"
#include "keepold.h"
#include "lib.h"
#include "lock.h"
#include "log.h"
#include "mem.h"
#include "parse.h"
#include "proc.h"

enum
{
	Qdir,
	Qbintime,
	Qcons,
	Qconsctl,
	Qcputime,
	Qdrivers,
	Qhostdomain,
	Qhostowner,
	Qkmesg,
	Qkprint,
	Qmordor,
	Qnull,
	Qosversion,
	Qpgrpid,
	Qpid,
	Qppid,
	Qrandom,
	Qreboot,
	Qswap,
	Qsysname,
	Qsysstat,
	Qtime,
	Quser,
	Qzero,
	Qconfig,
	Qwinsize,
	Nfile,
	Domlen = 48,  /* bytes of the authentication domain, NUL included */
	Namelen = 28, /* of a user's name, as authentication has it */
	Sysnamelen = 256,
	Piece = 256,
	Randombreak = 64 * KiB, /* bytes of a read that a note waits for */
};

static const Dirtab constab[] = {
	{".", {Qdir, 0, QTdir}, 0, DMdir | 0555},
	{"bintime", {.path = Qbintime}, 24, 0664},
	{"config", {.path = Qconfig}, 0, 0444},
	{"cons", {.path = Qcons}, 0, 0660},
	{"consctl", {.path = Qconsctl}, 0, 0220},
	{"cputime", {.path = Qcputime}, 6 * Numsize, 0444},
	{"drivers", {.path = Qdrivers}, 0, 0666},
	{"hostdomain", {.path = Qhostdomain}, Domlen, 0664},
	{"hostowner", {.path = Qhostowner}, 0, 0664},
	{"kmesg", {.path = Qkmesg}, 0, 0440},
	{"kprint", {.path = Qkprint, .type = QTexcl}, 0, 0440},
	{"mordor", {.path = Qmordor}, 0, 0666},
	{"null", {.path = Qnull}, 0, 0666},
	{"osversion", {.path = Qosversion}, 0, 0444},
	{"pgrpid", {.path = Qpgrpid}, Numsize, 0444},
	{"pid", {.path = Qpid}, Numsize, 0444},
	{"ppid", {.path = Qppid}, Numsize, 0444},
	{"random", {.path = Qrandom}, 0, 0444},
	{"reboot", {.path = Qreboot}, 0, 0220},
	{"swap", {.path = Qswap}, 0, 0664},
	{"sysname", {.path = Qsysname}, 0, 0664},
	{"sysstat", {.path = Qsysstat}, 0, 0666},
	{"time", {.path = Qtime}, 78, 0664},
	{"user", {.path = Quser}, 0, 0666},
	{"winsize", {.path = Qwinsize}, 0, 0444},
	{"zero", {.path = Qzero}, 0, 0444},
};

/* [l] lk  [a] atomic  [p] kprintlk */
static struct
{
	QLock lk;
	char sysname[Sysnamelen]; /* [l] */
	char hostdomain[Domlen];  /* [l] */
	Chan *_Atomic kprint;     /* [a] who has kprint open */
	QLock kprintlk;           /* one reader at a time */
} sys;

/* ---- the console and the log ---- */

static int
consread(Chan *c, Buf b, int n, s64int off)
{
	USED(c);
	USED(off);
	return consoleread(b, n);
}

static int
conswrite(Chan *c, Buf b, int n, s64int off)
{
	USED(c);
	USED(off);
	return consolewrite(b, n);
}

static int
consctlwrite(Chan *c, Buf b, int n, s64int off)
{
	USED(c);
	USED(off);
	return consolectl(b, n);
}

static int
kmesgread(Chan *c, Buf b, int n, s64int off)
{
	char *text;

	USED(c);
	if(n > Logsize)
		n = Logsize;
	text = smalloc((usize)n + 1);
	onerror(kfree, text);
	n = logread(text, n, off);
	bufput(b, text, (usize)n);
	undo();
	return n;
}

/* auxn: how far of the log was read */
static int
kprintread(Chan *c, Buf b, int n, s64int off)
{
	char text[Piece];
	u64int pos;

	USED(off);
	eqlock(&sys.kprintlk);
	onerror(qunlock, &sys.kprintlk);
	pos = c->auxn;
	logwait(pos);
	n = logtail(text, n < Piece ? n : Piece, &pos);
	bufput(b, text, (usize)n);
	c->auxn = pos;
	undo();
	return n;
}

/* ---- names ---- */

/* a program's text of fewer than size bytes into text, without its trailing newline */
static void
gettext(char *text, int size, Buf b, int n)
{
	if(n <= 0 || n >= size)
		error(Ebadarg);
	bufget(text, b, (usize)n);
	text[n] = 0;
	if(text[n - 1] == '\n')
		text[n - 1] = 0;
	if(text[0] == 0)
		error(Ebadarg);
}

static int
readname(const char *name, Buf b, int n, s64int off)
{
	char text[Sysnamelen];

	qlock(&sys.lk);
	strecpy(text, text + sizeof text, name);
	qunlock(&sys.lk);
	return readstr(off, b, n, text);
}

static void
setname(char *name, int size, const char *text)
{
	u32int k;

	qlock(&sys.lk);
	k = keepbegin();
	keepmany(name, (usize)size);
	strecpy(name, name + size, text);
	keepend(k);
	qunlock(&sys.lk);
}

static void
evecheck(void)
{
	if(!iseve())
		error(Eperm);
}

static int
sysnameread(Chan *c, Buf b, int n, s64int off)
{
	USED(c);
	return readname(sys.sysname, b, n, off);
}

static int
sysnamewrite(Chan *c, Buf b, int n, s64int off)
{
	char text[Sysnamelen];

	USED(c);
	if(off != 0)
		error(Ebadarg);
	gettext(text, Sysnamelen, b, n);
	setname(sys.sysname, Sysnamelen, text);
	return n;
}

static int
hostdomainread(Chan *c, Buf b, int n, s64int off)
{
	USED(c);
	return readname(sys.hostdomain, b, n, off);
}

static int
hostdomainwrite(Chan *c, Buf b, int n, s64int off)
{
	char text[Domlen];

	USED(c);
	evecheck();
	if(off != 0)
		error(Ebadarg);
	gettext(text, Domlen, b, n);
	setname(sys.hostdomain, Domlen, text);
	return n;
}

static int
hostownerread(Chan *c, Buf b, int n, s64int off)
{
	USED(c);
	return readname(eve, b, n, off);
}

typedef struct Owner
{
	char old[sizeof eve], new[Namelen];
} Owner;

/* everything that was the old owner's is the new one's; may be done twice */
static void
renameall(Owner *o)
{
	renameuser(o->old, o->new);
	devrenameuser(o->old, o->new);
}
DEFREDO(renameall, Owner)

static int
hostownerwrite(Chan *c, Buf b, int n, s64int off)
{
	Owner o;
	u32int k;

	USED(c);
	evecheck();
	if(off != 0)
		error(Ebadarg);
	gettext(o.new, Namelen, b, n);
	qlock(&sys.lk);
	strecpy(o.old, o.old + sizeof o.old, eve);
	k = keepbegin();
	keepmany(eve, sizeof eve);
	keepold(up->err.n);
	strecpy(eve, eve + sizeof eve, o.new);
	onerror(renameall, &o);
	keepend(k);
	qunlock(&sys.lk);
	undo();
	return n;
}

static int
userread(Chan *c, Buf b, int n, s64int off)
{
	char text[Sysnamelen];

	USED(c);
	qlock(&up->debug);
	strecpy(text, text + sizeof text, up->user);
	qunlock(&up->debug);
	return readstr(off, b, n, text);
}

/* whoever one is, one may become nobody */
static int
userwrite(Chan *c, Buf b, int n, s64int off)
{
	char text[4];

	USED(c);
	if(off != 0 || n != (int)sizeof text)
		error(Eperm);
	bufget(text, b, sizeof text);
	if(memcmp(text, "none", sizeof text) != 0)
		error(Eperm);
	qlock(&up->debug);
	setuser(up, "none");
	qunlock(&up->debug);
	return n;
}

static int
pidread(Chan *c, Buf b, int n, s64int off)
{
	USED(c);
	return readnum(off, b, n, up->pid, Numsize);
}

static int
ppidread(Chan *c, Buf b, int n, s64int off)
{
	USED(c);
	return readnum(off, b, n, up->parentpid, Numsize);
}

static int
pgrpidread(Chan *c, Buf b, int n, s64int off)
{
	USED(c);
	return readnum(off, b, n, up->pgrp->pgrpid, Numsize);
}

static int
osversionread(Chan *c, Buf b, int n, s64int off)
{
	USED(c);
	return readstr(off, b, n, "2000");
}

/* ---- bytes ---- */

static int
nullread(Chan *c, Buf b, int n, s64int off)
{
	USED(c);
	USED(b);
	USED(n);
	USED(off);
	return 0;
}

static int
nullwrite(Chan *c, Buf b, int n, s64int off)
{
	USED(c);
	USED(b);
	USED(off);
	return n;
}

static int
zeroread(Chan *c, Buf b, int n, s64int off)
{
	USED(c);
	USED(off);
	bufzero(b, (usize)n);
	return n;
}

static int
randomread(Chan *c, Buf b, int n, s64int off)
{
	u8int piece[Piece];
	int m;

	USED(c);
	USED(off);
	for(int done = 0; done < n; done += m) {
		if(done >= Randombreak && atomic_load(&up->intr) != 0)
			return done;
		m = n - done < Piece ? n - done : Piece;
		hostrandom(piece, (usize)m);
		bufput(bufadd(b, (usize)done), piece, (usize)m);
	}
	return n;
}

static int
mordorread(Chan *c, Buf b, int n, s64int off)
{
	USED(c);
	USED(b);
	USED(n);
	USED(off);
	error(Egreg);
}

/* ---- the end ---- */

enum
{
	CMhalt,
	CMpanic,
};

static int
rebootwrite(Chan *c, Buf b, int n, s64int off)
{
	static const Cmdtab tab[] = {
		{CMhalt, "halt", 1}, {CMhalt, "reboot", 1}, {CMpanic, "panic", 0}};
	Cmdbuf *cb;

	USED(c);
	USED(off);
	evecheck();
	cb = parsecmd(b, n);
	onerror(freecmd, cb);
	if(lookupcmd(cb, tab, nelem(tab))->index == CMpanic)
		panic("/dev/reboot");
	bootexit(nil);
	undo();
	return n;
}

/* ---- the device ---- */

static const struct
{
	Filefn *read, *write;
} files[Nfile] = {
	[Qbintime] = {bintimeread, bintimewrite},
	[Qconfig] = {configread, nil},
	[Qcons] = {consread, conswrite},
	[Qconsctl] = {nil, consctlwrite},
	[Qcputime] = {cputimeread, nil},
	[Qdrivers] = {driversread, driverswrite},
	[Qhostdomain] = {hostdomainread, hostdomainwrite},
	[Qhostowner] = {hostownerread, hostownerwrite},
	[Qkmesg] = {kmesgread, nil},
	[Qkprint] = {kprintread, nil},
	[Qmordor] = {mordorread, mordorread},
	[Qnull] = {nullread, nullwrite},
	[Qosversion] = {osversionread, nil},
	[Qpgrpid] = {pgrpidread, nil},
	[Qpid] = {pidread, nil},
	[Qppid] = {ppidread, nil},
	[Qrandom] = {randomread, nil},
	[Qreboot] = {nil, rebootwrite},
	[Qswap] = {swapread, swapwrite},
	[Qsysname] = {sysnameread, sysnamewrite},
	[Qsysstat] = {sysstatread, sysstatwrite},
	[Qtime] = {timeread, timewrite},
	[Quser] = {userread, userwrite},
	[Qwinsize] = {winsizeread, nil},
	[Qzero] = {zeroread, nil},
};

void
consparam(const Hostparam *hp)
{
	strecpy(sys.sysname, sys.sysname + Sysnamelen, hp->hostname);
	consncpu(hp->ncpu);
}

static void
consinit(void)
{
	qlockinit(&sys.lk, Rdev);
	qlockinit(&sys.kprintlk, Rdev);
	consoleinit();
}

static Walkqid *
conswalk(Chan *c, Chan *nc, char **name, int n)
{
	return devwalk(c, nc, name, n, constab, nelem(constab), devgen);
}

static int
consstat(Chan *c, u8int *buf, int n)
{
	return devstat(c, buf, n, constab, nelem(constab), devgen);
}

static Chan *
consopen(Chan *c, int omode)
{
	Chan *none = nil;

	c = devopen(c, omode, constab, nelem(constab), devgen);
	switch(c->qid.path) {
	case Qcons:
		consolestart();
		break;
	case Qconsctl:
		consolectlopen(c);
		break;
	case Qkprint:
		if(!atomic_compare_exchange_strong(&sys.kprint, &none, c))
			error(Einuse);
		c->auxn = logend();
		break;
	}
	return c;
}

static void
consclose(Chan *c)
{
	Chan *me = c;

	if(!(c->flag & Copen))
		return;
	if(c->qid.path == Qconsctl)
		consolectlclose(c);
	else if(c->qid.path == Qkprint)
		atomic_compare_exchange_strong(&sys.kprint, &me, nil);
}

static int
fileread(Chan *c, Buf b, int n, s64int off)
{
	if(c->qid.type & QTdir)
		return devdirread(c, b, n, constab, nelem(constab), devgen);
	if(files[c->qid.path].read == nil)
		error(Eperm);
	return files[c->qid.path].read(c, b, n, off);
}

static int
filewrite(Chan *c, Buf b, int n, s64int off)
{
	if((c->qid.type & QTdir) || files[c->qid.path].write == nil)
		error(Eperm);
	return files[c->qid.path].write(c, b, n, off);
}

extern const Dev consdev;
const Dev consdev = {
	.dc = 'c',
	.name = "cons",
	.flags = Dnomnt,
	.init = consinit,
	.walk = conswalk,
	.stat = consstat,
	.open = consopen,
	.close = consclose,
	.read = fileread,
	.write = filewrite,
};
