/*
 * Data and calls of the conversations of #I: streams, datagrams with and without their headers, echo messages
 * with the header of their packet.
 */
#include "u.h"
#include "lib.h"
#include "err.h"
#include "host.h"
#include "ip.h"
#include "proc.h"

enum
{
	Maxdgram = 64 * KiB,
	/* before a datagram of udp: three addresses and two ports */
	Hremote = 0,
	Hlocal = 16,
	Hifc = 32,
	Hrport = 48,
	Hlport = 50,
	Udphead = 52,
	/* before a message of icmp: the header of its IPv4 packet, and for icmpv6 of its IPv6 packet */
	V4head = 20,
	V6head = 40,
	Protoicmp = 1,
	Protoicmp6 = 58,
};

/* wait until the host may have more to say */
static void
await(Conv *c, int events)
{
	if(c->state == Chungup)
		error(Ehungup);
	pollfd(c->fd, events, -1);
}

/* ---- streams ---- */

/* what is tried until there is an answer */
typedef struct Try
{
	Conv *c;
	Buf b; /* to read */
	int n;
	Hostaddr from; /* of a call */
	s64int r;
} Try;

static bool
tryread(void *a)
{
	Try *t = a;

	t->r = hostread(t->c->fd, bufaddr(t->b), (usize)t->n, -1);
	return t->r != -Hagain;
}

/* An answer that is on its way is here sooner than the host could wake this process: so look for
 * a moment before waiting. */
static int
streamread(Conv *c, Buf b, int n)
{
	Try t = {.c = c, .b = b, .n = n};

	for(;;) {
		if(!tryread(&t) && !watch(&c->watch, tryread, &t)) {
			await(c, Hpollin);
			continue;
		}
		if(t.r != -Hfault)
			break;
		buffix(b, (usize)n, true);
	}
	if(t.r < 0 || (t.r == 0 && c->state == Chungup)) {
		if(c->state == Chungup)
			error(Ehungup);
		convfail(c, (int)t.r);
	}
	return (int)t.r;
}

static int
streamwrite(Conv *c, Buf b, int n)
{
	Buf rest;
	s64int r;
	int done = 0;

	while(done < n) {
		rest = bufadd(b, (usize)done);
		r = hostwrite(c->fd, bufaddr(rest), (usize)(n - done), -1);
		if(r == -Hagain) {
			await(c, Hpollout);
			continue;
		}
		if(r == -Hfault) {
			buffix(rest, (usize)(n - done), false);
			continue;
		}
		if(r < 0)
			error(Ehungup);
		done += (int)r;
	}
	return n;
}

/* ---- headers ---- */

/* bytes that stand before the data in what programs read and write */
static int
headsize(Conv *c)
{
	if(c->p->kind == Hecho4)
		return V4head;
	if(c->p->kind == Hecho6)
		return V6head;
	return c->headers ? Udphead : 0;
}

static void
udphead(u8int *h, Conv *c, const Hostaddr *from, const Hostaddr *here)
{
	memmove(h + Hremote, from->ip, 16);
	memmove(h + Hlocal, here->ip, 16);
	memmove(h + Hifc, here->ip, 16);
	putbe16(h + Hrport, from->port);
	putbe16(h + Hlport, c->local.port);
}

/* the header as it came with the packet, as far as the host tells */
static void
iphead(u8int *h, Conv *c, int n, const Hostaddr *from, const Hostaddr *here, int ttl)
{
	if(c->p->kind == Hecho4) {
		h[0] = 0x45;
		putbe16(h + 2, (u16int)(V4head + n));
		h[8] = (u8int)ttl;
		h[9] = Protoicmp;
		memmove(h + 12, from->ip + 12, 4);
		memmove(h + 16, here->ip + 12, 4);
		return;
	}
	h[0] = 0x60;
	putbe16(h + 4, (u16int)n);
	h[6] = Protoicmp6;
	h[7] = (u8int)ttl;
	memmove(h + 8, from->ip, 16);
	memmove(h + 24, here->ip, 16);
}

