/*
 * The mount driver, against servers that are good, bad and mad.
 */
#include "mntunit.h"

/* ---- sessions ---- */

UNIT(version)
{
	char buf[32];

	boot();
	s->msize = 8216;
	startserver9(s);
	memset(buf, 'x', sizeof buf);
	checkint(mntversion(mc, nil, 0, buf, sizeof buf), 6);
	checkstr(buf, "9P2000");
	check(mc->flag & Cmsg);
	checkint(mc->mux->msize, 8216);
	checkint(mntversion(mc, "9P2000.u", 0, buf, sizeof buf), 6); /* what was agreed on */
	checkint(s->count[Tversion], 1);
	checkerror(mntversion(mc, "9P2000", 0, buf, 5), Eshort);
	checkerror(mntversion(mc, "9P1999", 0, buf, sizeof buf), "bad 9P version specification");
	checkerror(mntversion(mc, nil, 0x80000000, buf, sizeof buf), "bad iounit in version call");
	memset(buf, 'x', sizeof buf);
	checkint(mntversion(mc, "9P2000", 0, buf, 6), 6);
	checkint(buf[6], 'x');
	cclose(mc);
	checkleaks();
}

static void
badversion(const char *answer, u32int msize, u32int offer, const char *ask, const char *err)
{
	Srv9 *v = newserver9(&mc);

	v->version = answer;
	v->msize = msize;
	startserver9(v);
	checkerror(mntversion(mc, ask, offer, nil, 0), err);
	check(mc->mux == nil && (mc->flag & Cmsg) == 0);
	cclose(mc);
	fakesettle();
}

UNIT(badversion)
{
	boot();
	startserver9(s);
	cclose(mc);
	badversion("unknown", 0, 0, nil, "bad 9P version returned from server");
	badversion("", 0, 0, nil, "bad 9P version returned from server");
	badversion("9P2000.x", 0, 0, nil, "bad 9P version returned from server");
	badversion("9P", 0, 0, nil, "bad 9P version returned from server");
	badversion(nil, 255, 0, nil, "nonsense value of msize in fversion");
	badversion(nil, 0, 100, nil, "nonsense value of msize in fversion");
	checkleaks();
}

/* what a server says that is no Rversion at all */
static void
saysversion(const void *bytes, int n, const char *err)
{
	Chan *c, *peer, *dir = dattach(devof('|'), "");

	c = pipeend9(dir, "data");
	peer = pipeend9(dir, "data1");
	cclose(dir);
	if(n > 0)
		dwrite(peer, kbuf((void *)(uintptr)bytes), n, 0);
	else
		cclose(peer);
	checkerror(mntversion(c, nil, 0, nil, 0), err);
	cclose(c);
	if(n > 0)
		cclose(peer);
}

UNIT(noversion)
{
	boot();
	startserver9(s);
	cclose(mc);
	saysversion("\x0f\0\0\0\x6b\xff\xff\6\0"
		    "go off",
		    15, "go off");
	saysversion("\7\0\0\0\x6d\xff\xff", 7, "unexpected reply type in fversion");
	saysversion("\x13\0\0\0\x65\xff\xff\xff\xff\xff\0\6\0"
		    "9P2000",
		    19, "server tries to increase msize in fversion");
	saysversion("\3\0\0\0\x65\xff\xff", 7, "bad fversion conversion on reply");
	saysversion("\x13\0\0\x7f\x65\xff\xff", 7, "bad fversion conversion on reply");
	saysversion("\x8\0\0\0\x65\xff\xff\0", 8, "bad fversion conversion on reply");
	saysversion(nil, 0, Ehungup);
	checkleaks();
}

UNIT(attach)
{
	Chan *c;

	up9();
	checkint(mc->mux->msize, Mntmsize);
	check(root->qid.type == QTdir && root->devno != 0);
	c = mntattach(mc, nil, "", Mcache);
	check(c->devno != root->devno);
	check(c->mchan == mc && (c->flag & Ccache));
	checkint(s->count[Tversion], 1);
	checkint(s->count[Tattach], 2);
	cclose(c);
	checkerror(mntattach(mc, nil, "refuse", 0), "you shall not attach");
	checkerror(mntattach(mc, root, "", 0), Ebadusefd);
	down9();
}

UNIT(auth)
{
	Chan *ac, *c;
	u8int b[3] = {byte9(0), byte9(1), byte9(2)};

	boot();
	startserver9(s);
	checkerror(mntauth(mc, "refuse"), "no authentication here");
	ac = mntauth(mc, "");
	check(ac->qid.type == QTauth && ac->mode == Ordwr && (ac->flag & Copen));
	checkint(ac->iounit, Mntmsize - Iohdrsz);
	checkint(dwrite(ac, kbuf(b), 3, 0), 3);
	root = mntattach(mc, ac, "", 0);
	c = ac;
	cclose(c);
	down9();
}

/* ---- files ---- */

