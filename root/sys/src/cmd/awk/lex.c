/*
 * lex.c: the tokens of a program.  Whether / divides or begins a regular expression only the
 * parser knows; it then asks for the latter.
 */
#include "awk.h"

char *source;
int line = 1;
int tok;
Val tokval;
char *tokname;
int tokbuiltin;

static struct
{
	char *name;
	int tok;
	int builtin;
} words[] = {
	{"BEGIN", Tbegin, 0},
	{"END", Tend, 0},
	{"function", Tfunc, 0},
	{"func", Tfunc, 0},
	{"if", Tif, 0},
	{"else", Telse, 0},
	{"while", Twhile, 0},
	{"do", Tdo, 0},
	{"for", Tfor, 0},
	{"in", Tin, 0},
	{"break", Tbreak, 0},
	{"continue", Tcontinue, 0},
	{"next", Tnext, 0},
	{"nextfile", Tnextfile, 0},
	{"exit", Texit, 0},
	{"return", Treturn, 0},
	{"delete", Tdelete, 0},
	{"print", Tprint, 0},
	{"printf", Tprintf, 0},
	{"getline", Tgetline, 0},
	{"length", Tbuiltin, Blength},
	{"substr", Tbuiltin, Bsubstr},
	{"index", Tbuiltin, Bindex},
	{"split", Tbuiltin, Bsplit},
	{"sub", Tbuiltin, Bsub},
	{"gsub", Tbuiltin, Bgsub},
	{"match", Tbuiltin, Bmatch},
	{"sprintf", Tbuiltin, Bsprintf},
	{"utf", Tbuiltin, Butf},
	{"tolower", Tbuiltin, Btolower},
	{"toupper", Tbuiltin, Btoupper},
	{"sin", Tbuiltin, Bsin},
	{"cos", Tbuiltin, Bcos},
	{"atan2", Tbuiltin, Batan2},
	{"exp", Tbuiltin, Bexp},
	{"log", Tbuiltin, Blog},
	{"sqrt", Tbuiltin, Bsqrt},
	{"int", Tbuiltin, Bint},
	{"rand", Tbuiltin, Brand},
	{"srand", Tbuiltin, Bsrand},
	{"system", Tbuiltin, Bsystem},
	{"close", Tbuiltin, Bclose},
	{"fflush", Tbuiltin, Bfflush},
};

static struct
{
	char *s;
	int tok;
} ops[] = {
	{"+=", Tadda}, {"-=", Tsuba},    {"*=", Tmula},   {"/=", Tdiva}, {"%=", Tmoda},
	{"^=", Tpowa}, {"**=", Tpowa},   {"**", '^'},     {"&&", Tand},  {"||", Tor},
	{"==", Teq},   {"!=", Tne},      {"<=", Tle},     {">=", Tge},   {"++", Tinc},
	{"--", Tdec},  {"!~", Tnomatch}, {">>", Tappend},
};

void
fatal(char *fmt, ...)
{
	va_list ap;

	flushall();
	va_start(ap, fmt);
	fprint(2, "awk: ");
	vfprint(2, fmt, ap);
	fprint(2, "\n");
	va_end(ap);
	exits("error");
}

void
syntax(char *why)
{
	fprint(2, "awk: syntax error at line %d: %s\n", line, why);
	exits("syntax");
}

static int
isname(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= Runeself;
}

static int
isdigit(int c)
{
	return c >= '0' && c <= '9';
}

/* blanks, comments, and newlines behind a backslash */
static void
skip(void)
{
	for(;;) {
		if(*source == ' ' || *source == '\t' || *source == '\r')
			source++;
		else if(*source == '\\' && source[1] == '\n') {
			source += 2;
			line++;
		} else if(*source == '#')
			source += strcspn(source, "\n");
		else
			return;
	}
}

static int
octal(void)
{
	int n;

	n = 0;
	for(int i = 0; i < 3 && *source >= '0' && *source <= '7'; i++)
		n = n * 8 + *source++ - '0';
	return n;
}

/* any number of digits, or if there are none x itself */
static int
hexadecimal(void)
{
	int n, d;

	if(dec16chr(source[1]) < 0)
		return *source++;
	n = 0;
	for(source++; (d = dec16chr(*source)) >= 0; source++)
		n = n * 16 + d;
	return n;
}

static void
string(void)
{
	static char from[] = "ntrbafv\\\"/", to[] = "\n\t\r\b\a\f\v\\\"/";
	Fmt f;
	Rune r;
	char *s;

	fmtstrinit(&f);
	for(source++; *source != '"';) {
		if(*source == 0 || *source == '\n')
			syntax("string has no end");
		if(*source != '\\') {
			source += chartorune(&r, source);
			fmtrune(&f, r);
			continue;
		}
		source++;
		s = *source ? strchr(from, *source) : nil;
		if(*source >= '0' && *source <= '7')
			fmtrune(&f, octal());
		else if(*source == 'x')
			fmtrune(&f, hexadecimal());
		else if(*source == '\n') {
			source++;
			line++;
		} else if(s != nil) {
			fmtrune(&f, to[s - from]);
			source++;
		} else
			fmtrune(&f, '\\'); /* what follows stands for itself, after it */
	}
	source++;
	s = check(fmtstrflush(&f));
	tokval = str(s);
	free(s);
	tok = Tstr;
}

static void
word(void)
{
	char *s;
	int n;

	s = source;
	while(isname(*(uchar *)source) || isdigit(*source))
		source++;
	n = source - s;
	for(int i = 0; i < nelem(words); i++)
		if(strlen(words[i].name) == n && memcmp(words[i].name, s, n) == 0) {
			tok = words[i].tok;
			tokbuiltin = words[i].builtin;
			return;
		}
	tokname = check(malloc(n + 1));
	memmove(tokname, s, n);
	tokname[n] = 0;
	tok = *source == '(' ? Tfuncname : Tname;
}

void
advance(void)
{
	int best;

	skip();
	if(*source == 0) {
		tok = Teof;
		return;
	}
	if(*source == '\n') {
		source++;
		line++;
		tok = Tnl;
		return;
	}
	if(*source == '"') {
		string();
		return;
	}
	if(isdigit(*source) || (*source == '.' && isdigit(source[1]))) {
		tokval = num(strtod(source, &source));
		tok = Tnum;
		return;
	}
	if(isname(*(uchar *)source)) {
		word();
		return;
	}
	best = -1;
	for(int i = 0; i < nelem(ops); i++)
		if(strncmp(source, ops[i].s, strlen(ops[i].s)) == 0)
			if(best < 0 || strlen(ops[i].s) > strlen(ops[best].s))
				best = i;
	if(best >= 0) {
		tok = ops[best].tok;
		source += strlen(ops[best].s);
		return;
	}
	tok = *source++;
}

/* the token was / or /=: it begins a regular expression */
void
lexre(void)
{
	Fmt f;
	Rune r;
	char *s;
	int class;

	fmtstrinit(&f);
	if(tok == Tdiva)
		fmtrune(&f, '=');
	for(class = 0; *source != '/' || class;) {
		if(*source == 0 || *source == '\n')
			syntax("regular expression has no end");
		if(*source == '\\' && source[1] == '/')
			source++;
		else if(*source == '\\' && source[1])
			fmtrune(&f, *source++);
		else if(*source == '[')
			class = 1;
		else if(*source == ']')
			class = 0;
		source += chartorune(&r, source);
		fmtrune(&f, r);
	}
	source++;
	s = check(fmtstrflush(&f));
	tokval = str(s);
	free(s);
	tok = Tre;
}
