/*
 * fill.c: lines of output, which words are gathered into.
 */
#include "man.h"

int fill;
int indent;
int tempindent;
int spacing = 1;
int blank;
static char *line; /* what is gathered, without its indent */
static int linecols;
static int sentence; /* the last word ended one */

void
puttext(int in, char *s)
{
	for(int n = strlen(s); n > 0 && s[n - 1] == ' ';)
		s[--n] = 0;
	if(*s == 0) {
		if(!blank)
			Bputc(&bout, '\n');
		blank = 1;
		return;
	}
	Bprint(&bout, "%*s%s\n", in, "", s);
	blank = 0;
}

void
putempty(void)
{
	char none[1];

	none[0] = 0;
	puttext(0, none);
}

void
flushline(void)
{
	if(line == nil)
		return;
	puttext(tempindent >= 0 ? tempindent : indent, line);
	tempindent = -1;
	free(line);
	line = nil;
	linecols = 0;
	sentence = 0;
}

void
space(void)
{
	flushline();
	if(spacing)
		putempty();
}

/* begin a line with what words will follow on */
void
startline(char *s)
{
	line = check(strdup(s));
	linecols = utflen(s);
	sentence = 0;
}

static void
addword(char *s)
{
	char *t;
	int n, in, gap;

	n = utflen(s);
	in = tempindent >= 0 ? tempindent : indent;
	gap = sentence ? 2 : 1;
	if(line != nil && in + linecols + gap + n > Width)
		flushline();
	if(line == nil)
		startline(s);
	else {
		t = check(smprint("%s%*s%s", line, gap, "", s));
		free(line);
		line = t;
		linecols += gap + n;
	}
	sentence = 0;
}

static void
asis(char *s)
{
	flushline();
	hardblanks(s);
	if(*s == 0) {
		puttext(0, s);
		return;
	}
	startline(s);
	flushline();
}

/* text of a line: words to fill with, or the line itself.  \001 stands for a hard blank. */
void
text(char *s)
{
	char *e, *p;
	int n;

	if(!fill) {
		asis(s);
		return;
	}
	if(*s == ' ')
		flushline();
	while(*s) {
		s += strspn(s, " \t");
		if(*s == 0)
			break;
		e = s + strcspn(s, " \t");
		p = check(smprint("%.*s", utfnlen(s, e - s), s));
		hardblanks(p);
		addword(p);
		free(p);
		s = e;
	}
	/* a sentence ends where its line does */
	for(n = line ? strlen(line) : 0; n > 0 && strchr("\"')", line[n - 1]);)
		n--;
	sentence = n > 0 && strchr(".!?", line[n - 1]) != nil;
}
