/*
 * Memory for commands, which have no use for going on without.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

/* p, unless it is nil: then the program ends */
void *
check(void *p)
{
	if(p == nil)
		sysfatal("no memory: %r");
	return p;
}
