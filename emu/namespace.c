/*
 * The name space of process 1: the kernel's own devices, the host's tree at
 * /n/host, the root tree, and what the options bind.
 */
#include "u.h"
#include "lib.h"
#include "dev.h"
#include "fs.h"
#include "host.h"
#include "lock.h"
#include "log.h"
#include "mem.h"
#include "proc.h"
#include "emu.h"

/* bind new onto old; a failure is reported only when must */
static void
kbind(const char *new, const char *old, int flag, bool must)
{
	Chan *from, *onto;

	if(waserror()) {
		if(must)
			print("emu: bind %s %s: %s\n", new, old, up->errstr);
		return;
	}
	from = namec(new, Abind, 0, 0);
	onerror(cclose, from);
	onto = namec(old, Amount, 0, 0);
	onerror(cclose, onto);
	cmount(from, onto, flag, nil);
	undo();
	undo();
	poperror();
}

/* the host directory path at old */
static void
bindhost(const char *path, const char *old, int flag, bool ro)
{
	Chan *from, *onto;

	if(waserror()) {
		print("emu: bind %s %s: %s\n", path, old, up->errstr);
		return;
	}
	from = fsattachdir(path, ro);
	onerror(cclose, from);
	onto = namec(old, Amount, 0, 0);
	onerror(cclose, onto);
	cmount(from, onto, flag, nil);
	undo();
	undo();
	poperror();
}

static void
bindoption(const char *s)
{
	char *host = kstrdup(s), *plan9, *ro;

	plan9 = strchr(host, ':');
	*plan9++ = 0;
	ro = strrchr(plan9, ':');
	if(ro != nil && strcmp(ro, ":ro") == 0)
		*ro = 0;
	else
		ro = nil;
	bindhost(host, plan9, Mrepl | Mcreate, ro != nil);
	kfree(host);
}

static void
rootchan(void)
{
	up->slash = dattach(devof('/'), "");
	pathclose(up->slash->path);
	up->slash->path = newpath("/");
	up->dot = cclone(up->slash);
}

static void
changedir(const char *dir)
{
	Chan *c, *old;

	if(waserror())
		return;
	c = namec(dir, Atodir, 0, 0);
	poperror();
	old = up->dot;
	up->dot = c;
	cclose(old);
}

static void
hostdir(const char *cwd)
{
	char *s = smalloc(strlen(cwd) + 16);

	snprint(s, (int)strlen(cwd) + 16, "/n/host%s", cwd);
	changedir(s);
	kfree(s);
}

/* The root device has a /rc of its own, in front of the tree's. */
static void
bindrc(const char *root)
{
	int n = (int)strlen(root) + 8;
	char *path = smalloc((usize)n);
	Chan *c;

	snprint(path, n, "%s/rc", root);
	if(!waserror()) {
		c = fsattachdir(path, true);
		poperror();
		cclose(c);
		bindhost(path, "/rc", Mafter | Mcreate, false);
	}
	kfree(path);
}

static void
setvars(const Options *o, const Hostparam *hp)
{
	char *s, *eq, num[16];

	snprint(num, sizeof num, "%d", hp->ncpu);
	ksetenv("NPROC", num);
	ksetenv("cputype", "amd64");
	ksetenv("objtype", "amd64");
	ksetenv("service", "terminal");
	ksetenv("terminal", "emu");
	ksetenv("sysname", hp->hostname);
	ksetenv("user", up->user);
	for(int i = 0; i < o->nenv; i++) {
		s = kstrdup(o->env[i]);
		eq = strchr(s, '=');
		*eq++ = 0;
		ksetenv(s, eq);
		kfree(s);
	}
}

void
makenamespace(const Options *o, const Hostparam *hp)
{
	const char *root = o->root != nil ? o->root : hp->root[0] != 0 ? hp->root : nil;

	rootchan();
	setvars(o, hp);
	kbind("#c", "/dev", Mafter, true);
	kbind("#¤", "/dev", Mafter, true);
	kbind("#d", "/fd", Mrepl, true);
	kbind("#e", "/env", Mrepl | Mcreate, true);
	kbind("#p", "/proc", Mrepl, true);
	kbind("#s", "/srv", Mrepl | Mcreate, true);
	kbind("#σ", "/shr", Mrepl, true);
	kbind("#I", "/net", Mafter, true);
	if(root != nil) {
		bindhost(root, "/", Mafter | Mcreate, false);
		bindrc(root);
	}
	kbind("/amd64/bin", "/bin", Mafter, false);
	kbind("/rc/bin", "/bin", Mafter, false);
	kbind("#U", "/n/host", Mrepl | Mcreate, true);
	if(hp->tmp[0] != 0 && root != nil)
		bindhost(hp->tmp, "/tmp", Mrepl | Mcreate, false);
	for(int i = 0; i < o->nbind; i++)
		bindoption(o->bind[i]);
	if(o->exec || hostscript(o))
		hostdir(hp->cwd);
}
