/*
 * sort: sort or merge the lines of files, by all of the line or by keys in it.  It is done in
 * memory.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>

typedef struct Key Key;
typedef struct Line Line;
struct Key
{
	int beg, begchar; /* fields before the key, characters before it in that field */
	int end, endchar; /* where it ends; end < 0: with the line */
	int flags;
	int own; /* has flags of its own */
};
struct Line
{
	char *s;
	long seq; /* for stability */
};
enum
{
	Fblank = 1 << 0,
	Fdict = 1 << 1,
	Ffold = 1 << 2,
	Fignore = 1 << 3,
	Fmonth = 1 << 4,
	Fnum = 1 << 5,
	Ffloat = 1 << 6,
	Frev = 1 << 7,
	Fwhite = 1 << 8,
};

static int cflag, mflag, uflag;
static Rune tab; /* 0: blanks */
static int global;
static Key *keys;
static int nkeys;
static Line *lines;
static long nlines, maxlines;
static char *outfile;

static void *
check(void *p)
{
	if(p == nil)
		sysfatal("no memory: %r");
	return p;
}

static void
usage(void)
{
	fprint(2, "usage: sort [-cmuMbdfginrw] [-t x] [+pos1 [-pos2] ...] [-k pos1[,pos2]] ...\n"
		  "\t[-o output] [-T dir ...] [file ...]\n");
	exits("usage");
}

static int
flagbit(int c)
{
	switch(c) {
	case 'b':
		return Fblank;
	case 'd':
		return Fdict;
	case 'f':
		return Ffold;
	case 'i':
		return Fignore;
	case 'M':
		return Fmonth;
	case 'n':
		return Fnum;
	case 'g':
		return Ffloat;
	case 'r':
		return Frev;
	case 'w':
		return Fwhite;
	}
	return 0;
}

static char *
skipblanks(char *s)
{
	return s + strspn(s, " \t");
}

/* the start of field n, counted from 0, blanks before it included */
static char *
field(char *s, int n)
{
	Rune r;
	int w;

	for(; n > 0 && *s; n--) {
		if(tab == 0) {
			s = skipblanks(s);
			s += strcspn(s, " \t");
			continue;
		}
		while(*s) {
			w = chartorune(&r, s);
			s += w;
			if(r == tab)
				break;
		}
	}
	return s;
}

static char *
fieldend(char *s)
{
	char *p;

	if(tab == 0) {
		s = skipblanks(s);
		return s + strcspn(s, " \t");
	}
	p = utfrune(s, tab);
	return p ? p : s + strlen(s);
}

static char *
skipchars(char *s, int n)
{
	Rune r;

	for(; n > 0 && *s; n--)
		s += chartorune(&r, s);
	return s;
}

/* the key k of line s runs from the result to *e */
static char *
extract(Key *k, char *s, char **e)
{
	char *p;

	p = field(s, k->beg);
	if(k->flags & Fblank)
		p = skipblanks(p);
	p = skipchars(p, k->begchar);
	if(k->end < 0)
		*e = s + strlen(s);
	else if(k->endchar < 0)
		*e = fieldend(field(s, k->end));
	else {
		*e = field(s, k->end);
		if(k->flags & Fblank)
			*e = skipblanks(*e);
		*e = skipchars(*e, k->endchar);
	}
	if(*e < p)
		*e = p;
	return p;
}

static int
isdict(Rune r)
{
	return isalpharune(r) || isdigitrune(r) || r == ' ' || r == '\t';
}

/* the next rune of a key that counts, or -1 */
static long
nextrune(char **s, char *e, int flags)
{
	Rune r;

	while(*s < e) {
		*s += chartorune(&r, *s);
		if((flags & Fdict) && !isdict(r))
			continue;
		if((flags & Fignore) && (r < ' ' || r == 0x7f))
			continue;
		if((flags & Fwhite) && (r == ' ' || r == '\t'))
			continue;
		return flags & Ffold ? tolowerrune(r) : r;
	}
	return -1;
}

static int
cmptext(char *a, char *ae, char *b, char *be, int flags)
{
	long x, y;
	int n, c;

	if((flags & (Fdict | Fignore | Ffold | Fwhite)) == 0) {
		n = ae - a < be - b ? ae - a : be - b;
		c = memcmp(a, b, n);
		if(c == 0)
			c = ae - a < be - b ? -1 : ae - a > be - b;
		return c;
	}
	do {
		x = nextrune(&a, ae, flags);
		y = nextrune(&b, be, flags);
	} while(x == y && x >= 0);
	return x < y ? -1 : x > y;
}

