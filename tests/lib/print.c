/* all ways to print, into bytes, runes, memory of their own and descriptors; quoting */
#include "test.h"

/* the functions that take a va_list; each prints to out or routs */
static char out[64];
static Rune rout[64];
static void *made;
static int pipefd[2];

static void *
vcall(int which, char *fmt, ...)
{
	va_list arg;
	void *p = nil;
	Fmt f;

	va_start(arg, fmt);
	switch(which) {
	case 0:
		p = vseprint(out, out + sizeof out, fmt, arg);
		break;
	case 1:
		p = made = vsmprint(fmt, arg);
		break;
	case 2:
		p = (void *)(uintptr)vfprint(pipefd[1], fmt, arg);
		break;
	case 3:
		p = (void *)(uintptr)runevsnprint(rout, nelem(rout), fmt, arg);
		break;
	case 4:
		p = runevseprint(rout, rout + nelem(rout), fmt, arg);
		break;
	case 5:
		p = made = runevsmprint(fmt, arg);
		break;
	case 6:
		fmtstrinit(&f);
		ok(fmtprint(&f, "<") == 0 && fmtvprint(&f, fmt, arg) == 0 &&
		   fmtrune(&f, L'€') == 0);
		p = made = fmtstrflush(&f);
		break;
	case 7:
		p = (void *)(uintptr)vsnprint(out, 4, fmt, arg);
		break;
	}
	va_end(arg);
	return p;
}

static char *
piped(void)
{
	static char buf[256];
	int n = read(pipefd[0], buf, sizeof buf - 1);

	buf[n < 0 ? 0 : n] = '\0';
	return buf;
}

static void
lists(void)
{
	ok(pipe(pipefd) == 0);
	ok(vcall(0, "%d %s", 12, "é") == out + 5);
	eqstr(out, "12 é");
	eqstr(vcall(1, "%s", "made"), "made");
	free(made);
	ok(vcall(2, "to %d", 3) == (void *)4);
	eqstr(piped(), "to 3");
	ok(vcall(3, "é%d", 7) == (void *)2 && runestrcmp(rout, L"é7") == 0);
	ok(vcall(4, "%s", "é€") == rout + 2 && runestrcmp(rout, L"é€") == 0);
	ok(runestrcmp(vcall(5, "%S", L"rünes"), L"rünes") == 0);
	free(made);
	eqstr(vcall(6, "%d>", 5), "<5>€");
	free(made);
	ok(vcall(7, "%s", "abcdef") == (void *)3);
	eqstr(out, "abc");
}

static void
runes(void)
{
	Rune *p;

	eqint(runesprint(rout, "%d-%s", 1, "é"), 3);
	ok(runestrcmp(rout, L"1-é") == 0);
	eqint(runesnprint(rout, 4, "%s", "éééééé"), 3);
	ok(runestrcmp(rout, L"ééé") == 0);
	p = runeseprint(rout, rout + 3, "abcdef");
	ok(p == rout + 2 && runestrcmp(rout, L"ab") == 0);
	p = runesmprint("%d", 99);
	ok(runestrcmp(p, L"99") == 0);
	free(p);
}

/* fmtstrcpy, fmtrunestrcpy and dofmt, dorfmt in a verb of one's own */
static int
mine(Fmt *f)
{
	int n = va_arg(f->args, int);

	if(n < 0)
		return fmtstrcpy(f, "negative");
	if(n == 0)
		return fmtrunestrcpy(f, L"nöught");
	return fmtprint(f, "%d!", n);
}

static void
formats(void)
{
	char *s, buf[8];
	Rune *r;
	Fmt f;

	ok(fmtinstall('Y', mine) == 0);
	s = smprint("%Y|%10Y|%-10Y|%.3Y", -1, 0, -2, 0);
	eqstr(s, "negative|    nöught|negative  |nöu");
	free(s);
	/* a buffer that is written when it is full */
	ok(pipe(pipefd) == 0);
	fmtfdinit(&f, pipefd[1], buf, sizeof buf);
	fmtprint(&f, "%s %d", "more than eight", 12);
	fmtfdflush(&f);
	close(pipefd[1]);
	s = piped();
	for(int n; s[0] != '\0' && (n = read(pipefd[0], s + strlen(s), 100)) > 0;)
		s[strlen(s)] = '\0';
	eqstr(s, "more than eight 12");
	close(pipefd[0]);
	runefmtstrinit(&f);
	ok(dofmt(&f, "aé") == 2 && dorfmt(&f, L"b€") == 2 && fmtrune(&f, 'c') == 0);
	r = runefmtstrflush(&f);
	ok(runestrcmp(r, L"aéb€c") == 0);
	free(r);
	werrstr("what went wrong");
	s = smprint("%r");
	eqstr(s, "what went wrong");
	free(s);
	fmtinstall('k', errfmt);
	s = smprint("%k");
	eqstr(s, "what went wrong");
	free(s);
}

static int
quotecommas(int c)
{
	return c == ',';
}

static void
quotes(void)
{
	char *s;
	Rune *r;

	quotefmtinstall();
	fmtinstall('j', quotestrfmt);
	fmtinstall('J', quoterunestrfmt);
	s = smprint("%q %q %q %Q|%j|%J|%8q|%-6q|", "plain", "it's", "", L"é é", "a b", L"", "a",
		    "x y");
	eqstr(s, "plain 'it''s' '' 'é é'|'a b'|''|       a|'x y' |");
	free(s);
	ok(needsrcquote(' ') && needsrcquote('$') && needsrcquote('\'') && needsrcquote('='));
	ok(!needsrcquote('a') && !needsrcquote('/') && !needsrcquote(L'é'));
	doquote = quotecommas;
	s = smprint("%q %q", "a,b", "a$b");
	eqstr(s, "'a,b' a$b");
	free(s);
	doquote = needsrcquote;
	s = quotestrdup("don't");
	eqstr(s, "'don''t'");
	free(s);
	r = quoterunestrdup(L"dön't");
	ok(runestrcmp(r, L"'dön''t'") == 0);
	free(r);
	r = unquoterunestrdup(L"'dön''t' x");
	ok(runestrcmp(r, L"dön't") == 0);
	free(r);
	s = unquotestrdup("'a''b'");
	eqstr(s, "a'b");
	free(s);
}

Case cases[] = {
	{"lists", lists}, {"runes", runes}, {"formats", formats}, {"quotes", quotes}, {nil},
};
