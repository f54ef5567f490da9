/*
 * Errors: messages, the frames that they unwind, and the end of the shell.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

enum
{
	Stackmax = 12 * 1024 * 1024, /* of the 16 that a process has */
};

Frame *frames;
Handler *handler;
char *curfile; /* what runs: for messages */
int curline;

void
pushframe(Frame *f, void (*undo)(Frame *))
{
	f->undo = undo;
	f->next = frames;
	frames = f;
}

void
unwind(Frame *to)
{
	Frame *f;

	while(frames != to) {
		f = frames;
		frames = f->next;
		f->undo(f);
	}
}

/* go back to the prompt, or end */
void
raise(void)
{
	if(handler == nil)
		leave();
	unwind(handler->frames);
	longjmp(handler->env, 1);
}

static void
message(char *fmt, va_list args)
{
	Buf b = {0};
	char *s;

	if(curline > 0 && !booting)
		putfmt(&b, "%s:%d: ", curfile, curline);
	else
		putfmt(&b, "%s: ", curfile);
	s = vsmprint(fmt, args);
	putstr(&b, s == nil ? fmt : s);
	free(s);
	putbyte(&b, '\n');
	putflush(&b, mapfd(2));
}

/* print a message that says where */
void
complain(char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	message(fmt, args);
	va_end(args);
}

/* the same, and give the command up; status may be nil, for the error string */
void
fail(char *status, char *fmt, ...)
{
	char err[ERRMAX];
	va_list args;

	rerrstr(err, sizeof err);
	va_start(args, fmt);
	message(fmt, args);
	va_end(args);
	setstatus(status == nil ? err : status);
	raise();
}

/* the end of this process, with $status */
void
leave(void)
{
	static int leaving;
	Var *v;
	Fn *fn;

	if(getpid() == mypid && !leaving) {
		leaving = 1;
		v = lookvar("sigexit");
		fn = fnof(v);
		if(fn != nil) {
			handler = nil;
			callfn(fn, vstar->val, 0);
		}
	}
	storeenv();
	exits(istrue() ? "" : getstatus());
}

/* functions and parentheses nest as deep as the stack reaches */
void
checkdepth(void)
{
	static char *base;
	char here;

	if(base == nil)
		base = &here;
	if(base - &here > Stackmax)
		fail("nested too deeply", "nested too deeply");
}
