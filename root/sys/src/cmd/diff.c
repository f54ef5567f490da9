/*
 * diff: the differences of files, or of the files in directories.  A shortest list of changes
 * is found by Myers' method of the middle snake, which needs memory for a line's number only.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>

typedef struct File File;
typedef struct Sline Sline;
typedef struct Change Change;
struct Sline
{
	char *s;
	ulong hash;
	int class; /* equal lines have the same */
};
struct File
{
	char *name;
	Sline *l;
	long n;
	char *changed; /* one for each line */
	int nonl;      /* the last line has no newline */
};
struct Change
{
	long a, b, c, d; /* lines a to b-1 of the first become c to d-1 of the second */
};

enum
{
	Context = 3,
	Maxcost = 2000, /* changes to look for before a shortest way is given up */
};

static int mode; /* e f n c a u or 0 */
static int bflag, wflag, rflag, mflag;
static int anychange, trouble;
static Biobuf bout;
static Change *changes;
static long nchanges;

static void
usage(void)
{
	fprint(2, "usage: diff [-abcefmnruw] file1 ... file2\n");
	exits("usage");
}

/* the next character as -b and -w want it: a run of blanks is one, or none */
static int
getch(uchar **p)
{
	uchar *s;
	int c;

	s = *p;
	c = *s;
	if((bflag || wflag) && (c == ' ' || c == '\t' || c == '\r')) {
		while(*s == ' ' || *s == '\t' || *s == '\r')
			s++;
		*p = s;
		if(*s == 0)
			return 0;
		if(bflag && !wflag)
			return ' ';
		c = *s;
	}
	if(c != 0)
		*p = s + 1;
	return c;
}

static int
sameline(char *a, char *b)
{
	uchar *p, *q;
	int c;

	if(!bflag && !wflag)
		return strcmp(a, b) == 0;
	p = (uchar *)a;
	q = (uchar *)b;
	while((c = getch(&p)) == getch(&q))
		if(c == 0)
			return 1;
	return 0;
}

static ulong
hashline(char *s)
{
	uchar *p;
	ulong h;
	int c;

	h = 5381;
	for(p = (uchar *)s; (c = getch(&p)) != 0;)
		h = h * 33 + c;
	return h;
}

static int
readlines(Biobuf *b, File *f)
{
	char *s;
	long max;
	int len;

	max = 0;
	f->n = 0;
	f->l = nil;
	f->nonl = 0;
	while((s = Brdstr(b, '\n', 0)) != nil) {
		len = Blinelen(b);
		if(strlen(s) != len) {
			free(s);
			return 0; /* there is a NUL in it */
		}
		if(len > 0 && s[len - 1] == '\n')
			s[--len] = 0;
		else
			f->nonl = 1;
		if(f->n == max) {
			max = max ? 2 * max : 1024;
			f->l = check(realloc(f->l, max * sizeof *f->l));
		}
		f->l[f->n].s = s;
		f->l[f->n++].hash = hashline(s);
	}
	f->changed = check(mallocz(f->n + 1, 1));
	return 1;
}

static void
freefile(File *f)
{
	for(long i = 0; i < f->n; i++)
		free(f->l[i].s);
	free(f->l);
	free(f->changed);
	memset(f, 0, sizeof *f);
}

/* number the different lines; says how many there are */
static long
classify(File *a, File *b)
{
	Sline **table, *l;
	long size, nclass, i, h;

	for(size = 64; size < 2 * (a->n + b->n); size *= 2)
		;
	table = check(mallocz(size * sizeof *table, 1));
	nclass = 0;
	for(i = 0; i < a->n + b->n; i++) {
		l = i < a->n ? &a->l[i] : &b->l[i - a->n];
		for(h = l->hash & (size - 1); table[h] != nil; h = (h + 1) & (size - 1))
			if(table[h]->hash == l->hash && sameline(table[h]->s, l->s))
				break;
		if(table[h] == nil) {
			table[h] = l;
			l->class = nclass++;
		} else
			l->class = table[h]->class;
	}
	free(table);
	return nclass;
}

