/*
 * escape.c: what \ and characters behind it stand for.
 */
#include "man.h"

enum
{
	Hardblank = 1,
};
static char hard[] = {Hardblank, 0};

static char *
special(char *name)
{
	static char *table[][2] = {
		{"em", "—"},  {"en", "–"},  {"bu", "•"}, {"aq", "'"}, {"cq", "'"}, {"oq", "`"},
		{"dq", "\""}, {"rs", "\\"}, {"mu", "×"}, {"->", "→"}, {"<-", "←"}, {"<=", "≤"},
		{">=", "≥"},  {"!=", "≠"},  {"+-", "±"}, {"co", "©"}, {"sc", "§"}, {"de", "°"},
		{"ts", "ς"},  {"*a", "α"},  {"*m", "μ"}, {"*p", "π"}, {"ga", "`"}, {"ha", "^"},
		{"ti", "~"},  {"tm", "™"},  {"lq", "“"}, {"rq", "”"}, {"hy", "-"}, {"mi", "−"},
	};

	for(int i = 0; i < nelem(table); i++)
		if(strcmp(table[i][0], name) == 0)
			return table[i][1];
	return "?";
}

/* skip 'text' or a number behind an escape that has no effect here */
static char *
skiparg(char *s)
{
	char *e;

	if(*s == '\'') {
		e = strchr(s + 1, '\'');
		return e ? e + 1 : s + strlen(s);
	}
	if(*s == '+' || *s == '-')
		s++;
	return s + strspn(s, "0123456789");
}

/* what an escape of one character stands for, if it has no meaning but that */
static char *
simpleescape(int c)
{
	switch(c) {
	case 'e':
		return "\\";
	case '-':
		return "-";
	case ' ':
	case '0':
	case '~':
		return hard;
	case 't':
		return "\t";
	}
	return c && strchr("&^|/,%:cdu", c) ? "" : nil;
}

/* put what an escape stands for; gives what is behind it */
static char *
escape(Fmt *f, char *s)
{
	Rune r;
	char name[4], *text;

	switch(*s) {
	case 0:
		return s;
	case '"': /* comment */
		return s + strlen(s);
	case 'f':
		s++;
		return s + (*s == '(' ? 3 : *s == '[' ? strcspn(s, "]") + 1 : *s != 0);
	case '*': /* strings: R and Tm are all there are */
		s++;
		if(*s == '(')
			return s + (strlen(s) >= 3 ? 3 : strlen(s));
		return s + (*s != 0);
	case '(':
		snprint(name, sizeof name, "%.2s", s + 1);
		fmtprint(f, "%s", special(name));
		return s + (strlen(s) >= 3 ? 3 : strlen(s));
	case 's':
	case 'h':
	case 'v':
	case 'w':
		return skiparg(s + 1);
	}
	text = simpleescape(*s);
	if(text != nil) {
		fmtprint(f, "%s", text);
		return s + 1;
	}
	s += chartorune(&r, s);
	fmtrune(f, r);
	return s;
}

/* what a line looks like once its escapes are done, but for hard blanks; the caller frees it */
char *
escapes(char *s)
{
	Fmt f;
	Rune r;

	fmtstrinit(&f);
	while(*s)
		if(*s == '\\')
			s = escape(&f, s + 1);
		else {
			s += chartorune(&r, s);
			fmtrune(&f, r);
		}
	return check(fmtstrflush(&f));
}

/* what looks like a blank but separates no words */
void
hardblanks(char *s)
{
	for(; *s; s++)
		if(*s == Hardblank)
			*s = ' ';
}
