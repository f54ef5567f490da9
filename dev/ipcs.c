/*
 * /net/cs without a name server: it translates addresses that are numbers already, this
 * machine's own name and localhost, and the numbers of ports.  Whoever wants names runs a
 * connection server, which mounts itself before this file.
 */
#include "u.h"
#include "lib.h"
#include "err.h"
#include "host.h"
#include "ip.h"
#include "mem.h"

enum
{
	Maxquery = 256
};

static bool
isnumber(const char *s)
{
	char *end;

	strtou(s, &end, 10);
	return end != s && *end == 0;
}

/* the host part as clone files take it; "": any */
static void
host(const char *s, char *buf, int n)
{
	u8int ip[16];

	if(strcmp(s, "*") == 0) {
		snprint(buf, n, "");
		return;
	}
	if(strcmp(s, "localhost") == 0)
		s = "127.0.0.1";
	if(!parseip(ip, s))
		error("can't translate address: dns: resource does not exist; negrcode 0");
	fmtip(buf, n, ip);
}

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

int
cstranslate(const char *query, char *buf, int n)
{
	char q[Maxquery], *part[4], ip[Ipstrlen];
	const char *proto;
	int np;

	if(strlen(query) >= sizeof q)
		error("request too long");
	strecpy(q, q + sizeof q, query);
	if(q[0] == '!')
		error("no match");
	np = getfields(q, part, nelem(part), false, "!");
	if(np < 2)
		error("bad query");
	proto = protocol(part[0]);
	host(part[1], ip, sizeof ip);
	if(np == 2)
		return snprint(buf, n, "/net/%s/clone %s", proto, ip);
	if(!isnumber(part[2]) && strcmp(part[2], "*") != 0)
		error("can't translate service");
	return snprint(buf, n, "/net/%s/clone %s%s%s", proto, ip, ip[0] != 0 ? "!" : "", part[2]);
}
