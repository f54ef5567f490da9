/*
 * Keys: what of a line counts, and how two lines compare.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "sort.h"

Key *keys;
int nkeys;
int global;
int uflag;
Rune tab;

/* Lines may have zero bytes in them, so all these are told where the line ends. */

static char *
skipblanks(char *s, char *e)
{
	while(s < e && (*s == ' ' || *s == '\t'))
		s++;
	return s;
}

static char *
fieldend(char *s, char *e)
{
	Rune r;
	int w;

	if(tab == 0) {
		s = skipblanks(s, e);
		while(s < e && *s != ' ' && *s != '\t')
			s++;
		return s;
	}
	for(; s < e; s += w) {
		w = chartorune(&r, s);
		if(r == tab)
			break;
	}
	return s;
}

/* the start of field n, counted from 0, blanks before it included */
static char *
field(char *s, char *e, int n)
{
	for(; n > 0 && s < e; n--) {
		s = fieldend(s, e);
		if(tab != 0 && s < e)
			s += runelen(tab);
	}
	return s;
}

static char *
skipchars(char *s, char *e, int n)
{
	Rune r;

	for(; n > 0 && s < e; n--)
		s += chartorune(&r, s);
	return s;
}

/* the key k of line l runs from the result to *e */
static char *
extract(Key *k, const Line *l, char **e)
{
	char *p, *s = l->s, *end = s + l->n;

	p = field(s, end, k->beg);
	if(k->flags & Fblank)
		p = skipblanks(p, end);
	p = skipchars(p, end, k->begchar);
	if(k->end < 0)
		*e = end;
	else if(k->endchar < 0)
		*e = fieldend(field(s, end, k->end), end);
	else {
		*e = field(s, end, k->end);
		if(k->flags & Fblank)
			*e = skipblanks(*e, end);
		*e = skipchars(*e, end, k->endchar);
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

/* upper case, and of Latin letters without accents */
static Rune
fold(Rune r)
{
	static char latin[] = "AAAAAAACEEEEIIIIDNOOOOO\0OUUUUY";

	r = toupperrune(r);
	if(r >= 0xC0 && r < 0xC0 + sizeof latin - 1 && latin[r - 0xC0] != 0)
		return latin[r - 0xC0];
	return r;
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
		if((flags & Fignore) && (r < ' ' || r > '~'))
			continue;
		if((flags & Fwhite) && (r == ' ' || r == '\t'))
			continue;
		return flags & Ffold ? fold(r) : r;
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
cmpkey(Key *k, const Line *la, const Line *lb)
{
	char *a, *b, *ae, *be;
	double x, y;
	int c, m, n;

	a = extract(k, la, &ae);
	b = extract(k, lb, &be);
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

int
cmpkeys(const Line *a, const Line *b)
{
	int c;

	for(int i = 0; i < nkeys; i++)
		if((c = cmpkey(&keys[i], a, b)) != 0)
			return c;
	return 0;
}

int
compare(const void *va, const void *vb)
{
	const Line *a, *b;
	int c;

	a = va;
	b = vb;
	c = cmpkeys(a, b);
	if(c == 0 && !uflag) {
		c = memcmp(a->s, b->s, a->n < b->n ? a->n : b->n);
		if(c == 0)
			c = a->n < b->n ? -1 : a->n > b->n;
		if(global & Frev)
			c = -c;
	}
	return c ? c : a->seq < b->seq ? -1 : a->seq > b->seq;
}
