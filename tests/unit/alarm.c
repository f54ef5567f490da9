/*
 * alarm: never early, one a process, cancelled and replaced; it ends with the process and
 * is not inherited.
 */
#include "segproc.h"
#include "sys.h"

static _Atomic s64int notedat;
static _Atomic int nnotes;

static void
handler(Ureg *u, char *msg)
{
	USED(u);
	if(strcmp(msg, "alarm") == 0) {
		notedat = fakenow();
		nnotes++;
	}
	fakecall(NOTED, 0);
}

static void
sleeper(void *arg)
{
	s64int start = fakenow();

	USED(arg);
	fakecall(NOTIFY, (uintptr)handler);
	checkint(fakecall(ALARM, 50), 0);
	checkint(fakecall(SLEEP, 1000), -1);
	check(notedat - start >= (s64int)50 * Nsms);
	check(notedat - start < (s64int)60 * Nsms);
	checkint(nnotes, 1);
	checkint(fakecall(ALARM, 0), 0);
}

static void
alarmup(void)
{
	segkernelup();
	alarminit();
	fakesettle();
	memmark();
}

UNIT(interrupts)
{
	alarmup();
	segproc(sleeper, nil);
	usersgone();
	checkint(nnotes, 1);
	checkleaks();
}

static void
replacer(void *arg)
{
	USED(arg);
	fakecall(NOTIFY, (uintptr)handler);
	checkint(fakecall(ALARM, 0xffff00000064), 0);
	checkint(fakecall(ALARM, 5000), 100);
	checkint(fakecall(SLEEP, 1000), 0);
	checkint(nnotes, 0);
	checkint(fakecall(ALARM, 0), 4000);
	checkint(fakecall(ALARM, 0), 0);
	checkint(fakecall(SLEEP, 10000), 0);
	checkint(nnotes, 0);
	/* a later one that becomes the first */
	fakecall(ALARM, 5000);
	fakecall(ALARM, 20);
	checkint(fakecall(SLEEP, 1000), -1);
	checkint(nnotes, 1);
}

UNIT(replaced)
{
	alarmup();
	segproc(replacer, nil);
	usersgone();
	checkint(nnotes, 1);
	checkleaks();
}

static _Atomic int order[3], norder;

static void
inorder(void *arg)
{
	int i = (int)(uintptr)arg;

	fakecall(NOTIFY, (uintptr)handler);
	fakecall(ALARM, (uintptr)(300 - 100 * i));
	fakecall(SLEEP, 1000);
	order[norder++] = i;
}

UNIT(several)
{
	alarmup();
	for(int i = 0; i < nelem(order); i++)
		segproc(inorder, (void *)(uintptr)i);
	usersgone();
	checkint(order[0], 2);
	checkint(order[1], 1);
	checkint(order[2], 0);
	checkleaks();
}

static void
quitter(void *arg)
{
	fakecall(ALARM, (uintptr)arg);
}

static void
bystander(void *arg)
{
	USED(arg);
	fakecall(NOTIFY, (uintptr)handler);
	checkint(fakecall(SLEEP, 5000), 0);
}

/* the alarm of one that is gone rings for nobody who has its Proc now */
UNIT(exits)
{
	alarmup();
	for(int i = 0; i < 5; i++)
		segproc(quitter, (void *)100);
	usersgone();
	for(int i = 0; i < 5; i++)
		segproc(bystander, nil);
	usersgone();
	checkint(nnotes, 0);
	checkleaks();
}

UNIT(killed)
{
	alarmup();
	fakequiet(true);
	for(int nth = 1; nth < 20; nth++) {
		killedproc(quitter, (void *)100, nth);
		usersgone();
	}
	segproc(bystander, nil);
	usersgone();
	checkint(nnotes, 0);
	checkleaks();
}

static void
parent(void *arg)
{
	USED(arg);
	fakecall(NOTIFY, (uintptr)handler);
	fakecall(ALARM, 50);
	fakefork(RFproc | RFmem | RFnowait, bystander, nil);
	checkint(fakecall(SLEEP, 1000), -1);
}

UNIT(notinherited)
{
	alarmup();
	segproc(parent, nil);
	usersgone();
	checkint(nnotes, 1);
	checkleaks();
}
