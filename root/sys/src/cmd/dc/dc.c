/*
 * dc: the desk calculator: numbers of any length and strings on a stack, and in registers
 * that are stacks themselves.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "num.h"

typedef struct Item Item;
typedef struct Elem Elem;
typedef struct Source Source;
struct Item
{
	Num *n;  /* or */
	char *s; /* a string */
	Item *next;
	Elem *array; /* of a register's top */
};
struct Elem
{
	int i;
	Item *v;
	Elem *next;
};
struct Source
{
	char *s; /* what is left of it */
	char *text;
	Source *up;
};

enum
{
	Nreg = 256,
};

static Item *stack;
static Item *reg[Nreg];
static Source *src; /* nil: read the input */
static Biobuf *in, bout;
static int ibase = 10, obase = 10, scale;
static int level; /* of strings being executed */

static Item *new(Num *n, char *s)
{
	Item *i;

	i = check(mallocz(sizeof *i, 1));
	i->n = n;
	i->s = s;
	return i;
}

static void
freeitem(Item *i)
{
	numfree(i->n);
	free(i->s);
	free(i);
}

static Item *
copy(Item *i)
{
	return new(i->n ? numkeep(i->n) : nil, i->s ? check(strdup(i->s)) : nil);
}

static void
push(Item *i)
{
	i->next = stack;
	stack = i;
}

static void
pushnum(Num *n)
{
	push(new(n, nil));
}

static void
complain(char *s)
{
	Bflush(&bout);
	fprint(2, "dc: %s\n", s);
}

static Item *
pop(void)
{
	Item *i;

	i = stack;
	if(i == nil)
		complain("stack empty");
	else
		stack = i->next;
	return i;
}

/* the top if it is a number */
static Num *
popnum(void)
{
	Item *i;
	Num *n;

	i = pop();
	if(i == nil)
		return nil;
	if(i->n == nil) {
		complain("not a number");
		push(i);
		return nil;
	}
	n = i->n;
	free(i);
	return n;
}

static int
popint(int *v)
{
	Num *n;

	n = popnum();
	if(n == nil)
		return 0;
	*v = numtoint(n);
	numfree(n);
	return 1;
}

/* --- input --- */

static int
getch(void)
{
	Rune r;
	Source *s;
	long c;

	while(src != nil) {
		if(*src->s) {
			src->s += chartorune(&r, src->s);
			return r;
		}
		s = src;
		src = s->up;
		level--;
		free(s->text);
		free(s);
	}
	c = in ? Bgetrune(in) : -1;
	return c;
}

static void
ungetch(int c)
{
	if(c < 0)
		return;
	if(src != nil)
		src->s -= runelen(c);
	else
		Bungetrune(in);
}

static void
execute(char *text)
{
	Source *s;

	/* the last command of a string leaves it first */
	while(src != nil && *src->s == 0) {
		s = src;
		src = s->up;
		level--;
		free(s->text);
		free(s);
	}
	s = check(malloc(sizeof *s));
	s->s = s->text = text;
	s->up = src;
	src = s;
	level++;
}

static void
leave(int n)
{
	Source *s;

	for(; n > 0 && src != nil; n--) {
		s = src;
		src = s->up;
		level--;
		free(s->text);
		free(s);
	}
	if(n > 0) {
		Bterm(&bout);
		exits(nil);
	}
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
	for(; (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || c == '.'; c = getch()) {
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
string(void)
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
	push(new(nil, check(fmtstrflush(&f))));
}

/* --- commands --- */

static void
show(Item *i, char *end)
{
	char *s, *p;
	int n;

	if(i->s) {
		Bprint(&bout, "%s%s", i->s, end);
		return;
	}
	s = numtext(i->n, obase);
	/* long numbers are broken */
	for(p = s; (n = strlen(p)) > 70; p += 69)
		Bprint(&bout, "%.69s\\\n", p);
	Bprint(&bout, "%s%s", p, end);
	free(s);
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
	switch(op) {
	case '+':
		c = numadd(a, b);
		break;
	case '-':
		c = numsub(a, b);
		break;
	case '*':
		c = nummul(a, b, scale);
		break;
	case '/':
		c = numdiv(a, b, scale);
		break;
	case '%':
		c = nummod(a, b, scale);
		break;
	default:
		c = numpow(a, b, scale);
	}
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
compare(int op, int not )
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
	if(yes != not &&*r != nil && (*r)->s != nil)
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
		if(*r != nil) {
			i->next = (*r)->next;
			i->array = (*r)->array;
			freeitem(*r);
		} else
			i->next = nil;
		*r = i;
		break;
	case 'l':
		push(*r ? copy(*r) : new(numint(0), nil));
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
		i->array = nil;
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
		*r = new(numint(0), nil);
	for(e = (*r)->array; e != nil && e->i != i; e = e->next)
		;
	if(op == ';') {
		push(e ? copy(e->v) : new(numint(0), nil));
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
	switch(rfork(RFPROC | RFFDG | RFREND)) {
	case -1:
		complain("can't fork");
		return;
	case 0:
		execl("/bin/rc", "rc", "-c", cmd, nil);
		sysfatal("/bin/rc: %r");
	}
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
clear(void)
{
	Item *i;

	while((i = stack) != nil) {
		stack = i->next;
		freeitem(i);
	}
}

static void
squareroot(void)
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
	pushnum(numint(n));
}

static void
stackcommand(int c)
{
	Item *i, *k;
	char *s;

	switch(c) {
	case 'p':
		if(stack == nil)
			complain("stack empty");
		else
			show(stack, "\n");
		break;
	case 'n':
	case 'P':
		if((i = pop()) != nil) {
			show(i, "");
			freeitem(i);
		}
		break;
	case 'f':
		for(i = stack; i != nil; i = i->next)
			show(i, "\n");
		break;
	case 'd':
		if(stack == nil)
			complain("stack empty");
		else
			push(copy(stack));
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

static void
command(int c)
{
	int n;
	Item *i;

	switch(c) {
	case ' ':
	case '\t':
	case '\n':
		break;
	case '+':
	case '-':
	case '*':
	case '/':
	case '%':
	case '^':
		arithmetic(c);
		break;
	case 'v':
		squareroot();
		break;
	case '[':
		string();
		break;
	case 's':
	case 'l':
	case 'S':
	case 'L':
		registers(c);
		break;
	case ':':
	case ';':
		arrays(c);
		break;
	case '<':
	case '>':
	case '=':
		compare(c, 0);
		break;
	case '!':
		c = getch();
		if(c == '<' || c == '>' || c == '=')
			compare(c, 1);
		else
			shell(c);
		break;
	case 'i':
	case 'o':
	case 'k':
		setparam(c);
		break;
	case 'I':
	case 'O':
	case 'K':
		pushnum(numint(c == 'I' ? ibase : c == 'O' ? obase : scale));
		break;
	case 'z':
		for(n = 0, i = stack; i != nil; i = i->next)
			n++;
		pushnum(numint(n));
		break;
	case 'Z':
	case 'X':
		measure(c);
		break;
	case 'c':
		clear();
		break;
	case 'q':
		leave(2);
		break;
	case 'Q':
		if(popint(&n))
			leave(n);
		break;
	case '#':
		while((c = getch()) >= 0 && c != '\n')
			;
		break;
	default:
		if(utfrune("pnPfdrx?", c))
			stackcommand(c);
		else
			complain("unknown command");
	}
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
		if(c == '\n' && src == nil)
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
	Binit(&bout, 1, OWRITE);
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
