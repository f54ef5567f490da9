/*
 * Ioprocs: a proc each that makes system calls for the threads of another, so that those
 * go on meanwhile.
 */
#include <u.h>
#include <libc.h>
#include <thread.h>
#include "threadimpl.h"

struct Ioproc
{
	int id;      /* of its thread */
	Channel *c;  /* calls: the Ioproc; nil ends it */
	Channel *re; /* done */
	int inuse;
	long (*op)(va_list *);
	va_list arg;
	long ret;
	char err[ERRMAX];
};

static void
serve(void *a)
{
	Ioproc *io = a;

	threadsetname("ioproc");
	io->id = threadid();
	sendp(io->re, io);
	while(recvp(io->c) != nil) {
		io->ret = io->op(&io->arg);
		if(io->ret < 0)
			rerrstr(io->err, sizeof io->err);
		while(sendp(io->re, io) < 0) {
			/* interrupted too late */
		}
	}
	chanfree(io->c);
	chanfree(io->re);
	free(io);
}

Ioproc *
ioproc(void)
{
	Ioproc *io = mallocz(sizeof *io, 1);

	if(io == nil)
		sysfatal("ioproc: %r");
	io->c = chancreate(sizeof(void *), 0);
	io->re = chancreate(sizeof(void *), 0);
	if(io->c == nil || io->re == nil || proccreate(serve, io, 16 * 1024) < 0)
		sysfatal("ioproc: %r");
	while(recvp(io->re) == nil) {
		/* interrupted */
	}
	return io;
}

void
iointerrupt(Ioproc *io)
{
	if(io->inuse)
		threadint(io->id);
}

/* it ends when it is done with what it does */
void
closeioproc(Ioproc *io)
{
	if(io == nil)
		return;
	iointerrupt(io);
	while(sendp(io->c, nil) < 0) {
		/* interrupted */
	}
}

/* an interrupt of the calling thread interrupts the call; its end is waited for in any case */
long
iocall(Ioproc *io, long (*op)(va_list *), ...)
{
	long ret;

	if(io->inuse) {
		fprint(2, "iocall: ioproc is in use\n");
		abort();
	}
	io->inuse = 1;
	io->op = op;
	va_start(io->arg, op);
	if(sendp(io->c, io) < 0) {
		va_end(io->arg);
		io->inuse = 0;
		return -1;
	}
	while(recvp(io->re) == nil)
		iointerrupt(io);
	va_end(io->arg);
	ret = io->ret;
	if(ret < 0)
		werrstr("%s", io->err);
	io->inuse = 0;
	return ret;
}
