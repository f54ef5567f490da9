/* brk, segattach and its kin */
#include "test.h"

extern int brk_(void *);

enum
{
	Page = 4096,
};

static char *
top(void)
{
	return (char *)(((uintptr)sbrk(0) + Page - 1) & ~(uintptr)(Page - 1));
}

static void
breaks(void)
{
	char *base = top(), *p, *big;
	int i;

	big = segattach(0, "shared", base + (1 << 20), 2 * Page);
	eqint((vlong)_syscall(24, base + 10 * Page), 0);
	for(i = 0; i < 10 * Page; i++)
		if(base[i] != 0) {
			ok(0, "not zero at %d", i);
			break;
		}
	memset(base, 1, 10 * Page);
	/* shrinking throws away */
	eqint(brk_(base + 2 * Page), 0);
	eqint(base[2 * Page - 1], 1);
	expectbad(read(open("/dev/zero", OREAD), base + 2 * Page, 1));
	eqint(brk_(base + 3 * Page), 0);
	eqint(base[2 * Page], 0);
	/* rounded up to pages */
	eqint(brk_(base + 3 * Page + 1), 0);
	base[4 * Page - 1] = 1;
	/* below the bss counts as its base */
	expecterr(brk_((void *)0x1000), "virtual memory allocation failed");
	p = (char *)_syscall(24, nil);
	ok(p <= base && (uintptr)p + Page >= (uintptr)edata && ((uintptr)p & (Page - 1)) == 0, "%p",
	   p);
	expecterr(brk_(big + Page), "segments overlap");
	expecterr(brk_(big + 3 * Page), "segments overlap");
	eqint(brk_(big), 0);
	eqint(segdetach(big), 0);
	expecterr(brk_(WILD), "virtual memory allocation failed");
	/* a lot, without touching it */
	eqint(brk_(base + (8LL << 30)), 0);
	base[(8LL << 30) - 1] = 3;
	base[4LL << 30] = 3;
	eqint(base[1LL << 30], 0);
	eqint(brk_(base + 3 * Page), 0);
}

static void
faults(void)
{
	char *base = top();

	brk_(base + Page);
	base[0] = 1;
	brk_(base);
	base[0] = 1;
	_exits("no fault");
}

static void
shared(void)
{
	int *p, *q, pid;

	p = segattach(0, "shared", nil, 2 * Page);
	ok(p != (void *)-1 && ((uintptr)p & (Page - 1)) == 0, "%p", p);
	eqint(p[0], 0);
	eqint(p[2047], 0);
	p[0] = 1;
	pid = rfork(RFPROC | RFFDG);
	if(pid == 0) {
		if(p[0] != 1)
			_exits("not shared");
		p[1] = 2;
		_exits(nil);
	}
	expectexit(pid, "");
	eqint(p[1], 2);
	/* the next one lies below */
	q = segattach(0, "shared", nil, Page);
	ok(q < p, "%p %p", p, q);
	eqint(segdetach(q), 0);
	eqint(segdetach(&p[100]), 0);
	expecterr(segdetach(p), "bad arg in system call");
	expectbad(read(open("/dev/zero", OREAD), p, 1));
	/* at a place that we choose */
	p = segattach(0, "shared", (void *)0x10000000, Page);
	ok(p == (void *)0x10000000);
	p[3] = 4;
	expecterr(segattach(0, "shared", (void *)0x10000000, Page), "segments overlap");
	expecterr(segattach(0, "shared", (void *)(0x10000000 - Page), 2 * Page),
		  "segments overlap");
	q = segattach(0, "shared", (void *)(0x10000000 + Page), Page);
	ok(q == (void *)(0x10000000 + Page));
}

static void private(void)
{
	int *p, pid;

	p = segattach(0, "memory", nil, Page);
	ok(p != (void *)-1);
	p[0] = 1;
	pid = rfork(RFPROC | RFFDG);
	if(pid == 0) {
		if(p[0] != 1)
			_exits("no copy");
		p[0] = 2;
		_exits(nil);
	}
	expectexit(pid, "");
	eqint(p[0], 1);
	pid = rfork(RFPROC | RFMEM);
	if(pid == 0) {
		if(p[0] != 1)
			_exits("no copy");
		p[0] = 2;
		_exits(nil);
	}
	expectexit(pid, "");
	eqint(p[0], 2);
}

static void
errors(void)
{
	int i;

	expecterr(segattach(0, "nosuch", nil, Page), "bad arg in system call");
	expecterr(segattach(0, "shared", nil, 0), "bad arg in system call");
	expecterr(segattach(0, "shared", (void *)0x7ffffffff000LL, Page), "bad arg in system call");
	expectbad(segattach(0, NOWHERE, nil, Page));
	expecterr(segdetach(NOWHERE), "bad arg in system call");
	expecterr(segdetach(&i), "bad arg in system call"); /* the stack */
	expecterr(segfree(NOWHERE, Page), "bad arg in system call");
	expecterr(segflush(NOWHERE, Page), "bad arg in system call");
	expecterr(segbrk(NOWHERE, nil), "bad arg in system call");
	expecterr(segbrk(etext, nil), "bad arg in system call");
	/* five, and no more */
	for(i = 0; i < 5; i++)
		ok(segattach(0, "shared", nil, Page) != (void *)-1, "%d", i);
	expecterr(segattach(0, "shared", nil, Page), "virtual memory allocation failed");
}

