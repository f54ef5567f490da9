/*
 * TCP conversations of #I, each over a socket of the host, which the process
 * that reads or writes uses itself.  Another process ends such a wait by hangup, which
 * shuts the socket down; the descriptor itself is closed with the last open file.
 */
#include "u.h"
#include "keepold.h"
#include "lib.h"
#include "err.h"
#include "host.h"
#include "ip.h"
#include "lock.h"
#include "mem.h"
#include "parse.h"
#include "proc.h"

enum
{
	Cmconnect,
	Cmannounce,
	Cmbind,
	Cmhangup,
	Cmclose,
	Cmkeepalive,
	Cmignored
};

static const Cmdtab cmdtab[] = {
	{Cmconnect, "connect", 0},
	{Cmannounce, "announce", 2},
	{Cmbind, "bind", 2},
	{Cmhangup, "hangup", 0},
	{Cmclose, "close", 1},
	{Cmkeepalive, "keepalive", 0},
	{Cmignored, "ttl", 2},
	{Cmignored, "tos", 2},
	{Cmignored, "ignoreadvice", 1},
	{Cmignored, "checksum", 2},
	{Cmignored, "tcpporthogdefense", 2},
};

/* [l] lk */
static struct
{
	Lock lk;
	Conv *conv[Nconv]; /* [l] made when first needed, never freed */
	_Atomic int n;     /* [l] made so far */
} tab;

void
ipinit(void)
{
	lockinit(&tab.lk, Rfgrp);
}

int
nconv(void)
{
	return atomic_load(&tab.n);
}

Conv *
convof(int n)
{
	Conv *c = n >= 0 && n < nconv() ? tab.conv[n] : nil;

	return c != nil && c->inuse > 0 ? c : nil;
}

/* a free conversation of the table; nil: none was made yet */
static Conv *
reuse(void)
{
	Conv *c = nil;

	lock(&tab.lk);
	for(int i = 0; i < tab.n && c == nil; i++)
		if(tab.conv[i]->inuse == 0) {
			c = tab.conv[i];
			c->inuse = 1;
		}
	unlock(&tab.lk);
	return c;
}

static Conv *
make(void)
{
	Conv *c = smalloc(sizeof *c);

	qlockinit(&c->lk, Rnone);
	c->fd = -1;
	c->inuse = 1;
	lock(&tab.lk);
	c->n = tab.n;
	if(c->n < Nconv) {
		tab.conv[c->n] = c; /* counts when n says so */
		atomic_store(&tab.n, c->n + 1);
	}
	unlock(&tab.lk);
	if(c->n < Nconv) {
		memkept(c);
		return c;
	}
	kfree(c);
	error(Enodev);
}

Conv *
newconv(void)
{
	Conv *c = reuse();

	if(c == nil)
		c = make();
	c->state = Cidle;
	c->err[0] = 0;
	memset(&c->local, 0, sizeof c->local);
	memset(&c->remote, 0, sizeof c->remote);
	strecpy(c->owner, c->owner + sizeof c->owner, up->user);
	c->perm = 0660;
	return c;
}

void
convget(Conv *c)
{
	lock(&tab.lk);
	c->inuse++;
	unlock(&tab.lk);
}

void
convput(Conv *c)
{
	int fd = -1;

	lock(&tab.lk);
	keepold(c->inuse);
	if(c->inuse == 1) {
		keepold(c->fd);
		keepold(c->state);
		fd = c->fd;
		c->fd = -1;
		c->state = Cidle;
	}
	c->inuse--;
	unlock(&tab.lk);
	if(fd >= 0)
		hostclose(fd);
}

/* ---- errors ---- */

static noreturn void
fail(Conv *c, int err)
{
	strecpy(c->err, c->err + sizeof c->err, hosterrstr(err));
	error(hosterrstr(err));
}

static int
check(Conv *c, int r)
{
	if(r < 0)
		fail(c, r);
	return r;
}

/* ---- control ---- */

static void
mustbeidle(Conv *c)
{
	if(c->state != Cidle)
		error(Econinuse);
}

static void
opensocket(Conv *c, const Hostaddr *a)
{
	if(c->fd < 0)
		c->fd = check(c, hostsocket(true, a));
}

/* put back what a failed connect or announce leaves, so that the next one starts afresh */
static void
resetconv(Conv *c)
{
	int fd = c->fd;

	c->fd = -1;
	c->state = Cidle;
	if(fd >= 0)
		hostclose(fd);
}
DEFUNDO(resetconv, Conv)

static void
waitconnected(Conv *c)
{
	int err;

	while((pollfd(c->fd, Hpollout, -1) & (Hpollout | Hpollerr)) == 0)
		;
	err = hostsockerr(c->fd);
	if(err != 0)
		fail(c, err);
	if(c->state == Chungup)
		error(Ehungup);
}

static void
localaddr(Conv *c)
{
	hostsockaddr(c->fd, false, &c->local);
}

