/*
 * Line editing as Plan 9 does it: ^H erases a rune, ^W a word, ^U the line, ^D passes on what is
 * there (at the start of a line: end of file), DEL and ^C interrupt.
 *
 * DEL needs care, since it is also what most terminals send for the backspace key.  It erases
 * while there is something to erase, and interrupts at the start of a line; but not right
 * after it has erased the last rune, or whoever leans on the key would kill the program.
 */
#include "line.h"
#include "lib.h"

enum
{
	Ceof = 'D' - '@',
	Cintr = 'C' - '@',
	Cerase = 'H' - '@',
	Ckill = 'U' - '@',
	Cword = 'W' - '@',
	Cdel = 0x7f,
};

/* runes that take two columns, or none, of most terminals */
typedef struct Range
{
	Rune lo, hi;
} Range;
static const Range wide[] = {
	{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},   {0xac00, 0xd7a3},
	{0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},
	{0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};
static const Range thin[] = {
	{0x300, 0x36f}, {0x200b, 0x200f}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
};

static bool
among(const Range *r, int n, Rune c)
{
	for(int i = 0; i < n; i++)
		if(c >= r[i].lo && c <= r[i].hi)
			return true;
	return false;
}

/* columns that the echo of r took */
static int
columns(Rune r)
{
	if(r < ' ' && r != '\t')
		return 2;
	if(among(thin, nelem(thin), r))
		return 0;
	return among(wide, nelem(wide), r) ? 2 : 1;
}

/* where the last rune of the line begins, which is not empty */
static int
lastrune(Line *l, Rune *r)
{
	int i = l->n - 1;

	while(i > 0 && l->n - i < UTFmax && (l->buf[i] & 0xc0) == 0x80)
		i--;
	l->buf[l->n] = 0; /* there is always room: see lineadd */
	if(i + chartorune(r, l->buf + i) == l->n)
		return i;
	*r = Runeerror; /* a stray byte */
	return l->n - 1;
}

static void
erase(Line *l)
{
	Rune r;

	l->n = lastrune(l, &r);
	for(int w = columns(r); w > 0; w--)
		l->echo("\b \b", 3);
}

static bool
inword(Rune r)
{
	return r >= Runeself || r == '_' || (r >= '0' && r <= '9') || (r >= 'A' && r <= 'Z') ||
	       (r >= 'a' && r <= 'z');
}

static bool
endsinword(Line *l)
{
	Rune r;

	lastrune(l, &r);
	return inword(r);
}

static void
eraseword(Line *l)
{
	while(l->n > 0 && !endsinword(l))
		erase(l);
	while(l->n > 0 && endsinword(l))
		erase(l);
}

/* a tab is echoed as one blank: how wide it is depends on what is before the line */
static void
show(Line *l, char c)
{
	char ctl[2] = {'^', (char)(c + '@')};

	if(c == '\t')
		l->echo(" ", 1);
	else if(c >= 0 && c < ' ' && c != '\n')
		l->echo(ctl, 2);
	else
		l->echo(&c, 1);
}

static int
insert(Line *l, char c)
{
	if(c == '\r')
		c = '\n';
	l->buf[l->n++] = c;
	show(l, c);
	/* one byte stays free for a NUL */
	return c == '\n' || l->n == Linemax - 1 ? Lready : Lmore;
}

static int
del(Line *l, bool waserasing)
{
	if(l->n > 0) {
		erase(l);
		l->erasing = true;
		return Lmore;
	}
	l->erasing = waserasing;
	return waserasing ? Lmore : Lintr;
}

int
lineadd(Line *l, char c)
{
	bool waserasing = l->erasing;

	l->erasing = false;
	switch(c) {
	case Cerase:
		if(l->n > 0)
			erase(l);
		return Lmore;
	case Cword:
		eraseword(l);
		return Lmore;
	case Ckill:
		while(l->n > 0)
			erase(l);
		return Lmore;
	case Ceof:
		return Lready;
	case Cdel:
		return del(l, waserasing);
	case Cintr:
		lineclear(l);
		return Lintr;
	}
	return insert(l, c);
}

void
lineclear(Line *l)
{
	l->n = 0;
	l->erasing = false;
}
