/*
 * What the tests of the 9P server share: one that serves the name space at a real socket, and those who call.
 */
#pragma once
#include "ns.h"
#include "fcall.h"
#include "grp.h"
#include "host.h"
#include "lib.h"
#include "serve.h"

enum
{
	Second = 1000000000,
	Msize = 8 * KiB,
	Uid = 1000,
};

static int port;

/* fd, a new socket, has this port; 0: the host chooses one.  0: somebody else has it */
static inline int
hasport(int fd, int want)
{
	Hostaddr a = {.ip = {[10] = 0xff, 0xff, 127, 0, 0, 1}, .port = (u16int)want};

	check(fd >= 0);
	if(hostbind(fd, &a) < 0 || hostsockaddr(fd, false, &a) < 0)
		a.port = 0;
	hostclose(fd);
	return a.port;
}

/* a port that nobody has.  What the host chooses is at random, but it may give that to another at once; so the
 * port is one of those that are not for callers. */
static inline int
freeport(void)
{
	static const Hostaddr any = {.ip = {[10] = 0xff, 0xff, 127, 0, 0, 1}};
	int p;

	do
		p = 10000 + hasport(hostsocket(Hstream, &any), 0) % 20000;
	while(hasport(hostsocket(Hstream, &any), p) == 0);
	return p;
}

/* serve the name space that the test has made; whose the callers are does not matter here */
static inline void
servestart(void)
{
	char addr[64];

	if(up->egrp == nil)
		up->egrp = newegrp();
	port = freeport();
	snprint(addr, sizeof addr, "tcp!127.0.0.1!%d", port);
	servelisten(addr, true, Uid, "me");
}

static inline void
servedown(void)
{
	servestop();
	closeegrp(up->egrp);
	up->egrp = nil;
	nsdown();
}

static inline int
dial(void)
{
	Hostaddr a = {.ip = {[10] = 0xff, 0xff, 127, 0, 0, 1}, .port = (u16int)port};
	int fd = hostsocket(Hstream, &a);
	int r = hostconnect(fd, &a);

	check(r >= 0 || r == -Hinprogress);
	check(hostpoll(fd, Hpollout, -1, 10 * (s64int)Second) & Hpollout);
	return fd;
}

/* n bytes; false: it hung up, or nothing came */
static inline bool
take(int fd, u8int *p, int n)
{
	while(n > 0) {
		if(hostpoll(fd, Hpollin, -1, 20 * (s64int)Second) == 0)
			return false;
		s64int got = hostread(fd, (uintptr)p, (usize)n, -1);
		if(got == -Hagain)
			continue;
		if(got <= 0)
			return false;
		p += got;
		n -= (int)got;
	}
	return true;
}