UNIT(walk)
{
	char *names[40];
	Walkqid *w;
	Chan *c;

	up9();
	for(int i = 0; i < nelem(names); i++)
		names[i] = "sub";
	names[39] = "data";
	w = dwalk(root, nil, names, 40);
	checkint(w->nqid, 40);
	check(w->clone != nil && w->clone->qid.path == Fdata && w->clone->mchan == mc);
	checkint(w->clone->devno, root->devno);
	checkint(s->count[Twalk], 3);
	cclose(w->clone);
	freewalkqid(w);
	names[38] = "nothing";
	w = dwalk(root, nil, names, 40);
	check(w->clone == nil);
	checkint(w->nqid, 38);
	freewalkqid(w);
	names[38] = "sub";
	names[16] = "nothing";
	checkerror(dwalk(root, nil, names, 40), "no such thing here");
	names[0] = "nothing";
	checkerror(dwalk(root, nil, names, 1), "no such thing here");
	w = dwalk(root, root, nil, 0); /* to itself */
	check(w->clone == root);
	freewalkqid(w);
	names[0] = "many";
	checkerror(dwalk(root, nil, names, 1), "too many QIDs returned by walk");
	c = walkto("data");
	cclose(c);
	down9();
}

/* names that do not fit in one message go in two */
UNIT(longnames)
{
	char *name, *names[3];

	boot();
	s->msize = 256;
	attach();
	name = smalloc(401);
	memset(name, 'x', 400);
	names[0] = names[1] = "sub";
	names[2] = name;
	checkerror(dwalk(root, nil, names, 3), Etoolong);
	name[200] = 0;
	names[0] = "sub";
	checkerror(dwalk(root, nil, &names[2], 1), "no such thing here");
	names[1] = name;
	names[2] = name;
	Walkqid *w = dwalk(root, nil, names, 3);
	check(w->clone == nil && w->nqid == 1);
	freewalkqid(w);
	kfree(name);
	down9();
}

UNIT(readwrite)
{
	up9();
	allsizes();
	down9();
}

/* the same over a transport that keeps no message together */
UNIT(pieces)
{
	boot();
	s->msize = Smallmsize;
	s->pieces = 1000;
	attach();
	allsizes();
	s->pieces = 1;
	cclose(openfile("data", Oread));
	s->pieces = 0;
	s->strays = true;
	allsizes();
	s->pieces = 5000;
	allsizes();
	s->pieces = 3;
	cclose(openfile("data", Oread));
	down9();
}

static void
liar(char *name, int n, const char *err)
{
	u8int *p = smalloc((usize)n);
	Chan *c = openfile(name, Oread);

	checkerror(dread(c, kbuf(p), n, 0), err);
	kfree(p);
	cclose(c);
}

UNIT(lies)
{
	u8int buf[100];
	Chan *c;

	up9();
	c = openfile("less", Ordwr);
	checkint(dread(c, kbuf(buf), 100, 7), 50);
	checkdata(buf, 50, 7);
	checkint(dwrite(c, kbuf(buf), 50, 7), 25);
	cclose(c);
	c = openfile("more", Ordwr);
	checkint(dread(c, kbuf(buf), 97, 0), 97);
	checkdata(buf, 97, 0);
	checkint(dwrite(c, kbuf(buf), 97, 0), 97);
	cclose(c);
	fakequiet(true);
	liar("odd", 100, Emountrpc);
	fakequiet(false);
	check(strstr(fakelog(), "mismatch") != nil);
	liar("junk", 100, Emountrpc);
	liar("noise", 100, Emountrpc);
	liar("error", 100, "in my own words");
	liar("baddir", 1000, "invalid directory entry received from server");
	fakesettle();                  /* a kproc sends it */
	checkint(s->count[Tflush], 1); /* noise: that request's reply might still come */
	down9();
}

UNIT(stat)
{
	u8int buf[256];
	char strs[256];
	Dir d;
	Chan *c;
	int n;

	up9();
	n = dstat(root, buf, sizeof buf);
	checkint(convM2D(buf, n, &d, strs), n);
	checkint(d.type, 'M');
	checkint(d.dev, root->devno);
	checkstr(d.name, "/");
	checkint(dstat(root, buf, n - 1), 2);
	checkint(get16(buf), n - 2);
	checkerror(dstat(root, buf, 1), Eshortstat);
	checkint(dwstat(root, buf, n), n);
	c = walkto("badstat");
	checkerror(dstat(c, buf, sizeof buf), Ebadstat);
	cclose(c);
	c = openfile("dir", Oread);
	n = dread(c, kbuf(buf), sizeof buf, 0);
	check(n > 2 * Statfixlen);
	for(int i = 0, k; i < n; i += k) {
		k = convM2D(buf + i, n - i, &d, strs);
		check(k > 0);
		checkint(d.type, 'M');
		checkint(d.dev, root->devno);
	}
	checkint(dread(c, kbuf(buf), sizeof buf, n), 0);
	cclose(c);
	down9();
}

UNIT(create)
{
	Chan *c;

	up9();
	c = cclone(root);
	checkerror(dcreatep(&c, "else", Owrite, 0644), "not that name");
	checkerror(dcreatep(&c, "data", 0x44, 0644), Ebadarg);
	dcreatep(&c, "data", Owrite | Otrunc, 0644);
	checkint(c->qid.path, Fdata);
	check((c->flag & Copen) && c->mode == Owrite);
	dremove(c);
	cclose(c);
	checkint(s->count[Tremove], 1);
	fakesettle();
	checkint(s->nfid, 1);
	down9();
}
