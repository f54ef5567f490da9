/*
 * Files of the host: opening, reading, writing, making, removing and renaming.
 * Names are single elements relative to a directory descriptor, and a symbolic link
 * is never followed except by hostfollow, which keeps it below the root it was given.
 * Attributes are in filestat.c, directories in filedir.c.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "linux.h"
#include "file.h"

enum
{
	Always = O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
	Modemask = 3,
};

static int
linuxflags(int mode)
{
	static const int access[] = {O_RDONLY, O_WRONLY, O_RDWR};
	int dir = mode & Hodir ? O_DIRECTORY : 0;

	if((mode & Modemask) == Hopath)
		return O_PATH | O_CLOEXEC | dir;
	return Always | access[mode & Modemask] | dir | (mode & Hotrunc ? O_TRUNC : 0) |
	       (mode & Hocreate ? O_CREAT | O_EXCL : 0) | (mode & Hoappend ? O_APPEND : 0);
}

void
hostfileinit(void)
{
	sys(SYS_umask, 0);
}

int
hostopen(int dirfd, const char *name, int mode, u32int perm)
{
	if(name[0] == '\0')
		return hostreopen(dirfd, mode);
	return (int)sys(SYS_openat, dirfd, name, linuxflags(mode) | O_NOFOLLOW, perm & 0777);
}

int
hostopenroot(const char *path, int mode)
{
	return (int)sys(SYS_openat, AT_FDCWD, path, linuxflags(mode), 0666);
}

/* magic links (/proc/n/fd and the like) lead anywhere, so they are refused everywhere */
int
hostfollow(int rootfd, const char *path, int mode, bool whole)
{
	struct open_how how = {0};

	how.flags = (u64int)linuxflags(mode);
	how.resolve = RESOLVE_NO_MAGICLINKS | (whole ? RESOLVE_IN_ROOT : RESOLVE_BENEATH);
	for(;;) {
		s64int fd = sys(SYS_openat2, rootfd, path, &how, sizeof how);
		/* the host saw a rename while it resolved .. and cannot tell */
		if(fd != -EAGAIN)
			return (int)fd;
	}
}

void
fdpath(char path[Fdpathsize], int fd)
{
	static const char prefix[] = "/proc/self/fd/";
	char digits[12];
	int n = 0, len = sizeof prefix - 1;

	for(int i = 0; i < len; i++)
		path[i] = prefix[i];
	do {
		digits[n++] = (char)('0' + fd % 10);
		fd /= 10;
	} while(fd > 0);
	while(n > 0)
		path[len++] = digits[--n];
	path[len] = '\0';
}

int
hostreopen(int fd, int mode)
{
	char path[Fdpathsize];

	fdpath(path, fd);
	return (int)sys(SYS_openat, AT_FDCWD, path, linuxflags(mode));
}

void
hostclose(int fd)
{
	sys(SYS_close, fd);
}

s64int
hostread(int fd, uintptr addr, usize n, s64int off)
{
	if(off >= 0) {
		s64int r = sys(SYS_pread64, fd, addr, n, off);
		if(r != -ESPIPE)
			return r;
	}
	return sys(SYS_read, fd, addr, n);
}

s64int
hostwrite(int fd, uintptr addr, usize n, s64int off)
{
	if(off >= 0) {
		s64int r = sys(SYS_pwrite64, fd, addr, n, off);
		if(r != -ESPIPE)
			return r;
	}
	return sys(SYS_write, fd, addr, n);
}

int
hostmkdir(int dirfd, const char *name, u32int perm)
{
	return (int)sys(SYS_mkdirat, dirfd, name, perm & 0777);
}

int
hostremove(int dirfd, const char *name, bool dir)
{
	return (int)sys(SYS_unlinkat, dirfd, name, dir ? AT_REMOVEDIR : 0);
}

/* where the file system has no rename that spares an existing name, there is a race with
 * whoever makes that name between the look and the rename */
static int
renamelook(int dirfd, const char *from, const char *to)
{
	struct stat st;
	s64int r = sys(SYS_newfstatat, dirfd, to, &st, AT_SYMLINK_NOFOLLOW);

	if(r != -ENOENT)
		return r < 0 ? (int)r : -EEXIST;
	return (int)sys(SYS_renameat, dirfd, from, dirfd, to);
}

int
hostrename(int dirfd, const char *from, const char *to)
{
	s64int r = sys(SYS_renameat2, dirfd, from, dirfd, to, 1 /* RENAME_NOREPLACE */);

	if(r == -EINVAL || r == -ENOSYS)
		return renamelook(dirfd, from, to);
	return (int)r;
}

int
hostreplace(int dirfd, const char *from, const char *to)
{
	return (int)sys(SYS_renameat, dirfd, from, dirfd, to);
}

int
hosttruncate(int fd, u64int length)
{
	return (int)sys(SYS_ftruncate, fd, length);
}

int
hostsync(int fd)
{
	return (int)sys(SYS_fsync, fd);
}

int
hostexclusive(int fd, bool on)
{
	return (int)sys(SYS_flock, fd, on ? LOCK_EX | LOCK_NB : LOCK_UN);
}
