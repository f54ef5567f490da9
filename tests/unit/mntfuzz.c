/*
 * The mount driver against servers that are slow, or mad.  By hand, under the sanitizers:
 *
 *	UNIT_TIMEOUT=3600 UNIT_MESSAGES=1000000 UNIT_SEED=7 build-asan/bin/unitmem -p /mntfuzz
 */
#include "mad9p.h"

enum
{
	Nfuzz = 8,       /* clients */
	Nfile9 = 3,      /* open files of each */
	Biggest = 70000, /* bytes of a read or write */
	Maxticks = 20000,
};

typedef struct Fuzzer
{
	Proc *_Atomic p;
	Mad *s;
	u64int rnd;
	Chan *file[Nfile9];
	bool failed; /* the last time */
	_Atomic bool stop, done;
	u8int *buf;
} Fuzzer;

static u64int seed;

static u64int
nextseed(void)
{
	seed = seed * 6364136223846793005 + 1442695040888963407;
	return seed >> 16;
}

/* ---- clients ---- */

static void
fuzzopen(Fuzzer *f, Chan **c)
{
	static char *const names[] = {"dir", "file", "none"};
	char *name[20];
	int n = (int)rnd(&f->rnd, 3) == 0 ? 19 : 1;
	Walkqid *w;

	cclosep(c);
	*c = nil;
	for(int i = 0; i < n; i++)
		name[i] = i == n - 1 ? names[rnd(&f->rnd, 20) == 0 ? 2 : 1] : "dir";
	w = dwalk(root, nil, name, n);
	*c = w->clone;
	w->clone = nil;
	freewalkqid(w);
	if(*c == nil)
		return;
	if(rnd(&f->rnd, 10) == 0)
		dcreatep(c, "file", Ordwr, 0644);
	else if(rnd(&f->rnd, 10) != 0)
		dopenp(c, rnd(&f->rnd, 2) == 0 ? Oread : Ordwr);
}

/* in a row, so that some of it is read ahead */
static void
fuzzread(Fuzzer *f, Chan *c)
{
	int n = (int)rnd(&f->rnd, rnd(&f->rnd, 8) == 0 ? Biggest : 3000), k;
	s64int off = rnd(&f->rnd, Madlength);

	for(int i = 0; i < 6; i++, off += k) {
		memset(f->buf, 0, (usize)n);
		k = dread(c, kbuf(f->buf), n, off);
		check(k >= 0 && k <= n);
		if(f->s->honest)
			checkdata(f->buf, k, off);
	}
}

/* the Chan is of no use then, whatever happens */
static void
fuzzremove(Chan **c)
{
	Chan *gone = *c;

	*c = nil;
	onerror(cclose, gone);
	dremove(gone);
	undo();
}

static Fuzzer fuzzer[Nfuzz];

/* a note for one of them, in the middle of whatever it does; or two */
static void
disturb(u64int *r)
{
	Fuzzer *f = &fuzzer[rnd(r, Nfuzz)];
	Proc *p = f->p;

	if(f->stop || f->done || p == nil)
		return;
	procinterrupt(p);
	if(rnd(r, 2) == 0)
		procinterrupt(p);
}

static void
fuzzone(Fuzzer *f, Chan **c)
{
	u32int what = rnd(&f->rnd, 10);
	int n;

	if(rnd(&f->rnd, 2) == 0)
		disturb(&f->rnd);
	if(f->failed) { /* the others shall run too, and the clock */
		f->failed = false;
		tsleep(&up->sleepr, never, nil, 1);
	}
	if(*c == nil || what == 0) {
		fuzzopen(f, c);
		return;
	}
	switch(what) {
	case 1:
	case 2:
		n = dstat(*c, f->buf, 500);
		check(n >= 2 && n <= 500);
		break;
	case 3:
		dwstat(*c, f->buf, (int)rnd(&f->rnd, 100));
		break;
	case 4:
		fuzzremove(c);
		break;
	case 5:
	case 6:
		if((*c)->flag & Copen)
			dwrite(*c, kbuf(f->buf), (int)rnd(&f->rnd, Biggest), 77);
		break;
	default:
		if(((*c)->flag & Copen) && !((*c)->qid.type & QTdir))
			fuzzread(f, *c);
		else if((*c)->flag & Copen)
			dread(*c, kbuf(f->buf), 1000, 0);
	}
}

