/*
 * sshnet's connections.  Each is an ssh of the host, which os(1) runs: to call, one that joins its input and
 * output to a port there; to be called, one that calls a port of ours for each call to a port there.
 * Whether it worked is in what it says about itself.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>
#include <cmd.h>
#include "sshnet.h"

enum
{
	Lastfd = 3 * Maxconv + 20,
};

/* os with ssh in a process of its own; opts are for this one; *fd is its input and output, *b its errors */
static int
startssh(Conv *c, int *fd, Biobuf **b, char **opts)
{
	static char *common[] = {
		"os", "ssh", "-oBatchMode=yes", "-oControlPath=none", "-oExitOnForwardFailure=yes",
		nil};
	char *args[64], **p;
	int e[2], d[2], i;

	if(pipe(d) < 0 || pipe(e) < 0)
		return -1;
	p = args;
	for(i = 0; common[i] != nil; i++)
		*p++ = common[i];
	while(*opts != nil)
		*p++ = *opts++;
	for(i = 0; sshargs[i] != nil && p < args + nelem(args) - 1; i++)
		*p++ = sshargs[i];
	*p = nil;
	c->pid = rfork(RFPROC | RFFDG | RFNOTEG | RFNAMEG | RFNOWAIT);
	if(c->pid == 0) {
		dup(d[1], 0);
		dup(d[1], 1);
		dup(e[1], 2);
		for(i = 3; i < Lastfd; i++)
			close(i);
		exec("/bin/os", args);
		_exits("exec");
	}
	close(d[1]);
	close(e[1]);
	*fd = d[0];
	*b = check(Bfdopen(e[0], OREAD));
	return c->pid < 0 ? -1 : 0;
}

void
killssh(Conv *c)
{
	if(c->pid > 0)
		postnote(PNGROUP, c->pid, "kill");
	c->pid = 0;
}

/* what ssh says of a failure, as errors are here */
static void
seterror(char *s)
{
	s = strstr(s, "failed: ") != nil ? strstr(s, "failed: ") + 8 : s;
	if(strncmp(s, "connect failed: ", 16) == 0)
		s += 16;
	if(strcmp(s, "Connection refused") == 0)
		s = "connection refused";
	werrstr("%s", s);
}

/*
 * Read what ssh says until it is known how it went: -1, with the error string, if badly.  It says most with
 * "debug" before it, and last what was wrong.
 */
static int
outcome(Biobuf *b, char *good, char *port, int n)
{
	char *s, *p, last[ERRMAX];

	strcpy(last, "ssh ended");
	while((s = Brdstr(b, '\n', 1)) != nil) {
		if(s[0] != 0 && s[strlen(s) - 1] == '\r')
			s[strlen(s) - 1] = 0;
		if(port != nil && strncmp(s, "Allocated port ", 15) == 0) {
			p = s + 15;
			snprint(port, n, "%.*s", (int)strspn(p, "0123456789"), p);
		}
		if(strncmp(s, "debug", 5) == 0 && strstr(s, good) != nil) {
			free(s);
			return 0;
		}
		if(strncmp(s, "debug", 5) != 0 && s[0] != 0 && strstr(last, "failed: ") == nil)
			strecpy(last, last + sizeof last, s);
		free(s);
	}
	seterror(last);
	return -1;
}

/* as long as it says something there is somebody to hear it */
static void
drain(Biobuf *b)
{
	char *s;

	if(b == nil)
		return;
	while((s = Brdstr(b, '\n', 1)) != nil)
		free(s);
	Bterm(b);
}

/* answer the request that began this; 0: it was flushed, or the conversation closed meanwhile */
static int
answer(Conv *c, char *err)
{
	Req *r;

	r = c->pending;
	c->pending = nil;
	if(r == nil)
		return 0;
	if(err == nil)
		r->ofcall.count = r->ifcall.count;
	respond(r, err);
	return 1;
}

