/*
 * Inside the fake host: what its files share.
 */
#pragma once
#include <pthread.h>
#include <setjmp.h>
#include "fake.h"

enum
{
	Npagemap = 256, /* ranges of one process's user memory */
	Fpwords = 8,
	Ustack = 256 * KiB, /* of a fake program, where calls and notes put their frames */
};
#define Userlow ((uintptr)64 * KiB)
#define Usertop ((uintptr)0x7ffffffff000)

/* a range of user memory; page[i] nil: not private yet, or zero */
typedef struct Range
{
	uintptr va;
	usize len;
	int prot;
	int fd;
	u64int off;
	bool shared;
	u8int **page; /* private copies */
} Range;

typedef struct Vm
{
	int n;
	Range r[Npagemap];
} Vm;

typedef struct Callframe
{
	struct Callframe *prev;
	uintptr pc; /* the fake program counter to which this call returns */
	u64int *sp;
	bool done; /* the kernel has had the event */
	jmp_buf jb;
} Callframe;

typedef struct Fuser
{
	bool started;
	bool users; /* whose turn: the program's, or the kernel's */
	bool ended; /* the program's thread is to go */
	pthread_cond_t cond;
	Ureg *u;
	int event;
	uintptr addr;
	Callframe *frame;
	uintptr nextpc;
	u8int *stack;
	u64int *sp;
} Fuser;

/* a host process, or a thread of the first one */
typedef struct Fthread
{
	struct Fthread *next; /* [big] all of them */
	int pid;
	char name[32];
	void (*fn)(void *);
	void *arg;
	bool process;
	bool dead, killed; /* [big] */
	int killat;        /* [big] host calls until it is killed; 0: never */
	int nice;          /* [big] */
	/* waiting */
	pthread_cond_t cond;
	bool blocked;           /* [big] */
	struct Fthread *settle; /* [big] another one that waits in fakesettle, for longer */
	_Atomic u32int *word;   /* [big] */
	int pollfd, pollevents; /* [big] */
	int pollwake;           /* [big] */
	s64int deadline;        /* [big] < 0: none */
	/* user mode */
	bool kicked, paused; /* [big] */
	Fuser user;
	Vm vm;
	u64int fp[Fpwords];
} Fthread;

extern pthread_mutex_t big; /* everything in the fake host */

Fthread *fself(void);
Fthread *fthread(int pid); /* with big held; nil: none */
void fenter(void);         /* at the start of a host call: dies here if killed */
int failing(const char *fn);
/* with big held: wait until funblock, or the deadline (< 0: none); dies if killed */
void fblock(Fthread *f, s64int deadline);
void funblock(Fthread *f);
void fblockuser(Fthread *f); /* the same for its program; until a kick */
void funblockuser(Fthread *f);
void fpollchanged(void);              /* with big held: some descriptor became ready */
void fpostdied(int pid, bool killed); /* with big held: the event loop will say so */
noreturn void fdie(const char *fmt, ...);

/* fakevm.c */
void vmcopy(Vm *to, Vm *from); /* for a fork */
int vmread(Vm *vm, void *to, uintptr from, usize n);
int vmwrite(Vm *vm, uintptr to, const void *from, usize n);

/* fakefs.c */
int fdready(int fd, int events); /* with big held */
void fddrain(int fd);
bool isreal(int fd); /* the real host's descriptor */
int realready(int fd, int events, int ms);
u8int *memobj(int fd, u64int *size); /* with big held; nil: no memory object */
