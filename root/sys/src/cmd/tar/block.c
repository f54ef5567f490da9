/*
 * block.c: the archive as a sequence of blocks, which are read and written by records.
 */
#include "tar.h"

int ar;
static int nblocks = 20; /* a record's */
static uchar *record;
static int inrecord, recordlen; /* bytes used and there are */

void
startrecords(void)
{
	record = check(malloc(nblocks * Block));
}

int
getblock(void *p)
{
	if(inrecord == recordlen) {
		recordlen = readn(ar, record, nblocks * Block);
		if(recordlen < 0)
			sysfatal("archive read error: %r");
		inrecord = 0;
		if(recordlen == 0)
			return 0;
		if(recordlen % Block)
			sysfatal("archive ends within a block");
	}
	memmove(p, record + inrecord, Block);
	inrecord += Block;
	return 1;
}

void
flushrecord(void)
{
	memset(record + inrecord, 0, nblocks * Block - inrecord);
	if(inrecord > 0 && write(ar, record, nblocks * Block) != nblocks * Block)
		sysfatal("archive write error: %r");
	inrecord = 0;
}

void
putblock(void *p)
{
	memmove(record + inrecord, p, Block);
	inrecord += Block;
	if(inrecord == nblocks * Block)
		flushrecord();
}

void
skip(vlong size)
{
	uchar b[Block];

	for(; size > 0; size -= Block)
		if(!getblock(b))
			sysfatal("archive ends too early");
}

/* the place of the next block */
vlong
where(void)
{
	return seek(ar, 0, 1) - recordlen + inrecord;
}

/* write what follows from there on */
void
restart(vlong off)
{
	if(seek(ar, off, 0) != off)
		sysfatal("can't seek in the archive: %r");
	inrecord = recordlen = 0;
}
