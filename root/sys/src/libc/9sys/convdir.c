/*
 * Directory entries between struct and bytes, as stat(5) lays them out.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>

uint
sizeD2M(Dir *d)
{
	char *s[4] = {d->name, d->uid, d->gid, d->muid};
	uint i, n = STATFIXLEN;

	for(i = 0; i < 4; i++)
		if(s[i] != nil)
			n += strlen(s[i]);
	return n;
}

/* result: bytes, 2 if only the size did fit, 0 if not even that */
uint
convD2M(Dir *d, uchar *buf, uint nbuf)
{
	char *s[4] = {d->name, d->uid, d->gid, d->muid};
	uint i, n, size = sizeD2M(d);
	uchar *p = buf;

	if(nbuf < BIT16SZ)
		return 0;
	PBIT16(p, size - BIT16SZ);
	if(size > nbuf)
		return BIT16SZ;
	PBIT16(p + 2, d->type);
	PBIT32(p + 4, d->dev);
	PBIT8(p + 8, d->qid.type);
	PBIT32(p + 9, d->qid.vers);
	PBIT64(p + 13, d->qid.path);
	PBIT32(p + 21, d->mode);
	PBIT32(p + 25, d->atime);
	PBIT32(p + 29, d->mtime);
	PBIT64(p + 33, d->length);
	p += 41;
	for(i = 0; i < 4; i++) {
		n = s[i] == nil ? 0 : strlen(s[i]);
		PBIT16(p, n);
		memmove(p + 2, s[i], n);
		p += 2 + n;
	}
	return p - buf;
}

int
statcheck(uchar *buf, uint nbuf)
{
	uchar *e = buf + nbuf;
	int i;

	if(nbuf < STATFIXLEN || nbuf != (uint)BIT16SZ + GBIT16(buf))
		return -1;
	buf += 41;
	for(i = 0; i < 4; i++) {
		if(buf + BIT16SZ > e)
			return -1;
		buf += BIT16SZ + GBIT16(buf);
	}
	return buf == e ? 0 : -1;
}

/* strs gets the strings, nil: they are not wanted; result: bytes used, 0: malformed */
uint
convM2D(uchar *buf, uint nbuf, Dir *d, char *strs)
{
	uchar *p = buf, *e = buf + nbuf;
	char *s[4] = {nil, nil, nil, nil};
	uint i, n;

	if(nbuf < STATFIXLEN)
		return 0;
	d->type = GBIT16(p + 2);
	d->dev = GBIT32(p + 4);
	d->qid.type = GBIT8(p + 8);
	d->qid.vers = GBIT32(p + 9);
	d->qid.path = GBIT64(p + 13);
	d->mode = GBIT32(p + 21);
	d->atime = GBIT32(p + 25);
	d->mtime = GBIT32(p + 29);
	d->length = GBIT64(p + 33);
	p += 41;
	for(i = 0; i < 4; i++) {
		if(p + BIT16SZ > e)
			return 0;
		n = GBIT16(p);
		p += BIT16SZ;
		if(n > (uint)(e - p))
			return 0;
		if(strs != nil) {
			s[i] = strs;
			memmove(strs, p, n);
			strs[n] = '\0';
			strs += n + 1;
		}
		p += n;
	}
	d->name = s[0];
	d->uid = s[1];
	d->gid = s[2];
	d->muid = s[3];
	return p - buf;
}
