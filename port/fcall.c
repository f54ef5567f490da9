/*
 * 9P2000 messages between their struct and their bytes (intro(5)).  A message
 * is size[4] type[1] tag[2] and what its type says; the size counts itself.  Every bound
 * is checked: a message is taken only if its parts fill it exactly, and a string only if no
 * NUL is in it.  Knows nothing of connections, tags or fids.
 */
#include "u.h"
#include "lib.h"
#include "fcall.h"

enum
{
	Hdr = 7,   /* size type tag */
	Nwrap = 2, /* bytes of a string's count */
};

/*
 * Both directions walk the same description of each message: a letter a field.
 *	m msize   v version   a afid   f fid   n newfid   o oldtag   u uname   A aname
 *	e ename   q qid       w names walked   W qids walked   M mode   i iounit   N name
 *	p perm    O offset    c count  d count and data   s stat
 */
static const char *const layout[] = {
	[Tversion] = "mv",  [Rversion] = "mv",  [Tauth] = "auA",  [Rauth] = "q",
	[Tattach] = "fauA", [Rattach] = "q",    [Rerror] = "e",   [Tflush] = "o",
	[Rflush] = "",      [Twalk] = "fnw",    [Rwalk] = "W",    [Topen] = "fM",
	[Ropen] = "qi",     [Tcreate] = "fNpM", [Rcreate] = "qi", [Tread] = "fOc",
	[Rread] = "d",      [Twrite] = "fOd",   [Rwrite] = "c",   [Tclunk] = "f",
	[Rclunk] = "",      [Tremove] = "f",    [Rremove] = "",   [Tstat] = "f",
	[Rstat] = "s",      [Twstat] = "fs",    [Rwstat] = "",
};

static const char *
layoutof(u8int type)
{
	return type < nelem(layout) ? layout[type] : nil;
}

static char **
stringfield(Fcall *f, char c)
{
	switch(c) {
	case 'v':
		return &f->version;
	case 'u':
		return &f->uname;
	case 'A':
		return &f->aname;
	case 'e':
		return &f->ename;
	case 'N':
		return &f->name;
	}
	return nil;
}

static u32int *
wordfield(Fcall *f, char c)
{
	switch(c) {
	case 'm':
		return &f->msize;
	case 'a':
		return &f->afid;
	case 'f':
		return &f->fid;
	case 'n':
		return &f->newfid;
	case 'i':
		return &f->iounit;
	case 'p':
		return &f->perm;
	case 'c':
		return &f->count;
	}
	return nil;
}

/* ---- struct to bytes ---- */

/* bytes of string s; -1: it is too big for its count */
static int
sizestring(const char *s)
{
	usize n = s == nil ? 0 : strlen(s);

	return n > 0xffff ? -1 : Nwrap + (int)n;
}

static int
sizenames(const Fcall *f)
{
	int n, size = 2;

	if(f->nwname > Maxwelem)
		return -1;
	for(int i = 0; i < f->nwname; i++) {
		n = sizestring(f->wname[i]);
		if(n < 0)
			return -1;
		size += n;
	}
	return size;
}

/* bytes of field c; -1: it cannot be sent */
static int
sizefield(const Fcall *f, char c)
{
	char **s = stringfield((Fcall *)f, c);

	if(s != nil)
		return sizestring(*s);
	switch(c) {
	case 'M':
		return 1;
	case 'o':
		return 2;
	case 'O':
		return 8;
	case 'q':
		return Qidlen;
	case 'w':
		return sizenames(f);
	case 'W':
		return f->nwqid > Maxwelem ? -1 : 2 + f->nwqid * Qidlen;
	case 'd':
		return f->count > INT32_MAX - 64 ? -1 : 4 + (int)f->count;
	case 's':
		return 2 + f->nstat;
	}
	return 4;
}

int
sizeS2M(const Fcall *f)
{
	const char *l = layoutof(f->type);
	int n, size = Hdr;

	if(l == nil)
		return 0;
	for(; *l != 0; l++) {
		n = sizefield(f, *l);
		if(n < 0)
			return 0;
		size += n;
	}
	return size;
}

static u8int *
putstring(u8int *p, const char *s)
{
	usize n = s == nil ? 0 : strlen(s);

	put16(p, (u16int)n);
	memmove(p + Nwrap, s, n);
	return p + Nwrap + n;
}

static u8int *
putqid(u8int *p, Qid q)
{
	p[0] = q.type;
	put32(p + 1, q.vers);
	put64(p + 5, q.path);
	return p + Qidlen;
}

