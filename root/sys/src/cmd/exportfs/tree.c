/*
 * The files that fids are at, by name.  A fid's file is opened by its name from the root: the names of
 * its Node and of those above.  Fids at the same name share the Node, so that one's change of
 * the name is seen by the others, and by those below.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>
#include "exportfs.h"

struct Node
{
	long ref;
	char *name;
	Node *parent; /* holds a reference; nil: a root */
	Node *child;  /* those that are in use */
	Node *next;
	void (*end)(Node *);
};

static QLock lk; /* of all nodes */

Node *
newroot(char *path, void (*end)(Node *))
{
	Node *n;

	n = emalloc9p(sizeof *n);
	n->ref = 1;
	n->name = estrdup9p(path);
	n->end = end;
	return n;
}

Node *
nodeget(Node *n)
{
	qlock(&lk);
	n->ref++;
	qunlock(&lk);
	return n;
}

Node *
nodechild(Node *p, char *name)
{
	Node *n;

	qlock(&lk);
	for(n = p->child; n != nil && strcmp(n->name, name) != 0; n = n->next) {
	}
	if(n == nil) {
		n = emalloc9p(sizeof *n);
		n->name = estrdup9p(name);
		n->parent = p;
		p->ref++;
		n->next = p->child;
		p->child = n;
	}
	n->ref++;
	qunlock(&lk);
	return n;
}

/* a root is its own */
Node *
nodeparent(Node *n)
{
	qlock(&lk);
	if(n->parent != nil)
		n = n->parent;
	n->ref++;
	qunlock(&lk);
	return n;
}

static void
unlink(Node *n)
{
	Node **l;

	for(l = &n->parent->child; *l != n; l = &(*l)->next) {
	}
	*l = n->next;
}

void
nodeput(Node *n)
{
	Node *p;

	for(; n != nil; n = p) {
		qlock(&lk);
		if(--n->ref > 0) {
			qunlock(&lk);
			return;
		}
		p = n->parent;
		if(p != nil)
			unlink(n);
		qunlock(&lk);
		if(n->end != nil)
			n->end(n);
		free(n->name);
		free(n);
	}
}

void
noderename(Node *n, char *name)
{
	char *old;

	name = estrdup9p(name);
	qlock(&lk);
	old = n->name;
	n->name = name;
	qunlock(&lk);
	free(old);
}

/* the names from that of n up to, without, the one of end */
static char *
names(Node *n, Node *end, char *elem)
{
	Node *p;
	char *path, *e;
	long len, m;

	len = elem != nil ? strlen(elem) + 1 : 0;
	for(p = n; p != end; p = p->parent)
		len += strlen(p->name) + 1;
	path = emalloc9p(len + 1);
	e = path + len;
	if(elem != nil) {
		e -= strlen(elem);
		memmove(e, elem, strlen(elem));
		*--e = '/';
	}
	for(p = n; p != end; p = p->parent) {
		m = strlen(p->name);
		e -= m;
		memmove(e, p->name, m);
		if(p->parent != nil)
			*--e = '/';
	}
	memmove(path, e, path + len + 1 - e);
	return path;
}

char *
nodepath(Node *n, char *elem)
{
	char *s;

	qlock(&lk);
	s = names(n, nil, elem);
	qunlock(&lk);
	return s;
}

char *
nodename(Node *n, char *elem)
{
	Node *end;
	char *s;

	qlock(&lk);
	for(end = n; end->parent != nil; end = end->parent) {
	}
	s = names(n, end, elem);
	qunlock(&lk);
	return s;
}
