/*
 * httpd: serve the files of a directory by HTTP 1.1, on a call that is standard input and output, or that
 * comes to an address.  It only reads files; it runs no programs and takes nothing.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <ctype.h>
#include <cmd.h>

enum
{
	Maxline = 8192,
	Maxheaders = 100,
	Bufsize = 32768,
	Idle = 60 * 1000, /* ms that a caller may take to ask */
};

typedef struct Request Request;
struct Request
{
	char *line; /* which these are in */
	char *method;
	char *path; /* decoded and clean: from the root on, without the query */
	int slash;  /* it ended in one */
	int minor;  /* of the version */
	int close;
	int code; /* of the answer */
	char *host;
	vlong from, to; /* a range; -1: not said */
	int range;
	long since;
};

static char *webroot = "/usr/web";
static char *domain;
static Biobuf in, out;

static void
usage(void)
{
	fprint(2, "usage: ip/httpd [-a addr] [-c cert] [-C certchain] [-d domain] [-n namespace] "
		  "[-w webroot]\n");
	exits("usage");
}

/* ---- the request ---- */

/* a line without its end, malloced; nil: there is none any more, or it is too long */
static char *
getline(void)
{
	char *s;
	int c, n;

	s = check(malloc(Maxline));
	for(n = 0; n < Maxline; n++) {
		c = Bgetc(&in);
		if(c < 0)
			break;
		if(c == '\n') {
			if(n > 0 && s[n - 1] == '\r')
				n--;
			s[n] = 0;
			return s;
		}
		s[n] = c;
	}
	free(s);
	return nil;
}

static int
hex(int c)
{
	return isdigit(c) ? c - '0' : isxdigit(c) ? tolower(c) - 'a' + 10 : -1;
}

/* undo %xx in place; 0: it is wrong, or not one of a file */
static int
decode(char *s)
{
	char *t;
	int c;

	for(t = s; *s != 0; s++) {
		c = (uchar)*s;
		if(c == '%') {
			if(hex((uchar)s[1]) < 0 || hex((uchar)s[2]) < 0)
				return 0;
			c = hex((uchar)s[1]) << 4 | hex((uchar)s[2]);
			s += 2;
		}
		if(c < ' ' || c == 0x7f)
			return 0;
		*t++ = c;
	}
	*t = 0;
	return 1;
}

/* bytes=from-to, one range only */
static void
parserange(Request *r, char *s)
{
	char *e;

	if(strncmp(s, "bytes=", 6) != 0)
		return;
	s += 6;
	r->from = r->to = -1;
	if(isdigit(*s))
		r->from = strtoll(s, &s, 10);
	if(*s++ != '-')
		return;
	e = s;
	if(isdigit(*s))
		r->to = strtoll(s, &e, 10);
	r->range = *e == 0 && (r->from >= 0 || r->to >= 0);
}

/* the seconds of "Sun, 06 Nov 1994 08:49:37 GMT", or 0 */
static long
parsedate(char *s)
{
	static char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char *f[7], *m;
	Tm tm;

	memset(&tm, 0, sizeof tm);
	s = strchr(s, ',');
	if(s == nil || getfields(s + 1, f, nelem(f), 1, " :") < 6)
		return 0;
	m = strstr(months, f[1]);
	if(m == nil || strlen(f[1]) != 3)
		return 0;
	tm.mday = atoi(f[0]);
	tm.mon = (m - months) / 3;
	tm.year = atoi(f[2]) - 1900;
	tm.hour = atoi(f[3]);
	tm.min = atoi(f[4]);
	tm.sec = atoi(f[5]);
	strcpy(tm.zone, "GMT");
	return tm2sec(&tm);
}

static void
header(Request *r, char *s)
{
	char *v;

	v = strchr(s, ':');
	if(v == nil)
		return;
	*v++ = 0;
	v += strspn(v, " \t");
	if(cistrcmp(s, "connection") == 0) {
		if(cistrcmp(v, "close") == 0)
			r->close = 1;
		else if(cistrcmp(v, "keep-alive") == 0)
			r->close = 0;
	} else if(cistrcmp(s, "host") == 0 && strpbrk(v, " \t/<>\"'&") == nil)
		r->host = check(strdup(v));
	else if(cistrcmp(s, "range") == 0)
		parserange(r, v);
	else if(cistrcmp(s, "if-modified-since") == 0)
		r->since = parsedate(v);
	else if(cistrcmp(s, "content-length") == 0 || cistrcmp(s, "transfer-encoding") == 0)
		r->close = 1; /* what follows is not read */
}

