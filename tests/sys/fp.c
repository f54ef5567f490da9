/* floating point: the state at start, what calls and forks keep, exceptions */
#include "test.h"
#include <ureg.h>

static ushort
x87cw(void)
{
	ushort cw;

	__asm__ volatile("fnstcw %0" : "=m"(cw));
	return cw;
}

static uint
mxcsr(void)
{
	uint m;

	__asm__ volatile("stmxcsr %0" : "=m"(m));
	return m;
}

static ushort cw0;
static uint mx0;

/* run first by main: before anything computes */
void
kid(int argc, char **argv)
{
	USED(argc, argv);
	cw0 = x87cw();
	mx0 = mxcsr();
}

static void
initial(void)
{
	eqint(cw0 & ~0x40, 0x232); /* that bit always reads as 1 */
	eqint(mx0 & ~0x3f, 0x1900);
}

static Ureg saved;
static int raised;

static void
skipper(void *v, char *msg)
{
	strecpy(lastnote, lastnote + sizeof lastnote, msg);
	saved = *(Ureg *)v;
	raised++;
	((Ureg *)v)->pc += 4; /* the instruction */
	noted(NCONT);
}

static void
sse(void)
{
	double one = 1, zero = 0, r = 5;
	double huge = 1e308;

	notify(skipper);
	__asm__ volatile("movsd %1, %%xmm3; divsd %2, %%xmm3; movsd %%xmm3, %0"
			 : "=m"(r)
			 : "m"(one), "x"(zero)
			 : "xmm3");
	eqint(raised, 1);
	ok(strncmp(lastnote, "sys: fp: division by zero fppc=0x", 33) == 0, "%s", lastnote);
	ok(strstr(lastnote, " status=0x4 pc=0x2") != nil, "%s", lastnote);
	eqint(saved.type, 19);
	setfsr(0);
	__asm__ volatile("movsd %1, %%xmm3; divsd %1, %%xmm3; movsd %%xmm3, %0"
			 : "=m"(r)
			 : "x"(zero)
			 : "xmm3");
	ok(strncmp(lastnote, "sys: fp: invalid operation fppc=0x", 34) == 0, "%s", lastnote);
	setfsr(0);
	__asm__ volatile("movsd %1, %%xmm3; mulsd %1, %%xmm3; movsd %%xmm3, %0"
			 : "=m"(r)
			 : "x"(huge)
			 : "xmm3");
	ok(strncmp(lastnote, "sys: fp: numeric overflow fppc=0x", 33) == 0, "%s", lastnote);
	eqint(raised, 3);
	/* masked: no note */
	setfsr(0);
	setfcr(getfcr() & ~(FPZDIV | FPINVAL | FPOVFL));
	__asm__ volatile("movsd %1, %%xmm3; divsd %2, %%xmm3; movsd %%xmm3, %0"
			 : "=m"(r)
			 : "m"(one), "x"(zero)
			 : "xmm3");
	eqint(raised, 3);
	ok(isInf(r, 1));
	ok(getfsr() & FPAZDIV);
}

/* the old unit tells at its next instruction */
static void
x87(void)
{
	int pid = fork();
	char *m;

	if(pid == 0) {
		__asm__ volatile("fninit; fldcw %0; fldz; fld1; fdivp; fwait" : : "m"(cw0));
		_exits("no note");
	}
	m = reap(pid);
	ok(strstr(m, "sys: fp: division by zero fppc=0x") != nil ||
		   strstr(m, "sys: fp: invalid operation fppc=0x") != nil,
	   "%s", m);
	ctl(pid, "kill");
}

static void
fpdeath(void)
{
	volatile double one = 1, zero = 0;

	one /= zero;
	_exits("went on");
}

