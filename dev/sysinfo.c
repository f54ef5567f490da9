/*
 * What the system tells about itself in #c: time, processor time, memory, processors,
 * devices.  The texts are those that stats(8), C libraries and Go's runtime take apart.
 */
#include "devcons.h"
#include "err.h"
#include "host.h"
#include "lib.h"
#include "lock.h"
#include "mem.h"
#include "parse.h"
#include "proc.h"
#include "tod.h"

enum
{
	Nsec = 1000000000,
	Samplens = 100000000, /* sysstat looks at all processes no more often */
	Statfields = 10,
	Textmax = 4096,
};
#define Maxtime ((s64int)1 << 62) /* ns since 1970, in 2116: with what is added it stays a time */
static const char Ebadtime[] = "bad time control";

/* ---- time ---- */

static void
evecheck(void)
{
	if(!iseve())
		error(Eperm);
}

/* as many of the words as fit; the offset means nothing, since it is always now */
int
bintimeread(Chan *c, Buf b, int n, s64int off)
{
	u8int word[32];

	USED(c);
	USED(off);
	if(n > (int)sizeof word)
		n = (int)sizeof word;
	n = rounddown(n, 8);
	if(n <= 0)
		return 0;
	putbe64(word, (u64int)todget());
	if(n > 8) {
		putbe64(word + 8, hostcycles());
		putbe64(word + 16, todfreq());
		putbe64(word + 24, (u64int)hostmono());
	}
	bufput(b, word, (usize)n);
	return n;
}

static void
settime(s64int ns)
{
	if(ns < 0 || ns > Maxtime)
		error(Ebadtime);
	todset(ns);
}

int
bintimewrite(Chan *c, Buf b, int n, s64int off)
{
	u8int m[13] = {0};
	bool ok = false;

	USED(c);
	USED(off);
	evecheck();
	if(n < 9 || n > (int)sizeof m)
		error(Ebadtime);
	bufget(m, b, (usize)n);
	if(m[0] == 'd' && n == 13)
		ok = todadjust((s64int)getbe64(m + 1), getbe32(m + 9));
	else if(m[0] == 'n' && n == 9) {
		settime((s64int)getbe64(m + 1));
		ok = true;
	} else if(m[0] == 'f' && n == 9 && getbe64(m + 1) != 0) {
		todsetfreq(getbe64(m + 1));
		ok = true;
	}
	if(!ok)
		error(Ebadtime);
	return n;
}

int
timeread(Chan *c, Buf b, int n, s64int off)
{
	char text[96];
	s64int t = todget();

	USED(c);
	snprint(text, sizeof text, "%11lld %21lld %21llu %21llu ", t / Nsec, t, hostcycles(),
		todfreq());
	return readstr(off, b, n, text);
}

int
timewrite(Chan *c, Buf b, int n, s64int off)
{
	char text[13], *end;
	s64int secs;

	USED(c);
	USED(off);
	evecheck();
	if(n <= 0 || n >= (int)sizeof text)
		error(Ebadtime);
	bufget(text, b, (usize)n);
	text[n] = 0;
	secs = strtoi(text, &end, 10);
	if(end == text || secs <= 0 || secs > Maxtime / Nsec)
		error(Ebadtime);
	settime(secs * Nsec);
	return n;
}

int
cputimeread(Chan *c, Buf b, int n, s64int off)
{
	char text[6 * Numsize + 1], *p = text;
	u32int t[6];

	USED(c);
	proctimes(up, t);
	for(int i = 0; i < nelem(t); i++)
		p = seprint(p, text + sizeof text, "%11u ", t[i]);
	return readstr(off, b, n, text);
}

/* ---- memory ---- */

/* Kernel memory is the arena's.  The rest of what the host has given away is nobody's in particular. */
int
swapread(Chan *c, Buf b, int n, s64int off)
{
	char text[512];
	u64int size, left, kernel, used;
	Memuse m;

	USED(c);
	memuse(&m);
	hostmemory(&size, &left);
	kernel = m.arena / Pagesize;
	used = (size - left) / Pagesize;
	used -= used < kernel ? used : kernel;
	snprint(text, sizeof text,
		"%llu memory\n%d pagesize\n%llu kernel\n%llu/%llu user\n0/0 swap\n0/0 reclaim\n"
		"%zu/%zu/%zu kernel malloc\n0/0/0 kernel draw\n0/0/0 kernel secret\n",
		size, Pagesize, kernel, used, size / Pagesize - kernel, m.used, m.arena, m.limit);
	return readstr(off, b, n, text);
}

int
swapwrite(Chan *c, Buf b, int n, s64int off)
{
	USED(c);
	USED(b);
	USED(n);
	USED(off);
	evecheck();
	error("the host does the swapping");
}

/* ---- processors ---- */

/* what the processes did; sums can fall, when one ends, and then nothing is added */
typedef struct Work
{
	s64int busy; /* ns */
	s64int calls, switches;
} Work;

static struct
{
	QLock lk;
	s64int when; /* [lk] the last sample, hostmono */
	Work sum;    /* [lk] of the processes that lived then */
	Work total;  /* [lk] since boot, or since somebody wrote to sysstat */
	int load;    /* [lk] thousandths of all processors */
} sysstat;

static int ncpu = 1;

