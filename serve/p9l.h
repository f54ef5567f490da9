/*
 * What the files of 9P2000.L share: its messages, and Linux's numbers in them.
 */
#pragma once
#include "p9.h"
#include "msg.h"

enum
{
	Rlerror = 7,
	Tstatfs = 8,
	Tlopen = 12,
	Tlcreate = 14,
	Tsymlink = 16,
	Tmknod = 18,
	Trename = 20,
	Treadlink = 22,
	Tgetattr = 24,
	Tsetattr = 26,
	Txattrwalk = 30,
	Txattrcreate = 32,
	Treaddir = 40,
	Tfsync = 50,
	Tlock = 52,
	Tgetlock = 54,
	Tlink = 70,
	Tmkdir = 72,
	Trenameat = 74,
	Tunlinkat = 76,
	/* Linux's open */
	Loaccmode = 3,
	Locreate = 0100,
	Loexcl = 0200,
	Lotrunc = 01000,
	Loappend = 02000,
	Lodirectory = 0200000,
	/* Linux's modes */
	Lifmt = 0170000,
	Lifdir = 0040000,
	Lifreg = 0100000,
	/* types of Treaddir's entries */
	Ldtdir = 4,
	Ldtreg = 8,
};

/* p9lattr.c */
int lgetattr(Req *r, Msg *m);
int lsetattr(Req *r, Msg *m);
int lstatfs(Req *r, Msg *m);
int lfsync(Req *r, Msg *m);

/* p9lname.c */
int lopen(Req *r, Msg *m);
int lcreate(Req *r, Msg *m);
int lmkdir(Req *r, Msg *m);
int lmknod(Req *r, Msg *m);
int lrename(Req *r, Msg *m);
int lrenameat(Req *r, Msg *m);
int lunlinkat(Req *r, Msg *m);

/* p9ldir.c */
int lreaddir(Req *r, Msg *m);

/* p9llock.c */
int llock(Req *r, Msg *m);
int lgetlock(Req *r, Msg *m);

int malformed(void);               /* -1 */
Chan *placeof(Req *r, u32int fid); /* a reference to the place of a fid; nil: errstr */
