/*
 * #I: what its files share.
 */
#pragma once
#include "u.h"
#include "dev.h"
#include "host.h"
#include "lock.h"
#include "queue.h"
#include "watch.h"

enum
{
	Nstack = 128,    /* #I0 to #I127 */
	Nconv = 4096,    /* conversations of a protocol at most */
	Ipstrlen = 48,   /* bytes of an address as text */
	Maxincall = 128, /* calls that wait to be accepted */
	Ndbsize = 32 * KiB,
	Maxanswer = 4096, /* bytes of cs's and dns's answers */
	/* protocols */
	Ptcp = 0,
	Pudp,
	Picmp,
	Picmp6,
	Nproto,
	/* Conv.state */
	Cidle = 0,
	Cconnecting,
	Cconnected,
	Cannounced,
	Chungup,
};

typedef struct Proto
{
	const char *name;
	int kind;          /* for hostsocket */
	const char *group; /* of counters: hostnetcount */
} Proto;
extern const Proto ipproto[Nproto];

typedef struct Ipstack Ipstack;

/* [I] immutable while in use  [l] lk  [t] the table's lock  [a] taken out atomically */
typedef struct Conv
{
	QLock lk;
	Ipstack *ip;       /* [I] */
	const Proto *p;    /* [I] */
	int n;             /* [I] its number */
	int inuse;         /* [t] open files; 0: free */
	int fd;            /* [l], and [t] to take it away; -1: no socket yet */
	int state;         /* [l] */
	bool headers;      /* [l] datagrams come and go with addresses before them */
	bool ignoreadvice; /* [l] what the network says of them ends nothing */
	Block *first;      /* [a] the datagram that was this call */
	int firstlen;      /* its bytes, for status */
	Watch watch;       /* [a] for what a stream's other side says, or for calls */
	Hostaddr local;    /* [l] */
	Hostaddr remote;   /* [l] */
	char err[Errmax];  /* [l] why it ended */
	char owner[64];    /* [t] */
	u32int perm;       /* [t] of ctl and data */
} Conv;

/* ipaddr.c */
int fmtip(char *buf, int n, const u8int *ip); /* as %I: IPv4 dotted */
bool parseip(u8int *ip, const char *s);
/* host!port, or port when any; * is any address; *restricted: the port was followed by !r.  raises */
void parsedial(Hostaddr *a, const char *s, bool any, bool *restricted);
bool ipisv4(const u8int *ip);
bool ipisany(const u8int *ip);

/* ipconv.c */
void ipinit(void);
Ipstack *ipstack(int n);                     /* made when first asked for */
Conv *convof(Ipstack *ip, int proto, int n); /* nil: none in use */
Conv *newconv(Ipstack *ip, int proto);       /* with one reference; raises Enodev */
bool convget(Conv *c);                       /* a reference more; false: it has just ended */
void convput(Conv *c);                       /* the last one ends the conversation */
int nconv(Ipstack *ip, int proto);           /* numbers in use are below */
void convctl(Conv *c, Buf b, int n);
bool convstream(Conv *c);
/* an error of the host: the conversation's, and raised */
noreturn void convfail(Conv *c, int err);
void convlocal(Conv *c); /* its own address is what the host says */
void convmustbeopen(Conv *c);

/* ipdata.c */
int convread(Conv *c, Buf b, int n);
bool convready(Conv *c, bool wait); /* would that go on at once; wait: wait for it */
int convwrite(Conv *c, Buf b, int n);
Conv *convlisten(Conv *c); /* waits for a call; gives a reference */

/* ipinfo.c: texts, allocated: kfree */
char *convstatus(Conv *c);
char *ipcounters(const Proto *p);
char *ipifcstatus(int i); /* raises Enonexist */
char *ipifclocal(int i);
char *iproutes(void);
char *iparps(void);
char *ipself(void);
char *ipbootp(void);
char *ipfirstndb(void); /* what the host knows, as ndb(6) has it */
char *etheraddr(int i);
char *etherstats(int i);
int nipifc(void);

/* iplog.c: what /net/log tells and hears */
void iplogopen(Ipstack *ip);
void iplogclose(Ipstack *ip);
int iplogread(Ipstack *ip, Buf b, int n);
void iplogctl(Ipstack *ip, Buf b, int n);
void iplog(Conv *c, const char *what, const Hostaddr *a);
typedef struct Iplog
{
	QLock lk;
	int nopen;      /* [lk] */
	u32int items;   /* [lk] that are told: bits of iplog.c */
	u8int only[16]; /* [lk] unspecified: all addresses */
	Queue *q;       /* [lk] while it is open */
} Iplog;
Iplog *iplogof(Ipstack *ip);

/* the text of /net/ndb of a stack */
int ipndbread(Ipstack *ip, Buf b, int n, s64int off);
void ipndbwrite(Ipstack *ip, Buf b, int n, s64int off);
void ipndbtrunc(Ipstack *ip);

/* ipresolve.c */
void ipresolveinit(void);
bool ipresolve(const char *name, const char *type, char *buf, int n);

/* ipnames.c: what cs and dns answer, records with a newline behind each; raise */
void ipcs(char *query, char *buf, int n);
void ipdns(char *query, char *buf, int n);

DEFUNDO(convput, Conv)
