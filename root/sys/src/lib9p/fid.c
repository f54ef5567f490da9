/* Fids and their pools: the pool has one reference, whoever looked one up another */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <9p.h>

static void
inc(void *v)
{
	Fid *f = v;

	ainc(&f->ref.ref);
}

Fidpool *
allocfidpool(void (*destroy)(Fid *))
{
	Fidpool *p = emalloc9p(sizeof *p);

	p->map = allocmap(inc);
	p->destroy = destroy;
	return p;
}

static void
drop(void *v)
{
	closefid(v);
}

void
freefidpool(Fidpool *p)
{
	freemap(p->map, drop);
	free(p);
}

/* nil: the number is in use */
Fid *
allocfid(Fidpool *p, ulong fid)
{
	Fid *f = emalloc9p(sizeof *f);

	f->fid = fid;
	f->omode = -1;
	f->pool = p;
	f->ref.ref = 2;
	if(!caninsertkey(p->map, fid, f)) {
		free(f);
		return nil;
	}
	return f;
}

Fid *
lookupfid(Fidpool *p, ulong fid)
{
	return lookupkey(p->map, fid);
}

/* gives the pool's reference */
Fid *
removefid(Fidpool *p, ulong fid)
{
	return deletekey(p->map, fid);
}

void
closefid(Fid *f)
{
	if(f == nil || adec(&f->ref.ref) != 0)
		return;
	if(f->pool != nil && f->pool->destroy != nil)
		f->pool->destroy(f);
	if(f->rdir != nil)
		closedirfile(f->rdir);
	if(f->file != nil)
		closefile(f->file);
	free(f->uid);
	free(f);
}