/* in a process of its own: call c->remote */
void
connect(Conv *c)
{
	char *opts[4], err[ERRMAX], *dest, *p;
	Biobuf *b;
	int fd, r;

	dest = check(strdup(c->remote));
	p = strrchr(dest, '!');
	*p = 0;
	opts[0] = "-vv";
	opts[1] = "-W";
	opts[2] = smprint(strchr(dest, ':') != nil ? "[%s]:%s" : "%s:%s", dest, p + 1);
	opts[3] = nil;
	b = nil;
	r = startssh(c, &fd, &b, opts);
	if(r >= 0)
		r = outcome(b, "open confirm", nil, 0);
	rerrstr(err, sizeof err);
	qlock(&convlk);
	if(!answer(c, r < 0 ? err : nil) || r < 0) {
		killssh(c);
		close(fd);
		c->state = Closed;
	} else
		establish(c, fd);
	qunlock(&convlk);
	drain(b);
	done(c);
}

/* a call has come: it is for the first open that waits, or waits itself */
static void
takein(Conv *c, int fd, int ctl)
{
	Call *call, **l;
	Conv *new;
	Req *r;
	int n;

	qlock(&convlk);
	r = c->listens;
	if(r != nil) {
		c->listens = r->aux;
		new = newconv();
		if(new != nil) {
			new->ctl = ctl;
			strcpy(new->local, c->local);
			strcpy(new->remote, "::!0");
			establish(new, fd);
			opened(r, new);
			qunlock(&convlk);
			return;
		}
		respond(r, "no free conversations");
	}
	n = 0;
	for(l = &c->calls; *l != nil; l = &(*l)->next)
		n++;
	if(r == nil && n < Maxcalls && c->state == Announced) {
		call = emalloc9p(sizeof *call);
		call->fd = fd;
		call->ctl = ctl;
		*l = call;
	} else {
		close(fd);
		close(ctl);
	}
	qunlock(&convlk);
}

/* in a process of its own: ours that ssh calls */
static void
acceptor(Conv *c)
{
	char dir[NETPATHLEN];
	int fd, ctl;

	for(;;) {
		ctl = listen(c->adir, dir);
		if(ctl < 0)
			break;
		fd = accept(ctl, dir);
		if(fd >= 0)
			takein(c, fd, ctl);
		else
			close(ctl);
	}
	done(c);
}

/* in a process of its own: announce c->local, which is the host there, if one was given, and a port */
void
announcer(Conv *c)
{
	char *opts[5], err[ERRMAX], port[16], *host, *p;
	Biobuf *b;
	int fd, r, n;

	host = check(strdup(c->local));
	p = strrchr(host, '!');
	*p++ = 0;
	strecpy(port, port + sizeof port, p);
	c->ctl = announce("#I/tcp!127.0.0.1!0", c->adir);
	n = c->ctl < 0 ? -1 : announcedport(c->adir);
	opts[0] = "-v";
	opts[1] = "-N";
	opts[2] = "-R";
	opts[3] = smprint("%s%s%s:127.0.0.1:%d", host, host[0] != 0 ? ":" : "", p, n);
	opts[4] = nil;
	b = nil;
	r = n < 0 ? -1 : startssh(c, &fd, &b, opts);
	if(r >= 0)
		r = outcome(b, "expected forwarding replies received", port, sizeof port);
	rerrstr(err, sizeof err);
	qlock(&convlk);
	if(r < 0 || c->pending == nil) {
		answer(c, err);
		killssh(c);
		c->state = Closed;
	} else {
		c->state = Announced;
		c->fd = fd;
		snprint(c->local, sizeof c->local, "%s!%s", host[0] != 0 ? host : "::", port);
		c->procs++;
		if(start(c, acceptor) < 0)
			c->procs--;
		answer(c, nil);
	}
	qunlock(&convlk);
	drain(b);
	hungup(c, "ssh ended");
	done(c);
}
