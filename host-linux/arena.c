/*
 * Memory: the arena and the kernel's statics, shared by every process of the emu;
 * memory objects; mappings of user space.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#include "linux.h"

enum
{
	Copychunk = 16 * MiB /* bytes mapped at a time while copying */
};

static s64int
memfd(const char *name, u64int size)
{
	s64int fd = sys(SYS_memfd_create, name, MFD_CLOEXEC);

	if(fd < 0)
		return fd;
	s64int r = sys(SYS_ftruncate, fd, size);
	if(r < 0) {
		sys(SYS_close, fd);
		return r;
	}
	return fd;
}

void
hostinit(void)
{
	stdinit();
	/* a file as large as ulimit -f lets it be is an error, not the end */
	signal(SIGXFSZ, SIG_IGN);
	if(sys(SYS_access, "/proc/self/fd", X_OK) < 0)
		cannotstart("/proc is not mounted", 0);
	userinit();
}

void *
hostarena(usize size)
{
	s64int fd = memfd("emu-arena", size + Hsharedsize);
	s64int p;

	if(fd < 0)
		cannotstart("no memory object for the kernel", fd);
	p = sys(SYS_mmap, Arenabase, size + Hsharedsize, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_NORESERVE | MAP_FIXED_NOREPLACE, fd, 0);
	if(p != (s64int)Arenabase)
		cannotstart("cannot map the kernel's memory", p < 0 ? p : -EEXIST);
	sys(SYS_close, fd);
	/* a core file would fill all of it with zeros */
	sys(SYS_madvise, Arenabase, size + Hsharedsize, MADV_DONTDUMP);
	sys(SYS_madvise, Arenabase, Hsharedsize, MADV_DODUMP);
	hsh->firstpid = (int)sys(SYS_getpid);
	hsh->ttyfd = -1;
	hsh->nice = 20 - (int)sys(SYS_getpriority, PRIO_PROCESS, 0);
	return (u8int *)Arenabase + Hsharedsize;
}

void
hostarenafree(void *p, usize n)
{
	sys(SYS_madvise, p, n, MADV_REMOVE);
}

void
hostdump(void *p, usize n)
{
	sys(SYS_madvise, p, n, MADV_DODUMP);
}

void
hostshare(void *start, void *end)
{
	usize n = (usize)((u8int *)end - (u8int *)start);
	s64int fd = memfd("emu-kernel", n), r;

	if(fd < 0)
		cannotstart("no memory object for the kernel's statics", fd);
	r = sys(SYS_pwrite64, fd, start, n, 0);
	if(r != (s64int)n)
		cannotstart("cannot write the kernel's statics", r < 0 ? r : -ENOSPC);
	r = sys(SYS_mmap, start, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0);
	if(r != (s64int)(uintptr)start)
		cannotstart("cannot share the kernel's statics", r);
	sys(SYS_close, fd);
}

int
hostmemnew(const char *name, u64int size)
{
	return (int)memfd(name, size);
}

int
hostmemresize(int fd, u64int size)
{
	return (int)sys(SYS_ftruncate, fd, size);
}

int
hostmempunch(int fd, u64int off, u64int len)
{
	return (int)sys(SYS_fallocate, fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, off, len);
}

static s64int
writeall(int fd, uintptr va, usize len, u64int off)
{
	s64int n;

	for(; len > 0; len -= (usize)n, va += (usize)n, off += (u64int)n) {
		n = sys(SYS_pwrite64, fd, va, len, off);
		if(n <= 0)
			return n < 0 ? n : -EIO;
	}
	return 0;
}

static bool
iszero(const u64int *p)
{
	for(int i = 0; i < Pagesize / 8; i += 8)
		if((p[i] | p[i + 1] | p[i + 2] | p[i + 3] | p[i + 4] | p[i + 5] | p[i + 6] |
		    p[i + 7]) != 0)
			return false;
	return true;
}

/* write the pages of p, n bytes, that are not zero to off in to; holes read as zero */
static s64int
copypages(int to, const u8int *p, usize n, u64int off)
{
	usize i, run;
	s64int r;

	for(i = 0; i < n; i += run) {
		run = Pagesize;
		if(iszero((const u64int *)(p + i)))
			continue;
		while(i + run < n && !iszero((const u64int *)(p + i + run)))
			run += Pagesize;
		r = writeall(to, (uintptr)(p + i), run, off + i);
		if(r < 0)
			return r;
	}
	return 0;
}

