/*
 * Strings, numbers, and the memory functions that host-linux writes in assembly.
 */
#include "unit.h"

/* host-linux's, under the names that they have in the tests */
void *linux_memcpy(void *to, const void *from, usize n);
void *linux_memmove(void *to, const void *from, usize n);
void *linux_memset(void *p, int c, usize n);
int linux_memcmp(const void *a, const void *b, usize n);

UNIT(search)
{
	const char *s = "hello, world";

	checkint(strlen(s), 12);
	checkint(strnlen(s, 5), 5);
	checkint(strnlen(s, 50), 12);
	checkstr(strchr(s, 'o'), "o, world");
	checkstr(strrchr(s, 'o'), "orld");
	checkstr(strchr(s, '\0'), "");
	checkstr(strrchr(s, '\0'), "");
	check(strchr(s, 'z') == nil && strrchr(s, 'z') == nil);
	checkstr(strstr(s, "o, "), "o, world");
	checkstr(strstr(s, ""), s);
	checkstr(strstr("aaab", "aab"), "aab");
	check(strstr(s, "worlds") == nil);
	checkstr(strchr("\xff", 0xff), "\xff");
	checkstr(memchr(s, 'w', 12), "world");
	check(memchr(s, 'w', 7) == nil);
	checkstr(memchr("a\xff", 0x1ff, 2), "\xff");
}

UNIT(compare)
{
	check(strcmp("", "") == 0);
	check(strcmp("a", "b") < 0 && strcmp("b", "a") > 0);
	check(strcmp("a", "ab") < 0 && strcmp("ab", "a") > 0);
	check(strcmp("\x7f", "\x80") < 0); /* as unsigned bytes */
	check(strncmp("abc", "abd", 2) == 0);
	check(strncmp("abc", "abd", 3) < 0);
	check(strncmp("a", "a", 100) == 0);
	check(strncmp("x", "y", 0) == 0);
}

UNIT(strecpy)
{
	char b[6];

	check(strecpy(b, b + sizeof b, "abc") == b + 3);
	checkstr(b, "abc");
	check(strecpy(b, b + sizeof b, "abcde") == b + 5);
	checkstr(b, "abcde");
	check(strecpy(b, b + sizeof b, "abcdefgh") == b + 5);
	checkstr(b, "abcde");
	check(strecpy(b, b + sizeof b, "abcd☺") == b + 4);
	checkstr(b, "abcd");
	check(strecpy(b, b + 1, "x") == b);
	checkstr(b, "");
	check(strecpy(b, b, "x") == b);
}

UNIT(numbers)
{
	char *e;

	checkint(strtou("123x", &e, 10), 123);
	checkstr(e, "x");
	checkint(strtou(" \t0x1Fg", &e, 0), 31);
	checkstr(e, "g");
	checkint(strtou("0x1F", &e, 16), 31);
	checkint(strtou("017", nil, 0), 15);
	checkint(strtou("08", &e, 0), 0);
	checkstr(e, "8");
	checkint(strtou("0xg", &e, 0), 0);
	checkstr(e, "xg");
	checkint(strtou("zz", &e, 36), 35 * 36 + 35);
	check(strtou("18446744073709551615", nil, 10) == UINT64_MAX);
	check(strtou("18446744073709551616", nil, 10) == UINT64_MAX);
	check(strtou("99999999999999999999999", &e, 10) == UINT64_MAX);
	checkstr(e, "");
	check(strtou("-1", nil, 10) == UINT64_MAX);
}

UNIT(nonumber)
{
	const char *none[] = {"", "x", "-", "+", " ", "--1"};
	char *e;

	for(int i = 0; i < nelem(none); i++) {
		checkint(strtoi(none[i], &e, 0), 0);
		check(e == none[i]);
		checkint(strtou(none[i], &e, 10), 0);
		check(e == none[i]);
	}
}

UNIT(signed)
{
	checkint(strtoi("-5", nil, 10), -5);
	checkint(strtoi("+5", nil, 10), 5);
	checkint(strtoi("9223372036854775807", nil, 10), INT64_MAX);
	checkint(strtoi("9223372036854775808", nil, 10), INT64_MAX);
	checkint(strtoi("-9223372036854775808", nil, 10), INT64_MIN);
	checkint(strtoi("-9223372036854775809", nil, 10), INT64_MIN);
	checkint(atoi("-12 "), -12);
	checkint(atoi("0x10"), 16);
	checkint(atoi("4294967296"), INT32_MAX);
	checkint(atoi("-4294967296"), INT32_MIN);
	checkint(atoi("rubbish"), 0);
}

UNIT(bytes)
{
	u8int b[8];

	put64(b, 0x0123456789abcdefu);
	checkmem(b, "\xef\xcd\xab\x89\x67\x45\x23\x01", 8);
	check(get64(b) == 0x0123456789abcdefu);
	checkint(get32(b + 4), 0x01234567);
	checkint(get16(b), 0xcdef);
	putbe64(b, 0x0123456789abcdefu);
	checkmem(b, "\x01\x23\x45\x67\x89\xab\xcd\xef", 8);
	check(getbe64(b) == 0x0123456789abcdefu);
}

/* every small size and alignment, forwards and backwards over itself */
UNIT(memmove)
{
	u8int a[96], want[96];

	for(int n = 0; n <= 40; n++)
		for(int i = 0; i < 24 * 24; i++) {
			int from = i / 24, to = i % 24;

			for(int k = 0; k < 96; k++)
				a[k] = want[k] = (u8int)(k + 1);
			for(int k = 0; k < n; k++)
				want[to + k] = (u8int)(from + k + 1);
			check(linux_memmove(a + to, a + from, (usize)n) == a + to);
			checkmem(a, want, sizeof a);
		}
}

UNIT(memory)
{
	static u8int a[10000], b[10000];

	check(linux_memset(a, 0x1a5, sizeof a) == a);
	for(int i = 0; i < nelem(a); i++)
		checkint(a[i], 0xa5);
	check(linux_memcpy(b, a, sizeof b) == b);
	checkmem(b, a, sizeof b);
	checkint(linux_memcmp(a, b, sizeof a), 0);
	b[5001] = 0xff;
	check(linux_memcmp(a, b, 5001) == 0);
	check(linux_memcmp(a, b, 5002) < 0);
	check(linux_memcmp(b, a, sizeof a) > 0);
	check(linux_memcmp(a, b, 0) == 0);
	linux_memset(a + 3, 0, 5);
	check(a[2] == 0xa5 && a[3] == 0 && a[7] == 0 && a[8] == 0xa5);
}
