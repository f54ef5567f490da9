/*
 * What is known of a file, as a Dir with numbers of users, and changing it by the wish of a Dir.
 */
#include "unixfile.h"
#include "err.h"
#include "fcall.h"
#include "host.h"
#include "lib.h"
#include "mem.h"

enum
{
	Second = 1000000000,
};

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

/* the time t, or now; false: Plan 9 cannot tell it */
static bool
settime(u32int *to, bool set, bool given, u64int t)
{
	if(!set)
		return true;
	if(!given)
		t = (u64int)(hostnsec() / Second);
	*to = (u32int)t;
	return t < 0xffffffff;
}

/* The change as 9P2000 has it; group is room for a name */
static int
wanted(Chan *c, const Setattr *s, Dir *d, char *group, int ngroup)
{
	Attr a;

	nulldir(d);
	if(getattr(c, &a) < 0)
		return -1;
	u32int special = a.d.mode & ~(u32int)0777;
	putattr(&a);
	if((s->valid & Setuid) && s->uid != a.uid)
		return bad("not the owner's to give away");
	if(s->valid & Setmode)
		d->mode = special | (s->mode & 0777);
	if((s->valid & Setgid) && s->gid != a.gid) {
		groupname(s->gid, group, ngroup);
		d->gid = group;
	}
	if(s->valid & Setsize)
		d->length = s->size;
	if(!settime(&d->mtime, s->valid & Setmtime, s->valid & Givenmtime, s->mtime) ||
	   !settime(&d->atime, s->valid & Setatime, s->valid & Givenatime, s->atime))
		return bad(Ebadarg);
	return 0;
}

/* few servers let one set the time of the last access: then without */
int
setattr(Chan *c, const Setattr *s)
{
	char group[Errmax];
	Dir d;

	if(wanted(c, s, &d, group, sizeof group) < 0)
		return -1;
	if(!(s->valid & (Setmode | Setgid | Setsize | Setatime | Setmtime)))
		return 0;
	if(wish(c, &d) == 0)
		return 0;
	if((s->valid & (Setatime | Setmtime)) != (Setatime | Setmtime))
		return -1;
	d.atime = Nofid;
	return wish(c, &d);
}
