/*
 * System calls as a test's user program makes them, with their errors checked.
 */
#pragma once
#include "unit.h"
#include "chan.h"
#include "proc.h"
#include "sys.h"

#define ucall(n, ...)         fakecall(n, __VA_ARGS__)
#define uptr(p)               ((uintptr)(p))
#define ucheckerr(call, want) usercheckerr(__FILE__, __LINE__, #call, call, want)

static inline int
uopen(const char *name, int mode)
{
	return (int)ucall(OPEN, uptr(name), (uintptr)mode);
}
static inline int
ucreate(const char *name, int mode, u32int perm)
{
	return (int)ucall(CREATE, uptr(name), (uintptr)mode, perm);
}
static inline int
uclose(int fd)
{
	return (int)ucall(CLOSE, (uintptr)fd);
}
static inline int
udup(int old, int new)
{
	return (int)ucall(DUP, (uintptr)old, (uintptr) new);
}
static inline int
upread(int fd, void *p, int n, s64int off)
{
	return (int)ucall(PREAD, (uintptr)fd, uptr(p), (uintptr)n, (uintptr)off);
}
static inline int
upwrite(int fd, const void *p, int n, s64int off)
{
	return (int)ucall(PWRITE, (uintptr)fd, uptr(p), (uintptr)n, (uintptr)off);
}
static inline int
uread(int fd, void *p, int n)
{
	return upread(fd, p, n, -1);
}
static inline int
uwrite(int fd, const void *p, int n)
{
	return upwrite(fd, p, n, -1);
}
static inline int
uremove(const char *name)
{
	return (int)ucall(REMOVE, uptr(name));
}

/* the call must have returned -1 and left this text */
static inline void
usercheckerr(const char *file, int line, const char *what, s64int ret, const char *want)
{
	char err[Errmax] = {0};

	unitint(file, line, what, ret, -1);
	ucall(ERRSTR, uptr(err), sizeof err);
	unitstr(file, line, what, err, want);
}

/* write all of a text to a file that is there */
static inline void
uput(const char *name, const char *text)
{
	int fd = uopen(name, Owrite | Otrunc);

	check(fd >= 0);
	checkint(uwrite(fd, text, (int)strlen(text)), (int)strlen(text));
	checkint(uclose(fd), 0);
}

/* the text of a file, at most n bytes with the NUL */
static inline char *
uget(const char *name, char *buf, int n)
{
	int fd = uopen(name, Oread), m;

	check(fd >= 0);
	m = uread(fd, buf, n - 1);
	check(m >= 0);
	buf[m] = 0;
	checkint(uclose(fd), 0);
	return buf;
}

/* A bad address is also a note, which ends a program that has no handler */
static inline void
unoted(Ureg *u, char *msg)
{
	USED(u);
	checkstr(strncmp(msg, "sys: bad address in syscall", 27) == 0 ? "" : msg, "");
	ucall(NOTED, 0);
}
static inline void
ubadaddrs(void)
{
	checkint(ucall(NOTIFY, (uintptr)unoted), 0);
}

enum
{
	Usertick = 100,                     /* ms of virtual time */
	Usermax = 5 * 60 * 1000 / Usertick, /* ticks that a program may live */
};

/* What a user program wants done in the kernel, about its process: userrun does it */
static void (*_Atomic kernelfn)(Proc *p);

static inline void
ukernel(void (*fn)(Proc *p))
{
	kernelfn = fn;
	while(kernelfn != nil)
		ucall(SLEEP, Usertick);
}

/* run fn as a user program until it, and all that it made, is gone */
static inline void
userrun(Fakeprog *fn)
{
	Proc *p = procof(userproc(fn, nil));

	for(int n = 0; fakeprocs() > 0; n++) {
		check(n < Usermax);
		if(kernelfn != nil) {
			kernelfn(p);
			kernelfn = nil;
		}
		tsleep(&up->sleepr, never, nil, Usertick);
	}
	fakesettle();
}
