/*
 * Random numbers: a generator with 64 bits of state for simulations, and the kernel's for secrets.
 */
#include <u.h>
#include <libc.h>

static Lock randlock;
static uvlong state = 0x9e3779b97f4a7c15ULL;

void
srand(long seed)
{
	lock(&randlock);
	state = (uvlong)(ulong)seed * 0xbf58476d1ce4e5b9ULL + 0x9e3779b97f4a7c15ULL;
	unlock(&randlock);
}

/* 31 bits */
long
lrand(void)
{
	uvlong x;

	lock(&randlock);
	x = state += 0x9e3779b97f4a7c15ULL;
	unlock(&randlock);
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
	return (x ^ x >> 31) & 0x7fffffff;
}

int
rand(void)
{
	return lrand() & 0x7fff;
}

/* evenly from 0 to n-1 */
long
lnrand(long n)
{
	ulong slop, v;

	if(n <= 0)
		return n;
	slop = 0x7fffffff % n;
	do
		v = lrand();
	while(v <= slop);
	return v % n;
}

int
nrand(int n)
{
	return lnrand(n);
}

double
frand(void)
{
	double x;

	do {
		x = lrand() / 2147483648.0;
		x = (x + lrand()) / 2147483648.0;
	} while(x >= 1);
	return x;
}

ulong
truerand(void)
{
	ulong x;
	int fd = open("/dev/random", OREAD | OCEXEC);

	if(fd < 0)
		sysfatal("can't open /dev/random: %r");
	if(read(fd, &x, sizeof x) != sizeof x)
		sysfatal("can't read /dev/random: %r");
	close(fd);
	return x;
}

ulong
ntruerand(ulong n)
{
	ulong m = 0xffffffff - 0xffffffff % n, r;

	do
		r = truerand();
	while(r >= m);
	return r % n;
}
