/*
 * /net/log: what conversations do, for those who asked for it by "set tcp udp icmp" there, "only" those
 * with an address.  Nothing is kept for nobody.
 */
#include "u.h"
#include "lib.h"
#include "err.h"
#include "ip.h"
#include "parse.h"

enum
{
	Cmset,
	Cmclear,
	Cmonly,
	Logsize = 16 * KiB,
};

static const Cmdtab cmdtab[] = {{Cmset, "set", 0}, {Cmclear, "clear", 0}, {Cmonly, "only", 0}};

/* those that are a protocol of ours tell something */
static const char *const items[] = {
	[Ptcp] = "tcp",
	[Pudp] = "udp",
	[Picmp] = "icmp",
	[Picmp6] = "icmpv6",
	"ppp",
	"ip",
	"fs",
	"compress",
	"ilmsg",
	"gre",
	"tcpwin",
	"tcprxmt",
	"udpmsg",
	"ipmsg",
	"esp",
	"il",
};

void
iplogopen(Ipstack *ip)
{
	Iplog *l = iplogof(ip);

	qlock(&l->lk); /* the file is open already: it is counted, whatever note comes */
	onerror(qunlock, &l->lk);
	if(l->q == nil) {
		l->q = qopen(Logsize, Qcoalesce);
		qnoblock(l->q, true);
	}
	l->nopen++;
	undo();
}

void
iplogclose(Ipstack *ip)
{
	Iplog *l = iplogof(ip);

	qlock(&l->lk);
	onerror(qunlock, &l->lk);
	if(--l->nopen == 0)
		letgo(qfree, l->q);
	undo();
}

int
iplogread(Ipstack *ip, Buf b, int n)
{
	return qread(iplogof(ip)->q, b, n);
}

static u32int
itembits(Cmdbuf *cb)
{
	u32int bits = 0;
	int i;

	for(int w = 1; w < cb->nword; w++) {
		for(i = 0; i < nelem(items); i++)
			if(strcmp(cb->word[w], items[i]) == 0)
				break;
		if(i == nelem(items))
			cmderror(cb, "unknown log item");
		bits |= (u32int)1 << i;
	}
	return bits;
}

void
iplogctl(Ipstack *ip, Buf b, int n)
{
	Iplog *l = iplogof(ip);
	Cmdbuf *cb = parsecmd(b, n);
	const Cmdtab *ct;
	u32int bits = 0;
	u8int only[16] = {0};

	onerror(freecmd, cb);
	ct = lookupcmd(cb, cmdtab, nelem(cmdtab));
	if(ct->index != Cmonly)
		bits = itembits(cb);
	else if(cb->nword > 1 && !parseip(only, cb->word[1]))
		error(Ebadip);
	eqlock(&l->lk);
	onerror(qunlock, &l->lk);
	switch(ct->index) {
	case Cmset:
		l->items |= bits;
		break;
	case Cmclear:
		l->items &= ~bits;
		break;
	case Cmonly:
		memmove(l->only, only, sizeof l->only);
		break;
	}
	undo();
	undo();
}

/* is anybody to hear of it?  lk is held */
static bool
wanted(const Iplog *l, const Conv *c, const Hostaddr *a)
{
	return l->q != nil && (l->items >> (c->p - ipproto) & 1) != 0 &&
	       (ipisany(l->only) || memcmp(l->only, a->ip, sizeof l->only) == 0);
}

void
iplog(Conv *c, const char *what, const Hostaddr *a)
{
	Iplog *l = iplogof(c->ip);
	char line[128], ip[Ipstrlen];
	int n;

	qlock(&l->lk);
	onerror(qunlock, &l->lk);
	if(wanted(l, c, a)) {
		fmtip(ip, sizeof ip, a->ip);
		n = snprint(line, sizeof line, "%s/%d: %s %s!%d\n", c->p->name, c->n, what, ip,
			    a->port);
		qproduce(l->q, line, n);
	}
	undo();
}
