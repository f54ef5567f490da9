/* counts of references */
#include <u.h>
#include <libc.h>
#include <thread.h>

void
incref(Ref *r)
{
	ainc(&r->ref);
}

long
decref(Ref *r)
{
	return adec(&r->ref);
}
