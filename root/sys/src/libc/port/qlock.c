/*
 * Locks that wait by rendezvous, first come first served: QLock, RWLock, and Rendez, which waits for a
 * condition under a QLock.  A process that waits is represented by a QLp.  A note may break a rendezvous,
 * which then gives ~0: the process goes back to wait, since whoever wakes it will come.
 */
#include <u.h>
#include <libc.h>
#include "_libc.h"

/* a program with threads has one for threads */
static void *(*meet)(void *, void *) = rendezvous;

void
_qlockinit(void *(*fn)(void *, void *))
{
	meet = fn;
}

enum
{
	Queuing,
	QueuingR,
	QueuingW,
	Sleeping,
};

static struct
{
	Lock lock;
	QLp *free;
	QLp first[64];
	int made;
} ql;

static QLp *
getqlp(void)
{
	QLp *p;

	lock(&ql.lock);
	p = ql.free;
	if(p != nil)
		ql.free = p->next;
	else if(ql.made < nelem(ql.first))
		p = &ql.first[ql.made++];
	unlock(&ql.lock);
	if(p == nil)
		p = malloc(sizeof *p);
	if(p == nil)
		sysfatal("qlock: no memory");
	p->next = nil;
	return p;
}

/* wait until somebody wakes p, then give it back */
static void
qpwait(QLp *p)
{
	while(meet(p, p) == (void *)~0) {
		/* interrupted */
	}
	lock(&ql.lock);
	p->next = ql.free;
	ql.free = p;
	unlock(&ql.lock);
}

static void
qpwake(QLp *p)
{
	while(meet(p, p) == (void *)~0) {
		/* interrupted */
	}
}

static QLp *
enqueue(QLp **head, QLp **tail, int state)
{
	QLp *p = getqlp();

	p->state = state;
	if(*head == nil)
		*head = p;
	else
		(*tail)->next = p;
	*tail = p;
	return p;
}

static QLp *
dequeue(QLp **head, QLp **tail)
{
	QLp *p = *head;

	if(p != nil) {
		*head = p->next;
		if(*head == nil)
			*tail = nil;
	}
	return p;
}

void
qlock(QLock *q)
{
	QLp *p;

	lock(&q->lock);
	if(!q->locked) {
		q->locked = 1;
		unlock(&q->lock);
		return;
	}
	p = enqueue(&q->head, &q->tail, Queuing);
	unlock(&q->lock);
	qpwait(p);
}

void
qunlock(QLock *q)
{
	QLp *p;

	lock(&q->lock);
	p = dequeue(&q->head, &q->tail); /* gets the lock as it is */
	if(p == nil)
		q->locked = 0;
	unlock(&q->lock);
	if(p != nil)
		qpwake(p);
}

int
canqlock(QLock *q)
{
	int got;

	if(!canlock(&q->lock))
		return 0;
	got = !q->locked;
	if(got)
		q->locked = 1;
	unlock(&q->lock);
	return got;
}

void
rlock(RWLock *q)
{
	QLp *p;

	lock(&q->lock);
	if(q->writer == 0 && q->head == nil) {
		q->readers++;
		unlock(&q->lock);
		return;
	}
	p = enqueue(&q->head, &q->tail, QueuingR);
	unlock(&q->lock);
	qpwait(p);
}

int
canrlock(RWLock *q)
{
	int got;

	lock(&q->lock);
	got = q->writer == 0 && q->head == nil;
	if(got)
		q->readers++;
	unlock(&q->lock);
	return got;
}

void
runlock(RWLock *q)
{
	QLp *p = nil;

	lock(&q->lock);
	if(q->readers <= 0)
		abort();
	if(--q->readers == 0) {
		p = dequeue(&q->head, &q->tail); /* a writer: readers would not wait */
		if(p != nil)
			q->writer = 1;
	}
	unlock(&q->lock);
	if(p != nil)
		qpwake(p);
}

void
wlock(RWLock *q)
{
	QLp *p;

	lock(&q->lock);
	if(q->readers == 0 && q->writer == 0) {
		q->writer = 1;
		unlock(&q->lock);
		return;
	}
	p = enqueue(&q->head, &q->tail, QueuingW);
	unlock(&q->lock);
	qpwait(p);
}

int
canwlock(RWLock *q)
{
	int got;

	lock(&q->lock);
	got = q->readers == 0 && q->writer == 0;
	if(got)
		q->writer = 1;
	unlock(&q->lock);
	return got;
}

/* the writer leaves: the next writer, or all readers before the next writer */
void
wunlock(RWLock *q)
{
	QLp *p, *next, *list = nil, **end = &list;

	lock(&q->lock);
	if(q->writer == 0)
		abort();
	q->writer = 0;
	while((p = q->head) != nil) {
		if(p->state == QueuingW) {
			if(list == nil) {
				q->writer = 1;
				list = dequeue(&q->head, &q->tail);
				list->next = nil;
			}
			break;
		}
		dequeue(&q->head, &q->tail);
		q->readers++;
		p->next = nil;
		*end = p;
		end = &p->next;
	}
	unlock(&q->lock);
	for(p = list; p != nil; p = next) {
		next = p->next;
		qpwake(p);
	}
}

void
rsleep(Rendez *r)
{
	QLp *p, *next;

	lock(&r->l->lock);
	if(!r->l->locked)
		abort();
	p = enqueue(&r->head, &r->tail, Sleeping);
	next = dequeue(&r->l->head, &r->l->tail);
	if(next == nil)
		r->l->locked = 0;
	unlock(&r->l->lock);
	if(next != nil)
		qpwake(next);
	qpwait(p); /* whoever moved p to the lock's queue and unlocked: it is ours */
}

static int
rwakeupn(Rendez *r, int n)
{
	QLp *p;
	int i;

	lock(&r->l->lock);
	if(!r->l->locked)
		abort();
	for(i = 0; i < n && (p = dequeue(&r->head, &r->tail)) != nil; i++) {
		p->next = nil;
		p->state = Queuing;
		if(r->l->head == nil)
			r->l->head = p;
		else
			r->l->tail->next = p;
		r->l->tail = p;
	}
	unlock(&r->l->lock);
	return i;
}

int
rwakeup(Rendez *r)
{
	return rwakeupn(r, 1);
}

int
rwakeupall(Rendez *r)
{
	return rwakeupn(r, 0x7fffffff);
}
