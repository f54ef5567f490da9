/*
 * sshnet's conversations: what is read, written and asked of them.  Each has a process that reads what comes
 * and gives it to requests, and one that writes; requests that wait are in lists, where a flush finds
 * them.  All is under one lock.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>
#include <cmd.h>
#include "sshnet.h"

QLock convlk;
Conv *convs[Maxconv];
int nconv;

static char Ehungup[] = "i/o on hungup channel";

/* the lock is held in what follows, except where it says otherwise */

Conv *
newconv(void)
{
	Conv *c;
	int i;

	for(i = 0; i < nconv && (convs[i]->ref > 0 || convs[i]->procs > 0); i++) {
	}
	if(i == Maxconv)
		return nil;
	c = convs[i];
	if(i == nconv) {
		c = convs[nconv++] = emalloc9p(sizeof *c);
		memset(c, 0, sizeof *c);
		c->n = i;
		c->toread.l = &convlk;
		c->towrite.l = &convlk;
	}
	c->ref = 1;
	c->state = Closed;
	c->fd = c->ctl = -1;
	c->pid = 0;
	c->err[0] = 0;
	strcpy(c->local, "::!0");
	strcpy(c->remote, "::!0");
	return c;
}

void
getconv(Conv *c)
{
	c->ref++;
}

int
start(Conv *c, void (*fn)(Conv *))
{
	int pid;

	pid = rfork(RFPROC | RFMEM | RFNOWAIT);
	if(pid == 0) {
		fn(c);
		_exits(nil);
	}
	return pid;
}

/* without the lock: a process of c ends */
void
done(Conv *c)
{
	qlock(&convlk);
	c->procs--;
	qunlock(&convlk);
	_exits(nil);
}

/* take r out of a list; 0: it is not in it */
static int
unlist(Req **l, Req *r)
{
	for(; *l != nil; l = (Req **)&(*l)->aux)
		if(*l == r) {
			*l = r->aux;
			return 1;
		}
	return 0;
}

static void
append(Req **l, Req *r)
{
	while(*l != nil)
		l = (Req **)&(*l)->aux;
	r->aux = nil;
	*l = r;
}

/* the connection is given up; whoever waits in it finds out */
static void
drop(Conv *c)
{
	Call *call;

	killssh(c);
	if(c->ctl >= 0) {
		hangup(c->ctl);
		close(c->ctl);
		c->ctl = -1;
	}
	while((call = c->calls) != nil) {
		c->calls = call->next;
		close(call->fd);
		close(call->ctl);
		free(call);
	}
	rwakeupall(&c->toread);
	rwakeupall(&c->towrite);
}

static void
hangup1(Conv *c, char *why)
{
	Req *r;

	if(c->state != Established && c->state != Announced)
		return;
	c->state = Hungup;
	strecpy(c->err, c->err + sizeof c->err, why);
	while((r = c->listens) != nil) {
		c->listens = r->aux;
		respond(r, Ehungup);
	}
	drop(c);
}

/* without the lock */
void
hungup(Conv *c, char *why)
{
	qlock(&convlk);
	hangup1(c, why);
	qunlock(&convlk);
}

void
putconv(Conv *c)
{
	Output *o;

	if(--c->ref > 0)
		return;
	c->state = Closed;
	drop(c);
	while((o = c->writes) != nil) {
		c->writes = o->next;
		free(o);
	}
	/* the reader closes what it reads */
	if(c->procs == 0 && c->fd >= 0) {
		close(c->fd);
		c->fd = -1;
	}
}

/* in a process of its own: give what comes to those who want it */
static void
reader(Conv *c)
{
	char buf[Bufsize], *p;
	Req *r;
	long n, m;
	int fd;

	fd = c->fd;
	do {
		n = read(fd, buf, sizeof buf);
		p = buf;
		qlock(&convlk);
		if(n <= 0)
			hangup1(c, "");
		do {
			while(c->reads == nil && c->ref > 0)
				rsleep(&c->toread);
			r = c->reads;
			if(r == nil)
				break;
			c->reads = r->aux;
			m = n <= 0 ? 0 : n < r->ifcall.count ? n : r->ifcall.count;
			memmove(r->ofcall.data, p, m);
			r->ofcall.count = m;
			p += m;
			n -= m;
			respond(r, nil);
		} while(n > 0 || c->state != Established);
		m = c->ref;
		qunlock(&convlk);
	} while(m > 0);
	qlock(&convlk);
	c->fd = -1;
	qunlock(&convlk);
	close(fd);
	done(c);
}

