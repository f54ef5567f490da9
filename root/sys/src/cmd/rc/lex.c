/*
 * Tokens.  One is looked at in advance, and only when it is wanted, so that no line is
 * read before the one before it has been executed.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

static struct
{
	char *name;
	int tok;
} keywords[] = {
	{"for", Kfor},       {"in", Kin}, {"while", Kwhile}, {"if", Kif},  {"not", Knot},
	{"switch", Kswitch}, {"fn", Kfn}, {"~", Ktwiddle},   {"!", Kbang}, {"@", Ksubshell},
};

static int
keyword(char *s)
{
	int i;

	for(i = 0; i < nelem(keywords); i++)
		if(strcmp(keywords[i].name, s) == 0)
			return keywords[i].tok;
	return Kword;
}

int
iskeyword(char *s)
{
	return keyword(s) != Kword;
}

enum
{
	Noword = 1, /* does not stand in a word without quotes */
	Noname = 2, /* nor in the name of a variable */
	Neither = Noword | Noname,
};

static const uchar class[256] = {
	['\n'] = Neither, [' '] = Neither,  ['\t'] = Neither, ['#'] = Neither, [';'] = Neither,
	['&'] = Neither,  ['|'] = Neither,  ['^'] = Neither,  ['$'] = Neither, ['='] = Neither,
	['`'] = Neither,  ['\''] = Neither, ['{'] = Neither,  ['}'] = Neither, ['('] = Neither,
	[')'] = Neither,  ['<'] = Neither,  ['>'] = Neither,  ['!'] = Noname,  ['"'] = Noname,
	['%'] = Noname,   ['+'] = Noname,   [','] = Noname,   ['-'] = Noname,  ['.'] = Noname,
	['/'] = Noname,   [':'] = Noname,   ['?'] = Noname,   ['@'] = Noname,  ['['] = Noname,
	['\\'] = Noname,  [']'] = Noname,   ['~'] = Noname,
};

/* may c stand in a word without quotes? */
int
isword(int c)
{
	return c > 0 && (class[c] & Noword) == 0;
}

/* may c stand in the name of a variable without quotes? */
int
isname(int c)
{
	return c > ' ' && (class[c] & Noname) == 0;
}

Tree *
newtree(Lex *l, int type)
{
	Tree *t = codealloc(l->code, sizeof *t);

	t->type = type;
	t->line = l->line;
	return t;
}

void
startlex(Lex *l, Input *in, Code *code)
{
	memset(l, 0, sizeof *l);
	l->in = in;
	l->code = code;
	l->tok = Knone;
	l->herep = &l->here;
	l->line = in->line;
	l->iflast = in->iflast;
}

void
stoplex(Lex *l)
{
	free(l->buf.s);
}

/* the message of a syntax error, with the token where it was found */
static void
report(Lex *l, char *text, char *why)
{
	char *file = curfile;
	int line = curline;

	curfile = l->in->file;
	curline = l->in->line;
	if(text[0] == '\n')
		curline--;
	if(text[0] == '\0' || text[0] == '\n')
		complain("%s", why);
	else
		complain("token '%s': %s", text, why);
	curfile = file;
	curline = line;
}

/* a syntax error: say where, set $status, and give up the line */
void
syntax(Lex *l, char *fmt, ...)
{
	char *text = l->buf.n > 0 ? bufstr(&l->buf) : "", *why;
	va_list args;

	va_start(args, fmt);
	why = vsmprint(fmt, args);
	va_end(args);
	report(l, text, why == nil ? fmt : why);
	setstatus(why == nil ? fmt : why);
	free(why);
	if(text[0] != '\n')
		skipline(l->in);
	longjmp(l->bail, 1);
}

static void
skipblank(Lex *l)
{
	int c;

	while((c = peekc(l->in)) == ' ' || c == '\t' || c == '#' || c == '\0') {
		if(c != '#') {
			nextc(l->in);
			continue;
		}
		while((c = peekraw(l->in)) != '\n' && c != Eof)
			nextc(l->in);
	}
}

static void
newline(Lex *l)
{
	nextc(l->in);
	if(l->here != nil)
		readhere(l);
}

void
skipnl(Lex *l)
{
	if(l->tok == '\n')
		l->tok = Knone;
	else if(l->tok != Knone)
		return;
	for(;;) {
		skipblank(l);
		if(peekc(l->in) != '\n')
			return;
		newline(l);
	}
}

/* take c if it is next */
static int
follows(Lex *l, int c)
{
	if(peekc(l->in) != c)
		return 0;
	putbyte(&l->buf, nextc(l->in));
	return 1;
}

static int
number(Lex *l, int *n)
{
	int c, digits = 0;

	for(*n = 0; (c = peekc(l->in)) >= '0' && c <= '9'; digits++) {
		putbyte(&l->buf, nextc(l->in));
		if(*n < 100000)
			*n = *n * 10 + c - '0';
	}
	return digits > 0;
}

