/*
 * Questions to name servers, by udp, or tcp when the answer is too long for that.  An answer is believed
 * if it has the number and the question that were sent; no byte of it is trusted to be well formed.
 */
#include <u.h>
#include <libc.h>
#include <ip.h>
#include <cmd.h>
#include "dns.h"
#include "serve.h"

enum
{
	Maxname = 256,
	Maxlabel = 63,
	Maxudp = 4096,
	Maxtcp = 65535,
	Headlen = 12,
	Fixedlen = 10,   /* of a record, behind its name */
	Maxchain = 8,    /* of names that stand for one another */
	Maxjumps = 32,   /* within a message, for a name */
	Tries = 3,       /* for each server */
	Patience = 1500, /* ms, then twice as long */
	Inet = 1,        /* class */
	/* flags */
	Fanswer = 1 << 15,
	Ftruncated = 1 << 9,
	Frecurse = 1 << 8,
	Fcode = 15,
	Nosuchname = 3,
};

static struct
{
	char *name;
	int type;
} types[] = {
	{"ip", Tip}, {"ns", Tns},   {"cname", Tcname}, {"soa", Tsoa}, {"ptr", Tptr},
	{"mx", Tmx}, {"txt", Ttxt}, {"ipv6", Tipv6},   {"srv", Tsrv},
};

/* a message, and where we are in it; p is nil when it was found to be bad */
typedef struct Msg Msg;
struct Msg
{
	uchar *start;
	uchar *p;
	uchar *e;
};

int
typenumber(char *name)
{
	int i;

	for(i = 0; i < nelem(types); i++)
		if(strcmp(types[i].name, name) == 0)
			return types[i].type;
	return -1;
}

char *typename(int type)
{
	int i;

	for(i = 0; i < nelem(types) && types[i].type != type; i++) {
	}
	return types[i].name;
}

/* of this process: for how many ms it waits for an answer */
static void **patience;

/* an alarm just before the call that it is to break off is of no use: there will be another */
static int
onnote(void *, char *note)
{
	if(strcmp(note, "alarm") != 0)
		return strncmp(note, "sys: write on closed pipe", 25) == 0;
	if(*patience != nil)
		alarm((uintptr)*patience);
	return 1;
}

void
asksetup(void)
{
	patience = privalloc();
	if(patience == nil || !atnotify(onnote, 1))
		sysfatal("can't take notes: %r");
}

/* the labels of a name; nil if it is none */
static uchar *
putname(uchar *p, char *name)
{
	char *dot;
	int n;

	if(strlen(name) >= Maxname - 2)
		return nil;
	for(; *name != 0; name = *dot == '.' ? dot + 1 : dot) {
		dot = name + strcspn(name, ".");
		n = dot - name;
		if(n == 0 || n > Maxlabel)
			return nil;
		*p++ = n;
		memmove(p, name, n);
		p += n;
	}
	*p++ = 0;
	return p;
}

static int
putquestion(uchar *buf, int id, char *name, int type)
{
	uchar *p;

	memset(buf, 0, Headlen);
	hnputs(buf, id);
	hnputs(buf + 2, Frecurse);
	hnputs(buf + 4, 1);
	p = putname(buf + Headlen, name);
	if(p == nil) {
		werrstr("illegal request: no domain name: %s", name);
		return -1;
	}
	hnputs(p, type);
	hnputs(p + 2, Inet);
	return p + 4 - buf;
}

static uint
get(Msg *m, int n)
{
	uint v;

	if(m->p == nil || m->e - m->p < n) {
		m->p = nil;
		return 0;
	}
	for(v = 0; n > 0; n--)
		v = v << 8 | *m->p++;
	return v;
}

