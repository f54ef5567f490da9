/*
 * A 9P message as one line of text, for traces, in the form that Plan 9's own
 * tools print.  Long data is cut.
 */
#include "u.h"
#include "lib.h"
#include "fcall.h"

enum
{
	Ndump = 32
}; /* bytes shown of the data of a read or write */

static const char *const msgname[] = {
	[Tversion] = "Tversion", [Rversion] = "Rversion", [Tauth] = "Tauth",
	[Rauth] = "Rauth",       [Tattach] = "Tattach",   [Rattach] = "Rattach",
	[Rerror] = "Rerror",     [Tflush] = "Tflush",     [Rflush] = "Rflush",
	[Twalk] = "Twalk",       [Rwalk] = "Rwalk",       [Topen] = "Topen",
	[Ropen] = "Ropen",       [Tcreate] = "Tcreate",   [Rcreate] = "Rcreate",
	[Tread] = "Tread",       [Rread] = "Rread",       [Twrite] = "Twrite",
	[Rwrite] = "Rwrite",     [Tclunk] = "Tclunk",     [Rclunk] = "Rclunk",
	[Tremove] = "Tremove",   [Rremove] = "Rremove",   [Tstat] = "Tstat",
	[Rstat] = "Rstat",       [Twstat] = "Twstat",     [Rwstat] = "Rwstat",
};

static char *
qidtext(char *p, char *end, Qid q)
{
	static const char letters[] = "dalMAt"; /* bits from QTdir down */

	p = seprint(p, end, "(%.16llx %u ", (u64int)q.path, q.vers);
	for(int i = 0; letters[i] != 0; i++)
		if(q.type & (QTdir >> i))
			p = seprint(p, end, "%c", letters[i]);
	return seprint(p, end, ")");
}

/* the beginning of the data: quoted text if it is text, else hexadecimal */
static char *
dumptext(char *p, char *end, const u8int *data, u32int count)
{
	int n = count < Ndump ? (int)count : Ndump;
	bool text = true;

	if(data == nil)
		return p;
	for(int i = 0; i < n; i++)
		if((data[i] < ' ' && data[i] != '\n' && data[i] != '\t') || data[i] >= 0x7f)
			text = false;
	if(text)
		p = seprint(p, end, " '%.*s'", n, (const char *)data);
	for(int i = 0; !text && i < n; i++)
		p = seprint(p, end, "%s%.2x", i % 4 == 0 ? " " : "", data[i]);
	return p;
}

static char *
stattext(char *p, char *end, const Fcall *f)
{
	Dir d;

	p = seprint(p, end, " stat(%u bytes)", f->nstat);
	if(f->stat == nil || convM2D(f->stat, f->nstat, &d, nil) == 0)
		return p;
	p = seprint(p, end, " q ");
	p = qidtext(p, end, d.qid);
	return seprint(p, end, " m %#o at %u mt %u l %llu t %u d %u", d.mode, d.atime, d.mtime,
		       (u64int)d.length, d.type, d.dev);
}

static char *
walktext(char *p, char *end, const Fcall *f)
{
	p = seprint(p, end, " fid %u newfid %u nwname %u", f->fid, f->newfid, f->nwname);
	for(int i = 0; i < f->nwname && i < Maxwelem; i++)
		p = seprint(p, end, " %d:%s", i, f->wname[i]);
	return p;
}

static char *
rwalktext(char *p, char *end, const Fcall *f)
{
	p = seprint(p, end, " nwqid %u", f->nwqid);
	for(int i = 0; i < f->nwqid && i < Maxwelem; i++) {
		p = seprint(p, end, " %d:", i);
		p = qidtext(p, end, f->wqid[i]);
	}
	return p;
}

/* requests: what follows the tag */
static char *
ttext(char *p, char *end, const Fcall *f)
{
	switch(f->type) {
	case Tversion:
		return seprint(p, end, " msize %u version '%s'", f->msize, f->version);
	case Tauth:
		return seprint(p, end, " afid %d uname %s aname %s", (s32int)f->afid, f->uname,
			       f->aname);
	case Tattach:
		return seprint(p, end, " fid %u afid %d uname %s aname %s", f->fid, (s32int)f->afid,
			       f->uname, f->aname);
	case Tflush:
		return seprint(p, end, " oldtag %u", f->oldtag);
	case Twalk:
		return walktext(p, end, f);
	case Topen:
		return seprint(p, end, " fid %u mode %u", f->fid, f->mode);
	case Tcreate:
		return seprint(p, end, " fid %u name %s perm %#o mode %u", f->fid, f->name, f->perm,
			       f->mode);
	case Tread:
		return seprint(p, end, " fid %u offset %lld count %u", f->fid, (s64int)f->offset,
			       f->count);
	case Twrite:
		p = seprint(p, end, " fid %u offset %lld count %u", f->fid, (s64int)f->offset,
			    f->count);
		return dumptext(p, end, f->data, f->count);
	case Twstat:
		p = seprint(p, end, " fid %u", f->fid);
		return stattext(p, end, f);
	}
	return seprint(p, end, " fid %u", f->fid);
}

static char *
rtext(char *p, char *end, const Fcall *f)
{
	switch(f->type) {
	case Rversion:
		return seprint(p, end, " msize %u version '%s'", f->msize, f->version);
	case Rerror:
		return seprint(p, end, " ename %s", f->ename);
	case Rauth:
	case Rattach:
		p = seprint(p, end, " qid ");
		return qidtext(p, end, f->qid);
	case Rwalk:
		return rwalktext(p, end, f);
	case Ropen:
	case Rcreate:
		p = seprint(p, end, " qid ");
		p = qidtext(p, end, f->qid);
		return seprint(p, end, " iounit %u", f->iounit);
	case Rread:
		p = seprint(p, end, " count %u", f->count);
		return dumptext(p, end, f->data, f->count);
	case Rwrite:
		return seprint(p, end, " count %u", f->count);
	case Rstat:
		return stattext(p, end, f);
	}
	return p;
}

int
fcallprint(char *buf, int size, const Fcall *f)
{
	char *p = buf, *end = buf + size;

	if(size <= 0)
		return 0;
	if(f->type >= nelem(msgname) || msgname[f->type] == nil)
		return snprint(buf, size, "unknown type %u", f->type);
	p = seprint(p, end, "%s tag %u", msgname[f->type], f->tag);
	p = f->type & 1 ? rtext(p, end, f) : ttext(p, end, f);
	return (int)(p - buf);
}
