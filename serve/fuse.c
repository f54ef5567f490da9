/*
 * Mounts of the name space on the host, and those who serve them: kernel processes that each ask the host what
 * is wanted and do it, so that a request holds up only itself.  There is always one more than is busy, up
 * to a limit.  When the host says that a mount is no more, they go, and the last one takes the mount with it.
 *
 * A mount is made and ended by a kernel process too, since only threads of the first process may; who
 * wants it waits.
 */
#include "fuse.h"
#include "serve.h"
#include "fmt.h"
#include "lib.h"
#include "mem.h"

enum
{
	Maxworker = 1000,
	Maxidle = 8,   /* that wait, of one mount; more were needed for a burst */
	Stopms = 2000, /* that the end waits for workers */
	Pausems = 2,
};

/* [l] lk */
static struct
{
	Lock lk;
	Fmount *first; /* [l] */
	bool off;      /* [I] set at boot */
} mounts = {.lk = {.rank = Rfgrp}};

static void worker(void *v);

void
fuseoff(void)
{
	mounts.off = true;
}

bool
fuseallowed(void)
{
	return !mounts.off;
}

/* ---- the table ---- */

/* it stays in the table until all that it had is free, so that the end can wait for that */
static void
freefmount(Fmount *m)
{
	Fmount **l;

	nodeend(m);
	exportfree(m->ex);
	lock(&mounts.lk);
	for(l = &mounts.first; *l != m; l = &(*l)->next)
		;
	*l = m->next;
	unlock(&mounts.lk);
	kfree(m);
}

static void
putfmount(Fmount *m)
{
	bool last;

	lock(&mounts.lk);
	last = --m->ref == 0;
	unlock(&mounts.lk);
	if(last)
		freefmount(m);
}
DEFUNDO(putfmount, Fmount)

/* the newest at dir that is mounted; a reference */
static Fmount *
mountat(const char *dir)
{
	Fmount *m;

	lock(&mounts.lk);
	for(m = mounts.first; m != nil; m = m->next)
		if(atomic_load(&m->state) == Mmounted && strcmp(m->dir, dir) == 0) {
			m->ref++;
			break;
		}
	unlock(&mounts.lk);
	return m;
}

bool
fuseidle(void)
{
	bool is = true;

	lock(&mounts.lk);
	for(Fmount *m = mounts.first; m != nil; m = m->next)
		if(atomic_load(&m->state) <= Mending)
			is = false;
	unlock(&mounts.lk);
	return is;
}

int
fuselist(char *buf, int n)
{
	char line[2 * Maxdir + Maxoptions];
	int need = 0;

	lock(&mounts.lk);
	for(Fmount *m = mounts.first; m != nil; m = m->next) {
		if(atomic_load(&m->state) != Mmounted)
			continue;
		int len = snprint(line, sizeof line, "%q %q %q\n", m->dir, m->user, m->opt.given);
		if(need + len <= n)
			memmove(buf + need, line, (usize)len);
		need += len;
	}
	unlock(&mounts.lk);
	return need;
}

/* ---- those who serve ---- */

static bool
mayhire(Fmount *m)
{
	bool may;

	lock(&m->lk);
	may = m->nworker < Maxworker;
	m->nworker += may;
	unlock(&m->lk);
	return may;
}

static void
hire(Fmount *m)
{
	if(!mayhire(m))
		return;
	if(waserror()) { /* ok: those that there are must do */
		lock(&m->lk);
		m->nworker--;
		unlock(&m->lk);
		return;
	}
	kproc("fuse", worker, m);
	poperror();
}

static void
interrupt(Fmount *m, u64int id)
{
	lock(&m->lk);
	for(Serving *s = m->serving; s != nil; s = s->next)
		if(s->id == id)
			exinterrupt(s->p);
	unlock(&m->lk);
}

static void
interruptall(Fmount *m)
{
	lock(&m->lk);
	for(Serving *s = m->serving; s != nil; s = s->next)
		exinterrupt(s->p);
	unlock(&m->lk);
}

/* do it so that an interrupt finds who does it */
static void
serveone(Fmount *m, Hostask *a, Serving *s)
{
	Serving **l;

	s->id = a->id;
	lock(&m->lk);
	s->next = m->serving;
	m->serving = s;
	unlock(&m->lk);
	fuseserve(m, a);
	lock(&m->lk);
	for(l = &m->serving; *l != s; l = &(*l)->next)
		;
	*l = s->next;
	exinterrupted();
	unlock(&m->lk);
}

/* up may go: false: it is the last */
static bool
leave(Fmount *m)
{
	bool may;

	lock(&m->lk);
	may = m->nworker > 1;
	m->nworker -= may;
	unlock(&m->lk);
	return may;
}

static void
serveall(Fmount *m, Hostask *a)
{
	Serving s = {.p = up};
	bool there;

	for(;;) {
		atomic_fetch_add(&m->nidle, 1);
		there = hostfusenext(m->host, a);
		int idle = atomic_fetch_sub(&m->nidle, 1) - 1;
		if(!there)
			return;
		if(a->op == Hfinterrupt) {
			interrupt(m, a->id);
			continue;
		}
		if(a->op == Hfnone)
			continue;
		if(idle == 0)
			hire(m);
		serveone(m, a, &s);
		if(atomic_load(&m->nidle) > Maxidle)
			return;
	}
}

/* the last one has gone: nobody uses the mount any more */
static void
over(Fmount *m)
{
	qlock(&m->ctl); /* somebody may be about to unmount it by its number */
	atomic_store(&m->state, Mended);
	hostfuseend(m->host);
	qunlock(&m->ctl);
	hostloopwake(); /* perhaps that was what the end waited for */
	putfmount(m);
}

