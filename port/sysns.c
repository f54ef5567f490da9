/*
 * The system calls that change a name space or a process's place in it, and those
 * that prepare a connection for being mounted.  The work is done in mount.c, namec.c and
 * by the mount driver; here arguments are taken in and checked.
 *
 * bind and mount return 0.  Bell Labs' kernels return the mount's number, but their
 * programs, as all others, only ask whether the result is negative; 9front's say 0.
 */
#include "u.h"
#include "buf.h"
#include "chan.h"
#include "dev.h"
#include "err.h"
#include "grp.h"
#include "host.h"
#include "lib.h"
#include "mem.h"
#include "mount.h"
#include "proc.h"
#include "sys.h"

enum
{
	Maxversion = 1024, /* bytes of a 9P version string that fversion looks at */
};

static int
intarg(uintptr a)
{
	return (int)(u32int)a;
}

static int
mountflags(uintptr a)
{
	int flag = intarg(a);

	if((flag & ~Mmask) || (flag & Morder) == (Mbefore | Mafter))
		error(Ebadarg);
	return flag;
}

void
mountonto(Chan *from, const char *old, int flag, const char *spec)
{
	Chan *to = namec(old, Amount, 0, 0);

	onerror(cclose, to);
	cmount(from, to, flag, spec);
	undo();
}

void
bindname(const char *new, const char *old, int flag)
{
	Chan *from = namec(new, Abind, 0, 0);

	onerror(cclose, from);
	mountonto(from, old, flag, nil);
	undo();
}

s64int
sysbind(const uintptr *a)
{
	int flag = mountflags(a[2]);

	char *name = validname(uaddr(a[0]), true);
	onerror(kfree, name);
	char *old = validname(uaddr(a[1]), true);
	onerror(kfree, old);
	bindname(name, old, flag);
	undo();
	undo();
	return 0;
}

/* Attach to the server at fd, with the authentication file afd unless it is negative. */
static Chan *
attachfd(int fd, int afd, const char *spec, int flag)
{
	Chan *c = fdtochan(fd, Ordwr, true, true);
	onerror(cclose, c);
	Chan *ac = nil;
	onerror(cclosep, &ac);
	if(afd >= 0)
		ac = fdtochan(afd, Ordwr, true, true);
	Chan *root = mntattach(c, ac, spec, flag & Mcache);
	undo();
	undo();
	return root;
}

static s64int
mount(int fd, int afd, Uaddr uold, int flag, Uaddr uspec)
{
	if(!mountallowed(up->pgrp))
		error(Enoattach);
	char *spec = validname(uspec, true);
	onerror(kfree, spec);
	char *old = validname(uold, true);
	onerror(kfree, old);
	Chan *from = attachfd(fd, afd, spec, flag);
	onerror(cclose, from);
	mountonto(from, old, flag, spec);
	undo();
	undo();
	undo();
	/* the mount keeps the connection now */
	fdclose(fd, 0);
	return 0;
}

s64int
sysmount(const uintptr *a)
{
	int flag = mountflags(a[3]);

	return mount(intarg(a[0]), intarg(a[1]), uaddr(a[2]), flag, uaddr(a[4]));
}

s64int
sys_mount(const uintptr *a)
{
	int flag = mountflags(a[2]);

	return mount(intarg(a[0]), -1, uaddr(a[1]), flag, uaddr(a[3]));
}

/*
 * What is to be unmounted.  It is opened, since that is how a file of #s or #d gives the
 * connection it stands for.  A device that was masked in this name space can still be
 * unmounted by its bare name: who takes devices away wants to be rid of them.
 */
static Chan *
mountedchan(const char *name)
{
	Rune r;

	if(name[0] == '#' && name[1] != '\0' && name[1 + chartorune(&r, name + 1)] == '\0') {
		const Dev *d = devof(r);
		if(d != nil && !(d->flags & Dnoattach) && !devallowed(up->pgrp, d))
			return dattach(d, "");
	}
	return namec(name, Aopen, Oread, 0);
}

void
unmountname(const char *name, const char *old)
{
	Chan *mounted = nil, *c = namec(old, Amount, 0, 0);

	onerror(cclose, c);
	onerror(cclosep, &mounted);
	if(name != nil)
		mounted = mountedchan(name);
	cunmount(c, mounted);
	undo();
	undo();
}

s64int
sysunmount(const uintptr *a)
{
	char *name = nil;

	char *old = validname(uaddr(a[1]), true);
	onerror(kfree, old);
	if(a[0] != 0)
		name = validname(uaddr(a[0]), true);
	onerror(kfree, name);
	unmountname(name, old);
	undo();
	undo();
	return 0;
}

s64int
syschdir(const uintptr *a)
{
	char *name = validname(uaddr(a[0]), true);

	onerror(kfree, name);
	Chan *c = namec(name, Atodir, 0, 0);
	onerror(cclosep, &c);
	qlock(&up->debug); /* /proc looks at dot */
	onerror(qunlock, &up->debug);
	exchange(&up->dot, &c);
	undo();
	undo();
	undo();
	return 0;
}

s64int
sysfauth(const uintptr *a)
{
	char *spec = validname(uaddr(a[1]), true);

	onerror(kfree, spec);
	Chan *c = fdtochan(intarg(a[0]), Ordwr, true, true);
	onerror(cclose, c);
	Chan *ac = mntauth(c, spec);
	int fd = newfd(ac, true);
	if(fd < 0) {
		cclose(ac);
		error(Enofd);
	}
	undo();
	undo();
	return fd;
}

/* The version string at u, which must end within n bytes. */
static char *
versionarg(Uaddr u, u32int n)
{
	usize max = n < Maxversion ? n : Maxversion;
	s64int len = hoststrlen(u, max);

	if(len < 0)
		badaddr(u, max);
	if((usize)len >= max)
		error(Ebadarg);
	return copyinstr(u, max);
}

s64int
sysfversion(const uintptr *a)
{
	char reply[Errmax];
	u32int n = (u32int)a[3];

	char *version = versionarg(uaddr(a[2]), n);
	onerror(kfree, version);
	Chan *c = fdtochan(intarg(a[0]), Ordwr, true, true);
	onerror(cclose, c);
	int room = n < sizeof reply ? (int)n : (int)sizeof reply;
	int len = mntversion(c, version, (u32int)a[1], reply, room);
	undo();
	undo();
	copyout(uaddr(a[2]), reply, (usize)len + 1);
	return len;
}
