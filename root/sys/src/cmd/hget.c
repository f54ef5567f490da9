/*
 * hget: get a file from a web server, by HTTP 1.1.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <ctype.h>
#include <cmd.h>

enum
{
	Maxhops = 10, /* of one server sending us to another */
	Bufsize = 8192,
};

typedef struct Url Url;
struct Url
{
	char *host;
	char *port;
	char *path;
};

/* what the head of an answer said */
typedef struct Head Head;
struct Head
{
	int code;
	char *reason;
	vlong length; /* -1: until the end */
	int chunked;
	char *location;
};

static int verbose;
static char *body;    /* -p: what to send */
static char *headers; /* -r */
static int out = 1;

static void
usage(void)
{
	fprint(2, "usage: hget [-v] [-o file] [-p body] [-r header] url\n");
	exits("usage");
}

static void
parseurl(Url *u, char *s)
{
	char *e, *host, *colon;

	if(cistrncmp(s, "http://", 7) == 0)
		s += 7;
	else if(strstr(s, "://") != nil)
		sysfatal("only http is known: %s", s);
	e = s + strcspn(s, "/?#");
	host = check(smprint("%.*s", (int)(e - s), s));
	u->path = check(smprint("%s%s", *e == '/' ? "" : "/", e));
	u->path[strcspn(u->path, "#")] = 0;
	u->host = host;
	u->port = "80";
	if(host[0] == '[') { /* an IPv6 address */
		u->host = host + 1;
		host = strchr(host, ']');
		if(host == nil)
			sysfatal("bad address in %s", s);
		*host++ = 0;
	}
	colon = strchr(host, ':');
	if(colon != nil) {
		*colon = 0;
		u->port = colon + 1;
	}
}

/* the url that location means, seen from u */
static char *
resolve(Url *u, char *location)
{
	char *dir, *s;

	if(strstr(location, "://") != nil)
		return location;
	if(location[0] == '/')
		return check(smprint("http://%s:%s%s", u->host, u->port, location));
	dir = check(strdup(u->path));
	dir[strcspn(dir, "?")] = 0;
	s = strrchr(dir, '/');
	s[1] = 0;
	return check(smprint("http://%s:%s%s%s", u->host, u->port, dir, location));
}

static void
request(int fd, Url *u)
{
	Fmt f;
	char *s;

	fmtstrinit(&f);
	fmtprint(&f, "%s %s HTTP/1.1\r\n", body != nil ? "POST" : "GET", u->path);
	fmtprint(&f, strchr(u->host, ':') != nil ? "Host: [%s]" : "Host: %s", u->host);
	if(strcmp(u->port, "80") != 0)
		fmtprint(&f, ":%s", u->port);
	fmtprint(&f, "\r\nUser-Agent: hget/plan9\r\nConnection: close\r\nAccept: */*\r\n");
	if(headers != nil)
		fmtprint(&f, "%s\r\n", headers);
	if(body != nil)
		fmtprint(&f,
			 "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
			 "%ld\r\n",
			 (long)strlen(body));
	fmtprint(&f, "\r\n%s", body != nil ? body : "");
	s = check(fmtstrflush(&f));
	if(verbose)
		fprint(2, "%s\n", s);
	if(write(fd, s, strlen(s)) != strlen(s))
		sysfatal("%s: %r", u->host);
	free(s);
}

static char *
getline(Biobuf *b)
{
	char *s;

	s = Brdstr(b, '\n', 1);
	if(s == nil)
		sysfatal("the server closed the connection");
	if(s[0] != 0 && s[strlen(s) - 1] == '\r')
		s[strlen(s) - 1] = 0;
	if(verbose)
		fprint(2, "%s\n", s);
	return s;
}

static void
header(Head *h, char *s)
{
	char *v;

	v = strchr(s, ':');
	if(v == nil)
		return;
	*v++ = 0;
	v += strspn(v, " \t");
	if(cistrcmp(s, "content-length") == 0)
		h->length = strtoll(v, nil, 10);
	else if(cistrcmp(s, "transfer-encoding") == 0)
		h->chunked = cistrcmp(v, "chunked") == 0;
	else if(cistrcmp(s, "location") == 0)
		h->location = check(strdup(v));
}

static void
gethead(Biobuf *b, Head *h)
{
	char *s;

	do {
		memset(h, 0, sizeof *h);
		h->length = -1;
		s = getline(b);
		if(strncmp(s, "HTTP/1.", 7) != 0 || strlen(s) < 12)
			sysfatal("that is no answer of HTTP: %.60s", s);
		h->code = atoi(s + 9);
		h->reason = s + 9;
		for(; (s = getline(b))[0] != 0; free(s))
			header(h, s);
		free(s);
	} while(h->code >= 100 && h->code < 200); /* it only says that it goes on */
}

/* n bytes, or all that come if that is -1 */
static void
copy(Biobuf *b, vlong n)
{
	static char buf[Bufsize];
	long m;

	while(n != 0) {
		m = Bread(b, buf, n < 0 || n > sizeof buf ? sizeof buf : n);
		if(m <= 0)
			break;
		if(write(out, buf, m) != m)
			sysfatal("write: %r");
		if(n > 0)
			n -= m;
	}
	if(n > 0)
		sysfatal("the server closed the connection: %lld bytes are missing", n);
}

static void
copychunks(Biobuf *b)
{
	vlong n;
	char *s;

	for(;;) {
		s = getline(b);
		if(!isxdigit(s[0]))
			sysfatal("bad length of a chunk: %.60s", s);
		n = strtoll(s, nil, 16);
		free(s);
		if(n < 0)
			sysfatal("bad length of a chunk");
		if(n == 0)
			return;
		copy(b, n);
		free(getline(b));
	}
}

/* the url to go on with, or nil */
static char *
get(char *url)
{
	Biobuf *b;
	Head h;
	Url u;
	int fd;

	parseurl(&u, url);
	fd = dial(check(smprint("tcp!%s!%s", u.host, u.port)), nil, nil, nil);
	if(fd < 0)
		sysfatal("%s: %r", u.host);
	request(fd, &u);
	b = check(Bfdopen(fd, OREAD));
	gethead(b, &h);
	if(h.code >= 300 && h.code < 400 && h.location != nil) {
		if(h.code == 303)
			body = nil;
		Bterm(b);
		return resolve(&u, h.location);
	}
	if(h.code < 200 || h.code >= 300)
		sysfatal("%s: %s", url, h.reason);
	if(h.chunked)
		copychunks(b);
	else
		copy(b, h.length);
	Bterm(b);
	return nil;
}

void
main(int argc, char **argv)
{
	char *file, *url;
	int hops;

	file = nil;
	ARGBEGIN
	{
	case 'o':
		file = EARGF(usage());
		break;
	case 'p':
		body = EARGF(usage());
		break;
	case 'r':
		headers = EARGF(usage());
		break;
	case 'v':
		verbose = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc != 1)
		usage();
	if(file != nil && (out = create(file, OWRITE, 0666)) < 0)
		sysfatal("can't create %s: %r", file);
	url = argv[0];
	for(hops = 0; (url = get(url)) != nil; hops++)
		if(hops == Maxhops)
			sysfatal("sent on too often: %s", url);
	exits(nil);
}
