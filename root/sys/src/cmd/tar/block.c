/*
 * block.c: the archive as a sequence of blocks, which are read and written by records.
 */
#include "tar.h"

int ar;
static int nblocks = 20; /* a record's */
static uchar *record;
static int inrecord, recordlen; /* bytes used and there are */
static vlong recordoff;         /* where it lies in the archive */

void
startrecords(void)
{
	record = check(malloc(nblocks * Block));
}

/* by i what can't be read is taken for zeros */
static void
readrecord(void)
{
	int n;

	n = nblocks * Block;
	recordoff = seek(ar, 0, 1);
	recordlen = readn(ar, record, n);
	if(recordlen < 0) {
		if(!ignore || recordoff < 0)
			sysfatal("archive read error: %r");
		fprint(2, "tar: ignoring: archive read error: %r\n");
		if(seek(ar, recordoff + n, 0) != recordoff + n)
			sysfatal("can't seek in the archive: %r");
		memset(record, 0, n);
		recordlen = n;
	}
	if(recordlen % Block) {
		if(!ignore)
			sysfatal("archive ends within a block");
		fprint(2, "tar: ignoring: archive ends within a block\n");
		n = Block - recordlen % Block;
		memset(record + recordlen, 0, n);
		recordlen += n;
	}
}

int
getblock(void *p)
{
	if(inrecord == recordlen) {
		readrecord();
		inrecord = 0;
		if(recordlen == 0)
			return 0;
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
	return recordoff + inrecord;
}

/* write what follows from there on */
void
restart(vlong off)
{
	if(seek(ar, off, 0) != off)
		sysfatal("can't seek in the archive: %r");
	inrecord = recordlen = 0;
}
