/* %F: a 9P message, %D: a directory entry, %M: a mode */
#include <u.h>
#include <libc.h>
#include <fcall.h>

enum
{
	Maxdump = 64, /* bytes of data that are shown */
};

static char *
qidtype(char *s, uchar t)
{
	char *p = s;

	if(t & QTDIR)
		*p++ = 'd';
	if(t & QTAPPEND)
		*p++ = 'a';
	if(t & QTEXCL)
		*p++ = 'l';
	if(t & QTAUTH)
		*p++ = 'A';
	*p = '\0';
	return s;
}

static char *
qidtext(char *buf, int n, Qid *q)
{
	char t[8];

	snprint(buf, n, "(%.16llux %lud %s)", q->path, q->vers, qidtype(t, q->type));
	return buf;
}

int
dirmodefmt(Fmt *f)
{
	static char *const rwx[] = {"---", "--x", "-w-", "-wx", "r--", "r-x", "rw-", "rwx"};
	ulong m = va_arg(f->args, ulong);
	char buf[16];

	snprint(buf, sizeof buf, "%c%c%s%s%s",
		m & DMDIR      ? 'd'
		: m & DMAPPEND ? 'a'
		: m & DMAUTH   ? 'A'
			       : '-',
		m & DMEXCL ? 'l' : '-', rwx[m >> 6 & 7], rwx[m >> 3 & 7], rwx[m & 7]);
	return fmtstrcpy(f, buf);
}

int
dirfmt(Fmt *f)
{
	Dir *d = va_arg(f->args, Dir *);
	char q[64];

	return fmtprint(f, "'%s' '%s' '%s' '%s' q %s m %#luo at %ld mt %ld l %lld t %d d %d",
			d->name, d->uid, d->gid, d->muid, qidtext(q, sizeof q, &d->qid), d->mode,
			d->atime, d->mtime, d->length, d->type, d->dev);
}

/* bytes as text in quotes, on one line; 0: they are no text */
static int
quote(char *to, char *p, int n)
{
	char *s;
	int i;

	s = to;
	*s++ = '\'';
	for(i = 0; i < n; i++) {
		if(p[i] == '\n' || p[i] == '\t') {
			*s++ = '\\';
			*s++ = p[i] == '\n' ? 'n' : 't';
		} else if((uchar)p[i] < ' ' || p[i] == 0x7f)
			return 0;
		else
			*s++ = p[i];
	}
	*s++ = '\'';
	*s = 0;
	return 1;
}

/* the first bytes of data */
static int
datafmt(Fmt *f, char *p, ulong n)
{
	char buf[2 * Maxdump + 3];
	int i, r;

	if(n > Maxdump)
		n = Maxdump;
	if(quote(buf, p, n))
		return fmtprint(f, " %s", buf);
	r = 0;
	for(i = 0; i < n; i++)
		r |= fmtprint(f, i % 4 == 0 ? " %.2ux" : "%.2ux", (uchar)p[i]);
	return r;
}

static int
statfmt(Fmt *f, uchar *stat, uint n)
{
	Dir d;
	char *names;
	int r;

	names = malloc(n);
	if(names == nil || convM2D(stat, n, &d, names) == 0)
		r = fmtprint(f, " stat(%d bytes)", n);
	else
		r = fmtprint(f, " stat %D", &d);
	free(names);
	return r;
}

static int
walkfmt(Fmt *f, Fcall *m)
{
	int i, r;

	r = fmtprint(f, "Twalk tag %ud fid %ud newfid %ud nwname %d ", m->tag, m->fid, m->newfid,
		     m->nwname);
	for(i = 0; i < m->nwname; i++)
		r |= fmtprint(f, "%d:%s ", i, m->wname[i]);
	return r;
}

static int
rwalkfmt(Fmt *f, Fcall *m)
{
	char q[64];
	int i, r;

	r = fmtprint(f, "Rwalk tag %ud nwqid %ud ", m->tag, m->nwqid);
	for(i = 0; i < m->nwqid; i++)
		r |= fmtprint(f, "%d:%s ", i, qidtext(q, sizeof q, &m->wqid[i]));
	return r;
}

