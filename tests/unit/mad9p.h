/*
 * A 9P server for fuzzing the mount driver.  It keeps no files: it says what could be true, late and
 * in any order.  An honest one keeps the rules, and checks that the client does, with tags, fids and flushes;
 * a mad one breaks them all.
 */
#pragma once
#include "mntunit.h"
#include "bytedev.h"

enum
{
	Madmax = 64 * KiB + Iohdrsz, /* greatest message */
	Madheld = 64,
	Madfids = 4096,
	Madlength = 200000,  /* of each file */
	Madpiece = 32 * KiB, /* bytes of a write, which goes wholly or not at all */
	Maxjunk = 300,
	Morejunk = 40,
};

typedef struct Madmsg
{
	u8int *p;
	int n;
	u16int tag, oldtag;
	bool flush; /* of oldtag */
	u32int fid; /* that it makes, else Nofid */
} Madmsg;

typedef struct Mad
{
	Chan *c;
	Proc *p;
	u64int rnd;
	bool honest;
	u32int msize;
	_Atomic int pieces;  /* bytes of a write; 0: whole */
	_Atomic bool stop;   /* end the connection */
	_Atomic bool prompt; /* answer all at once */
	_Atomic bool done;
	_Atomic int nheld, nmsg; /* answers to come; messages both ways */
	_Atomic int nflush;
	int half;     /* it ends in the middle of this message of its own, or before it; 0: never */
	bool nothing; /* before it */
	Proc *victim; /* gets notes when message noteat of the client is here */
	int noteat, notes;
	Madmsg held[Madheld];
	bool out[65536];       /* tags to which an answer is owed */
	u8int flushing[65536]; /* flushes of a tag that are not answered */
	bool used[Madfids];
	_Atomic int nfid;
	u8int in[Madmax], buf[Madmax + Maxjunk];
} Mad;

/* ---- processes: a kproc's place is never used again, so these do one thing after another ---- */

typedef struct Worker
{
	Proc *p;
	void (*_Atomic fn)(void *);
	void *arg;
} Worker;

static Worker workers[20];

static void
work(void *arg)
{
	Worker *w = arg;

	for(;;)
		if(!waserror()) {
			while(w->fn == nil)
				tsleep(&up->sleepr, never, nil, 60 * 1000);
			w->fn(w->arg);
			w->fn = nil;
			poperror();
		}
}

static void
hire(void)
{
	for(int i = 0; i < nelem(workers); i++)
		workers[i].p = kproc("worker", work, &workers[i]);
}

static Proc *
dowork(void (*fn)(void *), void *arg)
{
	Worker *w;

	for(w = workers; w->fn != nil; w++)
		check(w < workers + nelem(workers) - 1);
	w->arg = arg;
	w->fn = fn;
	procinterrupt(w->p);
	return w->p;
}

static u32int
rnd(u64int *ms, u32int n)
{
	*ms ^= *ms << 13;
	*ms ^= *ms >> 7;
	*ms ^= *ms << 17;
	return (u32int)((*ms >> 11) % n);
}

/* ---- what a good server would say ---- */

static Qid
madqid(const char *name)
{
	return (Qid){1, 0, strcmp(name, "file") == 0 ? QTfile : QTdir};
}

static void
madwalk(Fcall *t, Fcall *r)
{
	for(int i = 0; i < t->nwname && strcmp(t->wname[i], "none") != 0; i++)
		r->wqid[r->nwqid++] = madqid(t->wname[i]);
	if(r->nwqid == 0 && t->nwname > 0) {
		r->type = Rerror;
		r->ename = "there is none";
	}
}

static void
madread(Mad *ms, Fcall *t, Fcall *r)
{
	u32int max = ms->msize - Iohdrsz;

	r->count = t->count < max ? t->count : max;
	if(t->offset >= Madlength)
		r->count = 0;
	else if(r->count > Madlength - t->offset)
		r->count = (u32int)(Madlength - t->offset);
	r->data = ms->in; /* the request is not needed any more */
	for(u32int i = 0; i < r->count; i++)
		r->data[i] = byte9((s64int)t->offset + i);
}

static void
madstat(Fcall *r)
{
	static u8int data[256];
	Dir d = {.name = "file", .uid = "u", .gid = "g", .muid = "m", .length = Madlength};

	d.qid = madqid("file");
	r->nstat = (u16int)convD2M(&d, data, sizeof data);
	r->stat = data;
}

