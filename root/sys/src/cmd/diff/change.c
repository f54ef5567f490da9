/*
 * change.c: a shortest list of changes, found by Myers' method of the middle snake, which needs
 * memory for a line's number only.
 */
#include "diff.h"

enum
{
	Maxcost = 2000, /* changes to look for before a shortest way is given up */
};

Change *changes;
long nchanges;
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

void
findchanges(File *a, File *b)
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
}
