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

void
regsub(const char *src, char *dst, int dlen, Resub *m, int ms)
{
	char *e = dst + dlen - 1;
	int i, n, quoted;

	if(dlen <= 0)
		return;
	for(; *src != 0 && dst < e; src++) {
		quoted = *src == '\\';
		if(quoted && *++src == 0)
			break;
		i = reference(*src, quoted, m, ms);
		if(i == Plain)
			*dst++ = *src;
		else if(i != None) {
			n = m[i].ep - m[i].sp;
			if(n > e - dst)
				n = e - dst;
			memmove(dst, m[i].sp, n * sizeof *dst);
			dst += n;
		}
	}
	*dst = 0;
}

void
rregsub(const Rune *src, Rune *dst, int dlen, Resub *m, int ms)
{
	Rune *e = dst + dlen - 1;
	int i, n, quoted;

	if(dlen <= 0)
		return;
	for(; *src != 0 && dst < e; src++) {
		quoted = *src == '\\';
		if(quoted && *++src == 0)
			break;
		i = reference(*src, quoted, m, ms);
		if(i == Plain)
			*dst++ = *src;
		else if(i != None) {
			n = m[i].rep - m[i].rsp;
			if(n > e - dst)
				n = e - dst;
			memmove(dst, m[i].rsp, n * sizeof *dst);
			dst += n;
		}
	}
	*dst = 0;
}
