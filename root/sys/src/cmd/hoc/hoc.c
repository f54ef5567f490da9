/*
 * hoc: a calculator with floating point numbers, variables, and functions and procedures that
 * are programmed in it.  Each statement becomes a tree, which is then walked.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "hoc.h"

int escapes = 1;
int strict;

Word words[] = {
	{"if", Tif},     {"else", Telse}, {"while", Twhile}, {"for", Tfor},       {"print", Tprint},
	{"read", Tread}, {"func", Tfunc}, {"proc", Tproc},   {"return", Treturn}, {nil, 0},
};

/* each file is a session */
int
more(void)
{
	return 0;
}

int
letter(long c)
{
	return isalpharune(c) || c == '_';
}

int
digit(long c)
{
	return c >= '0' && c <= '9';
}

void
number(long c)
{
	int last;

	for(last = 0; digit(c) || c == '.' || c == 'e' || c == 'E' ||
		      ((c == '+' || c == '-') && (last == 'e' || last == 'E'));
	    c = getch()) {
		addtext(c);
		last = c;
	}
	ungetch(c);
	toknum = atof(text);
}

Node *
ownstatement(int)
{
	return nil;
}

void
value(Node *n)
{
	effect(n->a);
}

void
recover(void)
{
	undefine();
	leave();
}

/* the value of an expression is shown, but for assignments and procedures */
static void
one(void)
{
	Node *n;
	double v;

	if(tok == Tfunc || tok == Tproc) {
		define();
		return;
	}
	n = statement();
	if(n->op != Nexpr) {
		run(n);
		return;
	}
	v = eval(n->a);
	if(n->a->op == Nassign || (n->a->op == Ncall && n->a->sym->isproc))
		return;
	symbol("_")->v = v;
	symbol("_")->set = 1;
	show(v);
	Bputc(&bout, '\n');
}

static double
integer(double x)
{
	return x < 0 ? ceil(x) : floor(x);
}

static void
init(void)
{
	static struct
	{
		char *name;
		double v;
	} consts[] = {{"PI", 3.14159265358979323846},
		      {"E", 2.71828182845904523536},
		      {"GAMMA", 0.57721566490153286060},
		      {"DEG", 57.29577951308232087680},
		      {"PHI", 1.61803398874989484820}};
	static struct
	{
		char *name;
		double (*f)(double);
	} funcs[] = {{"abs", fabs},  {"acos", acos},   {"asin", asin}, {"atan", atan},
		     {"cos", cos},   {"cosh", cosh},   {"exp", exp},   {"int", integer},
		     {"log", log},   {"log10", log10}, {"sin", sin},   {"sinh", sinh},
		     {"sqrt", sqrt}, {"tan", tan},     {"tanh", tanh}};
	Sym *s;

	for(int i = 0; i < nelem(consts); i++) {
		s = symbol(consts[i].name);
		s->v = consts[i].v;
		s->set = s->constant = 1;
	}
	for(int i = 0; i < nelem(funcs); i++)
		symbol(funcs[i].name)->builtin = funcs[i].f;
	symbol("atan2")->builtin2 = atan2;
}

static void
usage(void)
{
	fprint(2, "usage: hoc [-e expression] [file ...]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	ARGBEGIN
	{
	case 'e':
		from = EARGF(usage());
		break;
	default:
		usage();
	}
	ARGEND
	openstdout(&bout);
	setfcr(getfcr() & ~(FPINVAL | FPZDIV | FPOVFL | FPUNFL | FPINEX));
	init();
	in = openin(nil);
	if(from != nil || argc == 0)
		session(one);
	from = nil;
	for(int i = 0; i < argc; i++) {
		in = opendash(argv[i]);
		lineno = 1;
		session(one);
		Bterm(in);
	}
	Bterm(&bout);
	exits(failed ? "error" : nil);
}
