/* libregexp: what matches where, and that time is linear */
#include "test.h"
#include <regexp.h>

static char *lasterr;

void
regerror(char *s)
{
	lasterr = strdup(s);
}

/* the match and its subexpressions as "2-5 3-4 -" */
static char *
try(char *re, char *text)
{
	static char buf[200];
	char *p = buf;
	Resub m[5];
	Reprog *prog;
	int i, n = 0;

	for(i = 0; re[i]; i++)
		n += re[i] == '(';
	prog = regcomp(re);
	if(prog == nil)
		return "error";
	memset(m, 0, sizeof m);
	*p = '\0';
	i = regexec(prog, text, m, nelem(m));
	if(i == 1)
		for(i = 0; i <= n && i < nelem(m); i++)
			if(m[i].sp == nil)
				p = seprint(p, buf + sizeof buf, "%s-", i ? " " : "");
			else
				p = seprint(p, buf + sizeof buf, "%s%d-%d", i ? " " : "",
					    (int)(m[i].sp - text), (int)(m[i].ep - text));
	else if(i < 0)
		return "failed";
	free(prog);
	return buf;
}

#define t(re, text, want) _eqstr(try(re, text), want, __FILE__, __LINE__, re " on " text)

static void
matches(void)
{
	t("abc", "xxabcxx", "2-5");
	t("abc", "xxabxx", "");
	t("", "abc", "0-0");
	t("a*", "baaa", "0-0");
	t("a+", "baaab", "1-4");
	t("colou?r", "the color", "4-9");
	t("a|ab|abc", "xabcd", "1-4");
	t("(a|ab)(c|bcd)", "abcd", "0-4 0-1 1-4");
	t("(a*)(b*)", "aabb", "0-4 0-2 2-4");
	t("((a)|b)*", "ab", "0-2 1-2 0-1");
	t("(a*)*", "aa", "0-2 0-2");
	t("(a*)+", "b", "0-0 0-0");
	t("x*", "", "0-0");
	t("(|a)b", "ab", "0-2 0-1");
	t("()", "a", "0-0 0-0");
	t("a||b", "c", "0-0");
	t(".", "\n", "");
	t("a.c", "a\nc", "");
	t(".+", "\nab\n", "1-3");
	t("☺+", "a☺☺b", "1-7");
	t("[☹-☻]+", "a☺☹b", "1-7");
	t("[^☺]+", "☺ab☺", "3-5");
	t("[^a]", "\n", "");
	t("[a-c\\-x]+", "zab-xz", "1-5");
	t("[\\]]", "]", "0-1");
	t("[^\\]]+", "]ab]", "1-3");
	t("\\*\\.\\\\", "*.\\", "0-3");
	t("^b", "a\nb", "2-3");
	t("a$", "a\nb", "0-1");
	t("^$", "a\n\nb", "2-2");
	t("^a|b$", "xb", "1-2");
	t("^(.*)\n(.*)$", "ab\ncd", "0-5 0-2 3-5");
	t("a\n", "xa\n", "1-3");
	t("[0-9]+(\\.[0-9]+)?", "v 3.14x", "2-6 3-6");
	t("(foo|bar)+baz", "xfoobarbaz", "1-10 4-7");
	t("x+y", "xxxxz xy", "6-8");
	t("b|a+", "aab", "0-2");
	t("a.*z|c", "cabz", "0-1");
	t("(b.*z|abc)", "abczz", "0-3 0-3");
}

static void
errors(void)
{
#define bad(re, e)                                                                                 \
	do {                                                                                       \
		lasterr = nil;                                                                     \
		ok(regcomp(re) == nil, "%s", re);                                                  \
		eqstr(lasterr, e);                                                                 \
	} while(0)
	bad("*a", "missing operand for *");
	bad("a|+", "missing operand for +");
	bad("(?)", "missing operand for ?");
	bad("(a", "unmatched left paren");
	bad("a)", "unmatched right paren");
	bad("[a", "malformed '[]'");
	bad("[]", "malformed '[]'");
	bad("[^]", "malformed '[]'");
	bad("[z-a]", "malformed '[]'");
}

