/*
 * gzip: compress files (RFC 1951 and 1952).  The input is read a block at a time; strings
 * that were there before are found through hash chains, and each block gets Huffman codes
 * of its own.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>

enum
{
	Window = 32 * 1024,
	Bufsize = 2 * Window, /* what was, and what comes */
	Hashbits = 15,
	Minmatch = 3,
	Maxmatch = 258,
	Blocksyms = 16 * 1024, /* symbols a block */
	Maxbits = 15,
	Nlit = 286,
	Ndist = 30,
	Nlen = 19,
};

typedef struct Sym Sym;
struct Sym
{
	ushort lit;  /* a byte, or the length of a match */
	ushort dist; /* 0: a byte */
};

static int cflag, vflag, level = 6;
static char *status;

/* one file */
static int infd;
static Biobuf *out;
static uchar buf[Bufsize];
static long have, pos; /* bytes in buf, next one to code */
static int eof;
static long head[1 << Hashbits], prev[Bufsize]; /* positions plus one */
static Sym syms[Blocksyms];
static int nsyms;
static ulong bitbuf;
static int nbits;
static u32int crc;
static vlong inlen;

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

static void
putbits(uint v, int n)
{
	bitbuf |= (ulong)v << nbits;
	for(nbits += n; nbits >= 8; nbits -= 8) {
		Bputc(out, bitbuf & 0xFF);
		bitbuf >>= 8;
	}
}

/* --- Huffman codes --- */

typedef struct Code Code;
struct Code
{
	uchar len[Nlit];
	ushort bits[Nlit]; /* reversed, since they are sent from the top */
};

static int
lightest(ulong *w, int *parent, int n)
{
	int best;

	best = -1;
	for(int i = 0; i < n; i++)
		if(w[i] && parent[i] < 0 && (best < 0 || w[i] < w[best]))
			best = i;
	return best;
}

/* lengths of codes of at most max bits; when some get longer the weights are made more equal */
static void
lengths(ulong *freq, int n, int max, uchar *len)
{
	static ulong w[2 * Nlit];
	static int parent[2 * Nlit];
	int a, b, nodes, longest, d, flat;

	for(flat = 0;; flat++) {
		for(int i = 0; i < n; i++) {
			w[i] = freq[i] ? (freq[i] >> flat) + 1 : 0;
			parent[i] = -1;
		}
		for(nodes = n;; nodes++) {
			a = lightest(w, parent, nodes);
			if(a < 0)
				break;
			parent[a] = nodes;
			b = lightest(w, parent, nodes);
			if(b < 0) {
				parent[a] = -2;
				break;
			}
			parent[b] = nodes;
			w[nodes] = w[a] + w[b];
			parent[nodes] = -1;
		}
		longest = 0;
		for(int i = 0; i < n; i++) {
			d = 0;
			if(freq[i])
				for(int k = i; parent[k] >= 0; k = parent[k])
					d++;
			if(freq[i] && d == 0)
				d = 1; /* the only one */
			len[i] = d;
			if(d > longest)
				longest = d;
		}
		if(longest <= max)
			return;
	}
}

static void
assign(Code *c, int n)
{
	int count[Maxbits + 1], next[Maxbits + 1], code, v;

	memset(count, 0, sizeof count);
	for(int i = 0; i < n; i++)
		count[c->len[i]]++;
	count[0] = code = 0;
	for(int i = 1; i <= Maxbits; i++) {
		code = (code + count[i - 1]) << 1;
		next[i] = code;
	}
	for(int i = 0; i < n; i++) {
		if(c->len[i] == 0)
			continue;
		v = next[c->len[i]]++;
		c->bits[i] = 0;
		for(int k = 0; k < c->len[i]; k++)
			c->bits[i] |= (v >> k & 1) << (c->len[i] - 1 - k);
	}
}

/* --- symbols for lengths and distances, and their extra bits --- */

static ushort lenbase[] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
			   31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
static uchar lenbits[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
			  2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};

static int
lencode(int len)
{
	int i;

	for(i = nelem(lenbase) - 1; lenbase[i] > len; i--)
		;
	return i;
}

static int
distbase(int code)
{
	return code < 4 ? code + 1 : ((2 + (code & 1)) << (code / 2 - 1)) + 1;
}

static int
distcode(int dist)
{
	int i;

	for(i = Ndist - 1; distbase(i) > dist; i--)
		;
	return i;
}

