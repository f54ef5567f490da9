/*
 * What the files of the Linux host share: raw system calls, which take no lock
 * and touch no errno, so they are safe in a cloned process; the state that all
 * processes of an emu share; and each thread's own state.
 */
#pragma once
#include <sys/syscall.h>
#include "u.h"
#include "host.h"

static inline s64int
sys6(s64int n, u64int a, u64int b, u64int c, u64int d, u64int e, u64int f)
{
	s64int r;
	register u64int r10 __asm__("r10") = d;
	register u64int r8 __asm__("r8") = e;
	register u64int r9 __asm__("r9") = f;

	__asm__ volatile("syscall"
			 : "=a"(r)
			 : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return r;
}
/* sys(SYS_x, ...) with up to six arguments: the result, or -errno */
#define sysargs(n, a, b, c, d, e, f, ...)                                                          \
	sys6(n, (u64int)(a), (u64int)(b), (u64int)(c), (u64int)(d), (u64int)(e), (u64int)(f))
#define sys(n, ...) sysargs(n, ##__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

/* The arena's place; its first pages are the host's own shared state. */
#define Arenabase   ((uintptr)0x600000000000)
#define Hsharedsize ((usize)64 * KiB)
#define Utop        ((uintptr)0x3ffffffff000)
#define Ubase       ((uintptr)0x200000)
#define Gatebase    ((uintptr)0x100000)

/* where the host's own code is, and system calls do not trap */
#define Hoststart ((uintptr)0x500000000000)
#define Hostlen   ((uintptr)0x2fffffffffff)
#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#define PR_SYS_DISPATCH_ON           1
#endif

/* Where a process was when another panicked: trace.c */
typedef struct Stopped
{
	_Atomic u32int tid; /* 0: not yet filled in */
	u64int pc, sp, bp;
} Stopped;
enum
{
	Nstopped = 512
};

typedef struct Hshared
{
	int firstpid;            /* the first process */
	int nice;                /* what it was started with */
	int loopfd;              /* eventfd: wakes the event loop */
	_Atomic u32int peekwant; /* memory requests served by the first process: see peek.c */
	_Atomic u32int peeklock;
	_Atomic u32int peekdone;
	_Atomic u32int peekbusy;
	int peekpid, peekn, peekresult;
	bool peekwrite;
	uintptr peekva;
	u8int peekbuf[16 * KiB];
	_Atomic u32int panicked;      /* the thread that panics */
	void (*_Atomic report)(void); /* Upcalls.panicked */
	_Atomic u32int nstopped;
	Stopped stopped[Nstopped];
	_Atomic u32int ttyraw; /* the terminal's state is not as we found it: tty.c */
	int ttyfd;
	_Atomic u32int input;     /* the loop is to read standard input */
	_Atomic u32int resolvefd; /* questions for resolve.c; 0: not yet */
	u8int ttysaved[256];
	u8int users[8 * KiB]; /* users.c may keep a cache here */
} Hshared;
#define hsh ((Hshared *)Arenabase)
_Static_assert(sizeof(Hshared) <= Hsharedsize, "Hshared");

/* Each thread's own; user.S knows the offsets. */
typedef struct Hself
{
	Ureg *ureg;         /* 0: where the user's registers go */
	u64int ksp;         /* 8: kernel stack to come back to */
	u64int pc;          /* 16: where to enter user code */
	u32int inuser;      /* 24: user code runs */
	u32int kicked;      /* 28: a kick came while the kernel ran */
	uintptr trapaddr;   /* 32 */
	Label *threadexit;  /* 40: of a hostthread */
	bool (*call)(void); /* 48: does a system call that comes by the gate */
} Hself;
extern _Thread_local Hself hself;

void tracecalls(u64int pc,
		u64int fp); /* log the calls of which fp is the frame; pc 0: not its own */
void tracestop(u64int pc, u64int sp, u64int bp); /* another thread panics: stay */
noreturn void faultpanic(int sig, u64int pc, u64int addr, u64int *fp);
/* The host has not what emu needs: say so, with the error err below 0, or 0; also before the arena is there [emu] */
noreturn void cannotstart(const char *what, s64int err);
void stdinit(void);  /* [boot] descriptors 0, 1 and 2 are open */
void userinit(void); /* [boot] signal handlers, gate page */
/* Linux's clone; the new process runs fn(arg) on the stack that ends at top, and fn does not return */
s64int cloneasm(u64int flags, void *top, void (*fn)(void *), void *arg, void *pid);
s64int setnice(int hostpid, int nice); /* nice to others, on top of hsh->nice */
void userforked(void);                 /* in each cloned process */
void loopforked(void);              /* in each cloned process: the loop's signals are not for it */
void peekserve(void);               /* [emu] serve a pending memory request of another process */
void resolveinit(const Upcalls *u); /* [emu] in the loop */
void ttyrestore(void);              /* [any] the terminal as it was found */
void ttyresume(void);               /* [any] raw again, if it was, after a stop */
