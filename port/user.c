/*
 * Who is who: eve, the host owner, may do what the owner of a machine may.
 */
#include "u.h"
#include "lib.h"
#include "mem.h"
#include "proc.h"

char eve[64];

bool
iseve(void)
{
	return strcmp(eve, up->user) == 0;
}

/* /dev/hostowner was written: processes of the old owner become the new one's */
void
renameuser(const char *old, const char *new)
{
	Proc *p;

	for(int i = 0; i < nprocslots(); i++) {
		p = procslot(i);
		if(p == nil)
			continue;
		qlock(&p->debug);
		if(p->user != nil && strcmp(p->user, old) == 0)
			kstrset(&p->user, new);
		qunlock(&p->debug);
	}
}
