/*
 * The error stack: see err.h.
 */
#include "u.h"
#include "lib.h"
#include "err.h"
#include "keepold.h"
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
pushundo(void (*fn)(void *), void *arg, bool redo)
{
	Errframe *f = pushframe();

	f->fn = fn;
	f->arg = arg;
	f->redo = redo;
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

/* run the newest frame, a record, and drop it */
static void
runframe(Errframe *f)
{
	Errstack *e = &up->err;
	int n = e->n - 1;
	void *was = e->running;

	if(f->redo)
		e->running = f->arg;
	else
		e->n = n;
	f->fn(f->arg);
	e->running = was;
	e->n = n;
}

void
takeundo(void *arg)
{
	if(up->err.running != arg)
		return;
	up->err.running = nil;
	atomic_signal_fence(memory_order_seq_cst);
	up->err.n--;
	atomic_signal_fence(memory_order_seq_cst);
}

void
reundo(void *arg)
{
	Errframe *f = &up->err.frame[up->err.n - 1];

	assert(up->err.n > 0 && f->fn != nil);
	keepold(f->arg);
	f->arg = arg;
}

void
undo(void)
{
	Errstack *e = &up->err;

	if(e->n <= 0)
		panic("error stack underflow: %s", up->text);
	assert(e->frame[e->n - 1].fn != nil);
	runframe(&e->frame[e->n - 1]);
}

void
poperror(void)
{
	popframe();
}

noreturn void
nexterror(void)
{
	Errframe *f;

	for(;;) {
		if(up->err.n == 0)
			panic("error with nobody to catch it: %s", up->errstr);
		f = &up->err.frame[up->err.n - 1];
		if(f->fn == nil) {
			popframe();
			gotolabel(&f->label);
		}
		runframe(f);
	}
}

/* run every record, ignore labels: the process ends */
void
unwindall(void)
{
	Errframe *f;

	up->err.running = nil;
	while(up->err.n > 0) {
		f = &up->err.frame[up->err.n - 1];
		if(f->fn != nil)
			runframe(f);
		else
			popframe();
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
