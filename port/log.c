/*
 * The kernel's messages, and what programs write to the console: the last Logsize
 * bytes are kept in a ring, in the kernel's statics, so every process sees the same.
 * A message may be printed anywhere, with Locks held too; only then is whoever
 * follows the log not woken, and looks by itself a little later.
 */
#include "u.h"
#include "host.h"
#include "lib.h"
#include "lock.h"
#include "log.h"
#include "proc.h"

enum
{
	Msgmax = 512,   /* bytes of one message */
	Followms = 500, /* a follower looks at least this often */
	Tries = 1000,   /* at the lock, in a panic */
};

/* [l] lk */
static struct
{
	Lock lk;
	u64int end;            /* [l] bytes ever written; the newest is at end-1, modulo Logsize */
	char ring[Logsize];    /* [l] */
	Rendez r;              /* who follows */
	_Atomic bool followed; /* somebody sleeps at r */
} thelog;

/* lk is held, or this is a panic */
static void
keep(const char *s, int n)
{
	int at, m;

	if(n > Logsize) {
		thelog.end += (u64int)(n - Logsize);
		s += n - Logsize;
		n = Logsize;
	}
	while(n > 0) {
		at = (int)(thelog.end % Logsize);
		m = n < Logsize - at ? n : Logsize - at;
		memcpy(thelog.ring + at, s, (usize)m);
		thelog.end += (u64int)m;
		s += m;
		n -= m;
	}
}

/* a Lock's holder must not take those of a wake-up */
static bool
mayawake(void)
{
	if(up == nil)
		return false;
	for(int i = 0; i < up->nheld; i++)
		if(up->held[i].lk != nil && up->held[i].kind == Hlock)
			return false;
	return true;
}

void
logwrite(const char *s, int n, bool echo)
{
	lock(&thelog.lk);
	keep(s, n);
	unlock(&thelog.lk);
	if(atomic_load(&thelog.followed) && mayawake())
		wakeup(&thelog.r);
	if(echo)
		hostlog(s, n);
}

void
print(const char *fmt, ...)
{
	char buf[Msgmax];
	va_list arg;

	va_start(arg, fmt);
	int n = vsnprint(buf, sizeof buf, fmt, arg);
	va_end(arg);
	logwrite(buf, n, true);
}

void
klog(const char *fmt, ...)
{
	char buf[Msgmax];
	va_list arg;

	va_start(arg, fmt);
	int n = vsnprint(buf, sizeof buf, fmt, arg);
	va_end(arg);
	logwrite(buf, n, false);
}

/* The log's lock may be in the hands of a process that will never run again. */
noreturn void
panic(const char *fmt, ...)
{
	char buf[Msgmax];
	va_list arg;
	bool got = false;

	va_start(arg, fmt);
	int n = vsnprint(buf, sizeof buf, fmt, arg);
	va_end(arg);
	for(int i = 0; i < Tries && !got; i++)
		got = canlock(&thelog.lk);
	keep("panic: ", 7);
	keep(buf, n);
	keep("\n", 1);
	if(got)
		unlock(&thelog.lk);
	hostpanic(buf);
}

/* copy from position pos on; lk is held */
static int
copyfrom(char *buf, int n, u64int pos)
{
	int done = 0, at, m;

	if((u64int)n > thelog.end - pos)
		n = (int)(thelog.end - pos);
	while(done < n) {
		at = (int)(pos % Logsize);
		m = n - done < Logsize - at ? n - done : Logsize - at;
		memcpy(buf + done, thelog.ring + at, (usize)m);
		done += m;
		pos += (u64int)m;
	}
	return done;
}

/* position of the oldest byte kept; lk is held */
static u64int
oldest(void)
{
	return thelog.end > Logsize ? thelog.end - Logsize : 0;
}

/* whole lines, unless there is none */
void
logpanic(int n)
{
	u64int end = thelog.end, pos = oldest();

	if(end - pos > (u64int)n)
		for(pos = end - (u64int)n; pos < end && thelog.ring[(pos - 1) % Logsize] != '\n';)
			pos++;
	for(; pos < end; pos += (u64int)n) {
		n = (int)(Logsize - pos % Logsize);
		if((u64int)n > end - pos)
			n = (int)(end - pos);
		hostlog(thelog.ring + pos % Logsize, n);
	}
}

int
logread(char *buf, int n, s64int off)
{
	lock(&thelog.lk);
	if(off < 0 || (u64int)off >= thelog.end - oldest())
		n = 0;
	else
		n = copyfrom(buf, n, oldest() + (u64int)off);
	unlock(&thelog.lk);
	return n;
}

u64int
logend(void)
{
	u64int end;

	lock(&thelog.lk);
	end = thelog.end;
	unlock(&thelog.lk);
	return end;
}

int
logtail(char *buf, int n, u64int *pos)
{
	lock(&thelog.lk);
	if(*pos < oldest())
		*pos = oldest();
	n = copyfrom(buf, n, *pos);
	*pos += (u64int)n;
	unlock(&thelog.lk);
	return n;
}

static bool
grown(void *pos)
{
	return logend() > *(u64int *)pos;
}

/* grown takes the log's lock in sleep's hands: its rank is the last of all */
void
logwait(u64int pos)
{
	atomic_store(&thelog.followed, true);
	while(!grown(&pos))
		tsleep(&thelog.r, grown, &pos, Followms);
}
