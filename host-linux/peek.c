/*
 * The memory of another process.  Where the host allows only an ancestor to look
 * (Yama's ptrace_scope 1), the first process, parent of all, does it for the asker.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>
#include "linux.h"

/* text may be read-only: /proc/pid/mem writes through */
static s64int
memfile(int pid, uintptr va, void *buf, usize n, bool write)
{
	char path[32] = "/proc/", num[12];
	int i = 0, k = 6;
	s64int fd, r;

	do
		num[i++] = (char)('0' + pid % 10);
	while((pid /= 10) != 0);
	while(i > 0)
		path[k++] = num[--i];
	for(const char *s = "/mem"; *s != 0;)
		path[k++] = *s++;
	path[k] = 0;
	fd = sys(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
	if(fd < 0)
		return fd;
	r = sys(write ? SYS_pwrite64 : SYS_pread64, fd, buf, n, va);
	sys(SYS_close, fd);
	return r;
}

static s64int
moveitself(int pid, uintptr va, void *buf, usize n, bool write)
{
	struct iovec here = {buf, n}, there = {(void *)va, n};
	s64int r;

	if(write)
		return memfile(pid, va, buf, n, true);
	r = sys(SYS_process_vm_readv, pid, &here, 1, &there, 1, 0);
	return r == -EFAULT ? memfile(pid, va, buf, n, false) : r;
}

static void
copy(void *to, const void *from, int n)
{
	__builtin_memcpy(to, from, (usize)n);
}

void
peekserve(void)
{
	atomic_store(&hsh->peekbusy, 1);
	if(atomic_exchange(&hsh->peekwant, 0) != 0) {
		hsh->peekresult = (int)moveitself(hsh->peekpid, hsh->peekva, hsh->peekbuf,
						  (usize)hsh->peekn, hsh->peekwrite);
		atomic_store(&hsh->peekdone, 1);
		hostwake(&hsh->peekdone, 1);
	}
	atomic_store(&hsh->peekbusy, 0);
}

/* what one that was killed has asked for is not to be mixed with what we ask for */
static void
peekcancel(void)
{
	atomic_store(&hsh->peekwant, 0);
	while(atomic_load(&hsh->peekbusy) != 0)
		hostwait(&hsh->peekbusy, 1, 1000000);
}

/* one request at a time; the owner of the lock may die, so waiting for it is bounded */
static void
peeklock(void)
{
	u32int me = (u32int)hostgetpid(), o;

	for(;;) {
		o = 0;
		if(atomic_compare_exchange_strong(&hsh->peeklock, &o, me)) {
			peekcancel();
			return;
		}
		if(sys(SYS_kill, o, 0) == -ESRCH) {
			atomic_compare_exchange_strong(&hsh->peeklock, &o, 0);
			continue;
		}
		hostwait(&hsh->peeklock, o, 10000000);
	}
}

static int
askfirst(int pid, uintptr va, void *buf, int n, bool write)
{
	int r;

	if(n > (int)sizeof hsh->peekbuf)
		n = (int)sizeof hsh->peekbuf;
	peeklock();
	hsh->peekpid = pid;
	hsh->peekva = va;
	hsh->peekn = n;
	hsh->peekwrite = write;
	if(write)
		copy(hsh->peekbuf, buf, n);
	atomic_store(&hsh->peekdone, 0);
	atomic_store(&hsh->peekwant, 1);
	hostloopwake();
	while(atomic_load(&hsh->peekdone) == 0)
		hostwait(&hsh->peekdone, 0, -1);
	r = hsh->peekresult;
	if(!write && r > 0)
		copy(buf, hsh->peekbuf, r);
	atomic_store(&hsh->peeklock, 0);
	hostwake(&hsh->peeklock, 1);
	return r;
}

static int
move(int pid, uintptr va, void *buf, int n, bool write)
{
	s64int r;

	if(n <= 0 || va >= Utop)
		return n == 0 ? 0 : -EFAULT;
	if((u64int)n > Utop - va)
		n = (int)(Utop - va);
	r = moveitself(pid, va, buf, (usize)n, write);
	if((r == -EPERM || r == -EACCES) && sys(SYS_getpid) != hsh->firstpid)
		return askfirst(pid, va, buf, n, write);
	return (int)r;
}

int
hostpeek(int hostpid, uintptr va, void *buf, int n)
{
	return move(hostpid, va, buf, n, false);
}

int
hostpoke(int hostpid, uintptr va, const void *buf, int n)
{
	return move(hostpid, va, (void *)(uintptr)buf, n, true);
}