static File *fa, *fb;
static long *fwd, *bwd; /* furthest x on each diagonal */

/* lines that the other file has too: only these are compared */
typedef struct Common Common;
struct Common
{
	int *class;
	long *line;
	long n;
};
static Common ca, cb;

#define SAME(x, y) (ca.class[x] == cb.class[y])

/*
 * One more change: the diagonals in use, min to max, grow by one at each end with a path beside
 * them that loses against any other, or shrink where the box ends.
 */
static void
widen(long *path, long *min, long *max, long dmin, long dmax, long loser)
{
	if(*min > dmin)
		path[--*min - 1] = loser;
	else
		++*min;
	if(*max < dmax)
		path[++*max + 1] = loser;
	else
		--*max;
}

/* the way from the start that got furthest */
static void
furthest(long fmin, long fmax, long x1, long y1, long *mx, long *my)
{
	long x, y, best;

	best = -1;
	*mx = *my = 0;
	for(long d = fmin; d <= fmax; d += 2) {
		x = fwd[d] < x1 ? fwd[d] : x1;
		y = x - d;
		if(y > y1) {
			x -= y - y1;
			y = y1;
		}
		if(x + y > best) {
			best = x + y;
			*mx = x;
			*my = y;
		}
	}
}

/*
 * A point that some shortest path from (x0, y0) to (x1, y1) goes through: paths from both ends
 * grow by one change at a time until two meet.  Diagonals are numbered x-y.  When that takes
 * too long a point that is only good has to do.
 */
static void
middle(long x0, long x1, long y0, long y1, long *mx, long *my)
{
	long fmin, fmax, bmin, bmax, dmin, dmax, d, x, y, odd, cost;

	dmin = x0 - y1;
	dmax = x1 - y0;
	fmin = fmax = x0 - y0;
	bmin = bmax = x1 - y1;
	odd = (fmin - bmin) & 1;
	fwd[fmin] = x0;
	bwd[bmin] = x1;
	for(cost = 0;; cost++) {
		if(cost == Maxcost) {
			furthest(fmin, fmax, x1, y1, mx, my);
			return;
		}
		widen(fwd, &fmin, &fmax, dmin, dmax, -1);
		for(d = fmax; d >= fmin; d -= 2) {
			x = fwd[d - 1] >= fwd[d + 1] ? fwd[d - 1] + 1 : fwd[d + 1];
			for(y = x - d; x < x1 && y < y1 && SAME(x, y); x++)
				y++;
			fwd[d] = x;
			if(odd && bmin <= d && d <= bmax && bwd[d] <= x) {
				*mx = x;
				*my = y;
				return;
			}
		}
		widen(bwd, &bmin, &bmax, dmin, dmax, x1 + y1 + 2);
		for(d = bmax; d >= bmin; d -= 2) {
			x = bwd[d - 1] < bwd[d + 1] ? bwd[d - 1] : bwd[d + 1] - 1;
			for(y = x - d; x > x0 && y > y0 && SAME(x - 1, y - 1); x--)
				y--;
			bwd[d] = x;
			if(!odd && fmin <= d && d <= fmax && x <= fwd[d]) {
				*mx = x;
				*my = y;
				return;
			}
		}
	}
}

static void
compare(long x0, long x1, long y0, long y1)
{
	long mx, my;

	for(; x0 < x1 && y0 < y1 && SAME(x0, y0); x0++)
		y0++;
	for(; x0 < x1 && y0 < y1 && SAME(x1 - 1, y1 - 1); x1--)
		y1--;
	if(x0 == x1)
		for(; y0 < y1; y0++)
			fb->changed[cb.line[y0]] = 1;
	else if(y0 == y1)
		for(; x0 < x1; x0++)
			fa->changed[ca.line[x0]] = 1;
	else {
		middle(x0, x1, y0, y1, &mx, &my);
		compare(x0, mx, y0, my);
		compare(mx, x1, my, y1);
	}
}

