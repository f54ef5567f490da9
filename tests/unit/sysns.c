/*
 * The system calls bind, mount, unmount, chdir, fauth and fversion: their arguments. What they do
 * is tested with the mount table and with the mount driver.
 */
#include "ns.h"
#include "grp.h"
#include "usercall.h"

/* / is called / */
static void
giveroot(Proc *p)
{
	pathclose(p->slash->path);
	p->slash->path = newpath("/");
	cclose(p->dot);
	p->dot = cclone(p->slash);
	p->bellerr = true;
}

static s64int
ubind(const char *new, const char *old, u64int flag)
{
	return ucall(BIND, uptr(new), uptr(old), flag);
}

static s64int
uunmount(const char *new, const char *old)
{
	return ucall(UNMOUNT, uptr(new), uptr(old));
}

static s64int
uchdir(const char *name)
{
	return ucall(CHDIR, uptr(name));
}

static void
binds(void *arg)
{
	char buf[32];

	USED(arg);
	ukernel(giveroot);
	ubadaddrs();
	checkint(ubind("#c", "/dev", Mrepl), 0);
	checkstr(uget("/dev/osversion", buf, sizeof buf), "2000");
	/* only 32 bits of the flag count */
	checkint(ubind("#e", "/dev", Mafter | Mcreate | 0x1234567800000000), 0);
	uclose(ucreate("/dev/var", Owrite, 0666));
	ucheckerr(ubind("#e", "/dev", 3), "bad arg in system call");
	ucheckerr(ubind("#e", "/dev", 8), "bad arg in system call");
	ucheckerr(ubind("#e", "/dev", 0x80000000), "bad arg in system call");
	ucheckerr(ubind("#e", "/dev/osversion", 0), "inconsistent mount");
	ucheckerr(ubind("/nix", "/dev", 0), "'/nix' file does not exist");
	ucheckerr(ubind("#c", "/nix", 0), "'/nix' file does not exist");
	ucheckerr(ubind("", "/dev", 0), "empty file name");
	ucheckerr(ubind("/dev", "", 0), "empty file name");
	ucheckerr(ubind((char *)16, "/dev", 0), "bad arg in system call");
	ucheckerr(ubind("/dev", (char *)16, 0), "bad arg in system call");

	checkint(uunmount("#e", "/dev"), 0);
	ucheckerr(uopen("/dev/var", Oread), "'/dev/var' file does not exist");
	ucheckerr(uunmount("#e", "/dev"), "not in union");
	ucheckerr(uunmount("/nix", "/dev"), "'/nix' file does not exist");
	ucheckerr(uunmount(nil, "/nix"), "'/nix' file does not exist");
	ucheckerr(uunmount(nil, (char *)16), "bad arg in system call");
	checkint(uunmount(nil, "/dev"), 0);
	ucheckerr(uunmount(nil, "/dev"), "not mounted");
}

UNIT(binds)
{
	kernelup();
	userrun(binds);
	checkleaks();
}

static void
maskenv(Proc *p)
{
	devmaskset(p->pgrp, "e", false);
}

/* what was masked can still be unmounted by its bare name */
static void
maskedunmount(void *arg)
{
	USED(arg);
	ukernel(giveroot);
	checkint(ubind("#e", "/env", Mrepl), 0);
	ukernel(maskenv);
	ucheckerr(uopen("#e", Oread), "mount/attach disallowed");
	ucheckerr(uunmount("#e/x", "/env"), "mount/attach disallowed");
	checkint(uunmount("#e", "/env"), 0);
	ucheckerr(uunmount("#M", "/env"), "mount/attach disallowed");
	ucheckerr(ubind("#e", "/env", Mrepl), "mount/attach disallowed");
}

UNIT(maskedunmount)
{
	kernelup();
	userrun(maskedunmount);
	checkleaks();
}

static void
chdirs(void *arg)
{
	char path[64];

	USED(arg);
	ukernel(giveroot);
	checkint(ubind("#c", "/dev", Mrepl), 0);
	checkint(uchdir("dev"), 0);
	int fd = uopen("null", Oread);
	check(fd >= 0);
	checkint(ucall(FD2PATH, (uintptr)fd, uptr(path), sizeof path), 0);
	checkstr(path, "/dev/null");
	ucheckerr(uchdir("null"), "'null' not a directory");
	ucheckerr(uchdir("nix"), "'nix' file does not exist");
	ucheckerr(uchdir(""), "empty file name");
	fd = uopen(".", Oread);
	ucall(FD2PATH, (uintptr)fd, uptr(path), sizeof path);
	checkstr(path, "/dev");
	checkint(uchdir("../net"), 0);
	checkint(uchdir("/"), 0);
}

UNIT(chdirs)
{
	kernelup();
	userrun(chdirs);
	checkleaks();
}

static void
forbid(Proc *p)
{
	p->pgrp->noattach = true;
}

static s64int
umount(int fd, int afd, const char *old, u64int flag, const char *spec)
{
	return ucall(MOUNT, (uintptr)fd, (uintptr)afd, uptr(old), flag, uptr(spec));
}

static s64int
ufversion(int fd, u32int msize, char *buf, u32int n)
{
	return ucall(FVERSION, (uintptr)fd, msize, uptr(buf), n);
}

static void
mounts(void *arg)
{
	char buf[64] = "9P2000";
	int p[2];

	USED(arg);
	ukernel(giveroot);
	ubadaddrs();
	checkint(ucall(PIPE, uptr(p)), 0);
	int rd = uopen("#c/null", Oread);
	ucheckerr(umount(99, -1, "/n", 0, ""), "fd out of range or not open");
	ucheckerr(umount(rd, -1, "/n", 0, ""), "inappropriate use of fd");
	ucheckerr(umount(p[0], 99, "/n", 0, ""), "fd out of range or not open");
	ucheckerr(umount(p[0], -1, "/n", 3, ""), "bad arg in system call");
	ucheckerr(umount(p[0], -1, (char *)16, 0, ""), "bad arg in system call");
	ucheckerr(umount(p[0], -1, "/n", 0, nil), "bad arg in system call");

	ucheckerr(ufversion(p[0], 0, buf, 0), "bad arg in system call");
	ucheckerr(ufversion(p[0], 0, buf, 6), "bad arg in system call");
	ucheckerr(ufversion(p[0], 0, (char *)16, 6), "bad arg in system call");
	ucheckerr(ufversion(99, 0, buf, sizeof buf), "fd out of range or not open");
	ucheckerr(ufversion(rd, 0, buf, sizeof buf), "inappropriate use of fd");
	ucheckerr(ucall(FAUTH, 99, uptr("")), "fd out of range or not open");

	ukernel(forbid);
	ucheckerr(umount(p[0], -1, "/n", 0, ""), "mount/attach disallowed");
	ucheckerr(uopen("#s", Oread), "mount/attach disallowed");
	uclose(uopen("#c/null", Oread));
}

UNIT(mounts)
{
	kernelup();
	userrun(mounts);
	checkleaks();
}