static void
madanswer(Mad *ms, Fcall *t, Fcall *r)
{
	switch(t->type) {
	case Tversion:
		r->version = "9P2000";
		r->msize = ms->msize;
		break;
	case Tattach:
		r->qid = madqid("/");
		break;
	case Twalk:
		madwalk(t, r);
		break;
	case Topen:
	case Tcreate:
		r->qid = madqid("file");
		r->iounit = rnd(&ms->rnd, 4) == 0 ? rnd(&ms->rnd, 1000) : 0;
		break;
	case Tread:
		madread(ms, t, r);
		break;
	case Twrite:
		r->count = t->count;
		break;
	case Tstat:
		madstat(r);
		break;
	}
}

/* ---- what it sends ---- */

/* All of it, though notes come; but a mad one that is to end does so though nobody reads */
static void
madwrite(Mad *ms, const u8int *p, int n)
{
	int max = ms->pieces > 0 ? ms->pieces : Madpiece;
	volatile int done = 0;

	atomic_fetch_add(&ms->nmsg, 1);
	if(ms->half > 0 && --ms->half == 0) {
		ms->stop = true;
		n = ms->nothing ? 0 : n / 2;
	}
	while(done < n)
		if(!waserror()) {
			int k = n - done < max ? n - done : max;
			dwrite(ms->c, kbuf((u8int *)(uintptr)p + done), k, 0);
			done += k;
			poperror();
		} else if(strcmp(up->errstr, Eintr) != 0 || (ms->prompt && ms->stop))
			nexterror();
}

/* no answer: what may go wrong with the n bytes at p, which have room for Maxjunk more */
static void
madlie(Mad *ms, u8int *p, int n)
{
	u64int *x = &ms->rnd;
	int k;

	switch(rnd(x, 14)) {
	case 0: /* other contents */
		for(k = 0; n > 7 && k < 4; k++)
			p[7 + rnd(x, (u32int)n - 7)] = (u8int)rnd(x, 256);
		break;
	case 1: /* another type, or tag */
		p[4 + rnd(x, 3)] = (u8int)rnd(x, 256);
		break;
	case 2:
		put32(p, rnd(x, 8) == 0 ? rnd(x, 0xffffffff) : rnd(x, 2 * (u32int)n));
		break;
	case 3: /* not all of it */
		n = (int)rnd(x, (u32int)n);
		break;
	case 4: /* no more than this, or nothing but a header */
		n = rnd(x, 2) == 0 ? 7 : 7 + (int)rnd(x, (u32int)n - 6);
		put32(p, (u32int)n);
		break;
	case 5: /* twice */
		madwrite(ms, p, n);
		break;
	case 6: /* to another */
		put16(p + 5, (u16int)rnd(x, 64));
		break;
	case 7: /* never */
		return;
	case 8:
		n = (int)rnd(x, Maxjunk);
		if(n == 0)
			dwrite(ms->c, kbuf(p), 0, 0); /* the end, to who reads */
		for(k = 0; k < n; k++)
			p[k] = (u8int)rnd(x, 256);
		break;
	case 9: /* it was flushed */
		p[4] = Rflush;
		n = 7;
		put32(p, 7);
		put16(p + 5, (u16int)rnd(x, 64));
		break;
	case 10: /* an error of any text */
		n = 9 + (int)rnd(x, ms->msize - 9);
		put32(p, (u32int)n);
		p[4] = Rerror;
		put16(p + 7, (u16int)(n - 9));
		for(k = 9; k < n; k++)
			p[k] = (u8int)rnd(x, 256);
		break;
	case 11: /* more than it says */
		k = (int)rnd(x, Morejunk);
		memset(p + n, 0xff, (usize)k);
		n += k;
		put32(p, (u32int)n);
		break;
	case 12:
		if(rnd(x, 20) == 0)
			ms->stop = true;
		return;
	case 13: /* a header and silence */
		if(rnd(x, 20) == 0)
			n = 7;
		break;
	}
	madwrite(ms, p, n);
}

static void
madsend(Mad *ms, Madmsg *m)
{
	if(m->fid != Nofid) {
		ms->used[m->fid] = true;
		ms->nfid++;
	}
	ms->out[m->tag] = false;
	if(m->flush)
		ms->flushing[m->oldtag]--;
	memmove(ms->buf, m->p, (usize)m->n);
	if(ms->honest || rnd(&ms->rnd, 8) != 0)
		madwrite(ms, ms->buf, m->n);
	else
		madlie(ms, ms->buf, m->n);
}

/* answer held request i */
static void
madrelease(Mad *ms, int i)
{
	Madmsg m = ms->held[i];

	ms->held[i] = ms->held[--ms->nheld];
	onerror(kfree, m.p);
	madsend(ms, &m);
	undo();
}

/* the flush of tag is here: what was held for it may be given before, or is forgotten */
static void
madflushed(Mad *ms, u16int tag)
{
	int i;

	for(i = 0; i < ms->nheld && ms->held[i].tag != tag; i++)
		;
	if(i == ms->nheld)
		return;
	if(rnd(&ms->rnd, 2) == 0)
		madrelease(ms, i);
	else {
		ms->out[tag] = false;
		kfree(ms->held[i].p);
		ms->held[i] = ms->held[--ms->nheld];
	}
}

