/* what servers answer reads and walks with */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <9p.h>

void
readbuf(Req *r, const void *s, long n)
{
	vlong off = r->ifcall.offset;

	r->ofcall.count = r->ifcall.count;
	if(off < 0 || off >= n) {
		r->ofcall.count = 0;
		return;
	}
	if(r->ofcall.count > n - off)
		r->ofcall.count = n - off;
	memmove(r->ofcall.data, (const char *)s + off, r->ofcall.count);
}

void
readstr(Req *r, const char *s)
{
	readbuf(r, s, strlen(s));
}

/* entries from gen(0), gen(1), ... until it gives -1; it allocates the strings */
void
dirread9p(Req *r, Dirgen *gen, void *aux)
{
	uchar *p = (uchar *)r->ofcall.data, *e = p + r->ifcall.count;
	int i = r->ifcall.offset == 0 ? 0 : r->fid->dirindex;
	uint n = 1;
	Dir d;

	for(; n > 0 && p + BIT16SZ < e; p += n) {
		memset(&d, 0, sizeof d);
		if(gen(i, &d, aux) < 0)
			break;
		n = convD2M(&d, p, e - p);
		free(d.name);
		free(d.uid);
		free(d.gid);
		free(d.muid);
		if(n <= BIT16SZ)
			break;
		i++;
	}
	r->fid->dirindex = i;
	r->ofcall.count = p - (uchar *)r->ofcall.data;
}

void
responderror(Req *r)
{
	char err[ERRMAX];

	rerrstr(err, sizeof err);
	respond(r, err);
}

/* a walk by way of functions that copy a fid and move it by one name */
void
walkandclone(Req *r, char *(*walk1)(Fid *, char *, void *), char *(*clone)(Fid *, Fid *, void *),
	     void *arg)
{
	char *e = nil;
	int i;

	if(r->fid == r->newfid && r->ifcall.nwname > 1) { /* it could not go back */
		respond(r, "cannot walk a fid by several names in place");
		return;
	}
	if(r->fid != r->newfid) {
		r->newfid->qid = r->fid->qid;
		if(clone != nil && (e = clone(r->fid, r->newfid, arg)) != nil) {
			respond(r, e);
			return;
		}
	}
	for(i = 0; i < r->ifcall.nwname; i++) {
		e = walk1(r->newfid, r->ifcall.wname[i], arg);
		if(e != nil)
			break;
		r->ofcall.wqid[i] = r->newfid->qid;
	}
	r->ofcall.nwqid = i;
	respond(r, i == 0 ? e : nil);
}
