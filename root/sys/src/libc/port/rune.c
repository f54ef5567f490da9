/*
 * UTF-8.  A byte that does not belong to a well-formed, shortest encoding of a code
 * point outside the surrogates reads as one Runeerror of one byte.
 */
#include <u.h>
#include <libc.h>

/* the length that a first byte announces, 0 if it cannot be first */
static int
seqlen(int c)
{
	if(c < 0x80)
		return 1;
	if(c < 0xc2)
		return 0;
	if(c < 0xe0)
		return 2;
	if(c < 0xf0)
		return 3;
	return c < 0xf5 ? 4 : 0;
}

static int
isbad(Rune r)
{
	return r > Runemax || (r >= 0xd800 && r <= 0xdfff);
}

int
chartorune(Rune *rune, const char *str)
{
	static const Rune least[] = {0, 0, 0x80, 0x800, 0x10000};
	const uchar *s = (const uchar *)str;
	int i, n = seqlen(s[0]);
	Rune r;

	if(n == 1) {
		*rune = s[0];
		return 1;
	}
	*rune = Runeerror;
	if(n == 0)
		return 1;
	r = s[0] & (0x7f >> n);
	for(i = 1; i < n; i++) {
		if((s[i] & 0xc0) != 0x80)
			return 1;
		r = r << 6 | (s[i] & 0x3f);
	}
	if(r < least[n] || isbad(r))
		return 1;
	*rune = r;
	return n;
}

int
runetochar(char *s, const Rune *rune)
{
	Rune r = *rune;

	if(isbad(r))
		r = Runeerror;
	if(r < 0x80) {
		s[0] = r;
		return 1;
	}
	if(r < 0x800) {
		s[0] = 0xc0 | r >> 6;
		s[1] = 0x80 | (r & 0x3f);
		return 2;
	}
	if(r < 0x10000) {
		s[0] = 0xe0 | r >> 12;
		s[1] = 0x80 | (r >> 6 & 0x3f);
		s[2] = 0x80 | (r & 0x3f);
		return 3;
	}
	s[0] = 0xf0 | r >> 18;
	s[1] = 0x80 | (r >> 12 & 0x3f);
	s[2] = 0x80 | (r >> 6 & 0x3f);
	s[3] = 0x80 | (r & 0x3f);
	return 4;
}

int
runelen(long c)
{
	Rune r = c;
	char s[UTFmax];

	return runetochar(s, &r);
}

int
runenlen(const Rune *r, int n)
{
	int len = 0;

	while(n-- > 0)
		len += runelen(*r++);
	return len;
}

/* can chartorune decide about s, of which n bytes are there? */
int
fullrune(const char *str, int n)
{
	const uchar *s = (const uchar *)str;
	int i, len;

	if(n <= 0)
		return 0;
	len = seqlen(s[0]);
	for(i = 1; i < len; i++) {
		if(i >= n)
			return 0;
		if((s[i] & 0xc0) != 0x80)
			return 1;
	}
	return 1;
}