/* control words and registers are the same after any system call */
static void
calls(void)
{
	double a[8], b[8];
	int i, pid;

	for(i = 0; i < 8; i++)
		a[i] = i + 0.5;
	setfcr(getfcr() | FPRZ);
	__asm__ volatile("movsd 0(%0), %%xmm8; movsd 8(%0), %%xmm9; movsd 16(%0), %%xmm14; "
			 "movsd 24(%0), %%xmm15; fldl 32(%0)"
			 :
			 : "r"(a)
			 : "xmm8", "xmm9", "xmm14", "xmm15");
	sleep(0);
	nsec();
	pid = rfork(RFPROC | RFFDG);
	__asm__ volatile("movsd %%xmm8, 0(%0); movsd %%xmm9, 8(%0); movsd %%xmm14, 16(%0); "
			 "movsd %%xmm15, 24(%0); fstpl 32(%0)"
			 :
			 : "r"(b)
			 : "memory");
	for(i = 0; i < 5; i++)
		ok(a[i] == b[i], "%s %d: %g", pid == 0 ? "child" : "parent", i, b[i]);
	ok((getfcr() & FPRMASK) == FPRZ);
	if(pid == 0)
		_exits(a[4] == b[4] && a[0] == b[0] && (getfcr() & FPRMASK) == FPRZ ? nil
										    : "child");
	expectexit(pid, "");
}

/* two processes that compute at the same time do not mix */
static void
mixing(void)
{
	int pid[4], i, k;

	for(i = 0; i < 4; i++) {
		pid[i] = rfork(RFPROC | RFMEM);
		if(pid[i] == 0) {
			volatile double s = 0, x = i + 1;

			for(k = 0; k < 200000; k++) {
				s += x * 0.5;
				if(k % 1000 == 0)
					sleep(0);
			}
			_exits(s == 200000 * 0.5 * (i + 1) ? nil : "wrong sum");
		}
	}
	for(i = 0; i < 4; i++)
		expectexit(pid[i], "");
}

/* a note handler starts with the control words of a fresh program or those interrupted, and leaves them alone */
static void
handler(void *v, char *msg)
{
	volatile double x = 3;

	USED(v, msg);
	x = x / 7;
	setfcr(getfcr() & ~(FPZDIV | FPINVAL | FPOVFL));
	raised++;
	noted(NCONT);
}

static void
control(void)
{
	ulong fcr = getfcr();
	ushort cw = x87cw();

	notify(handler);
	postnote(PNPROC, getpid(), "x");
	eqint(raised, 1);
	eqint(getfcr(), fcr);
	eqint(x87cw(), cw);
}

extern void vectrapx(int, uchar *), vecgatex(int, uchar *);
extern void vectrapy(int, uchar *), vecgatey(int, uchar *);

static int
hasavx(void)
{
	uint a = 1, b, c, d;

	__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
	return (c >> 27 & 3) == 3 && (c >> 28 & 1);
}

static void
vectest(void (*fn)(int, uchar *), int n, int width)
{
	uchar v[16 * 32];
	int i;

	for(i = 0; i < (int)sizeof v; i++)
		v[i] = i * 7 + n;
	fn(n, v);
	for(i = 0; i < (int)sizeof v; i++)
		if(i % 32 < width && v[i] != (uchar)(i * 7 + n)) {
			ok(0, "call %d, register %d byte %d of %d", n, i / 32, i % 32, width);
			break;
		}
}

/* all vector registers, in their whole width, by either way into the kernel */
static void
vectors(void)
{
	static int calls[] = {17, 53, 4, 14, 47, 48};
	int i;

	catchnotes();
	for(i = 0; i < nelem(calls); i++) {
		vectest(vectrapx, calls[i], 16);
		vectest(vecgatex, calls[i], 16);
		if(hasavx()) {
			vectest(vectrapy, calls[i], 32);
			vectest(vecgatey, calls[i], 32);
		}
	}
}

Case cases[] = {
	{"initial", initial},
	{"sse", sse},
	{"x87", x87},
	{"fpdeath", fpdeath, 0, "sys: fp: division by zero"},
	{"calls", calls},
	{"mixing", mixing},
	{"control", control},
	{"vectors", vectors},
	{nil},
};
