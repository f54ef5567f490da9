/*
 * A name space for tests: #/ as the root, and trees of a device that keeps its
 * files in statics, so that whatever is allocated is the kernel's.
 */
#pragma once
#include "chan.h"
#include "dev.h"
#include "dir.h"
#include "err.h"
#include "lock.h"
#include "mem.h"
#include "mount.h"
#include "proc.h"
#include "unit.h"

#define TEST static __attribute__((unused))

enum
{
	Nnode = 100,
	Nodename = 48,
	Nodedata = 32,
};

/* A file; a directory in the top directory is a tree of its own.  qid.path is
 * its index. */
typedef struct Node
{
	char name[Nodename], data[Nodedata];
	int len;
	bool dir;
	int parent;
	const char *user; /* nil: eve */
} Node;
TEST Node nodes[Nnode] = {{.name = "/", .dir = true}};
TEST int nnode = 1;
TEST const char *treefail; /* the next open of the device raises this */
TEST const char *walkfail; /* the next walk to another file */

TEST int
findnode(int dir, const char *name)
{
	for(int i = 1; i < nnode; i++)
		if(nodes[i].parent == dir && strcmp(nodes[i].name, name) == 0)
			return i;
	return -1;
}

TEST int
makenode(int dir, const char *name, bool isdir)
{
	int i = findnode(dir, name);

	if(i >= 0)
		return i;
	if(nnode == Nnode)
		unitfail(__FILE__, __LINE__, "too many nodes");
	Node *n = &nodes[nnode];
	n->dir = isdir;
	n->parent = dir;
	strecpy(n->name, n->name + Nodename, name);
	return nnode++;
}

/* the node at path, all directories on the way made */
TEST int
nodeat(const char *path, bool isdir)
{
	char buf[200], *elem[20];
	int at = 0;

	strecpy(buf, buf + sizeof buf, path);
	int n = getfields(buf, elem, nelem(elem), true, "/");
	for(int i = 0; i < n; i++)
		at = makenode(at, elem[i], i < n - 1 || isdir);
	return at;
}

TEST void
treedir(const char *path)
{
	nodeat(path, true);
}

TEST void
settext(Node *n, const char *text)
{
	n->len = (int)(strecpy(n->data, n->data + Nodedata, text) - n->data);
}

TEST void
treefile(const char *path, const char *text)
{
	settext(&nodes[nodeat(path, false)], text);
}

TEST const char *
treetext(const char *path)
{
	return nodes[nodeat(path, false)].data;
}

TEST Qid
nodeqid(int i)
{
	return (Qid){.path = (u64int)i, .type = nodes[i].dir ? QTdir : 0};
}

TEST int
nodedir(Chan *c, int i, Dir *d)
{
	devdir(c, nodeqid(i), nodes[i].name, nodes[i].len,
	       nodes[i].user != nil ? nodes[i].user : eve, nodes[i].dir ? 0777 : 0666, d);
	return 1;
}

TEST int
treegen(Chan *c, const char *name, const Dirtab *tab, int ntab, int i, Dir *d)
{
	int at = (int)c->qid.path;

	USED(name);
	USED(tab);
	USED(ntab);
	if(i == Devdotdot)
		return nodedir(c, nodes[at].parent == 0 ? at : nodes[at].parent, d);
	if(!nodes[at].dir)
		return i == 0 ? nodedir(c, at, d) : -1;
	for(int k = 1; k < nnode; k++)
		if(nodes[k].parent == at && i-- == 0)
			return nodedir(c, k, d);
	return -1;
}

TEST Walkqid *
treewalk(Chan *c, Chan *nc, char **name, int n)
{
	const char *err = n > 0 ? walkfail : nil;

	if(err != nil) {
		walkfail = nil;
		error(err);
	}
	return devwalk(c, nc, name, n, nil, 0, treegen);
}

TEST int
treestat(Chan *c, u8int *buf, int n)
{
	Dir d;

	nodedir(c, (int)c->qid.path, &d);
	return convD2M(&d, buf, n);
}

