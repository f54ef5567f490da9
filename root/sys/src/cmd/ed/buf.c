/*
 * buf.c: the lines, each allocated on its own; a line's number is its place in the array.
 */
#include "ed.h"

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

void
show(long n, int how)
{
	char see[Visible];

	poll();
	if(how == 'n')
		Bprint(&bout, "%ld\t", n);
	if(how != 'l') {
		Bprint(&bout, "%s\n", buf[n].s);
		return;
	}
	for(char *s = buf[n].s; *s;) {
		s += visible(see, s);
		Bprint(&bout, "%s", see);
	}
	Bprint(&bout, "\n");
}
