/*
 * #/: the root that a name space starts from.  It is a read-only directory of empty
 * directories, for others to be mounted upon.  In mnt and n there are some more of these, for what people
 * usually mount.
 */
#include "u.h"
#include "dev.h"
#include "err.h"
#include "lib.h"
#include "proc.h"

enum
{
	/* qid paths */
	Qroot = 0,
	Qdir = 1,    /* and on: rootdirs[0]... */
	Qsub = 0x80, /* and on: subdirs[0]... */
};

static const char *const rootdirs[] = {
	"boot",    "bin",  "dev",  "env", "fd",   "mnt", "n",   "net",
	"net.alt", "proc", "prog", "rc",  "root", "srv", "shr",
};

static const struct
{
	const char *dir, *name;
} subdirs[] = {
	{"mnt", "exportfs"}, {"mnt", "registry"}, {"mnt", "term"},
	{"n", "host"},       {"n", "other"},      {"n", "remote"},
};

static Qid
dirqid(u64int path)
{
	return (Qid){.path = path, .type = QTdir};
}

static int
gendir(Chan *c, int i, Dir *d)
{
	if(i >= nelem(rootdirs))
		return -1;
	devdir(c, dirqid(Qdir + (u64int)i), rootdirs[i], 0, eve, 0555, d);
	return 1;
}

/* entry i of rootdirs[dir] */
static int
gensub(Chan *c, u64int dir, int i, Dir *d)
{
	if(i >= nelem(subdirs))
		return -1;
	if(strcmp(subdirs[i].dir, rootdirs[dir]) != 0)
		return 0;
	devdir(c, dirqid(Qsub + (u64int)i), subdirs[i].name, 0, eve, 0555, d);
	return 1;
}

static bool
issub(u64int path)
{
	return path >= Qsub && path < Qsub + nelem(subdirs);
}

static int
gendotdot(Chan *c, Dir *d)
{
	u64int path = Qroot;
	const char *name = "#/";

	if(issub(c->qid.path)) {
		name = subdirs[c->qid.path - Qsub].dir;
		for(path = Qdir; strcmp(rootdirs[path - Qdir], name) != 0; path++)
			;
	}
	devdir(c, dirqid(path), name, 0, eve, 0555, d);
	return 1;
}

static int
rootgen(Chan *c, const char *name, const Dirtab *tab, int ntab, int i, Dir *d)
{
	u64int path = c->qid.path;

	USED(name);
	USED(tab);
	USED(ntab);
	if(i == Devdotdot)
		return gendotdot(c, d);
	if(path == Qroot)
		return gendir(c, i, d);
	return issub(path) ? -1 : gensub(c, path - Qdir, i, d);
}

static Walkqid *
rootwalk(Chan *c, Chan *nc, char **name, int n)
{
	return devwalk(c, nc, name, n, nil, 0, rootgen);
}

static int
rootstat(Chan *c, u8int *buf, int n)
{
	return devstat(c, buf, n, nil, 0, rootgen);
}

static Chan *
rootopen(Chan *c, int omode)
{
	return devopen(c, omode, nil, 0, rootgen);
}

static int
rootread(Chan *c, Buf b, int n, s64int off)
{
	USED(off);
	return devdirread(c, b, n, nil, 0, rootgen);
}

extern const Dev rootdev;
const Dev rootdev = {
	.dc = '/',
	.name = "root",
	.walk = rootwalk,
	.stat = rootstat,
	.open = rootopen,
	.read = rootread,
};
