/*
 * What the kernel has as a file system of the host, by libfuse's low-level interface.  The kernel's threads
 * read requests from the device; libfuse takes them apart and calls a function here, which only writes
 * down what is asked, in the thread's Hostask.  So no frame of libfuse is on the stack when the kernel
 * does it, and the answer goes through libfuse again.
 *
 * This file is compiled with vector registers, in which times are handed to libfuse; it runs in threads of the
 * first process alone.
 */
#define _GNU_SOURCE
#define FUSE_USE_VERSION 312
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <fuse_lowlevel.h>
#include <linux/fuse.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "linux.h"
#include "fusemount.h"

enum
{
	Maxmount = 64,
	Maxpath = 4096,
	Background = 64, /* requests of the host's own that are under way at once */
	Second = 1000000000,
	Blocksize = 4096,
	Diskblock = 512,
	Maxname = 255,
};

/* [l] lk  [I] while in use */
typedef struct Session
{
	bool used;               /* [l] */
	struct fuse_session *se; /* [I] */
	int dog;                 /* [l] the watchdog's; -1: unmounted */
	bool delay;              /* [I] the kernel may write later */
	char dir[Maxpath];       /* [I] */
} Session;

static pthread_mutex_t lk = PTHREAD_MUTEX_INITIALIZER;
static Session sessions[Maxmount];
static _Thread_local Hostask *asked; /* where what libfuse now takes apart is written down */
static _Atomic u64int lastid;

/* ---- requests ---- */

static void
interrupted(fuse_req_t req, void *id)
{
	(void)req;
	asked->op = Hfinterrupt;
	asked->id = (u64int)(uintptr)id;
}

/* that of req is to be filled in */
static Hostask *
ask(fuse_req_t req, int op, fuse_ino_t node)
{
	u64int id = atomic_fetch_add(&lastid, 1) + 1;
	Hostask *a = asked;

	fuse_req_interrupt_func(req, interrupted, (void *)(uintptr)id); /* perhaps calls it */
	a->op = op;
	a->id = id;
	a->req = req;
	a->node = node;
	a->handle = 0;
	a->direct = a->keep = false;
	return a;
}

static u32int
openflags(const struct fuse_file_info *fi)
{
	u32int mode = fi->flags & O_ACCMODE;

	return (mode == O_WRONLY ? Howrite
		: mode == O_RDWR ? Hordwr
				 : Horead) |
	       (fi->flags & O_TRUNC ? Hotrunc : 0) | (fi->flags & O_APPEND ? Hoappend : 0) |
	       (fi->flags & O_EXCL ? Hofresh : 0);
}

static void
flookup(fuse_req_t req, fuse_ino_t dir, const char *name)
{
	ask(req, Hflookup, dir)->name = name;
}

static void
fforget(fuse_req_t req, fuse_ino_t node, u64int n)
{
	static _Thread_local Hostforget one;

	one = (Hostforget){node, n};
	asked->op = Hfforget;
	asked->forget = &one;
	asked->nforget = 1;
	fuse_reply_none(req);
}

static void
fforgetmany(fuse_req_t req, size_t n, struct fuse_forget_data *f)
{
	_Static_assert(sizeof *f == sizeof(Hostforget) &&
			       offsetof(struct fuse_forget_data, ino) == 0,
		       "Hostforget");
	asked->op = Hfforget;
	asked->forget = (Hostforget *)f; /* in the request's buffer */
	asked->nforget = n;
	fuse_reply_none(req);
}

static void
fgetattr(fuse_req_t req, fuse_ino_t node, struct fuse_file_info *fi)
{
	(void)fi;
	ask(req, Hfgetattr, node);
}

static void
fsetattr(fuse_req_t req, fuse_ino_t node, struct stat *st, int set, struct fuse_file_info *fi)
{
	static const struct
	{
		int fuse;
		u32int set;
	} bits[] = {{FUSE_SET_ATTR_MODE, Hsetmode},
		    {FUSE_SET_ATTR_UID, Hsetuid},
		    {FUSE_SET_ATTR_GID, Hsetgid},
		    {FUSE_SET_ATTR_SIZE, Hsetsize},
		    {FUSE_SET_ATTR_ATIME, Hsetatime | Hsetatimeto},
		    {FUSE_SET_ATTR_MTIME, Hsetmtime | Hsetmtimeto},
		    {FUSE_SET_ATTR_ATIME_NOW, Hsetatime},
		    {FUSE_SET_ATTR_MTIME_NOW, Hsetmtime}};
	Hostask *a = ask(req, Hfsetattr, node);

	a->handle = fi != nil ? fi->fh : 0;
	a->set = 0;
	for(usize i = 0; i < sizeof bits / sizeof bits[0]; i++)
		if(set & bits[i].fuse)
			a->set |= bits[i].set;
	if(set & FUSE_SET_ATTR_ATIME_NOW)
		a->set &= ~(u32int)Hsetatimeto;
	if(set & FUSE_SET_ATTR_MTIME_NOW)
		a->set &= ~(u32int)Hsetmtimeto;
	a->attr = (Hostattr){.mode = st->st_mode & 0777,
			     .uid = st->st_uid,
			     .gid = st->st_gid,
			     .length = (u64int)st->st_size,
			     .atime = st->st_atim.tv_sec,
			     .mtime = st->st_mtim.tv_sec};
}

