/*
 * The 9P server's own: connections, the requests that come by them, and fids.
 *
 * A pool of kernel processes waits for all sockets at once.  Whoever hears of one reads a message, has the
 * socket watched again, and then serves the request; so each request holds up only itself.  A reply
 * goes out as far as the socket takes it, and the rest when it takes more.  What a client
 * may have under way is bounded; when it is more, nothing is read from that client.
 */
#pragma once
#include "u.h"
#include "chan.h"
#include "err.h"
#include "export.h"
#include "fcall.h"
#include "seen.h"
#include "unixfile.h"
#include "lock.h"
#include "proc.h"

typedef struct Conn Conn;
typedef struct Req Req;
typedef struct Fid Fid;
typedef struct Dirpos Dirpos;

enum
{
	Minmsize = 256,
	Firstmsize = 8 * KiB, /* until a version is agreed upon */
	Maxmsize = 1 * MiB,
	Inbufsize = 8 * KiB,
	Msghdr = 7,           /* bytes of size, type and tag */
	Maxrun = 64,          /* requests of a connection that are served at once */
	Maxreq = 4096,        /* that are there at all */
	Maxreqmem = 16 * MiB, /* bytes of those */
	Maxoutmem = 8 * MiB,  /* bytes of replies that are not sent yet */
	Maxfid = 256 * KiB,
	Ntaghash = 64,
	/* dialects */
	Dnone = 0, /* no version yet */
	D9p,       /* 9P2000 */
	Dunix,     /* 9P2000.u */
	Dlinux,    /* 9P2000.L */
	/* Req.state */
	Rwaiting = 0,
	Rrunning,
	Rflushing, /* a Tflush that waits for the end of target */
};

/* [I] immutable  [c] the connection's lk  [o] whoever serves it */
struct Req
{
	Req *next;     /* [c] in a list of the connection, or of what is to be served */
	Req *hashnext; /* [c] */
	Conn *c;       /* [I] */
	u16int tag;    /* [I] */
	int state;     /* [c] */
	bool listed;   /* [c] in the table of tags */
	bool flushed;  /* [c] nobody waits for it any more */
	bool failed;   /* [o] the reply is an error */
	Proc *proc;    /* [c] that serves it */
	Req *target;   /* [c] of a Tflush */
	Req *flushes;  /* [c] those that wait for its end, the oldest first */
	Fcall f;       /* [o] what is asked, when it is of 9P2000 */
	u32int nuname; /* [o] 9P2000.u: the user's number */
	bool special;  /* [o] 9P2000.u: a file is to be created that has an extension */
	u8int *rep;    /* [o] then [c] the reply: kfree unless it is small */
	int nrep;
	int sent; /* [c] */
	u8int small[32];
	int size; /* [I] bytes of msg */
	u8int msg[];
};

/* [k] lk  [I] immutable  [r] whoever reads  [v] changes only while nothing is under way */
struct Conn
{
	Lock lk;
	int ref;            /* [k] the table's, those of requests that run, of who looks at it */
	int fd;             /* [I] */
	u64int id;          /* [I] in the table */
	int dialect;        /* [v] */
	u32int msize;       /* [v] */
	bool reading;       /* [k] somebody reads */
	bool stalled;       /* [k] nobody does, since too much is under way */
	bool writing;       /* [k] somebody writes */
	bool wantout;       /* [k] nobody does, until the socket takes more */
	s64int since;       /* [k] hostmono() when it took no more */
	bool dead;          /* [k] */
	bool watched;       /* [k] the pool knows the socket */
	int armed;          /* [k] events that it is watched for; -1: it was just told */
	Req *tag[Ntaghash]; /* [k] */
	int nreq;           /* [k] */
	usize reqmem;       /* [k] */
	Req *waiting;       /* [k] more than can run, the oldest first */
	int nrun;           /* [k] */
	Req *out;           /* [k] replies, the oldest first */
	Req **outlast;      /* [k] where the next one goes */
	usize outmem;       /* [k] */
	Req *version;       /* [k] a Tversion that waits until nothing runs */
	Fid **fid;          /* [k] a table by number */
	int nfid, nfidhash; /* [k] */
	Req *part;          /* [r] a message that is not all there */
	int have;           /* [r] bytes of it */
	int inoff, nin;     /* [r] what is left of in */
	u8int in[Inbufsize];
};

