/*
 * run.c: doing the commands for each line.
 */
#include "sed.h"

int uflag;
static Textbuf hold;
static Reprog *lastre;

static void
putpattern(void)
{
	Bprint(out(), "%s", pattern.s);
	if(curnl || ahead != nil)
		Bputc(&bout, '\n');
	else
		nonl = 1;
}

/* the last expression used, if this one is nil */
static Reprog *
current(Reprog *re)
{
	if(re != nil)
		lastre = re;
	if(lastre == nil)
		sysfatal("no previous regular expression");
	return lastre;
}

static int
matchaddr(Addr *a)
{
	switch(a->kind) {
	case 'n':
		return lineno == a->line;
	case '$':
		return ahead == nil;
	}
	return regexec(current(a->re), pattern.s, nil, 0) > 0;
}

static int
selected(Cmd *c)
{
	if(c->a.kind == 0)
		return 1;
	if(c->b.kind == 0)
		return matchaddr(&c->a);
	if(c->inrange) {
		if(c->b.kind == 'n' && lineno >= c->b.line)
			c->inrange = 0;
		else if(c->b.kind != 'n' && matchaddr(&c->b))
			c->inrange = 0;
		/* a line number that has passed selects no more */
		return c->b.kind != 'n' || lineno <= c->b.line;
	}
	if(!matchaddr(&c->a))
		return 0;
	c->inrange =
		!(c->b.kind == 'n' && lineno >= c->b.line) && !(c->b.kind == '$' && ahead == nil);
	return 1;
}

static void
translate(Cmd *c)
{
	static Textbuf t;
	Rune r, *p;

	textset(&t, "");
	for(char *s = pattern.s; *s;) {
		s += chartorune(&r, s);
		p = runestrchr(c->from, r);
		if(p != nil)
			r = c->to[p - c->from];
		textaddrune(&t, r);
	}
	textset(&pattern, t.s);
}

/* l: a line in which everything can be seen */
static void
list(void)
{
	int col, w;
	char buf[Visible];

	col = 0;
	for(char *s = pattern.s; *s; s += w) {
		w = visible(buf, s);
		if(col + utflen(buf) > 71) {
			Bprint(out(), "\\\n");
			col = 0;
		}
		Bprint(out(), "%s", buf);
		col += utflen(buf);
	}
	Bputc(out(), '\n');
}

enum
{
	Next,    /* command */
	Jump,    /* to its target */
	End,     /* of the cycle: print */
	Delete,  /* end without */
	Restart, /* without reading a line */
	Quit,
};
static int changed; /* for t */

static void
writeto(Out *o)
{
	Bprint(o->b, "%s\n", pattern.s);
	Bflush(o->b);
}

static int
subst(Cmd *c)
{
	static Textbuf t;

	if(!textsubst(&t, current(c->re), pattern.s, c->text, c->nth, c->global, textmatch))
		return Next;
	textset(&pattern, t.s);
	changed = 1;
	if(c->print)
		putpattern();
	if(c->out)
		writeto(c->out);
	return Next;
}

static int
another(int append)
{
	if(ahead == nil)
		return Quit;
	if(!append && !nflag)
		putpattern();
	flushappends();
	nextline(append);
	return Next;
}

static int
delfirst(void)
{
	char *p;

	p = strchr(pattern.s, '\n');
	if(p == nil)
		return Delete;
	pattern.n -= p + 1 - pattern.s;
	memmove(pattern.s, p + 1, pattern.n + 1);
	return Restart;
}

/* P */
static void
putfirst(void)
{
	char *p;

	p = strchr(pattern.s, '\n');
	Bwrite(out(), pattern.s, p ? p - pattern.s : pattern.n);
	Bputc(out(), '\n');
}

/* what pattern and hold give each other */
static void
transfer(int c)
{
	Textbuf t;

	switch(c) {
	case 'g':
		textset(&pattern, hold.s);
		break;
	case 'G':
		textadd(&pattern, "\n");
		textadd(&pattern, hold.s);
		break;
	case 'h':
		textset(&hold, pattern.s);
		break;
	case 'H':
		textadd(&hold, "\n");
		textadd(&hold, pattern.s);
		break;
	case 'x':
		t = pattern;
		pattern = hold;
		hold = t;
		break;
	}
}

/* a command that prints, or keeps text to be printed */
static void
show(Cmd *c)
{
	switch(c->name) {
	case '=':
		Bprint(out(), "%lld\n", lineno);
		break;
	case 'a':
	case 'r':
		later(c->text, c->name == 'r');
		break;
	case 'i':
		Bprint(out(), "%s", c->text);
		break;
	case 'l':
		list();
		break;
	case 'p':
		putpattern();
		break;
	case 'P':
		putfirst();
		break;
	case 'w':
		writeto(c->out);
		break;
	}
}

static int
run(Cmd *c)
{
	switch(c->name) {
	case 'b':
		return Jump;
	case 'c':
		if(c->b.kind == 0 || !c->inrange || c->negated)
			Bprint(out(), "%s", c->text);
		return Delete;
	case 'd':
		return Delete;
	case 'D':
		return delfirst();
	case 'n':
	case 'N':
		return another(c->name == 'N');
	case 'q':
		return Quit;
	case 's':
		return subst(c);
	case 't':
		if(!changed)
			break;
		changed = 0;
		return Jump;
	case 'y':
		translate(c);
		break;
	default:
		transfer(c->name);
		show(c);
	}
	return Next;
}

/* one cycle; says how it ended */
static int
cycle(void)
{
	int i, how;

	how = End;
	for(i = 0; i < nprog;) {
		if(selected(&prog[i]) == prog[i].negated) {
			i = prog[i].name == '{' ? prog[i].target : i + 1;
			continue;
		}
		how = run(&prog[i]);
		if(how == Jump)
			i = prog[i].target;
		else if(how == Next)
			i++;
		else
			break;
		how = End;
	}
	if((how == End || how == Quit) && !nflag)
		putpattern();
	flushappends();
	if(uflag)
		Bflush(&bout);
	return how;
}

void
edit(void)
{
	int how;

	firstline();
	textset(&hold, "");
	textset(&pattern, "");
	for(how = Next; how != Quit;) {
		if(how != Restart && !nextline(0))
			break;
		if(how != Restart)
			changed = 0;
		how = cycle();
	}
}
