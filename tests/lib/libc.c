/* more of the C library: locks between processes that share memory, notes, pools, vectors, encodings */
#include "test.h"
#include <pool.h>

enum
{
	Nproc = 4,
	Rounds = 3000,
};

static Lock lk;
static QLock ql;
static RWLock rw;
static Rendez rz = {&ql};
static long plain, inside, ended;

static void
worker(void *)
{
	int i;

	for(i = 0; i < Rounds; i++) {
		lock(&lk);
		plain++;
		unlock(&lk);
		qlock(&ql);
		if(++inside != 1)
			ok(0, "two in a QLock");
		inside--;
		qunlock(&ql);
		if(i % 10 == 0)
			wlock(&rw);
		else
			rlock(&rw);
		if(i % 10 == 0)
			wunlock(&rw);
		else
			runlock(&rw);
	}
	qlock(&ql);
	ended++;
	rwakeupall(&rz);
	qunlock(&ql);
}

static void
locks(void)
{
	int pid[Nproc], i;

	for(i = 0; i < Nproc; i++)
		pid[i] = spawn(RFMEM, worker, nil);
	qlock(&ql);
	while(ended < Nproc)
		rsleep(&rz);
	qunlock(&ql);
	for(i = 0; i < Nproc; i++)
		expectexit(pid[i], "");
	eqint(plain, Nproc * Rounds);
	eqint(canlock(&lk), 1);
	eqint(canlock(&lk), 0);
	unlock(&lk);
	eqint(canrlock(&rw), 1);
	eqint(canrlock(&rw), 1);
	eqint(canwlock(&rw), 0);
	runlock(&rw);
	runlock(&rw);
	eqint(canwlock(&rw), 1);
	eqint(canrlock(&rw), 0);
	wunlock(&rw);
	eqint(canqlock(&ql), 1);
	eqint(canqlock(&ql), 0);
	qunlock(&ql);
}

/* a word of its own for each process that shares the rest */
static void **priv;

static void
setpriv(void *v)
{
	*priv = v;
	sleep(20);
	ok(*priv == v);
}

static void
privates(void)
{
	int pid;

	priv = privalloc();
	ok(priv != nil && *priv == nil);
	*priv = &pid;
	pid = spawn(RFMEM, setpriv, &ql);
	sleep(10);
	ok(*priv == &pid);
	expectexit(pid, "");
	privfree(priv);
}

static int first, second;

static int
one(void *, char *msg)
{
	first++;
	return strcmp(msg, "one") == 0;
}

static int
two(void *, char *msg)
{
	second++;
	return strcmp(msg, "two") == 0;
}

static void
notes(void)
{
	eqint(atnotify(one, 1), 1);
	eqint(atnotify(two, 1), 1);
	postnote(PNPROC, getpid(), "one");
	sleep(1);
	postnote(PNPROC, getpid(), "two");
	sleep(1);
	eqint(first, 2);
	eqint(second, 1);
	eqint(atnotify(one, 0), 1);
	eqint(atnotify(one, 0), 0);
	postnote(PNPROC, getpid(), "two");
	sleep(1);
	eqint(first, 2);
	eqint(second, 2);
	atnotify(two, 0);
}

static char arena[100000];

static void *
piece(usize n)
{
	static usize used;

	if(used + n > sizeof arena)
		return (void *)-1;
	used += n;
	return arena + used - n;
}

static void
nolock(Pool *)
{
}

static void
broken(void *v)
{
	memset(v, 0xff, 64);
	poolcheck(mainmem);
}

/* Between blocks in use there are many free ones, a little too small for what is wanted then.  It would take hours to look
 * at all of them each time. */
static void
holes(void)
{
	enum
	{
		Many = 200000,
	};
	char **keep = malloc(Many * sizeof *keep), **hole = malloc(Many * sizeof *hole);
	int bad = 0;

	for(int size = 40; size < 5000; size *= 10) {
		for(int i = 0; i < Many / size * 40; i++) {
			keep[i] = malloc(16);
			hole[i] = malloc(size);
		}
		for(int i = 0; i < Many / size * 40; i++)
			free(hole[i]);
		for(int i = 0; i < Many / size * 40; i++) {
			hole[i] = malloc(size + 30);
			memset(hole[i], i, size + 30);
		}
		poolcheck(mainmem);
		for(int i = 0; i < Many / size * 40; i++) {
			bad += (uchar)hole[i][size + 29] != (uchar)i;
			free(hole[i]);
			free(keep[i]);
		}
		poolcheck(mainmem);
	}
	eqint(bad, 0);
	free(keep);
	free(hole);
}

