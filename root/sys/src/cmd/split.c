/*
 * split: cut a file into pieces of so many lines, or before the lines that match an expression.
 */
#include <u.h>
#include <libc.h>
#include <bio.h>
#include <regexp.h>
#include <cmd.h>

static char *stem = "x", *suffix = "";
static Biobuf *out;
static int nfile;

static void
usage(void)
{
	fprint(2, "usage: split [-n num] [-e exp] [-f stem] [-s suffix] [-x] [-i] [file]\n");
	exits("usage");
}

static void
openout(char *name)
{
	if(out != nil)
		Bterm(out);
	out = Bopen(name, OWRITE);
	if(out == nil)
		sysfatal("can't create %s: %r", name);
	Blethal(out, nil);
}

/* xaa, xab, ... */
static void
openpiece(void)
{
	char *name;

	if(nfile >= 26 * 26)
		sysfatal("more than %d pieces", 26 * 26);
	name = check(smprint("%s%c%c%s", stem, 'a' + nfile / 26, 'a' + nfile % 26, suffix));
	openout(name);
	nfile++;
	free(name);
}

/* a piece called by the first subexpression that matched something, if there is one */
static void
openmatch(Resub *m, int n)
{
	char *name;
	int i;

	for(i = 1; i < n && m[i].sp == m[i].ep; i++)
		;
	if(i == n) {
		openpiece();
		return;
	}
	m += i;
	name = check(smprint("%.*s%s", utfnlen(m->sp, m->ep - m->sp), m->sp, suffix));
	openout(name);
	free(name);
}

static void
fold(char *s)
{
	Rune r, l;

	for(; *s; s += runelen(r)) {
		chartorune(&r, s);
		l = tolowerrune(r);
		if(r != Runeerror && runelen(l) == runelen(r))
			runetochar(s, &l);
		if(r == Runeerror)
			r = 0; /* one byte */
	}
}

/* what is wrong with a pattern; regcomp then gives nil */
void
regerror(char *msg)
{
	fprint(2, "split: %s\n", msg);
}

static void
bylines(Biobuf *in, long n)
{
	char *s;
	long i;

	i = 0;
	while((s = Brdstr(in, '\n', 0)) != nil) {
		if(i++ % n == 0)
			openpiece();
		Bprint(out, "%s", s);
		free(s);
	}
}

static void
byexpr(Biobuf *in, char *exp, int noline, int nocase)
{
	Reprog *prog;
	Resub m[10];
	char *s, *t;
	int hit;

	if(nocase)
		fold(exp);
	prog = regcomp(exp);
	if(prog == nil)
		exits("syntax");
	while((s = Brdstr(in, '\n', 1)) != nil) {
		memset(m, 0, sizeof m);
		t = s;
		if(nocase) {
			t = check(strdup(s));
			fold(t);
		}
		hit = regexec(prog, t, m, nelem(m)) > 0;
		if(hit)
			openmatch(m, nelem(m));
		else if(out == nil)
			openpiece();
		if(!hit || !noline)
			Bprint(out, "%s\n", s);
		if(t != s)
			free(t);
		free(s);
	}
}

void
main(int argc, char **argv)
{
	Biobuf *in;
	char *exp, *arg;
	long n;
	int noline, nocase;

	exp = nil;
	n = 1000;
	noline = nocase = 0;
	ARGBEGIN
	{
	case 'l':
	case 'n':
		n = atol(EARGF(usage()));
		if(n < 1)
			usage();
		break;
	case 'e':
		arg = EARGF(usage());
		exp = check(exp ? smprint("%s|%s", exp, arg) : strdup(arg));
		break;
	case 'f':
		stem = EARGF(usage());
		break;
	case 's':
		suffix = EARGF(usage());
		break;
	case 'x':
		noline = 1;
		break;
	case 'i':
		nocase = 1;
		break;
	default:
		usage();
	}
	ARGEND
	if(argc > 1)
		usage();
	in = openin(argv[0]);
	if(exp)
		byexpr(in, exp, noline, nocase);
	else
		bylines(in, n);
	exits(nil);
}
