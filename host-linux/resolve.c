/*
 * Names, by the host's own resolver.  A process that asks writes a message to a pipe; the event loop
 * reads it and lets a thread of libuv's do the asking, which may take long, and tells the
 * kernel when it is done.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <resolv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>
#undef roundup /* of sys/param.h, by uv.h */
#include "linux.h"

enum
{
	Maxname = 256,
	Maxtype = 8,
	Maxtext = 4096,
	Maxpacket = 16 * KiB,
};
#define Noresolver ((u32int)-1) /* in place of the pipe, when there is none */

/* what goes through the pipe, in one piece */
typedef struct Question
{
	u32int id;
	char name[Maxname];
	char type[Maxtype];
} Question;

typedef struct Work
{
	uv_work_t w;
	Question q;
	int err;
	int n; /* bytes of text */
	char text[Maxtext];
} Work;

static const Upcalls *upcalls;
static uv_poll_t watch;
static int questions; /* the end that is read */

/* ---- in a thread of libuv ---- */

static void
say(Work *w, const char *fmt, ...)
{
	va_list arg;
	int n;

	va_start(arg, fmt);
	n = vsnprintf(w->text + w->n, sizeof w->text - (usize)w->n, fmt, arg);
	va_end(arg);
	/* a line that does not fit is left out, and so are those behind it */
	if(n > 0 && w->n + n < (int)sizeof w->text)
		w->n += n;
	else
		w->text[w->n] = 0;
}

static int
errof(int r)
{
	return r == 0                                                 ? 0
	       : r == EAI_AGAIN || r == EAI_SYSTEM || r == EAI_MEMORY ? -EAGAIN
								      : -ENOENT;
}

/* is the line there already?  Hosts files give an address once for each of its lines */
static bool
said(const Work *w, const char *line)
{
	const char *s = w->text;

	while((s = strstr(s, line)) != nil && s != w->text && s[-1] != '\n')
		s++;
	return s != nil;
}

static void
address(Work *w, int family)
{
	struct addrinfo hint = {.ai_family = family, .ai_socktype = SOCK_STREAM}, *list = nil;
	char host[NI_MAXHOST];

	w->err = errof(getaddrinfo(w->q.name, nil, &hint, &list));
	if(w->err < 0)
		return;
	for(struct addrinfo *a = list; a != nil; a = a->ai_next)
		if(getnameinfo(a->ai_addr, a->ai_addrlen, host, sizeof host - 1, nil, 0,
			       NI_NUMERICHOST) == 0) {
			host[strcspn(host, "%")] = 0; /* the scope of a link's address */
			strcat(host, "\n");
			if(!said(w, host))
				say(w, "%s", host);
		}
	freeaddrinfo(list);
}

static void
nameof(Work *w)
{
	struct addrinfo hint = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM},
			*list = nil;
	char host[NI_MAXHOST];

	if(getaddrinfo(w->q.name, nil, &hint, &list) != 0) {
		w->err = -ENOENT;
		return;
	}
	w->err = errof(getnameinfo(list->ai_addr, list->ai_addrlen, host, sizeof host, nil, 0,
				   NI_NAMEREQD));
	if(w->err == 0)
		say(w, "%s\n", host);
	freeaddrinfo(list);
}

static void
service(Work *w)
{
	struct servent s, *found = nil;
	char buf[1024];

	if(getservbyname_r(w->q.name, w->q.type, &s, buf, sizeof buf, &found) == 0 && found != nil)
		say(w, "%d\n", ntohs((u16int)s.s_port));
	else
		w->err = -ENOENT;
}

/* ---- answers of name servers (RFC 1035); what is not whole is left out ---- */

typedef struct Message
{
	const u8int *p, *at, *e; /* all of it, and what comes next */
} Message;

static u32int
get16(const u8int *p)
{
	return (u32int)p[0] << 8 | p[1];
}

static u32int
get32(const u8int *p)
{
	return get16(p) << 16 | get16(p + 2);
}

/* the domain name at p; result: bytes there, below 0: it is none */
static int
domain(const Message *m, const u8int *p, char *buf)
{
	buf[0] = 0;
	return dn_expand(m->p, m->e, p, buf, Maxname);
}

static void
soa(Work *w, const Message *m, const u8int *p)
{
	char ns[Maxname], mail[Maxname];
	int a = domain(m, p, ns), b = a < 0 ? -1 : domain(m, p + a, mail);

	if(b < 0 || p + a + b + 20 > m->e)
		return;
	p += a + b;
	say(w, "%s %s %u %u %u %u %u\n", ns, mail, get32(p), get32(p + 4), get32(p + 8),
	    get32(p + 12), get32(p + 16));
}

/* strings, each after its length, as one */
static void
text(Work *w, const u8int *p, int n)
{
	char buf[Maxtext];
	int len = 0, k;

	for(; n > 0 && (k = *p) < n; n -= k + 1, p += k + 1)
		for(int i = 1; i <= k && len < Maxtext - 1; i++)
			buf[len++] = (char)(p[i] < ' ' ? ' ' : p[i]);
	buf[len] = 0;
	say(w, "%s\n", buf);
}

/* the data of a record, n bytes at p */
static void
record(Work *w, const Message *m, const u8int *p, int n, int type)
{
	char buf[Maxname];

