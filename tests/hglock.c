/*
 * The kernel's locks as helgrind knows them.  They are built on atomic words and the host's
 * futexes, which tell helgrind nothing; so in the program for helgrind the real functions have
 * the prefix real_, and these stand in front of them and say what each lock, wake-up and reference
 * orders.
 */
#include <valgrind/helgrind.h>
#include "lock.h"

#define ACQUIRED(l, w) ANNOTATE_RWLOCK_ACQUIRED(l, w)
#define RELEASED(l, w) ANNOTATE_RWLOCK_RELEASED(l, w)
#define BEFORE(x)      ANNOTATE_HAPPENS_BEFORE(x)
#define AFTER(x)       ANNOTATE_HAPPENS_AFTER(x)

#define TAKE(name, T, w)                                                                           \
	void real_##name(T *l);                                                                    \
	void name(T *l)                                                                            \
	{                                                                                          \
		VALGRIND_HG_DISABLE_CHECKING(l, sizeof *l);                                        \
		real_##name(l);                                                                    \
		ACQUIRED(l, w);                                                                    \
	}
#define TRY(name, T, w)                                                                            \
	bool real_##name(T *l);                                                                    \
	bool name(T *l)                                                                            \
	{                                                                                          \
		VALGRIND_HG_DISABLE_CHECKING(l, sizeof *l);                                        \
		if(!real_##name(l))                                                                \
			return false;                                                              \
		ACQUIRED(l, w);                                                                    \
		return true;                                                                       \
	}
#define GIVE(name, T, w)                                                                           \
	void real_##name(T *l);                                                                    \
	void name(T *l)                                                                            \
	{                                                                                          \
		RELEASED(l, w);                                                                    \
		real_##name(l);                                                                    \
	}

TAKE(lock, Lock, 1)
TRY(canlock, Lock, 1)
GIVE(unlock, Lock, 1)
TAKE(qlock, QLock, 1)
TAKE(eqlock, QLock, 1) /* an error leaves before it is ours */
TRY(canqlock, QLock, 1)
GIVE(qunlock, QLock, 1)
TAKE(rlock, RWlock, 0)
TRY(canrlock, RWlock, 0)
GIVE(runlock, RWlock, 0)
TAKE(wlock, RWlock, 1)
GIVE(wunlock, RWlock, 1)

void real_sleep(Rendez *r, bool (*cond)(void *), void *arg);
void real_tsleep(Rendez *r, bool (*cond)(void *), void *arg, s64int ms);
bool real_wakeup(Rendez *r);
void real_incref(Ref *r);
int real_decref(Ref *r);

void
sleep(Rendez *r, bool (*cond)(void *), void *arg)
{
	real_sleep(r, cond, arg);
	AFTER(r);
}

void
tsleep(Rendez *r, bool (*cond)(void *), void *arg, s64int ms)
{
	real_tsleep(r, cond, arg, ms);
	AFTER(r);
}

bool
wakeup(Rendez *r)
{
	BEFORE(r);
	return real_wakeup(r);
}

void
incref(Ref *r)
{
	real_incref(r);
}

/* whoever drops the last one comes after all the others */
int
decref(Ref *r)
{
	int n;

	BEFORE(r);
	n = real_decref(r);
	if(n == 0)
		AFTER(r);
	return n;
}
