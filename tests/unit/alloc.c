/*
 * The allocator: what it gives is zero, whatever was in the same place before.
 */
#include "unit.h"
#include "mem.h"

enum
{
	Nblock = 64,
	Rounds = 2000,
	Step = 512,       /* bytes: it divides a page */
	Small = 40 * KiB, /* sixteen pages */
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

/* memory of which only a part was used before, by one that is gone: at the edge of what is used, so that grows */
UNIT(again)
{
	static u8int *block[400];
	usize n;
	u8int *p;

	kernelup();
	for(int i = 0; i < nelem(block);) {
		n = (usize)Small << random() % 4;
		p = smalloc(n);
		check(allzero(p, n));
		fill(p, n);
		if(random() % 2 == 0)
			kfree(p);
		else
			block[i++] = p;
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
