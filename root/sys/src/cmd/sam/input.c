/*
 * What is typed: lines of standard input, a rune at a time.
 *
 * It is read a byte at a time, and no further than the line's end: what follows may be for a command
 * that reads the same input.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include "sam.h"

static Str line;
static Posn pos; /* the next rune in line */
static int ended;

static void
readline(void)
{
	char buf[UTFmax], c;
	Rune r;
	int n = 0, m;

	line.n = pos = 0;
	flushout();
	while((m = read(0, &c, 1)) == 1) {
		buf[n++] = c;
		if(!fullrune(buf, n))
			continue;
		n = 0;
		chartorune(&r, buf);
		if(r != 0)
			addrune(&line, r);
		if(r == '\n')
			return;
	}
	if(m < 0 && interrupted)
		error("interrupt");
	ended = line.n == 0;
}

/* -1: there is no more */
int
getch(void)
{
	if(pos == line.n)
		readline();
	if(ended)
		return -1;
	return line.r[pos++];
}

/* put the last rune back, unless it was the end */
void
ungetch(void)
{
	if(!ended)
		pos--;
}

int
peekch(void)
{
	int c = getch();

	ungetch();
	return c;
}

/* the next rune that is no blank, which is not taken */
int
skipbl(void)
{
	int c;

	do
		c = getch();
	while(c == ' ' || c == '\t');
	ungetch();
	return c;
}

/* after an error: what is left of the line is not obeyed */
void
dropline(void)
{
	line.n = pos = 0;
}
