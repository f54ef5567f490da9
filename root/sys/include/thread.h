/*
 * thread.h: threads, procs and channels, as thread(2) and ioproc(2) describe them.
 */
#pragma once
#pragma lib "libthread.a"

typedef struct Alt Alt;
typedef struct Channel Channel;
typedef struct Ioproc Ioproc;

/* operations of an Alt */
typedef enum
{
	CHANEND, /* ends the array: alt waits */
	CHANSND,
	CHANRCV,
	CHANNOP,   /* not this one */
	CHANNOBLK, /* ends the array: alt does not wait */
} ChanOp;

struct Alt
{
	Channel *c;
	void *v; /* the value, or where to put it; nil: zeros, or nowhere */
	ChanOp op;
	char *err; /* set when the channel is closed */
	/* alt's own */
	Alt *next; /* others that wait at the channel */
	Alt *prev;
	void *wait;
};

struct Channel
{
	int s;     /* values that it can hold */
	uint f;    /* the oldest is at f */
	uint n;    /* how many there are */
	int e;     /* size of one */
	int freed; /* chanfree came while somebody waited */
	int closed;
	Alt *rcv; /* who waits, in a ring: first come first served */
	Alt *snd;
	uchar v[1]; /* s values */
};

extern int alt(Alt *);
extern int chanclose(Channel *);
extern int chanclosing(Channel *);
extern Channel *chancreate(int, int);
extern int chaninit(Channel *, int, int);
extern void chanfree(Channel *);
extern int chanprint(Channel *, const char *, ...);
extern long decref(Ref *);
extern void incref(Ref *);
extern int nbrecv(Channel *, void *);
extern void *nbrecvp(Channel *);
extern ulong nbrecvul(Channel *);
extern int nbsend(Channel *, void *);
extern int nbsendp(Channel *, void *);
extern int nbsendul(Channel *, ulong);
extern int recv(Channel *, void *);
extern void *recvp(Channel *);
extern ulong recvul(Channel *);
extern int send(Channel *, void *);
extern int sendp(Channel *, void *);
extern int sendul(Channel *, ulong);

extern void needstack(int);
extern int proccreate(void (*)(void *), void *, uint);
extern int procrfork(void (*)(void *), void *, uint, int);
extern void **procdata(void);
extern void procexec(Channel *, const char *, char *[]);
extern void procexecl(Channel *, const char *, ...);
extern int threadcreate(void (*)(void *), void *, uint);
extern void **threaddata(void);
extern noreturn void threadexits(const char *);
extern noreturn void threadexitsall(const char *);
extern int threadgetgrp(void);
extern char *threadgetname(void);
extern int threadid(void);
extern void threadint(int);
extern void threadintgrp(int);
extern void threadkill(int);
extern void threadkillgrp(int);
extern void threadmain(int, char *[]);
extern int threadnotify(int (*)(void *, char *), int);
extern int threadpid(int);
extern void *threadrendezvous(void *, void *);
extern int threadsetgrp(int);
extern void threadsetname(const char *, ...);
extern Channel *threadwaitchan(void);
extern void yield(void);

extern int mainstacksize; /* of threadmain's thread; a program may have its own */

/* procs that make system calls for threads */
extern Ioproc *ioproc(void);
extern void closeioproc(Ioproc *);
extern void iointerrupt(Ioproc *);
extern long iocall(Ioproc *, long (*)(va_list *), ...);
extern int ioclose(Ioproc *, int);
extern int iodial(Ioproc *, const char *, const char *, char *, int *);
extern int ioopen(Ioproc *, const char *, int);
extern long ioread(Ioproc *, int, void *, long);
extern long ioreadn(Ioproc *, int, void *, long);
extern long iowrite(Ioproc *, int, const void *, long);
extern int iosleep(Ioproc *, long);

#pragma varargck argpos chanprint 2
