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

bool
watch(Watch *w, bool (*cond)(void *), void *arg)
{
	u64int start;

	if(w->skip > 0) {
		w->skip--;
		return false;
	}
	start = hostcycles();
	for(int i = 0; i < Tries && hostcycles() - start < Cycles; i++) {
		if(cond(arg)) {
			w->misses = 0;
			return true;
		}
		__builtin_ia32_pause();
	}
	if(w->misses < Maxskip)
		w->misses++;
	if(w->misses > Misses)
		w->skip = 1 << w->misses;
	return false;
}