static int
tfmt(Fmt *f, Fcall *m)
{
	switch(m->type) {
	case Tversion:
		return fmtprint(f, "Tversion tag %ud msize %ud version '%s'", m->tag, m->msize,
				m->version);
	case Tauth:
		return fmtprint(f, "Tauth tag %ud afid %d uname %s aname %s", m->tag, m->afid,
				m->uname, m->aname);
	case Tattach:
		return fmtprint(f, "Tattach tag %ud fid %d afid %d uname %s aname %s", m->tag,
				m->fid, m->afid, m->uname, m->aname);
	case Tflush:
		return fmtprint(f, "Tflush tag %ud oldtag %ud", m->tag, m->oldtag);
	case Twalk:
		return walkfmt(f, m);
	case Topen:
		return fmtprint(f, "Topen tag %ud fid %ud mode %d", m->tag, m->fid, m->mode);
	case Tcreate:
		return fmtprint(f, "Tcreate tag %ud fid %ud name %s perm %#luo mode %d", m->tag,
				m->fid, m->name, m->perm, m->mode);
	case Tread:
		return fmtprint(f, "Tread tag %ud fid %d offset %lld count %ud", m->tag, m->fid,
				m->offset, m->count);
	case Twrite:
		return fmtprint(f, "Twrite tag %ud fid %d offset %lld count %ud", m->tag, m->fid,
				m->offset, m->count) |
		       datafmt(f, m->data, m->count);
	case Tclunk:
		return fmtprint(f, "Tclunk tag %ud fid %ud", m->tag, m->fid);
	case Tremove:
		return fmtprint(f, "Tremove tag %ud fid %ud", m->tag, m->fid);
	case Tstat:
		return fmtprint(f, "Tstat tag %ud fid %ud", m->tag, m->fid);
	case Twstat:
		return fmtprint(f, "Twstat tag %ud fid %ud", m->tag, m->fid) |
		       statfmt(f, m->stat, m->nstat);
	}
	return fmtprint(f, "unknown type %d", m->type);
}

static int
rfmt(Fmt *f, Fcall *m)
{
	char q[64];

	switch(m->type) {
	case Rversion:
		return fmtprint(f, "Rversion tag %ud msize %ud version '%s'", m->tag, m->msize,
				m->version);
	case Rauth:
		return fmtprint(f, "Rauth tag %ud qid %s", m->tag, qidtext(q, sizeof q, &m->aqid));
	case Rattach:
		return fmtprint(f, "Rattach tag %ud qid %s", m->tag, qidtext(q, sizeof q, &m->qid));
	case Rerror:
		return fmtprint(f, "Rerror tag %ud ename %s", m->tag, m->ename);
	case Rflush:
		return fmtprint(f, "Rflush tag %ud", m->tag);
	case Rwalk:
		return rwalkfmt(f, m);
	case Ropen:
	case Rcreate:
		return fmtprint(f, "%s tag %ud qid %s iounit %ud",
				m->type == Ropen ? "Ropen" : "Rcreate", m->tag,
				qidtext(q, sizeof q, &m->qid), m->iounit);
	case Rread:
		return fmtprint(f, "Rread tag %ud count %ud", m->tag, m->count) |
		       datafmt(f, m->data, m->count);
	case Rwrite:
		return fmtprint(f, "Rwrite tag %ud count %ud", m->tag, m->count);
	case Rclunk:
		return fmtprint(f, "Rclunk tag %ud", m->tag);
	case Rremove:
		return fmtprint(f, "Rremove tag %ud", m->tag);
	case Rstat:
		return fmtprint(f, "Rstat tag %ud", m->tag) | statfmt(f, m->stat, m->nstat);
	case Rwstat:
		return fmtprint(f, "Rwstat tag %ud", m->tag);
	}
	return fmtprint(f, "unknown type %d", m->type);
}

int
fcallfmt(Fmt *f)
{
	Fcall *m = va_arg(f->args, Fcall *);

	return m->type & 1 ? rfmt(f, m) : tfmt(f, m);
}
