/*
 * The kernel's basic types.  Every kernel file and every host file includes
 * this first.  There is no long: it is 32 bits on Plan 9 and 64 here.
 */
#pragma once
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8int;
typedef uint16_t u16int;
typedef uint32_t u32int;
typedef uint64_t u64int;
typedef int8_t s8int;
typedef int16_t s16int;
typedef int32_t s32int;
typedef int64_t s64int;
typedef uintptr_t uintptr;
typedef size_t usize;
typedef u32int Rune;

#define nil              ((void *)0)
#define nelem(a)         ((int)(sizeof(a) / sizeof((a)[0])))
#define USED(x)          ((void)(x))
#define roundup(n, to)   (((n) + ((to)-1)) & ~((__typeof__(n))(to)-1))
#define rounddown(n, to) ((n) & ~((__typeof__(n))(to)-1))
#define likely(x)        __builtin_expect(!!(x), 1)
#define unlikely(x)      __builtin_expect(!!(x), 0)
#define noreturn         _Noreturn

enum
{
	KiB = 1024,
	MiB = 1024 * 1024,
	Pagesize = 4096, /* bytes */
};
#define GiB ((u64int)1 << 30)

/*
 * An address in the memory of a user program.  It is a struct so that no
 * cast turns it into a pointer: only the copy functions of host.h and buf.h
 * follow it.
 */
typedef struct Uaddr
{
	uintptr a;
} Uaddr;

static inline Uaddr
uaddr(uintptr a)
{
	return (Uaddr){a};
}

static inline Uaddr
uaddradd(Uaddr u, uintptr n)
{
	return (Uaddr){u.a + n};
}