static void
collect(void)
{
	long x, y, max;
	Change *c;

	free(changes);
	changes = nil;
	nchanges = max = 0;
	for(x = y = 0; x < fa->n || y < fb->n;) {
		if(!fa->changed[x] && !fb->changed[y]) {
			x++;
			y++;
			continue;
		}
		if(nchanges == max) {
			max = max ? 2 * max : 64;
			changes = check(realloc(changes, max * sizeof *changes));
		}
		c = &changes[nchanges++];
		c->a = x;
		c->c = y;
		while(x < fa->n && fa->changed[x])
			x++;
		while(y < fb->n && fb->changed[y])
			y++;
		c->b = x;
		c->d = y;
	}
}

/* output: lines count from 1, and an empty range is named by the line before it */
static void
range(long from, long to, char *sep)
{
	if(to - from > 1)
		Bprint(&bout, "%ld%s%ld", from + 1, sep, to);
	else
		Bprint(&bout, "%ld", to);
}

static void
put(File *f, long from, long to, char *prefix)
{
	for(; from < to; from++)
		Bprint(&bout, "%s%s\n", prefix, f->l[from].s);
}

static void
namerange(char *name, long from, long to)
{
	if(to - from > 1)
		Bprint(&bout, "%s:%ld,%ld", name, from + 1, to);
	else
		Bprint(&bout, "%s:%ld", name, to);
}

static void
normal(Change *c)
{
	int how;

	how = c->a == c->b ? 'a' : c->c == c->d ? 'd' : 'c';
	if(mode == 'n') {
		namerange(fa->name, c->a, c->b);
		Bprint(&bout, " %c ", how);
		namerange(fb->name, c->c, c->d);
	} else {
		range(c->a, c->b, ",");
		Bputc(&bout, how);
		range(c->c, c->d, ",");
	}
	Bputc(&bout, '\n');
	put(fa, c->a, c->b, "< ");
	if(how == 'c')
		Bprint(&bout, "---\n");
	put(fb, c->c, c->d, "> ");
}

/* text for ed: a line that is only a dot would end it, so it is made of two and then cut */
static void
edtext(long from, long to)
{
	int open;

	open = 1;
	for(; from < to; from++) {
		if(!open)
			Bprint(&bout, "a\n");
		open = 1;
		if(strcmp(fb->l[from].s, ".") == 0) {
			Bprint(&bout, "..\n.\ns/.//\n");
			open = 0;
		} else
			Bprint(&bout, "%s\n", fb->l[from].s);
	}
	if(open)
		Bprint(&bout, ".\n");
}

static void
edscript(void)
{
	Change *c;
	int how;

	for(long i = nchanges - 1; i >= 0; i--) {
		c = &changes[i];
		how = c->a == c->b ? 'a' : c->c == c->d ? 'd' : 'c';
		range(c->a, c->b, ",");
		Bprint(&bout, "%c\n", how);
		if(how != 'd')
			edtext(c->c, c->d);
	}
}

/* -f: the same forwards, which ed cannot use */
static void
forward(Change *c)
{
	int how;

	how = c->a == c->b ? 'a' : c->c == c->d ? 'd' : 'c';
	Bputc(&bout, how);
	range(c->a, c->b, " ");
	Bputc(&bout, '\n');
	if(how != 'd') {
		put(fb, c->c, c->d, "");
		Bprint(&bout, ".\n");
	}
}

static void
contextsides(Change *c, Change *e, long a, long b, long cc, long d)
{
	long x, y;

	Bprint(&bout, "%s:", fa->name);
	range(a, b, ",");
	Bprint(&bout, " - %s:", fb->name);
	range(cc, d, ",");
	Bputc(&bout, '\n');
	x = a;
	y = cc;
	for(; c < e; c++) {
		put(fa, x, c->a, "  ");
		put(fa, c->a, c->b, "- ");
		put(fb, c->c, c->d, "+ ");
		x = c->b;
		y = c->d;
	}
	USED(y);
	put(fa, x, b, "  ");
}

