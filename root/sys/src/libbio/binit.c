/*
 * Biobufs: making and ending them, flushing, errors, where they are in the file.  Writers are in a
 * table, so that exits flushes what is still in them.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include "bimpl.h"

static struct
{
	Lock lock;
	Biobufhdr **bp;
	int n;
	int atexit; /* process whose exits flushes */
} writers;

static void
flushall(void)
{
	int i;

	for(i = 0; i < writers.n; i++)
		if(writers.bp[i] != nil)
			Bflush(writers.bp[i]);
}

static void
forget(Biobufhdr *bp)
{
	int i;

	lock(&writers.lock);
	for(i = 0; i < writers.n; i++)
		if(writers.bp[i] == bp)
			writers.bp[i] = nil;
	unlock(&writers.lock);
}

static void
remember(Biobufhdr *bp)
{
	Biobufhdr **p;
	int i;

	forget(bp); /* initialised a second time */
	lock(&writers.lock);
	for(i = 0; i < writers.n && writers.bp[i] != nil; i++) {
	}
	if(i == writers.n) {
		p = realloc(writers.bp, (i + 16) * sizeof *p);
		if(p == nil)
			sysfatal("Binit: no memory");
		memset(p + i, 0, 16 * sizeof *p);
		writers.bp = p;
		writers.n = i + 16;
	}
	writers.bp[i] = bp;
	if(writers.atexit != getpid()) {
		writers.atexit = getpid();
		atexitdont(flushall); /* processes that share memory take turns here */
		atexit(flushall);
	}
	unlock(&writers.lock);
}

static int
bread(Biobufhdr *bp, void *buf, long n)
{
	return read(bp->fid, buf, n);
}

static int
bwrite(Biobufhdr *bp, void *buf, long n)
{
	return write(bp->fid, buf, n);
}

int
Binits(Biobufhdr *bp, int fd, int mode, uchar *buf, int size)
{
	memset(bp, 0, sizeof *bp);
	switch(mode & ~(OCEXEC | ORCLOSE | OTRUNC)) {
	case OREAD:
		bp->state = Bractive;
		bp->iof = bread;
		break;
	case OWRITE:
		bp->state = Bwactive;
		bp->iof = bwrite;
		break;
	default:
		werrstr("Binits: unknown mode %d", mode);
		return Beof;
	}
	if(size <= Bungetsize) {
		werrstr("Binits: buffer of %d bytes is too small", size);
		bp->state = Binactive;
		return Beof;
	}
	bp->fid = fd;
	bp->bsize = size - Bungetsize;
	bp->bbuf = buf + Bungetsize;
	bp->ebuf = buf + size;
	bp->low = bp->pos = bp->epos = bp->bbuf;
	if(bp->state == Bwactive)
		remember(bp);
	else
		forget(bp);
	return 0;
}

int
Binit(Biobuf *bp, int fd, int mode)
{
	return Binits(bp, fd, mode, bp->b, sizeof bp->b);
}

Biobuf *
Bfdopen(int fd, int mode)
{
	Biobuf *bp = malloc(sizeof *bp);

	if(bp == nil)
		return nil;
	if(Binit(bp, fd, mode) < 0) {
		free(bp);
		return nil;
	}
	setmalloctag(bp, getcallerpc(&fd));
	bp->flag = Bmagic;
	return bp;
}

Biobuf *
Bopen(const char *name, int mode)
{
	Biobuf *bp;
	int fd;

	switch(mode & ~(OCEXEC | ORCLOSE | OTRUNC)) {
	case OREAD:
		fd = open(name, mode);
		break;
	case OWRITE:
		fd = create(name, mode, 0666);
		break;
	default:
		werrstr("Bopen: unknown mode %d", mode);
		return nil;
	}
	if(fd < 0)
		return nil;
	bp = Bfdopen(fd, mode);
	if(bp == nil)
		close(fd);
	return bp;
}

int
Bterm(Biobufhdr *bp)
{
	int r = bp->state == Bwactive ? Bflush(bp) : 0;

	forget(bp);
	bp->state = Binactive;
	if(bp->flag == Bmagic) {
		bp->flag = 0;
		close(bp->fid);
		free(bp);
	}
	return r;
}

