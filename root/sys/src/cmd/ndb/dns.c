/*
 * dns: the name server's file.  Questions are answered from the network database, from what is
 * remembered of earlier answers, or by asking a server that looks further for us.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <ip.h>
#include <ndb.h>
#include <cmd.h>
#include "dns.h"
#include "serve.h"

enum
{
	Maxcache = 1000, /* then all is forgotten */
	Maxservers = 8,
	Maxttl = 24 * 3600, /* s */
};

/* the records of one type that a name has */
typedef struct Records Records;
struct Records
{
	Records *next;
	char *name;
	int type;
	ulong expires;
	Answers data;
};

static char *netdir = "/net";
static Ndb *db;
static QLock lk; /* of the database and what is remembered */
static Records *cache;
static int ncached;
static char *servers[Maxservers]; /* -s */
static int nservers;

static void
forget(void)
{
	Records *r;

	while((r = cache) != nil) {
		cache = r->next;
		while(r->data.n > 0)
			free(r->data.line[--r->data.n]);
		free(r->data.line);
		free(r->name);
		free(r);
	}
	ncached = 0;
}

static void
copy(Answers *to, Answers *from)
{
	int i;

	for(i = 0; i < from->n; i++)
		answer(to, strdup(from->line[i]));
}

static void
remember(char *name, int type, Answers *data, ulong ttl)
{
	Records *r;

	if(ttl == 0)
		return;
	qlock(&lk);
	if(ncached >= Maxcache)
		forget();
	r = check(mallocz(sizeof *r, 1));
	r->name = check(strdup(name));
	r->type = type;
	r->expires = time(nil) + (ttl < Maxttl ? ttl : Maxttl);
	copy(&r->data, data);
	r->next = cache;
	cache = r;
	ncached++;
	qunlock(&lk);
}

static int
recall(Answers *a, char *name, int type)
{
	Records *r;

	qlock(&lk);
	for(r = cache; r != nil; r = r->next)
		if(r->type == type && cistrcmp(r->name, name) == 0 && r->expires > time(nil)) {
			copy(a, &r->data);
			break;
		}
	qunlock(&lk);
	return r != nil;
}

/* the address of IPv6 that stands before ip6.arpa, each digit as a name, the last one first */
static int
inverted6(char *name, char *buf, int n)
{
	uchar ip[IPaddrlen];
	char *s, *digits = "0123456789abcdef", *d;
	int i;

	memset(ip, 0, sizeof ip);
	for(i = 0, s = name; i < 2 * IPaddrlen; i++, s += 2) {
		d = *s == '\0' ? nil : strchr(digits, tolower(*s));
		if(d == nil || s[1] != '.')
			return 0;
		ip[IPaddrlen - 1 - i / 2] |= (d - digits) << i % 2 * 4;
	}
	snprint(buf, n, "%I", ip);
	return cistrcmp(s, "ip6.arpa") == 0;
}

/* the address that the name of an inverse entry stands for */
static int
inverted(char *name, char *buf, int n)
{
	char rev[128];
	int a, b, c, d;
	char *s;

	if(inverted6(name, buf, n))
		return 1;
	s = name;
	d = strtol(s, &s, 10);
	c = *s == '.' ? strtol(s + 1, &s, 10) : -1;
	b = *s == '.' ? strtol(s + 1, &s, 10) : -1;
	a = *s == '.' ? strtol(s + 1, &s, 10) : -1;
	snprint(buf, n, "%d.%d.%d.%d", a, b, c, d);
	ndbinverse(buf, rev, rev + sizeof rev);
	return cistrcmp(rev, name) == 0;
}

/* what the database says of a domain name: addresses; of an address: the name */
static int
indatabase(Answers *a, char *name, int type)
{
	Ndbtuple *t, *nt;
	Ndbs s;
	uchar ip[IPaddrlen];
	char addr[64], *attr;

	if(type == Tip || type == Tipv6)
		attr = "dom";
	else if(type == Tptr && inverted(name, addr, sizeof addr)) {
		attr = "ip";
		name = addr;
	} else
		return 0;
	qlock(&lk);
	for(t = ndbsearch(db, &s, attr, name); t != nil; t = ndbsnext(&s, attr, name)) {
		for(nt = t; nt != nil; nt = nt->entry)
			if(type == Tptr
				   ? strcmp(nt->attr, "dom") == 0
				   : strcmp(nt->attr, "ip") == 0 && parseip(ip, nt->val) != -1 &&
					     isv4(ip) == (type == Tip))
				answer(a, strdup(nt->val));
		ndbfree(t);
	}
	qunlock(&lk);
	return a->n > 0;
}