/* copy [off, end) of from to the same place of to; whole pages */
static s64int
copyrange(int to, int from, u64int off, u64int end)
{
	s64int p, r = 0;
	usize n;

	for(; r >= 0 && off < end; off += n) {
		n = end - off < Copychunk ? end - off : Copychunk;
		p = sys(SYS_mmap, 0, n, PROT_READ, MAP_SHARED | MAP_POPULATE, from, off);
		if(p < 0 && p > -4096)
			return p;
		r = copypages(to, (const u8int *)p, n, off);
		sys(SYS_munmap, p, n);
	}
	return r;
}

int
hostmemcopy(int to, int from, u64int size)
{
	s64int off = 0, end, r;

	while(off < (s64int)size) {
		off = sys(SYS_lseek, from, off, SEEK_DATA);
		if(off == -ENXIO)
			break;
		if(off < 0)
			return (int)off;
		end = sys(SYS_lseek, from, off, SEEK_HOLE);
		if(end < 0)
			return (int)end;
		if(end > (s64int)size)
			end = (s64int)size;
		r = copyrange(to, from, (u64int)off, roundup((u64int)end, (u64int)Pagesize));
		if(r < 0)
			return (int)r;
		off = end;
	}
	return 0;
}

static int
linuxprot(int prot)
{
	return (prot & Hread ? PROT_READ : 0) | (prot & Hwrite ? PROT_WRITE : 0) |
	       (prot & Hexec ? PROT_EXEC : 0);
}

static bool
inuserspace(uintptr va, usize len)
{
	return va >= Ubase && va < Utop && len <= Utop - va;
}

int
hostmap(uintptr va, usize len, int prot, int fd, u64int off, bool shared)
{
	int flags = MAP_FIXED | MAP_NORESERVE | (shared ? MAP_SHARED : MAP_PRIVATE);
	s64int r;

	if(!inuserspace(va, len))
		return -EINVAL;
	if(fd < 0)
		flags |= MAP_ANONYMOUS;
	r = sys(SYS_mmap, va, len, linuxprot(prot), flags, fd, off);
	return r == (s64int)va ? 0 : (int)r;
}

int
hostunmap(uintptr va, usize len)
{
	if(!inuserspace(va, len))
		return -EINVAL;
	return (int)sys(SYS_munmap, va, len);
}

int
hostprotect(uintptr va, usize len, int prot)
{
	if(!inuserspace(va, len))
		return -EINVAL;
	return (int)sys(SYS_mprotect, va, len, linuxprot(prot));
}

/* pagemap has 8 bytes a page: bit 63 present, bit 62 swapped out.  Pages that are there but zero are
 * left out too: Go's run time clears tens of megabytes that it never uses. */
int
hostmemfill(int fd, u64int off, uintptr va, usize len, bool anon)
{
	u64int map[512];
	s64int pm, n, r = 0;
	usize i, run, pages = len / Pagesize, at;

	pm = anon ? sys(SYS_openat, AT_FDCWD, "/proc/self/pagemap", O_RDONLY | O_CLOEXEC) : -1;
	if(pm < 0)
		return (int)copypages(fd, (u8int *)va, len, off);
	for(at = 0; r == 0 && at < pages; at += (usize)n) {
		n = (s64int)(pages - at < 512 ? pages - at : 512);
		r = sys(SYS_pread64, pm, map, n * 8, (va / Pagesize + at) * 8);
		if(r != n * 8) {
			r = copypages(fd, (u8int *)va + at * Pagesize, len - at * Pagesize,
				      off + at * Pagesize);
			break;
		}
		r = 0;
		for(i = 0; r == 0 && i < (usize)n; i += run) {
			bool there = map[i] >> 62 != 0;
			for(run = 1; i + run < (usize)n && (map[i + run] >> 62 != 0) == there;
			    run++)
				;
			if(there)
				r = copypages(fd, (u8int *)va + (at + i) * Pagesize, run * Pagesize,
					      off + (at + i) * Pagesize);
		}
	}
	sys(SYS_close, pm);
	return (int)r;
}

void
hosthuge(uintptr va, usize len)
{
	if(inuserspace(va, len))
		sys(SYS_madvise, va, len, MADV_HUGEPAGE);
}
