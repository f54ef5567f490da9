/*
 * The mount driver over a transport of bytes, as a connection is: each write takes a few.
 */
#include "mntunit.h"
#include "bytedev.h"

static void
bytesup(void)
{
	boot();
	bytetransport();
	s->msize = Smallmsize;
	attach();
}

UNIT(bytes)
{
	bytesup();
	allsizes();
	s->pieces = 3;
	s->strays = true;
	cclose(openfile("data", Oread));
	s->pieces = 700;
	allsizes();
	down9();
}

/* the greatest messages */
UNIT(bytesbig)
{
	int n = Mntmsizemax - Iohdrsz;
	Chan *c;

	boot();
	bytemax = 10000;
	bytetransport();
	startserver9(s);
	checkint(mntversion(mc, nil, Mntmsizemax, nil, 0), 6);
	root = mntattach(mc, nil, "", 0);
	checkint(s->count[Tversion], 1);
	c = openfile("data", Ordwr);
	checkint(c->iounit, n);
	readwrite(c, n, 1);
	readwrite(c, n + 1, 2);
	cclose(c);
	down9();
}

UNIT(toobig)
{
	boot();
	bytetransport();
	startserver9(s);
	checkerror(mntversion(mc, nil, Mntmsizemax + 1, nil, 0),
		   "nonsense value of msize in fversion");
	cclose(mc);
	fakesettle();
	checkleaks();
}

/* a note in the middle of a message: the peer gets all of it nevertheless, or none */
UNIT(bytesintr)
{
	u8int buf[10];
	Chan *c;

	bytesup();
	c = openfile("data", Oread);
	for(int k = 1; k <= 5; k++) {
		bytewrites = 0;
		byteintr = k;
		memset(buf, 0, sizeof buf);
		if(k == 1)
			checkerror(dread(c, kbuf(buf), 10, 0), Eintr);
		else {
			checkint(dread(c, kbuf(buf), 10, 0), 10);
			checkdata(buf, 10, 0);
		}
	}
	byteintr = 0;
	fakesettle();
	checkint(s->count[Tread], 4);
	checkint(s->count[Tflush], 4);
	cclose(c);
	down9();
}

UNIT(bytesmany)
{
	static Client r[4];

	bytesup();
	s->pieces = 700;
	for(int i = 0; i < nelem(r); i++)
		r[i].p = kproc("client", busy, &r[i]);
	fakesettle();
	for(int i = 0; i < nelem(r); i++)
		check(r[i].done);
	down9();
}
