/*
 * ftpd's connections for data: one for each transfer, to where the caller says or to a port that
 * it is told, and what goes through them.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <ctype.h>
#include <ip.h>
#include <cmd.h>
#include "ftpd.h"

enum
{
	Bufsize = 32768,
	Calltime = 60 * 1000, /* ms */
	Halfyear = 182 * 24 * 3600,
};

static char *dialaddr; /* PORT */
static char adir[NETPATHLEN];
static int actl = -1; /* PASV */

static void
nodata(void)
{
	free(dialaddr);
	dialaddr = nil;
	close(actl);
	actl = -1;
}

/* announce a port of the address that was called; the port, or -1 */
static int
passive(void)
{
	char *addr;

	nodata();
	addr = check(smprint("%s/tcp!%s!0", call->root, call->lsys));
	actl = announce(addr, adir);
	free(addr);
	return actl < 0 ? -1 : announcedport(adir);
}

void
cmdpasv(char *)
{
	uchar ip[IPaddrlen];
	int port;

	if(parseip(ip, call->lsys) == -1 || !isv4(ip)) {
		reply("425 only for IPv4: say EPSV");
		return;
	}
	port = passive();
	if(port < 0)
		failed(425, "can't announce");
	else
		reply("227 entering passive mode (%d,%d,%d,%d,%d,%d)", ip[12], ip[13], ip[14],
		      ip[15], port >> 8, port & 0xff);
}

void
cmdepsv(char *arg)
{
	int port;

	if(arg != nil && cistrcmp(arg, "ALL") == 0) {
		reply("200 good");
		return;
	}
	port = passive();
	if(port < 0)
		failed(425, "can't announce");
	else
		reply("229 entering passive mode (|||%d|)", port);
}

/* only to the caller himself: others did not ask to be called */
static void
setdial(char *host, int port)
{
	uchar ip[IPaddrlen], peer[IPaddrlen];

	nodata();
	if(parseip(ip, host) == -1 || parseip(peer, call->rsys) == -1 || ipcmp(ip, peer) != 0 ||
	   port < 1024 || port > 65535) {
		reply("501 not an address of yours");
		return;
	}
	dialaddr = check(smprint("%s/tcp!%s!%d", call->root, host, port));
	reply("200 good");
}

void
cmdport(char *arg)
{
	char *f[7], host[64];
	int i;

	if(getfields(arg, f, nelem(f), 0, ",") != 6) {
		reply("501 six numbers, with commas");
		return;
	}
	for(i = 0; i < 6; i++)
		if(!isdigit(f[i][0]) || atoi(f[i]) > 255) {
			reply("501 six numbers, with commas");
			return;
		}
	snprint(host, sizeof host, "%s.%s.%s.%s", f[0], f[1], f[2], f[3]);
	setdial(host, atoi(f[4]) << 8 | atoi(f[5]));
}

void
cmdeprt(char *arg)
{
	char *f[6], sep[2];

	sep[0] = arg[0];
	sep[1] = 0;
	if(getfields(arg, f, nelem(f), 0, sep) != 5)
		reply("501 like this: |1|192.0.2.1|6275|");
	else
		setdial(f[2], atoi(f[3]));
}

/* the connection, or -1 after it was said that there is none */
static int
data(void)
{
	char dir[NETPATHLEN];
	int ctl, fd;

	fd = -1;
	alarm(Calltime);
	if(dialaddr != nil)
		fd = dial(dialaddr, nil, nil, nil);
	else if(actl >= 0) {
		ctl = listen(adir, dir);
		fd = ctl < 0 ? -1 : accept(ctl, dir);
		close(ctl);
	} else
		werrstr("say PASV or PORT");
	alarm(0);
	if(fd < 0)
		failed(425, "no connection");
	nodata();
	return fd;
}

/* ---- transfers ---- */

/* with ends of lines for the network; buf has room for twice as much */
static long
addreturns(char *buf, long n)
{
	long i, more;

	more = 0;
	for(i = 0; i < n; i++)
		more += buf[i] == '\n';
	n += more;
	for(i = n - 1; more > 0; i--) {
		buf[i] = buf[i - more];
		if(buf[i] == '\n') {
			buf[--i] = '\r';
			more--;
		}
	}
	return n;
}

/* without the returns before newlines; *cr: the last that came was one, and is kept back */
static long
dropreturns(char *to, char *from, long n, int *cr)
{
	char *s;

	for(s = to; n > 0; n--, from++) {
		if(*cr && *from != '\n')
			*s++ = '\r';
		*cr = *from == '\r';
		if(!*cr)
			*s++ = *from;
	}
	return s - to;
}

