/*
 * notify: the kernel enters a handler in its own way, so it is given _notetramp, which comes to
 * _callnote.  The handler itself is kept per process, as the kernel keeps its own.
 */
#include <u.h>
#include <libc.h>
#include <ureg.h>
#include "_libc.h"

void
_callnote(void *ureg, char *msg)
{
	if(_priv->note != nil)
		_priv->note(ureg, msg);
	noted(NDFLT);
	_exits("noted");
}

int
notify(void (*fn)(void *, char *))
{
	_priv->note = fn;
	return _notify(fn == nil ? nil : _notetramp);
}

/* leave a handler by a longjmp: the registers that setjmp kept are what noted restores */
void
notejmp(void *v, jmp_buf b, int val)
{
	Ureg *u = v;

	u->ax = val == 0 ? 1 : val;
	u->sp = b[JMPBUFSP];
	u->pc = b[JMPBUFPC];
	u->bx = b[2];
	u->bp = b[3];
	u->r12 = b[4];
	u->r13 = b[5];
	u->r14 = b[6];
	u->r15 = b[7];
	noted(NCONT);
	_exits("noted");
}
