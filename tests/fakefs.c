/*
 * The fake host: descriptors.  Files are real ones, in a directory of their own that goes with
 * the test; the calls pass through here to host-linux's, so that they can fail on demand and
 * reach the fake's user memory.  Memory objects, wake-up descriptors and the descriptors that a
 * test makes ready by hand are tables, and their numbers lie above all real ones.
 */
#include <errno.h>
#include <ftw.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "fakeimpl.h"

enum
{
	Firstfd = 100000, /* of what is not the host's */
	Nfakefd = 1024,
	Chunk = 64 * KiB, /* one transfer to or from user memory */
	Pathmax = 1024,
};

/* what host-linux implements: its objects' names get this prefix when the tests are linked */
int linux_hostopen(int dirfd, const char *name, int mode, u32int perm);
int linux_hostopenroot(const char *path, int mode);
int linux_hostfollow(int rootfd, const char *path, int mode, bool whole);
int linux_hostreopen(int fd, int mode);
void linux_hostclose(int fd);
s64int linux_hostread(int fd, uintptr addr, usize n, s64int off);
s64int linux_hostwrite(int fd, uintptr addr, usize n, s64int off);
int linux_hoststat(int dirfd, const char *name, Hoststat *st);
int linux_hostmkdir(int dirfd, const char *name, u32int perm);
int linux_hostremove(int dirfd, const char *name, bool dir);
int linux_hostrename(int dirfd, const char *from, const char *to);
int linux_hostreplace(int dirfd, const char *from, const char *to);
int linux_hosttruncate(int fd, u64int length);

typedef struct Fakefd
{
	enum
	{
		Ffree,
		Fmem,
		Fwake,
		Fpoll
	} kind;
	u8int *data; /* Fmem: whole pages */
	u64int size;
	int ready; /* Fwake, Fpoll */
} Fakefd;

static Fakefd fds[Nfakefd]; /* [big] */
static char root[Pathmax];

/* ---- descriptors that are not the host's ---- */

static Fakefd *
fakefd(int fd)
{
	if(fd < Firstfd)
		return nil;
	if(fd >= Firstfd + Nfakefd || fds[fd - Firstfd].kind == Ffree)
		fdie("descriptor %d is not open", fd);
	return &fds[fd - Firstfd];
}

static int
newfakefd(int kind)
{
	for(int i = 0; i < Nfakefd; i++)
		if(fds[i].kind == Ffree) {
			memset(&fds[i], 0, sizeof fds[i]);
			fds[i].kind = kind;
			return Firstfd + i;
		}
	fdie("more than %d descriptors", Nfakefd);
}

static int
newlocked(int kind)
{
	int fd;

	pthread_mutex_lock(&big);
	fd = newfakefd(kind);
	pthread_mutex_unlock(&big);
	return fd;
}

int
hostwakefd(void)
{
	int err = failing("hostwakefd");

	return err != 0 ? err : newlocked(Fwake);
}

int
fakepollfd(void)
{
	return newlocked(Fpoll);
}

void
hostpollwake(int wakefd)
{
	fenter();
	fakeready(wakefd, Hpollin);
}

void
fakeready(int fd, int events)
{
	pthread_mutex_lock(&big);
	fakefd(fd)->ready = events;
	fpollchanged();
	pthread_mutex_unlock(&big);
}

bool
isreal(int fd)
{
	return fd >= 0 && fd < Firstfd;
}

int
realready(int fd, int events, int ms)
{
	struct pollfd p = {.fd = fd};
	int r = 0;

	p.events = (events & Hpollin ? POLLIN : 0) | (events & Hpollout ? POLLOUT : 0);
	poll(&p, 1, ms);
	if(p.revents & (POLLIN | POLLHUP))
		r |= Hpollin;
	if(p.revents & POLLOUT)
		r |= Hpollout;
	if(p.revents & (POLLERR | POLLHUP | POLLNVAL))
		r |= Hpollerr;
	return r & (events | Hpollerr);
}

int
fdready(int fd, int events)
{
	Fakefd *f = fakefd(fd);

	if(f == nil)
		return realready(fd, events, 0);
	if(f->kind == Fmem)
		return events & (Hpollin | Hpollout);
	return f->ready & (events | Hpollerr);
}

void
fddrain(int fd)
{
	fakefd(fd)->ready = 0;
}

/* ---- memory objects ---- */

