/*
 * Words and trees as text that the shell reads again.
 */
#include <u.h>
#include <libc.h>
#include "rc.h"

static Tree *heres[64]; /* documents to print behind the line */
static int nheres;
static int lines; /* the function has documents: its commands stand on lines */

static void
putquoted(Buf *b, char *s)
{
	putbyte(b, '\'');
	for(; *s; s++) {
		if(*s == '\'')
			putbyte(b, '\'');
		putbyte(b, *s);
	}
	putbyte(b, '\'');
}

/* a string, quoted if it must be */
void
putword(Buf *b, char *s)
{
	char *t;

	for(t = s; *t; t++)
		if((uchar)*t <= ' ' || strchr("`^#*[]=|\\?${}()'<>&;", *t) != nil)
			break;
	if(t == s || *t != '\0' || iskeyword(s))
		putquoted(b, s);
	else
		putstr(b, s);
}

void
putwords(Buf *b, Word *w)
{
	for(; w != nil; w = w->next) {
		putword(b, w->s);
		if(w->next != nil)
			putbyte(b, ' ');
	}
}

static void
putlist(Buf *b, Tree *t)
{
	for(; t != nil; t = t->next) {
		puttree(b, t);
		if(t->next != nil)
			putbyte(b, ' ');
	}
}

/* what ends a command */
static void
putend(Buf *b)
{
	int i;

	if(!lines) {
		putbyte(b, ';');
		return;
	}
	if(b->n > 0 && b->s[b->n - 1] == '\\')
		putbyte(b, ' '); /* else the line would go on */
	putbyte(b, '\n');
	for(i = 0; i < nheres; i++) {
		putstr(b, heres[i]->here);
		putstr(b, heres[i]->str);
		putbyte(b, '\n');
	}
	nheres = 0;
}

static void
putblock(Buf *b, Tree *t)
{
	for(t = t->a; t != nil; t = t->next) {
		puttree(b, t);
		if(t->next == nil && nheres == 0)
			break;
		if(t->type != Tasync || lines)
			putend(b);
	}
}

static void
putbrace(Buf *b, Tree *t)
{
	putbyte(b, '{');
	putblock(b, t);
	putbyte(b, '}');
}

/* the word behind an arrow, which must not look like more of the arrow */
static void
putfile(Buf *b, Tree *t)
{
	int n = b->n;

	putbyte(b, ' ');
	puttree(b, t);
	if(strchr("[<>", b->s[n + 1]) != nil)
		return;
	b->n--;
	memmove(b->s + n, b->s + n + 1, b->n - n);
}

static void
putredir(Buf *b, Tree *t)
{
	static char *arrows[] = {"<", ">", ">>", "<>", "<<"};
	int type = t->type == Rdup || t->type == Rclose ? t->rtype : t->type;

	putstr(b, arrows[type - Rread]);
	if(t->type == Rdup)
		putfmt(b, "[%d=%d]", t->fd0, t->fd1);
	else if(t->type == Rclose)
		putfmt(b, "[%d=]", t->fd0);
	else {
		if(t->fd0 != (type == Rwrite || type == Rappend))
			putfmt(b, "[%d]", t->fd0);
		if(t->type != Rhere) {
			putfile(b, t->a);
			return;
		}
		if(t->quoted)
			putquoted(b, t->str);
		else
			putstr(b, t->str);
		if(nheres < nelem(heres))
			heres[nheres++] = t;
	}
}

static void
putredirs(Buf *b, Tree *t)
{
	for(; t != nil; t = t->next) {
		putbyte(b, ' ');
		putredir(b, t);
	}
}

static void
putpipe(Buf *b, Tree *t)
{
	puttree(b, t->a);
	putbyte(b, '|');
	if(t->fd1 != 0)
		putfmt(b, "[%d=%d]", t->fd0, t->fd1);
	else if(t->fd0 != 1)
		putfmt(b, "[%d]", t->fd0);
	puttree(b, t->b);
}

/* between the parts of a pair */
static void
putpair(Buf *b, Tree *t, char *op)
{
	puttree(b, t->a);
	putstr(b, op);
	puttree(b, t->b);
}

static void
putliteral(Buf *b, Tree *t)
{
	Mark m = tmark();
	Word w = {nil, t->str, t->pat};

	if(t->quoted)
		putquoted(b, t->str);
	else
		putstr(b, plain(&w));
	trelease(m);
}