void
consncpu(int n)
{
	if(n > 0)
		ncpu = n;
}

static Work
countwork(void)
{
	Work w = {0, 0, 0};
	s64int user, sys;
	Proc *p;
	int pid;

	for(int i = 0; i < nprocslots(); i++) {
		p = procslot(i);
		if(p == nil)
			continue;
		w.calls += (s64int)p->nsyscall;
		w.switches += (s64int)p->nswitch;
		pid = atomic_load(&p->hostpid);
		if(pid == 0 || p->kp)
			continue;
		hostcputime(pid, &user, &sys);
		w.busy += user + sys;
	}
	return w;
}

static s64int
grown(s64int *total, s64int old, s64int new)
{
	s64int d = new > old ? new - old : 0;

	*total += d;
	return d;
}

/* lk is held */
static void
sample(void)
{
	s64int now = hostmono(), d = now - sysstat.when, busy;
	Work w;

	if(sysstat.when != 0 && d < Samplens)
		return;
	w = countwork();
	busy = grown(&sysstat.total.busy, sysstat.sum.busy, w.busy);
	grown(&sysstat.total.calls, sysstat.sum.calls, w.calls);
	grown(&sysstat.total.switches, sysstat.sum.switches, w.switches);
	if(sysstat.when != 0)
		sysstat.load = (int)(busy * 1000 / (d * ncpu));
	if(sysstat.load > 1000)
		sysstat.load = 1000;
	sysstat.sum = w;
	sysstat.when = now;
}

/*
 * A line for each processor.  On which processor of the host a process ran is not known:
 * the counts are all on the first line, and all have the same load.
 */
static void
sysstattext(char *p, char *end)
{
	s64int field[Statfields];

	for(int i = 0; i < ncpu; i++) {
		memset(field, 0, sizeof field);
		field[0] = i;
		if(i == 0) {
			field[1] = sysstat.total.switches;
			field[3] = sysstat.total.calls;
		}
		field[7] = sysstat.load;
		field[8] = 100 - sysstat.load / 10;
		for(int k = 0; k < Statfields; k++)
			p = seprint(p, end, "%11lld ", field[k]);
		p = seprint(p, end, "\n");
	}
}

int
sysstatread(Chan *c, Buf b, int n, s64int off)
{
	usize size = (usize)ncpu * (Statfields * Numsize + 16) + 1;
	char *text = smalloc(size);

	USED(c);
	onerror(kfree, text);
	qlock(&sysstat.lk);
	sample();
	sysstattext(text, text + size);
	qunlock(&sysstat.lk);
	n = readstr(off, b, n, text);
	undo();
	return n;
}

int
sysstatwrite(Chan *c, Buf b, int n, s64int off)
{
	USED(c);
	USED(b);
	USED(off);
	qlock(&sysstat.lk);
	memset(&sysstat.total, 0, sizeof sysstat.total);
	qunlock(&sysstat.lk);
	return n;
}

/* ---- devices ---- */

int
driversread(Chan *c, Buf b, int n, s64int off)
{
	char *text = smalloc(Textmax), *p = text;
	const Dev *d;

	USED(c);
	onerror(kfree, text);
	for(int i = 0; (d = devtab[i]) != nil; i++)
		if(d->flags & Dnoattach ? mountallowed(up->pgrp) : devallowed(up->pgrp, d))
			p = seprint(p, text + Textmax, "#%C %s\n", d->dc, d->name);
	n = readstr(off, b, n, text);
	undo();
	return n;
}

/* chdev op devices: & keeps these only, &~ drops these, ~ drops all */
int
driverswrite(Chan *c, Buf b, int n, s64int off)
{
	static const Cmdtab tab[] = {{0, "chdev", 0}};
	Cmdbuf *cb = parsecmd(b, n);
	const char *op, *chars;

	USED(c);
	USED(off);
	onerror(freecmd, cb);
	lookupcmd(cb, tab, nelem(tab));
	if(cb->nword < 2 || cb->nword > 3)
		cmderror(cb, Ecmdargs);
	op = cb->word[1];
	chars = cb->nword > 2 ? cb->word[2] : "";
	if(strcmp(op, "&") == 0)
		devmaskset(up->pgrp, chars, true);
	else if(strcmp(op, "&~") == 0)
		devmaskset(up->pgrp, chars, false);
	else if(strcmp(op, "~") == 0 && chars[0] == 0)
		devmaskset(up->pgrp, "", true);
	else
		cmderror(cb, Ebadctl);
	undo();
	return n;
}

int
configread(Chan *c, Buf b, int n, s64int off)
{
	char *text = smalloc(Textmax), *p, *end = text + Textmax;

	USED(c);
	onerror(kfree, text);
	p = seprint(text, end, "# emu\ndev\n");
	for(int i = 0; devtab[i] != nil; i++)
		p = seprint(p, end, "\t%s\n", devtab[i]->name);
	n = readstr(off, b, n, text);
	undo();
	return n;
}

/* the window in which the console is shown */
int
winsizeread(Chan *c, Buf b, int n, s64int off)
{
	char text[32];
	int rows, cols;

	USED(c);
	if(!stdistty(0) || hostttysize(&rows, &cols) < 0)
		return 0;
	snprint(text, sizeof text, "%d %d\n", rows, cols);
	return readstr(off, b, n, text);
}
