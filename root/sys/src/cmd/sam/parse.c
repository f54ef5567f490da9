/*
 * Commands, from what is typed to trees.  All of a command is read before any of it is done; the trees
 * are freed together.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "sam.h"

/* what follows a letter */
enum
{
	Ptext = 1 << 0,   /* /text/ or lines */
	Pre = 1 << 1,     /* /re/ */
	Pmaybe = 1 << 2,  /* which may be missing */
	Pto = 1 << 3,     /* an address */
	Psub = 1 << 4,    /* a command */
	Pcount = 1 << 5,  /* before all else: a number */
	Psigned = 1 << 6, /* it may have a sign */
	Pword = 1 << 7,   /* a word */
	Pline = 1 << 8,   /* the rest of the line */
	Pnoaddr = 1 << 9, /* no address may come before */
};

typedef struct Syntax Syntax;
struct Syntax
{
	int c;
	int what;
	int sub; /* the command when there is none */
};
static const Syntax syntax[] = {
	{'\n', 0, 0},
	{'a', Ptext, 0},
	{'b', Pline | Pnoaddr, 0},
	{'B', Pline | Pnoaddr, 0},
	{'c', Ptext, 0},
	{'d', 0, 0},
	{'D', Pline | Pnoaddr, 0},
	{'e', Pword | Pnoaddr, 0},
	{'f', Pword | Pnoaddr, 0},
	{'g', Pre | Psub, 'p'},
	{'i', Ptext, 0},
	{'k', 0, 0},
	{'m', Pto, 0},
	{'n', Pnoaddr, 0},
	{'p', 0, 0},
	{'q', Pnoaddr, 0},
	{'r', Pword, 0},
	{'s', Pcount | Pre, 0},
	{'t', Pto, 0},
	{'u', Pcount | Psigned | Pnoaddr, 0},
	{'v', Pre | Psub, 'p'},
	{'w', Pword, 0},
	{'x', Pre | Pmaybe | Psub, 'p'},
	{'y', Pre | Psub, 'p'},
	{'X', Pre | Pmaybe | Psub | Pnoaddr, 'f'},
	{'Y', Pre | Psub | Pnoaddr, 'f'},
	{'!', Pline | Pnoaddr, 0},
	{'>', Pline, 0},
	{'<', Pline, 0},
	{'|', Pline, 0},
	{'^', Pline, 0},
	{'_', Pline, 0},
	{'=', Pline, 0},
	{Cd, Pword | Pnoaddr, 0},
};

/* ---- memory ---- */

/* things of a command, to be freed with it */
typedef struct List List;
struct List
{
	void **v;
	int n;
};
static List cmds, addrs, regexes;
static char *lastpat;

static void *
add(List *l, void *p)
{
	l->v = check(realloc(l->v, (l->n + 1) * sizeof *l->v));
	l->v[l->n++] = p;
	return p;
}

static Cmd *
newcmd(int c)
{
	Cmd *cmd = add(&cmds, zalloc(sizeof *cmd));

	cmd->c = c;
	return cmd;
}

static Addr *
newaddr(int type)
{
	Addr *a = add(&addrs, zalloc(sizeof *a));

	a->type = type;
	return a;
}

void
freecmds(void)
{
	Cmd *c;

	while(cmds.n > 0) {
		c = cmds.v[--cmds.n];
		free(c->text.r);
		free(c);
	}
	while(addrs.n > 0)
		free(addrs.v[--addrs.n]);
	while(regexes.n > 0)
		freeregex(regexes.v[--regexes.n]);
}

/* ---- parts ---- */

static void
atnl(void)
{
	skipbl();
	if(getch() != '\n')
		error("newline expected");
}

