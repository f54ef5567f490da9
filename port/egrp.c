/*
 * Environment groups: the variables that processes share, in order of making.  Names never
 * change; values and the list are guarded by the group's lock.  The files over
 * them are dev/devenv.c.
 */
#include "lib.h"
#include "grp.h"
#include "keepold.h"
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
	void *p = v->name;

	v->name = nil;
	kfree(p);
	p = v->value;
	v->value = nil;
	kfree(p);
	kfree(v);
}
DEFREDO(freevalue, Evalue)

static void
freeegrp(Egrp *e)
{
	Evalue *v;

	while((v = e->list) != nil) {
		e->list = v->next;
		freevalue(v);
	}
	kfree(e);
}
DEFREDO(freeegrp, Egrp)

void
closeegrp(Egrp *e)
{
	if(e == nil)
		return;
	takeundo(e);
	if(decref(&e->ref) > 0)
		return;
	onerror(freeegrp, e);
	undo();
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
	u32int k;

	v = smalloc(sizeof *v);
	onerror(freevalue, v);
	v->name = kstrdup(name);
	v->qid.path = ++e->path;
	for(l = &e->list; *l != nil; l = &(*l)->next)
		;
	k = keepbegin();
	keepold(*l);
	keepold(up->err.n);
	*l = v;
	poperror();
	keepend(k);
	return v;
}

void
envdelete(Egrp *e, Evalue *v)
{
	Evalue **l;
	u32int k;

	for(l = &e->list; *l != v; l = &(*l)->next)
		;
	k = keepbegin();
	keepold(*l);
	keepold(e->total);
	keepold(up->err.n);
	*l = v->next;
	e->total -= v->len;
	onerror(freevalue, v);
	keepend(k);
	undo();
}

void
envresize(Egrp *e, Evalue *v, int len)
{
	u8int *old = v->value, *new = old;
	u32int k;

	if(len > Envvalmax)
		error(Etoobig);
	if(e->total - v->len + len > Envtotalmax)
		error(Enomem);
	if(len == 0)
		new = nil;
	else if(old == nil || kmsize(old) < (usize)len) {
		new = kmalloc((usize)len);
		if(new == nil)
			error(Enomem);
		memcpy(new, old, (usize)v->len);
	}
	onerror(kfree, new != old ? new : nil);
	if(len > v->len)
		memset(new + v->len, 0, (usize)(len - v->len));
	k = keepbegin();
	keepold(v->value);
	keepold(v->len);
	keepold(e->total);
	v->value = new;
	e->total += len - v->len;
	v->len = len;
	reundo(new != old ? old : nil);
	keepend(k);
	undo();
}

void
envcpy(Egrp *to, Egrp *from)
{
	Evalue *v, *n, **l = &to->list;

	rlock(&from->lock);
	onerror(runlock, &from->lock);
	for(v = from->list; v != nil; v = v->next) {
		n = *l = smalloc(sizeof *n);
		n->name = kstrdup(v->name);
		n->qid = v->qid;
		if(v->len > 0) {
			n->value = smalloc((usize)v->len);
			memmove(n->value, v->value, (usize)v->len);
			n->len = v->len;
		}
		l = &n->next;
	}
	to->total = from->total;
	to->path = from->path;
	undo();
}

static void
setenv(Egrp *e, const char *name, const char *value, usize n)
{
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
	setenv(up->egrp, name, value, strlen(value));
}

void
ksetenvn(const char *name, const char *value, usize n)
{
	setenv(up->egrp, name, value, n);
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
