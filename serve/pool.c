/*
 * Those who serve: kernel processes that all wait for the same set of sockets.  There is always one more
 * than is busy, up to a limit: who takes work up looks whether somebody is left to wait, and starts
 * another if not.  They stay for good, since what a burst needed once it may need again.
 *
 * When there can be no more, and all others are busy, the last one does not take work up but parks it,
 * and waits: so there is always one who reads, and a flush or the end of a client can set others free.
 * Who goes to wait and is not the only one serves what is parked.
 */
#include "p9.h"
#include "serve.h"
#include "host.h"
#include "lib.h"
#include "log.h"
#include "mem.h"

enum
{
	Maxworker = 1000,
	Second = 1000000000,
	Looks = 4, /* in the time that servepatience gives */
	/* ids of the set that are no connections': those begin at 1 << 16 */
	Idkick = 0,
	Idlisten = 1, /* and on: the listeners */
	Idconn = 1 << 16,
};

/* [l] lk  [I] set once, before anybody works */
static struct
{
	Lock lk;
	int set;    /* [I] */
	int kickfd; /* [I] always readable: being asked for it is all it takes */
	Export *ex; /* [I] */
	Req *first; /* [l] requests that nobody serves yet */
	Req **last; /* [l] */
	Req *_Atomic
		parked; /* [l] to change; requests that nobody could be spared for, the oldest first */
	int nworker;    /* [l] */
	_Atomic int nidle;   /* workers that wait */
	_Atomic bool ended;  /* they are to leave the name space, and do nothing more */
	_Atomic s64int look; /* hostmono() when to look after clients that do not read; 0: none */
} pool;

s64int servepatience = 60 * (s64int)Second;

static void worker(void *arg);

/* c->lk is held */
void
poolwatch(Conn *c, int events)
{
	if(c->armed == events)
		return;
	if(c->watched)
		hostpollarm(pool.set, c->fd, c->id, events);
	else
		hostpolladd(pool.set, c->fd, c->id, events);
	c->watched = true;
	c->armed = events;
}

void
poolforget(Conn *c)
{
	hostpolldrop(pool.set, c->fd);
}

static void
kick(void)
{
	hostpollarm(pool.set, pool.kickfd, Idkick, Hpollin);
}

/* one more; false: there can be none */
static bool
hire(void)
{
	lock(&pool.lk);
	bool may = pool.nworker < Maxworker && !pool.ended;
	if(may)
		pool.nworker++;
	unlock(&pool.lk);
	if(!may)
		return false;
	if(waserror()) { /* ok: those that there are must do */
		lock(&pool.lk);
		pool.nworker--;
		unlock(&pool.lk);
		return false;
	}
	kproc("9p", worker, nil);
	poperror();
	return true;
}

/* Somebody else waits, or will.  false: there are others, but they are all busy */
static bool
poolneed(void)
{
	return atomic_load(&pool.nidle) > 0 || hire() || pool.nworker == 1;
}

static void
park(Req *r)
{
	Req *l;

	r->next = nil;
	lock(&pool.lk);
	if(pool.parked == nil)
		pool.parked = r;
	else {
		for(l = pool.parked; l->next != nil; l = l->next)
			;
		l->next = r;
	}
	unlock(&pool.lk);
}

static Req *
unpark(void)
{
	Req *r;

	lock(&pool.lk);
	r = pool.parked;
	if(r != nil) {
		pool.parked = r->next;
		r->next = nil;
	}
	unlock(&pool.lk);
	return r;
}

void
poolfree(void)
{
	exportfree(pool.ex);
	pool.ex = nil;
}

void
poolrun(Req *r)
{
	r->next = nil;
	lock(&pool.lk);
	if(pool.first == nil)
		pool.first = r;
	else
		*pool.last = r;
	pool.last = &r->next;
	unlock(&pool.lk);
	kick();
}

static Req *
takereq(void)
{
	bool more;
	Req *r;

	lock(&pool.lk);
	r = pool.first;
	if(r != nil)
		pool.first = r->next;
	more = pool.first != nil;
	unlock(&pool.lk);
	if(more)
		kick();
	if(r != nil)
		r->next = nil;
	return r;
}

Chan *
poolroot(void)
{
	return exroot(pool.ex);
}

Req *
poolserve(Req *r)
{
	if(!poolneed()) {
		park(r);
		return nil;
	}
	if(connstart(r))
		reqserve(r);
	return connfinish(r);
}

static void
serveall(Req *r)
{
	while(r != nil)
		r = poolserve(r);
}

static void
happened(u64int id, int events)
{
	Conn *c;

	if(id == Idkick)
		serveall(takereq());
	else if(id < Idconn)
		listencall((int)(id - Idlisten));
	else if((c = connof(id)) != nil) {
		connevent(c, events);
		connput(c);
	}
}

void
poollook(void)
{
	s64int none = 0;

	atomic_compare_exchange_strong(&pool.look, &none, hostmono() + servepatience / Looks);
}

/* Clients that do not read what they asked for: when it is time one of us looks after them.  Result: nanoseconds
 * until then, as hostpollnext has it */
static s64int
lookround(void)
{
	s64int due = atomic_load(&pool.look), left;

	if(due == 0)
		return -1;
	left = due - hostmono();
	if(left > 0)
		return left + Nsms;
	if(atomic_compare_exchange_strong(&pool.look, &due, 0)) {
		poolneed();
		if(connshed(servepatience) > 0)
			poollook();
	}
	return 0;
}

static void
worker(void *arg)
{
	int events;
	s64int ns;
	u64int id;

	USED(arg);
	memkept(up->text);
	exportenter(pool.ex);
	while(!atomic_load(&pool.ended)) {
		ns = lookround();
		/* first the count, then the look: who parks does it the other way round, and goes to wait */
		if(atomic_fetch_add(&pool.nidle, 1) > 0 && atomic_load(&pool.parked) != nil) {
			atomic_fetch_sub(&pool.nidle, 1);
			serveall(unpark());
			continue;
		}
		events = hostpollnext(pool.set, &id, ns);
		atomic_fetch_sub(&pool.nidle, 1);
		if(events == 0)
			continue;
		poolneed();
		happened(id, events);
	}
	exportleave();
	lock(&pool.lk);
	pool.nworker--;
	unlock(&pool.lk);
	kick(); /* the next one that waits */
}

void
poolstart(Export *e)
{
	int set = hostpollset(), always = hostalways();

	if(set < 0 || always < 0)
		error(Enofd);
	lockinit(&pool.lk, Rfgrp);
	pool.set = set;
	pool.kickfd = always;
	pool.ex = e;
	pool.last = &pool.first;
	hostpolladd(set, always, Idkick, 0);
	hire();
}

bool
poolstop(void)
{
	bool gone;
	Req *r;

	atomic_store(&pool.ended, true);
	kick();
	lock(&pool.lk);
	gone = pool.nworker == 0;
	unlock(&pool.lk);
	while(gone && ((r = takereq()) != nil || (r = unpark()) != nil))
		connfinish(r); /* of connections that have gone */
	return gone;
}

/* the next call at listener i is to be told; again: it was told before.  Result: below 0: it cannot be */
int
poollisten(int fd, int i, bool again)
{
	if(again)
		return hostpollarm(pool.set, fd, (u64int)(Idlisten + i), Hpollin);
	return hostpolladd(pool.set, fd, (u64int)(Idlisten + i), Hpollin);
}
