/* getnetconninfo: who is at the ends of a connection */
#include <u.h>
#include <libc.h>

/* the address in a file of dir, up to the newline, split at ! */
static int
endpoint(const char *dir, const char *file, char **sys, char **serv)
{
	char name[NETPATHLEN * 2], buf[128], *p;
	int n, fd;

	snprint(name, sizeof name, "%s/%s", dir, file);
	fd = open(name, OREAD);
	n = fd < 0 ? -1 : read(fd, buf, sizeof buf - 1);
	close(fd);
	if(n <= 0)
		return -1;
	buf[n] = '\0';
	p = strchr(buf, '\n');
	if(p != nil)
		*p = '\0';
	p = strchr(buf, '!');
	if(p != nil)
		*p++ = '\0';
	*sys = strdup(buf);
	*serv = strdup(p == nil ? "" : p);
	return *sys == nil || *serv == nil ? -1 : 0;
}

/* dir may be nil: then fd is the connection's data file */
static int
connection(NetConnInfo *c, const char *dir, int fd)
{
	char path[NETPATHLEN * 2], *p, *proto;

	if(dir == nil) {
		if(fd2path(fd, path, sizeof path) < 0 || (p = strrchr(path, '/')) == nil)
			return -1;
		*p = '\0';
		dir = path;
	}
	c->dir = strdup(dir);
	if(c->dir == nil || endpoint(dir, "local", &c->lsys, &c->lserv) < 0 ||
	   endpoint(dir, "remote", &c->rsys, &c->rserv) < 0)
		return -1;
	strecpy(path, path + sizeof path, c->dir);
	p = strrchr(path, '/');
	if(p == nil)
		return -1;
	*p = '\0';
	proto = strrchr(path, '/');
	if(proto == nil)
		return -1;
	*proto++ = '\0';
	c->root = strdup(path);
	c->spec = strdup(path);
	c->laddr = smprint("%s!%s!%s", proto, c->lsys, c->lserv);
	c->raddr = smprint("%s!%s!%s", proto, c->rsys, c->rserv);
	return c->root == nil || c->spec == nil || c->laddr == nil || c->raddr == nil ? -1 : 0;
}

void
freenetconninfo(NetConnInfo *c)
{
	if(c == nil)
		return;
	free(c->dir);
	free(c->root);
	free(c->spec);
	free(c->lsys);
	free(c->lserv);
	free(c->rsys);
	free(c->rserv);
	free(c->laddr);
	free(c->raddr);
	free(c);
}

NetConnInfo *
getnetconninfo(const char *dir, int fd)
{
	NetConnInfo *c = mallocz(sizeof *c, 1);

	if(c != nil && connection(c, dir, fd) < 0) {
		freenetconninfo(c);
		c = nil;
	}
	return c;
}
