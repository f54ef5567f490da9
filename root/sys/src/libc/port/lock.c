/*
 * Locks: key counts the holder and those who want it; who has to wait does so on
 * the semaphore.  Works between processes that share the memory.
 */
#include <u.h>
#include <libc.h>

void
lock(Lock *l)
{
	if(ainc(&l->key) == 1)
		return;
	while(semacquire(&l->sem, 1) < 0) {
		/* a note came; the lock is still wanted */
	}
}

void
unlock(Lock *l)
{
	if(adec(&l->key) == 0)
		return;
	semrelease(&l->sem, 1);
}

int
canlock(Lock *l)
{
	return cas(&l->key, 0, 1);
}
