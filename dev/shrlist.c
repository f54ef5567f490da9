/*
 * The shares of #σ and their connections: how they are made and found, what a connection serves, and
 * how they go.  Each change happens altogether or not at all, also when its process is killed in the
 * middle: see keepold.h.
 */
#include "keepold.h"
#include "lib.h"
#include "mem.h"
#include "proc.h"
#include "shr.h"

Shrlist shr;

Qid
shrqid(int what, u64int id)
{
	return (Qid){.path = id << Qshift | (u64int)what, .type = what == Qconn ? QTfile : QTdir};
}

static void
freenames(Entry *e)
{
	letgo(kfree, e->name);
	letgo(kfree, e->owner);
}

static void
freeshr(Shr *s)
{
	letgo(putmhead, s->mh);
	freenames(&s->e);
	kfree(s);
}
DEFREDO(freeshr, Shr)

void
putshr(Shr *s)
{
	if(decref(&s->e.ref) > 0)
		return;
	onerror(freeshr, s);
	undo();
}

static void
freeconn(Conn *k)
{
	letgo(putshr, k->shr);
	freenames(&k->e);
	kfree(k);
}
DEFREDO(freeconn, Conn)

void
putconn(Conn *k)
{
	if(decref(&k->e.ref) > 0)
		return;
	onerror(freeconn, k);
	undo();
}

Shr *
shrnamed(const char *name)
{
	Shr *s;

	for(s = shr.list; s != nil; s = s->next)
		if(strcmp(s->e.name, name) == 0)
			break;
	return s;
}

Conn *
connnamed(Shr *s, const char *name)
{
	Conn *k;

	for(k = s->conn; k != nil; k = k->next)
		if(strcmp(k->e.name, name) == 0)
			break;
	return k;
}

/* with a reference of the list that it will be in, and one of the Chan that makes it */
static void
newentry(Entry *e, const char *name, u32int perm)
{
	e->ref.n = 2;
	e->id = ++shr.id;
	e->name = kstrdup(name);
	e->owner = kstrdup(up->user);
	e->perm = perm & 0777;
}

/* c is the new e from now on; the caller keeps what was old of the list */
static void
become(Chan *c, int what, Entry *e)
{
	keepmany(&c->qid, sizeof c->qid);
	keepold(c->aux);
	c->qid = shrqid(what, e->id);
	c->aux = e;
}

void
createshr(Chan *c, const char *name, u32int perm)
{
	u32int keep;
	Shr *s;

	wlock(&shr.lock);
	onerror(wunlock, &shr.lock);
	if(shrnamed(name) != nil)
		error(Eexist);
	s = smalloc(sizeof *s);
	onerror(freeshr, s);
	newentry(&s->e, name, perm);
	s->mh = newmhead(shr.place);
	s->next = shr.list;
	keep = keepbegin();
	keepold(shr.list);
	keepold(up->err.n);
	shr.list = s;
	poperror();
	become(c, Qcshr, &s->e);
	keepend(keep);
	undo();
}

static void
mustfit(Shr *s, const char *name)
{
	if(shrnamed(s->e.name) != s)
		error(Eshutdown);
	if(strcmp(s->e.owner, eve) == 0 && !iseve())
		error(Eperm);
	devpermcheck(s->e.owner, s->e.perm, Ordwr);
	if(connnamed(s, name) != nil)
		error(Eexist);
}

void
createconn(Chan *c, const char *name, u32int perm)
{
	Shr *s = c->aux;
	u32int keep;
	Conn *k;

	wlock(&shr.lock);
	onerror(wunlock, &shr.lock);
	mustfit(s, name);
	k = smalloc(sizeof *k);
	onerror(freeconn, k);
	newentry(&k->e, name, perm);
	k->mflag = s->conn == nil ? Mcreate : 0;
	k->next = s->conn;
	keep = keepbegin();
	keepold(s->conn);
	keepold(k->shr);
	keepold(up->err.n);
	s->conn = k;
	k->shr = s; /* with the reference of c */
	poperror();
	become(c, Qconn, &k->e);
	keepend(keep);
	undo();
}

/* What a change leaves over.  It is freed when the locks are free: servers may be slow. */
typedef struct Gone
{
	Mount *mount;
	Conn *conn;
	Shr *shr;
} Gone;

static void
dropgone(Gone *g)
{
	mountfree(&g->mount);
	letgo(putconn, g->conn);
	letgo(putshr, g->shr);
}
DEFREDO(dropgone, Gone)

/* What k serves goes out of the union, to g.  The caller has all locks, and ends what is kept */
static void
takemount(Conn *k, Gone *g)
{
	Mount **l, *m = k->mount;

	keepold(g->mount);
	g->mount = nil;
	for(l = &k->shr->mh->mount; *l != nil && *l != m; l = &(*l)->next)
		;
	if(*l == nil)
		return;
	keepold(*l);
	keepold(m->next);
	keepold(k->mount);
	*l = m->next;
	m->next = nil;
	k->mount = nil;
	g->mount = m;
}

void
setmount(Conn *k, Mount *m)
{
	Mhead *mh = k->shr->mh;
	Gone g = {.mount = m};
	u32int keep;

	onerror(dropgone, &g);
	wlock(&mh->lock);
	onerror(wunlock, &mh->lock);
	wlock(&shr.lock);
	onerror(wunlock, &shr.lock);
	if(connnamed(k->shr, k->e.name) != k)
		error(Eshutdown);
	keep = keepbegin();
	takemount(k, &g);
	keepold(m->next);
	keepold(mh->mount);
	keepold(k->mount);
	m->head = mh;
	m->next = mh->mount;
	mh->mount = m;
	k->mount = m;
	keepend(keep);
	undo();
	undo();
	undo();
}

static void
mustown(Shr *s)
{
	if(iseve())
		return;
	if(strcmp(s->e.owner, eve) == 0)
		error(Eperm);
	devpermcheck(s->e.owner, s->e.perm, Ordwr);
}

void
removeshr(Shr *s)
{
	Gone g = {0};
	u32int keep;
	Shr **l;

	onerror(dropgone, &g);
	wlock(&shr.lock);
	onerror(wunlock, &shr.lock);
	mustown(s);
	if(s->conn != nil)
		error("directory not empty");
	for(l = &shr.list; *l != nil && *l != s; l = &(*l)->next)
		;
	if(*l == nil)
		error(Enonexist);
	keep = keepbegin();
	keepold(*l);
	keepold(g.shr);
	*l = s->next;
	g.shr = s;
	keepend(keep);
	undo();
	undo();
}

void
removeconn(Conn *k)
{
	Mhead *mh = k->shr->mh;
	Gone g = {0};
	u32int keep;
	Conn **l;

	onerror(dropgone, &g);
	wlock(&mh->lock);
	onerror(wunlock, &mh->lock);
	wlock(&shr.lock);
	onerror(wunlock, &shr.lock);
	mustown(k->shr);
	for(l = &k->shr->conn; *l != nil && *l != k; l = &(*l)->next)
		;
	if(*l == nil)
		error(Enonexist);
	keep = keepbegin();
	takemount(k, &g);
	keepold(*l);
	keepold(g.conn);
	*l = k->next;
	g.conn = k;
	keepend(keep);
	undo();
	undo();
	undo();
}