static void
fuzzclient(void *arg)
{
	Fuzzer *f = arg;

	while(!f->stop)
		if(!waserror()) {
			fuzzone(f, &f->file[rnd(&f->rnd, Nfile9)]);
			poperror();
		} else {
			check(strlen(up->errstr) < Errmax);
			f->failed = true;
		}
	for(int i = 0; i < Nfile9; i++)
		cclosep(&f->file[i]);
	atomic_store(&f->done, true);
}

/* ---- a session ---- */

static bool
alldone(void)
{
	for(int i = 0; i < Nfuzz; i++)
		if(!fuzzer[i].done)
			return false;
	return true;
}

/* everybody waits, or a moment has passed: have the server go on, and disturb the clients */
static void
tick(Mad *m, int ndisturb)
{
	u64int r = nextseed() | 1;

	tsleep(&up->sleepr, never, nil, 1);
	if(!m->done)
		procinterrupt(m->p);
	while(ndisturb-- > 0)
		disturb(&r);
}

static void
startfuzzers(Mad *m)
{
	for(int i = 0; i < Nfuzz; i++) {
		Fuzzer *f = &fuzzer[i];
		f->p = nil; /* who disturbs may look now */
		f->stop = f->done = false;
		memset(f->file, 0, sizeof f->file);
		f->failed = false;
		f->s = m;
		f->rnd = nextseed() | 1;
		f->buf = smalloc(Biggest);
		f->p = dowork(fuzzclient, f);
	}
}

/* All must come to an end by themselves: an honest server answers sooner or later, and the end
 * of a mad one ends everything. */
static void
endfuzzers(Mad *m)
{
	for(int i = 0; i < Nfuzz; i++)
		fuzzer[i].stop = true;
	m->stop = !m->honest;
	m->prompt = true;
	for(int i = 0; !alldone(); i++) {
		if(i == Maxticks)
			unitfail(__FILE__, __LINE__, "a client is stuck");
		tick(m, 0);
	}
	for(int i = 0; i < Nfuzz; i++)
		kfree(fuzzer[i].buf);
}

static struct
{
	Proc *p;
	int flags;
	_Atomic bool done;
} attacher;

static void
fuzzattach(void *arg)
{
	USED(arg);
	if(!waserror()) {
		root = mntattach(mc, nil, "", attacher.flags);
		poperror();
	}
	atomic_store(&attacher.done, true);
}

/* the root of a session; nil: the server did not let us */
static void
attachto(Mad *m)
{
	root = nil;
	atomic_store(&attacher.done, false);
	attacher.flags = nextseed() % 2 ? Mcache : 0;
	attacher.p = dowork(fuzzattach, nil);
	for(int i = 0; !attacher.done; i++) {
		tick(m, 0);
		if(i > 20 && !attacher.done)
			procinterrupt(attacher.p);
	}
}

/* result: messages */
static int
session(bool honest, int n)
{
	static const u32int msizes[] = {256, 1000, 8216, Madmax};
	Mad *m = newmad(&mc, nextseed(), honest, msizes[nextseed() % nelem(msizes)]);
	int msgs;

	m->pieces = nextseed() % 3 == 0 ? 1 + (int)(nextseed() % 2000) : 0;
	bytemax = 1 + (int)(nextseed() % 5000);
	if(nextseed() % 3 == 0)
		bytetransport();
	attachto(m);
	if(root != nil) {
		startfuzzers(m);
		for(int i = 0; i < Maxticks && m->nmsg < n && !m->done; i++)
			tick(m, Nfuzz / 2);
		endfuzzers(m);
		fakesettle();
		if(honest) {
			cclose(cclone(root)); /* whoever waits reads what nobody waited for */
			fakesettle();
			checkint(m->nfid, 1);
		}
		cclose(root);
	}
	m->stop = true;
	cclose(mc);
	while(!m->done)
		tick(m, 0);
	msgs = m->nmsg;
	fakesettle();
	kfree(m);
	return msgs;
}

static void
bootfuzz(void)
{
	kernelup();
	mntdev.init();
	hire();
	fakesettle();
	memmark();
	bytemax = 1000;
}

