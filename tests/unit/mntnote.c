/*
 * The mount driver: requests that are interrupted, and many of them at once.
 */
#include "mntunit.h"

/* ---- notes ---- */

UNIT(interrupt)
{
	Client r;

	up9();
	start(&r, "hang");
	check(!r.done);
	note(&r);
	check(r.done);
	checkint(r.n, -1);
	checkstr(r.err, Eintr);
	checkint(s->count[Tflush], 1);
	start(&r, "late"); /* its reply comes after the flush was sent: it counts */
	check(!r.done);
	note(&r);
	check(r.done);
	checkint(r.n, 4);
	checkmem(r.buf, "late", 4);
	checkint(s->count[Tflush], 2);
	down9();
}

/* a note, with no answer to the flush; a second one frees the caller, but not the tag */
UNIT(twonotes)
{
	Client r;
	int tag;

	up9();
	start(&r, "never");
	note(&r);
	check(!r.done);
	checkint(s->nheld, 1);
	tag = s->held[0].tag;
	check(s->out[tag]);
	note(&r); /* and the clunk that follows needs another tag: the server checks */
	check(r.done);
	checkstr(r.err, Eintr);
	check(s->out[tag]);
	checkint(s->count[Tflush], 1);
	cclose(walkto("release"));
	check(!s->out[tag]);
	down9();
}

/* tags that stay in use, more than one piece of the table holds */
static void
patient(void *arg)
{
	Client *r = arg;
	Chan *c = openfile("never", Oread);

	while(r->n < 150)
		if(!waserror()) {
			dread(c, kbuf(r->buf), 1, 0);
			poperror();
		} else
			r->n++;
	cclose(c);
	atomic_store(&r->done, true);
}

UNIT(manytags)
{
	static Client r;

	up9();
	r.p = kproc("client", patient, &r);
	fakesettle();
	while(!r.done)
		note(&r);
	checkint(s->nheld, 150);
	checkint(s->count[Tflush], 150);
	check(mc->mux->nchunk == 2);
	cclose(walkto("release"));
	cclose(openfile("data", Oread));
	fakesettle();
	checkint(mc->mux->norphan, 0);
	down9();
}

/* files that were only walked to: nobody waits for the replies to their clunks, up to a limit */
UNIT(manyclunks)
{
	static Chan *c[5 * Mntasync];

	up9();
	for(int i = 0; i < nelem(c); i++)
		c[i] = walkto("data");
	for(int i = 0; i < nelem(c); i++) {
		cclose(c[i]);
		check(mc->mux->norphan <= Mntasync);
	}
	check(mc->mux->norphan > 0);
	cclose(openfile("data", Oread));
	fakesettle();
	checkint(mc->mux->norphan, 0);
	down9();
}

/* the reader of the session is interrupted: another must take over */
UNIT(handover)
{
	Client a, b, c;

	up9();
	start(&a, "never");
	start(&b, "hang");
	start(&c, "late");
	checkint(a.done + b.done + c.done, 0);
	cclose(openfile("data", Oread)); /* all of them wait, others' requests go on */
	note(&a);
	cclose(openfile("data", Oread));
	note(&a);
	check(a.done);
	note(&c);
	check(c.done);
	checkint(c.n, 4);
	cclose(openfile("data", Oread));
	note(&b);
	check(b.done);
	checkstr(b.err, Eintr);
	cclose(walkto("release"));
	down9();
}

/* the server goes: everybody hears of it */
UNIT(eof)
{
	Client a, b, c;
	Chan *f;

	up9();
	start(&a, "hang");
	start(&b, "hang");
	f = openfile("data", Oread);
	start(&c, "eof");
	fakesettle();
	check(a.done && b.done && c.done);
	checkint(a.n, -1);
	checkstr(a.err, Emountrpc);
	checkstr(b.err, Emountrpc);
	checkstr(c.err, Emountrpc);
	checkerror(dread(f, kbuf(a.buf), 10, 0), Ehungup);
	checkerror(cclone(root), Ehungup);
	cclose(f);
	cclose(root);
	cclose(mc);
	checkleaks();
}

/* ---- many at once ---- */

UNIT(many)
{
	static Client r[Nclient];

	boot();
	s->pieces = 700;
	attach();
	for(int i = 0; i < Nclient; i++)
		r[i].p = kproc("client", busy, &r[i]);
	fakesettle();
	for(int i = 0; i < Nclient; i++)
		check(r[i].done);
	down9();
}
