/*
 * Processes that wait for each other's QLocks and RWlocks in a circle.  Who waits for whom is seen
 * from the lists that they keep of their locks.  Debug builds look whenever a process begins to
 * wait, since the last one closes the circle; gdb and a panic's report look too.
 *
 * Nothing is locked, so a circle counts only when all of it is seen again: a process that waits
 * gives up nothing meanwhile.  Who stands in line for an RWlock also waits for those ahead; but
 * all of them wait for its holders, so those are enough.
 */
#include "u.h"
#include "lib.h"
#include "lock.h"
#include "proc.h"

enum
{
	Maxcircle = 16, /* processes in one */
};

typedef struct Circle
{
	Proc *p[Maxcircle];
	Held *want[Maxcircle]; /* what each waits for; the next has it */
	int n;
	u8int seen[Nprocmax / 8 + 1]; /* a bit a slot */
} Circle;

static Held *
wanted(Proc *p)
{
	int state = atomic_load(&p->state), n = atomic_load(&p->nheld);

	if(state != Queueing && state != QueueingR && state != QueueingW)
		return nil;
	for(Held *h = p->held; h < p->held + n; h++)
		if(h->lk != nil && h->kind != Hlock && h->got == 0)
			return h;
	return nil;
}

static bool
has(Proc *p, void *lk)
{
	int n = atomic_load(&p->nheld);

	for(Held *h = p->held; h < p->held + n; h++)
		if(h->lk == lk && h->kind != Hlock && h->got == 1)
			return true;
	return false;
}

/* go on from p, which the last in the circle waits for; true: it is the first again */
static bool
follow(Circle *c, Proc *p)
{
	Held *h = wanted(p);
	Proc *next;
	void *lk;

	if(c->n > 0 && p == c->p[0])
		return true;
	if(h == nil || (lk = h->lk) == nil || c->n == Maxcircle ||
	   c->seen[p->slot / 8] & 1 << p->slot % 8)
		return false;
	c->seen[p->slot / 8] |= (u8int)(1 << p->slot % 8);
	c->p[c->n] = p;
	c->want[c->n++] = h;
	for(int i = 0; i < nprocslots(); i++) {
		next = procslot(i);
		if(next != nil && has(next, lk) && follow(c, next))
			return true;
	}
	c->n--;
	return false;
}

static bool
stillthere(Circle *c)
{
	for(int i = 0; i < c->n; i++)
		if(wanted(c->p[i]) != c->want[i] || !has(c->p[(i + 1) % c->n], c->want[i]->lk))
			return false;
	return true;
}

bool
deadlock(Proc *p, char *buf, int n)
{
	Circle c = {.n = 0};
	char *s = buf, *e = buf + n;
	const char *text;

	if(!follow(&c, p) || !stillthere(&c))
		return false;
	for(int i = 0; i < c.n; i++) {
		text = c.p[i]->text;
		s = seprint(s, e, "%d %.28s waits for %s %#p of ", c.p[i]->pid,
			    text != nil ? text : "?",
			    c.want[i]->kind == Hqlock ? "QLock" : "RWlock", c.want[i]->lk);
	}
	seprint(s, e, "%d", p->pid);
	return true;
}
