/*
 * The names that a union has shown: what has the name of an earlier entry is behind it, and Linux, unlike
 * Plan 9, shows a name once.  Names are known by 64 bits, from a seed that nobody knows.
 */
#include "seen.h"
#include "dir.h"
#include "host.h"
#include "lib.h"
#include "mem.h"

enum
{
	Minseen = 64,
};

/* at most half of the places are taken; 0: free */
struct Seen
{
	u64int seed;
	usize n, size;
	u64int at[];
};

static u64int
namehash(const Seen *s, const u8int *e)
{
	u64int h = s->seed;

	for(int i = 0; i < get16(e + Statname); i++)
		h = (h ^ e[Statname + 2 + i]) * 0x100000001b3;
	h ^= h >> 32;
	return h != 0 ? h : 1;
}

/* false: it was there */
static bool
addhash(Seen *s, u64int h)
{
	usize i = h & (s->size - 1);

	for(; s->at[i] != 0; i = (i + 1) & (s->size - 1))
		if(s->at[i] == h)
			return false;
	s->at[i] = h;
	s->n++;
	return true;
}

/* room for one more; false: there is no memory for it */
static bool
roomier(Seen **sp)
{
	Seen *s = *sp, *new;
	usize size = s != nil ? 2 * s->size : Minseen;

	if(s != nil && 2 * (s->n + 1) <= s->size)
		return true;
	new = kmalloc(sizeof *new + size * sizeof new->at[0]);
	if(new == nil)
		return false;
	new->seed = s != nil ? s->seed : (u64int)hostmono() * 0x9e3779b97f4a7c15;
	new->size = size;
	for(usize i = 0; s != nil && i < s->size; i++)
		if(s->at[i] != 0)
			addhash(new, s->at[i]);
	kfree(s);
	*sp = new;
	return true;
}

void
dropseen(Seen **s, u8int *e)
{
	if(roomier(s) && !addhash(*s, namehash(*s, e)))
		put16(e + Statname, 0);
}
