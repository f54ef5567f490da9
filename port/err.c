/*
 * The error stack: see err.h.  A record is popped before it runs, so a process
 * killed in the middle of an undo leaks at worst what that undo had left to do.
 */
#include "u.h"
#include "lib.h"
#include "err.h"
#include "log.h"
#include "proc.h"

static Errframe *
pushframe(void)
{
	Errstack *e = &up->err;

	if(e->n >= Nerrframe)
		panic("error stack overflow: %s", up->text);
	return &e->frame[e->n];
}

Label *
pushlabel(void)
{
	Errframe *f = pushframe();

	f->fn = nil;
	atomic_signal_fence(memory_order_seq_cst);
	up->err.n++;
	return &f->label;
}

void
pushundo(void (*fn)(void *), void *arg)
{
	Errframe *f = pushframe();

	f->fn = fn;
	f->arg = arg;
	atomic_signal_fence(memory_order_seq_cst);
	up->err.n++;
}

static Errframe *
popframe(void)
{
	Errstack *e = &up->err;

	if(e->n <= 0)
		panic("error stack underflow: %s", up->text);
	return &e->frame[--e->n];
}

void
undo(void)
{
	Errframe *f = popframe();

	assert(f->fn != nil);
	f->fn(f->arg);
}

void
poperror(void)
{
	popframe();
}

int
errdepth(void)
{
	return up->err.n;
}

noreturn void
nexterror(void)
{
	Errframe *f;

	for(;;) {
		if(up->err.n == 0)
			panic("error with nobody to catch it: %s", up->errstr);
		f = popframe();
		if(f->fn == nil)
			gotolabel(&f->label);
		f->fn(f->arg);
	}
}

/* run every record, ignore labels: the process ends */
void
unwindall(void)
{
	Errframe *f;

	while(up->err.n > 0) {
		f = popframe();
		if(f->fn != nil)
			f->fn(f->arg);
	}
}

noreturn void
error(const char *err)
{
	if(err != up->errstr)
		strecpy(up->errstr, up->errstr + Errmax, err);
	nexterror();
}

noreturn void
errorf(const char *fmt, ...)
{
	va_list arg;
	char buf[Errmax];

	va_start(arg, fmt);
	vseprint(buf, buf + sizeof buf, fmt, arg);
	va_end(arg);
	error(buf);
}
