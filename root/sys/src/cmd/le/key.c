/*
 * Keys: runes, and the sequences that terminals send for the others.
 *
 * The console is read a byte at a time: what was typed behind the end of the line is for whoever
 * reads next.
 */
#include <u.h>
#include <libc.h>
#include "le.h"

int cons = -1;

static uchar ahead[UTFmax]; /* bytes that were read and are keys of their own */
static int nahead;

static int
getbyte(void)
{
	uchar c;

	if(nahead > 0) {
		c = ahead[0];
		memmove(ahead, ahead + 1, --nahead);
		return c;
	}
	return read(cons, &c, 1) == 1 ? c : -1;
}

/* the rune that begins with c; what does not continue it is read again */
static int
getrune(int c)
{
	char buf[UTFmax];
	Rune r;
	int n = 1, w;

	buf[0] = c;
	while(!fullrune(buf, n) && (c = getbyte()) >= 0)
		buf[n++] = c;
	if(!fullrune(buf, n))
		return -1;
	w = chartorune(&r, buf);
	memmove(ahead + n - w, ahead, nahead);
	memmove(ahead, buf + w, n - w);
	nahead += n - w;
	return r;
}

/* ESC [ number ~ */
static int
numbered(int n)
{
	switch(n) {
	case 1:
	case 7:
		return Khome;
	case 3:
		return Kdelete;
	case 4:
	case 8:
		return Kend;
	}
	return Knone;
}

static int
lettered(int c, int modified)
{
	switch(c) {
	case 'A':
		return Kup;
	case 'B':
		return Kdown;
	case 'C':
		return modified ? Kwordright : Kright;
	case 'D':
		return modified ? Kwordleft : Kleft;
	case 'H':
		return Khome;
	case 'F':
		return Kend;
	}
	return Knone;
}

/* what comes behind ESC [: numbers with ; between them, and a last byte */
static int
sequence(void)
{
	int c, num[2] = {0, 0}, i = 0;

	while((c = getbyte()) >= 0 && c < '@') {
		if(c == ';')
			i = 1;
		else if(c >= '0' && c <= '9' && num[i] < 1000)
			num[i] = num[i] * 10 + c - '0';
		else if(c < ' ')
			return Knone;
	}
	if(c == '~')
		return numbered(num[0]);
	return c < 0 ? -1 : lettered(c, num[1] > 1);
}

/* the next key, or -1 at the end of the input */
int
getkey(void)
{
	int c = getbyte();

	if(c != '\033')
		return c < 0 ? c : getrune(c);
	c = getbyte();
	if(c == '[')
		return sequence();
	if(c == 'O')
		return lettered(getbyte(), 0);
	return c < 0 ? c : Meta | getrune(c);
}