static void
pools(void)
{
	Pool p;
	char *a, *b;
	int i, pid;

	/* a pool of a program's own */
	memset(&p, 0, sizeof p);
	p.name = "test";
	p.maxsize = sizeof arena;
	p.minarena = 10000;
	p.alloc = piece;
	p.lock = p.unlock = nolock;
	p.print = mainmem->print;
	p.panic = mainmem->panic;
	p.flags = POOL_PARANOIA | POOL_ANTAGONISM;
	a = poolalloc(&p, 1000);
	ok(a != nil && a >= arena && a < arena + sizeof arena);
	ok((uchar)a[999] == 0xdb);
	memset(a, 'a', 1000);
	b = poolrealloc(&p, a, 5000);
	ok(b != nil && b[999] == 'a');
	a = poolallocalign(&p, 100, 256, 0, 0);
	eqint((uintptr)a % 256, 0);
	ok(poolmsize(&p, a) >= 100);
	ok(poolisoverlap(&p, a, 1) && !poolisoverlap(&p, &i, 1));
	ok(poolalloc(&p, sizeof arena) == nil);
	for(i = 0; poolalloc(&p, 1000) != nil; i++) {
	}
	ok(i > 80 && i < 100, "%d", i);
	eqint(p.cursize >= p.curalloc + p.curfree, 1);
	poolfree(&p, a);
	poolfree(&p, b);
	ok(poolalloc(&p, 4000) != nil);
	poolcheck(&p);

	holes();

	/* malloc's */
	a = malloc(10);
	ok(malloc(0) != nil);
	ok(realloc(a, 0) == nil);
	ok(calloc(1LL << 33, 1LL << 33) == nil);
	mainmem->flags |= POOL_PARANOIA;
	for(i = 0; i < 100; i++)
		free(malloc(i * 37));
	mainmem->flags &= ~POOL_PARANOIA;
	b = malloc(16);
	a = malloc(16);
	eqint(a > b && a - b < 100, 1);
	close(2); /* what it prints is no concern */
	pid = spawn(0, broken, b);
	expectexit(pid, "sys: trap: fault write");
}

static void
vectors(void)
{
	char a[4], b[10];
	IOchunk io[2] = {{a, 3}, {b, 5}};
	int fd;

	scratch();
	fd = create("f", ORDWR, 0666);
	strcpy(a, "abc");
	strcpy(b, "defgh");
	eqint(writev(fd, io, 2), 8);
	eqint(pwritev(fd, io, 1, 8), 3);
	memset(a, 0, sizeof a);
	memset(b, 0, sizeof b);
	eqint(preadv(fd, io, 2, 6), 5);
	eqstr(a, "gha");
	eqint(memcmp(b, "bcfgh", 2), 0);
	seek(fd, 1, 0);
	eqint(readv(fd, io, 2), 8);
	eqstr(a, "bcd");
	close(fd);
}

static int
urlchr(int v)
{
	return v == 62 ? '-' : v == 63 ? '_' : enc64chr(v);
}

static int
urldig(int c)
{
	return c == '-' ? 62 : c == '_' ? 63 : dec64chr(c);
}

static void
encodings(void)
{
	uchar d[10];
	char b[40];

	eqint(enc64x(b, sizeof b, (uchar *)"\xff\xef\xbe", 3, urlchr), 4);
	eqstr(b, "_---");
	eqint(dec64x(d, sizeof d, b, 4, urldig), 3);
	eqint(memcmp(d, "\xff\xef\xbe", 3), 0);
	eqint(enc32chr(0), '2');
	eqint(dec32chr('Z'), 31);
	eqint(dec16chr('f'), 15);
	eqint(enc16chr(16), -1);
	fmtinstall('H', encodefmt);
	fmtinstall('[', encodefmt);
	fmtinstall('<', encodefmt);
	snprint(b, sizeof b, "%.*H %.*lH %.3[ %.2<", 2, "\xab\x01", 2, "\xab\x01", "abc", "ab");
	eqstr(b, "AB01 ab01 YWJj e7j2");
	eqstr(netmkaddr("host", "tcp", "80"), "tcp!host!80");
	eqstr(netmkaddr("tcp!host", nil, "80"), "tcp!host!80");
	eqstr(netmkaddr("host", nil, nil), "net!host");
	eqstr(netmkaddr("il!host!17", "tcp", "80"), "il!host!17");
}

static void
failing(const char *fmt, va_list args)
{
	char b[100];

	vsnprint(b, sizeof b, fmt, args);
	_exits(b);
}

static void
fataled(void *)
{
	_sysfatal = failing;
	sysfatal("%s %d", "fatal", 7);
}

static int
lessint(void *a, void *b)
{
	return *(int *)a - *(int *)b;
}

static void
others(void)
{
	int v[] = {3, 1, 2}, pid;

	pid = spawn(0, fataled, nil);
	expectexit(pid, "fatal 7");
	qsort(v, 3, sizeof v[0], lessint);
	eqint(v[0] * 100 + v[1] * 10 + v[2], 123);
	eqint(print("%s", ""), 0);
	eqint(fprint(-1, "x"), -1);
	eqint(toupper('a') + tolower('Z'), 'A' + 'z');
	eqint(tobaserune(0xe9), 'e');
	eqint(tobaserune(0x1ed8), 'O');
	eqint(tobaserune(0x1fff), 0x1fff);
	eqint(tobaserune(0x3ac), 0x3b1);
	ok(isbaserune('x') && !isbaserune(0xc4) && isbaserune(0x4e00));
	ok(truerand() != truerand() || truerand() != truerand());
	ok(labs((long)(nsec() / 1000000000LL - time(nil))) < 60);
}

Case cases[] = {
	{"locks", locks},     {"privates", privates},   {"notes", notes},   {"pools", pools},
	{"vectors", vectors}, {"encodings", encodings}, {"others", others}, {nil},
};