/* a name, which may go on elsewhere in the message; buf has room for Maxname */
static void
getname(Msg *m, char *buf)
{
	uchar *p, *after;
	char *s;
	int n, jumps;

	s = buf;
	after = nil;
	jumps = 0;
	*s = 0;
	for(p = m->p; p != nil; p += n) {
		if(p >= m->e)
			break;
		n = *p++;
		if(n == 0) {
			m->p = after != nil ? after : p;
			return;
		}
		if((n & 0xc0) == 0xc0) {
			if(p >= m->e || ++jumps > Maxjumps)
				break;
			if(after == nil)
				after = p + 1;
			p = m->start + ((n & 0x3f) << 8 | *p);
			n = 0;
			continue;
		}
		if(n > Maxlabel || m->e - p < n || s + n + 2 > buf + Maxname)
			break;
		if(s > buf)
			*s++ = '.';
		memmove(s, p, n);
		s += n;
		*s = 0;
	}
	m->p = nil;
}

static char *
nametext(Msg *m, char *before)
{
	char name[Maxname];

	getname(m, name);
	return smprint("%s%s", before, name);
}

static char *
addrtext(Msg *m, int len)
{
	uchar ip[IPaddrlen];

	if(m->e - m->p < len) {
		m->p = nil;
		return nil;
	}
	if(len == IPv4addrlen)
		v4tov6(ip, m->p);
	else
		memmove(ip, m->p, IPaddrlen);
	return smprint("%I", ip);
}

static char *
soatext(Msg *m)
{
	char name[Maxname], box[Maxname];
	uint n[5];
	int i;

	getname(m, name);
	getname(m, box);
	for(i = 0; i < nelem(n); i++)
		n[i] = get(m, 4);
	return smprint("%s %s %ud %ud %ud %ud %ud", name, box, n[0], n[1], n[2], n[3], n[4]);
}

/* strings, put together; what is no text is shown as ? */
static char *
txttext(Msg *m)
{
	char *s, *t;
	int n;

	s = t = check(malloc(m->e - m->p + 1));
	while(m->p != nil && m->p < m->e)
		for(n = get(m, 1); n > 0 && m->p != nil; n--) {
			*t = get(m, 1);
			if(*t >= 0 && *t < ' ')
				*t = '?';
			t++;
		}
	*t = 0;
	return s;
}

/* the data of a record, of len bytes, as text; nil if it is bad */
static char *
datatext(Msg *whole, int type, int len)
{
	char before[64], *s;
	uint a, b, c;
	Msg m;

	m = *whole;
	m.e = m.p + len; /* a name may lead to what is before, not behind */
	before[0] = 0;
	switch(type) {
	case Tip:
	case Tipv6:
		s = len == (type == Tip ? IPv4addrlen : IPaddrlen) ? addrtext(&m, len) : nil;
		break;
	case Tmx:
		snprint(before, sizeof before, "%ud ", get(&m, 2));
		s = nametext(&m, before);
		break;
	case Tsrv:
		a = get(&m, 2);
		b = get(&m, 2);
		c = get(&m, 2);
		snprint(before, sizeof before, "%ud %ud %ud ", a, b, c);
		s = nametext(&m, before);
		break;
	case Tsoa:
		s = soatext(&m);
		break;
	case Ttxt:
		s = txttext(&m);
		break;
	default:
		s = nametext(&m, before);
	}
	if(m.p != nil)
		return s;
	free(s);
	return nil;
}

/* the records of the type that name has in the message; or the name that it stands for, in alias */
static int
records(Msg m, int n, char *name, int type, char *alias, Answers *a, ulong *ttl)
{
	char owner[Maxname], *s;
	uint t, class, life;
	int len, found;

	for(found = 0; n > 0; n--) {
		getname(&m, owner);
		t = get(&m, 2);
		class = get(&m, 2);
		life = get(&m, 4);
		len = get(&m, 2);
		if(m.p == nil || m.e - m.p < len)
			break;
		if(class == Inet && cistrcmp(owner, name) == 0 && (t == type || t == Tcname)) {
			s = datatext(&m, t, len);
			if(s != nil && life < *ttl)
				*ttl = life;
			if(s != nil && t == type) {
				answer(a, s);
				found++;
			} else {
				if(s != nil)
					strecpy(alias, alias + Maxname, s);
				free(s);
			}
		}
		m.p += len;
	}
	return found;
}