/* 0, or the code to answer with; -1: there is no request */
static int
getrequest(Request *r)
{
	char *f[4], *s, *q;
	int n;

	memset(r, 0, sizeof *r);
	do
		if((s = getline()) == nil)
			return -1;
	while(s[0] == 0);
	r->line = s;
	r->method = r->path = "?";
	if(tokenize(s, f, nelem(f)) != 3 || strncmp(f[2], "HTTP/1.", 7) != 0)
		return 400;
	r->method = f[0];
	r->minor = atoi(f[2] + 7);
	r->close = r->minor == 0;
	for(n = 0; (s = getline()) != nil && s[0] != 0; n++) {
		if(n == Maxheaders)
			return 431;
		header(r, s);
		free(s);
	}
	if(s == nil)
		return -1;
	r->path = f[1];
	if(cistrncmp(r->path, "http://", 7) == 0) {
		r->path = strchr(r->path + 7, '/');
		if(r->path == nil)
			return 400;
	}
	q = strpbrk(r->path, "?#");
	if(q != nil)
		*q = 0;
	if(r->path[0] != '/' || !decode(r->path))
		return 400;
	n = strlen(r->path);
	r->slash = r->path[n - 1] == '/';
	cleanname(r->path);
	if(strcmp(r->method, "GET") != 0 && strcmp(r->method, "HEAD") != 0)
		return 405;
	return 0;
}

/* ---- the answer ---- */

static char *
reason(int code)
{
	switch(code) {
	case 200:
		return "OK";
	case 206:
		return "Partial Content";
	case 301:
		return "Moved Permanently";
	case 304:
		return "Not Modified";
	case 400:
		return "Bad Request";
	case 403:
		return "Forbidden";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 416:
		return "Range Not Satisfiable";
	case 431:
		return "Request Header Fields Too Large";
	}
	return "Internal Server Error";
}

static void
date(char *name, long t)
{
	static char days[] = "SunMonTueWedThuFriSat";
	static char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	Tm *tm;

	tm = gmtime(t);
	Bprint(&out, "%s: %.3s, %.2d %.3s %d %.2d:%.2d:%.2d GMT\r\n", name, days + 3 * tm->wday,
	       tm->mday, months + 3 * tm->mon, tm->year + 1900, tm->hour, tm->min, tm->sec);
}

/* length -1: until the end */
static void
head(Request *r, int code, char *type, vlong length)
{
	r->code = code;
	Bprint(&out, "HTTP/1.1 %d %s\r\nServer: Plan9\r\n", code, reason(code));
	date("Date", time(nil));
	Bprint(&out, "Connection: %s\r\n", r->close ? "close" : "keep-alive");
	if(type != nil)
		Bprint(&out, "Content-Type: %s\r\n", type);
	if(length >= 0)
		Bprint(&out, "Content-Length: %lld\r\n", length);
}

static int
isget(Request *r)
{
	return strcmp(r->method, "HEAD") != 0;
}

static void
fail(Request *r, int code)
{
	char *s;

	if(code == 400 || code == 431)
		r->close = 1;
	s = check(smprint("<html><head><title>%d %s</title></head><body>%s</body></html>\n", code,
			  reason(code), reason(code)));
	head(r, code, "text/html; charset=utf-8", strlen(s));
	if(code == 405)
		Bprint(&out, "Allow: GET, HEAD\r\n");
	Bprint(&out, "\r\n%s", isget(r) ? s : "");
	free(s);
}

static struct
{
	char *suffix;
	char *type;
} types[] = {
	{"html", "text/html; charset=utf-8"},
	{"htm", "text/html; charset=utf-8"},
	{"txt", "text/plain; charset=utf-8"},
	{"c", "text/plain; charset=utf-8"},
	{"h", "text/plain; charset=utf-8"},
	{"css", "text/css"},
	{"js", "text/javascript"},
	{"json", "application/json"},
	{"xml", "application/xml"},
	{"pdf", "application/pdf"},
	{"ps", "application/postscript"},
	{"gif", "image/gif"},
	{"jpg", "image/jpeg"},
	{"jpeg", "image/jpeg"},
	{"png", "image/png"},
	{"svg", "image/svg+xml"},
	{"ico", "image/x-icon"},
	{"gz", "application/gzip"},
	{"tgz", "application/gzip"},
	{"tar", "application/x-tar"},
	{"zip", "application/zip"},
};

