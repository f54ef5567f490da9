/* strings of bytes and of runes, UTF, kinds of characters */
#include "test.h"
#include <ctype.h>

static void
bytes(void)
{
	char buf[32], *s;

	memset(buf, '.', sizeof buf);
	ok(memccpy(buf, "abcdef", 'c', 6) == buf + 3 && memcmp(buf, "abc.", 4) == 0);
	ok(memccpy(buf, "xyz", 'q', 3) == nil && memcmp(buf, "xyz.", 4) == 0);
	ok(memchr("a\0b", 'b', 3) != nil && memchr("ab", 'b', 1) == nil);
	/* as bytes: not by sign */
	ok(memcmp("\x80", "\x7f", 1) > 0 && strcmp("\x80", "\x7f") > 0);
	strcpy(buf, "ab");
	ok(strncat(buf, "cdef", 2) == buf);
	eqstr(buf, "abcd");
	memset(buf, '.', sizeof buf);
	strncpy(buf, "ab", 5);
	ok(memcmp(buf, "ab\0\0\0.", 6) == 0);
	strncpy(buf, "abcdef", 3);
	ok(memcmp(buf, "abc\0", 4) == 0);
	s = "a,b;c";
	ok(strpbrk(s, ";,") == s + 1 && strpbrk(s, "xyz") == nil && strpbrk(s, "") == nil);
	eqint(strspn("aabbc", "ab"), 4);
	eqint(strspn("abc", ""), 0);
	eqint(strcspn("aabbc", "cb"), 2);
	eqint(strcspn("abc", ""), 3);
	ok(strchr(s, '\0') == s + 5 && strrchr("abab", 'a') != nil && strrchr(s, '\0') == s + 5);
	ok(strstr(s, "") == s && strstr(s, "b;") == s + 2 && strstr(s, "bc") == nil);
	strcpy(buf, ",,a,;b;;");
	eqstr(strtok(buf, ",;"), "a");
	eqstr(strtok(nil, ",;"), "b");
	ok(strtok(nil, ",;") == nil);
	eqint(cistrcmp("aBc", "AbC"), 0);
	ok(cistrcmp("abc", "ABD") < 0 && cistrcmp("b", "A") > 0 && cistrcmp("ab", "a") > 0);
	eqint(cistrncmp("aBx", "AbY", 2), 0);
	ok(cistrncmp("aBx", "AbY", 3) < 0);
	s = "one TwO three";
	ok(cistrstr(s, "two") == s + 4 && cistrstr(s, "") == s && cistrstr(s, "four") == nil);
	ok(strecpy(buf, buf + 4, "abcdef") == buf + 3);
	eqstr(buf, "abc");
}

static void
utf(void)
{
	static struct
	{
		Rune r;
		char *s;
	} runes[] = {
		{'a', "a"},
		{0x7f, "\x7f"},
		{0x80, "\xc2\x80"},
		{0x7ff, "\xdf\xbf"},
		{0x800, "\xe0\xa0\x80"},
		{0xfffd, "\xef\xbf\xbd"},
		{0x10000, "\xf0\x90\x80\x80"},
		{0x10ffff, "\xf4\x8f\xbf\xbf"},
	};
	static char *wrong[] = {"\x80",         "\xff",     "\xc0\x80",         "\xc2",
				"\xe0\x80\x80", "\xe2\x82", "\xf5\x80\x80\x80", "\xf4\x90\x80\x80",
				"\xed\xa0\x80"};
	char buf[UTFmax + 1], *s = "aé€𝄞a";
	Rune r;
	int n;

	for(int i = 0; i < nelem(runes); i++) {
		n = runetochar(buf, &runes[i].r);
		buf[n] = '\0';
		eqstr(buf, runes[i].s);
		eqint(runelen(runes[i].r), n);
		eqint(chartorune(&r, runes[i].s), n);
		eqint(r, runes[i].r);
		ok(fullrune(runes[i].s, n) && (n == 1 || !fullrune(runes[i].s, n - 1)));
	}
	for(int i = 0; i < nelem(wrong); i++) {
		n = chartorune(&r, wrong[i]);
		ok(n == 1 && r == Runeerror, "%d: %d %ux", i, n, r);
	}
	r = 0x110000;
	ok(runetochar(buf, &r) == 3 && strncmp(buf, "\xef\xbf\xbd", 3) == 0);
	eqint(utflen(s), 5);
	eqint(utfnlen(s, 3), 2);
	eqint(utfnlen(s, 5), 2); /* a piece of a rune does not count */
	eqint(utfnlen(s, 100), 5);
	ok(utfrune(s, 0x20ac) == s + 3 && utfrune(s, 'x') == nil && utfrune(s, 0) == s + 11);
	ok(utfrrune(s, 'a') == s + 10 && utfrrune(s, 0xe9) == s + 1);
	ok(utfutf(s, "€") == s + 3 && utfutf(s, "") == s && utfutf(s, "€€") == nil);
	memset(buf, '.', sizeof buf);
	ok(utfecpy(buf, buf + 5, s) == buf + 3); /* no piece of a rune */
	eqstr(buf, "aé");
}

