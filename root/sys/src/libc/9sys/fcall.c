/*
 * 9P2000 messages between struct and bytes.  One description of each message's fields, in
 * their order, serves sizes and both directions:
 *
 *	1 2 4 8	a number of so many bytes	s	a string
 *	q	a qid				w	the names of a walk
 *	Q	the qids of its answer		d	count and data
 *	t	a counted stat entry
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>

typedef struct Field Field;
struct Field
{
	char kind;
	int off; /* in Fcall */
};

#define F(kind, name)                                                                              \
	{                                                                                          \
		kind, offsetof(Fcall, name)                                                        \
	}

/* indexed by type - Tversion; lists end with kind 0 */
static const Field fields[][6] = {
	[Tversion - 100] = {F('4', msize), F('s', version)},
	[Rversion - 100] = {F('4', msize), F('s', version)},
	[Tauth - 100] = {F('4', afid), F('s', uname), F('s', aname)},
	[Rauth - 100] = {F('q', aqid)},
	[Tattach - 100] = {F('4', fid), F('4', afid), F('s', uname), F('s', aname)},
	[Rattach - 100] = {F('q', qid)},
	[Rerror - 100] = {F('s', ename)},
	[Tflush - 100] = {F('2', oldtag)},
	[Rflush - 100] = {{0, 0}},
	[Twalk - 100] = {F('4', fid), F('4', newfid), F('w', wname)},
	[Rwalk - 100] = {F('Q', wqid)},
	[Topen - 100] = {F('4', fid), F('1', mode)},
	[Ropen - 100] = {F('q', qid), F('4', iounit)},
	[Tcreate - 100] = {F('4', fid), F('s', name), F('4', perm), F('1', mode)},
	[Rcreate - 100] = {F('q', qid), F('4', iounit)},
	[Tread - 100] = {F('4', fid), F('8', offset), F('4', count)},
	[Rread - 100] = {F('d', data)},
	[Twrite - 100] = {F('4', fid), F('8', offset), F('d', data)},
	[Rwrite - 100] = {F('4', count)},
	[Tclunk - 100] = {F('4', fid)},
	[Rclunk - 100] = {{0, 0}},
	[Tremove - 100] = {F('4', fid)},
	[Rremove - 100] = {{0, 0}},
	[Tstat - 100] = {F('4', fid)},
	[Rstat - 100] = {F('t', stat)},
	[Twstat - 100] = {F('4', fid), F('t', stat)},
	[Rwstat - 100] = {{0, 0}},
};

enum
{
	Head = BIT32SZ + BIT8SZ + BIT16SZ,
};

static const Field *
fieldsof(int type)
{
	if(type < Tversion || type >= Tmax || type == Terror)
		return nil;
	return fields[type - Tversion];
}

static uint
strsize(char *s)
{
	return BIT16SZ + (s == nil ? 0 : strlen(s));
}

static uint
fieldsize(Fcall *f, const Field *d)
{
	uint i, n = BIT16SZ;

	switch(d->kind) {
	case 's':
		return strsize(*(char **)((char *)f + d->off));
	case 'q':
		return QIDSZ;
	case 'w':
		for(i = 0; i < f->nwname; i++)
			n += strsize(f->wname[i]);
		return n;
	case 'Q':
		return n + f->nwqid * QIDSZ;
	case 'd':
		return BIT32SZ + f->count;
	case 't':
		return BIT16SZ + f->nstat;
	}
	return d->kind - '0';
}

uint
sizeS2M(Fcall *f)
{
	const Field *d = fieldsof(f->type);
	uint n = Head;

	if(d == nil)
		return 0;
	for(; d->kind; d++)
		n += fieldsize(f, d);
	return n;
}

/* ---- to bytes ---- */

static uchar *
putstr(uchar *p, char *s)
{
	uint n = s == nil ? 0 : strlen(s);

	PBIT16(p, n);
	memmove(p + BIT16SZ, s, n);
	return p + BIT16SZ + n;
}

static uchar *
putqid(uchar *p, Qid *q)
{
	PBIT8(p, q->type);
	PBIT32(p + 1, q->vers);
	PBIT64(p + 5, q->path);
	return p + QIDSZ;
}

/* the data may be in place already */
static uchar *
putcounted(uchar *p, void *data, uint n)
{
	if(p != data)
		memmove(p, data, n);
	return p + n;
}

static uchar *
putfield(uchar *p, Fcall *f, const Field *d)
{
	void *v = (char *)f + d->off;
	int i;

	switch(d->kind) {
	case '1':
		PBIT8(p, *(uchar *)v);
		return p + 1;
	case '2':
		PBIT16(p, *(ushort *)v);
		return p + 2;
	case '4':
		PBIT32(p, *(u32int *)v);
		return p + 4;
	case '8':
		PBIT64(p, *(vlong *)v);
		return p + 8;
	case 's':
		return putstr(p, *(char **)v);
	case 'q':
		return putqid(p, v);
	case 'w':
		PBIT16(p, f->nwname);
		p += BIT16SZ;
		for(i = 0; i < f->nwname; i++)
			p = putstr(p, f->wname[i]);
		return p;
	case 'Q':
		PBIT16(p, f->nwqid);
		p += BIT16SZ;
		for(i = 0; i < f->nwqid; i++)
			p = putqid(p, &f->wqid[i]);
		return p;
	case 'd':
		PBIT32(p, f->count);
		return putcounted(p + BIT32SZ, f->data, f->count);
	}
	PBIT16(p, f->nstat);
	return putcounted(p + BIT16SZ, f->stat, f->nstat);
}

