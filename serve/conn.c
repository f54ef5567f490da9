/*
 * Connections: the messages that come, the requests under way by their tags, flushes, and the
 * replies that go.  What a request asks for is req.c's business, who serves it and when a
 * socket has something pool.c's.
 *
 * Tflush and Tversion are dealt with by the one who reads them, all that came before being known by
 * then.  A flushed request that runs is interrupted; if it was done all the same its reply goes out
 * before the Rflush, as it must, for it may have had an effect.
 */
#include "p9.h"
#include "host.h"
#include "lib.h"
#include "mem.h"

enum
{
	Flushlen = Msghdr + 2,
};

static void
reqfree(Req *r)
{
	if(r->rep != r->small)
		kfree(r->rep);
	kfree(r);
}

static void
freelist(Req *r)
{
	Req *next;

	for(; r != nil; r = next) {
		next = r->next;
		reqfree(r);
	}
}

void
connput(Conn *c)
{
	bool last;

	lock(&c->lk);
	last = --c->ref == 0;
	unlock(&c->lk);
	if(!last)
		return;
	clunkall(c);
	hostclose(c->fd);
	freelist(c->out);
	freelist(c->version);
	kfree(c->part);
	kfree(c);
}

bool
newconn(int fd)
{
	Conn *c = kmalloc(sizeof *c);

	if(c == nil) {
		hostclose(fd);
		return false;
	}
	lockinit(&c->lk, Rchan);
	c->ref = 2; /* the table's and ours */
	c->fd = fd;
	c->msize = Firstmsize;
	c->armed = -1;
	c->outlast = &c->out;
	if(!listconn(c)) {
		hostclose(fd);
		kfree(c);
		return false;
	}
	lock(&c->lk);
	poolwatch(c, Hpollin);
	unlock(&c->lk);
	connput(c);
	return true;
}

/* ---- tags: c->lk is held ---- */

static Req **
tagslot(Conn *c, u16int tag)
{
	Req **l = &c->tag[tag % Ntaghash];

	while(*l != nil && (*l)->tag != tag)
		l = &(*l)->hashnext;
	return l;
}

static usize
memof(Req *r)
{
	return sizeof *r + (usize)r->size;
}

static void
listreq(Conn *c, Req *r)
{
	*tagslot(c, r->tag) = r;
	r->hashnext = nil;
	r->listed = true;
	c->nreq++;
	c->reqmem += memof(r);
}

static void
unlistreq(Conn *c, Req *r)
{
	Req **l;

	if(!r->listed)
		return;
	l = tagslot(c, r->tag);
	*l = r->hashnext;
	r->listed = false;
	c->nreq--;
	c->reqmem -= memof(r);
}

static void
append(Req **l, Req *r)
{
	while(*l != nil)
		l = &(*l)->next;
	r->next = nil;
	*l = r;
}

static Req *
pop(Req **l)
{
	Req *r = *l;

	if(r != nil) {
		*l = r->next;
		r->next = nil;
	}
	return r;
}

static void
removefrom(Req **l, Req *r)
{
	while(*l != nil && *l != r)
		l = &(*l)->next;
	if(*l == r)
		*l = r->next;
}

/* may another message be read */
static bool
canread(Conn *c)
{
	return !c->dead && c->version == nil && c->nreq < Maxreq && c->reqmem < Maxreqmem &&
	       c->outmem < Maxoutmem;
}

/* watch for what is wanted, now that nobody reads or writes who did */
static void
rearm(Conn *c)
{
	int events = 0;

	if(c->dead)
		return;
	if(!c->reading && !c->stalled)
		events |= Hpollin;
	if(c->wantout)
		events |= Hpollout;
	if(!c->reading || c->wantout)
		poolwatch(c, events);
}

/* all that runs is to end, and what does not yet never will */
static void
stopall(Conn *c)
{
	Req *r;

	while((r = pop(&c->waiting)) != nil) {
		unlistreq(c, r);
		reqfree(r);
	}
	for(int i = 0; i < Ntaghash; i++)
		for(r = c->tag[i]; r != nil; r = r->hashnext)
			if(r->state == Rrunning) {
				r->flushed = true;
				if(r->proc != nil)
					exinterrupt(r->proc);
			}
}

void
connhangup(Conn *c)
{
	lock(&c->lk);
	if(c->dead) {
		unlock(&c->lk);
		return;
	}
	c->dead = true;
	stopall(c);
	unlock(&c->lk);
	hostshutdown(c->fd);
	poolforget(c);
	unlockall(c);
	unlistconn(c);
	clunkall(c);
	connput(c);
}

/* ---- replies ---- */

