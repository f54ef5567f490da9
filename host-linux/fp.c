/*
 * Floating point and vector state of user programs.  The kernel is compiled to
 * leave it alone, so it is live in the registers all the time; it is saved only
 * around note handlers and when a debugger wants to see it.
 */
#include <cpuid.h>
#include "linux.h"

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
		size = 512;
		if(havexsave() && __get_cpuid_count(0xd, 0, &a, &b, &c, &d))
			size = b;
	}
	return size;
}

void
hostfpsave(void *area)
{
	if(hostfpsize() > 512)
		__asm__ volatile("xsave64 (%0)" : : "r"(area), "a"(-1), "d"(-1) : "memory");
	else
		__asm__ volatile("fxsave64 (%0)" : : "r"(area) : "memory");
}

void
hostfprestore(const void *area)
{
	if(hostfpsize() > 512)
		__asm__ volatile("xrstor64 (%0)" : : "r"(area), "a"(-1), "d"(-1) : "memory");
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

	if(hostfpsize() > 512 && hostfpsize() <= sizeof zero)
		__asm__ volatile("xrstor64 (%0)" : : "r"(&zero), "a"(-1), "d"(-1) : "memory");
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
