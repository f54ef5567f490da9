/*
 * The fake host: user mode.  A user program is a C function in a thread of its own, coupled to
 * its process's thread so that only one of the two runs: hostuser hands over and waits for the
 * next event.  The program enters the kernel by fakesys, and by that alone it is interrupted: a
 * kick waits for the next call (or for fakepause).
 *
 * Program counters are invented: each call waits at a new one, and when the kernel resumes the
 * program somewhere else, that is an older call (noted has undone a note: its frames are left by
 * longjmp) or the address of a note handler.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "fakeimpl.h"
#include "sys.h"

enum
{
	Callwords = 16,
};
#define Fakepc (Cmemorytop - GiB / 4) /* the first invented program counter */

static _Thread_local Fthread *process; /* whose program this thread is */

void
fakeureg(Ureg *u, Fakeprog *fn, void *arg)
{
	memset(u, 0, sizeof *u);
	u->pc = Fakepc;
	u->r8 = (uintptr)fn;
	u->r9 = (uintptr)arg;
	u->cs = UEsel;
	u->ss = UDsel;
}

/* ---- the program's side ---- */

/* wait for the kernel to resume the program, with big held */
static void
awaitturn(Fthread *f)
{
	while(!f->user.users && !f->user.ended)
		pthread_cond_wait(&f->user.cond, &big);
	if(f->user.ended) {
		pthread_mutex_unlock(&big);
		pthread_exit(nil);
	}
}

static noreturn void
runhandler(Fthread *f)
{
	Ureg *u = f->user.u;
	Fakehandler *fn = (Fakehandler *)(uintptr)u->pc;
	uintptr args[2];

	if(u->pc < Cmemory || u->pc >= Fakepc)
		fdie("the program continues at %#llx, where nothing is", (unsigned long long)u->pc);
	f->user.sp = (u64int *)(uintptr)u->sp;
	memcpy(args, f->user.sp + 1, sizeof args);
	fn((Ureg *)args[0], (char *)args[1]);
	fdie("a note handler returned");
}

/* give the kernel an event and wait until it resumes this frame; or go where it resumes */
static void
trip(Fthread *f, Callframe *fr, int event, uintptr addr)
{
	Fuser *us = &f->user;

	us->u->pc = fr->pc;
	us->u->sp = (uintptr)fr->sp;
	us->event = event;
	us->addr = addr;
	us->users = false;
	pthread_cond_broadcast(&us->cond);
	awaitturn(f);
	if(us->u->pc == fr->pc)
		return;
	pthread_mutex_unlock(&big);
	for(Callframe *c = fr->prev; c != nil; c = c->prev)
		if(c->pc == us->u->pc) {
			us->frame = c;
			longjmp(c->jb, 1);
		}
	runhandler(f);
}

static void
pushframe(Fthread *f, Callframe *fr)
{
	memset(fr, 0, sizeof *fr);
	fr->prev = f->user.frame;
	fr->pc = f->user.nextpc;
	f->user.nextpc += 16;
	fr->sp = f->user.sp - Callwords;
	if(fr->sp < (u64int *)(void *)f->user.stack + Callwords)
		fdie("the program's stack is full");
	f->user.sp = fr->sp;
	f->user.frame = fr;
}

static void
popframe(Fthread *f, Callframe *fr)
{
	f->user.frame = fr->prev;
	f->user.sp = fr->sp + Callwords;
}

static void
lookifkicked(Fthread *f, Callframe *fr)
{
	while(f->kicked) {
		f->kicked = false;
		trip(f, fr, Ulook, 0);
	}
}

s64int
fakesys(int n, const uintptr *a)
{
	Fthread *f = process;
	Callframe fr;
	u64int ax;

	pushframe(f, &fr);
	memcpy(fr.sp + 1, a + 1, 5 * sizeof *a);
	(void)setjmp(fr.jb); /* a note handler's end comes back here */
	pthread_mutex_lock(&big);
	lookifkicked(f, &fr);
	if(!fr.done) {
		fr.done = true;
		f->user.u->bp = (u64int)n;
		trip(f, &fr, Ucall, 0);
	}
	ax = f->user.u->ax;
	pthread_mutex_unlock(&big);
	popframe(f, &fr);
	return (s64int)ax;
}

