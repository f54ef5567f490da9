/*
 * The console.  There are two kinds.  When standard input is a terminal and the system was
 * booted to be used from there, the terminal is in raw mode; the first process's loop gets what is
 * typed, edits it by lines (line.c), echoes, and queues what is complete for the readers of
 * /dev/cons.  Otherwise (direct) a reader of /dev/cons reads standard input itself.  Writers always
 * write by themselves.
 *
 * The line and the echo belong to the loop's thread alone.  Others only set flags, and
 * have the loop look at them.
 */
#include "devcons.h"
#include "host.h"
#include "keepold.h"
#include "lib.h"
#include "line.h"
#include "lock.h"
#include "log.h"
#include "parse.h"
#include "proc.h"

enum
{
	Inlimit = 1 * MiB, /* bytes typed ahead of the reader */
	Inpause =
		512 *
		KiB, /* with less room than this, and one read's worth below, the loop stops reading */
	Echosize = 4 * KiB,
	Logpiece = 256, /* bytes of output copied to the log at a time */
};

/* [I] immutable after boot  [a] atomic  [l] lk  [o] the loop's thread only, [oa] to write */
static struct
{
	Queue *in;            /* [I] */
	_Atomic bool direct;  /* [a] readers read standard input themselves */
	_Atomic bool started; /* [a] the loop reads the terminal */
	_Atomic bool raw;     /* [a] bytes go to the reader as they are typed */
	_Atomic bool paused;  /* [oa] the loop does not read until a reader made room */
	Lock lk;
	_Atomic int nctl;     /* [l] Chans that have consctl open */
	_Atomic u32int group; /* [a] note group of the last reader; 0: none yet */
	int outfd;            /* [I] where echo and output go */
	Line line;            /* [o] */
	char echo[Echosize];  /* [o] */
	int necho;            /* [o] */
} cons;

/* ---- in the loop's thread ---- */

/* A terminal that takes nothing at the moment must not stop the loop: then there is no echo. */
static void
flushecho(void)
{
	if(cons.necho > 0 && (hostpoll(cons.outfd, Hpollout, -1, 0) & Hpollout))
		hostwrite(cons.outfd, (uintptr)cons.echo, (usize)cons.necho, -1);
	cons.necho = 0;
}

static void
echo(const char *s, int n)
{
	if(cons.necho + n > Echosize)
		flushecho();
	memcpy(cons.echo + cons.necho, s, (usize)n);
	cons.necho += n;
}

static void
passline(void)
{
	qproduce(cons.in, cons.line.buf, cons.line.n);
	lineclear(&cons.line);
}

static void
edit(const char *p, int n)
{
	for(int i = 0; i < n; i++)
		switch(lineadd(&cons.line, p[i])) {
		case Lready:
			passline();
			break;
		case Lintr:
			flushecho();
			consinterrupt(0);
			break;
		}
	flushecho();
}

/* the queue was nearly full, and the loop stopped reading */
static bool
mayresume(void)
{
	return atomic_load(&cons.paused) && qwindow(cons.in) >= Inpause;
}

static void
resume(void)
{
	if(mayresume()) {
		atomic_store(&cons.paused, false);
		hostinput(true);
	}
}

/* The reader may have emptied the queue before it could see paused: so look again after. */
static void
pause(void)
{
	hostinput(false);
	atomic_store(&cons.paused, true);
	resume();
}

void
consinput(const char *p, int n)
{
	if(n == 0)
		qhangup(cons.in, nil);
	else if(atomic_load(&cons.raw)) {
		if(cons.line.n > 0)
			passline();
		qproduce(cons.in, p, n);
	} else
		edit(p, n);
	if(qwindow(cons.in) < Inpause)
		pause();
}

/* A reader made room, perhaps; or raw mode was switched on: what was typed of a line is not held
 * back any longer */
void
conswake(void)
{
	resume();
	if(atomic_load(&cons.raw) && cons.line.n > 0)
		passline();
}

