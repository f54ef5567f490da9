/*
 * rendezvous: the exchange, tags and groups, and what notes and kills do to it.
 */
#include "segproc.h"
#include "sys.h"

typedef struct Meet
{
	uintptr tag, val;
	_Atomic u64int result;
	_Atomic bool done;
} Meet;

static void
meet(void *arg)
{
	Meet *m = arg;

	m->result = (u64int)fakecall(RENDEZVOUS, m->tag, m->val);
	m->done = true;
}

static bool
waiting(void)
{
	for(int i = 0; i < Nrendhash; i++)
		if(up->rgrp->hash[i] != nil)
			return true;
	return false;
}

UNIT(exchange)
{
	Meet a = {.tag = 7, .val = 0x123456789abcdef}, b = {.tag = 7, .val = 2};

	segkernelup();
	segproc(meet, &a);
	fakesettle();
	check(!a.done);
	segproc(meet, &b);
	usersgone();
	check(a.result == 2 && b.result == 0x123456789abcdef);
	check(!waiting());
}

/* tags are compared whole, also those of one chain; each finds its own partner */
UNIT(tags)
{
	enum
	{
		Ntag = 100,
	};
	static Meet m[2 * Ntag];

	segkernelup();
	for(int i = 0; i < 2 * Ntag; i++) {
		m[i] = (Meet){.tag = (uintptr)(i % Ntag) << 33, .val = (uintptr)i};
		segproc(meet, &m[i]);
	}
	usersgone();
	for(int i = 0; i < 2 * Ntag; i++)
		checkint(m[i].result, (i + Ntag) % (2 * Ntag));
	check(!waiting());
}

/* other groups do not meet */
static void
meetelsewhere(void *arg)
{
	fakecall(RFORK, RFrend);
	meet(arg);
}

UNIT(groups)
{
	Meet a = {.tag = 1, .val = 1}, b = {.tag = 1, .val = 2}, c = {.tag = 1, .val = 3};
	Proc *p;

	segkernelup();
	segproc(meet, &a);
	p = segproc(meetelsewhere, &b);
	fakesettle();
	check(!a.done && !b.done);
	segproc(meet, &c);
	fakesettle();
	check(a.result == 3 && c.result == 1 && !b.done);
	postnote(p, "die", Nuser);
	usersgone();
}

/* the program dies of the note as soon as the call returns; its tag is free again */
UNIT(interrupted)
{
	Meet a = {.tag = 5, .val = 1}, b = {.tag = 5, .val = 2}, c = {.tag = 5, .val = 3};
	Proc *p;

	segkernelup();
	p = segproc(meet, &a);
	fakesettle();
	check(waiting());
	postnote(p, "die", Nuser);
	usersgone();
	check(!a.done);
	check(!waiting());
	segproc(meet, &b);
	segproc(meet, &c);
	usersgone();
	check(b.result == 3 && c.result == 2);
}

static _Atomic bool wasnoted;

static void
handler(Ureg *u, char *msg)
{
	USED(u);
	USED(msg);
	wasnoted = true;
	fakecall(NOTED, 0);
}

static void
handled(void *arg)
{
	fakecall(NOTIFY, (uintptr)handler);
	meet(arg);
}

UNIT(allones)
{
	Meet a = {.tag = 5, .val = 1};
	Proc *p;

	segkernelup();
	p = segproc(handled, &a);
	fakesettle();
	postnote(p, "hello", Nuser);
	usersgone();
	check(wasnoted);
	check(a.done && a.result == ~(u64int)0);
	check(!waiting());
}

/* either side killed at each of its host calls: nothing of it is left in the table, and
 * nobody who was answered sleeps on */
UNIT(killed)
{
	segkernelup();
	fakequiet(true);
	for(int nth = 1; nth < 30; nth++)
		for(int second = 0; second < 2; second++) {
			Meet a = {.tag = 9, .val = 1}, b = {.tag = 9, .val = 2};
			if(second)
				segproc(meet, &a);
			else
				killedproc(meet, &a, nth);
			fakesettle();
			if(second)
				killedproc(meet, &b, nth);
			else
				segproc(meet, &b);
			fakesettle();
			if(waiting()) {
				/* its partner died first: it can still meet another */
				Meet c = {.tag = 9, .val = 3};
				segproc(meet, &c);
				usersgone();
				check(c.done);
			}
			usersgone();
			check(!waiting());
		}
}
