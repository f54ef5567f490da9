/*
 * Watching: see watch.h.
 */
#include "host.h"
#include "watch.h"

enum
{
	/* of the processor's clock: somewhat more than to wake another processor takes */
	Cycles = 100000,
	Tries = 5000, /* should that clock be slow or stand still */
	/* so often in vain, and it is left out for 2^misses waits, up to 2^Maxskip */
	Misses = 4,
	Maxskip = 10,
};

static int
get(_Atomic int *n)
{
	return atomic_load_explicit(n, memory_order_relaxed);
}

static void
set(_Atomic int *n, int to)
{
	atomic_store_explicit(n, to, memory_order_relaxed);
}

bool
watch(Watch *w, bool (*cond)(void *), void *arg)
{
	int skip = get(&w->skip), misses;
	u64int start;

	if(skip > 0) {
		set(&w->skip, skip - 1);
		return cond(arg);
	}
	start = hostcycles();
	for(int i = 0; i < Tries && hostcycles() - start < Cycles; i++) {
		if(cond(arg)) {
			set(&w->misses, 0);
			return true;
		}
		__builtin_ia32_pause();
	}
	misses = get(&w->misses);
	if(misses < Maxskip)
		misses++;
	set(&w->misses, misses);
	if(misses > Misses)
		set(&w->skip, 1 << misses);
	return false;
}
