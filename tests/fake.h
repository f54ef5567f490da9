/*
 * The fake host's controls, for unit tests.  The fake host implements port/host.h over the threads
 * of one process: a host process is a thread, user memory is a table of pages, files are a tree in
 * memory, the clock is virtual.  This header needs no hosted one, so kernel-side tests include it.
 */
#pragma once
#include "u.h"
#include "host.h"

/* ---- the clock: stands still until every thread waits, then jumps to the next deadline ---- */

s64int fakenow(void);
void fakeadvance(s64int ns); /* wakes those whose time has come */
/* wait until every other thread waits for something; the clock stands still */
void fakesettle(void);
/* from now on, whoever wakes another stands still until all others wait: the woken one is always
 * the faster */
void fakeeager(bool on);
bool fakeslow(void);                                  /* under valgrind */
s64int fakeparam(const char *name, s64int otherwise); /* a number from the environment */

/* ---- failures ---- */

/* The nth call from now of host function fn (nil: of any that may fail; the kernel allocator's
 * are called "kmalloc") fails with err, below 0.  One at a time; nth 0: none. */
void fakefail(const char *fn, int nth, int err);
int fakecalls(void);   /* calls that could have failed since the last fakefail */
bool fakefailed(void); /* the failure has happened */
/* C pointers are user memory too, for programs are C functions, but for [lo, hi).  They lie between
 * these, under valgrind as well: the tests' own executable is linked at 256 MiB. */
#define Cmemory    ((uintptr)64 * MiB)
#define Cmemorytop ((uintptr)0x7fffe0000000)
void fakehole(const void *lo, const void *hi);

/* ---- host processes ---- */

void fakekill(int hostpid);            /* as SIGKILL, at its next host call or in its wait */
void fakekillat(int hostpid, int nth); /* the same, at its nth host call from now */
int fakeprocs(void);                   /* host processes that live */
int fakenice(int hostpid);             /* as hostnice left it; -1: no such process */
const char *fakeprocname(int hostpid);
void fakedump(void); /* all of them, to standard error */
/* upcalls are made by a thread that runs hostloop */
void fakeinput(const char *p, int n);
void fakeinterrupt(int what);
/* the descriptor that tests use where the kernel polls: ready when the test says so */
int fakepollfd(void);
void fakeready(int fd, int events);
/* the range of user memory mapped at va: false if none.  fd -1: zero memory */
bool fakemapping(int hostpid, uintptr va, int *prot, int *fd, u64int *off, bool *shared);
/* the host's resolver will answer, by the upcall; the number of the last question */
void fakeresolves(bool on);
u32int fakeasked(void);
const char *fakelog(void); /* what hostlog was given so far; until the next call */
void fakequiet(bool on);   /* do not show it as well */

/* ---- user programs: C functions that a Ureg starts ---- */

typedef void Fakeprog(void *arg);
void fakeureg(Ureg *u, Fakeprog *fn, void *arg); /* hostuser(u) will run fn(arg), then exits(nil) */
/* called by the program */
#define fakecall(n, ...) fakesys(n, (uintptr[6]){0, __VA_ARGS__})
s64int fakesys(int n, const uintptr *a); /* system call n, up to five arguments from a[1] */
s64int fakefork(u32int flags, Fakeprog *fn, void *arg); /* rfork; the child runs fn(arg) */
void fakefault(u64int type, u64int error, uintptr addr);
int fakepid(void);    /* the host pid of its process */
void fakepause(void); /* sit in user mode until the kernel has had its look */
u64int *fakefp(void); /* eight words of floating point state */
/* A note handler, as given to NOTIFY: the C function's address.  It ends with fakecall(NOTED). */
typedef void Fakehandler(Ureg *u, char *msg);

/* ---- files: real ones, below a directory that goes with the test ---- */

const char *fakeroot(void); /* its name on the host */
/* paths start with / and are below it */
void fakedir(const char *path); /* and all on the way there */
void fakefile(const char *path, const char *text);
const char *fakefiletext(const char *path); /* nil: no such file */
void fakerename(const char *from, const char *to);
void fakesymlink(const char *path, const char *to);
