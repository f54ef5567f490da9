/*
 * System calls that name a file, or ask what the stat of one says.  What they do to names is
 * namec's business, what they do to the file the device's; here are the modes, the error texts
 * and the forms of the answer.
 */
#include "lib.h"
#include "buf.h"
#include "dev.h"
#include "grp.h"
#include "mem.h"
#include "mount.h"
#include "proc.h"
#include "sys.h"

enum
{
	Oldtext = 28, /* bytes of a text in an old entry */
	Oldstatlen = 116,
	Statguess = 256, /* bytes that most entries fit in */
};

/* the Chan of the name at u, wanted for amode */
static Chan *
namechan(uintptr u, int amode, int omode, u32int perm)
{
	char *name;
	Chan *c;

	name = copyinstr(uaddr(u), Maxname); /* namec checks it */
	onerror(kfree, name);
	c = namec(name, amode, omode, perm);
	undo();
	return c;
}

/* close-on-exec belongs to the descriptor: no device hears of it */
static s64int
opened(Chan *c, int omode)
{
	int fd;

	fd = newfd(c, (omode & Ocexec) != 0);
	if(fd < 0) {
		cclose(c);
		error(Enofd);
	}
	return fd;
}

s64int
sysopen(const uintptr *a)
{
	int omode = (s32int)a[1];

	openmode(omode);
	return opened(namechan(a[0], Aopen, omode & ~Ocexec, 0), omode);
}

s64int
syscreate(const uintptr *a)
{
	int omode = (s32int)a[1];

	openmode(omode & ~Oexcl);
	return opened(namechan(a[0], Acreate, omode & ~Ocexec, (u32int)a[2]), omode);
}

s64int
sysremove(const uintptr *a)
{
	Chan *c;

	c = namechan(a[0], Aremove, 0, 0);
	onerror(cclose, c);
	/* what should go, the place or what is mounted there? */
	if(c->ismtpt)
		error(Eismtpt);
	dremove(c);
	undo();
	return 0;
}

/* the last element of the name that c was reached by: empty for /, nil if there is no name */
static const char *
lastelem(Chan *c)
{
	const char *slash;

	if(c->path == nil || c->path->len == 0)
		return nil;
	slash = strrchr(c->path->s, '/');
	return slash != nil ? slash + 1 : c->path->s;
}

/*
 * The entry of c, called name unless that is nil, to the n bytes of user memory at u.
 * When they are too few, only the count of what is missing goes there.
 */
static s64int
putstat(u8int *buf, int len, int max, const char *name, Uaddr u, u32int n)
{
	if(name != nil)
		len = dirsetname(buf, len, max, name, (int)strlen(name));
	if(len <= 0)
		error(Ebadstat);
	if((u32int)len > n)
		len = 2;
	copyout(u, buf, (usize)len);
	return len;
}

static s64int
statout(Chan *c, const char *name, Uaddr u, u32int n)
{
	int room = name != nil ? (int)strlen(name) : 0, len;
	u8int small[Statguess], *buf;

	if(n < 2)
		error(Eshortstat);
	len = dstat(c, small, sizeof small);
	if(len >= Statfixlen && len + room <= Statguess)
		return putstat(small, len, Statguess, name, u, n);
	buf = dstatmem(c, room, &len);
	onerror(kfree, buf);
	n = (u32int)putstat(buf, len, len + room, name, u, n);
	undo();
	return n;
}

s64int
sysstat(const uintptr *a)
{
	s64int n;
	Chan *c;

	c = namechan(a[0], Aaccess, 0, 0);
	onerror(cclose, c);
	n = statout(c, lastelem(c), uaddr(a[1]), (u32int)a[2]);
	undo();
	return n;
}

s64int
sysfstat(const uintptr *a)
{
	s64int n;
	Chan *c;

	c = fdtochan((s32int)a[0], -1, true, true);
	onerror(cclose, c);
	n = statout(c, nil, uaddr(a[1]), (u32int)a[2]);
	undo();
	return n;
}

/* text that fills a field of an old entry, and need not end there */
static void
oldtext(u8int *p, const char *s)
{
	usize n = strlen(s);

	memmove(p, s, n < Oldtext ? n : Oldtext);
}

