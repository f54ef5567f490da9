/*
 * Chans: what closing one closes, and closing behind the user's back.
 */
#include "ns.h"

enum
{
	Slow = 1000, /* ms */
};

static _Atomic int nclosed;
static _Atomic bool open;

/* a server that answers nothing until the gate is open */
static void
slowclose(Chan *c)
{
	USED(c);
	while(!open)
		tsleep(&up->sleepr, never, nil, Slow);
	nclosed++;
}

static void
countclose(Chan *c)
{
	USED(c);
	nclosed++;
	error(Eio);
}

static const Dev countdev = {.dc = 'C', .name = "count", .close = countclose};
static const Dev slowdev = {.dc = 'L', .name = "slow", .flags = Dclosebg, .close = slowclose};

UNIT(references)
{
	kernelup();
	Chan *c = devattach(&countdev, "");
	incref(&c->ref);
	cclose(c);
	checkint(nclosed, 0);
	strecpy(up->errstr, up->errstr + Errmax, "kept");
	cclose(c);
	checkint(nclosed, 1);
	checkstr(up->errstr, "kept");

	c = devattach(&countdev, "");
	cclosep(&c);
	check(c == nil);
	cclosep(&c);
	checkint(nclosed, 2);
	checkint(up->err.n, 0);
	checkleaks();
}

/* all that a Chan refers to goes with it, down a chain of any length */
UNIT(chain)
{
	kernelup();
	Chan *c = nil;
	for(int i = 0; i < 10000; i++) {
		Chan *nc = devattach(&countdev, "");
		if(i % 3 == 0)
			nc->umc = c;
		else if(i % 3 == 1)
			nc->mchan = c;
		else
			pathsetmtpt(&nc->path, c), cclosep(&c);
		c = nc;
	}
	nclosed = 0;
	cclose(c);
	checkint(nclosed, 10000);
	checkint(up->err.n, 0);
	checkleaks();
}

/* the last close raises errors on nobody's way: also while one unwinds */
static void
failing(void)
{
	Chan *c = devattach(&countdev, "");

	onerror(cclose, c);
	error("the first");
}

UNIT(unwinding)
{
	kernelup();
	checkerror(failing(), "the first");
	checkint(nclosed, 1);
	checkleaks();
}

UNIT(background)
{
	kernelup();
	closeinit();
	memmark();
	fakesettle();
	/* two closers wait for the server, the queue fills, and nobody waits for them */
	for(int i = 0; i < 64; i++) {
		ccloseq(devattach(&slowdev, ""));
		fakesettle();
	}
	checkint(nclosed, 0);
	s64int now = fakenow();
	open = true;
	ccloseq(devattach(&slowdev, ""));
	checkint(fakenow(), now);
	tsleep(&up->sleepr, never, nil, 2 * Slow);
	fakesettle();
	checkint(nclosed, 65);
	checkleaks();
}

/* open files, and those that others wait to see closed, are closed at once */
UNIT(notlater)
{
	kernelup();
	closeinit();
	memmark();
	fakesettle();
	open = true;
	Chan *c = devattach(&slowdev, "");
	c->flag |= Copen;
	ccloseq(c);
	checkint(nclosed, 1);
	c = devattach(&slowdev, "");
	c->flag |= Crclose;
	ccloseq(c);
	checkint(nclosed, 2);
	c = devattach(&slowdev, "");
	c->qid.type = QTexcl;
	ccloseq(c);
	checkint(nclosed, 3);
	c = devattach(&slowdev, "");
	cclose(c);
	checkint(nclosed, 4);
	checkleaks();
}

UNIT(nocloser)
{
	kernelup();
	open = true;
	ccloseq(devattach(&slowdev, ""));
	checkint(nclosed, 1);
	checkleaks();
}

UNIT(identities)
{
	kernelup();
	Chan *a = devattach(&countdev, ""), *b = devattach(&countdev, "");
	check(eqchan(a, b, true));
	b->qid.vers = 1;
	check(eqchan(a, b, false) && !eqchan(a, b, true));
	check(!eqqid(a->qid, b->qid));
	b->devno = 1;
	check(!eqchan(a, b, false));
	b->devno = 0;
	b->dev = &slowdev;
	check(!eqchan(a, b, false));
	u32int n = newdevno();
	check(newmountid() > n && newdevno() > n + 1);
	b->dev = nil; /* never attached: nobody closes it */
	cclose(a);
	cclose(b);
	checkint(nclosed, 1);
	checkleaks();
}
