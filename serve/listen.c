/*
 * Where others can call, and who of them is let in: the user of the host who runs this emu, and root, who
 * could become him.  The host knows whose the other end is when it is on this machine.  On the network
 * nobody can be asked who he is, so only addresses of this machine's own are served unless that is wanted,
 * and then whoever calls is let in.  Who attaches must say that he is this emu's user.
 */
#include "p9.h"
#include "serve.h"
#include "host.h"
#include "ip.h"
#include "keepold.h"
#include "lib.h"
#include "log.h"
#include "mem.h"

enum
{
	Maxlisten = 16,
	Backlog = 128,
	Namesize = 108,  /* bytes of a socket's file name */
	Endms = 5000,    /* that requests may take to end */
	Userport = 1024, /* and above: anybody may listen there */
	Fullms = 100,    /* until the next try to take a call, when there was no room for it */
};

typedef struct Listener
{
	int fd;
	bool open;           /* whoever calls is let in */
	char path[Namesize]; /* of a socket that has a file's name, or empty */
} Listener;

/* [l] lk  [I] set before anybody can call */
static struct
{
	Lock lk;
	Listener at[Maxlisten]; /* [l] */
	int n;                  /* [l] */
	bool ended;             /* [l] */
	u32int uid;             /* [I] of the host's user */
	char login[64];         /* [I] the name */
} in = {.lk = {.rank = Rfgrp}};

bool
admitted(const char *uname, u32int nuname)
{
	if(nuname != Nofid)
		return nuname == in.uid;
	return strcmp(uname, eve) == 0 || strcmp(uname, in.login) == 0;
}

u32int
hostsuser(void)
{
	return in.uid;
}

/* ---- calls ---- */

static bool
welcome(Listener *l, int fd)
{
	s64int uid;

	if(l->open)
		return true;
	uid = hostpeeruid(fd);
	return uid == in.uid || uid == 0;
}

void
listencall(int i)
{
	Listener l;
	Hostaddr from;
	bool ended;
	int fd;

	lock(&in.lk);
	l = in.at[i];
	ended = in.ended;
	unlock(&in.lk);
	if(ended)
		return;
	while((fd = hostaccept(l.fd, &from)) >= 0)
		if(!welcome(&l, fd))
			hostclose(fd);
		else
			newconn(fd);
	if(fd == -Hnofd)
		tsleep(&up->sleepr, never, nil, Fullms);
	poollisten(l.fd, i, true);
}

/* ---- addresses ---- */

static bool
loopback(const u8int *ip)
{
	static const u8int one[16] = {[15] = 1};

	return memcmp(ip, one, sizeof one) == 0 || (ipisv4(ip) && ip[12] == 127);
}

/* the host of tcp!host!port by its name */
static void
lookup(Hostaddr *a, const char *addr)
{
	char host[Ipstrlen], text[Maxanswer], *end;
	const char *bang = strchr(addr, '!');

	if(bang == nil || bang == addr || bang - addr >= (s64int)sizeof host)
		error("address is not tcp!host!port");
	memmove(host, addr, (usize)(bang - addr));
	host[bang - addr] = '\0';
	if(!ipresolve(host, "ip", text, sizeof text))
		errorf("no such host as %s", host);
	for(end = text; *end > ' ' && *end != '\n'; end++)
		;
	*end = '\0';
	if(!parseip(a->ip, text))
		error(Ebadip);
	u64int port = strtou(bang + 1, &end, 10);
	if(end == bang + 1 || *end != '\0' || port > 0xffff)
		error("bad numeric port");
	a->port = (u16int)port;
}

static void
parseaddr(Hostaddr *a, const char *addr)
{
	if(waserror()) {
		lookup(a, addr);
		return;
	}
	parsedial(a, addr, false, nil);
	poperror();
}

static int
listentcp(const char *addr, bool insecure)
{
	Hostaddr a;
	int fd, r;

	parseaddr(&a, addr);
	if(!insecure && !loopback(a.ip))
		error("the network could come in; use unix!path, tcp!127.0.0.1!port or --insecure");
	fd = hostsocket(Hstream, &a);
	r = fd < 0 ? fd : hostbind(fd, &a);
	if(r >= 0)
		r = hostlisten(fd, Backlog);
	if(r >= 0)
		return fd;
	if(fd >= 0)
		hostclose(fd);
	errorf("%s%s", hosterrstr(r),
	       r == -Haccess && a.port < Userport ? ": ports below 1024 are root's" : "");
}

static int
listenunix(const char *path)
{
	int fd = hostlistenname(path, Backlog);

	if(fd < 0)
		error(hosterrstr(fd));
	return fd;
}

void
serveuser(u32int uid, const char *login)
{
	in.uid = uid;
	strecpy(in.login, in.login + sizeof in.login, login);
}

static void
start(u32int uid, const char *login)
{
	Export *e = newexport();

	conntableinit();
	serveuser(uid, login);
	poolstart(e);
}

static void
listenat(const char *addr, bool insecure)
{
	Listener l = {.fd = -1};

	if(strncmp(addr, "unix!", 5) == 0) {
		l.fd = listenunix(addr + 5);
		strecpy(l.path, l.path + Namesize, addr + 5);
	} else if(strncmp(addr, "tcp!", 4) == 0) {
		l.open = insecure;
		l.fd = listentcp(addr + 4, insecure);
	} else
		error("an address is unix!path or tcp!host!port");
	lock(&in.lk);
	keepmany(&in.at[in.n], sizeof in.at[in.n]);
	keepold(in.n);
	in.at[in.n] = l;
	int i = in.n++;
	unlock(&in.lk);
	poollisten(l.fd, i, false);
}

void
servelisten(const char *addr, bool insecure, u32int uid, const char *login)
{
	char err[Errmax];

	if(in.n == Maxlisten)
		error("too many addresses to listen at");
	if(in.n == 0)
		start(uid, login);
	if(waserror()) {
		strecpy(err, err + Errmax, up->errstr);
		errorf("%.60s: %s", addr, err);
	}
	listenat(addr, insecure);
	poperror();
}

/* ---- the end ---- */

void
serveunlisten(void)
{
	Listener l[Maxlisten];
	int n;

	lock(&in.lk);
	n = in.ended ? 0 : in.n;
	in.ended = true;
	memmove(l, in.at, sizeof l);
	unlock(&in.lk);
	for(int i = 0; i < n; i++) {
		hostshutdown(l[i].fd);
		if(l[i].path[0] != '\0')
			hostremovename(l[i].path);
	}
}

void
servestop(void)
{
	if(in.n == 0)
		return;
	serveunlisten();
	for(int i = 0; connhangupall() > 0 || !poolstop(); i++) {
		if(i == Endms) {
			print("emu: requests of clients that do not end\n");
			return;
		}
		tsleep(&up->sleepr, never, nil, 1);
	}
	for(int i = 0; i < in.n; i++)
		hostclose(in.at[i].fd);
	poolfree();
}
