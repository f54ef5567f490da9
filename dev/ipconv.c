/*
 * Conversations of #I, each over a socket of the host, which the process that reads or writes
 * uses itself.  Another process ends such a wait by hangup, which shuts the socket down; the
 * descriptor itself is closed with the last open file.
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
	Cmheaders,
	Cmignoreadvice,
	Cmttl,
	Cmtos,
	Cmaddmulti,
	Cmdelmulti,
	Cmtcpignored,
	Lowport = 600, /* restricted ports */
	Highport = 1023,
};

static const char Ebadrequest[] = "unknown control request";

static const Cmdtab cmdtab[] = {
	{Cmconnect, "connect", 0},
	{Cmannounce, "announce", 0},
	{Cmbind, "bind", 0},
	{Cmhangup, "hangup", 0},
	{Cmclose, "close", 1},
	{Cmkeepalive, "keepalive", 0},
	{Cmheaders, "headers", 1},
	{Cmignoreadvice, "ignoreadvice", 1},
	{Cmttl, "ttl", 0},
	{Cmtos, "tos", 0},
	{Cmaddmulti, "addmulti", 0},
	{Cmdelmulti, "delmulti", 0},
	{Cmdelmulti, "remmulti", 0},
	{Cmtcpignored, "checksum", 2},
	{Cmtcpignored, "tcpporthogdefense", 2},
};

const Proto ipproto[Nproto] = {
	[Ptcp] = {"tcp", Hstream, "Tcp"},
	[Pudp] = {"udp", Hdgram, "Udp"},
	[Picmp] = {"icmp", Hecho4, "Icmp"},
	[Picmp6] = {"icmpv6", Hecho6, "Icmp6"},
};

typedef struct Convtab
{
	Conv *conv[Nconv]; /* [l] made when first needed, never freed */
	_Atomic int n;     /* [l] made so far */
} Convtab;

/* [l] lk */
struct Ipstack
{
	int n;
	Lock lk;
	Convtab tab[Nproto];
	QLock ndblk;
	char *ndb; /* [ndblk] Ndbsize; nil: not looked at yet */
	Iplog log;
};

static struct
{
	Lock lk;
	Ipstack *_Atomic stack[Nstack]; /* [l] made when first needed, never freed */
} ips;

void
ipinit(void)
{
	lockinit(&ips.lk, Rfgrp);
	ipresolveinit();
}

Ipstack *
ipstack(int n)
{
	Ipstack *s = atomic_load(&ips.stack[n]), *have;

	if(s != nil)
		return s;
	s = smalloc(sizeof *s);
	s->n = n;
	lockinit(&s->lk, Rfgrp);
	qlockinit(&s->log.lk, Rnone);
	qlockinit(&s->ndblk, Rnone);
	lock(&ips.lk);
	have = atomic_load(&ips.stack[n]);
	if(have == nil)
		atomic_store(&ips.stack[n], s);
	unlock(&ips.lk);
	if(have == nil) {
		memkept(s);
		return s;
	}
	kfree(s);
	return have;
}

Iplog *
iplogof(Ipstack *ip)
{
	return &ip->log;
}

/* ---- /net/ndb ---- */

/* ndblk is held */
static void
ndbfill(Ipstack *ip)
{
	char *first;

	if(ip->ndb != nil)
		return;
	first = ipfirstndb();
	onerror(kfree, first);
	ip->ndb = smalloc(Ndbsize);
	memkept(ip->ndb);
	strecpy(ip->ndb, ip->ndb + Ndbsize, first);
	undo();
}

int
ipndbread(Ipstack *ip, Buf b, int n, s64int off)
{
	int r;

	eqlock(&ip->ndblk);
	onerror(qunlock, &ip->ndblk);
	ndbfill(ip);
	r = readstr(off, b, n, ip->ndb);
	undo();
	return r;
}

void
ipndbwrite(Ipstack *ip, Buf b, int n, s64int off)
{
	eqlock(&ip->ndblk);
	onerror(qunlock, &ip->ndblk);
	ndbfill(ip);
	if(off < 0 || off > (s64int)strlen(ip->ndb) || off + n >= Ndbsize)
		error(Eio);
	ip->ndb[off + n] = 0;
	bufget(ip->ndb + off, b, (usize)n);
	undo();
}

void
ipndbtrunc(Ipstack *ip)
{
	eqlock(&ip->ndblk);
	onerror(qunlock, &ip->ndblk);
	ndbfill(ip);
	ip->ndb[0] = 0;
	undo();
}

/* ---- the tables ---- */

int
nconv(Ipstack *ip, int proto)
{
	return atomic_load(&ip->tab[proto].n);
}

Conv *
convof(Ipstack *ip, int proto, int n)
{
	Conv *c = n >= 0 && n < nconv(ip, proto) ? ip->tab[proto].conv[n] : nil;

	return c != nil && c->inuse > 0 ? c : nil;
}

