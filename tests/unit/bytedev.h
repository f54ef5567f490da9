/*
 * A transport of bytes for tests of the mount driver, as a connection is: each write takes a few.
 */
#pragma once
#include "mntunit.h"

static int bytemax = 5;          /* bytes that a write takes; a read gives a few more */
static int bytewrites, byteintr; /* writes so far; the one that a note interrupts */

static int
byteread(Chan *c, Buf b, int n, s64int off)
{
	return dread(c->aux, b, n < 20 * bytemax ? n : 20 * bytemax, off);
}

static int
bytewrite(Chan *c, Buf b, int n, s64int off)
{
	if(++bytewrites == byteintr)
		error(Eintr);
	return dwrite(c->aux, b, n < bytemax ? n : bytemax, off);
}

static void
byteclose(Chan *c)
{
	cclose(c->aux);
}

static const Dev bytedev = {
	.dc = 'b', .name = "bytes", .read = byteread, .write = bytewrite, .close = byteclose};

/* mc becomes one */
static void
bytetransport(void)
{
	Chan *c = newchan();

	c->dev = &bytedev;
	c->mode = Ordwr;
	c->flag |= Copen;
	c->aux = mc;
	mc = c;
}
