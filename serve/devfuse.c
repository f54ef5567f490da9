/*
 * #F: mounting the name space on the host, by a control file.  What is mounted is what the one sees who writes
 * there.
 */
#include "fuse.h"
#include "dev.h"
#include "lib.h"
#include "mem.h"
#include "parse.h"
#include "serve.h"

enum
{
	Qdir,
	Qctl,
	Listmax = 64 * KiB,
	/* Cmdtab.index */
	Cmmount = 0,
	Cmunmount,
};

static const Dirtab fusetab[] = {
	{".", {Qdir, 0, QTdir}, 0, DMdir | 0555},
	{"ctl", {Qctl, 0, 0}, 0, 0600},
};
static const Cmdtab ctltab[] = {
	{Cmmount, "mount", 0},
	{Cmunmount, "unmount", 2},
};

extern const Dev fusedev;

static Chan *
fuseattach(const char *spec)
{
	if(!fuseallowed())
		error("mounting on the host is turned off");
	if(spec[0] != '\0')
		error(Ebadspec);
	return devattach(&fusedev, spec);
}

static Walkqid *
fusewalk(Chan *c, Chan *nc, char **name, int n)
{
	return devwalk(c, nc, name, n, fusetab, nelem(fusetab), devgen);
}

static int
fusestat(Chan *c, u8int *buf, int n)
{
	return devstat(c, buf, n, fusetab, nelem(fusetab), devgen);
}

static Chan *
fuseopen(Chan *c, int omode)
{
	return devopen(c, omode, fusetab, nelem(fusetab), devgen);
}

static int
fuseread(Chan *c, Buf b, int n, s64int off)
{
	char *buf;
	int r;

	if(c->qid.type & QTdir)
		return devdirread(c, b, n, fusetab, nelem(fusetab), devgen);
	buf = smalloc(Listmax + 1);
	onerror(kfree, buf);
	fuselist(buf, Listmax);
	r = readstr(off, b, n, buf);
	undo();
	return r;
}

static int
fusewrite(Chan *c, Buf b, int n, s64int off)
{
	Cmdbuf *cb = parsecmd(b, n);
	const Cmdtab *ct;

	USED(c);
	USED(off);
	onerror(freecmd, cb);
	ct = lookupcmd(cb, ctltab, nelem(ctltab));
	switch(ct->index) {
	case Cmmount:
		if(cb->nword < 2 || cb->nword > 3)
			cmderror(cb, Ebadarg);
		fusemount(cb->word[1], cb->nword > 2 ? cb->word[2] : "");
		break;
	case Cmunmount:
		fuseunmount(cb->word[1]);
		break;
	}
	undo();
	return n;
}

const Dev fusedev = {
	.dc = 'F',
	.name = "fuse",
	.attach = fuseattach,
	.walk = fusewalk,
	.stat = fusestat,
	.open = fuseopen,
	.read = fuseread,
	.write = fusewrite,
};