static void
writer(Conv *c)
{
	Output *o;
	long n;
	int fd;

	fd = dup(c->fd, -1);
	qlock(&convlk);
	for(;;) {
		while(c->writes == nil && c->state == Established)
			rsleep(&c->towrite);
		o = c->writes;
		if(o == nil)
			break;
		qunlock(&convlk);
		n = write(fd, o->data, o->n);
		qlock(&convlk);
		if(c->writes == o)
			c->writes = o->next;
		if(o->req != nil) {
			o->req->ofcall.count = o->n;
			respond(o->req, n == o->n ? nil : Ehungup);
		}
		free(o);
	}
	qunlock(&convlk);
	close(fd);
	done(c);
}

void
establish(Conv *c, int fd)
{
	c->fd = fd;
	c->state = Established;
	c->procs += 2;
	start(c, reader);
	start(c, writer);
}

/* ---- requests; without the lock ---- */

void
convread(Conv *c, Req *r)
{
	qlock(&convlk);
	if(c->state == Established || (c->state == Hungup && c->fd >= 0)) {
		append(&c->reads, r);
		rwakeup(&c->toread);
	} else
		respond(r, Ehungup);
	qunlock(&convlk);
}

void
convwrite(Conv *c, Req *r)
{
	Output *o, **l;

	qlock(&convlk);
	if(c->state != Established) {
		respond(r, Ehungup);
		qunlock(&convlk);
		return;
	}
	o = emalloc9p(sizeof *o + r->ifcall.count);
	o->next = nil;
	o->req = r;
	o->n = r->ifcall.count;
	memmove(o->data, r->ifcall.data, o->n);
	for(l = &c->writes; *l != nil; l = &(*l)->next) {
	}
	*l = o;
	rwakeup(&c->towrite);
	qunlock(&convlk);
}

void
convlisten(Conv *c, Req *r)
{
	Call *call;
	Conv *new;

	qlock(&convlk);
	call = c->calls;
	if(c->state != Announced)
		respond(r, "not announced");
	else if(call == nil)
		append(&c->listens, r);
	else if((new = newconv()) == nil)
		respond(r, "no free conversations");
	else {
		c->calls = call->next;
		new->ctl = call->ctl;
		strcpy(new->local, c->local);
		establish(new, call->fd);
		free(call);
		opened(r, new);
	}
	qunlock(&convlk);
}

/* host!port, or port alone, to buf; 0: it is something else */
static int
address(char *s, char *buf, int n)
{
	char *p;

	p = strchr(s, '!');
	if(p == nil)
		snprint(buf, n, "!%s", s);
	else
		snprint(buf, n, "%s", s);
	p = strchr(buf, '!') + 1;
	p[strspn(p, "0123456789")] = 0; /* there may be more, as !r */
	return *p != 0 && strpbrk(buf, " \t") == nil && buf[0] != '-';
}

static void
begin(Conv *c, Req *r, char *arg, char *buf, int n, void (*fn)(Conv *))
{
	if(c->state != Closed || c->procs > 0)
		respond(r, "connection in use");
	else if(arg == nil || !address(arg, buf, n) || (fn == connect && buf[0] == '!'))
		respond(r, "bad address");
	else {
		c->state = Connecting;
		c->pending = r;
		c->procs++;
		if(start(c, fn) > 0)
			return;
		c->procs--;
		c->pending = nil;
		c->state = Closed;
		responderror(r);
	}
}

void
convctl(Conv *c, Req *r, char *msg)
{
	char *f[4];
	int n;

	n = tokenize(msg, f, nelem(f));
	qlock(&convlk);
	if(n > 0 && strcmp(f[0], "connect") == 0)
		begin(c, r, n > 1 ? f[1] : nil, c->remote, sizeof c->remote, connect);
	else if(n > 0 && strcmp(f[0], "announce") == 0)
		begin(c, r, n > 1 ? f[1] : nil, c->local, sizeof c->local, announcer);
	else if(n > 0 && (strcmp(f[0], "hangup") == 0 || strcmp(f[0], "reject") == 0)) {
		hangup1(c, "");
		r->ofcall.count = r->ifcall.count;
		respond(r, nil);
	} else if(n > 0 && (strcmp(f[0], "accept") == 0 || strcmp(f[0], "keepalive") == 0 ||
			    strcmp(f[0], "bind") == 0)) {
		r->ofcall.count = r->ifcall.count;
		respond(r, nil);
	} else
		respond(r, "unknown control request");
	qunlock(&convlk);
}

void
convflush(Conv *c, Req *r)
{
	Output *o;

	qlock(&convlk);
	if(c->pending == r) {
		c->pending = nil;
		killssh(c);
		respond(r, "interrupted");
	} else if(unlist(&c->reads, r) || unlist(&c->listens, r))
		respond(r, "interrupted");
	else
		for(o = c->writes; o != nil; o = o->next)
			if(o->req == r) {
				o->req = nil;
				respond(r, "interrupted");
				break;
			}
	qunlock(&convlk);
}
