/*
 * What #σ is made of: shares, each with a union, and connections, which serve its members.  shrlist.c
 * owns the list and changes it; devshr.c is the device.
 */
#pragma once
#include "dev.h"
#include "lock.h"
#include "mount.h"

enum
{
	/* what a Chan is, in the low bits of its qid.path; its aux is nil, nil, a Shr, a Shr, a Conn */
	Qroot,
	Qcroot,
	Qshr,
	Qcshr,
	Qconn,
	Qshift = 4,
	Namemax = 127,
};

typedef struct Shr Shr;
typedef struct Conn Conn;

/* What shares and connections have in common.  [l] shr.lock */
typedef struct Entry
{
	Ref ref;     /* of the list that it is in, and of Chans */
	u64int id;   /* [I] */
	char *name;  /* [l] */
	char *owner; /* [l] */
	u32int perm; /* [l] */
} Entry;

struct Shr
{
	Entry e;
	Shr *next;  /* [l] */
	Conn *conn; /* [l] newest first */
	Mhead *mh;  /* [I] the union */
};

struct Conn
{
	Entry e;
	Shr *shr;     /* [I] with a reference */
	Conn *next;   /* [l] */
	Mount *mount; /* [l] in the share's union, which owns it; nil: none (any more) */
	int mflag;    /* [I] */
};

/* [l] lock */
typedef struct Shrlist
{
	RWlock lock;
	Shr *list;   /* [l] newest first */
	u64int id;   /* [l] of the newest share or connection */
	Chan *place; /* [I] what the unions are mounted upon, as far as a Mhead cares */
} Shrlist;
extern Shrlist shr;

static inline int
whatof(Chan *c)
{
	return (int)(c->qid.path & ((1 << Qshift) - 1));
}

Qid shrqid(int what, u64int id);
/* with the lock held; nil: there is none */
Shr *shrnamed(const char *name);
Conn *connnamed(Shr *s, const char *name);
void putshr(Shr *s);
void putconn(Conn *k);
/* c, the root of #σc, becomes the new share; or a share the new connection of it */
void createshr(Chan *c, const char *name, u32int perm);
void createconn(Chan *c, const char *name, u32int perm);
void setmount(Conn *k, Mount *m); /* k serves m (taken) from now on, and no more what it did */
void removeshr(Shr *s);
void removeconn(Conn *k);
