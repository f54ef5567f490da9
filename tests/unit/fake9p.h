/*
 * A 9P server for tests of the mount driver: a kernel process at one end of a pipe.  It
 * checks what the client may do with tags and fids, and its files misbehave by their names.
 */
#pragma once
#include "unit.h"
#include "dev.h"
#include "err.h"
#include "fcall.h"
#include "log.h"
#include "mem.h"
#include "mnt.h"
#include "proc.h"

/* the files; each is its qid.path */
enum
{
	Froot,
	Fdata,    /* bytes that follow from their offset */
	Fhang,    /* a read is never answered, a flush is */
	Flate,    /* a read is answered when it is flushed, before the flush */
	Fnever,   /* neither is, until somebody walks to "release" */
	Fmore,    /* a read gives more than was asked */
	Fless,    /* half of it */
	Fodd,     /* a read is answered by an Rstat */
	Fjunk,    /* by a message whose body is wrong */
	Fnoise,   /* by bytes that are no message */
	Ferror,   /* by an error */
	Fdir,     /* a directory of two entries */
	Fbaddir,  /* one whose entries are nonsense */
	Fbadstat, /* its stat is nonsense */
	Feof,     /* a read ends the server */
	Fmany,    /* the walk to it gives too many qids */
	Fbig,     /* bytes as in data, each more by one for every write; it has a length */
	Frelease,
	Fmute, /* as never, for thousands of reads, until somebody walks to "speak" */
	Fspeak,
	Nfile,

	Nfid9 = 4096,
	Nheld9 = 200,
	Buf9 = 1 * MiB + 64,
	Biglen9 = 300000,
};

static const char *const names9[Nfile] = {
	"/",     "data", "hang",   "late",    "never", "more", "less", "odd",     "junk", "noise",
	"error", "dir",  "baddir", "badstat", "eof",   "many", "big",  "release", "mute", "speak",
};

typedef struct Fid9
{
	u8int state; /* 0 free, 1 walked to, 2 open */
	u8int file;
} Fid9;

typedef struct Srv9
{
	Chan *c;
	_Atomic int pieces;  /* replies are written in pieces of at most so many bytes; 0: whole */
	atomic_bool strays;  /* each reply comes with one that nobody asked for, in one write */
	u32int msize;        /* greatest that it agrees to */
	const char *version; /* what it answers; nil: the right thing */
	Fid9 fid[Nfid9];
	atomic_bool out[65536]; /* tags it owes a reply */
	struct
	{
		u16int tag, flush; /* flush 0: none came yet */
		u8int file;
	} held[Nheld9];
	_Atomic int nheld;
	struct
	{
		bool read; /* of Fmute */
		u16int flush;
	} mute[65536];          /* by tag */
	_Atomic int count[128]; /* messages by type */
	_Atomic int nfid;       /* in use */
	_Atomic bool gone;
	_Atomic int writes; /* to the file big */
	u8int in[Buf9], buf[Buf9];
} Srv9;

static u8int
byte9(s64int off)
{
	return (u8int)(off * 7 + (off >> 8));
}

static Qid
qid9(int file)
{
	return (Qid){(u64int)file, 5, file == Froot || file == Fdir || file == Fbaddir ? QTdir : 0};
}

static void
write9(Srv9 *s, u8int *p, int n)
{
	int k;

	while(n > 0) {
		k = s->pieces > 0 && n > s->pieces ? s->pieces : n;
		dwrite(s->c, kbuf(p), k, 0);
		p += k;
		n -= k;
	}
}

static void
reply9(Srv9 *s, Fcall *r)
{
	static const u8int stray[] = {7, 0, 0, 0, Rclunk, 0xee, 0xee};
	int n = 0;

	if(s->strays) {
		memmove(s->buf, stray, sizeof stray);
		n = sizeof stray;
	}
	if(r->tag != Notag && !s->out[r->tag])
		unitfail(__FILE__, __LINE__, "the test's server answers twice");
	s->out[r->tag] = false;
	n += convS2M(r, s->buf + n, Buf9 - n);
	if(s->strays) {
		memmove(s->buf + n, stray, sizeof stray);
		n += (int)sizeof stray;
	}
	write9(s, s->buf, n);
}

