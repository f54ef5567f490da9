/*
 * Splitting text and cleaning names.
 */
#include "unit.h"

/* split and write the words back with | after each */
static void
split(const char *text, int max, const char *want)
{
	char s[128], out[256], *w[16], *p = out;
	int n;

	strecpy(s, s + sizeof s, text);
	n = tokenize(s, w, max);
	check(n <= max);
	*p = '\0';
	for(int i = 0; i < n; i++)
		p = seprint(p, out + sizeof out, "%s|", w[i]);
	checkstr(out, want);
}

UNIT(tokens)
{
	split("", 16, "");
	split("  \t\r\n ", 16, "");
	split("one", 16, "one|");
	split(" one  two\tthree\n", 16, "one|two|three|");
	split("'a b' c", 16, "a b|c|");
	split("a'b c'd", 16, "ab cd|");
	split("'it''s'", 16, "it's|");
	split("''", 16, "|");
	split("'' x", 16, "|x|");
	split("''''", 16, "'|");
	split("a'b", 16, "ab|"); /* not closed */
	split("'a b", 16, "a b|");
	split("'", 16, "|");
	split("a b c d", 2, "a|b|");
	split("a b", 0, "");
}

static void
fields(const char *text, int max, bool multi, const char *delims, const char *want)
{
	char s[128], out[256], *w[16], *p = out;
	int n;

	strecpy(s, s + sizeof s, text);
	n = getfields(s, w, max, multi, delims);
	*p = '\0';
	for(int i = 0; i < n; i++)
		p = seprint(p, out + sizeof out, "%s|", w[i]);
	checkstr(out, want);
}

UNIT(getfields)
{
	fields("a:b:c", 16, false, ":", "a|b|c|");
	fields(":a::b:", 16, false, ":", "|a||b||");
	fields("", 16, false, ":", "|");
	fields(":a::b:", 16, true, ":", "a|b|");
	fields("", 16, true, ":", "");
	fields("::", 16, true, ":", "");
	fields("a!b:c", 16, true, ":!", "a|b|c|");
	fields("a:b:c:d", 2, false, ":", "a|b:c:d|");
	fields("a:b:c:d", 2, true, ":", "a|b:c:d|");
	fields("a→b→c", 16, true, "→", "a|b|c|");
	fields("a:b", 0, true, ":", "");
	fields("a:b", 16, false, "", "a:b|");
}

static void
clean(const char *name, const char *want)
{
	char s[128];

	strecpy(s, s + sizeof s, name);
	checkstr(cleanname(s), want);
	/* it is clean now */
	checkstr(cleanname(s), want);
}

UNIT(clean)
{
	clean("", ".");
	clean(".", ".");
	clean("/", "/");
	clean("//", "/");
	clean("a", "a");
	clean("a/", "a");
	clean("/a//b/./c/", "/a/b/c");
	clean("a/..", ".");
	clean("a/../b", "b");
	clean("/a/..", "/");
	clean("/..", "/");
	clean("/../../x", "/x");
	clean("..", "..");
	clean("../..", "../..");
	clean("../../a/..", "../..");
	clean("../a/../../b", "../../b");
	clean("./a", "a");
	clean("a/b/../../..", "..");
	clean("a/b/../../../c", "../c");
	clean("...", "...");
	clean("a/.../b", "a/.../b");
	clean("..a/b..", "..a/b..");
	clean("#c/cons", "#c/cons");
	clean("#/", "#");
	clean("/#c", "/#c");
	clean("./#c", "./#c");
	clean("x/../#c/a", "./#c/a");
	clean("/x/../#c", "/#c");
}
