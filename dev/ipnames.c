/*
 * /net/cs and /net/dns as long as no program serves them: names, services and addresses as the host's resolver
 * knows them.  Whoever wants /lib/ndb runs ndb/cs and ndb/dns, which mount themselves before these files.
 */
#include "u.h"
#include "lib.h"
#include "err.h"
#include "grp.h"
#include "host.h"
#include "ip.h"
#include "mem.h"

/* the numbers that packets have for protocols */
static const struct
{
	const char *name;
	int number;
} numbers[] = {{"icmp", 1}, {"igmp", 2},       {"tcp", 6},
	       {"udp", 17}, {"ipv6-icmp", 58}, {"icmpv6", 58}};

static bool
isnumber(const char *s)
{
	char *end;

	strtou(s, &end, 10);
	return end != s && *end == 0;
}

/* ---- cs ---- */

/* the protocol that answers for the name; net is tcp */
static const char *
protocol(const char *name)
{
	if(strcmp(name, "net") == 0)
		return ipproto[Ptcp].name;
	for(int i = 0; i < Nproto; i++)
		if(strcmp(name, ipproto[i].name) == 0)
			return ipproto[i].name;
	error("can't translate address");
}

/* of Plan 9, which few hosts know */
static const char *const services[][2] = {
	{"9fs", "564"},        {"ticket", "567"}, {"styx", "6666"},  {"registry", "6675"},
	{"exportfs", "17007"}, {"cpu", "17010"},  {"rcpu", "17019"},
};

static void
service(const char *proto, const char *name, char *buf, int n)
{
	char *end;

	if(isnumber(name) || strcmp(name, "*") == 0) {
		strecpy(buf, buf + n, name);
		return;
	}
	for(int i = 0; i < nelem(services); i++)
		if(strcmp(proto, "tcp") == 0 && strcmp(services[i][0], name) == 0) {
			strecpy(buf, buf + n, services[i][1]);
			return;
		}
	if(!ipresolve(name, proto, buf, n))
		error("can't translate service");
	end = strchr(buf, '\n');
	if(end != nil)
		*end = 0;
}

/* is it this machine's own name? */
static bool
ismyname(const char *name)
{
	char *sys = kgetenv("sysname");
	bool is = sys != nil && strcmp(sys, name) == 0;

	kfree(sys);
	return is;
}

/* addresses of a host, a line each; a single empty one: any */
static void
addresses(const char *name, char *buf, int n)
{
	u8int ip[16];
	char v4[Maxanswer / 2], v6[Maxanswer / 2];

	if(strcmp(name, "*") == 0)
		strecpy(buf, buf + n, "\n");
	else if(name[0] == 0)
		error("temporary problem: dns failure");
	else if(parseip(ip, name)) {
		n = fmtip(buf, n - 1, ip);
		strecpy(buf + n, buf + n + 2, "\n");
	} else {
		ipresolve(name, "ip", v4, sizeof v4);
		ipresolve(name, "ipv6", v6, sizeof v6);
		snprint(buf, n, "%s%s", v4, v6);
		if(buf[0] == 0 && ismyname(name))
			strecpy(buf, buf + n, "127.0.0.1\n");
		if(buf[0] == 0)
			error("can't translate address: dns: resource does not exist; negrcode 0");
	}
}

/* !attr=value: of what ndb(6) has only protocols are known here */
static void
attributes(const char *q, char *buf, int n)
{
	if(strncmp(q, "protocol=", 9) == 0)
		for(int i = 0; i < nelem(numbers); i++)
			if(strcmp(q + 9, numbers[i].name) == 0) {
				snprint(buf, n, "protocol=%s ipv4proto=%d\n", q + 9,
					numbers[i].number);
				return;
			}
	error("no match");
}

