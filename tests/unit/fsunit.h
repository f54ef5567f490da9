/*
 * What the tests of the host's files share: a root below the test's directory, and ways to get at
 * what is in it.
 */
#pragma once
#include "unit.h"
#include "dev.h"
#include "dir.h"
#include "fs.h"
#include "mem.h"
#include "proc.h"

enum
{
	Maxelem = 16,
	Many = 3000,
	Statsize = 1024,
};

static Chan *root;

static inline void
start(void)
{
	kernelup();
	fsdev.init();
	root = fsattachdir(fakeroot(), false);
	while(!fswatching())
		; /* as if it had run for long */
}

static inline void
finish(void)
{
	cclose(root);
	fsdev.shutdown();
	checkleaks();
}

/* the file at path below dir; raises */
static inline Chan *
walkfrom(Chan *dir, const char *path)
{
	char *elem[Maxelem], *s = kstrdup(path);
	Walkqid *w;
	Chan *c;
	int n;

	onerror(kfree, s);
	n = getfields(s, elem, Maxelem, true, "/");
	w = dwalk(dir, nil, elem, n);
	c = w->clone;
	freewalkqid(w);
	undo();
	if(c == nil)
		error(up->errstr);
	return c;
}

static inline Chan *
at(const char *path)
{
	return walkfrom(root, path);
}

static inline Chan *
openfrom(Chan *dir, const char *path, int mode)
{
	Chan *c = walkfrom(dir, path);

	onerror(cclose, c);
	c = dopen(c, mode);
	poperror();
	return c;
}

static inline Chan *
openat(const char *path, int mode)
{
	return openfrom(root, path, mode);
}

static inline Chan *
createat(const char *dir, char *name, int mode, u32int perm)
{
	Chan *c = at(dir);

	onerror(cclose, c);
	dcreatep(&c, name, mode, perm);
	poperror();
	return c;
}

static inline void
removeat(const char *path)
{
	Chan *c = at(path);

	onerror(cclose, c);
	dremove(c);
	undo();
}

static inline void
writetext(Chan *c, const char *s, s64int off)
{
	checkint(dwrite(c, kbuf((void *)(uintptr)s), (int)strlen(s), off), strlen(s));
}

static inline void
statof(Chan *c, Dir *d, char *strs)
{
	u8int buf[Statsize];
	int n = dstat(c, buf, sizeof buf);

	check(n > Statfixlen);
	checkint(convM2D(buf, n, d, strs), n);
}

static inline void
statat(const char *path, Dir *d, char *strs)
{
	Chan *c = at(path);

	onerror(cclose, c);
	statof(c, d, strs);
	undo();
}

static inline void
change(const char *path, Dir *d)
{
	u8int buf[Statsize];
	Chan *c = at(path);
	int n = convD2M(d, buf, sizeof buf);

	onerror(cclose, c);
	checkint(dwstat(c, buf, n), n);
	undo();
}