static void
okdelim(int c)
{
	if(c == '\\' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
		error("bad delimiter `%C'", c);
}

static Posn
number(int sign, Posn dflt)
{
	Posn n = 0;
	int c, neg = 0, any = 0;

	skipbl();
	if(sign && peekch() == '-') {
		neg = 1;
		getch();
	}
	while((c = getch()) >= '0' && c <= '9') {
		if(n < 100000000)
			n = n * 10 + c - '0';
		any = 1;
	}
	ungetch();
	if(!any)
		n = dflt;
	return neg ? -n : n;
}

/* up to the delimiter, which is taken, or the line's end; if there is nothing, what was last */
static Regex *
regex(int delim)
{
	Str s = {nil, 0, 0};
	char *pat;
	int c;

	while((c = getch()) != delim && c != '\n' && c > 0) {
		if(c == '\\') {
			c = getch();
			if(c == '\n' || c < 0)
				break;
			if(c == 'n')
				c = '\n';
			else if(c != delim)
				addrune(&s, '\\');
		}
		addrune(&s, c);
	}
	if(c == '\n')
		ungetch();
	pat = utf(s.r, s.n);
	free(s.r);
	if(*pat != '\0') {
		free(lastpat);
		lastpat = pat;
	} else
		free(pat);
	if(lastpat == nil)
		error("pattern");
	return add(&regexes, newregex(lastpat));
}

/* text up to a delimiter or the line's end, neither of which is taken.  Replacements of s, raw, keep \
 * for later. */
static void
delimited(Str *s, int delim, int raw)
{
	int c;

	while((c = getch()) > 0 && c != delim && c != '\n') {
		if(c == '\\') {
			c = getch();
			if(c <= 0)
				error("bad \\ in rhs");
			if(c == '\n') {
				ungetch();
				c = '\\';
			} else if(c == 'n')
				c = '\n';
			else if(c != delim && (raw || c != '\\'))
				addrune(s, '\\');
		}
		addrune(s, c);
	}
	ungetch();
}

/* lines up to one that is a dot */
static void
lines(Str *s)
{
	Posn begin;
	int c;

	do {
		begin = s->n;
		while((c = getch()) > 0 && c != '\n')
			addrune(s, c);
		if(c < 0 && s->n == begin)
			return;
		addrune(s, '\n');
	} while(s->n != begin + 2 || s->r[begin] != '.');
	s->n = begin;
}

static void
text(Str *s)
{
	int delim;

	if(skipbl() == '\n') {
		getch();
		lines(s);
		return;
	}
	delim = getch();
	okdelim(delim);
	delimited(s, delim, 0);
	if(peekch() == delim)
		getch();
	atnl();
}

/* a word or the rest of the line; the blanks before it belong to it */
static void
token(Str *s, char *end)
{
	int c;

	while((c = getch()) == ' ' || c == '\t')
		addrune(s, c);
	for(; c > 0 && strchr(end, c) == nil; c = getch())
		addrune(s, c);
	if(c != '\n')
		atnl();
}

/* ---- addresses ---- */

static Addr *simpleaddr(void);

/* the address that follows a, with a + between where it is left out */
static Addr *
nextaddr(Addr *a)
{
	Addr *plus, *n = simpleaddr();

	if(n == nil)
		return nil;
	switch(n->type) {
	case '.':
	case '$':
	case '\'':
		if(a->type != '"')
			error("address");
		return n;
	case '"':
		error("address");
	case '+':
	case '-':
		return n;
	case 'l':
	case '#':
		if(a->type == '"')
			return n;
	}
	if(a->type == '+' || a->type == '-')
		return n;
	plus = newaddr('+');
	plus->next = n;
	return plus;
}

static Addr *
simpleaddr(void)
{
	Addr *a;
	int c = skipbl();

	switch(c) {
	case '#':
		getch();
		a = newaddr('#');
		a->num = number(0, 1);
		break;
	case '0' ... '9':
		a = newaddr('l');
		a->num = number(0, 1);
		break;
	case '/':
	case '?':
	case '"':
		getch();
		a = newaddr(c);
		a->re = regex(c);
		break;
	case '.':
	case '$':
	case '\'':
	case '+':
	case '-':
		getch();
		a = newaddr(c);
		break;
	default:
		return nil;
	}
	a->next = nextaddr(a);
	return a;
}

static Addr *
compoundaddr(void)
{
	Addr *left = simpleaddr(), *a;
	int c = skipbl();

	if(c != ',' && c != ';')
		return left;
	getch();
	a = newaddr(c);
	a->left = left;
	a->next = compoundaddr();
	if(a->next != nil && (a->next->type == ',' || a->next->type == ';') && a->next->left == nil)
		error("address");
	return a;
}

/* ---- commands ---- */

static const Syntax *
lookup(int c)
{
	for(int i = 0; i < nelem(syntax); i++)
		if(syntax[i].c == c)
			return &syntax[i];
	error("unknown command `%C'", c);
}

static void
pattern(Cmd *cmd, const Syntax *x)
{
	int c = peekch();

	if((x->what & Pmaybe) && (c == ' ' || c == '\t' || c == '\n' || c < 0))
		return;
	skipbl();
	c = getch();
	if(c == '\n' || c < 0)
		error("pattern expected");
	okdelim(c);
	cmd->re = regex(c);
	if(cmd->c != 's')
		return;
	delimited(&cmd->text, c, 1);
	if(peekch() == c) {
		getch();
		if(peekch() == 'g')
			cmd->flag = getch();
	}
}

static void
operands(Cmd *cmd, const Syntax *x, int depth)
{
	if(x->what & Pcount)
		cmd->num = number(x->what & Psigned, 1);
	if(x->what & Pre)
		pattern(cmd, x);
	if((x->what & Pto) && (cmd->to = simpleaddr()) == nil)
		error("address");
	if(x->what & Psub) {
		if(skipbl() == '\n') {
			getch();
			cmd->sub = newcmd(x->sub);
		} else if((cmd->sub = parsecmd(depth)) == nil)
			error("no operand for `%C'", cmd->c);
	} else if(x->what & Ptext)
		text(&cmd->text);
	else if(x->what & Pword)
		token(&cmd->text, " \t\n");
	else if(x->what & Pline)
		token(&cmd->text, "\n");
	else
		atnl();
}

static void
block(Cmd *cmd, int depth)
{
	Cmd **tail = &cmd->sub;

	for(;;) {
		if(skipbl() == '\n')
			getch();
		*tail = parsecmd(depth + 1);
		if(*tail == nil)
			return;
		tail = &(*tail)->next;
	}
}

/* the next command; nil at the end of the input or, in braces, at } */
Cmd *
parsecmd(int depth)
{
	const Syntax *x;
	Cmd *cmd;
	Addr *addr = compoundaddr();
	int c = getch();

	if(c < 0) {
		if(depth > 0)
			error("unmatched `{'");
		return nil;
	}
	if(c == 'c' && peekch() == 'd') {
		getch();
		c = Cd;
	}
	if(c == '}') {
		atnl();
		if(depth == 0)
			error("unmatched `}'");
		if(addr != nil)
			error("command takes no address");
		return nil;
	}
	cmd = newcmd(c);
	cmd->addr = addr;
	if(c == '{') {
		block(cmd, depth);
		return cmd;
	}
	x = lookup(c);
	if((x->what & Pnoaddr) && addr != nil)
		error("command takes no address");
	if(c != '\n')
		operands(cmd, x, depth);
	return cmd;
}