/* the lengths of both codes are sent with runs: 16 repeats, 17 and 18 are zeros */
static int
runs(uchar *len, int n, uchar *sym, uchar *extra)
{
	int k, i, run;

	k = 0;
	for(i = 0; i < n; i += run) {
		for(run = 1; i + run < n && len[i + run] == len[i]; run++)
			;
		if(len[i] == 0 && run >= 3) {
			if(run > 138)
				run = 138;
			sym[k] = run < 11 ? 17 : 18;
			extra[k++] = run < 11 ? run - 3 : run - 11;
		} else if(run >= 4) {
			if(run > 7)
				run = 7;
			sym[k++] = len[i];
			sym[k] = 16;
			extra[k++] = run - 4;
		} else {
			run = 1;
			sym[k++] = len[i];
		}
	}
	return k;
}

static void
putcodes(Code *lit, int nlit, Code *dist, int ndist)
{
	static uchar order[] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
	static Code c;
	uchar all[Nlit + Ndist], sym[Nlit + Ndist], extra[Nlit + Ndist];
	ulong freq[Nlen];
	int n, nlen;

	memmove(all, lit->len, nlit);
	memmove(all + nlit, dist->len, ndist);
	n = runs(all, nlit + ndist, sym, extra);
	memset(freq, 0, sizeof freq);
	for(int i = 0; i < n; i++)
		freq[sym[i]]++;
	memset(&c, 0, sizeof c);
	lengths(freq, Nlen, 7, c.len);
	assign(&c, Nlen);
	for(nlen = Nlen; nlen > 4 && c.len[order[nlen - 1]] == 0; nlen--)
		;
	putbits(nlit - 257, 5);
	putbits(ndist - 1, 5);
	putbits(nlen - 4, 4);
	for(int i = 0; i < nlen; i++)
		putbits(c.len[order[i]], 3);
	for(int i = 0; i < n; i++) {
		putbits(c.bits[sym[i]], c.len[sym[i]]);
		if(sym[i] >= 16)
			putbits(extra[i], sym[i] == 16 ? 2 : sym[i] == 17 ? 3 : 7);
	}
}

static void
putblock(int last)
{
	static Code lit, dist;
	ulong lfreq[Nlit], dfreq[Ndist];
	int nlit, ndist, c, extra;
	Sym *s;

	memset(lfreq, 0, sizeof lfreq);
	memset(dfreq, 0, sizeof dfreq);
	for(s = syms; s < syms + nsyms; s++)
		if(s->dist == 0)
			lfreq[s->lit]++;
		else {
			lfreq[257 + lencode(s->lit)]++;
			dfreq[distcode(s->dist)]++;
		}
	lfreq[256] = 1;
	lengths(lfreq, Nlit, Maxbits, lit.len);
	lengths(dfreq, Ndist, Maxbits, dist.len);
	assign(&lit, Nlit);
	assign(&dist, Ndist);
	for(nlit = Nlit; nlit > 257 && lit.len[nlit - 1] == 0; nlit--)
		;
	for(ndist = Ndist; ndist > 1 && dist.len[ndist - 1] == 0; ndist--)
		;
	putbits(last, 1);
	putbits(2, 2);
	putcodes(&lit, nlit, &dist, ndist);
	for(s = syms; s < syms + nsyms; s++) {
		if(s->dist == 0) {
			putbits(lit.bits[s->lit], lit.len[s->lit]);
			continue;
		}
		c = lencode(s->lit);
		putbits(lit.bits[257 + c], lit.len[257 + c]);
		putbits(s->lit - lenbase[c], lenbits[c]);
		c = distcode(s->dist);
		putbits(dist.bits[c], dist.len[c]);
		extra = c < 4 ? 0 : c / 2 - 1;
		putbits(s->dist - distbase(c), extra);
	}
	putbits(lit.bits[256], lit.len[256]);
	nsyms = 0;
}

static void
emit(int lit, int dist)
{
	syms[nsyms].lit = lit;
	syms[nsyms++].dist = dist;
	if(nsyms == Blocksyms)
		putblock(0);
}

/* --- finding strings --- */

/* keep a window of what was, and read behind it */
static void
fill(void)
{
	long n, shift;

	if(pos >= Window + Window / 2) {
		shift = pos - Window;
		memmove(buf, buf + shift, have - shift);
		memmove(prev, prev + shift, (have - shift) * sizeof *prev);
		for(int i = 0; i < nelem(head); i++)
			head[i] = head[i] > shift ? head[i] - shift : 0;
		for(long i = 0; i < have - shift; i++)
			prev[i] = prev[i] > shift ? prev[i] - shift : 0;
		have -= shift;
		pos -= shift;
	}
	while(!eof && have < Bufsize) {
		n = read(infd, buf + have, Bufsize - have);
		if(n < 0)
			sysfatal("read error: %r");
		if(n == 0)
			eof = 1;
		crc = crc32(crc, buf + have, n);
		inlen += n;
		have += n;
	}
}

