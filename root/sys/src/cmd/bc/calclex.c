/*
 * calclex.c: input, tokens, and what to do when they make no sense.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "calc.h"

enum
{
	None = -2, /* there is no character to read again */
	Tcomment = -3,
};

char *from;
Biobuf *in;
Biobuf bout;
int lineno = 1;
int tok;
char *text;
int failed;
static long peekc = None;
static int ntext, textcap;
static jmp_buf toplevel;

void
fail(char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = check(vsmprint(fmt, ap));
	va_end(ap);
	Bflush(&bout);
	fprint(2, "%s: line %d: %s\n", argv0, lineno, s);
	free(s);
	failed = 1;
	longjmp(toplevel, 1);
}

long
getch(void)
{
	long c;
	Rune r;

	if(peekc != None) {
		c = peekc;
		peekc = None;
		return c;
	}
	do {
		if(from != nil && *from) {
			from += chartorune(&r, from);
			return r;
		}
		if(from == nil && in != nil) {
			/* who types wants to see what there is before the next line */
			if(Bbuffered(in) == 0)
				Bflush(&bout);
			c = Bgetrune(in);
			if(c >= 0)
				return c;
		}
	} while(more());
	return -1;
}

void
ungetch(long c)
{
	peekc = c;
}

static void
newtext(void)
{
	ntext = 0;
	textcap = UTFmax + 1;
	text = check(realloc(text, textcap));
	text[0] = 0;
}

void
addtext(long c)
{
	Rune r;

	r = c;
	if(ntext + UTFmax >= textcap) {
		textcap *= 2;
		text = check(realloc(text, textcap));
	}
	ntext += runetochar(text + ntext, &r);
	text[ntext] = 0;
}

static int
lexword(long c)
{
	Word *w;

	newtext();
	for(; c > 0 && (letter(c) || c == '_' || (c >= '0' && c <= '9')); c = getch())
		addtext(c);
	ungetch(c);
	for(w = words; w->s != nil; w++)
		if(strcmp(w->s, text) == 0)
			return w->tok;
	return Tname;
}

static int
lexstring(void)
{
	long c;

	newtext();
	while((c = getch()) != '"') {
		if(c < 0 || (c == '\n' && escapes))
			fail("string has no end");
		if(c == '\n')
			lineno++;
		if(c == '\\' && escapes) {
			c = getch();
			c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
		}
		addtext(c);
	}
	return Tstr;
}

static void
comment(void)
{
	long c, last;

	for(last = 0; (c = getch()) >= 0; last = c) {
		if(c == '\n')
			lineno++;
		if(last == '*' && c == '/')
			return;
	}
}

/* an operator of two characters, or c itself */
static int
operator(long c)
{
	static struct
	{
		char first, second;
		int tok;
	} ops[] = {
		{'=', '=', Teq},   {'!', '=', Tne},   {'<', '=', Tle},      {'>', '=', Tge},
		{'&', '&', Tand},  {'|', '|', Tor},   {'+', '+', Tinc},     {'-', '-', Tdec},
		{'+', '=', Tadda}, {'-', '=', Tsuba}, {'*', '=', Tmula},    {'/', '=', Tdiva},
		{'%', '=', Tmoda}, {'^', '=', Tpowa}, {'/', '*', Tcomment},
	};
	long d;

	d = None;
	for(int i = 0; i < nelem(ops); i++) {
		if(ops[i].first != c)
			continue;
		if(d == None)
			d = getch();
		if(ops[i].second == d)
			return ops[i].tok;
	}
	if(d != None)
		ungetch(d);
	return c;
}

/* the next character that is no blank; a newline behind a \ is one */
static long
skipblanks(void)
{
	long c, d;

	for(;;) {
		c = getch();
		if(c == '\\') {
			d = getch();
			if(d != '\n') {
				ungetch(d);
				return c;
			}
			lineno++;
		} else if(c == '#') {
			while((c = getch()) >= 0 && c != '\n')
				;
			return c;
		} else if(c != ' ' && c != '\t' && c != '\r')
			return c;
	}
}

void
advance(void)
{
	long c;

	/* what a statement does is done when its newline is known, and belongs to its line */
	if(tok == '\n')
		lineno++;
	do {
		c = skipblanks();
		if(digit(c) || c == '.') {
			newtext();
			number(c);
			tok = Tnum;
		} else if(c > 0 && letter(c))
			tok = lexword(c);
		else if(c == '"')
			tok = lexstring();
		else
			tok = operator(c);
		if(tok == Tcomment)
			comment();
	} while(tok == Tcomment);
}

/* one that is a character */
void
expect(int t)
{
	if(tok != t)
		fail("syntax error: expected %c", t);
	advance();
}

int
separator(void)
{
	return tok == ';' || tok == '\n';
}

/* what a name means, in size bytes that begin with a Name; all 0 for a new one */
void *
lookup(char *s, int size)
{
	static Name *names;
	Name *n;

	for(n = names; n != nil; n = n->next)
		if(strcmp(n->name, s) == 0)
			return n;
	n = check(mallocz(size, 1));
	n->name = check(strdup(s));
	n->next = names;
	return names = n;
}

/* do one statement after the other.  After an error the rest of its line means nothing. */
void
session(void (*one)(void))
{
	if(setjmp(toplevel)) {
		recover();
		while(tok != '\n' && tok >= 0)
			tok = getch();
	}
	for(;;) {
		do
			advance();
		while(separator());
		if(tok < 0)
			return;
		one();
		if(!separator() && tok >= 0)
			fail("syntax error");
	}
}
