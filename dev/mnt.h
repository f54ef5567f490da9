/*
 * The mount driver, #M: files of 9P servers.  What its parts share.
 *
 *	mnttag.c	requests that are out: tags and fids, and what becomes of them
 *	mntin.c		whole messages out of what the transport gives
 *	mntrpc.c	one request and its reply; who reads; flush
 *	mntver.c	sessions: version, auth, attach
 *	mntahead.c	reading ahead
 *	devmnt.c	the device
 *
 * A Mnt is the session over one transport, a Chan, and lives as long as it: every
 * 9P file's Chan holds a reference to the transport.  Several processes have requests out at
 * once, and the replies come in any order.  There is no reader process: one of those that
 * wait, the Mnt's reader, reads for all, and when it has its own reply hands the role to
 * another.  A request is an Mntrpc on its process's kernel stack, found by its tag.
 *
 * Processes may die anywhere.  A request's release, rpcrelease, stands on the error stack
 * before the session knows the request: it gives the reader's role on, and leaves the tag
 * behind as an orphan while the server still owes a reply.  So a tag or a fid is never
 * used again while the server can mean the old one.  What must still be sent for orphans
 * (Tflush, Tclunk) a kproc sends, since a release must not wait.  When the server owes replies to all tags,
 * a request waits, and reads, until it has paid one: a note ends that, as any wait for a reply.  Some tags
 * are left for flushes, so that it can always be told what nobody waits for any more.
 *
 * Not handled: a reader killed in the few instructions between taking a message from the
 * transport and giving it to the request that it answers loses it; that request waits until
 * it is interrupted.
 */
#pragma once
#include "u.h"
#include "chan.h"
#include "dev.h"
#include "fcall.h"
#include "lock.h"
#include "mount.h"
#include "queue.h"

enum
{
	Mntmsize = 512 * KiB + Iohdrsz, /* offered unless something else is asked for */
	Mntmsizemax = 1 * MiB,
	Mntmsizemin = 256,
	Mntversmax = 64,      /* bytes of a version string, NUL included */
	Mnttagchunk = 256,    /* tags a piece of the table */
	Mntnchunk = 256,      /* pieces: 65536 tags, of which 0 and Notag are not used */
	Mntspare = 256,       /* the last tags, for flushes alone */
	Mntasync = 64,        /* orphans beyond which closing waits for the server */
	Mntstreamread = 8192, /* bytes asked of a transport that gives no Blocks */
	Msghdr = 7,           /* size[4] type[1] tag[2] */
	Msgrdata = 11,        /* bytes before the data of an Rread */
	Msgwdata = 23,        /* bytes before the data of a Twrite */
	/* a transport may be a file of another session, whose own may again...: each request then is one in
	 * each, on the same kernel stack and error stack */
	Mntnest = 3,
};

typedef struct Mntrpc Mntrpc;

/* Mnttag.state */
enum
{
	Tagfree,
	Tagrpc,    /* a reply is due, and rpc waits for it */
	Tagorphan, /* a reply is due, nobody waits */
	Tagflush,  /* the reply to the flush of other is due */
	Tagclunk,  /* no reply is due: fid is to be clunked by the kproc */
	Taggone,   /* settled, but flushing or todo still holds it */
};

/* all [m] Mnt.lk */
typedef struct Mnttag
{
	Mntrpc *rpc;  /* Tagrpc */
	u32int fid;   /* that the request makes or ends, else Nofid */
	u16int other; /* Tagflush: the tag flushed */
	u16int next;  /* in Mnt.todo; 0: the last */
	u8int state;
	u8int type;    /* of the request */
	u8int nwname;  /* of a Twalk */
	bool flushing; /* a flush of it is out */
	bool todo;     /* in Mnt.todo */
} Mnttag;

/*
 * [I] immutable once the session is made  [m] lk, [am] read without it
 * [r] owned by the reader  [w] wlk  [q] the kproc's lock
 */