static void
faccess(fuse_req_t req, fuse_ino_t node, int mask)
{
	ask(req, Hfaccess, node)->flags = (u32int)mask;
}

static void
make(fuse_req_t req, int op, fuse_ino_t dir, const char *name, mode_t mode)
{
	Hostask *a = ask(req, op, dir);

	a->name = name;
	a->perm = mode & 0777;
}

static void
fmkdir(fuse_req_t req, fuse_ino_t dir, const char *name, mode_t mode)
{
	make(req, Hfmkdir, dir, name, mode);
}

static void
fmknod(fuse_req_t req, fuse_ino_t dir, const char *name, mode_t mode, dev_t dev)
{
	(void)dev;
	if(S_ISREG(mode))
		make(req, Hfmknod, dir, name, mode);
	else
		fuse_reply_err(req, EPERM);
}

static void
funlink(fuse_req_t req, fuse_ino_t dir, const char *name)
{
	ask(req, Hfremove, dir)->name = name;
}

static void
frmdir(fuse_req_t req, fuse_ino_t dir, const char *name)
{
	ask(req, Hfrmdir, dir)->name = name;
}

static void
frename(fuse_req_t req, fuse_ino_t dir, const char *name, fuse_ino_t todir, const char *toname,
	unsigned flags)
{
	if(flags & ~(unsigned)RENAME_NOREPLACE) {
		fuse_reply_err(req, EINVAL);
		return;
	}
	Hostask *a = ask(req, Hfrename, dir);

	a->name = name;
	a->tonode = todir;
	a->toname = toname;
	a->flags = flags & RENAME_NOREPLACE;
}

/* Plan 9 has no links */
static void
flink(fuse_req_t req, fuse_ino_t node, fuse_ino_t dir, const char *name)
{
	(void)node, (void)dir, (void)name;
	fuse_reply_err(req, EPERM);
}

static void
fsymlink(fuse_req_t req, const char *to, fuse_ino_t dir, const char *name)
{
	(void)to, (void)dir, (void)name;
	fuse_reply_err(req, EPERM);
}

static void
fopenfile(fuse_req_t req, fuse_ino_t node, struct fuse_file_info *fi)
{
	ask(req, Hfopen, node)->flags = openflags(fi);
}

static void
fcreate(fuse_req_t req, fuse_ino_t dir, const char *name, mode_t mode, struct fuse_file_info *fi)
{
	make(req, Hfcreate, dir, name, mode);
	asked->flags = openflags(fi);
}

static void
transfer(fuse_req_t req, int op, fuse_ino_t node, usize n, off_t off, u64int handle)
{
	Hostask *a = ask(req, op, node);

	a->handle = handle;
	a->off = (u64int)off;
	a->n = n > Hfusedata ? Hfusedata : n;
}

static void
fread_(fuse_req_t req, fuse_ino_t node, size_t n, off_t off, struct fuse_file_info *fi)
{
	transfer(req, Hfread, node, n, off, fi->fh);
}

static void
fwrite_(fuse_req_t req, fuse_ino_t node, const char *data, size_t n, off_t off,
	struct fuse_file_info *fi)
{
	transfer(req, Hfwrite, node, n, off, fi->fh);
	asked->data = data;
}

static void
fpoll(fuse_req_t req, fuse_ino_t node, struct fuse_file_info *fi, struct fuse_pollhandle *ph)
{
	ask(req, Hfpoll, node)->handle = fi->fh;
	asked->bell = ph;
}

static void
ffsync(fuse_req_t req, fuse_ino_t node, int dataonly, struct fuse_file_info *fi)
{
	(void)dataonly;
	ask(req, Hfsync, node)->handle = fi->fh;
}

static void
fstatfs_(fuse_req_t req, fuse_ino_t node)
{
	ask(req, Hfspace, node);
}

static void
frelease(fuse_req_t req, fuse_ino_t node, struct fuse_file_info *fi)
{
	ask(req, Hfclose, node)->handle = fi->fh;
}

static void
fopendir_(fuse_req_t req, fuse_ino_t node, struct fuse_file_info *fi)
{
	(void)fi;
	ask(req, Hfopendir, node);
}