/* what was written, or below 0: an error.  c->writing is ours */
static int
writeone(Conn *c, Req *r)
{
	if(r->sent == 0)
		tracemsg(c, r->rep, r->nrep);
	return (int)hostwrite(c->fd, (uintptr)(r->rep + r->sent), (usize)(r->nrep - r->sent), -1);
}

/* Send what is queued, as far as the socket takes it.  c->writing is ours; false: hang up */
static bool
sendqueued(Conn *c)
{
	Req *r;
	int n;

	for(;;) {
		lock(&c->lk);
		r = c->dead ? nil : c->out;
		if(r == nil) {
			c->writing = false;
			unlock(&c->lk);
			return true;
		}
		unlock(&c->lk);
		n = writeone(c, r);
		if(n <= 0 && n != -Hagain) {
			lock(&c->lk);
			c->writing = false;
			unlock(&c->lk);
			return false;
		}
		lock(&c->lk);
		if(n == -Hagain) {
			c->writing = false;
			c->wantout = true;
			c->since = hostmono();
			rearm(c);
			unlock(&c->lk);
			poollook();
			return true;
		}
		r->sent += n;
		if(r->sent == r->nrep) {
			pop(&c->out);
			if(c->out == nil)
				c->outlast = &c->out;
			c->outmem -= memof(r) + (usize)r->nrep;
		} else
			r = nil;
		unlock(&c->lk);
		if(r != nil)
			reqfree(r);
	}
}

/* c->lk is held; takes r */
static void
queuereply(Conn *c, Req *r)
{
	unlistreq(c, r);
	if(r->rep == nil || (r->flushed && r->failed) || c->dead || c->version != nil) {
		reqfree(r);
		return;
	}
	r->sent = 0;
	r->next = nil;
	c->outmem += memof(r) + (usize)r->nrep;
	*c->outlast = r;
	c->outlast = &r->next;
}

/* c->lk is held and given up; false: hang up */
static bool
sendreplies(Conn *c)
{
	bool mine = !c->writing && !c->wantout && c->out != nil;

	if(mine)
		c->writing = true;
	unlock(&c->lk);
	return !mine || sendqueued(c);
}

/* takes r, which was not listed or is done; reader's */
static void
reply(Conn *c, Req *r)
{
	lock(&c->lk);
	queuereply(c, r);
	if(!sendreplies(c))
		connhangup(c);
}

/* ---- flush ---- */

static void
makerflush(Req *r)
{
	r->rep = r->small;
	r->nrep = Msghdr;
	put32(r->rep, Msghdr);
	r->rep[4] = Rflush;
	put16(r->rep + 5, r->tag);
}

/* c->lk is held, r is listed.  Result: it is done */
static bool
flushone(Conn *c, Req *r)
{
	Req *old = *tagslot(c, get16(r->msg + Msghdr));

	makerflush(r);
	if(old == nil || old == r)
		return true;
	if(old->state == Rwaiting) {
		removefrom(&c->waiting, old);
		unlistreq(c, old);
		reqfree(old);
		return true;
	}
	if(old->target != nil)
		old = old->target;
	r->state = Rflushing;
	r->target = old;
	append(&old->flushes, r);
	old->flushed = true;
	if(old->proc != nil)
		exinterrupt(old->proc);
	return false;
}

static void
takeflush(Conn *c, Req *r)
{
	bool done;

	if(r->size != Flushlen) {
		refuse(r, "malformed message");
		reply(c, r);
		return;
	}
	lock(&c->lk);
	done = flushone(c, r);
	unlock(&c->lk);
	if(done)
		reply(c, r);
}

/* ---- version ---- */

/* nothing else is under way, or will be before this is done */
static void
doversion(Conn *c, Req *r)
{
	clunkall(c);
	unlockall(c);
	reqversion(r);
	lock(&c->lk);
	c->version = nil;
	unlock(&c->lk);
	reply(c, r);
}

static void
takeversion(Conn *c, Req *r)
{
	bool now;

	lock(&c->lk);
	c->version = r;
	stopall(c);
	now = c->nrun == 0;
	unlock(&c->lk);
	if(now)
		doversion(c, r);
}

/* ---- requests ---- */

/* May r, a request with a tag of its own, run?  Else why not.  *run: it is to be served now */
static const char *
enlist(Conn *c, Req *r, bool *run)
{
	const char *why = nil;

	*run = false;
	lock(&c->lk);
	if(c->dead)
		why = Ehungup;
	else if(*tagslot(c, r->tag) != nil)
		why = "tag is in use";
	else {
		listreq(c, r);
		if(r->msg[4] == Tflush)
			r->state = Rflushing;
		else if(c->nrun < Maxrun) {
			c->nrun++;
			c->ref++;
			r->state = Rrunning;
			*run = true;
		} else {
			r->state = Rwaiting;
			append(&c->waiting, r);
		}
	}
	unlock(&c->lk);
	return why;
}

