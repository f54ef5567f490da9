/*
 * dc: the desk calculator: numbers of any length and strings on a stack, and in registers
 * that are stacks themselves.
 */
#include "dc.h"

enum
{
	Nreg = 65536, /* one a rune, of those that have few bits */
};

Biobuf *in, bout;
static Item *reg[Nreg];
static int ibase = 10, obase = 10, scale;

void
complain(char *s)
{
	Bflush(&bout);
	fprint(2, "dc: %s\n", s);
}

static void
number(int c)
{
	char *buf, *e;
	Num *n, *m;
	int len, neg;

	neg = c == '_';
	buf = check(malloc(2));
	len = 0;
	if(neg)
		c = getch();
	for(; (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || c == '.' || c == '\\';
	    c = getch()) {
		if(c == '\\') { /* a long number goes on in the next line */
			getch();
			continue;
		}
		buf = check(realloc(buf, len + 2));
		buf[len++] = c;
	}
	buf[len] = 0;
	ungetch(c);
	n = numparse(buf, &e, ibase);
	if(neg) {
		m = numneg(n);
		numfree(n);
		n = m;
	}
	free(buf);
	pushnum(n);
}

static void
string(int)
{
	Fmt f;
	int c, depth;

	fmtstrinit(&f);
	for(depth = 1; (c = getch()) >= 0;) {
		if(c == '[')
			depth++;
		else if(c == ']' && --depth == 0)
			break;
		fmtrune(&f, c);
	}
	push(newitem(nil, check(fmtstrflush(&f))));
}

/* --- commands --- */

static void
show(Item *i, char *end)
{
	if(i->s)
		Bprint(&bout, "%s", i->s);
	else
		numprint(&bout, i->n, obase);
	Bprint(&bout, "%s", end);
}

static void
arithmetic(int op)
{
	Num *a, *b, *c;

	b = popnum();
	if(b == nil)
		return;
	a = popnum();
	if(a == nil) {
		pushnum(b);
		return;
	}
	c = numarith(op, a, b, scale);
	if(c == nil) {
		complain(op == '^' ? "exponent too large" : "division by zero");
		pushnum(a);
		pushnum(b);
		return;
	}
	numfree(a);
	numfree(b);
	pushnum(c);
}

static Item **
getreg(void)
{
	int c;

	c = getch();
	if(c < 0)
		c = 0;
	return &reg[c % Nreg];
}

static void
compare(int op, int negated)
{
	Item **r;
	Num *a, *b;
	int c, yes;

	r = getreg();
	a = popnum();
	b = a ? popnum() : nil;
	if(b == nil) {
		if(a)
			pushnum(a);
		return;
	}
	c = numcmp(a, b);
	yes = op == '<' ? c < 0 : op == '>' ? c > 0 : c == 0;
	numfree(a);
	numfree(b);
	if(yes != negated && *r != nil && (*r)->s != nil)
		execute(check(strdup((*r)->s)));
}

static void
registers(int op)
{
	Item **r, *i;

	r = getreg();
	switch(op) {
	case 's':
		if((i = pop()) == nil)
			return;
		freearray(i->array);
		i->array = nil;
		i->next = nil;
		if(*r != nil) {
			i->next = (*r)->next;
			i->array = (*r)->array;
			(*r)->array = nil;
			freeitem(*r);
		}
		*r = i;
		break;
	case 'l':
		push(*r ? copy(*r) : newitem(numint(0), nil));
		break;
	case 'S':
		if((i = pop()) == nil)
			return;
		i->next = *r;
		*r = i;
		break;
	case 'L':
		if((i = *r) == nil) {
			complain("register empty");
			return;
		}
		*r = i->next;
		push(i);
		break;
	}
}

static void
arrays(int op)
{
	Item **r, *v;
	Elem *e;
	int i;

	r = getreg();
	if(!popint(&i))
		return;
	if(*r == nil)
		*r = newitem(numint(0), nil);
	for(e = (*r)->array; e != nil && e->i != i; e = e->next)
		;
	if(op == ';') {
		push(e ? copy(e->v) : newitem(numint(0), nil));
		return;
	}
	if((v = pop()) == nil)
		return;
	if(e == nil) {
		e = check(mallocz(sizeof *e, 1));
		e->i = i;
		e->next = (*r)->array;
		(*r)->array = e;
	} else
		freeitem(e->v);
	e->v = v;
}

static void
shell(int c)
{
	Fmt f;
	char *cmd;

	fmtstrinit(&f);
	for(; c >= 0 && c != '\n'; c = getch())
		fmtrune(&f, c);
	cmd = check(fmtstrflush(&f));
	Bflush(&bout);
	if(startrc(cmd, 0) < 0)
		complain("can't fork");
	else
		waitpid();
	free(cmd);
}

static void
setparam(int op)
{
	int v;

	if(!popint(&v))
		return;
	if(op == 'k' && v >= 0)
		scale = v;
	else if(op == 'i' && v >= 2 && v <= 16)
		ibase = v;
	else if(op == 'o' && v >= 2 && v <= 10000)
		obase = v;
	else
		complain("value out of range");
}

static void
squareroot(int)
{
	Num *n, *r;

	if((n = popnum()) == nil)
		return;
	r = numsqrt(n, scale);
	if(r == nil) {
		complain("square root of a negative number");
		pushnum(n);
		return;
	}
	numfree(n);
	pushnum(r);
}

static void
measure(int op)
{
	Item *i;
	int n;

	if((i = pop()) == nil)
		return;
	if(op == 'X')
		n = i->n ? i->n->scale : 0;
	else
		n = i->n ? numlength(i->n) : utflen(i->s);
	freeitem(i);
	pushint(n);
}

static void
stackcommand(int c)
{
	Item *i, *k;
	char *s;

	switch(c) {
	case 'p':
		if((i = pop()) != nil) {
			show(i, "\n");
			push(i);
		}
		break;
	case 'n':
	case 'P':
		if((i = pop()) != nil) {
			if(c == 'P' && i->n) /* a character */
				Bputrune(&bout, numtoint(i->n));
			else
				show(i, "");
			freeitem(i);
		}
		break;
	case 'f':
		for(i = stack; i != nil; i = i->next)
			show(i, "\n");
		break;
	case 'd':
		if((i = pop()) != nil) {
			push(i);
			push(copy(i));
		}
		break;
	case 'r':
		if(stack == nil || stack->next == nil)
			break;
		i = pop();
		k = pop();
		push(i);
		push(k);
		break;
	case 'x':
		if((i = pop()) == nil)
			break;
		if(i->s) {
			s = i->s;
			i->s = nil;
			freeitem(i);
			execute(s);
		} else
			push(i);
		break;
	case '?':
		s = in ? Brdstr(in, '\n', 1) : nil;
		if(s != nil)
			execute(s);
		break;
	}
}

/* < > =, and with ! before them, or a command for the shell */
static void
comparison(int c)
{
	int negated;

	negated = c == '!';
	if(negated)
		c = getch();
	if(c == '<' || c == '>' || c == '=')
		compare(c, negated);
	else
		shell(c);
}

static void
getparam(int op)
{
	pushint(op == 'I' ? ibase : op == 'O' ? obase : scale);
}

static void
depth(int)
{
	int n;

	n = 0;
	for(Item *i = stack; i != nil; i = i->next)
		n++;
	pushint(n);
}

static void
quit(int op)
{
	int n;

	n = 2;
	if(op == 'q' || popint(&n))
		leave(n);
}

static void
comment(int)
{
	int c;

	while((c = getch()) >= 0 && c != '\n')
		;
}

static void
nothing(int)
{
}

static void
command(int c)
{
	static struct
	{
		char *chars;
		void (*f)(int);
	} groups[] = {
		{" \t\n", nothing},   {"+-*/%^", arithmetic}, {"v", squareroot},
		{"[", string},        {"slSL", registers},    {":;", arrays},
		{"<>=!", comparison}, {"iok", setparam},      {"IOK", getparam},
		{"z", depth},         {"ZX", measure},        {"c", clear},
		{"qQ", quit},         {"#", comment},         {"pnPfdrx?", stackcommand},
	};

	for(int i = 0; i < nelem(groups); i++)
		if(utfrune(groups[i].chars, c)) {
			groups[i].f(c);
			return;
		}
	complain("unknown command");
}

static void
run(void)
{
	int c;

	while((c = getch()) >= 0) {
		if((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || c == '.' || c == '_')
			number(c);
		else
			command(c);
		/* loops may be long */
		if(c == (executing() ? 'P' : '\n'))
			Bflush(&bout);
	}
}

void
main(int argc, char **argv)
{
	ARGBEGIN
	{
	default:
	usage:
		fprint(2, "usage: dc [file]\n");
		exits("usage");
	}
	ARGEND
	if(argc > 1)
		goto usage;
	openstdout(&bout);
	if(argc == 1) {
		in = openin(argv[0]);
		run();
		Bterm(in);
	}
	in = Bfdopen(0, OREAD);
	run();
	Bterm(&bout);
	exits(nil);
}