	switch(type) {
	case ns_t_mx:
		if(n > 2 && domain(m, p + 2, buf) >= 0)
			say(w, "%u %s\n", get16(p), buf);
		break;
	case ns_t_srv:
		if(n > 6 && domain(m, p + 6, buf) >= 0)
			say(w, "%u %u %u %s\n", get16(p), get16(p + 2), get16(p + 4), buf);
		break;
	case ns_t_txt:
		text(w, p, n);
		break;
	case ns_t_soa:
		soa(w, m, p);
		break;
	default:
		if(domain(m, p, buf) >= 0)
			say(w, "%s\n", buf);
		break;
	}
}

/* past a name and what always follows it, more bytes; false: there is no such */
static bool
skip(Message *m, int more)
{
	int n = dn_skipname(m->at, m->e);

	if(n < 0 || m->e - m->at < n + more)
		return false;
	m->at += n + more;
	return true;
}

static void
answers(Work *w, const u8int *p, int n, int type)
{
	Message m = {p, p + NS_HFIXEDSZ, p + n};
	u32int nq, na, len;

	if(n < NS_HFIXEDSZ)
		return;
	nq = get16(p + 4);
	na = get16(p + 6);
	while(nq-- > 0)
		if(!skip(&m, NS_QFIXEDSZ))
			return;
	while(na-- > 0 && skip(&m, NS_RRFIXEDSZ)) {
		len = get16(m.at - 2);
		if(m.e - m.at < (s64int)len)
			return;
		if((int)get16(m.at - NS_RRFIXEDSZ) == type)
			record(w, &m, m.at, (int)len, type);
		m.at += len;
	}
}

static void
records(Work *w, int type)
{
	struct __res_state rs;
	u8int *packet = malloc(Maxpacket);
	int n;

	memset(&rs, 0, sizeof rs);
	if(packet == nil || res_ninit(&rs) < 0) {
		free(packet);
		w->err = -EAGAIN;
		return;
	}
	n = res_nquery(&rs, w->q.name, ns_c_in, type, packet, Maxpacket);
	if(n < 0)
		w->err = rs.res_h_errno == TRY_AGAIN ? -EAGAIN : -ENOENT;
	else
		answers(w, packet, n < Maxpacket ? n : Maxpacket, type);
	if(w->err == 0 && w->n == 0)
		w->err = -ENOENT;
	res_nclose(&rs);
	free(packet);
}

static void
ask(uv_work_t *u)
{
	static const struct
	{
		const char *name;
		int type;
	} types[] = {{"cname", ns_t_cname}, {"mx", ns_t_mx},   {"ns", ns_t_ns},
		     {"soa", ns_t_soa},     {"srv", ns_t_srv}, {"txt", ns_t_txt}};
	Work *w = u->data;
	const char *type = w->q.type;

	if(strcmp(type, "ip") == 0)
		address(w, AF_INET);
	else if(strcmp(type, "ipv6") == 0)
		address(w, AF_INET6);
	else if(strcmp(type, "ptr") == 0)
		nameof(w);
	else if(strcmp(type, "tcp") == 0 || strcmp(type, "udp") == 0)
		service(w);
	else {
		w->err = -ENOENT;
		for(usize i = 0; i < sizeof types / sizeof types[0]; i++)
			if(strcmp(type, types[i].name) == 0) {
				w->err = 0;
				records(w, types[i].type);
			}
	}
}

/* ---- in the loop ---- */

static void
answered(uv_work_t *u, int status)
{
	Work *w = u->data;

	upcalls->resolved(w->q.id, status < 0 ? -EAGAIN : w->err, w->text);
	free(w);
}

static void
asked(uv_poll_t *h, int status, int events)
{
	Question q;
	Work *w;

	(void)h, (void)status, (void)events;
	while(sys(SYS_read, questions, &q, sizeof q) == (s64int)sizeof q) {
		w = calloc(1, sizeof *w);
		if(w != nil) {
			w->q = q;
			w->w.data = w;
			if(uv_queue_work(uv_default_loop(), &w->w, ask, answered) == 0)
				continue;
		}
		free(w);
		upcalls->resolved(q.id, -EAGAIN, "");
	}
}

/* result: the pipe's other end */
static u32int
resolvepipe(void)
{
	int fd[2];

	if(pipe2(fd, O_CLOEXEC | O_NONBLOCK) < 0)
		return Noresolver;
	questions = fd[0];
	if(uv_poll_init(uv_default_loop(), &watch, questions) < 0 ||
	   uv_poll_start(&watch, UV_READABLE, asked) < 0)
		return Noresolver;
	return (u32int)fd[1];
}

void
resolveinit(const Upcalls *u)
{
	upcalls = u;
	atomic_store(&hsh->resolvefd, u->resolved != nil ? resolvepipe() : Noresolver);
}

/* ---- in the process that asks: no libc ---- */

static bool
put(char *to, const char *s, usize n)
{
	while(n-- > 0)
		if((*to++ = *s++) == 0)
			return true;
	return false;
}

int
hostresolve(u32int id, const char *name, const char *type)
{
	u32int fd = atomic_load(&hsh->resolvefd);
	Question q = {.id = id};
	s64int r;

	if(fd == 0)
		return -EAGAIN;
	if(fd == Noresolver)
		return -ENOSYS;
	if(!put(q.name, name, sizeof q.name) || !put(q.type, type, sizeof q.type))
		return -ENOENT;
	r = sys(SYS_write, fd, &q, sizeof q);
	return r < 0 ? (int)r : 0;
}
