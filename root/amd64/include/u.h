/*
 * u.h: the types of this machine, amd64, as Plan 9 programs know them.  long has 32 bits,
 * as on every Plan 9 machine: 9cc sees to it.
 */
#pragma once

#define nil ((void *)0)

typedef unsigned char uchar;
typedef signed char schar;
typedef unsigned short ushort;
typedef unsigned int uint;
typedef unsigned long ulong;
typedef long long vlong;
typedef unsigned long long uvlong;
typedef long long intptr;
typedef unsigned long long uintptr;
typedef unsigned long long usize;
typedef uint Rune;

typedef signed char s8int;
typedef unsigned char u8int;
typedef short s16int;
typedef unsigned short u16int;
typedef int s32int;
typedef unsigned int u32int;
typedef long long s64int;
typedef unsigned long long u64int;
/* the same by other names */
typedef s8int i8int;
typedef s16int i16int;
typedef s32int i32int;
typedef s64int i64int;
typedef u8int u8;
typedef u16int u16;
typedef u32int u32;
typedef u64int u64;

typedef unsigned int mpdigit; /* for mp.h */

typedef union FPdbleword FPdbleword;
union FPdbleword
{
	double x;
	struct
	{
		ulong lo;
		ulong hi;
	};
};

/* what setjmp keeps: sp pc bx bp r12 r13 r14 r15 */
typedef uvlong jmp_buf[8];
#define JMPBUFSP  0
#define JMPBUFPC  1
#define JMPBUFDPC 0

/* floating point control: bits of MXCSR that unmask, roundings */
#define FPINEX   (1 << 12)
#define FPUNFL   ((1 << 11) | (1 << 8))
#define FPOVFL   (1 << 10)
#define FPZDIV   (1 << 9)
#define FPINVAL  (1 << 7)
#define FPRNR    (0 << 13)
#define FPRZ     (3 << 13)
#define FPRPINF  (2 << 13)
#define FPRNINF  (1 << 13)
#define FPRMASK  (3 << 13)
#define FPPEXT   0
#define FPPSGL   0
#define FPPDBL   0
#define FPPMASK  0
/* and of its status */
#define FPAINEX  (1 << 5)
#define FPAOVFL  (1 << 3)
#define FPAUNFL  ((1 << 4) | (1 << 1))
#define FPAZDIV  (1 << 2)
#define FPAINVAL (1 << 0)

/* in a structure, so that it can be assigned and is passed by value, as on Plan 9 */
typedef struct va_list va_list;
struct va_list
{
	__builtin_va_list v;
};
#define va_start(ap, last) __builtin_va_start((ap).v, last)
#define va_end(ap)         __builtin_va_end((ap).v)
#define va_arg(ap, type)   __builtin_va_arg((ap).v, type)
#define va_copy(to, from)  ((to) = (from))

_Static_assert(sizeof(long) == 4 && sizeof(ulong) == 4 && sizeof(uintptr) == 8, "compile with 9cc");