/* a free conversation of the table; nil: none was made yet */
static Conv *
reuse(Ipstack *ip, Convtab *tab)
{
	Conv *c = nil;

	lock(&ip->lk);
	for(int i = 0; i < tab->n && c == nil; i++)
		if(tab->conv[i]->inuse == 0) {
			c = tab->conv[i];
			c->inuse = 1;
		}
	unlock(&ip->lk);
	return c;
}

static Conv *
make(Ipstack *ip, int proto)
{
	Convtab *tab = &ip->tab[proto];
	Conv *c = smalloc(sizeof *c);

	qlockinit(&c->lk, Rnone);
	c->ip = ip;
	c->p = &ipproto[proto];
	c->fd = -1;
	c->inuse = 1;
	lock(&ip->lk);
	c->n = tab->n;
	if(c->n < Nconv) {
		tab->conv[c->n] = c; /* counts when n says so */
		atomic_store(&tab->n, c->n + 1);
	}
	unlock(&ip->lk);
	if(c->n < Nconv) {
		memkept(c);
		return c;
	}
	kfree(c);
	error(Enodev);
}

Conv *
newconv(Ipstack *ip, int proto)
{
	Conv *c = reuse(ip, &ip->tab[proto]);

	if(c == nil)
		c = make(ip, proto);
	c->state = Cidle;
	c->err[0] = 0;
	c->headers = c->ignoreadvice = false;
	memset(&c->watch, 0, sizeof c->watch);
	memset(&c->local, 0, sizeof c->local);
	memset(&c->remote, 0, sizeof c->remote);
	strecpy(c->owner, c->owner + sizeof c->owner, up->user);
	c->perm = 0660;
	return c;
}

bool
convget(Conv *c)
{
	bool is;

	lock(&c->ip->lk);
	is = c->inuse > 0;
	c->inuse += is;
	unlock(&c->ip->lk);
	return is;
}

void
convput(Conv *c)
{
	Block *first = nil;
	int fd = -1;

	lock(&c->ip->lk);
	keepold(c->inuse);
	if(c->inuse == 1) {
		keepold(c->fd);
		keepold(c->state);
		keepold(c->first);
		fd = c->fd;
		first = c->first;
		c->fd = -1;
		c->first = nil;
		c->state = Cidle;
	}
	c->inuse--;
	unlock(&c->ip->lk);
	if(fd >= 0)
		hostclose(fd);
	freeb(first);
}

bool
convstream(Conv *c)
{
	return c->p->kind == Hstream;
}

/* ---- errors ---- */

noreturn void
convfail(Conv *c, int err)
{
	strecpy(c->err, c->err + sizeof c->err, hosterrstr(err));
	error(hosterrstr(err));
}

static int
check(Conv *c, int r)
{
	if(r < 0)
		convfail(c, r);
	return r;
}

void
convmustbeopen(Conv *c)
{
	if(c->fd < 0 || (c->state != Cconnected && c->state != Chungup &&
			 (convstream(c) || c->state != Cannounced)))
		error(Ehungup);
}

/* ---- control ---- */

static void
mustbeidle(Conv *c)
{
	if(c->state != Cidle)
		error(Econinuse);
}

static void
convopen(Conv *c, const Hostaddr *a)
{
	if(c->fd < 0)
		c->fd = check(c, hostsocket(c->p->kind, a));
}

/* put back what a failed connect or announce leaves, so that the next one starts afresh */
static void
resetconv(Conv *c)
{
	int fd;

	lock(&c->ip->lk);
	keepold(c->fd);
	keepold(c->state);
	fd = c->fd;
	c->fd = -1;
	c->state = Cidle;
	unlock(&c->ip->lk);
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
		convfail(c, err);
	if(c->state == Chungup)
		error(Ehungup);
}

void
convlocal(Conv *c)
{
	hostsockaddr(c->fd, false, &c->local);
}

/* a restricted port of the address, from the highest down */
static void
bindrestricted(Conv *c, Hostaddr *a)
{
	int r;

	for(a->port = Highport; a->port >= Lowport; a->port--) {
		r = hostbind(c->fd, a);
		if(r >= 0)
			return;
		if(r == -Haccess)
			convfail(c, r);
	}
	error("no ports available");
}

/* the end of this side: where the words say, or at a restricted port when the other side is told by !r */
static void
bindhere(Conv *c, const char *s, bool restricted)
{
	Hostaddr a = {.port = 0};

	if(s != nil)
		parsedial(&a, s, true, nil);
	else if(!restricted)
		return;
	if(restricted && a.port == 0)
		bindrestricted(c, &a);
	else
		check(c, hostbind(c->fd, &a));
}

static void
connect(Conv *c, Cmdbuf *cb)
{
	bool restricted = false;
	int r;

	if(cb->nword != 2 && cb->nword != 3)
		error("bad args to connect");
	mustbeidle(c);
	parsedial(&c->remote, cb->word[1], false, &restricted);
	onerror(resetconv, c);
	c->state = Cconnecting;
	convopen(c, &c->remote);
	bindhere(c, cb->nword == 3 ? cb->word[2] : nil, restricted);
	iplog(c, "connect", &c->remote);
	r = hostconnect(c->fd, &c->remote);
	if(r == -Hinprogress)
		waitconnected(c);
	else
		check(c, r);
	if(!convstream(c))
		convlocal(c);
	c->state = Cconnected;
	poperror();
}

