/*
 * Messages: six lines, of which the last says how many bytes follow.
 */
#include <u.h>
#include <libc.h>
#include <plumb.h>

static char dir[] = "/mnt/plumb";

/* a port, or send */
int
plumbopen(const char *name, int mode)
{
	char file[256];
	char *server;
	int fd, sfd;

	if(*name == '/')
		return open(name, mode);
	snprint(file, sizeof file, "%s/%s", dir, name);
	fd = open(file, mode);
	if(fd >= 0)
		return fd;
	/* a plumber that is not mounted here yet */
	server = getenv("plumbsrv");
	if(server == nil)
		return -1;
	sfd = open(server, ORDWR);
	free(server);
	if(sfd < 0)
		return -1;
	if(mount(sfd, -1, dir, MREPL, "") < 0) {
		close(sfd);
		return -1;
	}
	return open(file, mode);
}

static char *
orempty(char *s)
{
	return s == nil ? "" : s;
}

char *
plumbpack(Plumbmsg *m, int *np)
{
	char *attr = plumbpackattr(m->attr), *head = nil, *buf = nil;
	int n = m->ndata < 0 ? strlen(m->data) : m->ndata, h;

	if(attr != nil)
		head = smprint("%s\n%s\n%s\n%s\n%s\n%d\n", orempty(m->src), orempty(m->dst),
			       orempty(m->wdir), orempty(m->type), attr, n);
	free(attr);
	if(head == nil)
		return nil;
	h = strlen(head);
	buf = realloc(head, h + n + 1);
	if(buf == nil) {
		free(head);
		return nil;
	}
	memmove(buf + h, m->data, n);
	buf[h + n] = '\0';
	*np = h + n;
	return buf;
}

int
plumbsend(int fd, Plumbmsg *m)
{
	int n, r;
	char *buf = plumbpack(m, &n);

	if(buf == nil)
		return -1;
	r = write(fd, buf, n);
	free(buf);
	return r == n ? n : -1;
}

int
plumbsendtext(int fd, const char *src, const char *dst, const char *wdir, const char *data)
{
	Plumbmsg m;

	memset(&m, 0, sizeof m);
	m.src = (char *)src;
	m.dst = (char *)dst;
	m.wdir = (char *)wdir;
	m.type = "text";
	m.ndata = -1;
	m.data = (char *)data;
	return plumbsend(fd, &m);
}

void
plumbfree(Plumbmsg *m)
{
	if(m == nil)
		return;
	free(m->src);
	free(m->dst);
	free(m->wdir);
	free(m->type);
	while(m->attr != nil)
		m->attr = plumbdelattr(m->attr, m->attr->name);
	free(m->data);
	free(m);
}

/* a line without its newline; *pp moves behind it; nil if there is no whole one */
static char *
line(char **pp, char *e)
{
	char *p = *pp, *nl = memchr(p, '\n', e - p), *s;

	if(nl == nil || (s = malloc(nl - p + 1)) == nil)
		return nil;
	memmove(s, p, nl - p);
	s[nl - p] = '\0';
	*pp = nl + 1;
	return s;
}

/* the five lines of text and the number; -1: there is not all, or it is no message */
static int
header(Plumbmsg *m, char **pp, char *e)
{
	char *s, *end;
	int bad;

	if((m->src = line(pp, e)) == nil || (m->dst = line(pp, e)) == nil ||
	   (m->wdir = line(pp, e)) == nil || (m->type = line(pp, e)) == nil ||
	   (s = line(pp, e)) == nil)
		return -1;
	m->attr = plumbunpackattr(s);
	bad = m->attr == nil && s[strspn(s, " \t")] != '\0';
	free(s);
	if(bad || (s = line(pp, e)) == nil)
		return -1;
	m->ndata = strtol(s, &end, 10);
	bad = end == s || *end != '\0' || m->ndata < 0;
	free(s);
	return bad ? -1 : 0;
}

/* *more is how many bytes are missing, if that alone is wrong */
Plumbmsg *
plumbunpackpartial(char *buf, int n, int *more)
{
	char *p = buf, *e = buf + n;
	Plumbmsg *m = mallocz(sizeof *m, 1);

	if(more != nil)
		*more = 0;
	if(m == nil)
		return nil;
	if(header(m, &p, e) == 0) {
		if(m->ndata <= e - p && (m->data = malloc(m->ndata + 1)) != nil) {
			memmove(m->data, p, m->ndata);
			m->data[m->ndata] = '\0';
			return m;
		}
		if(more != nil && m->ndata > e - p)
			*more = m->ndata - (e - p);
	}
	plumbfree(m);
	return nil;
}

Plumbmsg *
plumbunpack(char *buf, int n)
{
	return plumbunpackpartial(buf, n, nil);
}

/* a message may come in several reads */
Plumbmsg *
plumbrecv(int fd)
{
	Plumbmsg *m = nil;
	char *buf = malloc(8192), *nb;
	int n, k, more;

	if(buf == nil)
		return nil;
	n = read(fd, buf, 8192);
	while(n > 0) {
		m = plumbunpackpartial(buf, n, &more);
		if(m != nil || more == 0)
			break;
		nb = realloc(buf, n + more);
		if(nb == nil)
			break;
		buf = nb;
		k = readn(fd, buf + n, more);
		if(k != more)
			break;
		n += k;
	}
	free(buf);
	return m;
}
