/*
 * gunzip: unpack files of gzip (RFC 1952).
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <flate.h>
#include <cmd.h>
#include "gzip.h"

static uchar flag[Runeself]; /* by letter */
static ulong *crctab;

/* the file that is being read; a byte behind its end is -1, and noted */
static Biobuf in;
static int ateof;

/* a member's data */
typedef struct Out Out;
struct Out
{
	int fd; /* -1: it is not wanted */
	ulong crc;
	u32int len;
};

static int
getbyte(void *)
{
	int c;

	c = Bgetc(&in);
	if(c < 0)
		ateof = 1;
	return c;
}

static u32int
get4(void)
{
	u32int v;

	v = 0;
	for(int i = 0; i < 4; i++)
		v |= (u32int)(getbyte(nil) & 0xFF) << 8 * i;
	return v;
}

static int
writeout(void *v, void *buf, int n)
{
	Out *out = v;

	out->crc = blockcrc(crctab, out->crc, buf, n);
	out->len += n;
	return out->fd >= 0 ? write(out->fd, buf, n) : n;
}

static void
skipstring(void)
{
	while(getbyte(nil) > 0)
		;
}

/* behind the magic number; puts the file's name, or "", into name.  What is wrong, or nil */
static char *
header(char *name, int size, u32int *mtime)
{
	int flags, n, c;

	if(getbyte(nil) != Deflated)
		return ateof ? "unexpected end of file" : "unknown method";
	flags = getbyte(nil);
	*mtime = get4();
	getbyte(nil); /* how, and on what system, it was compressed */
	getbyte(nil);
	if(flags & Fextra) {
		n = getbyte(nil);
		n |= getbyte(nil) << 8;
		for(; n > 0; n--)
			getbyte(nil);
	}
	n = 0;
	if(flags & Fname)
		while((c = getbyte(nil)) > 0)
			if(n < size - 1)
				name[n++] = c;
	name[n] = 0;
	if(flags & Fcomment)
		skipstring();
	if(flags & Fhcrc) {
		getbyte(nil);
		getbyte(nil);
	}
	if(flag['D'])
		fprint(2, "gunzip: flags %#x, time %ud, name %q\n", flags, *mtime, name);
	return ateof ? "unexpected end of file" : nil;
}

static char *
body(Out *out)
{
	int err;

	out->crc = out->len = 0;
	err = inflate(out, writeout, nil, getbyte);
	if(err == FlateOutputFail)
		sysfatal("write error: %r");
	if(err == FlateInputFail)
		return "unexpected end of file";
	if(err != FlateOk)
		return flateerr(err);
	if(flag['D'])
		fprint(2, "gunzip: crc %.8ux, %ud bytes\n", (u32int)out->crc, out->len);
	if(get4() != out->crc)
		return ateof ? "unexpected end of file" : "crc mismatch";
	if(get4() != out->len)
		return ateof ? "unexpected end of file" : "length mismatch";
	return nil;
}

/* what gunzip calls the result, or nil */
static char *
outname(char *file, char *stored)
{
	int n;

	if(stored[0] != 0)
		return check(strdup(lastelem(stored)));
	file = lastelem(file);
	n = strlen(file);
	if(n > 3 && strcmp(file + n - 3, ".gz") == 0)
		return check(smprint("%.*s", utfnlen(file, n - 3), file));
	if(n > 4 && strcmp(file + n - 4, ".tgz") == 0)
		return check(smprint("%.*s.tar", utfnlen(file, n - 4), file));
	return nil;
}

/* a line of -t */
static void
listed(char *file, char *stored, Out *out, u32int mtime)
{
	char *name, *date;

	name = outname(file ? file : "", stored);
	if(flag['v']) {
		date = timetext(mtime);
		print("%10ud %.*s ", out->len, utfnlen(date, strlen(date) - 1), date);
	}
	print("%s\n", name ? name : file ? file : "<stdin>");
	free(name);
}

/* where the first member goes, and so all of them */
static char *
openout(Out *out, char *file, char *stored)
{
	char *to;

	if(flag['t'])
		return nil;
	if(flag['c'] || file == nil) {
		out->fd = 1;
		return nil;
	}
	to = outname(file, stored);
	if(to == nil)
		return "no name for the result";
	out->fd = create(to, OWRITE, 0666);
	if(out->fd < 0)
		sysfatal("can't create %s: %r", to);
	if(flag['v'])
		fprint(2, "extracting %s\n", to);
	free(to);
	return nil;
}

/* all members of a file; what is wrong with it, or nil */
static char *
members(char *file, Out *out)
{
	char name[1024], *why;
	u32int mtime;
	Dir d;
	int c;

	for(int first = 1;; first = 0) {
		do
			c = Bgetc(&in);
		while(c == 0 && !first); /* padding */
		if(c < 0 && !first)
			return nil;
		if(c != Magic1 || Bgetc(&in) != Magic2)
			return "not a gzip file";
		why = header(name, sizeof name, &mtime);
		if(why == nil && first)
			why = openout(out, file, name);
		if(why == nil)
			why = body(out);
		if(why != nil)
			return why;
		if(flag['t'])
			listed(file, name, out, mtime);
		if(out->fd > 1 && flag['T'] && mtime != 0) {
			nulldir(&d);
			d.mtime = mtime;
			dirfwstat(out->fd, &d);
		}
	}
}

static char *
gunzip(int fd, char *file)
{
	Out out = {.fd = -1};
	char *why, *shown;

	shown = file ? file : "<stdin>";
	Binit(&in, fd, OREAD);
	ateof = 0;
	why = members(file, &out);
	if(why != nil)
		fprint(2, "gunzip: %s: %s\n", shown, why);
	if(out.fd > 1)
		close(out.fd);
	Bterm(&in);
	return why ? "errors" : nil;
}

static void
usage(void)
{
	fprint(2, "usage: gunzip [-ctTvD] [file ...]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	ARGBEGIN
	{
	case 'c':
	case 't':
	case 'v':
	case 'T':
	case 'D':
		flag[ARGC()] = 1;
		break;
	default:
		usage();
	}
	ARGEND
	quotefmtinstall();
	crctab = check(mkcrctab(CRCpoly));
	exits(eachfile(argc, argv, "errors", gunzip));
}
