/*
 * cs: the connection server.  It turns the addresses that dial takes into recipes, a clone file and what
 * to write to its control file, by the network database and the name server.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <ip.h>
#include <ndb.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>
#include <cmd.h>
#include "serve.h"

enum
{
	Maxwords = 64,
	Maxfast = 16, /* protocols that net stands for */
};

static char *netdir = "/net";
static Ndb *db;
static QLock dblock;
static int ipv4 = 1, ipv6 = 1;
static char *fast[Maxfast] = {"il", "tcp"};
static char *known[] = {"il", "tcp", "udp", "icmp", "icmpv6", "rudp", "ssh", "telco"};

static char Eaddress[] = "can't translate address";
static char Eservice[] = "can't translate service";

static Ndbtuple *
ipinfo(char *attr, char *val, char **attrs, int n)
{
	Ndbtuple *t;

	qlock(&dblock);
	t = ndbipinfo(db, attr, val, attrs, n);
	qunlock(&dblock);
	return t;
}

/* the port of a service; malloced, nil if there is none */
static char *
portof(char *proto, char *service)
{
	Ndbtuple *t;
	char *port;

	if(strcmp(service, "*") == 0 || service[strspn(service, "0123456789")] == 0)
		return estrdup9p(service);
	qlock(&dblock);
	port = ndbgetvalue(db, nil, proto, service, "port", &t);
	qunlock(&dblock);
	if(port != nil && ndbfindattr(t, nil, "restricted") != nil) {
		free(port);
		port = smprint("%s!r", ndbfindattr(t, nil, "port")->val);
	}
	if(port != nil)
		ndbfree(t);
	return port;
}

/* addresses by the name server; the error string tells why there are none */
static Ndbtuple *
bydns(char *host)
{
	Ndbtuple *v4, *v6;

	v4 = ipv4 ? dnsquery(netdir, host, "ip") : nil;
	v6 = ipv6 ? dnsquery(netdir, host, "ipv6") : nil;
	return ndbconcatenate(v4, v6);
}

static Ndbtuple *
byndb(char *host)
{
	Ndbtuple *t;

	qlock(&dblock);
	t = ndbgetipaddr(db, host);
	qunlock(&dblock);
	return t;
}

/* what this system, or a network that it is in, has for attribute: names of others */
static Ndbtuple *
byattr(char *attr)
{
	Ndbtuple *t;
	char *at;

	at = check(smprint("@%s", attr));
	t = ipinfo("sys", sysname(), &at, 1);
	free(at);
	return t;
}

/* tuples some of which are addresses; nil and the error string if there are none */
static Ndbtuple *
addresses(char *host)
{
	Ndbtuple *t;
	uchar ip[IPaddrlen];
	char err[ERRMAX];

	if(host[0] == '$')
		t = byattr(host + 1);
	else if(host[0] == '[' || parseip(ip, host) != -1) {
		if(host[0] == '[') {
			host++;
			host[strcspn(host, "]")] = 0;
		}
		t = parseip(ip, host) != -1 ? ndbnew("ip", host) : nil;
	} else if(strcmp(ipattr(host), "sys") == 0) {
		t = byndb(host);
		if(t == nil)
			t = bydns(host);
	} else {
		t = bydns(host);
		if(t == nil) {
			rerrstr(err, sizeof err);
			t = byndb(host);
			errstr(err, sizeof err);
		}
	}
	if(t != nil)
		return t;
	rerrstr(err, sizeof err);
	if(strstr(err, "dns failure") != nil)
		werrstr("temporary problem: %s", err);
	else if(strstr(err, "negrcode") != nil || strstr(err, "name does not exist") != nil)
		werrstr("%s: %s", Eaddress, err);
	else
		werrstr("%s", Eaddress);
	return nil;
}

static int
exists(char *proto)
{
	char name[NETPATHLEN * 2];

	snprint(name, sizeof name, "%s/%s/clone", netdir, proto);
	return access(name, AEXIST) == 0;
}

/* the recipes for one protocol, for the addresses in t; nil is any */
static int
recipes(Answers *a, char *proto, Ndbtuple *t, char *service, char *rest)
{
	char *port;

	port = service != nil ? portof(proto, service) : nil;
	if(service != nil && port == nil) {
		werrstr(Eservice);
		return -1;
	}
	if(t == nil)
		answer(a, smprint("%s/%s/clone %s", netdir, proto, port != nil ? port : "*"));
	for(; t != nil; t = t->entry)
		if(strcmp(t->attr, "dom") != 0)
			answer(a, smprint("%s/%s/clone %s%s%s%s%s", netdir, proto, t->val,
					  port != nil ? "!" : "", port != nil ? port : "",
					  rest != nil ? "!" : "", rest != nil ? rest : ""));
	free(port);
	return 0;
}

/* net!host!service!rest */
static int
translate(Answers *a, char *q)
{
	Ndbtuple *t;
	char *part[4], *host, *service, *rest;
	int i, n, any;

	n = getfields(q, part, nelem(part), 0, "!");
	if(n == 1) {
		part[1] = part[0];
		part[0] = "net";
		n++;
	}
	host = part[1];
	service = n > 2 ? part[2] : nil;
	rest = n > 3 ? part[3] : nil;
	for(i = 0; i < nelem(known) && strcmp(known[i], part[0]) != 0; i++) {
	}
	if(i == nelem(known) && strcmp(part[0], "net") != 0) {
		answer(a, smprint("%s/%s/clone %s%s%s", netdir, part[0], host,
				  service != nil ? "!" : "", service != nil ? service : ""));
		return 0;
	}
	any = strcmp(host, "*") == 0 || strcmp(host, "::") == 0;
	t = any ? nil : addresses(host);
	if(t == nil && !any)
		return -1;
	if(strcmp(part[0], "net") != 0)
		recipes(a, part[0], t, service, rest);
	else
		for(i = 0; i < Maxfast && fast[i] != nil; i++)
			if(exists(fast[i]))
				recipes(a, fast[i], t, service, rest);
	ndbfree(t);
	return a->n > 0 ? 0 : -1;
}

