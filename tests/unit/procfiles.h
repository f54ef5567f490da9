/*
 * The files of processes as tests of #p and #π use them.  PROCDEV says of which device.
 */
#pragma once
#include "segproc.h"

enum
{
	Big = 4096,
};

extern const Dev PROCDEV;
static char text[Big];

/* the named file of process pid, or its directory, not open */
static inline Chan *
walkto(u32int pid, const char *name)
{
	char num[16], *names[2] = {num, (char *)(uintptr)name};
	Chan *c = dattach(&PROCDEV, ""), *nc;
	Walkqid *w;

	onerror(cclose, c);
	snprint(num, sizeof num, "%u", pid);
	w = dwalk(c, nil, names, name != nil ? 2 : 1);
	nc = w->clone;
	freewalkqid(w);
	if(nc == nil)
		error(up->errstr);
	undo();
	return nc;
}

static inline Chan *
openit(u32int pid, const char *name, int mode)
{
	Chan *c = walkto(pid, name);

	onerror(cclose, c);
	c = dopen(c, mode);
	poperror();
	return c;
}

static inline int
readchan(Chan *c)
{
	int n = dread(c, kbuf(text), Big - 1, 0);

	text[n] = 0;
	return n;
}

/* what the file holds, in text */
static inline int
readit(u32int pid, const char *name)
{
	Chan *c = openit(pid, name, Oread);
	int n;

	onerror(cclose, c);
	n = readchan(c);
	undo();
	return n;
}

static inline void
writechan(Chan *c, const char *s)
{
	checkint(dwrite(c, kbuf((void *)(uintptr)s), (int)strlen(s), 0), strlen(s));
}

static inline void
writeit(u32int pid, const char *name, const char *s)
{
	Chan *c = openit(pid, name, Owrite);

	onerror(cclose, c);
	writechan(c, s);
	undo();
}

static inline void
sleeper(void *arg)
{
	USED(arg);
	for(;;)
		fakecall(SLEEP, 1000);
}

static inline Proc *
startsleeper(void)
{
	Proc *p = segproc(sleeper, nil);

	fakesettle();
	return p;
}

static inline void
killit(u32int pid)
{
	writeit(pid, "ctl", "kill");
	usersgone();
}
