/*
 * The grammar, by recursive descent.  From the loosest: the bodies of if, for and while; && and
 * ||; ! @ and assignments and redirections before a command; |; then words, ^ and $.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

static Tree *cmd(Lex *);
static Tree *pipeline(Lex *);
static Tree *word(Lex *);

static noreturn void
unexpected(Lex *l)
{
	syntax(l, "syntax error");
}

static void
want(Lex *l, int tok)
{
	if(peektok(l) != tok)
		unexpected(l);
	taketok(l);
}

static Tree *
node(Lex *l, int type, Tree *a, Tree *b)
{
	Tree *t = newtree(l, type);

	t->a = a;
	t->b = b;
	return t;
}

/* commands up to the token end, which is taken */
static Tree *
body(Lex *l, int end)
{
	Tree *block = newtree(l, Tblock), **tail = &block->a, *t;
	int tok, iflast = l->iflast;

	checkdepth();
	l->iflast = 0;
	for(;;) {
		t = cmd(l);
		tok = peektok(l);
		if(tok != '&' && tok != ';' && tok != '\n' && tok != end)
			unexpected(l);
		if(tok == '&')
			t = node(l, Tasync, t, nil);
		if(t != nil) {
			*tail = t;
			tail = &t->next;
		}
		taketok(l);
		if(tok == end)
			break;
	}
	l->iflast = iflast;
	return block;
}

static Tree *
brace(Lex *l)
{
	want(l, '{');
	return body(l, '}');
}

static Tree *
paren(Lex *l)
{
	want(l, '(');
	return body(l, ')');
}

/* does the command's last part, in the order of the text, decide whether an if not may follow? */
static int
endsinif(Tree *t)
{
	Tree *u;

	if(t == nil)
		return 0;
	switch(t->type) {
	case Tif:
		return 1;
	case Tifnot:
	case Tnot:
	case Tredir:
		return endsinif(t->a);
	case Tfor:
	case Tassign:
		return endsinif(t->c);
	case Twhile:
	case Tand:
	case Tor:
	case Tpipe:
		return endsinif(t->b);
	case Tbrace:
		for(u = t->a->a; u != nil && u->next != nil; u = u->next) {
		}
		return endsinif(u);
	}
	return 0;
}

static int
startsword(Lex *l)
{
	switch(peektok(l)) {
	case Kword:
	case Kfor:
	case Kin:
	case Kwhile:
	case Kif:
	case Knot:
	case Ktwiddle:
	case Kbang:
	case Ksubshell:
	case Kswitch:
	case Kfn:
	case Kcount:
	case Kjoin:
	case '$':
	case '`':
	case '(':
		return 1;
	}
	return 0;
}

static Tree *
words(Lex *l, int newlines)
{
	Tree *list = nil, **tail = &list;

	for(;;) {
		if(newlines && peektok(l) == '\n')
			taketok(l);
		else if(startsword(l) || peektok(l) == Kredir) {
			*tail = word(l);
			tail = &(*tail)->next;
		} else
			return list;
	}
}

/* the name after a dollar */
static Tree *operand(Lex *l);

static Tree *
dollar(Lex *l)
{
	Tree *t = newtree(l, Tdollar);

	taketok(l);
	t->a = operand(l);
	if(peektok(l) != Ksub)
		return t;
	taketok(l);
	t->type = Tsub;
	t->b = words(l, 0);
	want(l, ')');
	return t;
}

static Tree *
backquoted(Lex *l)
{
	Tree *t = newtree(l, Tback);

	taketok(l);
	if(peektok(l) != '{')
		t->b = operand(l);
	t->a = brace(l);
	return t;
}

/* <{command}; t is the redirection */
static Tree *
pipefd(Lex *l, Tree *t)
{
	if(t->type != Rread && t->type != Rwrite && t->type != Rrdwr)
		unexpected(l);
	t->rtype = t->type;
	t->type = Tpipefd;
	t->a = brace(l);
	return t;
}

/* a word without carets */
static Tree *
operand(Lex *l)
{
	int tok = peektok(l);
	Tree *t = l->tree;

	checkdepth();
	switch(tok) {
	case '$':
		return dollar(l);
	case Kcount:
	case Kjoin:
		taketok(l);
		t = node(l, tok == Kcount ? Tcount : Tjoin, nil, nil);
		t->a = operand(l);
		return t;
	case '`':
		return backquoted(l);
	case '(':
		taketok(l);
		t = node(l, Tlist, words(l, 1), nil);
		want(l, ')');
		return t;
	case Kredir:
		taketok(l);
		if(peektok(l) != '{')
			unexpected(l);
		return pipefd(l, t);
	}
	if(!startsword(l))
		unexpected(l);
	taketok(l);
	l->lastword = 1; /* for keywords, which do not set it */
	return t;
}