static void
runestrings(void)
{
	Rune buf[16], *s, ab[] = L"ab", *t = L"héllo wörld";

	ok(runestrcpy(buf, ab) == buf && runestrcmp(buf, L"ab") == 0);
	ok(runestrcat(buf, L"éf") == buf && runestrcmp(buf, L"abéf") == 0);
	ok(runestrncat(buf, L"xyz", 1) == buf && runestrcmp(buf, L"abéfx") == 0);
	memset(buf, 0xff, sizeof buf);
	runestrncpy(buf, ab, 4);
	ok(buf[1] == 'b' && buf[2] == 0 && buf[3] == 0 && buf[4] != 0);
	ok(runestrecpy(buf, buf + 3, L"abcdef") == buf + 2 && runestrcmp(buf, L"ab") == 0);
	ok(runestrcmp(L"a", L"b") < 0 && runestrcmp(L"é", L"e") > 0);
	eqint(runestrncmp(L"abc", L"abd", 2), 0);
	ok(runestrncmp(L"abc", L"abd", 3) < 0);
	eqint(runestrlen(t), 11);
	eqint(runenlen(t, 3), 4);
	ok(runestrchr(t, 0xf6) == t + 7 && runestrchr(t, 'x') == nil && runestrchr(t, 0) == t + 11);
	ok(runestrrchr(t, 'l') == t + 9 && runestrstr(t, L"wö") == t + 6);
	ok(runestrstr(t, L"wo") == nil);
	s = runestrdup(t);
	ok(s != t && runestrcmp(s, t) == 0);
	free(s);
}

static void
kinds(void)
{
	char *digits = "0123456789", *blanks = " \t\n\v\f\r";

	for(int c = 0; c < 256; c++) {
		int digit = c != 0 && c < 128 && strchr(digits, c) != nil;
		int lower = c >= 'a' && c <= 'z', upper = c >= 'A' && c <= 'Z';
		int graph = c > ' ' && c < 0x7f;

		ok(!isdigit(c) == !digit && !islower(c) == !lower && !isupper(c) == !upper, "%d",
		   c);
		ok(!isalpha(c) == !(lower || upper) && !isalnum(c) == !(lower || upper || digit),
		   "%d", c);
		ok(!isspace(c) == !(c != 0 && c < 128 && strchr(blanks, c) != nil), "%d", c);
		ok(!isgraph(c) == !graph && !isprint(c) == !(graph || c == ' '), "%d", c);
		ok(!ispunct(c) == !(graph && !lower && !upper && !digit), "%d", c);
		ok(!iscntrl(c) == !(c < ' ' || c == 0x7f) && !isascii(c) == !(c < 128), "%d", c);
		ok(!isxdigit(c) == !(digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')),
		   "%d", c);
		eqint(toupper(c), lower ? c - 32 : c);
		eqint(tolower(c), upper ? c + 32 : c);
	}
	eqint(toupperrune(L'ö'), L'Ö');
	eqint(tolowerrune(L'Ж'), L'ж');
	eqint(tolowerrune(L'1'), '1');
	eqint(totitlerune(0x1c6), 0x1c5); /* dž */
	eqint(totitlerune('a'), 'A');
	eqint(tobaserune(L'é'), 'e');
	ok(isbaserune('e') && !isbaserune(L'é'));
	ok(isalpharune(L'Ω') && !isalpharune('1') && islowerrune(L'ω') && !islowerrune(L'Ω'));
	ok(isupperrune(L'Ω') && !isupperrune(L'ω') && istitlerune(0x1c5) && !istitlerune('a'));
	ok(isdigitrune('7') && isdigitrune(0x663) && !isdigitrune('x')); /* an Arabic three */
	ok(isspacerune(' ') && isspacerune(0x3000) && !isspacerune('x'));
}

Case cases[] = {
	{"bytes", bytes}, {"utf", utf}, {"runestrings", runestrings}, {"kinds", kinds}, {nil},
};
