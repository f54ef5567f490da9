/*
 * gdbserver: one process of Plan 9 for a gdb elsewhere.  What the files share.
 *
 * Three processes share the memory: the first, which does what gdb asks for; one that reads the connection
 * (packet.c); and one that waits while the debugged process runs (tracer.c), as who writes startstop has to.  Both tell the
 * first under one lock.
 */
#include <u.h>
#include <libc.h>
#include <ureg.h>
#include <cmd.h>

enum
{
	Maxpacket = 16 * 1024, /* bytes of a packet, without its frame */
	Sighup = 1,            /* signals, as the protocol numbers them */
	Sigint = 2,
	Sigill = 4,
	Sigtrap = 5,
	Sigfpe = 8,
	Sigkill = 9,
	Sigsegv = 11,
	Sigsys = 12,
	Sigpipe = 13,
	Sigalrm = 14,
	Sigterm = 15,
	Sigstop = 17,
	Sigusr1 = 30, /* any other note */
	Nsig = 64,
	Maxwatch = 256, /* bytes that one watchpoint may watch */
};

/* ---- main.c ---- */
extern QLock lk;      /* of what the three processes tell each other */
extern Rendez change; /* some of it did */
extern int debug;

/* ---- packet.c ---- */
typedef struct Packet Packet;
struct Packet
{
	enum
	{
		Pdata,
		Pbad,  /* not to be understood */
		Pintr, /* ^C */
		Pend,  /* the connection ended */
	} kind;
	long n;
	char data[Maxpacket + 1]; /* NUL at the end, and perhaps within */
};
extern Packet packet;  /* [lk], but the first process's alone while there is one */
extern int havepacket; /* [lk] */

void netstart(int, int); /* begin to read a connection, and to write it */
void netend(void);
void noack(void);        /* no longer confirm packets */
void nextpacket(void);   /* done with this one */
void send(char *, long); /* a packet of so many bytes, any bytes */
void sendstr(char *);
void sendfmt(char *, ...);
#pragma varargck argpos sendfmt 1
void sendhex(char *, void *, long); /* text, and then bytes as hex */

/* numbers in packets */
long unhex(uchar *, char *, long); /* so many bytes from hex; how many there were */
int hexnum(char **, uvlong *);     /* moves on behind it; 0: there is none */
int twonums(char *, int, uvlong *, uvlong *, char **); /* A,B and then a character or NUL; 0: no */

/* ---- tracer.c ---- */
enum
{
	/* what the tracer can be told to do */
	Onone,
	Orun, /* start the program, up to its first instruction */
	Ostop,
	Ocont,
	Ostep, /* until the program counter is out of a range */
	Oreap, /* wait for its end */
	/* what came of it */
	Rstopped = 1,
	Rwatch, /* memory that is watched has changed */
	Rdied,
	Rintr, /* it was told to give up waiting */
	Rerror,
};
typedef struct Tracer Tracer;
struct Tracer
{
	int busy;         /* [lk] it has something to do */
	int order, last;  /* [lk] */
	int enough;       /* [lk] it should give up */
	char **argv;      /* of the program */
	int quiet;        /* standard input and output are not for the program */
	uvlong low, high; /* for Ostep */
	int result;
	uvlong watched;   /* Rwatch: where */
	char msg[ERRMAX]; /* how it ended, or why not */
};
extern Tracer tracer;

void tracerstart(void);
void tracerend(void);
void order(int);
int finish(void); /* wait for what came of it */
int giveup(void); /* likewise, but it should not wait for the process any more */
int watch(uvlong, int,
	  int); /* address, length, on or off; 0: there is no such memory, or no room */

/* ---- target.c ---- */
typedef struct Target Target;
struct Target
{
	int pid;   /* 0: none */
	int child; /* it is ours */
	int ctl, mem, regs, fpregs, note;
	int asleep;       /* it is not stopped, but will be when the call that it is in ends */
	int sig;          /* it stopped for this, */
	char msg[ERRMAX]; /* the note, if it was one, which it has not got */
	char why[64];     /* what else gdb is told of it */
};
extern Target target;

int opentarget(int);                /* 0: no */
int procctl(char *);                /* -1 */
long readmem(uvlong, void *, long); /* as many as there are; without breakpoints */
long writemem(uvlong, void *, long);
int takenote(void);   /* the note that waits, so that it is not delivered: in target.msg */
int setbreak(uvlong); /* 0: no */
int clearbreak(uvlong);
void clearall(void);
void pass(char *); /* the signals that it gets without gdb: hex numbers with ; between */
int
stopped(int,
	int); /* what came of an order: is it to be told, or whatever it was?  0: it is to go on */
void sendstop(void);
void resume(int, int); /* the order, and a signal */
int halt(void);        /* what came of it */
void ended(char *);    /* it did, with this message */
void letgo(int);       /* kill it, or let it go on without us */

/* ---- regs.c ---- */
void regsfresh(void); /* it has run */
long getregs(char *); /* as hex; how much */
int setregs(char *);  /* 0: no */
long getreg(int, char *);
int setreg(int, char *);
uvlong getpc(void);
int gettrap(void);    /* the vector by which it last came into the kernel; -1 */
char *describe(void); /* target.xml */

/* ---- query.c: packets that begin with q, Q and v; 0: not known ---- */
int query(char *);
void sendpart(char *, long, uvlong, uvlong); /* of a long reply, from an offset so much */
int isthread(char *);                        /* does a thread's number mean our process? */

/* ---- peer.c ---- */
int
iscallerours(char *); /* the directory of a connection: 0: it is another user's of this machine */

/* ---- file.c: vFile ---- */
void filecall(char *);
char *elffile(void); /* with the program's symbols; nil: none */
