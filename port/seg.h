/*
 * Segments: the ranges of a program's memory.  The host holds the pages; a
 * Segment says what a range is, who shares it, and where its contents come from.
 * Private ones are the host's private memory, copied on write by its fork; shared ones are
 * a host memory object (memfd), mapped by each process that has the segment.
 */
#pragma once
#include "u.h"
#include "chan.h"
#include "lock.h"

enum
{
	SGtext,
	SGdata,
	SGbss,
	SGstack,
	SGshared,
	SGtypes,
	SGronly = 040, /* flags from segattach */
	SGcexec = 0100,
	/* slots of Proc.seg */
	SSEG = 0,
	TSEG,
	DSEG,
	BSEG,
	ESEG,
	LSEG,
	SEG1,
	SEG2,
	SEG3,
	SEG4,
	Nseg,
};
#define Utzero     ((uintptr)0x200000)
#define Textalign  ((uintptr)2 * MiB)
#define Ustksize   ((uintptr)16 * MiB)
#define Segmaxsize ((u64int)64 * GiB)

/* A program file's text and data, loaded once.  [I] immutable  [c] the cache's lock */
typedef struct Image
{
	Ref ref;
	struct Image *next; /* [c] */
	const Dev *dev;     /* [I] identity of the file: with version */
	u32int devno;
	Qid qid;
	int memfd;      /* [I] text at 0, data at dataoff */
	u64int textlen; /* [I] header and text, not rounded */
	u64int dataoff; /* [I] */
	u64int datalen;
} Image;

/* A process in semacquire, on its own kernel stack, in the list of its Segment.
 * [I] immutable  [s] semlk */
typedef struct Sema
{
	struct Segment *seg;       /* [I] */
	Proc *p;                   /* [I] */
	Uaddr addr;                /* [I] */
	_Atomic bool waiting;      /* no wake-up since it last looked at the value */
	struct Sema *_Atomic next; /* [s] */
} Sema;

/* [I] immutable  [l] lk  [s] semlk */
typedef struct Segment
{
	Ref ref;
	QLock lk;
	int type;                  /* [I] SG */
	int flags;                 /* [I] SGronly SGcexec */
	uintptr base;              /* [I] */
	uintptr top;               /* [l] end of what programs may touch, whole pages */
	int memfd;                 /* [l] -1: private */
	u64int off;                /* [I] where base is in memfd or image */
	u64int flen;               /* [I] bytes that come from the image; zero beyond */
	Image *image;              /* [I] text, data */
	uintptr execbase, exectop; /* [l] made executable by segflush */
	bool remap;                /* [o of the child] to be mapped before it runs */
	Lock semlk;
	Sema *_Atomic sema; /* [s] waiters in the order they came; whether any, without the lock */
} Segment;

Segment *newseg(int type, uintptr base, usize size);
void putseg(Segment *s);            /* takes a reference; does not unmap */
Segment *segof(Proc *p, uintptr a); /* nil: none */
void segmapin(Segment *s);          /* map s in this process; raises Enovmem */
void segunmap(Segment *s);
int segprot(Segment *s);                 /* what a mapping of s allows: Hread... */
void segmapexec(Segment *s);             /* and in this process, where segflush said so, Hexec */
void segshare(void);                     /* up's data and bss become shareable: before RFMEM */
Segment *segdup(Segment *s, bool share); /* for the child of a fork; gives a reference */
bool segfix(uintptr addr,
	    u32int fault); /* is addr allowed so? then this process's mapping is right now */
s64int segbrkto(uintptr addr, int slot); /* brk */
uintptr segattach(int attr, const char *name, uintptr va, usize len);
void segdetach(uintptr va);
void segfree(uintptr va, usize len);
void segflush(uintptr va, usize len);
void segprint(Segment *s, char *buf, int n);             /* one line of /proc/n/segment */
Image *imageof(Chan *c, u64int textlen, u64int datalen); /* loads it if needed */
void putimage(Image *i);
void imageflush(void); /* drop cached images that nobody uses: at exit */

DEFREDO(putseg, Segment)
DEFUNDO(putimage, Image)