/* net!host!service, or net!host */
void
ipcs(char *q, char *buf, int n)
{
	char *part[4], list[Maxanswer], port[32] = "", *s, *next, *p = buf, *e = buf + n;
	const char *proto;
	int np;

	if(q[0] == '!') {
		attributes(q + 1, buf, n);
		return;
	}
	np = getfields(q, part, nelem(part), false, "!");
	if(np < 2)
		error("bad query");
	proto = protocol(part[0]);
	addresses(part[1], list, sizeof list);
	if(np > 2)
		service(proto, part[2], port, sizeof port);
	for(s = list; (next = strchr(s, '\n')) != nil; s = next + 1) {
		*next = 0;
		p = seprint(p, e, "/net/%s/clone %s%s%s\n", proto, s,
			    s[0] != 0 && port[0] != 0 ? "!" : "", port);
	}
}

/* ---- dns ---- */

/* the address that an in-addr.arpa or ip6.arpa name stands for; false: it is none such */
static bool
arpaip(const char *name, u8int *ip)
{
	const char *s = name;
	int n = 0;
	char *end;

	memset(ip, 0, 16);
	if(strstr(name, ".ip6.arpa") != nil) {
		for(; n < 32 && *s != 0 && s[1] == '.'; n++, s += 2)
			ip[15 - n / 2] |= (u8int)(strtou((char[]){*s, 0}, &end, 16) << (n % 2 * 4));
		return n == 32 && strcmp(s, "ip6.arpa") == 0;
	}
	ip[10] = ip[11] = 0xff;
	for(; n < 4 && *s >= '0' && *s <= '9'; n++, s = end + 1) {
		ip[15 - n] = (u8int)strtou(s, &end, 10);
		if(*end != '.')
			return false;
	}
	return n == 4 && strcmp(s, "in-addr.arpa") == 0;
}

/* a record in the form of a query that began with !: attr=value pairs, for the words of data */
static char *
pairs(char *p, char *e, const char *owner, const char *type, char *data)
{
	static const char *const mx[] = {"pref", "mx"}, *const srv[] = {"pri", "weight", "port",
									"target"};
	const char *const *names = strcmp(type, "mx") == 0    ? mx
				   : strcmp(type, "srv") == 0 ? srv
							      : &type;
	int max = names == mx ? 2 : names == srv ? 4 : 1, n;
	char *word[4];

	if(strcmp(type, "ptr") == 0)
		return seprint(p, e, "ptr=%s dom=%s\n", owner, data);
	n = max == 1 ? 1 : getfields(data, word, max, true, " ");
	if(max == 1)
		word[0] = data;
	p = seprint(p, e, "dom=%s", owner);
	for(int i = 0; i < n; i++)
		p = seprint(p, e, " %s=%s", names[i], word[i]);
	return seprint(p, e, "\n");
}

static void
knowntype(const char *type)
{
	static const char *const known[] = {"ip", "ipv6", "ptr", "cname", "mx",
					    "ns", "soa",  "srv", "txt"};

	for(int i = 0; i < nelem(known); i++)
		if(strcmp(type, known[i]) == 0)
			return;
	errorf("unknown type %s", type);
}

/* name type */
void
ipdns(char *q, char *buf, int n)
{
	char *word[3], list[Maxanswer], name[Ipstrlen], *s, *next, *p = buf, *e = buf + n;
	bool wantpairs = q[0] == '!', found;
	const char *owner, *type;
	u8int ip[16];

	if(getfields(q + wantpairs, word, nelem(word), true, " \t\n") != 2)
		errorf("illegal request");
	owner = word[0];
	type = word[1];
	knowntype(type);
	if(strcmp(type, "ptr") == 0 && arpaip(owner, ip)) {
		fmtip(name, sizeof name, ip);
		found = ipresolve(name, type, list, sizeof list);
	} else
		found = ipresolve(owner, type, list, sizeof list);
	if(!found)
		error("dns: resource does not exist; negrcode 0");
	for(s = list; (next = strchr(s, '\n')) != nil; s = next + 1) {
		*next = 0;
		p = wantpairs ? pairs(p, e, owner, type, s)
			      : seprint(p, e, "%s %s\t%s\n", owner, type, s);
	}
}