static void
worker(void *v)
{
	Fmount *m = v;
	Hostask a = {.buf = smalloc(Hfusebuf)};

	exportenter(m->ex);
	serveall(m, &a);
	exportleave();
	kfree(a.buf);
	if(leave(m))
		return;
	over(m);
}

/* ---- mounting ---- */

/* up's answer to the one that waits */
static void
tell(Fmount *m)
{
	atomic_store(&m->done, true);
	wakeup(&m->r);
}

static bool
isdone(void *v)
{
	Fmount *m = v;

	return atomic_load(&m->done);
}

static void
mountproc(void *v)
{
	char path[Maxdir], options[64];
	Fmount *m = v;
	int r;

	snprint(options, sizeof options, "%s%s",
		m->opt.other ? ",allow_other,default_permissions" : "",
		m->opt.readonly ? ",ro" : "");
	r = hostfullpath(m->dir, path, sizeof path);
	if(r < 0)
		strecpy(m->why, m->why + Errmax, hosterrstr(r));
	else {
		lock(&mounts.lk);
		strecpy(m->dir, m->dir + Maxdir, path);
		unlock(&mounts.lk);
		m->host = r = hostfusemount(path, options + (options[0] == ','), m->opt.delay,
					    m->why, Errmax);
	}
	atomic_store(&m->state, r < 0 ? Mfailed : Mmounted);
	tell(m);
	if(r < 0)
		putfmount(m);
	else
		worker(m);
}

static Fmount *
newfmount(const char *dir, const char *options)
{
	Fmount *m = smalloc(sizeof *m);

	onerror(kfree, m);
	lockinit(&m->lk, Rfgrp);
	qlockinit(&m->ctl, Rnone);
	lockinit(&m->r.lk, Rrendez);
	fuseoptions(&m->opt, options);
	if(dir[0] == '\0' || strlen(dir) >= sizeof m->dir)
		error(dir[0] == '\0' ? Ebadarg : Etoolong);
	strecpy(m->dir, m->dir + Maxdir, dir);
	strecpy(m->user, m->user + sizeof m->user, up->user);
	m->ex = newexport();
	nodeinit(m);
	m->nworker = 1;
	m->ref = 1;
	lock(&mounts.lk);
	m->next = mounts.first;
	mounts.first = m;
	unlock(&mounts.lk);
	poperror();
	return m;
}

static void
waitdone(Fmount *m)
{
	while(!isdone(m))
		sleep(&m->r, isdone, m);
}

static void
getfmount(Fmount *m)
{
	lock(&mounts.lk);
	m->ref++;
	unlock(&mounts.lk);
}

void
fusemount(const char *dir, const char *options)
{
	Fmount *m = newfmount(dir, options);

	onerror(putfmount, m);
	eqlock(&m->ctl);
	onerror(qunlock, &m->ctl);
	getfmount(m); /* the worker's */
	onerror(putfmount, m);
	kproc("fuse", mountproc, m);
	poperror();
	waitdone(m);
	if(atomic_load(&m->state) == Mfailed)
		errorf("%.60s: %s", m->dir, m->why);
	undo();
	undo();
}

/* ---- unmounting ---- */

static void
unmountproc(void *v)
{
	Fmount *m = v;

	m->why[0] = '\0';
	if(hostfuseunmount(m->host, m->why, Errmax) >= 0)
		atomic_store(&m->state, Mended);
	tell(m);
	putfmount(m);
}

void
fuseunmount(const char *dir)
{
	Fmount *m = mountat(dir);

	if(m == nil)
		error("not mounted");
	onerror(putfmount, m);
	eqlock(&m->ctl);
	onerror(qunlock, &m->ctl);
	if(atomic_load(&m->state) != Mmounted)
		error("not mounted");
	atomic_store(&m->done, false);
	getfmount(m);
	onerror(putfmount, m);
	kproc("fuse", unmountproc, m);
	poperror();
	waitdone(m);
	if(m->why[0] != '\0')
		error(m->why);
	undo();
	undo();
}

/* one that is mounted; a reference */
static Fmount *
anymount(void)
{
	Fmount *m;

	lock(&mounts.lk);
	for(m = mounts.first; m != nil && atomic_load(&m->state) != Mmounted; m = m->next)
		;
	if(m != nil)
		m->ref++;
	unlock(&mounts.lk);
	return m;
}

/* is there a mount, which somebody has if had is true */
static bool
anyleft(bool had)
{
	bool is = false;

	lock(&mounts.lk);
	for(Fmount *m = mounts.first; m != nil; m = m->next)
		if(m->ref > 0 || !had)
			is = true;
	unlock(&mounts.lk);
	return is;
}

void
fusestop(void)
{
	char why[Errmax];
	Fmount *m;

	while((m = anymount()) != nil) {
		qlock(&m->ctl);
		if(atomic_load(&m->state) == Mmounted) {
			atomic_store(&m->state, Mending);
			/* if it fails, the host does it when we have gone */
			hostfuseunmount(m->host, why, sizeof why);
			atomic_store(&m->state, Mended);
		}
		qunlock(&m->ctl);
		interruptall(m);
		putfmount(m);
	}
}

void
fusewait(void)
{
	/* for who looks for leaks; but somebody of the host may still have a file open there: then not for ever */
	for(int ms = 0; anyleft(false) && (ms < Stopms || !anyleft(true)); ms += Pausems)
		tsleep(&up->sleepr, never, nil, Pausems);
}
