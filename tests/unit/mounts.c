/*
 * bind, mount and unmount; what walking makes of them.
 */
#include "ns.h"

enum
{
	Deep = 200, /* mounts, each in what the one before mounted */
};

static void
trees(void)
{
	nsup();
	up->bellerr = true;
	treefile("/a/f", "a");
	treefile("/a/fa", "a");
	treedir("/a/d");
	treefile("/a/d/x", "a");
	treefile("/b/f", "b");
	treefile("/b/fb", "b");
	treedir("/b/d");
	treefile("/b/d/y", "b");
	bindtree("/a", "/n", Mrepl | Mcreate);
	bindtree("/b", "/root", Mrepl | Mcreate);
}

UNIT(order)
{
	trees();
	bind("/n", "/mnt", Mrepl);
	checkstr(contents("/mnt/f"), "a");
	bind("/root", "/mnt", Mbefore);
	checkstr(contents("/mnt/f"), "b");
	checkstr(contents("/mnt/fa"), "a");
	bind("/root", "/mnt", Mrepl);
	checkstr(contents("/mnt/f"), "b");
	checkerror(contents("/mnt/fa"), "'/mnt/fa' file does not exist");
	bind("/n", "/mnt", Mafter);
	checkstr(contents("/mnt/f"), "b");
	checkstr(contents("/mnt/fa"), "a");
	/* only the first element is looked for in the others */
	checkerror(contents("/mnt/d/x"), "'/mnt/d/x' does not exist");
	checkstr(contents("/mnt/d/y"), "b");
	nsdown();
}

/* mounting before or after something makes a union with what was there */
UNIT(withitself)
{
	trees();
	bind("/root", "/n/d", Mafter);
	checkstr(contents("/n/d/x"), "a");
	checkstr(contents("/n/d/fb"), "b");
	bind("/root/d", "/n/d", Mbefore);
	checkstr(contents("/n/d/y"), "b");
	checkstr(contents("/n/d/x"), "a");
	unmount("/root/d", "/n/d");
	checkerror(contents("/n/d/y"), "'/n/d/y' file does not exist");
	unmount(nil, "/n/d");
	checkerror(contents("/n/d/fb"), "'/n/d/fb' does not exist");
	checkstr(contents("/n/d/x"), "a");
	nsdown();
}

UNIT(misfits)
{
	trees();
	checkerror(bind("/n/f", "/root", Mrepl), "inconsistent mount");
	checkerror(bind("/root", "/n/f", Mrepl), "inconsistent mount");
	checkerror(bind("/root/f", "/n/f", Mbefore), "inconsistent mount");
	bind("/root/f", "/n/f", Mrepl);
	checkstr(contents("/n/f"), "b");
	checkerror(unmount("/root/fb", "/n/f"), "not in union");
	checkerror(unmount(nil, "/n/d"), "not mounted");
	unmount("/root/f", "/n/f");
	checkstr(contents("/n/f"), "a");
	nsdown();
}

/* a file is one mount point, whichever way it is reached */
UNIT(identity)
{
	trees();
	bind("/n", "/mnt", Mrepl);
	bind("/root/f", "/mnt/f", Mrepl);
	checkstr(contents("/n/f"), "b");
	checkstr(contents("/mnt/f"), "b");
	/* a device named by # is seen bare */
	checkerror(contents("#//n/f"), "'#//n/f' does not exist");
	nsdown();
}

UNIT(wherecreated)
{
	trees();
	checkerror(put("/mnt/new", "x"), "'/mnt/new' permission denied");
	bind("/n", "/mnt", Mbefore);
	bind("/root", "/mnt", Mafter);
	checkerror(put("/mnt/new", "x"), "'/mnt/new' mounted directory forbids creation");
	put("/mnt/fb", "changed");
	checkstr(treetext("/b/fb"), "changed");
	bind("/root", "/mnt", Mafter | Mcreate);
	put("/mnt/new", "x");
	checkstr(treetext("/b/new"), "x");
	checkstr(contents("/mnt/new"), "x");
	Chan *c = namec("/mnt/dir", Acreate, Oread, DMdir | 0777);
	checkstr(chanpath(c), "/mnt/dir");
	cclose(c);
	put("/mnt/dir/f", "y");
	checkstr(treetext("/b/dir/f"), "y");
	nsdown();
}

UNIT(bindcreate)
{
	trees();
	/* a single mount that may be created in, yes; without, or several, no */
	bind("/n", "/mnt", Mrepl | Mcreate);
	bind("/n", "/net", Mrepl);
	checkerror(bind("/net", "/bin", Mrepl | Mcreate), "inconsistent mount");
	bind("/root", "/net", Mafter);
	checkerror(bind("/net", "/bin", Mafter | Mcreate), "inconsistent mount");
	nsdown();
}

UNIT(unionsource)
{
	trees();
	bind("/n", "/mnt", Mrepl);
	bind("/root", "/mnt", Mafter);
	bind("/mnt", "/bin", Mrepl);
	checkstr(contents("/bin/fa"), "a");
	checkstr(contents("/bin/fb"), "b");
	unmount(nil, "/mnt");
	checkstr(contents("/bin/fa"), "a");
	checkstr(contents("/bin/fb"), "b");
	/* onto itself */
	bind("/bin", "/bin", Mafter);
	checkstr(contents("/bin/fb"), "b");
	unmount("/root", "/bin");
	checkstr(contents("/bin/fb"), "b");
	unmount("/root", "/bin");
	checkerror(contents("/bin/fb"), "'/bin/fb' file does not exist");
	nsdown();
}

