/*
 * readipifc: the interfaces that net/ipifc/N/status describe, and the addresses of this machine.
 */
#include <u.h>
#include <libc.h>
#include <ctype.h>
#include <ip.h>

void
freeipifc(Ipifc *i)
{
	Ipifc *next;
	Iplifc *l, *lnext;

	for(; i != nil; i = next) {
		next = i->next;
		for(l = i->lifc; l != nil; l = lnext) {
			lnext = l->next;
			free(l);
		}
		free(i);
	}
}

/* the number after a word of the first line */
static ulong
number(char **f, int n, char *word)
{
	int i;

	for(i = 0; i + 1 < n; i++)
		if(strcmp(f[i], word) == 0)
			return strtoul(f[i + 1], nil, 10);
	return 0;
}

/* address mask net valid preferred */
static Iplifc *
parseaddr(char *line)
{
	char *f[6];
	Iplifc *l;
	int n = tokenize(line, f, nelem(f));

	if(n < 3 || (l = mallocz(sizeof *l, 1)) == nil)
		return nil;
	if(parseip(l->ip, f[0]) < 0 || parseipmask(l->mask, f[1], 0) < 0) {
		free(l);
		return nil;
	}
	maskip(l->ip, l->mask, l->net);
	l->validlt = n > 3 ? strtoul(f[3], nil, 10) : ~0U;
	l->preflt = n > 4 ? strtoul(f[4], nil, 10) : ~0U;
	return l;
}

static Ipifc *
parse(char *text, int index)
{
	char *f[40], *lines[200];
	int n, i, nl = getfields(text, lines, nelem(lines), 1, "\n");
	Ipifc *ifc = mallocz(sizeof *ifc, 1);
	Iplifc **l;

	if(ifc == nil || nl < 1)
		return ifc;
	ifc->index = index;
	n = tokenize(lines[0], f, nelem(f));
	if(n > 1)
		strecpy(ifc->dev, ifc->dev + sizeof ifc->dev, f[1]);
	ifc->mtu = number(f, n, "maxtu");
	ifc->sendra6 = number(f, n, "sendra");
	ifc->recvra6 = number(f, n, "recvra");
	ifc->pktin = number(f, n, "pktin");
	ifc->pktout = number(f, n, "pktout");
	ifc->errin = number(f, n, "errin");
	ifc->errout = number(f, n, "errout");
	l = &ifc->lifc;
	for(i = 1; i < nl; i++)
		if((*l = parseaddr(lines[i])) != nil)
			l = &(*l)->next;
	return ifc;
}

static Ipifc *
readone(const char *net, char *name)
{
	char file[128], *buf;
	Ipifc *ifc = nil;
	int fd, n, len = 0;

	snprint(file, sizeof file, "%s/ipifc/%s/status", net, name);
	fd = open(file, OREAD);
	buf = fd < 0 ? nil : malloc(16 * 1024);
	if(buf != nil) {
		while(len < 16 * 1024 - 1 && (n = read(fd, buf + len, 16 * 1024 - 1 - len)) > 0)
			len += n;
		buf[len] = '\0';
		if(strncmp(buf, "device ", 7) == 0)
			ifc = parse(buf, atoi(name));
	}
	free(buf);
	close(fd);
	return ifc;
}

/* old is freed; index -1: all of them */
Ipifc *
readipifc(const char *net, Ipifc *old, int index)
{
	char name[128];
	Ipifc *head = nil, **l = &head;
	Dir *d;
	int fd, n, i;

	freeipifc(old);
	if(net == nil)
		net = "/net";
	snprint(name, sizeof name, "%s/ipifc", net);
	fd = open(name, OREAD);
	if(fd < 0)
		return nil;
	n = dirreadall(fd, &d);
	close(fd);
	if(n <= 0)
		return nil;
	for(i = 0; i < n; i++) {
		if(!isdigit(d[i].name[0]) || (index >= 0 && atoi(d[i].name) != index))
			continue;
		*l = readone(net, d[i].name);
		if(*l != nil)
			l = &(*l)->next;
	}
	free(d);
	return head;
}

/* an address that others cannot reach: loopback or link-local */
static int
islocal(const uchar *ip)
{
	if(isv4(ip))
		return ip[IPv4off] == 127;
	return (ip[0] == 0xfe && (ip[1] & 0xc0) == 0x80) ||
	       (nhgetv(ip) == 0 && nhgetv(ip + 8) == 1);
}

/* the first address of this machine that others can reach; -1 if there is none */
int
myipaddr(uchar *ip, const char *net)
{
	Ipifc *all = readipifc(net, nil, -1), *i;
	Iplifc *l;
	int found = 0;

	for(i = all; i != nil && !found; i = i->next)
		for(l = i->lifc; l != nil && !found; l = l->next)
			if(ipcmp(l->ip, IPnoaddr) != 0 && !islocal(l->ip)) {
				ipmove(ip, l->ip);
				found = 1;
			}
	freeipifc(all);
	if(!found)
		ipmove(ip, IPnoaddr);
	return found ? 0 : -1;
}

int
myetheraddr(uchar *to, const char *dev)
{
	char buf[64];
	int n, fd;

	snprint(buf, sizeof buf, "%s%s/addr", *dev == '/' ? "" : "/net/", dev);
	fd = open(buf, OREAD);
	n = fd < 0 ? -1 : read(fd, buf, sizeof buf - 1);
	close(fd);
	if(n <= 0)
		return -1;
	buf[n] = '\0';
	return parseether(to, buf);
}