static void
finish(int ok, char *arg)
{
	if(ok)
		reply("226 done");
	else
		failed(451, arg);
}

void
cmdretr(char *arg)
{
	static char buf[2 * Bufsize];
	char *name;
	long n, m;
	int fd, to;

	name = path(arg);
	fd = isdir(name) ? -1 : open(name, OREAD);
	free(name);
	if(fd < 0) {
		failed(550, arg);
		return;
	}
	if(restart > 0)
		seek(fd, restart, 0);
	restart = 0;
	reply("150 here it is");
	to = data();
	n = 0;
	while(to >= 0 && (n = read(fd, buf, Bufsize)) > 0) {
		m = ascii ? addreturns(buf, n) : n;
		if(write(to, buf, m) != m) {
			n = -1;
			break;
		}
	}
	close(fd);
	if(to >= 0) {
		close(to);
		finish(n == 0, arg);
	}
}

/* all that comes, into fd, which this closes */
static void
store(int fd, char *arg)
{
	static char buf[Bufsize], text[2 * Bufsize];
	long n, m;
	int from, cr;
	char *p;

	if(fd < 0) {
		failed(553, arg);
		return;
	}
	if(restart > 0)
		seek(fd, restart, 0);
	restart = 0;
	reply("150 send it");
	from = data();
	cr = 0;
	n = 0;
	while(from >= 0 && (n = read(from, buf, sizeof buf)) > 0) {
		p = ascii ? text : buf;
		m = ascii ? dropreturns(text, buf, n, &cr) : n;
		if(m > 0 && write(fd, p, m) != m) {
			n = -1;
			break;
		}
	}
	if(cr)
		write(fd, "\r", 1);
	close(fd);
	if(from >= 0) {
		close(from);
		finish(n == 0, arg);
	}
}

void
cmdstor(char *arg)
{
	char *name;
	int fd;

	name = path(arg);
	fd = restart > 0 ? open(name, OWRITE) : create(name, OWRITE, 0666);
	free(name);
	store(fd, arg);
}

void
cmdappe(char *arg)
{
	char *name;
	int fd;

	name = path(arg);
	fd = open(name, OWRITE);
	if(fd < 0)
		fd = create(name, OWRITE, 0666);
	free(name);
	seek(fd, 0, 2);
	store(fd, arg);
}

static void
printentry(Biobuf *b, Dir *d)
{
	static char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char mode[16];
	Tm *tm;
	int i;

	tm = gmtime(d->mtime);
	strcpy(mode, "-rwxrwxrwx");
	for(i = 0; i < 9; i++)
		if(!(d->mode & 0400 >> i))
			mode[i + 1] = '-';
	if(d->mode & DMDIR)
		mode[0] = 'd';
	Bprint(b, "%s 1 %-8s %-8s %10lld %.3s %2d ", mode, d->uid, d->gid, d->length,
	       months + 3 * tm->mon, tm->mday);
	if(time(nil) - d->mtime > Halfyear)
		Bprint(b, "%5d", tm->year + 1900);
	else
		Bprint(b, "%.2d:%.2d", tm->hour, tm->min);
	Bprint(b, " %s\r\n", d->name);
}

static void
list(char *arg, void (*put)(Biobuf *, Dir *))
{
	Biobuf *b;
	Dir *d;
	char *name;
	long i, n;
	int fd;

	while(arg != nil && arg[0] == '-') { /* options of ls */
		arg = strchr(arg, ' ');
		if(arg != nil)
			arg += strspn(arg, " ");
	}
	name = path(arg != nil ? arg : ".");
	d = dirstat(name);
	n = 1;
	if(d != nil && (d->mode & DMDIR)) {
		free(d);
		n = readdir(name, &d);
	} else if(d == nil)
		n = -1;
	free(name);
	if(n < 0) {
		failed(550, arg != nil ? arg : ".");
		return;
	}
	sortdir(d, n);
	reply("150 here it is");
	fd = data();
	if(fd >= 0) {
		b = check(Bfdopen(fd, OWRITE));
		for(i = 0; i < n; i++)
			put(b, &d[i]);
		finish(Bterm(b) >= 0, "list");
	}
	free(d);
}

static void
printname(Biobuf *b, Dir *d)
{
	Bprint(b, "%s\r\n", d->name);
}

void
cmdlist(char *arg)
{
	list(arg, printentry);
}

void
cmdnlst(char *arg)
{
	list(arg, printname);
}