UNIT(dotdot)
{
	trees();
	bind("/root", "/n/d", Mrepl);
	checkstr(contents("/n/d/../fa"), "a");
	checkstr(pathof("/n/d/d/../.."), "/n");
	checkstr(contents("/n/d/d/../../fa"), "a");
	chdir("/n/d/d");
	checkstr(contents("../fb"), "b");
	checkstr(contents("../../fa"), "a");
	/* after chdir to a mount point one is still below the mount */
	chdir("/n/d");
	checkstr(contents("fb"), "b");
	checkstr(contents("../fa"), "a");
	bind("/n", "/n/d", Mrepl);
	checkstr(contents("fa"), "a");
	/* .. in the root of what is mounted stays */
	chdir("#/");
	checkstr(pathof(".."), "#/");
	nsdown();
}

UNIT(root)
{
	trees();
	bind("/", "/", Mrepl);
	bind("/n", "/", Mafter | Mcreate);
	checkstr(contents("/fa"), "a");
	checkstr(contents("/n/fa"), "a");
	put("/made", "here");
	checkstr(treetext("/a/made"), "here");
	checkstr(contents("/../fa"), "a");
	checkstr(pathof("/d/.."), "/");
	checkstr(contents("/d/../fa"), "a");
	nsdown();
}

/* a union bound to itself doubles, but not for ever */
UNIT(doubled)
{
	int n = 1;

	trees();
	bind("/n", "/mnt", Mrepl);
	for(; n < 4096; n *= 2)
		bind("/mnt", "/mnt", Mafter);
	checkerror(bind("/mnt", "/mnt", Mafter), "kernel allocate failed");
	checkstr(contents("/mnt/fa"), "a");
	nsdown();
}

/* two groups have the same mounts, and then each its own */
UNIT(copies)
{
	trees();
	bind("/n", "/mnt", Mrepl);
	bind("/root", "/mnt", Mafter);
	Pgrp *old = up->pgrp, *new = newpgrp();
	pgrpcpy(new, old);
	up->pgrp = new;
	checkstr(contents("/mnt/fb"), "b");
	unmount("/root", "/mnt");
	checkerror(contents("/mnt/fb"), "'/mnt/fb' file does not exist");
	up->pgrp = old;
	checkstr(contents("/mnt/fb"), "b");
	closepgrp(new);
	checkstr(contents("/mnt/fb"), "b");
	nsdown();
}

static u64int
idof(const char *name)
{
	Chan *c = namec(name, Amount, 0, 0);
	Mhead *m;

	for(m = *mountchain(up->pgrp, c->qid); m != nil; m = m->hash)
		if(eqchan(m->from, c, false))
			break;
	cclose(c);
	return m->mount->mountid;
}

UNIT(numbers)
{
	trees();
	bind("/n", "/mnt", Mrepl);
	bind("/n", "/bin", Mrepl);
	u64int mnt = idof("/mnt"), bin = idof("/bin");
	check(mnt < bin);
	Pgrp *old = up->pgrp;
	up->pgrp = newpgrp();
	pgrpcpy(up->pgrp, old);
	checkint(idof("/mnt"), mnt);
	bind("/n", "/net", Mrepl);
	check(idof("/net") > bin);
	closepgrp(old);
	nsdown();
}

UNIT(masks)
{
	nsup();
	check(devallowed(up->pgrp, devof('e')) && mountallowed(up->pgrp));
	devmaskset(up->pgrp, "e", false);
	check(!devallowed(up->pgrp, devof('e')) && devallowed(up->pgrp, devof('c')));
	checkerror(namec("#e", Aopen, 0, 0), "mount/attach disallowed");
	Pgrp *p = newpgrp();
	pgrpcpy(p, up->pgrp);
	devmaskset(p, "c|M", true);
	check(!devallowed(p, devof('e')) && devallowed(p, devof('c')) &&
	      !devallowed(p, devof('d')));
	check(mountallowed(p) && devallowed(up->pgrp, devof('d')));
	devmaskset(p, "", true);
	check(!mountallowed(p) && !devallowed(p, devof('c')));
	closepgrp(p);
	up->pgrp->noattach = true;
	check(!mountallowed(up->pgrp) && devallowed(up->pgrp, devof('c')) &&
	      devallowed(up->pgrp, devof('d')));
	check(!devallowed(up->pgrp, devof('s')) && !devallowed(up->pgrp, devof('M')));
	nsdown();
}

/* a chain of mounts as long as a program likes is taken down on a small stack
 */
UNIT(deep)
{
	char name[8 * 1024], *p = name;

	trees();
	p = strecpy(p, name + sizeof name, "/n");
	for(int i = 0; i < Deep; i++) {
		bind("/n", "/n/d", Mrepl);
		p = strecpy(p, name + sizeof name, "/d");
		chdir(name);
		unmount(nil, "/n/d");
		bind(".", "/n/d", Mrepl);
	}
	checkstr(contents("/n/d/x"), "a");
	chdir("/");
	nsdown();
}
