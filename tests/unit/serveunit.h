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

/* serve the name space that the test has made; whose the callers are does not matter here */
static inline void
servestart(void)
{
	Hostaddr a = {.ip = {[10] = 0xff, 0xff, 127, 0, 0, 1}};
	char addr[64];
	int fd;

	if(up->egrp == nil)
		up->egrp = newegrp();
	fd = hostsocket(Hstream, &a);
	check(fd >= 0 && hostbind(fd, &a) >= 0 && hostsockaddr(fd, false, &a) >= 0);
	hostclose(fd);
	port = a.port;
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
