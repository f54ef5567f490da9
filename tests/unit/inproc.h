/*
 * Kernel code in processes, which a program of the fake host cannot be: they end when it returns,
 * or where it is killed.
 */
#pragma once
#include "unit.h"
#include "host.h"
#include "mem.h"
#include "proc.h"

static _Atomic int ndone; /* that returned */

static inline void
inproc(void *v)
{
	up = v;
	atomic_store(&up->state, Running);
	up->kfn(up->karg);
	ndone++;
	pexit(nil, true);
}

static inline Proc *
start(void (*fn)(void *), void *arg)
{
	Proc *p = newproc();

	p->kfn = fn;
	p->karg = arg;
	kstrset(&p->text, "victim");
	check(hostfork(inproc, p, (u8int *)p->kstack + Kstacksize, &p->hostpid) >= 0);
	return p;
}

/* the process that says it */
static inline void
die(void)
{
	fakekill(hostgetpid());
	hostyield();
}