/* what the name says, or else the first bytes */
static char *
filetype(char *name, char *buf, long n)
{
	char *s;
	long i;

	s = strrchr(lastelem(name), '.');
	for(i = 0; s != nil && i < nelem(types); i++)
		if(cistrcmp(s + 1, types[i].suffix) == 0)
			return types[i].type;
	for(i = 0; i < n; i++)
		if((uchar)buf[i] < ' ' && strchr("\t\n\r\f\b\033", buf[i]) == nil || buf[i] == 0)
			return "application/octet-stream";
	return "text/plain; charset=utf-8";
}

/* s as it may stand in HTML, or for url in a link */
static void
putname(Fmt *f, char *s, int url)
{
	for(; *s != 0; s++)
		if(url && !isalnum((uchar)*s) && strchr("-._~/", *s) == nil)
			fmtprint(f, "%%%.2X", (uchar)*s);
		else if(strchr("<>&\"'", *s) != nil)
			fmtprint(f, "&#%d;", *s);
		else
			fmtprint(f, "%c", *s);
}

/* what lies in a directory, as a page */
static void
listing(Request *r, char *dir)
{
	Fmt f;
	Dir *d;
	long i, n;
	char *s;

	n = readdir(dir, &d);
	if(n < 0) {
		fail(r, 403);
		return;
	}
	sortdir(d, n);
	fmtstrinit(&f);
	fmtprint(&f, "<html><head><title>");
	putname(&f, r->path, 0);
	fmtprint(&f, "</title></head><body>\n");
	for(i = 0; i < n; i++) {
		s = d[i].mode & DMDIR ? "/" : "";
		fmtprint(&f, "<a href=\"./");
		putname(&f, d[i].name, 1);
		fmtprint(&f, "%s\">", s);
		putname(&f, d[i].name, 0);
		fmtprint(&f, "%s</a><br>\n", s);
	}
	fmtprint(&f, "</body></html>\n");
	free(d);
	s = check(fmtstrflush(&f));
	head(r, 200, "text/html; charset=utf-8", strlen(s));
	Bprint(&out, "\r\n%s", isget(r) ? s : "");
	free(s);
}

/* a directory's name ends in a slash, so that what its page refers to is found */
static void
redirect(Request *r)
{
	Fmt f;
	char *s;

	fmtstrinit(&f);
	if(r->host != nil || domain != nil)
		fmtprint(&f, "http://%s", r->host != nil ? r->host : domain);
	putname(&f, r->path, 1);
	s = check(fmtstrflush(&f));
	head(r, 301, nil, 0);
	Bprint(&out, "Location: %s/\r\n\r\n", s);
	free(s);
}

/* the range that is wanted of a file of that length; the code */
static int
userange(Request *r, vlong length, vlong *from, vlong *n)
{
	*from = 0;
	*n = length;
	if(!r->range || length <= 0 || (r->to >= 0 && r->to < r->from))
		return 200;
	if(r->from < 0) { /* the last bytes */
		*from = r->to < length ? length - r->to : 0;
		*n = length - *from;
		return *n > 0 ? 206 : 416;
	}
	*from = r->from;
	if(*from >= length)
		return 416;
	*n = r->to >= 0 && r->to < length ? r->to + 1 - *from : length - *from;
	return 206;
}

/* n bytes; fewer break the connection, for so many were promised */
static void
sendbytes(Request *r, int fd, vlong off, vlong n)
{
	static char buf[Bufsize];
	long m;

	for(; n > 0; n -= m, off += m) {
		m = pread(fd, buf, n < sizeof buf ? n : sizeof buf, off);
		if(m <= 0) {
			r->close = 1;
			break;
		}
		if(Bwrite(&out, buf, m) != m)
			exits("hungup");
	}
}

/* until there is no more: of a file that has no length, as those of devices */
static void
sendchunks(Request *r, int fd, char *buf, long n)
{
	do {
		if(r->minor > 0)
			Bprint(&out, "%lx\r\n", n);
		Bwrite(&out, buf, n);
		if(r->minor > 0)
			Bprint(&out, "\r\n");
		if(Bflush(&out) < 0)
			exits("hungup");
	} while((n = read(fd, buf, Bufsize)) > 0);
	if(r->minor > 0)
		Bprint(&out, "0\r\n\r\n");
}

