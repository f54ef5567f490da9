/* a pool's block, which malloc's tags lie in too */
#pragma once
enum
{
	Unit = 16,
	Header = 32, /* bytes before the user's */
	Minblock = Header + 16,
	Inuse = 1,
};
typedef struct Block Block;
struct Block
{
	usize size;   /* bytes, header included; a multiple of Unit; low bit: in use */
	usize before; /* size of the block before it in memory, 0: none */
	uintptr tag, realloctag;
	/* the user's bytes; of a free block: */
	Block *next, *prev;
};

static inline Block *
_blockof(void *p)
{
	return (Block *)((uchar *)p - Header);
}
