/*
 * threadrendezvous: rendezvous(2) for threads.  The library's locks wait with it, so that only the thread
 * waits and not its proc.
 */
#include <u.h>
#include <libc.h>
#include <thread.h>
#include "threadimpl.h"

enum
{
	Nhash = 61,
};

static struct
{
	Lock lock;
	Thread *hash[Nhash];
} rendez;

static Thread **
chain(void *tag)
{
	return &rendez.hash[(uintptr)tag / 8 % Nhash];
}

void *
threadrendezvous(void *tag, void *val)
{
	Proc *p = _procp == nil ? nil : _proc();
	Thread **l, *t;
	void *r;

	if(p == nil || p->cur == nil) /* the scheduler, or no proc of ours */
		return rendezvous(tag, val);
	lock(&rendez.lock);
	for(l = chain(tag); (t = *l) != nil; l = &t->hash)
		if(t->tag == tag)
			break;
	if(t != nil) {
		*l = t->hash;
		t->rending = 0;
		r = t->val;
		t->val = val;
		unlock(&rendez.lock);
		_ready(t);
		return r;
	}
	t = p->cur;
	if(t->killed) {
		unlock(&rendez.lock);
		threadexits("killed");
	}
	t->tag = tag;
	t->val = val;
	t->rending = 1;
	l = chain(tag);
	t->hash = *l;
	*l = t;
	unlock(&rendez.lock);
	_sched();
	return t->val;
}

/* threadint: break t's rendezvous, if it waits in one */
int
_rendezbreak(Thread *t)
{
	Thread **l;

	lock(&rendez.lock);
	if(!t->rending) {
		unlock(&rendez.lock);
		return 0;
	}
	for(l = chain(t->tag); *l != t; l = &(*l)->hash) {
	}
	*l = t->hash;
	t->rending = 0;
	t->val = (void *)~0;
	unlock(&rendez.lock);
	_ready(t);
	return 1;
}
