/*
 * What the unit tests share: checks that say what went wrong, and a small boot.
 */
#include "unit.h"
#include "chan.h"
#include "dev.h"
#include "log.h"
#include "mem.h"
#include "proc.h"

enum
{
	Arenasize = 512 * MiB,
	Minute = 60 * 1000, /* ms */
	Tick = 100,         /* ms */
	Nspare = 100,       /* Procs made in advance: they are never given back */
};

/* ---- checks ---- */

static noreturn void
failed(const char *file, int line, const char *what, const char *text)
{
	char buf[1024];
	int n = snprint(buf, sizeof buf, "%s:%d: failed: %s%s\n", file, line, what, text);

	fakequiet(false);
	hostlog(buf, n);
	hostquit(1);
}

noreturn void
unitfail(const char *file, int line, const char *what)
{
	failed(file, line, what, "");
}

void
unitint(const char *file, int line, const char *what, s64int got, s64int want)
{
	char buf[128];

	if(got == want)
		return;
	snprint(buf, sizeof buf, ": got %lld (%#llx), want %lld (%#llx)", got, got, want, want);
	failed(file, line, what, buf);
}

void
unitstr(const char *file, int line, const char *what, const char *got, const char *want)
{
	char buf[768];

	if(got == want || (got != nil && want != nil && strcmp(got, want) == 0))
		return;
	snprint(buf, sizeof buf, ": got \"%.300s\", want \"%.300s\"", got, want);
	failed(file, line, what, buf);
}

void
unitmem(const char *file, int line, const char *what, const void *got, const void *want, usize n)
{
	const u8int *g = got, *w = want;
	char buf[128];

	for(usize i = 0; i < n; i++)
		if(g[i] != w[i]) {
			snprint(buf, sizeof buf, ": byte %lld: got %#x, want %#x", (u64int)i, g[i],
				w[i]);
			failed(file, line, what, buf);
		}
}

/* ---- a small boot ---- */

static void
interrupted(int what)
{
	USED(what);
}

static void
typed(const char *p, int n)
{
	USED(p);
	USED(n);
}

static void
woken(void)
{
}

static const Upcalls upcalls = {
	.died = procdied,
	.interrupt = interrupted,
	.input = typed,
	.wake = woken,
};

static void
looper(void *arg)
{
	USED(arg);
	hostloop(&upcalls);
}

/* the end of process 1 is the end of a real emu only */
void
bootexit(const char *msg)
{
	USED(msg);
}

static void
spareprocs(void)
{
	static Proc *p[Nspare];

	for(int i = 0; i < Nspare; i++)
		p[i] = newproc();
	for(int i = 0; i < Nspare; i++)
		procfree(p[i]);
}

void
kernelup(void)
{
	meminit(hostarena(Arenasize), Arenasize);
	strecpy(eve, eve + sizeof eve, "glenda");
	procinit();
	kproc("loop", looper, nil);
	spareprocs();
	fakesettle();
	memmark();
}

/* the C pointers of test programs: to the kernel, a shared segment */
static Segment *
cmemory(void)
{
	Segment *s = newseg(SGshared, Cmemory, 0);

	s->top = Cmemorytop;
	return s;
}

u32int
userproc(Fakeprog *fn, void *arg)
{
	Proc *p = newproc();
	u32int pid = p->pid;

	onerror(abandon, p);
	kstrset(&p->text, "test");
	setuser(p, eve);
	p->fgrp = newfgrp();
	p->egrp = newegrp();
	p->rgrp = newrgrp();
	p->pgrp = newpgrp();
	p->slash = dattach(devof('/'), "");
	p->dot = cclone(p->slash);
	p->seg[Nseg - 1] = cmemory();
	p->noteid = pid;
	p->nowait = true;
	fakeureg(&p->ureg, fn, arg);
	poperror();
	procstart(p);
	return pid;
}

void
usersgone(void)
{
	for(int ms = 0; fakeprocs() > 0; ms += Tick) {
		if(ms > Minute) {
			fakedump();
			unitfail(__FILE__, __LINE__, "a user process does not end");
		}
		tsleep(&up->sleepr, never, nil, Tick);
	}
	fakesettle();
}

void
checkleaks(void)
{
	fakesettle();
	blockflush();
	chanflush();
	checkint(memleaks(), 0);
}