static uint
hash(uchar *p)
{
	return ((p[0] << 16 | p[1] << 8 | p[2]) * 2654435761U) >> (32 - Hashbits);
}

static void
insert(long p)
{
	uint h;

	if(p + Minmatch > have)
		return;
	h = hash(buf + p);
	prev[p] = head[h];
	head[h] = p + 1;
}

/* the longest string before p that is also at p */
static int
longest(long p, int *dist)
{
	long q, max, n;
	int best, tries;

	best = 0;
	max = have - p < Maxmatch ? have - p : Maxmatch;
	if(max < Minmatch)
		return 0;
	tries = 4 << level;
	for(q = head[hash(buf + p)]; q > 0 && p - (q - 1) <= Window && tries > 0;
	    q = prev[q - 1], tries--) {
		for(n = 0; n < max && buf[q - 1 + n] == buf[p + n]; n++)
			;
		if(n > best) {
			best = n;
			*dist = p - (q - 1);
			if(n == max)
				break;
		}
	}
	return best >= Minmatch ? best : 0;
}

/* a match waits for the next byte, where there may be a longer one */
static void
deflate(void)
{
	int len, dist, nlen, ndist;

	for(;;) {
		if(have - pos <= Maxmatch + 1)
			fill();
		if(pos == have)
			break;
		len = longest(pos, &dist);
		insert(pos);
		if(len > 0 && len < 64 && level > 3 && pos + 1 < have) {
			nlen = longest(pos + 1, &ndist);
			if(nlen > len)
				len = 0;
		}
		if(len == 0) {
			emit(buf[pos++], 0);
			continue;
		}
		emit(len, dist);
		for(pos++, len--; len > 0; len--)
			insert(pos++);
	}
	putblock(1);
	putbits(0, 7);
	bitbuf = nbits = 0;
}

static void
put4(u32int v)
{
	for(int i = 0; i < 4; i++)
		Bputc(out, v >> 8 * i & 0xFF);
}

static void
compress(char *name, ulong mtime)
{
	char *elem;

	have = pos = eof = nsyms = nbits = bitbuf = inlen = 0;
	memset(head, 0, sizeof head);
	crc = 0xFFFFFFFF;
	elem = name ? strrchr(name, '/') : nil;
	elem = elem ? elem + 1 : name;
	Bwrite(out, "\x1f\x8b\x08", 3);
	Bputc(out, elem ? 8 : 0);
	put4(mtime);
	Bputc(out, level == 9 ? 2 : 0);
	Bputc(out, 255);
	if(elem)
		Bwrite(out, elem, strlen(elem) + 1);
	deflate();
	put4(crc ^ 0xFFFFFFFF);
	put4(inlen);
}

static char *
outname(char *file)
{
	char *s;
	int n;

	s = strrchr(file, '/');
	s = s ? s + 1 : file;
	n = strlen(s);
	if(n > 4 && strcmp(s + n - 4, ".tar") == 0)
		return smprint("%.*s.tgz", utfnlen(s, n - 4), s);
	return smprint("%s.gz", s);
}

static void
gzip(char *file)
{
	Dir *d;
	char *to;

	infd = open(file, OREAD);
	d = infd < 0 ? nil : dirfstat(infd);
	if(d == nil) {
		fprint(2, "gzip: can't open %s: %r\n", file);
		status = "errors";
		return;
	}
	if(d->mode & DMDIR) {
		fprint(2, "gzip: %s is a directory\n", file);
		status = "errors";
		close(infd);
		free(d);
		return;
	}
	to = cflag ? strdup("<stdout>") : outname(file);
	if(to == nil)
		sysfatal("no memory: %r");
	out = cflag ? Bfdopen(1, OWRITE) : Bopen(to, OWRITE);
	if(out == nil)
		sysfatal("can't create %s: %r", to);
	if(vflag)
		fprint(2, "compressing %s to %s\n", file, to);
	compress(file, d->mtime);
	if(Bflush(out) < 0)
		sysfatal("error writing %s: %r", to);
	Bterm(out);
	free(to);
	free(d);
	close(infd);
}

static void
usage(void)
{
	fprint(2, "usage: gzip [-vc] [-1-9] [file ...]\n");
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
	case 'v':
		vflag = 1;
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
	if(argc == 0) {
		infd = 0;
		out = Bfdopen(1, OWRITE);
		compress(nil, 0);
		if(Bflush(out) < 0)
			sysfatal("write error: %r");
	}
	for(int i = 0; i < argc; i++)
		gzip(argv[i]);
	exits(status);
}
