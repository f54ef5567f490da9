/*
 * What is known of a file: Tgetattr's answer, and a Plan 9 directory entry made of it.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>
#include <thread.h>
#include <9p.h>
#include "9unix.h"

enum
{
	Basic = 0x7ff, /* mode, nlink, owners, times, number, size, blocks */
	/* the 8-byte fields behind the group's number */
	Fsize = 2,
	Fatime = 5,
	Fmtime = 7,
	Fctime = 9,
	Fvers = 14,
	Nfield,
};
#define Mix 0x9E3779B97F4A7C15ULL

Rpc *
sendgetattr(Lfid *f)
{
	return rpcsend(Tgetattr, "48", f->n, (uvlong)Basic);
}

/* Servers know of no version or of a coarse one: it is made of all that a change of the file changes. */
static ulong
version(uvlong *v, Qid q)
{
	uvlong h;
	int i;

	h = q.vers ^ v[Fvers] ^ v[Fsize];
	for(i = Fmtime; i < Fctime + 2; i++)
		h = (h * Mix >> 16 | h << 48) ^ v[i];
	return h * Mix >> 32;
}

int
receivegetattr(Rpc *r, Attr *a)
{
	uvlong v[Nfield];
	int ok;

	ok = rpcreceive(r, "8q444V", &a->valid, &a->qid, &a->mode, &a->uid, &a->gid, v, Nfield);
	if(ok < 0)
		return ok;
	a->size = v[Fsize];
	a->atime = v[Fatime];
	a->mtime = v[Fmtime];
	a->qid.vers = version(v, a->qid);
	a->qid.type = (a->mode & Lifmt) == Lifdir ? QTDIR : 0;
	return 0;
}

int
getattr(Lfid *f, Attr *a)
{
	return receivegetattr(sendgetattr(f), a);
}

/* only what is a plain file has a length, and a link that leads nowhere no permissions */
void
filldir(Dir *d, Attr *a, char *name)
{
	char buf[Encmax];
	u32int type;

	memset(d, 0, sizeof *d);
	type = a->mode & Lifmt;
	d->qid = a->qid;
	d->mode = type == Lifdir ? DMDIR : 0;
	if(type != Liflink)
		d->mode |= a->mode & 0777;
	d->atime = a->atime;
	d->mtime = a->mtime;
	if(type == Lifreg && (vlong)a->size > 0)
		d->length = a->size;
	d->name = estrdup9p(encodename(name, buf));
	d->uid = username(a->uid, 0);
	d->gid = username(a->gid, 1);
	d->muid = username(a->uid, 0);
}
