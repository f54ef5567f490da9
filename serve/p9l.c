/*
 * 9P2000.L: which function serves a request that 9P2000 has not, and the form of errors.  What there
 * is in Plan 9 works; links, attributes of files' own and special files are refused.
 */
#include "p9l.h"

int
malformed(void)
{
	return bad("malformed message");
}

Chan *
placeof(Req *r, u32int fid)
{
	Fid *f = getfid(r->c, fid);
	Chan *c;

	if(f == nil)
		return nil;
	c = fidplace(r->c, f);
	putfid(r->c, f);
	return c;
}

static int
unsupported(Req *r, Msg *m)
{
	USED(r);
	USED(m);
	return bad("not supported");
}

/* links, of which Plan 9 has none */
static int
forbidden(Req *r, Msg *m)
{
	USED(r);
	USED(m);
	return bad("no links here");
}

static int
nolink(Req *r, Msg *m)
{
	USED(r);
	USED(m);
	return bad(Ebadarg);
}

static int (*const serve[])(Req *, Msg *) = {
	[Tstatfs] = lstatfs,
	[Tlopen] = lopen,
	[Tlcreate] = lcreate,
	[Tsymlink] = forbidden,
	[Tmknod] = lmknod,
	[Trename] = lrename,
	[Treadlink] = nolink,
	[Tgetattr] = lgetattr,
	[Tsetattr] = lsetattr,
	[Txattrwalk] = unsupported,
	[Txattrcreate] = unsupported,
	[Treaddir] = lreaddir,
	[Tfsync] = lfsync,
	[Tlock] = llock,
	[Tgetlock] = lgetlock,
	[Tlink] = forbidden,
	[Tmkdir] = lmkdir,
	[Trenameat] = lrenameat,
	[Tunlinkat] = lunlinkat,
};

/* is it one of those */
bool
linuxonly(int type)
{
	return type < nelem(serve) && serve[type] != nil;
}

int
linuxserve(Req *r)
{
	Msg m = {r->msg + Msghdr, r->msg + r->size, false};

	return serve[r->msg[4]](r, &m);
}

void
linuxrefuse(Req *r, const char *why)
{
	u8int *p = answerroom(r, Msghdr + 4);

	answerhead(r, Rlerror);
	put32(p + Msghdr, unixerr(why));
}
