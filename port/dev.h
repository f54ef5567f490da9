/*
 * The device interface.  A device is one const table; what is absent there is
 * the default of dev.c.  All functions may raise errors, close excepted.
 */
#pragma once
#include "u.h"
#include "chan.h"
#include "queue.h"

enum
{
	Dclosebg = 1,  /* closing may take long: done by a kproc when it can */
	Dnomnt = 2,    /* usable in names although RFNOMNT is set */
	Dnoattach = 4, /* cannot be named as #x */
	Dstream = 8,   /* has no offsets: seek is an error */
	Dserver = 16,  /* its entries say that they are of #M */
};

struct Hostspace;

struct Dev
{
	Rune dc;          /* the letter after # */
	const char *name; /* as in /dev/drivers */
	u32int flags;
	void (*init)(void);     /* once, at boot, in the first process */
	void (*shutdown)(void); /* at a clean end */
	void (*renameuser)(const char *old, const char *new); /* in owners: /dev/hostowner */
	Chan *(*attach)(const char *spec);
	Walkqid *(*walk)(Chan *c, Chan *nc, char **name, int n); /* nil nc: a clone is made */
	/* For namecache.c; both or none.  A number, not 0, that changes before a name that walk
	 * found without up->nlook++ may lead elsewhere; */
	u64int (*names)(void);
	/* and c, which came of such a walk, is known to be the same in this system call. */
	void (*same)(Chan *c);
	int (*stat)(Chan *c, u8int *buf, int n);
	Chan *(*open)(Chan *c, int omode); /* takes c, gives the open Chan (perhaps another) */
	Chan *(*create)(Chan *c, char *name, int omode,
			u32int perm); /* as open; gives the new open Chan */
	void (*close)(Chan *c);
	int (*read)(Chan *c, Buf b, int n, s64int off);
	Block *(*bread)(Chan *c, int n, s64int off);
	/* would a read go on at once; wait: wait for that.  Absent: nobody knows, so yes */
	bool (*ready)(Chan *c, bool wait);
	int (*write)(Chan *c, Buf b, int n, s64int off);
	int (*bwrite)(Chan *c, Block *b, s64int off); /* takes b */
	/* how much room is there; absent: nobody can tell */
	void (*space)(Chan *c, struct Hostspace *s);
	void (*remove)(Chan *c); /* the caller closes c */
	int (*wstat)(Chan *c, u8int *buf, int n);
	/* Give c the name of over, in its place, at one instant, as Linux renames.  false: they are not files
	 * of one directory.  No system call does this: it is for those who serve Linux */
	bool (*replace)(Chan *c, Chan *over);
};

/* A directory of fixed files, for devices that have one */
typedef struct Dirtab
{
	const char *name;
	Qid qid;
	s64int length;
	u32int perm;
} Dirtab;
enum
{
	Devdotdot = -1
};
/* Fill *d for file i of directory c (Devdotdot: its parent; name: only that one is wanted, or nil).
 * Result: 1 filled, 0 no such now but others follow, -1 end */
typedef int Devgen(Chan *c, const char *name, const Dirtab *tab, int ntab, int i, Dir *d);

/* devtab.c in emu: the list; ends with nil */
extern const Dev *const devtab[];
const Dev *devof(Rune dc); /* nil: none */
void devinit(void);        /* init of all */
void devshutdown(void);
void devrenameuser(const char *old, const char *new); /* renameuser of all */

/* callers' side: these fill in the defaults */
Chan *devattach(const Dev *d,
		const char *spec); /* for attach: a Chan of d with path #x<spec>, root qid */
Walkqid *devwalk(Chan *c, Chan *nc, char **name, int n, const Dirtab *tab, int ntab, Devgen *gen);
int devstat(Chan *c, u8int *buf, int n, const Dirtab *tab, int ntab, Devgen *gen);
int devdirread(Chan *c, Buf b, int n, const Dirtab *tab, int ntab, Devgen *gen);
Chan *devopen(Chan *c, int omode, const Dirtab *tab, int ntab, Devgen *gen);
/* convD2M into b, with the time of the call for an unset atime; 0: more than n bytes */
int devdirput(Dir *d, Buf b, int n);
Devgen devgen; /* for tables whose first entry is the directory "." itself */
/* leaves atime 0: it is the time of the call, and few callers want it */
void devdir(Chan *c, Qid qid, const char *name, s64int length, const char *user, u32int perm,
	    Dir *d);
void devpermcheck(const char *owner, u32int perm, int omode);
int openmode(int omode); /* checks it; result: Oread Owrite Ordwr */

/* what a table may leave out; also called by hand */
Block *devbread(Chan *c, int n, s64int off);
int devbwrite(Chan *c, Block *b, s64int off);

/* calls through a Chan's table, with the defaults: the kernel uses these */
Chan *dattach(const Dev *d, const char *spec);
Walkqid *dwalk(Chan *c, Chan *nc, char **name, int n);
int dstat(Chan *c, u8int *buf, int n);
/* the entry, whatever its size, and room bytes behind it: kfree */
u8int *dstatmem(Chan *c, int room, int *n);
/* take c, unless they raise, and give what it became */
Chan *dopen(Chan *c, int omode);
/* the same with a variable that may stand on the error stack */
void dopenp(Chan **cp, int omode);
void dcreatep(Chan **cp, char *name, int omode, u32int perm);
void dclose(Chan *c);
int dread(Chan *c, Buf b, int n, s64int off);
Block *dbread(Chan *c, int n, s64int off);
int dwrite(Chan *c, Buf b, int n, s64int off);
int dbwrite(Chan *c, Block *b, s64int off);
void dremove(Chan *c);
int dwstat(Chan *c, u8int *buf, int n);
