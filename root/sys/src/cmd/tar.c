/*
 * tar: archives of files in the format of POSIX (ustar), with GNU's long names and POSIX's
 * extended ones when it reads them.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

enum
{
	Block = 512,
	Namelen = 100,
	Prefixlen = 155,
};

typedef struct Header Header;
struct Header
{
	char name[Namelen];
	char mode[8];
	char uid[8];
	char gid[8];
	char size[12];
	char mtime[12];
	char chksum[8];
	char linkflag;
	char linkname[Namelen];
	char magic[6];
	char version[2];
	char uname[32];
	char gname[32];
	char devmajor[8];
	char devminor[8];
	char prefix[Prefixlen];
	char pad[12];
};
_Static_assert(sizeof(Header) == Block, "a header is a block");

static int verb;
static int verbose, keeptime, Rflag, gflag, uflag, keep, stdoutflag;
static char *archive, *status;
static int ar;           /* the archive */
static int nblocks = 20; /* a record's */
static uchar *record;
static int inrecord, recordlen; /* bytes used and there are */
static char *filter;            /* compression program */
static int filterpid;

static void
usage(void)
{
	fprint(2, "usage: tar {crtx}[fvzRkTsugC] [archive] [dir] [file ...]\n");
	exits("usage");
}

/* the length of a text that need not end in NUL */
static int
textlen(char *s, int max)
{
	char *e;

	e = memchr(s, 0, max);
	return e ? e - s : max;
}

static void
warn(char *what, char *name)
{
	fprint(2, "tar: %s %s: %r\n", what, name);
	status = "errors";
}

/* --- the archive as a sequence of blocks --- */

static int
getblock(uchar *p)
{
	if(inrecord == recordlen) {
		recordlen = readn(ar, record, nblocks * Block);
		if(recordlen < 0)
			sysfatal("archive read error: %r");
		inrecord = 0;
		if(recordlen == 0)
			return 0;
		if(recordlen % Block)
			sysfatal("archive ends within a block");
	}
	memmove(p, record + inrecord, Block);
	inrecord += Block;
	return 1;
}

static void
flushrecord(void)
{
	memset(record + inrecord, 0, nblocks * Block - inrecord);
	if(inrecord > 0 && write(ar, record, nblocks * Block) != nblocks * Block)
		sysfatal("archive write error: %r");
	inrecord = 0;
}

static void
putblock(void *p)
{
	memmove(record + inrecord, p, Block);
	inrecord += Block;
	if(inrecord == nblocks * Block)
		flushrecord();
}

/* --- headers --- */

static uvlong
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

static void
skip(vlong size)
{
	uchar b[Block];

	for(; size > 0; size -= Block)
		if(!getblock(b))
			sysfatal("archive ends too early");
}

