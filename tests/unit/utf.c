/*
 * UTF-8.
 */
#include "unit.h"

static void
good(const char *s, Rune want, int len)
{
	char back[UTFmax + 1] = {0};
	Rune r;

	checkint(chartorune(&r, s), len);
	checkint(r, want);
	checkint(runetochar(back, r), len);
	checkstr(back, s);
	for(int i = 0; i < len; i++)
		check(!fullrune(s, i));
	check(fullrune(s, len));
}

static void
bad(const char *s)
{
	Rune r;

	checkint(chartorune(&r, s), 1);
	checkint(r, Runeerror);
}

UNIT(wellformed)
{
	good("a", 'a', 1);
	good("\x7f", 0x7f, 1);
	good("\xc2\x80", 0x80, 2);
	good("\xdf\xbf", 0x7ff, 2);
	good("\xe0\xa0\x80", 0x800, 3);
	good("\xed\x9f\xbf", 0xd7ff, 3);
	good("\xee\x80\x80", 0xe000, 3);
	good("\xef\xbf\xbf", 0xffff, 3);
	good("\xf0\x90\x80\x80", 0x10000, 4);
	good("\xf4\x8f\xbf\xbf", 0x10ffff, 4);
}

UNIT(malformed)
{
	bad("\x80");
	bad("\xbf");
	bad("\xc0\x80"); /* overlong */
	bad("\xc1\xbf");
	bad("\xc2");
	bad("\xc2x");
	bad("\xe0\x9f\xbf");
	bad("\xe2\x98");
	bad("\xe2\x98x");
	bad("\xed\xa0\x80"); /* surrogate */
	bad("\xf0\x8f\xbf\xbf");
	bad("\xf0\x9f\x98");
	bad("\xf4\x90\x80\x80"); /* above the last */
	bad("\xf5\x80\x80\x80");
	bad("\xff");
}

/* every rune survives, every other number becomes Runeerror */
UNIT(everyrune)
{
	char s[UTFmax + 1];
	Rune r;

	for(Rune c = 1; c < Runemax + 1000; c++) {
		bool ok = c <= Runemax && (c < 0xd800 || c >= 0xe000);
		int n = runetochar(s, c);

		s[n] = '\0';
		checkint(chartorune(&r, s), n);
		checkint(r, ok ? c : (Rune)Runeerror);
	}
}

UNIT(lengths)
{
	checkstr(utfrune("aé☺b", 0x263a), "☺b");
	checkstr(utfrune("aé☺b", 'b'), "b");
	check(utfrune("aé", 0x263a) == nil);
	checkstr(utfrune("abc", 0), "");
}

UNIT(cuts)
{
	checkint(utfcut("abc", 2), 2);
	checkint(utfcut("abc", 9), 3);
	checkint(utfcut("", 5), 0);
	checkint(utfcut("é☺x", 1), 0);
	checkint(utfcut("é☺x", 2), 2);
	checkint(utfcut("é☺x", 3), 2);
	checkint(utfcut("é☺x", 4), 2);
	checkint(utfcut("é☺x", 5), 5);
	checkint(utfcut("é☺x", 0), 0);
	checkint(utfcut("\xf0\x9f\x98\x80", 3), 0);
	checkint(utfcut("\x80\x80\x80\x80\x80", 4), 4); /* nothing to keep whole */
}
