/*
 * ndbipinfo: what is known of a system, from its own entry and from those of the networks that it
 * is in, the smallest first.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <ip.h>
#include <ndb.h>
#include "ndbimpl.h"

enum
{
	Maxnets = 32,
};

/* sys, dom or ip: what a name looks like */
char *
ipattr(const char *name)
{
	int dot = 0, alpha = 0, colon = 0, other = 0;

	for(; *name != '\0'; name++) {
		if(*name >= '0' && *name <= '9')
			continue;
		if(*name == '.')
			dot = 1;
		else if(*name == ':')
			colon = 1;
		else if((*name | 0x20) >= 'a' && (*name | 0x20) <= 'z')
			alpha = 1;
		else
			other = 1;
	}
	if(colon || (dot && !alpha && !other))
		return "ip";
	return dot ? "dom" : "sys";
}

/* all addresses of the system val, as a list of ip tuples */
Ndbtuple *
ndbgetipaddr(Ndb *db, const char *val)
{
	Ndbtuple *t, *nt, *list = nil;
	char *attr = ipattr(val);
	Ndbs s;

	if(strcmp(attr, "ip") == 0)
		return ndbnew("ip", val);
	t = ndbsearch(db, &s, attr, val);
	if(t == nil && strcmp(attr, "dom") == 0)
		t = ndbsearch(db, &s, "sys", val);
	for(nt = t; nt != nil; nt = nt->entry)
		if(strcmp(nt->attr, "ip") == 0)
			list = ndbconcatenate(list, ndbnew("ip", nt->val));
	ndbfree(t);
	return list;
}

typedef struct Net Net;
struct Net
{
	Ndbtuple *t;
	uchar mask[IPaddrlen];
};

/* does the entry describe a network with ip in it? */
static int
contains(Ndbtuple *t, const uchar *ip, uchar *mask)
{
	uchar net[IPaddrlen], a[IPaddrlen];
	Ndbtuple *nip = ndbfindattr(t, nil, "ip"), *m = ndbfindattr(t, nil, "ipmask");

	if(nip == nil || parseip(net, nip->val) < 0)
		return 0;
	if(m == nil)
		ipmove(mask, defmask(net));
	else if(parseipmask(mask, m->val, isv4(net)) < 0)
		return 0;
	maskip(ip, mask, a);
	return ipcmp(a, net) == 0;
}

/* more bits in the mask first */
static int
smaller(const void *a, const void *b)
{
	return -memcmp(((const Net *)a)->mask, ((const Net *)b)->mask, IPaddrlen);
}

static int
networks(Ndb *db, const uchar *ip, Net *nets)
{
	Ndbtuple *t;
	int n = 0;

	for(; db != nil; db = db->next) {
		Bseek(db->b, 0, 0);
		while((t = ndbparse(db)) != nil) {
			if(n < Maxnets && ndbfindattr(t, nil, "ipnet") != nil &&
			   contains(t, ip, nets[n].mask))
				nets[n++].t = t;
			else
				ndbfree(t);
		}
	}
	qsort(nets, n, sizeof nets[0], smaller);
	return n;
}

/* a system's name becomes its addresses, under the same attribute */
static Ndbtuple *
resolve(Ndb *db, const char *attr, const char *val)
{
	Ndbtuple *list = ndbgetipaddr(db, val), *t;

	if(list == nil)
		return ndbnew(attr, val);
	for(t = list; t != nil; t = t->entry)
		strecpy(t->attr, t->attr + sizeof t->attr, attr);
	return list;
}

/* all of attribute attr in the entry, those of the line of first alone if it has any */
static Ndbtuple *
pick(Ndb *db, Ndbtuple *entry, Ndbtuple *first, const char *attr)
{
	Ndbtuple *t, *list = nil;
	int names = *attr == '@', i;

	if(names)
		attr++;
	t = first;
	if(t != nil)
		do {
			if(strcmp(t->attr, attr) == 0)
				list = ndbconcatenate(list, names ? resolve(db, attr, t->val)
								  : ndbnew(attr, t->val));
			t = t->line;
		} while(t != first);
	for(i = 0, t = list == nil ? entry : nil; t != nil; t = t->entry, i++)
		if(strcmp(t->attr, attr) == 0)
			list = ndbconcatenate(list, names ? resolve(db, attr, t->val)
							  : ndbnew(attr, t->val));
	return list;
}

/*
 * For each attribute of list its values: from the system with attr=val, else from the smallest network
 * that has it.  An attribute written @attr has names of systems as values, and their addresses are given.
 */
Ndbtuple *
ndbipinfo(Ndb *db, const char *attr, const char *val, char **list, int n)
{
	Net nets[Maxnets];
	Ndbtuple *sys, *ipt, *got, *all = nil;
	uchar ip[IPaddrlen];
	int i, k, nnet = 0, haveip = 0;
	Ndbs s;

	sys = ndbsearch(db, &s, attr, val);
	ipt = sys == nil ? nil : ndbfindattr(sys, s.t, "ip");
	if(strcmp(attr, "ip") == 0)
		haveip = parseip(ip, val) >= 0;
	else if(ipt != nil)
		haveip = parseip(ip, ipt->val) >= 0;
	if(haveip)
		nnet = networks(db, ip, nets);
	for(i = 0; i < n; i++) {
		got = sys == nil ? nil : pick(db, sys, s.t, list[i]);
		if(got == nil && strcmp(list[i], "ip") == 0 && haveip && sys == nil)
			got = ndbnew("ip", val);
		for(k = 0; got == nil && k < nnet && strcmp(list[i], "ip") != 0; k++)
			got = pick(db, nets[k].t, nil, list[i]);
		all = ndbconcatenate(all, got);
	}
	ndbfree(sys);
	for(k = 0; k < nnet; k++)
		ndbfree(nets[k].t);
	if(all == nil)
		werrstr("not found");
	return all;
}
