/*
 * The allocator: what it gives is zero, whatever was in the same place before.
 */
#include "unit.h"
#include "mem.h"

enum
{
	Nblock = 64,
	Rounds = 2000,
	Step = 1000,      /* bytes */
	Small = 40 * KiB, /* sixteen pages */
	Twice = 100 * KiB,
};

static u32int seed = 1;

static u32int
random(void)
{
	seed = seed * 1664525 + 1013904223;
	return seed >> 8;
}

/* here and there in each page */
static bool
allzero(const u8int *p, usize n)
{
	for(usize i = 0; i < n; i += Step)
		if(p[i] != 0)
			return false;
	return true;
}

static void
fill(u8int *p, usize n)
{
	for(usize i = 0; i < n; i += Step)
		p[i] = 0xa7;
}

/* memory of which only a part was used before, by one that is gone */
UNIT(again)
{
	static u8int *block[400];
	u8int *p;

	kernelup();
	for(int i = 0; i < nelem(block); i++) {
		p = smalloc(Small);
		check(allzero(p, Small));
		kfree(p);
		p = smalloc(Twice);
		check(allzero(p, Twice));
		fill(p, Twice);
		kfree(p);
		block[i] = smalloc(Small);
		check(allzero(block[i], Small));
		fill(block[i], Small);
	}
	for(int i = 0; i < nelem(block); i++)
		kfree(block[i]);
	checkleaks();
}

/* of all sizes, the big ones seldom */
static usize
somesize(void)
{
	return 1 + random() % ((usize)64 << random() % 18);
}

UNIT(zeroed)
{
	u8int *block[Nblock] = {nil};
	usize n;
	u32int k;

	kernelup();
	for(int i = 0; i < Rounds; i++) {
		k = random() % Nblock;
		kfree(block[k]);
		block[k] = nil;
		if(random() % 4 == 0)
			continue;
		n = somesize();
		block[k] = smalloc(n);
		check(kmsize(block[k]) >= n);
		check(allzero(block[k], n));
		fill(block[k], n);
	}
	for(int i = 0; i < Nblock; i++)
		kfree(block[i]);
	check(memcheck());
	checkleaks();
}
