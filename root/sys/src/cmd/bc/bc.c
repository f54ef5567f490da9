/*
 * bc: arithmetic with numbers of any length, in a language like C's.  Each statement is made
 * a tree as it is read, and then done, or with -c translated for dc.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <cmd.h>
#include "num.h"
#include "bc.h"

static char **files;
static int cflag;

int escapes;
int strict = 1;

Word words[] = {
	{"auto", Tauto},     {"break", Tbreak},   {"continue", Tcontinue},
	{"define", Tdefine}, {"else", Telse},     {"for", Tfor},
	{"halt", Thalt},     {"ibase", Tibase},   {"if", Tif},
	{"length", Tlength}, {"obase", Tobase},   {"print", Tprint},
	{"quit", Tquit},     {"return", Treturn}, {"scale", Tscale},
	{"sqrt", Tsqrt},     {"while", Twhile},   {nil, 0},
};

/* the library, the files, then standard input */
int
more(void)
{
	from = nil;
	if(in != nil)
		Bterm(in);
	in = nil;
	if(files == nil)
		return 0;
	in = openin(*files);
	lineno = 1;
	files = *files ? files + 1 : nil;
	return 1;
}

int
letter(long c)
{
	return c >= 'a' && c <= 'z';
}

int
digit(long c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
}

/* a \ breaks the line in a number */
void
number(long c)
{
	int dots;

	for(dots = 0;; c = getch()) {
		if(c == '\\') {
			if(getch() != '\n')
				fail("bad \\ in a number");
			continue;
		}
		if(c == '.' ? dots++ > 0 : !digit(c))
			break;
		addtext(c);
	}
	ungetch(c);
}

Node *
ownstatement(int t)
{
	Node *n;

	switch(t) {
	case Tstr:
		n = node(t, nil, nil);
		n->s = check(strdup(text));
		advance();
		return n;
	case Thalt:
		advance();
		return node(t, nil, nil);
	case Tquit: /* at once, even within a definition */
		if(cflag)
			Bprint(&bout, "q\n");
		Bterm(&bout);
		exits(nil);
	}
	return nil;
}

void
recover(void)
{
	infunc = 0;
	leave();
}

static void
one(void)
{
	Sym *s;

	if(tok == Tdefine) {
		s = define();
		if(cflag)
			compilefunction(s);
	} else if(cflag)
		compile(statement());
	else
		run(statement());
}

static void
usage(void)
{
	fprint(2, "usage: bc [-cls] [file ...]\n");
	exits("usage");
}

void
main(int argc, char **argv)
{
	ARGBEGIN
	{
	case 'c':
		cflag = 1;
		break;
	case 'l':
		from = mathlib;
		break;
	case 's':
		silent = 1;
		break;
	default:
		usage();
	}
	ARGEND
	USED(argc);
	openstdout(&bout);
	files = argv;
	session(one);
	Bterm(&bout);
	exits(nil);
}
