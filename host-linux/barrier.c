/*
 * A memory fence on all processors at once, for the rare one of two parties, so that the frequent one
 * needs none.
 */
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "u.h"
#include "host.h"

enum
{
	Longenough = 2000000, /* ns */
};

/*
 * Some hosts refuse (those that keep processors free of ticks).  Then time does it: a store does
 * not stay in a processor's buffer for milliseconds.
 */
void
hostbarrier(void)
{
	struct timespec t = {0, Longenough};

	if(syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0) == 0)
		return;
	atomic_thread_fence(memory_order_seq_cst);
	while(syscall(SYS_nanosleep, &t, &t) != 0)
		;
}
