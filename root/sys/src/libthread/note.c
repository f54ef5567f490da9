/*
 * Notes: threadnotify's handlers, each for the proc that registered it, and threadint's note, which only breaks a
 * system call.
 */
#include <u.h>
#include <libc.h>
#include <thread.h>
#include "threadimpl.h"

static struct
{
	Lock lock;
	struct
	{
		int (*fn)(void *, char *);
		int pid;
	} h[Nnote];
} notes;

void
_threadnote(void *ureg, char *msg)
{
	int i, pid = getpid();
	int (*fn)(void *, char *);

	if(_threads.exitsall != nil)
		_exits(_threads.exitsall);
	if(strcmp(msg, "threadint") == 0)
		noted(NCONT);
	for(i = 0; i < Nnote; i++) {
		fn = notes.h[i].fn;
		if(fn != nil && notes.h[i].pid == pid && fn(ureg, msg))
			noted(NCONT);
	}
	noted(NDFLT);
}

int
threadnotify(int (*fn)(void *, char *), int in)
{
	int i, found = 0, pid = getpid();

	lock(&notes.lock);
	for(i = 0; i < Nnote && !found; i++) {
		if(in ? notes.h[i].fn != nil : notes.h[i].fn != fn || notes.h[i].pid != pid)
			continue;
		found = 1;
		notes.h[i].pid = pid;
		notes.h[i].fn = in ? fn : nil;
	}
	unlock(&notes.lock);
	return found;
}