/* result: bytes, 0 if it does not fit or is no message */
uint
convS2M(Fcall *f, uchar *buf, uint nbuf)
{
	const Field *d = fieldsof(f->type);
	uint n = sizeS2M(f);
	uchar *p = buf + Head;

	if(n == 0 || n > nbuf)
		return 0;
	if((f->type == Twalk && f->nwname > MAXWELEM) || (f->type == Rwalk && f->nwqid > MAXWELEM))
		return 0;
	PBIT32(buf, n);
	PBIT8(buf + 4, f->type);
	PBIT16(buf + 5, f->tag);
	for(; d->kind; d++)
		p = putfield(p, f, d);
	return p - buf == n ? n : 0;
}

/* ---- from bytes ---- */

/* strings are moved down over their count to get a NUL; *s points into the message */
static uchar *
getstr(uchar *p, uchar *e, char **s)
{
	uint n;

	if(p == nil || e - p < BIT16SZ)
		return nil;
	n = GBIT16(p);
	if(e - p - BIT16SZ < n)
		return nil;
	memmove(p, p + BIT16SZ, n);
	p[n] = '\0';
	*s = (char *)p;
	return p + BIT16SZ + n;
}

static uchar *
getqid(uchar *p, uchar *e, Qid *q)
{
	if(p == nil || e - p < QIDSZ)
		return nil;
	q->type = GBIT8(p);
	q->vers = GBIT32(p + 1);
	q->path = GBIT64(p + 5);
	return p + QIDSZ;
}

static uchar *
getnumber(uchar *p, uchar *e, void *v, int size)
{
	if(e - p < size)
		return nil;
	switch(size) {
	case 1:
		*(uchar *)v = GBIT8(p);
		break;
	case 2:
		*(ushort *)v = GBIT16(p);
		break;
	case 4:
		*(u32int *)v = GBIT32(p);
		break;
	case 8:
		*(vlong *)v = GBIT64(p);
		break;
	}
	return p + size;
}

static uchar *
getwalk(uchar *p, uchar *e, Fcall *f, int kind)
{
	ushort n;
	int i;

	p = getnumber(p, e, &n, BIT16SZ);
	if(p == nil || n > MAXWELEM)
		return nil;
	if(kind == 'w')
		f->nwname = n;
	else
		f->nwqid = n;
	for(i = 0; i < n; i++)
		p = kind == 'w' ? getstr(p, e, &f->wname[i]) : getqid(p, e, &f->wqid[i]);
	return p;
}

static uchar *
getfield(uchar *p, uchar *e, Fcall *f, const Field *d)
{
	void *v = (char *)f + d->off;

	switch(d->kind) {
	case 's':
		return getstr(p, e, v);
	case 'q':
		return getqid(p, e, v);
	case 'w':
	case 'Q':
		return getwalk(p, e, f, d->kind);
	case 'd':
		p = getnumber(p, e, &f->count, BIT32SZ);
		if(p == nil || e - p < f->count)
			return nil;
		f->data = (char *)p;
		return p + f->count;
	case 't':
		p = getnumber(p, e, &f->nstat, BIT16SZ);
		if(p == nil || e - p < f->nstat)
			return nil;
		f->stat = p;
		return p + f->nstat;
	}
	return getnumber(p, e, v, d->kind - '0');
}

/* result: bytes used, 0: malformed */
uint
convM2S(uchar *buf, uint nbuf, Fcall *f)
{
	uchar *p = buf + Head, *e;
	const Field *d;
	uint n;

	if(nbuf < Head)
		return 0;
	n = GBIT32(buf);
	if(n < Head || n > nbuf)
		return 0;
	e = buf + n;
	f->type = GBIT8(buf + 4);
	f->tag = GBIT16(buf + 5);
	d = fieldsof(f->type);
	if(d == nil)
		return 0;
	for(; d->kind && p != nil; d++)
		p = getfield(p, e, f, d);
	return p == e ? n : 0;
}

/* one whole message from a stream; result: its bytes, 0 end of file, -1 error */
int
read9pmsg(int fd, void *buf, uint n)
{
	uchar *p = buf;
	uint len;
	int m;

	m = readn(fd, p, BIT32SZ);
	if(m != BIT32SZ)
		return m < 0 ? -1 : 0;
	len = GBIT32(p);
	if(len <= BIT32SZ || len > n) {
		werrstr("bad length in 9P2000 message header");
		return -1;
	}
	m = readn(fd, p + BIT32SZ, len - BIT32SZ);
	return m < (int)(len - BIT32SZ) ? (m < 0 ? -1 : 0) : (int)len;
}