static void
sessions(bool honest, int each)
{
	s64int todo = fakeparam("UNIT_MESSAGES", fakeslow() ? 2000 : 50000);
	s64int first = fakeparam("UNIT_SEED", 1);
	int n;

	bootfuzz();
	fakequiet(true);
	seed = (u64int)first;
	while(todo > 0) {
		n = session(honest, each);
		todo -= n > 0 ? n : 1;
	}
	checkleaks();
}

UNIT(honest)
{
	sessions(true, 3000);
}

UNIT(mad)
{
	sessions(false, 400);
}

/* ---- one step after the other ---- */

static struct
{
	_Atomic bool done;
	bool worked;
	Chan *c;
} stepper;

/* some of everything */
static void
steps(void *arg)
{
	Mad *m = arg;
	u8int buf[3000];
	char *name[] = {"dir", "file"};
	Walkqid *w;

	m->victim = up;
	stepper.worked = false;
	root = stepper.c = nil;
	if(!waserror()) {
		root = mntattach(mc, nil, "", Mcache);
		w = dwalk(root, nil, name, 2);
		stepper.c = w->clone;
		freewalkqid(w);
		dstat(stepper.c, buf, sizeof buf);
		dopenp(&stepper.c, Oread);
		for(int i = 0, n; i < 5 * (int)sizeof buf; i += n) {
			n = dread(stepper.c, kbuf(buf), sizeof buf, i);
			check(n > 0); /* perhaps not all, when there are notes */
			checkdata(buf, n, i);
		}
		cclosep(&stepper.c);
		stepper.c = cclone(root);
		dcreatep(&stepper.c, "file", Ordwr, 0644);
		check(dwrite(stepper.c, kbuf(buf), sizeof buf, 0) > 0);
		poperror();
		stepper.worked = true;
	} else if(strcmp(up->errstr, Ehungup) != 0 && strcmp(up->errstr, Emountrpc) != 0 &&
		  strstr(up->errstr, "fversion") == nil)
		checkstr(up->errstr, Eintr);
	cclosep(&stepper.c);
	cclosep(&root);
	stepper.done = true;
}

/* result: all went well */
static bool
step(Mad *m)
{
	stepper.done = false;
	m->prompt = true;
	dowork(steps, m);
	for(int i = 0; !stepper.done; i++) {
		if(i == Maxticks)
			unitfail(__FILE__, __LINE__, "the client is stuck");
		tick(m, 0);
	}
	m->stop = true;
	cclose(mc);
	while(!m->done)
		tick(m, 0);
	fakesettle();
	kfree(m);
	return stepper.worked;
}

/* the server ends before each of its messages, and in the middle of each */
UNIT(dies)
{
	bool worked;
	int n = 0; /* the message */
	Mad *m;

	bootfuzz();
	do {
		worked = true;
		n += fakeslow() ? 5 : 1;
		for(int how = 0; how < 4; how++) {
			m = newmad(&mc, 1, true, 1000);
			m->half = n;
			m->nothing = how & 1;
			if(how & 2)
				bytetransport();
			worked &= step(m);
		}
	} while(!worked);
	check(n > 20);
	checkleaks();
}

/* a note comes, or two, when the server has each of the messages */
UNIT(noted)
{
	Mad *m;
	int nwrong = 0;

	bootfuzz();
	for(int n = 1; n < 40; n += fakeslow() ? 7 : 1)
		for(int how = 0; how < 4; how++) {
			m = newmad(&mc, (u64int)n, true, 1000);
			m->noteat = n;
			m->notes = 1 + (how & 1);
			if(how & 2)
				bytetransport();
			nwrong += !step(m);
		}
	check(nwrong > (fakeslow() ? 2 : 10));
	checkleaks();
}

/* ---- thousands of requests ---- */

typedef struct Patient
{
	Chan *c;
	Proc *p;
	_Atomic int n; /* requests given up */
	int want;
	_Atomic bool done;
	char err[Errmax];
} Patient;

/* each request is left behind by two notes */
static void
impatient(void *arg)
{
	Patient *p = arg;
	u8int b[1];

	while(p->n < p->want)
		if(!waserror()) {
			dread(p->c, kbuf(b), 1, 0);
			poperror();
			unitfail(__FILE__, __LINE__, "the server has answered");
		} else {
			strecpy(p->err, p->err + Errmax, up->errstr);
			if(strcmp(p->err, Eintr) != 0)
				break;
			p->n++;
		}
	p->done = true;
}

