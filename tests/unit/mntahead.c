/*
 * The mount driver's reading ahead: when it is done, and what is forgotten when.
 */
#include "mntunit.h"

enum
{
	Piece = 1000
};

/* the session, with caching or without */
static void
upcache(int flags)
{
	boot();
	startserver9(s);
	root = mntattach(mc, nil, "", flags);
}

static void
readat(Chan *c, s64int off, int n, int more)
{
	u8int buf[Piece];
	int i;

	memset(buf, 0xee, sizeof buf);
	checkint(dread(c, kbuf(buf), Piece, off), n);
	for(i = 0; i < n && buf[i] == (u8int)(byte9(off + i) + more); i++)
		;
	checkint(i, n);
}

/* n reads in a row from off on; result: messages */
static int
row(Chan *c, s64int off, int n)
{
	int had = s->count[Tread];

	for(int i = 0; i < n; i++)
		readat(c, off + i * Piece, Piece, s->writes);
	return s->count[Tread] - had;
}

UNIT(ahead)
{
	Chan *c;

	upcache(Mcache);
	c = openfile("big", Oread);
	checkint(row(c, 0, 2), 2);
	checkint(s->count[Tstat], 0);
	check(row(c, 2 * Piece, Biglen9 / Piece - 2) < 10);
	checkint(s->count[Tstat], 1);
	/* the end is asked for each time */
	readat(c, Biglen9, 0, 0);
	readat(c, Biglen9, 0, 0);
	check(s->count[Tread] < 14);
	checkint(row(c, 0, 1), 1);
	cclose(c);
	down9();
}

/* pieces that do not divide what was read ahead */
UNIT(oddpieces)
{
	u8int *p;
	Chan *c;
	s64int off = 0;
	int n;

	upcache(Mcache);
	c = openfile("big", Oread);
	p = smalloc(70000);
	for(int i = 0; off < Biglen9; i++) {
		n = i % 7 == 6 ? 70000 : 300 + 977 * i;
		if(n > Biglen9 - off)
			n = (int)(Biglen9 - off);
		checkint(dread(c, kbuf(p), n, off), n);
		checkdata(p, n, off);
		off += n;
	}
	checkint(dread(c, kbuf(p), 70000, Biglen9 - 10), 10);
	kfree(p);
	cclose(c);
	down9();
}

UNIT(notahead)
{
	Chan *c;
	int had;

	upcache(0); /* the mount does not allow it */
	c = openfile("big", Oread);
	checkint(row(c, 0, 20), 20);
	cclose(c);
	root = (cclose(root), mntattach(mc, nil, "", Mcache));
	c = openfile("data", Oread); /* it has no length */
	checkint(row(c, 0, 20), 20);
	cclose(c);
	c = openfile("big", Ordwr);
	checkint(row(c, 0, 20), 20);
	cclose(c);
	c = openfile("big", Oread);
	had = s->count[Tread];
	for(int i = 0; i < 20; i++)
		readat(c, (i * 7 % 20) * Piece, Piece, 0); /* not in a row */
	checkint(s->count[Tread] - had, 20);
	cclose(c);
	down9();
}

/* whoever writes in the session is seen at once */
UNIT(written)
{
	u8int b[1] = {0};
	Chan *c, *w;

	upcache(Mcache);
	c = openfile("big", Oread);
	w = openfile("big", Owrite);
	check(row(c, 0, 6) < 6);
	checkint(row(c, 6 * Piece, 1), 0);
	checkint(dwrite(w, kbuf(b), 1, 0), 1);
	checkint(s->writes, 1);
	checkint(row(c, 7 * Piece, 1), 1);
	cclose(w);
	cclose(c);
	down9();
}

/* and whoever writes elsewhere after a second */
UNIT(aged)
{
	Chan *c;

	upcache(Mcache);
	c = openfile("big", Oread);
	check(row(c, 0, 6) < 6);
	s->writes++;
	readat(c, 6 * Piece, Piece, 0);
	tsleep(&up->sleepr, never, nil, 1001);
	checkint(row(c, 7 * Piece, 1), 1);
	cclose(c);
	down9();
}

/* what is held ahead goes with the files, and has a limit for all of them */
UNIT(manyahead)
{
	Chan *c[300];
	int ahead = 0;

	if(fakeslow())
		return;
	upcache(Mcache);
	for(int i = 0; i < nelem(c); i++) {
		c[i] = openfile("big", Oread);
		ahead += row(c[i], 0, 150) < 30; /* it holds 75 KiB now, and held 128 */
	}
	check(ahead > 200 && ahead < nelem(c));
	for(int i = 0; i < nelem(c); i++)
		cclose(c[i]);
	down9();
}