/* the form of the third edition: fixed fields, 28 bytes for each text */
static void
oldstat(u8int *p, const Dir *d)
{
	u32int path = (u32int)d->qid.path & ~DMdir;

	memset(p, 0, Oldstatlen);
	oldtext(p, d->name);
	oldtext(p + Oldtext, d->uid);
	oldtext(p + 2 * Oldtext, d->gid);
	p += 3 * Oldtext;
	put32(p, path | (d->qid.type & QTdir ? DMdir : 0));
	put32(p + 4, d->qid.vers);
	put32(p + 8, d->mode);
	put32(p + 12, d->atime);
	put32(p + 16, d->mtime);
	put64(p + 20, d->length);
	put16(p + 28, d->type);
	put16(p + 30, (u16int)d->dev);
}

static void
oldstatout(Chan *c, const char *name, Uaddr u)
{
	u8int *buf, old[Oldstatlen];
	char *strs;
	int n;
	Dir d;

	buf = dstatmem(c, 0, &n);
	onerror(kfree, buf);
	strs = smalloc((usize)n);
	onerror(kfree, strs);
	if(convM2D(buf, n, &d, strs) == 0)
		error(Ebadstat);
	if(name != nil)
		d.name = (char *)(uintptr)name;
	oldstat(old, &d);
	copyout(u, old, sizeof old);
	undo();
	undo();
}

s64int
sys_stat(const uintptr *a)
{
	Chan *c;

	c = namechan(a[0], Aaccess, 0, 0);
	onerror(cclose, c);
	oldstatout(c, lastelem(c), uaddr(a[1]));
	undo();
	return 0;
}

s64int
sys_fstat(const uintptr *a)
{
	Chan *c;

	c = fdtochan((s32int)a[0], -1, true, true);
	onerror(cclose, c);
	oldstatout(c, nil, uaddr(a[1]));
	undo();
	return 0;
}

/* the new entry, copied in and checked: kfree.  The name / is what servers call their root */
static u8int *
validstat(Uaddr u, u32int n)
{
	u8int *buf;
	char *name;
	int len;

	if(n > Statmax + 2)
		error(Ebadstat);
	buf = smalloc((usize)n + 1);
	onerror(kfree, buf);
	copyin(buf, u, n);
	if(statcheck(buf, (int)n) < 0)
		error(Ebadstat);
	len = get16(buf + Statname);
	if(len > 0) {
		name = smalloc((usize)len + 1);
		onerror(kfree, name);
		memmove(name, buf + Statname + 2, (usize)len);
		if(memchr(name, 0, (usize)len) != nil)
			error(Ebadstat);
		if(strcmp(name, "/") != 0)
			validkname(name, false);
		undo();
	}
	poperror();
	return buf;
}

/* which should get the new name, the place or what is mounted there?  neither */
static noreturn void
mtpterror(Chan *c)
{
	if(up->bellerr)
		errorf("%#q %s", chanpath(c), Eismtpt);
	errorf("%s: %#q", Eismtpt, chanpath(c));
}

/* takes c */
static s64int
wstat(Chan *c, u8int *entry, u32int n)
{
	int len;

	onerror(cclose, c);
	if(c->ismtpt && get16(entry + Statname) > 0)
		mtpterror(c);
	len = dwstat(c, entry, (int)n);
	undo();
	return len;
}

s64int
syswstat(const uintptr *a)
{
	u32int n = (u32int)a[2];
	u8int *entry;
	s64int ret;

	entry = validstat(uaddr(a[1]), n);
	onerror(kfree, entry);
	ret = wstat(namechan(a[0], Aaccess, 0, 0), entry, n);
	undo();
	return ret;
}

s64int
sysfwstat(const uintptr *a)
{
	u32int n = (u32int)a[2];
	u8int *entry;
	s64int ret;

	entry = validstat(uaddr(a[1]), n);
	onerror(kfree, entry);
	ret = wstat(fdtochan((s32int)a[0], -1, false, true), entry, n);
	undo();
	return ret;
}

s64int
sys_wstat(const uintptr *a)
{
	USED(a);
	error("old wstat system call - recompile");
}

s64int
sys_fwstat(const uintptr *a)
{
	USED(a);
	error("old fwstat system call - recompile");
}