static void
freaddir(fuse_req_t req, fuse_ino_t node, size_t n, off_t off, struct fuse_file_info *fi)
{
	transfer(req, Hfreaddir, node, n, off, fi->fh);
}

static void
freaddirlook(fuse_req_t req, fuse_ino_t node, size_t n, off_t off, struct fuse_file_info *fi)
{
	transfer(req, Hfreaddirlook, node, n, off, fi->fh);
}

static void
finit(void *arg, struct fuse_conn_info *conn)
{
	Session *s = arg;

	if(s->delay)
		conn->want |= conn->capable & FUSE_CAP_WRITEBACK_CACHE;
	conn->max_write = Hfusedata;
	conn->max_background = Background;
}

static const struct fuse_lowlevel_ops ops = {
	.init = finit,
	.lookup = flookup,
	.forget = fforget,
	.forget_multi = fforgetmany,
	.getattr = fgetattr,
	.setattr = fsetattr,
	.access = faccess,
	.mkdir = fmkdir,
	.mknod = fmknod,
	.unlink = funlink,
	.rmdir = frmdir,
	.rename = frename,
	.link = flink,
	.symlink = fsymlink,
	.open = fopenfile,
	.create = fcreate,
	.read = fread_,
	.write = fwrite_,
	.fsync = ffsync,
	.poll = fpoll,
	.statfs = fstatfs_,
	.release = frelease,
	.opendir = fopendir_,
	.readdir = freaddir,
	.readdirplus = freaddirlook,
	.releasedir = frelease,
};

bool
hostfusenext(int m, Hostask *a)
{
	struct fuse_session *se = sessions[m].se;
	struct fuse_buf b = {.mem = a->buf};
	s64int n = sys(SYS_read, fuse_session_fd(se), a->buf, Hfusebuf);

	a->op = Hfnone;
	a->req = nil;
	if(n == -EINTR || n == -ENOENT || n == -EAGAIN) /* ENOENT: it was taken back */
		return true;
	if(n <= 0)
		return false;
	b.size = (usize)n;
	asked = a;
	fuse_session_process_buf(se, &b);
	return true;
}

bool
hostfuseunwanted(const Hostask *a)
{
	return fuse_req_interrupted(a->req) != 0;
}

/* ---- answers ---- */

static double
seconds(s64int ns)
{
	return (double)ns / Second;
}

static void
setstat(struct stat *st, const Hostattr *a)
{
	memset(st, 0, sizeof *st);
	st->st_ino = a->ino;
	st->st_mode = (a->mode & 0777) | (a->mode & Hmdir ? S_IFDIR : S_IFREG);
	st->st_nlink = 1; /* of a directory, 1 says that nobody counted */
	st->st_uid = a->uid;
	st->st_gid = a->gid;
	st->st_size = (off_t)a->length;
	st->st_blksize = Blocksize;
	st->st_blocks = (blkcnt_t)(a->length / Diskblock + (a->length % Diskblock != 0));
	st->st_atim.tv_sec = a->atime;
	st->st_mtim.tv_sec = st->st_ctim.tv_sec = a->mtime;
}

static void
setentry(struct fuse_entry_param *e, const Hostattr *a)
{
	memset(e, 0, sizeof *e);
	e->ino = a->node;
	e->entry_timeout = seconds(a->keepname);
	e->attr_timeout = seconds(a->keepattr);
	setstat(&e->attr, a);
}

static int
answerentry(Hostask *a, struct fuse_file_info *fi)
{
	struct fuse_entry_param e;

	setentry(&e, &a->attr);
	return fi != nil ? fuse_reply_create(a->req, &e, fi) : fuse_reply_entry(a->req, &e);
}

static int
answerattr(Hostask *a)
{
	struct stat st;

	setstat(&st, &a->attr);
	return fuse_reply_attr(a->req, &st, seconds(a->attr.keepattr));
}

static int
answerspace(Hostask *a)
{
	const Hostspace *s = &a->space;
	usize size = s->blocksize != 0 ? s->blocksize : Blocksize;
	struct statvfs st = {.f_bsize = size,
			     .f_frsize = size,
			     .f_blocks = s->blocks,
			     .f_bfree = s->nfree,
			     .f_bavail = s->nuser,
			     .f_files = s->files,
			     .f_ffree = s->nfreefile,
			     .f_namemax = Maxname};

	return fuse_reply_statfs(a->req, &st);
}

