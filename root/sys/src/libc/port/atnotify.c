/*
 * atnotify: a list of handlers, each of which may say that it took the note.
 */
#include <u.h>
#include <libc.h>

enum
{
	Nfn = 33,
};

static int (*fns[Nfn])(void *, char *);
static Lock fnlock;

static void
notifier(void *ureg, char *msg)
{
	int i;

	for(i = 0; i < Nfn; i++)
		if(fns[i] != nil && fns[i](ureg, msg))
			noted(NCONT);
	noted(NDFLT);
}

int
atnotify(int (*f)(void *, char *), int in)
{
	int i, found = -1, n = 0;

	lock(&fnlock);
	for(i = 0; i < Nfn; i++) {
		if(fns[i] != nil)
			n++;
		if(found < 0 && fns[i] == (in ? nil : f))
			found = i;
	}
	if(found >= 0) {
		fns[found] = in ? f : nil;
		n += in ? 1 : -1;
		if(in && n == 1)
			notify(notifier);
		if(n == 0)
			notify(nil);
	}
	unlock(&fnlock);
	return found >= 0;
}
