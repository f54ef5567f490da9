/*
 * Environment groups: the variables that processes share, in order of making.  Names never
 * change; values and the list are guarded by the group's lock.  The files over
 * them are dev/devenv.c.
 */
#include "lib.h"
#include "grp.h"
#include "mem.h"
#include "proc.h"

Egrp confegrp = {.ref = {1}};

Egrp *
newegrp(void)
{
	Egrp *e;

	e = smalloc(sizeof *e);
	e->ref.n = 1;
	rwlockinit(&e->lock, Rdev);
	return e;
}

static void
freevalue(Evalue *v)
{
	kfree(v->name);
	kfree(v->value);
	kfree(v);
}

void
closeegrp(Egrp *e)
{
	Evalue *v;

	if(e == nil || decref(&e->ref) > 0)
		return;
	while((v = e->list) != nil) {
		e->list = v->next;
		freevalue(v);
	}
	kfree(e);
}

Evalue *
envfind(Egrp *e, const char *name)
{
	Evalue *v;

	for(v = e->list; v != nil; v = v->next)
		if(strcmp(v->name, name) == 0)
			break;
	return v;
}

Evalue *
envqid(Egrp *e, u64int path)
{
	Evalue *v;

	for(v = e->list; v != nil; v = v->next)
		if(v->qid.path == path)
			break;
	return v;
}

Evalue *
envnew(Egrp *e, const char *name)
{
	Evalue *v, **l;

	v = smalloc(sizeof *v);
	v->name = kstrdup(name);
	v->qid.path = ++e->path;
	for(l = &e->list; *l != nil; l = &(*l)->next)
		;
	*l = v;
	return v;
}

void
envdelete(Egrp *e, Evalue *v)
{
	Evalue **l;

	for(l = &e->list; *l != v; l = &(*l)->next)
		;
	*l = v->next;
	e->total -= v->len;
	freevalue(v);
}

void
envresize(Egrp *e, Evalue *v, int len)
{
	u8int *p = v->value;

	if(len > Envvalmax)
		error(Etoobig);
	if(e->total - v->len + len > Envtotalmax)
		error(Enomem);
	if(len == 0) {
		v->value = nil;
		kfree(p);
	} else if(p == nil || kmsize(p) < (usize)len) {
		p = krealloc(p, (usize)len);
		if(p == nil)
			error(Enomem);
		v->value = p;
	}
	if(len > v->len)
		memset(v->value + v->len, 0, (usize)(len - v->len));
	e->total += len - v->len;
	v->len = len;
}

void
envcpy(Egrp *to, Egrp *from)
{
	Evalue *v, *n, **l = &to->list;

	rlock(&from->lock);
	onerror(runlock, &from->lock);
	for(v = from->list; v != nil; v = v->next) {
		n = smalloc(sizeof *n);
		n->name = kstrdup(v->name);
		n->qid = v->qid;
		if(v->len > 0) {
			n->value = smalloc((usize)v->len);
			memmove(n->value, v->value, (usize)v->len);
			n->len = v->len;
		}
		*l = n;
		l = &n->next;
	}
	to->total = from->total;
	to->path = from->path;
	undo();
}

static void
setenv(Egrp *e, const char *name, const char *value)
{
	usize n = strlen(value);
	Evalue *v;

	wlock(&e->lock);
	onerror(wunlock, &e->lock);
	v = envfind(e, name);
	if(v == nil)
		v = envnew(e, name);
	envresize(e, v, n <= Envvalmax ? (int)n : Envvalmax + 1);
	memmove(v->value, value, n);
	v->qid.vers++;
	undo();
}

void
ksetenv(const char *name, const char *value)
{
	setenv(up->egrp, name, value);
}

void
ksetconf(const char *name, const char *value)
{
	setenv(&confegrp, name, value);
}

char *
kgetenv(const char *name)
{
	Egrp *e = up->egrp;
	char *s = nil;
	Evalue *v;

	rlock(&e->lock);
	onerror(runlock, &e->lock);
	v = envfind(e, name);
	if(v != nil) {
		s = smalloc((usize)v->len + 1);
		memmove(s, v->value, (usize)v->len);
	}
	undo();
	return s;
}
