/*
 * The kernel's own messages: kept in a ring (/dev/kmesg), handed to /dev/kprint, and
 * written to the host's standard error.
 */
#pragma once
#include "u.h"

void print(const char *fmt, ...); /* to the log and standard error */
void klog(const char *fmt, ...);  /* to the log only */
void logwrite(const char *s, int n, bool echo);
void logpanic(int n); /* in a panic: the last n bytes to standard error, without any lock */
noreturn void panic(const char *fmt, ...);
enum
{
	Logsize = 16384
};                                         /* bytes kept */
int logread(char *buf, int n, s64int off); /* from the oldest byte kept; result: bytes */
/* following the log: positions count from the first byte ever written */
u64int logend(void);
int logtail(char *buf, int n,
	    u64int *pos); /* what came after *pos, which moves on; result: bytes */
void logwait(u64int pos); /* sleep until there is more; one process at a time; interruptible */
/* debug builds check what release builds take for granted */
#ifdef DEBUG
#define assert(e) ((e) ? (void)0 : panic("assert: %s:%d: %s", __FILE__, __LINE__, #e))
#else
#define assert(e) ((void)0)
#endif
