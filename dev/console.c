/*
 * The console.  There are two kinds.  When standard input is a terminal and the system was
 * booted to be used from there, the terminal is in raw mode; the first process's loop gets what is
 * typed, edits it by lines (line.c), echoes, and queues what is complete for the readers of
 * /dev/cons.  Otherwise (direct) a reader of /dev/cons reads standard input itself.  Writers always
 * write by themselves.
 *
 * What is typed while nobody reads is held as it is, but for interrupts.  When somebody does it is
 * edited and echoed, a line for each read; or passed on without, if he has switched to raw mode, to show it in his
 * own way.  So it is seen once, and where it belongs.
 *
 * What is held, the line and the echo belong to the loop's thread alone.  Others only set flags and
 * count themselves, and have the loop look at it.
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
	Inlimit = 128 * KiB, /* bytes ready for readers: a line, or at the end all that is held */
	Heldsize = 64 * KiB,
	Inpause = 16 * KiB, /* with less room than this, one read's worth, the loop stops reading */
	Cintr = 'C' - '@',
	Cdel = 0x7f,
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
	_Atomic bool paused;  /* [oa] the loop does not read until there is room for what is held */
	Lock lk;
	_Atomic int nctl;     /* [l] Chans that have consctl open */
	_Atomic int nread;    /* [l] processes that read */
	_Atomic u32int group; /* [a] note group of the last reader; 0: none yet */
	int outfd;            /* [I] where echo and output go */
	char held[Heldsize];  /* [o] typed, and not looked at: a ring */
	u32int first;         /* [o] of what is held, modulo Heldsize */
	_Atomic u32int nheld; /* [oa] */
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

/* the echo first: the reader may print at once */
static void
passline(void)
{
	flushecho();
	qproduce(cons.in, cons.line.buf, cons.line.n);
	lineclear(&cons.line);
}

static void
interrupt(void)
{
	flushecho();
	consinterrupt(0);
}

static void
edit(char c)
{
	switch(lineadd(&cons.line, c)) {
	case Lready:
		passline();
		break;
	case Lintr:
		interrupt();
		break;
	}
}

static char
takeheld(void)
{
	char c = cons.held[cons.first % Heldsize];

	cons.first++;
	atomic_fetch_sub(&cons.nheld, 1);
	return c;
}

/* raw mode: up to the line's end.  What is behind may be for who reads next, in another mode. */
static void
passraw(void)
{
	char buf[Linemax], c = 0;
	int n = 0;

	while(n < Linemax && atomic_load(&cons.nheld) > 0 && c != '\n' && c != '\r')
		buf[n++] = c = takeheld();
	qproduce(cons.in, buf, n);
}

/* somebody reads, and finds nothing */
static bool
wanted(void)
{
	return atomic_load(&cons.nread) > 0 && qlen(cons.in) == 0;
}

/* look at what is held, as far as somebody wants it */
static void
feed(void)
{
	bool raw = atomic_load(&cons.raw);

	if(raw && cons.line.n > 0)
		passline();
	while(atomic_load(&cons.nheld) > 0 && wanted())
		if(raw)
			passraw();
		else
			edit(takeheld());
	flushecho();
}

/* There was no room, and the loop stopped reading */
static void
resume(void)
{
	if(atomic_load(&cons.paused) && atomic_load(&cons.nheld) <= Heldsize - Inpause) {
		atomic_store(&cons.paused, false);
		hostinput(true);
	}
}

static void
pause(void)
{
	hostinput(false);
	atomic_store(&cons.paused, true);
}

/* is the last line of what is held empty, and is none being edited? */
static bool
atstart(void)
{
	u32int n = atomic_load(&cons.nheld);
	char c;

	if(n == 0)
		return cons.line.n == 0 && !cons.line.erasing;
	c = cons.held[(cons.first + n - 1) % Heldsize];
	return c == '\n' || c == '\r';
}

/* forget the line that was begun */
static void
dropline(void)
{
	while(!atstart() && atomic_load(&cons.nheld) > 0)
		atomic_fetch_sub(&cons.nheld, 1);
	if(atomic_load(&cons.nheld) == 0)
		lineclear(&cons.line);
}

/* Nobody may be there who reads c: what interrupts does so at once. */
static void
hold(char c)
{
	if(!atomic_load(&cons.raw) && (c == Cintr || (c == Cdel && !wanted() && atstart()))) {
		dropline();
		interrupt();
		return;
	}
	cons.held[(cons.first + atomic_load(&cons.nheld)) % Heldsize] = c;
	atomic_fetch_add(&cons.nheld, 1);
	if(wanted())
		feed();
}

/*
 * The terminal is gone: what it said last is for who reads.  Linux tells only programs whose controlling terminal
 * it was; below su(1), say, it is nobody's.
 */
static void
hangup(void)
{
	while(atomic_load(&cons.nheld) > 0)
		if(atomic_load(&cons.raw))
			passraw();
		else
			edit(takeheld());
	qhangup(cons.in, nil);
	postnotepg(1, "hangup", Nuser, nil);
}

void
consinput(const char *p, int n)
{
	if(n == 0)
		hangup();
	for(int i = 0; i < n; i++)
		hold(p[i]);
	flushecho();
	if(atomic_load(&cons.nheld) > Heldsize - Inpause)
		pause();
}

/* Somebody reads; or raw mode was switched on: what was typed of a line is not held back any longer */
void
conswake(void)
{
	feed();
	resume();
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

/* *counted becomes so; on the error stack before */
static void
startread(bool *counted)
{
	lock(&cons.lk);
	keepold(cons.nread);
	keepold(*counted);
	cons.nread++;
	*counted = true;
	unlock(&cons.lk);
}

/* the loop has something for us, or for others who read */
static void
askfeed(void)
{
	if(atomic_load(&cons.nheld) > 0 && wanted())
		hostloopwake();
}

/* others may read, and what is held be for them: also if we are killed right here */
static void
endread(bool *counted)
{
	lock(&cons.lk);
	keepold(cons.nread);
	keepold(*counted);
	cons.nread -= *counted;
	*counted = false;
	unlock(&cons.lk);
	askfeed();
}
DEFREDO(endread, bool)

int
consoleread(Buf b, int n)
{
	bool counted = false;

	atomic_store(&cons.group, up->noteid);
	if(atomic_load(&cons.direct))
		return stdread(0, b, n);
	onerror(endread, &counted);
	startread(&counted);
	askfeed();
	n = qread(cons.in, b, n);
	undo();
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
