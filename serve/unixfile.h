/*
 * Files as a client from Linux wants them: what is known of one, with numbers of users, changes, names and
 * errors.  A function that fails says -1, and why in up->errstr.
 */
#pragma once
#include "u.h"
#include "dir.h"
#include "export.h"

/* ids.c, listen.c */
u32int idof(const char *name, bool group);
int groupname(u32int gid, char *buf, int n);
u32int hostsuser(void); /* the number of who runs this emu */

/* attr.c */
typedef struct Attr
{
	Dir d;
	u32int uid, gid;
	char *strs;
} Attr;
int getattr(Chan *c, Attr *a); /* -1, or putattr(a) ends its use */
void putattr(Attr *a);
int wish(Chan *c, Dir *d); /* wstat */

enum
{
	/* Setattr.valid: what is to be set */
	Setmode = 1,
	Setuid = 2,
	Setgid = 4,
	Setsize = 8,
	Setatime = 0x10,
	Setmtime = 0x20,
	Givenatime = 0x80, /* the time is here, not now */
	Givenmtime = 0x100,
};
typedef struct Setattr
{
	u32int valid, mode, uid, gid;
	u64int size, atime, mtime;
} Setattr;
int setattr(Chan *c, const Setattr *s);

/* names.c */
/* File, of directory from, gets a name in directory dir; what had it is removed.  *now: a reference to the
 * place that it has now, nil: it is gone already, or was the same */
int renamefile(Chan *file, Chan *from, Chan *dir, const char *name, Chan **now);
int removename(Chan *dir, const char *name, bool isdir); /* it is to be a directory, or not */

int bad(const char *why); /* req.c: -1, and why in up->errstr */

/* unixerr.c */
u32int unixerr(const char *text); /* the number of an error of Linux that says the same */