void
consinterrupt(u32int group)
{
	u32int last = atomic_load(&cons.group);

	if(last != 0 && postnotepg(last, "interrupt", Nuser, nil) > 0)
		return;
	if(group != 0)
		postnotepg(group, "interrupt", Nuser, nil);
}

/* ---- in the process that reads or writes ---- */

void
consoleinit(void)
{
	stdinit();
	lockinit(&cons.lk, Rfgrp);
	cons.in = qopen(Inlimit, 0);
	cons.line.echo = echo;
	/* the terminal, whatever a program's output was sent to; without one, standard output */
	cons.outfd = stdistty(1) ? 1 : stdistty(2) ? 2 : stdistty(0) ? 0 : 1;
	atomic_store(&cons.direct, !stdistty(0));
}

/* a program has the host's terminal as a file of its own, so nobody else reads it */
void
consoledirect(void)
{
	if(!atomic_load(&cons.started))
		atomic_store(&cons.direct, true);
}

void
consolestart(void)
{
	u32int none = 0;

	atomic_compare_exchange_strong(&cons.group, &none, up->noteid);
	if(atomic_load(&cons.direct) || atomic_exchange(&cons.started, true))
		return;
	hostttyraw(true);
	hostinput(true);
}

static void
askresume(void)
{
	if(mayresume())
		hostloopwake();
}

/* The one that made room may have been killed before it said so: hence to begin with */
int
consoleread(Buf b, int n)
{
	atomic_store(&cons.group, up->noteid);
	if(atomic_load(&cons.direct))
		return stdread(0, b, n);
	askresume();
	n = qread(cons.in, b, n);
	askresume();
	return n;
}

/* the end of what was written goes to the log as well */
static void
tolog(Buf b, int n)
{
	char piece[Logpiece];
	int m;

	if(n > Logsize) {
		b = bufadd(b, (usize)(n - Logsize));
		n = Logsize;
	}
	for(; n > 0; n -= m) {
		m = n < Logpiece ? n : Logpiece;
		bufget(piece, b, (usize)m);
		logwrite(piece, m, false);
		b = bufadd(b, (usize)m);
	}
}

int
consolewrite(Buf b, int n)
{
	n = stdwrite(cons.outfd, b, n);
	tolog(b, n);
	return n;
}

/* ---- consctl ---- */

/* twice does no harm */
static void
setraw(bool on)
{
	atomic_store(&cons.raw, on);
	if(atomic_load(&cons.direct)) {
		if(stdistty(0))
			hostttyraw(on);
	} else if(on)
		hostloopwake();
}

/* auxn: c is counted */
void
consolectlopen(Chan *c)
{
	lock(&cons.lk);
	keepold(cons.nctl);
	keepold(c->auxn);
	cons.nctl++;
	c->auxn = 1;
	unlock(&cons.lk);
}

static void
endraw(_Atomic int *nctl)
{
	if(*nctl == 0)
		setraw(false);
}
DEFREDO(endraw, _Atomic int)

void
consolectlclose(Chan *c)
{
	lock(&cons.lk);
	keepold(cons.nctl);
	keepold(c->auxn);
	keepold(up->err.n);
	cons.nctl -= (int)c->auxn;
	c->auxn = 0;
	onerror(endraw, &cons.nctl);
	unlock(&cons.lk);
	undo();
}

int
consolectl(Buf b, int n)
{
	static const char *const ctlp[] = {"ctlpon", "ctlpoff"};
	Cmdbuf *cb = parsecmd(b, n);

	onerror(freecmd, cb);
	for(int i = 0; i < cb->nword; i++)
		if(strcmp(cb->word[i], "rawon") == 0)
			setraw(true);
		else if(strcmp(cb->word[i], "rawoff") == 0)
			setraw(false);
		else if(strcmp(cb->word[i], ctlp[0]) != 0 && strcmp(cb->word[i], ctlp[1]) != 0)
			cmderror(cb,
				 Ebadctl); /* the kernel has no ^P debugger to switch on or off */
	undo();
	return n;
}