static void
announce(Conv *c, Cmdbuf *cb)
{
	Hostaddr a;

	if(cb->nword != 2)
		error("bad args to announce");
	mustbeidle(c);
	parsedial(&a, cb->word[1], true, nil);
	onerror(resetconv, c);
	convopen(c, &a);
	check(c, hostbind(c->fd, &a));
	if(convstream(c))
		check(c, hostlisten(c->fd, Maxincall));
	convlocal(c);
	iplog(c, "announce", &c->local);
	c->state = Cannounced;
	poperror();
}

static void
bindlocal(Conv *c, Cmdbuf *cb)
{
	Hostaddr a;

	if(cb->nword != 2)
		error("bad args to bind");
	mustbeidle(c);
	parsedial(&a, cb->word[1], true, nil);
	convopen(c, &a);
	check(c, hostbind(c->fd, &a));
	convlocal(c);
}

/* Breaks waits of other processes, so it does not take the lock that they may hold.  Whoever closes the
 * socket meanwhile takes it from c first: it may be another's by then. */
static void
hangup(Conv *c, bool hard)
{
	bool had;

	lock(&c->ip->lk);
	c->state = Chungup;
	had = c->fd >= 0;
	if(had && hard && convstream(c))
		hostabort(c->fd);
	if(had)
		hostshutdown(c->fd);
	unlock(&c->ip->lk);
	if(had)
		iplog(c, hard ? "hangup" : "close", &c->remote);
}

static void
multicast(Conv *c, Cmdbuf *cb, bool join)
{
	u8int ifc[16], group[16];

	if(cb->nword != 2 && cb->nword != 3)
		error("addmulti needs interface address");
	if(!parseip(ifc, cb->word[1]) || (cb->nword == 3 && !parseip(group, cb->word[2])))
		error(Ebadip);
	if(cb->nword == 2)
		memmove(group, c->remote.ip, sizeof group);
	if(c->fd < 0)
		convopen(c, &(Hostaddr){.port = 0});
	check(c, hostmulticast(c->fd, ifc, group, join));
}

/* without a value: what it was at first */
static void
option(Conv *c, int opt, Cmdbuf *cb, int first)
{
	char *end;
	u64int v;

	if(cb->nword > 1) {
		v = strtou(cb->word[1], &end, 0);
		if(end == cb->word[1] || *end != 0 || v > 255)
			error(Ebadarg);
		first = (int)v;
	}
	if(c->fd < 0)
		convopen(c, &(Hostaddr){.port = 0});
	check(c, hostsockopt(c->fd, opt, first));
}

/* those that change what the conversation is, one at a time */
static void
lockedctl(Conv *c, Cmdbuf *cb, int cmd)
{
	eqlock(&c->lk);
	onerror(qunlock, &c->lk);
	switch(cmd) {
	case Cmconnect:
		connect(c, cb);
		break;
	case Cmannounce:
		announce(c, cb);
		break;
	case Cmbind:
		bindlocal(c, cb);
		break;
	case Cmheaders:
		c->headers = true;
		break;
	case Cmignoreadvice:
		c->ignoreadvice = true;
		break;
	case Cmttl:
		option(c, Httl, cb, -1);
		break;
	case Cmtos:
		option(c, Htos, cb, 0);
		break;
	default:
		multicast(c, cb, cmd == Cmaddmulti);
		break;
	}
	undo();
}

/* raises when there is no such request for this protocol */
static const Cmdtab *
requestof(Conv *c, Cmdbuf *cb)
{
	const Cmdtab *ct = cmdtab;
	bool onlytcp;

	while(ct < cmdtab + nelem(cmdtab) && strcmp(ct->name, cb->word[0]) != 0)
		ct++;
	if(ct == cmdtab + nelem(cmdtab))
		error(Ebadrequest);
	onlytcp = ct->index == Cmclose || ct->index == Cmkeepalive || ct->index == Cmtcpignored;
	if(convstream(c) ? ct->index == Cmheaders : onlytcp)
		error(Ebadrequest);
	return lookupcmd(cb, ct, 1); /* with as many words as it takes? */
}

void
convctl(Conv *c, Buf b, int n)
{
	Cmdbuf *cb = parsecmd(b, n);
	const Cmdtab *ct;

	onerror(freecmd, cb);
	if(cb->nword < 1)
		error("short control request");
	ct = requestof(c, cb);
	switch(ct->index) {
	case Cmhangup:
	case Cmclose:
		hangup(c, ct->index == Cmhangup);
		break;
	case Cmkeepalive:
		if(c->fd >= 0)
			hostkeepalive(c->fd, cb->nword > 1 ? atoi(cb->word[1]) : 0);
		break;
	case Cmtcpignored:
		break;
	default:
		lockedctl(c, cb, ct->index);
	}
	undo();
}
