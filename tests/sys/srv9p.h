/*
 * A small 9P server for tests, a process at the other end of a pipe.  It keeps files in memory
 * and serves some that misbehave on purpose:
 *
 *	hello	text		big	100000 bytes, the i-th is i*7
 *	log	the newest requests, one a line, as %F prints them
 *	block	reads are answered only when something is written to release, or by a flush
 *	refuse	open gives the error "I will not"
 *	lie	reads give more than was asked for
 *	short	reads give 3 bytes at most
 *	hangup	opening it makes the server go away
 *	dir	a directory with a and b in it
 */
#include <fcall.h>

enum
{
	Bigsize = 100000,
	Srvmsize = 8192 + IOHDRSZ,
};

int srvstart(int *fd);               /* result: pid; *fd: the client's end */
int srvmount(char *where, int flag); /* start one and mount it; result: pid */
char *srvlog(char *mtpt);            /* the log, malloced */