static void
error9(Srv9 *s, Fcall *t, char *ename)
{
	Fcall r = {.type = Rerror, .tag = t->tag, .ename = ename};

	reply9(s, &r);
}

static Fid9 *
fid9(Srv9 *s, u32int fid, int state)
{
	if(fid >= Nfid9 || s->fid[fid].state != state)
		unitfail(__FILE__, __LINE__, "the client uses a fid that it must not");
	return &s->fid[fid];
}

static void
setfid9(Srv9 *s, u32int fid, int state, int file)
{
	atomic_fetch_add(&s->nfid, (state != 0) - (s->fid[fid].state != 0));
	s->fid[fid] = (Fid9){(u8int)state, (u8int)file};
}

static void
hold9(Srv9 *s, Fcall *t, int file)
{
	if(s->nheld == Nheld9)
		unitfail(__FILE__, __LINE__, "too many requests are held");
	s->held[s->nheld].tag = t->tag;
	s->held[s->nheld].file = (u8int)file;
	s->held[s->nheld].flush = 0;
	s->nheld++;
}

/* the flushes of reads of Fnever are answered now */
static void
release9(Srv9 *s)
{
	Fcall r = {.type = Rflush};

	for(int i = 0; i < s->nheld; i++)
		if(s->held[i].file == Fnever && s->held[i].flush != 0) {
			s->out[s->held[i].tag] = false;
			r.tag = s->held[i].flush;
			reply9(s, &r);
			s->held[i--] = s->held[--s->nheld];
		}
}

static void
speak9(Srv9 *s)
{
	Fcall r = {.type = Rflush};

	for(int tag = 0; tag < nelem(s->mute); tag++)
		if(s->mute[tag].read && s->mute[tag].flush != 0) {
			s->mute[tag].read = false;
			s->out[tag] = false;
			r.tag = s->mute[tag].flush;
			reply9(s, &r);
		}
}

static void
flush9(Srv9 *s, Fcall *t)
{
	Fcall r = {.type = Rflush, .tag = t->tag}, late = {.type = Rread, .tag = t->oldtag};
	int i;

	if(s->mute[t->oldtag].read) {
		s->mute[t->oldtag].flush = t->tag;
		return;
	}
	for(i = 0; i < s->nheld && s->held[i].tag != t->oldtag; i++)
		;
	if(i < s->nheld && s->held[i].file == Fnever) {
		s->held[i].flush = t->tag;
		return;
	}
	if(i < s->nheld) {
		late.data = (u8int *)"late";
		late.count = 4;
		if(s->held[i].file == Flate)
			reply9(s, &late);
		s->out[t->oldtag] = false;
		s->held[i] = s->held[--s->nheld];
	}
	reply9(s, &r);
}

static void
walk9(Srv9 *s, Fcall *t)
{
	Fid9 *f = fid9(s, t->fid, 1);
	int file = f->file;
	Fcall r = {.type = Rwalk, .tag = t->tag};

	for(int i = 0, j; i < t->nwname; i++) {
		if(strcmp(t->wname[i], "..") == 0)
			file = Froot;
		else if(strcmp(t->wname[i], "sub") != 0) { /* a root below the root */
			for(j = 1; j < Nfile && strcmp(names9[j], t->wname[i]) != 0; j++)
				;
			if(j == Nfile)
				break;
			file = j;
		}
		r.wqid[r.nwqid++] = qid9(file);
	}
	if(r.nwqid == 0 && t->nwname > 0) {
		error9(s, t, "no such thing here");
		return;
	}
	if(r.nwqid == t->nwname) {
		if(t->newfid != t->fid)
			fid9(s, t->newfid, 0);
		setfid9(s, t->newfid, 1, file);
	}
	if(file == Frelease)
		release9(s);
	if(file == Fspeak)
		speak9(s);
	if(file == Fmany)
		r.wqid[r.nwqid++] = qid9(Froot);
	reply9(s, &r);
}

