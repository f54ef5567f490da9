/*
 * User mode on Linux: Syscall User Dispatch turns every syscall instruction outside
 * the host's own code into SIGSYS; faults come as signals; the gate page takes
 * rewritten stubs.  The handlers save the user's registers in its Ureg and resume
 * in userleave, so that to the kernel it all is the return of hostuser.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <ucontext.h>
#include "linux.h"

enum
{
	Kicksig = SIGURG, /* ignored by default; debuggers pass it on */
	Altsize = 64 * KiB,
	Flagdf = 0x400,
	Flagac = 0x40000,
};

_Thread_local Hself hself;

extern char enterstart[], enterend[], gatestart[], gateend[], gateret[], userleave[], usergate[];
extern char copystart[], copyend[], copyfault[];
int userenter(Ureg *u);
int copybytes(void *to, const void *from, usize n);
int zerobytes(void *to, usize n);
s64int strbytes(const char *s, usize max);
int caswordasm(u32int *word, u32int *old, u32int new);

static bool
within(u64int pc, const char *start, const char *end)
{
	return pc >= (u64int)start && pc < (u64int)end;
}

/* in a rewritten stub's way to the gate: the user's pc is not there, and a call follows */
static bool
ingatepage(u64int pc)
{
	return pc >= Gatebase && pc < Gatebase + Pagesize;
}

/* resume in the kernel, as if userenter had returned cause */
static void
leave(ucontext_t *uc, int cause)
{
	greg_t *g = uc->uc_mcontext.gregs;

	g[REG_RIP] = (greg_t)userleave;
	g[REG_RSP] = (greg_t)hself.ksp;
	g[REG_RAX] = cause;
	g[REG_EFL] &= ~(greg_t)(Flagac | Flagdf | Flagstep);
	hself.inuser = 0;
}

static void
saveregs(const ucontext_t *uc)
{
	const greg_t *g = uc->uc_mcontext.gregs;
	Ureg *u = hself.ureg;

	u->ax = (u64int)g[REG_RAX];
	u->bx = (u64int)g[REG_RBX];
	u->cx = (u64int)g[REG_RCX];
	u->dx = (u64int)g[REG_RDX];
	u->si = (u64int)g[REG_RSI];
	u->di = (u64int)g[REG_RDI];
	u->bp = (u64int)g[REG_RBP];
	u->r8 = (u64int)g[REG_R8];
	u->r9 = (u64int)g[REG_R9];
	u->r10 = (u64int)g[REG_R10];
	u->r11 = (u64int)g[REG_R11];
	u->r12 = (u64int)g[REG_R12];
	u->r13 = (u64int)g[REG_R13];
	u->r14 = (u64int)g[REG_R14];
	u->r15 = (u64int)g[REG_R15];
	u->pc = (u64int)g[REG_RIP];
	u->sp = (u64int)g[REG_RSP];
	u->flags = (u64int)g[REG_EFL] & ~(u64int)Flagstep;
}

static void
onkick(int sig, siginfo_t *si, void *v)
{
	ucontext_t *uc = v;
	u64int pc = (u64int)uc->uc_mcontext.gregs[REG_RIP];

	USED(sig);
	USED(si);
	if(unlikely(atomic_load(&hsh->panicked) != 0))
		tracestop(pc, (u64int)uc->uc_mcontext.gregs[REG_RSP],
			  (u64int)uc->uc_mcontext.gregs[REG_RBP]);
	if(within(pc, enterstart, enterend)) {
		leave(uc, Ulook);
		return;
	}
	if(!hself.inuser || within(pc, gatestart, gateend) || ingatepage(pc)) {
		hself.kicked = 1;
		return;
	}
	saveregs(uc);
	hself.ureg->type = 32; /* an interrupt's vector */
	leave(uc, Ulook);
}

static void
onsyscall(int sig, siginfo_t *si, void *v)
{
	ucontext_t *uc = v;

	USED(sig);
	USED(si);
	if(!hself.inuser)
		hostpanic("system call trapped in the kernel");
	saveregs(uc);
	hself.ureg->type = Tsyscall;
	leave(uc, Ucall);
}

static void
ontrap(int sig, siginfo_t *si, void *v)
{
	ucontext_t *uc = v;
	greg_t *g = uc->uc_mcontext.gregs;
	u64int pc = (u64int)g[REG_RIP];
	Ureg *u;

	if(g[REG_TRAPNO] == Tdebug && ingatepage(pc)) {
		/* a step into a stub's call: the whole system call is the instruction */
		g[REG_EFL] &= ~(greg_t)Flagstep;
		return;
	}
	if(pc == (u64int)gateret) { /* its stack is gone; *hself.ureg is whole */
		leave(uc, Ulook);
		return;
	}
	if(hself.inuser && !within(pc, gatestart, gateend) && !within(pc, enterstart, enterend)) {
		saveregs(uc);
		u = hself.ureg;
		u->type = (u64int)g[REG_TRAPNO];
		u->error = (u64int)g[REG_ERR];
		if(sig == SIGBUS && u->type != Tpage && u->type != Talign)
			u->type = Tpage;
		hself.trapaddr = u->type == Tpage ? (uintptr)si->si_addr : 0;
		leave(uc, Utrap);
		return;
	}
	if((sig == SIGSEGV || sig == SIGBUS) && within(pc, copystart, copyend)) {
		g[REG_RIP] = (greg_t)copyfault;
		return;
	}
	faultpanic(sig, pc, (u64int)si->si_addr, (u64int *)g[REG_RBP]);
}

