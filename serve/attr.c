/*
 * What is known of a file, as a Dir with numbers of users, and changing it by the wish of a Dir.
 */
#include "p9.h"
#include "lib.h"
#include "mem.h"

int
getattr(Chan *c, Attr *a)
{
	u8int *entry;
	int n;

	entry = exstat(c, &n);
	if(entry == nil)
		return -1;
	a->strs = kmalloc((usize)n);
	if(a->strs == nil || convM2D(entry, n, &a->d, a->strs) == 0) {
		bad(a->strs == nil ? Enomem : Ebadstat);
		kfree(a->strs);
		kfree(entry);
		return -1;
	}
	kfree(entry);
	a->uid = idof(a->d.uid, false);
	a->gid = idof(a->d.gid, true);
	return 0;
}

void
putattr(Attr *a)
{
	kfree(a->strs);
}

int
wish(Chan *c, Dir *d)
{
	int n = sizedir(d), ok;
	u8int *entry = n > 0 ? kmalloc((usize)n) : nil;

	if(entry == nil)
		return bad(Enomem);
	convD2M(d, entry, n);
	ok = exwstat(c, entry, n);
	kfree(entry);
	return ok;
}
