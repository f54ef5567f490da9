/*
 * Floating point and vector state of user programs.  The kernel is compiled to
 * leave it alone, so it is live in the registers all the time; it is saved only
 * around note handlers and when a debugger wants to see it.
 */
#include <cpuid.h>
#include "linux.h"

enum
{
	Legacysize = 512, /* bytes of an area of fxsave; that of xsave has a header behind it */
	Mxcsroff = 24,
	Maskoff = 28,
	Headerwords = 8,
	Pkru = 1 << 9, /* what memory may be touched: no floating point state */
};
#define Oldmask ((u32int)0xffbf) /* when the processor does not say it */

static bool
havexsave(void)
{
	u32int a, b, c, d;

	return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_OSXSAVE) != 0;
}

usize
hostfpsize(void)
{
	static usize size;
	u32int a, b, c, d;

	if(size == 0) {
		size = Legacysize;
		if(havexsave() && __get_cpuid_count(0xd, 0, &a, &b, &c, &d))
			size = b;
	}
	return size;
}

void
hostfpsave(void *area)
{
	if(hostfpsize() > Legacysize)
		__asm__ volatile("xsave64 (%0)" : : "r"(area), "a"(~Pkru), "d"(-1) : "memory");
	else
		__asm__ volatile("fxsave64 (%0)" : : "r"(area) : "memory");
}

/* the bits that MXCSR has: to load others is a fault */
static u32int
mxcsrmask(void)
{
	_Alignas(16) u8int area[Legacysize];
	static u32int mask;

	if(mask == 0) {
		__asm__ volatile("fxsave64 (%0)" : : "r"(area) : "memory");
		mask = *(u32int *)(area + Maskoff);
		if(mask == 0)
			mask = Oldmask;
	}
	return mask;
}

/* the parts of the state that the host has switched on */
static u64int
parts(void)
{
	u32int a, d;

	__asm__ volatile("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
	return (u64int)d << 32 | a;
}

/* A debugger may have written there: what would make the processor fault goes. */
static void
clean(u8int *area)
{
	u64int *header = (u64int *)(area + Legacysize);

	*(u32int *)(area + Mxcsroff) &= mxcsrmask();
	if(hostfpsize() == Legacysize)
		return;
	header[0] &= parts();
	for(int i = 1; i < Headerwords; i++)
		header[i] = 0;
}

void
hostfprestore(void *area)
{
	clean(area);
	if(hostfpsize() > Legacysize)
		__asm__ volatile("xrstor64 (%0)" : : "r"(area), "a"(~Pkru), "d"(-1) : "memory");
	else
		__asm__ volatile("fxrstor64 (%0)" : : "r"(area) : "memory");
}

/* the state of a fresh program: 53-bit precision, invalid, zero-divide and overflow unmasked */
void
hostfpinit(void)
{
	static const struct
	{
		u8int b[4096];
	} zero __attribute__((aligned(64)));
	u16int cw = 0x232;
	u32int mxcsr = 0x1900;

	if(hostfpsize() > Legacysize && hostfpsize() <= sizeof zero)
		__asm__ volatile("xrstor64 (%0)" : : "r"(&zero), "a"(~Pkru), "d"(-1) : "memory");
	__asm__ volatile("fninit; fldcw %0; ldmxcsr %1" : : "m"(cw), "m"(mxcsr));
}

u32int
hostfpstatus(u64int type)
{
	u32int mxcsr, clear;
	u16int sw;

	if(type == Tsimd) {
		__asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
		clear = mxcsr & ~0x3fu;
		__asm__ volatile("ldmxcsr %0" : : "m"(clear));
		return mxcsr & 0x3f & ~(mxcsr >> 7);
	}
	__asm__ volatile("fnstsw %0; fnclex" : "=m"(sw));
	return sw;
}