static void
sendunknown(Request *r, int fd, char *name)
{
	static char buf[Bufsize];
	long n;

	n = read(fd, buf, sizeof buf);
	if(n < 0) {
		fail(r, 403);
		return;
	}
	if(r->minor == 0)
		r->close = 1;
	head(r, 200, filetype(name, buf, n), n == 0 ? 0 : -1);
	if(n > 0 && r->minor > 0)
		Bprint(&out, "Transfer-Encoding: chunked\r\n");
	Bprint(&out, "\r\n");
	if(n > 0 && isget(r))
		sendchunks(r, fd, buf, n);
}

static void
sendfile(Request *r, int fd, char *name, Dir *d)
{
	char buf[256];
	vlong from, n;
	long m;
	int code;

	if(d->length == 0) {
		sendunknown(r, fd, name);
		return;
	}
	if(r->since != 0 && d->mtime <= r->since) {
		head(r, 304, nil, -1);
		Bprint(&out, "\r\n");
		return;
	}
	code = userange(r, d->length, &from, &n);
	if(code == 416) {
		head(r, code, nil, 0);
		Bprint(&out, "Content-Range: bytes */%lld\r\n\r\n", d->length);
		return;
	}
	m = pread(fd, buf, sizeof buf, 0);
	head(r, code, filetype(name, buf, m), n);
	date("Last-Modified", d->mtime);
	Bprint(&out, "Accept-Ranges: bytes\r\n");
	if(code == 206)
		Bprint(&out, "Content-Range: bytes %lld-%lld/%lld\r\n", from, from + n - 1,
		       d->length);
	Bprint(&out, "\r\n");
	if(isget(r))
		sendbytes(r, fd, from, n);
}

static void
answerfile(Request *r, char *name, Dir *d)
{
	int fd;

	fd = open(name, OREAD);
	if(fd < 0)
		fail(r, 403);
	else
		sendfile(r, fd, name, d);
	close(fd);
}

static void
answerdir(Request *r, char *name)
{
	char *index;
	Dir *d;

	index = joinpath(name, "index.html");
	d = dirstat(index);
	if(!r->slash)
		redirect(r);
	else if(d != nil)
		answerfile(r, index, d);
	else
		listing(r, name);
	free(d);
	free(index);
}

static void
answer(Request *r)
{
	char *name;
	Dir *d;

	name = check(smprint("%s%s", webroot, r->path));
	cleanname(name);
	d = dirstat(name);
	if(d == nil)
		fail(r, 404);
	else if(d->mode & DMDIR)
		answerdir(r, name);
	else
		answerfile(r, name, d);
	free(d);
	free(name);
}

static void
serve(void)
{
	Request r;
	int code;

	Binit(&in, 0, OREAD);
	Binit(&out, 1, OWRITE);
	do {
		alarm(Idle);
		code = getrequest(&r);
		alarm(0);
		if(code < 0)
			break;
		if(code > 0)
			fail(&r, code);
		else
			answer(&r);
		if(access("/sys/log/httpd", AWRITE) == 0)
			syslog(0, "httpd", "%s %s %d", r.method, r.path, r.code);
		if(Bflush(&out) < 0)
			break;
		free(r.line);
		free(r.host);
	} while(!r.close);
	exits(nil);
}

/* as none, in that name space */
static noreturn void
again(char *nsfile, char *addr)
{
	char *argv[10];
	int n;

	n = 0;
	argv[n++] = "/bin/ip/httpd";
	argv[n++] = "-w";
	argv[n++] = webroot;
	if(domain != nil) {
		argv[n++] = "-d";
		argv[n++] = domain;
	}
	if(addr != nil) {
		argv[n++] = "-a";
		argv[n++] = addr;
	}
	argv[n] = nil;
	execnone(nsfile, argv);
	sysfatal("%s: %r", nsfile);
}

void
main(int argc, char **argv)
{
	char *addr, *nsfile;

	addr = nsfile = nil;
	ARGBEGIN
	{
	case 'a':
		addr = EARGF(usage());
		break;
	case 'c':
	case 'C':
		EARGF(usage());
		sysfatal("there is no TLS here");
	case 'd':
		domain = EARGF(usage());
		break;
	case 'n':
		nsfile = EARGF(usage());
		break;
	case 'w':
		webroot = EARGF(usage());
		break;
	default:
		usage();
	}
	ARGEND
	if(argc != 0)
		usage();
	if(nsfile != nil)
		again(nsfile, addr);
	if(addr == nil && iscall(0))
		serve();
	serveaddr(addr != nil ? addr : "tcp!*!http", serve);
}
