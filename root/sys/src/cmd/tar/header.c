/*
 * header.c: what stands before a file in an archive, in the format of POSIX (ustar).  GNU's long
 * names and POSIX's extended ones are read, the former written.
 */
#include "tar.h"

/* the length of a text that need not end in NUL */
static int
textlen(char *s, int max)
{
	char *e;

	e = memchr(s, 0, max);
	return e ? e - s : max;
}

uvlong
number(char *s, int n)
{
	uvlong v;
	int i;

	v = 0;
	if((uchar)s[0] & 0x80) { /* GNU's binary ones */
		for(i = 1; i < n; i++)
			v = v << 8 | (uchar)s[i];
		return v;
	}
	for(i = 0; i < n && s[i] == ' '; i++)
		;
	for(; i < n && s[i] >= '0' && s[i] <= '7'; i++)
		v = v * 8 + s[i] - '0';
	return v;
}

static void
putnumber(char *s, int n, uvlong v)
{
	char buf[32];

	if(v >> 3 * (n - 1) == 0) {
		snprint(buf, sizeof buf, "%.*llo", n - 1, v);
		memmove(s, buf, n);
		return;
	}
	s[0] = 0x80;
	for(int i = n - 1; i > 0; i--, v >>= 8)
		s[i] = v;
}

static long
checksum(Header *h)
{
	uchar *p;
	long sum;

	sum = 0;
	p = (uchar *)h;
	for(int i = 0; i < Block; i++)
		if(i < offsetof(Header, chksum) || i >= offsetof(Header, linkflag))
			sum += p[i];
		else
			sum += ' ';
	return sum;
}

static int
iszero(Header *h)
{
	uchar *p;

	p = (uchar *)h;
	for(int i = 0; i < Block; i++)
		if(p[i])
			return 0;
	return 1;
}

static char *
headername(Header *h)
{
	if(strncmp(h->magic, "ustar", 5) == 0 && h->prefix[0] && h->magic[5] == 0)
		return check(smprint("%.*s/%.*s", utfnlen(h->prefix, textlen(h->prefix, Prefixlen)),
				     h->prefix, utfnlen(h->name, textlen(h->name, Namelen)),
				     h->name));
	return check(smprint("%.*s", utfnlen(h->name, textlen(h->name, Namelen)), h->name));
}

/* the contents of a header's file, as text */
static char *
readtext(vlong size)
{
	uchar b[Block];
	char *s;
	vlong n;

	if(size < 0 || size > 1 << 20)
		sysfatal("a name in the archive is too long");
	s = check(mallocz(size + Block + 1, 1));
	for(n = 0; n < size; n += Block) {
		if(!getblock(b))
			sysfatal("archive ends too early");
		memmove(s + n, b, Block);
	}
	s[size] = 0;
	return s;
}

/* path= of POSIX's records "length key=value\n" */
static char *
paxpath(char *s)
{
	char *p, *e;
	long n;

	while(*s) {
		n = strtol(s, &p, 10);
		if(n <= 0 || n > strlen(s))
			break;
		e = s + n;
		if(strncmp(p, " path=", 6) == 0) {
			e[-1] = 0;
			return check(strdup(p + 6));
		}
		s = e;
	}
	return nil;
}

static int
isheader(Header *h)
{
	return number(h->chksum, sizeof h->chksum) == checksum(h);
}

/* h is damaged: by s go on to the next that is not */
static void
resynchronise(Header *h)
{
	if(!resync)
		sysfatal("bad checksum: not an archive, or a damaged one");
	fprint(2, "tar: bad checksum: looking for the next header\n");
	status = "errors";
	do
		if(!getblock(h))
			sysfatal("no further header");
	while(!isheader(h));
}

/* the next file's header, and its name; 0 at the end */
int
gethdr(Header *h, char **name)
{
	char *long1, *s;

	for(long1 = nil;;) {
		if(!getblock(h) || iszero(h))
			return 0;
		if(!isheader(h))
			resynchronise(h);
		switch(h->linkflag) {
		case 'L':
			free(long1);
			long1 = readtext(number(h->size, sizeof h->size));
			continue;
		case 'x':
			s = readtext(number(h->size, sizeof h->size));
			free(long1);
			long1 = paxpath(s);
			free(s);
			continue;
		case 'g':
		case 'K':
			skip(number(h->size, sizeof h->size));
			continue;
		}
		*name = long1 ? long1 : headername(h);
		return 1;
	}
}

int
isdirectory(Header *h, char *name)
{
	int n;

	n = strlen(name);
	return h->linkflag == '5' || (n > 0 && name[n - 1] == '/');
}

vlong
filesize(Header *h)
{
	if(h->linkflag == '1' || h->linkflag == '2' || h->linkflag == '5')
		return 0;
	return number(h->size, sizeof h->size);
}

static int
splitname(Header *h, char *name)
{
	char *p;
	int n;

	n = strlen(name);
	if(n <= Namelen) {
		memmove(h->name, name, n);
		return 1;
	}
	if(plain || n > Namelen + 1 + Prefixlen)
		return 0;
	for(p = name + n - Namelen - 1; *p && *p != '/'; p++)
		;
	if(*p == 0 || p - name > Prefixlen || p[1] == 0)
		return 0;
	memmove(h->prefix, name, p - name);
	memmove(h->name, p + 1, strlen(p + 1));
	return 1;
}

static void
finish(Header *h)
{
	if(!plain) {
		memmove(h->magic, "ustar", 6);
		memmove(h->version, "00", 2);
	}
	putnumber(h->chksum, 7, checksum(h));
	h->chksum[7] = ' ';
	putblock(h);
}

/* a name that has no place in a header is a file before it, as GNU does */
static void
putlongname(char *name)
{
	Header h;
	char b[Block];
	int n;

	memset(&h, 0, sizeof h);
	strcpy(h.name, "././@LongLink");
	n = strlen(name) + 1;
	putnumber(h.mode, 8, 0);
	putnumber(h.uid, 8, 0);
	putnumber(h.gid, 8, 0);
	putnumber(h.size, 12, n);
	putnumber(h.mtime, 12, 0);
	h.linkflag = 'L';
	finish(&h);
	for(int i = 0; i < n; i += Block) {
		memset(b, 0, sizeof b);
		memmove(b, name + i, n - i < Block ? n - i : Block);
		putblock(b);
	}
}

void
puthdr(char *name, Dir *d)
{
	Header h;
	char *s;

	memset(&h, 0, sizeof h);
	s = check(smprint("%s%s", name, d->mode & DMDIR ? "/" : ""));
	if(!splitname(&h, s)) {
		putlongname(s);
		memmove(h.name, s, Namelen - 1);
	}
	putnumber(h.mode, 8, d->mode & 0777);
	putnumber(h.uid, 8, outuid);
	putnumber(h.gid, 8, outgid);
	putnumber(h.size, 12, d->mode & DMDIR ? 0 : d->length);
	putnumber(h.mtime, 12, d->mtime);
	h.linkflag = d->mode & DMDIR ? '5' : '0';
	if(!plain) {
		strecpy(h.uname, h.uname + sizeof h.uname, d->uid);
		strecpy(h.gname, h.gname + sizeof h.gname, d->gid);
	}
	finish(&h);
	free(s);
}
