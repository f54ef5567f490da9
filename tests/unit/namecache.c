/*
 * Names that are not walked again: each change that they must notice, made by another program of
 * the host, by a process, or in the name space.
 */
#include "fsunit.h"
#include "err.h"
#include "fake.h"
#include "grp.h"
#include "mount.h"

static void
begin(void)
{
	fakefile("/a/b/c/f", "first");
	fakefile("/other/f", "other");
	start();
	up->pgrp = newpgrp();
	up->dot = root;
}

static void
end(void)
{
	namecacheflush(up);
	up->dot = nil;
	closepgrp(up->pgrp);
	up->pgrp = nil;
	finish();
}

static bool
kept(void)
{
	for(int i = 0; i < Nnamecache; i++)
		if(up->names[i] != nil)
			return true;
	return false;
}

/* as a system call would: the same number until the next */
static s64int
lengthof(const char *name)
{
	char strs[Statsize];
	Chan *c;
	Dir d;

	up->nsyscall++;
	c = namec(name, Aaccess, 0, 0);
	onerror(cclose, c);
	statof(c, &d, strs);
	undo();
	return d.length;
}

static void
checktext(const char *name, const char *text)
{
	char buf[64];
	Chan *c;
	int n;

	up->nsyscall++;
	c = namec(name, Aopen, Oread, 0);
	onerror(cclose, c);
	n = dread(c, kbuf(buf), sizeof buf - 1, 0);
	buf[n] = '\0';
	undo();
	checkstr(buf, text);
}

/* until it is known by heart */
static void
learn(const char *name)
{
	for(int i = 0; i < 20; i++)
		lengthof(name);
	check(kept());
}

static void
bindon(const char *new, const char *old)
{
	Chan *from, *to;

	from = namec(new, Abind, 0, 0);
	onerror(cclose, from);
	to = namec(old, Amount, 0, 0);
	onerror(cclose, to);
	cmount(from, to, Mrepl, nil);
	undo();
	undo();
}

UNIT(host)
{
	begin();
	learn("a/b/c/f");
	checkint(lengthof("a/b/c/f"), 5);
	fakefile("/a/b/c/f", "longer text");
	checkint(lengthof("a/b/c/f"), 11);
	checktext("a/b/c/f", "longer text");
	learn("a/b/c/f");
	fakerename("/a/b/c/f", "/a/b/c/g");
	checkerror(lengthof("a/b/c/f"), "'a/b/c/f' does not exist");
	checkint(lengthof("a/b/c/g"), 11);
	learn("a/b/c/g");
	fakerename("/a/b", "/a/x");
	checkerror(lengthof("a/b/c/g"), "'a/b' does not exist");
	fakefile("/a/b/c/g", "new");
	checkint(lengthof("a/b/c/g"), 3);
	checktext("a/b/c/g", "new");
	end();
}

UNIT(inside)
{
	Chan *c;

	begin();
	learn("a/b/c/f");
	c = namec("a/b/c/f", Aremove, 0, 0);
	dremove(c);
	cclose(c);
	checkerror(lengthof("a/b/c/f"), "'a/b/c/f' does not exist");
	c = namec("a/b/c/f", Acreate, Owrite, 0600);
	cclose(c);
	checkint(lengthof("a/b/c/f"), 0);
	end();
}

UNIT(mounts)
{
	Chan *to;

	begin();
	learn("a/b/c/f");
	bindon("other", "a/b/c");
	checktext("a/b/c/f", "other");
	learn("a/b/c/f");
	checktext("a/b/c/f", "other");
	to = namec("a/b/c", Amount, 0, 0);
	cunmount(to, nil);
	cclose(to);
	checktext("a/b/c/f", "first");
	end();
}

/* a descriptor's Chan is its own, whatever happened to the name; errors say what they said */
UNIT(errors)
{
	Chan *c, *d;

	begin();
	learn("a/b/c/f");
	c = namec("a/b/c/f", Aopen, Oread, 0);
	d = namec("a/b/c/f", Aopen, Oread, 0);
	check(c != d);
	checkstr(chanpath(c), chanpath(d));
	cclose(c);
	cclose(d);
	checkerror(namec("a/b/c/f/", Aopen, Oread, 0), "'a/b/c/f/' not a directory");
	checkerror(namec("a/b/c/f/g", Aaccess, 0, 0), "'a/b/c/f' not a directory");
	learn("a/b");
	checkerror(namec("a/b", Aopen, Owrite, 0), "'a/b' file is a directory");
	check(up->err.n == 0);
	end();
}
