/*
 * Directory entries: the machine-independent form of stat(5), in memory and in
 * bytes.  A converted entry starts with a 2-byte count of what follows.
 */
#pragma once
#include "u.h"

typedef struct Qid
{
	u64int path;
	u32int vers;
	u8int type; /* Qt bits: the top byte of the mode */
} Qid;

enum
{
	QTdir = 0x80,
	QTappend = 0x40,
	QTexcl = 0x20,
	QTmount = 0x10,
	QTauth = 0x08,
	QTtmp = 0x04,
	QTfile = 0,
};
#define DMdir    0x80000000u
#define DMappend 0x40000000u
#define DMexcl   0x20000000u
#define DMmount  0x10000000u
#define DMauth   0x08000000u
#define DMtmp    0x04000000u

enum
{
	Qidlen = 13,
	Statfixlen = 49, /* bytes of an entry with four empty strings */
	Statmax = 65535,
	Statlength = 33, /* where the length is in an entry */
	Statname = 41,   /* where the name is */
};

typedef struct Dir
{
	u16int type; /* device letter */
	u32int dev;
	Qid qid;
	u32int mode;
	u32int atime, mtime; /* seconds since 1970 */
	u64int length;
	char *name, *uid, *gid, *muid;
} Dir;

int sizedir(const Dir *d); /* bytes that convD2M writes */
int convD2M(const Dir *d, u8int *buf,
	    int n); /* result: bytes; 2 (only the size) if n is short; 0 if n < 2 */
/* strings point into strs (n bytes always suffice) and are NUL-terminated; result: bytes used, 0: malformed */
int convM2D(const u8int *buf, int n, Dir *d, char *strs);
int statcheck(const u8int *buf, int n); /* 0 well-formed, -1 malformed */
void nulldir(Dir *d);                   /* every field says: don't touch */
