/*
 * The host's files (#U): what its parts share.  A tree is one host directory that was attached.
 * Directories on the way to files are nodes, found again by their parent and name, each with a host
 * descriptor once something below it is wanted; so every host call names one element below a
 * descriptor.  A Chan has a fid: its node, or for a file that is no directory its parent's
 * node and a name.
 */
#pragma once
#include "u.h"
#include "chan.h"
#include "host.h"
#include "lib.h"
#include "lock.h"
#include "mem.h"

typedef struct Fsnode Fsnode;

enum
{
	Fsnamemax = 260,   /* bytes of room for a host name */
	Fsp9namemax = 768, /* bytes of the Plan 9 name for one */
	Fsusermax = 64,    /* bytes of a user's name */
};

/* [I] immutable.  Trees live for ever. */
typedef struct Fstree
{
	struct Fstree *next;
	Fsnode *root; /* [I] */
	u32int devno; /* [I] */
	bool ro;      /* [I] nothing may be changed through it */
	bool whole;   /* [I] it is the host's root */
} Fstree;

/* what is known of a file at some time */
typedef struct Fsinfo
{
	Hoststat st;
	u32int attr; /* DMappend DMexcl DMtmp */
} Fsinfo;

/* a name that was replaced by a rename while others may read it; freed with its owner */
typedef struct Fsoldname
{
	struct Fsoldname *next;
	char *s;
} Fsoldname;

/* [I] immutable  [a] atomic: for fsname, both are set by fssetname only */
typedef struct Fsname
{
	char *_Atomic s; /* [a] the host's name, one element; at first in its owner's memory */
	Fsoldname *_Atomic old; /* [a] */
} Fsname;

/* A directory.  [I] immutable  [a] atomic  [n] the node table's lock */
struct Fsnode
{
	Fsnode *hash;                /* [n] */
	Fsnode *idlenext, *idleprev; /* [n] when ref is 0: least recently used first */
	int ref;                     /* [n] */
	bool hashed;                 /* [n] walks find it */
	bool link;                   /* [I] the name is that of a symbolic link */
	Fstree *tree;                /* [I] */
	Fsnode *parent;              /* [I] a reference; nil: root of the tree */
	u64int dev, ino;             /* [I] */
	_Atomic int fd;              /* [a] Hopath; -1: not yet opened */
	int watch;         /* [n] of the host on changes of names in it; -1 none, -2 never */
	Fsnode *watchnext; /* [n] others on the same chain */
	u32int trusted;    /* [n] the epoch in which walks need not look; 0: they must */
	Hoststat st;       /* [n] as it was when they last looked */
	Qid qid;           /* [n] the same */
	Fsname name;
	char first[];
};

/* Chan.aux.  [I] immutable; the rest belongs to the one who walks, opens or creates */
typedef struct Fsfid
{
	Fsnode *dir;     /* [I] a reference: the directory itself, or where the file is */
	bool isdir;      /* [I] */
	bool link;       /* [I] name is that of a symbolic link */
	bool excl;       /* holds the file exclusively */
	int fd;          /* host descriptor of an open Chan; -1 */
	Fsname name;     /* of a file that is no directory */
	Fsinfo info;     /* as of the walk, open or create */
	u32int pid;      /* info is of this process's system call... */
	u64int nsyscall; /* ...of this number: see fsfresh */
	char first[];
} Fsfid;

/* fsnode.c.  What a walk knew before it looked at the host: see fswatch.c */
typedef struct Fstrust
{
	u32int epoch, gen;
	bool watched;
} Fstrust;
Fsnode *fsroot(Fstree *t, int fd, const Hoststat *st);
/* Go along names as far as walks need not look, from *dir: a reference, or borrowed if not held.
 * Result: how many; if any, *dir is where that leads, a reference, and *st and qid[] are set.
 * *t is for the next name, and fsnode */
