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

/* [l] lock  [p] Pgrp.ns */
struct Mhead
{
	Ref ref;
	RWlock lock;
	Chan *from;   /* [I] mounted upon */
	Mount *mount; /* [l] */
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
};

Pgrp *newpgrp(void);
void closepgrp(Pgrp *p);
void pgrpcpy(Pgrp *to, Pgrp *from);
bool devallowed(Pgrp *p, const Dev *d);

/* mount.c.  Both borrow their Chans; result: mount id */
u64int cmount(Chan *newc, Chan *old, int flag, const char *spec);
void cunmount(Chan *mnt, Chan *mounted); /* nil mounted: all of it */
Mhead *newmhead(Chan *from);
void putmhead(Mhead *m);
Mount *newmount(Chan *to, int flag, const char *spec);
void mountfree(Mount *m);

/* devmnt.c */
Chan *mntauth(Chan *c, const char *spec);
int mntversion(Chan *c, const char *version, u32int msize, char *result, int n);
Chan *mntattach(Chan *c, Chan *ac, const char *spec, int flags); /* root of a mount */

DEFUNDO(putmhead, Mhead)
DEFUNDO(closepgrp, Pgrp)