/* what the host's resolver says: it knows names that no server does */
static int
askhost(Answers *a, char *name, int type)
{
	char buf[1024], err[ERRMAX], *s;
	int fd, n;

	rerrstr(err, sizeof err);
	fd = open("#I/dns", ORDWR);
	if(fd >= 0 && fprint(fd, "%s %s", name, typename(type)) > 0) {
		seek(fd, 0, 0);
		while((n = read(fd, buf, sizeof buf - 1)) > 0) {
			buf[n] = '\0';
			s = strchr(buf, '\t');
			if(s != nil)
				answer(a, strdup(s + 1));
		}
	}
	close(fd);
	errstr(err, sizeof err);
	return a->n > 0 ? 0 : -1;
}

/* the host's servers, when nobody told us of others */
static int
hostservers(char **list)
{
	Biobuf *b;
	char *s, *word[2];
	int n;

	b = Bopen("/n/host/etc/resolv.conf", OREAD);
	if(b == nil)
		return 0;
	for(n = 0; n < Maxservers && (s = Brdstr(b, '\n', 1)) != nil; free(s))
		if(tokenize(s, word, nelem(word)) == 2 && strcmp(word[0], "nameserver") == 0)
			list[n++] = check(strdup(word[1]));
	Bterm(b);
	return n;
}

static int
findservers(char **list)
{
	static char *attr = "@dns";
	Ndbtuple *t, *nt;
	int n;

	for(n = 0; n < nservers; n++)
		list[n] = check(strdup(servers[n]));
	if(n > 0)
		return n;
	qlock(&lk);
	t = ndbipinfo(db, "sys", sysname(), &attr, 1);
	qunlock(&lk);
	for(nt = t; nt != nil && n < Maxservers; nt = nt->entry)
		list[n++] = check(strdup(nt->val));
	ndbfree(t);
	return n > 0 ? n : hostservers(list);
}

static int
resolve(Answers *a, char *name, int type)
{
	char *list[Maxservers];
	ulong ttl;
	int n, i, r;

	if(indatabase(a, name, type) || recall(a, name, type))
		return 0;
	n = findservers(list);
	r = askservers(netdir, list, n, name, type, a, &ttl);
	for(i = 0; i < n; i++)
		free(list[i]);
	if(r < 0 && nservers == 0 && askhost(a, name, type) == 0)
		return 0;
	if(r == 0)
		remember(name, type, a, ttl);
	return r;
}

/* a record as tuples, for the words of data */
static char *
tuples(char *name, int type, char *data)
{
	static char *mx[] = {"pref", "mx"}, *srv[] = {"pri", "weight", "port", "target"};
	char *one, **attr, *word[4];
	Fmt f;
	int i, n;

	if(type == Tptr)
		return smprint("ptr=%s dom=%s", name, data);
	one = typename(type);
	attr = type == Tmx ? mx : type == Tsrv ? srv : &one;
	n = type == Tmx ? nelem(mx) : type == Tsrv ? nelem(srv) : 1;
	word[0] = data;
	if(n > 1)
		n = getfields(data, word, n, 1, " ");
	fmtstrinit(&f);
	fmtprint(&f, "dom=%s", name);
	for(i = 0; i < n; i++)
		fmtprint(&f, strpbrk(word[i], " \t") != nil ? " %s=\"%s\"" : " %s=%s", attr[i],
			 word[i]);
	return fmtstrflush(&f);
}

/* name type, perhaps behind an exclamation mark */
static int
ask(Answers *a, char *q, int owner)
{
	Answers got;
	char *word[3], *name;
	int i, n, pairs, type, len;

	pairs = q[0] == '!';
	n = tokenize(q + pairs, word, nelem(word));
	if(owner && n == 1 && strcmp(word[0], "refresh") == 0) {
		qlock(&lk);
		forget();
		ndbreopen(db);
		qunlock(&lk);
		return 0;
	}
	if(n != 2) {
		werrstr("illegal request");
		return -1;
	}
	name = word[0];
	len = strlen(name);
	if(len > 1 && name[len - 1] == '.')
		name[len - 1] = 0;
	type = typenumber(word[1]);
	if(type < 0) {
		werrstr("unknown type %s", word[1]);
		return -1;
	}
	memset(&got, 0, sizeof got);
	n = resolve(&got, name, type);
	for(i = 0; i < got.n; i++) {
		answer(a, pairs ? tuples(name, type, got.line[i])
				: smprint("%s %s\t%s", name, word[1], got.line[i]));
		free(got.line[i]);
	}
	free(got.line);
	return n;
}

static void
usage(void)
{
	fprint(2, "usage: ndb/dns [-r] [-f file] [-s server] ... [-x netdir]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	char *file;

	file = nil;
	ARGBEGIN
	{
	case 'f':
		file = EARGF(usage());
		break;
	case 'r': /* it is the only way that we know */
		break;
	case 's':
		if(nservers == Maxservers)
			usage();
		servers[nservers++] = EARGF(usage());
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
	fmtinstall('I', eipfmt);
	asksetup();
	serve("dns", netdir, ask);
	exits(nil);
}
