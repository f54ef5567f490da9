/*
 * The calls through a Chan's device table, with the default for each entry that a table leaves
 * out.  The rest of the kernel reaches devices only by these.
 */
#include "lib.h"
#include "dev.h"
#include "err.h"
#include "mem.h"
#include "proc.h"

enum
{
	Statguess = 256, /* bytes that most entries fit in */
};

Chan *
dattach(const Dev *d, const char *spec)
{
	if(spec == nil)
		spec = "";
	return d->attach != nil ? d->attach(spec) : devattach(d, spec);
}

Walkqid *
dwalk(Chan *c, Chan *nc, char **name, int n)
{
	if(c->dev->walk == nil)
		error(Enotdir);
	if(n > 0 && c->dev->names == nil)
		up->nlook++;
	return c->dev->walk(c, nc, name, n);
}

int
dstat(Chan *c, u8int *buf, int n)
{
	if(c->dev->stat == nil)
		error(Eperm);
	return c->dev->stat(c, buf, n);
}

u8int *
dstatmem(Chan *c, int room, int *n)
{
	int size, want = Statguess;
	u8int *buf;

	do {
		size = want;
		buf = smalloc((usize)(size + room));
		onerror(kfree, buf);
		*n = dstat(c, buf, size);
		if(*n >= Statfixlen) {
			poperror();
			return buf;
		}
		want = *n == 2 ? get16(buf) + 2 : 0;
		undo();
	} while(want > size);
	error(Ebadstat);
}

Chan *
dopen(Chan *c, int omode)
{
	dopenp(&c, omode);
	return c;
}

/* the device gave nc for *cp, perhaps another Chan */
static void
became(Chan **cp, Chan *nc)
{
	if(nc == *cp)
		return;
	exchange(cp, &nc);
	cclose(nc);
}

void
dopenp(Chan **cp, int omode)
{
	Chan *c = *cp;

	if(c->dev->open == nil)
		error(Eperm);
	became(cp, c->dev->open(c, omode));
}

void
dcreatep(Chan **cp, char *name, int omode, u32int perm)
{
	Chan *c = *cp;

	if(c->dev->create == nil)
		error(Eperm);
	became(cp, c->dev->create(c, name, omode, perm));
}

void
dclose(Chan *c)
{
	if(c->dev->close != nil)
		c->dev->close(c);
}

/* reading a directory from its start begins with the first entry */
int
dread(Chan *c, Buf b, int n, s64int off)
{
	if(c->dev->read == nil)
		error(Ebadusefd);
	if(off == 0 && (c->qid.type & QTdir))
		c->dri = 0;
	return c->dev->read(c, b, n, off);
}

Block *
dbread(Chan *c, int n, s64int off)
{
	return c->dev->bread != nil ? c->dev->bread(c, n, off) : devbread(c, n, off);
}

int
dwrite(Chan *c, Buf b, int n, s64int off)
{
	if(c->dev->write == nil)
		error(Eperm);
	return c->dev->write(c, b, n, off);
}

int
dbwrite(Chan *c, Block *b, s64int off)
{
	return c->dev->bwrite != nil ? c->dev->bwrite(c, b, off) : devbwrite(c, b, off);
}

void
dremove(Chan *c)
{
	if(c->dev->remove == nil)
		error(Eperm);
	c->dev->remove(c);
}

int
dwstat(Chan *c, u8int *buf, int n)
{
	if(c->dev->wstat == nil)
		error(Eperm);
	return c->dev->wstat(c, buf, n);
}
