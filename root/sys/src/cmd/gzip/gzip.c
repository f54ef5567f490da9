/*
 * gzip: compress files (RFC 1952).
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <flate.h>
#include <cmd.h>
#include "gzip.h"

static uchar flag[Runeself]; /* by letter */
static int level = 6;
static ulong *crctab;

/* a file to compress */
typedef struct In In;
struct In
{
	int fd;
	ulong crc;
	u32int len;
};

static int
readin(void *v, void *buf, int n)
{
	In *in = v;

	n = read(in->fd, buf, n);
	if(n > 0) {
		in->crc = blockcrc(crctab, in->crc, buf, n);
		in->len += n;
	}
	return n;
}

static int
writeout(void *out, void *buf, int n)
{
	return Bwrite(out, buf, n);
}

static void
put4(Biobuf *out, u32int v)
{
	for(int i = 0; i < 4; i++)
		Bputc(out, v >> 8 * i & 0xFF);
}

/* name may be nil */
static void
compress(int fd, Biobuf *out, char *name, ulong mtime)
{
	In in = {.fd = fd};
	int err;

	Bputc(out, Magic1);
	Bputc(out, Magic2);
	Bputc(out, Deflated);
	Bputc(out, name ? Fname : 0);
	put4(out, flag['n'] ? 0 : mtime);
	Bputc(out, level == 9 ? Best : 0);
	Bputc(out, Unknown);
	if(name)
		Bwrite(out, lastelem(name), strlen(lastelem(name)) + 1);
	err = deflate(out, writeout, &in, readin, level, flag['D']);
	if(err == FlateInputFail)
		sysfatal("read error: %r");
	if(err != FlateOk && err != FlateOutputFail)
		sysfatal("%s", flateerr(err));
	if(flag['D'])
		fprint(2, "gzip: crc %.8ux, %ud bytes\n", (u32int)in.crc, in.len);
	put4(out, in.crc);
	put4(out, in.len);
	if(Bflush(out) < 0 || err != FlateOk)
		sysfatal("write error: %r");
}

static char *
outname(char *file)
{
	char *s;
	int n;

	s = lastelem(file);
	n = strlen(s);
	if(n > 4 && strcmp(s + n - 4, ".tar") == 0)
		return check(smprint("%.*s.tgz", utfnlen(s, n - 4), s));
	return check(smprint("%s.gz", s));
}

static void
gzip(int fd, Dir *d, char *file)
{
	Biobuf out;
	char *to;
	int outfd;

	to = flag['c'] ? check(strdup("<stdout>")) : outname(file);
	outfd = flag['c'] ? 1 : create(to, OWRITE, 0666);
	if(outfd < 0)
		sysfatal("can't create %s: %r", to);
	if(flag['v'])
		fprint(2, "compressing %s to %s\n", file, to);
	Binit(&out, outfd, OWRITE);
	compress(fd, &out, file, d->mtime);
	Bterm(&out);
	if(!flag['c'])
		close(outfd);
	free(to);
}

static char *
gzipfile(int fd, char *file)
{
	Dir *d;

	if(file == nil) {
		compress(fd, check(Bfdopen(1, OWRITE)), nil, 0);
		return nil;
	}
	d = dirfstat(fd);
	if(d == nil)
		fprint(2, "gzip: can't stat %s: %r\n", file);
	else if(d->mode & DMDIR)
		fprint(2, "gzip: %s is a directory\n", file);
	else {
		gzip(fd, d, file);
		free(d);
		return nil;
	}
	free(d);
	return "errors";
}

static void
usage(void)
{
	fprint(2, "usage: gzip [-cvnD] [-1-9] [file ...]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	ARGBEGIN
	{
	case 'c':
	case 'v':
	case 'n':
	case 'D':
		flag[ARGC()] = 1;
		break;
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
	case '8':
	case '9':
		level = ARGC() - '0';
		break;
	default:
		usage();
	}
	ARGEND
	crctab = check(mkcrctab(CRCpoly));
	exits(eachfile(argc, argv, "errors", gzipfile));
}
