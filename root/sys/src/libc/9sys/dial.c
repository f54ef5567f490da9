/*
 * dial: make a connection.  /net/cs turns the address into recipes, a clone file and what to
 * write to its ctl; they are tried in turn.
 */
#include <u.h>
#include <libc.h>

typedef struct Dest Dest;
struct Dest
{
	char dir[NETPATHLEN]; /* /net, or another */
	const char *rest;     /* proto!host!service */
	const char *local;
	char *conndir; /* results, if wanted */
	int *cfdp;
	char err[ERRMAX]; /* the best error so far */
};

/* keep the error unless it only says that something does not exist and there is one already */
static void
keeperr(Dest *d)
{
	char err[ERRMAX];

	rerrstr(err, sizeof err);
	if(d->err[0] == '\0' || strstr(err, "does not exist") == nil)
		strecpy(d->err, d->err + sizeof d->err, err);
}

static int
connect(Dest *d, const char *clone, const char *addr)
{
	char name[NETPATHLEN * 3], num[16], *p;
	int cfd, dfd, n;

	snprint(name, sizeof name, "%s", clone);
	cfd = open(name, ORDWR);
	if(cfd < 0) {
		keeperr(d);
		return -1;
	}
	n = read(cfd, num, sizeof num - 1);
	if(n <= 0 ||
	   fprint(cfd, d->local != nil ? "connect %s %s" : "connect %s", addr, d->local) < 0) {
		keeperr(d);
		close(cfd);
		return -1;
	}
	num[n] = '\0';
	p = strrchr(name, '/');
	snprint(p, name + sizeof name - p, "/%ld", strtol(num, nil, 10));
	if(d->conndir != nil)
		strecpy(d->conndir, d->conndir + NETPATHLEN, name);
	strecpy(name + strlen(name), name + sizeof name, "/data");
	dfd = open(name, ORDWR);
	if(dfd < 0) {
		keeperr(d);
		close(cfd);
		return -1;
	}
	if(d->cfdp != nil)
		*d->cfdp = cfd;
	else
		close(cfd);
	return dfd;
}

/* without a connection server: proto!host!service as it is */
static int
direct(Dest *d)
{
	char clone[NETPATHLEN * 2], *bang = strchr(d->rest, '!');

	snprint(clone, sizeof clone, "%s/%.*s/clone", d->dir, (int)(bang - d->rest), d->rest);
	return connect(d, clone, bang + 1);
}

static int
viacs(Dest *d)
{
	char buf[256], clone[NETPATHLEN * 2], *addr, *p;
	int cs, fd = -1, n;

	snprint(buf, sizeof buf, "%s/cs", d->dir);
	cs = open(buf, ORDWR);
	if(cs < 0)
		return direct(d);
	if(write(cs, d->rest, strlen(d->rest)) < 0) {
		keeperr(d);
		close(cs);
		return -1;
	}
	seek(cs, 0, 0);
	while(fd < 0 && (n = read(cs, buf, sizeof buf - 1)) > 0) {
		buf[n] = '\0';
		addr = strchr(buf, ' ');
		if(addr == nil)
			continue;
		*addr++ = '\0';
		p = strchr(buf + 1, '/'); /* the answer may name another directory than ours */
		if(buf[0] == '/' && p != nil)
			snprint(clone, sizeof clone, "%s%s", d->dir, p);
		else
			snprint(clone, sizeof clone, "%s", buf);
		fd = connect(d, clone, addr);
	}
	close(cs);
	return fd;
}

int
dial(const char *dest, const char *local, char *dir, int *cfdp)
{
	char addr[256], *p, *bang;
	Dest d = {.local = local, .conndir = dir, .cfdp = cfdp};
	int fd;

	strecpy(addr, addr + sizeof addr, dest);
	bang = strchr(addr, '!');
	if(bang == nil) {
		snprint(addr, sizeof addr, "net!%s", dest);
		bang = addr + 3;
	}
	for(p = bang; p > addr && *p != '/'; p--) {
	}
	if(p > addr || *addr == '#') {
		*p = '\0';
		strecpy(d.dir, d.dir + sizeof d.dir, addr);
		d.rest = p + 1;
		fd = viacs(&d);
	} else {
		d.rest = addr;
		strcpy(d.dir, "/net");
		fd = viacs(&d);
		if(fd < 0 && strstr(d.err, "refused") == nil && strcmp(d.err, "interrupted") != 0) {
			strcpy(d.dir, "/net.alt");
			fd = viacs(&d);
		}
	}
	if(fd < 0)
		werrstr("%s", d.err[0] ? d.err : "can't translate address");
	return fd;
}

char *
netmkaddr(const char *linear, const char *net, const char *srv)
{
	static char addr[256];
	char *p = strchr(linear, '!');

	if(p == nil) {
		if(net == nil)
			net = "net";
		snprint(addr, sizeof addr, srv == nil ? "%s!%s" : "%s!%s!%s", net, linear, srv);
	} else if(srv == nil || strchr(p + 1, '!') != nil)
		return (char *)linear;
	else
		snprint(addr, sizeof addr, "%s!%s", linear, srv);
	return addr;
}

int
hangup(int ctl)
{
	return write(ctl, "hangup", 6) != 6 ? -1 : 0;
}