static void
connect(Conv *c, Cmdbuf *cb)
{
	Hostaddr local;
	int r;

	if(cb->nword != 2 && cb->nword != 3)
		error("bad args to connect");
	mustbeidle(c);
	parsedial(&c->remote, cb->word[1], false);
	onerror(resetconv, c);
	c->state = Cconnecting;
	opensocket(c, &c->remote);
	if(cb->nword == 3) {
		parsedial(&local, cb->word[2], true);
		check(c, hostbind(c->fd, &local));
	}
	r = hostconnect(c->fd, &c->remote);
	if(r == -Hinprogress)
		waitconnected(c);
	else
		check(c, r);
	localaddr(c);
	c->state = Cconnected;
	poperror();
}

static void
announce(Conv *c, const char *s)
{
	Hostaddr a;

	mustbeidle(c);
	parsedial(&a, s, true);
	onerror(resetconv, c);
	opensocket(c, &a);
	check(c, hostbind(c->fd, &a));
	check(c, hostlisten(c->fd, Maxincall));
	localaddr(c);
	c->state = Cannounced;
	poperror();
}

static void
bindlocal(Conv *c, const char *s)
{
	Hostaddr a;

	mustbeidle(c);
	parsedial(&a, s, true);
	opensocket(c, &a);
	check(c, hostbind(c->fd, &a));
	localaddr(c);
}

/* breaks waits of other processes, so it takes no lock that they may hold */
static void
hangup(Conv *c)
{
	c->state = Chungup;
	if(c->fd >= 0)
		hostshutdown(c->fd, true);
}

void
convctl(Conv *c, Buf b, int n)
{
	Cmdbuf *cb = parsecmd(b, n);
	const Cmdtab *ct;

	onerror(freecmd, cb);
	if(cb->nword < 1)
		error("short control request");
	ct = lookupcmd(cb, cmdtab, nelem(cmdtab));
	switch(ct->index) {
	case Cmhangup:
	case Cmclose:
		hangup(c);
		break;
	case Cmkeepalive:
		if(c->fd >= 0)
			hostkeepalive(c->fd, cb->nword > 1 ? atoi(cb->word[1]) : 0);
		break;
	case Cmconnect:
	case Cmannounce:
	case Cmbind:
		eqlock(&c->lk);
		onerror(qunlock, &c->lk);
		if(ct->index == Cmconnect)
			connect(c, cb);
		else if(ct->index == Cmannounce)
			announce(c, cb->word[1]);
		else
			bindlocal(c, cb->word[1]);
		undo();
		break;
	}
	undo();
}

/* ---- data ---- */

/* result: -Hagain when the caller should try again, having waited */
static int
ready(Conv *c, int events)
{
	if(c->state == Chungup)
		error(Ehungup);
	pollfd(c->fd, events, -1);
	return -Hagain;
}

static void
mustbeopen(Conv *c)
{
	if(c->fd < 0 || (c->state != Cconnected && c->state != Chungup))
		error(Ehungup);
}

int
convread(Conv *c, Buf b, int n)
{
	s64int r;

	mustbeopen(c);
	for(;;) {
		r = hostread(c->fd, bufaddr(b), (usize)n, -1);
		if(r == -Hagain) {
			ready(c, Hpollin);
			continue;
		}
		if(r == -Hfault)
			badaddr(b.u, (usize)n);
		if(r == 0 && c->state == Chungup)
			error(Ehungup);
		return check(c, (int)r);
	}
}

int
convwrite(Conv *c, Buf b, int n)
{
	s64int r;
	int done = 0;

	mustbeopen(c);
	while(done < n) {
		r = hostwrite(c->fd, bufaddr(bufadd(b, (usize)done)), (usize)(n - done), -1);
		if(r == -Hagain) {
			ready(c, Hpollout);
			continue;
		}
		if(r == -Hfault)
			badaddr(b.u, (usize)n);
		if(r < 0)
			error(Ehungup);
		done += (int)r;
	}
	return n;
}

/* ---- calls ---- */

Conv *
convlisten(Conv *c)
{
	Hostaddr from;
	Conv *nc;
	int fd;

	if(c->state != Cannounced)
		error(c->state == Chungup ? "listen hungup" : "not announced");
	for(;;) {
		fd = hostaccept(c->fd, &from);
		if(fd != -Hagain)
			break;
		pollfd(c->fd, Hpollin, -1);
		if(c->state == Chungup)
			error("listen hungup");
	}
	check(c, fd);
	if(waserror()) {
		hostclose(fd);
		nexterror();
	}
	nc = newconv();
	poperror();
	nc->fd = fd;
	nc->remote = from;
	localaddr(nc);
	nc->state = Cconnected;
	return nc;
}

int
convstatus(Conv *c, char *buf, int n)
{
	static const char *const name[] = {"Closed", "Syn_sent", "Established", "Listen", "Closed"};

	return snprint(
		buf, n,
		"%s qin 0 qout 0 rq 0.0 srtt 0 mdev 0 sst 0 cwin 0 swin 0>>0 rwin 0>>0 qscale 0 "
		"timer.start 0 timer.count 0 rerecv 0 katimer.start 0 katimer.count 0\n",
		name[c->state]);
}
