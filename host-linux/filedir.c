/*
 * Directories of the host: reading their entries, and watching them for names that
 * go away or change hands (inotify).
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <linux/magic.h>
#include <stddef.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/vfs.h>
#include <unistd.h>
#include "linux.h"
#include "file.h"

/* what getdents64 gives */
typedef struct Entry
{
	u64int ino;
	s64int next; /* where the descriptor stands after this entry */
	u16int size;
	u8int type;
	char name[];
} Entry;

static bool
isdots(const char *s)
{
	return s[0] == '.' && (s[1] == '\0' || (s[1] == '.' && s[2] == '\0'));
}

int
hostdirread(int fd, void *buf, int n, bool (*fn)(void *arg, const Hostentry *e), void *arg)
{
	u8int *p = buf;
	s64int here = sys(SYS_lseek, fd, 0, SEEK_CUR), got;

	if(here < 0)
		return (int)here;
	got = sys(SYS_getdents64, fd, buf, n);
	for(s64int i = 0; i < got;) {
		Entry *e = (Entry *)(p + i);
		Hostentry h = {e->name, e->ino, e->type == DT_REG};
		if(!isdots(e->name) && !fn(arg, &h)) {
			here = sys(SYS_lseek, fd, here, SEEK_SET);
			return here < 0 ? (int)here : 1;
		}
		here = e->next;
		i += e->size;
	}
	return got > 0 ? 1 : (int)got;
}

int
hostdirrewind(int fd)
{
	s64int r = sys(SYS_lseek, fd, 0, SEEK_SET);

	return r < 0 ? (int)r : 0;
}

int
hostwatchnew(void)
{
	return (int)sys(SYS_inotify_init1, IN_CLOEXEC | IN_NONBLOCK);
}

/* Some file systems change without Linux knowing: those of other machines, of user programs, of the
 * kernel itself.  These do not. */
static bool
islocal(int fd)
{
	static const u32int types[] = {
		EXT4_SUPER_MAGIC,  XFS_SUPER_MAGIC,       BTRFS_SUPER_MAGIC, TMPFS_MAGIC,
		F2FS_SUPER_MAGIC,  OVERLAYFS_SUPER_MAGIC, RAMFS_MAGIC,       MSDOS_SUPER_MAGIC,
		EXFAT_SUPER_MAGIC, REISERFS_SUPER_MAGIC,  NILFS_SUPER_MAGIC, SQUASHFS_MAGIC,
		ISOFS_SUPER_MAGIC, 0x2fc12fc1 /* ZFS */,  0xca451a4e /* bcachefs */};
	struct statfs fs;

	if(sys(SYS_fstatfs, fd, &fs) < 0)
		return false;
	for(usize i = 0; i < sizeof types / sizeof types[0]; i++)
		if((u32int)fs.f_type == types[i])
			return true;
	return false;
}

int
hostwatch(int wfd, int dirfd)
{
	char path[Fdpathsize];

	if(!islocal(dirfd))
		return -EOPNOTSUPP;
	fdpath(path, dirfd);
	return (int)sys(SYS_inotify_add_watch, wfd, path,
			IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB |
				IN_ONLYDIR);
}

void
hostunwatch(int wfd, int watch)
{
	sys(SYS_inotify_rm_watch, wfd, watch);
}

bool
hostwatchpending(int wfd)
{
	int n = 0;

	return sys(SYS_ioctl, wfd, FIONREAD, &n) < 0 || n > 0;
}

void
hostwatched(int wfd, void *buf, int n, void (*fn)(int watch, const char *name))
{
	u8int *p = buf;
	s64int got;

	while((got = sys(SYS_read, wfd, buf, n)) > 0) {
		for(s64int i = 0; i < got;) {
			struct inotify_event *e = (struct inotify_event *)(p + i);
			if(e->mask & IN_Q_OVERFLOW)
				fn(-1, nil);
			else if(e->mask & (IN_IGNORED | IN_UNMOUNT))
				fn(e->wd, nil);
			else if(e->len > 0) /* else it is about the directory itself */
				fn(e->wd, e->name);
			i += (s64int)(sizeof *e + e->len);
		}
	}
}
