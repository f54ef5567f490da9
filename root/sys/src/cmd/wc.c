/*
 * wc: count lines, words, runes, bad UTF-8 and bytes.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

typedef struct Count Count;
struct Count
{
	uvlong lines, words, runes, bad, bytes;
};

static uchar flag[Runeself]; /* by letter */
static Count total;

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
	if(flag['l'])
		s = seprint(s, buf + sizeof buf, " %7llud", c->lines);
	if(flag['w'])
		s = seprint(s, buf + sizeof buf, " %7llud", c->words);
	if(flag['r'])
		s = seprint(s, buf + sizeof buf, " %7llud", c->runes);
	if(flag['b'])
		s = seprint(s, buf + sizeof buf, " %7llud", c->bad);
	if(flag['c'])
		seprint(s, buf + sizeof buf, " %7llud", c->bytes);
	if(print("%s%s%s\n", buf + 1, name ? " " : "", name ? name : "") < 0)
		sysfatal("write error: %r");
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

static char *
wc(int fd, char *name)
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
		return "errors";
	}
	memset(buf + have, 0, UTFmax);
	count(&c, buf, have, 1, &inword);
	report(&c, name);
	total.lines += c.lines;
	total.words += c.words;
	total.runes += c.runes;
	total.bad += c.bad;
	total.bytes += c.bytes;
	return nil;
}

void
main(int argc, char **argv)
{
	char *status;

	ARGBEGIN
	{
	case 'l':
	case 'w':
	case 'r':
	case 'b':
	case 'c':
		flag[ARGC()] = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(!(flag['l'] || flag['w'] || flag['r'] || flag['b'] || flag['c']))
		flag['l'] = flag['w'] = flag['c'] = 1;
	status = eachfile(argc, argv, "errors", wc);
	if(argc > 1)
		report(&total, "total");
	exits(status);
}
