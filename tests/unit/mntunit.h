/*
 * What the tests of the mount driver share: a session s over mc with the root of a mount, and
 * clients.
 */
#pragma once
#include "fake9p.h"

static Srv9 *s;
static Chan *mc, *root;

static inline void
boot(void)
{
	kernelup();
	mntdev.init();
	fakesettle();
	memmark();
	s = newserver9(&mc);
}

enum
{
	Smallmsize = 32 * KiB, /* where the size of messages does not matter: valgrind is slow */
};

static inline void
attach(void)
{
	startserver9(s);
	root = mntattach(mc, nil, "", 0);
}

static inline void
up9(void)
{
	boot();
	attach();
}

/* all files are closed: the server must know of none, and then ends */
static inline void
down9(void)
{
	Chan *c;

	fakesettle();
	/* replies to clunks that nobody waited for are read by the next request */
	c = cclone(root);
	cclose(c);
	fakesettle();
	checkint(s->nfid, 1);
	checkint(mc->mux->nfid + 1, mc->mux->nextfid - 1); /* the last clunk's reply is unread */
	cclose(root);
	fakesettle();
	checkint(s->nfid, 0);
	cclose(mc);
	fakesettle();
	checkleaks();
}

static inline Chan *
walkto(char *name)
{
	Walkqid *w = dwalk(root, nil, &name, 1);
	Chan *c = w->clone;

	check(c != nil && w->nqid == 1);
	freewalkqid(w);
	return c;
}

static inline Chan *
openfile(char *name, int omode)
{
	return dopen(walkto(name), omode);
}

/* ---- reading and writing ---- */

static inline void
checkdata(const u8int *p, int n, s64int off)
{
	int i;

	for(i = 0; i < n && p[i] == byte9(off + i); i++)
		;
	checkint(i, n);
}

/* n bytes, however many messages that takes */
static inline void
readwrite(Chan *c, int n, int msgs)
{
	u8int *p = smalloc((usize)n);
	int had = s->count[Tread];

	checkint(dread(c, kbuf(p), n, 1000), n);
	checkdata(p, n, 1000);
	checkint(s->count[Tread] - had, msgs);
	had = s->count[Twrite];
	checkint(dwrite(c, kbuf(p), n, 1000), n);
	checkint(s->count[Twrite] - had, msgs);
	kfree(p);
}

static inline void
allsizes(void)
{
	Chan *c = openfile("data", Ordwr);
	int unit = (int)mc->mux->msize - Iohdrsz;

	checkint(c->iounit, unit);
	readwrite(c, 0, 1);
	readwrite(c, 1, 1);
	readwrite(c, unit, 1);
	readwrite(c, unit + 1, 2);
	readwrite(c, 3 * unit, 3);
	cclose(c);
}

/* ---- clients ---- */

/* what a client in another process does and finds */
typedef struct Client
{
	char *name;
	Proc *p;
	int n; /* bytes; -1: err */
	char err[Errmax];
	u8int buf[100];
	_Atomic bool done;
} Client;

static inline void
reader(void *arg)
{
	Client *r = arg;
	Chan *c = openfile(r->name, Oread);

	if(waserror()) {
		r->n = -1;
		strecpy(r->err, r->err + sizeof r->err, up->errstr);
	} else {
		r->n = dread(c, kbuf(r->buf), sizeof r->buf, 0);
		poperror();
	}
	cclose(c);
	atomic_store(&r->done, true);
}

static inline void
start(Client *r, char *name)
{
	memset(r, 0, sizeof *r);
	r->name = name;
	r->p = kproc("client", reader, r);
	fakesettle();
}

static inline void
note(Client *r)
{
	procinterrupt(r->p);
	fakesettle();
}

enum
{
	Nclient = 20,
	Nround = 40
};

static inline void
busy(void *arg)
{
	Client *r = arg;
	u8int *p = smalloc(3000);
	Chan *c;

	for(int i = 0; i < Nround; i++) {
		c = openfile("data", Ordwr);
		checkint(dread(c, kbuf(p), 3000, 64 * i), 3000);
		checkdata(p, 3000, 64 * i);
		checkint(dwrite(c, kbuf(p), 3000, 64 * i), 3000);
		cclose(c);
	}
	kfree(p);
	atomic_store(&r->done, true);
}