/* ---- datagrams ---- */

/* What the network says of a datagram that was sent before: the end of the conversation, unless it
 * was asked not to listen. */
static void
advice(Conv *c, int err)
{
	if(c->ignoreadvice || c->state == Cannounced)
		return;
	c->state = Chungup;
	strecpy(c->err, c->err + sizeof c->err,
		err == -Hrefused ? "port unreachable" : hosterrstr(err));
	error(c->err);
}

static bool
isadvice(s64int r)
{
	return r == -Hrefused || r == -Hhostunreach || r == -Hnetunreach;
}

/* the datagram that was the call comes first, to one reader; -1: another had it */
static int
readfirst(Conv *c, Buf b, int n)
{
	Block *first = __atomic_exchange_n(&c->first, nil, __ATOMIC_ACQ_REL);
	int head = headsize(c), m;
	u8int h[Udphead] = {0};

	if(first == nil)
		return -1;
	onerror(freeb, first);
	m = blen(first) < n - head ? blen(first) : n - head;
	udphead(h, c, &c->remote, &c->local);
	bufput(b, h, (usize)head);
	bufput(bufadd(b, (usize)head), first->rp, (usize)m);
	undo();
	return head + m;
}

/* The memory is there before it is needed: the host forgets a datagram that it cannot deliver. */
static void
touch(Buf b, int n)
{
	u8int x;

	if(n > 0) {
		bufget(&x, b, 1);
		bufget(&x, bufadd(b, (usize)n - 1), 1);
	}
}

/* one datagram, what does not fit is lost; its header first, if that is wanted */
static int
dgramread(Conv *c, Buf b, int n)
{
	int head = headsize(c), ttl, got;
	u8int h[Udphead] = {0};
	Hostaddr from, here;
	Buf data;
	s64int r;

	if(head > n)
		error(Eshort);
	if(__atomic_load_n(&c->first, __ATOMIC_ACQUIRE) != nil && (got = readfirst(c, b, n)) >= 0)
		return got;
	data = bufadd(b, (usize)head);
	touch(data, n - head);
	for(;;) {
		r = hostrecvfrom(c->fd, bufaddr(data), (usize)(n - head), &from, &here, &ttl);
		if(c->state == Chungup)
			error(Ehungup);
		if(r == -Hagain)
			await(c, Hpollin);
		else if(r == -Hfault)
			badaddr(data.u, (usize)(n - head));
		else if(isadvice(r))
			advice(c, (int)r);
		else if(r < 0)
			convfail(c, (int)r);
		else
			break;
	}
	if(c->p->kind == Hdgram)
		udphead(h, c, &from, &here);
	else
		iphead(h, c, (int)r, &from, &here, ttl);
	bufput(b, h, (usize)head);
	return head + (int)r;
}

static int
dgramwrite(Conv *c, Buf b, int n)
{
	int head = headsize(c);
	u8int h[Udphead];
	Hostaddr to, here = {.port = 0};
	bool named = c->headers && c->p->kind == Hdgram && c->state != Cconnected;
	Buf data;
	s64int r;

	if(n < head)
		error(Eshort);
	if(!named && c->state != Cconnected)
		error(Ehungup);
	bufget(h, b, (usize)head);
	if(named) {
		memmove(to.ip, h + Hremote, 16);
		memmove(here.ip, h + Hlocal, 16);
		to.port = getbe16(h + Hrport);
	}
	data = bufadd(b, (usize)head);
	for(;;) {
		r = hostsendto(c->fd, bufaddr(data), (usize)(n - head), named ? &to : nil,
			       named ? &here : nil);
		if(r == -Hagain)
			await(c, Hpollout);
		else if(r == -Hfault)
			buffix(data, (usize)(n - head), false);
		else if(isadvice(r))
			advice(c, (int)r);
		else if(r < 0)
			convfail(c, (int)r);
		else
			return n;
	}
}

