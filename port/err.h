/*
 * Errors.  error(Exxx) stores a text in up->errstr and unwinds the process's
 * error stack.  The stack holds two kinds of frames: records {function,
 * argument}, which are run and dropped on the way, and labels set by
 * waserror(), where the unwinding stops.
 *
 *	qlock(&q->rlock);
 *	onerror(qunlock, &q->rlock);
 *	...
 *	undo();			normal exit: pops the newest record and runs it
 *
 * poperror() drops the newest frame without running it.  waserror() is for
 * three jobs: discard, convert or retry, and the outermost frame; a local
 * that is set after it and read in its handler must be volatile.  An undo
 * function must not raise an error.  Never raise while holding a Lock.
 *
 * A process may be killed while an undo function runs.  Which is made known to onerror by
 * DEFREDO may run again from its beginning, and its record stands until it has returned; so what
 * lies on the kernel stack is never left behind in a list.  In DEFUNDO's the record
 * is dropped first, and the function lets nothing be lost by records of its own.  kfree and cclose
 * are redone until the point where they take effect: there they drop the record with takeundo.
 */
#pragma once
#include "u.h"

enum
{
	Errmax = 128, /* bytes of an error string, NUL included (ERRMAX of Plan 9) */
	Nerrframe = 48,
};

/* registers that a call preserves: rbx rbp r12 r13 r14 r15 rsp rip */
typedef struct Label
{
	u64int reg[8];
} Label;

typedef struct Errframe
{
	void (*fn)(void *); /* nil: this frame is a label */
	void *arg;
	bool redo;
	Label label;
} Errframe;

typedef struct Errstack
{
	int n;
	void *running; /* the argument of the newest record, which runs */
	Errframe frame[Nerrframe];
} Errstack;

/* setlabel and gotolabel: host-linux; gotolabel makes setlabel return again, with 1 */
int setlabel(Label *l) __attribute__((returns_twice));
noreturn void gotolabel(Label *l);

Label *pushlabel(void);
void pushundo(void (*fn)(void *), void *arg, bool redo);
void takeundo(void *arg); /* the record of arg, if it is the one that runs, has done its duty */
void undo(void);
void reundo(void *arg); /* the newest record gets another argument; keepold is done, under a Lock */
void poperror(void);
noreturn void error(const char *err);
noreturn void errorf(const char *fmt, ...);
noreturn void nexterror(void); /* go on unwinding with the present up->errstr */
void unwindall(void);          /* at the end of a process */

#define waserror() (setlabel(pushlabel()))

/* Release x, a pointer in something that is on the error stack, with fn: x is nil first, so that it is
 * not done again for a process that is killed meanwhile. */
#define letgo(fn, x)                                                                               \
	do {                                                                                       \
		__typeof__(x) lg_ = (x);                                                           \
		(x) = nil;                                                                         \
		__atomic_signal_fence(__ATOMIC_SEQ_CST);                                           \
		if(lg_ != nil)                                                                     \
			fn(lg_);                                                                   \
	} while(0)

/* DEFUNDO(f, T), DEFREDO(f, T): f(T *) may be given to onerror, with arguments of type T * only */
#define DEFUNDO(f, T) DEFONERROR(f, T, 0)
#define DEFREDO(f, T) DEFONERROR(f, T, 1)
#define DEFONERROR(f, T, again)                                                                    \
	enum                                                                                       \
	{                                                                                          \
		redo_##f = again                                                                   \
	};                                                                                         \
	typedef T *undoarg_##f;                                                                    \
	static inline void undo_##f(void *a)                                                       \
	{                                                                                          \
		f((T *)a);                                                                         \
	}
#define onerror(f, a) pushundo(undo_##f, (void *)(1 ? (a) : (undoarg_##f)0), redo_##f)

/* error.c: the standard texts (namespace-9p: the same on Bell Labs' kernels and 9front's) */
extern const char Enoerror[], Emount[], Eunmount[], Eismtpt[], Eunion[], Emountrpc[], Eshutdown[],
	Enocreate[], Enonexist[], Eexist[], Ebadsharp[], Enotdir[], Eisdir[], Ebadchar[],
	Efilename[], Eperm[], Ebadusefd[], Ebadarg[], Einuse[], Eio[], Etoobig[], Etoosmall[],
	Enoport[], Ehungup[], Ebadctl[], Enodev[], Eprocdied[], Enochild[], Eioload[], Enovmem[],
	Ebadfd[], Enofd[], Eisstream[], Ebadexec[], Etimedout[], Econrefused[], Econinuse[],
	Eintr[], Enomem[], Esoverlap[], Eshort[], Ebadspec[], Enoreg[], Enoattach[], Eshortstat[],
	Ebadstat[], Enegoff[], Ecmdargs[], Ebadip[], Edirseek[], Etoolong[], Egreg[], Eempty[],
	Enote[], Enoprocs[];
