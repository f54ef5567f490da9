/*
 * Line editing: what the keys do to the line, and what is seen of it.
 */
#include "unit.h"
#include "line.h"

static Line line;
static char shown[6 * Linemax]; /* a line typed twice, and once erased by \b blank \b */
static int nshown;

static void
show(const char *s, int n)
{
	memcpy(shown + nshown, s, (usize)n);
	nshown += n;
	shown[nshown] = 0;
}

/* type s; all but the last key must leave the line unfinished.  Result: what the last one did */
static int
type(const char *s)
{
	nshown = 0;
	shown[0] = 0;
	line.echo = show;
	for(; s[1] != 0; s++)
		checkint(lineadd(&line, *s), Lmore);
	return lineadd(&line, *s);
}

static const char *
text(void)
{
	line.buf[line.n] = 0;
	return line.buf;
}

UNIT(plain)
{
	checkint(type("hello\n"), Lready);
	checkstr(text(), "hello\n");
	checkstr(shown, "hello\n");
	lineclear(&line);
	checkint(type("carriage return\r"), Lready);
	checkstr(text(), "carriage return\n");
}

UNIT(erase)
{
	type("abc\b\bx");
	checkstr(text(), "ax");
	checkstr(shown, "abc\b \b\b \bx");
	type("\b\b\b\b\b");
	checkstr(text(), "");
	checkstr(shown, "\b \b\b \b");
}

/* runes go whole; those that take two columns are wiped out twice */
UNIT(runes)
{
	type("aé☺世𝄞");
	checkstr(text(), "aé☺世𝄞");
	type("\b");
	checkstr(text(), "aé☺世");
	checkstr(shown, "\b \b");
	type("\b");
	checkstr(text(), "aé☺");
	checkstr(shown, "\b \b\b \b");
	type("\b\b");
	checkstr(text(), "a");
	/* an accent of its own takes no column */
	type("e\xcc\x81");
	type("\b");
	checkstr(text(), "ae");
	checkstr(shown, "");
	/* stray bytes go one by one */
	type("\x80\x80\b");
	checkint(line.n, 3);
	type("\xe4\xb8\b\b");
	checkint(line.n, 3);
	type("\b\b\b\b");
	checkint(line.n, 0);
}

UNIT(words)
{
	type("one two, three_3  \x17");
	checkstr(text(), "one two, ");
	type("\x17");
	checkstr(text(), "one ");
	type("κόσμε\x17");
	checkstr(text(), "one ");
	type("\x17\x17\x17");
	checkstr(text(), "");
}

UNIT(kill)
{
	type("some text\x15");
	checkstr(text(), "");
	checkstr(shown, "some text\b \b\b \b\b \b\b \b\b \b\b \b\b \b\b \b\b \b");
	type("\x15x");
	checkstr(text(), "x");
}

UNIT(control)
{
	type("a\x01"
	     "b\t\033");
	checkstr(text(), "a\x01"
			 "b\t\033");
	checkstr(shown, "a^Ab ^[");
	type("\b\b\b\b");
	checkstr(text(), "a");
	checkstr(shown, "\b \b\b \b\b \b\b \b\b \b\b \b");
}

UNIT(end)
{
	checkint(type("partial\x04"), Lready);
	checkstr(text(), "partial");
	checkstr(shown, "partial");
	lineclear(&line);
	checkint(type("\x04"), Lready);
	checkint(line.n, 0);
}

UNIT(interrupt)
{
	checkint(type("partial\x03"), Lintr);
	checkint(line.n, 0);
	checkint(type("\x7f"), Lintr);
	checkint(type("\x7f"), Lintr);
	/* it erases while it can, and does not interrupt just after */
	checkint(type("ab\x7f\x7f\x7f\x7f"), Lmore);
	checkint(line.n, 0);
	checkint(type("c\b\x7f"), Lintr);
	checkint(type("ab\x7f\x7f\x7f\x03"), Lintr);
	checkint(type("\x7f"), Lintr);
	type("ab\x7f");
	checkstr(text(), "a");
	checkint(type("\n"), Lready);
	lineclear(&line);
	checkint(type("\x7f"), Lintr);
}

/* a line too long is passed on in pieces, and still edited to the last byte */
UNIT(full)
{
	int r = Lmore, n = 0;

	type("x");
	while(r == Lmore) {
		r = lineadd(&line, 'y');
		n++;
	}
	checkint(r, Lready);
	checkint(line.n, Linemax - 1);
	checkint(n, Linemax - 2);
	lineclear(&line);
	for(int i = 0; i < Linemax - 2; i++)
		checkint(lineadd(&line, 'z'), Lmore);
	checkint(lineadd(&line, '\x15'), Lmore);
	checkint(line.n, 0);
}
