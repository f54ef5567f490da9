/*
 * The mount driver's input: messages out of what the transport gives, which may
 * be one message a read (a pipe), or pieces, or several at once (a connection).  Only the session's
 * reader is here.  Data stays in the Blocks that it came in: a message is a list of them.
 */
#include "u.h"
#include "lib.h"
#include "mnt.h"

int
listlen(const Block *b)
{
	int n = 0;

	for(; b != nil; b = b->next)
		n += blen(b);
	return n;
}

/* move n bytes from the front of the list to p; give the rest */
static Block *
consume(Block *b, u8int *p, int n)
{
	Block *next;
	int k;

	while(n > 0) {
		k = blen(b) < n ? blen(b) : n;
		memmove(p, b->rp, (usize)k);
		b->rp += k;
		p += k;
		n -= k;
		if(blen(b) == 0) {
			next = b->next;
			b->next = nil;
			freeb(b);
			b = next;
		}
	}
	return b;
}

Block *
pullup(Block *b, int n)
{
	Block *nb;

	if(blen(b) >= n)
		return b;
	nb = allocb(n);
	nb->next = consume(b, nb->wp, n);
	nb->wp += n;
	return nb;
}

/* what is buffered is of no use */
static void
mntdropin(Mnt *m)
{
	Block *b = m->in;

	m->in = m->inlast = nil;
	m->inlen = 0;
	m->inbusy = false;
	freeblist(b);
}

/* the size word of the first message; 4 bytes of it are there */
static u32int
peeksize(Mnt *m)
{
	u8int w[4];
	int n = 0;

	for(Block *b = m->in; n < 4; b = b->next)
		for(u8int *p = b->rp; p < b->wp && n < 4; p++)
			w[n++] = *p;
	return get32(w);
}

/* b, and what follows it, are input too */
static void
append(Mnt *m, Block *b)
{
	m->inbusy = true;
	m->inlen += listlen(b);
	if(m->in == nil)
		m->in = b;
	else
		m->inlast->next = b;
	while(b->next != nil)
		b = b->next;
	m->inlast = b;
	m->inbusy = false;
}

/* Into what room the last block has, or a new one for the whole message: a server that sends it in tiny
 * pieces gets no more memory for that. */
static bool
readbytes(Mnt *m, int want)
{
	Block *b = m->inlast;
	int n;

	if(b == nil || b->wp == b->lim) {
		b = allocb(want > Mntstreamread ? want : Mntstreamread);
		onerror(freeb, b);
		b->wp += dread(m->c, kbuf(b->wp), balloc(b), 0);
		poperror();
		if(blen(b) > 0) {
			append(m, b);
			return true;
		}
		freeb(b);
		return false;
	}
	n = dread(m->c, kbuf(b->wp), (int)(b->lim - b->wp), 0);
	m->inbusy = true;
	b->wp += n;
	m->inlen += n;
	m->inbusy = false;
	return n > 0;
}

/* more input, want bytes or more if they come; false: end of file */
static bool
fill(Mnt *m, int want)
{
	Block *b;

	if(m->c->dev->bread == nil)
		return readbytes(m, want);
	b = dbread(m->c, (int)m->msize, 0);
	if(b != nil && listlen(b) > 0) {
		append(m, b);
		return true;
	}
	freeblist(b);
	return false;
}

/*
 * Cut block b in two after its first n bytes; *head and *tail get them.  The smaller part is copied,
 * so many small messages in one Block cost no more than a copy of each.
 */
static void
split(Block *b, int n, Block **head, Block **tail)
{
	int rest = blen(b) - n;
	Block *nb = allocb(n < rest ? n : rest);

	if(n < rest) {
		memmove(nb->wp, b->rp, (usize)n);
		nb->wp += n;
		b->rp += n;
		nb->next = nil;
		*head = nb;
		*tail = b;
	} else {
		memmove(nb->wp, b->wp - rest, (usize)rest);
		nb->wp += rest;
		b->wp -= rest;
		nb->next = b->next;
		b->next = nil;
		*head = b;
		*tail = nb;
	}
}

/* take the first len bytes of the input, which are there */
static Block *
takemsg(Mnt *m, int len)
{
	Block *msg = m->in, *prev = nil, *last, *head, *tail;
	int n = 0; /* bytes before last */

	m->inbusy = true;
	for(last = msg; n + blen(last) < len; last = last->next) {
		n += blen(last);
		prev = last;
	}
	if(n + blen(last) == len) {
		tail = last->next;
		last->next = nil;
	} else {
		split(last, len - n, &head, &tail);
		if(prev != nil)
			prev->next = head;
		else
			msg = head;
		if(m->inlast == last)
			m->inlast = tail;
	}
	m->in = tail;
	if(tail == nil)
		m->inlast = nil;
	m->inlen -= len;
	m->inbusy = false;
	return msg;
}

int
mntinput(Mnt *m, Block **b)
{
	u32int size = 0;
	int want;

	for(;;) {
		want = Msghdr - m->inlen;
		if(m->inlen >= 4) {
			size = peeksize(m);
			if(size < Msghdr || size > m->msize) {
				mntdropin(m);
				return -1;
			}
			want = (int)size - m->inlen;
			if(want <= 0)
				break;
		}
		if(!fill(m, want)) {
			mntdropin(m);
			return 0;
		}
	}
	*b = takemsg(m, (int)size);
	*b = pullup(*b, size < Msgrdata ? (int)size : Msgrdata);
	return 1;
}
