/*
 * Channels and alt.  One lock for all channels: whatever happens between threads happens at once.
 * A thread that has to wait puts its Alts into the rings of their channels; whoever makes one of them true
 * moves the value, takes all of them out again and makes the thread ready.
 */
#include <u.h>
#include <libc.h>
#include <thread.h>
#include "threadimpl.h"

static Lock chanlock;
static char Closed[] = "channel was closed";

int
chaninit(Channel *c, int elemsize, int nelem)
{
	if(elemsize <= 0 || nelem < 0)
		return -1;
	memset(c, 0, sizeof *c);
	c->e = elemsize;
	c->s = nelem;
	return 1;
}

Channel *
chancreate(int elemsize, int nelem)
{
	Channel *c;

	if(elemsize <= 0 || nelem < 0)
		return nil;
	c = malloc(sizeof *c + (usize)elemsize * nelem);
	if(c != nil) {
		chaninit(c, elemsize, nelem);
		setmalloctag(c, getcallerpc(&elemsize));
	}
	return c;
}

/* those that wait go on waiting, and the last of them frees it */
void
chanfree(Channel *c)
{
	int busy;

	if(c == nil)
		return;
	lock(&chanlock);
	busy = c->rcv != nil || c->snd != nil;
	c->freed = busy;
	unlock(&chanlock);
	if(!busy)
		free(c);
}

static Alt **
ring(Alt *a)
{
	return a->op == CHANSND ? &a->c->snd : &a->c->rcv;
}

static void
enter(Alt *a)
{
	Alt **r = ring(a), *first = *r;

	if(first == nil) {
		a->next = a->prev = a;
		*r = a;
		return;
	}
	a->next = first;
	a->prev = first->prev;
	first->prev->next = a;
	first->prev = a;
}

static void
leave(Alt *a)
{
	Alt **r = ring(a);

	if(a->next == a)
		*r = nil;
	else {
		a->next->prev = a->prev;
		a->prev->next = a->next;
		if(*r == a)
			*r = a->next;
	}
	if(a->c->freed && a->c->rcv == nil && a->c->snd == nil)
		free(a->c);
}

static int
isop(Alt *a)
{
	return (a->op == CHANSND || a->op == CHANRCV) && a->c != nil;
}

/* the thread that waits goes on, with done */
static void
wake(Wait *w, Alt *done)
{
	Alt *a;

	for(a = w->alts; a->op != CHANEND; a++)
		if(isop(a))
			leave(a);
	w->done = done;
	w->t->wait = nil;
	_ready(w->t);
}

static void
copy(void *to, const void *from, int n)
{
	if(to == nil)
		return;
	if(from == nil)
		memset(to, 0, n);
	else
		memmove(to, from, n);
}

static void
put(Channel *c, const void *v)
{
	copy(c->v + (c->f + c->n) % c->s * c->e, v, c->e);
	c->n++;
}

static int
possible(Alt *a)
{
	Channel *c = a->c;

	if(!isop(a))
		return 0;
	if(a->op == CHANSND)
		return c->closed || c->n < c->s || c->rcv != nil;
	return c->n > 0 || c->snd != nil || c->closed;
}

static void
dosend(Alt *a)
{
	Channel *c = a->c;
	Alt *peer = c->rcv;

	if(c->closed)
		a->err = Closed;
	else if(peer != nil) {
		copy(peer->v, a->v, c->e);
		wake(peer->wait, peer);
	} else
		put(c, a->v);
}

static void
dorecv(Alt *a)
{
	Channel *c = a->c;
	Alt *peer = c->snd;

	if(c->n > 0) {
		copy(a->v, c->v + c->f * c->e, c->e);
		c->f = (c->f + 1) % c->s;
		c->n--;
		if(peer != nil) { /* there is room now */
			put(c, peer->v);
			wake(peer->wait, peer);
		}
	} else if(peer != nil) {
		copy(a->v, peer->v, c->e);
		wake(peer->wait, peer);
	} else {
		copy(a->v, nil, c->e);
		a->err = Closed;
	}
}

/* one of those that are possible, each as probable as the others; or nil */
static Alt *
choose(Alt *alts, Alt **end)
{
	Alt *a, *pick = nil;
	int n = 0;

	for(a = alts; a->op != CHANEND && a->op != CHANNOBLK; a++) {
		a->err = nil;
		if(possible(a) && (n++ == 0 || nrand(n) == 0))
			pick = a;
	}
	*end = a;
	return pick;
}