/* Takes a message; result: it, if it is to be served now */
static Req *
takemsg(Conn *c, Req *r)
{
	const char *why;
	bool run = false;

	tracemsg(c, r->msg, r->size);
	if(r->msg[4] == Tversion) {
		takeversion(c, r);
		return nil;
	}
	if(c->dialect == Dnone)
		why = "no version yet";
	else if(r->tag == Notag)
		why = "bad tag";
	else
		why = enlist(c, r, &run);
	if(why != nil) {
		refuse(r, why);
		reply(c, r);
		return nil;
	}
	if(r->msg[4] == Tflush)
		takeflush(c, r);
	return run ? r : nil;
}

/* nobody reads any more, until there is more */
static void
readdone(Conn *c)
{
	lock(&c->lk);
	c->reading = false;
	rearm(c);
	unlock(&c->lk);
}

/* false: nobody does, until less is under way */
static bool
mayread(Conn *c)
{
	bool may;

	lock(&c->lk);
	may = canread(c);
	if(!may) {
		c->reading = false;
		c->stalled = true;
		rearm(c);
	}
	unlock(&c->lk);
	return may;
}

/*
 * Read what has come; c->reading is ours.  Result: the first request, for up; the pool gets the others.  It
 * ends when there is no more of a message in the buffer, without another look at the socket, which
 * is watched again.
 */
static Req *
readmsgs(Conn *c)
{
	Req *first = nil, *r;
	bool gone = false;

	do {
		if(!mayread(c))
			return first;
		r = nextmsg(c, &gone);
		if(gone) {
			connhangup(c);
			return first;
		}
		if(r == nil)
			break;
		r = takemsg(c, r);
		if(r != nil && first == nil)
			first = r;
		else if(r != nil)
			poolrun(r);
	} while(buffered(c) > 0);
	readdone(c);
	return first;
}

/* Reading stopped since too much was under way: go on */
static Req *
readon(Conn *c)
{
	bool on;

	lock(&c->lk);
	on = c->stalled && !c->reading && canread(c);
	if(on) {
		c->stalled = false;
		c->reading = true;
	}
	unlock(&c->lk);
	return on ? readmsgs(c) : nil;
}

/* ---- what the pool calls ---- */

bool
connstart(Req *r)
{
	Conn *c = r->c;
	bool wanted;

	lock(&c->lk);
	wanted = !r->flushed && !c->dead;
	if(wanted)
		r->proc = up;
	unlock(&c->lk);
	return wanted;
}

/* c->lk is held: r and those that flushed it become replies; the next one that may run */
static Req *
endreq(Conn *c, Req *r, Req **version)
{
	Req *f, *next;

	if(r->proc == up)
		exinterrupted();
	r->proc = nil;
	c->nrun--;
	f = r->flushes;
	r->flushes = nil;
	queuereply(c, r);
	while((r = pop(&f)) != nil)
		queuereply(c, r);
	next = c->dead ? nil : pop(&c->waiting);
	if(next != nil) {
		next->state = Rrunning;
		c->nrun++;
		c->ref++;
	}
	*version = c->nrun == 0 && !c->dead ? c->version : nil;
	return next;
}

/* a request of another connection or none is nobody's here */
Req *
connfinish(Req *r)
{
	Conn *c = r->c;
	Req *next, *more, *version;

	lock(&c->lk);
	next = endreq(c, r, &version);
	if(!sendreplies(c))
		connhangup(c);
	if(version != nil)
		doversion(c, version);
	more = readon(c);
	if(next == nil)
		next = more;
	else if(more != nil)
		poolrun(more);
	connput(c);
	return next;
}

static bool
mustwrite(Conn *c, int events)
{
	if(!c->wantout || !(events & Hpollout))
		return false;
	c->wantout = false;
	c->writing = true;
	return true;
}

s64int
connwaits(Conn *c)
{
	s64int since;

	lock(&c->lk);
	since = c->wantout && !c->dead ? c->since : 0;
	unlock(&c->lk);
	return since != 0 ? hostmono() - since : -1;
}

static bool
mustread(Conn *c, int events)
{
	if(c->reading || c->stalled || !(events & Hpollin))
		return false;
	c->reading = true;
	return true;
}

void
connevent(Conn *c, int events)
{
	bool in, out, broken;
	Req *r = nil;

	lock(&c->lk);
	c->armed = -1;
	out = !c->dead && mustwrite(c, events);
	in = !c->dead && mustread(c, events);
	rearm(c);
	unlock(&c->lk);
	broken = (events & Hpollerr) && !(events & Hpollin);
	if(broken || (out && !sendqueued(c))) {
		connhangup(c);
		return;
	}
	if(in)
		r = readmsgs(c);
	if(r == nil)
		r = readon(c);
	while(r != nil)
		r = poolserve(r);
}
