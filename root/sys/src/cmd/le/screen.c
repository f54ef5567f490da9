/*
 * The screen: the prompt and the line, over as many rows as they need.
 *
 * Every row's end is written as such and not left to the terminal, so that where things are is
 * known.  All moves are relative to the row where the prompt begins.  Of a line with more rows
 * than the window has, those around the cursor are shown.
 */
#include <u.h>
#include <libc.h>
#include "le.h"

enum
{
	Tab = 8,
	Mincol = 4,
};

typedef struct Range Range;
struct Range
{
	Rune lo, hi;
};
static Range wide[] = {
	{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},   {0xac00, 0xd7a3},
	{0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},
	{0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};
static Range thin[] = {
	{0x300, 0x36f}, {0x200b, 0x200f}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
};

int nrow = 24, ncol = 80;

static char *prompt;
static int drawn;    /* the prompt is on the screen */
static int top;      /* the first row that is shown */
static int row, col; /* where the cursor is, row from the first of all */

/* ---- what is written ---- */

static char *obuf;
static int nobuf, obufsize;

static void
outn(char *s, int n)
{
	if(nobuf + n > obufsize) {
		obufsize = (nobuf + n) * 2;
		obuf = erealloc(obuf, obufsize);
	}
	memmove(obuf + nobuf, s, n);
	nobuf += n;
}

void
out(char *s)
{
	outn(s, strlen(s));
}

void
flush(void)
{
	if(nobuf > 0)
		write(cons, obuf, nobuf);
	nobuf = 0;
}

static void
move(int n, int letter)
{
	char s[16];

	if(n > 0) {
		snprint(s, sizeof s, "\033[%d%c", n, letter);
		out(s);
	}
}

/* ---- sizes ---- */

/* Read the window's size; result: is the console shown in a window?  The file must be of the same
 * device as the console: under a window system the console is another. */
int
getsize(void)
{
	char buf[64], *f[2];
	Dir *c = dirstat("/dev/cons"), *w = dirstat("/dev/winsize");
	int n = -1, fd, same;

	same = c != nil && w != nil && c->type == w->type && c->dev == w->dev;
	free(c);
	free(w);
	if(same && (fd = open("/dev/winsize", OREAD)) >= 0) {
		n = read(fd, buf, sizeof buf - 1);
		close(fd);
	}
	if(n <= 0)
		return 0;
	buf[n] = '\0';
	if(tokenize(buf, f, 2) != 2)
		return 0;
	/* a terminal that does not know its size says 0 */
	nrow = atoi(f[0]) > 0 ? atoi(f[0]) : 24;
	ncol = atoi(f[1]) > 0 ? atoi(f[1]) : 80;
	if(ncol < Mincol)
		ncol = Mincol;
	return 1;
}

static int
among(Range *r, int n, Rune c)
{
	int i;

	for(i = 0; i < n; i++)
		if(c >= r[i].lo && c <= r[i].hi)
			return 1;
	return 0;
}

static int
iscontrol(Rune r)
{
	return r < ' ' || r == 0x7f;
}

int
runewidth(Rune r)
{
	if(iscontrol(r))
		return 2;
	if(among(thin, nelem(thin), r))
		return 0;
	return among(wide, nelem(wide), r) ? 2 : 1;
}

int
textwidth(char *s)
{
	Rune r;
	int w = 0;

	while(*s != '\0') {
		s += chartorune(&r, s);
		w += runewidth(r);
	}
	return w;
}

/* ---- drawing ---- */

/* a walk over the rows; it writes what is on the rows from first up to last */
typedef struct Pen Pen;
struct Pen
{
	int row, col;
	int first, last;
};

static void
newrow(Pen *p)
{
	if(p->row >= p->first && p->row + 1 < p->last)
		out("\r\n");
	p->row++;
	p->col = 0;
}

/* n bytes that take w columns */
static void
put(Pen *p, char *s, int n, int w)
{
	if(p->col + w > ncol)
		newrow(p);
	if(p->row >= p->first && p->row < p->last)
		outn(s, n);
	p->col += w;
	if(p->col >= ncol)
		newrow(p);
}

static void
putrune(Pen *p, Rune r)
{
	char s[UTFmax];
	int w;

	if(r == '\t') {
		w = Tab - p->col % Tab;
		if(p->col + w < ncol)
			put(p, "\t", 1, w);
		else
			for(w = ncol - p->col; w > 0; w--)
				put(p, " ", 1, 1);
	} else if(iscontrol(r)) {
		s[0] = '^';
		s[1] = r ^ '@';
		put(p, s, 2, 2);
	} else
		put(p, s, runetochar(s, &r), runewidth(r));
}

/* the length of the escape sequence that s begins with, or 0 */
static int
escape(char *s)
{
	int n = 2;

	if(s[0] != '\033' || s[1] != '[')
		return 0;
	while(s[n] != '\0' && (s[n] < '@' || s[n] > '~'))
		n++;
	return s[n] == '\0' ? 0 : n + 1;
}

static void
putprompt(Pen *p)
{
	char *s = prompt;
	Rune r;
	int n;

	while(*s != '\0')
		if((n = escape(s)) > 0) {
			put(p, s, n, 0);
			s += n;
		} else {
			s += chartorune(&r, s);
			putrune(p, r);
		}
}

/* everything; *at becomes where the cursor belongs */
static void
walk(Pen *p, Pen *at, Line *l)
{
	int i;

	putprompt(p);
	*at = *p;
	for(i = 0; i < l->n; i++) {
		if(i == l->cur) {
			if(l->r[i] != '\t' && p->col + runewidth(l->r[i]) > ncol)
				newrow(p);
			*at = *p;
		}
		putrune(p, l->r[i]);
	}
	if(l->cur == l->n)
		*at = *p;
}

/* choose the rows to show, so that row, among n, is one of them */
static void
scroll(int at, int n)
{
	if(at < top)
		top = at;
	if(at >= top + nrow)
		top = at - nrow + 1;
	if(top > n - nrow)
		top = n - nrow;
	if(top < 0)
		top = 0;
}

/* the cursor at the begin of the first shown row, and nothing from there on */
static void
rewind(void)
{
	if(!drawn)
		return;
	move(row - top, 'A');
	out("\r\033[J");
}

void
draw(Line *l)
{
	Pen p = {0, 0, 0, 0}, at;

	rewind();
	getsize();
	walk(&p, &at, l); /* only to measure */
	scroll(at.row, p.row + 1);
	p = (Pen){0, 0, top, top + nrow};
	walk(&p, &at, l);
	if(at.row != p.row || at.col != p.col) {
		move((p.row < p.last ? p.row : p.last - 1) - at.row, 'A');
		out("\r");
		move(at.col, 'C');
	}
	row = at.row;
	col = at.col;
	drawn = 1;
	flush();
}

/* a rune was put before the cursor: mostly it is enough to write it */
void
typed(Line *l)
{
	Rune r = l->r[l->cur - 1];
	Pen p = {row, col, 0, Maxline};

	if(!drawn || l->cur != l->n || iscontrol(r) || col + runewidth(r) >= ncol) {
		draw(l);
		return;
	}
	putrune(&p, r);
	col = p.col;
	flush();
}

/* The last line of s is the prompt from now on; what is before it is written once. */
void
setprompt(char *s)
{
	char *nl = strrchr(s, '\n');

	rewind();
	fresh();
	if(nl != nil) {
		outn(s, nl + 1 - s);
		s = nl + 1;
	}
	free(prompt);
	prompt = estrdup(s);
}

/* the cursor is at the begin of a row again: draw anew there */
void
fresh(void)
{
	drawn = 0;
	top = row = col = 0;
}

/* an empty window */
void
clear(void)
{
	out("\033[H\033[2J");
	fresh();
}
