/*
 * The descriptors 0, 1 and 2 that emu was started with, as open Chans: a program run in a
 * host's pipeline reads and writes these.  They have no names and no walk; their kind is that of
 * the host's file, since programs ask fd2path and stat what they have.
 *
 * A regular file keeps its place in the host's descriptor, which others outside share: reads
 * and writes go where it stands, and only when a program has moved is it moved first.
 */
#include "devcons.h"
#include "err.h"
#include "host.h"
#include "lib.h"
#include "lock.h"
#include "proc.h"

enum
{
	Nstd = 3,
	Pipepiece = 4 * KiB, /* bytes that a pipe takes at once when it says that it takes some */
	Nsec = 1000000000,
};

/* [I] immutable after boot  [l] lk  [a] atomic */
static struct Std
{
	bool tty, regular; /* [I] */
	u32int devno;      /* [I] */
	QLock lk;          /* one request at a time, for a regular file */
	s64int pos;        /* [l] where the host's descriptor stands; < 0: unknown */
	_Atomic int nopen; /* [a] Chans */
} std[Nstd];

static const Dev stdfile, stdstream, stdtty;

/* The host said r (< 0) to a request, the second time if again is set: raise, or return to try again */
static void
trouble(s64int r, Buf b, int n, bool reading, bool again)
{
	switch(-r) {
	case Hagain:
	case Hintr:
		return;
	case Hfault:
		if(again)
			badaddr(b.u, (usize)n);
		buffix(b, (usize)n, reading);
		return;
	case Hpipe:
		/* as with a pipe of ours */
		if(!up->kp)
			postnote(up, "sys: write on closed pipe", Nuser);
		break;
	}
	error(hosterrstr((int)r));
}

/* wait, unless it is a file, which never makes one wait */
static void
ready(int fd, int events)
{
	if(!std[fd].regular)
		pollfd(fd, events, -1);
}

int
stdread(int fd, Buf b, int n)
{
	s64int r, last = 0;

	if(n == 0)
		return 0;
	bufcheck(b, (usize)n);
	for(;; last = r) {
		ready(fd, Hpollin);
		r = hostread(fd, bufaddr(b), (usize)n, -1);
		if(r >= 0)
			return (int)r;
		trouble(r, b, n, true, last == -Hfault);
	}
}

int
stdwrite(int fd, Buf b, int n)
{
	s64int r, last = 0;
	Buf at;
	int m, done = 0;

	bufcheck(b, (usize)n);
	while(done < n) {
		m = n - done;
		if(!std[fd].regular && m > Pipepiece)
			m = Pipepiece;
		at = bufadd(b, (usize)done);
		ready(fd, Hpollout);
		r = hostwrite(fd, bufaddr(at), (usize)m, -1);
		if(r >= 0)
			done += (int)r;
		else
			trouble(r, at, m, false, last == -Hfault);
		last = r;
	}
	return done;
}

static int
fileio(Chan *c, Buf b, int n, s64int off, int (*io)(int, Buf, int))
{
	int fd = (int)c->auxn;
	struct Std *s = &std[fd];
	s64int was;

	qlock(&s->lk);
	onerror(qunlock, &s->lk);
	was = s->pos;
	s->pos = -1; /* until all went well */
	if(off != was)
		hostseek(fd, off);
	n = io(fd, b, n);
	s->pos = off + n;
	undo();
	return n;
}

static int
stdfileread(Chan *c, Buf b, int n, s64int off)
{
	return fileio(c, b, n, off, stdread);
}

static int
stdfilewrite(Chan *c, Buf b, int n, s64int off)
{
	return fileio(c, b, n, off, stdwrite);
}

static int
streamread(Chan *c, Buf b, int n, s64int off)
{
	USED(off);
	return stdread((int)c->auxn, b, n);
}

static int
streamwrite(Chan *c, Buf b, int n, s64int off)
{
	USED(off);
	return stdwrite((int)c->auxn, b, n);
}

static int
stdstat(Chan *c, u8int *buf, int n)
{
	static const char *const name[Nstd] = {"stdin", "stdout", "stderr"};
	int fd = (int)c->auxn;
	Hoststat st;
	Dir d;

	devdir(c, c->qid, std[fd].tty ? "cons" : name[fd], 0, eve, 0666, &d);
	if(std[fd].regular && hoststat(fd, "", &st) == 0) {
		d.mode = st.mode & 0777;
		d.length = st.length;
		d.atime = (u32int)(st.atime / Nsec);
		d.mtime = (u32int)(st.mtime / Nsec);
	}
	n = devdirput(&d, kbuf(buf), n);
	if(n == 0)
		error(Eshortstat);
	return n;
}

/* Standard error stays: the kernel's own messages go there.  So does a terminal: it is the console
 * as well, and nobody waits for it to end. */
static void
stdclose(Chan *c)
{
	int fd = (int)c->auxn;
	bool last = atomic_fetch_sub(&std[fd].nopen, 1) == 1;

	if(last && fd != 2 && !std[fd].tty)
		hoststdclose(fd);
}

static const Dev stdfile = {
	.dc = 'M',
	.name = "stdfile",
	.flags = Dnoattach,
	.stat = stdstat,
	.close = stdclose,
	.read = stdfileread,
	.write = stdfilewrite,
};
static const Dev stdstream = {
	.dc = 'M',
	.name = "stdstream",
	.flags = Dnoattach | Dstream,
	.stat = stdstat,
	.close = stdclose,
	.read = streamread,
	.write = streamwrite,
};
static const Dev stdtty = {
	.dc = 'c',
	.name = "stdtty",
	.flags = Dnoattach,
	.stat = stdstat,
	.close = stdclose,
	.read = streamread,
	.write = streamwrite,
};

void
stdinit(void)
{
	Hoststat st;
	s64int pos;

	for(int fd = 0; fd < Nstd; fd++) {
		qlockinit(&std[fd].lk, Rdev);
		std[fd].devno = newdevno();
		std[fd].tty = hostistty(fd);
		pos = hostseek(fd, -1);
		std[fd].regular = pos >= 0 && !std[fd].tty && hoststat(fd, "", &st) == 0 &&
				  (st.mode & (Hmdir | Hmother)) == 0;
		std[fd].pos = std[fd].regular ? pos : 0;
	}
}

bool
stdistty(int fd)
{
	return std[fd].tty;
}

Chan *
stdchan(int fd)
{
	struct Std *s = &std[fd];
	Chan *c = newchan();
	char name[16];

	onerror(cclose, c);
	snprint(name, sizeof name, "/fd/%d", fd);
	c->path = newpath(s->tty ? "/dev/cons" : name);
	c->auxn = (u64int)fd;
	c->devno = s->devno;
	c->qid = (Qid){.path = (u64int)fd};
	c->mode = Ordwr; /* the host knows better what may be done, and says it in the same words */
	c->offset = s->pos;
	poperror();
	if(s->tty && fd == 0)
		consoledirect();
	atomic_fetch_add(&s->nopen, 1);
	c->flag |= Copen;
	c->dev = s->regular ? &stdfile : s->tty ? &stdtty : &stdstream;
	return c;
}
