/*
 * wc: count lines, words, runes, bad UTF-8 and bytes.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>

typedef struct Count Count;
struct Count
{
	uvlong lines, words, runes, bad, bytes;
};

static int lflag, wflag, rflag, bflag, cflag;
static char *status;

static void
usage(void)
{
	fprint(2, "usage: wc [-lwrbc] [file ...]\n");
	exits("usage");
}

static void
report(Count *c, char *name)
{
	char *s, buf[200];

	s = buf;
	*s = 0;
	if(lflag)
		s = seprint(s, buf + sizeof buf, " %7llud", c->lines);
	if(wflag)
		s = seprint(s, buf + sizeof buf, " %7llud", c->words);
	if(rflag)
		s = seprint(s, buf + sizeof buf, " %7llud", c->runes);
	if(bflag)
		s = seprint(s, buf + sizeof buf, " %7llud", c->bad);
	if(cflag)
		seprint(s, buf + sizeof buf, " %7llud", c->bytes);
	print("%s%s%s\n", buf + 1, name ? " " : "", name ? name : "");
}

/* n bytes at s, more of which will come unless last; says how many were used */
static long
count(Count *c, uchar *s, long n, int last, int *inword)
{
	uchar *p, *e;
	Rune r;
	int w;

	p = s;
	e = s + n;
	while(p < e) {
		r = *p;
		w = 1;
		if(r >= Runeself) {
			if(!last && !fullrune((char *)p, e - p))
				break;
			/* the buffer has NULs behind it */
			w = chartorune(&r, (char *)p);
			if(r == Runeerror && w == 1) {
				c->bad++;
				p++;
				continue;
			}
		}
		c->runes++;
		p += w;
		if(r == '\n')
			c->lines++;
		if(r == ' ' || r == '\t' || r == '\n' || (r >= Runeself && isspacerune(r)))
			*inword = 0;
		else if(!*inword) {
			*inword = 1;
			c->words++;
		}
	}
	c->bytes += p - s;
	return p - s;
}

static int
wc(int fd, char *name, Count *total)
{
	static uchar buf[64 * 1024 + UTFmax];
	Count c;
	long n, have, used;
	int inword;

	memset(&c, 0, sizeof c);
	have = inword = 0;
	while((n = read(fd, buf + have, sizeof buf - UTFmax - have)) > 0) {
		have += n;
		memset(buf + have, 0, UTFmax);
		used = count(&c, buf, have, 0, &inword);
		have -= used;
		memmove(buf, buf + used, have);
	}
	if(n < 0) {
		fprint(2, "wc: error reading %s: %r\n", name ? name : "<stdin>");
		return -1;
	}
	memset(buf + have, 0, UTFmax);
	count(&c, buf, have, 1, &inword);
	report(&c, name);
	total->lines += c.lines;
	total->words += c.words;
	total->runes += c.runes;
	total->bad += c.bad;
	total->bytes += c.bytes;
	return 0;
}

void
main(int argc, char **argv)
{
	Count total;
	int fd;

	ARGBEGIN
	{
	case 'l':
		lflag = 1;
		break;
	case 'w':
		wflag = 1;
		break;
	case 'r':
		rflag = 1;
		break;
	case 'b':
		bflag = 1;
		break;
	case 'c':
		cflag = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(!(lflag || wflag || rflag || bflag || cflag))
		lflag = wflag = cflag = 1;
	memset(&total, 0, sizeof total);
	if(argc == 0 && wc(0, nil, &total) < 0)
		status = "errors";
	for(int i = 0; i < argc; i++) {
		fd = open(argv[i], OREAD);
		if(fd < 0) {
			fprint(2, "wc: can't open %s: %r\n", argv[i]);
			status = "errors";
			continue;
		}
		if(wc(fd, argv[i], &total) < 0)
			status = "errors";
		close(fd);
	}
	if(argc > 1)
		report(&total, "total");
	exits(status);
}