static void
putwordtree(Buf *b, Tree *t)
{
	switch(t->type) {
	case Tword:
		putliteral(b, t);
		break;
	case Tdollar:
	case Tsub:
		putbyte(b, '$');
		puttree(b, t->a);
		if(t->type == Tsub) {
			putbyte(b, '(');
			putlist(b, t->b);
			putbyte(b, ')');
		}
		break;
	case Tcount:
	case Tjoin:
		putstr(b, t->type == Tcount ? "$#" : "$\"");
		puttree(b, t->a);
		break;
	case Tcat:
		putpair(b, t, "^");
		break;
	case Tlist:
		putbyte(b, '(');
		putlist(b, t->a);
		putbyte(b, ')');
		break;
	case Tback:
		putbyte(b, '`');
		if(t->b != nil)
			puttree(b, t->b);
		putbrace(b, t->a);
		break;
	case Tpipefd:
		putstr(b, t->rtype == Rread ? "<" : t->rtype == Rwrite ? ">" : "<>");
		putbrace(b, t->a);
		break;
	}
}

static void
putfor(Buf *b, Tree *t)
{
	putstr(b, "for(");
	puttree(b, t->a);
	if(!t->bare) {
		putstr(b, " in ");
		putlist(b, t->b);
	}
	putstr(b, ") ");
	puttree(b, t->c);
}

static void
putcond(Buf *b, char *word, Tree *t)
{
	putstr(b, word);
	putbyte(b, '(');
	putblock(b, t->a);
	putstr(b, ") ");
	puttree(b, t->b);
}

static void
putfn(Buf *b, Tree *t)
{
	putstr(b, "fn ");
	putlist(b, t->a);
	if(t->b != nil) {
		putbyte(b, ' ');
		putbrace(b, t->b);
	}
}

static void
putswitch(Buf *b, Tree *t)
{
	putstr(b, "switch ");
	puttree(b, t->a);
	putbrace(b, t->b);
}

static void
putmatch(Buf *b, Tree *t)
{
	putstr(b, "~ ");
	puttree(b, t->a);
	putbyte(b, ' ');
	putlist(b, t->b);
}

static void
putassign(Buf *b, Tree *t)
{
	putpair(b, t, "=");
	if(t->c != nil) {
		putbyte(b, ' ');
		puttree(b, t->c);
	}
}

/* what has a word before it and one command */
static void
putprefixed(Buf *b, char *word, Tree *t)
{
	putstr(b, word);
	puttree(b, t->a);
}

static void
putcompound(Buf *b, Tree *t)
{
	switch(t->type) {
	case Tif:
		putcond(b, "if", t);
		break;
	case Twhile:
		putcond(b, "while", t);
		break;
	case Tifnot:
		putprefixed(b, "if not ", t);
		break;
	case Tnot:
		putprefixed(b, "! ", t);
		break;
	case Tsubshell:
		putprefixed(b, "@ ", t);
		break;
	case Tfor:
		putfor(b, t);
		break;
	case Tswitch:
		putswitch(b, t);
		break;
	case Tfn:
		putfn(b, t);
		break;
	default:
		putwordtree(b, t);
		break;
	}
}

/* a list of commands, a command, a word or nothing */
void
puttree(Buf *b, Tree *t)
{
	if(t == nil)
		return;
	switch(t->type) {
	case Tsimple:
		putlist(b, t->a);
		putredirs(b, t->b);
		break;
	case Tblock:
		putblock(b, t);
		break;
	case Tbrace:
		putbrace(b, t->a);
		putredirs(b, t->b);
		break;
	case Tmatch:
		putmatch(b, t);
		break;
	case Tand:
	case Tor:
		putpair(b, t, t->type == Tand ? " && " : " || ");
		break;
	case Tpipe:
		putpipe(b, t);
		break;
	case Tasync:
		puttree(b, t->a);
		putbyte(b, '&');
		break;
	case Tassign:
		putassign(b, t);
		break;
	case Tredir:
		putredir(b, t->b);
		putbyte(b, ' ');
		puttree(b, t->a);
		break;
	default:
		putcompound(b, t);
		break;
	}
}

/* a function's body; one with documents is spread over lines */
void
putbody(Buf *b, Tree *body)
{
	int n = b->n;

	nheres = 0;
	lines = 0;
	putbrace(b, body);
	if(nheres == 0)
		return;
	b->n = n;
	nheres = 0;
	lines = 1;
	putbrace(b, body);
	lines = 0;
}

/* a definition, as the environment keeps it; to be freed */
char *
fntext(char *name, Fn *fn)
{
	Buf b = {0};

	putstr(&b, "fn ");
	putquoted(&b, name);
	putbyte(&b, ' ');
	putbody(&b, fn->body);
	putbyte(&b, '\n');
	return bufstr(&b);
}