/* [n] [n=m] [n=] after a redirection t or a pipe; gives its token */
static int
brackets(Lex *l, Tree *t)
{
	int pipe = t->type == Tpipe;
	char *why = pipe ? "pipe syntax" : "redirection syntax";

	if(!follows(l, '['))
		return pipe ? Kpipe : Kredir;
	if(!number(l, &t->fd0))
		syntax(l, why);
	if(follows(l, '=')) {
		if(t->type == Rhere || t->type == Rappend)
			syntax(l, why);
		if(pipe) {
			if(!number(l, &t->fd1))
				syntax(l, why);
		} else {
			t->rtype = t->type;
			t->type = number(l, &t->fd1) ? Rdup : Rclose;
		}
	}
	if(!follows(l, ']'))
		syntax(l, why);
	return pipe ? Kpipe : t->type == Rdup || t->type == Rclose ? Kdup : Kredir;
}

static int
arrow(Lex *l, int c)
{
	Tree *t = newtree(l, Rread);

	if(c == '<') {
		if(follows(l, '<'))
			t->type = Rhere;
		else if(follows(l, '>'))
			t->type = Rrdwr;
	} else {
		t->type = follows(l, '>') ? Rappend : Rwrite;
		t->fd0 = 1;
	}
	l->tree = t;
	return brackets(l, t);
}

static int
bar(Lex *l)
{
	Tree *t;
	int tok;

	if(follows(l, '|')) {
		skipnl(l);
		return Koror;
	}
	t = newtree(l, Tpipe);
	t->fd0 = 1;
	l->tree = t;
	tok = brackets(l, t);
	skipnl(l);
	return tok;
}

static void
wordtree(Lex *l, int pat)
{
	Tree *t = newtree(l, Tword);

	t->str = codealloc(l->code, l->buf.n + 1);
	memmove(t->str, l->buf.s, l->buf.n);
	t->pat = pat;
	l->tree = t;
	l->lastword = 1;
}

static int
quoted(Lex *l)
{
	int c;

	l->buf.n = 0;
	for(;;) {
		c = peekraw(l->in);
		if(c == Eof) {
			l->buf.n = 0;
			syntax(l, "eof in quoted string");
		}
		nextc(l->in);
		if(c == '\'') {
			if(peekraw(l->in) != '\'')
				break;
			nextc(l->in);
		}
		if(c != '\0')
			putbyte(&l->buf, c);
	}
	wordtree(l, 0);
	l->tree->quoted = 1;
	return Kword;
}

/* A word without quotes; after a dollar only what a name may have.  Active characters of patterns
 * get their mark; should the word turn out to have none, doubled marks are single again. */
static int
unquoted(Lex *l, int name)
{
	int c, pat = 0, marks = 0, tok;

	l->buf.n = 0;
	while(name ? isname(c = peekc(l->in)) : isword(c = peekc(l->in))) {
		if(!name && (c == '*' || c == '?' || c == '[')) {
			putbyte(&l->buf, Glob);
			pat = 1;
		} else if(c == Glob) {
			putbyte(&l->buf, Glob);
			marks = 1;
		}
		putbyte(&l->buf, nextc(l->in));
	}
	if(l->buf.n == 0) { /* a dollar before something else, or a byte that means nothing */
		putbyte(&l->buf, nextc(l->in));
		syntax(l, "syntax error");
	}
	wordtree(l, pat || marks);
	if(pat || marks || name)
		return Kword;
	tok = keyword(l->tree->str);
	if(tok != Kword)
		l->lastword = 0;
	return tok;
}

/* what stands between a word and the byte c that touches it, or Knone */
static int
joint(Lex *l, int c)
{
	if(c == '(') {
		putbyte(&l->buf, nextc(l->in));
		return Ksub;
	}
	if(!isword(c) && c != '\'' && c != '`' && c != '$')
		return Knone;
	putbyte(&l->buf, '^');
	return '^';
}

/* a token that begins with c, which has been taken */
static int
special(Lex *l, int c)
{
	switch(c) {
	case '\'':
		return quoted(l);
	case '$':
		l->lastdol = 1;
		return follows(l, '#') ? Kcount : follows(l, '"') ? Kjoin : '$';
	case '&':
		if(!follows(l, '&'))
			return c;
		skipnl(l);
		return Kandand;
	case '|':
		return bar(l);
	case '<':
	case '>':
		return arrow(l, c);
	}
	return c;
}

static int
gettok(Lex *l)
{
	int c = peekc(l->in), name = l->lastdol, tok;

	l->buf.n = 0;
	l->line = l->in->line;
	l->lastdol = 0;
	if(l->lastword) {
		l->lastword = 0;
		tok = joint(l, c);
		if(tok != Knone)
			return tok;
	}
	skipblank(l);
	c = peekc(l->in);
	l->line = l->in->line;
	if(isword(c))
		return unquoted(l, name);
	if(c == Eof) {
		putstr(&l->buf, "EOF");
		return c;
	}
	putbyte(&l->buf, c);
	if(c == '\n') {
		newline(l);
		return c;
	}
	nextc(l->in);
	return special(l, c);
}

int
peektok(Lex *l)
{
	if(l->tok == Knone)
		l->tok = gettok(l);
	return l->tok;
}

void
taketok(Lex *l)
{
	l->tok = Knone;
}
