/*
 * field.c: the record and its fields.  It is cut into them when one is asked for, and made of
 * them anew when one has changed.
 */
#include "awk.h"
#include "io.h"

static Val *field; /* field[0] is the record */
static int nfield; /* valid if split */
static int maxfield;
static int split = 1;  /* fields are those of field[0] */
static int joined = 1; /* field[0] is what the fields make */
static int settingnf;

static void
room(int n)
{
	if(n < maxfield)
		return;
	field = check(realloc(field, (2 * n + 16) * sizeof *field));
	memset(field + maxfield, 0, (2 * n + 16 - maxfield) * sizeof *field);
	maxfield = 2 * n + 16;
}

static void
setnf(int n)
{
	settingnf = 1;
	setcell(cNF, num(n));
	settingnf = 0;
}

/* what is between s and e becomes number n: a field, or an element */
static void
putpiece(char *s, char *e, int n, Array *a)
{
	char key[16], *t;
	Val v;

	t = check(malloc(e - s + 1));
	memmove(t, s, e - s);
	t[e - s] = 0;
	v = outside(t);
	free(t);
	if(a != nil) {
		snprint(key, sizeof key, "%d", n);
		setcell(element(a, key, 1), v);
		return;
	}
	room(n);
	freeval(field[n]);
	field[n] = v;
}

static int
byblanks(char *s, Array *a)
{
	static char sep[] = " \t\n";
	char *e;
	int n;

	for(n = 0;;) {
		s += strspn(s, sep);
		if(*s == 0)
			return n;
		e = s + strcspn(s, sep);
		putpiece(s, e, ++n, a);
		s = e;
	}
}

/* the first match at s or behind it that is not empty, in the text that begins at start */
static int
nextmatch(Reprog *re, char *start, char *s, Resub *m)
{
	for(;;) {
		memset(m, 0, sizeof *m);
		m->sp = s;
		if(regexec(re, start, m, 1) <= 0)
			return 0;
		if(m->ep > m->sp)
			return 1;
		if(*m->ep == 0)
			return 0;
		s = m->ep + 1;
	}
}

static int
nextstring(char *sep, char *s, Resub *m)
{
	m->sp = strstr(s, sep);
	if(m->sp == nil)
		return 0;
	m->ep = m->sp + strlen(sep);
	return 1;
}

/* each match of a single character or of an expression ends a field, and with nl a newline */
static int
bysep(char *s, char *sep, Array *a, int nl)
{
	Resub m;
	Reprog *re;
	char *start, *p;
	int n, more;

	if(*s == 0)
		return 0;
	re = utflen(sep) > 1 ? dynre(sep) : nil;
	start = s;
	for(n = 0;;) {
		more = re ? nextmatch(re, start, s, &m) : nextstring(sep, s, &m);
		p = nl ? strchr(s, '\n') : nil;
		if(p != nil && (!more || p < m.sp)) {
			m.sp = p;
			m.ep = p + 1;
			more = 1;
		}
		putpiece(s, more ? m.sp : s + strlen(s), ++n, a);
		if(!more)
			return n;
		s = m.ep;
	}
}

static int
bychars(char *s, Array *a)
{
	Rune r;
	int n, w;

	for(n = 0; *s; s += w) {
		w = chartorune(&r, s);
		putpiece(s, s + w, ++n, a);
	}
	return n;
}

/* cut s into fields, or into elements of a, by sep or FS */
int
splitinto(char *s, Array *a, Val *sep)
{
	Str *fs, *rs;
	int n, nl;

	fs = tostr(sep ? *sep : cFS->v);
	rs = tostr(cRS->v);
	nl = a == nil && rs->len == 0;
	if(strcmp(fs->s, " ") == 0)
		n = byblanks(s, a);
	else if(fs->len == 0)
		n = bychars(s, a);
	else
		n = bysep(s, fs->s, a, nl);
	dropstr(fs);
	dropstr(rs);
	return n;
}

static void
needfields(void)
{
	Str *s;

	if(split)
		return;
	split = 1;
	s = tostr(field[0]);
	nfield = splitinto(s->s, nil, nil);
	dropstr(s);
	setnf(nfield);
}

static void
needrecord(void)
{
	Str *ofs, *s;
	Fmt f;
	char *t;

	if(joined)
		return;
	joined = 1;
	ofs = tostr(cOFS->v);
	fmtstrinit(&f);
	for(int i = 1; i <= nfield; i++) {
		s = toout(field[i]);
		fmtprint(&f, "%s%s", i > 1 ? ofs->s : "", s->s);
		dropstr(s);
	}
	t = check(fmtstrflush(&f));
	freeval(field[0]);
	field[0] = outside(t);
	free(t);
	dropstr(ofs);
}

Val
getfield(int n)
{
	Val none = {0, 0, nil};

	if(n < 0)
		fatal("field $%d", n);
	if(n == 0) {
		needrecord();
		return copyval(field[0]);
	}
	needfields();
	return n <= nfield ? copyval(field[n]) : none;
}

static void
resize(int n)
{
	room(n);
	for(; nfield < n; nfield++) {
		freeval(field[nfield + 1]);
		memset(&field[nfield + 1], 0, sizeof *field);
	}
	nfield = n;
	joined = 0;
}

void
setfield(int n, Val v)
{
	if(n < 0)
		fatal("field $%d", n);
	if(n == 0) {
		freeval(field[0]);
		field[0] = v;
		joined = 1;
		split = 0;
		/* NF is asked for often, and must be right */
		needfields();
		return;
	}
	needfields();
	if(n > nfield) {
		resize(n);
		setnf(n);
	}
	freeval(field[n]);
	field[n] = v;
	joined = 0;
}

static void
nfchanged(Cell *c)
{
	if(settingnf)
		return;
	if(!split) {
		Val v;

		v = copyval(c->v);
		needfields();
		c->v = v;
	}
	if(tonum(c->v) < 0)
		fatal("NF is negative");
	resize(tonum(c->v));
}

static char *
keep(Cell *c)
{
	return tostr(c->v)->s; /* the reference is never dropped */
}

static void
formatchanged(Cell *c)
{
	if(c == cCONVFMT)
		convfmt = keep(c);
	else if(c == cOFMT)
		ofmt = keep(c);
	else
		subsep = keep(c);
}

void
initfields(void)
{
	room(1);
	field[0] = str("");
	cNF->changed = nfchanged;
	cCONVFMT->changed = cOFMT->changed = cSUBSEP->changed = formatchanged;
}