static void
unified(Change *c, Change *e, long a, long b, long cc, long d)
{
	long x;

	Bprint(&bout, "@@ -%ld,%ld +%ld,%ld @@\n", a == b ? a : a + 1, b - a, cc == d ? cc : cc + 1,
	       d - cc);
	x = a;
	for(; c < e; c++) {
		put(fa, x, c->a, " ");
		put(fa, c->a, c->b, "-");
		put(fb, c->c, c->d, "+");
		x = c->b;
	}
	put(fa, x, b, " ");
}

/* changes with fewer lines between them than their contexts need are shown together */
static void
context(void)
{
	long i, k, around, a, b, c, d;

	around = mode == 'a' ? fa->n + fb->n : Context;
	if(mode == 'u')
		Bprint(&bout, "--- %s\n+++ %s\n", fa->name, fb->name);
	for(i = 0; i < nchanges; i = k) {
		for(k = i + 1; k < nchanges && changes[k].a - changes[k - 1].b <= 2 * around; k++)
			;
		a = changes[i].a > around ? changes[i].a - around : 0;
		c = changes[i].c - (changes[i].a - a);
		b = changes[k - 1].b + around < fa->n ? changes[k - 1].b + around : fa->n;
		d = changes[k - 1].d + (b - changes[k - 1].b);
		if(mode == 'u')
			unified(changes + i, changes + k, a, b, c, d);
		else
			contextsides(changes + i, changes + k, a, b, c, d);
	}
}

static void
output(void)
{
	switch(mode) {
	case 'e':
		edscript();
		break;
	case 'c':
	case 'a':
	case 'u':
		context();
		break;
	default:
		for(long i = 0; i < nchanges; i++)
			if(mode == 'f')
				forward(&changes[i]);
			else
				normal(&changes[i]);
	}
}

/* files that are not text are only compared */
static int
samebytes(Biobuf *a, Biobuf *b)
{
	int c;

	Bseek(a, 0, 0);
	Bseek(b, 0, 0);
	do {
		c = Bgetc(a);
		if(c != Bgetc(b))
			return 0;
	} while(c >= 0);
	return 1;
}

/* the lines of f whose class is marked; the others have changed for sure */
static void
common(Common *c, File *f, char *marked)
{
	c->class = check(malloc((f->n + 1) * sizeof *c->class));
	c->line = check(malloc((f->n + 1) * sizeof *c->line));
	c->n = 0;
	for(long i = 0; i < f->n; i++)
		if(marked[f->l[i].class]) {
			c->class[c->n] = f->l[i].class;
			c->line[c->n++] = i;
		} else
			f->changed[i] = 1;
}

static char *
mark(File *f, long nclass)
{
	char *m;

	m = check(mallocz(nclass + 1, 1));
	for(long i = 0; i < f->n; i++)
		m[f->l[i].class] = 1;
	return m;
}

static void
difftext(File *a, File *b)
{
	long *v, nclass;
	char *ina, *inb;

	fa = a;
	fb = b;
	nclass = classify(a, b);
	ina = mark(a, nclass);
	inb = mark(b, nclass);
	common(&ca, a, inb);
	common(&cb, b, ina);
	/* diagonals from -cb.n-1 to ca.n+1 */
	v = check(malloc(2 * (ca.n + cb.n + 3) * sizeof *v));
	fwd = v + cb.n + 1;
	bwd = fwd + ca.n + cb.n + 3;
	compare(0, ca.n, 0, cb.n);
	free(v);
	free(ina);
	free(inb);
	free(ca.class);
	free(ca.line);
	free(cb.class);
	free(cb.line);
	collect();
	if(nchanges > 0)
		anychange = 1;
	if(nchanges > 0 && mflag)
		Bprint(&bout, "diff %s %s\n", a->name, b->name);
	if(nchanges > 0)
		output();
	if(a->nonl != b->nonl && !bflag && !wflag && mode == 0) {
		anychange = 1;
		Bprint(&bout, "%s: no newline at end\n", a->nonl ? a->name : b->name);
	}
}

