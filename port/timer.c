/*
 * alarm(2).  Processes with an alarm are in one list, the earliest first.  A
 * kernel process sleeps until that one's time and posts the note "alarm".
 *
 * The note is posted with the list locked: a process that exits takes itself out of
 * the list first (alarmclear), so the note never goes to another that got its Proc.
 * exec keeps an alarm, a child of rfork starts without.
 *
 * One store puts a process into the list or takes it out, and while it is there its alarm is
 * not 0: so a process may be killed at any instruction.
 */
#include "proc.h"
#include "host.h"

static struct
{
	Lock lk;
	Proc *first;          /* [lk] linked by Proc.alarmnext */
	Rendez r;             /* the kernel process sleeps here */
	_Atomic bool changed; /* there is a new first one */
} alarms = {.lk = {.rank = Rproctab}, .r = {.lk = {.rank = Rrendez}}};

static bool
alarmchanged(void *a)
{
	USED(a);
	return alarms.changed;
}

/* alarms.lk is held */
static void
alarmunlink(Proc *p)
{
	for(Proc **l = &alarms.first; *l != nil; l = &(*l)->alarmnext)
		if(*l == p) {
			*l = p->alarmnext;
			break;
		}
	atomic_signal_fence(memory_order_seq_cst);
	p->alarm = 0;
}

/* the same; p is not in the list.  Result: it is the first */
static bool
alarmlink(Proc *p, s64int when)
{
	Proc **l = &alarms.first;

	while(*l != nil && (*l)->alarm <= when)
		l = &(*l)->alarmnext;
	p->alarm = when;
	p->alarmnext = *l;
	atomic_signal_fence(memory_order_seq_cst);
	*l = p;
	return alarms.first == p;
}

/* Post what is due.  Result: ns until the next is, -1: there is none */
static s64int
alarmpost(void)
{
	s64int now = hostmono();
	s64int left = -1;
	Proc *p;

	lock(&alarms.lk);
	alarms.changed = false;
	while((p = alarms.first) != nil && p->alarm <= now) {
		alarmunlink(p);
		postnote(p, "alarm", Nuser);
	}
	if(p != nil)
		left = p->alarm - now;
	unlock(&alarms.lk);
	return left;
}

static void
alarmproc(void *a)
{
	USED(a);
	for(;;) {
		s64int left = alarmpost();
		tsleep(&alarms.r, alarmchanged, nil, left < 0 ? -1 : (left + Nsms - 1) / Nsms);
	}
}

void
alarminit(void)
{
	kproc("alarm", alarmproc, nil);
}

/* Result: ms that p's alarm had left.  alarms.lk is held */
static u32int
alarmleft(Proc *p, s64int now)
{
	if(p->alarm == 0 || p->alarm <= now)
		return 0;
	return (u32int)((p->alarm - now + Nsms - 1) / Nsms);
}

u32int
procalarm(u32int ms)
{
	s64int now = hostmono();
	bool first = false;
	u32int left;

	lock(&alarms.lk);
	left = alarmleft(up, now);
	alarmunlink(up);
	if(ms != 0 && alarmlink(up, now + (s64int)ms * Nsms)) {
		first = true;
		alarms.changed = true;
	}
	unlock(&alarms.lk);
	if(first)
		wakeup(&alarms.r);
	return left;
}

void
alarmclear(Proc *p)
{
	lock(&alarms.lk);
	if(p->alarm != 0)
		alarmunlink(p);
	unlock(&alarms.lk);
}
