/*
 * Channels: a Chan is a file of some device, somewhere in a name space, perhaps
 * open.  Path keeps the name it was reached by, and for each element the mount
 * point that was crossed to get there, so that .. goes back the way it came.
 */
#pragma once
#include "u.h"
#include "dir.h"
#include "lock.h"
#include "buf.h"

/*
 * Swap two pointers that own what they point to.  At no instant do both own the
 * same: what a killed process held is released by its error stack, which may
 * name both.  At worst one is lost.
 */
#define exchange(a, b)                                                                             \
	do {                                                                                       \
		__typeof__(*(a)) xa_ = *(a), xb_ = *(b);                                           \
		*(a) = nil;                                                                        \
		atomic_signal_fence(memory_order_seq_cst);                                         \
		*(b) = xa_;                                                                        \
		atomic_signal_fence(memory_order_seq_cst);                                         \
		*(a) = xb_;                                                                        \
	} while(0)

typedef struct Chan Chan;
typedef struct Dev Dev;
typedef struct Mhead Mhead;
typedef struct Mnt Mnt;
typedef struct Pgrp Pgrp;

/*
 * [I] immutable once made  [r] ref
 */
typedef struct Path
{
	Ref ref;
	char *s;     /* [I] the name */
	int len;     /* [I] bytes */
	int alen;    /* [I] room at s */
	Chan **mtpt; /* [I] mtpt[i]: mounted upon, when element i was entered by a mount; else nil */
	int mlen;    /* [I] elements */
	int malen;
} Path;

/* modes of open: kept in Chan.mode */
enum
{
	Oread = 0,
	Owrite = 1,
	Ordwr = 2,
	Oexec = 3,
	Otrunc = 0x10,
	Ocexec = 0x20,
	Orclose = 0x40,
	Oexcl = 0x1000,
};
/* Chan.flag */
enum
{
	Copen = 1, /* open for I/O */
	Cmsg = 2,  /* the transport of a mount: no user I/O */
	Cfree = 4,
	Crclose = 8, /* remove on close */
	Ccache = 16, /* client caching asked for (MCACHE) */
	Ccexec = 32, /* opened close-on-exec; moves to the descriptor */
	Ckeep = 64, /* of a tree of plain files: what they hold is the same while their version is */
	Cbrief = 128, /* who reads this directory wants names and qids alone */
};

/*
 * A Chan belongs to those who hold a reference.  [I] immutable after the open,
 * [a] atomic, [u] umqlock, [d] owned by the device
 */
struct Chan
{
	Ref ref;
	Chan *next;     /* the list of those to close */
	const Dev *dev; /* [I] nil: not attached */
	u32int devno;   /* [I] instance: mount number, pipe number... */
	Qid qid;        /* [I] */
	u16int mode;    /* [I] Oread Owrite Ordwr */
	u16int flag;
	u32int iounit;    /* [I] bytes for one request, 0: any */
	s64int offset;    /* [a] in the file */
	s64int devoffset; /* [u] in a directory, in the device's own terms */
	Path *path;       /* [I] nil for a Chan that nobody walked to */
	Chan *umc;        /* [u] open member of a union directory being read */
	Mhead *umh;       /* [I] union that this directory stands for */
	QLock umqlock;
	int uri;          /* [u] index of umc in the union */
	int dri;          /* [d] index of a directory read */
	bool ismtpt;      /* [I] entered by crossing a mount */
	u8int *dirrock;   /* [u] entries that did not fit after rewriting */
	int nrock, mrock; /* [u] bytes read of it, bytes in it */
	Mnt *mux;         /* the session that runs over this transport */
	Chan *mchan;      /* [I] of a 9P file: the transport */
	u32int fid;       /* [I] of a 9P file */
	Qid mqid;         /* [I] qid of the root of its mount */
	void *aux;        /* [d] */
	u64int auxn;      /* [d] */
	char *srvname;    /* [I] name under which it was first posted in #s */
};

_Static_assert(offsetof(Chan, ref) == 0, "Chan");

/* chanpool.c */
Chan *changet(void);   /* zeroed, no reference yet */
void chanput(Chan *c); /* no reference left */
void
chanflush(void); /* give back what is kept for reuse: before a leak report, when all is quiet */

/* chan.c */
Chan *newchan(void);     /* gives a reference */
void cclose(Chan *c);    /* takes one; a failing close never raises */
void ccloseq(Chan *c);   /* the same, but the last close may happen later in a kproc */
void cclosep(Chan **cp); /* cclose(*cp) unless nil: for onerror, when the variable changes */
Chan *cclone(Chan *c);   /* borrows c; gives a walked copy */
void cunique(Chan **cp); /* *cp becomes a Chan that nobody else refers to */
bool eqchan(Chan *a, Chan *b, bool vers); /* vers: their versions are compared too */
bool eqqid(Qid a, Qid b);                 /* path and version */
bool eqchantdqid(Chan *c, const Dev *dev, u32int devno, Qid qid); /* without version */
u32int newdevno(void); /* mount and instance numbers, never reused */
void isdir(Chan *c);   /* error(Enotdir) unless it is */

/* path.c */
Path *newpath(const char *s);
void pathclose(Path *p);
void pathadd(Path **pp, const char *elem, Chan *mtpt); /* the same, in place */
void pathsetmtpt(Path **pp, Chan *mtpt); /* the last element was entered by crossing mtpt */
const char *chanpath(Chan *c);           /* borrows; "?" if none */

/* walk.c */
typedef struct Walkqid
{
	Chan *clone;
	int nqid;
	Qid qid[]; /* as many as asked */
} Walkqid;
Walkqid *newwalkqid(int n);
void freewalkqid(Walkqid *w); /* not the clone */
/* Walk *cp along names; on success *cp (a reference) is replaced.  0, or -1 with up->errstr;
 * *nerror (may be nil) gets how many elements the error is about */
int walk(Chan **cp, char **names, int n, bool nomount, int *nerror);
bool domount(Chan **cp, Mhead **mp, Path **path); /* cross a mount at *cp; both replaced */
int findmount(Chan **cp, Mhead **mp, const Dev *dev, u32int devno, Qid qid);
bool mountsin(const Dev *dev, u32int devno); /* is anything mounted upon files of that instance */

/* namec.c: what a name is wanted for */
enum
{
	Aaccess, /* as in stat, wstat */
	Abind,   /* left-hand side of bind */
	Atodir,  /* as in chdir */
	Aopen,
	Amount, /* to be mounted upon */
	Acreate,
	Aremove,
};
/* gives a reference.  name is kernel memory; a name under # crosses no mounts */
Chan *namec(const char *name, int amode, int omode, u32int perm);
/* the same from a Chan, which it borrows: elem is one element, or "" for that file itself.  Errors are bare */
Chan *namecat(Chan *from, const char *elem, int amode, int omode, u32int perm);
enum
{
	Maxname = 64 * KiB, /* bytes of a file name, NUL included */
};
char *validname(Uaddr u, bool slash); /* copied in and checked; kfree */
void validkname(const char *name, bool slash);
bool isnamechar(int c); /* may byte c stand in an element: no control character, no slash */

void closeinit(void); /* boot: start the kprocs that ccloseq hands to */
bool closeidle(void); /* they have nothing to do */

DEFREDO(cclose, Chan)
DEFREDO(cclosep, Chan *)
DEFREDO(ccloseq, Chan)
DEFREDO(pathclose, Path)
DEFREDO(freewalkqid, Walkqid)