static void
diffreg(char *name1, char *name2)
{
	Biobuf *b1, *b2;
	File a, b;

	b1 = strcmp(name1, "-") == 0 ? Bfdopen(0, OREAD) : Bopen(name1, OREAD);
	if(b1 == nil) {
		fprint(2, "diff: can't open %s: %r\n", name1);
		trouble = 1;
		return;
	}
	b2 = strcmp(name2, "-") == 0 ? Bfdopen(0, OREAD) : Bopen(name2, OREAD);
	if(b2 == nil) {
		fprint(2, "diff: can't open %s: %r\n", name2);
		trouble = 1;
		Bterm(b1);
		return;
	}
	memset(&a, 0, sizeof a);
	memset(&b, 0, sizeof b);
	a.name = name1;
	b.name = name2;
	if(readlines(b1, &a) && readlines(b2, &b))
		difftext(&a, &b);
	else if(!samebytes(b1, b2)) {
		anychange = 1;
		Bprint(&bout, "binary files %s %s differ\n", name1, name2);
	}
	Bterm(b1);
	Bterm(b2);
	freefile(&a);
	freefile(&b);
}

/* sorted; one that cannot be read is empty */
static long
entries(char *name, Dir **d)
{
	long n;

	n = readdir(name, d);
	if(n < 0) {
		fprint(2, "diff: can't read %s: %r\n", name);
		trouble = 1;
		return 0;
	}
	sortdir(*d, n);
	return n;
}

static void diff(char *, char *, int);

static void
only(char *dir, char *elem)
{
	anychange = 1;
	Bprint(&bout, "Only in %s: %s\n", dir, elem);
}

static void
diffdir(char *dir1, char *dir2, int level)
{
	Dir *d1, *d2;
	char *p1, *p2;
	long n1, n2, i, k;
	int c;

	n1 = entries(dir1, &d1);
	n2 = entries(dir2, &d2);
	for(i = k = 0; i < n1 || k < n2;) {
		c = i == n1 ? 1 : k == n2 ? -1 : strcmp(d1[i].name, d2[k].name);
		if(c < 0)
			only(dir1, d1[i].name);
		else if(c > 0)
			only(dir2, d2[k].name);
		else {
			p1 = joinpath(dir1, d1[i].name);
			p2 = joinpath(dir2, d2[k].name);
			diff(p1, p2, level + 1);
			free(p1);
			free(p2);
		}
		if(c <= 0)
			i++;
		if(c >= 0)
			k++;
	}
	free(d1);
	free(d2);
}

static void
diff(char *a, char *b, int level)
{
	char *p;
	int ad, bd;

	ad = strcmp(a, "-") != 0 && isdir(a);
	bd = strcmp(b, "-") != 0 && isdir(b);
	if(ad && bd) {
		if(rflag || level == 0) {
			mflag = 1;
			diffdir(a, b, level);
		} else
			Bprint(&bout, "Common subdirectories: %s and %s\n", a, b);
		return;
	}
	if(!ad && !bd) {
		diffreg(a, b);
		return;
	}
	if(level > 0) {
		anychange = 1;
		Bprint(&bout, "%s is a %s and %s is a %s\n", a, ad ? "directory" : "file", b,
		       bd ? "directory" : "file");
		return;
	}
	/* the file of that name in the directory */
	p = joinpath(ad ? a : b, lastelem(ad ? b : a));
	if(ad)
		diffreg(p, b);
	else
		diffreg(a, p);
	free(p);
}

void
main(int argc, char **argv)
{
	ARGBEGIN
	{
	case 'a':
	case 'c':
	case 'e':
	case 'f':
	case 'n':
	case 'u':
		mode = ARGC();
		break;
	case 'b':
		bflag = 1;
		break;
	case 'w':
		wflag = 1;
		break;
	case 'm':
		mflag = 1;
		break;
	case 'r':
		rflag = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc < 2)
		usage();
	if(argc > 2 && !isdir(argv[argc - 1]))
		sysfatal("%s is not a directory", argv[argc - 1]);
	if(argc > 2)
		mflag = 1;
	Binit(&bout, 1, OWRITE);
	for(int i = 0; i < argc - 1; i++)
		diff(argv[i], argv[argc - 1], 0);
	Bterm(&bout);
	exits(trouble ? "error" : anychange ? "some" : nil);
}