struct Mnt
{
	Lock lk;
	Chan *c;                  /* [I] the transport; no reference */
	int nest;                 /* [I] sessions below, that the transport is a file of */
	u32int msize;             /* [I] */
	char version[Mntversmax]; /* [I] */
	Mntrpc *_Atomic reader;   /* [am] nil: nobody waits */
	Mntrpc *wait;             /* [m] those that may take the role */
	Mnttag *chunk[Mntnchunk]; /* [m] */
	int nchunk;               /* [m] */
	int lowtag;               /* [m] all below are in use */
	_Atomic int norphan;      /* [am] */
	Mntrpc *starved;          /* [m] waits until a tag is free; one at a time: */
	QLock hunger;             /* whoever wants to be that one */
	u16int todo;              /* [m] tags for the kproc to look at */
	bool queued;              /* [m] the kproc is called for it */
	bool listed;              /* [q] in the kproc's list, which then has a reference to c */
	Mnt *qnext;               /* [q] */
	u32int nextfid;           /* [m] from here on never used */
	u32int *fids;             /* [m] free ones; room for all below nextfid */
	u32int nfid, mfid;        /* [m] free, room */
	_Atomic u32int changes;   /* requests that may have changed a file */
	atomic_bool hungup;       /* the transport ended: nothing is sent for orphans */
	QLock wlk;                /* one message at a time, on a transport that takes bytes */
	bool cut;                 /* [w] a message was sent in part: no more can be */
	Block *in, *inlast;       /* [r] received, not yet given out */
	int inlen;                /* [r] bytes of it */
	bool inbusy;              /* [r] in is being changed: lost if its reader dies */
};

/* Mntrpc.state */
enum
{
	Rpcidle,    /* unknown to the session */
	Rpcstarved, /* waits for a tag */
	Rpcwait,    /* the reply is due */
	Rpcdone,    /* it is here */
	Rpcflushed, /* the server has forgotten the request */
	Rpcover,    /* released */
};

/* Whether a message went out.  The bwrite of a transport sends all of a Block or raises and
 * sends nothing; Sendmaybe is for the time between, when its process may be killed. */
enum
{
	Sendno,
	Sendmaybe,
	Sendyes,
};

/* One request.  [o] its process only  [m] Mnt.lk, [am] read without it */
struct Mntrpc
{
	Mnt *m;              /* [o] */
	Proc *p;             /* [o] */
	_Atomic u8int state; /* [am] */
	bool listed;         /* [m] in Mnt.wait */
	u8int sent;          /* [o] the request */
	u8int flushsent;     /* [o] */
	u8int type;          /* [o] of the request */
	u8int nwname;        /* [o] of a Twalk */
	u16int tag;          /* [o] */
	u16int flushtag;     /* [o] 0: no flush */
	u32int fid;          /* [o] that it makes or ends; Nofid: none, or taken by the caller */
	Mntrpc *prev, *next; /* [m] in Mnt.wait */
	Block *out;          /* [o] message that is not yet sent */
	Block *in;           /* [m] the reply, [o] once it is there */
	Fcall f;             /* [o] the request, then the reply, pointing into in */
};

extern const Dev mntdev;

/* mnttag.c */
/* r gets its tag and is Rpcwait; false: there is none, and it is Rpcstarved if it waits, with m->hunger; raises */
bool rpctag(Mntrpc *r, bool wait);
bool rpcwaits(Mntrpc *r);          /* for a reply, or a tag */
u16int rpcflushtag(Mntrpc *r);     /* a tag to flush r with; 0: no need, r has its reply; raises */
bool rpcturn(Mntrpc *r);           /* does r still wait?  then it is the reader or listed */
void rpcyield(Mntrpc *r);          /* r does not want to be the reader now */
void rpcrelease(Mntrpc *r);        /* the end, whatever its state */
void mntdeliver(Mnt *m, Block *b); /* takes b, a message with Msgrdata bytes together, or all */
u32int newfid(Mnt *m);             /* raises */
void mntfree(Mnt *m);
void mntkproc(void *arg);

/* mntin.c */
Block *pullup(Block *b, int n); /* takes a list of at least n bytes, gives it with n in the first */
int listlen(const Block *b);
int mntinput(Mnt *m, Block **b); /* waits; 1: *b is a message, 0: end of file, -1: nonsense */

/* mntrpc.c: between rpcinit and rpcrelease the caller has onerror(rpcrelease, r) */
void rpcinit(Mntrpc *r, Mnt *m, int type);
void mntsend(Mnt *m, Block *b, u8int *sent); /* takes b */
void mntpost(Mntrpc *r);                     /* send r->f, do not wait for the reply */
void mntio(Mntrpc *r);  /* send r->out, wait for the reply: in r->f, or an error */
void mntrpc(Mntrpc *r); /* the same with r->f */

/* devmnt.c: reads as they are, in messages one after the other; one message's data in *b, which is nil */
int mntiounit(Chan *c);
int mntreadmsgs(Chan *c, Buf to, int n, s64int off);
int mntreadblocks(Chan *c, int n, s64int off, Block **b);

/* mntahead.c */
typedef struct Ahead Ahead;
Ahead *newahead(void);
void aheadfree(Ahead *a);
int aheadread(Ahead *a, Chan *c, Buf to, int n, s64int off);

/* mntver.c */
Mnt *mntof(Chan *c); /* the session of 9P file c; raises */

DEFUNDO(rpcrelease, Mntrpc)
DEFUNDO(mntfree, Mnt)