/* 1: this answers the question; 0: it is something else; -1 and the error string: there is no answer */
static int
reply(uchar *buf, int n, uchar *question, int nq, char *name, int type, Answers *a, ulong *ttl)
{
	char who[Maxname], next[Maxname], asked[Maxname];
	Msg m;
	int flags, i;

	if(n < nq || memcmp(buf, question, 2) != 0)
		return 0;
	flags = nhgets(buf + 2);
	m.start = buf;
	m.e = buf + n;
	m.p = buf + Headlen;
	getname(&m, asked);
	if(!(flags & Fanswer) || nhgets(buf + 4) != 1 || cistrcmp(asked, name) != 0 ||
	   get(&m, 2) != type || get(&m, 2) != Inet || m.p == nil)
		return 0;
	if((flags & Fcode) == Nosuchname)
		werrstr("dns: name does not exist");
	else if((flags & Fcode) != 0)
		werrstr("dns failure");
	else {
		*ttl = ~0;
		strecpy(who, who + sizeof who, name);
		for(i = 0; i < Maxchain; i++) {
			next[0] = 0;
			if(records(m, nhgets(buf + 6), who, type, next, a, ttl) > 0)
				return 1;
			if(next[0] == 0)
				break;
			strcpy(who, next);
		}
		werrstr("dns: resource does not exist; negrcode 0");
	}
	return -1;
}

static int
bytcp(char *addr, uchar *q, int nq, uchar *buf)
{
	uchar msg[2 + Headlen + Maxname + 4];
	int fd, n;

	fd = dial(addr, nil, nil, nil);
	if(fd < 0)
		return -1;
	hnputs(msg, nq);
	memmove(msg + 2, q, nq);
	n = -1;
	if(write(fd, msg, nq + 2) == nq + 2 && readn(fd, msg, 2) == 2) {
		n = nhgets(msg);
		if(readn(fd, buf, n) != n)
			n = -1;
	}
	close(fd);
	return n;
}

/* server is ip or ip!port */
static char *
address(char *netdir, char *proto, char *server)
{
	return check(smprint("%s/%s!%s%s", netdir, proto, server,
			     strchr(server, '!') != nil ? "" : "!53"));
}

/* one question to one server; as reply, and 0 when there was none in time */
static int
attempt(char *netdir, char *server, int ms, char *name, int type, Answers *a, ulong *ttl)
{
	uchar q[Headlen + Maxname + 4], *buf;
	char *addr;
	int fd, n, nq, r;

	nq = putquestion(q, truerand() & 0xffff, name, type);
	if(nq < 0)
		return -1;
	addr = address(netdir, "udp", server);
	fd = dial(addr, nil, nil, nil);
	free(addr);
	if(fd < 0)
		return 0;
	buf = check(malloc(Maxtcp));
	*patience = (void *)(uintptr)ms;
	alarm(ms);
	r = 0;
	if(write(fd, q, nq) == nq)
		while(r == 0 && (n = read(fd, buf, Maxudp)) > 0) {
			if(n >= Headlen && memcmp(buf, q, 2) == 0 &&
			   (nhgets(buf + 2) & Ftruncated)) {
				addr = address(netdir, "tcp", server);
				n = bytcp(addr, q, nq, buf);
				free(addr);
			}
			r = reply(buf, n, q, nq, name, type, a, ttl);
		}
	*patience = nil;
	alarm(0);
	close(fd);
	free(buf);
	return r;
}

int
askservers(char *netdir, char **server, int n, char *name, int type, Answers *a, ulong *ttl)
{
	int i, try, r, ms;

	ms = Patience;
	for(try = 0; try < Tries; try++, ms *= 2)
		for(i = 0; i < n; i++) {
			r = attempt(netdir, server[i], ms, name, type, a, ttl);
			if(r != 0)
				return r > 0 ? 0 : -1;
		}
	werrstr("dns failure");
	return -1;
}
