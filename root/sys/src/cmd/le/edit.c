/*
 * The keys and what they do to the line.
 */
#include <u.h>
#include <libc.h>
#include "le.h"

enum
{
	Goon = -1, /* beside how editing ends */
};
static char Killed[] = "le.killed"; /* of the environment */

static char *prompt;
static int at = -1;    /* the history's line that is shown; nhist() or -1: the one being written */
static char *kept;     /* that one, while another is shown */
static Line killed;    /* for ^Y */
static int knowkilled; /* it need not be read any more */
static int keptkilled; /* others have it */
static int again;      /* a key that the search left, or 0 */

/* ---- cutting and pasting ---- */

/* cut from a up to b, for ^Y */
static void
kill(Line *l, int a, int b)
{
	if(a == b)
		return;
	killed.n = killed.cur = 0;
	lineput(&killed, l->r + a, b - a);
	knowkilled = 1;
	keptkilled = 0;
	linecut(l, a, b);
}

/* What was cut in a line is for the next ones, too: the environment has it, which all that the shell runs share. */
void
keepkilled(void)
{
	char *s;

	if(!knowkilled || keptkilled)
		return;
	s = utf(killed.r, killed.n);
	putenv(Killed, s);
	free(s);
}

static void
paste(Line *l)
{
	char *s;

	if(!knowkilled) {
		s = getenv(Killed);
		if(s != nil)
			lineset(&killed, s);
		free(s);
		knowkilled = keptkilled = 1;
	}
	lineput(l, killed.r, killed.n);
}

/* where the word of ^W begins, which ends at a blank */
static int
blankword(Line *l)
{
	int i = l->cur;

	while(i > 0 && isspacerune(l->r[i - 1]))
		i--;
	while(i > 0 && !isspacerune(l->r[i - 1]))
		i--;
	return i;
}

static int
cutkey(Line *l, int k)
{
	switch(k) {
	case Ctl('K'):
		kill(l, l->cur, l->n);
		break;
	case Ctl('U'):
		kill(l, 0, l->cur);
		break;
	case Ctl('W'):
		kill(l, blankword(l), l->cur);
		break;
	case Meta | Ctl('H'):
	case Meta | 0x7f:
		kill(l, prevword(l), l->cur);
		break;
	case Meta | 'd':
		kill(l, l->cur, nextword(l));
		break;
	case Ctl('Y'):
		paste(l);
		break;
	case Ctl('H'):
	case 0x7f:
		if(l->cur > 0)
			linecut(l, l->cur - 1, l->cur);
		break;
	case Kdelete:
	case Ctl('D'):
		if(l->cur < l->n)
			linecut(l, l->cur, l->cur + 1);
		break;
	default:
		return 0;
	}
	return 1;
}

/* ---- moving ---- */

static int
movekey(Line *l, int k)
{
	switch(k) {
	case Khome:
	case Ctl('A'):
		l->cur = 0;
		break;
	case Kend:
	case Ctl('E'):
		l->cur = l->n;
		break;
	case Kleft:
	case Ctl('B'):
		if(l->cur > 0)
			l->cur--;
		break;
	case Kright:
	case Ctl('F'):
		if(l->cur < l->n)
			l->cur++;
		break;
	case Kwordleft:
	case Meta | 'b':
		l->cur = prevword(l);
		break;
	case Kwordright:
	case Meta | 'f':
		l->cur = nextword(l);
		break;
	default:
		return 0;
	}
	return 1;
}

/* ---- history ---- */

/* The history's line that is shown.  Only who asks has the file read. */
static int
current(void)
{
	if(at < 0)
		at = nhist();
	return at;
}

/* show the history's line i */
static void
recall(Line *l, int i)
{
	if(i < 0 || i > nhist() || i == at)
		return;
	if(at == nhist()) {
		free(kept);
		kept = utf(l->r, l->n);
	}
	at = i;
	lineset(l, i == nhist() ? kept : hist(i));
}

/* the newest line before i, or i itself if same, that has s in it; -1: none */
static int
older(char *s, int i, int same)
{
	for(i -= !same; i >= 0; i--)
		if(i < nhist() && strstr(hist(i), s) != nil)
			return i;
	return -1;
}

static void
showsearch(Line *l, char *s, int found)
{
	char *p = smprint("%s`%s': ", found ? "search " : "no ", s);

	if(p == nil)
		sysfatal("no memory");
	setprompt(p);
	free(p);
	draw(l);
}

/* ^R: each rune that is typed looks for more; ^R looks further; ^G gives up */
static void
search(Line *l)
{
	Line what = {nil, 0, 0, 0};
	char *s = estrdup(""), *before = utf(l->r, l->n);
	int k, i, start = current(), found = 1;
	Rune r;

	for(;;) {
		showsearch(l, s, found);
		k = getkey();
		r = k;
		if(k == Ctl('H') || k == 0x7f) {
			if(what.n > 0)
				linecut(&what, what.n - 1, what.n);
		} else if(k >= ' ' && k <= Runemax)
			lineput(&what, &r, 1);
		else if(k != Ctl('R'))
			break;
		free(s);
		s = utf(what.r, what.n);
		i = what.n == 0 ? at : older(s, at, k != Ctl('R'));
		found = i >= 0;
		if(found)
			recall(l, i);
	}
	if(k == Ctl('G')) {
		at = start;
		lineset(l, before);
	} else
		again = k;
	free(s);
	free(before);
	free(what.r);
	setprompt(prompt);
}

/* ---- all keys ---- */

static int
otherkey(Line *l, int k)
{
	switch(k) {
	case Kup:
	case Ctl('P'):
		recall(l, current() - 1);
		break;
	case Kdown:
	case Ctl('N'):
		recall(l, current() + 1);
		break;
	case Ctl('R'):
		search(l);
		break;
	case Ctl('L'):
		clear();
		break;
	case '\t':
		complete(l);
		break;
	default:
		return 0;
	}
	return 1;
}

/* is k the end of editing? */
static int
ending(Line *l, int k)
{
	switch(k) {
	case '\n':
	case '\r':
		return Done;
	case Ctl('C'):
		return Interrupted;
	case -1:
		return Ended;
	case Ctl('D'):
		return l->n == 0 ? Ended : Goon;
	}
	return Goon;
}

static void
insert(Line *l, int k)
{
	Rune r = k;
	int n = l->n;

	lineput(l, &r, 1);
	if(l->n > n)
		typed(l);
}

static int
nextkey(void)
{
	int k = again;

	again = 0;
	return k != 0 ? k : getkey();
}

/* Edit an empty line; result: how it ended.  The cursor is behind the line then. */
int
edit(Line *l, char *text)
{
	int k, how;

	prompt = text;
	setprompt(prompt);
	draw(l);
	for(;;) {
		k = nextkey();
		how = ending(l, k);
		if(how != Goon)
			break;
		if(cutkey(l, k) || movekey(l, k) || otherkey(l, k))
			draw(l);
		else if(k == Ctl('V')) {
			k = getkey();
			if(k > 0 && k <= Runemax)
				insert(l, k);
		} else if(k >= ' ' && k <= Runemax)
			insert(l, k);
	}
	if(l->cur != l->n) {
		l->cur = l->n;
		draw(l);
	}
	return how;
}
