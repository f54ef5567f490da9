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
	int pid;
	Channel *c;  /* calls: the Ioproc; nil ends it */
	Channel *re; /* done */
	Lock lock;
	int inuse;
	int running; /* op is */
	int inted;   /* it is to be interrupted */
	long (*op)(va_list *);
	va_list arg;
	long ret;
	char err[ERRMAX];
};

static void
get(Channel *c, void *v)
{
	while(recv(c, v) < 0) {
		/* interrupted */
	}
}

static void
put(Channel *c, void *v)
{
	while(sendp(c, v) < 0) {
		/* interrupted */
	}
}

static int
setrunning(Ioproc *io, int on)
{
	int go;

	lock(&io->lock);
	go = !on || !io->inted;
	io->running = on && go;
	unlock(&io->lock);
	return go;
}

static void
docall(Ioproc *io, int ctl)
{
	if(setrunning(io, 1)) {
		io->ret = io->op(&io->arg);
		if(io->ret < 0)
			rerrstr(io->err, sizeof io->err);
		setrunning(io, 0);
		write(ctl, "nointerrupt", 11); /* one that came too late */
	} else {
		io->ret = -1;
		strcpy(io->err, "interrupted");
	}
}

static void
serve(void *a)
{
	Ioproc *io = a;
	char name[32];
	int ctl;
	void *call;

	threadsetname("ioproc");
	io->pid = getpid();
	snprint(name, sizeof name, "#p/%d/ctl", io->pid);
	ctl = open(name, OWRITE | OCEXEC);
	put(io->re, io);
	for(get(io->c, &call); call != nil; get(io->c, &call)) {
		docall(io, ctl);
		put(io->re, io);
	}
	close(ctl);
	chanfree(io->c);
	chanfree(io->re);
	free(io);
}

Ioproc *
ioproc(void)
{
	Ioproc *io = mallocz(sizeof *io, 1);
	void *v;

	if(io == nil)
		sysfatal("ioproc: %r");
	io->c = chancreate(sizeof(void *), 0);
	io->re = chancreate(sizeof(void *), 0);
	if(io->c == nil || io->re == nil || proccreate(serve, io, 16 * 1024) < 0)
		sysfatal("ioproc: %r");
	get(io->re, &v);
	return io;
}

void
iointerrupt(Ioproc *io)
{
	lock(&io->lock);
	if(io->inuse) {
		io->inted = 1;
		if(io->running)
			_procint(io->pid);
	}
	unlock(&io->lock);
}

/* it ends when it is done with what it does */
void
closeioproc(Ioproc *io)
{
	if(io == nil)
		return;
	iointerrupt(io);
	put(io->c, nil);
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
	io->inted = 0;
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
