/*
 * Process 1: its groups, its descriptors, its program; and its end, which is the
 * emu's.
 */
#include "u.h"
#include "lib.h"
#include "cons.h"
#include "dev.h"
#include "host.h"
#include "lock.h"
#include "log.h"
#include "mem.h"
#include "proc.h"
#include "serve.h"
#include "emu.h"

static const Options *opt;
static const Hostparam *param;
static _Atomic int status = -1;

int
exitstatus(void)
{
	return atomic_load(&status);
}

void
bootexit(const char *msg)
{
	/* who listened went first, and has what he wanted */
	static const char pipe[] = "sys: write on closed pipe";

	if(msg != nil && msg[0] != 0 && strncmp(msg, pipe, sizeof pipe - 1) != 0)
		print("emu: %s\n", msg);
	atomic_store(&status, msg != nil && msg[0] != 0);
	hostloopwake();
}

/* Descriptors 0, 1 and 2 are the host's own.  But a shell that is used from a terminal reads the console,
 * which edits lines as Plan 9 does, and shows what is typed ahead when it is read. */
static void
stdfiles(bool shell)
{
	Chan *c;

	for(int i = 0; i < 3; i++) {
		c = i == 0 && shell && hostistty(0) ? namec("/dev/cons", Aopen, Ordwr, 0)
						    : stdchan(i);
		if(newfd(c, false) != i)
			panic("boot: descriptor %d", i);
	}
}

/* the name that a host path has inside */
static char *
hostname(const char *path)
{
	int n = (int)strlen(path) + 16;
	char *s = smalloc((usize)n);

	snprint(s, n, path[0] == '/' ? "/n/host%s" : "%s", path);
	return s;
}

/* a command of the tree: a plain word is one of /bin */
static char *
commandname(const char *name)
{
	int n = (int)strlen(name) + 8;
	char *s = smalloc((usize)n);
	bool plain = strchr(name, '/') == nil && name[0] != '#';

	snprint(s, n, plain ? "/bin/%s" : "%s", name);
	return s;
}

static void
runfile(const char *file, char **argv)
{
	char err[Errmax], msg[Errmax];

	if(waserror()) {
		strecpy(err, err + sizeof err, up->errstr);
		snprint(msg, sizeof msg, "%s: %s%s", file, err, hint(err, file, opt->exec));
		pexit(msg, true);
	}
	execfile(file, argv);
	poperror();
}

/* likewise; with --gdb a gdbserver runs it */
static void
runfirstfile(const char *file, char **argv)
{
	usize n = 0;
	char **v;

	if(opt->gdb == nil) {
		runfile(file, argv);
		return;
	}
	while(argv[n] != nil)
		n++;
	v = smalloc((n + 3) * sizeof *v);
	memkept(v);
	v[0] = "gdbserver";
	v[1] = opt->gdb;
	v[2] = (char *)(uintptr)file;
	memmove(v + 3, argv + 1, n * sizeof *v);
	runfile("/bin/gdbserver", v);
}

/* a root tree without a shell: say what can be done with it */
static void
needrc(void)
{
	Chan *c;

	if(waserror()) {
		if(!strstr(up->errstr, Enonexist))
			pexit(up->errstr, true);
		print("emu: there is no /bin/rc in this root tree, so nothing to talk to.\n"
		      "Name a command of the tree, or a host's Plan 9 program: emu -x ./program\n");
		pexit("no /bin/rc", true);
	}
	c = namec("/bin/rc", Aaccess, 0, 0);
	poperror();
	cclose(c);
}

/* The name of a host's script, from the host's current directory; rc searches for plain ones. */
static char *
scriptname(const char *path)
{
	int n = (int)strlen(path) + 16;
	char *s = smalloc((usize)n);

	snprint(s, n, path[0] == '/' ? "/n/host%s" : path[0] == '.' ? "%s" : "./%s", path);
	return s;
}

/* rc with the text of -c or with a file.rc, and the arguments */
static void
runscript(void)
{
	int n = 0;
	char **argv;

	while(opt->argv[n] != nil)
		n++;
	argv = smalloc((usize)(n + 5) * sizeof *argv);
	memkept(argv);
	argv[0] = "rc";
	if(opt->script != nil) {
		argv[1] = "-c";
		argv[2] = opt->script;
		argv[3] = "--";
		/* needed where an argument looks like an option; not every rc knows it */
		bool dashes = n > 0 && opt->argv[0][0] == '-';
		memmove(argv + 3 + dashes, opt->argv, (usize)(n + 1) * sizeof *argv);
	} else {
		argv[1] = scriptname(opt->argv[0]);
		memkept(argv[1]);
		memmove(argv + 2, opt->argv + 1, (usize)n * sizeof *argv);
	}
	runfirstfile("/bin/rc", argv);
}

static void
runfirst(void)
{
	static char *rc[] = {"rc", "-l", nil};
	char *file;

	if(opt->argv[0] == nil || hostscript(opt)) {
		needrc();
		if(hostscript(opt))
			runscript();
		else
			runfirstfile("/bin/rc", rc);
		return;
	}
	file = opt->exec ? hostname(opt->argv[0]) : commandname(opt->argv[0]);
	memkept(file);
	/* programs that start themselves again use argv[0] */
	if(opt->exec)
		opt->argv[0] = file;
	runfirstfile(file, opt->argv);
}

/* in process 1's own host process, on its own kernel stack */
static void
first(void *v)
{
	up = v;
	atomic_store(&up->state, Running);
	if(waserror())
		pexit(up->errstr, true);
	makenamespace(opt, param);
	serveuser(param->uid, param->user);
	for(int i = 0; i < opt->nfuse; i++)
		fusemount(opt->fuse[i], "");
	if(opt->trace9p)
		servetrace();
	for(int i = 0; i < opt->nlisten; i++)
		servelisten(opt->listen[i], opt->insecure, param->uid, param->user);
	stdfiles(opt->argv[0] == nil && !hostscript(opt));
	runfirst();
	poperror();
	procrun(up);
}

void
boot(const Options *o, const Hostparam *hp)
{
	Proc *p = newproc();

	opt = o;
	param = hp;
	p->pid = 1;
	p->noteid = 1;
	p->trace = o->trace;
	kstrset(&p->text, "boot");
	setuser(p, eve);
	p->fgrp = newfgrp();
	p->egrp = newegrp();
	p->pgrp = newpgrp();
	p->rgrp = newrgrp();
	atomic_store(&p->state, Ready);
	if(hostfork(first, p, (u8int *)p->kstack + Kstacksize, &p->hostpid) < 0)
		panic("boot: the host makes no process");
}