static void
dirdata9(Srv9 *s, Fcall *t, int file)
{
	u8int data[256];
	Fcall r = {.type = Rread, .tag = t->tag, .data = data};
	Dir d = {.type = '?', .dev = 99, .name = "one", .uid = "u", .gid = "g", .muid = "m"};
	int n;

	if(t->offset == 0) {
		n = convD2M(&d, data, sizeof data);
		d.name = "two";
		n += convD2M(&d, data + n, (int)sizeof data - n);
		if(file == Fbaddir)
			put16(data, get16(data) + 1);
		r.count = (u32int)n;
	}
	reply9(s, &r);
}

/* replies that are wrong */
static void
badread9(Srv9 *s, Fcall *t, int file)
{
	Fcall r = {.type = Rread, .tag = t->tag, .count = 4, .data = (u8int *)"junk"};
	int n = convS2M(&r, s->buf, Buf9);

	s->out[t->tag] = false;
	switch(file) {
	case Fjunk:
		put32(s->buf + 7, 1000);
		break;
	case Fnoise:
		put32(s->buf, 0xfffffff0);
		break;
	case Fodd:
		s->buf[4] = Rwstat;
		put32(s->buf, 7);
		n = 7;
		break;
	}
	write9(s, s->buf, n);
}

static void
read9(Srv9 *s, Fcall *t)
{
	int file = fid9(s, t->fid, 2)->file;
	Fcall r = {.type = Rread, .tag = t->tag, .count = t->count};

	switch(file) {
	case Fhang:
	case Flate:
	case Fnever:
		hold9(s, t, file);
		return;
	case Fmute:
		s->mute[t->tag].read = true;
		return;
	case Froot:
	case Fdir:
	case Fbaddir:
		dirdata9(s, t, file);
		return;
	case Fodd:
	case Fjunk:
	case Fnoise:
		badread9(s, t, file);
		return;
	case Ferror:
		error9(s, t, "in my own words");
		return;
	case Feof:
		atomic_store(&s->gone, true);
		return;
	case Fmore:
		r.count += 3;
		break;
	case Fless:
		r.count /= 2;
		break;
	case Fbig:
		if(t->offset >= Biglen9)
			r.count = 0;
		else if(r.count > Biglen9 - t->offset)
			r.count = (u32int)(Biglen9 - t->offset);
		break;
	}
	r.data = smalloc(r.count);
	for(u32int i = 0; i < r.count; i++)
		r.data[i] = (u8int)(byte9((s64int)t->offset + i) + (file == Fbig ? s->writes : 0));
	reply9(s, &r);
	kfree(r.data);
}

static void
write9file(Srv9 *s, Fcall *t)
{
	int file = fid9(s, t->fid, 2)->file;
	Fcall r = {.type = Rwrite, .tag = t->tag, .count = t->count};

	if(file == Fbig) {
		s->writes++;
		reply9(s, &r);
		return;
	}
	for(u32int i = 0; i < t->count; i++)
		checkint(t->data[i], byte9((s64int)t->offset + i));
	if(file == Fless)
		r.count /= 2;
	if(file == Fmore)
		r.count += 3;
	if(file == Ferror)
		error9(s, t, "in my own words");
	else
		reply9(s, &r);
}

static void
stat9(Srv9 *s, Fcall *t)
{
	int file = s->fid[t->fid].file;
	u8int data[256];
	Fcall r = {.type = Rstat, .tag = t->tag, .stat = data};
	Dir d = {.type = '?',
		 .dev = 99,
		 .name = (char *)(uintptr)names9[file],
		 .uid = "u",
		 .gid = "g"};

	d.qid = qid9(file);
	d.length = file == Fbig ? Biglen9 : 0;
	d.mode = (u32int)d.qid.type << 24 | 0755;
	r.nstat = (u16int)convD2M(&d, data, sizeof data);
	if(file == Fbadstat)
		put16(data, 3);
	reply9(s, &r);
}

static void
version9(Srv9 *s, Fcall *t)
{
	Fcall r = {.type = Rversion, .tag = t->tag, .msize = t->msize, .version = "9P2000"};

	if(s->msize != 0 && r.msize > s->msize)
		r.msize = s->msize;
	if(s->version != nil)
		r.version = (char *)(uintptr)s->version;
	reply9(s, &r);
}