static void
forms(void)
{
	Reprog *p;
	Resub m[2];
	Rune rdst[20], *text = L"x☺☺y";
	char dst[20], *s = "one two three";

	ok((p = regcomplit("a.*(")) != nil);
	eqint(regexec(p, "xa.*(y", nil, 0), 1);
	eqint(regexec(p, "abb(", nil, 0), 0);
	free(p);
	ok((p = regcompnl("a.b")) != nil);
	eqint(regexec(p, "a\nb", nil, 0), 1);
	free(p);

	/* a part of the text only */
	ok((p = regcomp("^[a-z]+$")) != nil);
	memset(m, 0, sizeof m);
	eqint(regexec(p, s, m, 2), 0);
	m[0].sp = s + 4;
	m[0].ep = s + 7;
	eqint(regexec(p, s, m, 2), 0); /* ^ is the beginning of a line, not of the part */
	free(p);
	ok((p = regcomp("[a-z]+$")) != nil);
	m[0].sp = s + 4;
	m[0].ep = s + 6;
	eqint(regexec(p, s, m, 2), 1);
	eqint(m[0].sp - s, 4);
	eqint(m[0].ep - s, 6);
	free(p);

	ok((p = regcomp("(☺)+")) != nil);
	memset(m, 0, sizeof m);
	eqint(rregexec(p, text, m, 2), 1);
	eqint(m[0].rsp - text, 1);
	eqint(m[0].rep - text, 3);
	eqint(m[1].rsp - text, 2);
	rregsub(L"<&|\\1\\\\>", rdst, nelem(rdst), m, 2);
	ok(runestrcmp(rdst, L"<☺☺|☺\\>") == 0, "%S", rdst);
	free(p);

	ok((p = regcomp("([a-z]+) ([a-z]+)")) != nil);
	memset(m, 0, sizeof m);
	eqint(regexec(p, s, m, 2), 1);
	regsub("\\1-\\0-\\2\\&", dst, sizeof dst, m, 2);
	eqstr(dst, "one-one two-&");
	regsub("&&&&", dst, sizeof dst, m, 2);
	eqstr(dst, "one twoone twoone t");
	free(p);
}

/* a search of text from..to, or backwards; the match as "2-5 3-4" */
static char *
tryin(Reprog *(*comp)(const char *), char *re, Rune *text, int from, int to)
{
	static char buf[100];
	Reprog *prog = comp(re);
	Resub m[2];

	if(prog == nil)
		return "error";
	memset(m, 0, sizeof m);
	m[0].rsp = text + from;
	m[0].rep = text + to;
	buf[0] = '\0';
	if(rregexecin(prog, text, text + runestrlen(text), m, 2) == 1 && m[1].rsp != nil)
		snprint(buf, sizeof buf, "%d-%d %d-%d", (int)(m[0].rsp - text),
			(int)(m[0].rep - text), (int)(m[1].rsp - text), (int)(m[1].rep - text));
	else if(m[0].rsp != text + from || m[0].rep != text + to)
		snprint(buf, sizeof buf, "%d-%d", (int)(m[0].rsp - text), (int)(m[0].rep - text));
	free(prog);
	return buf;
}

#define fore(re, text, a, b, want) eqstr(tryin(regcomp, re, text, a, b), want)
#define back(re, text, a, b, want) eqstr(tryin(regcompback, re, text, a, b), want)

static void
within(void)
{
	fore("o+", L"foo boo", 0, 7, "1-3");
	fore("fo$", L"foo", 0, 2, "");
	fore("(o)$", L"fo\n", 0, 2, "1-2 1-2");
	fore("^b", L"a\nb", 2, 3, "");
	fore("^(b)", L"a\nbb", 2, 4, "2-3 2-3");
	fore("^o", L"fo", 1, 2, "");
	back("o+", L"foo boo", 0, 7, "5-7");
	back("o+", L"foo boo", 0, 6, "5-6");
	back("o+", L"foo boo", 0, 4, "1-3");
	back("o+", L"foo boo", 2, 4, "2-3");
	back("x", L"foo", 0, 3, "");
	back("ab(c+)", L"abc abcc abd", 0, 12, "4-8 6-8");
	back("a(b|bc)c?", L"abc", 0, 3, "0-3 1-2");
	back("(^|x)a", L"xa\na", 0, 4, "3-4 3-3");
	back("a$", L"a\nab", 0, 4, "0-1");
	back("b*", L"abb", 0, 3, "1-3");
	back("☺[☹-☻]+", L"☺☻☻x", 0, 4, "0-3");
}

