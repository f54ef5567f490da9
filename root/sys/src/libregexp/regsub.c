/*
 * regsub: \0 to \9 and & stand for what subexpressions matched, \ before anything else for that; what does not
 * fit is left out.
 */
#include <u.h>
#include <libc.h>
#include <regexp.h>

enum
{
	Plain = -1, /* a character that stands for itself */
	None = -2,  /* for nothing: no such subexpression */
};

/* the subexpression that a character, which may have had a \ before it, stands for */
static int
reference(Rune c, int quoted, Resub *m, int ms)
{
	int i;

	if(quoted)
		i = c >= '0' && c <= '9' ? c - '0' : Plain;
	else
		i = c == '&' ? 0 : Plain;
	return i == Plain || (m != nil && i < ms && m[i].sp != nil) ? i : None;
}

static Rune
at(const char *s, int size)
{
	return size == 1 ? *(const uchar *)s : *(const Rune *)s;
}

/* characters have size bytes, and dst ends before e, where the last one will be 0 */
static void
sub(const char *src, char *dst, char *e, Resub *m, int ms, int size)
{
	int i, n, quoted;
	Rune c;

	for(; (c = at(src, size)) != 0 && dst < e; src += size) {
		quoted = c == '\\';
		if(quoted) {
			src += size;
			if((c = at(src, size)) == 0)
				break;
		}
		i = reference(c, quoted, m, ms);
		if(i == Plain) {
			memmove(dst, src, size);
			dst += size;
		} else if(i != None) {
			n = m[i].ep - m[i].sp;
			if(n > e - dst)
				n = e - dst;
			memmove(dst, m[i].sp, n);
			dst += n;
		}
	}
	memset(dst, 0, size);
}

void
regsub(const char *src, char *dst, int dlen, Resub *m, int ms)
{
	if(dlen > 0)
		sub(src, dst, dst + dlen - 1, m, ms, 1);
}

void
rregsub(const Rune *src, Rune *dst, int dlen, Resub *m, int ms)
{
	if(dlen > 0)
		sub((char *)src, (char *)dst, (char *)(dst + dlen - 1), m, ms, sizeof(Rune));
}
