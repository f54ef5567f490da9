/*
 * exits runs what atexit registered, in the process that registered it.
 */
#include <u.h>
#include <libc.h>

enum
{
	Nexit = 33,
};

static Lock onlock;
static struct
{
	void (*fn)(void);
	int pid;
} onexit[Nexit];

int
atexit(void (*fn)(void))
{
	int i, ok = 0;

	lock(&onlock);
	for(i = 0; i < Nexit && !ok; i++) {
		if(onexit[i].fn != nil)
			continue;
		onexit[i].pid = getpid();
		onexit[i].fn = fn;
		ok = 1;
	}
	unlock(&onlock);
	return ok;
}

void
atexitdont(void (*fn)(void))
{
	int i, pid = getpid();

	for(i = 0; i < Nexit; i++)
		if(onexit[i].fn == fn && onexit[i].pid == pid)
			onexit[i].fn = nil;
}

void
exits(const char *msg)
{
	int i, pid = getpid();
	void (*fn)(void);

	for(i = Nexit - 1; i >= 0; i--) {
		fn = onexit[i].fn;
		if(fn == nil || onexit[i].pid != pid)
			continue;
		onexit[i].fn = nil;
		fn();
	}
	_exits(msg);
}