int
convread(Conv *c, Buf b, int n)
{
	convmustbeopen(c);
	bufcheck(b, (usize)n);
	return convstream(c) ? streamread(c, b, n) : dgramread(c, b, n);
}

bool
convready(Conv *c, bool wait)
{
	return c->fd < 0 || c->state == Chungup || pollfd(c->fd, Hpollin, wait ? -1 : 0) != 0;
}

int
convwrite(Conv *c, Buf b, int n)
{
	convmustbeopen(c);
	bufcheck(b, (usize)n);
	return convstream(c) ? streamwrite(c, b, n) : dgramwrite(c, b, n);
}

/* ---- calls ---- */

static void
closefd(int *fd)
{
	hostclose(*fd);
}
DEFUNDO(closefd, int)

static bool
tryaccept(void *a)
{
	Try *t = a;

	t->r = hostaccept(t->c->fd, &t->from);
	return t->r != -Hagain;
}

/* wait for something at c's socket */
static void
awaitcall(Conv *c)
{
	pollfd(c->fd, Hpollin, -1);
	if(c->state == Chungup)
		error("listen hungup");
}

/* a new conversation over fd, which it takes */
static Conv *
callconv(Conv *c, int fd, const Hostaddr *from)
{
	Conv *nc;

	onerror(closefd, &fd);
	nc = newconv(c->ip, (int)(c->p - ipproto));
	poperror();
	nc->fd = fd;
	nc->remote = *from;
	if(!convstream(nc))
		convlocal(nc);
	nc->state = Cconnected;
	iplog(nc, "call from", &nc->remote);
	return nc;
}

static Conv *
streamcall(Conv *c)
{
	Try t = {.c = c};

	while(!tryaccept(&t) && !watch(&c->watch, tryaccept, &t))
		awaitcall(c);
	if(t.r < 0)
		convfail(c, (int)t.r);
	return callconv(c, (int)t.r, &t.from);
}

/* A socket at the same address as c's, connected to one other: Linux gives it that one's datagrams
 * from now on. */
static int
dgramsocket(Conv *c, const Hostaddr *from, const Hostaddr *here)
{
	Hostaddr a = *here;
	int fd = hostsocket(Hdgram, from), r;

	if(fd < 0)
		return fd;
	a.port = c->local.port;
	hostsockopt(c->fd, Hreuse, 1);
	hostsockopt(fd, Hreuse, 1);
	r = hostbind(fd, &a);
	hostsockopt(c->fd, Hreuse, 0);
	if(r >= 0)
		r = hostconnect(fd, from);
	if(r >= 0)
		return fd;
	hostclose(fd);
	return r;
}

/* a datagram from somebody new is a call */
static Conv *
dgramcall(Conv *c)
{
	Block *b = allocb(Maxdgram);
	Hostaddr from, here;
	int fd, ttl;
	s64int r;
	Conv *nc;

	onerror(freeb, b);
	while((r = hostrecvfrom(c->fd, (uintptr)b->wp, Maxdgram, &from, &here, &ttl)) == -Hagain)
		awaitcall(c);
	if(r < 0)
		convfail(c, (int)r);
	b->wp += r;
	fd = dgramsocket(c, &from, &here);
	if(fd < 0)
		convfail(c, fd);
	nc = callconv(c, fd, &from);
	nc->firstlen = blen(b);
	__atomic_store_n(&nc->first, b, __ATOMIC_RELEASE);
	poperror();
	return nc;
}

Conv *
convlisten(Conv *c)
{
	if(c->state != Cannounced)
		error(c->state == Chungup ? "listen hungup" : "not announced");
	if(convstream(c))
		return streamcall(c);
	if(c->p->kind != Hdgram || c->headers)
		error("listen not supported");
	return dgramcall(c);
}