/* ---- what it gets ---- */

/* the client keeps the rules */
static void
madcheck(Mad *ms, Fcall *t)
{
	u32int new = t->type == Twalk && t->newfid != t->fid ? t->newfid : Nofid;

	if(t->tag != Notag && (t->tag == 0 || ms->out[t->tag] || ms->flushing[t->tag] != 0))
		unitfail(__FILE__, __LINE__, "the client uses a tag that it must not");
	ms->out[t->tag] = true;
	if(t->type == Tattach)
		new = t->fid;
	else if(t->type != Tversion && t->type != Tflush && !ms->used[t->fid % Madfids])
		unitfail(__FILE__, __LINE__, "the client uses a fid that is not there");
	if(new != Nofid && ms->used[new % Madfids])
		unitfail(__FILE__, __LINE__, "the client makes a fid that is there");
	if(t->type == Tclunk || t->type == Tremove) {
		ms->used[t->fid] = false;
		ms->nfid--;
	}
}

static void
madrequest(Mad *ms, Fcall *t)
{
	Fcall r = {.type = (u8int)(t->type + 1), .tag = t->tag};
	Madmsg m = {.tag = t->tag, .fid = Nofid};

	if(ms->honest)
		madcheck(ms, t);
	if(ms->noteat > 0 && --ms->noteat == 0)
		for(int i = 0; i < ms->notes; i++) {
			procinterrupt(ms->victim);
			if(i + 1 < ms->notes)
				tsleep(&up->sleepr, never, nil, 1);
		}
	if(t->type == Tflush) {
		m.flush = true;
		ms->nflush++;
		m.oldtag = t->oldtag;
		ms->flushing[t->oldtag]++;
		madflushed(ms, t->oldtag);
	}
	madanswer(ms, t, &r);
	if(ms->honest && r.type == Rwalk && r.nwqid == t->nwname && t->newfid != t->fid)
		m.fid = t->newfid;
	else if(ms->honest && t->type == Tattach)
		m.fid = t->fid;
	m.n = sizeS2M(&r);
	m.p = smalloc((usize)m.n);
	checkint(convS2M(&r, m.p, m.n), m.n);
	ms->held[ms->nheld++] = m;
	while(ms->nheld > 0 &&
	      (ms->prompt || t->type == Tversion || ms->nheld == Madheld || rnd(&ms->rnd, 4) != 0))
		madrelease(ms, (int)rnd(&ms->rnd, (u32int)ms->nheld));
}

/* n bytes of a message are here: how many are still to come of it, or of its size */
static int
madrest(Mad *ms, int n)
{
	u32int size = n < 4 ? 4 : get32(ms->in);

	if(size > Madmax)
		unitfail(__FILE__, __LINE__, "the client's message is too big");
	return (int)size - n;
}

/* a message; -1: a note came before it */
static int
madget(Mad *ms)
{
	volatile int n = 0;

	while(n < 4 || madrest(ms, n) > 0)
		if(!waserror()) {
			int k = dread(ms->c, kbuf(ms->in + n), madrest(ms, n), 0);
			if(k <= 0)
				error(Ehungup);
			n += k;
			poperror();
		} else if(strcmp(up->errstr, Eintr) != 0)
			nexterror();
		else if(n == 0)
			return -1;
	return n;
}

static void
madserve(void *arg)
{
	Mad *ms = arg;
	Fcall t;
	int n;

	if(!waserror()) {
		while(!ms->stop) {
			n = madget(ms);
			if(n < 0) {
				if(ms->nheld > 0 && !ms->stop)
					madrelease(ms, (int)rnd(&ms->rnd, (u32int)ms->nheld));
				continue;
			}
			checkint(convM2S(ms->in, n, &t), n);
			atomic_fetch_add(&ms->nmsg, 1);
			madrequest(ms, &t);
		}
		poperror();
	}
	cclose(ms->c);
	while(ms->nheld > 0)
		kfree(ms->held[--ms->nheld].p);
	atomic_store(&ms->done, true);
}

/* one over a pipe whose other end is *c */
static Mad *
newmad(Chan **c, u64int seed, bool honest, u32int msize)
{
	Mad *ms = smalloc(sizeof *ms);
	Chan *dir = dattach(devof('|'), "");

	ms->rnd = seed | 1;
	ms->honest = honest;
	ms->msize = msize;
	*c = pipeend9(dir, "data");
	ms->c = pipeend9(dir, "data1");
	cclose(dir);
	ms->p = dowork(madserve, ms);
	return ms;
}
