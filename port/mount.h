/*
 * Name spaces: which directories are mounted where.  A Mhead is one mount
 * point, found by the identity of the file beneath (device, instance, qid.path);
 * its list of Mounts is the union, in order.
 */
#pragma once
#include "u.h"
#include "chan.h"

enum
{
	Mrepl = 0,
	Mbefore = 1,
	Mafter = 2,
	Morder = 3,
	Mcreate = 4,
	Mcache = 0x10,
	Mmask = 0x17,
	Mnthash = 32, /* chains of Pgrp.mnthash */
};

typedef struct Mount
{
	u64int mountid; /* [I] order of making, for /proc/n/ns */
	struct Mount *next;
	Mhead *head;
	Chan *to;   /* [I] what is mounted */
	int mflag;  /* [I] */
	char *spec; /* [I] nil for bind */
} Mount;

/* [l] lock, and the Pgrp.ns to change it  [p] Pgrp.ns */
struct Mhead
{
	Ref ref;
	RWlock lock;
	Chan *from;   /* [I] mounted upon */
	Mount *mount; /* [l] read with either */
	Mhead *hash;  /* [p] */
};

/* [n] ns */
struct Pgrp
{
	Ref ref;
	RWlock ns;
	Mhead *mnthash[Mnthash]; /* [n] */
	bool noattach;           /* [n] RFNOMNT */
	u8int *devmask; /* [n] 9front's chdev: a bit an index of devtab, set: masked; nil: none */
	u32int pgrpid;  /* [I] */
	_Atomic u64int nsgen; /* [a] of no other name space, and changes with each mount */
};

Pgrp *newpgrp(void);
void nschanged(Pgrp *p); /* it is another name space now */
void closepgrp(Pgrp *p);
void pgrpcpy(Pgrp *to, Pgrp *from);
bool devallowed(Pgrp *p, const Dev *d); /* may it be named as #x */
bool mountallowed(Pgrp *p);             /* mount(2), and sharing a connection in #σ */
/* mask devices for good: those of chars, or (keep) all others */
void devmaskset(Pgrp *p, const char *chars, bool keep);

/* namecache.c */
typedef struct Nametry
{
	u64int gen, vouch; /* vouch 0: it is not wanted */
	u32int hash, nlook;
} Nametry;
Chan *namecached(
	const char *name); /* where it leads: a reference, to look at or to clone; nil: not known */
void namewanted(const char *name, Nametry *t);              /* before a walk: is it worth keeping */
void namekeep(const char *name, const Nametry *t, Chan *c); /* it led to c; borrows it */
void namecacheflush(Proc *p);

/* mount.c.  Both borrow their Chans; result: mount id */
u64int cmount(Chan *newc, Chan *old, int flag, const char *spec);
void cunmount(Chan *mnt, Chan *mounted); /* nil mounted: all of it */
Mhead **mountchain(Pgrp *p, Qid qid);    /* where a mount point with this qid is listed */
Mhead *newmhead(Chan *from);
void putmhead(Mhead *m);
Mount *newmount(Chan *to, int flag, const char *spec);
void mountfree(Mount **list);

/* sysns.c: the same by names.  All raise */
void mountonto(Chan *from, const char *old, int flag, const char *spec);
void bindname(const char *new, const char *old, int flag);
void unmountname(const char *mounted, const char *old); /* nil mounted: all of it */

u64int newmountid(void); /* from the counter of newdevno */

/*
 * union.c.  dirread reads whole entries of an open directory, unions and mounted-upon
 * entries included, and keeps the Chan's offsets: all that read and pread do for a
 * directory.  off < 0: go on where the last one stopped; 0: from the start; else it
 * must be the present offset.  A seek to 0 only has to set c->offset.
 */
int dirread(Chan *c, Buf b, int n, s64int off);
/* give the n-byte entry another name, in place; result: its new size, 0: more than max */
int dirsetname(u8int *entry, int n, int max, const char *name, int nname);
/* a member of a union, by index, with a reference; nil: there are no more */
Chan *unionmember(Mhead *m, int i);

/* devmnt.c */
void muxclose(Mnt *m); /* the transport's Chan goes away */
Chan *mntauth(Chan *c, const char *spec);
int mntversion(Chan *c, const char *version, u32int msize, char *result, int n);
Chan *mntattach(Chan *c, Chan *ac, const char *spec, int flags); /* root of a mount */

DEFREDO(putmhead, Mhead)
DEFREDO(closepgrp, Pgrp)
DEFREDO(mountfree, Mount *)
