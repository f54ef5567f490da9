/*
 * Asking the servers: net/cs for what is in the database and net/dns for the Internet's.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <ip.h>
#include <ndb.h>
#include "ndbimpl.h"

/*
 * Write a question to a server's file and have line called with its answers, one a read.  The number of
 * answers, or -1.
 */
int
ndbask(const char *file, const char *question, void (*line)(char *, void *), void *arg)
{
	char buf[4096];
	int fd, n, lines = -1;

	fd = open(file, ORDWR);
	if(fd < 0)
		return -1;
	if(write(fd, question, strlen(question)) >= 0) {
		seek(fd, 0, 0);
		for(lines = 0; (n = read(fd, buf, sizeof buf - 1)) > 0; lines++) {
			buf[n] = '\0';
			line(buf, arg);
		}
	}
	close(fd);
	return lines;
}

static void
gather(char *s, void *arg)
{
	Ndbtuple **all = arg;

	*all = ndbconcatenate(*all, _ndbparseline(s));
}

static Ndbtuple *
ask(const char *net, const char *file, const char *question)
{
	char name[NETPATHLEN + 8];
	Ndbtuple *all = nil;

	snprint(name, sizeof name, "%s/%s", net == nil ? "/net" : net, file);
	ndbask(name, question, gather, &all);
	return all;
}

Ndbtuple *
csipinfo(const char *net, const char *attr, const char *val, char **list, int n)
{
	char line[1024], *p, *e = line + sizeof line;
	int i;

	p = seprint(line, e, "!ipinfo %s=%s", attr, val);
	for(i = 0; i < n; i++)
		p = seprint(p, e, " %s", list[i]);
	return ask(net, "cs", line);
}

/* the value of rattr in an entry with attr=val; *pp gets all that came */
char *
csgetvalue(const char *net, const char *attr, const char *val, const char *rattr, Ndbtuple **pp)
{
	char line[256], *v = nil;
	Ndbtuple *t, *nt;

	if(pp != nil)
		*pp = nil;
	snprint(line, sizeof line, "!%s=%s %s=*", attr, val, rattr);
	t = ask(net, "cs", line);
	nt = ndbfindattr(t, nil, rattr);
	if(nt != nil)
		v = strdup(nt->val);
	if(pp != nil && v != nil)
		*pp = t;
	else
		ndbfree(t);
	return v;
}

/* the name under which the inverse of an address is registered */
void
ndbinverse(const char *addr, char *p, char *e)
{
	uchar ip[IPaddrlen];
	int i;

	if(parseip(ip, addr) < 0) {
		strecpy(p, e, addr);
		return;
	}
	if(isv4(ip)) {
		seprint(p, e, "%d.%d.%d.%d.in-addr.arpa", ip[15], ip[14], ip[13], ip[12]);
		return;
	}
	for(i = IPaddrlen - 1; i >= 0; i--)
		p = seprint(p, e, "%x.%x.", ip[i] & 15, ip[i] >> 4);
	strecpy(p, e, "ip6.arpa");
}

/* the records of a type that a name has; for type ptr the name may be an address */
Ndbtuple *
dnsquery(const char *net, const char *val, const char *type)
{
	char name[128], line[200];

	strecpy(name, name + sizeof name, val);
	if(strcmp(type, "ptr") == 0)
		ndbinverse(val, name, name + sizeof name);
	snprint(line, sizeof line, "!%s %s", name, type); /* the answers are tuples */
	return ask(net, "dns", line);
}
