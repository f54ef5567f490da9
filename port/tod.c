/*
 * The time of day: see tod.h.  As long as nobody has set anything, which is nearly always, it
 * costs no lock.
 */
#include "u.h"
#include "host.h"
#include "keepold.h"
#include "lock.h"
#include "tod.h"

enum
{
	Maxdelta = 1000000000, /* ns: with Maxsecs, so that the product below fits 63 bits */
	Maxsecs = 9000,
	Usns = 1000,
};
#define Secus ((s64int)1000000)

/* [l] lk  [a] atomic */
static struct
{
	Lock lk;
	_Atomic bool changed; /* [a] anything below is in use */
	s64int off;           /* [l] ns ahead of the host */
	s64int delta;         /* [l] ns to go further ahead, from start on */
	s64int start;         /* [l] hostmono, microseconds */
	s64int us;            /* [l] in that time */
	_Atomic u64int hz;    /* [a] 0: the host's */
} tod = {.lk = {.rank = Rlog}};

/* how far delta has come; lk is held */
static s64int
slew(void)
{
	s64int t = hostmono() / Usns - tod.start;

	if(tod.delta == 0 || t >= tod.us)
		return tod.delta;
	return tod.delta * t / tod.us;
}

s64int
todget(void)
{
	s64int now = hostnsec();

	if(!atomic_load_explicit(&tod.changed, memory_order_relaxed))
		return now;
	lock(&tod.lk);
	now += tod.off + slew();
	unlock(&tod.lk);
	return now;
}

void
todset(s64int ns)
{
	lock(&tod.lk);
	keepold(tod.off);
	keepold(tod.delta);
	tod.off = ns - hostnsec();
	tod.delta = 0;
	atomic_store(&tod.changed, true);
	unlock(&tod.lk);
}

bool
todadjust(s64int delta, u32int secs)
{
	if(delta > Maxdelta || delta < -Maxdelta || secs == 0 || secs > Maxsecs)
		return false;
	lock(&tod.lk);
	keepold(tod.off);
	keepold(tod.delta);
	keepold(tod.start);
	keepold(tod.us);
	tod.off += slew();
	tod.delta = delta;
	tod.start = hostmono() / Usns;
	tod.us = (s64int)secs * Secus;
	atomic_store(&tod.changed, true);
	unlock(&tod.lk);
	return true;
}

u64int
todfreq(void)
{
	u64int hz = atomic_load(&tod.hz), measured;

	if(hz != 0)
		return hz;
	measured = hostcyclehz();
	return atomic_compare_exchange_strong(&tod.hz, &hz, measured) ? measured : hz;
}

void
todsetfreq(u64int hz)
{
	atomic_store(&tod.hz, hz);
}