typedef struct Num Num;
struct Num
{
	int neg;
	char *i, *ie; /* digits before the point, without leading zeros */
	char *f, *fe; /* after it, without trailing ones */
};

static void
getnum(char *s, char *e, Num *n)
{
	while(s < e && (*s == ' ' || *s == '\t'))
		s++;
	n->neg = s < e && *s == '-';
	if(s < e && (*s == '-' || *s == '+'))
		s++;
	while(s < e && *s == '0')
		s++;
	for(n->i = s; s < e && *s >= '0' && *s <= '9';)
		s++;
	n->ie = s;
	n->f = n->fe = s;
	if(s < e && *s == '.') {
		for(n->f = ++s; s < e && *s >= '0' && *s <= '9';)
			s++;
		for(n->fe = s; n->fe > n->f && n->fe[-1] == '0';)
			n->fe--;
	}
	if(n->i == n->ie && n->f == n->fe)
		n->neg = 0;
}

/* numbers of any length */
static int
cmpnum(char *a, char *ae, char *b, char *be)
{
	Num x, y;
	int c;

	getnum(a, ae, &x);
	getnum(b, be, &y);
	if(x.neg != y.neg)
		return x.neg ? -1 : 1;
	c = (x.ie - x.i > y.ie - y.i) - (x.ie - x.i < y.ie - y.i);
	if(c == 0)
		c = memcmp(x.i, y.i, x.ie - x.i);
	if(c == 0)
		c = cmptext(x.f, x.fe, y.f, y.fe, 0);
	return x.neg ? -c : c;
}

static double
getfloat(char *s, char *e)
{
	double d;
	char c;

	c = *e;
	*e = 0;
	d = strtod(s, nil);
	*e = c;
	return d;
}

static int
getmonth(char *s, char *e)
{
	static char *names = "jan feb mar apr may jun jul aug sep oct nov dec ";

	while(s < e && (*s == ' ' || *s == '\t'))
		s++;
	if(e - s >= 3)
		for(int m = 0; m < 12; m++)
			if(cistrncmp(s, names + 4 * m, 3) == 0)
				return m;
	return -1;
}

static int
cmpkey(Key *k, char *a, char *b)
{
	char *ae, *be;
	double x, y;
	int c, m, n;

	a = extract(k, a, &ae);
	b = extract(k, b, &be);
	if(k->flags & Fmonth) {
		m = getmonth(a, ae);
		n = getmonth(b, be);
		c = m < n ? -1 : m > n;
	} else if(k->flags & Fnum)
		c = cmpnum(a, ae, b, be);
	else if(k->flags & Ffloat) {
		x = getfloat(a, ae);
		y = getfloat(b, be);
		c = x < y ? -1 : x > y;
	} else
		c = cmptext(a, ae, b, be, k->flags);
	return k->flags & Frev ? -c : c;
}

static int
cmpkeys(char *a, char *b)
{
	int c;

	for(int i = 0; i < nkeys; i++)
		if((c = cmpkey(&keys[i], a, b)) != 0)
			return c;
	return 0;
}

static int
compare(const void *va, const void *vb)
{
	const Line *a, *b;
	int c;

	a = va;
	b = vb;
	c = cmpkeys(a->s, b->s);
	if(c == 0 && !uflag) {
		c = strcmp(a->s, b->s);
		if(global & Frev)
			c = -c;
	}
	return c ? c : a->seq < b->seq ? -1 : a->seq > b->seq;
}

static char *
position(char *s, int *f, int *c)
{
	*f = strtol(s, &s, 10);
	if(*s == '.')
		*c = strtol(s + 1, &s, 10);
	return s;
}

static void
keyflags(Key *k, char *s)
{
	int b;

	for(; *s && *s != ','; s++) {
		if((b = flagbit(*s)) == 0)
			usage();
		k->flags |= b;
		k->own = 1;
	}
}

static Key *
newkey(void)
{
	Key *k;

	keys = check(realloc(keys, (nkeys + 1) * sizeof *keys));
	k = &keys[nkeys++];
	memset(k, 0, sizeof *k);
	k->end = -1;
	k->endchar = -1;
	return k;
}