/* the fields that are neither a string nor a word; there is room */
static u8int *
putother(u8int *p, const Fcall *f, char c)
{
	switch(c) {
	case 'M':
		*p = f->mode;
		return p + 1;
	case 'o':
		put16(p, f->oldtag);
		return p + 2;
	case 'O':
		put64(p, f->offset);
		return p + 8;
	case 'q':
		return putqid(p, f->qid);
	case 'w':
		put16(p, f->nwname);
		p += 2;
		for(int i = 0; i < f->nwname; i++)
			p = putstring(p, f->wname[i]);
		return p;
	case 'W':
		put16(p, f->nwqid);
		p += 2;
		for(int i = 0; i < f->nwqid; i++)
			p = putqid(p, f->wqid[i]);
		return p;
	case 'd':
		put32(p, f->count);
		memmove(p + 4, f->data, f->count);
		return p + 4 + f->count;
	case 's':
		put16(p, f->nstat);
		memmove(p + 2, f->stat, f->nstat);
		return p + 2 + f->nstat;
	}
	return p;
}

int
convS2M(const Fcall *f, u8int *buf, int n)
{
	int size = sizeS2M(f);
	u8int *p = buf + Hdr;
	char **s;
	u32int *w;

	if(size == 0 || size > n)
		return 0;
	put32(buf, (u32int)size);
	buf[4] = f->type;
	put16(buf + 5, f->tag);
	for(const char *l = layoutof(f->type); *l != 0; l++)
		if((s = stringfield((Fcall *)f, *l)) != nil)
			p = putstring(p, *s);
		else if((w = wordfield((Fcall *)f, *l)) != nil) {
			put32(p, *w);
			p += 4;
		} else
			p = putother(p, f, *l);
	return size;
}

/* ---- bytes to struct: each takes its field at p, ending before end; nil: malformed ---- */

static u8int *
takestring(u8int *p, u8int *end, char **s)
{
	int n;

	if(end - p < Nwrap || end - p - Nwrap < get16(p))
		return nil;
	n = get16(p);
	if(memchr(p + Nwrap, 0, (usize)n) != nil)
		return nil;
	memmove(p, p + Nwrap, (usize)n);
	p[n] = 0;
	*s = (char *)p;
	return p + Nwrap + n;
}

static u8int *
takeqid(u8int *p, u8int *end, Qid *q)
{
	if(end - p < Qidlen)
		return nil;
	q->type = p[0];
	q->vers = get32(p + 1);
	q->path = get64(p + 5);
	return p + Qidlen;
}

static u8int *
takenames(u8int *p, u8int *end, Fcall *f)
{
	if(end - p < 2)
		return nil;
	f->nwname = get16(p);
	if(f->nwname > Maxwelem)
		return nil;
	p += 2;
	for(int i = 0; i < f->nwname && p != nil; i++)
		p = takestring(p, end, &f->wname[i]);
	return p;
}

static u8int *
takeqids(u8int *p, u8int *end, Fcall *f)
{
	if(end - p < 2)
		return nil;
	f->nwqid = get16(p);
	if(f->nwqid > Maxwelem)
		return nil;
	p += 2;
	for(int i = 0; i < f->nwqid && p != nil; i++)
		p = takeqid(p, end, &f->wqid[i]);
	return p;
}

static u8int *
takedata(u8int *p, u8int *end, Fcall *f)
{
	if(end - p < 4 || (u32int)(end - p - 4) < get32(p))
		return nil;
	f->count = get32(p);
	f->data = p + 4;
	return p + 4 + f->count;
}

static u8int *
takestat(u8int *p, u8int *end, Fcall *f)
{
	if(end - p < 2 || end - p - 2 < get16(p))
		return nil;
	f->nstat = get16(p);
	f->stat = p + 2;
	return p + 2 + f->nstat;
}

/* the fields of fixed size that are no words */
static u8int *
takesmall(u8int *p, u8int *end, Fcall *f, char c)
{
	int n = c == 'M' ? 1 : c == 'o' ? 2 : 8;

	if(end - p < n)
		return nil;
	switch(c) {
	case 'M':
		f->mode = *p;
		break;
	case 'o':
		f->oldtag = get16(p);
		break;
	case 'O':
		f->offset = get64(p);
		break;
	}
	return p + n;
}

static u8int *
takefield(u8int *p, u8int *end, Fcall *f, char c)
{
	char **s = stringfield(f, c);
	u32int *w = wordfield(f, c);

	if(s != nil)
		return takestring(p, end, s);
	if(w != nil) {
		if(end - p < 4)
			return nil;
		*w = get32(p);
		return p + 4;
	}
	switch(c) {
	case 'q':
		return takeqid(p, end, &f->qid);
	case 'w':
		return takenames(p, end, f);
	case 'W':
		return takeqids(p, end, f);
	case 'd':
		return takedata(p, end, f);
	case 's':
		return takestat(p, end, f);
	}
	return takesmall(p, end, f, c);
}

int
convM2S(u8int *buf, int n, Fcall *f)
{
	u8int *p = buf + Hdr;
	const char *l;

	if(n < Hdr || get32(buf) != (u32int)n)
		return 0;
	f->type = buf[4];
	f->tag = get16(buf + 5);
	l = layoutof(f->type);
	if(l == nil)
		return 0;
	for(; *l != 0 && p != nil; l++)
		p = takefield(p, buf + n, f, *l);
	return p == buf + n ? n : 0;
}
