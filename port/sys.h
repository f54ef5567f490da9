/*
 * System calls.  Arguments come as the five 64-bit slots at 8(SP); each call
 * takes the declared width of each, since the rest of a slot is garbage.
 */
#pragma once
#include "u.h"
#include "buf.h"

enum
{
	SYSR1,
	_ERRSTR,
	BIND,
	CHDIR,
	CLOSE,
	DUP,
	ALARM,
	EXEC,
	EXITS,
	_FSESSION,
	FAUTH,
	_FSTAT,
	SEGBRK,
	_MOUNT,
	OPEN,
	_READ,
	OSEEK,
	SLEEP,
	_STAT,
	RFORK,
	_WRITE,
	PIPE,
	CREATE,
	FD2PATH,
	BRK_,
	REMOVE,
	_WSTAT,
	_FWSTAT,
	NOTIFY,
	NOTED,
	SEGATTACH,
	SEGDETACH,
	SEGFREE,
	SEGFLUSH,
	RENDEZVOUS,
	UNMOUNT,
	_WAIT,
	SEMACQUIRE,
	SEMRELEASE,
	SEEK,
	FVERSION,
	ERRSTR,
	STAT,
	FSTAT,
	WSTAT,
	FWSTAT,
	MOUNT,
	AWAIT,
	PREAD = 50,
	PWRITE,
	TSEMACQUIRE,
	NSEC,
	Nsyscall,
	Maxsyscallarg = 5,
};

typedef s64int Syscall(const uintptr *a);

typedef struct Sysent
{
	Syscall *fn;
	const char *name; /* capitalised: ps shows it, traces too */
	const char *args; /* for traces: a letter an argument, below */
} Sysent;
extern const Sysent systab[Nsyscall];
/*
 * Letters of Sysent.args: i signed and u unsigned 32 bits, h 32 bits in hexadecimal, v 64 bits,
 * V the same in hexadecimal, p an address, s a string, a an argv, d data that the kernel reads,
 * O data and o a string that it fills in; the length of d, O and o is the argument after it.
 */

void syscall(void);                                              /* up->ureg: do the call, set ax */
void syscallentry(int n, const uintptr *a, char *buf, int size); /* trace text at entry */
void syscallexit(int n, const uintptr *a, s64int ret, s64int start, s64int stop, char *buf,
		 int size);

/* sysfile.c */
Syscall sysclose, sysdup, syspipe, sysfd2path, sys_read, sys_write, syspread, syspwrite, sysseek,
	sysoseek, sys_fsession;
/* sysname.c */
Syscall sysopen, syscreate, sysremove, sysstat, sysfstat, sys_stat, sys_fstat, syswstat, sysfwstat,
	sys_wstat, sys_fwstat;
/* sysns.c */
Syscall sysbind, syschdir, sys_mount, sysmount, sysunmount, sysfauth, sysfversion;
/* sysproc.c */
Syscall sysr1, sys_errstr, syserrstr, sysalarm, sysexec, sysexits, syssleep, sysrfork, sysnotify,
	sysnoted, sysrendezvous, sys_wait, sysawait, syssemacquire, syssemrelease, systsemacquire,
	sysnsec;
/* sysmem.c */
Syscall syssegbrk, sysbrk_, syssegattach, syssegdetach, syssegfree, syssegflush;

/* shared by devices that act as these calls do */
s64int kwrite(int fd, Buf b, int n, s64int off);
