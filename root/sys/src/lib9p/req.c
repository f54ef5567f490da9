/* Reqs and their pools, with references as for Fids */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <9p.h>

static void
inc(void *v)
{
	Req *r = v;

	ainc(&r->ref.ref);
}

Reqpool *
allocreqpool(void (*destroy)(Req *))
{
	Reqpool *p = emalloc9p(sizeof *p);

	p->map = allocmap(inc);
	p->destroy = destroy;
	return p;
}

static void
drop(void *v)
{
	closereq(v);
}

void
freereqpool(Reqpool *p)
{
	freemap(p->map, drop);
	free(p);
}

/* nil: the tag is in use */
Req *
allocreq(Reqpool *p, ulong tag)
{
	Req *r = emalloc9p(sizeof *r);

	r->tag = tag;
	r->pool = p;
	r->srv = p->srv;
	r->ref.ref = 2;
	if(!caninsertkey(p->map, tag, r)) {
		free(r);
		return nil;
	}
	return r;
}

Req *
lookupreq(Reqpool *p, ulong tag)
{
	return lookupkey(p->map, tag);
}

/* gives the pool's reference */
Req *
removereq(Reqpool *p, ulong tag)
{
	return deletekey(p->map, tag);
}

void
closereq(Req *r)
{
	if(r == nil || adec(&r->ref.ref) != 0)
		return;
	if(r->pool != nil && r->pool->destroy != nil)
		r->pool->destroy(r);
	closefid(r->fid);
	closefid(r->afid);
	closefid(r->newfid);
	closereq(r->oldreq);
	free(r->rbuf);
	free(r->buf);
	free(r);
}