static u8int *
pages(u64int size)
{
	return calloc(roundup(size, Pagesize) / Pagesize + 1, Pagesize);
}

int
hostmemnew(const char *name, u64int size)
{
	int fd, err;

	USED(name);
	fenter();
	if((err = failing("hostmemnew")) != 0)
		return err;
	pthread_mutex_lock(&big);
	fd = newfakefd(Fmem);
	fakefd(fd)->data = pages(size);
	fakefd(fd)->size = size;
	pthread_mutex_unlock(&big);
	return fd;
}

u8int *
memobj(int fd, u64int *size)
{
	Fakefd *f = fakefd(fd);

	if(f == nil || f->kind != Fmem)
		return nil;
	*size = f->size;
	return f->data;
}

int
hostmemresize(int fd, u64int size)
{
	u8int *data;
	Fakefd *f;
	int err;

	fenter();
	if((err = failing("hostmemresize")) != 0)
		return err;
	data = pages(size);
	pthread_mutex_lock(&big);
	f = fakefd(fd);
	memcpy(data, f->data, size < f->size ? size : f->size);
	free(f->data);
	f->data = data;
	f->size = size;
	pthread_mutex_unlock(&big);
	return 0;
}

int
hostmempunch(int fd, u64int off, u64int len)
{
	Fakefd *f;

	fenter();
	pthread_mutex_lock(&big);
	f = fakefd(fd);
	if(off < f->size)
		memset(f->data + off, 0, len < f->size - off ? len : f->size - off);
	pthread_mutex_unlock(&big);
	return 0;
}

int
hostmemcopy(int to, int from, u64int size)
{
	Fakefd *t, *f;
	int err;

	fenter();
	if((err = failing("hostmemcopy")) != 0)
		return err;
	pthread_mutex_lock(&big);
	t = fakefd(to);
	f = fakefd(from);
	size = size < f->size ? size : f->size;
	if(size > t->size)
		fdie("hostmemcopy: the copy is smaller");
	memcpy(t->data, f->data, size);
	pthread_mutex_unlock(&big);
	return 0;
}

/* ---- reading and writing, from and to user memory too ---- */

static s64int
memio(Fakefd *f, void *buf, usize n, s64int off, bool write)
{
	if(off < 0 || (u64int)off >= f->size)
		return 0;
	if(n > f->size - (u64int)off)
		n = f->size - (u64int)off;
	if(write)
		memcpy(f->data + off, buf, n);
	else
		memcpy(buf, f->data + off, n);
	return (s64int)n;
}

static s64int
fdio(int fd, void *buf, usize n, s64int off, bool write)
{
	Fakefd *f;
	s64int r;

	if(fd < Firstfd)
		return write ? linux_hostwrite(fd, (uintptr)buf, n, off)
			     : linux_hostread(fd, (uintptr)buf, n, off);
	pthread_mutex_lock(&big);
	f = fakefd(fd);
	r = f->kind == Fmem ? memio(f, buf, n, off, write) : -Hagain;
	pthread_mutex_unlock(&big);
	return r;
}

static int
usercopy(uintptr addr, void *buf, usize n, bool write)
{
	Vm *vm = &fself()->vm;
	int r;

	pthread_mutex_lock(&big);
	r = write ? vmread(vm, buf, addr, n) : vmwrite(vm, addr, buf, n);
	pthread_mutex_unlock(&big);
	return r;
}

/* at most a chunk: the host may always do less than it is asked */
static s64int
transfer(int fd, uintptr addr, usize n, s64int off, bool write)
{
	u8int *buf;
	s64int r;

	if(n > Chunk)
		n = Chunk;
	buf = calloc(1, n + 1);
	if(write && usercopy(addr, buf, n, true) < 0)
		r = -Hfault;
	else
		r = fdio(fd, buf, n, off, write);
	if(!write && r > 0 && usercopy(addr, buf, (usize)r, false) < 0)
		r = -Hfault;
	free(buf);
	return r;
}

s64int
hostread(int fd, uintptr addr, usize n, s64int off)
{
	int err;

	fenter();
	err = failing("hostread");
	return err != 0 ? err : transfer(fd, addr, n, off, false);
}

s64int
hostwrite(int fd, uintptr addr, usize n, s64int off)
{
	int err;

	fenter();
	err = failing("hostwrite");
	return err != 0 ? err : transfer(fd, addr, n, off, true);
}