int fsknown(Fsnode **dir, bool held, char **name, int n, Qid *qid, Hoststat *st, Fstrust *t);
/* The node of directory name below parent, which st describes.  Gives a reference; fd (-1: none) is
 * the node's from now on, or closed; t may be nil */
Fsnode *fsnode(Fsnode *parent, const char *name, const Hoststat *st, bool link, int fd,
	       const Fstrust *t);
void fsnodestat(Fsnode *n, Hoststat *st);      /* as it was when a walk last looked */
void fsnodestale(int watch, const char *name); /* a name was removed, moved or replaced there */
void fsnodeflush(void);                        /* free the idle nodes */
Fsnode *fsnoderef(Fsnode *n);
void fsnodeput(Fsnode *n);
int fsnodefd(Fsnode *n);      /* its descriptor, opened if need be; < 0 host error */
void fsnodeforget(Fsnode *n); /* walks find it no more: removed or replaced */
void fsnoderename(Fsnode *n, const char *name);
int fsfollow(Fsnode *dir, const char *name, int mode); /* through a symbolic link; < 0 host error */
bool fsretry(int err); /* is it worth trying again: descriptors were short and some were freed */
void fssetname(Fsname *n, const char *s);
void fsfreename(Fsname *n, const char *first); /* first: where it was at first */

/* fswatch.c */
void fswatchinit(void);
bool fssynced(void);    /* was fswatchsync called in this system call */
void fswatchsync(void); /* names that changed before this system call are not trusted now */
int fswatch(int dirfd); /* result: the watch, -2: none to be had */
void fsunwatch(int watch);
u32int fsepoch(void);
void fsnewepoch(void); /* nothing is trusted */

/* fswalk.c */
typedef struct Fslook
{
	Fsinfo info;
	bool link;
	int fd; /* Hopath, of a directory behind a link; else -1 */
} Fslook;
int fslook(Fsnode *dir, const char *name, Fslook *l);         /* 0, < 0 host error */
Fsfid *fsfid(Fsnode *dir, const char *name, const Fslook *l); /* takes dir; name nil: dir itself */
void fsfidfree(Fsfid *f);
bool fsfresh(Fsfid *f);              /* does info tell of this system call */
void fsfidinfo(Fsfid *f, Fsinfo *i); /* what the file is now; raises */
Walkqid *fswalk(Chan *c, Chan *nc, char **name, int n);

/* fsname.c: names that Plan 9 cannot hold */
const char *fsencode(const char *host, char *buf, int n); /* Plan 9's: host itself, or in buf */
const char *fsdecode(const char *name, char *buf,
		     int n); /* the host's; nil: no host name maps to it */

/* fsqid.c */
Qid fsqid(const Fsinfo *i);
int fsgetattr(int dirfd, const char *name, Fsinfo *i); /* fill i->attr; 0, < 0 host error */
/* set mode bits and attributes together; 0, < 0 host error and nothing changed */
int fssetattr(int fd, const Fsinfo *old, u32int mode);
void fsqidflush(void);
void fsdropattr(const Fsinfo *i); /* the file is gone */

/* fsuser.c */
void fsuserflush(void);
void fsusername(u32int uid, bool group, char *buf, int n);
void fsusernames(u32int uid, u32int gid, char user[Fsusermax], char group[Fsusermax]);
s64int fsgroupid(const char *name); /* < 0 unknown */

/* fsdir.c */
int fsconv(Fstree *t, const Fsinfo *i, const char *hostname, u8int *buf, int n);
int fsstat(Chan *c, u8int *buf, int n);
int fsdirread(Chan *c, Buf b, int n, s64int off);

/* fswstat.c */
int fswstat(Chan *c, u8int *buf, int n);

/* devfs.c: give a Chan of the root of the host directory hostpath; raises */
Chan *fsattachdir(const char *hostpath, bool ro);
int fshost(int r); /* r, unless < 0: raises the host's error */
extern const char Efsro[];
extern const Dev fsdev;

DEFUNDO(fsnodeput, Fsnode)
DEFUNDO(fsfidfree, Fsfid)
