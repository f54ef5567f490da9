/*
 * The name space as a file system of the host: what its parts share.  A Fmount is one mount point.  The host
 * asks by numbers of nodes, which are places that it has looked up and not yet forgotten, and by handles,
 * which are the addresses of open Files.
 */
#pragma once
#include "u.h"
#include "chan.h"
#include "err.h"
#include "export.h"
#include "unixfile.h"
#include "host.h"
#include "lock.h"
#include "proc.h"
#include "seen.h"

typedef struct Fmount Fmount;
typedef struct Node Node;
typedef struct File File;
typedef struct Piece Piece;
typedef struct Ringer Ringer;
typedef struct Serving Serving;

enum
{
	Nnodehash = 4096,
	Maxelem = 1024, /* bytes of a name that Linux takes, and NUL */
	Maxprobe = 512, /* bytes of the list of names */
	Maxdir = 1024,  /* bytes of a mount point's path */
	Maxoptions = 1024,
	/* Fuseopt.cache */
	Keepauto = 0, /* what the host has read of files whose tree keeps */
	Keepnone,
	Keepall, /* of all files that have a length */
	/* Fmount.state */
	Mstarting = 0,
	Mmounted,
	Mending, /* being unmounted since emu ends */
	Mfailed,
	Mended,
};

/* What mount was told.  fuseopt.c */
typedef struct Fuseopt
{
	int cache;
	s64int name, attr;      /* nanoseconds that the host may keep names and attributes */
	bool other, readonly;   /* for all users of the host; nothing may be changed */
	bool delay;             /* the host may write later what it keeps */
	char probe[Maxprobe];   /* names that are not looked for: a:b*:c */
	char given[Maxoptions]; /* as it was told */
} Fuseopt;
void fuseoptions(Fuseopt *o, const char *s); /* raises */
bool probed(const Fuseopt *o, const char *name);

/* [k] the Fmount's lk  [I] immutable */
struct Node
{
	Node *idnext, *namenext; /* [k] */
	u64int id;               /* [I] */
	u64int parent;           /* [k] id of the directory where it has its name */
	char *name;              /* [k] */
	bool named;              /* [k] that name is its own */
	u64int path;             /* [I] its qid's */
	u64int nlookup;          /* [k] that the host has not forgotten */
	int ref;                 /* [k] of those who use it now, and of open files */
	Chan *place;             /* [k] nil: to be found again */
	Node *newer, *older; /* [k] of those that have one, but for the root, by their last use */
	File *files;         /* [k] that are open */
	bool kept;           /* [k] what the host has kept of it is as it was at version vers */
	u32int vers;         /* [k] */
};

/* [k] the Fmount's lk  [I] immutable  [d] lk */
struct File
{
	File *next;          /* [k] of the same node */
	Node *node;          /* [I] a reference */
	Chan *io;            /* [I] */
	bool append;         /* [I] each write goes to the end */
	bool whole;          /* [I] reads must fill what is asked for, but at the end */
	QLock lk;            /* for directories */
	Piece *first, *last; /* [d] all that was read of the directory */
	Piece *at;           /* [d] where it was last looked at */
	Seen *seen;          /* [d] the names, if they can come twice */
	bool end;            /* [d] that is all there is */
};

/* somebody at work, on its stack */
struct Serving
{
	Serving *next; /* [k] */
	Proc *p;       /* [I] */
	u64int id;     /* [I] of the request */
};

/* [k] lk  [I] immutable, or set while starting  [t] the table's lock */
struct Fmount
{
	Lock lk;
	Fmount *next; /* [t] */
	int ref;      /* [t] */
	_Atomic int state;
	int host;    /* [I] its number there */
	Export *ex;  /* [I] */
	Fuseopt opt; /* [I] */
	char dir[Maxdir];
	char user[64];     /* [I] */
	char why[Errmax];  /* [ctl, or while starting] */
	QLock ctl;         /* of who mounts or unmounts it */
	Rendez r;          /* that one waits here */
	_Atomic bool done; /* what it waits for */
	int nworker;       /* [k] */
	_Atomic int nidle;
	Serving *serving;        /* [k] */
	Ringer *ringers;         /* [k] */
	u64int lastid;           /* [k] of a node */
	Node *newest, *oldest;   /* [k] nodes by their places' last use */
	int nplace;              /* [k] how many */
	Node *byid[Nnodehash];   /* [k] */
	Node *byname[Nnodehash]; /* [k] those that are named */
};

/* fusenode.c.  A Node from getnode goes to putnode */
void nodeinit(Fmount *m);
void nodeend(Fmount *m);             /* all that is left goes */
Node *getnode(Fmount *m, u64int id); /* nil, errstr: there is none */
void putnode(Fmount *m, Node *n);
Node *nodebyid(Fmount *m, u64int id); /* with lk held; no reference */
Chan *nodeat(Fmount *m, u64int id);   /* nodeplace of it */
/* What the host has looked up: c, which it takes, is at name in dir.  Result: its id */
u64int nodefound(Fmount *m, u64int dir, const char *name, Chan *c, u64int path);
void nodeforget(Fmount *m, const Hostforget *f, usize n);
void nodegone(Fmount *m, u64int dir, const char *name); /* it was removed */
/* it has another name now, where it is c, which it takes; nil: nobody knows */
void nodemoved(Fmount *m, u64int dir, const char *name, const char *toname, Chan *c);
File *newfile(Fmount *m, Node *n, Chan *io); /* takes io */
void closefile(Fmount *m, File *f);
Chan *nodeio(Fmount *m, Node *n); /* a reference to what is open of it, or nil */

/* fuseplace.c.  A place is a reference */
Chan *nodeplace(Fmount *m, Node *n); /* nil: errstr */
bool nodeshed(Fmount *m);            /* let places go; false: there were none */
/* with lk held */
Chan *placeset(Fmount *m, Node *n, Chan *c); /* takes c; result: nil, or to be closed without lk */
void placegone(Fmount *m, Node *n);          /* n goes */

/* fusedir.c */
int fusereaddir(Fmount *m, Hostask *a, File *f); /* -1: errstr */
void freepieces(File *f);

/* fusepoll.c */
void fusepoll(Fmount *m, Hostask *a);
void pollend(Fmount *m, File *f); /* f is about to be closed */

/* fuseop.c: does what is asked and answers it */
void fuseserve(Fmount *m, Hostask *a);
/* look for name in dir, whose place is borrowed: a->attr, which the host knows if it is answered; or -1 */
int fuselook(Fmount *m, Hostask *a, u64int dir, Chan *place, const char *name);
/* is it worth telling the host more of dir than it asks for */
bool fuseknows(Fmount *m, Chan *dir);

/* fuse.c */
int fuselist(char *buf,
	     int n); /* the mounts, a line each; result: its length, perhaps more than fits */
void fuseunmount(const char *dir); /* raises */
bool fuseallowed(void);
