/*
 * The same work on Plan 9 and on Linux: bench case [n] prints nanoseconds for one operation.
 * Run in a directory that has bench.d/0/1/.../9/file, made by tools/bench.
 */
#include "sys.h"
#ifdef PLAN9
#define out(name, ns) print("%s %lld\n", name, ns)
#define O_RDONLY      OREAD
#define O_WRONLY      OWRITE
#else
#define out(name, ns) printf("%s %lld\n", name, ns)
#endif

enum
{
	Big = 65536
};

static char big[Big];
static char *self;

static int
mustopen(char *name, int mode)
{
	int fd = open(name, mode);

	if(fd < 0)
		fail(name);
	return fd;
}

static void
donull(int n)
{
	while(n-- > 0)
		nullcall();
}

static void
dozero1(int n)
{
	int fd = mustopen("/dev/zero", O_RDONLY);

	while(n-- > 0)
		if(read(fd, big, 1) != 1)
			fail("read");
}

static void
doopen(int n)
{
	while(n-- > 0)
		close(mustopen("bench.d/file", O_RDONLY));
}

static void
dostat10(int n)
{
	char name[256];

	tenbinds("file", name);
	while(n-- > 0)
		statfile(name);
}

static void
echo(void *v)
{
	int *fd = v;
	char c;

	while(read(fd[0], &c, 1) == 1)
		if(write(fd[1], &c, 1) != 1)
			break;
}

static void
dopipe1(int n)
{
	int a[2], b[2], fd[2];
	char c = 'x';

	if(pipe(a) < 0 || pipe(b) < 0)
		fail("pipe");
	fd[0] = a[0];
	fd[1] = b[1];
	if(spawn(echo, fd) < 0)
		fail("fork");
	while(n-- > 0)
		if(write(a[1], &c, 1) != 1 || read(b[0], &c, 1) != 1)
			fail("pipe");
}

static void
fill(void *v)
{
	int *fd = v;

	while(write(*fd, big, Big) == Big)
		;
}

static void
dopipebulk(int n)
{
	int a[2], m, got;

	if(pipe(a) < 0)
		fail("pipe");
	if(spawn(fill, &a[1]) < 0)
		fail("fork");
	while(n-- > 0)
		for(got = 0; got < Big; got += m)
			if((m = read(a[0], big, Big - got)) <= 0)
				fail("read");
}

static void
dozeronull(int n)
{
	int zero = mustopen("/dev/zero", O_RDONLY), null = mustopen("/dev/null", O_WRONLY);

	while(n-- > 0)
		if(read(zero, big, Big) != Big || write(null, big, Big) != Big)
			fail("copy");
}

static void
yields(void *v)
{
	int n = *(int *)v;

	while(n-- > 0)
		yield();
}

static void
doyield(int n)
{
	if(spawn(yields, &n) < 0)
		fail("fork");
	yields(&n);
	reap();
}

static void
nothing(void *v)
{
	(void)v;
}

static void
dofork(int n)
{
	while(n-- > 0) {
		if(spawn(nothing, nil) < 0)
			fail("fork");
		reap();
	}
}

static void
execself(void *v)
{
	char *argv[] = {self, "nothing", nil};

	(void)v;
	run(argv);
}

static void
doexec(int n)
{
	while(n-- > 0) {
		if(spawn(execself, nil) < 0)
			fail("fork");
		reap();
	}
}

static void
domem(int n)
{
	while(n-- > 0) {
		if(spawnmem() < 0)
			fail("rfork");
		reap();
	}
}

typedef struct Pair
{
	int a, b, n;
} Pair;

static void
partner(void *v)
{
	Pair *p = v;
	int n = p->n;

	while(n-- > 0) {
		semdown(&p->a);
		semup(&p->b);
	}
}

static void
dosema(int n)
{
	Pair *p = shared(4096);

	p->n = n;
	if(spawn(partner, p) < 0)
		fail("fork");
	while(n-- > 0) {
		semup(&p->a);
		semdown(&p->b);
	}
	reap();
}

static void
donote(int n)
{
	noteinit();
	while(n-- > 0)
		note();
}

static volatile unsigned sink;

static void
docompute(int n)
{
	unsigned x = 12345, i;

	while(n-- > 0)
		for(i = 0; i < 1000; i++) {
			x ^= x << 13;
			x ^= x >> 17;
			x ^= x << 5;
		}
	sink = x;
}

static void
idler(void *v)
{
	int *fd = v;
	char c;

	while(read(fd[0], &c, 1) > 0)
		;
}

/* n processes that wait; says so, and ends when its input does */
static void
idle(int n)
{
	int fd[2];
	char c;

	if(pipe(fd) < 0)
		fail("pipe");
	for(; n > 0; n--)
		if(spawn(idler, fd) < 0)
			fail("fork");
	if(write(1, "ready\n", 6) != 6)
		fail("write");
	while(read(0, &c, 1) > 0)
		;
	leave();
}

static struct
{
	char *name;
	void (*fn)(int);
	int n;
} cases[] = {
	{"null", donull, 2000000},       {"zero1", dozero1, 1000000},
	{"openclose", doopen, 100000},   {"stat10", dostat10, 100000},
	{"pipe1", dopipe1, 50000},       {"pipebulk", dopipebulk, 10000},
	{"zeronull", dozeronull, 20000}, {"yield", doyield, 200000},
	{"fork", dofork, 1000},          {"forkexec", doexec, 500},
	{"rfmem", domem, 1000},          {"sema", dosema, 50000},
	{"note", donote, 100000},        {"compute", docompute, 300000},
	{"tcp1", dotcp1, 30000},         {"tcpbulk", dotcpbulk, 30000},
	{"tcpconn", dotcpconn, 3000},    {"9pstat", do9pstat, 50000},
	{"9pread", do9pread, 40000},     {"9ptcp", do9ptcp, 20000},
	{"9psmall", do9psmall, 10000},
};

int
main(int argc, char **argv)
{
	unsigned i;
	vlong t;

	self = argv[0];
	if(argc > 1 && strcmp(argv[1], "nothing") == 0)
		leave();
	if(argc > 2 && strcmp(argv[1], "idle") == 0)
		idle(atoi(argv[2]));
	if(argc > 2 && strcmp(argv[1], "tcpidle") == 0)
		tcpidle(atoi(argv[2]));
	for(i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if(argc > 1 && strcmp(argv[1], cases[i].name) != 0)
			continue;
		t = now();
		cases[i].fn(cases[i].n);
		t = now() - t;
		out(cases[i].name, t / cases[i].n);
	}
	leave();
	return 0;
}
