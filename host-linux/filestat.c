/*
 * What the host knows of a file beside its contents, and changes of that.  A descriptor got with
 * O_PATH is refused by the calls that take descriptors; those are then made through the
 * file's name in /proc/self/fd.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include "linux.h"
#include "file.h"

enum
{
	Second = 1000000000, /* nanoseconds */
	Namemax = 255,       /* bytes of a name on Linux */
};
static const char attrname[] = "user.plan9.mode";

static s64int
nsec(const struct timespec *t)
{
	return t->tv_sec * Second + t->tv_nsec;
}

static u32int
kind(const struct stat *st)
{
	switch(st->st_mode & S_IFMT) {
	case S_IFDIR:
		return Hmdir;
	case S_IFLNK:
		return Hmlink;
	case S_IFREG:
		return st->st_mode & S_ISVTX ? Hmhint : 0;
	case S_IFIFO:
		return Hmother | Hmfifo;
	}
	return Hmother;
}

int
hoststat(int dirfd, const char *name, Hoststat *hs)
{
	struct stat st;
	s64int r;

	if(name[0] == '\0')
		r = sys(SYS_fstat, dirfd, &st);
	else
		r = sys(SYS_newfstatat, dirfd, name, &st, AT_SYMLINK_NOFOLLOW);
	if(r < 0)
		return (int)r;
	if(name[0] == '\0' && S_ISDIR(st.st_mode) && st.st_nlink == 0)
		return -ENOENT;
	hs->dev = st.st_dev;
	hs->ino = st.st_ino;
	hs->length = (u64int)st.st_size;
	hs->mtime = nsec(&st.st_mtim);
	hs->ctime = nsec(&st.st_ctim);
	hs->atime = nsec(&st.st_atim);
	hs->mode = (st.st_mode & 0777) | kind(&st);
	hs->uid = st.st_uid;
	hs->gid = st.st_gid;
	return 0;
}

int
hostspace(int fd, Hostspace *s)
{
	struct statfs st;
	s64int r = sys(SYS_fstatfs, fd, &st);

	if(r < 0)
		return (int)r;
	s->blocksize = (u64int)(st.f_frsize > 0 ? st.f_frsize : st.f_bsize);
	s->blocks = st.f_blocks;
	s->nfree = st.f_bfree;
	s->nuser = st.f_bavail;
	s->files = st.f_files;
	s->nfreefile = st.f_ffree;
	return 0;
}

int
hostaccess(int dirfd, const char *name, int want)
{
	return (int)sys(SYS_faccessat2, dirfd, name, want,
			AT_EACCESS | (name[0] == '\0' ? AT_EMPTY_PATH : AT_SYMLINK_NOFOLLOW));
}

int
hostchmod(int fd, u32int mode)
{
	char path[Fdpathsize];
	struct stat st;
	u32int bits = mode & 0777;
	s64int r = sys(SYS_fstat, fd, &st);

	if(r < 0)
		return (int)r;
	if(S_ISREG(st.st_mode))
		bits |= (st.st_mode & (S_ISUID | S_ISGID)) | (mode & Hmhint ? S_ISVTX : 0);
	else
		bits |= st.st_mode & (S_ISUID | S_ISGID | S_ISVTX);
	r = sys(SYS_fchmod, fd, bits);
	if(r != -EBADF)
		return (int)r;
	fdpath(path, fd);
	return (int)sys(SYS_fchmodat, AT_FDCWD, path, bits);
}

static struct timespec
timespec(s64int t)
{
	if(t < 0)
		return (struct timespec){0, UTIME_OMIT};
	return (struct timespec){t / Second, t % Second};
}

int
hostutimes(int fd, s64int atime, s64int mtime)
{
	char path[Fdpathsize];
	struct timespec t[2] = {timespec(atime), timespec(mtime)};
	s64int r = sys(SYS_utimensat, fd, nil, t, 0);

	if(r != -EBADF)
		return (int)r;
	fdpath(path, fd);
	return (int)sys(SYS_utimensat, AT_FDCWD, path, t, 0);
}

int
hostchgrp(int fd, u32int gid)
{
	return (int)sys(SYS_fchownat, fd, "", -1, gid, AT_EMPTY_PATH);
}

/* an error that says: this file system, or this file, has no such attributes */
static bool
noattr(s64int r)
{
	return r == -ENODATA || r == -EOPNOTSUPP || r == -ENOSYS;
}

int
hostgetattr(int dirfd, const char *name, char *buf, int n)
{
	char path[Fdpathsize + 1 + Namemax + 1];
	int len = 0;
	s64int r;

	fdpath(path, dirfd);
	if(name[0] == '\0') {
		r = sys(SYS_getxattr, path, attrname, buf, n);
		return noattr(r) ? 0 : (int)r;
	}
	while(path[len] != '\0')
		len++;
	path[len++] = '/';
	for(; *name != '\0'; name++) {
		if(len == (int)sizeof path - 1)
			return -ENAMETOOLONG;
		path[len++] = *name;
	}
	path[len] = '\0';
	r = sys(SYS_lgetxattr, path, attrname, buf, n);
	return noattr(r) ? 0 : (int)r;
}

int
hostsetattr(int fd, const char *val, int n)
{
	char path[Fdpathsize];
	s64int r;

	fdpath(path, fd);
	if(n > 0)
		return (int)sys(SYS_setxattr, path, attrname, val, n, 0);
	r = sys(SYS_removexattr, path, attrname);
	return noattr(r) ? 0 : (int)r;
}