static void
readonly(void)
{
	char *p = segattach(SG_RONLY, "shared", nil, Page);
	int z = open("/dev/zero", OREAD);

	ok(p != (void *)-1);
	eqint(p[0], 0);
	expectbad(read(z, p, 1));
	p[0] = 1;
	_exits("no fault");
}

/* what segfree and segflush do to memory leaves it as it was otherwise */
static void
stillreadonly(void)
{
	static char *class[] = {"shared", "memory"};
	int z = open("/dev/zero", OREAD), i;

	for(i = 0; i < nelem(class); i++) {
		char *p = segattach(SG_RONLY, class[i], nil, 2 * Page);
		ok(p != (void *)-1);
		expectbad(read(z, p, 1));
		eqint(segfree(p, 2 * Page), 0);
		expectbad(read(z, p, 1));
		eqint(segflush(p, Page), 0);
		expectbad(read(z, p, 1));
		eqint(p[0], 0);
	}
}

static void
freeing(void)
{
	char *p = segattach(0, "memory", nil, 8 * Page);
	int i;

	memset(p, 1, 8 * Page);
	/* whole pages inside the range */
	eqint(segfree(p + 1, 3 * Page), 0);
	eqint(p[Page - 1], 1);
	eqint(p[Page], 0);
	eqint(p[3 * Page - 1], 0);
	eqint(p[3 * Page], 1);
	expecterr(segfree(p, 9 * Page), "bad arg in system call");
	p = top();
	brk_(p + 4 * Page);
	memset(p, 1, 4 * Page);
	eqint(segfree(p + Page, Page), 0);
	for(i = 0; i < 4; i++)
		eqint(p[i * Page], i != 1);
}

static void
grows(void)
{
	char *p = segattach(0, "shared", (void *)0x20000000, Page);
	int pid;

	ok(p != (void *)-1);
	ok(segbrk(p, p + 4 * Page) != (void *)-1);
	p[4 * Page - 1] = 1;
	pid = rfork(RFPROC | RFFDG);
	if(pid == 0) {
		p[Page] = 2;
		_exits(nil);
	}
	expectexit(pid, "");
	eqint(p[Page], 2);
}

/* code made at run time, in memory that segflush made executable */
static void
code(void)
{
	static uchar ret42[] = {0xb8, 42, 0, 0, 0, 0xc3};
	uchar *p = (uchar *)top();
	int (*fn)(void) = (int (*)(void))p;

	brk_(p + Page);
	memmove(p, ret42, sizeof ret42);
	eqint(segflush(p, Page), 0);
	eqint(fn(), 42);
	p[1] = 43;
	eqint(segflush(p, 6), 0);
	eqint(fn(), 43);
}

/* the stack grows to 16 MiB, and no further */
static int
deep(int n)
{
	volatile char a[100 * 1024];

	a[0] = a[sizeof a - 1] = n;
	return n == 0 ? 0 : deep(n - 1) + a[0] - (char)n + a[sizeof a - 1] - (char)n + 1;
}

static void
stack(void)
{
	eqint(deep(150), 150);
}

static void
overflow(void)
{
	deep(200);
	_exits("no fault");
}

static void
listing(void)
{
	char name[32], *s;

	snprint(name, sizeof name, "/proc/%d/segment", getpid());
	segattach(0, "shared", (void *)0x10000000, Page);
	s = slurp(name);
	ok(s != nil);
	ok(strncmp(s, "Stack ", 6) == 0, "%s", s);
	ok(strstr(s, "\nText   R") != nil && strstr(s, "\nData ") != nil &&
		   strstr(s, "\nBss ") != nil && strstr(s, "\nShared ") != nil,
	   "%s", s);
	ok(strstr(s, "10000000 10001000    1\n") != nil, "%s", s);
}

/* a call that takes the stack away on which it was made: where it goes back to is nobody's business but ours */
static void
nostack(void)
{
	char *p = segattach(0, "shared", nil, Page);
	uintptr *sp = (uintptr *)(p + Page / 2);
	vlong ret;

	sp[1] = (uintptr)p;
	asm volatile("movq %%rsp, %%r14\n\t"
		     "movq %1, %%rsp\n\t"
		     "movq $31, %%rbp\n\t" /* segdetach; a shape that the kernel rewrites */
		     "syscall\n\t"
		     "movq %%r14, %%rsp"
		     : "=a"(ret)
		     : "r"(sp)
		     : "rbp", "rcx", "r11", "r14", "memory", "cc");
	eqint(ret, 0);
	expectbad(open(p, OREAD));
}

Case cases[] = {
	{"breaks", breaks},
	{"faults", faults, 0, "sys: trap: fault write addr=0x"},
	{"shared", shared},
	{"private", private},
	{"errors", errors},
	{"readonly", readonly, 0, "sys: trap: fault write addr=0x"},
	{"stillreadonly", stillreadonly},
	{"freeing", freeing},
	{"grows", grows},
	{"code", code},
	{"stack", stack},
	{"nostack", nostack},
	{"overflow", overflow, 0, "sys: trap: fault write addr=0x"},
	{"listing", listing},
	{nil},
};
