/*
 * Images: the text and data of program files, loaded once into memory objects and
 * kept while somebody runs them, and a while longer.  A file is known by device, qid and
 * version, so a changed file is another image.
 */
#include "u.h"
#include "lib.h"
#include "dev.h"
#include "host.h"
#include "keepold.h"
#include "lock.h"
#include "mem.h"
#include "proc.h"
#include "seg.h"

enum
{
	Nkept = 32,        /* images nobody uses that are kept */
	Chunk = 256 * KiB, /* bytes read at a time */
};

/* [l] lk */
static struct
{
	QLock lk;
	Image *list; /* [l] newest use first */
} cache;

static void
freeimage(Image *i)
{
	if(i->memfd >= 0)
		hostclose(i->memfd);
	kfree(i);
}

/* drop the oldest images beyond keep that nobody uses; cache.lk is held */
static void
trim(int keep)
{
	Image **l, *i;
	int n = 0;

	for(l = &cache.list; (i = *l) != nil;) {
		if(atomic_load(&i->ref.n) > 0 || n++ < keep) {
			l = &i->next;
			continue;
		}
		*l = i->next;
		freeimage(i);
	}
}

void
putimage(Image *i)
{
	decref(&i->ref);
}

void
imageflush(void)
{
	qlock(&cache.lk);
	trim(0);
	qunlock(&cache.lk);
}

/* cache.lk is held; gives a reference */
static Image *
lookimage(Chan *c)
{
	Image **l, *i;

	for(l = &cache.list; (i = *l) != nil; l = &i->next)
		if(i->dev == c->dev && i->devno == c->devno && i->qid.path == c->qid.path &&
		   i->qid.vers == c->qid.vers && i->qid.type == c->qid.type) {
			incref(&i->ref);
			*l = i->next;
			i->next = cache.list;
			cache.list = i;
			return i;
		}
	return nil;
}

/* copy n bytes of c from off to at in the object; a short file is an error */
static void
load(Chan *c, u64int off, u64int n, int memfd, u64int at)
{
	char *buf = smalloc(Chunk);
	int want, got;

	onerror(kfree, buf);
	while(n > 0) {
		want = n < Chunk ? (int)n : Chunk;
		got = dread(c, kbuf(buf), want, (s64int)off);
		if(got <= 0)
			error(Eioload);
		if(hostwrite(memfd, (uintptr)buf, (usize)got, (s64int)at) != got)
			error(Enovmem);
		off += (u64int)got;
		at += (u64int)got;
		n -= (u64int)got;
	}
	undo();
}

static void
imagefree(Image *i)
{
	freeimage(i);
}
DEFUNDO(imagefree, Image)

static Image *
newimage(Chan *c, u64int textlen, u64int datalen)
{
	Image *i = smalloc(sizeof *i);

	i->memfd = -1;
	onerror(imagefree, i);
	i->ref.n = 1;
	i->dev = c->dev;
	i->devno = c->devno;
	i->qid = c->qid;
	i->textlen = textlen;
	i->datalen = datalen;
	i->dataoff = roundup(textlen, (u64int)Pagesize);
	i->memfd = hostmemnew("emu-text", i->dataoff + roundup(datalen, (u64int)Pagesize));
	if(i->memfd < 0)
		error(Enovmem);
	load(c, 0, textlen, i->memfd, 0);
	load(c, textlen, datalen, i->memfd, i->dataoff);
	if(hosttext(i->memfd, 0, textlen, Utzero) < 0)
		error(Enovmem);
	poperror();
	return i;
}

/* gives a reference.  Two processes that start the same program at once may both load it; one
 * of the two is dropped. */
Image *
imageof(Chan *c, u64int textlen, u64int datalen)
{
	Image *i, *other;
	u32int k;

	qlock(&cache.lk);
	i = lookimage(c);
	qunlock(&cache.lk);
	if(i != nil) {
		if(i->textlen == textlen && i->datalen == datalen)
			return i;
		putimage(i);
		error(Ebadexec);
	}
	i = newimage(c, textlen, datalen);
	onerror(imagefree, i);
	qlock(&cache.lk);
	other = lookimage(c);
	if(other == nil) {
		i->next = cache.list;
		k = keepbegin();
		keepold(cache.list);
		keepold(up->err.n);
		cache.list = i;
		poperror();
		keepend(k);
		trim(Nkept);
	}
	qunlock(&cache.lk);
	if(other == nil)
		return i;
	undo();
	return other;
}