int
alt(Alt *alts)
{
	Thread *t = _proc()->cur;
	Alt *a, *end;
	Wait w;

	lock(&chanlock);
	a = choose(alts, &end);
	if(a != nil) {
		if(a->op == CHANSND)
			dosend(a);
		else
			dorecv(a);
		unlock(&chanlock);
		return a - alts;
	}
	if(end->op == CHANNOBLK) {
		unlock(&chanlock);
		return end - alts;
	}
	if(t->killed) {
		unlock(&chanlock);
		threadexits("killed");
	}
	w.t = t;
	w.alts = alts;
	w.done = nil;
	t->wait = &w;
	for(a = alts; a != end; a++)
		if(isop(a)) {
			a->wait = &w;
			enter(a);
		}
	unlock(&chanlock);
	_sched();
	if(w.done == nil) {
		werrstr("interrupted");
		return -1;
	}
	return w.done - alts;
}

/* threadint: break t's alt, if it waits in one */
int
_altbreak(Thread *t)
{
	int waits;

	lock(&chanlock);
	waits = t->wait != nil;
	if(waits)
		wake(t->wait, nil);
	unlock(&chanlock);
	return waits;
}

/* values that are in it can still be received; all who wait learn of it */
int
chanclose(Channel *c)
{
	Alt *a;

	lock(&chanlock);
	if(c->closed) {
		unlock(&chanlock);
		werrstr("%s", Closed);
		return -1;
	}
	c->closed = 1;
	while((a = c->rcv) != nil || (a = c->snd) != nil) {
		if(a->op == CHANRCV)
			copy(a->v, nil, c->e);
		a->err = Closed;
		wake(a->wait, a);
	}
	unlock(&chanlock);
	return 0;
}

/* -1: it is open; else how many values can still be received */
int
chanclosing(Channel *c)
{
	int n;

	lock(&chanlock);
	n = c->closed ? (int)c->n : -1;
	unlock(&chanlock);
	return n;
}

/* 1 done, 0 would have to wait, -1 interrupted or closed */
static int
oneop(Channel *c, void *v, ChanOp op, ChanOp end)
{
	Alt a[2];
	int r;

	memset(a, 0, sizeof a);
	a[0].c = c;
	a[0].v = v;
	a[0].op = op;
	a[1].op = end;
	r = alt(a);
	if(r == 1)
		return 0;
	if(r == 0 && a[0].err != nil) {
		werrstr("%s", a[0].err);
		return -1;
	}
	return r == 0 ? 1 : -1;
}

int
send(Channel *c, void *v)
{
	return oneop(c, v, CHANSND, CHANEND);
}

int
nbsend(Channel *c, void *v)
{
	return oneop(c, v, CHANSND, CHANNOBLK);
}

int
recv(Channel *c, void *v)
{
	return oneop(c, v, CHANRCV, CHANEND);
}

int
nbrecv(Channel *c, void *v)
{
	return oneop(c, v, CHANRCV, CHANNOBLK);
}

static void
checksize(Channel *c, int n, char *what)
{
	if(c->e == n)
		return;
	fprint(2, "%s: channel's elements have %d bytes, not %d\n", what, c->e, n);
	abort();
}

int
sendul(Channel *c, ulong v)
{
	checksize(c, sizeof v, "sendul");
	return send(c, &v);
}

int
nbsendul(Channel *c, ulong v)
{
	checksize(c, sizeof v, "nbsendul");
	return nbsend(c, &v);
}

int
sendp(Channel *c, void *v)
{
	checksize(c, sizeof v, "sendp");
	return send(c, &v);
}

int
nbsendp(Channel *c, void *v)
{
	checksize(c, sizeof v, "nbsendp");
	return nbsend(c, &v);
}

ulong
recvul(Channel *c)
{
	ulong v;

	checksize(c, sizeof v, "recvul");
	return recv(c, &v) < 0 ? ~0U : v;
}

ulong
nbrecvul(Channel *c)
{
	ulong v;

	checksize(c, sizeof v, "nbrecvul");
	return nbrecv(c, &v) <= 0 ? 0 : v;
}

void *
recvp(Channel *c)
{
	void *v;

	checksize(c, sizeof v, "recvp");
	return recv(c, &v) < 0 ? nil : v;
}

void *
nbrecvp(Channel *c)
{
	void *v;

	checksize(c, sizeof v, "nbrecvp");
	return nbrecv(c, &v) <= 0 ? nil : v;
}

/* the receiver frees the string */
int
chanprint(Channel *c, const char *fmt, ...)
{
	va_list args;
	char *s;
	int n;

	va_start(args, fmt);
	s = vsmprint(fmt, args);
	va_end(args);
	if(s == nil)
		return -1;
	n = sendp(c, s);
	if(n < 0)
		free(s);
	return n;
}
