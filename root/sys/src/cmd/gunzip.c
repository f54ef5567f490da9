/*
 * gunzip: unpack files of gzip (RFC 1952), whose data is deflated (RFC 1951).
 */
#include <u.h>
#include <libc.h>
#include <bio.h>

enum
{
	Window = 32 * 1024,
	Maxbits = 15,
	Nlit = 288,
	Ndist = 32,
};

typedef struct Huff Huff;
struct Huff
{
	ushort count[Maxbits + 1]; /* codes of each length */
	ushort symbol[Nlit];       /* ordered by code */
};

static int cflag, tflag, vflag, Tflag;
static char *status;

/* one file */
static Biobuf *in;
static int out;
static uchar window[Window];
static int wpos;
static ulong bitbuf;
static int nbits;
static u32int crc;
static u32int outlen;
static jmp_buf failed;
static char *why;

static void
fail(char *s)
{
	why = s;
	longjmp(failed, 1);
}

static u32int
crc32(u32int c, uchar *p, long n)
{
	static u32int table[256];
	u32int x;

	if(table[1] == 0)
		for(int i = 0; i < 256; i++) {
			x = i;
			for(int k = 0; k < 8; k++)
				x = x & 1 ? x >> 1 ^ 0xEDB88320 : x >> 1;
			table[i] = x;
		}
	for(; n > 0; n--)
		c = c >> 8 ^ table[(c ^ *p++) & 0xFF];
	return c;
}

static int
getbyte(void)
{
	int c;

	c = Bgetc(in);
	if(c < 0)
		fail("unexpected end of file");
	return c;
}

static int
bits(int n)
{
	int v;

	for(; nbits < n; nbits += 8)
		bitbuf |= (ulong)getbyte() << nbits;
	v = bitbuf & ((1 << n) - 1);
	bitbuf >>= n;
	nbits -= n;
	return v;
}

static void
flush(void)
{
	if(wpos == 0)
		return;
	crc = crc32(crc, window, wpos);
	outlen += wpos;
	if(out >= 0 && write(out, window, wpos) != wpos)
		sysfatal("write error: %r");
	wpos = 0;
}

static void
put(int c)
{
	window[wpos++] = c;
	if(wpos == Window)
		flush();
}

static void
makecodes(Huff *h, uchar *len, int n)
{
	int offs[Maxbits + 2], left;

	memset(h->count, 0, sizeof h->count);
	for(int i = 0; i < n; i++)
		h->count[len[i]]++;
	h->count[0] = 0;
	left = 1;
	for(int i = 1; i <= Maxbits; i++) {
		left = (left << 1) - h->count[i];
		if(left < 0)
			fail("bad code lengths");
	}
	offs[1] = 0;
	for(int i = 1; i <= Maxbits; i++)
		offs[i + 1] = offs[i] + h->count[i];
	for(int i = 0; i < n; i++)
		if(len[i])
			h->symbol[offs[len[i]]++] = i;
}

/* codes of each length follow one another: count how far this one is into them */
static int
decode(Huff *h)
{
	int code, first, index;

	code = first = index = 0;
	for(int len = 1; len <= Maxbits; len++) {
		code |= bits(1);
		if(code - first < h->count[len])
			return h->symbol[index + code - first];
		index += h->count[len];
		first = (first + h->count[len]) << 1;
		code <<= 1;
	}
	fail("bad code");
	return -1;
}

