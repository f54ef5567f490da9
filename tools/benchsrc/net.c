/*
 * The cases of the network: TCP on the loopback interface, and 9P over a pipe and over TCP.
 */
#include "sys.h"

enum
{
	Unit = 65536,     /* bytes that one operation of the bulk cases moves */
	Piece = 8 * Unit, /* bytes of a long read over 9P */
	Small = Unit / 8, /* of a short one */
	Filesize = 64 * Piece,
};

static char big[Piece];

static void
echo(void *v)
{
	int fd = tcpaccept();
	char c;

	(void)v;
	while(read(fd, &c, 1) == 1)
		if(write(fd, &c, 1) != 1)
			break;
}

void
dotcp1(int n)
{
	char c = 'x';
	int fd;

	tcplisten();
	if(spawn(echo, nil) < 0)
		fail("fork");
	fd = tcpdial();
	while(n-- > 0)
		if(write(fd, &c, 1) != 1 || read(fd, &c, 1) != 1)
			fail("tcp");
}

static void
fill(void *v)
{
	int fd = tcpaccept();

	(void)v;
	while(write(fd, big, Unit) == Unit)
		;
}

void
dotcpbulk(int n)
{
	int fd, m, got;

	tcplisten();
	if(spawn(fill, nil) < 0)
		fail("fork");
	fd = tcpdial();
	while(n-- > 0)
		for(got = 0; got < Unit; got += m)
			if((m = read(fd, big, Unit - got)) <= 0)
				fail("read");
}

/* the caller waits until the other side has closed, so that both do all of the work */
static void
callee(void *v)
{
	int n = *(int *)v;

	while(n-- > 0)
		close(tcpaccept());
}

void
dotcpconn(int n)
{
	char c;
	int fd;

	tcplisten();
	if(spawn(callee, &n) < 0)
		fail("fork");
	while(n-- > 0) {
		fd = tcpdial();
		if(read(fd, &c, 1) != 0)
			fail("read");
		close(fd);
	}
}

/* n connections, both ends of each, about which nobody does anything until the input ends */
void
tcpidle(int n)
{
	char c;

	tcplisten();
	for(; n > 0; n--)
		if(tcpdial() < 0 || tcpaccept() < 0)
			fail("connect");
	if(write(1, "ready\n", 6) != 6)
		fail("write");
	while(read(0, &c, 1) > 0)
		;
	leave();
}

void
do9pstat(int n)
{
	mount9(0, big, Unit);
	while(n-- > 0)
		stat9();
}

/* from the beginning to the end, again and again */
static void
readall(int n, int size, int tcp)
{
	vlong left = (vlong)n * Unit, off = 0;

	mount9(tcp, big, Filesize);
	for(; left > 0; left -= size) {
		if(read9(big, size, off) != size)
			fail("read of 9P");
		off = (off + size) % Filesize;
	}
}

void
do9pread(int n)
{
	readall(n, Piece, 0);
}

void
do9ptcp(int n)
{
	readall(n, Piece, 1);
}

/* the same by pieces of 8 KiB, as most programs read */
void
do9psmall(int n)
{
	readall(n, Small, 0);
}