bool
hostfuseanswer(Hostask *a, int err)
{
	struct fuse_file_info fi = {.fh = a->handle, .direct_io = a->direct, .keep_cache = a->keep};

	if(err != 0)
		return fuse_reply_err(a->req, err) == 0;
	switch(a->op) {
	case Hflookup:
	case Hfmkdir:
	case Hfmknod:
		return answerentry(a, nil) == 0;
	case Hfcreate:
		return answerentry(a, &fi) == 0;
	case Hfgetattr:
	case Hfsetattr:
		return answerattr(a) == 0;
	case Hfopen:
	case Hfopendir:
		return fuse_reply_open(a->req, &fi) == 0;
	case Hfread:
	case Hfreaddir:
	case Hfreaddirlook:
		return fuse_reply_buf(a->req, a->buf, a->n) == 0;
	case Hfwrite:
		return fuse_reply_write(a->req, a->n) == 0;
	case Hfspace:
		return answerspace(a) == 0;
	case Hfpoll:
		return fuse_reply_poll(a->req, POLLOUT | POLLWRNORM |
						       (a->ready ? POLLIN | POLLRDNORM : 0)) == 0;
	}
	return fuse_reply_err(a->req, 0) == 0;
}

static usize
addlooked(Hostask *a, const char *name, u64int ino, bool dir, u64int off)
{
	struct fuse_entry_param e = {.attr = {.st_ino = ino, .st_mode = dir ? S_IFDIR : S_IFREG}};

	if(a->attr.node != 0)
		setentry(&e, &a->attr);
	return fuse_add_direntry_plus(a->req, (char *)a->buf + a->used, a->n - a->used, name, &e,
				      (off_t)off);
}

bool
hostfusedirent(Hostask *a, const char *name, u64int ino, bool dir, u64int off)
{
	struct stat st;
	usize room = a->n - a->used, n;

	if(a->op == Hfreaddirlook)
		n = addlooked(a, name, ino, dir, off);
	else {
		/* the only two that are looked at */
		st.st_ino = ino;
		st.st_mode = dir ? S_IFDIR : S_IFREG;
		n = fuse_add_direntry(a->req, (char *)a->buf + a->used, room, name, &st,
				      (off_t)off);
	}
	if(n > room)
		return false;
	a->used += n;
	return true;
}

u64int
hostfusegiven(Hostask *a, usize *at)
{
	struct fuse_direntplus *d;

	while(*at < a->used) {
		d = (struct fuse_direntplus *)((char *)a->buf + *at);
		*at += FUSE_DIRENTPLUS_SIZE(d);
		if(d->entry_out.nodeid != 0)
			return d->entry_out.nodeid;
	}
	return 0;
}

void
hostfusebell(void *bell, bool ring)
{
	if(ring)
		fuse_lowlevel_notify_poll(bell);
	fuse_pollhandle_destroy(bell);
}

/* ---- mounts ---- */

static int
newsession(void)
{
	int m = 0;

	pthread_mutex_lock(&lk);
	while(m < Maxmount && sessions[m].used)
		m++;
	if(m < Maxmount)
		sessions[m].used = true;
	pthread_mutex_unlock(&lk);
	return m < Maxmount ? m : -1;
}

static void
freesession(int m)
{
	pthread_mutex_lock(&lk);
	sessions[m].used = false;
	pthread_mutex_unlock(&lk);
}

/* s's session of libfuse with the device fd; takes it */
static struct fuse_session *
begin(Session *s, int fd)
{
	struct fuse_args args = FUSE_ARGS_INIT(1, (char *[]){"emu"});
	struct fuse_session *se = fuse_session_new(&args, &ops, sizeof ops, s);
	char name[32];

	fuse_opt_free_args(&args);
	snprintf(name, sizeof name, "/dev/fd/%d", fd);
	if(se != nil && fuse_session_mount(se, name) == 0)
		return se;
	if(se != nil)
		fuse_session_destroy(se);
	close(fd);
	return nil;
}

int
hostfusemount(const char *dir, const char *options, bool delay, char *why, int n)
{
	int m = newsession(), fd;
	Session *s = &sessions[m];

	if(m < 0) {
		snprintf(why, (size_t)n, "too many mounts");
		return -1;
	}
	snprintf(s->dir, sizeof s->dir, "%s", dir);
	s->delay = delay;
	fd = fusedevice(dir, options, &s->dog, why, n);
	if(fd >= 0 && (s->se = begin(s, fd)) == nil) {
		snprintf(why, (size_t)n, "libfuse failed");
		fusedone(s->dog);
		fd = -1;
	}
	if(fd < 0) {
		freesession(m);
		return -1;
	}
	return m;
}

static void
enddog(Session *s)
{
	int fd;

	pthread_mutex_lock(&lk);
	fd = s->dog;
	s->dog = -1;
	pthread_mutex_unlock(&lk);
	if(fd >= 0)
		fusedone(fd);
}

int
hostfuseunmount(int m, char *why, int n)
{
	int r = fuserelease(sessions[m].dir, why, n);

	if(r >= 0)
		enddog(&sessions[m]);
	return r;
}

void
hostfuseend(int m)
{
	Session *s = &sessions[m];

	fuse_session_destroy(s->se);
	enddog(s);
	freesession(m);
}
