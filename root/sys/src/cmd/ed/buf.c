/*
 * buf.c: the lines, each allocated on its own; a line's number is its place in the array.
 */
#include "ed.h"

enum
{
	Fold = 64, /* columns that l fills, but for the last character's */
};

Line *buf;
long last, dot;
int modified;
static long max;

/* behind a line, or 0 */
void
insert(long after, char *s)
{
	if(last + 2 > max) {
		max = max ? 2 * max : 1024;
		buf = check(realloc(buf, max * sizeof *buf));
	}
	memmove(buf + after + 2, buf + after + 1, (last - after) * sizeof *buf);
	memset(&buf[after + 1], 0, sizeof *buf);
	buf[after + 1].s = s;
	last++;
	modified = 1;
}

void
deletelines(long a, long b)
{
	memmove(buf + a, buf + b + 1, (last - b) * sizeof *buf);
	last -= b - a + 1;
	modified = 1;
	dot = a > last ? last : a;
}

/* so that all can be seen: long lines are folded, a blank at the end is marked */
static void
list(char *s)
{
	char see[Visible];
	Rune r;
	int col;

	for(col = 0; *s; col += utflen(see)) {
		if(col >= Fold) {
			Bprint(&bout, "\\\n\t");
			col = 8;
		}
		if(*(uchar *)s < ' ' && strchr("\b\t", *s) == nil) {
			s += chartorune(&r, s);
			snprint(see, sizeof see, "\\x%.4ux", r);
		} else
			s += visible(see, s);
		Bprint(&bout, "%s%s", see, *s == 0 && s[-1] == ' ' ? "\\n" : "");
	}
	Bprint(&bout, "\n");
}

void
show(long n, int how)
{
	poll();
	if(how == 'n')
		Bprint(&bout, "%ld\t", n);
	if(how == 'l')
		list(buf[n].s);
	else
		Bprint(&bout, "%s\n", buf[n].s);
}
