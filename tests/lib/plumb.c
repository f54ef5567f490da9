/* libplumb: messages to bytes and back, in pieces too */
#include "test.h"
#include <plumb.h>

static void
attrs(void)
{
	Plumbattr *a;
	char *s;

	a = plumbunpackattr("addr=12 name='a b' q='it''s' e=");
	eqstr(plumblookup(a, "addr"), "12");
	eqstr(plumblookup(a, "name"), "a b");
	eqstr(plumblookup(a, "q"), "it's");
	eqstr(plumblookup(a, "e"), "");
	ok(plumblookup(a, "x") == nil);
	s = plumbpackattr(a);
	eqstr(s, "addr=12 name='a b' q='it''s' e=''");
	a = plumbdelattr(a, "name");
	a = plumbaddattr(a, plumbunpackattr("u='☺ =☺'"));
	eqstr(plumbpackattr(a), "addr=12 q='it''s' e='' u='☺ =☺'");
	ok(plumbunpackattr("nothing") == nil);
	ok(plumbunpackattr("") == nil);
}

static void
messages(void)
{
	Plumbmsg m = {"me", "edit", "/tmp", "text", nil, -1, "some\ndata"}, *r;
	char *buf;
	int n, i, more;

	m.attr = plumbunpackattr("addr=:5");
	buf = plumbpack(&m, &n);
	eqstr(buf, "me\nedit\n/tmp\ntext\naddr=:5\n9\nsome\ndata");
	eqint(n, strlen(buf));
	r = plumbunpack(buf, n);
	ok(r != nil);
	eqstr(r->src, "me");
	eqstr(r->wdir, "/tmp");
	eqstr(r->data, "some\ndata");
	eqint(r->ndata, 9);
	eqstr(plumblookup(r->attr, "addr"), ":5");
	plumbfree(r);
	for(i = 0; i < n; i++) {
		ok(plumbunpackpartial(buf, i, &more) == nil);
		eqint(more, i < n - 9 ? 0 : n - i);
	}
	ok(plumbunpack("a\nb\nc\nd\n\nx\n", 10) == nil);
}

static void
through(void)
{
	int p[2];
	char *big = malloc(20001);
	Plumbmsg *r;

	pipe(p);
	ok(plumbsendtext(p[1], "x", nil, "/", "hello") > 0);
	r = plumbrecv(p[0]);
	ok(r != nil);
	eqstr(r->data, "hello");
	eqstr(r->dst, "");
	eqstr(r->type, "text");
	plumbfree(r);
	memset(big, 'b', 20000);
	big[20000] = '\0';
	ok(plumbsendtext(p[1], nil, nil, nil, big) > 20000);
	r = plumbrecv(p[0]);
	ok(r != nil);
	eqint(r->ndata, 20000);
	eqstr(r->data, big);
	/* a port that is a file */
	scratch();
	spit("port", "");
	spit("dir", "");
	ok(plumbopen("/no/port", OREAD) < 0);
	ok(plumbopen("noport", OREAD) < 0);
}

/* a plumber that cannot be mounted leaves no descriptor */
static void
refused(void)
{
	int fd;

	putenv("plumbsrv", "/dev/null");
	fd = open("/dev/null", OREAD);
	close(fd);
	for(int i = 0; i < 3; i++)
		ok(plumbopen("noport", OREAD) < 0);
	eqint(open("/dev/null", OREAD), fd);
}

Case cases[] = {{"attrs", attrs},
		{"messages", messages},
		{"through", through},
		{"refused", refused},
		{nil}};
