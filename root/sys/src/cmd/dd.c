/*
 * dd: copy a file in blocks, with conversions.
 */
#include <u.h>
#include <libc.h>
#include <cmd.h>

static char *infile, *outfile;
static long ibs = 512, obs = 512, bs;
static vlong count = -1, skip, iseek, oseek;
static int trunc = 1, quiet;
static int clcase, cucase, cswab, cnoerror, csync;
static uvlong infull, inpart, outfull, outpart;
static uchar *obuf;
static long nobuf;
static int ifd, ofd;

static void
usage(void)
{
	fprint(2, "usage: dd [-if file] [-of file] [-ibs n] [-obs n] [-bs n] [-skip n] [-iseek n] "
		  "[-oseek n]\n\t[-count n] [-trunc n] [-quiet n] [-conv "
		  "lcase,ucase,swab,noerror,sync]\n");
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
conversions(char *s)
{
	char *f[32];
	int n;

	n = getfields(s, f, nelem(f), 1, ",");
	for(int i = 0; i < n; i++)
		if(strcmp(f[i], "lcase") == 0)
			clcase = 1;
		else if(strcmp(f[i], "ucase") == 0)
			cucase = 1;
		else if(strcmp(f[i], "swab") == 0)
			cswab = 1;
		else if(strcmp(f[i], "noerror") == 0)
			cnoerror = 1;
		else if(strcmp(f[i], "sync") == 0)
			csync = 1;
		else
			sysfatal("unknown conversion %s", f[i]);
}

static void
option(char *name, char *val)
{
	static struct
	{
		char *name;
		vlong *v;
	} numbers[] = {
		{"-count", &count}, {"-skip", &skip}, {"-iseek", &iseek}, {"-oseek", &oseek}};
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

static void
convert(uchar *p, long n)
{
	uchar c;

	for(long i = 0; i < n && (clcase || cucase); i++)
		if(clcase && p[i] >= 'A' && p[i] <= 'Z')
			p[i] += 'a' - 'A';
		else if(cucase && p[i] >= 'a' && p[i] <= 'z')
			p[i] -= 'a' - 'A';
	for(long i = 0; i + 1 < n && cswab; i += 2) {
		c = p[i];
		p[i] = p[i + 1];
		p[i + 1] = c;
	}
}

/* with -bs a block is written as it was read */
static void
output(uchar *p, long n)
{
	long m;

	convert(p, n);
	if(bs) {
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
			fprint(2, "dd: read: %r\n");
			if(!cnoerror) {
				stats();
				exits("read");
			}
			seek(ifd, ibs, 1);
			n = 0;
			if(!csync)
				continue;
			memset(ibuf, 0, ibs);
			inpart++;
			output(ibuf, ibs);
			continue;
		}
		if(n == 0)
			break;
		if(n == ibs)
			infull++;
		else
			inpart++;
		if(csync && n < ibs) {
			memset(ibuf + n, 0, ibs - n);
			n = ibs;
		}
		output(ibuf, n);
	}
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
	copy(ibuf);
	stats();
	exits(nil);
}