s64int
fakefork(u32int flags, Fakeprog *fn, void *arg)
{
	process->user.u->r8 = (uintptr)fn;
	process->user.u->r9 = (uintptr)arg;
	return fakecall(RFORK, flags);
}

void
fakefault(u64int type, u64int error, uintptr addr)
{
	Fthread *f = process;
	Callframe fr;

	pushframe(f, &fr);
	(void)setjmp(fr.jb);
	pthread_mutex_lock(&big);
	lookifkicked(f, &fr);
	if(!fr.done) {
		fr.done = true;
		f->user.u->type = type;
		f->user.u->error = error;
		trip(f, &fr, Utrap, addr);
	}
	pthread_mutex_unlock(&big);
	popframe(f, &fr);
}

void
fakepause(void)
{
	Fthread *f = process;
	Callframe fr;

	pushframe(f, &fr);
	(void)setjmp(fr.jb);
	pthread_mutex_lock(&big);
	if(!fr.done) {
		fr.done = true;
		if(!f->kicked)
			fblockuser(f);
	}
	lookifkicked(f, &fr);
	pthread_mutex_unlock(&big);
	popframe(f, &fr);
}

int
fakepid(void)
{
	return process->pid;
}

u64int *
fakefp(void)
{
	return process->fp;
}

/* ---- the kernel's side ---- */

static void *
usermain(void *a)
{
	Fthread *f = a;
	Fakeprog *fn;

	process = f;
	pthread_mutex_lock(&big);
	awaitturn(f);
	fn = (Fakeprog *)(uintptr)f->user.u->r8;
	pthread_mutex_unlock(&big);
	fn((void *)(uintptr)f->user.u->r9);
	fakecall(EXITS, 0);
	fdie("exits returned");
}

static void
startprogram(Fthread *f)
{
	pthread_attr_t attr;
	pthread_t t;

	f->user.started = true;
	f->user.stack = calloc(1, Ustack);
	f->user.sp = (u64int *)(void *)(f->user.stack + Ustack - KiB);
	f->user.nextpc = Fakepc;
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	if(pthread_create(&t, &attr, usermain, f) != 0)
		fdie("pthread_create failed");
	pthread_attr_destroy(&attr);
}

int
hostuser(Ureg *u, uintptr *addr, bool (*call)(void))
{
	Fthread *f = fself();
	int event;

	USED(call);
	fenter();
	pthread_mutex_lock(&big);
	if(f->kicked) {
		f->kicked = false;
		pthread_mutex_unlock(&big);
		return Ulook;
	}
	f->user.u = u;
	if(!f->user.started)
		startprogram(f);
	f->user.users = true;
	pthread_cond_broadcast(&f->user.cond);
	while(f->user.users && !f->killed)
		pthread_cond_wait(&f->user.cond, &big);
	event = f->user.event;
	*addr = f->user.addr;
	pthread_mutex_unlock(&big);
	fenter();
	return event;
}

void
hostkick(int hostpid)
{
	Fthread *f;

	pthread_mutex_lock(&big);
	f = fthread(hostpid);
	if(f != nil && !f->dead) {
		f->kicked = true;
		funblockuser(f);
		pthread_cond_broadcast(&f->user.cond);
	}
	pthread_mutex_unlock(&big);
}

/* ---- floating point state: eight words ---- */

usize
hostfpsize(void)
{
	return Fpwords * sizeof(u64int);
}

void
hostfpsave(void *area)
{
	memcpy(area, fself()->fp, hostfpsize());
}

void
hostfprestore(void *area)
{
	memcpy(fself()->fp, area, hostfpsize());
}

u32int
hostfpstatus(u64int type)
{
	USED(type);
	return 0;
}

void
hostfpinit(void)
{
	memset(fself()->fp, 0, hostfpsize());
}

int
hosttext(int fd, u64int off, usize n, uintptr va)
{
	USED(fd);
	USED(off);
	USED(n);
	USED(va);
	return 0;
}
