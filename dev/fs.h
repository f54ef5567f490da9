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

/* [I] immutable.  A tree stays when nobody uses it, until there are too many. */
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
	u32int idlesince;            /* [n] epoch */
	bool hashed;                 /* [n] walks find it */
	bool link;                   /* [I] the name is that of a symbolic link */
	Fstree *tree;                /* [I] */
	Fsnode *parent;              /* [I] a reference; nil: root of the tree */
	u64int dev, ino;             /* [I] */
	_Atomic int fd;              /* [a] Hopath; -1: not yet opened */
	u64int id;                   /* [I] never used again */
	int looks;                   /* [n] walks that looked here, up to the watch */
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
	u64int nsyscall; /* ...of this number: see fssame */
	bool known;      /* but times and length are from an earlier look */
	char first[];
} Fsfid;

/* fsnode.c.  What a walk knew before it looked at the host: see fswatch.c */
typedef struct Fstrust
{
	u32int epoch, gen;
	bool watched;
} Fstrust;
extern Lock fsnodelk;
Fsnode *fsnodefind(Fsnode *parent, const char *name); /* with fsnodelk held; no reference */
Fsnode *fsnodeuse(Fsnode *n);                         /* with fsnodelk held: adds a reference */
Fsnode *fsroot(Fstree *t, int fd, const Hoststat *st);
/* The node of directory name below parent, which st describes.  Gives a reference; fd (-1: none) is
 * the node's from now on, or closed; t may be nil */
Fsnode *fsnode(Fsnode *parent, const char *name, const Hoststat *st, bool link, int fd,
	       const Fstrust *t);
void fsnodestat(Fsnode *n, Hoststat *st); /* as it was when a walk last looked */
void fsnodeage(void);                     /* free those that have long been idle */
void fsnodeflush(void);                   /* free the idle nodes */
bool fsnodealone(Fsnode *n);              /* there is no reference but one */
Fsnode *fsnoderef(Fsnode *n);
void fsnodeput(Fsnode *n);
int fsnodefd(Fsnode *n);      /* its descriptor, opened if need be; < 0 host error */
void fsnodeforget(Fsnode *n); /* walks find it no more: removed or replaced */
void fsnoderename(Fsnode *n, const char *name);
int fsfollow(Fsnode *dir, const char *name, int mode); /* through a symbolic link; < 0 host error */
bool fsretry(int err); /* is it worth trying again: descriptors were short and some were freed */
void fssetname(Fsname *n, const char *s);
void fsfreename(Fsname *n, const char *first); /* first: where it was at first */

/* fsknown.c */
/* a walk's place: dir, or a file in it */
typedef struct Fsplace
{
	Fsnode *dir; /* a reference if held, else borrowed */
	bool held;
	bool leaf;    /* it is the file in dir that the last name said */
	bool nothing; /* the next name is not there */
	Fsinfo info;  /* of the file or directory */
	Fstrust t;    /* for the next name, fsnode and fslearn */
} Fsplace;
/* Go from p->dir along names as far as walks need not look.  Result: how many; if any, p is where
 * that leads and qid[] is set.  p->t is always */
int fsknown(Fsplace *p, char **name, int n, Qid *qid);
/* A look, made when t was taken, found this plain file in dir, or (info nil) nothing */
void fslearn(Fsnode *dir, const char *name, const Fstrust *t, const Fsinfo *info);
/* This process changes, or has found changed, name in dir: in this system call already, the old
 * state must not be found again */
void fschanged(Fsnode *dir, const char *name);
void fsstale(int watch, const char *name); /* that name has changed there */
/* with fsnodelk held: for fsnode.c */
void fstrustnode(Fsnode *n, const Fstrust *t); /* a look when t was taken found n */
u64int fsnames(void);       /* for namecache.c: while it is the same, what was known still is */
void fsdistrust(void);      /* what looks under way find is not to be kept */
int fsdropwatch(Fsnode *n); /* result: the watch, if no other node has the same, else -1 */

/* fsleaf.c, with fsnodelk held */
enum
{
	Fsunknown,
	Fsfile,
	Fsnothing,
};
int fsleafget(Fsnode *dir, const char *name, Fsinfo *info);
void fsleafput(Fsnode *dir, const char *name, u32int epoch, const Fsinfo *info);
void fsleafdrop(Fsnode *dir, const char *name);

/* fswatch.c */
void fswatchinit(void);
bool fswatching(void);  /* a walk looks where no watch is; result: there should be one */
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
int fslook(Fsnode *dir, const char *name, Fslook *l); /* 0, < 0 host error */
/* takes dir; name nil: dir itself */
Fsfid *fsfid(Fsnode *dir, const char *name, const Fsinfo *info, bool link);
void fsfidfree(Fsfid *f);
bool fscounts(void);   /* does up->nsyscall tell one piece of its work from the next */
bool fssame(Fsfid *f); /* is info of this system call, times and length apart */
void fsfidinfo(Fsfid *f, Fsinfo *i); /* what the file is now; raises */
void fsfidmode(Fsfid *f, Fsinfo *i); /* the same, times and length apart */
void fsstillsame(Chan *c);
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
int fsstat(Chan *c, u8int *buf, int n);
int fsdirread(Chan *c, Buf b, int n, s64int off);

/* fswstat.c */
int fswstat(Chan *c, u8int *buf, int n);
bool fsreplace(Chan *c, Chan *over);

/* devfs.c: give a Chan of the root of the host directory hostpath; raises */
Chan *fsattachdir(const char *hostpath, bool ro);
/* at boot: #U*name is a tree of the host directory hostpath; name stays the caller\'s */
void fsnametree(const char *name, const char *hostpath);
int fshost(int r); /* r, unless < 0: raises the host's error */
extern const char Efsro[];
extern const Dev fsdev;

DEFUNDO(fsnodeput, Fsnode)
DEFREDO(fsfidfree, Fsfid)