static void
open9(Srv9 *s, Fcall *t)
{
	Fcall r = {.type = (u8int)(t->type + 1), .tag = t->tag};
	Fid9 *f = fid9(s, t->fid, 1);

	if(t->type == Tcreate) {
		if(strcmp(t->name, "data") != 0 || t->perm != 0644) {
			error9(s, t, "not that name");
			return;
		}
		f->file = Fdata;
	}
	f->state = 2;
	r.qid = qid9(f->file);
	reply9(s, &r);
}

static void
attach9(Srv9 *s, Fcall *t)
{
	Fcall r = {.type = Rattach, .tag = t->tag, .qid = qid9(Froot)};

	if(strcmp(t->aname, "refuse") == 0) {
		error9(s, t, "you shall not attach");
		return;
	}
	checkstr(t->uname, eve);
	fid9(s, t->fid, 0);
	setfid9(s, t->fid, 1, Froot);
	reply9(s, &r);
}

static void
auth9(Srv9 *s, Fcall *t)
{
	Fcall r = {.type = Rauth, .tag = t->tag, .qid = {77, 0, QTauth}};

	if(strcmp(t->aname, "refuse") == 0) {
		error9(s, t, "no authentication here");
		return;
	}
	fid9(s, t->afid, 0);
	setfid9(s, t->afid, 2, Fdata);
	reply9(s, &r);
}

static void
request9(Srv9 *s, Fcall *t)
{
	Fcall r = {.type = (u8int)(t->type + 1), .tag = t->tag};

	switch(t->type) {
	case Tversion:
		if(strcmp(t->version, "speak") == 0) /* from a test, by the client's pipe */
			speak9(s);
		else
			version9(s, t);
		return;
	case Tauth:
		auth9(s, t);
		return;
	case Tattach:
		attach9(s, t);
		return;
	case Tflush:
		flush9(s, t);
		return;
	case Twalk:
		walk9(s, t);
		return;
	case Topen:
	case Tcreate:
		open9(s, t);
		return;
	case Tread:
		read9(s, t);
		return;
	case Twrite:
		write9file(s, t);
		return;
	case Tstat:
		stat9(s, t);
		return;
	case Tclunk:
	case Tremove:
		if(t->fid >= Nfid9 || s->fid[t->fid].state == 0)
			unitfail(__FILE__, __LINE__, "clunk of a fid that is not in use");
		setfid9(s, t->fid, 0, 0);
		break;
	}
	reply9(s, &r);
}

/* the next message, which the client may have written in pieces; 0: the client is gone */
static int
getmsg9(Srv9 *s)
{
	int n = 0, k;

	while(n < 4 || n < (int)get32(s->in)) {
		k = dread(s->c, kbuf(s->in + n), n < 4 ? 4 - n : (int)get32(s->in) - n, 0);
		if(k <= 0)
			return 0;
		n += k;
	}
	return n;
}

static void
serve9(void *arg)
{
	Srv9 *s = arg;
	Fcall t;
	int n;

	if(waserror()) {
		cclose(s->c);
		kfree(s);
		return;
	}
	while(!atomic_load(&s->gone) && (n = getmsg9(s)) > 0) {
		checkint(convM2S(s->in, n, &t), n);
		if(t.tag != Notag && (s->out[t.tag] || t.tag == 0))
			unitfail(__FILE__, __LINE__, "the client uses a tag that it must not");
		s->out[t.tag] = true;
		atomic_fetch_add(&s->count[t.type], 1);
		request9(s, &t);
	}
	error("the end");
}

static Chan *
pipeend9(Chan *dir, char *name)
{
	Walkqid *w = dwalk(dir, nil, &name, 1);
	Chan *c = dopen(w->clone, Ordwr);

	freewalkqid(w);
	return c;
}

/* start a server at the other end of *c, a new pipe */
static Srv9 *
newserver9(Chan **c)
{
	Srv9 *s = smalloc(sizeof *s);
	Chan *dir = dattach(devof('|'), "");

	*c = pipeend9(dir, "data");
	s->c = pipeend9(dir, "data1");
	cclose(dir);
	return s;
}

static void
startserver9(Srv9 *s)
{
	kproc("server", serve9, s);
}
