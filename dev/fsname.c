/*
 * Names of the host that Plan 9 cannot hold.  A host name is any string of bytes without slash; a
 * Plan 9 name has no control characters and is UTF-8.  Each byte that does not fit (1 to 1f, 7f,
 * and every byte that is no part of well-formed UTF-8) becomes the rune F700 + byte, of the
 * private use area; so do the three bytes of a rune F700 to F7FF that is in the host's name
 * already.  So every host name has one Plan 9 name, which maps back to it, and ordinary
 * names are the same on both sides.  Going back, a rune for a byte that needs none (a
 * slash, say) is not accepted.
 */
#include "fs.h"

enum
{
	Escbase = 0xf700,
	Esclast = 0xf7ff,
};

static bool
isescape(Rune r)
{
	return r >= Escbase && r <= Esclast;
}

static bool
isplain(u8int c)
{
	return c >= ' ' && c < 0x7f;
}

/* bytes of the rune at s that the two sides write alike; 0: the byte at s is escaped */
static int
samelen(const char *s)
{
	Rune r;
	int n;

	if((u8int)*s < Runeself)
		return isplain((u8int)*s) ? 1 : 0;
	n = chartorune(&r, s);
	return n == 1 || isescape(r) ? 0 : n;
}

const char *
fsencode(const char *host, char *buf, int n)
{
	const char *s = host;
	char *p = buf, *end = buf + n - UTFmax;
	int len;

	while(isplain((u8int)*s))
		s++;
	while(*s != '\0' && (len = samelen(s)) > 0)
		s += len;
	if(*s == '\0')
		return host;
	for(s = host; *s != '\0' && p < end; s += len) {
		len = samelen(s);
		if(len > 0) {
			memmove(p, s, (usize)len);
			p += len;
			continue;
		}
		/* a rune of ours is escaped whole: its later bytes are none of their own */
		Rune r;
		len = chartorune(&r, s);
		for(int i = 0; i < len && p < end; i++)
			p += runetochar(p, Escbase + (u8int)s[i]);
	}
	*p = '\0';
	return buf;
}

/* the byte that rune r stands for; 0: none */
static u8int
escaped(Rune r)
{
	u8int c = (u8int)(r - Escbase);

	return isplain(c) ? 0 : c;
}

const char *
fsdecode(const char *name, char *buf, int n)
{
	const char *s;
	char *p = buf, *end = buf + n - UTFmax;
	bool any = false;
	Rune r;
	int len;

	for(s = name; *s != '\0' && !any; s += len) {
		len = chartorune(&r, s);
		any = isescape(r);
	}
	if(!any)
		return name;
	for(s = name; *s != '\0'; s += len) {
		if(p >= end)
			return nil;
		len = chartorune(&r, s);
		if(!isescape(r)) {
			memmove(p, s, (usize)len);
			p += len;
			continue;
		}
		*p = (char)escaped(r);
		if(*p++ == '\0')
			return nil;
	}
	*p = '\0';
	return buf;
}
