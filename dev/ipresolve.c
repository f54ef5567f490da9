/*
 * Questions to the host's resolver.  The process that asks sleeps until the event loop brings the
 * answer, or goes away before; then nobody misses it.
 */
#include "u.h"
#include "keepold.h"
#include "lib.h"
#include "err.h"
#include "host.h"
#include "ip.h"
#include "mem.h"
#include "net.h"
#include "proc.h"

enum
{
	Retryms = 10,
};

typedef struct Ask
{
	struct Ask *next; /* [l] */
	u32int id;        /* [I] */
	Rendez r;
	_Atomic bool done;    /* [a] the rest is the answer */
	int err;              /* [l] */
	char text[Maxanswer]; /* [l] */
} Ask;

/* [l] lk */
static struct
{
	Lock lk;
	Ask *list; /* [l] */
	u32int id; /* [l] of the newest */
} asks;

void
ipresolveinit(void)
{
	lockinit(&asks.lk, Rfgrp);
}

static void
unlist(Ask *a)
{
	lock(&asks.lk);
	for(Ask **l = &asks.list; *l != nil; l = &(*l)->next)
		if(*l == a) {
			keepold(*l);
			*l = a->next;
			break;
		}
	unlock(&asks.lk);
}

static void
askfree(Ask *a)
{
	unlist(a);
	kfree(a);
}
DEFREDO(askfree, Ask)

/* without the lock, which whoever wakes has */
static bool
isdone(void *v)
{
	Ask *a = v;

	return atomic_load(&a->done);
}

/* Upcalls.resolved: while the lock is held the asker cannot go away */
void
ipresolved(u32int id, int err, const char *text)
{
	Ask *a;

	lock(&asks.lk);
	for(a = asks.list; a != nil && a->id != id; a = a->next)
		;
	if(a != nil) {
		strecpy(a->text, a->text + sizeof a->text, text);
		a->err = err;
		atomic_store(&a->done, true);
		wakeup(&a->r);
	}
	unlock(&asks.lk);
}

/* What the host's resolver has, a line each, to buf; false: no such name, or nothing of that type.
 * Raises when nobody can tell. */
bool
ipresolve(const char *name, const char *type, char *buf, int n)
{
	Ask *a = smalloc(sizeof *a);
	bool found;
	int r;

	onerror(askfree, a);
	lockinit(&a->r.lk, Rrendez);
	lock(&asks.lk);
	keepold(asks.list);
	a->id = ++asks.id;
	a->next = asks.list;
	asks.list = a;
	unlock(&asks.lk);
	while((r = hostresolve(a->id, name, type)) == -Hagain)
		tsleep(&up->sleepr, never, nil, Retryms);
	while(r == 0 && !isdone(a))
		sleep(&a->r, isdone, a);
	if(r < 0 && r != -Hnoent)
		error(hosterrstr(r));
	if(r == 0 && a->err == -Hagain)
		error("dns failure");
	found = r == 0 && a->err == 0;
	strecpy(buf, buf + n, found ? a->text : "");
	undo();
	return found;
}