TEST Chan *
treeopen(Chan *c, int omode)
{
	const char *err = treefail;

	treefail = nil;
	if(err != nil)
		error(err);
	if(omode & Otrunc)
		settext(&nodes[c->qid.path], "");
	return devopen(c, omode, nil, 0, treegen);
}

TEST Chan *
treecreate(Chan *c, char *name, int omode, u32int perm)
{
	const char *err = treefail;
	int at = (int)c->qid.path;

	treefail = nil;
	if(findnode(at, name) >= 0)
		error(Eexist);
	at = makenode(at, name, (perm & DMdir) != 0);
	if(err != nil)
		error(err);
	c->qid = nodeqid(at);
	c->mode = (u16int)openmode(omode);
	c->flag |= Copen;
	return c;
}

TEST int
treeread(Chan *c, Buf b, int n, s64int off)
{
	Node *f = &nodes[c->qid.path];

	if(f->dir)
		return devdirread(c, b, n, nil, 0, treegen);
	return readmem(off, b, n, f->data, (usize)f->len);
}

TEST int
treewrite(Chan *c, Buf b, int n, s64int off)
{
	char buf[Nodedata] = "";

	USED(off);
	bufget(buf, b, (usize)n);
	settext(&nodes[c->qid.path], buf);
	return n;
}

TEST const Dev treedev = {
	.dc = 'T',
	.name = "tree",
	.walk = treewalk,
	.stat = treestat,
	.open = treeopen,
	.create = treecreate,
	.read = treeread,
	.write = treewrite,
};

/* ---- the name space ---- */

TEST void
newns(void)
{
	up->pgrp = newpgrp();
	up->slash = dattach(devof('/'), "");
	pathclose(up->slash->path);
	up->slash->path = newpath("/");
	up->dot = cclone(up->slash);
}

TEST void
nsup(void)
{
	kernelup();
	newns();
}

TEST void
nsdown(void)
{
	closepgrp(up->pgrp);
	up->pgrp = nil;
	cclosep(&up->dot);
	cclosep(&up->slash);
	checkint(up->err.n, 0);
	checkleaks();
}

/* the tree path on old */
TEST void
bindtree(const char *path, const char *old, int flag)
{
	Chan *from = devattach(&treedev, "");
	onerror(cclose, from);
	from->qid = nodeqid(nodeat(path, true));
	Chan *to = namec(old, Amount, 0, 0);
	onerror(cclose, to);
	cmount(from, to, flag, nil);
	undo();
	undo();
}

TEST void
bind(const char *new, const char *old, int flag)
{
	Chan *from = namec(new, Abind, 0, 0);
	onerror(cclose, from);
	Chan *to = namec(old, Amount, 0, 0);
	onerror(cclose, to);
	cmount(from, to, flag, nil);
	undo();
	undo();
}

TEST void
unmount(const char *new, const char *old)
{
	Chan *what = nil;

	Chan *from = namec(old, Amount, 0, 0);
	onerror(cclose, from);
	onerror(cclosep, &what);
	if(new != nil)
		what = namec(new, Aopen, Oread, 0);
	cunmount(from, what);
	undo();
	undo();
}

TEST void
chdir(const char *name)
{
	Chan *c = namec(name, Atodir, 0, 0);

	exchange(&up->dot, &c);
	cclose(c);
}

/* what is in the file; borrowed until the next */
TEST const char *
contents(const char *name)
{
	static char buf[Nodedata];
	Chan *c = namec(name, Aopen, Oread, 0);

	onerror(cclose, c);
	int n = dread(c, kbuf(buf), sizeof buf - 1, 0);
	buf[n] = '\0';
	undo();
	return buf;
}

TEST void
put(const char *name, const char *text)
{
	Chan *c = namec(name, Acreate, Owrite, 0666);

	onerror(cclose, c);
	checkint(dwrite(c, kbuf((void *)(uintptr)text), (int)strlen(text), 0), strlen(text));
	undo();
}

/* the path that a Chan opened as name has */
TEST const char *
pathof(const char *name)
{
	static char buf[512];
	Chan *c = namec(name, Aopen, Oread, 0);

	strecpy(buf, buf + sizeof buf, chanpath(c));
	cclose(c);
	return buf;
}