static void
handle(int sig, void (*fn)(int, siginfo_t *, void *))
{
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	sa.sa_sigaction = fn;
	sa.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
	sigfillset(&sa.sa_mask);
	sigaction(sig, &sa, nil);
}

enum
{
	Gatenum = 54,  /* slots 0..53: a call by number */
	Gatebp = 62,   /* the number is in rbp */
	Gatemovs = 63, /* two movsq first, then as Gatebp */
	Gatejump = 64, /* jump to usergate */
	Gateslot = 16, /* bytes */
};

static void
put(u8int **p, const void *s, int n)
{
	memcpy(*p, s, (usize)n);
	*p += n;
}

static void
jumpto(u8int *p, uintptr at)
{
	s32int d = (s32int)(at - ((uintptr)p + 5));

	*p++ = 0xe9;
	memcpy(p, &d, 4);
}

static void
makegate(void)
{
	u8int *g, *p;
	uintptr to = (uintptr)usergate, jump = Gatebase + Gatejump * Gateslot;
	s32int n;

	g = mmap((void *)Gatebase, Pagesize, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	if(g != (u8int *)Gatebase)
		cannotstart("cannot map low memory", g == MAP_FAILED ? -errno : -EEXIST);
	for(n = 0; n < Gatenum; n++) {
		p = g + n * Gateslot;
		*p++ = 0xbd; /* movl $n, %ebp */
		put(&p, &n, 4);
		jumpto(p, jump);
	}
	jumpto(g + Gatebp * Gateslot, jump);
	p = g + Gatemovs * Gateslot;
	put(&p, "\x48\xa5\x48\xa5", 4);
	jumpto(p, jump);
	p = g + Gatejump * Gateslot;
	put(&p, "\xff\x25\0\0\0\0", 6); /* jmp *(rip) */
	put(&p, &to, 8);
	mprotect(g, Pagesize, PROT_READ | PROT_EXEC);
}

void
userinit(void)
{
	stack_t ss;

	memset(&ss, 0, sizeof ss);
	ss.ss_sp = mmap(nil, Altsize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ss.ss_size = Altsize;
	sigaltstack(&ss, nil);
	handle(SIGSYS, onsyscall);
	handle(SIGSEGV, ontrap);
	handle(SIGBUS, ontrap);
	handle(SIGFPE, ontrap);
	handle(SIGILL, ontrap);
	handle(SIGTRAP, ontrap);
	handle(Kicksig, onkick);
	makegate();
	if(prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_OFF, 0, 0, 0) < 0)
		cannotstart("this Linux has no Syscall User Dispatch (5.11 or newer has)", -errno);
}

/* system calls from addresses below the host's own code trap from now on */
void
userforked(void)
{
	sigset_t none;

	memset(&hself, 0, sizeof hself);
	sigemptyset(&none);
	sys(SYS_rt_sigprocmask, SIG_SETMASK, &none, 0, 8);
	if(sys(SYS_prctl, PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, Hoststart, Hostlen, 0) <
	   0)
		hostpanic("Linux gives no Syscall User Dispatch");
}

int
hostuser(Ureg *u, uintptr *addr, bool (*call)(void))
{
	int cause;

	hself.call = call;
	cause = userenter(u);
	if(cause == Utrap)
		*addr = hself.trapaddr;
	return cause;
}

void
hostkick(int hostpid)
{
	sys(SYS_tgkill, hostpid, hostpid, Kicksig);
}

uintptr
hostutop(void)
{
	return Utop;
}

static bool
inuserspace(Uaddr u, usize n)
{
	return u.a < Utop && n <= Utop - u.a;
}

int
hostcopyin(void *to, Uaddr from, usize n)
{
	return inuserspace(from, n) ? copybytes(to, (void *)from.a, n) : -1;
}

int
hostcopyout(Uaddr to, const void *from, usize n)
{
	return inuserspace(to, n) ? copybytes((void *)to.a, from, n) : -1;
}

int
hostzeroout(Uaddr to, usize n)
{
	return inuserspace(to, n) ? zerobytes((void *)to.a, n) : -1;
}

s64int
hoststrlen(Uaddr u, usize max)
{
	if(u.a >= Utop)
		return -1;
	if(max > Utop - u.a)
		max = Utop - u.a;
	return strbytes((char *)u.a, max);
}

int
hostcas(Uaddr word, u32int *old, u32int new)
{
	return inuserspace(word, 4) ? caswordasm((u32int *)word.a, old, new) : -1;
}