/* (x+x+)+y and nested stars against many x, deep parentheses: all of these in no time */
static void
limits(void)
{
	int i, n = 20000;
	char *s = malloc(2 * n + 10), *re = malloc(5 * n);
	Reprog *p;
	Resub m[3];

	memset(s, 'x', n);
	s[n] = '\0';
	ok((p = regcomp("(x+x+)+y")) != nil);
	eqint(regexec(p, s, nil, 0), 0);
	s[n] = 'y';
	s[n + 1] = '\0';
	memset(m, 0, sizeof m);
	eqint(regexec(p, s, m, 3), 1);
	eqint(m[0].ep - s, n + 1);
	free(p);
	ok((p = regcomp("((a*)*)*b")) != nil);
	memset(s, 'a', n);
	s[n] = '\0';
	eqint(regexec(p, s, nil, 0), 0);
	free(p);

	memset(re, '(', n);
	strcpy(re + n, "a");
	memset(re + n + 1, ')', n);
	re[2 * n + 1] = '\0';
	ok((p = regcomp(re)) != nil);
	memset(m, 0, sizeof m);
	eqint(regexec(p, "ba", m, 3), 1);
	eqint(m[2].ep - m[2].sp, 1);
	free(p);

	/* a long list of words, a long class */
	for(i = 0, *re = '\0'; i < 3000; i++)
		sprint(re + strlen(re), "%sw%d;", i ? "|" : "", i);
	ok((p = regcomp(re)) != nil);
	memset(m, 0, sizeof m);
	eqint(regexec(p, "xx w2999;", m, 1), 1);
	eqint(m[0].sp != nil && strcmp(m[0].sp, "w2999;") == 0, 1);
	free(p);
}

/* a random expression of depth d, to p; gives where it ends */
static char *
randexp(char *p, char *e, int d)
{
	static char *atoms[] = {"a", "b", "☺", ".", "[ab]", "[^a]", "^", "$", "\\*", "[☹-☻]"};
	int n = 1 + nrand(3);

	for(; n > 0; n--) {
		if(d > 0 && nrand(3) == 0) {
			p = seprint(p, e, "(");
			p = randexp(p, e, d - 1);
			p = seprint(p, e, ")");
		} else
			p = seprint(p, e, "%s", atoms[nrand(nelem(atoms))]);
		if(nrand(3) == 0)
			p = seprint(p, e, "%c", "*+?"[nrand(3)]);
		if(n > 1 && nrand(4) == 0)
			p = seprint(p, e, "|");
	}
	return p;
}

/* to say whether there is a match, and to find where it is, are done in different ways */
static void
agree(void)
{
	static char *runes[] = {"a", "b", "☺", "\n", "*", "c"};
	char re[400], text[100], *p;
	int i, k, n, quick, slow, yes = 0;
	Resub m[1];
	Reprog *prog;

	for(i = 0; i < 3000; i++) {
		randexp(re, re + sizeof re, 3);
		prog = regcomp(re);
		if(prog == nil) { /* cut off */
			continue;
		}
		for(k = 0; k < 10; k++) {
			text[0] = '\0';
			for(n = nrand(12), p = text; n > 0; n--)
				p = seprint(p, text + sizeof text, "%s",
					    runes[nrand(nelem(runes))]);
			quick = regexec(prog, text, nil, 0);
			m[0].sp = text;
			m[0].ep = nil;
			slow = regexec(prog, text, m, 1);
			yes += quick;
			if(quick != slow) {
				ok(0, "'%s' on '%s': %d and %d", re, text, quick, slow);
				return;
			}
		}
		free(prog);
	}
	ok(yes > 3000 && yes < 29000, "%d", yes);
}

Case cases[] = {
	{"matches", matches},
	{"errors", errors},
	{"forms", forms},
	{"within", within},
	{"limits", limits},
	{"agree", agree},
	{nil},
};
