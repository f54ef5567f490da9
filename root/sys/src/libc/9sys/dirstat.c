/*
 * stat and wstat in terms of Dir.  The kernel says how large the buffer should have been, so a short one is
 * tried again.
 */
#include <u.h>
#include <libc.h>
#include <fcall.h>

enum
{
	First = STATFIXLEN + 16 * 4,
};

/* name, or the descriptor if it is nil */
static Dir *
dirof(const char *name, int fd)
{
	uint n = First, got, try;
	uchar *buf;
	Dir *d;

	for(try = 0; try < 3; try++) {
		d = malloc(sizeof *d + n + n); /* strings get NULs: they need at most n */
		if(d == nil)
			return nil;
		buf = (uchar *)(d + 1) + n;
		got = name != nil ? stat(name, buf, n) : fstat(fd, buf, n);
		if(got == (uint)-1 || got < BIT16SZ)
			break;
		if(got > BIT16SZ) {
			if(convM2D(buf, got, d, (char *)(d + 1)) == got)
				return d;
			werrstr("malformed stat buffer");
			break;
		}
		n = BIT16SZ + GBIT16(buf);
		free(d);
		d = nil;
	}
	free(d);
	return nil;
}

Dir *
dirstat(const char *name)
{
	return dirof(name == nil ? "" : name, -1);
}

Dir *
dirfstat(int fd)
{
	return dirof(nil, fd);
}

static int
change(const char *name, int fd, Dir *d)
{
	uint n = sizeD2M(d);
	uchar *buf = malloc(n);
	int r;

	if(buf == nil)
		return -1;
	convD2M(d, buf, n);
	r = name != nil ? wstat(name, buf, n) : fwstat(fd, buf, n);
	free(buf);
	return r;
}

int
dirwstat(const char *name, Dir *d)
{
	return change(name, -1, d);
}

int
dirfwstat(int fd, Dir *d)
{
	return change(nil, fd, d);
}

/* all fields say: do not touch */
void
nulldir(Dir *d)
{
	memset(d, ~0, sizeof *d);
	d->name = d->uid = d->gid = d->muid = "";
}
