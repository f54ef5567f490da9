/*
 * The listening side: announce an address, wait for calls, take or refuse them.
 */
#include <u.h>
#include <libc.h>

/* the clone file and the local address for addr, by the connection server or by hand */
static int
translate(const char *addr, char *clone, int nclone, char *local, int nlocal)
{
	char dir[NETPATHLEN] = "/net", buf[256], *p;
	const char *rest = addr, *bang = strchr(addr, '!');
	int cs, n;

	if(bang == nil) {
		werrstr("bad address");
		return -1;
	}
	for(p = (char *)bang; p > addr && *p != '/'; p--) {
	}
	if(p > addr) {
		utfecpy(dir, p - addr < NETPATHLEN - 1 ? dir + (p - addr) + 1 : dir + NETPATHLEN,
			addr);
		rest = p + 1;
	}
	snprint(buf, sizeof buf, "%s/cs", dir);
	cs = open(buf, ORDWR);
	if(cs < 0) {
		snprint(clone, nclone, "%s/%.*s/clone", dir, (int)(bang - rest), rest);
		snprint(local, nlocal, "%s", bang + 1);
		return 0;
	}
	n = -1;
	if(write(cs, rest, strlen(rest)) >= 0) {
		seek(cs, 0, 0);
		n = read(cs, buf, sizeof buf - 1);
	}
	close(cs);
	if(n <= 0)
		return -1;
	buf[n] = '\0';
	p = strchr(buf, ' ');
	if(p == nil) {
		werrstr("bad answer from cs");
		return -1;
	}
	*p++ = '\0';
	snprint(local, nlocal, "%s", p);
	p = strchr(buf + 1, '/');
	snprint(clone, nclone, "%s%s", p == nil ? "" : dir, p == nil ? buf : p);
	return 0;
}

/* open the clone or listen file name; dir gets the conversation's directory */
static int
conversation(char *name, char *dir, int *ctl)
{
	char num[16], *p;
	int n, fd = open(name, ORDWR);

	if(fd < 0)
		return -1;
	n = read(fd, num, sizeof num - 1);
	if(n <= 0) {
		close(fd);
		return -1;
	}
	num[n] = '\0';
	p = strrchr(name, '/');
	if(p != nil)
		*p = '\0';
	snprint(dir, NETPATHLEN, "%s/%ld", name, strtol(num, nil, 10));
	*ctl = fd;
	return 0;
}

int
announce(const char *addr, char *dir)
{
	char clone[NETPATHLEN * 2], local[256];
	int fd;

	if(translate(addr, clone, sizeof clone, local, sizeof local) < 0 ||
	   conversation(clone, dir, &fd) < 0)
		return -1;
	if(fprint(fd, "announce %s", local) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

int
listen(const char *dir, char *newdir)
{
	char name[NETPATHLEN * 2], *p;
	char up[NETPATHLEN * 2];
	int fd;

	snprint(name, sizeof name, "%s/listen", dir);
	if(conversation(name, newdir, &fd) < 0)
		return -1;
	/* the call's directory is beside ours, not below it */
	snprint(up, sizeof up, "%s", dir);
	p = strrchr(up, '/');
	if(p != nil)
		*p = '\0';
	snprint(name, sizeof name, "%s%s", up, strrchr(newdir, '/'));
	strecpy(newdir, newdir + NETPATHLEN, name);
	return fd;
}

static char *
number(const char *dir)
{
	char *p = strrchr(dir, '/');

	return p == nil ? (char *)dir : p + 1;
}

int
accept(int ctl, const char *dir)
{
	char name[NETPATHLEN * 2];

	fprint(ctl, "accept %s", number(dir));
	snprint(name, sizeof name, "%s/data", dir);
	return open(name, ORDWR);
}

int
reject(int ctl, const char *dir, const char *cause)
{
	return fprint(ctl, "reject %s %s", number(dir), cause) < 0 ? -1 : 0;
}