/* the next file's header, and its name; 0 at the end */
static int
gethdr(Header *h, char **name)
{
	char *long1, *s;

	for(long1 = nil;;) {
		if(!getblock((uchar *)h) || iszero(h))
			return 0;
		if(number(h->chksum, sizeof h->chksum) != checksum(h))
			sysfatal("bad checksum: not an archive, or a damaged one");
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

static int
isdirectory(Header *h, char *name)
{
	int n;

	n = strlen(name);
	return h->linkflag == '5' || (n > 0 && name[n - 1] == '/');
}

static vlong
filesize(Header *h)
{
	if(h->linkflag == '1' || h->linkflag == '2' || h->linkflag == '5')
		return 0;
	return number(h->size, sizeof h->size);
}

/* --- creating --- */

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
	if(n > Namelen + 1 + Prefixlen)
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
	memmove(h->magic, "ustar", 6);
	memmove(h->version, "00", 2);
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

static void
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
	putnumber(h.uid, 8, 0);
	putnumber(h.gid, 8, 0);
	putnumber(h.size, 12, d->mode & DMDIR ? 0 : d->length);
	putnumber(h.mtime, 12, d->mtime);
	h.linkflag = d->mode & DMDIR ? '5' : '0';
	strecpy(h.uname, h.uname + sizeof h.uname, d->uid);
	strecpy(h.gname, h.gname + sizeof h.gname, d->gid);
	finish(&h);
	free(s);
}

/* as many bytes as the header promised, whatever happens to the file */
static void
putdata(int fd, char *name, vlong size)
{
	uchar b[Block];
	long n;
	int bad;

	for(bad = 0; size > 0; size -= Block) {
		memset(b, 0, sizeof b);
		n = bad ? 0 : readn(fd, b, size < Block ? size : Block);
		if(n < (size < Block ? size : Block) && !bad) {
			bad = 1;
			werrstr("it shrank");
			warn("reading", name);
		}
		putblock(b);
	}
}

static void
add(char *path)
{
	Dir *d, *e;
	char *name, *p;
	long n;
	int fd;

	fd = open(path, OREAD);
	d = fd < 0 ? nil : dirfstat(fd);
	if(d == nil) {
		warn("can't open", path);
		if(fd >= 0)
			close(fd);
		return;
	}
	/* names in archives are relative */
	for(name = path; *name == '/'; name++)
		;
	if(verbose)
		fprint(2, "%s\n", path);
	if(*name)
		puthdr(name, d);
	if(d->mode & DMDIR) {
		n = dirreadall(fd, &e);
		for(long i = 0; i < n; i++) {
			p = joinpath(path, e[i].name);
			/* . is no part of names */
			add(strncmp(p, "./", 2) == 0 ? p + 2 : p);
			free(p);
		}
		if(n > 0)
			free(e);
	} else
		putdata(fd, path, d->length);
	close(fd);
	free(d);
}

static void
create1(char **files)
{
	Header h;

	for(; *files; files++)
		add(cleanname(*files));
	memset(&h, 0, sizeof h);
	putblock(&h);
	putblock(&h);
	flushrecord();
}

/* -r: find the end, and write from there */
static void
append(char **files)
{
	Header h;
	char *name;
	vlong off;

	for(off = 0; gethdr(&h, &name);) {
		free(name);
		skip(filesize(&h));
		off = seek(ar, 0, 1) - recordlen + inrecord;
	}
	if(seek(ar, off, 0) != off)
		sysfatal("can't seek in the archive: %r");
	inrecord = recordlen = 0;
	create1(files);
}

/* --- reading --- */

static int
wanted(char *name, char **files)
{
	int n;

	if(*files == nil)
		return 1;
	for(; *files; files++) {
		n = strlen(*files);
		while(n > 0 && (*files)[n - 1] == '/')
			n--;
		if(strncmp(name, *files, n) == 0 && (name[n] == 0 || name[n] == '/'))
			return 1;
	}
	return 0;
}

static void
list(Header *h, char *name)
{
	char *date;

	if(!verbose) {
		print("%s\n", name);
		return;
	}
	date = ctime(number(h->mtime, sizeof h->mtime));
	print("%c%.3llo %8lld %.12s %.4s %s\n", isdirectory(h, name) ? 'd' : '-',
	      number(h->mode, sizeof h->mode) & 0777, filesize(h), date + 4, date + 24, name);
}

static void
makeparents(char *name)
{
	char *p;
	int fd;

	for(p = name + 1; (p = strchr(p, '/')) != nil; p++) {
		*p = 0;
		if(access(name, AEXIST) < 0) {
			fd = create(name, OREAD, DMDIR | 0777);
			if(fd >= 0)
				close(fd);
		}
		*p = '/';
	}
}

static void
setattr(int fd, Header *h)
{
	Dir d;

	nulldir(&d);
	d.mode = number(h->mode, sizeof h->mode) & 0777;
	if(keeptime)
		d.mtime = number(h->mtime, sizeof h->mtime);
	if(uflag)
		d.uid = h->uname;
	if(gflag || uflag)
		d.gid = h->gname;
	dirfwstat(fd, &d); /* a server need not agree */
}

/* where a file goes: never outside the directory, unless -R */
static char *
target(char *name)
{
	char *s;

	for(s = name; *s == '/' && !Rflag; s++)
		;
	s = cleanname(check(smprint("%s", *s ? s : ".")));
	if(!Rflag && (strcmp(s, "..") == 0 || strncmp(s, "../", 3) == 0)) {
		werrstr("it is outside this directory");
		warn("not extracted:", name);
		free(s);
		return nil;
	}
	if(s[0] == '#') { /* no device */
		char *t;

		t = check(smprint("./%s", s));
		free(s);
		s = t;
	}
	return s;
}

static int
opentarget(Header *h, char *name, char *path)
{
	int fd;

	if(isdirectory(h, name)) {
		makeparents(path);
		fd = open(path, OREAD);
		if(fd < 0)
			fd = create(path, OREAD, DMDIR | 0777);
	} else {
		if(keep && access(path, AEXIST) == 0)
			return -1;
		fd = create(path, OWRITE, number(h->mode, sizeof h->mode) & 0777);
		if(fd < 0) {
			makeparents(path);
			fd = create(path, OWRITE, number(h->mode, sizeof h->mode) & 0777);
		}
	}
	if(fd < 0)
		warn("can't create", path);
	return fd;
}

static void
getdata(int fd, char *path, vlong size)
{
	uchar b[Block];
	long n;

	for(; size > 0; size -= n) {
		if(!getblock(b))
			sysfatal("archive ends too early");
		n = size < Block ? size : Block;
		if(fd >= 0 && write(fd, b, n) != n) {
			warn("error writing", path);
			fd = -1;
		}
	}
}

static void
extract(Header *h, char *name)
{
	char *path;
	int fd;

	if(h->linkflag == '1' || h->linkflag == '2') {
		fprint(2, "tar: %s: a link to %.*s, not made\n", name, Namelen, h->linkname);
		status = "errors";
		return;
	}
	if(strchr("01257", h->linkflag) == nil) {
		fprint(2, "tar: %s: of unknown kind %c, not made\n", name, h->linkflag);
		status = "errors";
		skip(filesize(h));
		return;
	}
	path = target(name);
	if(path == nil) {
		skip(filesize(h));
		return;
	}
	if(verbose)
		fprint(2, "%s\n", name);
	fd = stdoutflag ? 1 : opentarget(h, name, path);
	if(!isdirectory(h, name))
		getdata(fd, path, filesize(h));
	if(fd >= 0 && !stdoutflag) {
		if(!isdirectory(h, name) || keeptime)
			setattr(fd, h);
		close(fd);
	}
	free(path);
}

static void
readarchive(char **files)
{
	Header h;
	char *name;

	while(gethdr(&h, &name)) {
		if(!wanted(name, files))
			skip(filesize(&h));
		else if(verb == 't') {
			list(&h, name);
			skip(filesize(&h));
		} else
			extract(&h, name);
		free(name);
	}
}

/* a process between the archive and us */
static void
startfilter(int creating)
{
	int p[2];

	if(pipe(p) < 0)
		sysfatal("pipe: %r");
	filterpid = fork();
	if(filterpid < 0)
		sysfatal("fork: %r");
	if(filterpid == 0) {
		dup(creating ? p[1] : ar, 0);
		dup(creating ? ar : p[1], 1);
		close(p[0]);
		close(p[1]);
		if(creating)
			execl("/bin/gzip", "gzip", nil);
		else
			execl("/bin/gunzip", "gunzip", nil);
		sysfatal("exec: %r");
	}
	close(p[1]);
	close(ar);
	ar = p[0];
}

/* a compressed archive is seen by its name, as -z says it */
static int
isgzip(char *name)
{
	int n;

	n = name ? strlen(name) : 0;
	return n > 3 && (strcmp(name + n - 3, ".gz") == 0 || strcmp(name + n - 4, ".tgz") == 0);
}

static void
openarchive(void)
{
	if(archive == nil)
		ar = verb == 'c' ? 1 : 0;
	else if(verb == 'c')
		ar = create(archive, OWRITE, 0666);
	else
		ar = open(archive, verb == 'r' ? ORDWR : OREAD);
	if(ar < 0)
		sysfatal("can't open %s: %r", archive);
	if(filter == nil && isgzip(archive))
		filter = "gzip";
	if(filter != nil) {
		if(verb == 'r')
			sysfatal("can't append to a compressed archive");
		startfilter(verb == 'c');
	}
	record = check(malloc(nblocks * Block));
}

/* one letter of the key; says if it was known.  arg gives the next argument. */
static int
key(int c, char *(*arg)(void))
{
	switch(c) {
	case 'c':
	case 'r':
	case 't':
	case 'x':
		if(verb)
			usage();
		verb = c;
		break;
	case 'v':
		verbose = 1;
		break;
	case 'f':
		archive = arg();
		if(strcmp(archive, "-") == 0)
			archive = nil;
		break;
	case 'C':
		if(chdir(arg()) < 0)
			sysfatal("chdir: %r");
		break;
	case 'T':
	case 'm':
		keeptime = c == 'T';
		break;
	case 'z':
		filter = "gzip";
		break;
	case 'R':
		Rflag = 1;
		break;
	case 'k':
		keep = 1;
		break;
	case 'u':
		uflag = 1;
		break;
	case 'g':
		gflag = 1;
		break;
	case 's':
		stdoutflag = 1;
		break;
	case 'o':
	case 'p':
	case 'i':
	case '-':
		break; /* accepted, and of no effect here */
	default:
		return 0;
	}
	return 1;
}

static char **args;

static char *
nextarg(void)
{
	if(*args == nil)
		usage();
	return *args++;
}

void
main(int argc, char **argv)
{
	static char *here[] = {".", nil};
	char *s;
	Waitmsg *w;

	argv0 = argv[0];
	USED(argc);
	args = argv + 1;
	/* the first argument is the key, with or without a minus; further ones have it */
	for(s = nextarg();; s = nextarg()) {
		for(char *p = s; *p; p++)
			if(!key(*p, nextarg))
				usage();
		if(*args == nil || (*args)[0] != '-')
			break;
	}
	if(verb == 0)
		usage();
	openarchive();
	if(verb == 'c')
		create1(*args ? args : here);
	else if(verb == 'r')
		append(args);
	else
		readarchive(args);
	if(filterpid) {
		close(ar);
		w = wait();
		if(w != nil && w->msg[0] && verb == 'c')
			status = "filter";
	}
	exits(status);
}