/* an error that the i/o met: the buffer is of no use any more */
void
Berror(Biobufhdr *bp, const char *fmt, ...)
{
	va_list args;
	char buf[ERRMAX];

	if(bp->errorf == nil)
		return;
	va_start(args, fmt);
	vsnprint(buf, sizeof buf, fmt, args);
	va_end(args);
	bp->errorf(buf);
}

static void
fatal(char *msg)
{
	sysfatal("%s", msg);
}

void
Blethal(Biobufhdr *bp, void (*errorf)(char *))
{
	bp->errorf = errorf != nil ? errorf : fatal;
}

void
Biofn(Biobufhdr *bp, int (*iof)(Biobufhdr *, void *, long))
{
	if(iof == nil)
		iof = bp->state == Bwactive ? bwrite : bread;
	bp->iof = iof;
}

int
Bflush(Biobufhdr *bp)
{
	int n;

	switch(bp->state) {
	case Bwactive:
		n = bp->pos - bp->bbuf;
		bp->pos = bp->bbuf;
		if(n > 0 && bp->iof(bp, bp->bbuf, n) != n) {
			bp->state = Binactive;
			Berror(bp, "write error: %r");
			return Beof;
		}
		bp->offset += n;
		return 0;
	case Bracteof:
		bp->state = Bractive;
		/* fall through */
	case Bractive:
		bp->low = bp->pos = bp->epos;
		return 0;
	}
	return Beof;
}

/*
 * Read more into the empty buffer; the last bytes stay before it, to be given back.  Gives the
 * number of bytes, or 0 at the end or at an error.  The end is told a second time without
 * asking the file: a reader that got half a line learns then why it was half.
 */
int
_Bfill(Biobufhdr *bp)
{
	int keep, n;

	if(bp->state == Bracteof) {
		bp->state = Bractive;
		return 0;
	}
	if(bp->state != Bractive)
		return 0;
	keep = bp->epos - bp->low;
	if(keep > Bungetsize)
		keep = Bungetsize;
	memmove(bp->bbuf - keep, bp->epos - keep, keep);
	bp->low = bp->bbuf - keep;
	bp->pos = bp->epos = bp->bbuf;
	n = bp->iof(bp, bp->bbuf, bp->bsize);
	if(n < 0) {
		bp->state = Binactive;
		Berror(bp, "read error: %r");
		return 0;
	}
	if(n == 0) {
		bp->state = Bracteof;
		return 0;
	}
	bp->epos += n;
	bp->offset += n;
	return n;
}

int
Bbuffered(Biobufhdr *bp)
{
	switch(bp->state) {
	case Bractive:
	case Bracteof:
		return bp->epos - bp->pos;
	case Bwactive:
		return bp->pos - bp->bbuf;
	}
	return 0;
}

int
Bfildes(Biobufhdr *bp)
{
	return bp->fid;
}

int
Blinelen(Biobufhdr *bp)
{
	return bp->rdline;
}

vlong
Boffset(Biobufhdr *bp)
{
	switch(bp->state) {
	case Bractive:
	case Bracteof:
		return bp->offset - (bp->epos - bp->pos);
	case Bwactive:
		return bp->offset + (bp->pos - bp->bbuf);
	}
	return Beof;
}

static vlong
seekread(Biobufhdr *bp, vlong off, int whence)
{
	vlong to;

	if(whence == 1) {
		whence = 0;
		off += Boffset(bp);
	}
	bp->state = Bractive;
	if(whence == 0 && off <= bp->offset && off >= bp->offset - (bp->epos - bp->bbuf)) {
		bp->pos = bp->epos - (bp->offset - off);
		if(bp->low > bp->pos)
			bp->low = bp->pos;
		return off;
	}
	to = seek(bp->fid, off, whence);
	if(to < 0)
		return Beof;
	bp->low = bp->pos = bp->epos = bp->bbuf;
	bp->offset = to;
	return to;
}

vlong
Bseek(Biobufhdr *bp, vlong off, int whence)
{
	vlong to;

	switch(bp->state) {
	case Bractive:
	case Bracteof:
		return seekread(bp, off, whence);
	case Bwactive:
		if(Bflush(bp) < 0)
			return Beof;
		to = seek(bp->fid, off, whence);
		if(to >= 0)
			bp->offset = to;
		return to;
	}
	werrstr("Bseek: buffer not active");
	return Beof;
}