/* -k 2.3n,4: fields and characters count from 1, and the last is part of the key */
static void
addkey(char *s)
{
	Key *k;
	char *p;

	k = newkey();
	p = position(s, &k->beg, &k->begchar);
	if(p == s || k->beg < 1)
		usage();
	k->beg--;
	if(k->begchar > 0)
		k->begchar--;
	keyflags(k, p);
	p = strchr(p, ',');
	if(p == nil)
		return;
	s = p + 1;
	p = position(s, &k->end, &k->endchar);
	if(p == s || k->end < 1)
		usage();
	k->end--;
	if(k->endchar == 0)
		k->endchar = -1;
	keyflags(k, p);
}

/* +pos1 and -pos2: they count from 0, and the last is the first after the key */
static void
oldkey(char *s)
{
	Key *k;
	int f, c;
	char *p;

	c = 0;
	p = position(s + 1, &f, &c);
	if(*s == '+') {
		k = newkey();
		k->beg = f;
		k->begchar = c;
	} else {
		if(nkeys == 0)
			usage();
		k = &keys[nkeys - 1];
		k->end = f;
		k->endchar = c;
		if(c == 0) { /* it ends with the field before */
			k->end--;
			k->endchar = -1;
			if(f == 0)
				usage();
		}
	}
	keyflags(k, p);
}

static void
readlines(char *name)
{
	Biobuf *b;
	char *s;

	b = strcmp(name, "-") == 0 ? Bfdopen(0, OREAD) : Bopen(name, OREAD);
	if(b == nil)
		sysfatal("can't open %s: %r", name);
	while((s = Brdstr(b, '\n', 1)) != nil) {
		if(nlines == maxlines) {
			maxlines = maxlines ? 2 * maxlines : 1024;
			lines = check(realloc(lines, maxlines * sizeof *lines));
		}
		lines[nlines].s = s;
		lines[nlines].seq = nlines;
		nlines++;
	}
	Bterm(b);
}

static void
checkorder(void)
{
	int c;

	for(long i = 1; i < nlines; i++) {
		c = cmpkeys(lines[i - 1].s, lines[i].s);
		if(c == 0 && !uflag)
			c = compare(&lines[i - 1], &lines[i]);
		else if(c == 0)
			c = 1;
		if(c > 0) {
			fprint(2, "sort: -c file not in sort at line %ld\n", i + 1);
			exits("not sorted");
		}
	}
	exits(nil);
}

static void
output(void)
{
	Biobuf *b;

	b = outfile ? Bopen(outfile, OWRITE) : Bfdopen(1, OWRITE);
	if(b == nil)
		sysfatal("can't create %s: %r", outfile);
	for(long i = 0; i < nlines; i++)
		if(!uflag || i == 0 || cmpkeys(lines[i - 1].s, lines[i].s) != 0)
			if(Bprint(b, "%s\n", lines[i].s) < 0)
				sysfatal("write error: %r");
	if(Bterm(b) < 0)
		sysfatal("write error: %r");
}

/* the letters of one argument; says how many arguments it took */
static int
options(char *s, char *nextarg)
{
	for(s++; *s; s++)
		switch(*s) {
		case 'c':
			cflag = 1;
			break;
		case 'm':
			mflag = 1; /* a sort merges too */
			break;
		case 'u':
			uflag = 1;
			break;
		case 't':
		case 'k':
		case 'o':
		case 'T':
		case 'l': {
			char *a;

			a = s[1] ? s + 1 : nextarg;
			if(a == nil)
				usage();
			if(*s == 't')
				chartorune(&tab, strcmp(a, "\\t") == 0 ? "\t" : a);
			else if(*s == 'k')
				addkey(a);
			else if(*s == 'o')
				outfile = a;
			return s[1] ? 1 : 2;
		}
		default:
			if(flagbit(*s) == 0)
				usage();
			global |= flagbit(*s);
		}
	return 1;
}

void
main(int argc, char **argv)
{
	int i;

	argv0 = argv[0];
	for(i = 1; i < argc;) {
		if(strcmp(argv[i], "--") == 0) {
			i++;
			break;
		}
		if((argv[i][0] == '+' || argv[i][0] == '-') && argv[i][1] >= '0' &&
		   argv[i][1] <= '9')
			oldkey(argv[i++]);
		else if(argv[i][0] == '-' && argv[i][1])
			i += options(argv[i], argv[i + 1]);
		else
			break;
	}
	if(nkeys == 0)
		newkey();
	for(int k = 0; k < nkeys; k++)
		if(!keys[k].own)
			keys[k].flags = global;
	if(i == argc)
		readlines("-");
	for(; i < argc; i++)
		readlines(argv[i]);
	if(cflag)
		checkorder();
	qsort(lines, nlines, sizeof *lines, compare);
	output();
	exits(nil);
}
