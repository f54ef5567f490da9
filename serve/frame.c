/*
 * Messages from a connection's bytes.  Small ones are cut out of a buffer, so that several cost one
 * call of the host; of a big one, what is not in the buffer is read to where it belongs.  All of this is done by
 * the one who reads the connection at the time.
 */
#include "p9.h"
#include "host.h"
#include "lib.h"
#include "mem.h"

int
buffered(Conn *c)
{
	return c->nin - c->inoff;
}

/* Begin a message, when its head is buffered.  false: it is none */
static bool
startmsg(Conn *c)
{
	u8int *p = c->in + c->inoff;
	u32int size;
	Req *r;

	if(buffered(c) < 4)
		return true;
	size = get32(p);
	if(size < Msghdr || size > c->msize)
		return false;
	if(buffered(c) < Msghdr)
		return true;
	r = kmalloc(sizeof *r + size);
	if(r == nil)
		return false;
	r->c = c;
	r->size = (int)size;
	r->tag = get16(p + 5);
	c->part = r;
	c->have = 0;
	return true;
}

static void
takebuffered(Conn *c)
{
	int n = c->part->size - c->have;

	if(n > buffered(c))
		n = buffered(c);
	memmove(c->part->msg + c->have, c->in + c->inoff, (usize)n);
	c->have += n;
	c->inoff += n;
}

/* read more: what is missing of a big message goes where it belongs.  Result: bytes, or what hostread says */
static int
fill(Conn *c)
{
	int left = c->part != nil ? c->part->size - c->have : 0, n;

	if(left >= Inbufsize) {
		n = (int)hostread(c->fd, (uintptr)(c->part->msg + c->have), (usize)left, -1);
		if(n > 0)
			c->have += n;
		return n;
	}
	memmove(c->in, c->in + c->inoff, (usize)buffered(c));
	c->nin -= c->inoff;
	c->inoff = 0;
	n = (int)hostread(c->fd, (uintptr)(c->in + c->nin), (usize)(Inbufsize - c->nin), -1);
	if(n > 0)
		c->nin += n;
	return n;
}

/* The next message; nil: it is not all there, or *gone */
Req *
nextmsg(Conn *c, bool *gone)
{
	Req *r;
	int n;

	for(;;) {
		if(c->part == nil && !startmsg(c)) {
			*gone = true;
			return nil;
		}
		if(c->part != nil) {
			takebuffered(c);
			if(c->have == c->part->size) {
				r = c->part;
				c->part = nil;
				return r;
			}
		}
		n = fill(c);
		if(n > 0)
			continue;
		*gone = n != -Hagain;
		return nil;
	}
}