/* [c] the connection's lk  [d] dirlk  [I] immutable */
struct Fid
{
	Fid *next;     /* [c] */
	u32int n;      /* [I] */
	int ref;       /* [c] the table's, and those of requests */
	Chan *c;       /* [c] the place; nil: there is only the open file */
	Chan *io;      /* [c] the open file, or nil */
	bool busy;     /* [c] being opened, moved or removed */
	bool append;   /* [c] 9P2000.L: each write goes to the end */
	QLock dirlk;   /* of who reads a directory in another form */
	s64int diroff; /* [d] 9P2000.u: where the next read begins, in the client's bytes */
	Dirpos *dir;   /* [d] 9P2000.L */
	Seen *seen;    /* [d] what a union that is read has shown */
};

/* pool.c: who waits for sockets and serves requests */
void poolstart(Export *e);           /* raises */
bool poolstop(void);                 /* they are to go; result: they have gone */
void poolfree(void);                 /* and what they served goes */
void poolwatch(Conn *c, int events); /* c->lk is held */
void poolforget(Conn *c);
void poollook(void);         /* somebody does not read: look after him */
extern s64int servepatience; /* nanoseconds for which a client need not read */
void poolrun(Req *r);        /* serve it soon; it has a reference to its connection */
Chan *poolroot(void);        /* of what is served: a reference */
Req *poolserve(Req *r);      /* serve it now, as up; result: the next one, or nil */
int poollisten(int fd, int i, bool again);

/* listen.c: somebody calls listener i */
void listencall(int i);

/* conntab.c */
bool listconn(Conn *c); /* false: there are too many */
void unlistconn(Conn *c);
Conn *connof(u64int id); /* a reference; nil: it is gone */
int connhangupall(void); /* result: those that are not gone yet */
/* Hang up on those who have not read for patience, in nanoseconds.  Result: others who do not read */
int connshed(s64int patience);
void conntableinit(void);

/* frame.c: whoever reads */
int buffered(Conn *c);             /* bytes that are there and of no message yet */
Req *nextmsg(Conn *c, bool *gone); /* nil: it is not all there, or *gone */

/* conn.c */
bool newconn(int fd); /* takes fd */
void connput(Conn *c);
void connevent(Conn *c, int events);
Req *connfinish(Req *r); /* takes r, whose reply is made; what up is to serve next, or nil */
bool connstart(Req *r);  /* up serves it now; false: nobody waits for it any more */
void connhangup(Conn *c);
s64int connwaits(Conn *c); /* nanoseconds since the socket took something; -1: it takes all */

/* trace.c: tell of a message, if that is wanted */
void tracemsg(Conn *c, const u8int *msg, int n);

/* req.c: serve one request: makes its reply */
void reqserve(Req *r);
void reqversion(Req *r);        /* a Tversion; nothing else of its connection runs */
int answer(Req *r, Fcall *out); /* fills type and tag */
u8int *answerroom(Req *r,
		  int n); /* n bytes for a reply that is made by hand, from size on; nil, errstr */
void answerhead(Req *r, int type); /* what is in front of those, when r->nrep is right */
u32int iounit(Req *r, Chan *io);
void refuse(Req *r, const char *why);
bool admitted(const char *uname, u32int nuname); /* listen.c */

/* fid.c.  A Fid from getfid goes to putfid */
Fid *getfid(Conn *c, u32int n);
void putfid(Conn *c, Fid *f);
int addfid(Conn *c, u32int n, Chan *place); /* takes the Chan in any case; -1: errstr */
bool fidfree(Conn *c, u32int n);            /* no such yet; else errstr */
int clunkfid(Conn *c, u32int n);
void clunkall(Conn *c);
Chan *fidplace(Conn *c, Fid *f); /* a reference */
Chan *fidfile(Conn *c, Fid *f);  /* of the open file; nil, errstr: it is not open */
int fidhold(Conn *c, Fid *f);    /* nobody else opens or moves it until fidset or fidlet */
void fidset(Conn *c, Fid *f, Chan *place, Chan *io); /* takes both; what f had goes */
void fidlet(Conn *c, Fid *f);
void fidmoved(Conn *c, Chan *old, Chan *new);
int dirlock(Fid *f); /* qunlock(&f->dirlk) ends it; -1: interrupted */

/* p9u.c: 9P2000.u */
int unixtail(Req *r,
	     int size); /* cut what it adds to a request off; result: the size left; 0: malformed */
bool unixcreate(Req *r); /* it is to be a plain file or a directory */
int unixstat(Req *r, const u8int *entry, int n);
int unixwstat(Req *r, Chan *c);
int unixread(Fid *f, Chan *io, u8int *buf, int n, s64int off);

/* p9l.c: 9P2000.L */
bool linuxonly(int type); /* is it a request that only it has */
int linuxserve(Req *r);   /* -1: errstr */
int renamefid(Req *r, Chan *file, Chan *from, Chan *dir, char *name);
void linuxrefuse(Req *r, const char *why);
void unlockall(Conn *c); /* p9llock.c */