static Tree *
carets(Lex *l, Tree *t)
{
	while(peektok(l) == '^') {
		taketok(l);
		t = node(l, Tcat, t, nil);
		t->b = operand(l);
	}
	return t;
}

static Tree *
word(Lex *l)
{
	return carets(l, operand(l));
}

/* the rest of a redirection whose arrow has been taken */
static Tree *
redirfile(Lex *l, Tree *t)
{
	Tree *w;

	if(t->type != Rhere) {
		t->a = word(l);
		return t;
	}
	/* what stands behind it is not looked at: a newline would begin the document */
	if(!startsword(l) || l->tree->type != Tword)
		syntax(l, "bad << tag");
	w = l->tree;
	taketok(l);
	t->str = w->str;
	t->pat = w->pat;
	t->quoted = w->quoted;
	*l->herep = t;
	l->herep = &t->c;
	return t;
}

/* a redirection, or nil and in *w the word that looked like one */
static Tree *
redir(Lex *l, Tree **w)
{
	int tok = peektok(l);
	Tree *t = l->tree;

	*w = nil;
	taketok(l);
	if(tok == Kdup)
		return t;
	if(peektok(l) == '{') {
		*w = carets(l, pipefd(l, t));
		return nil;
	}
	return redirfile(l, t);
}

/* redirections behind a brace */
static Tree *
epilog(Lex *l)
{
	Tree *list = nil, **tail = &list, *w;

	while(peektok(l) == Kredir || peektok(l) == Kdup) {
		*tail = redir(l, &w);
		if(*tail == nil)
			unexpected(l);
		tail = &(*tail)->next;
	}
	return list;
}

/* {command} as an argument: its text, for a program that has rc do it, as mount does */
static Tree *
bracetext(Lex *l)
{
	Tree *t = newtree(l, Tword), **herep = l->herep;
	Buf b = {0};

	t->a = brace(l);
	if(l->herep != herep)
		syntax(l, "<< in an argument"); /* its text has not been read */
	putbody(&b, t->a);
	t->a = nil;
	t->str = codealloc(l->code, b.n + 1);
	memmove(t->str, bufstr(&b), b.n + 1);
	t->quoted = 1;
	free(b.s);
	return t;
}

static Tree *
simple(Lex *l, Tree *first)
{
	Tree *t = newtree(l, Tsimple), **args = &first->next, **redirs = &t->b, *r, *w;

	t->line = first->line;
	t->a = first;
	for(;;) {
		if(startsword(l))
			w = word(l);
		else if(peektok(l) == '{')
			w = bracetext(l);
		else if(peektok(l) == Kredir || peektok(l) == Kdup) {
			r = redir(l, &w);
			if(r != nil) {
				*redirs = r;
				redirs = &r->next;
				continue;
			}
		} else
			return t;
		*args = w;
		args = &w->next;
	}
}

static Tree *
assignment(Lex *l, Tree *name)
{
	Tree *t = node(l, Tassign, name, nil);

	taketok(l);
	t->b = word(l);
	t->c = pipeline(l);
	return t;
}

/* a simple command or an assignment, whose first word may have been read */
static Tree *
command1(Lex *l, Tree *first)
{
	if(first == nil)
		first = word(l);
	return peektok(l) == '=' ? assignment(l, first) : simple(l, first);
}

/* (condition) command, of t */
static Tree *
conditional(Lex *l, Tree *t)
{
	t->a = paren(l);
	skipnl(l);
	t->b = cmd(l);
	return t;
}

static Tree *
ifcmd(Lex *l)
{
	Tree *t = newtree(l, Tif);

	taketok(l);
	if(peektok(l) == Knot) {
		if(!l->iflast)
			syntax(l, "`if not' does not follow `if(...)'");
		taketok(l);
		t->type = Tifnot;
		skipnl(l);
		t->a = cmd(l);
		return t;
	}
	return conditional(l, t);
}

static Tree *
forcmd(Lex *l)
{
	Tree *t = newtree(l, Tfor);

	taketok(l);
	want(l, '(');
	t->a = word(l);
	if(peektok(l) == Kin) {
		taketok(l);
		t->b = words(l, 1);
	} else
		t->bare = 1;
	want(l, ')');
	skipnl(l);
	t->c = cmd(l);
	return t;
}

static Tree *
whilecmd(Lex *l)
{
	Tree *t = newtree(l, Twhile);

	taketok(l);
	return conditional(l, t);
}

static int
iscase(Tree *t)
{
	return t->type == Tsimple && t->a->type == Tword && !t->a->quoted &&
	       strcmp(t->a->str, "case") == 0;
}

