/*
 * #d, the open files of the process that looks: N is descriptor N itself, opened again (the
 * same Chan, with its offset); Nctl says what it is.  The table may change while it is listed,
 * so an entry's place is its number.
 */
#include "lib.h"
#include "dev.h"
#include "grp.h"
#include "mem.h"
#include "proc.h"

/* qid.path: 0 the directory, else 1 + 2*fd, or 2 + 2*fd for Nctl */
static bool
isctl(Chan *c)
{
	return (c->qid.path - 1) & 1;
}

static int
fdof(Chan *c)
{
	return (int)((c->qid.path - 1) / 2);
}

/* the entry called name, or -1 */
static int
dupindex(const char *name)
{
	char *end, canon[16];
	u64int fd = strtou(name, &end, 10);
	bool ctl = strcmp(end, "ctl") == 0;

	if(fd >= Nfdmax)
		return -1;
	snprint(canon, sizeof canon, "%d%s", (int)fd, ctl ? "ctl" : "");
	return strcmp(name, canon) == 0 ? 2 * (int)fd + ctl : -1;
}

static int
dupgen(Chan *c, const char *name, const Dirtab *tab, int ntab, int i, Dir *d)
{
	static const u32int perm[] = {0400, 0200, 0600, 0};
	Fgrp *f = up->fgrp;
	bool ctl;
	Chan *fc;

	USED(tab);
	USED(ntab);
	if(i == Devdotdot) {
		devdir(c, c->qid, "#d", 0, eve, DMdir | 0555, d);
		return 1;
	}
	if(name != nil)
		i = i == 0 ? dupindex(name) : -1;
	if(i < 0 || i / 2 >= (f != nil ? f->nfd : 0))
		return -1;
	fc = fgrpchan(f, i / 2, nil);
	if(fc == nil)
		return name != nil ? -1 : 0;
	ctl = i & 1;
	snprint(up->genbuf, sizeof up->genbuf, "%d%s", i / 2, ctl ? "ctl" : "");
	devdir(c, (Qid){.path = (u64int)i + 1}, up->genbuf, 0, eve, ctl ? 0400 : perm[fc->mode & 3],
	       d);
	cclose(fc);
	return 1;
}

static Walkqid *
dupwalk(Chan *c, Chan *nc, char **name, int n)
{
	return devwalk(c, nc, name, n, nil, 0, dupgen);
}

static int
dupstat(Chan *c, u8int *buf, int n)
{
	return devstat(c, buf, n, nil, 0, dupgen);
}

static Chan *
dupopen(Chan *c, int omode)
{
	int mode = openmode(omode);
	Chan *fc;

	if(omode & Orclose)
		error(Eperm);
	if(c->qid.type & QTdir) {
		if(omode != Oread)
			error(Eisdir);
	} else if(!isctl(c)) {
		fc = fdtochan(fdof(c), mode, true, true);
		return fc;
	} else if(mode != Oread)
		error(Eperm);
	c->mode = (u16int)mode;
	c->flag |= Copen;
	c->offset = 0;
	return c;
}

static int
dupread(Chan *c, Buf b, int n, s64int off)
{
	Chan *fc;
	char *line;
	int size;

	if(c->qid.type & QTdir)
		return devdirread(c, b, n, nil, 0, dupgen);
	fc = fdtochan(fdof(c), -1, true, true);
	onerror(cclose, fc);
	size = 128 + (int)strlen(chanpath(fc));
	line = smalloc((usize)size);
	onerror(kfree, line);
	fdprint(line, size, fdof(c), fc);
	n = readstr(off, b, n, line);
	undo();
	undo();
	return n;
}

const Dev dupdev = {
	.dc = 'd',
	.name = "dup",
	.flags = Dnomnt,
	.walk = dupwalk,
	.stat = dupstat,
	.open = dupopen,
	.read = dupread,
};
