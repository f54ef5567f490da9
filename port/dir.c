/*
 * Directory entries between their struct and their bytes (stat(5)).  Nothing
 * is read or written beyond the n bytes given.  An entry is a fixed part of 41 bytes, of
 * which the first two count all that follow them, then four counted strings.
 */
#include "u.h"
#include "lib.h"
#include "dir.h"

enum
{
	Fixed = 41, /* bytes before the strings */
	Nstring = 4,
};
_Static_assert(Fixed + 2 * Nstring == Statfixlen, "an entry's fixed part");

static usize
slen(const char *s)
{
	return s == nil ? 0 : strlen(s);
}

/* 0 when the entry is too big for the 16 bits of its count */
int
sizedir(const Dir *d)
{
	usize n = Statfixlen + slen(d->name) + slen(d->uid) + slen(d->gid) + slen(d->muid);

	return n > 2 + Statmax ? 0 : (int)n;
}

static u8int *
putstring(u8int *p, const char *s)
{
	usize n = slen(s);

	put16(p, (u16int)n);
	memmove(p + 2, s, n);
	return p + 2 + n;
}

int
convD2M(const Dir *d, u8int *buf, int n)
{
	int size = sizedir(d);
	u8int *p = buf;

	if(size == 0 || n < 2)
		return 0;
	put16(p, (u16int)(size - 2));
	if(n < size)
		return 2;
	put16(p + 2, d->type);
	put32(p + 4, d->dev);
	p[8] = d->qid.type;
	put32(p + 9, d->qid.vers);
	put64(p + 13, d->qid.path);
	put32(p + 21, d->mode);
	put32(p + 25, d->atime);
	put32(p + 29, d->mtime);
	put64(p + 33, d->length);
	p = putstring(p + Fixed, d->name);
	p = putstring(p, d->uid);
	p = putstring(p, d->gid);
	p = putstring(p, d->muid);
	return (int)(p - buf);
}

/* 0: an entry of exactly n bytes.  What its strings hold is not looked at */
int
statcheck(const u8int *buf, int n)
{
	const u8int *p, *end;

	if(n < Statfixlen || n != 2 + get16(buf))
		return -1;
	end = buf + n;
	p = buf + Fixed;
	for(int i = 0; i < Nstring; i++) {
		if(end - p < 2 || end - p - 2 < get16(p))
			return -1;
		p += 2 + get16(p);
	}
	return p == end ? 0 : -1;
}

/* Copy the string at *p to *to with a NUL and move both on; nil if it holds a NUL itself */
static char *
takestring(const u8int **p, char **to)
{
	char *s = *to;
	usize n = get16(*p);

	if(memchr(*p + 2, 0, n) != nil)
		return nil;
	memmove(s, *p + 2, n);
	s[n] = 0;
	*p += 2 + n;
	*to += n + 1;
	return s;
}

/* buf may hold more than the one entry.  strs nil: the strings are not wanted, and nil */
int
convM2D(const u8int *buf, int n, Dir *d, char *strs)
{
	const u8int *p = buf + Fixed;
	char **s[Nstring] = {&d->name, &d->uid, &d->gid, &d->muid};
	int size;

	if(n < Statfixlen)
		return 0;
	size = 2 + get16(buf);
	if(size > n || statcheck(buf, size) < 0)
		return 0;
	d->type = get16(buf + 2);
	d->dev = get32(buf + 4);
	d->qid.type = buf[8];
	d->qid.vers = get32(buf + 9);
	d->qid.path = get64(buf + 13);
	d->mode = get32(buf + 21);
	d->atime = get32(buf + 25);
	d->mtime = get32(buf + 29);
	d->length = get64(buf + 33);
	for(int i = 0; i < Nstring; i++) {
		*s[i] = nil;
		if(strs != nil && (*s[i] = takestring(&p, &strs)) == nil)
			return 0;
	}
	return size;
}

void
nulldir(Dir *d)
{
	static char empty[1];

	memset(d, 0xff, sizeof *d);
	d->name = d->uid = d->gid = d->muid = empty;
}
