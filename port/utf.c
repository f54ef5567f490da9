/*
 * UTF-8, as in utf(6) with runes of up to 21 bits.  A byte that starts no well-formed rune (a
 * stray continuation, an overlong form, a surrogate, a value above Runemax, a rune that a NUL
 * cuts short) decodes to Runeerror and counts as one byte, so that every text can be walked to
 * its end.  Nothing here changes such bytes: names pass through the kernel as they came.
 */
#include "lib.h"

/* bytes of the rune that first byte c announces; 0: none starts so */
static int
seqlen(u8int c)
{
	if(c < 0x80)
		return 1;
	if(c < 0xc2)
		return 0; /* continuation, or the start of an overlong form */
	if(c < 0xe0)
		return 2;
	if(c < 0xf0)
		return 3;
	return c < 0xf5 ? 4 : 0;
}

/* may c be the second byte after first: the longer forms have gaps (overlong, surrogates) */
static bool
secondok(u8int first, u8int c)
{
	switch(first) {
	case 0xe0:
		return c >= 0xa0 && c < 0xc0;
	case 0xed:
		return c >= 0x80 && c < 0xa0;
	case 0xf0:
		return c >= 0x90 && c < 0xc0;
	case 0xf4:
		return c >= 0x80 && c < 0x90;
	}
	return c >= 0x80 && c < 0xc0;
}

int
chartorune(Rune *r, const char *s)
{
	static const u8int mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	const u8int *p = (const u8int *)s;
	int n = seqlen(p[0]);
	Rune v = p[0] & mask[n];

	for(int i = 1; i < n; i++) {
		if(i == 1 ? !secondok(p[0], p[1]) : (p[i] & 0xc0) != 0x80) {
			n = 0;
			break;
		}
		v = v << 6 | (p[i] & 0x3f);
	}
	if(n == 0) {
		*r = Runeerror;
		return 1;
	}
	*r = v;
	return n;
}

static Rune
validrune(Rune r)
{
	return r > Runemax || (r >= 0xd800 && r < 0xe000) ? (Rune)Runeerror : r;
}

static int
runelen(Rune r)
{
	r = validrune(r);
	if(r < 0x80)
		return 1;
	if(r < 0x800)
		return 2;
	return r < 0x10000 ? 3 : 4;
}

int
runetochar(char *s, Rune r)
{
	static const u8int mark[] = {0, 0, 0xc0, 0xe0, 0xf0};
	int n = runelen(r);

	r = validrune(r);
	for(int i = n - 1; i > 0; i--, r >>= 6)
		s[i] = (char)(0x80 | (r & 0x3f));
	s[0] = (char)(mark[n] | r);
	return n;
}

/* do the n bytes at s decide what chartorune gives */
bool
fullrune(const char *s, int n)
{
	const u8int *p = (const u8int *)s;
	int want;

	if(n <= 0)
		return false;
	want = seqlen(p[0]);
	for(int i = 1; i < want; i++) {
		if(i >= n)
			return false;
		if(i == 1 ? !secondok(p[0], p[1]) : (p[i] & 0xc0) != 0x80)
			return true; /* malformed already */
	}
	return true;
}

char *
utfrune(const char *s, Rune r)
{
	Rune c;
	int n;

	if(r < Runeself)
		return strchr(s, (int)r); /* such a byte is part of no longer rune */
	for(; *s != '\0'; s += n) {
		n = chartorune(&c, s);
		if(c == r)
			return (char *)(uintptr)s;
	}
	return nil;
}

usize
utfcut(const char *s, usize n)
{
	usize len = strnlen(s, n);

	if(len < n)
		return len;
	for(usize back = 1; back < UTFmax && back <= n; back++) {
		u8int c = (u8int)s[n - back];

		if((c & 0xc0) == 0x80)
			continue;
		return fullrune(s + n - back, (int)back) ? n : n - back;
	}
	return n;
}