static void
block(Huff *lit, Huff *dist, vlong *total)
{
	static ushort lenbase[] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
				   31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
	static uchar lenbits[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
				  2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
	int c, len, d, far;

	for(;;) {
		c = decode(lit);
		if(c < 256) {
			put(c);
			(*total)++;
			continue;
		}
		if(c == 256)
			return;
		c -= 257;
		if(c >= nelem(lenbase))
			fail("bad length code");
		len = lenbase[c] + bits(lenbits[c]);
		d = decode(dist);
		if(d >= 30)
			fail("bad distance code");
		/* from the fourth on, two codes share a number of extra bits */
		far = d < 4 ? d + 1 : ((2 + (d & 1)) << (d / 2 - 1)) + 1 + bits(d / 2 - 1);
		if(far > *total)
			fail("distance too far back");
		*total += len;
		for(; len > 0; len--)
			put(window[(wpos - far) & (Window - 1)]);
	}
}

static void
stored(vlong *total)
{
	int n;

	bitbuf = nbits = 0;
	n = getbyte();
	n |= getbyte() << 8;
	if(((getbyte() | getbyte() << 8) ^ n) != 0xFFFF)
		fail("bad stored block");
	for(*total += n; n > 0; n--)
		put(getbyte());
}

static void
fixed(vlong *total)
{
	Huff lit, dist;
	uchar len[Nlit];
	int i;

	for(i = 0; i < 144; i++)
		len[i] = 8;
	for(; i < 256; i++)
		len[i] = 9;
	for(; i < 280; i++)
		len[i] = 7;
	for(; i < 288; i++)
		len[i] = 8;
	makecodes(&lit, len, Nlit);
	memset(len, 5, 30);
	makecodes(&dist, len, 30);
	block(&lit, &dist, total);
}

static void
dynamic(vlong *total)
{
	static uchar order[] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
	Huff lit, dist;
	uchar len[Nlit + Ndist];
	int nlit, ndist, nlen, c, n, v;

	nlit = bits(5) + 257;
	ndist = bits(5) + 1;
	nlen = bits(4) + 4;
	memset(len, 0, sizeof len);
	for(int i = 0; i < nlen; i++)
		len[order[i]] = bits(3);
	makecodes(&lit, len, 19);
	for(int i = 0; i < nlit + ndist;) {
		c = decode(&lit);
		if(c < 16) {
			len[i++] = c;
			continue;
		}
		v = 0;
		if(c == 16) {
			if(i == 0)
				fail("bad code lengths");
			v = len[i - 1];
		}
		n = c == 16 ? 3 + bits(2) : c == 17 ? 3 + bits(3) : 11 + bits(7);
		if(i + n > nlit + ndist)
			fail("bad code lengths");
		for(; n > 0; n--)
			len[i++] = v;
	}
	makecodes(&lit, len, nlit);
	makecodes(&dist, len + nlit, ndist);
	block(&lit, &dist, total);
}

static void
inflate(void)
{
	vlong total;
	int last;

	bitbuf = nbits = wpos = 0;
	total = 0;
	do {
		last = bits(1);
		switch(bits(2)) {
		case 0:
			stored(&total);
			break;
		case 1:
			fixed(&total);
			break;
		case 2:
			dynamic(&total);
			break;
		default:
			fail("bad block");
		}
	} while(!last);
	flush();
}

static u32int
get4(void)
{
	u32int v;

	v = getbyte();
	v |= getbyte() << 8;
	v |= getbyte() << 16;
	return v | (u32int)getbyte() << 24;
}

enum
{
	Fhcrc = 2,
	Fextra = 4,
	Fname = 8,
	Fcomment = 16,
};

/* the header; its name for the file is the caller's to free, or nil */
static char *
header(u32int *mtime)
{
	char name[1024];
	int flags, n, c;

	if(getbyte() != 8)
		fail("unknown method");
	flags = getbyte();
	*mtime = get4();
	getbyte();
	getbyte();
	if(flags & Fextra) {
		n = getbyte();
		n |= getbyte() << 8;
		for(; n > 0; n--)
			getbyte();
	}
	n = 0;
	if(flags & Fname)
		while((c = getbyte()) != 0)
			if(n < sizeof name - 1)
				name[n++] = c;
	name[n] = 0;
	if(flags & Fcomment)
		while(getbyte() != 0)
			;
	if(flags & Fhcrc) {
		getbyte();
		getbyte();
	}
	return n > 0 ? strdup(name) : nil;
}

/* what gunzip calls the result */
static char *
outname(char *file, char *stored)
{
	char *s;
	int n;

	if(stored != nil) {
		s = strrchr(stored, '/');
		return strdup(s ? s + 1 : stored);
	}
	s = strrchr(file, '/');
	s = strdup(s ? s + 1 : file);
	n = s ? strlen(s) : 0;
	if(n > 3 && strcmp(s + n - 3, ".gz") == 0)
		s[n - 3] = 0;
	else if(n > 4 && strcmp(s + n - 4, ".tgz") == 0)
		strcpy(s + n - 4, ".tar");
	else
		return nil;
	return s;
}

/* all members of a file; the first says its name */
static void
members(char *file)
{
	char *name, *to;
	u32int mtime;
	Dir d;
	int c, first;

	for(first = 1;; first = 0) {
		c = Bgetc(in);
		if(c < 0 && !first)
			return;
		if(c == 0 && !first)
			continue; /* padding */
		if(c != 0x1f || Bgetc(in) != 0x8b)
			fail("not a gzip file");
		name = header(&mtime);
		if(first && tflag)
			out = -1;
		else if(first && (cflag || file == nil))
			out = 1;
		else if(first) {
			to = outname(file, name);
			if(to == nil)
				fail("no name for the result");
			out = create(to, OWRITE, 0666);
			if(out < 0)
				sysfatal("can't create %s: %r", to);
			if(vflag)
				fprint(2, "extracting %s\n", to);
			free(to);
		}
		free(name);
		crc = 0xFFFFFFFF;
		outlen = 0;
		inflate();
		if(get4() != (crc ^ 0xFFFFFFFF))
			fail("crc mismatch");
		if(get4() != outlen)
			fail("length mismatch");
		if(out > 1 && Tflag && mtime != 0) {
			nulldir(&d);
			d.mtime = mtime;
			dirfwstat(out, &d);
		}
	}
}

static void
gunzip(char *file)
{
	out = -1;
	in = file ? Bopen(file, OREAD) : Bfdopen(0, OREAD);
	if(in == nil) {
		fprint(2, "gunzip: can't open %s: %r\n", file);
		status = "errors";
		return;
	}
	if(setjmp(failed)) {
		fprint(2, "gunzip: %s: %s\n", file ? file : "<stdin>", why);
		status = "errors";
	} else {
		members(file);
		if(tflag && vflag)
			fprint(2, "%s: ok\n", file ? file : "<stdin>");
	}
	if(out > 1)
		close(out);
	Bterm(in);
}

static void
usage(void)
{
	fprint(2, "usage: gunzip [-ctTv] [file ...]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	ARGBEGIN
	{
	case 'c':
		cflag = 1;
		break;
	case 't':
		tflag = 1;
		break;
	case 'T':
		Tflag = 1;
		break;
	case 'v':
		vflag = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc == 0)
		gunzip(nil);
	for(int i = 0; i < argc; i++)
		gunzip(argv[i]);
	exits(status);
}