void
hostclose(int fd)
{
	fenter();
	if(fd < Firstfd) {
		linux_hostclose(fd);
		return;
	}
	pthread_mutex_lock(&big);
	free(fakefd(fd)->data);
	fakefd(fd)->kind = Ffree;
	pthread_mutex_unlock(&big);
}

/* ---- what may fail and is the host's otherwise ---- */

#define PASS(name, params, args)                                                                   \
	int name params                                                                            \
	{                                                                                          \
		int err;                                                                           \
		fenter();                                                                          \
		err = failing(#name);                                                              \
		return err != 0 ? err : linux_##name args;                                         \
	}                                                                                          \
	_Static_assert(1, #name)

PASS(hostopen, (int dirfd, const char *name, int mode, u32int perm), (dirfd, name, mode, perm));
PASS(hostopenroot, (const char *path, int mode), (path, mode));
PASS(hostfollow, (int rootfd, const char *path, int mode, bool whole), (rootfd, path, mode, whole));
PASS(hostreopen, (int fd, int mode), (fd, mode));
PASS(hoststat, (int dirfd, const char *name, Hoststat *st), (dirfd, name, st));
PASS(hostmkdir, (int dirfd, const char *name, u32int perm), (dirfd, name, perm));
PASS(hostremove, (int dirfd, const char *name, bool dir), (dirfd, name, dir));
PASS(hostrename, (int dirfd, const char *from, const char *to), (dirfd, from, to));
PASS(hostreplace, (int dirfd, const char *from, const char *to), (dirfd, from, to));
PASS(hosttruncate, (int fd, u64int length), (fd, length));

s64int
hostseek(int fd, s64int off)
{
	s64int r = lseek(fd, off < 0 ? 0 : off, off < 0 ? SEEK_CUR : SEEK_SET);

	return r < 0 ? -errno : r;
}

/* ---- the test's directory ---- */

static int
removeone(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	USED(st);
	USED(type);
	USED(ftw);
	return remove(path);
}

static void
removeroot(void)
{
	nftw(root, removeone, 16, FTW_DEPTH | FTW_PHYS);
}

const char *
fakeroot(void)
{
	const char *tmp = getenv("TMPDIR");

	if(root[0] != '\0')
		return root;
	snprintf(root, sizeof root, "%s/emu-unit.XXXXXX", tmp != nil ? tmp : "/tmp");
	if(mkdtemp(root) == nil)
		fdie("cannot make %s", root);
	atexit(removeroot);
	return root;
}

static void
fullpath(char *buf, int n, const char *path)
{
	if(snprintf(buf, (size_t)n, "%s%s", fakeroot(), path) >= n)
		fdie("name too long: %s", path);
}

void
fakedir(const char *path)
{
	char full[Pathmax];

	fullpath(full, sizeof full, path);
	for(char *p = full + strlen(root); *p != '\0'; p++)
		if(*p == '/') {
			*p = '\0';
			mkdir(full, 0777);
			*p = '/';
		}
	mkdir(full, 0777);
}

void
fakefile(const char *path, const char *text)
{
	char full[Pathmax], dir[Pathmax];
	FILE *f;

	snprintf(dir, sizeof dir, "%s", path);
	*strrchr(dir, '/') = '\0';
	fakedir(dir);
	fullpath(full, sizeof full, path);
	f = fopen(full, "w");
	if(f == nil || fputs(text, f) < 0 || fclose(f) != 0)
		fdie("cannot write %s", full);
}

const char *
fakefiletext(const char *path)
{
	static _Thread_local char text[Chunk];
	char full[Pathmax];
	size_t n;
	FILE *f;

	fullpath(full, sizeof full, path);
	f = fopen(full, "r");
	if(f == nil)
		return nil;
	n = fread(text, 1, sizeof text - 1, f);
	fclose(f);
	text[n] = '\0';
	return text;
}

void
fakerename(const char *from, const char *to)
{
	char a[Pathmax], b[Pathmax];

	fullpath(a, sizeof a, from);
	fullpath(b, sizeof b, to);
	if(rename(a, b) < 0)
		fdie("cannot rename %s: %m", from);
}

void
fakesymlink(const char *path, const char *to)
{
	char full[Pathmax];

	fullpath(full, sizeof full, path);
	if(symlink(to, full) < 0)
		fdie("cannot make the link %s", full);
}