static Tree *
switchcmd(Lex *l)
{
	Tree *t = newtree(l, Tswitch);

	taketok(l);
	t->a = word(l);
	skipnl(l);
	t->b = brace(l);
	if(t->b->a == nil || !iscase(t->b->a))
		syntax(l, "case missing in switch");
	return t;
}

static Tree *
fncmd(Lex *l)
{
	Tree *t = newtree(l, Tfn);

	taketok(l);
	t->a = words(l, 0);
	if(peektok(l) == '{')
		t->b = brace(l);
	return t;
}

static Tree *
prefixed(Lex *l, int type)
{
	Tree *t = newtree(l, type);

	taketok(l);
	t->a = pipeline(l);
	return t;
}

static Tree *
redircmd(Lex *l)
{
	Tree *t = newtree(l, Tredir), *w;

	t->b = redir(l, &w);
	if(t->b == nil)
		return command1(l, w);
	t->a = pipeline(l);
	return t;
}

/* a command without && || and |; nil if there is none */
static Tree *
unary(Lex *l)
{
	int tok = peektok(l);
	Tree *t;

	switch(tok) {
	case '{':
		t = newtree(l, Tbrace);
		t->a = brace(l);
		t->b = epilog(l);
		return t;
	case Kif:
		return ifcmd(l);
	case Kfor:
		return forcmd(l);
	case Kwhile:
		return whilecmd(l);
	case Kswitch:
		return switchcmd(l);
	case Kfn:
		return fncmd(l);
	case Ktwiddle:
		t = newtree(l, Tmatch);
		taketok(l);
		t->a = word(l);
		t->b = words(l, 0);
		return t;
	case Kbang:
		return prefixed(l, Tnot);
	case Ksubshell:
		return prefixed(l, Tsubshell);
	case Kredir:
	case Kdup:
		return redircmd(l);
	case Knot:
	case Kin:
		unexpected(l);
	}
	return startsword(l) ? command1(l, nil) : nil;
}

static Tree *
pipeline(Lex *l)
{
	Tree *t, *p;

	checkdepth();
	t = unary(l);
	while(peektok(l) == Kpipe) {
		p = l->tree;
		taketok(l);
		p->a = t;
		p->b = unary(l);
		t = p;
	}
	return t;
}

static Tree *
cmd(Lex *l)
{
	Tree *t = pipeline(l);
	int tok;

	while((tok = peektok(l)) == Kandand || tok == Koror) {
		taketok(l);
		t = node(l, tok == Kandand ? Tand : Tor, t, nil);
		t->b = pipeline(l);
	}
	if(t != nil)
		l->iflast = endsinif(t);
	return t;
}

/* one line; result: was there any */
static int
line(Lex *l, Tree **tail)
{
	Tree *t;
	int tok;

	if(peektok(l) == Eof)
		return 0;
	do {
		t = cmd(l);
		tok = peektok(l);
		if(tok != '&' && tok != ';' && tok != '\n' && tok != Eof)
			unexpected(l);
		if(tok == '&')
			t = node(l, Tasync, t, nil);
		if(t != nil) {
			while(*tail != nil)
				tail = &(*tail)->next;
			*tail = t;
		}
		if(tok != Eof)
			taketok(l);
	} while(tok != '\n' && tok != Eof);
	if(tok == Eof && l->here != nil)
		readhere(l);
	return 1;
}

typedef struct Parse Parse;
struct Parse
{
	Frame f;
	Lex l;
};

static void
undoparse(Frame *f)
{
	Parse *p = (Parse *)f;

	stoplex(&p->l);
	closecode(p->l.code);
}

/* parse a line, or all of the input when all is set */
static Code *
parse(Input *in, int all)
{
	Parse p;
	Tree **tail;
	Code *code;

	in->more = 0;
	in->bad = 0;
	startlex(&p.l, in, newcode(in->file));
	pushframe(&p.f, undoparse);
	if(setjmp(p.l.bail)) {
		in->bad = 1;
		in->iflast = 0;
		unwind(p.f.next);
		return nil;
	}
	p.l.code->tree = newtree(&p.l, Tblock);
	tail = &p.l.code->tree->a;
	if(line(&p.l, tail)) {
		while(all && line(&p.l, tail)) {
		}
		in->iflast = p.l.iflast;
		p.l.code->ref++;
	} else
		p.l.code->tree = nil;
	code = p.l.code->tree == nil ? nil : p.l.code;
	unwind(p.f.next);
	return code;
}

/* Give a reference to the next line; nil at the end and after a syntax error, with in->bad set. */
Code *
parseline(Input *in)
{
	return parse(in, 0);
}

Code *
parseall(Input *in)
{
	return parse(in, 1);
}