/* attr=val in two */
static char *
value(char *s)
{
	char *v;

	v = strchr(s, '=');
	if(v == nil)
		return "*";
	*v = 0;
	return v + 1;
}

static char *
tuples(Ndbtuple *t)
{
	Fmt f;
	char *sep;

	fmtstrinit(&f);
	for(sep = ""; t != nil; t = t->entry, sep = " ")
		fmtprint(&f, strpbrk(t->val, " \t") != nil ? "%s%s=\"%s\"" : "%s%s=%s", sep,
			 t->attr, t->val);
	return fmtstrflush(&f);
}

static int
nomatch(void)
{
	werrstr("no match");
	return -1;
}

/* !ipinfo attr=val attr ... */
static int
info(Answers *a, int n, char **word)
{
	Ndbtuple *t;
	char *v;

	if(n < 1)
		return nomatch();
	if(strchr(word[0], '=') == nil)
		t = ipinfo("sys", sysname(), word, n);
	else {
		v = value(word[0]);
		t = ipinfo(word[0], v, word + 1, n - 1);
	}
	if(t == nil)
		return nomatch();
	answer(a, tuples(t));
	ndbfree(t);
	return 0;
}

/* what the entry has of an attribute, if one of them is the value */
static Ndbtuple *
having(Ndbtuple *entry, char *attr, char *val)
{
	Ndbtuple *got;

	got = nil;
	for(; entry != nil; entry = entry->entry)
		if(strcmp(entry->attr, attr) == 0 &&
		   (strcmp(val, "*") == 0 || strcmp(val, entry->val) == 0))
			got = ndbconcatenate(got, ndbnew(attr, entry->val));
	return got;
}

/* !attr=val attr=val ...: the first entry that has them all */
static int
general(Answers *a, int n, char **word)
{
	Ndbtuple *t, *got, *all;
	Ndbs s;
	char *val[Maxwords];
	int i;

	for(i = 0; i < n; i++)
		val[i] = value(word[i]);
	all = nil;
	qlock(&dblock);
	for(t = ndbsearch(db, &s, word[0], val[0]); t != nil; t = ndbsnext(&s, word[0], val[0])) {
		for(i = 0; i < n; i++) {
			got = having(t, word[i], val[i]);
			if(got == nil)
				break;
			all = ndbconcatenate(all, got);
		}
		ndbfree(t);
		if(i == n)
			break;
		ndbfree(all);
		all = nil;
	}
	qunlock(&dblock);
	if(all == nil)
		return nomatch();
	answer(a, tuples(all));
	ndbfree(all);
	return 0;
}

static int
attributes(Answers *a, char *q)
{
	char *word[Maxwords];
	int n;

	n = tokenize(q, word, nelem(word));
	if(n == 0 || n == nelem(word)) {
		werrstr("bad query");
		return -1;
	}
	if(strcmp(word[0], "ipinfo") == 0)
		return info(a, n - 1, word + 1);
	return general(a, n, word);
}

static void
addfast(int n, char **proto)
{
	int i, k;

	for(i = 0; i < n; i++) {
		for(k = 0; k < Maxfast && fast[k] != nil && strcmp(fast[k], proto[i]) != 0; k++) {
		}
		if(k < Maxfast && fast[k] == nil)
			fast[k] = estrdup9p(proto[i]);
	}
}

/* words for the server itself; 0: it is none of them */
static int
control(char *q)
{
	char *copy, *word[Maxwords];
	int n, done;

	copy = estrdup9p(q);
	n = tokenize(copy, word, nelem(word));
	done = 1;
	if(n == 1 && strcmp(word[0], "debug") == 0)
		chatty9p = !chatty9p;
	else if(n == 1 && strcmp(word[0], "ipv4") == 0)
		ipv4 = !ipv4;
	else if(n == 1 && strcmp(word[0], "ipv6") == 0)
		ipv6 = !ipv6;
	else if(n > 1 && strcmp(word[0], "add") == 0)
		addfast(n - 1, word + 1);
	else if(n == 1 && strcmp(word[0], "refresh") == 0) {
		qlock(&dblock);
		ndbreopen(db);
		qunlock(&dblock);
	} else
		done = 0;
	free(copy);
	return done;
}

static int
ask(Answers *a, char *q, int owner)
{
	if(q[0] == '!')
		return attributes(a, q + 1);
	if(owner && strchr(q, '!') == nil && control(q))
		return 0;
	return translate(a, q);
}

static void
usage(void)
{
	fprint(2, "usage: ndb/cs [-46D] [-f file] [-x netdir]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	char *file;

	file = nil;
	ARGBEGIN
	{
	case '4':
		ipv6 = 0;
		break;
	case '6':
		ipv4 = 0;
		break;
	case 'D':
		chatty9p = 1;
		break;
	case 'f':
		file = EARGF(usage());
		break;
	case 'x':
		netdir = EARGF(usage());
		break;
	default:
		usage();
	}
	ARGEND
	if(argc != 0)
		usage();
	db = ndbopen(file);
	if(db == nil)
		sysfatal("can't open the database: %r");
	serve("cs", netdir, ask);
	exits(nil);
}
