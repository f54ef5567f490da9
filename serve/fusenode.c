/*
 * The nodes of a mount: places that the host has looked up, by number and by directory and name.  A name that
 * leads to another file than before gets another node, and what the host still does with the old one is about
 * the old file.  The same file seen at two places is two nodes, with the same qid.  Their places are fuseplace.c's.
 */
#include "fuse.h"
#include "lib.h"
#include "mem.h"

static Node **
idchain(Fmount *m, u64int id)
{
	return &m->byid[id % Nnodehash];
}

static Node **
namechain(Fmount *m, u64int dir, const char *name)
{
	u32int h = (u32int)dir * 0x9e3779b1;

	for(; *name != '\0'; name++)
		h = (h ^ (u8int)*name) * 0x01000193;
	return &m->byname[(h ^ h >> 15) % Nnodehash];
}

/* ---- m->lk is held ---- */

static Node *
find(Fmount *m, u64int dir, const char *name)
{
	Node *n = *namechain(m, dir, name);

	while(n != nil && (n->parent != dir || strcmp(n->name, name) != 0))
		n = n->namenext;
	return n;
}

static void
unname(Fmount *m, Node *n)
{
	Node **l;

	if(!n->named)
		return;
	for(l = namechain(m, n->parent, n->name); *l != n; l = &(*l)->namenext)
		;
	*l = n->namenext;
	n->named = false;
}

static void
putname(Fmount *m, Node *n)
{
	Node **l = namechain(m, n->parent, n->name);

	n->namenext = *l;
	*l = n;
	n->named = true;
}

static void
putid(Fmount *m, Node *n)
{
	Node **l = idchain(m, n->id);

	n->idnext = *l;
	*l = n;
}

/* nobody knows n any more: it leaves the tables, and is to be freed */
static bool
unused(Fmount *m, Node *n)
{
	Node **l;

	if(n->ref > 0 || n->nlookup > 0 || n->id == Hfuseroot)
		return false;
	unname(m, n);
	placegone(m, n);
	for(l = idchain(m, n->id); *l != n; l = &(*l)->idnext)
		;
	*l = n->idnext;
	return true;
}

Node *
nodebyid(Fmount *m, u64int id)
{
	Node *n = *idchain(m, id);

	while(n != nil && n->id != id)
		n = n->idnext;
	return n;
}

/* ---- without it ---- */

static void
freenode(Node *n)
{
	exclose(n->place);
	kfree(n->name);
	kfree(n);
}

void
nodeinit(Fmount *m)
{
	Node *n = smalloc(sizeof *n);

	n->id = m->lastid = Hfuseroot;
	n->place = exroot(m->ex);
	putid(m, n);
}

void
nodeend(Fmount *m)
{
	Node *n, *next;

	for(int i = 0; i < Nnodehash; i++)
		for(n = m->byid[i]; n != nil; n = next) {
			next = n->idnext;
			while(n->files != nil) {
				File *f = n->files;
				n->files = f->next;
				freepieces(f);
				exclose(f->io);
				kfree(f);
			}
			freenode(n);
		}
}

Node *
getnode(Fmount *m, u64int id)
{
	Node *n;

	lock(&m->lk);
	n = nodebyid(m, id);
	if(n != nil)
		n->ref++;
	unlock(&m->lk);
	if(n == nil)
		bad("file has been removed");
	return n;
}

void
putnode(Fmount *m, Node *n)
{
	bool last;

	lock(&m->lk);
	n->ref--;
	last = unused(m, n);
	unlock(&m->lk);
	if(last)
		freenode(n);
}

Chan *
nodeat(Fmount *m, u64int id)
{
	Node *n = getnode(m, id);
	Chan *c;

	if(n == nil)
		return nil;
	c = nodeplace(m, n);
	putnode(m, n);
	return c;
}

/* with m->lk: n, if it is the same file, was found again at *c, which is exchanged for what it had */
static Node *
again(Fmount *m, u64int dir, const char *name, Chan **c, u64int path)
{
	Node *n = find(m, dir, name);

	if(n == nil || n->path != path)
		return nil;
	n->nlookup++;
	*c = placeset(m, n, *c);
	return n;
}

u64int
nodefound(Fmount *m, u64int dir, const char *name, Chan *c, u64int path)
{
	Node *n, *new = nil, *old;
	u64int id;

	lock(&m->lk);
	n = again(m, dir, name, &c, path);
	if(n == nil) {
		unlock(&m->lk);
		new = smalloc(sizeof *new);
		new->name = kstrdup(name);
		lock(&m->lk);
		n = again(m, dir, name, &c, path);
	}
	if(n == nil) {
		n = new;
		new = nil;
		old = find(m, dir, name);
		if(old != nil)
			unname(m, old);
		n->id = ++m->lastid;
		n->parent = dir;
		n->path = path;
		n->nlookup = 1;
		putid(m, n);
		putname(m, n);
		c = placeset(m, n, c);
	}
	id = n->id;
	unlock(&m->lk);
	exclose(c);
	if(new != nil)
		freenode(new);
	return id;
}

static void
forget(Fmount *m, u64int id, u64int count)
{
	bool last = false;
	Node *n;

	lock(&m->lk);
	n = nodebyid(m, id);
	if(n != nil) {
		n->nlookup -= count < n->nlookup ? count : n->nlookup;
		last = unused(m, n);
	}
	unlock(&m->lk);
	if(last)
		freenode(n);
}

void
nodeforget(Fmount *m, const Hostforget *f, usize n)
{
	for(usize i = 0; i < n; i++)
		forget(m, f[i].node, f[i].n);
}

void
nodegone(Fmount *m, u64int dir, const char *name)
{
	Node *n;

	lock(&m->lk);
	n = find(m, dir, name);
	if(n != nil)
		unname(m, n);
	unlock(&m->lk);
}

void
nodemoved(Fmount *m, u64int dir, const char *name, const char *toname, Chan *c)
{
	char *s = kstrdup(toname);
	Node *n, *there;

	lock(&m->lk);
	there = find(m, dir, toname);
	n = find(m, dir, name);
	if(there != nil && there != n)
		unname(m, there);
	if(n != nil) {
		char *was = n->name;
		unname(m, n);
		n->name = s;
		s = was;
		putname(m, n);
	}
	if(n != nil && c != nil)
		c = placeset(m, n, c);
	unlock(&m->lk);
	exclose(c);
	kfree(s);
}

/* ---- open files ---- */

File *
newfile(Fmount *m, Node *n, Chan *io)
{
	File *f = smalloc(sizeof *f);

	qlockinit(&f->lk, Rnone);
	f->io = io;
	f->node = n;
	lock(&m->lk);
	n->ref++;
	f->next = n->files;
	n->files = f;
	unlock(&m->lk);
	return f;
}

void
closefile(Fmount *m, File *f)
{
	File **l;

	lock(&m->lk);
	for(l = &f->node->files; *l != f; l = &(*l)->next)
		;
	*l = f->next;
	unlock(&m->lk);
	putnode(m, f->node);
	freepieces(f);
	exclose(f->io);
	kfree(f);
}

Chan *
nodeio(Fmount *m, Node *n)
{
	Chan *c = nil;

	lock(&m->lk);
	if(n->files != nil) {
		c = n->files->io;
		incref(&c->ref);
	}
	unlock(&m->lk);
	return c;
}
