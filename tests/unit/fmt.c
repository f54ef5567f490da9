/*
 * Formatted text.
 */
#include "unit.h"

/* format into a buffer of the given size, check text and result */
#define FMT(want, ...)                                                                             \
	do {                                                                                       \
		char b_[256];                                                                      \
		int n_ = snprint(b_, sizeof b_, __VA_ARGS__);                                      \
		checkstr(b_, want);                                                                \
		checkint(n_, strlen(want));                                                        \
	} while(0)

UNIT(integers)
{
	FMT("0", "%d", 0);
	FMT("-2147483648", "%d", INT32_MIN);
	FMT("4294967295", "%u", UINT32_MAX);
	FMT("-9223372036854775808", "%lld", INT64_MIN);
	FMT("18446744073709551615", "%llu", UINT64_MAX);
	FMT("18446744073709551615", "%zu", (usize)-1);
	FMT("-1", "%ld", (s64int)-1);
	FMT("-1 65535", "%hd %hu", 0xffff, 0xffff);
	FMT("7f 7F 177 1111111", "%x %X %o %b", 127, 127, 127, 127);
	FMT("0x7f 0X7F 0177 0b101", "%#x %#X %#o %#b", 127, 127, 127, 5);
	FMT("ffffffffffffffff", "%llx", UINT64_MAX);
	FMT("1111111111111111111111111111111111111111111111111111111111111111", "%llb", UINT64_MAX);
	FMT("200000 0x200000", "%p %#p", (void *)0x200000, (void *)0x200000);
}

UNIT(widths)
{
	FMT("   42|42   |00042|  042|042  |", "%5d|%-5d|%05d|%5.3d|%-5.3d|", 42, 42, 42, 42, 42);
	FMT("  -42|-0042|-42  |", "%5d|%05d|%-5d|", -42, -42, -42);
	FMT("+7 -7| 7 -7", "%+d %+d|% d % d", 7, -7, 7, -7);
	FMT("0x002a|  0x2a|0x2a  |", "%#06x|%#6x|%-#6x|", 42, 42, 42);
	FMT("   42|42   ", "%*d|%*d", 5, 42, -5, 42);
	FMT("00042|42", "%.*d|%.*d", 5, 42, -1, 42);
	FMT("1,234,567 -999 12,345", "%,d %,d %'d", 1234567, -999, 12345);
	FMT("|", "%.0d|", 0);
	FMT("        123 ", "%11d ", 123);
}

UNIT(strings)
{
	FMT("abc|  abc|abc  |ab|", "%s|%5s|%-5s|%.2s|", "abc", "abc", "abc", "abc");
	FMT("<nil>", "%s", (char *)nil);
	FMT("x☺\xce\xb1|", "%c%C%C|", 'x', 0x263a, 0x3b1);
	FMT(" ☺|☺ |", "%2s|%-2s|", "☺", "☺");  /* widths count runes */
	FMT("a|☺|", "%.3s|%.3s|", "a☺", "☺☺"); /* precision bytes, whole runes */
	FMT("100%", "%d%%", 100);
	FMT("%y %", "%y %", 1);
}

UNIT(unterminated)
{
	char p[3];

	memmove(p, "xyz", 3);
	FMT("xyz", "%.*s", 3, p);
	FMT("xyz", "%.*q", 3, p);
}

UNIT(quotes)
{
	FMT("abc 'a b' '' 'it''s' '#c'", "%q %q %q %q %q", "abc", "a b", "", "it's", "#c");
	FMT("'abc'", "%#q", "abc");
	FMT("  'a b'|'a b'  |", "%7q|%-7q|", "a b", "a b");
	FMT("''''", "%q", "'");
	FMT("''''''", "%q", "''");
	FMT("a/b.c-d_e:f!g", "%q", "a/b.c-d_e:f!g");
	FMT("'new\nline'", "%q", "new\nline");
}

UNIT(cut)
{
	char b[8];

	checkint(snprint(b, sizeof b, "%s", "1234567890"), 7);
	checkstr(b, "1234567");
	/* no rune is cut in half, and nothing follows what was cut */
	checkint(snprint(b, sizeof b, "12345☺%s", "x"), 5);
	checkstr(b, "12345");
	checkint(snprint(b, sizeof b, "%s%C%d", "123456", 0x263a, 9), 6);
	checkstr(b, "123456");
	checkint(snprint(b, sizeof b, "%q", "a b c d e f"), 7);
	checkstr(b, "'a b c ");
	checkint(snprint(b, sizeof b, "%20d", 5), 7);
	checkstr(b, "       ");
	b[0] = 'x';
	checkint(snprint(b, 1, "abc"), 0);
	checkstr(b, "");
	b[0] = 'x';
	checkint(snprint(b, 0, "abc"), 0);
	check(b[0] == 'x');
	checkint(snprint(b, -1, "abc"), 0);
}

UNIT(chain)
{
	char b[10], *e = b + sizeof b, *p = b;

	for(int i = 0; i < 10; i++)
		p = seprint(p, e, "%d ", i * 11);
	checkstr(b, "0 11 22 3");
	check(p == e - 1);
	check(seprint(e, e, "x") == e);
}

UNIT(absurd)
{
	char b[64];

	/* widths and precisions out of all bounds neither loop nor overflow */
	snprint(b, sizeof b, "%99999999999999999999d", 1);
	checkint(strlen(b), 63);
	snprint(b, sizeof b, "%.99999999999999999999d", 1);
	checkint(strlen(b), 63);
	snprint(b, sizeof b, "%*d", INT32_MIN, 1);
	checkint(strlen(b), 63);
	snprint(b, sizeof b, "%.*d", INT32_MAX, 1);
	checkint(strlen(b), 63);
	checkint(snprint(b, sizeof b, "%-#0+ '5.3llhzj", 1), 15);
	checkint(snprint(b, sizeof b, "\xff\xfe%s\xe2\x98", "\x80\xc0"), 6);
}
