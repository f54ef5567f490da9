/*
 * The name space of process 1: what the namespace file says (nsfile.c), and what the options bind.  The
 * file names what it does not know as #U*root, #U*usr and #U*tmp.
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

static noreturn void
cannot(const char *what, const char *name)
{
	char err[Errmax];

	strecpy(err, err + Errmax, up->errstr);
	errorf("%s %s: %s", what, name, err);
}

/* the host directory path at old */
static void
bindhost(const char *path, const char *old, int flag, bool ro)
{
	Chan *from;

	if(waserror())
		cannot("bind", path);
	from = fsattachdir(path, ro);
	onerror(cclose, from);
	mountonto(from, old, flag, nil);
	undo();
	poperror();
}

/* the name of a host's file with the directory that it is relative to; kfree */
static char *
absolute(const char *path, const char *cwd)
{
	usize n = strlen(cwd) + strlen(path) + 2;
	bool whole = path[0] == '/' || cwd[0] == '\0';
	char *s = smalloc(n);

	snprint(s, (int)n, "%s%s%s", whole ? "" : cwd, whole ? "" : "/", path);
	return s;
}

static void
bindoption(const char *s, const char *cwd)
{
	char *host = absolute(s, cwd), *plan9, *ro;

	plan9 = strchr(host + strlen(host) - strlen(s), ':'); /* a : in cwd is its own */
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
hostdir(const char *cwd)
{
	char *s = smalloc(strlen(cwd) + 16);

	snprint(s, (int)strlen(cwd) + 16, "/n/host%s", cwd);
	if(!waserror()) {
		changedir(s);
		poperror();
	}
	kfree(s);
}

static void
setvars(const Options *o, const Hostparam *hp)
{
	static const char path[] = "/bin\0.";
	char *s, *eq, num[16], home[Fsusermax + 8];

	snprint(num, sizeof num, "%d", hp->ncpu);
	ksetenv("NPROC", num);
	ksetenv("cputype", "amd64");
	ksetenv("objtype", "amd64");
	ksetenv("service", "terminal");
	ksetenv("terminal", "emu");
	ksetenv("sysname", hp->hostname);
	ksetenv("user", up->user);
	if(hp->timezone[0] != 0)
		ksetenv("timezone", hp->timezone);
	snprint(home, sizeof home, "/usr/%s", up->user);
	ksetenv("home", home);
	ksetenv("rootdir", "/root");
	if(o->exec) /* elsewhere rc's business; a NUL ends each */
		ksetenvn("path", path, sizeof path);
	for(int i = 0; i < o->nenv; i++) {
		s = kstrdup(o->env[i]);
		eq = strchr(s, '=');
		*eq++ = 0;
		ksetenv(s, eq);
		kfree(s);
	}
}

/* may fail, and then nothing has happened */
static void
trybind(const char *new, const char *old, int flag)
{
	if(waserror())
		return;
	bindname(new, old, flag);
	poperror();
}

static void
makedir(const char *fmt, const char *user)
{
	char name[128];

	if(waserror())
		return;
	snprint(name, sizeof name, fmt, user);
	cclose(namec(name, Acreate, Oread | Oexcl, DMdir | 0755));
	poperror();
}

/* the host's directories that the namespace file names as #U* */
static void
nametrees(const char *root, const Hostparam *hp)
{
	if(root != nil)
		fsnametree("root", root);
	if(hp->tmp[0] != '\0')
		fsnametree("tmp", hp->tmp);
	if(hp->usr[0] == '\0')
		return;
	fsnametree("usr", hp->usr);
	makedir("#U*usr/%s", up->user);
	makedir("#U*usr/%s/lib", up->user);
}

/* the root tree, where the namespace file looks for it */
static void
bindroot(const char *root)
{
	if(waserror())
		cannot("root tree", root);
	bindname("#U*root", "/root", Mrepl | Mcreate);
	poperror();
}

/* the file of -n, in the terms of the host; the tree's own; or what is built in */
static void
runnamespace(const Options *o, const Hostparam *hp)
{
	char name[2 * Errmax];

	if(o->namespace != nil) {
		if(waserror())
			cannot("namespace file", o->namespace);
		snprint(name, sizeof name, "#U%s%s%s", o->namespace[0] == '/' ? "" : hp->cwd,
			o->namespace[0] == '/' ? "" : "/", o->namespace);
		namespacefile(name);
		poperror();
		return;
	}
	if(waserror()) {
		namespacetext(nsdefault);
		return;
	}
	namespacefile("/root/lib/namespace");
	poperror();
}

static bool
samefile(const char *a, const char *b)
{
	Chan *ca, *cb;
	bool same;

	ca = namec(a, Aaccess, 0, 0);
	onerror(cclose, ca);
	cb = namec(b, Aaccess, 0, 0);
	onerror(cclose, cb);
	same = eqchan(ca, cb, false);
	undo();
	undo();
	return same;
}

/*
 * Who names a host's program needs the host's files, whatever the namespace file says.  Where it bound them that
 * stays: a mount made anew would come after those that need it, in /proc/1/ns.
 */
static void
bindhostfiles(void)
{
	if(waserror()) {
		trybind("#U", "/n/host", Mrepl | Mcreate);
		return;
	}
	if(!samefile("#U", "/n/host"))
		trybind("#U", "/n/host", Mrepl | Mcreate);
	poperror();
}

void
makenamespace(const Options *o, const Hostparam *hp)
{
	const char *root = o->root != nil ? o->root : hp->root[0] != 0 ? hp->root : nil;

	rootchan();
	setvars(o, hp);
	nametrees(root, hp);
	if(root != nil)
		bindroot(root);
	runnamespace(o, hp);
	if(o->exec || hostscript(o))
		bindhostfiles();
	for(int i = 0; i < o->nbind; i++)
		bindoption(o->bind[i], hp->cwd);
	if(o->exec || hostscript(o))
		hostdir(hp->cwd);
}
