/*
 * dd: copy a file in blocks, with conversions (conv.c).
 */
#include "dd.h"

static char *infile, *outfile;
static long ibs = 512, obs = 512, bs;
static vlong count = -1, skip, iseek, oseek, files = 1;
static int trunc = 1, quiet;
static uvlong infull, inpart, outfull, outpart;
static uchar *obuf;
static long nobuf;
static int ifd, ofd;

static void
usage(void)
{
	fprint(2, "usage: dd [-if file] [-of file] [-ibs n] [-obs n] [-bs n] [-skip n] [-iseek n] "
		  "[-oseek n]\n\t[-files n] [-count n] [-trunc n] [-quiet n] [-cbs n] [-conv "
		  "lcase,ucase,swab,noerror,sync,\n\tascii,ebcdic,ibm,block,unblock]\n");
	exits("usage");
}

/* factors with k b m g behind them, and x between them */
static vlong
number(char *s)
{
	vlong n, product;
	char *e;

	product = 1;
	for(;; s = e + 1) {
		n = strtoll(s, &e, 10);
		if(e == s || n < 0)
			sysfatal("bad number %s", s);
		for(; *e && strchr("kbmgKMG", *e); e++)
			n *= *e == 'b'                ? 512
			     : *e == 'k' || *e == 'K' ? 1024
			     : *e == 'm' || *e == 'M' ? 1 << 20
						      : 1 << 30;
		product *= n;
		if(*e == 0)
			return product;
		if(*e != 'x')
			sysfatal("bad number %s", s);
	}
}

static long
blocksize(char *s)
{
	vlong n;

	n = number(s);
	if(n < 1 || n > 1 << 30)
		sysfatal("bad block size %s", s);
	return n;
}

static void
option(char *name, char *val)
{
	static struct
	{
		char *name;
		vlong *v;
	} numbers[] = {{"-count", &count}, {"-skip", &skip},   {"-iseek", &iseek},
		       {"-oseek", &oseek}, {"-files", &files}, {"-cbs", &cbs}};
	static struct
	{
		char *name;
		long *v;
	} sizes[] = {{"-ibs", &ibs}, {"-obs", &obs}, {"-bs", &bs}};

	if(strcmp(name, "-if") == 0)
		infile = val;
	else if(strcmp(name, "-of") == 0)
		outfile = val;
	else if(strcmp(name, "-trunc") == 0)
		trunc = atoi(val);
	else if(strcmp(name, "-quiet") == 0)
		quiet = atoi(val);
	else if(strcmp(name, "-conv") == 0)
		conversions(val);
	else {
		for(int i = 0; i < nelem(numbers); i++)
			if(strcmp(name, numbers[i].name) == 0) {
				*numbers[i].v = number(val);
				return;
			}
		for(int i = 0; i < nelem(sizes); i++)
			if(strcmp(name, sizes[i].name) == 0) {
				*sizes[i].v = blocksize(val);
				return;
			}
		usage();
	}
}

static void
stats(void)
{
	if(quiet)
		return;
	fprint(2, "%llud+%llud records in\n", infull, inpart);
	fprint(2, "%llud+%llud records out\n", outfull, outpart);
	if(ntrunc > 0)
		fprint(2, "%llud truncated records\n", ntrunc);
}

static void
put(uchar *p, long n)
{
	if(n == 0)
		return;
	if(write(ofd, p, n) != n) {
		fprint(2, "dd: write: %r\n");
		stats();
		exits("write");
	}
	if(n == obs)
		outfull++;
	else
		outpart++;
}

/* with -bs a block is written as it was read, if it is not converted */
void
output(uchar *p, long n)
{
	long m;

	if(bs && !isconv()) {
		put(p, n);
		return;
	}
	while(n > 0) {
		m = obs - nobuf < n ? obs - nobuf : n;
		memmove(obuf + nobuf, p, m);
		nobuf += m;
		p += m;
		n -= m;
		if(nobuf == obs) {
			put(obuf, nobuf);
			nobuf = 0;
		}
	}
}

/* a block that can't be read; the number of zeros in its place */
static long
badread(uchar *ibuf)
{
	fprint(2, "dd: read: %r\n");
	if(!cnoerror) {
		put(obuf, nobuf); /* what was read before */
		stats();
		exits("read");
	}
	seek(ifd, ibs, 1);
	if(!csync)
		return 0;
	memset(ibuf, 0, ibs);
	inpart++;
	return ibs;
}

static void
copy(uchar *ibuf)
{
	vlong i;
	long n;

	for(i = 0; i < skip; i++)
		if(read(ifd, ibuf, ibs) <= 0)
			break;
	for(i = 0; count < 0 || i < count; i++) {
		n = read(ifd, ibuf, ibs);
		if(n < 0) {
			convert(ibuf, badread(ibuf));
			continue;
		}
		if(n == 0) {
			/* the mark between files of a tape is read as an end */
			if(--files <= 0)
				break;
			i--;
			continue;
		}
		if(n == ibs)
			infull++;
		else
			inpart++;
		if(csync && n < ibs) {
			memset(ibuf + n, 0, ibs - n);
			n = ibs;
		}
		convert(ibuf, n);
	}
	endconv();
	put(obuf, nobuf);
}

void
main(int argc, char **argv)
{
	uchar *ibuf;

	argv0 = argv[0];
	argc--;
	argv++;
	for(; argc > 1 && argv[0][0] == '-'; argc -= 2, argv += 2)
		option(argv[0], argv[1]);
	if(argc != 0)
		usage();
	if(bs)
		ibs = obs = bs;
	ifd = 0;
	ofd = 1;
	if(infile && (ifd = open(infile, OREAD)) < 0)
		sysfatal("can't open %s: %r", infile);
	if(outfile) {
		ofd = trunc ? -1 : open(outfile, OWRITE);
		if(ofd < 0 && (ofd = create(outfile, OWRITE, 0666)) < 0)
			sysfatal("can't create %s: %r", outfile);
	}
	ibuf = check(malloc(ibs));
	obuf = check(malloc(obs));
	if(iseek && seek(ifd, iseek * ibs, 0) < 0)
		sysfatal("seek: %r");
	if(oseek && seek(ofd, oseek * obs, 0) < 0)
		sysfatal("seek: %r");
	startconv();
	copy(ibuf);
	stats();
	exits(nil);
}
