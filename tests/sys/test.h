/*
 * What the in-system tests share.  A test program lists its cases; each is run in a process of its own,
 * with a time limit, so that one that faults or hangs does not hide the others.  Run as
 *
 *	emu -x program [-v] [case ...]
 *
 * The exit status is empty when everything held; else what did not is printed.
 */
#include <u.h>
#include <libc.h>

typedef struct Case Case;
struct Case
{
	char *name;
	void (*fn)(void);
	int seconds; /* limit; 0: 20 */
	char *exit;  /* how the wait message's text begins, if it is to be other than empty */
};
extern Case cases[]; /* ends with nil */

/* cond holds; the rest is printed, with the error string, if not */
#define ok(cond, ...)             _ok(!!(cond), __FILE__, __LINE__, #cond, "" __VA_ARGS__)
/* a call that gives -1 (nil, ~0) with exactly this error string */
#define expecterr(call, e)        _expecterr((vlong)(call), __FILE__, __LINE__, #call, e, nil)
/* the same for an error that tells the name it is about, in the style of this kernel */
#define expectname(call, e, name) _expecterr((vlong)(call), __FILE__, __LINE__, #call, e, name)
/* a call with a bad address: that error, and the note for it */
#define expectbad(call)           _expectbad((_badaddr(), (vlong)(call)), __FILE__, __LINE__, #call)
#define eqstr(a, b)               _eqstr(a, b, __FILE__, __LINE__, #a)
#define eqint(a, b)               _eqint(a, b, __FILE__, __LINE__, #a)

int _ok(int, char *, int, char *, char *, ...);
int _expecterr(vlong, char *, int, char *, char *, char *);
int _expectbad(vlong, char *, int, char *);
void _badaddr(void);
int _eqstr(const char *, const char *, char *, int, char *);
int _eqint(vlong, vlong, char *, int, char *);

/* a process that ends well although checks of its own did not hold ends with "checks failed": children too must be
 * able to fail */
#define _exits(msg) (_exits)(_verdict(msg))
#define exits(msg)  (exits)(_verdict(msg))
const char *_verdict(const char *);

extern int verbose;
extern char *self; /* name of this program, for exec */
/* called first: a program that also is another one defines it; need not return */
void kid(int argc, char **argv);

/* children: spawn runs fn in a new process (RFPROC and flags); reap waits for it and gives its
 * message's text, static */
int spawn(int flags, void (*fn)(void *), void *arg);
char *reap(int pid);
void expectexit(int pid, char *msg); /* reap; msg is how what stands after the pid begins */

/* notes: once asked for, they are counted, the newest kept, and execution continues */
void catchnotes(void);
/* a process that breaks what this one is waiting for, soon, by a note; its pid, for expectexit */
int wakesoon(void);
extern int nnotes;
extern char lastnote[ERRMAX];

/* processes */
char *procstate(int pid);            /* from its status file, static */
int waitstate(int pid, char *state); /* until it is in that state, for at most 5 seconds */
void ctl(int pid, char *msg);        /* write its ctl file */
char *slurp(char *file);             /* a file's text, malloced; nil */
int spit(char *file, char *text);    /* create and write; -1 */

/* addresses: none of these is mapped */
#define NOWHERE ((void *)0x10)
#define WILD    ((void *)0x7777777777777777LL)
#define KERNEL  ((void *)0x600000000000LL)

vlong _syscall(int n, ...); /* with up to five slots of 8 bytes */

/* a directory of its own for this case, made and entered; removed at the end */
void scratch(void);