/* leaves n requests and their flushes behind, and gives what stopped it */
static const char *
leavebehind(Chan *c, int n)
{
	static Patient p;

	memset(&p, 0, sizeof p);
	p.c = c;
	p.want = n;
	p.p = kproc("impatient", impatient, &p);
	while(!p.done) {
		fakesettle();
		if(!p.done)
			procinterrupt(p.p);
	}
	return p.n == n ? "" : p.err;
}

UNIT(thousands)
{
	int n = fakeslow() ? 300 : 3000;
	Chan *c;

	up9();
	c = openfile("mute", Oread);
	checkstr(leavebehind(c, n), "");
	checkint(s->count[Tflush], n);
	checkint(mc->mux->norphan, n);
	check(mc->mux->lowtag > 2 * n);
	for(int i = 0; i < 100; i++)
		cclose(openfile("data", Oread)); /* others go on */
	cclose(walkto("speak"));
	cclose(walkto("data"));
	fakesettle();
	check(mc->mux->norphan <= 2);
	check(mc->mux->lowtag < 10);
	cclose(c);
	down9();
}

/* walks to a file once, however long that takes */
static void
hungry(void *arg)
{
	Patient *p = arg;

	if(waserror())
		strecpy(p->err, p->err + Errmax, up->errstr);
	else {
		cclose(walkto("data"));
		poperror();
	}
	p->done = true;
}

static Patient *
starthungry(void)
{
	static Patient p;

	memset(&p, 0, sizeof p);
	p.p = kproc("hungry", hungry, &p);
	fakesettle();
	return &p;
}

/* have the server pay what it owes, without a request that would need a tag */
static void
speak(void)
{
	static u8int msg[] = {18, 0, 0, 0, Tversion, 0xff, 0xff, 0,   0,
			      0,  0, 5, 0, 's',      'p',  'e',  'a', 'k'};

	checkint(dwrite(mc, kbuf(msg), sizeof msg, 0), sizeof msg);
	fakesettle();
}

/* the server owes replies to all tags, and pays */
static void
pay(Chan *c)
{
	Patient *p = starthungry(), *q;

	check(!p->done);
	procinterrupt(p->p);
	fakesettle();
	check(p->done);
	checkstr(p->err, Eintr); /* a note ends it */
	q = starthungry();
	check(!q->done);
	for(int i = 0; i < 400 && !q->done; i++) /* flushes may wait for tags too */
		speak();
	check(q->done);
	checkstr(q->err, "");
	for(int i = 0; i < 400 && mc->mux->norphan > 2; i++) {
		speak();
		cclose(walkto("data"));
		fakesettle();
	}
	check(mc->mux->norphan <= 2);
	check(mc->mux->lowtag < 10);
	cclose(c);
	down9();
}

/* all tags in use: who wants one waits until there is one, or a note comes */
UNIT(notags)
{
	Chan *c;

	if(fakeslow())
		return;
	up9();
	c = openfile("mute", Oread);
	checkstr(leavebehind(c, 40000), "");
	checkint(s->count[Tflush], (65534 - Mntspare) / 2);
	pay(c);
}

/* leaves requests behind that the kproc has to flush, until a note comes */
static void
careless(void *arg)
{
	Patient *p = arg;
	Mntrpc r;

	for(;; p->n++) {
		rpcinit(&r, mc->mux, Tread);
		onerror(rpcrelease, &r);
		r.f.fid = p->c->fid;
		r.f.count = 1;
		if(waserror())
			break;
		mntpost(&r);
		poperror();
		undo();
	}
	undo();
	p->done = true;
}

/* the same, and most are not flushed yet: there are tags for that alone */
UNIT(noflushtags)
{
	Patient p = {.done = false};

	if(fakeslow())
		return;
	up9();
	p.c = openfile("mute", Oread);
	p.p = kproc("careless", careless, &p);
	fakesettle();
	check(!p.done);
	procinterrupt(p.p);
	fakesettle();
	check(p.done);
	check(p.n >= (65534 - Mntspare) / 2);
	pay(p.c);
}
