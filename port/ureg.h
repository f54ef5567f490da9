/*
 * The registers of a user program as Plan 9 lays them out on amd64: what a
 * note handler sees and /proc/n/regs holds.
 */
#pragma once
#include "u.h"

typedef struct Ureg
{
	u64int ax, bx, cx, dx, si, di, bp;
	u64int r8, r9, r10, r11, r12, r13, r14, r15;
	u16int ds, es, fs, gs;
	u64int type;  /* trap vector; 64: system call */
	u64int error; /* page faults: bit 1 write, bit 4 instruction fetch */
	u64int pc, cs, flags, sp, ss;
} Ureg;
_Static_assert(sizeof(Ureg) == 184, "Ureg");
_Static_assert(offsetof(Ureg, pc) == 144 && offsetof(Ureg, sp) == 168, "Ureg");

enum
{
	UEsel = 0x2b, /* cs of user code */
	UDsel = 0x23, /* ss */
	/* trap vectors */
	Tdivide = 0,
	Tdebug = 1,
	Tbreak = 3,
	Toverflow = 4,
	Tbounds = 5,
	Tinvalid = 6,
	Tprot = 13,
	Tpage = 14,
	Tfpu = 16,
	Talign = 17,
	Tsimd = 19,
	Tsyscall = 64,
	/* Ureg.flags: hostuser runs one instruction */
	Flagstep = 0x100,
	/* Ureg.error of a page fault */
	Faultwrite = 2,
	Faultexec = 16,
};
